//! A package is read as it comes, in pieces of any size, and is in no memory as a whole.

use std::fs;
use std::io::{self, Read};

use plugwright_package::{Discard, FolderStore, Limits, read};

use crate::samples::{archive, bytes, check, component_of, files, full, manifest};

/// Gives a few bytes at a time, and an interruption now and then.
struct Trickle<'a> {
    bytes: &'a [u8],
    step: usize,
    interrupt: bool,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.interrupt = !self.interrupt;
        if self.interrupt {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = self.step.min(buffer.len()).min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

#[test]
fn the_pieces_in_which_a_package_comes_make_no_difference() {
    let bytes = full();
    let expected = check(&bytes).unwrap();
    for step in [1, 7, 511, 513, 100_000] {
        let source = Trickle {
            bytes: &bytes,
            step,
            interrupt: false,
        };
        assert_eq!(
            read(source, &Limits::default(), &mut Discard).unwrap(),
            expected,
            "{step}"
        );
    }
}

#[test]
fn blobs_are_kept_by_digest_once_all_is_well() {
    let parent = tempfile::tempdir().unwrap();
    let mut store = FolderStore::create(&parent.path().join("blobs")).unwrap();
    let contents = read(&full()[..], &Limits::default(), &mut store).unwrap();
    let package = contents.packages().next().unwrap();
    let folder = store.keep();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 9);
    let name = package.component().digest.to_string();
    let component = fs::read(folder.join(&name["sha256:".len()..])).unwrap();
    assert_eq!(component.len() as u64, package.component().size);
    assert!(
        FolderStore::create(&folder).is_err(),
        "a folder that exists is never written to"
    );
}

#[test]
fn code_is_not_held_while_a_component_is_read() {
    // 8 MiB of data in a core module, with a limit of 4 KiB for what is held.
    let data = "a".repeat(8 << 20);
    let text = format!("(component (core module (memory 200) (data (i32.const 0) \"{data}\")))");
    let component = component_of(&text, &manifest("acme:large", "1.0.0"));
    let mut limits = Limits::default();
    limits.section = 4096;
    let package = plugwright_package::Package::new(component, None, &limits).unwrap();
    let archive = plugwright_package::Archive::plugin(package, &limits).unwrap();
    let mut written = Vec::new();
    archive.write(&mut written).unwrap();
    assert_eq!(
        &read(&written[..], &limits, &mut Discard).unwrap(),
        archive.contents()
    );
}

#[test]
fn a_section_that_would_have_to_be_held_has_a_limit() {
    let mut limits = Limits::default();
    limits.section = 50_000;
    let large = crate::samples::with_section(
        crate::samples::component("acme:echo", "1.0.0"),
        "debug",
        &vec![0; 100_000],
    );
    let error = plugwright_package::Package::new(large, None, &limits).unwrap_err();
    assert_eq!(error.code(), "PW-PACKAGE-LIMIT", "{error}");
}

#[test]
fn an_error_of_the_source_is_no_fault_of_the_package() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("unplugged"))
        }
    }
    let whole = bytes(&archive("acme:echo", Some(files(&[("a", "b")]))));
    for length in [0, 700, whole.len() - 1] {
        let error = read(
            whole[..length].chain(Broken),
            &Limits::default(),
            &mut Discard,
        )
        .unwrap_err();
        assert_eq!(error.code(), "PW-PACKAGE-READ");
        assert_eq!(error.fault(), plugwright_manifest::Fault::Host);
    }
}
