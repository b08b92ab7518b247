//! One request and its response: decide, fill in, connect, send, hold the answer to its limits.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, Uri};
use http_body::Body;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::body::{BodyLimits, CappedBody, EgressBody, Progress};
use super::connect::{Dialer, Dialled};
use super::pool::{Connection, Driver, Pool, RequestBody};
use crate::egress::counters::EgressCounters;
use crate::egress::error::{EgressError, Phase};
use crate::egress::limits::{EgressLimits, Timeouts};
use crate::egress::policy::origin::{Origin, OriginError};
use crate::egress::policy::{AddressDenial, EgressPolicy, Permit};
use crate::egress::redact::redact_headers;
use crate::egress::request_guard;
use crate::egress::secret_fill::{self, Confidential};
use crate::egress::secret_vault::SecretVault;

/// How long a connection from the pool may take to become ready after its last response.
const READY_WITHIN: Duration = Duration::from_millis(50);

/// The smallest read buffer that hyper accepts.
const LEAST_BUFFER: usize = 8192;

/// Everything that the requests of one plugin share.
pub(crate) struct Sender {
    pub(crate) policy: ArcSwap<EgressPolicy>,
    pub(crate) limits: EgressLimits,
    pub(crate) dialer: Dialer,
    pub(crate) pool: Arc<Pool>,
    pub(crate) slots: Arc<Semaphore>,
    pub(crate) counters: Arc<EgressCounters>,
}

/// A request that was decided and completed, ready for a connection.
struct Outbound {
    origin: Origin,
    method: Method,
    request: Request<RequestBody>,
    confidential: Confidential,
    progress: Progress,
}

/// A connection in use, and the slot among the plugin's concurrent requests that goes with it.
pub(super) struct Lease {
    connection: Connection,
    origin: Origin,
    generation: u64,
    pool: Arc<Pool>,
    _slot: OwnedSemaphorePermit,
}

impl Lease {
    pub(super) fn give_back(self) {
        self.pool.put(self.origin, self.connection, self.generation);
    }
}

impl Sender {
    /// Sends one request. Redirects are answers like any other.
    pub(crate) async fn send<B>(
        &self,
        vault: &SecretVault,
        request: Request<B>,
        timeouts: Timeouts,
    ) -> Result<Response<EgressBody>, EgressError>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let deadline = Instant::now() + timeouts.total;
        let outcome = match self.prepare(vault, request) {
            Ok(outbound) => self.exchange(outbound, timeouts, deadline).await,
            Err(error) => Err(error),
        };
        self.counters.record(&outcome);
        if let Err(error) = &outcome {
            tracing::debug!(code = error.code(), %error, "outbound request not answered");
        }
        outcome
    }

    /// Everything that can be decided without a packet.
    fn prepare<B>(&self, vault: &SecretVault, request: Request<B>) -> Result<Outbound, EgressError>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (mut parts, body) = request.into_parts();
        let origin = Origin::of(&parts.uri)?;
        self.permit(&origin, &parts.method)?;
        request_guard::check(&parts, &origin, &body.size_hint(), &self.limits)?;
        let confidential = secret_fill::fill(&mut parts.headers, vault, &origin)?;
        request_guard::check_size(&parts.uri, &parts.headers, &self.limits)?;
        complete(&mut parts, &origin, &confidential)?;
        let progress = Progress::now();
        let body = CappedBody::new(body, self.limits.max_request_body, progress.clone());
        Ok(Outbound {
            method: parts.method.clone(),
            request: Request::from_parts(parts, body.boxed_unsync()),
            origin,
            confidential,
            progress,
        })
    }

    fn permit(&self, origin: &Origin, method: &Method) -> Result<Permit, EgressError> {
        self.policy
            .load()
            .decide(origin, method)
            .map_err(|reason| EgressError::Denied {
                origin: origin.to_string(),
                method: method.clone(),
                reason,
            })
    }

    async fn exchange(
        &self,
        outbound: Outbound,
        timeouts: Timeouts,
        deadline: Instant,
    ) -> Result<Response<EgressBody>, EgressError> {
        let origin = outbound.origin.to_string();
        let slot = timeout(timeouts.connect, Arc::clone(&self.slots).acquire_owned());
        let slot = slot
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or(EgressError::Busy)?;
        let generation = self.pool.generation();
        let confidential = outbound.confidential.clone();
        let lease_origin = outbound.origin.clone();
        let (response, connection) = timeout_at(deadline, self.converse(outbound, timeouts))
            .await
            .map_err(|_| EgressError::Timeout {
                origin: origin.clone(),
                phase: Phase::Total,
            })??;
        let lease = Lease {
            connection,
            origin: lease_origin,
            generation,
            pool: Arc::clone(&self.pool),
            _slot: slot,
        };
        let limits = BodyLimits {
            origin,
            bytes: self.limits.max_response_body,
            between_bytes: timeouts.between_bytes,
            deadline,
        };
        self.receive(response, lease, limits, confidential)
    }

    /// Sends on a waiting connection or a new one. A waiting connection that turns out to be closed before it took
    /// anything of the request costs nothing but the next attempt.
    async fn converse(
        &self,
        outbound: Outbound,
        timeouts: Timeouts,
    ) -> Result<(Response<Incoming>, Connection), EgressError> {
        let Outbound {
            origin,
            method,
            mut request,
            progress,
            ..
        } = outbound;
        loop {
            let waiting = self.waiting(&origin, &method).await?;
            let is_new = waiting.is_none();
            let mut connection = match waiting {
                Some(connection) => connection,
                None => self.open(&origin, &method, timeouts.connect).await?,
            };
            // The grant may be gone since the request was made: nothing is sent on an old decision.
            self.admit(&origin, &method, connection.peer)?;
            progress.touch();
            let sent = connection.sender.try_send_request(request);
            let outcome = tokio::select! {
                outcome = sent => outcome,
                () = silence(&progress, timeouts.first_byte) => return Err(late(&origin, Phase::FirstByte)),
            };
            let mut failure = match outcome {
                Ok(response) => return Ok((response, connection)),
                Err(failure) => failure,
            };
            match failure.take_message() {
                Some(unsent) if !is_new => request = unsent,
                _ => return Err(broken(&origin, failure.into_error())),
            }
        }
    }

    /// A connection from the pool that is admitted now and ready.
    async fn waiting(
        &self,
        origin: &Origin,
        method: &Method,
    ) -> Result<Option<Connection>, EgressError> {
        let permit = self.permit(origin, method)?;
        let policy = self.policy.load_full();
        while let Some(mut connection) = self
            .pool
            .take(origin, |peer| policy.admit(permit, peer).is_ok())
        {
            if let Ok(Ok(())) = timeout(READY_WITHIN, connection.sender.ready()).await {
                return Ok(Some(connection));
            }
        }
        Ok(None)
    }

    async fn open(
        &self,
        origin: &Origin,
        method: &Method,
        limit: Duration,
    ) -> Result<Connection, EgressError> {
        let permit = self.permit(origin, method)?;
        let policy = self.policy.load_full();
        let Dialled { stream, peer } = self
            .dialer
            .dial(origin, |peer| policy.admit(permit, peer), limit)
            .await?;
        let (sender, driver) = http1::Builder::new()
            .max_headers(self.limits.max_headers)
            .max_buf_size(self.limits.max_header_bytes.max(LEAST_BUFFER))
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| broken(origin, error))?;
        let driver = Driver(tokio::spawn(async move {
            // What goes wrong reaches the request through its own end of the connection.
            let _ = driver.await;
        }));
        Ok(Connection {
            sender,
            peer,
            opened: Instant::now(),
            _driver: driver,
        })
    }

    fn admit(&self, origin: &Origin, method: &Method, peer: IpAddr) -> Result<(), EgressError> {
        let permit = self.permit(origin, method)?;
        let admitted = self.policy.load().admit(permit, peer);
        admitted.map_err(|AddressDenial(class)| EgressError::Address {
            origin: origin.to_string(),
            class,
        })
    }

    fn receive(
        &self,
        response: Response<Incoming>,
        lease: Lease,
        limits: BodyLimits,
        confidential: Confidential,
    ) -> Result<Response<EgressBody>, EgressError> {
        let (mut parts, incoming) = response.into_parts();
        if request_guard::exceeds(&parts.headers, &self.limits) {
            return Err(EgressError::ResponseHeaderSize {
                origin: limits.origin,
            });
        }
        if incoming.size_hint().lower() > limits.bytes {
            return Err(EgressError::ResponseBodySize {
                limit: limits.bytes,
            });
        }
        redact_headers(&mut parts.headers, &confidential);
        let body = EgressBody::new(incoming, lease, limits, confidential);
        Ok(Response::from_parts(parts, body))
    }
}

/// Puts the request into the form that stands on the wire: target without origin, and the `Host` that was decided.
fn complete(
    parts: &mut Parts,
    origin: &Origin,
    confidential: &Confidential,
) -> Result<(), EgressError> {
    parts.uri = target(&parts.uri)?;
    let host = HeaderValue::try_from(origin.authority());
    parts.headers.insert(
        header::HOST,
        host.map_err(|_| EgressError::Header("host".to_owned()))?,
    );
    if !confidential.is_empty() {
        // A compressed echo could not be searched for what must not come back.
        parts.headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
    }
    Ok(())
}

/// The origin-form of a target (RFC 9112, section 3.2.1).
fn target(uri: &Uri) -> Result<Uri, EgressError> {
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let target = match target.as_bytes().first() {
        Some(b'/') => target.to_owned(),
        Some(b'?') | None => format!("/{target}"),
        Some(_) => {
            return Err(EgressError::Target(OriginError::Path));
        }
    };
    target
        .parse()
        .map_err(|_| EgressError::Target(OriginError::Path))
}

/// Ends when the server has taken nothing of the request for `limit`.
async fn silence(progress: &Progress, limit: Duration) {
    loop {
        let end = progress.last() + limit;
        if end <= Instant::now() {
            return;
        }
        sleep_until(end).await;
    }
}

fn late(origin: &Origin, phase: Phase) -> EgressError {
    EgressError::Timeout {
        origin: origin.to_string(),
        phase,
    }
}

/// What an error of the HTTP connection means. The limits on headers and on the request's body show up here too.
fn broken(origin: &Origin, error: hyper::Error) -> EgressError {
    if error.is_parse_too_large() {
        return EgressError::ResponseHeaderSize {
            origin: origin.to_string(),
        };
    }
    if !error.is_user() {
        return EgressError::Protocol {
            origin: origin.to_string(),
            source: error,
        };
    }
    match error.source().and_then(|source| source.downcast_ref()) {
        Some(EgressError::RequestBodySize { limit }) => {
            EgressError::RequestBodySize { limit: *limit }
        }
        _ => EgressError::RequestBody,
    }
}
