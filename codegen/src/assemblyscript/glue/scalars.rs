//! Numbers, truth values, characters, enums and flags: what is one number on both sides.

use wit_bindgen_core::abi::{Bitcast, Instruction};

use super::Body;

pub(super) fn emit(
    _body: &mut Body<'_, '_>,
    instruction: &Instruction<'_>,
    operands: &[String],
    results: &mut Vec<String>,
) -> bool {
    use Instruction as I;
    match instruction {
        I::I32Const { val } => results.push(val.to_string()),
        I::ConstZero { tys } => results.extend(tys.iter().map(|_| "0".to_owned())),
        I::Bitcasts { casts } => {
            let cast = operands.iter().zip(*casts);
            results.extend(cast.map(|(operand, cast)| bitcast(operand, cast)));
        }
        I::I32FromBool => results.push(format!("i32({})", operands[0])),
        I::FlagsLower { flags, .. } | I::FlagsLift { flags, .. } if flags.repr().count() == 0 => {
            let lifts = matches!(instruction, I::FlagsLift { .. });
            results.extend(lifts.then(|| "0".to_owned()));
        }
        _ => match lifted(instruction, operands) {
            Some(value) => results.push(value),
            None => return false,
        },
    }
    true
}

/// One number that becomes another type of the same width or less.
fn lifted(instruction: &Instruction<'_>, operands: &[String]) -> Option<String> {
    use Instruction as I;
    let operand = operands.first()?;
    Some(match instruction {
        I::I32FromChar
        | I::I32FromU8
        | I::I32FromS8
        | I::I32FromU16
        | I::I32FromS16
        | I::I32FromU32
        | I::I32FromS32
        | I::I64FromU64
        | I::I64FromS64
        | I::CoreF32FromF32
        | I::CoreF64FromF64
        | I::F32FromCoreF32
        | I::F64FromCoreF64
        | I::S32FromI32
        | I::S64FromI64
        | I::CharFromI32
        | I::EnumLower { .. }
        | I::EnumLift { .. }
        | I::FlagsLower { .. }
        | I::FlagsLift { .. } => operand.clone(),
        I::U8FromI32 => narrowed(operand, "u8", "u8"),
        I::S8FromI32 => narrowed(operand, "i8", "i8"),
        I::U16FromI32 => narrowed(operand, "u16", "u16"),
        I::S16FromI32 => narrowed(operand, "i16", "i16"),
        I::U32FromI32 => narrowed(operand, "u32", "i32"),
        I::U64FromI64 => narrowed(operand, "u64", "i64"),
        I::BoolFromI32 => match operand.strip_prefix("load<u8>") {
            Some(rest) => format!("load<bool>{rest}"),
            None => format!("{operand} != 0"),
        },
        _ => return None,
    })
}

/// `operand` as the type `wanted`; where it is read from memory as `loaded`, it is read as `wanted` at once.
fn narrowed(operand: &str, wanted: &str, loaded: &str) -> String {
    match operand.strip_prefix(&format!("load<{loaded}>")) {
        Some(rest) => format!("load<{wanted}>{rest}"),
        None => format!("{wanted}({operand})"),
    }
}

/// Numbers of different types that share one place in a variant's flat form.
fn bitcast(operand: &str, cast: &Bitcast) -> String {
    match cast {
        Bitcast::None
        | Bitcast::I32ToL
        | Bitcast::LToI32
        | Bitcast::P64ToI64
        | Bitcast::I64ToP64 => operand.to_owned(),
        Bitcast::F32ToI32 => format!("reinterpret<i32>({operand})"),
        Bitcast::F64ToI64 => format!("reinterpret<i64>({operand})"),
        Bitcast::I32ToF32 => format!("reinterpret<f32>({operand})"),
        Bitcast::I64ToF64 => format!("reinterpret<f64>({operand})"),
        Bitcast::I32ToI64 | Bitcast::PToP64 | Bitcast::LToI64 => format!("i64({operand})"),
        Bitcast::I64ToI32 | Bitcast::I64ToL | Bitcast::PToI32 | Bitcast::PToL => {
            format!("i32({operand})")
        }
        Bitcast::P64ToP | Bitcast::I32ToP | Bitcast::LToP => format!("usize({operand})"),
        Bitcast::F32ToI64 => format!("i64(reinterpret<i32>({operand}))"),
        Bitcast::I64ToF32 => format!("reinterpret<f32>(i32({operand}))"),
        Bitcast::Sequence(both) => bitcast(&bitcast(operand, &both[0]), &both[1]),
    }
}
