//! Whole functions of the glue: what is imported, what is exported, and the handles of resources.

use askama::Template;
use wit_bindgen_core::abi::{self, AbiVariant, LiftLower, WasmSignature, WasmType};
use wit_parser::SizeAlign;

use super::{Body, indented};
use crate::{
    Error,
    go::{declarations::render, file::File, functions, settled::FunctionName},
    model::{Function, FunctionCore, Resource, Side, TypeDef},
    scope::Scope,
};

/// The memory of a package for what the ABI passes in memory.
#[derive(Debug, Default)]
pub(in crate::go) struct Area {
    /// As many bytes as the function needs that needs most.
    pub(in crate::go) bytes: usize,
}

#[derive(Template)]
#[template(path = "go/templates/imported.go", escape = "none")]
struct Imported<'a> {
    module: &'a str,
    field: &'a str,
    symbol: &'a str,
    core: String,
    signature: String,
    body: String,
}

#[derive(Template)]
#[template(path = "go/templates/exported.go", escape = "none")]
struct Exported<'a> {
    export: &'a str,
    symbol: &'a str,
    core: String,
    body: String,
    post_return: Option<&'a str>,
    abi: &'a str,
}

#[derive(Template)]
#[template(path = "go/templates/imported_handles.go", escape = "none")]
struct ImportedHandles<'a> {
    name: &'a str,
    drop: &'a (String, String),
    abi: &'a str,
}

#[derive(Template)]
#[template(path = "go/templates/exported_handles.go", escape = "none")]
struct ExportedHandles<'a> {
    name: &'a str,
    new: &'a (String, String),
    rep: &'a (String, String),
    drop: &'a (String, String),
    dtor: &'a str,
    abi: &'a str,
}

/// An imported function: its declaration, and the function that lowers and lifts around it.
pub(in crate::go) fn imported(
    file: &File<'_>,
    package: usize,
    sizes: &SizeAlign,
    area: &mut Area,
    function: &Function,
) -> Result<String, Error> {
    let FunctionCore::Import(module, field) = &function.core else {
        return Ok(String::new());
    };
    let name = file.names.function(package, function);
    let resolve = &file.model.resolve;
    let core = resolve.wasm_signature(AbiVariant::GuestImport, &function.wit);
    let receiver = function.kind.has_self().then_some(&name.receiver);
    let arguments = receiver.into_iter().chain(&name.params).cloned().collect();
    let locals = name.locals.clone();
    let mut body = body(file, sizes, area, (function, name), arguments, locals);
    abi::call(
        resolve,
        AbiVariant::GuestImport,
        LiftLower::LowerArgsLiftResults,
        &function.wit,
        &mut body,
        false,
    );
    let (params, returns) = functions::flat_signature(file, function);
    render(&Imported {
        module,
        field,
        symbol: &name.symbol,
        core: core_signature(file, &core, false),
        signature: format!("{params}{returns}"),
        body: indented(&body.code),
    })
}

/// An exported function: what the host calls, and what it calls when it has read the result.
pub(in crate::go) fn exported(
    file: &File<'_>,
    package: usize,
    sizes: &SizeAlign,
    area: &mut Area,
    function: &Function,
) -> Result<String, Error> {
    let FunctionCore::Export {
        name: export,
        post_return,
    } = &function.core
    else {
        return Ok(String::new());
    };
    let name = file.names.function(package, function);
    let resolve = &file.model.resolve;
    let core = resolve.wasm_signature(AbiVariant::GuestExport, &function.wit);
    let mut locals = file.names.locals();
    for taken in ["err", "failure", "message", "ok"] {
        locals.declare(taken);
    }
    let arguments = (0..core.params.len()).map(|position| locals.declare(&format!("p{position}")));
    let arguments = arguments.collect();
    let mut body = body(file, sizes, area, (function, name), arguments, locals);
    abi::call(
        resolve,
        AbiVariant::GuestExport,
        LiftLower::LiftArgsLowerResults,
        &function.wit,
        &mut body,
        false,
    );
    if post_return.is_some() {
        file.standard("unsafe");
    }
    render(&Exported {
        export,
        symbol: &name.symbol,
        core: core_signature(file, &core, function.kind.has_self()),
        body: indented(&body.code),
        post_return: post_return.as_deref(),
        abi: if post_return.is_some() {
            file.abi()
        } else {
            ""
        },
    })
}

/// What is behind the handles of a resource.
pub(in crate::go) fn handles(
    file: &File<'_>,
    side: Side,
    ty: &TypeDef,
    resource: &Resource,
) -> Result<String, Error> {
    let name = &file.names.ty(ty.id).name;
    let drop = &resource.core.drop;
    let abi = file.abi();
    match (&resource.core.exported, side) {
        (Some(core), Side::Export) => render(&ExportedHandles {
            name,
            new: &core.new,
            rep: &core.rep,
            drop,
            dtor: &core.dtor,
            abi,
        }),
        _ => render(&ImportedHandles { name, drop, abi }),
    }
}

fn body<'a>(
    file: &'a File<'a>,
    sizes: &'a SizeAlign,
    area: &'a mut Area,
    (function, name): (&'a Function, &'a FunctionName),
    arguments: Vec<String>,
    locals: Scope,
) -> Body<'a> {
    Body {
        file,
        function,
        name,
        sizes,
        area,
        arguments,
        locals,
        open: Vec::new(),
        closed: Vec::new(),
        code: String::new(),
        used: 0,
        is_pinned: false,
        has_borrows: false,
        outcome: None,
        placeholders: 0,
    }
}

/// The type of Go for one of a core module.
pub(in crate::go) fn core_type(file: &File<'_>, ty: WasmType) -> &'static str {
    match ty {
        WasmType::I32 | WasmType::Length => "uint32",
        WasmType::I64 | WasmType::PointerOrI64 => "uint64",
        WasmType::F32 => "float32",
        WasmType::F64 => "float64",
        WasmType::Pointer => {
            file.standard("unsafe");
            "unsafe.Pointer"
        }
    }
}

/// The signature of a core function. The object of an exported method is a number here: no address, but a position.
fn core_signature(file: &File<'_>, core: &WasmSignature, has_object: bool) -> String {
    let param = |(position, ty): (usize, &WasmType)| match position {
        0 if has_object => "p0 uint32".to_owned(),
        _ => format!("p{position} {}", core_type(file, *ty)),
    };
    let params: Vec<String> = core.params.iter().enumerate().map(param).collect();
    let result = core.results.first();
    let result = result.map(|ty| format!(" {}", core_type(file, *ty)));
    format!("({}){}", params.join(", "), result.unwrap_or_default())
}
