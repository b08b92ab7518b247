//! Any package, written and read.

use plugwright_package::{Archive, AttachmentKind, Files, Limits, MemoryStore, Package, read};
use proptest::prelude::*;

use crate::samples::{bytes, component_of, manifest};

/// A component with imports, exports and some code.
fn component_text() -> impl Strategy<Value = String> {
    let names = || prop::collection::btree_set("[a-z]{2,8}", 0..5);
    let data = prop::collection::vec(any::<u8>(), 0..400);
    (names(), names(), data).prop_map(|(imports, exports, data)| {
        let data = joined(&data, |byte| format!("\\{byte:02x}"));
        let imports = joined(&imports, |name| format!("(import \"i-{name}\" (instance))"));
        let exports = joined(&exports, |name| {
            format!("(instance ${name}) (export \"e-{name}\" (instance ${name}))")
        });
        let module = format!("(core module (memory 1) (data (i32.const 0) \"{data}\"))");
        format!("(component {imports} {module} {exports})")
    })
}

fn joined<T>(items: impl IntoIterator<Item = T>, text: impl Fn(T) -> String) -> String {
    items.into_iter().map(text).collect::<Vec<_>>().concat()
}

type Assets = Vec<(String, Vec<u8>)>;

fn assets() -> impl Strategy<Value = Option<Assets>> {
    let path = "[A-Za-z0-9_]{1,6}(/[a-z]{1,4}){0,2}[.][a-z]{1,3}";
    let content = prop::collection::vec(any::<u8>(), 0..1200);
    prop::option::of(prop::collection::vec((path, content), 0..6))
}

fn files(assets: Assets) -> Files {
    let mut files = Files::default();
    for (path, content) in assets {
        // Some names are devices or fall together: those are not added.
        let Ok(path) = path.parse() else { continue };
        let _ = files.add(path, content, &Limits::default());
    }
    files
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_package_is_read_as_it_was_written(
        text in component_text(),
        id in "[a-z]{5,9}:[a-z]{5,9}",
        assets in assets(),
        statements in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..700), 0..4),
    ) {
        let limits = Limits::default();
        let component = component_of(&text, &manifest(&id, "1.0.0-rc.1+b"));
        let package = Package::new(component, assets.map(files), &limits).unwrap();
        let digest = package.info().digest();
        let mut archive = Archive::plugin(package, &limits).unwrap();
        for (at, statement) in statements.iter().enumerate() {
            let kind = AttachmentKind::ALL[at % 3];
            archive.attach(digest, kind, statement.clone(), &limits).unwrap();
        }
        let written = bytes(&archive);
        let mut store = MemoryStore::default();
        let contents = read(&written[..], &limits, &mut store).unwrap();
        prop_assert_eq!(&contents, archive.contents());
        prop_assert_eq!(contents.digest(), digest);
        let component = contents.packages().next().unwrap().component();
        prop_assert_eq!(store.get(component).unwrap(), &archive.bytes(component).unwrap()[..]);
        for attachment in contents.attachments() {
            prop_assert!(statements.iter().any(|statement| Some(&statement[..]) == store.get(attachment.content)));
        }
        crate::property::holds(&written);
    }
}
