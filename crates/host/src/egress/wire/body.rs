//! Bodies under limits: a request's on its way out, a response's on its way in.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::exchange::Lease;
use crate::egress::error::{EgressError, Phase};
use crate::egress::redact::{StreamRedactor, redact_headers};
use crate::egress::secret_fill::Confidential;

/// When the server last took some of the request.
#[derive(Clone)]
pub(super) struct Progress(Arc<Mutex<Instant>>);

impl Progress {
    pub(super) fn now() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    pub(super) fn last(&self) -> Instant {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(super) fn touch(&self) {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Instant::now();
    }
}

/// A request's body that ends with an error when it becomes larger than allowed.
pub(super) struct CappedBody<B> {
    inner: Pin<Box<B>>,
    left: u64,
    limit: u64,
    progress: Progress,
}

impl<B> CappedBody<B> {
    pub(super) fn new(inner: B, limit: u64, progress: Progress) -> Self {
        Self {
            inner: Box::pin(inner),
            left: limit,
            limit,
            progress,
        }
    }
}

impl<B> Body for CappedBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = ready!(self.inner.as_mut().poll_frame(cx));
        self.progress.touch();
        let Some(frame) = frame else {
            return Poll::Ready(None);
        };
        let frame = frame.map_err(Into::into)?;
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        let Some(left) = self.left.checked_sub(length) else {
            let limit = self.limit;
            return Poll::Ready(Some(Err(EgressError::RequestBodySize { limit }.into())));
        };
        self.left = left;
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// What a response's body is held to.
pub(super) struct BodyLimits {
    pub(super) origin: String,
    pub(super) bytes: u64,
    pub(super) between_bytes: Duration,
    pub(super) deadline: Instant,
}

/// The body of a response: capped, timed, and without the secrets of its request. After its end the connection is free
/// for the next request; dropped before its end, it closes the connection.
pub struct EgressBody {
    incoming: Incoming,
    lease: Option<Lease>,
    limits: BodyLimits,
    left: u64,
    silence: Pin<Box<Sleep>>,
    deadline: Pin<Box<Sleep>>,
    confidential: Confidential,
    redactor: Option<StreamRedactor>,
    /// Trailers that wait behind what the redactor held back.
    trailers: Option<HeaderMap>,
}

impl EgressBody {
    pub(super) fn new(
        incoming: Incoming,
        lease: Lease,
        limits: BodyLimits,
        confidential: Confidential,
    ) -> Self {
        let mut body = Self {
            incoming,
            lease: Some(lease),
            left: limits.bytes,
            silence: Box::pin(sleep(limits.between_bytes)),
            deadline: Box::pin(sleep_until(limits.deadline)),
            redactor: StreamRedactor::new(confidential.clone()),
            confidential,
            trailers: None,
            limits,
        };
        // Nobody needs to read what is known to be empty, so nobody would end it.
        if body.incoming.is_end_stream() {
            body.release();
        }
        body
    }

    fn poll_incoming(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, EgressError>>> {
        if self.lease.is_none() {
            return Poll::Ready(None);
        }
        if self.deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(self.late(Phase::Total))));
        }
        let Poll::Ready(frame) = Pin::new(&mut self.incoming).poll_frame(cx) else {
            ready!(self.silence.as_mut().poll(cx));
            return Poll::Ready(Some(Err(self.late(Phase::BetweenBytes))));
        };
        self.silence
            .as_mut()
            .reset(Instant::now() + self.limits.between_bytes);
        let origin = || self.limits.origin.clone();
        Poll::Ready(frame.map(|frame| {
            frame.map_err(|source| EgressError::Protocol {
                origin: origin(),
                source,
            })
        }))
    }

    fn late(&self, phase: Phase) -> EgressError {
        EgressError::Timeout {
            origin: self.limits.origin.clone(),
            phase,
        }
    }

    /// What of a frame may go to the reader now.
    fn admit(&mut self, frame: Frame<Bytes>) -> Result<Option<Frame<Bytes>>, EgressError> {
        let data = match frame.into_data() {
            Ok(data) => data,
            Err(other) => {
                self.trailers = other.into_trailers().ok();
                return Ok(None);
            }
        };
        let limit = self.limits.bytes;
        let left = self.left.checked_sub(data.len() as u64);
        self.left = left.ok_or(EgressError::ResponseBodySize { limit })?;
        let data = match &mut self.redactor {
            Some(redactor) => redactor.push(&data),
            None => data,
        };
        Ok((!data.is_empty()).then(|| Frame::data(data)))
    }

    /// What follows the last data: first what was held back, then the trailers, then nothing.
    fn ending(&mut self) -> Option<Frame<Bytes>> {
        let held = self.redactor.take().map(StreamRedactor::finish);
        if let Some(held) = held.filter(|held| !held.is_empty()) {
            return Some(Frame::data(held));
        }
        let mut trailers = self.trailers.take()?;
        redact_headers(&mut trailers, &self.confidential);
        Some(Frame::trailers(trailers))
    }

    fn release(&mut self) {
        if let Some(lease) = self.lease.take() {
            lease.give_back();
        }
    }

    /// Ends the body with an error: closes the connection and forgets what was held back.
    fn fail(&mut self, error: EgressError) -> EgressError {
        self.lease = None;
        self.redactor = None;
        self.trailers = None;
        error
    }
}

impl Body for EgressBody {
    type Data = Bytes;
    type Error = EgressError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, EgressError>>> {
        let this = self.get_mut();
        loop {
            let Some(frame) = ready!(this.poll_incoming(cx)) else {
                this.release();
                return Poll::Ready(this.ending().map(Ok));
            };
            match frame.and_then(|frame| this.admit(frame)) {
                Ok(None) => {}
                Ok(Some(frame)) => return Poll::Ready(Some(Ok(frame))),
                Err(error) => return Poll::Ready(Some(Err(this.fail(error)))),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.lease.is_none() && self.redactor.is_none() && self.trailers.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        match self.redactor {
            Some(_) => SizeHint::new(),
            None => self.incoming.size_hint(),
        }
    }
}
