//! Names of assets: in a folder that is packed, and in a list that somebody forged.

use std::fs;

use plugwright_manifest::Digest;
use plugwright_package::{ASSETS_SECTION, FilePath, Files, Limits};
use serde_json::{Value, json};

use crate::forge::{Documents, encode, name};
use crate::samples::{component, refused, with_section};

/// An archive whose assets have these names; all digests are right.
fn forged(names: &[&str]) -> Vec<u8> {
    let content = b"x".to_vec();
    let layer = |title: &&str| {
        let mut layer = json!({
            "annotations": {"org.opencontainers.image.title": title},
            "mediaType": "application/octet-stream",
        });
        name(&mut layer, &content);
        layer
    };
    let mut empty = json!({"mediaType": "application/vnd.oci.empty.v1+json"});
    name(&mut empty, b"{}");
    let assets = encode(&json!({
        "artifactType": "application/vnd.plugwright.assets.v1",
        "config": empty,
        "layers": names.iter().map(layer).collect::<Vec<Value>>(),
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "schemaVersion": 2,
    }));
    let digest = Digest::of(&assets);
    let section = digest.to_string();
    let component = with_section(
        component("acme:echo", "1.2.3"),
        ASSETS_SECTION,
        section.as_bytes(),
    );
    let mut documents = Documents::with_component(component);
    documents.manifest["annotations"]["dev.plugwright.assets"] = json!(digest);
    let mut descriptor = json!({
        "artifactType": "application/vnd.plugwright.assets.v1",
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
    });
    name(&mut descriptor, &assets);
    documents.index["manifests"]
        .as_array_mut()
        .unwrap()
        .push(descriptor);
    documents.more = vec![assets, b"{}".to_vec(), content];
    documents.linked()
}

#[test]
fn the_forged_list_of_honest_names_is_accepted() {
    let contents = crate::samples::check(&forged(&["a.txt", "b/c.txt", "b/d.txt"])).unwrap();
    let package = contents.packages().next().unwrap();
    assert_eq!(contents.assets(package).unwrap().len(), 3);
}

#[test]
fn rc1_d1_names_that_leave_the_folder_or_mean_something_else_are_refused() {
    let long = "a".repeat(FilePath::MAX_LEN + 1);
    let deep = "a/".repeat(FilePath::MAX_DEPTH) + "a";
    for bad in [
        "../x",
        "/x",
        "C:\\x",
        "C:/x",
        "\\\\host\\x",
        "a/../../x",
        "x:stream",
        "x\0y",
        "x.",
        "x ",
        "x./y",
        "",
        ".",
        "..",
        "a//b",
        "a/",
        "./a",
        "a/./b",
        ".hidden",
        ".git/config",
        "-rf",
        "PROGRA~1",
        "a*b",
        "a?b",
        "a|b",
        "a<b",
        "a\"b",
        "a%2e",
        "\u{202e}exe",
        "a\u{200b}b",
        "line\nbreak",
        &long,
        &deep,
    ] {
        refused(&forged(&[bad]), "PW-PACKAGE-FILE-NAME", "file name");
        assert!(bad.parse::<FilePath>().is_err(), "{bad:?}");
    }
}

#[test]
fn rc5_names_of_windows_devices_are_refused_on_every_system() {
    for bad in [
        "CON",
        "con",
        "nul.txt",
        "COM1.wasm",
        "aux.tar.gz",
        "lpt9",
        "a/prn/b",
        "CONIN.txt",
        "com0",
    ] {
        refused(&forged(&[bad]), "PW-PACKAGE-FILE-NAME", "device");
    }
    for good in ["console", "null.txt", "com", "com10", "auxiliary/x"] {
        assert!(good.parse::<FilePath>().is_ok(), "{good}");
    }
}

#[test]
fn rc4_d4_names_that_fall_together_are_refused() {
    for pair in [
        ["A", "a"],
        ["data/Ab", "data/aB"],
        ["Data/a", "data/b"],
        ["a", "a/b"],
        ["A", "a/b"],
        ["a", "a"],
    ] {
        refused(&forged(&pair), "PW-PACKAGE-SAME-FILE", "rename one");
        let reversed = [pair[1], pair[0]];
        refused(&forged(&reversed), "PW-PACKAGE-SAME-FILE", "rename one");
    }
    // Beyond ASCII no two systems agree on what is the same name, so there is none.
    for pair in [
        ["caf\u{e9}", "cafe\u{301}"],
        ["stra\u{df}e", "strasse"],
        ["\u{131}", "i"],
        ["\u{212a}", "k"],
    ] {
        refused(
            &forged(&pair),
            "PW-PACKAGE-FILE-NAME",
            "mean the same on every system",
        );
    }
}

#[test]
fn files_are_listed_in_order_and_once() {
    refused(&forged(&["b", "a"]), "PW-PACKAGE-MISMATCH", "list of files");
}

#[test]
fn rc4_rc5_what_would_be_refused_at_install_is_refused_at_pack() {
    for bad in ["nul.txt", ".hidden", "a b", "caf\u{e9}", "x.", "sub/CON"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(bad);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "x").unwrap();
        let error = Files::read(folder.path(), &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "PW-PACKAGE-FILE-NAME", "{bad}");
        let folder = folder.path().to_str().unwrap();
        assert!(
            !error.to_string().contains(folder),
            "no path of the machine: {error}"
        );
    }
}

#[cfg(unix)]
#[test]
fn rc2_d2_a_link_among_the_assets_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("users")).unwrap();
    let error = Files::read(folder.path(), &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "PW-PACKAGE-NOT-A-FILE");
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(".", folder.path().join("again")).unwrap();
    assert!(Files::read(folder.path(), &Limits::default()).is_err());
}

#[test]
fn rc3_folders_in_folders_end_at_the_deepest_path() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/".repeat(100));
    fs::create_dir_all(&deep).unwrap();
    let error = Files::read(folder.path(), &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "PW-PACKAGE-FILE-NAME");
}
