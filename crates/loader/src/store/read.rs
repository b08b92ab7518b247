//! Reading the store. Nobody is waited for: what is there is whole.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use plugwright_manifest::{Digest, PluginId};
use plugwright_package::{Archive, Blob};

use super::active_set::{self, ActiveSet, Pinned};
use super::record::{self, Record};
use super::{Store, disk, place};
use crate::{Error, Release};

/// An installed version with its component, whose bytes are those that were installed.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What is known of it.
    pub record: Record,
    /// What runs.
    pub component: Vec<u8>,
}

impl Store {
    /// What is active now.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the file is not one that this wrote; [`Error::Store`].
    pub fn active(&self) -> Result<ActiveSet, Error> {
        let bytes = disk::read(&self.active_file(), active_set::MOST)
            .map_err(Error::store("read the active set"))?;
        match bytes {
            Some(bytes) => ActiveSet::decode(&bytes),
            None if self.versions().is_dir() => Ok(ActiveSet::default()),
            // A store that was unmounted is not one in which nothing is active.
            None => Err(Error::store("be found")(ErrorKind::NotFound.into())),
        }
    }

    /// All installed versions, active or not, in their order.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn installed(&self) -> Result<Vec<Release>, Error> {
        let mut found = Vec::new();
        for plugin in names(&self.versions())? {
            for version in names(&self.versions().join(&plugin))? {
                found.extend(place::release_of(&plugin, &version));
            }
        }
        found.sort();
        Ok(found)
    }

    /// What is known of an installed version.
    ///
    /// # Errors
    /// [`Error::NotInstalled`]; [`Error::Damaged`]; [`Error::Store`].
    pub fn record(&self, release: &Release) -> Result<Record, Error> {
        self.read_record(release).map(|(record, _)| record)
    }

    /// When an installed version was put here, by the clock of this machine; none if nobody knows. No digest covers it: it is good for
    /// telling how old a version is at least, and not for more.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn installed_at(&self, release: &Release) -> Result<Option<SystemTime>, Error> {
        let file = place::version_folder(&self.versions(), release).join(place::SINCE);
        let bytes = disk::read(&file, 20).map_err(Error::store("read a time"))?;
        let seconds = bytes.and_then(|bytes| std::str::from_utf8(&bytes).ok()?.parse().ok());
        Ok(seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds))))
    }

    /// What is known of a version of the active set, compared with what the set pins.
    ///
    /// # Errors
    /// [`Error::NotInstalled`]; [`Error::Damaged`] if it is not what was installed; [`Error::Store`].
    pub fn pinned_record(&self, id: &PluginId, pinned: &Pinned) -> Result<Record, Error> {
        let release = pinned.release(id);
        let (record, digest) = self.read_record(&release)?;
        if digest == pinned.record {
            Ok(record)
        } else {
            Err(changed(&release))
        }
    }

    /// An installed version as the active set would have it, with grants.
    ///
    /// # Errors
    /// [`Error::NotInstalled`]; [`Error::Damaged`]; [`Error::Store`].
    pub fn pin(&self, release: &Release, grants: Option<Digest>) -> Result<Pinned, Error> {
        let (_, record) = self.read_record(release)?;
        Ok(Pinned {
            version: release.version.clone(),
            digest: release.digest,
            record,
            grants,
        })
    }

    /// Reads a version of the active set, to run it. Its bytes are compared with the digests that the set pins.
    ///
    /// # Errors
    /// [`Error::NotInstalled`]; [`Error::Damaged`] if a byte is not what was installed; [`Error::Store`].
    pub fn load(&self, id: &PluginId, pinned: &Pinned) -> Result<Stored, Error> {
        let record = self.pinned_record(id, pinned)?;
        let component = self.component(&record)?;
        Ok(Stored { record, component })
    }

    /// The package of an installed version, read again from its first byte to its last: with its signatures, and to verify it.
    ///
    /// # Errors
    /// [`Error::NotInstalled`]; [`Error::Package`] if it is not whole; [`Error::Damaged`] if it is another one.
    pub fn package(&self, release: &Release) -> Result<Archive, Error> {
        let file = place::version_folder(&self.versions(), release).join(place::PACKAGE);
        if !file.is_file() {
            return Err(Error::not_installed(release));
        }
        let archive = Archive::open(&file, &self.limits)?;
        if archive.contents().digest() == release.digest {
            Ok(archive)
        } else {
            Err(changed(release))
        }
    }

    pub(super) fn read_record(&self, release: &Release) -> Result<(Record, Digest), Error> {
        let file = place::version_folder(&self.versions(), release).join(place::RECORD);
        let bytes = disk::read(&file, record::MOST).map_err(Error::store("read a record"))?;
        let bytes = bytes.ok_or_else(|| Error::not_installed(release))?;
        let record = Record::decode(&bytes)?;
        if record.release == *release {
            Ok((record, Digest::of(&bytes)))
        } else {
            Err(changed(release))
        }
    }

    fn component(&self, record: &Record) -> Result<Vec<u8>, Error> {
        let file = place::version_folder(&self.versions(), &record.release).join(place::PACKAGE);
        let part = part(&file, record.offset, record.component.size);
        let bytes = part.map_err(Error::store("read a package"))?;
        if Blob::of(&bytes) == record.component {
            Ok(bytes)
        } else {
            Err(changed(&record.release))
        }
    }
}

/// The `size` bytes from `offset` on, or as many as there are.
fn part(file: &Path, offset: u64, size: u64) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(file)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn changed(release: &Release) -> Error {
    Error::damaged(
        &format!("the stored package of {release}"),
        "its bytes are not those that were installed; install it again",
    )
}

fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let failed = || Error::store("list what is installed");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed())? {
        let entry = entry.map_err(failed())?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            names.extend(entry.file_name().into_string());
        }
    }
    Ok(names)
}
