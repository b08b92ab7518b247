//! Compiled components on disk, which only this host can have written.
//!
//! Machine code from a file is as powerful as the host itself, so a file is not trusted because of where it lies. Each entry
//! ends with a MAC (keyed BLAKE3: <https://github.com/BLAKE3-team/BLAKE3-specs>) over the engine's fingerprint, the component's
//! digest and the code, under a key that lies beside the entries and is readable by the owner alone. An entry that does not
//! match is a miss, never an error: it is compiled again and replaced. Entries are written to a temporary file and renamed,
//! so that a reader never sees half of one, and the bytes that were verified are the bytes that are loaded.

use crate::error::{Problem, Result};
use plugwright_manifest::Digest;
use rustix::fs::{Mode, OFlags};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

const MAGIC: &[u8; 8] = b"PWAOT\0\0\x01";
const MAC_BYTES: usize = blake3::OUT_LEN;
const KEY_FILE: &str = "key";

/// A directory of compiled components.
pub(crate) struct Cache {
    dir: PathBuf,
    key: [u8; blake3::KEY_LEN],
    hits: AtomicU64,
    misses: AtomicU64,
    rejected: AtomicU64,
}

/// What a look-up found.
pub(crate) enum Lookup {
    Hit(Vec<u8>),
    Miss,
    /// There was a file, but this host did not write it like that.
    Rejected,
}

/// How well the cache does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStatistics {
    /// Entries that were used.
    pub hits: u64,
    /// Look-ups without an entry.
    pub misses: u64,
    /// Entries that were damaged, or that this host did not write; they were compiled again.
    pub rejected: u64,
    /// Compilations, which each cache entry saves one of; counted without a cache too.
    pub compilations: u64,
}

impl Cache {
    /// Opens a directory, which is created if it is missing; it has to be the owner's alone.
    pub(crate) fn open(dir: &Path) -> Result<Self> {
        create_private(dir)?;
        check_private(dir)?;
        Ok(Self {
            key: read_or_make_key(&dir.join(KEY_FILE))?,
            dir: dir.to_owned(),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
        })
    }

    /// The code that was stored for a component and an engine.
    pub(crate) fn get(&self, engine: u64, component: &Digest) -> Lookup {
        let found = match Self::read(&self.path(engine, component)) {
            Ok(Some(bytes)) => self.verify(engine, component, bytes),
            Ok(None) => Lookup::Miss,
            Err(_) => Lookup::Rejected,
        };
        let counter = match found {
            Lookup::Hit(_) => &self.hits,
            Lookup::Miss => &self.misses,
            Lookup::Rejected => &self.rejected,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// Stores code. A failure is no reason to fail a load, so it is only reported.
    pub(crate) fn put(&self, engine: u64, component: &Digest, code: &[u8]) -> std::io::Result<()> {
        static SERIAL: AtomicU64 = AtomicU64::new(0);
        let path = self.path(engine, component);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let temporary = self
            .dir
            .join(format!(".{}-{serial}.new", std::process::id()));
        let written = write_new(
            &temporary,
            &[code, &self.mac(engine, component, code), MAGIC],
        )
        .and_then(|()| fs::rename(&temporary, &path));
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written
    }

    pub(crate) fn statistics(&self) -> CacheStatistics {
        CacheStatistics {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            rejected: self.rejected.load(Ordering::Relaxed),
            compilations: 0,
        }
    }

    fn path(&self, engine: u64, component: &Digest) -> PathBuf {
        let name = blake3::Hasher::new_derive_key("plugwright 2026 cache entry name")
            .update(&engine.to_le_bytes())
            .update(component.as_bytes())
            .finalize();
        self.dir.join(format!("{}.aot", name.to_hex()))
    }

    fn read(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
        let file = rustix::fs::open(
            path,
            OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC,
            Mode::empty(),
        );
        let mut file = match file {
            Ok(file) => File::from(file),
            Err(rustix::io::Errno::NOENT) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let size = usize::try_from(file.metadata()?.len()).unwrap_or(0);
        let mut bytes = Vec::with_capacity(size);
        file.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    fn verify(&self, engine: u64, component: &Digest, mut bytes: Vec<u8>) -> Lookup {
        let Some(end) = bytes.len().checked_sub(MAC_BYTES + MAGIC.len()) else {
            return Lookup::Rejected;
        };
        let (code, trailer) = bytes.split_at(end);
        let Some(mac) = trailer
            .strip_suffix(MAGIC)
            .and_then(|mac| mac.try_into().ok())
        else {
            return Lookup::Rejected;
        };
        let expected = self.mac(engine, component, code);
        // Comparing two hashes takes the same time wherever they differ.
        if blake3::Hash::from_bytes(mac) != blake3::Hash::from_bytes(expected) {
            return Lookup::Rejected;
        }
        bytes.truncate(end);
        Lookup::Hit(bytes)
    }

    fn mac(&self, engine: u64, component: &Digest, code: &[u8]) -> [u8; MAC_BYTES] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&engine.to_le_bytes());
        hasher.update(component.as_bytes());
        hasher.update(code);
        *hasher.finalize().as_bytes()
    }
}

fn unsafe_cache(reason: impl std::fmt::Display) -> Problem {
    Problem::UnsafeCache {
        reason: reason.to_string(),
    }
}

fn create_private(dir: &Path) -> Result<(), Problem> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(|error| unsafe_cache(format_args!("it cannot be created: {}", error.kind())))
}

/// A directory that others may write to, or that is really a link to somewhere else, is none that only this host writes to.
fn check_private(dir: &Path) -> Result<(), Problem> {
    use std::os::unix::fs::MetadataExt as _;
    let meta = fs::symlink_metadata(dir)
        .map_err(|error| unsafe_cache(format_args!("it cannot be read: {}", error.kind())))?;
    if !meta.is_dir() {
        return Err(unsafe_cache("it is a link or no directory"));
    }
    if meta.mode() & 0o022 != 0 {
        return Err(unsafe_cache("others may write to it; `chmod go-w` it"));
    }
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(unsafe_cache("it belongs to another user"));
    }
    Ok(())
}

fn read_or_make_key(path: &Path) -> Result<[u8; blake3::KEY_LEN], Problem> {
    match make_key(path) {
        Ok(key) => return Ok(key),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => {
            return Err(unsafe_cache(format_args!(
                "its key cannot be made: {}",
                error.kind()
            )));
        }
    }
    read_key(path)
}

/// Makes the key complete before it appears under its name, so that two hosts that start at once agree on one.
fn make_key(path: &Path) -> std::io::Result<[u8; blake3::KEY_LEN]> {
    if path.exists() {
        return Err(std::io::ErrorKind::AlreadyExists.into());
    }
    let mut key = [0; blake3::KEY_LEN];
    File::open("/dev/urandom")?.read_exact(&mut key)?;
    let temporary = path.with_extension(format!("{}.new", std::process::id()));
    let _ = fs::remove_file(&temporary);
    write_new(&temporary, &[&key])?;
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    linked.map(|()| key)
}

fn read_key(path: &Path) -> Result<[u8; blake3::KEY_LEN], Problem> {
    use std::os::unix::fs::MetadataExt as _;
    let unreadable = |error: std::io::Error| {
        unsafe_cache(format_args!("its key cannot be read: {}", error.kind()))
    };
    let file = rustix::fs::open(
        path,
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC,
        Mode::empty(),
    )
    .map_err(|error| unreadable(error.into()))?;
    let mut file = File::from(file);
    let meta = file.metadata().map_err(unreadable)?;
    if meta.mode() & 0o077 != 0 || meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(unsafe_cache(
            "its key is readable by others; delete the directory",
        ));
    }
    let mut key = [0; blake3::KEY_LEN];
    file.read_exact(&mut key).map_err(unreadable)?;
    Ok(key)
}

fn write_new(path: &Path, parts: &[&[u8]]) -> std::io::Result<()> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file: OwnedFd = rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR)?;
    let mut file = File::from(file);
    parts.iter().try_for_each(|part| file.write_all(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    const ENGINE: u64 = 7;

    fn filled() -> (tempfile::TempDir, Cache, Digest) {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::open(&dir.path().join("aot")).unwrap();
        let digest = Digest::of(b"component");
        cache.put(ENGINE, &digest, b"machine code").unwrap();
        (dir, cache, digest)
    }

    #[test]
    fn what_was_stored_is_found_after_a_restart() {
        let (dir, _, digest) = filled();
        let again = Cache::open(&dir.path().join("aot")).unwrap();
        assert!(matches!(again.get(ENGINE, &digest), Lookup::Hit(code) if code == b"machine code"));
    }

    #[test]
    fn d8_a_changed_truncated_or_foreign_entry_is_a_miss() {
        let (_dir, cache, digest) = filled();
        let path = cache.path(ENGINE, &digest);
        let good = fs::read(&path).unwrap();
        for index in 0..good.len() {
            let mut bad = good.clone();
            bad[index] ^= 1;
            fs::write(&path, &bad).unwrap();
            assert!(
                matches!(cache.get(ENGINE, &digest), Lookup::Rejected),
                "byte {index}"
            );
            fs::write(&path, &good[..index]).unwrap();
            assert!(
                matches!(cache.get(ENGINE, &digest), Lookup::Rejected),
                "cut at {index}"
            );
        }
    }

    #[test]
    fn d8_an_entry_of_another_engine_or_component_is_a_miss() {
        let (_dir, cache, digest) = filled();
        let other = Digest::of(b"another component");
        fs::copy(cache.path(ENGINE, &digest), cache.path(ENGINE, &other)).unwrap();
        assert!(matches!(cache.get(ENGINE, &other), Lookup::Rejected));
        fs::copy(cache.path(ENGINE, &digest), cache.path(8, &digest)).unwrap();
        assert!(matches!(cache.get(8, &digest), Lookup::Rejected));
    }

    #[test]
    fn d10_a_directory_that_others_may_write_to_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let open = dir.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(Cache::open(&open).is_err());
    }

    #[test]
    fn d10_a_link_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        Cache::open(&real).unwrap();
        symlink(&real, &link).unwrap();
        assert!(Cache::open(&link).is_err());
    }

    #[test]
    fn d10_a_key_that_others_can_read_is_refused() {
        let (dir, ..) = filled();
        let key = dir.path().join("aot").join(KEY_FILE);
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Cache::open(&dir.path().join("aot")).is_err());
    }
}
