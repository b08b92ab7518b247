//! Protocol buffers, for plugins that are services of their own.
//!
//! Numbers are positions: what is appended to a record, a variant, an enum, the flags or the parameters gets the next one,
//! and all others keep theirs. An answer has the shape of the remote protocol in every service: `success`, `error`, `result`.

mod call;
mod declaration;
mod message;
mod shape;

use askama::Template;

use crate::{
    Error, Model, Options, Output,
    model::{Docs, InterfaceName},
    remote::{Home, Remote, world_package},
    scope::Scope,
};
use call::Rpc;
use message::Message;

const LANGUAGE: &str = "proto";
const EMPTY: &str = "google/protobuf/empty.proto";

pub(crate) fn generate(model: &Model, _options: &Options) -> Result<Output, Error> {
    let remote = Remote::new(model, LANGUAGE)?;
    let mut output = Output::default();
    for home in &remote.homes {
        if home.interface.name != InterfaceName::World {
            let file = interface_file(&remote, home);
            output.add(file.path.clone(), file.text()?);
        }
    }
    let file = service_file(&remote);
    output.add(file.path.clone(), file.text()?);
    Ok(output)
}

/// One `.proto` file.
#[derive(Template)]
#[template(path = "proto/templates/file.proto", escape = "none")]
struct File {
    path: String,
    about: Vec<String>,
    package: String,
    imports: Vec<String>,
    service: Option<Service>,
    messages: Vec<Message>,
}

struct Service {
    docs: Vec<String>,
    rpcs: Vec<Rpc>,
}

impl File {
    fn text(&self) -> Result<String, Error> {
        let text = self.render().map_err(|error| Error::Generator {
            language: LANGUAGE,
            reason: error.to_string(),
        });
        text.map(|text| text + "\n")
    }
}

/// The types of an interface, and what is asked and answered in calls of its functions.
fn interface_file(remote: &Remote<'_>, home: &Home<'_>) -> File {
    let package = remote.names.package(home.interface).to_owned();
    let messages = messages(remote, home);
    let mut about = vec![format!("The interface `{}`.", home.interface.key)];
    about.extend(comment(&home.interface.docs));
    File {
        path: path(&package),
        imports: imports(&messages, &package, &[]),
        about,
        package,
        service: None,
        messages,
    }
}

/// The service, with what belongs to the world itself.
fn service_file(remote: &Remote<'_>) -> File {
    let world = &remote.model.world;
    let package = world_package(remote.model);
    let own = remote
        .homes
        .iter()
        .find(|home| home.interface.name == InterfaceName::World);
    let messages = own.map(|home| messages(remote, home)).unwrap_or_default();
    let rpcs = call::rpcs(remote);
    let mut about = vec![format!(
        "The world `{}` of `{}`.",
        world.name, world.package
    )];
    about.extend(comment(&world.docs));
    File {
        path: format!("{}/plugin.proto", package.replace('.', "/")),
        about,
        imports: imports(&messages, &package, &rpcs),
        service: Some(Service {
            docs: vec![format!(
                "What a plugin for the world `{}` offers.",
                world.name
            )],
            rpcs,
        }),
        package,
        messages,
    }
}

fn messages(remote: &Remote<'_>, home: &Home<'_>) -> Vec<Message> {
    let mut scope = Scope::new(&["PluginService"]).separated_by("_");
    let mut values = Scope::new(&[]).separated_by("_");
    // Types keep their names whatever is called beside them.
    let mut messages: Vec<Message> = home
        .types
        .iter()
        .filter_map(|ty| declaration::message(remote, ty, &mut scope, &mut values))
        .collect();
    messages.extend(call::messages(remote, home));
    messages
}

/// `acme.shop.cart.v1` is `acme/shop/cart/v1/cart.proto`.
fn path(package: &str) -> String {
    let folder = package.replace('.', "/");
    let mut parts = package.rsplit('.');
    let last = parts.next().unwrap_or(package);
    let name = if is_version(last) {
        parts.next().unwrap_or(last)
    } else {
        last
    };
    format!("{folder}/{name}.proto")
}

fn is_version(part: &str) -> bool {
    let number = part.strip_prefix('v');
    number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// The files that hold the types that are mentioned.
fn imports(messages: &[Message], own: &str, rpcs: &[Rpc]) -> Vec<String> {
    let mentioned = messages.iter().flat_map(Message::mentioned);
    let mentioned = mentioned.chain(rpcs.iter().flat_map(Rpc::mentioned));
    let mut imports: Vec<String> = mentioned
        .filter_map(|name| name.strip_prefix('.')?.rsplit_once('.'))
        .filter(|(package, _)| *package != own)
        .map(|(package, _)| match package {
            "google.protobuf" => EMPTY.to_owned(),
            package => path(package),
        })
        .collect();
    imports.sort();
    imports.dedup();
    imports
}

/// The lines of a comment: what the WIT says, and what its gates say.
fn comment(docs: &Docs) -> Vec<String> {
    let mut lines = docs.lines.clone();
    let availability = &docs.availability;
    if let Some(version) = &availability.since {
        lines.push(format!("Available since {version}."));
    }
    if let Some(feature) = &availability.unstable {
        lines.push(format!("Unstable: part of the feature `{feature}`."));
    }
    if let Some(version) = &availability.deprecated {
        lines.push(format!("Deprecated since {version}."));
    }
    lines
}
