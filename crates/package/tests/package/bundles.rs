//! Several packages in one file.

use plugwright_package::{Archive, ArchiveKind, AttachmentKind, Limits};

use crate::forge::Forged;
use crate::samples::{archive, bytes, check, files, package, sign};

fn members() -> Vec<Archive> {
    let mut signed = archive("acme:auth", Some(files(&[("a", "shared"), ("b", "own")])));
    sign(&mut signed, "by acme");
    vec![
        archive("zeta:last", Some(files(&[("c", "shared")]))),
        signed,
        archive("acme:echo", None),
    ]
}

#[test]
fn a_bundle_holds_its_packages_with_their_assets_and_signatures() {
    let bundle = Archive::bundle(members(), &Limits::default()).unwrap();
    let read = check(&bytes(&bundle)).unwrap();
    assert_eq!(&read, bundle.contents());
    assert_eq!(read.kind(), ArchiveKind::Bundle);
    let ids: Vec<&str> = read
        .packages()
        .map(|package| package.id().as_str())
        .collect();
    assert_eq!(ids, ["acme:auth", "acme:echo", "zeta:last"]);
    assert_eq!(read.attachments().count(), 1);
    let digests: Vec<_> = members()
        .iter()
        .map(|member| member.contents().digest())
        .collect();
    for package in read.packages() {
        assert!(
            digests.contains(&package.digest()),
            "a package in a bundle is the same package"
        );
        assert_eq!(read.assets(package).is_some(), package.assets().is_some());
    }
}

#[test]
fn the_order_in_which_packages_are_given_is_not_in_the_file() {
    let mut reversed = members();
    reversed.reverse();
    let one = Archive::bundle(members(), &Limits::default()).unwrap();
    let other = Archive::bundle(reversed, &Limits::default()).unwrap();
    assert_eq!(bytes(&one), bytes(&other));
}

#[test]
fn what_packages_share_is_in_the_file_once() {
    let bundle = bytes(&Archive::bundle(members(), &Limits::default()).unwrap());
    let shared = crate::forge::blob_name(b"shared");
    let entries = Forged::of(&bundle).entries;
    let found = entries
        .iter()
        .filter(|entry| entry.starts_with(shared.as_bytes()));
    assert_eq!(found.count(), 1);
}

#[test]
fn rf15_a_kit_is_one_list_with_its_metadata_and_is_signed_as_a_whole() {
    let metadata = files(&[
        ("timestamp.json", "{}"),
        ("1.snapshot.json", "{\"version\":1}"),
    ]);
    let mut kit = Archive::kit(members(), metadata, &Limits::default()).unwrap();
    let digest = kit.contents().digest();
    sign(&mut kit, "by the registry");
    let read = check(&bytes(&kit)).unwrap();
    assert_eq!(read.kind(), ArchiveKind::Kit);
    assert_eq!(read.digest(), digest);
    assert_eq!(read.metadata().unwrap().len(), 2);
    assert_eq!(
        read.attachments()
            .filter(|attachment| attachment.subject() == digest)
            .count(),
        1
    );
    let other = files(&[("timestamp.json", "{ }")]);
    let exchanged = Archive::kit(members(), other, &Limits::default()).unwrap();
    assert_ne!(
        exchanged.contents().digest(),
        digest,
        "the metadata is part of what is signed"
    );
}

#[test]
fn rf15_a_package_less_or_more_is_another_list() {
    let all = Archive::bundle(members(), &Limits::default()).unwrap();
    let fewer = Archive::bundle(members().split_off(1), &Limits::default()).unwrap();
    assert_ne!(all.contents().digest(), fewer.contents().digest());
}

#[test]
fn a_signature_of_one_list_is_not_carried_to_another() {
    let mut bundle = Archive::bundle(members(), &Limits::default()).unwrap();
    sign(&mut bundle, "of the list");
    let larger =
        Archive::bundle(vec![bundle, archive("acme:more", None)], &Limits::default()).unwrap();
    assert_eq!(
        larger.contents().attachments().count(),
        1,
        "only the one of acme:auth"
    );
    check(&bytes(&larger)).unwrap();
}

#[test]
fn nothing_and_the_same_version_twice_are_no_bundle() {
    for none in [
        vec![],
        vec![
            archive("acme:echo", None),
            archive("acme:echo", Some(files(&[("a", "b")]))),
        ],
    ] {
        let error = Archive::bundle(none, &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "PW-PACKAGE-TOGETHER");
    }
    let limits = Limits::default();
    let two = [("acme:echo", "1.0.0"), ("acme:echo", "2.0.0")]
        .map(|(id, version)| Archive::plugin(package(id, version, None), &limits).unwrap());
    let bundle = Archive::bundle(two.to_vec(), &limits).unwrap();
    assert_eq!(check(&bytes(&bundle)).unwrap().packages().count(), 2);
}

#[test]
fn a_blob_has_one_role() {
    // The bytes of a component, attached as if they were a statement.
    let mut twice = archive("acme:echo", None);
    let component = twice.contents().packages().next().unwrap().component();
    let bytes = twice.bytes(component).unwrap();
    let subject = twice.contents().digest();
    let error = twice
        .attach(subject, AttachmentKind::InToto, bytes, &Limits::default())
        .unwrap_err();
    assert_eq!(error.code(), "PW-PACKAGE-DOCUMENT");
    assert_eq!(
        twice.contents().attachments().count(),
        0,
        "nothing was attached"
    );
}
