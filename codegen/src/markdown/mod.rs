//! Reference pages: an index, and one page for each interface, with a link at every type.

mod page;
mod text;

use std::fmt::Write as _;

use crate::{
    Error, Model, Options, Output,
    model::{Interface, Side},
};
use page::Pages;

#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature is that of all languages"
)]
pub(crate) fn generate(model: &Model, _options: &Options) -> Result<Output, Error> {
    let pages = Pages::new(model);
    let mut output = Output::default();
    output.add("index.md", index(model, &pages));
    for interface in model.interfaces() {
        if let Some(path) = pages.path(interface) {
            output.add(path, pages.page(interface));
        }
    }
    Ok(output)
}

fn index(model: &Model, pages: &Pages<'_>) -> String {
    let world = &model.world;
    let mut index = format!("# `{}` of `{}`\n", world.name, world.package);
    index.push_str(&text::docs(&world.docs));
    for (side, title) in [
        (Side::Export, "What a plugin implements"),
        (Side::Import, "What a plugin may use"),
    ] {
        let interfaces = model.side(side);
        if interfaces.is_empty() {
            continue;
        }
        // Writing into a string cannot fail.
        _ = write!(index, "\n## {title}\n\n");
        for interface in interfaces {
            index.push_str(&entry(interface, pages));
        }
    }
    index
}

/// A line of the index, with the first sentence of what the WIT says.
fn entry(interface: &Interface, pages: &Pages<'_>) -> String {
    let name = page::title(interface);
    let link = match pages.path(interface) {
        Some(path) => format!("[`{name}`]({path})"),
        None => format!("`{name}`"),
    };
    match interface.docs.lines.first() {
        Some(sentence) => format!("- {link}: {}\n", text::inline(sentence)),
        None => format!("- {link}\n"),
    }
}
