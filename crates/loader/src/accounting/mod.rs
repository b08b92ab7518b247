//! What each plugin costs, while it runs: measured at the edge, judged by pure functions.
//!
//! | file | concept |
//! | --- | --- |
//! | `cpu.rs` | processor time, measured on a sample of calls |
//! | `usage.rs` | what was used, over all versions |
//! | `rates.rs` | what is used now |
//! | `rule.rs` | budgets and alerts: what is too much, and what follows |
//! | `baseline.rs` | what is usual for a plugin |
//! | `review.rs` | one look at all of that |

mod baseline;
mod cpu;
mod rates;
mod review;
mod rule;
mod usage;

pub use baseline::Anomaly;
pub use rates::Quantity;
pub use rule::{Action, Rule};
pub use usage::Usage;

pub(crate) use cpu::meter;
pub(crate) use review::{Findings, Review};
pub(crate) use rule::Verdict;
pub(crate) use usage::Account;
