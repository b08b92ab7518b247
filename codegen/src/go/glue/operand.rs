//! What is on the stack of the ABI's machine: expressions of Go.

/// An expression.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// An expression of the type that is wanted.
    Value(String),
    /// A small value as the number of a core module, and as itself.
    Widened {
        /// The number.
        core: String,
        /// The value.
        value: String,
    },
    /// Something in memory, which is read when its type is known.
    Load {
        /// The prefix of the package that reads it.
        abi: &'static str,
        /// Where.
        base: String,
        /// How far from there.
        offset: usize,
        /// The type of Go that has its size.
        ty: &'static str,
    },
}

impl Operand {
    /// As a value of the core module's type.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Value(text) | Self::Widened { core: text, .. } => text.clone(),
            Self::Load { ty, .. } => match *ty {
                "uint8" | "uint16" | "int8" | "int16" => format!("uint32({})", self.narrow()),
                _ => self.narrow(),
            },
        }
    }

    /// As it is in memory.
    pub(super) fn narrow(&self) -> String {
        match self {
            Self::Load { ty, .. } => self.read(ty),
            other => other.text(),
        }
    }

    /// As a value of type `ty` of Go, which has the size that it has in memory.
    pub(super) fn lifted(&self, ty: &str) -> String {
        match self {
            Self::Load { .. } => self.read(ty),
            other if is_core(ty) => other.text(),
            other => format!("{ty}({})", other.text()),
        }
    }

    /// As something that is stored as `ty`.
    pub(super) fn stored(&self, ty: &str) -> String {
        match self {
            Self::Widened { value, .. } => value.clone(),
            other => format!("{ty}({})", other.text()),
        }
    }

    fn read(&self, wanted: &str) -> String {
        match self {
            Self::Load {
                abi, base, offset, ..
            } => format!("{abi}Load[{wanted}]({base}, {offset})"),
            other => other.text(),
        }
    }
}

/// Whether numbers of a core module have this type.
fn is_core(ty: &str) -> bool {
    matches!(ty, "uint32" | "uint64" | "float32" | "float64")
}
