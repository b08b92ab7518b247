//! The sender against real servers on this machine: every test here opens sockets, or proves that none was opened.

mod ambient;
mod connections;
mod destinations;
mod hooks;
mod limits;
mod names;
mod redirects;
mod requests;
mod secrets;
mod server;
mod tls;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Empty};

use super::{Egress, EgressBody, EgressBuilder, EgressError, EgressPolicy};
use names::Names;

/// A policy that allows the given origins, also at private addresses: the servers of these tests have no others.
fn private(origins: &[&str]) -> EgressPolicy {
    let allow = |policy: EgressPolicy, origin: &&str| policy.allow_private(origin.parse().unwrap());
    origins.iter().fold(EgressPolicy::default(), allow)
}

fn builder(origins: &[&str]) -> EgressBuilder {
    Egress::builder().policy(private(origins))
}

fn egress(origins: &[&str]) -> Egress {
    builder(origins).build().unwrap()
}

/// An egress whose name server is ours.
fn resolving(origins: &[&str], names: &Names) -> Egress {
    builder(origins).resolver(names.resolver()).build().unwrap()
}

fn request(url: &str) -> Request<Empty<Bytes>> {
    Request::get(url).body(Empty::new()).unwrap()
}

async fn get(egress: &Egress, url: &str) -> Result<Response<EgressBody>, EgressError> {
    egress.send(request(url)).await
}

async fn text(response: Response<EgressBody>) -> Result<String, EgressError> {
    let bytes = response.into_body().collect().await?.to_bytes();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn get_text(egress: &Egress, url: &str) -> Result<String, EgressError> {
    text(get(egress, url).await?).await
}

async fn code(egress: &Egress, url: &str) -> &'static str {
    match get_text(egress, url).await {
        Ok(_) => "answered",
        Err(error) => error.code(),
    }
}
