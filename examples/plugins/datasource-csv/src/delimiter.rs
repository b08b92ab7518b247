//! Which character stands between the values.

/// The delimiters that files have in practice, the likeliest first.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many records are looked at.
const SAMPLE: usize = 20;

/// Reads a configured delimiter; the inner none means that each file's own is found out.
#[expect(
    clippy::option_option,
    reason = "the outer says whether the text is right, the inner what it says"
)]
pub(crate) fn parse(text: &str) -> Option<Option<u8>> {
    match text.as_bytes() {
        b"auto" => Some(None),
        b"tab" | b"\\t" => Some(Some(b'\t')),
        [one] if one.is_ascii() && !matches!(one, b'"' | b'\r' | b'\n') => Some(Some(*one)),
        _ => None,
    }
}

/// The delimiter that splits every record of the sample into the same number of values, and into the most.
pub(crate) fn detect(content: &[u8]) -> u8 {
    let mut best = (1, b',');
    for candidate in CANDIDATES {
        let columns = columns(content, candidate);
        if columns > best.0 {
            best = (columns, candidate);
        }
    }
    best.1
}

/// How many values every record has, or zero if they differ.
fn columns(content: &[u8], delimiter: u8) -> usize {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(content);
    let mut lengths = reader
        .byte_records()
        .take(SAMPLE)
        .filter_map(Result::ok)
        .map(|record| record.len());
    let first = lengths.next().unwrap_or(0);
    if lengths.all(|length| length == first) {
        first
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_of_a_file_is_found() {
        assert_eq!(detect(b"a;b;c\n1,5;2;3\n"), b';');
        assert_eq!(detect(b"a\tb\n1, 2\t3\n"), b'\t');
        assert_eq!(detect(b"a|b\n1|2\n"), b'|');
        assert_eq!(
            detect(b"a,b\n\"x;y;z\",2\n"),
            b',',
            "what is quoted does not count"
        );
        assert_eq!(detect(b"only\none\n"), b',');
        assert_eq!(detect(b""), b',');
    }

    #[test]
    fn a_configured_delimiter_is_one_character() {
        assert_eq!(parse(";"), Some(Some(b';')));
        assert_eq!(parse("tab"), Some(Some(b'\t')));
        assert_eq!(parse("auto"), Some(None));
        for wrong in ["", ";;", "\"", "ä"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
