//! What an author is told: a code, a place, a hint.

use plugwright_manifest::{Error, Manifest};

fn refused(name: &str, text: &str) -> Error {
    match Manifest::parse(name, text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error,
    }
}

/// Language, text, code, line and column, and something that the message has to say.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    (u64, u64),
    &'static str,
);

const NESTED: &str = "plugin: {id: a, version: 1.0.0}\n";

#[test]
fn x19_every_mistake_has_a_code_a_place_and_a_hint() {
    let cases: &[Case] = &[
        (
            "plugin.yaml",
            "plugin:\n  id: a\n  verison: 1.0.0\n",
            "UNKNOWN-KEY",
            (3, 3),
            "`plugin.verison`; did you mean `version`?",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ncapabilites: {}\n",
            "UNKNOWN-KEY",
            (3, 1),
            "did you mean `capabilities`?",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nlicence: MIT\n",
            "UNKNOWN-KEY",
            (3, 1),
            "`licence`; did you mean `license`?",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ncapabilities:\n  network:\n    origin: []\n",
            "UNKNOWN-KEY",
            (5, 5),
            "`capabilities.network.origin`; did you mean `origins`?",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nlimits: {memory: {sizes: 1}}\n",
            "UNKNOWN-KEY",
            (3, 19),
            "did you mean `size`?",
        ),
        (
            "plugin.yaml",
            "plugin: {id: a, version: 1.0.0}\nversion: 1.0.0\n",
            "UNKNOWN-KEY",
            (2, 1),
            "known are plugin, remote",
        ),
        (
            "plugin.toml",
            "[plugin]\nname = \"a\"\nversoin = \"1.0.0\"\n",
            "UNKNOWN-KEY",
            (3, 1),
            "did you mean `version`?",
        ),
        (
            "plugin.toml",
            "[plugin]\nname = \"a\"\nversion = \"1.0.0\"\n[metadata]\ncatgory = \"x\"\n",
            "UNKNOWN-KEY",
            (5, 1),
            "`metadata.catgory`; did you mean `category`?",
        ),
        (
            "plugin.toml",
            "[plugins]\nname = \"a\"\n",
            "UNKNOWN-KEY",
            (1, 2),
            "did you mean `plugin`?",
        ),
        (
            "plugin.toml",
            "[plugin]\nname = \"a\"\nversion = \"1.0.0\"\n[dependencies]\nserde = { versoin = \"1\" }\n",
            "UNKNOWN-KEY",
            (5, 11),
            "did you mean `version`?",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nid: b\n",
            "DUPLICATE-KEY",
            (3, 1),
            "`id`",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nminimum_forgeai_version: 1.0.0\nminimum_plugwright_version: 1.0.0\n",
            "DUPLICATE-KEY",
            (1, 1),
            "`minimum_plugwright_version`",
        ),
        (
            "plugin.toml",
            "[plugin]\nname = \"a\"\nname = \"b\"\n",
            "DUPLICATE-KEY",
            (3, 1),
            "`name`",
        ),
        (
            "plugin.toml",
            "[plugin]\nname = \"a\"\nversion = \"1.0.0\"\nlicense = \"MIT\"\n[metadata]\nlicense = \"MIT\"\n",
            "DUPLICATE-KEY",
            (6, 1),
            "`plugin.license`",
        ),
        (
            "plugin.yaml",
            "plugin:\n  id: a\n",
            "MISSING-KEY",
            (2, 3),
            "`plugin.version`",
        ),
        ("plugin.yaml", "id: a\n", "MISSING-KEY", (1, 1), "`version`"),
        (
            "plugin.yaml",
            "version: 1.0.0\n",
            "MISSING-KEY",
            (1, 1),
            "`id`",
        ),
        (
            "plugin.toml",
            "[metadata]\nlicense = \"MIT\"\n",
            "MISSING-KEY",
            (1, 1),
            "`plugin`",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nruntime: remote\n",
            "MISSING-KEY",
            (3, 10),
            "`remote`",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nruntime: remote\nremote: {protocol: http}\n",
            "MISSING-KEY",
            (4, 9),
            "`remote.endpoint`",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nruntime: remote\nremote: {protocol: soap, endpoint: 'http://a.example'}\n",
            "VALUE",
            (4, 20),
            "known are http, grpc",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nruntime: remote\nremote: {protocol: http, endpoint: localhost}\n",
            "VALUE",
            (4, 36),
            "remote.endpoint",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nremote: {protocol: http, endpoint: 'http://a.example'}\n",
            "VALUE",
            (3, 9),
            "runtime: remote",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nruntime: native\n",
            "VALUE",
            (3, 10),
            "`native` is not known; known are wasm, remote",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nsecurity_level: hihg\n",
            "VALUE",
            (3, 17),
            "did you mean `high`?",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0\n",
            "VALUE",
            (2, 10),
            "`1.0` is no semantic version number",
        ),
        (
            "plugin.yaml",
            "id: ../../x\nversion: 1.0.0\n",
            "VALUE",
            (1, 5),
            "`../../x` is no plugin id",
        ),
        (
            "plugin.yaml",
            "name: Not a slug\nversion: 1.0.0\n",
            "VALUE",
            (1, 7),
            "add an `id`",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ndescription:\n",
            "VALUE",
            (3, 12),
            "`description`: it has no value",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ntypes: auth\n",
            "VALUE",
            (3, 8),
            "`types`: expected a sequence",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ntypes: [auth, [b]]\n",
            "VALUE",
            (3, 15),
            "types[1]",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ncapabilities: {gpu: yes}\n",
            "VALUE",
            (3, 21),
            "capabilities.gpu",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ncapabilities: {network: {origins: ['https://*.com']}}\n",
            "VALUE",
            (3, 36),
            "capabilities.network.origins[0]",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ncapabilities: {secrets: [{name: t, origins: ['https://a.example']}]}\n",
            "VALUE",
            (3, 15),
            "network.origins",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ncapabilities: {network: {allow_outbound: false}, network_access: true}\n",
            "VALUE",
            (3, 15),
            "the opposite",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nlimits: {memory: {size: 1M}}\n",
            "VALUE",
            (3, 25),
            "limits.memory.size",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nlimits: {time: {call: 5}}\n",
            "VALUE",
            (3, 23),
            "the unit is missing",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nlimits: {time: {call: 5s}}\ncapabilities: {resources: {timeout_ms: 5}}\n",
            "VALUE",
            (4, 40),
            "remove one of the two",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nminimum_plugwright_version: 2.0.0\nmaximum_plugwright_version: 1.0.0\n",
            "VALUE",
            (1, 1),
            "maximum_plugwright_version",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\nhomepage: javascript:alert(1)\n",
            "VALUE",
            (3, 11),
            "homepage",
        ),
        (
            "plugin.yaml",
            "id: a\nversion: 1.0.0\ndependencies: {serde: '1'}\n",
            "UNKNOWN-KEY",
            (3, 16),
            "known are plugins, tools, build",
        ),
        (
            "plugin.toml",
            "[plugin]\nname = \"a\"\nversion = 1.0\n",
            "VALUE",
            (3, 11),
            "plugin.version",
        ),
        (
            "plugin.yaml",
            "- a\n",
            "VALUE",
            (1, 1),
            "a manifest is a mapping",
        ),
        (
            "plugin.yaml",
            "",
            "VALUE",
            (1, 1),
            "a manifest is a mapping",
        ),
        (
            "plugin.yaml",
            "id: [a\n",
            "SYNTAX",
            (1, 5),
            "unclosed bracket",
        ),
        (
            "plugin.yaml",
            "id: !danger a\n",
            "SYNTAX",
            (1, 13),
            "unsupported tag",
        ),
        (
            "plugin.toml",
            "[plugin\n",
            "SYNTAX",
            (1, 8),
            "cannot be read",
        ),
    ];
    for (name, text, code, (line, column), says) in cases {
        let error = refused(name, text);
        assert_eq!(
            error.code(),
            format!("PW-MANIFEST-{code}"),
            "{text}\n{error}"
        );
        let place = error.place().unwrap_or_else(|| panic!("{text}\n{error}"));
        assert_eq!(
            (place.file(), place.line(), place.column()),
            (*name, *line, *column),
            "{text}\n{error}"
        );
        let message = error.to_string();
        assert!(
            message.starts_with(&format!("{name}:{line}:{column}: ")),
            "{message}"
        );
        assert!(message.contains(says), "{text}\n{message}");
    }
    assert!(Manifest::parse("plugin.yaml", NESTED).is_ok());
}

#[test]
fn a_message_never_shows_where_the_file_is_on_the_host() {
    let error = refused("/var/lib/tenants/acme/plugin.yaml", "x: 1\n");
    assert!(error.to_string().starts_with("plugin.yaml:1:1:"), "{error}");
    let error = refused("C:\\Users\\acme\\plugin.toml", "x = 1\n");
    assert!(!error.to_string().contains("acme"), "{error}");
}

#[test]
fn a_file_of_another_language_is_refused_by_its_name() {
    for name in ["plugin.json", "plugin", "", "yaml", "plugin.YAML"] {
        assert_eq!(
            refused(name, NESTED).code(),
            "PW-MANIFEST-FILE-NAME",
            "{name}"
        );
    }
}
