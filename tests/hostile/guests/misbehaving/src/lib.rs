//! A guest that does what a language's runtime makes possible and no host wants: panics with a message, floods of output,
//! looks around, and talks to whom it may not.
//!
//! What needs no runtime is written in the text format, in the tests themselves.

#![allow(clippy::unwrap_used)]

mod bindings;
mod http;

use bindings::Guest;
use bindings::plugwright::plugin::secrets;
use bindings::wasi::http::types::Fields;
use bindings::wasi::logging::logging::{Level, log};
use bindings::wasi::random::random::get_random_bytes;
use std::cell::Cell;
use std::io::Write as _;

thread_local! {
    static ANSWERS: Cell<u32> = const { Cell::new(0) };
}

struct Misbehaving;

impl Guest for Misbehaving {
    fn answer() -> u32 {
        ANSWERS.set(ANSWERS.get() + 1);
        ANSWERS.get()
    }

    fn panics(message: String) {
        deep_inside_of_the_plugin(&message);
    }

    fn aborts() {
        std::process::abort();
    }

    fn exits(status: i32) {
        std::process::exit(status);
    }

    fn floods_output(bytes: u64, in_lines: bool) {
        let line = if in_lines {
            vec![b'x'; 99]
        } else {
            vec![b'x'; 65_536]
        };
        let mut out = std::io::stdout().lock();
        let mut written = 0;
        while written < bytes {
            out.write_all(&line).unwrap();
            if in_lines {
                out.write_all(b"\n").unwrap();
            }
            written += line.len() as u64;
        }
    }

    fn floods_log(records: u32) {
        for number in 0..records {
            log(Level::Info, "flood", &format!("record {number}"));
        }
    }

    fn takes_random(bytes: u64) -> u64 {
        get_random_bytes(bytes).len() as u64
    }

    fn surroundings() -> Vec<String> {
        let variables = std::env::vars().map(|(key, value)| format!("{key}={value}"));
        let folder = std::env::current_dir().map(|folder| format!("folder {}", folder.display()));
        variables.chain(std::env::args()).chain(folder).collect()
    }

    fn reads(path: String) -> Result<String, String> {
        std::fs::read_to_string(path).map_err(|error| error.to_string())
    }

    fn writes(path: String) -> Result<(), String> {
        std::fs::write(path, "a plugin was here").map_err(|error| error.to_string())
    }

    fn renames(from: String, to: String) -> Result<(), String> {
        std::fs::rename(from, to).map_err(|error| error.to_string())
    }

    fn adds_headers(name: String, value: Vec<u8>, times: u32) -> Result<(), String> {
        let fields = Fields::new();
        for _ in 0..times {
            fields
                .append(&name, &value)
                .map_err(|error| format!("{error:?}"))?;
        }
        Ok(())
    }

    fn placeholder(name: String) -> Result<String, String> {
        secrets::placeholder(&name).map_err(|error| format!("{error:?}"))
    }

    fn fetch(
        method: String,
        scheme: String,
        authority: String,
        path: String,
        headers: Vec<(String, String)>,
    ) -> Result<(u16, String), String> {
        http::fetch(&method, &scheme, &authority, &path, &headers)
    }
}

/// Its name has to be in the backtrace that the operator gets.
#[inline(never)]
fn deep_inside_of_the_plugin(message: &str) {
    panic!("{message}");
}
