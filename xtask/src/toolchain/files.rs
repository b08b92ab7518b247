//! What steps do to files: each makes the folders it needs and replaces what an earlier attempt left.

use std::{fs, io, path::Path};

use anyhow::{Context as _, Result, bail};

/// Writes a file, and the folders it needs.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    make_parent(path)?;
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

/// Writes a shell script that can be run.
pub(crate) fn write_program(path: &Path, text: &str) -> Result<()> {
    write(path, &format!("#!/bin/sh\n{}\n", text.trim()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Copies the files of `from` whose names have one of the endings, or all when there are none.
pub(crate) fn copy(from: &Path, to: &Path, endings: &[String], deep: bool) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let source = entry?.path();
        let Some(name) = source.file_name() else {
            continue;
        };
        let target = to.join(name);
        if source.is_dir() {
            if deep {
                copy(&source, &target, endings, deep)?;
            }
        } else if endings.is_empty()
            || endings
                .iter()
                .any(|ending| name.to_string_lossy().ends_with(ending))
        {
            copy_writable(&source, &target)?;
        }
    }
    Ok(())
}

/// Module caches are read-only; a copy of them must not be.
fn copy_writable(source: &Path, target: &Path) -> Result<()> {
    remove(target)?;
    fs::copy(source, target).with_context(|| format!("{} cannot be copied", source.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(target)?.permissions().mode();
        fs::set_permissions(target, fs::Permissions::from_mode(mode | 0o200))?;
    }
    Ok(())
}

/// Links each entry of `from` into another folder.
pub(crate) fn link_all(from: &Path, into: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        link(&into.join(entry.file_name()), &entry.path())?;
    }
    Ok(())
}

/// Makes `path` a symbolic link to `to`, in place of what is there.
#[cfg(unix)]
pub(crate) fn link(path: &Path, to: &Path) -> Result<()> {
    make_parent(path)?;
    remove(path)?;
    std::os::unix::fs::symlink(to, path)
        .with_context(|| format!("{} cannot be linked", path.display()))
}

#[cfg(not(unix))]
pub(crate) fn link(path: &Path, _to: &Path) -> Result<()> {
    bail!(
        "{} would be a symbolic link, which this system does not have",
        path.display()
    )
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            bail!("{} cannot be replaced: {error}", path.display())
        }
        _ => Ok(()),
    }
}

fn make_parent(path: &Path) -> Result<()> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))
}
