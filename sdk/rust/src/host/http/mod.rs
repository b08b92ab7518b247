//! Outbound HTTP requests through `wasi:http`, to the origins that the plugin is granted. A request blocks the plugin
//! until the answer is there; it counts against the time that the host gives to the call.
//!
//! ```
//! use plugwright_plugin_sdk::{HostError, http, testing::Host};
//!
//! fn motto(team: &str) -> Result<String, HostError> {
//!     http::get(&format!("https://teams.example/{team}/motto"))
//!         .header("accept", "text/plain")
//!         .max_body(1024)
//!         .send()?
//!         .success()?
//!         .text()
//! }
//!
//! let _host = Host::new().http(|_| Ok(http::Response::new(200, "carpe diem"))).install();
//! assert_eq!(motto("blue")?, "carpe diem");
//! # Ok::<(), HostError>(())
//! ```

mod request;
mod response;
mod url;

pub use request::Request;
pub use response::Response;
pub(crate) use url::Url;

/// A `GET` request.
pub fn get(url: &str) -> Request {
    Request::new("GET", url)
}

/// A `POST` request with a body.
pub fn post(url: &str, body: impl Into<Vec<u8>>) -> Request {
    Request::new("POST", url).body(body)
}
