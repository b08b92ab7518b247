//! Records: the values of a row in a line of bytes (section 2.1 of the format).

use super::header::Encoding;

/// A stored value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Text; what was no valid Unicode is replaced by U+FFFD.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// Reads the values of a record; none if the record is shorter than it says.
pub(super) fn decode(payload: &[u8], encoding: Encoding) -> Option<Vec<Value>> {
    let (header_length, _) = varint(payload)?;
    let header_length = usize::try_from(header_length).ok()?;
    let (header, mut body) = payload.split_at_checked(header_length)?;
    let (_, mut types) = varint(header)?;
    let mut values = Vec::new();
    while !types.is_empty() {
        let (serial_type, rest) = varint(types)?;
        types = rest;
        let (bytes, rest) = body.split_at_checked(length_of(serial_type)?)?;
        body = rest;
        values.push(value(serial_type, bytes, encoding));
    }
    Some(values)
}

/// A variable-length integer and what follows it (section 1.6): seven bits a byte, eight in the ninth.
#[expect(
    clippy::cast_possible_wrap,
    reason = "the format stores two's complement"
)]
pub(super) fn varint(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let mut value: u64 = 0;
    for (index, &byte) in bytes.iter().take(9).enumerate() {
        if index == 8 {
            return Some(((value << 8 | u64::from(byte)) as i64, bytes.get(9..)?));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((value as i64, bytes.get(index + 1..)?));
        }
    }
    None
}

fn length_of(serial_type: i64) -> Option<usize> {
    match serial_type {
        0 | 8 | 9 => Some(0),
        1..=4 => usize::try_from(serial_type).ok(),
        5 => Some(6),
        6 | 7 => Some(8),
        12.. => usize::try_from((serial_type - 12) / 2).ok(),
        // Ten and eleven are for SQLite's internal use, and no type is negative.
        _ => None,
    }
}

fn value(serial_type: i64, bytes: &[u8], encoding: Encoding) -> Value {
    match serial_type {
        1..=6 => Value::Integer(integer(bytes)),
        7 => Value::Real(f64::from_bits(integer(bytes).cast_unsigned())),
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        12.. if serial_type % 2 == 0 => Value::Blob(bytes.to_vec()),
        13.. => Value::Text(text(bytes, encoding)),
        _ => Value::Null,
    }
}

/// A big-endian two's complement integer of up to eight bytes.
fn integer(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) {
        -1
    } else {
        0
    };
    bytes
        .iter()
        .fold(sign, |value, &byte| value << 8 | i64::from(byte))
}

fn text(bytes: &[u8], encoding: Encoding) -> String {
    let unit = match encoding {
        Encoding::Utf8 => return String::from_utf8_lossy(bytes).into_owned(),
        Encoding::Utf16Le => u16::from_le_bytes,
        Encoding::Utf16Be => u16::from_be_bytes,
    };
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn varints_of_every_length_are_read() {
        assert_eq!(varint(&[0x7f, 1]), Some((127, &[1][..])));
        assert_eq!(varint(&[0x81, 0x00]), Some((128, &[][..])));
        assert_eq!(varint(&[0xff; 9]), Some((-1, &[][..])));
        assert_eq!(varint(&[0xff; 8]), None);
        assert_eq!(varint(&[]), None);
    }

    #[test]
    fn integers_of_every_width_keep_their_sign() {
        assert_eq!(integer(&[0x80]), -128);
        assert_eq!(integer(&[0xff, 0xff, 0xfe]), -2);
        assert_eq!(
            integer(&[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff]),
            (1 << 47) - 1
        );
        assert_eq!(integer(&i64::MIN.to_be_bytes()), i64::MIN);
    }

    #[test]
    fn a_record_of_every_type_is_read() {
        let payload = [
            9, 0, 1, 8, 9, 17, 16, 7, 0, 0xfe, b'h', b'i', 1, 2, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0,
        ];
        let values = decode(&payload, Encoding::Utf8).unwrap();
        let expected = [
            Value::Null,
            Value::Integer(-2),
            Value::Integer(0),
            Value::Integer(1),
            Value::Text("hi".into()),
            Value::Blob(vec![1, 2]),
            Value::Real(0.5),
            Value::Null,
        ];
        assert_eq!(values, expected);
    }

    #[test]
    fn a_record_that_promises_more_than_it_has_is_refused() {
        assert_eq!(
            decode(&[2, 15, b'a'], Encoding::Utf8),
            Some(vec![Value::Text("a".into())])
        );
        assert_eq!(decode(&[2, 17, b'a'], Encoding::Utf8), None);
        assert_eq!(decode(&[9, 1], Encoding::Utf8), None);
        assert_eq!(
            decode(&[2, 10], Encoding::Utf8),
            None,
            "a type that files never hold"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_panic(payload in prop::collection::vec(any::<u8>(), 0..200)) {
            for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
                let _ = decode(&payload, encoding);
            }
        }
    }
}
