use plugwright_build as build;
use plugwright_security::scan::{self, Authority};

/// `build` refuses imports that the manifest does not declare, and the scan finds them: by two tables, because the layers
/// are apart. They have to say the same.
#[test]
fn build_and_scan_agree_about_every_import() {
    for name in [
        "wasi:http/outgoing-handler@0.2.12",
        "wasi:http/types@0.2.12",
        "wasi:http/incoming-handler",
        "wasi:config/store@0.2.0-rc.1",
        "wasi:keyvalue/store",
        "wasi:keyvalue/atomics",
        "wasi:keyvalue/batch",
        "wasi:filesystem/types",
        "wasi:filesystem/preopens",
        "wasi:cli/environment",
        "wasi:cli/exit",
        "wasi:cli/stdin",
        "wasi:cli/terminal-input",
        "wasi:io/streams",
        "wasi:clocks/wall-clock",
        "wasi:random/random",
        "wasi:logging/logging",
        "wasi:sockets/tcp",
        "wasi:sockets/ip-name-lookup",
        "plugwright:plugin/secrets",
        "plugwright:plugin/types",
        "acme:billing/invoices@1.0.0",
        "log-line",
    ] {
        assert_eq!(of_scan(name), of_build(name), "{name}");
    }
}

fn of_build(name: &str) -> String {
    match build::authority(name) {
        build::Authority::Free => "free".to_owned(),
        build::Authority::Empty(kind) => format!("empty {kind}"),
        build::Authority::Needs(kind) => format!("needs {kind}"),
        build::Authority::Never => "never".to_owned(),
        build::Authority::Embedder => "embedder".to_owned(),
    }
}

fn of_scan(name: &str) -> String {
    match scan::authority(name) {
        Authority::Free => "free".to_owned(),
        Authority::Empty(kind) => format!("empty {kind}"),
        Authority::Needs(kind) => format!("needs {kind}"),
        Authority::Never => "never".to_owned(),
        Authority::Embedder => "embedder".to_owned(),
    }
}
