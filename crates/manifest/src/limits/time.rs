//! How long a plugin may run.

use std::time::Duration;

use super::group::limit_group;
use crate::TimeSpan;

limit_group! {
    /// Time of one call, measured on the wall; host calls inside it do not renew it.
    TimeLimits / TimeLimitRequest {
        /// One call, instantiation included if there is one. Default 5 s.
        call: Duration as TimeSpan = Duration::from_secs(5),
        /// Instantiation and `init` when a plugin is loaded. Default 5 s.
        init: Duration as TimeSpan = Duration::from_secs(5),
    }
}
