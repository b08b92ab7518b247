//! The signatures that travel in an archive.

use plugwright_manifest::Digest;
use plugwright_package::{Archive, AttachmentKind, Error};
use plugwright_security::bundle::Bundle;
use plugwright_security::limits::BUNDLES;

/// Bundles that are attached to something, and what could not be read as one: what others attach may be anything.
#[derive(Clone, Debug, Default)]
pub struct Attached {
    /// Those that can be read, at most [`BUNDLES`].
    pub bundles: Vec<Bundle>,
    /// What is wrong with the others, each in a sentence.
    pub notes: Vec<String>,
}

impl Attached {
    /// What is attached in `archive` to the package, bundle or kit with the digest `subject`.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn read(archive: &Archive, subject: &Digest) -> Result<Self, Error> {
        let mut found = Self::default();
        let bundles = archive.contents().attachments().filter(|attachment| {
            attachment.kind == AttachmentKind::SigstoreBundle && attachment.subject() == *subject
        });
        for (number, attachment) in bundles.enumerate() {
            if number == BUNDLES {
                let note = format!("only the first {BUNDLES} signatures were looked at");
                found.notes.push(note);
                break;
            }
            match Bundle::parse(&archive.bytes(attachment.content)?) {
                Ok(bundle) => found.bundles.push(bundle),
                Err(error) => found.notes.push(format!(
                    "{} is attached: {error}",
                    attachment.content.digest
                )),
            }
        }
        Ok(found)
    }
}
