//! Why a refusal is not told at once: a file whose writer was held up looks like a broken one. Pure: time comes in as an
//! argument.

use super::watching::WatchEvent;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Refusals of files that may only be half written.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    open: HashMap<String, (Instant, WatchEvent)>,
}

impl Doubts {
    /// `refusal` is to be told at `due`, unless the file changes before.
    pub(super) fn hold(&mut self, file: String, due: Instant, refusal: WatchEvent) {
        self.open.insert(file, (due, refusal));
    }

    /// The file has changed or is gone: what was said of it does not hold any more.
    pub(super) fn forget(&mut self, file: &str) {
        self.open.remove(file);
    }

    /// The refusals that are to be told now, and when the next one is.
    pub(super) fn due(&mut self, now: Instant) -> (Vec<WatchEvent>, Option<Duration>) {
        let due = self.open.extract_if(|_, (due, _)| *due <= now);
        let told = due.map(|(_, (_, refusal))| refusal).collect();
        let next = self.open.values().map(|(due, _)| *due - now).min();
        (told, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(file: &str) -> WatchEvent {
        WatchEvent::Refused {
            file: file.to_owned(),
            code: "PW-INVALID-COMPONENT",
            reason: "half of it".to_owned(),
        }
    }

    #[test]
    fn d14_a_file_that_is_written_on_is_not_called_broken() {
        let (mut doubts, start) = (Doubts::default(), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        doubts.hold("a".to_owned(), at(100), refusal("a"));
        doubts.hold("b".to_owned(), at(150), refusal("b"));
        assert_eq!(
            doubts.due(at(60)),
            (vec![], Some(Duration::from_millis(40)))
        );
        doubts.forget("a");
        assert_eq!(
            doubts.due(at(120)),
            (vec![], Some(Duration::from_millis(30)))
        );
        assert_eq!(doubts.due(at(150)), (vec![refusal("b")], None));
        assert_eq!(doubts.due(at(900)), (vec![], None));
    }
}
