//! Components that are too large or too many, and functions that break compilers.

use plugwright_security::scan::{Rule, Severity};
use wasm_encoder::{
    BlockType, CodeSection, Function, FunctionSection, Instruction, Module, TypeSection, ValType,
};

use super::Bad;
use crate::{component, module};

pub(super) fn bad() -> Vec<Bad> {
    vec![
        Bad::new(
            "limits",
            "instances that multiply",
            Rule::Limit,
            component(&multiplied()),
        ),
        Bad::new(
            "limits",
            "components in components",
            Rule::Limit,
            component(&nested(40)),
        ),
        Bad::new(
            "limits",
            "too many modules",
            Rule::Limit,
            component(&format!("(component {})", "(core module)".repeat(300))),
        ),
        Bad::new(
            "limits",
            "too many functions",
            Rule::Limit,
            functions(200_001, |_| {}),
        ),
        Bad::new(
            "limits",
            "too much memory at the start",
            Rule::InitialMemory,
            component(&instantiated("(memory 4000)")),
        ),
        Bad::new(
            "limits",
            "many small memories",
            Rule::InitialMemory,
            component(&instantiated(&"(memory 600)".repeat(4))),
        ),
        Bad::new(
            "limits",
            "a table of a million",
            Rule::InitialMemory,
            component(&instantiated("(table 1000000 funcref)")),
        ),
        Bad::new(
            "functions",
            "a function of three megabytes",
            Rule::FunctionSize,
            functions(1, giant),
        )
        .with(Severity::High),
        Bad::new(
            "functions",
            "two thousand blocks inside each other",
            Rule::FunctionShape,
            functions(1, blocks),
        ),
        Bad::new(
            "functions",
            "a branch with fifty thousand targets",
            Rule::FunctionShape,
            functions(1, targets),
        ),
        Bad::new(
            "functions",
            "forty thousand local variables",
            Rule::FunctionShape,
            locals(),
        ),
    ]
}

/// Each component makes ten instances of the one before: eight small lines, a hundred million instances.
fn multiplied() -> String {
    let level = |at: usize| {
        let inner = format!("(instance (instantiate $c{}))", at - 1).repeat(10);
        format!(
            "(component $c{at} (alias outer 1 $c{} (component $c{})) {inner})",
            at - 1,
            at - 1
        )
    };
    let levels: String = (1..9).map(level).collect();
    format!(
        "(component (component $c0 (core module $m (memory 1)) (core instance (instantiate $m))) {levels} (instance (instantiate $c8)))"
    )
}

fn nested(depth: usize) -> String {
    format!("{}{}", "(component ".repeat(depth), ")".repeat(depth))
}

fn instantiated(items: &str) -> String {
    format!("(component (core module $m {items}) (core instance (instantiate $m)))")
}

fn functions(count: u32, body: impl Fn(&mut Function)) -> Vec<u8> {
    functions_with(&[], count, body)
}

fn locals() -> Vec<u8> {
    functions_with(&[(40_000, ValType::I32)], 1, |_| {})
}

fn functions_with(locals: &[(u32, ValType)], count: u32, body: impl Fn(&mut Function)) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let (mut declared, mut code) = (FunctionSection::new(), CodeSection::new());
    let mut function = Function::new(locals.iter().copied());
    body(&mut function);
    function.instruction(&Instruction::End);
    for _ in 0..count {
        declared.function(0);
        code.function(&function);
    }
    let mut inner = Module::new();
    inner.section(&types).section(&declared).section(&code);
    module(&inner.finish())
}

fn giant(function: &mut Function) {
    for _ in 0..1_500_000 {
        function
            .instruction(&Instruction::Nop)
            .instruction(&Instruction::Nop);
    }
}

fn blocks(function: &mut Function) {
    for _ in 0..2_000 {
        function.instruction(&Instruction::Block(BlockType::Empty));
    }
    for _ in 0..2_000 {
        function.instruction(&Instruction::End);
    }
}

fn targets(function: &mut Function) {
    function.instruction(&Instruction::I32Const(0));
    function.instruction(&Instruction::BrTable(vec![0; 50_000].into(), 0));
}
