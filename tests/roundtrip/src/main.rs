//! Reads a request as JSON from standard input, proves the component that it names, and prints the report as JSON.
//!
//! A process for each component: what a component does to it is over with it.

use anyhow::{Context as _, Result};
use plugwright_roundtrip::{Request, prove};
use std::io::{Read as _, stdin};

fn main() -> Result<()> {
    let mut text = String::new();
    stdin().read_to_string(&mut text)?;
    let request: Request = serde_json::from_str(&text).context("the request is malformed")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let report = runtime.block_on(prove(&request))?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}
