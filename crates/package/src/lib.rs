//! What a plugin travels in.
//!
//! A package is an OCI image manifest with one WebAssembly layer, so that registries store it and tools of that world pull it.
//! The plugin's manifest is inside the component, and the documents around it are derived from that; assets are a second
//! artifact, bound by a digest inside the component; signatures and statements refer to the package and do not change it.
//! The digest of a package is that of its OCI manifest, which names everything else.
//!
//! In a file it is a `.plug`: an uncompressed tar archive of an OCI image layout, with one plugin, a bundle, or an offline kit.
//! [`Archive`] writes one; [`read`] takes it apart while it streams past.
//!
//! ```no_run
//! use plugwright_package::{Archive, Discard, Limits, Package, read};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let limits = Limits::default();
//! let package = Package::new(std::fs::read("auth.wasm")?, None, &limits)?;
//! println!("{}", package.info().digest());
//! Archive::plugin(package, &limits)?.write(std::fs::File::create("auth.plug")?)?;
//!
//! let contents = read(std::fs::File::open("auth.plug")?, &limits, &mut Discard)?;
//! for package in contents.packages() {
//!     println!("{} {}", package.id(), package.version());
//! }
//! # Ok(())
//! # }
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod archive;
mod attachment;
mod blob;
mod component;
mod error;
mod files;
mod limits;
mod oci;
mod package;
mod store;

pub use archive::{Archive, ArchiveKind, Contents, EXTENSION, MAGIC, read};
pub use attachment::{Attachment, AttachmentKind};
pub use blob::{Blob, Content};
pub use component::{ASSETS_SECTION, PluginKind, manifest_of};
pub use error::Error;
pub use files::{FilePath, FileSet, Files};
pub use limits::{Endpoints, Limits};
pub use package::{Package, PackageInfo};
pub use store::{BlobStore, Discard, Entry, FolderStore, MemoryStore};
