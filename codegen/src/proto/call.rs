//! Calls: a request with the parameters, and an answer that says how it went.

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};

use super::{
    comment,
    message::{Body, Field, Message, number},
    shape::{Shapes, plain_field},
};
use crate::{
    model::{Interface, Type},
    remote::{Call, Home, Remote, of_type},
    scope::Scope,
};

/// A function of the service.
pub(super) struct Rpc {
    pub(super) docs: Vec<String>,
    pub(super) name: String,
    pub(super) request: String,
    pub(super) response: String,
    pub(super) deprecated: bool,
}

impl Rpc {
    pub(super) fn mentioned(&self) -> [&str; 2] {
        [&self.request, &self.response]
    }
}

pub(super) fn rpcs(remote: &Remote<'_>) -> Vec<Rpc> {
    let mut scope = Scope::new(&[]).separated_by("_");
    let mut rpcs = Vec::new();
    for home in &remote.homes {
        let mut names = names(home);
        for call in calls(remote, home.interface) {
            let plain = name(call);
            let name = if scope.is_free(&plain) {
                plain.clone()
            } else {
                format!(
                    "{}{plain}",
                    home.interface.name.short().to_upper_camel_case()
                )
            };
            let package = remote.names.package(home.interface);
            let (request, response) = messages_of(&plain, &mut names);
            rpcs.push(Rpc {
                docs: comment(&call.function.docs),
                name: scope.declare(&name),
                request: format!(".{package}.{request}"),
                response: format!(".{package}.{response}"),
                deprecated: call.function.docs.availability.deprecated.is_some(),
            });
        }
    }
    rpcs
}

/// The requests and answers of an interface.
pub(super) fn messages(remote: &Remote<'_>, home: &Home<'_>) -> Vec<Message> {
    let mut names = names(home);
    let mut messages = Vec::new();
    for call in calls(remote, home.interface) {
        let (request_name, response_name) = messages_of(&name(call), &mut names);
        messages.push(request(remote, call, request_name));
        messages.push(response(remote, call, response_name));
    }
    messages
}

/// The names in an interface's file, as far as its types take them.
fn names(home: &Home<'_>) -> Scope {
    let mut scope = Scope::new(&["PluginService"]).separated_by("_");
    for ty in &home.types {
        scope.declare(&of_type(ty));
    }
    scope
}

fn messages_of(call: &str, names: &mut Scope) -> (String, String) {
    (
        names.declare(&format!("{call}Request")),
        names.declare(&format!("{call}Response")),
    )
}

fn calls<'a>(
    remote: &'a Remote<'a>,
    interface: &'a Interface,
) -> impl Iterator<Item = &'a Call<'a>> {
    let home = remote.names.package(interface);
    let calls = remote.calls.iter();
    calls.filter(move |call| remote.names.package(call.interface) == home)
}

fn name(call: &Call<'_>) -> String {
    call.words().join("-").to_upper_camel_case()
}

fn request(remote: &Remote<'_>, call: &Call<'_>, name: String) -> Message {
    let mut shapes = Shapes::new(remote);
    let mut fields = Vec::new();
    if let Some(resource) = call.resource.filter(|_| call.function.kind.has_self()) {
        let ty = shapes.single(&Type::Borrow(resource.id), "Self");
        fields.push(plain_field(ty, "self", 1));
    }
    let start = fields.len();
    for (position, param) in call.function.params.iter().enumerate() {
        let shape = shapes.shape(&param.ty, &param.name.to_upper_camel_case());
        let name = match param.name.to_snake_case().as_str() {
            "self" if start > 0 => "self_".to_owned(),
            name => name.to_owned(),
        };
        fields.push(plain_field(shape.label(), &name, number(start + position)));
    }
    Message {
        docs: vec![format!("Asks for `{}`.", call.words().join("."))],
        name,
        body: Body::Fields(fields),
        nested: shapes.nested,
        ..Message::default()
    }
}

fn response(remote: &Remote<'_>, call: &Call<'_>, name: String) -> Message {
    let mut shapes = Shapes::new(remote);
    let result = call
        .function
        .result
        .as_ref()
        .map(|ty| remote.model.structure(ty));
    let (ok, err) = match result {
        Some(Type::Result { ok, err }) => (ok.map(|ty| *ty), err.map(|ty| *ty)),
        other => (other, None),
    };
    let error = match &err {
        Some(ty) => shapes.shape(ty, "Error").label(),
        None => "string".to_owned(),
    };
    let mut fields = vec![
        documented(
            "Whether the call did what it was asked for.",
            plain_field("bool".to_owned(), "success", 1),
        ),
        documented(
            "Why not; only without success.",
            plain_field(error, "error", 2),
        ),
    ];
    if let Some(ty) = &ok {
        let shape = shapes.shape(ty, "Result");
        fields.push(documented(
            "What came of it; only with success.",
            plain_field(shape.label(), "result", 3),
        ));
    }
    Message {
        docs: vec![format!("The answer of `{}`.", call.words().join("."))],
        name,
        body: Body::Fields(fields),
        nested: shapes.nested,
        ..Message::default()
    }
}

fn documented(docs: &str, field: Field) -> Field {
    Field {
        docs: vec![docs.to_owned()],
        ..field
    }
}
