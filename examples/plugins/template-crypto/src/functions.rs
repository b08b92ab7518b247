//! The functions, by what they are about.

pub(crate) mod digests;
pub(crate) mod encodings;
pub(crate) mod randomness;
pub(crate) mod tokens;
