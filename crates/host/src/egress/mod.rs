//! Outbound HTTP for plugins, through a sender of our own.
//!
//! An allowlist in front of somebody else's client checks a name; what matters is the address that is dialled, each hop,
//! each reused connection, and what the headers carry. So the whole path from the request to the socket is here, and
//! every decision on it is a pure function of `policy`.

mod counters;
mod error;
mod granted;
mod hooks;
mod limits;
mod policy;
mod redact;
mod redirect;
mod request_guard;
mod secret_fill;
mod secret_vault;
mod wire;

#[cfg(test)]
mod tests;

use std::error::Error;
use std::sync::Arc;

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tokio::sync::Semaphore;

use counters::EgressCounters;
use limits::Timeouts;
use wire::connect::Dialer;
use wire::exchange::Sender;
use wire::pool::Pool;

pub use counters::EgressCounts;
pub use error::{EgressError, Phase};
pub(crate) use hooks::EgressHooks;
pub use limits::EgressLimits;
pub use policy::block::BlockPattern;
pub use policy::origin::OriginError;
pub use policy::pattern::OriginPattern;
pub use policy::{Denial, EgressPolicy};
pub use secret_vault::{GrantedSecret, NoPlaceholder, Placeholder, SecretValue, SecretVault};
pub use wire::body::EgressBody;
pub use wire::connect::TrustedRoots;
pub use wire::resolve::{Resolver, SystemResolver};

/// The way out for one plugin, or for one of its instances.
///
/// Cloning is cheap and shares everything. What is shared by a plugin's instances (policy, limits, connections, counts)
/// is never shared with another plugin.
#[derive(Clone)]
pub struct Egress {
    sender: Arc<Sender>,
    vault: SecretVault,
}

/// What an [`Egress`] is made of. The default allows nothing.
#[derive(Default)]
pub struct EgressBuilder {
    policy: EgressPolicy,
    limits: EgressLimits,
    secrets: Vec<GrantedSecret>,
    roots: TrustedRoots,
    resolver: Option<Arc<dyn Resolver>>,
}

impl EgressBuilder {
    /// What the plugin may reach. Default: nothing.
    #[must_use]
    pub fn policy(mut self, policy: EgressPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// How long and how large requests may be.
    #[must_use]
    pub fn limits(mut self, limits: EgressLimits) -> Self {
        self.limits = limits;
        self
    }

    /// The secrets that the plugin may send. Default: none.
    #[must_use]
    pub fn secrets(mut self, secrets: impl IntoIterator<Item = GrantedSecret>) -> Self {
        self.secrets = secrets.into_iter().collect();
        self
    }

    /// The authorities that servers may have their certificates from. Default: those of the web.
    #[must_use]
    pub fn roots(mut self, roots: TrustedRoots) -> Self {
        self.roots = roots;
        self
    }

    /// Who looks up names. Default: the operating system.
    #[must_use]
    pub fn resolver(mut self, resolver: Arc<dyn Resolver>) -> Self {
        self.resolver = Some(resolver);
        self
    }

    /// Makes the way out of one plugin.
    ///
    /// # Errors
    /// If the operating system has no random numbers for the placeholders of secrets.
    pub fn build(self) -> Result<Egress, EgressError> {
        let counters = Arc::new(EgressCounters::default());
        let resolver = self.resolver.unwrap_or_else(|| Arc::new(SystemResolver));
        let sender = Sender {
            policy: ArcSwap::from_pointee(self.policy),
            dialer: Dialer::new(resolver, self.roots, Arc::clone(&counters)),
            pool: Pool::new(&self.limits),
            slots: Arc::new(Semaphore::new(
                self.limits.max_concurrent.min(Semaphore::MAX_PERMITS),
            )),
            limits: self.limits,
            counters,
        };
        Ok(Egress {
            sender: Arc::new(sender),
            vault: SecretVault::new(self.secrets)?,
        })
    }
}

impl Egress {
    /// Starts with nothing allowed.
    pub fn builder() -> EgressBuilder {
        EgressBuilder::default()
    }

    /// The same way out with placeholders of its own: one for each instance.
    #[must_use]
    pub fn for_instance(&self) -> Self {
        Self {
            sender: Arc::clone(&self.sender),
            vault: self.vault.for_instance(),
        }
    }

    /// The secrets that this instance's requests may carry; its `secrets` interface has to answer from the same vault.
    pub fn vault(&self) -> &SecretVault {
        &self.vault
    }

    /// Sends a request to the absolute target in its URI, and follows no redirect.
    ///
    /// # Errors
    /// Says which policy or limit refused it, or what failed on the way. Nothing has been sent, and no name looked up,
    /// when the policy refused it.
    pub async fn send<B>(&self, request: Request<B>) -> Result<Response<EgressBody>, EgressError>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let timeouts = Timeouts::from(&self.sender.limits);
        self.sender.send(&self.vault, request, timeouts).await
    }

    /// Puts another policy in force, for all instances of the plugin. Every request that has not been sent yet is judged
    /// by it, idle connections are closed, and a response that has begun may be read to its end within its limits.
    pub fn replace_policy(&self, policy: EgressPolicy) {
        self.sender.policy.store(Arc::new(policy));
        self.sender.pool.close_all();
    }

    /// What the plugin's requests came to so far.
    pub fn counts(&self) -> EgressCounts {
        self.sender.counters.snapshot()
    }
}
