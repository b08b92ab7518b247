//! Every step that changes a disk. There are no others in the store, so a test can stop the process at each of them.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write};
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::Path;

use crate::Error;

/// What files may be: read by all, written by the owner. Nothing in a store runs.
const FILE_MODE: u32 = 0o644;
const FOLDER_MODE: u32 = 0o755;

/// A new file that counts each write as a step.
pub(super) struct NewFile(File);

impl NewFile {
    /// Makes the file; fails if there is one.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        step("create", path);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(FILE_MODE);
        let file = options.open(path)?;
        // Whatever the umask of the process is.
        file.set_permissions(Permissions::from_mode(FILE_MODE))?;
        Ok(Self(file))
    }

    /// Makes what was written durable.
    pub(super) fn sync(self, path: &Path) -> io::Result<()> {
        step("sync", path);
        self.0.sync_all()
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        step("write", Path::new(""));
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A new durable file with `bytes`.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = NewFile::create(path)?;
    file.write_all(bytes)?;
    file.sync(path)
}

/// Makes `path` have `bytes`, as one step: others see the old content or the new one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    // What a crash left. The lock of the store keeps others away.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let replaced = write(&beside, bytes).and_then(|()| move_to(&beside, path));
    if replaced.is_err() {
        let _ = fs::remove_file(&beside);
    }
    replaced
}

/// Moves `from` to `to` and makes the move durable.
pub(super) fn move_to(from: &Path, to: &Path) -> io::Result<()> {
    step("move", from);
    fs::rename(from, to)?;
    sync_folder(parent(to))?;
    if parent(from) != parent(to) {
        sync_folder(parent(from))?;
    }
    Ok(())
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    step("sync", folder);
    File::open(folder)?.sync_all()
}

/// Makes a folder, with those above it, unless it is there. The names are durable afterwards.
pub(super) fn make_folder(folder: &Path) -> Result<(), Error> {
    if folder.is_dir() {
        return Ok(());
    }
    step("make", folder);
    let mut builder = DirBuilder::new();
    let made = builder.recursive(true).mode(FOLDER_MODE).create(folder);
    made.and_then(|()| sync_folder(parent(folder)))
        .map_err(Error::store("make a folder"))
}

/// Removes a folder with all that is in it.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    step("remove", folder);
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// All of a file that has at most `limit` bytes; none if there is no such file.
pub(super) fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let problem = "it is larger than anything that is written there";
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    Ok(Some(bytes))
}

/// Fails if another user owns the folder or may write to it: whoever can write there decides what runs.
pub(super) fn refuse_foreign(folder: &Path) -> Result<(), Error> {
    let facts = fs::metadata(folder).map_err(Error::store("be looked at"))?;
    let own = facts.uid() == rustix::process::geteuid().as_raw();
    if own && facts.mode() & 0o022 == 0 {
        return Ok(());
    }
    Err(Error::UnsafeStore)
}

fn parent(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

#[cfg(not(test))]
fn step(_: &'static str, _: &Path) {}

#[cfg(test)]
use super::tests::step;
