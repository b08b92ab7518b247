//! What holds for every input whatever. The fuzz target runs the same.

use plugwright_manifest::{Error, Manifest};

/// Reads `text`; what is accepted survives being written, and what is refused says so in a line that a log can hold.
pub(crate) fn holds(name: &str, text: &str) {
    match Manifest::parse(name, text) {
        Ok(manifest) => survives_writing(&manifest),
        Err(error) => message_is_harmless(&error),
    }
}

/// The written forms mean the same manifest.
pub(crate) fn survives_writing(manifest: &Manifest) {
    let yaml = manifest.to_yaml();
    let read =
        Manifest::parse("plugin.yaml", &yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(&read, manifest, "{yaml}");

    let canonical = manifest.to_canonical_json();
    let read = Manifest::from_canonical_json(&canonical)
        .unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(&canonical)));
    let mut unsigned = manifest.clone();
    unsigned.metadata.signature = None;
    assert_eq!(read, unsigned);
    assert_eq!(read.to_canonical_json(), canonical);
}

/// One line of ASCII, not long, whatever the input was.
pub(crate) fn message_is_harmless(error: &Error) {
    let message = error.to_string();
    assert!(message.len() < 1_500, "{} bytes: {message}", message.len());
    assert!(
        message.chars().all(|c| matches!(c, ' '..='~')),
        "{message:?}"
    );
    assert!(error.code().starts_with("PW-MANIFEST-"));
}
