//! One request and its answer, before a deadline.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use super::refuse;
use super::wire::MESSAGE_BYTES;
use crate::Error;

/// An open socket, until a moment.
pub(super) struct Connection {
    stream: UnixStream,
    deadline: Instant,
}

impl Connection {
    pub(super) fn open(socket: &Path, within: Duration) -> Result<Self, Error> {
        let stream = UnixStream::connect(socket).map_err(|_| {
            refuse("nobody listens at SSH_AUTH_SOCK; start it with `eval $(ssh-agent)`, and add a key with `ssh-add`")
        })?;
        Ok(Self {
            stream,
            deadline: Instant::now() + within,
        })
    }

    /// Sends a message and reads the answer.
    pub(super) fn exchange(mut self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.send(message).map_err(|error| failed(&error))?;
        let mut length = [0; 4];
        self.fill(&mut length).map_err(|error| failed(&error))?;
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 || length > MESSAGE_BYTES {
            return Err(refuse(
                "it announced an empty answer, or one of more than 256 KiB",
            ));
        }
        let mut answer = vec![0; length];
        self.fill(&mut answer).map_err(|error| failed(&error))?;
        Ok(answer)
    }

    fn send(&mut self, message: &[u8]) -> io::Result<()> {
        let length = u32::try_from(message.len()).map_err(io::Error::other)?;
        let mut bytes = length.to_be_bytes().to_vec();
        bytes.extend_from_slice(message);
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            self.stream.set_write_timeout(Some(self.left()?))?;
            let sent = self.stream.write(rest)?;
            rest = rest
                .get(sent..)
                .filter(|_| sent > 0)
                .ok_or_else(|| io::Error::from(io::ErrorKind::WriteZero))?;
        }
        Ok(())
    }

    /// Fills `bytes`, however slowly they come, until the deadline.
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            self.stream.set_read_timeout(Some(self.left()?))?;
            match self.stream.read(rest)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => rest = rest.get_mut(read..).unwrap_or_default(),
            }
        }
        Ok(())
    }

    fn left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(left)
    }
}

fn failed(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            refuse("it did not answer in time; look whether it waits for a confirmation")
        }
        _ => refuse("it hung up before its answer was complete"),
    }
}
