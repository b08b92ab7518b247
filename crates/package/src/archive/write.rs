//! Writing: the same content gives the same bytes, on any machine and in any year.

use std::io::{self, BufWriter, Write};

use super::header::{BLOCK, MAX_SIZE, header, padding};
use super::layout::{Layout, Source};
use super::{Archive, INDEX_ENTRY, MARKER_ENTRY, blob_entry};
use crate::blob::Hashing;
use crate::oci::LAYOUT_MARKER;
use crate::{Blob, Error};

const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

impl Archive {
    /// Writes the archive. Content that lies in files is read only now, and has to be what it was.
    ///
    /// # Errors
    /// [`Error::Write`]; [`Error::Read`] and [`Error::Changed`] for content that lies in files.
    pub fn write(&self, out: impl Write) -> Result<(), Error> {
        let layout = self.contents.layout()?;
        let mut out = BufWriter::new(out);
        document(&mut out, MARKER_ENTRY, LAYOUT_MARKER)?;
        document(&mut out, INDEX_ENTRY, &layout.index)?;
        for (blob, source) in &layout.blobs {
            match source {
                Source::Document(bytes) => document(&mut out, &blob_entry(blob.digest), bytes)?,
                Source::Given => self.given(&mut out, *blob)?,
            }
        }
        out.write_all(&END)
            .and_then(|()| out.flush())
            .map_err(Error::Write)
    }

    fn given(&self, out: &mut impl Write, blob: Blob) -> Result<(), Error> {
        let source = self.source(blob)?.open().map_err(Error::Read)?;
        let mut source = Hashing::new(source);
        begin(out, &blob_entry(blob.digest), blob.size)?;
        io::copy(&mut source, out).map_err(Error::Write)?;
        if source.finish() != blob {
            return Err(Error::Changed { blob: blob.digest });
        }
        end(out, blob.size)
    }
}

/// The size of the archive with this layout.
pub(super) fn size(layout: &Layout) -> u64 {
    let entry = |size: u64| {
        (BLOCK as u64)
            .saturating_add(size)
            .saturating_add(padding(size) as u64)
    };
    let blobs = layout.blobs.iter().map(|(blob, _)| blob.size);
    let sizes = blobs.chain([LAYOUT_MARKER.len() as u64, layout.index.len() as u64]);
    sizes.map(entry).fold(END.len() as u64, u64::saturating_add)
}

fn document(out: &mut impl Write, entry: &str, bytes: &[u8]) -> Result<(), Error> {
    let size = bytes.len() as u64;
    begin(out, entry, size)?;
    out.write_all(bytes).map_err(Error::Write)?;
    end(out, size)
}

fn begin(out: &mut impl Write, entry: &str, size: u64) -> Result<(), Error> {
    Error::over("the size of a file in an archive", size, MAX_SIZE)?;
    out.write_all(&header(entry, size)).map_err(Error::Write)
}

fn end(out: &mut impl Write, size: u64) -> Result<(), Error> {
    let zeros = [0; BLOCK];
    out.write_all(zeros.get(..padding(size)).unwrap_or_default())
        .map_err(Error::Write)
}
