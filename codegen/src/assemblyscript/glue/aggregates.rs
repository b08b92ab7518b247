//! Records and tuples.

use wit_bindgen_core::abi::Instruction;

use super::Body;
use crate::{
    assemblyscript::{layout, names},
    model::{Type, TypeKind},
};

pub(super) fn emit(
    body: &mut Body<'_, '_>,
    instruction: &Instruction<'_>,
    operands: &[String],
    results: &mut Vec<String>,
) -> bool {
    use Instruction as I;
    match *instruction {
        I::RecordLower { ty, .. } => {
            let fields = fields(body, ty);
            if fields.is_empty() {
                return true;
            }
            let record = body.named("record", &operands[0]);
            results.extend(fields.iter().map(|field| format!("{record}.{field}")));
        }
        I::RecordLift { ty, .. } => {
            let class = body.names.declared(body.module, ty);
            results.push(construct(body, "record", &class, operands));
        }
        I::TupleLower { tuple, .. } => {
            let record = body.named("tuple", &operands[0]);
            let count = tuple.types.len();
            results.extend((0..count).map(|position| format!("{record}.item{position}")));
        }
        I::TupleLift { tuple, .. } => {
            let model = body.names.model;
            let items = tuple.types.iter().map(|ty| model.type_of(ty)).collect();
            let class = body.names.write(body.module, &Type::Tuple(items));
            results.push(construct(body, "tuple", &class, operands));
        }
        _ => return false,
    }
    true
}

fn fields(body: &Body<'_, '_>, id: wit_parser::TypeId) -> Vec<String> {
    match &body.names.model.declaration(id).kind {
        TypeKind::Record(fields) => names::fields(fields),
        _ => Vec::new(),
    }
}

fn construct(body: &mut Body<'_, '_>, purpose: &str, class: &str, operands: &[String]) -> String {
    let name = body.local(purpose);
    let head = format!("const {name} = new {class}");
    body.line(layout::call("", &head, operands, ";"));
    name
}
