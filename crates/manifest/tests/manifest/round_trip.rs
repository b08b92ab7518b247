//! One model, three layouts: what is written in any of them is read as the same manifest.

use std::sync::LazyLock;

use plugwright_manifest::Manifest;
use proptest::prelude::*;

use crate::{arbitrary, layouts, property};

fn read(name: &str, text: &str) -> Result<Manifest, TestCaseError> {
    Manifest::parse(name, text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))
}

proptest! {
    #[test]
    fn the_nested_layout_is_read_as_it_was_written(manifest in arbitrary::manifest()) {
        property::survives_writing(&manifest);
    }

    #[test]
    fn the_flat_layout_means_the_same(manifest in arbitrary::manifest()) {
        prop_assert_eq!(read("plugin.yaml", &layouts::flat_yaml(&manifest))?, manifest);
    }

    #[test]
    fn toml_means_the_same(mut manifest in arbitrary::manifest()) {
        // TOML has signed integers only, and some words that are no crates.
        manifest.limits.fuel = manifest.limits.fuel.map(|fuel| fuel >> 1);
        manifest.dependencies.build.retain(|name, _| !matches!(name.as_str(), "plugins" | "optional" | "conflicts" | "interfaces" | "tools" | "build"));
        prop_assert_eq!(read("plugin.toml", &layouts::toml(&manifest))?, manifest);
    }

    #[test]
    fn what_is_written_satisfies_the_schema(manifest in arbitrary::manifest()) {
        static VALIDATOR: LazyLock<jsonschema::Validator> =
            LazyLock::new(|| jsonschema::validator_for(&plugwright_manifest::schema()).unwrap());
        for json in [layouts::nested_json(&manifest), layouts::flat_yaml(&manifest)] {
            let json = serde_json::from_str(&json).unwrap();
            let wrong = VALIDATOR.iter_errors(&json).map(|error| format!("{error:?}")).next();
            prop_assert_eq!(wrong, None, "{}", json);
        }
    }

    #[test]
    fn two_manifests_have_the_same_bytes_only_if_they_are_the_same(a in arbitrary::manifest(), b in arbitrary::manifest()) {
        let unsigned = |mut manifest: Manifest| {
            manifest.metadata.signature = None;
            manifest
        };
        let (a, b) = (unsigned(a), unsigned(b));
        prop_assert_eq!(a.to_canonical_json() == b.to_canonical_json(), a == b);
    }
}
