//! What each plugin costs, while it runs: measured at the edge, judged by pure functions.

mod cpu;

pub(crate) use cpu::{CpuMeter, meter};
