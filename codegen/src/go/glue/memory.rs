//! Reading and writing linear memory.

use wit_bindgen_core::abi::Instruction;
use wit_parser::{Alignment, ArchitectureSize};

use super::{Body, Operand};

impl Body<'_> {
    pub(super) fn memory(
        &mut self,
        instruction: &Instruction<'_>,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) -> bool {
        if let Some((ty, offset)) = loaded(instruction) {
            self.needs_unsafe(ty);
            let base = self.bind(&operands[0], "base");
            results.push(Operand::Load {
                abi: self.file.abi(),
                base,
                offset: offset.size_wasm32(),
                ty,
            });
            return true;
        }
        let Some((ty, offset)) = stored(instruction) else {
            return false;
        };
        let value = match ty {
            "unsafe.Pointer" => operands[0].text(),
            ty => operands[0].stored(ty),
        };
        let base = self.bind(&operands[1], "base");
        let abi = self.file.abi();
        self.line(&format!(
            "{abi}Store({base}, {}, {value})",
            offset.size_wasm32()
        ));
        true
    }

    fn needs_unsafe(&self, ty: &str) {
        if ty.starts_with("unsafe.") {
            self.file.standard("unsafe");
        }
    }

    /// A part of the area for what the ABI passes in memory, which is there for the whole life of the instance.
    pub(super) fn reserve(&mut self, size: ArchitectureSize, align: Alignment) -> Operand {
        let align = align.align_wasm32().max(1);
        let offset = self.used.next_multiple_of(align);
        self.used = offset + size.size_wasm32();
        self.area.bytes = self.area.bytes.max(self.used);
        self.file.standard("unsafe");
        let name = self.local("memory");
        match offset {
            0 => self.line(&format!("{name} := unsafe.Pointer(&area)")),
            _ => self.line(&format!(
                "{name} := unsafe.Add(unsafe.Pointer(&area), {offset})"
            )),
        }
        Operand::Value(name)
    }
}

/// What is loaded, as the type of Go that has its size.
fn loaded(instruction: &Instruction<'_>) -> Option<(&'static str, ArchitectureSize)> {
    Some(match instruction {
        Instruction::I32Load { offset } | Instruction::LengthLoad { offset } => ("uint32", *offset),
        Instruction::I32Load8U { offset } => ("uint8", *offset),
        Instruction::I32Load8S { offset } => ("int8", *offset),
        Instruction::I32Load16U { offset } => ("uint16", *offset),
        Instruction::I32Load16S { offset } => ("int16", *offset),
        Instruction::I64Load { offset } => ("uint64", *offset),
        Instruction::F32Load { offset } => ("float32", *offset),
        Instruction::F64Load { offset } => ("float64", *offset),
        Instruction::PointerLoad { offset } => ("unsafe.Pointer", *offset),
        _ => return None,
    })
}

/// What is stored, as the type of Go that has its size.
fn stored(instruction: &Instruction<'_>) -> Option<(&'static str, ArchitectureSize)> {
    Some(match instruction {
        Instruction::I32Store { offset } | Instruction::LengthStore { offset } => {
            ("uint32", *offset)
        }
        Instruction::I32Store8 { offset } => ("uint8", *offset),
        Instruction::I32Store16 { offset } => ("uint16", *offset),
        Instruction::I64Store { offset } => ("uint64", *offset),
        Instruction::F32Store { offset } => ("float32", *offset),
        Instruction::F64Store { offset } => ("float64", *offset),
        Instruction::PointerStore { offset } => ("unsafe.Pointer", *offset),
        _ => return None,
    })
}
