//! The standard kinds of plugins: for each a trait, the types of its WIT interface, and the way from one to the other.

pub mod auth;
pub mod data_source;
pub mod lifecycle;
pub mod response;
pub mod template;
