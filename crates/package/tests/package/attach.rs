//! Signatures and statements beside a package.

use std::fs;

use plugwright_manifest::Digest;
use plugwright_package::{Archive, AttachmentKind, Limits};
use serde_json::json;

use crate::forge::{Documents, encode, name};
use crate::samples::{archive, bytes, check, plain, refused, sign};

#[test]
fn signing_does_not_change_what_was_signed() {
    let unsigned = check(&plain()).unwrap();
    let mut signed = archive("acme:echo", None);
    sign(&mut signed, "first");
    sign(&mut signed, "second");
    let read = check(&bytes(&signed)).unwrap();
    assert_eq!(read.digest(), unsigned.digest());
    assert_eq!(read.attachments().count(), 2);
    for attachment in read.attachments() {
        assert_eq!(attachment.kind, AttachmentKind::SigstoreBundle);
        assert_eq!(attachment.subject(), unsigned.digest());
    }
}

#[test]
fn the_order_of_signing_is_not_in_the_file() {
    let mut one = archive("acme:echo", None);
    sign(&mut one, "first");
    sign(&mut one, "second");
    let mut other = archive("acme:echo", None);
    sign(&mut other, "second");
    sign(&mut other, "first");
    sign(&mut other, "first");
    assert_eq!(bytes(&one), bytes(&other));
}

#[test]
fn a_file_is_signed_without_holding_its_component() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.plug");
    fs::write(&path, plain()).unwrap();
    let mut opened = Archive::open(&path, &Limits::default()).unwrap();
    sign(&mut opened, "signature");
    let mut expected = archive("acme:echo", None);
    sign(&mut expected, "signature");
    assert_eq!(bytes(&opened), bytes(&expected));
    let attachment = opened.contents().attachments().next().unwrap().clone();
    assert_eq!(opened.bytes(attachment.content).unwrap(), b"signature");
}

#[test]
fn d13_a_file_that_changes_after_it_was_read_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.plug");
    fs::write(&path, plain()).unwrap();
    let opened = Archive::open(&path, &Limits::default()).unwrap();
    let component = opened.contents().packages().next().unwrap().component();
    let mut changed = plain();
    let code = changed
        .windows(5)
        .position(|bytes| bytes == b"hello")
        .unwrap();
    changed[code] ^= 1;
    fs::write(&path, &changed).unwrap();
    assert_eq!(
        opened.bytes(component).unwrap_err().code(),
        "PW-PACKAGE-CHANGED"
    );
    assert_eq!(
        opened.write(Vec::new()).unwrap_err().code(),
        "PW-PACKAGE-CHANGED"
    );
    fs::write(&path, b"").unwrap();
    assert_eq!(
        opened.write(Vec::new()).unwrap_err().code(),
        "PW-PACKAGE-CHANGED"
    );
}

#[test]
fn all_kinds_of_statements_can_be_attached() {
    let mut archive = archive("acme:echo", None);
    let subject = archive.contents().digest();
    for kind in AttachmentKind::ALL {
        archive
            .attach(subject, kind, b"{}".to_vec(), &Limits::default())
            .unwrap();
    }
    let read = check(&bytes(&archive)).unwrap();
    assert_eq!(read, *archive.contents());
    assert_eq!(read.attachments().count(), 3);
}

#[test]
fn rb11_what_is_about_another_package_is_never_taken_for_one_about_this() {
    let mut archive = archive("acme:echo", None);
    let error = archive
        .attach(
            Digest::of(b"other"),
            AttachmentKind::CycloneDx,
            Vec::new(),
            &Limits::default(),
        )
        .unwrap_err();
    assert_eq!(error.code(), "PW-PACKAGE-TOGETHER");
    refused(
        &forged_attachment(|_| ()),
        "PW-PACKAGE-MISMATCH",
        "attachment",
    );
}

#[test]
fn a_subject_is_named_as_the_package_is() {
    let honest = check(&plain()).unwrap();
    let size = encode(&linked().manifest).len();
    let good = forged_attachment(|subject| {
        subject["digest"] = json!(honest.digest());
        subject["size"] = json!(size);
    });
    check(&good).unwrap();
    let wrong_size = forged_attachment(|subject| subject["digest"] = json!(honest.digest()));
    refused(&wrong_size, "PW-PACKAGE-MISMATCH", "attachment");
    let wrong_type = forged_attachment(|subject| {
        subject["digest"] = json!(honest.digest());
        subject["size"] = json!(size);
        subject["mediaType"] = json!("application/vnd.oci.image.index.v1+json");
    });
    refused(&wrong_type, "PW-PACKAGE-MISMATCH", "attachment");
}

fn linked() -> Documents {
    let mut documents = Documents::honest();
    documents.link();
    documents
}

/// A package with an attachment whose subject was tampered with; all digests are right.
fn forged_attachment(tamper: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    let kind = AttachmentKind::SigstoreBundle.media_type();
    let content = b"signature".to_vec();
    let mut subject = json!({"mediaType": "application/vnd.oci.image.manifest.v1+json"});
    name(&mut subject, b"another package");
    tamper(&mut subject);
    let mut empty = json!({"mediaType": "application/vnd.oci.empty.v1+json"});
    name(&mut empty, b"{}");
    let mut layer = json!({"mediaType": kind});
    name(&mut layer, &content);
    let attachment = encode(&json!({
        "artifactType": kind,
        "config": empty,
        "layers": [layer],
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "schemaVersion": 2,
        "subject": subject,
    }));
    let mut documents = linked();
    let mut descriptor = json!({
        "artifactType": kind,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
    });
    name(&mut descriptor, &attachment);
    documents.index["manifests"]
        .as_array_mut()
        .unwrap()
        .push(descriptor);
    documents.more = vec![attachment, b"{}".to_vec(), content];
    documents.linked()
}

#[test]
fn an_attachment_of_an_unknown_kind_is_refused() {
    let bytes = forged_attachment(|_| ());
    let text = String::from_utf8_lossy(&bytes)
        .replace("dev.sigstore.bundle.v0.3", "dev.sigstore.bundle.v9.9");
    assert_eq!(
        check(text.as_bytes()).unwrap_err().code(),
        "PW-PACKAGE-DOCUMENT"
    );
}
