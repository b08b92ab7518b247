//! How a version is replaced, and how it went.

use super::probation::Probation;
use plugwright_manifest::Version;
use std::time::Duration;

/// How one version takes the place of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SwapPlan {
    /// How long the old version has to finish its calls; those that are not over then are stopped. Default 30 s.
    pub drain: Duration,
    /// How long calls wait at most while state is handed over, which includes the end of all calls that run; the old version
    /// goes on if that takes longer. Default 1 s.
    pub longest_pause: Duration,
    /// When the new version is given up again.
    pub probation: Probation,
}

impl Default for SwapPlan {
    fn default() -> Self {
        Self {
            drain: Duration::from_secs(30),
            longest_pause: Duration::from_secs(1),
            probation: Probation::default(),
        }
    }
}

/// How a swap went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwapReport {
    /// The version that was called until the switch; none if none was loaded.
    pub from: Option<Version>,
    /// The version that is called from now on.
    pub to: Version,
    /// How long it took to load the new version and to ask for its health, while the old one answered.
    pub preparation: Duration,
    /// For how long calls had to wait, which they do only if state was handed over.
    pub pause: Duration,
    /// How many bytes of state the new version took over; none if the versions hand nothing over.
    pub state: Option<usize>,
}
