//! A project around the bindings: its module file, the program, and an implementation of each exported interface.

use askama::Template;

use super::{
    declarations::render,
    file::{File, Head},
    functions,
    settled::Names,
    stubs::Stub,
};
use crate::{Error, Model, Output, Stubs, model::Side};

#[derive(Template)]
#[template(path = "go/templates/go.mod", escape = "none")]
struct Module<'a> {
    path: &'a str,
}

#[derive(Template)]
#[template(path = "go/templates/main.go", escape = "none")]
struct Main {
    exports: Vec<Registration>,
}

struct Registration {
    package: String,
    implementation: String,
}

pub(super) fn write(
    model: &Model,
    names: &Names,
    stubs: Stubs,
    output: &mut Output,
) -> Result<(), Error> {
    output.add("go.mod", render(&Module { path: &names.root })? + "\n");
    let file = File::new(model, names, None);
    let mut exports = Vec::new();
    for (package, interface) in model.interfaces().enumerate() {
        if interface.side == Side::Import {
            continue;
        }
        let stub = Stub::new(model, names, package, interface);
        if !stub.is_empty() {
            output.add(stub.path(), stub.write(stubs));
        }
        if functions::is_implemented(interface) {
            exports.push(Registration {
                package: file.prefix(package),
                implementation: stub.implementation(),
            });
        }
    }
    let (world, package) = (&model.world.name, &model.world.package);
    let docs = format!(
        "// A plugin for the world {world} of {}:{}.\n",
        package.namespace, package.name
    );
    let head = Head {
        is_generated: false,
        constraint: "",
        docs,
        package: "main",
    };
    let body = render(&Main { exports })?;
    output.add("main.go", file.finish(&head, &body));
    Ok(())
}
