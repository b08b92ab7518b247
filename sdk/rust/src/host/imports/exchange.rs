//! One HTTP exchange over `wasi:http`: send the request, wait, read the answer, all before one deadline.

use std::time::Duration;

use crate::{
    HostError,
    bindings::host::wasi::{
        clocks::monotonic_clock,
        http::{
            outgoing_handler,
            types::{
                ErrorCode, Fields, FutureIncomingResponse, IncomingBody, IncomingResponse, Method,
                OutgoingBody, OutgoingRequest, RequestOptions, Scheme,
            },
        },
        io::{
            poll::{self, Pollable},
            streams::{InputStream, StreamError},
        },
    },
    http::{Request, Response, Url},
};

/// How much of a body moves at once: what `blocking-write-and-flush` takes, and a fair size to read.
const WRITE_CHUNK: usize = 4096;
const READ_CHUNK: u64 = 64 << 10;

pub(crate) fn send(request: &Request, url: &Url) -> Result<Response, HostError> {
    let exchange = Exchange {
        request,
        url,
        deadline: nanoseconds(request.timeout).saturating_add(monotonic_clock::now()),
    };
    exchange.run()
}

struct Exchange<'a> {
    request: &'a Request,
    url: &'a Url,
    /// On the monotonic clock, in nanoseconds.
    deadline: u64,
}

impl Exchange<'_> {
    fn run(&self) -> Result<Response, HostError> {
        let outgoing = self.outgoing()?;
        let body = outgoing
            .body()
            .map_err(|()| invalid("the request has no body to write"))?;
        let pending = outgoing_handler::handle(outgoing, Some(self.options()))
            .map_err(|code| self.error(code))?;
        // Whoever stops taking a body has answered or has a reason, and either says more than the failed write.
        match (self.write(body), self.answer(&pending)) {
            (Err(failed), Err(HostError::HttpTimeout { .. })) => Err(failed),
            (_, answer) => self.read(&answer?),
        }
    }

    fn answer(&self, pending: &FutureIncomingResponse) -> Result<IncomingResponse, HostError> {
        self.wait(&pending.subscribe())?;
        let answer = pending.get().and_then(Result::ok);
        answer
            .ok_or_else(|| self.failed("the answer is gone"))?
            .map_err(|code| self.error(code))
    }

    fn outgoing(&self) -> Result<OutgoingRequest, HostError> {
        let headers = Fields::from_list(&self.headers())
            .map_err(|error| invalid(&format!("a header field is not allowed: {error}")))?;
        let outgoing = OutgoingRequest::new(headers);
        let scheme = if self.url.https {
            Scheme::Https
        } else {
            Scheme::Http
        };
        outgoing
            .set_method(&method(&self.request.method))
            .map_err(|()| invalid("the method is wrong"))?;
        outgoing
            .set_scheme(Some(&scheme))
            .map_err(|()| invalid("the scheme is wrong"))?;
        outgoing
            .set_authority(Some(&self.url.authority))
            .map_err(|()| invalid("the URL's host is wrong"))?;
        outgoing
            .set_path_with_query(Some(&self.url.path_and_query))
            .map_err(|()| invalid("the URL's path or query is wrong"))?;
        Ok(outgoing)
    }

    /// With the length of the body, since not every server takes a body in chunks.
    fn headers(&self) -> Vec<(String, Vec<u8>)> {
        let mut headers = self.request.headers.clone();
        let body = &self.request.body;
        if !body.is_empty() && self.request.header_text("content-length").is_none() {
            headers.push(("content-length".into(), body.len().to_string().into_bytes()));
        }
        headers
    }

    /// The host's own time limits; a host that does not know them is held to our deadline all the same.
    fn options(&self) -> RequestOptions {
        let options = RequestOptions::new();
        let timeout = Some(nanoseconds(self.request.timeout));
        let _ = options.set_connect_timeout(timeout);
        let _ = options.set_first_byte_timeout(timeout);
        let _ = options.set_between_bytes_timeout(timeout);
        options
    }

    fn write(&self, body: OutgoingBody) -> Result<(), HostError> {
        if !self.request.body.is_empty() {
            let stream = body
                .write()
                .map_err(|()| self.failed("the body cannot be written"))?;
            for chunk in self.request.body.chunks(WRITE_CHUNK) {
                stream
                    .blocking_write_and_flush(chunk)
                    .map_err(|_| self.failed("the body was not taken"))?;
            }
        }
        OutgoingBody::finish(body, None).map_err(|code| self.error(code))
    }

    fn read(&self, answer: &IncomingResponse) -> Result<Response, HostError> {
        let (status, headers) = (answer.status(), answer.headers().entries());
        let incoming = answer
            .consume()
            .map_err(|()| self.failed("the answer has no body"))?;
        let body = self.read_body(&incoming)?;
        Ok(Response {
            origin: String::new(),
            status,
            headers,
            body,
        })
    }

    fn read_body(&self, incoming: &IncomingBody) -> Result<Vec<u8>, HostError> {
        let stream = incoming
            .stream()
            .map_err(|()| self.failed("the answer's body cannot be read"))?;
        let mut body = Vec::new();
        while let Some(chunk) = self.read_chunk(&stream)? {
            if body.len() + chunk.len() > self.request.max_body {
                return Err(HostError::HttpTooLarge {
                    origin: self.url.origin(),
                    limit: self.request.max_body,
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// The next bytes, none at the end; an empty chunk means that there is nothing yet.
    fn read_chunk(&self, stream: &InputStream) -> Result<Option<Vec<u8>>, HostError> {
        self.wait(&stream.subscribe())?;
        match stream.read(READ_CHUNK) {
            Ok(chunk) => Ok(Some(chunk)),
            Err(StreamError::Closed) => Ok(None),
            Err(StreamError::LastOperationFailed(error)) => {
                Err(self.failed(&error.to_debug_string()))
            }
        }
    }

    fn wait(&self, ready: &Pollable) -> Result<(), HostError> {
        let timer = monotonic_clock::subscribe_instant(self.deadline);
        let answered = poll::poll(&[ready, &timer]).contains(&0);
        answered.then_some(()).ok_or_else(|| self.timeout())
    }

    fn error(&self, code: ErrorCode) -> HostError {
        match code {
            ErrorCode::HttpRequestDenied | ErrorCode::DestinationIpProhibited => {
                HostError::HttpDenied {
                    origin: self.url.origin(),
                }
            }
            ErrorCode::ConnectionTimeout
            | ErrorCode::ConnectionReadTimeout
            | ErrorCode::ConnectionWriteTimeout
            | ErrorCode::HttpResponseTimeout
            | ErrorCode::DnsTimeout => self.timeout(),
            ErrorCode::HttpRequestUriInvalid | ErrorCode::HttpRequestMethodInvalid => {
                invalid("the host refused the URL or the method")
            }
            code => self.failed(&code.to_string()),
        }
    }

    fn timeout(&self) -> HostError {
        HostError::HttpTimeout {
            origin: self.url.origin(),
        }
    }

    fn failed(&self, reason: &str) -> HostError {
        HostError::HttpFailed {
            origin: self.url.origin(),
            reason: reason.into(),
        }
    }
}

fn invalid(reason: &str) -> HostError {
    HostError::HttpInvalid {
        reason: reason.into(),
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn method(name: &str) -> Method {
    match name {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "OPTIONS" => Method::Options,
        "PATCH" => Method::Patch,
        other => Method::Other(other.into()),
    }
}
