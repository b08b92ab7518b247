//! The number types of the component model, and their bits.
//!
//! A number travels as the bits that core WebAssembly would see: integers of up to 32 bits as an `i32` (signed ones
//! sign-extended), in the low half of a `u64`. Floats are canonical: each NaN becomes the one that the canonical ABI names.

/// A number type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    S8,
    U8,
    S16,
    U16,
    S32,
    U32,
    S64,
    U64,
    F32,
    F64,
}

impl Number {
    /// The name in WIT.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Number::S8 => "s8",
            Number::U8 => "u8",
            Number::S16 => "s16",
            Number::U16 => "u16",
            Number::S32 => "s32",
            Number::U32 => "u32",
            Number::S64 => "s64",
            Number::U64 => "u64",
            Number::F32 => "f32",
            Number::F64 => "f64",
        }
    }

    /// Bytes in memory, which is its alignment as well.
    pub(crate) fn size(self) -> usize {
        match self {
            Number::S8 | Number::U8 => 1,
            Number::S16 | Number::U16 => 2,
            Number::S32 | Number::U32 | Number::F32 => 4,
            Number::S64 | Number::U64 | Number::F64 => 8,
        }
    }

    pub(crate) fn is_float(self) -> bool {
        matches!(self, Number::F32 | Number::F64)
    }

    /// The smallest and greatest value of an integer type; nothing for floats.
    pub(crate) fn range(self) -> Option<(i128, i128)> {
        Some(match self {
            Number::S8 => (i8::MIN.into(), i8::MAX.into()),
            Number::U8 => (0, u8::MAX.into()),
            Number::S16 => (i16::MIN.into(), i16::MAX.into()),
            Number::U16 => (0, u16::MAX.into()),
            Number::S32 => (i32::MIN.into(), i32::MAX.into()),
            Number::U32 => (0, u32::MAX.into()),
            Number::S64 => (i64::MIN.into(), i64::MAX.into()),
            Number::U64 => (0, u64::MAX.into()),
            Number::F32 | Number::F64 => return None,
        })
    }

    /// The bits of an integer, if it is one of this type's.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "two's complement, after the range check"
    )]
    pub(crate) fn integer_bits(self, value: i128) -> Option<u64> {
        let (least, greatest) = self.range()?;
        if value < least || value > greatest {
            return None;
        }
        Some(match self.size() {
            8 => value as u64,
            _ => u64::from(value as i64 as u32),
        })
    }

    /// The integer that the bits stand for; zero for floats.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "reads the bits of the type, which are the low ones"
    )]
    pub(crate) fn integer(self, bits: u64) -> i128 {
        match self {
            Number::S8 => (bits as i8).into(),
            Number::U8 => (bits as u8).into(),
            Number::S16 => (bits as i16).into(),
            Number::U16 => (bits as u16).into(),
            Number::S32 => (bits as i32).into(),
            Number::U32 => (bits as u32).into(),
            Number::S64 => (bits as i64).into(),
            Number::U64 => bits.into(),
            Number::F32 | Number::F64 => 0,
        }
    }

    /// The bits of a float, rounded to this type; nothing if a finite value is too great for it.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounding to f32 is the purpose"
    )]
    pub(crate) fn float_bits(self, value: f64) -> Option<u64> {
        if value.is_nan() {
            return Some(self.canonical_nan());
        }
        if self == Number::F64 {
            return Some(value.to_bits());
        }
        let narrow = value as f32;
        (narrow.is_finite() || value.is_infinite()).then(|| narrow.to_bits().into())
    }

    /// The float that the bits stand for.
    #[expect(clippy::cast_possible_truncation, reason = "an f32 is in the low half")]
    pub(crate) fn float(self, bits: u64) -> f64 {
        match self {
            Number::F32 => f32::from_bits(bits as u32).into(),
            _ => f64::from_bits(bits),
        }
    }

    /// Reads one number from the beginning of little-endian bytes and brings it into its canonical bits.
    pub(crate) fn read(self, bytes: &[u8]) -> Option<u64> {
        let mut wide = [0; 8];
        let bytes = bytes.get(..self.size())?;
        wide.get_mut(..self.size())?.copy_from_slice(bytes);
        Some(self.canonical(u64::from_le_bytes(wide)))
    }

    /// The canonical bits of whatever a guest left in a slot of this type.
    pub(crate) fn canonical(self, bits: u64) -> u64 {
        if self.is_float() {
            return self.float_bits(self.float(bits)).unwrap_or_default();
        }
        self.integer_bits(self.integer(bits)).unwrap_or_default()
    }

    fn canonical_nan(self) -> u64 {
        match self {
            Number::F32 => 0x7fc0_0000,
            _ => 0x7ff8_0000_0000_0000,
        }
    }
}
