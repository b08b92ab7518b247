//! How long a request may take and how large its parts may be.

use std::time::Duration;

/// The limits of one plugin's outbound requests. The defaults suit a call to an API; none of them is "unlimited".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EgressLimits {
    /// From the start of a new connection until it is open: lookup of the name, TCP and TLS together. A request waits as
    /// long, before that, for a free place among `max_concurrent`.
    pub connect_timeout: Duration,
    /// How long the server may stay silent after it could last read some of the request, until its response begins.
    pub first_byte_timeout: Duration,
    /// How long the server may stay silent within its response.
    pub between_bytes_timeout: Duration,
    /// From the request to the end of the response's body, however steadily it trickles.
    pub total_timeout: Duration,
    /// The most bytes of a request's body.
    pub max_request_body: u64,
    /// The most bytes of a response's body, as transferred: nothing is decompressed here.
    pub max_response_body: u64,
    /// The most bytes of a header section, names and values together, and of a request's target; either direction.
    pub max_header_bytes: usize,
    /// The most header fields, either direction.
    pub max_headers: usize,
    /// The most requests at a time, counted until the response's body is read or dropped.
    pub max_concurrent: usize,
    /// The most idle connections that are kept for reuse.
    pub max_idle_connections: usize,
    /// How long an idle connection is kept.
    pub idle_timeout: Duration,
    /// How long after it was opened a connection may take its last request. Its address was checked when it was opened,
    /// so this also bounds how old a DNS answer may get.
    pub max_connection_age: Duration,
}

impl Default for EgressLimits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            first_byte_timeout: Duration::from_secs(15),
            between_bytes_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_mins(1),
            max_request_body: 8 << 20,
            max_response_body: 8 << 20,
            max_header_bytes: 32 << 10,
            max_headers: 100,
            max_concurrent: 16,
            max_idle_connections: 8,
            idle_timeout: Duration::from_secs(30),
            max_connection_age: Duration::from_mins(5),
        }
    }
}

/// The times of one request: those of the plugin, or shorter ones that the request asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) connect: Duration,
    pub(crate) first_byte: Duration,
    pub(crate) between_bytes: Duration,
    pub(crate) total: Duration,
}

impl Timeouts {
    /// A request may shorten what the plugin has, never lengthen it.
    pub(crate) fn shortened(
        self,
        connect: Option<Duration>,
        first_byte: Option<Duration>,
        between_bytes: Option<Duration>,
    ) -> Self {
        let shorter =
            |limit: Duration, wish: Option<Duration>| wish.map_or(limit, |wish| wish.min(limit));
        Self {
            connect: shorter(self.connect, connect),
            first_byte: shorter(self.first_byte, first_byte),
            between_bytes: shorter(self.between_bytes, between_bytes),
            total: self.total,
        }
    }
}

impl From<&EgressLimits> for Timeouts {
    fn from(limits: &EgressLimits) -> Self {
        Self {
            connect: limits.connect_timeout,
            first_byte: limits.first_byte_timeout,
            between_bytes: limits.between_bytes_timeout,
            total: limits.total_timeout,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f10_a_request_cannot_give_itself_more_time() {
        let limits = EgressLimits::default();
        let hour = Some(Duration::from_hours(1));
        let times = Timeouts::from(&limits).shortened(hour, Some(Duration::from_millis(1)), None);
        assert_eq!(times.connect, limits.connect_timeout);
        assert_eq!(times.first_byte, Duration::from_millis(1));
        assert_eq!(times.between_bytes, limits.between_bytes_timeout);
    }
}
