//! Where the scan draws its lines: the one place that has all of them.

use plugwright_manifest::limits::StaticLimits;

/// What a component may declare before the scan says so, and the thresholds of its other checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanLimits {
    /// What a host refuses to load. A component with more bytes is not read.
    pub declared: StaticLimits,

    /// Bytes of a function from which optimising compilers become slow out of proportion. Default 512 KiB.
    pub slow_function_bytes: u64,
    /// Local variables of a function. Default 10,000.
    pub locals: u64,
    /// Blocks inside each other in a function. Default 1,000.
    pub block_depth: u64,
    /// Targets of one `br_table`. Default 20,000.
    pub branch_targets: u64,

    /// Bytes of data without structure, in a row, from which they are reported. Default 32 KiB.
    pub packed_bytes: u64,
    /// Findings of one rule and severity that are listed; the rest is counted. Default 20.
    pub findings_per_rule: usize,
}

impl Default for ScanLimits {
    fn default() -> Self {
        Self {
            declared: StaticLimits::default(),
            slow_function_bytes: 512 << 10,
            locals: 10_000,
            block_depth: 1_000,
            branch_targets: 20_000,
            packed_bytes: 32 << 10,
            findings_per_rule: 20,
        }
    }
}
