//! Function bodies from the canonical ABI.
//!
//! `wit_bindgen_core::abi` says, step by step, how values cross the border of a component; this turns the steps into
//! statements of Go. The steps are grouped by what they are about, one file each.

mod aggregates;
mod bodies;
mod calls;
mod handle_steps;
mod lists;
mod memory;
mod operand;
mod scalars;
mod variants;

use wit_bindgen_core::abi::{Bindgen, Instruction};
use wit_parser::{Alignment, ArchitectureSize, Resolve, SizeAlign};

use bodies::core_type;
pub(super) use bodies::{Area, exported, handles, imported};
use operand::Operand;

use super::{file::File, settled::FunctionName};
use crate::{model::Function, scope::Scope};

/// What stands around the name of something that is not known yet. Names of WIT do not have them.
const BEFORE: char = '\u{ab}';
const AFTER: char = '\u{bb}';

/// One function body while it grows.
struct Body<'a> {
    file: &'a File<'a>,
    function: &'a Function,
    name: &'a FunctionName,
    sizes: &'a SizeAlign,
    area: &'a mut Area,
    /// What the parameters of the function in Go are called, in the order of the ABI.
    arguments: Vec<String>,
    locals: Scope,
    open: Vec<Block>,
    closed: Vec<Block>,
    code: String,
    /// Bytes of the return area that this function uses.
    used: usize,
    /// Whether something was pinned on the way.
    is_pinned: bool,
    /// Whether the host lent something.
    has_borrows: bool,
    /// What the author's function returned: the value, and the error.
    outcome: Option<String>,
    placeholders: usize,
}

/// The body of a loop or a case.
#[derive(Default)]
struct Block {
    /// The code around the block, while it is open; its own when it is closed.
    code: String,
    results: Vec<Operand>,
    names: BlockNames,
}

/// What the code around a block has to declare for it.
#[derive(Debug, Default, Clone)]
struct BlockNames {
    item: Option<String>,
    value: Option<String>,
    base: Option<String>,
    payload: Option<String>,
}

impl Body<'_> {
    fn line(&mut self, line: &str) {
        self.code.push_str(line);
        self.code.push('\n');
    }

    fn local(&mut self, preferred: &str) -> String {
        let numbered = (2u32..).map(|number| format!("{preferred}{number}"));
        let mut names = std::iter::once(preferred.to_owned()).chain(numbered);
        let free = names.find(|name| self.locals.is_free(name));
        self.locals.declare(&free.unwrap_or_default())
    }

    /// An expression that can be repeated: a name, or a path of names.
    fn bind(&mut self, operand: &Operand, preferred: &str) -> String {
        let text = operand.text();
        if is_path(&text) {
            return text;
        }
        let name = self.local(preferred);
        self.line(&format!("{name} := {text}"));
        name
    }

    fn close(&mut self, count: usize) -> Vec<Block> {
        let from = self.closed.len().saturating_sub(count);
        self.closed.split_off(from)
    }

    fn block_names(&mut self) -> Option<&mut BlockNames> {
        self.open.last_mut().map(|block| &mut block.names)
    }
}

fn is_path(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | BEFORE | AFTER);
    !text.is_empty() && text.chars().all(is_part) && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// Code one level deeper.
fn indented(code: &str) -> String {
    let line = |line: &str| match line {
        "" => "\n".to_owned(),
        line => format!("\t{line}\n"),
    };
    code.lines().map(line).collect()
}

impl Bindgen for Body<'_> {
    type Operand = Operand;

    fn emit(
        &mut self,
        _resolve: &Resolve,
        instruction: &Instruction<'_>,
        operands: &mut Vec<Operand>,
        results: &mut Vec<Operand>,
    ) {
        let done = self.scalar(instruction, operands, results)
            || self.memory(instruction, operands, results)
            || self.aggregate(instruction, operands, results)
            || self.variant(instruction, operands, results)
            || self.list(instruction, operands, results)
            || self.handle(instruction, operands, results)
            || self.call(instruction, operands, results);
        debug_assert!(done, "{instruction:?} is of no group");
    }

    fn return_pointer(&mut self, size: ArchitectureSize, align: Alignment) -> Operand {
        self.reserve(size, align)
    }

    fn push_block(&mut self) {
        let code = std::mem::take(&mut self.code);
        self.open.push(Block {
            code,
            ..Block::default()
        });
    }

    fn finish_block(&mut self, operands: &mut Vec<Operand>) {
        let mut block = self.open.pop().unwrap_or_default();
        std::mem::swap(&mut block.code, &mut self.code);
        block.results = std::mem::take(operands);
        self.closed.push(block);
    }

    fn sizes(&self) -> &SizeAlign {
        self.sizes
    }

    fn is_list_canonical(&self, _resolve: &Resolve, element: &wit_parser::Type) -> bool {
        let structure = self.file.model.structure(&self.file.model.type_of(element));
        lists::is_number(&structure)
    }
}
