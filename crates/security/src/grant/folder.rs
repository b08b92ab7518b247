//! The folder in which grants are kept, one file a plugin.
//!
//! Whoever can write here decides what plugins may do, so the folder has to be the operator's own. A file is replaced as a whole: a
//! reader sees the old grant or the new one, also after a power failure, and two who edit at once wait for each other.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use plugwright_manifest::{Digest, PluginId};
use rustix::fs::{Mode, OFlags};

use super::Grant;
use crate::{Error, document};

/// Stands for the namespace of ids that have none; no namespace can be called so.
const NO_NAMESPACE: &str = "_";

/// The grants of one host.
#[derive(Clone, Debug)]
pub struct GrantFolder {
    path: PathBuf,
}

/// What a change of a grant replaced by what, for the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The digest of the file before.
    pub before: Option<Digest>,
    /// The digest of the file since; none if it was removed.
    pub after: Option<Digest>,
}

impl GrantFolder {
    /// Opens the folder, which is made if it is missing.
    ///
    /// # Errors
    /// [`Error::UnsafeGrants`] if it is a link, belongs to somebody else, or others may write to it; [`Error::GrantIo`].
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        make_folder(&path)?;
        check_owner(&path)?;
        Ok(Self { path })
    }

    /// The grant of a plugin, if it has one.
    ///
    /// # Errors
    /// [`Error::Document`] if the file is no grant, [`Error::UnsafeGrants`] if it is a link or others may write to it,
    /// [`Error::GrantIo`].
    pub fn get(&self, plugin: &PluginId) -> Result<Option<Grant>, Error> {
        Ok(self.pin(plugin)?.map(|(grant, _)| grant))
    }

    /// The grant of a plugin with the digest of its file, by which a host notices that it was changed since.
    ///
    /// # Errors
    /// As [`GrantFolder::get`].
    pub fn pin(&self, plugin: &PluginId) -> Result<Option<(Grant, Digest)>, Error> {
        let path = self.file(plugin);
        let Some(bytes) = read(&path)? else {
            return Ok(None);
        };
        let digest = Digest::of(&bytes);
        let name = path.display().to_string();
        let refuse = |problem: &str| Error::UnsafeGrants {
            path: path.clone(),
            problem: problem.to_owned(),
        };
        let text = String::from_utf8(bytes).map_err(|_| refuse("it is not UTF-8"))?;
        let grant = Grant::parse(&name, &text)?;
        if grant.plugin != *plugin {
            return Err(refuse("it is the grant of another plugin"));
        }
        Ok(Some((grant, digest)))
    }

    /// Changes the grant of a plugin: `change` gets what there is and returns what there shall be; none takes it away.
    ///
    /// # Errors
    /// What `change` fails with, and as [`GrantFolder::get`]. Nothing is changed then.
    pub fn change<E: From<Error>>(
        &self,
        plugin: &PluginId,
        change: impl FnOnce(Option<Grant>) -> Result<Option<Grant>, E>,
    ) -> Result<Stored, E> {
        let _lock = self.lock()?;
        let path = self.file(plugin);
        let before = read(&path)?.as_deref().map(Digest::of);
        let Some(grant) = change(self.get(plugin)?)? else {
            remove(&path)?;
            return Ok(Stored {
                before,
                after: None,
            });
        };
        let after = Some(replace(&path, grant.to_yaml().as_bytes())?);
        Ok(Stored { before, after })
    }

    /// The plugins that have a grant, sorted. Files that are none are left out.
    ///
    /// # Errors
    /// [`Error::GrantIo`].
    pub fn plugins(&self) -> Result<Vec<PluginId>, Error> {
        let mut plugins = Vec::new();
        for namespace in names(&self.path)? {
            let folder = self.path.join(&namespace);
            if !folder.is_dir() {
                continue;
            }
            for name in names(&folder)? {
                plugins.extend(id(&namespace, &name));
            }
        }
        plugins.sort();
        Ok(plugins)
    }

    /// An id is safe in a path: that is what its grammar is for.
    fn file(&self, plugin: &PluginId) -> PathBuf {
        let namespace = plugin.namespace().unwrap_or(NO_NAMESPACE);
        self.path
            .join(namespace)
            .join(format!("{}.yaml", plugin.name()))
    }

    fn lock(&self) -> Result<File, Error> {
        let path = self.path.join("lock");
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = rustix::fs::open(&path, flags, Mode::RUSR | Mode::WUSR)
            .map_err(|error| io(&path, error.into()))?;
        let file = File::from(file);
        file.lock().map_err(|error| io(&path, error))?;
        Ok(file)
    }
}

fn id(namespace: &str, file: &str) -> Option<PluginId> {
    let name = file.strip_suffix(".yaml")?;
    if namespace == NO_NAMESPACE {
        return name.parse().ok();
    }
    format!("{namespace}:{name}").parse().ok()
}

fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = fs::read_dir(folder).map_err(|error| io(folder, error))?;
    Ok(entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect())
}

fn make_folder(path: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(path).map_err(|error| io(path, error))
}

fn check_owner(path: &Path) -> Result<(), Error> {
    let meta = fs::symlink_metadata(path).map_err(|error| io(path, error))?;
    let unsafe_folder = |problem: &str| {
        Err(Error::UnsafeGrants {
            path: path.to_owned(),
            problem: problem.to_owned(),
        })
    };
    if !meta.is_dir() {
        return unsafe_folder("it is a link or a file; name the folder itself");
    }
    owned(&meta).or_else(unsafe_folder)
}

fn owned(meta: &fs::Metadata) -> Result<(), &'static str> {
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err("it belongs to another user");
    }
    if meta.mode() & 0o022 != 0 {
        return Err("others may write to it; `chmod go-w` it");
    }
    Ok(())
}

/// The bytes of a grant; what is checked is what is read.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(rustix::io::Errno::NOENT) => return Ok(None),
        Err(error) => return Err(io(path, error.into())),
    };
    let meta = file.metadata().map_err(|error| io(path, error))?;
    let refuse = |problem: &str| Error::UnsafeGrants {
        path: path.to_owned(),
        problem: problem.to_owned(),
    };
    if !meta.is_file() {
        return Err(refuse("it is no file"));
    }
    owned(&meta).map_err(refuse)?;
    let mut bytes = Vec::new();
    let most = document::MAX_BYTES as u64;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| io(path, error))?;
    if bytes.len() as u64 > most {
        return Err(refuse("it has more than 256 KiB"));
    }
    Ok(Some(bytes))
}

/// Under the lock, so the temporary name is this process's alone; a crash leaves it to the next one.
fn replace(path: &Path, bytes: &[u8]) -> Result<Digest, Error> {
    let folder = path.parent().unwrap_or(path);
    make_folder(folder)?;
    check_owner(folder)?;
    let temporary = path.with_extension("new");
    remove(&temporary)?;
    write_synced(&temporary, bytes).map_err(|error| io(&temporary, error))?;
    fs::rename(&temporary, path).map_err(|error| io(path, error))?;
    sync_folder(folder)?;
    Ok(Digest::of(bytes))
}

fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut file = File::from(rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR)?);
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| io(folder, error))
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(path, error)),
        _ => Ok(()),
    }
}

fn io(path: &Path, source: std::io::Error) -> Error {
    Error::GrantIo {
        path: path.to_owned(),
        source,
    }
}
