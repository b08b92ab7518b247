//! One segment of a path template that is more than a literal or a parameter: `{id}.json`, `{base}...{head}`,
//! `{name}:cancel`.

/// A part of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text that must be there.
    Literal(String),
    /// One or more characters of any kind; the name is kept by the template.
    Parameter,
}

/// Literals and parameters within one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SegmentPattern(Vec<Piece>);

impl SegmentPattern {
    pub(super) fn new(pieces: Vec<Piece>) -> Self {
        Self(pieces)
    }

    /// How much text is fixed: of two patterns that match, the one with more says more.
    pub(super) fn literal_length(&self) -> usize {
        let length = |piece: &Piece| {
            if let Piece::Literal(text) = piece {
                text.len()
            } else {
                0
            }
        };
        self.0.iter().map(length).sum()
    }

    /// The same shape with names left out: two patterns of one shape share a place in the router.
    pub(super) fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The values of the parameters, or none if the segment does not match. Where several ways fit, the earlier
    /// parameters are as short as possible.
    pub(super) fn captures(&self, segment: &str) -> Option<Vec<String>> {
        let (middle, end) = match self.0.split_last()? {
            (Piece::Literal(suffix), middle) => (middle, segment.strip_suffix(suffix.as_str())?),
            (Piece::Parameter, _) => (self.0.as_slice(), segment),
        };
        match_pieces(middle, end)
    }
}

/// Literals are taken at their first occurrence that leaves the parameter before them something. Since the last
/// literal was cut off before, the first occurrence is as good as any later one.
fn match_pieces(pieces: &[Piece], text: &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    let mut open = false;
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => {
                let skip = if open { first_char(rest)? } else { 0 };
                let at = skip + rest.get(skip..)?.find(literal.as_str())?;
                match (open, at) {
                    (true, _) => values.push(rest[..at].to_owned()),
                    (false, 0) => {}
                    (false, _) => return None,
                }
                rest = &rest[at + literal.len()..];
                open = false;
            }
            Piece::Parameter if open => {
                let (first, others) = rest.split_at(first_char(rest)?);
                values.push(first.to_owned());
                rest = others;
            }
            Piece::Parameter => open = true,
        }
    }
    match (open, rest.is_empty()) {
        (true, false) => values.push(rest.to_owned()),
        (false, true) => {}
        _ => return None,
    }
    Some(values)
}

/// The length of the first character; none if there is none.
fn first_char(text: &str) -> Option<usize> {
    text.chars().next().map(char::len_utf8)
}
