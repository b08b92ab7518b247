//! Standard output and standard error of a plugin, as lines of its log.
//!
//! Every write is taken at once and in full, whatever its size: a plugin that prints without end is stopped by its
//! deadline, not by a pipe that fills up, and the host keeps no more than one capped line and the ring.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

use super::buffer::LogBuffer;
use super::line::{Line, LineSplitter};
use super::record::LogLevel;

/// How many bytes a plugin may hand over in one write, and so how many zeroes it can make the host allocate.
const WRITE_BYTES: usize = 64 << 10;

/// One standard stream of one instance. All streams that the instance opens on it write to the same line; what is
/// left of a line is recorded when the last of them goes.
#[derive(Clone, Debug)]
pub(crate) struct OutputCapture {
    stream: Arc<Stream>,
}

#[derive(Debug)]
struct Stream {
    logs: LogBuffer,
    context: &'static str,
    level: LogLevel,
    line: Mutex<LineSplitter>,
}

impl OutputCapture {
    /// Captures standard output: records of level `Info` with the context `stdout`.
    pub(crate) fn stdout(logs: &LogBuffer) -> Self {
        Self::new(logs, "stdout", LogLevel::Info)
    }

    /// Captures standard error: records of level `Warn` with the context `stderr`.
    pub(crate) fn stderr(logs: &LogBuffer) -> Self {
        Self::new(logs, "stderr", LogLevel::Warn)
    }

    /// Records what has been written of an unfinished line. Called between two calls of an instance, it keeps the
    /// output of one call from running into the next.
    pub(crate) fn end_line(&self) {
        self.stream.end_line();
    }

    fn new(logs: &LogBuffer, context: &'static str, level: LogLevel) -> Self {
        let stream = Stream {
            logs: logs.clone(),
            context,
            level,
            line: Mutex::new(LineSplitter::new(logs.line_bytes())),
        };
        Self {
            stream: Arc::new(stream),
        }
    }
}

impl Stream {
    fn write(&self, bytes: &[u8]) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        line.write(bytes, |line| self.record(&line));
    }

    fn end_line(&self) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        line.end(|line| self.record(&line));
    }

    fn record(&self, line: &Line<'_>) {
        let text = String::from_utf8_lossy(line.bytes);
        self.logs.log_cut(self.level, self.context, &text, line.cut);
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.end_line();
    }
}

impl IsTerminal for OutputCapture {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for OutputCapture {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Pollable for OutputCapture {
    async fn ready(&mut self) {}
}

impl OutputStream for OutputCapture {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.stream.write(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        // A flush says nothing about lines: programs flush in the middle of them.
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(WRITE_BYTES)
    }
}

impl AsyncWrite for OutputCapture {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        self.stream.write(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
