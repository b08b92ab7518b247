//! Whether a version that took over is given up again. Pure.

use std::time::Duration;

/// When a version that took over is too faulty to stay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probation {
    /// For how long it is watched, and the version before it kept at hand; zero for not at all. Default 30 s.
    pub window: Duration,
    /// How many faults it may have before their share matters. Default 3.
    pub faults: u64,
    /// Which share of its calls may fail by its own fault, between 0 and 1. Default 0.05.
    pub share: f64,
}

impl Default for Probation {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(30),
            faults: 3,
            share: 0.05,
        }
    }
}

/// What a version did since it took over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Calls that ended.
    pub(crate) calls: u64,
    /// How many of them failed by its own fault.
    pub(crate) faults: u64,
    /// Whether the host takes no calls for it, because it failed too often in a row.
    pub(crate) rests: bool,
}

impl Probation {
    /// Why a version has to go, if it has.
    pub(crate) fn judge(&self, record: Record) -> Option<String> {
        let Record {
            calls,
            faults,
            rests,
        } = record;
        if rests {
            return Some(format!(
                "it failed so often in a row that it takes no calls ({faults} of {calls})"
            ));
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a share needs no more than 52 bits"
        )]
        let too_many = faults > self.faults && faults as f64 > calls as f64 * self.share;
        too_many.then(|| format!("{faults} of {calls} calls failed by its own fault"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_goes_when_it_rests_or_has_too_many_faults_of_too_few_calls() {
        let probation = Probation {
            window: Duration::from_secs(1),
            faults: 3,
            share: 0.1,
        };
        for (calls, faults, rests, goes) in [
            (0, 0, false, false),
            (3, 3, false, false),
            (4, 4, false, true),
            (39, 4, false, true),
            (40, 4, false, false),
            (100_000, 9_000, false, false),
            (100_000, 11_000, false, true),
            (100_000, 0, true, true),
        ] {
            let record = Record {
                calls,
                faults,
                rests,
            };
            assert_eq!(probation.judge(record).is_some(), goes, "{record:?}");
        }
    }
}
