//! What holds for every input whatever. The fuzz target runs the same.

use plugwright_package::{Archive, Error, Limits, MemoryStore, read};

/// Reads `bytes`; what is accepted is exactly what would be written for it, and what is refused says so in a line that a log
/// can hold.
pub(crate) fn holds(bytes: &[u8]) {
    let limits = limits();
    match read(bytes, &limits, &mut MemoryStore::default()) {
        Ok(contents) => {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), bytes).unwrap();
            let archive = Archive::open(file.path(), &limits).unwrap();
            assert_eq!(archive.contents(), &contents);
            let mut written = Vec::new();
            archive.write(&mut written).unwrap();
            assert!(written == bytes, "accepted, but not as it is written");
        }
        Err(error) => message_is_harmless(&error),
    }
}

/// Small, so that an input is soon over one.
pub(crate) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.archive = 1 << 20;
    limits.document = 1 << 16;
    limits.section = 1 << 16;
    limits.packages = 4;
    limits.files = 16;
    limits
}

fn message_is_harmless(error: &Error) {
    let message = error.to_string();
    assert!(message.len() < 1_500, "{} bytes: {message}", message.len());
    assert!(
        message.chars().all(|c| matches!(c, ' '..='~')),
        "{message:?}"
    );
    assert!(error.code().starts_with("PW-"), "{}", error.code());
}
