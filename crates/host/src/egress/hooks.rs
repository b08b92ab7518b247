//! What `wasi:http/outgoing-handler` does with a guest's request: everything through our sender, and every refusal and
//! failure as an error value that the guest can handle. Nothing here traps.

use std::future::Future;

use http::uri::Scheme;
use http::{HeaderName, Method, Request, Response, Uri};
use http_body_util::BodyExt;
use wasmtime_wasi_http::{
    Error as WasiError, ForbiddenHeaderFilter, RequestOptions, WasiBody, WasiHttpHooks,
};

use super::Egress;
use super::error::{EgressError, Phase};
use super::limits::Timeouts;
use super::policy::origin::OriginError;
use super::request_guard::is_forbidden;
use crate::observer::{Access, Witness, named};

/// The hooks of one instance.
pub(crate) struct EgressHooks {
    egress: Egress,
    witness: Witness,
}

impl Egress {
    /// The hooks that make this the way out of a guest.
    pub(crate) fn hooks(&self, witness: Witness) -> EgressHooks {
        EgressHooks {
            egress: self.clone(),
            witness,
        }
    }
}

type Connection = Box<dyn Future<Output = Result<(), WasiError>> + Send>;
type Answer = Result<(Response<WasiBody>, Connection), WasiError>;

impl WasiHttpHooks for EgressHooks {
    fn forbidden_header_filter(&mut self) -> ForbiddenHeaderFilter {
        std::sync::Arc::new(is_forbidden)
    }

    fn is_forbidden_header(&mut self, name: &HeaderName) -> bool {
        is_forbidden(name)
    }

    /// Every scheme comes as far as the policy, which refuses what it does not know.
    fn is_supported_scheme(&mut self, _: &Scheme) -> bool {
        true
    }

    /// The sender writes `Host` from the origin that it decided on.
    fn set_host_header(&mut self) -> bool {
        false
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Connection,
    ) -> Box<dyn Future<Output = Answer> + Send> {
        let egress = self.egress.clone();
        let witness = self.witness.clone();
        Box::new(async move {
            let options = options.unwrap_or_default();
            let timeouts = Timeouts::from(&egress.sender.limits).shortened(
                options.connect_timeout,
                options.first_byte_timeout,
                options.between_bytes_timeout,
            );
            let (uri, method) = (request.uri().clone(), request.method().clone());
            let response = egress.sender.send(&egress.vault, request, timeouts).await;
            tell(&witness, response.as_ref().err(), || access(&uri, method));
            let response = response?;
            let response = response.map(|body| body.map_err(WasiError::from).boxed_unsync());
            // The connection is driven by a task that its body owns.
            let connection: Connection = Box::new(async { Ok(()) });
            Ok((response, connection))
        })
    }
}

fn access(uri: &Uri, method: Method) -> Access {
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().map_or("", http::uri::Authority::as_str);
    Access::Http {
        origin: named(&format!("{scheme}://{authority}")),
        method,
    }
}

/// Whatever kept a request from being sent is a denial but for the load of the moment.
fn tell(witness: &Witness, failed: Option<&EgressError>, access: impl FnOnce() -> Access) {
    match failed {
        Some(EgressError::Busy) => {}
        Some(error) if error.is_refusal() => witness.denied(error.code(), access),
        _ => witness.used(access),
    }
}

/// The error code that says as much as a guest may know: neither addresses nor what the operating system said.
impl From<EgressError> for WasiError {
    fn from(error: EgressError) -> Self {
        match error {
            EgressError::Target(OriginError::Scheme)
            | EgressError::RequestBody
            | EgressError::Protocol { .. } => Self::HttpProtocolError,
            EgressError::Target(_) => Self::HttpRequestUriInvalid,
            EgressError::Denied { .. }
            | EgressError::Header(_)
            | EgressError::Secret { .. }
            | EgressError::Redirect { .. } => Self::HttpRequestDenied,
            EgressError::Address { .. } => Self::DestinationIpProhibited,
            EgressError::Method(_) => Self::HttpRequestMethodInvalid,
            EgressError::RequestHeaderSize => Self::HttpRequestHeaderSectionSize(None),
            EgressError::RequestBodySize { limit } => Self::HttpRequestBodySize(Some(limit)),
            EgressError::SecretValue { .. } | EgressError::Randomness | EgressError::Root(_) => {
                Self::ConfigurationError
            }
            EgressError::Busy => Self::ConnectionLimitReached,
            EgressError::Dns { .. } => Self::DnsError {
                rcode: None,
                info_code: None,
            },
            EgressError::Connect { .. } => Self::ConnectionRefused,
            EgressError::Tls { source, .. } => from_tls(&source),
            EgressError::Timeout { phase, .. } => from_timeout(phase),
            EgressError::ResponseHeaderSize { .. } => Self::HttpResponseHeaderSectionSize(None),
            EgressError::ResponseBodySize { limit } => Self::HttpResponseBodySize(Some(limit)),
        }
    }
}

fn from_tls(error: &std::io::Error) -> WasiError {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        Some(rustls::Error::InvalidCertificate(_)) => WasiError::TlsCertificateError,
        _ => WasiError::TlsProtocolError,
    }
}

fn from_timeout(phase: Phase) -> WasiError {
    match phase {
        Phase::Dns => WasiError::DnsTimeout,
        Phase::Connect => WasiError::ConnectionTimeout,
        Phase::FirstByte | Phase::BetweenBytes => WasiError::ConnectionReadTimeout,
        Phase::Total => WasiError::HttpResponseTimeout,
    }
}
