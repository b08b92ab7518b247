//! How much a component may declare before anybody compiles it: what a host refuses by, and what a scan warns of.

/// The most that a component may declare, whatever its other limits are.
///
/// A host that runs interpreters (Python, JavaScript) as plugins needs the bytes and the functions of the default; one that
/// does not can lower them by far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaticLimits {
    /// Bytes of the component.
    pub component_bytes: u64,
    /// Functions of all its modules.
    pub functions: u64,
    /// Bytes of its largest function; compile time grows faster than this.
    pub function_bytes: u64,
    /// Modules and components inside it.
    pub nested: u64,
    /// How deep components are nested.
    pub depth: u64,
    /// Module and component instances that it makes.
    pub instances: u64,
    /// Types, imports, exports and aliases.
    pub items: u64,
}

impl Default for StaticLimits {
    /// 64 MiB, 200,000 functions of up to 2 MiB, 200 nested modules and components 16 deep, 1,000 instances, 100,000 items.
    fn default() -> Self {
        Self {
            component_bytes: 64 << 20,
            functions: 200_000,
            function_bytes: 2 << 20,
            nested: 200,
            depth: 16,
            instances: 1_000,
            items: 100_000,
        }
    }
}
