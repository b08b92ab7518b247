//! What can go wrong between a compiler's output and a finished component.

/// Why a component could not be made. Each message names what to change in the plugin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is neither a core module nor a component.
    #[error(
        "the file is not WebAssembly: it starts with neither the header of a module nor that of a component"
    )]
    NotWasm,
    /// The module cannot become a component: it lacks an export of its world, imports what the world does not have,
    /// or carries no description of its world at all.
    #[error("the module cannot become a component: {reason}")]
    Encoding {
        /// What the encoder found, with its causes, on one line.
        reason: String,
    },
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWasm => "PW-BUILD-NOT-WASM",
            Self::Encoding { .. } => "PW-BUILD-ENCODING",
        }
    }
}
