//! The sum of all suites, read from what the test programs print.

use std::fmt;

/// Tests that passed and tests that failed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Adds the line of a suite's result, `test result: ok. 12 passed; 0 failed; …`; ignores any other line.
    pub(crate) fn read(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else {
            return;
        };
        self.passed += number_before(result, " passed");
        self.failed += number_before(result, " failed");
    }

    /// Adds a suite that was counted already.
    pub(crate) fn add(&mut self, passed: u64, failed: u64) {
        self.passed += passed;
        self.failed += failed;
    }

    /// Adds what passed outside of a suite.
    pub(crate) fn add_pass(&mut self) {
        self.passed += 1;
    }

    /// Adds a failure that no suite printed, such as a guest that does not build.
    pub(crate) fn add_failure(&mut self) {
        self.failed += 1;
    }

    /// Says how the whole run ended. A run that failed without a failed test, because something did not compile or a
    /// test program died, counts as one failure: it must never read as a success.
    pub(crate) fn ended(&mut self, success: bool) {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
    }

    /// Whether nothing failed.
    pub(crate) fn all_passed(&self) -> bool {
        self.failed == 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    let Some((before, _)) = text.split_once(word) else {
        return 0;
    };
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[&str], success: bool) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read(line));
        tally.ended(success);
        tally
    }

    #[test]
    fn suites_are_summed() {
        let lines = [
            "running 14 tests",
            "test result: ok. 14 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: \u{1b}[31mFAILED\u{1b}[0m. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
        ];
        assert_eq!(tally(&lines, false).to_string(), "17 passed, 2 failed");
    }

    #[test]
    fn a_run_that_does_not_compile_is_not_a_success() {
        assert_eq!(
            tally(&["test result: ok. 5 passed; 0 failed"], false).to_string(),
            "5 passed, 1 failed"
        );
    }

    #[test]
    fn a_test_that_prints_about_results_is_not_counted() {
        assert_eq!(
            tally(&["100 passed", "result: 7 failed"], true),
            Tally::default()
        );
    }
}
