//! What a plugin may do on the network, where it was granted any.

use std::time::Duration;

use super::group::limit_group;
use crate::{ByteSize, TimeSpan};

limit_group! {
    /// Outbound HTTP. The deadline of the call that makes a request cuts every time limit short.
    HttpLimits / HttpLimitRequest {
        /// Connections of the plugin's own pool. Default 16.
        connections: u32 as u32 = 16,
        /// Requests in flight. Default 16.
        requests: u32 as u32 = 16,
        /// Bytes of a request body. Default 16 MiB.
        request_body: ByteSize as ByteSize = ByteSize::mib(16),
        /// Bytes of a response body. Default 16 MiB.
        response_body: ByteSize as ByteSize = ByteSize::mib(16),
        /// Bytes of all header fields of a message. Default 64 KiB.
        headers: ByteSize as ByteSize = ByteSize::kib(64),
        /// Time to a connection, name resolution and TLS included. Default 2 s.
        connect: Duration as TimeSpan = Duration::from_secs(2),
        /// Time to the first byte of the response. Default 5 s.
        first_byte: Duration as TimeSpan = Duration::from_secs(5),
        /// Time between two chunks of the response. Default 5 s.
        between_bytes: Duration as TimeSpan = Duration::from_secs(5),
        /// Time of the whole exchange. Default 30 s.
        total: Duration as TimeSpan = Duration::from_secs(30),
    }
}
