//! The mock server as a process of its own, stopped when the demonstration ends, however it ends.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

use anyhow::{Context as _, Result, bail};

/// A server that listens.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    banner: String,
    origin: String,
}

impl Server {
    /// Starts `program` with `settings` on a free port and waits until it listens.
    ///
    /// # Errors
    /// When it ends before it listens; the message has what it said.
    pub(crate) fn start(program: &Path, settings: &Path) -> Result<Self> {
        let mut child = Command::new(program)
            .args(["--listen", "127.0.0.1:0", "--config"])
            .arg(settings)
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let mut lines = BufReader::new(child.stdout.take().context("its output is piped")?).lines();
        let banner = lines.next().transpose()?.unwrap_or_default();
        let listening = lines.next().transpose()?.unwrap_or_default();
        let Some((_, origin)) = listening.split_once("listening on ") else {
            bail!("the mock server ended: {}", last_words(&mut child));
        };
        drain(&mut child, lines);
        Ok(Self {
            child,
            banner,
            origin: origin.trim().to_owned(),
        })
    }

    /// What it serves, in its own words.
    pub(crate) fn banner(&self) -> &str {
        &self.banner
    }

    /// The address of `path`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; there is nothing else to do about a process that cannot be ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server whose output nobody reads stands still once the pipe is full.
fn drain(child: &mut Child, lines: impl Iterator + Send + 'static) {
    thread::spawn(move || lines.for_each(drop));
    if let Some(errors) = child.stderr.take() {
        thread::spawn(move || {
            let lines = BufReader::new(errors).lines().map_while(Result::ok);
            lines.for_each(|line| anstream::eprintln!("  server: {line}"));
        });
    }
}

fn last_words(child: &mut Child) -> String {
    let mut words = String::new();
    if let Some(errors) = &mut child.stderr {
        let _ = errors.read_to_string(&mut words);
    }
    words.trim().to_owned()
}
