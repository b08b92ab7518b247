//! The same content is the same file.

use std::fs;

use plugwright_manifest::{Digest, Manifest};
use plugwright_package::{Archive, Files, Limits, Package};

use crate::samples::{archive, bytes, component, files, manifest, sign, with_section};

#[test]
fn rc16_packing_twice_gives_the_same_bytes_whatever_the_folder_looked_like() {
    let content = [
        ("b.txt", "2"),
        ("a/z.txt", "1"),
        ("a/y.txt", ""),
        ("c.txt", "3"),
    ];
    let pack = |order: &[usize], mode: u32| {
        let folder = tempfile::tempdir().unwrap();
        for at in order {
            let (path, text) = content[*at];
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            set_mode(&path, mode);
        }
        fs::create_dir(folder.path().join("empty")).unwrap();
        let assets = Files::read(folder.path(), &Limits::default()).unwrap();
        bytes(&archive("acme:echo", Some(assets)))
    };
    let first = pack(&[0, 1, 2, 3], 0o600);
    assert_eq!(first, pack(&[3, 2, 1, 0], 0o755));
    assert_eq!(first, bytes(&archive("acme:echo", Some(files(&content)))));
}

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &std::path::Path, _: u32) {}

/// On every machine and in every year. Who changes the format on purpose changes this digest, and the version in the media
/// types.
#[test]
fn rc16_the_bytes_are_those_of_last_time() {
    let manifest = manifest("acme:echo", "1.2.3").to_canonical_json();
    // The header of a component without anything, so that no compiler has a part in it.
    let component = with_section(b"\0asm\x0d\0\x01\0".to_vec(), Manifest::SECTION, &manifest);
    let assets = files(&[("a.txt", "first"), ("pages/index.html", "second")]);
    let package = Package::new(component, Some(assets), &Limits::default()).unwrap();
    let mut archive = Archive::plugin(package, &Limits::default()).unwrap();
    sign(&mut archive, "signature");
    assert_eq!(
        Digest::of(&bytes(&archive)).to_string(),
        "sha256:8fb3df3a6885df80747f0c5f74be8583143227ab2e7aec6a15de8a59f199ae53"
    );
}

#[test]
fn the_assets_are_part_of_the_digest() {
    let limits = Limits::default();
    let digest = |assets| {
        let package = Package::new(component("acme:echo", "1.0.0"), assets, &limits).unwrap();
        Archive::plugin(package, &limits)
            .unwrap()
            .contents()
            .digest()
    };
    let all = [
        digest(None),
        digest(Some(files(&[]))),
        digest(Some(files(&[("a", "b")]))),
        digest(Some(files(&[("a", "c")]))),
        digest(Some(files(&[("b", "b")]))),
    ];
    for (at, one) in all.iter().enumerate() {
        assert_eq!(all.iter().filter(|other| *other == one).count(), 1, "{at}");
    }
}
