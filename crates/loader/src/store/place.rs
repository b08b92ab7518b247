//! Where a version lies, and which version lies there.

use std::path::{Path, PathBuf};

use plugwright_manifest::{Digest, PluginId, parse_version};

use crate::Release;

/// The file with the package.
pub(super) const PACKAGE: &str = "package.plug";

/// The file with what is known of it.
pub(super) const RECORD: &str = "record.json";

/// The file with the second in which it was installed.
pub(super) const SINCE: &str = "since";

/// The folder of all versions of a plugin. No part of an id has a point in it, so no two share one.
pub(super) fn plugin_folder(versions: &Path, id: &PluginId) -> PathBuf {
    versions.join(id.as_str().replace(':', "."))
}

/// The folder of a version. The digest keeps apart two packages of one version, and versions that differ in case alone.
pub(super) fn version_folder(versions: &Path, release: &Release) -> PathBuf {
    let digest = release.digest.to_string();
    let hex = digest.strip_prefix("sha256:").unwrap_or(&digest);
    plugin_folder(versions, &release.id).join(format!("{}@{hex}", release.version))
}

/// The release whose folder has this name, in the folder of its plugin; none for what the store did not make.
pub(super) fn release_of(plugin: &str, version: &str) -> Option<Release> {
    let (number, hex) = version.rsplit_once('@')?;
    let id: PluginId = plugin.replacen('.', ":", 1).parse().ok()?;
    Some(Release {
        id,
        version: parse_version(number).ok()?,
        digest: format!("sha256:{hex}").parse::<Digest>().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_names_its_release_and_no_other() {
        for (id, version) in [
            ("a:b", "1.0.0"),
            ("b", "1.0.0-RC.1+x.2"),
            ("a-b:c", "0.0.1"),
        ] {
            let release = Release {
                id: id.parse().unwrap(),
                version: parse_version(version).unwrap(),
                digest: Digest::of(b"x"),
            };
            let folder = version_folder(Path::new("v"), &release);
            let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
            let plugin = name(folder.parent().unwrap());
            assert_eq!(release_of(&plugin, &name(&folder)), Some(release));
        }
        assert_eq!(release_of("a.b", "lost+found"), None);
        assert_eq!(release_of("..", "1.0.0@00"), None);
    }
}
