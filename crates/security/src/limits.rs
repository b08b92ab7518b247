//! The limits of keys, bundles and statements, in one place.
//!
//! Each is checked before memory is taken or a signature is computed. They are far above what honest tools write, and low
//! enough that a verifier that meets all of them at once stays below 64 MiB and a second.

/// The most bytes of one bundle: a signature has two thousand, the bill of materials of a large plugin some hundred thousand.
pub const BUNDLE_BYTES: usize = 4 << 20;
/// The most bytes of a file of bundles.
pub const BUNDLE_SET_BYTES: usize = 16 << 20;
/// The most bundles about one package.
pub const BUNDLES: usize = 64;
/// The most signatures in an envelope outside a bundle; an envelope in a bundle has exactly one.
pub const SIGNATURES: usize = 16;
/// The most bytes of a key id or a hint that a signature carries.
pub const HINT_BYTES: usize = 512;
/// The most bytes of a statement inside an envelope.
pub const STATEMENT_BYTES: usize = 3 << 20;
/// The most subjects of a statement.
pub const SUBJECTS: usize = 256;
/// The most levels of nesting of any JSON that is read.
pub const JSON_DEPTH: usize = 32;
/// The most values in any JSON that is read.
pub const JSON_VALUES: usize = 400_000;
/// The most keys that can be trusted at once. Together with [`BUNDLES`] and [`SIGNATURES`] it bounds the work of a verification.
pub const TRUSTED_KEYS: usize = 256;
/// The most bytes of a key file, public or private.
pub const KEY_FILE_BYTES: usize = 16 << 10;
/// The most bytes of a passphrase.
pub const PASSPHRASE_BYTES: usize = 1024;
/// The fewest characters of a new passphrase: the file can be attacked for years, away from here.
pub const PASSPHRASE_CHARS: usize = 12;
/// The most memory that opening a private key may take: a foreign file names its own cost.
pub const SCRYPT_BYTES: u64 = 256 << 20;
/// The most passes over that memory.
pub const SCRYPT_PASSES: u16 = 16;
/// The most bytes of a `Cargo.lock` that a bill of materials is made from.
pub const LOCK_FILE_BYTES: usize = 4 << 20;
/// The most components of a bill of materials that is made here.
pub const COMPONENTS: usize = 20_000;
