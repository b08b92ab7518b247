//! Resources.

use wit_bindgen_core::abi::Instruction;
use wit_parser::{Handle, TypeId};

use super::{Body, Operand};
use crate::model::Side;

impl Body<'_> {
    pub(super) fn handle(
        &mut self,
        instruction: &Instruction<'_>,
        operands: &[Operand],
        results: &mut Vec<Operand>,
    ) -> bool {
        match instruction {
            Instruction::HandleLower { handle, .. } => {
                let lowered = self.lower_handle(handle, &operands[0]);
                results.push(Operand::Widened {
                    core: lowered.clone(),
                    value: lowered,
                });
            }
            Instruction::HandleLift { handle, .. } => {
                let lifted = self.lift_handle(handle, &operands[0]);
                results.push(Operand::Value(lifted));
            }
            _ => return false,
        }
        true
    }

    fn lower_handle(&mut self, handle: &Handle, resource: &Operand) -> String {
        let resource = resource.text();
        let text = match (handle, self.side(*resource_of(handle))) {
            (Handle::Own(id), Side::Export) => format!("{}({resource})", self.helper("Lower", *id)),
            (Handle::Borrow(_), Side::Export) => format!("{}Insert({resource})", self.file.abi()),
            (Handle::Own(_), Side::Import) => format!("{}Take({resource})", self.file.abi()),
            (Handle::Borrow(_), Side::Import) => format!("{}Handle({resource})", self.file.abi()),
        };
        self.bind(&Operand::Value(text), "handle")
    }

    fn lift_handle(&mut self, handle: &Handle, number: &Operand) -> String {
        let number = number.text();
        let text = match (handle, self.side(*resource_of(handle))) {
            (Handle::Own(id), Side::Export) => format!("{}({number})", self.helper("Lift", *id)),
            (Handle::Borrow(id), Side::Export) => {
                format!(
                    "{}Object[{}]({number})",
                    self.file.abi(),
                    self.file.named(*id)
                )
            }
            (Handle::Own(id), Side::Import) => {
                format!(
                    "{}Lift[{}]({number})",
                    self.file.abi(),
                    self.file.named(*id)
                )
            }
            (Handle::Borrow(id), Side::Import) => {
                self.has_borrows = true;
                format!(
                    "{}Borrow[{}]({number})",
                    self.file.abi(),
                    self.file.named(*id)
                )
            }
        };
        self.bind(&Operand::Value(text), "resource")
    }

    fn side(&self, id: TypeId) -> Side {
        self.file.model.home(self.file.model.dealias(id)).side
    }

    /// A function of the package that declares a resource of the plugin.
    fn helper(&self, verb: &str, id: TypeId) -> String {
        let settled = self.file.names.ty(self.file.model.dealias(id));
        format!(
            "{}{verb}{}",
            self.file.prefix(settled.package),
            settled.name
        )
    }
}

fn resource_of(handle: &Handle) -> &TypeId {
    let (Handle::Own(id) | Handle::Borrow(id)) = handle;
    id
}
