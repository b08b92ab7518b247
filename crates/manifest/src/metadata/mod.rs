//! What is said about a plugin, for people and for search. Nothing here changes what a plugin may do.

mod category;
mod image;
mod security_level;
mod signature;

pub use category::{Category, PluginType, Slug};
pub use image::ImageReference;
pub use security_level::SecurityLevel;
pub use signature::Signature;
