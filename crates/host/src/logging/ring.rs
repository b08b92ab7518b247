//! The newest records of one plugin, within a bound of records and bytes.

use std::collections::VecDeque;

use super::record::LogRecord;

/// Records in the order of arrival; the oldest make room for the newest.
#[derive(Debug)]
pub(super) struct Ring {
    records: VecDeque<LogRecord>,
    bytes: usize,
    most_records: usize,
    most_bytes: usize,
    overwritten: u64,
}

impl Ring {
    pub(super) fn new(most_records: usize, most_bytes: usize) -> Self {
        Self {
            records: VecDeque::new(),
            bytes: 0,
            most_records,
            most_bytes,
            overwritten: 0,
        }
    }

    /// Keeps `record`, if it fits at all.
    pub(super) fn push(&mut self, record: LogRecord) {
        self.bytes += record.size();
        self.records.push_back(record);
        while self.records.len() > self.most_records || self.bytes > self.most_bytes {
            let Some(oldest) = self.records.pop_front() else {
                return;
            };
            self.bytes -= oldest.size();
            self.overwritten += 1;
        }
    }

    pub(super) fn records(&self) -> impl Iterator<Item = &LogRecord> {
        self.records.iter()
    }

    /// How many records had to go to make room.
    pub(super) fn overwritten(&self) -> u64 {
        self.overwritten
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use proptest::prelude::*;

    use super::super::record::LogLevel;
    use super::*;

    fn record(message: &str) -> LogRecord {
        LogRecord {
            time: SystemTime::UNIX_EPOCH,
            level: LogLevel::Info,
            context: String::new(),
            message: message.to_owned(),
            dropped_before: 0,
        }
    }

    proptest! {
        #[test]
        fn b13_the_buffer_never_exceeds_its_bound_and_loses_only_the_oldest(
            most_records in 0_usize..20,
            most_bytes in 0_usize..4_000,
            messages in prop::collection::vec("[a-z]{0,300}", 0..100),
        ) {
            let mut ring = Ring::new(most_records, most_bytes);
            for (pushed, message) in messages.iter().enumerate() {
                ring.push(record(message));
                let kept: Vec<_> = ring.records().map(|record| &record.message).collect();
                prop_assert!(kept.len() <= most_records);
                prop_assert!(ring.records().map(LogRecord::size).sum::<usize>() <= most_bytes);
                prop_assert_eq!(ring.bytes, ring.records().map(LogRecord::size).sum::<usize>());
                let lost = usize::try_from(ring.overwritten()).unwrap();
                prop_assert_eq!(kept, messages[lost..=pushed].iter().collect::<Vec<_>>());
            }
        }
    }
}
