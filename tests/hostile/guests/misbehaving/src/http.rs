//! One request over `wasi:http`, without a library in between that would refuse to send nonsense.

use crate::bindings::wasi::http::outgoing_handler;
use crate::bindings::wasi::http::types::{
    Fields, IncomingResponse, Method, OutgoingRequest, Scheme,
};
use crate::bindings::wasi::io::streams::StreamError;

pub(crate) fn fetch(
    method: &str,
    scheme: &str,
    authority: &str,
    path: &str,
    headers: &[(String, String)],
) -> Result<(u16, String), String> {
    let fields = Fields::new();
    for (name, value) in headers {
        fields.append(name, value.as_bytes()).map_err(text)?;
    }
    let request = OutgoingRequest::new(fields);
    let refused = |()| "the request cannot be described".to_owned();
    request.set_method(&self::method(method)).map_err(refused)?;
    request
        .set_scheme(Some(&self::scheme(scheme)))
        .map_err(refused)?;
    request.set_authority(Some(authority)).map_err(refused)?;
    request.set_path_with_query(Some(path)).map_err(refused)?;
    let answer = outgoing_handler::handle(request, None).map_err(text)?;
    answer.subscribe().block();
    let response = answer
        .get()
        .ok_or("no answer")?
        .map_err(|()| "a second answer")?;
    read(&response.map_err(text)?)
}

fn method(name: &str) -> Method {
    match name {
        "GET" => Method::Get,
        "POST" => Method::Post,
        other => Method::Other(other.to_owned()),
    }
}

fn scheme(name: &str) -> Scheme {
    match name {
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        other => Scheme::Other(other.to_owned()),
    }
}

fn read(response: &IncomingResponse) -> Result<(u16, String), String> {
    let body = response.consume().map_err(|()| "a second body")?;
    let stream = body.stream().map_err(|()| "a second stream")?;
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(65_536) {
            Ok(chunk) => bytes.extend(chunk),
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(error)) => return Err(error.to_debug_string()),
        }
    }
    Ok((
        response.status(),
        String::from_utf8_lossy(&bytes).into_owned(),
    ))
}

fn text(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}
