//! Numbers, truth values and characters.

use wit_bindgen_core::abi::{Bitcast, Instruction, WasmType};

use super::{Body, Operand};

impl Body<'_> {
    pub(super) fn scalar(
        &mut self,
        instruction: &Instruction<'_>,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) -> bool {
        match instruction {
            Instruction::GetArg { nth } => {
                results.push(Operand::Value(self.arguments[*nth].clone()));
            }
            Instruction::I32Const { val } => results.push(Operand::Value(val.to_string())),
            Instruction::ConstZero { tys } => results.extend(tys.iter().copied().map(zero)),
            Instruction::Bitcasts { casts } => {
                let cast = |(operand, cast)| self.cast(operand, cast);
                results.extend(operands.iter().zip(*casts).map(cast));
            }
            Instruction::BoolFromI32 => results.push(lift_bool(&operands[0])),
            Instruction::I32FromBool => {
                let value = operands[0].text();
                results.push(Operand::Widened {
                    core: format!("{}Bool({value})", self.file.abi()),
                    value,
                });
            }
            other => return Self::number(other, operands, results),
        }
        true
    }

    fn number(
        instruction: &Instruction<'_>,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) -> bool {
        if let Some(ty) = lifted(instruction) {
            results.push(Operand::Value(operands[0].lifted(ty)));
            return true;
        }
        let Some(core) = lowered(instruction) else {
            return false;
        };
        let value = operands[0].text();
        results.push(match core {
            "" => Operand::Widened {
                core: value.clone(),
                value,
            },
            core => Operand::Widened {
                core: format!("{core}({value})"),
                value,
            },
        });
        true
    }

    fn cast(&self, operand: &Operand, cast: &Bitcast) -> Operand {
        let x = operand.text();
        let math = |text: String| {
            self.file.standard("math");
            text
        };
        let text = match cast {
            Bitcast::None
            | Bitcast::P64ToI64
            | Bitcast::I64ToP64
            | Bitcast::I32ToL
            | Bitcast::LToI32 => x,
            Bitcast::F32ToI32 => math(format!("math.Float32bits({x})")),
            Bitcast::F32ToI64 => math(format!("uint64(math.Float32bits({x}))")),
            Bitcast::F64ToI64 => math(format!("math.Float64bits({x})")),
            Bitcast::I32ToF32 => math(format!("math.Float32frombits({x})")),
            Bitcast::I64ToF32 => math(format!("math.Float32frombits(uint32({x}))")),
            Bitcast::I64ToF64 => math(format!("math.Float64frombits({x})")),
            Bitcast::I32ToI64 | Bitcast::LToI64 => format!("uint64({x})"),
            Bitcast::I64ToI32 | Bitcast::I64ToL => format!("uint32({x})"),
            Bitcast::P64ToP => format!("{}Pointer({x})", self.file.abi()),
            Bitcast::I32ToP | Bitcast::LToP => format!("{}Pointer(uint64({x}))", self.file.abi()),
            Bitcast::PToP64 => format!("uint64(uintptr({x}))"),
            Bitcast::PToI32 | Bitcast::PToL => format!("uint32(uintptr({x}))"),
            Bitcast::Sequence(both) => {
                let [first, second] = both.as_ref();
                return self.cast(&self.cast(operand, first), second);
            }
        };
        Operand::Value(text)
    }
}

fn zero(ty: WasmType) -> Operand {
    Operand::Value(if ty == WasmType::Pointer { "nil" } else { "0" }.to_owned())
}

fn lift_bool(operand: &Operand) -> Operand {
    Operand::Value(match operand {
        Operand::Load { .. } => operand.lifted("bool"),
        other => format!("{} != 0", other.text()),
    })
}

/// The type of Go that a number is lifted to.
fn lifted(instruction: &Instruction<'_>) -> Option<&'static str> {
    Some(match instruction {
        Instruction::S8FromI32 => "int8",
        Instruction::U8FromI32 => "uint8",
        Instruction::S16FromI32 => "int16",
        Instruction::U16FromI32 => "uint16",
        Instruction::S32FromI32 => "int32",
        Instruction::U32FromI32 => "uint32",
        Instruction::S64FromI64 => "int64",
        Instruction::U64FromI64 => "uint64",
        Instruction::CharFromI32 => "rune",
        Instruction::F32FromCoreF32 => "float32",
        Instruction::F64FromCoreF64 => "float64",
        _ => return None,
    })
}

/// The type of a core module that a number is lowered to; empty where it has that type already.
fn lowered(instruction: &Instruction<'_>) -> Option<&'static str> {
    Some(match instruction {
        Instruction::I32FromS8
        | Instruction::I32FromU8
        | Instruction::I32FromS16
        | Instruction::I32FromU16
        | Instruction::I32FromS32
        | Instruction::I32FromChar => "uint32",
        Instruction::I64FromS64 => "uint64",
        Instruction::I32FromU32
        | Instruction::I64FromU64
        | Instruction::CoreF32FromF32
        | Instruction::CoreF64FromF64 => "",
        _ => return None,
    })
}
