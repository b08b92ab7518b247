//! When a file that changes is read. Pure: time and what the file looks like come in as arguments.

use super::look::Look;
use std::time::{Duration, Instant};

/// What is to be done about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing, until it changes.
    Rest,
    /// Look again, after that time.
    LookAgain(Duration),
    /// Read it.
    Read,
}

/// What is known of a file from look to look.
#[derive(Debug, Default)]
pub(super) struct Settling {
    /// What it looks like, and since when.
    seen: Option<(Look, Instant)>,
    /// What it looked like when it was read.
    read: Option<Look>,
}

impl Settling {
    /// A file that looks so now, or is not there.
    pub(super) fn look(&mut self, now: Instant, look: Option<Look>, quiet: Duration) -> Step {
        let Some(look) = look else {
            self.seen = None;
            return Step::Rest;
        };
        if self.read == Some(look) {
            return Step::Rest;
        }
        let since = match self.seen {
            Some((seen, since)) if seen == look => since,
            _ => {
                self.seen = Some((look, now));
                now
            }
        };
        let same_for = now.duration_since(since);
        if same_for < quiet {
            return Step::LookAgain(quiet.saturating_sub(same_for));
        }
        self.read = Some(look);
        Step::Read
    }

    /// What was read is not to be trusted: the file changed under the reader, or could not be used just now.
    pub(super) fn read_again(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::from_millis(100);

    fn look(size: u64, inode: u64) -> Look {
        Look::for_tests(size, inode)
    }

    #[test]
    fn d14_a_file_is_read_once_when_it_has_looked_the_same_for_a_while() {
        let (mut settling, start) = (Settling::default(), Instant::now());
        let again = |millis| Step::LookAgain(Duration::from_millis(millis));
        let table = [
            // Written in pieces.
            (0, Some(look(10, 1)), again(100)),
            (40, Some(look(20, 1)), again(100)),
            (90, Some(look(20, 1)), again(50)),
            (139, Some(look(30, 1)), again(100)),
            (239, Some(look(30, 1)), Step::Read),
            (300, Some(look(30, 1)), Step::Rest),
            // Renamed over: another file of the same size.
            (400, Some(look(30, 2)), again(100)),
            (500, Some(look(30, 2)), Step::Read),
            // Gone for a moment, as between two renames.
            (600, None, Step::Rest),
            (610, Some(look(40, 3)), again(100)),
            (650, None, Step::Rest),
            (720, Some(look(40, 3)), again(100)),
            (820, Some(look(40, 3)), Step::Read),
            // Put back as it was when it was read.
            (900, None, Step::Rest),
            (950, Some(look(40, 3)), Step::Rest),
        ];
        for (at, look, step) in table {
            let now = start + Duration::from_millis(at);
            assert_eq!(settling.look(now, look, QUIET), step, "{at} ms");
        }
        settling.read_again();
        assert_eq!(settling.look(start, Some(look(40, 3)), QUIET), again(100));
    }
}
