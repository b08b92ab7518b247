//! What can go wrong with what the operator relies on.

use std::path::PathBuf;

use plugwright_manifest::{Label, PluginId};

use crate::Mistake;

/// Why a key, a signature or the audit log cannot be used, read or believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the log cannot be read or written.
    #[error("the audit log: {}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Another process writes to the log.
    #[error("the audit log in {} is written by another process; each host needs a log of its own", .folder.display())]
    InUse {
        /// The folder of the log.
        folder: PathBuf,
    },
    /// The log does not continue from itself: somebody or something changed it.
    #[error(
        "the audit log is broken at {place}: {problem}; keep the files as evidence and start a new log"
    )]
    Broken {
        /// File and line.
        place: String,
        /// What does not fit.
        problem: String,
    },
    /// A head is not signed by the key that it should be, or is of another log.
    #[error("the signed head of the audit log does not hold: {problem}")]
    Head {
        /// What does not fit.
        problem: &'static str,
    },
    /// Something that a component should be compared with cannot be read.
    #[error("{what} cannot be used: {problem}")]
    ScanInput {
        /// What.
        what: &'static str,
        /// What does not fit.
        problem: String,
    },
    /// The thread that writes is gone, after an error that it told when it happened.
    #[error("the audit log is not written any more: an earlier write failed")]
    Stopped,
    /// A policy or a grant that cannot be read.
    #[error(transparent)]
    Document(#[from] Mistake),
    /// Where grants are kept is not the operator's alone.
    #[error("the grants in {}: {problem}", .path.display())]
    UnsafeGrants {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A grant cannot be read or written.
    #[error("the grants: {}: {source}", .path.display())]
    GrantIo {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The operator took back what the plugin was granted.
    #[error("the grant of {plugin} was revoked: {}; `plugwright grant` gives it back", .reason.as_str())]
    GrantRevoked {
        /// The plugin.
        plugin: PluginId,
        /// Why.
        reason: Label,
    },
    /// A file of keys cannot be read or written.
    #[error("{}: {source}", .path.display())]
    KeyIo {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A secret file or the folder of the keys is open to others.
    #[error("{} is not used: {problem}", .path.display())]
    KeyPermissions {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what to do.
        problem: &'static str,
    },
    /// A file that would be written exists.
    #[error("{} exists; keys are never overwritten, so choose another name", .path.display())]
    KeyExists {
        /// The file.
        path: PathBuf,
    },
    /// There is no key of that name.
    #[error("there is no key `{name}` here; `plugwright key list` shows those that there are")]
    KeyUnknown {
        /// The name.
        name: String,
    },
    /// A key was revoked or has a successor, and does not sign any more.
    #[error("the key `{name}` {problem}")]
    KeyRetired {
        /// Its name.
        name: String,
        /// What became of it, and what to do.
        problem: &'static str,
    },
    /// The passphrase is not that of the key.
    #[error("the passphrase does not open the key, or the file is damaged")]
    KeyPassphrase,
    /// A passphrase that cannot be used.
    #[error("the passphrase cannot be used: {problem}")]
    Passphrase {
        /// The rule that it breaks.
        problem: &'static str,
    },
    /// A private key that cannot be used.
    #[error("the private key cannot be used: {problem}")]
    PrivateKey {
        /// What is wrong.
        problem: &'static str,
    },
    /// A public key that cannot be used.
    #[error("the public key cannot be used: {problem}")]
    PublicKey {
        /// What is wrong.
        problem: &'static str,
    },
    /// An SSH agent that does not sign.
    #[error("the SSH agent: {problem}")]
    Agent {
        /// What is wrong, and what to do.
        problem: &'static str,
    },
    /// The operating system has no random numbers.
    #[error("the operating system gave no random numbers; no key was made")]
    Random,
    /// A statement that says nothing that can be understood.
    #[error("the statement is refused: {problem}")]
    Statement {
        /// What is wrong, in printable ASCII.
        problem: String,
    },
    /// A bundle or envelope that has another form.
    #[error("the signature bundle is refused: {problem}")]
    Bundle {
        /// What is wrong, in printable ASCII.
        problem: String,
    },
    /// A bundle or envelope that is larger than any honest one.
    #[error("the signature bundle is refused: {problem}")]
    BundleLimit {
        /// What is allowed.
        problem: &'static str,
    },
    /// A statement about a key that is not believed.
    #[error("the statement about a key is not believed: {problem}")]
    KeyStatement {
        /// Why not.
        problem: &'static str,
    },
    /// More keys than can be trusted at once.
    #[error("at most 256 keys can be trusted at once; trust fewer, for fewer namespaces")]
    TooManyKeys,
    /// A rule for identities that would match what nobody meant.
    #[error("the identity cannot be trusted in this form: {problem}")]
    Identity {
        /// What is wrong and what to write.
        problem: &'static str,
    },
    /// There is no signature at all.
    #[error(
        "the package is not signed; ask its author for the signature, and do not use it without"
    )]
    Unsigned,
    /// There are signatures, and none counts.
    #[error("none of the signatures counts: {because}")]
    NoGoodSignature {
        /// Each with its reason.
        because: String,
    },
    /// Too few different signers.
    #[error("{signers} of {threshold} needed signers signed the package{}{because}", if .because.is_empty() { "" } else { "; " })]
    TooFewSigners {
        /// Those who signed.
        signers: usize,
        /// Those who have to.
        threshold: usize,
        /// Why other signatures do not count; may be empty.
        because: String,
    },
    /// The package was signed as two different things.
    #[error(
        "the package was signed for more than one name or registry; say which one was asked for"
    )]
    Ambiguous,
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "PW-AUDIT-IO",
            Self::InUse { .. } => "PW-AUDIT-IN-USE",
            Self::Broken { .. } => "PW-AUDIT-BROKEN",
            Self::Head { .. } => "PW-AUDIT-HEAD",
            Self::ScanInput { .. } => "PW-SCAN-INPUT",
            Self::Stopped => "PW-AUDIT-STOPPED",
            Self::Document(mistake) => mistake.kind.code(),
            Self::UnsafeGrants { .. } => "PW-GRANT-UNSAFE",
            Self::GrantIo { .. } => "PW-GRANT-IO",
            Self::GrantRevoked { .. } => "PW-GRANT-REVOKED",
            Self::KeyIo { .. } => "PW-KEY-IO",
            Self::KeyPermissions { .. } => "PW-KEY-PERMISSIONS",
            Self::KeyExists { .. } => "PW-KEY-EXISTS",
            Self::KeyUnknown { .. } => "PW-KEY-UNKNOWN",
            Self::KeyRetired { .. } => "PW-KEY-RETIRED",
            Self::KeyPassphrase => "PW-KEY-WRONG-PASSPHRASE",
            Self::Passphrase { .. } => "PW-KEY-PASSPHRASE",
            Self::PrivateKey { .. } => "PW-KEY-PRIVATE",
            Self::PublicKey { .. } => "PW-KEY-PUBLIC",
            Self::Agent { .. } => "PW-KEY-AGENT",
            Self::Random => "PW-KEY-RANDOM",
            Self::Statement { .. } => "PW-STATEMENT",
            Self::Bundle { .. } => "PW-BUNDLE",
            Self::BundleLimit { .. } => "PW-BUNDLE-LIMIT",
            Self::KeyStatement { .. } => "PW-KEY-STATEMENT",
            Self::TooManyKeys => "PW-KEY-TOO-MANY",
            Self::Identity { .. } => "PW-IDENTITY",
            Self::Unsigned => "PW-SIGNATURE-MISSING",
            Self::NoGoodSignature { .. } => "PW-SIGNATURE-NONE-GOOD",
            Self::TooFewSigners { .. } => "PW-SIGNATURE-TOO-FEW",
            Self::Ambiguous => "PW-SIGNATURE-AMBIGUOUS",
        }
    }
}
