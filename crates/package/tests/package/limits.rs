//! Every limit is told by its name, before what is over it is stored.

use std::io;

use plugwright_package::{
    Archive, AttachmentKind, BlobStore, Entry, Error, Limits, MemoryStore, Package, read,
};

use crate::samples::{archive, bytes, component, files, full, sign};

/// One change of a limit, and the words that its error has.
type Row = (fn(&mut Limits), &'static str);

const ROWS: [Row; 9] = [
    (|limits| limits.archive = 4096, "the size of the archive"),
    (|limits| limits.document = 100, "the size of the index"),
    (|limits| limits.component = 100, "the size of the component"),
    (|limits| limits.names = 0, "the number of imports"),
    (|limits| limits.files = 2, "the number of files"),
    (|limits| limits.file = 5, "the size of a file"),
    (|limits| limits.all_files = 15, "the size of all files"),
    (|limits| limits.attachments = 0, "the number of attachments"),
    (|limits| limits.attachment = 8, "the size of an attachment"),
];

#[test]
fn rc17_each_kind_of_content_has_a_limit_of_its_own() {
    let honest = full();
    for (lower, words) in ROWS {
        let mut limits = Limits::default();
        lower(&mut limits);
        let mut store = MemoryStore::default();
        let error = read(&honest[..], &limits, &mut store).expect_err(words);
        assert_eq!(error.code(), "PW-PACKAGE-LIMIT", "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn rc3_d3_nothing_that_is_over_a_limit_reaches_the_store() {
    let mut limits = Limits::default();
    limits.component = 100;
    let mut store = Largest(0);
    assert!(read(&full()[..], &limits, &mut store).is_err());
    assert!(store.0 < 4096, "only documents: {} bytes", store.0);
}

/// Notes the largest blob that it was asked to take.
struct Largest(u64);

impl BlobStore for Largest {
    type Sink = io::Sink;

    fn begin(&mut self, entry: &Entry) -> io::Result<io::Sink> {
        self.0 = self.0.max(entry.blob.size);
        Ok(io::sink())
    }

    fn commit(&mut self, _: &Entry, _: io::Sink) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn rc3_bundles_have_a_greatest_number_of_packages() {
    let mut limits = Limits::default();
    let members = || vec![archive("acme:a", None), archive("acme:b", None)];
    let bundle = bytes(&Archive::bundle(members(), &limits).unwrap());
    limits.packages = 1;
    assert_limit(
        read(&bundle[..], &limits, &mut MemoryStore::default()),
        "packages",
    );
    assert_limit(Archive::bundle(members(), &limits), "packages");
}

#[test]
fn rc17_what_nobody_could_install_is_not_packed() {
    let mut limits = Limits::default();
    limits.component = 100;
    assert_limit(
        Package::new(component("acme:echo", "1.0.0"), None, &limits),
        "component",
    );
    limits = Limits::default();
    limits.archive = 2048;
    let package = Package::new(component("acme:echo", "1.0.0"), None, &limits).unwrap();
    assert_limit(Archive::plugin(package, &limits), "archive");
    limits = Limits::default();
    limits.attachment = 3;
    let mut archive = archive("acme:echo", None);
    let subject = archive.contents().digest();
    let attached = archive.attach(subject, AttachmentKind::InToto, b"four".to_vec(), &limits);
    assert_limit(attached, "attachment");
}

#[test]
fn the_size_that_is_checked_is_the_size_that_is_written() {
    let mut archive = archive("acme:echo", Some(files(&[("a", "b"), ("c", "")])));
    sign(&mut archive, "signature");
    let size = bytes(&archive).len() as u64;
    for (limit, fits) in [(size, true), (size - 1, false)] {
        let mut limits = Limits::default();
        limits.archive = limit;
        assert_eq!(
            read(&bytes(&archive)[..], &limits, &mut MemoryStore::default()).is_ok(),
            fits
        );
        let subject = archive.contents().digest();
        // Attaching the same again changes nothing but is checked.
        let again = archive.clone().attach(
            subject,
            AttachmentKind::SigstoreBundle,
            b"signature".to_vec(),
            &limits,
        );
        assert_eq!(again.is_ok(), fits);
    }
}

fn assert_limit<T>(result: Result<T, Error>, words: &str) {
    let error = result.err().expect(words);
    assert_eq!(error.code(), "PW-PACKAGE-LIMIT", "{error}");
    assert!(error.to_string().contains(words), "{error}");
}
