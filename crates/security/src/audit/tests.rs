use std::{fs, path::Path};

use proptest::prelude::*;

use super::*;
use crate::Error;
use crate::keys::PrivateKey;

fn denial(plugin: &str, code: &str) -> Event {
    Event::Denial {
        plugin: Subject {
            id: plugin.parse().unwrap(),
            version: None,
            digest: None,
        },
        code: code.parse().unwrap(),
        times: 1,
    }
}

fn log(folder: &Path, events: u64, rotation: Rotation) -> Head {
    let log = AuditLog::open(folder, rotation).unwrap();
    for number in 0..events {
        log.record(denial(
            if number % 2 == 0 { "even" } else { "odd" },
            "PW-EGRESS-DENIED",
        ));
    }
    log.flush().unwrap()
}

fn entries(folder: &Path, filter: &Filter) -> Vec<Entry> {
    let mut found = Vec::new();
    read(folder, filter, |entry| found.push(entry)).unwrap();
    found
}

fn only_segment(folder: &Path) -> std::path::PathBuf {
    segment::segments(folder).unwrap().remove(0).1
}

#[test]
fn what_was_recorded_can_be_read_by_plugin_kind_and_time() {
    let folder = tempfile::tempdir().unwrap();
    let head = log(folder.path(), 10, Rotation::default());
    assert_eq!(head.number, 10);
    let all = entries(folder.path(), &Filter::default());
    assert_eq!(all.len(), 10);
    let odd = Filter {
        plugin: Some("odd".parse().unwrap()),
        ..Filter::default()
    };
    assert_eq!(entries(folder.path(), &odd).len(), 5);
    let grants = Filter {
        kind: Some("grant".to_owned()),
        ..Filter::default()
    };
    assert!(entries(folder.path(), &grants).is_empty());
    let later = Filter {
        since: Some(all[9].at + 1),
        ..Filter::default()
    };
    assert!(entries(folder.path(), &later).is_empty());
}

#[test]
fn a_log_goes_on_where_it_ended_and_over_segments() {
    let folder = tempfile::tempdir().unwrap();
    let small = Rotation {
        segment_bytes: 1000,
    };
    log(folder.path(), 20, small);
    let head = log(folder.path(), 20, small);
    assert_eq!(head.number, 40);
    assert!(segment::segments(folder.path()).unwrap().len() > 3);
    assert_eq!(
        read(folder.path(), &Filter::default(), |_| {}).unwrap(),
        head
    );
}

#[test]
fn a_missing_segment_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    log(
        folder.path(),
        40,
        Rotation {
            segment_bytes: 1000,
        },
    );
    let second = segment::segments(folder.path()).unwrap().remove(1).1;
    fs::remove_file(second).unwrap();
    let error = read(folder.path(), &Filter::default(), |_| {}).unwrap_err();
    assert_eq!(error.code(), "PW-AUDIT-BROKEN");
}

#[test]
fn a_line_that_a_crash_tore_is_taken_off_and_said() {
    let folder = tempfile::tempdir().unwrap();
    log(folder.path(), 3, Rotation::default());
    let path = only_segment(folder.path());
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, &text[..text.len() - 20]).unwrap();
    let head = log(folder.path(), 1, Rotation::default());
    let events: Vec<_> = entries(folder.path(), &Filter::default())
        .into_iter()
        .map(|entry| entry.event.kind())
        .collect();
    assert_eq!(events, ["denial", "denial", "gap", "denial"]);
    assert_eq!(head.number, 4);
}

#[test]
fn two_processes_cannot_write_one_log() {
    let folder = tempfile::tempdir().unwrap();
    let _first = AuditLog::open(folder.path(), Rotation::default()).unwrap();
    let second = AuditLog::open(folder.path(), Rotation::default());
    assert!(matches!(second, Err(Error::InUse { .. })));
}

#[test]
fn a_signed_head_proves_the_log_and_a_cut_or_another_log_fails() {
    let folder = tempfile::tempdir().unwrap();
    let key = PrivateKey::from_seed(&[7; 32]).unwrap();
    let signed = SignedHead::sign(log(folder.path(), 5, Rotation::default()), &key).unwrap();
    log(folder.path(), 5, Rotation::default());
    assert_eq!(
        verify(folder.path(), &signed, key.public()).unwrap().number,
        10
    );

    let other = *PrivateKey::from_seed(&[8; 32]).unwrap().public();
    assert!(verify(folder.path(), &signed, &other).is_err());

    let path = only_segment(folder.path());
    let text = fs::read_to_string(&path).unwrap();
    let cut: String = text.split_inclusive('\n').take(4).collect();
    fs::write(&path, cut).unwrap();
    let error = verify(folder.path(), &signed, key.public()).unwrap_err();
    assert!(error.to_string().contains("cut off"), "{error}");
}

#[test]
fn a_name_cannot_forge_a_line() {
    let entry = Entry {
        number: 1,
        at: 0,
        previous: Head::empty().digest,
        event: Event::Admin {
            by: "a\"}\\n{".parse().unwrap(),
            action: "b".parse().unwrap(),
        },
    };
    assert_eq!(entry.line().lines().count(), 1);
    assert_eq!(Entry::read(&entry.line(), Head::empty()).unwrap(), entry);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever byte is changed, the log says where, or still says the same.
    #[test]
    fn a_changed_byte_is_found_at_its_entry_or_the_next(position in 0_usize..4000, byte: u8) {
        let folder = tempfile::tempdir().unwrap();
        log(folder.path(), 12, Rotation::default());
        let path = only_segment(folder.path());
        let mut bytes = fs::read(&path).unwrap();
        let position = position % bytes.len();
        prop_assume!(bytes[position] != byte);
        bytes[position] = byte;
        let line = bytes[..position].split(|byte| *byte == b'\n').count() as u64;
        fs::write(&path, &bytes).unwrap();
        let found = read(folder.path(), &Filter::default(), |_| {});
        match found {
            // Nothing follows the last line to tell; a signed head does.
            Ok(head) => prop_assert!(line == 12 && head.number == 12),
            Err(Error::Broken { place, .. }) => {
                let told: u64 = place.rsplit(':').next().unwrap().parse().unwrap();
                prop_assert!(told == line || told == line + 1, "{place} for a change in line {line}");
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}
