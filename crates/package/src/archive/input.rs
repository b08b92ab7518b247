//! The archive's bytes, one after the other, with where they are and an end to them.

use std::io::{ErrorKind, Read};

use super::header::{BLOCK, Block, complaint, header, padding, size_of};
use crate::{Error, Limits};

pub(super) struct Input<R> {
    source: R,
    /// How many bytes were read.
    position: u64,
    limit: u64,
}

impl<R: Read> Input<R> {
    pub(super) fn new(source: R, limits: &Limits) -> Self {
        Self {
            source,
            position: 0,
            limit: limits.archive,
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// The header of the entry that has to follow.
    pub(super) fn header(&mut self, entry: &str, size: u64) -> Result<(), Error> {
        let found = self.block(entry)?;
        compare(&found, &header(entry, size), entry)
    }

    /// The header of the entry that has to follow, whose size only it tells.
    pub(super) fn header_of_any_size(&mut self, entry: &str) -> Result<u64, Error> {
        let found = self.block(entry)?;
        let size = size_of(&found).unwrap_or_default();
        compare(&found, &header(entry, size), entry)?;
        Ok(size)
    }

    /// The zeros after an entry of `size` bytes.
    pub(super) fn padding(&mut self, entry: &str, size: u64) -> Result<(), Error> {
        let mut block = [0; BLOCK];
        let zeros = block.get_mut(..padding(size)).unwrap_or_default();
        self.exact(zeros, entry)?;
        if zeros.iter().all(|byte| *byte == 0) {
            return Ok(());
        }
        Err(Error::Archive {
            entry: entry.to_owned(),
            problem: "something is hidden behind its end",
        })
    }

    /// Two blocks of zeros, and nothing after them.
    pub(super) fn end(&mut self) -> Result<(), Error> {
        const ENTRY: &str = "the end";
        let wrong = |problem| Error::Archive {
            entry: ENTRY.to_owned(),
            problem,
        };
        for _ in 0..2 {
            if self.block(ENTRY)? != [0; BLOCK] {
                return Err(wrong("there is an entry that nothing names"));
            }
        }
        match self.some(&mut [0], ENTRY) {
            Err(Error::Truncated { .. }) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(wrong("something follows it")),
        }
    }

    fn block(&mut self, entry: &str) -> Result<Block, Error> {
        let mut block = [0; BLOCK];
        self.exact(&mut block, entry)?;
        Ok(block)
    }

    pub(super) fn exact(&mut self, mut buffer: &mut [u8], entry: &str) -> Result<(), Error> {
        while !buffer.is_empty() {
            let count = self.some(buffer, entry)?;
            buffer = buffer.get_mut(count..).unwrap_or_default();
        }
        Ok(())
    }

    /// At least one byte, as many as there are.
    pub(super) fn some(&mut self, buffer: &mut [u8], entry: &str) -> Result<usize, Error> {
        let count = loop {
            match self.source.read(buffer) {
                Ok(count) => break count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::Read(error)),
            }
        };
        if count == 0 {
            return Err(Error::Truncated {
                entry: entry.to_owned(),
            });
        }
        self.position += count as u64;
        Error::over("the size of the archive", self.position, self.limit)?;
        Ok(count)
    }
}

fn compare(found: &Block, expected: &Block, entry: &str) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Archive {
        entry: entry.to_owned(),
        problem: complaint(found, expected),
    })
}
