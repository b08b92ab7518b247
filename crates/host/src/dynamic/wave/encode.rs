//! Tokens to WAVE, written as the crate wasm-wave writes it, so that any WAVE reader understands it.

use super::number;
use crate::dynamic::handles::HandleTable;
use crate::dynamic::return_error::ReturnError;
use crate::dynamic::tokens::{Returned, Token, TokenMismatch};
use crate::dynamic::value_type::{Case, Field, Kind, ValueType};

type Result<T = ()> = std::result::Result<T, ReturnError>;

/// What a function returned, as WAVE; empty if it returns nothing. Resources move into the handle table.
pub(in crate::dynamic) fn value(
    ty: Option<&ValueType>,
    returned: Returned,
    handles: &mut HandleTable,
) -> Result<String> {
    let mut encoder = Encoder {
        tokens: returned.tokens.into_iter(),
        handles,
        text: String::with_capacity(64),
    };
    if let Some(ty) = ty {
        encoder.value(ty)?;
    }
    Ok(encoder.text)
}

struct Encoder<'h> {
    tokens: std::vec::IntoIter<Token<'static>>,
    handles: &'h mut HandleTable,
    text: String,
}

impl Encoder<'_> {
    fn value(&mut self, ty: &ValueType) -> Result {
        match &ty.kind {
            Kind::Bool => {
                let text = if self.bits()? == 0 { "false" } else { "true" };
                self.write(text);
            }
            Kind::Number(number) => {
                let bits = self.bits()?;
                number::write(*number, bits, &mut self.text);
            }
            Kind::Char => self.char()?,
            Kind::String => self.string()?,
            Kind::List(element) => self.list(element)?,
            Kind::FixedLengthList(element, length) => {
                self.sequence("[", *length as usize, "]", |this, _| this.value(element))?;
            }
            Kind::Map(key, element) => self.map(key, element)?,
            Kind::Record(fields) => self.record(fields)?,
            Kind::Tuple(types) => self.tuple(types)?,
            Kind::Variant(cases) => self.variant(cases)?,
            Kind::Enum(names) => {
                let case = self.case()?;
                self.label(names.get(case).ok_or(TokenMismatch)?);
            }
            Kind::Option(some) => self.option(some)?,
            Kind::Result(ok, err) => self.result(ok.as_deref(), err.as_deref())?,
            Kind::Flags(names) => self.flags(names)?,
            Kind::Own(declared) | Kind::Borrow(declared) => {
                let Token::Resource(resource) = self.next()? else {
                    return Err(TokenMismatch.into());
                };
                let handle = self.handles.insert(*resource, *declared)?;
                self.write(&format!("resource({handle})"));
            }
            Kind::Unsupported(name) => return Err(ReturnError::Unsupported(name)),
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Token<'static>> {
        Ok(self.tokens.next().ok_or(TokenMismatch)?)
    }

    fn bits(&mut self) -> Result<u64> {
        match self.next()? {
            Token::Bits(bits) => Ok(bits),
            _ => Err(TokenMismatch.into()),
        }
    }

    fn case(&mut self) -> Result<usize> {
        match self.next()? {
            Token::Case(case) => Ok(case as usize),
            _ => Err(TokenMismatch.into()),
        }
    }

    fn write(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn label(&mut self, name: &str) {
        if is_keyword(name) {
            self.write("%");
        }
        self.write(name);
    }

    fn char(&mut self) -> Result {
        let bits = self.bits()?;
        let one = u32::try_from(bits).ok().and_then(char::from_u32);
        let one = one.ok_or(TokenMismatch)?;
        self.write("'");
        self.escaped(one);
        self.write("'");
        Ok(())
    }

    fn string(&mut self) -> Result {
        let Token::Text(text) = self.next()? else {
            return Err(TokenMismatch.into());
        };
        self.write("\"");
        let mut rest = text.as_ref();
        while !rest.is_empty() {
            // Most text is nothing but characters that stand for themselves.
            let plain = rest.bytes().take_while(|byte| is_plain(*byte)).count();
            let (plain, marked) = rest.split_at(plain);
            self.write(plain);
            let mut marked = marked.chars();
            if let Some(one) = marked.next() {
                self.escaped(one);
            }
            rest = marked.as_str();
        }
        self.write("\"");
        Ok(())
    }

    fn escaped(&mut self, one: char) {
        match one {
            '\\' | '"' | '\'' | '\t' | '\r' | '\n' => self.text.extend(one.escape_default()),
            one if one.is_control() => self.text.extend(one.escape_unicode()),
            one => self.text.extend(one.escape_debug()),
        }
    }

    fn list(&mut self, element: &ValueType) -> Result {
        let token = self.next()?;
        match (token, &element.kind) {
            (Token::Bytes(bytes), Kind::Number(number)) => {
                let mut chunks = bytes.chunks_exact(number.size());
                let length = chunks.len();
                self.sequence("[", length, "]", |this, _| {
                    let bits = chunks.next().and_then(|bytes| number.read(bytes));
                    number::write(*number, bits.ok_or(TokenMismatch)?, &mut this.text);
                    Ok(())
                })
            }
            (Token::Length(length), _) => {
                self.sequence("[", length, "]", |this, _| this.value(element))
            }
            _ => Err(TokenMismatch.into()),
        }
    }

    fn map(&mut self, key: &ValueType, element: &ValueType) -> Result {
        let Token::Length(length) = self.next()? else {
            return Err(TokenMismatch.into());
        };
        self.sequence("{", length, "}", |this, _| {
            this.value(key)?;
            this.write(": ");
            this.value(element)
        })
    }

    /// Options that are none are left out; a record of nothing else is `{:}`.
    fn record(&mut self, fields: &[Field]) -> Result {
        self.write("{");
        let mut first = true;
        for field in fields {
            let is_option = matches!(field.ty.kind, Kind::Option(_));
            if is_option && self.tokens.as_slice().first() == Some(&Token::Case(0)) {
                self.tokens.next();
                continue;
            }
            if !first {
                self.write(", ");
            }
            first = false;
            self.write(&field.name);
            self.write(": ");
            self.value(&field.ty)?;
        }
        self.write(if first { ":}" } else { "}" });
        Ok(())
    }

    fn tuple(&mut self, types: &[ValueType]) -> Result {
        self.sequence("(", types.len(), ")", |this, index| {
            this.value(types.get(index).ok_or(TokenMismatch)?)
        })
    }

    fn variant(&mut self, cases: &[Case]) -> Result {
        let case = self.case()?;
        let case = cases.get(case).ok_or(TokenMismatch)?;
        self.label(&case.name);
        self.payload(case.payload.as_ref())
    }

    fn option(&mut self, some: &ValueType) -> Result {
        if self.case()? == 0 {
            self.write("none");
            return Ok(());
        }
        self.write("some");
        self.payload(Some(some))
    }

    fn result(&mut self, ok: Option<&ValueType>, err: Option<&ValueType>) -> Result {
        let (name, payload) = match self.case()? {
            0 => ("ok", ok),
            _ => ("err", err),
        };
        self.write(name);
        self.payload(payload)
    }

    fn payload(&mut self, ty: Option<&ValueType>) -> Result {
        let Some(ty) = ty else {
            return Ok(());
        };
        self.write("(");
        self.value(ty)?;
        self.write(")");
        Ok(())
    }

    fn flags(&mut self, names: &[Box<str>]) -> Result {
        self.write("{");
        let mut separator = "";
        for names in names.chunks(32) {
            let bits = self.bits()?;
            for (bit, name) in names.iter().enumerate() {
                if bits >> bit & 1 == 1 {
                    self.write(separator);
                    self.write(name);
                    separator = ", ";
                }
            }
        }
        self.write("}");
        Ok(())
    }

    fn sequence(
        &mut self,
        open: &str,
        length: usize,
        close: &str,
        mut item: impl FnMut(&mut Self, usize) -> Result,
    ) -> Result {
        self.write(open);
        for index in 0..length {
            if index > 0 {
                self.write(", ");
            }
            item(self, index)?;
        }
        self.write(close);
        Ok(())
    }
}

/// Whether a byte is a character that is written as it is.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'\\' | b'"' | b'\'')
}

/// The words that WAVE reads as something else unless they are marked with `%`.
fn is_keyword(name: &str) -> bool {
    wasm_wave::lex::Keyword::decode(name).is_some()
}
