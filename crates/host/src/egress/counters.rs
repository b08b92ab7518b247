//! What a plugin's outbound requests came to.

use std::sync::atomic::{AtomicU64, Ordering};

use super::error::EgressError;

/// Counts since the plugin was loaded. Written by the sender, read by the host's metrics.
#[derive(Debug, Default)]
pub(crate) struct EgressCounters {
    requests: AtomicU64,
    refused: AtomicU64,
    failed: AtomicU64,
    connections: AtomicU64,
    bytes_sent: AtomicU64,
    bytes_received: AtomicU64,
}

/// The counts at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EgressCounts {
    /// Requests that the plugin made, whatever came of them.
    pub requests: u64,
    /// Requests among them that policy or limits refused before they were sent.
    pub refused: u64,
    /// Requests among them that were let out but got no response.
    pub failed: u64,
    /// Connections that were opened.
    pub connections: u64,
    /// Bytes written to sockets, TLS included.
    pub bytes_sent: u64,
    /// Bytes read from sockets, TLS included.
    pub bytes_received: u64,
}

impl EgressCounters {
    pub(crate) fn record<T>(&self, outcome: &Result<T, EgressError>) {
        increase(&self.requests, 1);
        match outcome {
            Ok(_) => {}
            Err(error) if error.is_refusal() => increase(&self.refused, 1),
            Err(_) => increase(&self.failed, 1),
        }
    }

    pub(crate) fn opened(&self) {
        increase(&self.connections, 1);
    }

    pub(crate) fn sent(&self, bytes: usize) {
        increase(&self.bytes_sent, bytes as u64);
    }

    pub(crate) fn received(&self, bytes: usize) {
        increase(&self.bytes_received, bytes as u64);
    }

    pub(crate) fn snapshot(&self) -> EgressCounts {
        EgressCounts {
            requests: self.requests.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            connections: self.connections.load(Ordering::Relaxed),
            bytes_sent: self.bytes_sent.load(Ordering::Relaxed),
            bytes_received: self.bytes_received.load(Ordering::Relaxed),
        }
    }
}

fn increase(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

impl std::ops::Add for EgressCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            refused: self.refused + other.refused,
            failed: self.failed + other.failed,
            connections: self.connections + other.connections,
            bytes_sent: self.bytes_sent + other.bytes_sent,
            bytes_received: self.bytes_received + other.bytes_received,
        }
    }
}
