//! Records, tuples, flags and enums.

use wit_bindgen_core::abi::Instruction;
use wit_parser::TypeId;

use super::{Body, Operand};
use crate::model::Type;

impl Body<'_> {
    pub(super) fn aggregate(
        &mut self,
        instruction: &Instruction<'_>,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) -> bool {
        match instruction {
            Instruction::RecordLower { ty, .. } => {
                let fields = self.fields(*ty);
                self.take_apart(&operands[0], &fields, results);
            }
            Instruction::RecordLift { ty, .. } => {
                let fields = self.fields(*ty);
                let name = self.file.named(*ty);
                results.push(put_together(&name, &fields, operands));
            }
            Instruction::TupleLower { tuple, .. } => {
                let fields = positions(tuple.types.len());
                self.take_apart(&operands[0], &fields, results);
            }
            Instruction::TupleLift { tuple, ty } => {
                let fields = positions(tuple.types.len());
                let name = self.go_type(*ty);
                results.push(put_together(&name, &fields, operands));
            }
            Instruction::EnumLower { .. } => {
                let value = operands[0].text();
                let core = format!("uint32({value})");
                results.push(Operand::Widened { core, value });
            }
            Instruction::EnumLift { ty, .. } => {
                let name = self.file.named(*ty);
                results.push(Operand::Value(operands[0].lifted(&name)));
            }
            Instruction::FlagsLower { .. } => lower_flags(&operands[0], results),
            Instruction::FlagsLift { ty, .. } => {
                let name = self.file.named(*ty);
                results.push(lift_flags(&name, operands));
            }
            _ => return false,
        }
        true
    }

    /// A type of the parser's tables, with or without a name.
    pub(super) fn go_type(&self, id: TypeId) -> String {
        self.file.ty(&self.model_type(id))
    }

    pub(super) fn model_type(&self, id: TypeId) -> Type {
        self.file.model.type_of(&wit_parser::Type::Id(id))
    }

    /// The first of equal declarations, which the others are aliases of.
    pub(super) fn original(&self, id: TypeId) -> TypeId {
        self.file.model.declaration(id).same_as.unwrap_or(id)
    }

    fn fields(&self, id: TypeId) -> Vec<String> {
        self.file.names.ty(self.original(id)).members.clone()
    }

    fn take_apart(&mut self, whole: &Operand, fields: &[String], results: &mut Vec<Operand>) {
        let whole = self.bind(whole, "whole");
        let part = |field: &String| Operand::Value(format!("{whole}.{field}"));
        results.extend(fields.iter().map(part));
    }
}

fn positions(count: usize) -> Vec<String> {
    (0..count).map(|position| format!("F{position}")).collect()
}

fn put_together(name: &str, fields: &[String], operands: &[Operand]) -> Operand {
    let parts = fields.iter().zip(operands);
    let parts: Vec<String> = parts
        .map(|(field, operand)| format!("{field}: {}", operand.text()))
        .collect();
    Operand::Value(format!("{name}{{{}}}", parts.join(", ")))
}

fn lower_flags(operand: &Operand, results: &mut Vec<Operand>) {
    let value = operand.text();
    results.push(Operand::Widened {
        core: format!("uint32({value})"),
        value,
    });
}

fn lift_flags(name: &str, operands: &[Operand]) -> Operand {
    Operand::Value(operands[0].lifted(name))
}
