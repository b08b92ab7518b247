//! Lifts strings, in each of the encodings that a guest may choose.

use std::borrow::Cow;

use wasmtime::Result;
use wasmtime::component::__internal::wasmtime_environ::component::StringEncoding;

use super::lift::{Lifting, violation};
use crate::dynamic::tokens::Token;

/// In a length: the text is UTF-16, where it otherwise would be Latin-1.
const UTF16_TAG: u32 = 1 << 31;

impl<'a> Lifting<'_, 'a> {
    pub(super) fn string(&mut self, address: u32, length: u32) -> Result<()> {
        let text = match self.cx.options().string_encoding {
            StringEncoding::Utf8 => self.utf8(address, length)?,
            StringEncoding::Utf16 => self.utf16(address, length)?,
            StringEncoding::CompactUtf16 if length & UTF16_TAG != 0 => {
                self.utf16(address, length ^ UTF16_TAG)?
            }
            StringEncoding::CompactUtf16 => self.latin1(address, length)?,
        };
        self.push(Token::Text(Cow::Owned(text)))
    }

    fn utf8(&mut self, address: u32, length: u32) -> Result<String> {
        let bytes = self.bytes(address, length as usize)?;
        self.pay(bytes.len())?;
        let text = std::str::from_utf8(bytes);
        let text = text.map_err(|error| violation(format!("a string is not UTF-8: {error}")))?;
        Ok(text.to_owned())
    }

    fn utf16(&mut self, address: u32, units: u32) -> Result<String> {
        let bytes = self.text_units(address, (units as usize).saturating_mul(2))?;
        // A unit becomes at most three bytes of UTF-8.
        self.pay((units as usize).saturating_mul(3))?;
        let units = bytes
            .as_chunks()
            .0
            .iter()
            .map(|unit| u16::from_le_bytes(*unit));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.map_err(|error| violation(format!("a string is not UTF-16: {error}")))
    }

    fn latin1(&mut self, address: u32, length: u32) -> Result<String> {
        let bytes = self.text_units(address, length as usize)?;
        self.pay(bytes.len().saturating_mul(2))?;
        Ok(bytes.iter().copied().map(char::from).collect())
    }

    fn text_units(&mut self, address: u32, size: usize) -> Result<&'a [u8]> {
        if !address.is_multiple_of(2) {
            return Err(violation("a string is not aligned"));
        }
        self.bytes(address, size)
    }
}
