//! Cuts a stream of bytes into lines without ever holding more than one capped line.

/// The beginning of the line that is being written.
#[derive(Debug)]
pub(super) struct LineSplitter {
    line: Vec<u8>,
    longest: usize,
    /// Bytes of this line beyond `longest`, which are counted instead of kept.
    cut: usize,
}

/// A whole line, without its line break.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) bytes: &'a [u8],
    /// Bytes that the line had beyond the cap.
    pub(super) cut: usize,
}

impl LineSplitter {
    /// Keeps at most `longest` bytes of a line.
    pub(super) fn new(longest: usize) -> Self {
        Self {
            line: Vec::new(),
            longest,
            cut: 0,
        }
    }

    /// Takes what was written, and calls `emit` for each line that it ends.
    pub(super) fn write(&mut self, bytes: &[u8], mut emit: impl FnMut(Line<'_>)) {
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            let Some(end) = piece.strip_suffix(b"\n") else {
                self.extend(piece);
                return;
            };
            self.extend(end);
            self.emit(&mut emit);
        }
    }

    /// Ends the line that is being written, if one is.
    pub(super) fn end(&mut self, mut emit: impl FnMut(Line<'_>)) {
        if !self.line.is_empty() || self.cut > 0 {
            self.emit(&mut emit);
        }
    }

    fn extend(&mut self, bytes: &[u8]) {
        let room = self.longest - self.line.len();
        let kept = bytes.len().min(room);
        self.line.extend_from_slice(&bytes[..kept]);
        self.cut = self.cut.saturating_add(bytes.len() - kept);
    }

    fn emit(&mut self, emit: &mut impl FnMut(Line<'_>)) {
        let bytes = match self.line.strip_suffix(b"\r") {
            Some(line) if self.cut == 0 => line,
            _ => &self.line,
        };
        emit(Line {
            bytes,
            cut: self.cut,
        });
        self.line.clear();
        self.cut = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(longest: usize, writes: &[&[u8]]) -> Vec<(Vec<u8>, usize)> {
        let mut splitter = LineSplitter::new(longest);
        let mut lines = Vec::new();
        let mut keep = |line: Line<'_>| lines.push((line.bytes.to_vec(), line.cut));
        for write in writes {
            splitter.write(write, &mut keep);
        }
        splitter.end(&mut keep);
        lines
    }

    #[test]
    fn a_line_written_in_pieces_is_one_line() {
        assert_eq!(
            split(80, &[b"a", b"b\r\nc", b"\n\nd"]),
            [
                (b"ab".to_vec(), 0),
                (b"c".to_vec(), 0),
                (b"".to_vec(), 0),
                (b"d".to_vec(), 0)
            ]
        );
    }

    #[test]
    fn b13_a_line_without_end_is_cut_and_counted() {
        let mut splitter = LineSplitter::new(16);
        for _ in 0..100_000 {
            splitter.write(&[b'x'; 4096], |_| panic!("no line has ended"));
        }
        assert!(splitter.line.capacity() <= 16);
        let mut cut = 0;
        splitter.end(|line| cut = line.cut);
        assert_eq!(cut, 100_000 * 4096 - 16);
    }

    proptest! {
        #[test]
        fn every_line_arrives_whole_or_says_how_much_is_missing(
            lines in prop::collection::vec("[a-z ]{0,40}", 0..20),
            pieces in prop::collection::vec(1_usize..30, 1..20),
            longest in 0_usize..40,
        ) {
            let text = lines.iter().flat_map(|line| [line, "\n"]).collect::<String>();
            let mut rest = text.as_bytes();
            let mut writes = Vec::new();
            for piece in pieces.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (write, after) = rest.split_at(rest.len().min(*piece));
                writes.push(write);
                rest = after;
            }
            let expected = lines.iter().map(|line| {
                let kept = line.len().min(longest);
                (line.as_bytes()[..kept].to_vec(), line.len() - kept)
            });
            prop_assert_eq!(split(longest, &writes), expected.collect::<Vec<_>>());
        }
    }
}
