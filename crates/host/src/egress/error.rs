//! Why a request did not go out, or its answer did not come in.

use std::io;

use http::Method;

use super::policy::Denial;
use super::policy::origin::OriginError;

/// A request that was refused or failed.
///
/// The message is fit for the plugin's author and for a log: it names what the plugin itself asked for, but never an
/// address that a name resolved to, a secret, or what lies behind the origin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EgressError {
    /// The request's target is not an origin that can be judged.
    #[error("the target of the request is not acceptable: {0}")]
    Target(#[from] OriginError),
    /// No grant covers the request, or the block list does.
    #[error("{method} {origin} was refused: {reason}; an operator can change the grant")]
    Denied {
        /// The canonical origin.
        origin: String,
        /// The method of the request.
        method: Method,
        /// Which rule refused it.
        reason: Denial,
    },
    /// The host has an address that plugins may not reach.
    #[error("{origin} was refused: it leads to an address ({class}) that plugins may not reach")]
    Address {
        /// The canonical origin.
        origin: String,
        /// The class of the address, such as `loopback`.
        class: &'static str,
    },
    /// The method opens a tunnel or asks for an echo of the headers.
    #[error("the method {0} is not available to plugins")]
    Method(Method),
    /// A header that belongs to the host, or that contradicts the request.
    #[error("the header `{0}` is set by the host or contradicts the request; leave it out")]
    Header(String),
    /// The target or the headers are larger than the limit.
    #[error("the header section of the request is larger than allowed")]
    RequestHeaderSize,
    /// The body is larger than the limit.
    #[error("the body of the request is larger than the {limit} bytes allowed")]
    RequestBodySize {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The source of the request's body failed.
    #[error("the body of the request could not be read")]
    RequestBody,
    /// A placeholder of a secret that is not granted for the origin, or of none at all.
    #[error(
        "a secret in the header `{header}` may not be sent to {origin}: it is not granted for it, or not known"
    )]
    Secret {
        /// The header that holds the placeholder.
        header: String,
        /// The canonical origin.
        origin: String,
    },
    /// The value of a secret cannot stand in a header.
    #[error(
        "the value of the secret `{name}` cannot stand in a header; an operator has to correct it"
    )]
    SecretValue {
        /// The secret's name.
        name: String,
    },
    /// Too many requests at a time.
    #[error("the plugin has too many requests under way")]
    Busy,
    /// The name has no address, or the resolver failed.
    #[error("the name of {origin} could not be resolved")]
    Dns {
        /// The canonical origin.
        origin: String,
        /// What the resolver said.
        source: io::Error,
    },
    /// Nobody accepted the connection.
    #[error("{origin} did not accept a connection")]
    Connect {
        /// The canonical origin.
        origin: String,
        /// What the last attempt said.
        source: io::Error,
    },
    /// The server is not who it should be, or does not speak TLS.
    #[error("no trusted TLS connection to {origin} could be made")]
    Tls {
        /// The canonical origin.
        origin: String,
        /// What the handshake said.
        source: io::Error,
    },
    /// Time is up.
    #[error("{origin} took too long ({phase})")]
    Timeout {
        /// The canonical origin.
        origin: String,
        /// What was being waited for.
        phase: Phase,
    },
    /// The server broke HTTP, or the connection.
    #[error("{origin} broke off, or did not speak HTTP")]
    Protocol {
        /// The canonical origin.
        origin: String,
        /// What went wrong.
        source: hyper::Error,
    },
    /// The response's headers are larger than the limit.
    #[error("the header section of the response from {origin} is larger than allowed")]
    ResponseHeaderSize {
        /// The canonical origin.
        origin: String,
    },
    /// The response's body is larger than the limit.
    #[error("the body of the response is larger than the {limit} bytes allowed")]
    ResponseBodySize {
        /// The limit, in bytes.
        limit: u64,
    },
    /// More redirects than the caller follows, or a redirect to no place.
    #[error("{origin} redirects too often, or to no place")]
    Redirect {
        /// The canonical origin of the last response.
        origin: String,
    },
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers; no secret can be used")]
    Randomness,
    /// A root certificate of the configuration is none.
    #[error("a root certificate of the configuration is not usable")]
    Root(#[source] rustls::Error),
}

/// What a request was waiting for when its time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The answer of the resolver.
    Dns,
    /// The connection, TLS included.
    Connect,
    /// The first byte of the response.
    FirstByte,
    /// The next byte of the response.
    BetweenBytes,
    /// The end of everything.
    Total,
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Dns => "looking up its name",
            Self::Connect => "connecting",
            Self::FirstByte => "waiting for the response",
            Self::BetweenBytes => "waiting for more of the response",
            Self::Total => "the whole request",
        })
    }
}

impl EgressError {
    /// A stable code, for programs and for searching.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Target(_) => "PW-EGRESS-TARGET",
            Self::Denied { .. } => "PW-EGRESS-DENIED",
            Self::Address { .. } => "PW-EGRESS-ADDRESS",
            Self::Method(_) => "PW-EGRESS-METHOD",
            Self::Header(_) => "PW-EGRESS-HEADER",
            Self::RequestHeaderSize => "PW-EGRESS-REQUEST-HEADER-SIZE",
            Self::RequestBodySize { .. } => "PW-EGRESS-REQUEST-BODY-SIZE",
            Self::RequestBody => "PW-EGRESS-REQUEST-BODY",
            Self::Secret { .. } => "PW-EGRESS-SECRET",
            Self::SecretValue { .. } => "PW-EGRESS-SECRET-VALUE",
            Self::Busy => "PW-EGRESS-BUSY",
            Self::Dns { .. } => "PW-EGRESS-DNS",
            Self::Connect { .. } => "PW-EGRESS-CONNECT",
            Self::Tls { .. } => "PW-EGRESS-TLS",
            Self::Timeout { .. } => "PW-EGRESS-TIMEOUT",
            Self::Protocol { .. } => "PW-EGRESS-PROTOCOL",
            Self::ResponseHeaderSize { .. } => "PW-EGRESS-RESPONSE-HEADER-SIZE",
            Self::ResponseBodySize { .. } => "PW-EGRESS-RESPONSE-BODY-SIZE",
            Self::Redirect { .. } => "PW-EGRESS-REDIRECT",
            Self::Randomness => "PW-EGRESS-RANDOMNESS",
            Self::Root(_) => "PW-EGRESS-ROOT",
        }
    }

    /// Whether policy or a limit kept the request from being sent, rather than something on its way.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Target(_)
                | Self::Denied { .. }
                | Self::Address { .. }
                | Self::Method(_)
                | Self::Header(_)
                | Self::RequestHeaderSize
                | Self::RequestBodySize { .. }
                | Self::Secret { .. }
                | Self::SecretValue { .. }
                | Self::Busy
        )
    }
}
