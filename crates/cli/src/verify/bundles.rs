//! The signatures that come with a file: inside a package, and beside it.

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use plugwright::trust::Attached;
use plugwright_security::{
    bundle::{Bundle, parse_bundles},
    limits::{BUNDLE_SET_BYTES, BUNDLES},
};

use super::signable::{Signable, beside};
use crate::{archive::blame, blame::of_security};

/// All that there are. A file that the caller names has to be good; what others attached to a package may be anything.
pub(super) fn of(file: &Path, signable: &Signable, named: &[PathBuf]) -> Result<Attached> {
    let mut found = attached(file, signable)?;
    let default = beside(file);
    let paths = if named.is_empty() && fs::exists(&default)? {
        std::slice::from_ref(&default)
    } else {
        named
    };
    for path in paths {
        found.bundles.extend(read(path)?);
    }
    if found.bundles.len() > BUNDLES {
        found.notes.push(format!(
            "only the first {BUNDLES} signatures were looked at"
        ));
        found.bundles.truncate(BUNDLES);
    }
    Ok(found)
}

fn attached(file: &Path, signable: &Signable) -> Result<Attached> {
    let Some(archive) = signable.archive() else {
        return Ok(Attached::default());
    };
    Attached::read(archive, signable.digest()).map_err(|error| blame(file, error))
}

/// The bundles in a file.
fn read(path: &Path) -> Result<Vec<Bundle>> {
    let cannot = || format!("{} cannot be read", path.display());
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(cannot)?;
    file.take(BUNDLE_SET_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(cannot)?;
    parse_bundles(&bytes).map_err(of_security)
}
