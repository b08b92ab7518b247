//! Variants, options and results: what is one of several.

use wit_bindgen_core::abi::{Instruction, WasmType};
use wit_parser::{Type as WitType, TypeId};

use super::{Block, Body, calls::core_type};
use crate::{
    assemblyscript::names,
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
        I::VariantPayloadName => {
            results.push(body.block_name("payload", |block| &mut block.payload));
        }
        I::VariantLower {
            variant,
            ty,
            results: flat,
            ..
        } => {
            let blocks = body.take_blocks(variant.cases.len());
            *results = flat_locals(body, flat);
            lower_variant(body, ty, &operands[0], &blocks, results);
        }
        I::VariantLift { variant, ty, .. } => {
            let blocks = body.take_blocks(variant.cases.len());
            results.push(lift_variant(body, ty, &operands[0], &blocks));
        }
        I::OptionLower {
            payload,
            results: flat,
            ..
        } => {
            let blocks = body.take_blocks(2);
            *results = flat_locals(body, flat);
            lower_option(body, payload, &operands[0], &blocks, results);
        }
        I::OptionLift { payload, .. } => {
            let blocks = body.take_blocks(2);
            results.push(lift_option(body, payload, &operands[0], &blocks));
        }
        I::ResultLower {
            result,
            results: flat,
            ..
        } => {
            let blocks = body.take_blocks(2);
            let carries = [result.ok.is_some(), result.err.is_some()];
            *results = flat_locals(body, flat);
            lower_result(body, carries, &operands[0], &blocks, results);
        }
        I::ResultLift { result, .. } => {
            let blocks = body.take_blocks(2);
            results.push(lift_result(body, result, &operands[0], &blocks));
        }
        _ => return false,
    }
    true
}

/// Variables for the flat form, which each case sets.
fn flat_locals(body: &mut Body<'_, '_>, flat: &[WasmType]) -> Vec<String> {
    let mut names = Vec::new();
    for ty in flat {
        let name = body.local("flat");
        body.line(format!("let {name}: {} = 0;", core_type(*ty)));
        names.push(name);
    }
    names
}

/// The statements of a case, with its payload named before and its flat form set behind.
fn lowered(block: &Block, payload: Option<String>, flat: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(name), Some(value)) = (&block.payload, payload) {
        lines.push(format!("const {name} = {value};"));
    }
    lines.extend(block.lines.iter().cloned());
    let set = flat.iter().zip(&block.results);
    lines.extend(
        set.filter(|(_, value)| *value != "0")
            .map(|(name, value)| format!("{name} = {value};")),
    );
    lines
}

fn lower_variant(
    body: &mut Body<'_, '_>,
    id: TypeId,
    value: &str,
    blocks: &[Block],
    flat: &[String],
) {
    let TypeKind::Variant(cases) = &body.names.model.declaration(id).kind else {
        return;
    };
    let variant = body.named("variant", value);
    let tag = body.names.declared_tag(body.module, id);
    body.line(format!("switch ({variant}.tag) {{"));
    for ((case, name), block) in cases.iter().zip(names::cases(cases)).zip(blocks) {
        body.line(format!("  case {tag}.{}: {{", name.label));
        let carried = case.ty.as_ref();
        let payload = carried.map(|_| format!("{variant}.{}", name.read));
        case_lines(body, &lowered(block, payload, flat));
    }
    body.line("}");
}

fn case_lines(body: &mut Body<'_, '_>, lines: &[String]) {
    for line in lines {
        body.line(format!("    {line}"));
    }
    body.line("    break;");
    body.line("  }");
}

fn lower_option(
    body: &mut Body<'_, '_>,
    payload: &WitType,
    value: &str,
    blocks: &[Block],
    flat: &[String],
) {
    let [none, some] = blocks else { return };
    let option = body.named("option", value);
    let payload = body.names.model.type_of(payload);
    let (condition, value) = if body.names.is_nullable(&payload) {
        (format!("{option} !== null"), option)
    } else {
        (format!("{option}.isSome"), format!("{option}.value"))
    };
    let yes = lowered(some, Some(value), flat);
    either(body, &condition, &yes, &lowered(none, None, flat));
}

fn lower_result(
    body: &mut Body<'_, '_>,
    [ok_carries, err_carries]: [bool; 2],
    value: &str,
    blocks: &[Block],
    flat: &[String],
) {
    let [ok, err] = blocks else { return };
    let result = body.named("result", value);
    let success = ok_carries.then(|| format!("{result}.value"));
    let failure = err_carries.then(|| format!("{result}.error"));
    let yes = lowered(ok, success, flat);
    let no = lowered(err, failure, flat);
    either(body, &format!("{result}.isOk"), &yes, &no);
}

fn either(body: &mut Body<'_, '_>, condition: &str, yes: &[String], no: &[String]) {
    if yes.is_empty() && no.is_empty() {
        return;
    }
    body.line(format!("if ({condition}) {{"));
    body.nested(yes);
    if !no.is_empty() {
        body.line("} else {");
        body.nested(no);
    }
    body.line("}");
}

fn lift_variant(body: &mut Body<'_, '_>, id: TypeId, tag: &str, blocks: &[Block]) -> String {
    let TypeKind::Variant(cases) = &body.names.model.declaration(id).kind else {
        return String::new();
    };
    let class = body.names.declared(body.module, id);
    let variant = body.local("variant");
    body.line(format!("let {variant}: {class};"));
    body.line(format!("switch ({tag}) {{"));
    for (position, (name, block)) in names::cases(cases).iter().zip(blocks).enumerate() {
        // The host sends no other tag: the last case is the rest.
        let label = if position + 1 == cases.len() {
            "default".to_owned()
        } else {
            format!("case {position}")
        };
        body.line(format!("  {label}: {{"));
        let mut lines = block.lines.clone();
        let payload = block.results.join(", ");
        lines.push(format!("{variant} = {class}.{}({payload});", name.make));
        case_lines(body, &lines);
    }
    body.line("}");
    variant
}

fn lift_option(body: &mut Body<'_, '_>, payload: &WitType, tag: &str, blocks: &[Block]) -> String {
    let [_, some] = blocks else {
        return String::new();
    };
    let item = body.names.model.type_of(payload);
    let ty = body
        .names
        .write(body.module, &Type::Option(Box::new(item.clone())));
    let option = body.local("option");
    let value = some.results.join(", ");
    let mut yes = some.lines.clone();
    if body.names.is_nullable(&item) {
        body.line(format!("let {option}: {ty} = null;"));
        yes.push(format!("{option} = {value};"));
        either(body, &format!("{tag} != 0"), &yes, &[]);
        return option;
    }
    let item = body.names.write(body.module, &item);
    body.line(format!("let {option}: {ty};"));
    yes.push(format!("{option} = Option.some<{item}>({value});"));
    let no = [format!("{option} = Option.none<{item}>();")];
    either(body, &format!("{tag} != 0"), &yes, &no);
    option
}

fn lift_result(
    body: &mut Body<'_, '_>,
    result: &wit_parser::Result_,
    tag: &str,
    blocks: &[Block],
) -> String {
    let [ok, err] = blocks else {
        return String::new();
    };
    let model = body.names.model;
    let part = |ty: &Option<WitType>| ty.as_ref().map(|ty| model.type_of(ty));
    let success = body.names.or_unit(body.module, part(&result.ok).as_ref());
    let failure = body.names.or_unit(body.module, part(&result.err).as_ref());
    let class = body.module.runtime("values", "Result");
    let types = format!("<{success}, {failure}>");
    let name = body.local("result");
    body.line(format!("let {name}: {class}{types};"));
    let yes = made(body, ok, &format!("{name} = {class}.ok{types}"));
    let no = made(body, err, &format!("{name} = {class}.err{types}"));
    either(body, &format!("{tag} == 0"), &yes, &no);
    name
}

fn made(body: &mut Body<'_, '_>, block: &Block, head: &str) -> Vec<String> {
    let mut lines = block.lines.clone();
    let value = match block.results.first() {
        Some(value) => value.clone(),
        None => body.module.runtime("values", "unit"),
    };
    lines.push(format!("{head}({value});"));
    lines
}
