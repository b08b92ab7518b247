//! Where the scan draws its lines: the one place that has all of them.

/// The most that a component may declare before the scan says so, and the thresholds of its other checks.
///
/// Those of the first group are the ones at which a host refuses to load (`StaticLimits` of the host has the same
/// defaults).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanLimits {
    /// Bytes of the component; a larger one is not read. Default 64 MiB.
    pub component_bytes: u64,
    /// Functions of all its modules. Default 200,000.
    pub functions: u64,
    /// Bytes of its largest function. Default 2 MiB.
    pub function_bytes: u64,
    /// Modules and components inside it. Default 200.
    pub nested: u64,
    /// How deep components are nested. Default 16.
    pub depth: u64,
    /// Module and component instances that it makes. Default 1,000.
    pub instances: u64,
    /// Types, imports, exports and aliases. Default 100,000.
    pub items: u64,

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
            component_bytes: 64 << 20,
            functions: 200_000,
            function_bytes: 2 << 20,
            nested: 200,
            depth: 16,
            instances: 1_000,
            items: 100_000,
            slow_function_bytes: 512 << 10,
            locals: 10_000,
            block_depth: 1_000,
            branch_targets: 20_000,
            packed_bytes: 32 << 10,
            findings_per_rule: 20,
        }
    }
}
