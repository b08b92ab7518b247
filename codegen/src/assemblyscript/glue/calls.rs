//! Parameters, the call itself, and its answer.

use wit_bindgen_core::abi::{AbiVariant, Instruction, WasmType};
use wit_parser::abi::WasmSignature;

use super::Body;
use crate::{Model, assemblyscript::layout, model::Function};

/// What a body calls.
pub(crate) enum Callee {
    /// A core function of the host.
    Core(String),
    /// A core function of the host that makes the resource whose constructor this is.
    Constructor(String),
    /// The author's function: an expression.
    Function(String),
    /// The author's method of the first argument.
    Method(String),
}

pub(super) fn emit(
    body: &mut Body<'_, '_>,
    instruction: &Instruction<'_>,
    operands: &[String],
    results: &mut Vec<String>,
) -> bool {
    use Instruction as I;
    match instruction {
        I::GetArg { nth } => results.push(body.params.get(*nth).cloned().unwrap_or_default()),
        I::CallWasm { sig, .. } => call_core(body, sig, operands, results),
        I::CallInterface { func, .. } => {
            let answers = func.result.is_some();
            call_author(body, operands, answers, results);
        }
        I::Flush { .. } => results.extend_from_slice(operands),
        I::Return { .. } => give_back(body, operands),
        _ => return false,
    }
    true
}

fn call_core(
    body: &mut Body<'_, '_>,
    sig: &WasmSignature,
    operands: &[String],
    results: &mut Vec<String>,
) {
    let (Callee::Core(function) | Callee::Constructor(function)) = &body.callee else {
        return;
    };
    let mut head = function.clone();
    if !sig.results.is_empty() {
        let answer = body.local("answer");
        head = format!("const {answer} = {head}");
        results.push(answer);
    }
    body.line(layout::call("", &head, operands, ";"));
    if body.keeps {
        let release = body.module.abi("release");
        body.line(format!("{release}(mark);"));
    }
}

fn call_author(
    body: &mut Body<'_, '_>,
    operands: &[String],
    answers: bool,
    results: &mut Vec<String>,
) {
    let (mut head, operands) = match &body.callee {
        Callee::Method(name) => (format!("{}.{name}", operands[0]), &operands[1..]),
        Callee::Function(name) | Callee::Core(name) | Callee::Constructor(name) => {
            (name.clone(), operands)
        }
    };
    if answers {
        let answer = body.local("answer");
        head = format!("const {answer} = {head}");
        results.push(answer);
    }
    body.line(layout::call("", &head, operands, ";"));
    if body.lends {
        let end = body.module.abi("endLoans");
        body.line(format!("{end}();"));
    }
}

fn give_back(body: &mut Body<'_, '_>, operands: &[String]) {
    let Some(value) = operands.first() else {
        return;
    };
    match body.callee {
        Callee::Constructor(_) => body.line(format!("this.handle = {value};")),
        _ => match body.take_declaration(value) {
            Some(expression) => body.line(format!("return {expression};")),
            None => body.line(format!("return {value};")),
        },
    }
}

/// The parameters of the core function, as they are declared.
pub(crate) fn core_params(model: &Model, variant: AbiVariant, function: &Function) -> Vec<String> {
    let signature = model.resolve.wasm_signature(variant, &function.wit);
    let params = signature.params.iter().enumerate();
    params
        .map(|(position, ty)| format!("arg{position}: {}", core_type(*ty)))
        .collect()
}

/// The result of the core function, as it is declared.
pub(crate) fn core_result(model: &Model, variant: AbiVariant, function: &Function) -> &'static str {
    let signature = model.resolve.wasm_signature(variant, &function.wit);
    signature
        .results
        .first()
        .map_or("void", |ty| core_type(*ty))
}

/// A type of core wasm as the language writes it.
pub(super) fn core_type(ty: WasmType) -> &'static str {
    match ty {
        WasmType::I32 | WasmType::Length => "i32",
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
        WasmType::Pointer => "usize",
    }
}
