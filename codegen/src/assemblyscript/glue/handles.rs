//! Resources: the host's by their handles, the component's own by their objects.

use wit_bindgen_core::abi::Instruction;
use wit_parser::{Handle, TypeId};

use super::{Body, Callee};
use crate::assemblyscript::resources;

pub(super) fn emit(
    body: &mut Body<'_, '_>,
    instruction: &Instruction<'_>,
    operands: &[String],
    results: &mut Vec<String>,
) -> bool {
    match *instruction {
        Instruction::HandleLower { handle, .. } => results.push(lower(body, handle, &operands[0])),
        Instruction::HandleLift { handle, .. } => results.push(lift(body, handle, &operands[0])),
        _ => return false,
    }
    true
}

fn lower(body: &mut Body<'_, '_>, handle: &Handle, object: &str) -> String {
    match *handle {
        Handle::Own(id) if body.names.is_exported(id) => {
            let lower = own_function(body, id, resources::LOWER);
            body.named("handle", &format!("{lower}({object})"))
        }
        Handle::Own(_) => body.named("handle", &format!("{object}.take()")),
        Handle::Borrow(_) => format!("{object}.handle"),
    }
}

fn lift(body: &mut Body<'_, '_>, handle: &Handle, number: &str) -> String {
    let (Handle::Own(id) | Handle::Borrow(id)) = *handle;
    let owned = matches!(handle, Handle::Own(_));
    if body.names.is_exported(id) {
        let name = if owned {
            resources::TAKE
        } else {
            resources::GET
        };
        let lift = own_function(body, id, name);
        // A representation is a pointer where it is a parameter.
        let number = if number.starts_with("load<") {
            number.to_owned()
        } else {
            format!("i32({number})")
        };
        return body.named("object", &format!("{lift}({number})"));
    }
    if matches!(body.callee, Callee::Constructor { .. }) && owned {
        return number.to_owned();
    }
    body.lends |= !owned;
    let class = body.names.declared(body.module, id);
    let adopt = body.module.abi(if owned { "adopt" } else { "lend" });
    body.named("resource", &format!("{adopt}<{class}>({number})"))
}

/// The function of the resource's own file that turns objects into handles or back.
fn own_function(body: &mut Body<'_, '_>, id: TypeId, purpose: &str) -> String {
    let root = body.names.root_of(id);
    let name = format!("{purpose}{}", body.names.ty(root));
    body.module.import(&body.names.home(root).path, &name)
}
