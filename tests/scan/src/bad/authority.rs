//! Components that ask for more than they say, or not under its name.

use plugwright_manifest::Manifest;
use plugwright_security::scan::Rule;

use super::Bad;
use crate::{component, manifest, with_custom, with_manifest};

const HTTP: &str = "wasi:http/outgoing-handler@0.2.12";

pub(super) fn bad() -> Vec<Bad> {
    vec![
        undeclared(
            "an import without its capability",
            &format!("(import \"{HTTP}\" (instance))"),
        ),
        undeclared(
            "the same in capitals",
            "(import \"wasi:HTTP/outgoing-handler@0.2.12\" (instance))",
        ),
        undeclared("the same among many harmless ones", &crowded()),
        Bad::new(
            "imports",
            "raw sockets",
            Rule::ForbiddenImport,
            bare("(import \"wasi:sockets/tcp@0.2.12\" (instance))"),
        ),
        hidden("an import that changes its name on the way in", &renamed()),
        hidden("the same behind an alias", &aliased()),
        hidden("the same two components deep", &deep()),
        hidden("the same as a bag of functions", &bagged()),
        Bad::new(
            "manifest",
            "two manifests",
            Rule::ManifestTwice,
            two_manifests(),
        ),
        Bad::new(
            "manifest",
            "a manifest that is none",
            Rule::ManifestMalformed,
            with_custom(&component("(component)"), Manifest::SECTION, b"{}"),
        ),
        unused(),
    ]
}

fn bare(items: &str) -> Vec<u8> {
    with_manifest(&component(&format!("(component {items})")), "")
}

fn undeclared(name: &'static str, items: &str) -> Bad {
    Bad::new("imports", name, Rule::UndeclaredImport, bare(items))
}

fn hidden(name: &'static str, items: &str) -> Bad {
    Bad::new("imports", name, Rule::HiddenImport, bare(items))
}

fn crowded() -> String {
    let harmless = |at: usize| format!("(import \"acme:parts/part-a{at}\" (instance))");
    let before: String = (0..100).map(harmless).collect();
    let after: String = (100..200).map(harmless).collect();
    format!("{before}(import \"{HTTP}\" (instance)){after}")
}

/// An inner component that wants the real interface.
fn inner() -> String {
    format!("(component $inner (import \"{HTTP}\" (instance)))")
}

fn renamed() -> String {
    format!(
        "(import \"acme:harmless/words\" (instance $words)) {}
         (instance (instantiate $inner (with \"{HTTP}\" (instance $words))))",
        inner()
    )
}

fn aliased() -> String {
    format!(
        "(import \"acme:harmless/words\" (instance $words (export \"more\" (instance))))
         (alias export $words \"more\" (instance $more)) {}
         (instance (instantiate $inner (with \"{HTTP}\" (instance $more))))",
        inner()
    )
}

fn deep() -> String {
    format!(
        "(import \"acme:harmless/words\" (instance $words))
         (component $outer
            (import \"thing\" (instance $thing)) {}
            (instance (instantiate $inner (with \"{HTTP}\" (instance $thing)))))
         (instance (instantiate $outer (with \"thing\" (instance $words))))",
        inner()
    )
}

fn bagged() -> String {
    format!(
        "(import \"acme:harmless/words\" (instance $words (export \"say\" (func))))
         (alias export $words \"say\" (func $say))
         (instance $bag (export \"handle\" (func $say)))
         {} (instance (instantiate $inner (with \"{HTTP}\" (instance $bag))))",
        inner()
    )
}

fn two_manifests() -> Vec<u8> {
    let once = with_manifest(&component("(component)"), "");
    with_manifest(&once, "capabilities:\n  config: [hidden]\n")
}

fn unused() -> Bad {
    let asking = manifest("capabilities:\n  key_value: [cache]\n").to_canonical_json();
    let bytes = with_custom(&component("(component)"), Manifest::SECTION, &asking);
    Bad::new(
        "manifest",
        "a capability that nothing uses",
        Rule::UnusedCapability,
        bytes,
    )
}
