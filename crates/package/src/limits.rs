//! Every bound on a package, in one place.

/// What a package may ask of its reader. Each bound is checked before the bytes that it is about are stored, and the same
/// bounds hold when a package is made, so that nothing is published that nobody can install. Sizes are in bytes.
///
/// Two bounds are part of the format and stand with it: a file's path has at most
/// [`FilePath::MAX_LEN`](crate::FilePath::MAX_LEN) bytes and [`FilePath::MAX_DEPTH`](crate::FilePath::MAX_DEPTH) parts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The whole archive. Default 1 GiB.
    pub archive: u64,
    /// A document: index, manifest or configuration. Default 4 MiB, which is what registries take.
    pub document: u64,
    /// Packages of a bundle or kit. Default 256.
    pub packages: usize,
    /// A component. Default 128 MiB.
    pub component: u64,
    /// A section of a component that is not code: those are held in memory while they are read. Default 16 MiB.
    pub section: u64,
    /// Imports and exports of a component, each. Default 10,000.
    pub names: usize,
    /// Files among the assets of one plugin, or in the metadata of a kit. Default 2,048.
    pub files: usize,
    /// One such file. Default 128 MiB.
    pub file: u64,
    /// All of them together. Default 512 MiB.
    pub all_files: u64,
    /// Signatures, bills of materials and statements. Default 1,024.
    pub attachments: usize,
    /// One of those. Default 16 MiB.
    pub attachment: u64,
    /// Where a remote plugin may be. Default [`Endpoints::Public`].
    pub endpoints: Endpoints,
}

/// The addresses that a remote plugin may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Endpoints {
    /// Encrypted, and not on the reader's own machine or network.
    #[default]
    Public,
    /// Any that a manifest can say: for development, and for hosts whose policy names private services.
    Any,
}

const MIB: u64 = 1 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self {
            archive: 1024 * MIB,
            document: 4 * MIB,
            packages: 256,
            component: 128 * MIB,
            section: 16 * MIB,
            names: 10_000,
            files: 2_048,
            file: 128 * MIB,
            all_files: 512 * MIB,
            attachments: 1_024,
            attachment: 16 * MIB,
            endpoints: Endpoints::Public,
        }
    }
}
