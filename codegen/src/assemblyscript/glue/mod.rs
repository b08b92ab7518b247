//! The bodies of functions between the language and the canonical ABI.
//!
//! `wit_bindgen_core::abi` tells instruction by instruction what has to happen; each module here writes one kind of them.

mod aggregates;
mod calls;
mod handles;
mod lists;
mod memory;
mod scalars;
mod variants;

use wit_bindgen_core::abi::{self, AbiVariant, Bindgen, Instruction, LiftLower};
use wit_parser::{Alignment, ArchitectureSize, Resolve, SizeAlign, Type as WitType};

use super::{LANGUAGE, module::Module, names::Names};
use crate::{Error, model::Function, scope::Scope};

pub(super) use calls::{Callee, core_params, core_result};

/// The memory that functions of one file share for what does not fit into parameters and results.
#[derive(Default)]
pub(super) struct Area {
    size: usize,
    align: usize,
}

impl Area {
    /// The declaration of the memory; empty when no function needs it.
    pub(super) fn declaration(&self) -> String {
        if self.size == 0 {
            return String::new();
        }
        format!(
            "\n/** Where results lie that are more than one number. */\nconst area: usize = memory.data({}, {});\n",
            self.size, self.align
        )
    }
}

/// How all types lie in memory.
pub(super) fn sizes(names: &Names<'_>) -> Result<SizeAlign, Error> {
    let mut sizes = SizeAlign::default();
    let filled = sizes.fill(&names.model.resolve);
    filled.map_err(|error| Error::Generator {
        language: LANGUAGE,
        reason: format!("{error:?}"),
    })?;
    Ok(sizes)
}

/// What the functions of one file are written with.
pub(super) struct Glue<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) module: &'a mut Module,
    pub(super) sizes: &'a SizeAlign,
    pub(super) area: &'a mut Area,
}

impl Glue<'_> {
    /// The body of a function that calls an import.
    pub(super) fn import(
        &mut self,
        function: &Function,
        params: Vec<String>,
        callee: Callee,
    ) -> Result<String, Error> {
        let direction = (AbiVariant::GuestImport, LiftLower::LowerArgsLiftResults);
        self.body(function, params, callee, direction)
    }

    /// The body of an exported core function.
    pub(super) fn export(
        &mut self,
        function: &Function,
        params: Vec<String>,
        callee: Callee,
    ) -> Result<String, Error> {
        let direction = (AbiVariant::GuestExport, LiftLower::LiftArgsLowerResults);
        self.body(function, params, callee, direction)
    }

    fn body(
        &mut self,
        function: &Function,
        params: Vec<String>,
        callee: Callee,
        (variant, direction): (AbiVariant, LiftLower),
    ) -> Result<String, Error> {
        let mut locals = self.module.scope();
        for param in &params {
            locals.declare(param);
        }
        let names = self.names;
        let mut body = Body {
            names,
            module: &mut *self.module,
            sizes: self.sizes,
            area: &mut *self.area,
            locals,
            params,
            callee,
            open: vec![Block::default()],
            closed: Vec::new(),
            reserved: 0,
            keeps: false,
            lends: false,
            imports: direction == LiftLower::LowerArgsLiftResults,
            unknown: None,
        };
        let resolve = &names.model.resolve;
        abi::call(resolve, variant, direction, &function.wit, &mut body, false);
        body.finish()
    }
}

/// Statements that belong together: a function's, a loop's, a case's.
#[derive(Default)]
struct Block {
    lines: Vec<String>,
    /// What the block leaves for the instruction that takes it.
    results: Vec<String>,
    item: Option<String>,
    base: Option<String>,
    key: Option<String>,
    value: Option<String>,
    payload: Option<String>,
}

/// One body while it is written.
struct Body<'a, 'b> {
    names: &'a Names<'a>,
    module: &'b mut Module,
    sizes: &'b SizeAlign,
    area: &'b mut Area,
    locals: Scope,
    params: Vec<String>,
    callee: Callee,
    open: Vec<Block>,
    closed: Vec<Block>,
    /// How much of the area this function uses.
    reserved: usize,
    /// Whether the other side reads memory that must be kept for it.
    keeps: bool,
    /// Whether resources are lent to the function.
    lends: bool,
    imports: bool,
    unknown: Option<String>,
}

impl Body<'_, '_> {
    /// Adds a statement, which may have several lines.
    fn line(&mut self, text: impl Into<String>) {
        let text = text.into();
        if let Some(block) = self.open.last_mut() {
            block.lines.extend(text.lines().map(str::to_owned));
        }
    }

    /// Adds the statements of a block, one step further in.
    fn nested(&mut self, lines: &[String]) {
        for line in lines {
            self.line(format!("  {line}"));
        }
    }

    /// A name for a local variable that nothing else here has.
    fn local(&mut self, purpose: &str) -> String {
        let numbered = (0u32..).map(|number| match number {
            0 => purpose.to_owned(),
            number => format!("{purpose}{number}"),
        });
        let free = numbered.filter(|name| self.locals.is_free(name)).take(1);
        let name: String = free.collect();
        self.locals.declare(&name)
    }

    /// Names a value, so that it is computed once.
    fn named(&mut self, purpose: &str, value: &str) -> String {
        if is_name(value) && value != "this" {
            return value.to_owned();
        }
        let name = self.local(purpose);
        self.line(format!("const {name} = {value};"));
        name
    }

    /// Takes back the statement before, when all it does is to name what is used only once, and gives its expression.
    fn take_declaration(&mut self, name: &str) -> Option<String> {
        let lines = &mut self.open.last_mut()?.lines;
        let head = format!("const {name} = ");
        let expression = lines.last()?.strip_prefix(&head)?;
        let expression = expression.strip_suffix(';')?.to_owned();
        lines.pop();
        Some(expression)
    }

    /// The last `count` finished blocks, in their order.
    fn take_blocks(&mut self, count: usize) -> Vec<Block> {
        let start = self.closed.len().saturating_sub(count);
        self.closed.split_off(start)
    }

    fn take_block(&mut self) -> Block {
        self.closed.pop().unwrap_or_default()
    }

    fn block_name(
        &mut self,
        purpose: &str,
        slot: impl Fn(&mut Block) -> &mut Option<String>,
    ) -> String {
        let known = self.open.last_mut().and_then(|block| slot(block).clone());
        if let Some(name) = known {
            return name;
        }
        let name = self.local(purpose);
        if let Some(block) = self.open.last_mut() {
            *slot(block) = Some(name.clone());
        }
        name
    }

    fn size_of(&self, ty: &WitType) -> usize {
        self.sizes.size(ty).size_wasm32()
    }

    fn finish(mut self) -> Result<String, Error> {
        if let Some(instruction) = self.unknown {
            return Err(Error::Generator {
                language: LANGUAGE,
                reason: format!("no form for the instruction {instruction}"),
            });
        }
        let mut lines = self.open.pop().unwrap_or_default().lines;
        if self.keeps && self.imports {
            let mark = self.module.abi("mark");
            lines.insert(0, format!("const mark = {mark}();"));
        }
        Ok(lines.into_iter().map(|line| line + "\n").collect())
    }
}

impl Bindgen for Body<'_, '_> {
    type Operand = String;

    fn emit(
        &mut self,
        _resolve: &Resolve,
        instruction: &Instruction<'_>,
        operands: &mut Vec<String>,
        results: &mut Vec<String>,
    ) {
        let known = scalars::emit(self, instruction, operands, results)
            || memory::emit(self, instruction, operands, results)
            || lists::emit(self, instruction, operands, results)
            || aggregates::emit(self, instruction, operands, results)
            || variants::emit(self, instruction, operands, results)
            || handles::emit(self, instruction, operands, results)
            || calls::emit(self, instruction, operands, results);
        if !known {
            self.unknown = Some(format!("{instruction:?}"));
            results.resize(instruction.results_len(), String::new());
        }
    }

    fn return_pointer(&mut self, size: ArchitectureSize, align: Alignment) -> String {
        let align = align.align_wasm32();
        let offset = self.reserved.next_multiple_of(align);
        self.reserved = offset + size.size_wasm32();
        self.area.size = self.area.size.max(self.reserved);
        self.area.align = self.area.align.max(align);
        match offset {
            0 => "area".to_owned(),
            offset => format!("area + {offset}"),
        }
    }

    fn push_block(&mut self) {
        self.open.push(Block::default());
    }

    fn finish_block(&mut self, operands: &mut Vec<String>) {
        let mut block = self.open.pop().unwrap_or_default();
        block.results = std::mem::take(operands);
        self.closed.push(block);
    }

    fn sizes(&self) -> &SizeAlign {
        self.sizes
    }

    fn is_list_canonical(&self, _resolve: &Resolve, element: &WitType) -> bool {
        let element = self.names.model.type_of(element);
        self.names.view(&element).is_some()
    }
}

/// Whether reading `value` again costs nothing and gives the same.
fn is_name(value: &str) -> bool {
    value
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
}
