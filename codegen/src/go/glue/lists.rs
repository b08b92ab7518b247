//! Strings, lists, maps and lists of a fixed length.

use wit_bindgen_core::abi::Instruction;
use wit_parser::{SizeAlign, TypeId};

use super::{Block, Body, Operand, indented};
use crate::model::Type;

/// Whether a type has the same form in a slice of Go and in a list of the ABI.
pub(super) fn is_number(ty: &Type) -> bool {
    matches!(
        ty,
        Type::U8
            | Type::U16
            | Type::U32
            | Type::U64
            | Type::S8
            | Type::S16
            | Type::S32
            | Type::S64
            | Type::F32
            | Type::F64
    )
}

impl Body<'_> {
    pub(super) fn list(
        &mut self,
        instruction: &Instruction<'_>,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) -> bool {
        match instruction {
            Instruction::StringLower { realloc } => {
                self.share("StringData", &operands[0], realloc.is_some(), results);
            }
            Instruction::ListCanonLower { realloc, .. } => {
                self.share("SliceData", &operands[0], realloc.is_some(), results);
            }
            Instruction::StringLift => self.lift_shared("String", operands, results),
            Instruction::ListCanonLift { element, .. } => {
                let item = self.file.ty(&self.file.model.type_of(element));
                self.lift_shared(&format!("Slice[{item}]"), operands, results);
            }
            Instruction::ListLower { element, .. } => {
                let size = self.sizes.size(element).size_wasm32();
                self.lower_items(&operands[0], size, Loop::List, results);
            }
            Instruction::ListLift { element, .. } => self.lift_list(element, operands, results),
            Instruction::MapLower { key, value, .. } => {
                let size = entry_size(self.sizes, key, value);
                self.lower_items(&operands[0], size, Loop::Map, results);
            }
            Instruction::MapLift { key, value, ty } => {
                let size = entry_size(self.sizes, key, value);
                self.lift_map(*ty, size, operands, results);
            }
            other => return self.fixed(other, operands, results) || self.iteration(other, results),
        }
        true
    }

    fn fixed(
        &mut self,
        instruction: &Instruction<'_>,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) -> bool {
        match instruction {
            Instruction::FixedLengthListLower { size, .. } => {
                let list = self.bind(&operands[0], "list");
                let item = |position| Operand::Value(format!("{list}[{position}]"));
                results.extend((0..*size).map(item));
            }
            Instruction::FixedLengthListLift { id, .. } => {
                let items: Vec<String> = operands.iter().map(Operand::text).collect();
                let ty = self.array_type(*id);
                results.push(Operand::Value(format!("{ty}{{{}}}", items.join(", "))));
            }
            Instruction::FixedLengthListLowerToMemory { element, .. } => {
                let size = self.sizes.size(element).size_wasm32();
                let block = self.close(1).pop().unwrap_or_default();
                let base = self.bind(&operands[1], "memory");
                let list = operands[0].text();
                self.each_item(&list, &base, size, &block, Loop::List);
            }
            Instruction::FixedLengthListLiftFromMemory { element, id, .. } => {
                let size = self.sizes.size(element).size_wasm32();
                let block = self.close(1).pop().unwrap_or_default();
                let base = self.bind(&operands[0], "memory");
                let list = self.local("list");
                let ty = self.array_type(*id);
                self.line(&format!("var {list} {ty}"));
                self.each_lifted(&list, &base, size, &block);
                results.push(Operand::Value(list));
            }
            _ => return false,
        }
        true
    }

    fn iteration(&mut self, instruction: &Instruction<'_>, results: &mut Vec<Operand>) -> bool {
        let preferred = match instruction {
            Instruction::IterElem { .. } => "item",
            Instruction::IterMapKey { .. } => "key",
            Instruction::IterMapValue { .. } => "value",
            Instruction::IterBasePointer => "base",
            _ => return false,
        };
        let known = match (instruction, self.block_names()) {
            (Instruction::IterBasePointer, Some(names)) => names.base.clone(),
            _ => None,
        };
        let name = known.unwrap_or_else(|| self.local(preferred));
        if let Some(names) = self.block_names() {
            let place = match preferred {
                "value" => &mut names.value,
                "base" => &mut names.base,
                _ => &mut names.item,
            };
            *place = Some(name.clone());
        }
        results.push(Operand::Value(name));
        true
    }

    /// Gives the host the memory of a value as it is. What a function returns stays where it is until the host has read it.
    fn share(&mut self, data: &str, value: &Operand, is_kept: bool, results: &mut Vec<Operand>) {
        let value = self.bind(value, "data");
        let abi = self.file.abi();
        let address = format!("{abi}{data}({value})");
        results.push(Operand::Value(if is_kept {
            format!("{abi}Pin({address})")
        } else {
            address
        }));
        let length = format!("uint32(len({value}))");
        results.push(Operand::Widened {
            core: length.clone(),
            value: length,
        });
    }

    fn lift_shared(&mut self, function: &str, operands: &[Operand], results: &mut Vec<Operand>) {
        self.is_pinned = true;
        let (address, length) = (operands[0].text(), operands[1].text());
        let abi = self.file.abi();
        results.push(Operand::Value(format!(
            "{abi}{function}({address}, {length})"
        )));
    }

    fn lower_items(&mut self, list: &Operand, size: usize, kind: Loop, results: &mut Vec<Operand>) {
        self.is_pinned = true;
        let block = self.close(1).pop().unwrap_or_default();
        let list = self.bind(list, "list");
        let memory = self.local("memory");
        let abi = self.file.abi();
        self.line(&format!(
            "{memory} := {abi}AllocateList(len({list}), {size})"
        ));
        self.each_item(&list, &memory, size, &block, kind);
        results.push(Operand::Value(memory));
        let length = format!("uint32(len({list}))");
        results.push(Operand::Widened {
            core: length.clone(),
            value: length,
        });
    }

    fn each_item(&mut self, list: &str, memory: &str, size: usize, block: &Block, kind: Loop) {
        self.file.standard("unsafe");
        let item = block.names.item.as_deref().unwrap_or("_");
        let base = block.names.base.as_deref().unwrap_or("_");
        let position = self.local("i");
        let value = block.names.value.as_deref().unwrap_or("_");
        if kind == Loop::Map {
            self.line(&format!("{position} := 0"));
            self.line(&format!("for {item}, {value} := range {list} {{"));
        } else {
            self.line(&format!("for {position}, {item} := range {list} {{"));
        }
        self.line(&format!(
            "\t{base} := unsafe.Add({memory}, {position}*{size})"
        ));
        self.code.push_str(&indented(&block.code));
        if kind == Loop::Map {
            self.line(&format!("\t{position}++"));
        }
        self.line("}");
    }

    fn lift_list(
        &mut self,
        element: &wit_parser::Type,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) {
        self.is_pinned = true;
        let block = self.close(1).pop().unwrap_or_default();
        let size = self.sizes.size(element).size_wasm32();
        let item = self.file.ty(&self.file.model.type_of(element));
        let memory = self.bind(&operands[0], "memory");
        let list = self.local("list");
        let length = operands[1].text();
        self.line(&format!("{list} := make([]{item}, {length})"));
        self.each_lifted(&list, &memory, size, &block);
        results.push(Operand::Value(list));
    }

    fn each_lifted(&mut self, list: &str, memory: &str, size: usize, block: &Block) {
        self.file.standard("unsafe");
        let position = self.local("i");
        let base = block.names.base.as_deref().unwrap_or("_");
        let value = block.results.first().map(Operand::text).unwrap_or_default();
        self.line(&format!("for {position} := range {list} {{"));
        self.line(&format!(
            "\t{base} := unsafe.Add({memory}, {position}*{size})"
        ));
        self.code.push_str(&indented(&block.code));
        self.line(&format!("\t{list}[{position}] = {value}"));
        self.line("}");
    }

    fn lift_map(
        &mut self,
        id: TypeId,
        size: usize,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) {
        self.is_pinned = true;
        self.file.standard("unsafe");
        let block = self.close(1).pop().unwrap_or_default();
        let memory = self.bind(&operands[0], "memory");
        let length = self.bind(&operands[1], "count");
        let entries = self.local("entries");
        let ty = self.array_type(id);
        let position = self.local("i");
        let base = block.names.base.as_deref().unwrap_or("_");
        let values: Vec<String> = block.results.iter().map(Operand::text).collect();
        self.line(&format!("{entries} := make({ty}, {length})"));
        self.line(&format!("for {position} := range {length} {{"));
        self.line(&format!(
            "\t{base} := unsafe.Add({memory}, {position}*{size})"
        ));
        self.code.push_str(&indented(&block.code));
        self.line(&format!("\t{entries}[{}] = {}", values[0], values[1]));
        self.line("}");
        results.push(Operand::Value(entries));
    }

    /// A type with its aliases looked through, as `make` and literals want it.
    fn array_type(&self, id: TypeId) -> String {
        self.file
            .ty(&self.file.model.structure(&self.model_type(id)))
    }
}

/// What a loop goes through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loop {
    List,
    Map,
}

fn entry_size(sizes: &SizeAlign, key: &wit_parser::Type, value: &wit_parser::Type) -> usize {
    sizes.record([key, value]).size.size_wasm32()
}
