//! Loads and stores.

use wit_bindgen_core::abi::Instruction;
use wit_parser::ArchitectureSize;

use super::Body;

pub(super) fn emit(
    body: &mut Body<'_, '_>,
    instruction: &Instruction<'_>,
    operands: &[String],
    results: &mut Vec<String>,
) -> bool {
    if let Some((ty, offset)) = load(instruction) {
        results.push(format!("load<{ty}>({}{})", operands[0], place(offset)));
        return true;
    }
    if let Some((ty, offset)) = store(instruction) {
        let (value, address) = (&operands[0], &operands[1]);
        body.line(format!("store<{ty}>({address}, {value}{});", place(offset)));
        return true;
    }
    if let Instruction::GuestDeallocate { size, .. } = instruction {
        let free = body.module.abi("free");
        let size = size.size_wasm32();
        body.line(format!("{free}({}, {size});", operands[0]));
        return true;
    }
    false
}

fn place(offset: ArchitectureSize) -> String {
    match offset.size_wasm32() {
        0 => String::new(),
        offset => format!(", {offset}"),
    }
}

fn load(instruction: &Instruction<'_>) -> Option<(&'static str, ArchitectureSize)> {
    use Instruction as I;
    Some(match *instruction {
        I::I32Load { offset } | I::LengthLoad { offset } => ("i32", offset),
        I::I32Load8U { offset } => ("u8", offset),
        I::I32Load8S { offset } => ("i8", offset),
        I::I32Load16U { offset } => ("u16", offset),
        I::I32Load16S { offset } => ("i16", offset),
        I::I64Load { offset } => ("i64", offset),
        I::F32Load { offset } => ("f32", offset),
        I::F64Load { offset } => ("f64", offset),
        I::PointerLoad { offset } => ("usize", offset),
        _ => return None,
    })
}

fn store(instruction: &Instruction<'_>) -> Option<(&'static str, ArchitectureSize)> {
    use Instruction as I;
    Some(match *instruction {
        I::I32Store { offset } | I::LengthStore { offset } => ("i32", offset),
        I::I32Store8 { offset } => ("u8", offset),
        I::I32Store16 { offset } => ("u16", offset),
        I::I64Store { offset } => ("i64", offset),
        I::F32Store { offset } => ("f32", offset),
        I::F64Store { offset } => ("f64", offset),
        I::PointerStore { offset } => ("usize", offset),
        _ => return None,
    })
}
