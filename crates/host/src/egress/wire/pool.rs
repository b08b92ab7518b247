//! Connections that wait for the next request of the same plugin to the same origin.
//!
//! A pool belongs to one plugin. That a connection is open is no permission: whoever takes one out asks the policy in
//! force about its address again.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::client::conn::http1::SendRequest;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::egress::limits::EgressLimits;
use crate::egress::policy::origin::Origin;

/// The body of a request on its way out.
pub(crate) type RequestBody = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// An open HTTP/1.1 connection. Dropping it closes the socket.
pub(crate) struct Connection {
    pub(super) sender: SendRequest<RequestBody>,
    pub(super) peer: IpAddr,
    pub(super) opened: Instant,
    pub(super) _driver: Driver,
}

/// The task that moves a connection's bytes; it ends with its owner.
pub(super) struct Driver(pub(super) JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The idle connections of one plugin.
pub(crate) struct Pool {
    idle: Mutex<Idle>,
    most: usize,
    idle_timeout: Duration,
    max_age: Duration,
}

#[derive(Default)]
struct Idle {
    waiting: BTreeMap<Origin, Vec<Waiting>>,
    /// Counts policies. A connection that was taken out under an earlier one does not come back.
    generation: u64,
    swept: bool,
}

struct Waiting {
    connection: Connection,
    since: Instant,
}

impl Pool {
    pub(crate) fn new(limits: &EgressLimits) -> Arc<Self> {
        Arc::new(Self {
            idle: Mutex::default(),
            most: limits.max_idle_connections,
            idle_timeout: limits.idle_timeout,
            max_age: limits.max_connection_age,
        })
    }

    /// The generation that a connection opened now belongs to.
    pub(crate) fn generation(&self) -> u64 {
        self.lock().generation
    }

    /// The connection to `origin` that waited least, if its address is still admitted.
    pub(crate) fn take(
        &self,
        origin: &Origin,
        admit: impl Fn(IpAddr) -> bool,
    ) -> Option<Connection> {
        let now = Instant::now();
        let mut idle = self.lock();
        let waiting = idle.waiting.get_mut(origin)?;
        while let Some(candidate) = waiting.pop() {
            if self.is_fresh(&candidate, now) && admit(candidate.connection.peer) {
                return Some(candidate.connection);
            }
        }
        idle.waiting.remove(origin);
        None
    }

    /// Keeps a connection whose response was read to its end.
    pub(crate) fn put(self: &Arc<Self>, origin: Origin, connection: Connection, generation: u64) {
        let since = Instant::now();
        let mut idle = self.lock();
        if idle.generation != generation || connection.sender.is_closed() {
            return;
        }
        self.sweep(&mut idle, since);
        if idle.len() >= self.most {
            return;
        }
        idle.waiting
            .entry(origin)
            .or_default()
            .push(Waiting { connection, since });
        if !idle.swept {
            idle.swept = true;
            tokio::spawn(sweep_until_empty(Arc::downgrade(self), self.idle_timeout));
        }
    }

    /// Closes what waits, and whatever would come back later.
    pub(crate) fn close_all(&self) {
        let mut idle = self.lock();
        idle.generation += 1;
        idle.waiting.clear();
    }

    fn sweep(&self, idle: &mut Idle, now: Instant) {
        for waiting in idle.waiting.values_mut() {
            waiting.retain(|candidate| self.is_fresh(candidate, now));
        }
        idle.waiting.retain(|_, waiting| !waiting.is_empty());
    }

    fn is_fresh(&self, candidate: &Waiting, now: Instant) -> bool {
        let Waiting { connection, since } = candidate;
        !connection.sender.is_closed()
            && now.duration_since(*since) < self.idle_timeout
            && now.duration_since(connection.opened) < self.max_age
    }

    /// A panic elsewhere cannot leave the map half changed, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Idle {
    fn len(&self) -> usize {
        self.waiting.values().map(Vec::len).sum()
    }
}

/// Closes what has waited too long, so that an idle plugin holds no sockets. One such task a pool, and none for an empty
/// pool.
async fn sweep_until_empty(pool: Weak<Pool>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let Some(pool) = pool.upgrade() else { return };
        let mut idle = pool.lock();
        pool.sweep(&mut idle, Instant::now());
        if idle.waiting.is_empty() {
            idle.swept = false;
            return;
        }
    }
}
