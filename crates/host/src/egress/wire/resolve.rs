//! From a name to addresses. It is a trait so that a test can answer like a hostile name server, and an operator can
//! bring a resolver of their own.

use std::io;
use std::net::IpAddr;

use async_trait::async_trait;

/// Looks up names. Its answers are not trusted: each address is judged before it is dialled, and exactly the judged
/// address is dialled.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// The addresses of `host`, a lower-case ASCII name without a final dot, in order of preference.
    ///
    /// # Errors
    /// If the name is not known or nobody could be asked.
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the operating system, with its hosts file and its name servers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        // The port plays no part in the lookup; the caller dials its own.
        let found = tokio::net::lookup_host((host, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}
