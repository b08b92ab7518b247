//! The archive itself: entries, headers, ends.

use plugwright_package::{FolderStore, Limits, MAGIC, read};

use crate::forge::{Documents, Forged, Header, entry, file};
use crate::samples::{self, check, refused};

/// The honest archive with an entry before its `at`th.
fn with_entry(at: usize, entry: Vec<u8>) -> Vec<u8> {
    let mut forged = Forged::of(&samples::full());
    forged.entries.insert(at, entry);
    forged.bytes()
}

/// What is read is written nowhere: the folder is gone when the package is refused.
fn leaves_nothing(bytes: &[u8]) {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("blobs");
    let mut store = FolderStore::create(&folder).unwrap();
    assert!(read(bytes, &Limits::default(), &mut store).is_err());
    drop(store);
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
}

#[test]
fn an_honest_archive_begins_with_the_magic_bytes_and_is_read() {
    let contents = check(&samples::full()).unwrap();
    assert!(samples::full().starts_with(MAGIC));
    let package = contents.packages().next().unwrap();
    assert_eq!(package.id().as_str(), "acme:full");
    assert_eq!(package.imports(), ["wasi:logging/logging@0.1.0"]);
    assert_eq!(package.exports(), ["run"]);
    assert_eq!(contents.assets(package).unwrap().len(), 3);
    assert_eq!(contents.attachments().count(), 1);
}

#[test]
fn rc1_d1_an_entry_of_any_name_but_the_expected_one_refuses_the_package() {
    let long = "a/".repeat(60);
    let names: [&[u8]; 14] = [
        b"../x",
        b"/x",
        b"C:\\x",
        b"\\\\host\\x",
        b"a/../../x",
        b"x:stream",
        b"x\0y",
        b"x.",
        b"x ",
        b"\xff\xfe",
        b"blobs/sha256/../../../x",
        b"blobs/sha256",
        b"",
        &long.as_bytes()[..100],
    ];
    for name in names {
        for at in 0..Forged::of(&samples::full()).entries.len() {
            let bytes = with_entry(at, entry(&Header::file(name, 4), b"evil"));
            let error = check(&bytes).unwrap_err();
            assert_eq!(error.code(), "PW-PACKAGE-ARCHIVE", "{name:?} {error}");
        }
        leaves_nothing(&with_entry(5, entry(&Header::file(name, 4), b"evil")));
    }
}

#[test]
fn rc2_d2_links_devices_folders_and_what_follows_through_them_are_refused() {
    let honest = Forged::of(&samples::plain());
    for kind in [
        b'1', b'2', b'3', b'4', b'5', b'6', b'7', b'S', b'V', b'M', b'\0',
    ] {
        // In the place of an entry, under its name: the file that follows would be written through the link.
        for at in 0..honest.entries.len() {
            let name = honest.entries[at][..100].to_vec();
            let header = Header {
                kind,
                link: b"/etc/passwd",
                ..Header::file(&name, 0)
            };
            let mut forged = Forged::of(&samples::plain());
            forged.entries.insert(at, header.bytes());
            refused(
                &forged.bytes(),
                "PW-PACKAGE-ARCHIVE",
                "a link, a device, a folder",
            );
        }
    }
    let link = Header {
        kind: b'2',
        link: b"/tmp",
        ..Header::file(b"blobs", 0)
    };
    leaves_nothing(&with_entry(2, link.bytes()));
}

#[test]
fn rc6_extended_headers_of_any_kind_are_refused() {
    for (kind, content) in [
        (b'x', &b"18 size=999999999\n"[..]),
        (b'g', b"22 path=../../evil.so\n"),
        (b'L', b"../../a/long/name\0"),
        (b'K', b"/etc/passwd\0"),
    ] {
        for at in [0, 1, 3] {
            let header = Header {
                kind,
                ..Header::file(b"././@LongLink", content.len())
            };
            let bytes = with_entry(at, entry(&header, content));
            refused(&bytes, "PW-PACKAGE-ARCHIVE", "an extended header");
        }
    }
    for magic in [b"ustar  \0", b"ustar\0\0\0", b"\0\0\0\0\0\0\0\0"] {
        let header = Header {
            magic,
            ..Header::file(b"oci-layout", 30)
        };
        let mut forged = Forged::of(&samples::plain());
        forged.entries[0] = entry(&header, br#"{"imageLayoutVersion":"1.0.0"}"#);
        refused(
            &forged.bytes(),
            "PW-PACKAGE-ARCHIVE",
            "no header of a ustar archive",
        );
    }
}

#[test]
fn rc6_there_is_one_end_and_nothing_after_it() {
    let honest = samples::plain();
    for hidden in [&b"\0"[..], b"x", &[0; 512], &honest] {
        let glued = [&honest, hidden].concat();
        refused(&glued, "PW-PACKAGE-ARCHIVE", "something follows it");
    }
    let mut forged = Forged::of(&honest);
    forged.end[700] = 1;
    refused(&forged.bytes(), "PW-PACKAGE-ARCHIVE", "nothing names");
    for short in [0, 1, 511, 512, 1023] {
        let mut forged = Forged::of(&honest);
        forged.end.truncate(short);
        refused(&forged.bytes(), "PW-PACKAGE-TRUNCATED", "the end");
    }
}

#[test]
fn rc6_nothing_hides_between_two_entries() {
    let mut forged = Forged::of(&samples::plain());
    *forged.entries[0].last_mut().unwrap() = 1;
    refused(
        &forged.bytes(),
        "PW-PACKAGE-ARCHIVE",
        "hidden behind its end",
    );
}

#[test]
fn rc7_modes_owners_and_dates_are_those_that_every_entry_has() {
    let marker = br#"{"imageLayoutVersion":"1.0.0"}"#;
    let honest = || Header::file(b"oci-layout", marker.len());
    let forged = [
        Header {
            mode: b"0004755\0",
            ..honest()
        },
        Header {
            mode: b"0000666\0",
            ..honest()
        },
        Header {
            mode: b"0000755\0",
            ..honest()
        },
        Header {
            owner: b"0001750\0",
            ..honest()
        },
        // 1901 and 2106, as GNU tar writes them; a plain date.
        Header {
            time: b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff",
            ..honest()
        },
        Header {
            time: b"37777777777\0",
            ..honest()
        },
        Header {
            time: b"14677777777\0",
            ..honest()
        },
    ];
    for header in forged {
        let mut archive = Forged::of(&samples::plain());
        archive.entries[0] = entry(&header, marker);
        refused(
            &archive.bytes(),
            "PW-PACKAGE-ARCHIVE",
            "its mode, owner, time or checksum",
        );
    }
}

#[test]
fn rc4_the_same_entry_twice_and_entries_in_another_order_are_refused() {
    let count = Forged::of(&samples::full()).entries.len();
    for at in 0..count {
        let mut doubled = Forged::of(&samples::full());
        doubled.entries.insert(at, doubled.entries[at].clone());
        assert!(check(&doubled.bytes()).is_err(), "{at} doubled");
        let mut swapped = Forged::of(&samples::full());
        swapped.entries.swap(at, (at + 1) % count);
        assert!(check(&swapped.bytes()).is_err(), "{at} swapped");
        let mut missing = Forged::of(&samples::full());
        missing.entries.remove(at);
        assert!(check(&missing.bytes()).is_err(), "{at} missing");
    }
}

#[test]
fn rc14_an_entry_that_nothing_names_is_refused() {
    let count = Forged::of(&samples::plain()).entries.len();
    for at in 0..=count {
        let mut forged = Forged::of(&samples::plain());
        let name = crate::forge::blob_name(b"payload");
        forged.entries.insert(at, file(&name, b"payload"));
        assert_eq!(
            check(&forged.bytes()).unwrap_err().code(),
            "PW-PACKAGE-ARCHIVE"
        );
    }
}

#[test]
fn rc15_a_compressed_archive_is_none() {
    for magic in [
        &b"\x1f\x8b\x08\0"[..],
        b"\x28\xb5\x2f\xfd",
        b"PK\x03\x04",
        b"BZh9",
        b"\xfd7zXZ\0",
    ] {
        let mut bytes = magic.to_vec();
        bytes.resize(2048, 7);
        refused(&bytes, "PW-PACKAGE-ARCHIVE", "no header of a ustar archive");
    }
}

#[test]
fn d3_an_archive_that_ends_anywhere_is_truncated_and_leaves_nothing() {
    let honest = samples::full();
    for length in (0..honest.len()).step_by(257) {
        let code = check(&honest[..length]).unwrap_err().code();
        assert_eq!(code, "PW-PACKAGE-TRUNCATED", "{length}");
    }
    leaves_nothing(&honest[..honest.len() - 1]);
}

#[test]
fn d3_a_size_that_an_index_can_never_have_is_refused_before_anything_is_allocated() {
    for size in [b"77777777777\0", b"00040000000\0"] {
        let mut forged = Forged::of(&samples::plain());
        let header = Header {
            size: *size,
            ..Header::file(b"index.json", 0)
        };
        forged.entries[1] = header.bytes();
        refused(&forged.bytes(), "PW-PACKAGE-LIMIT", "the size of the index");
    }
    let mut negative = Forged::of(&samples::plain());
    let header = Header {
        size: [0xff; 12],
        ..Header::file(b"index.json", 0)
    };
    negative.entries[1] = header.bytes();
    refused(&negative.bytes(), "PW-PACKAGE-ARCHIVE", "its size");
}

#[test]
fn rb3_a_blob_that_was_exchanged_is_a_damaged_package_and_no_other_error() {
    let mut documents = Documents::honest();
    documents.link();
    for what in 0..3 {
        let mut forged = Forged::of(&documents.bytes());
        forged.entries[2 + what][512] ^= 1;
        refused(&forged.bytes(), "PW-PACKAGE-DIGEST", "was changed");
    }
}
