//! Who may be spoken to: pure decisions about origins and addresses, without any I/O.

pub(crate) mod address;
pub(crate) mod origin;
pub(crate) mod pattern;
