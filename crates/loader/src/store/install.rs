//! Installing: a package becomes a version that never changes.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use plugwright_package::{
    Archive, ArchiveKind, Blob, BlobStore, Entry, Error as PackageError, Files, Package,
    PackageInfo, read,
};

use super::record::{Origin, Record, release_of};
use super::staging::Staging;
use super::{Store, disk, folder, place};
use crate::{Error, Release};

impl Store {
    /// Installs the package, or all packages of the bundle, in a `.plug` file. Nothing becomes active by that. Each package is
    /// installed as a whole; of a bundle those before a failure stay installed.
    ///
    /// # Errors
    /// [`Error::Package`]; [`Error::StoreBusy`]; [`Error::Store`].
    pub fn install_file(&self, file: &Path) -> Result<Vec<Release>, Error> {
        self.install(&Archive::open(file, &self.limits)?, &Origin::File)
    }

    /// Installs what a developer built: the component in `folder` with the `plugin.yaml` beside it.
    ///
    /// # Errors
    /// [`Error::Folder`], [`Error::Package`]; [`Error::StoreBusy`]; [`Error::Store`].
    pub fn install_folder(&self, folder: &Path) -> Result<Release, Error> {
        self.install_one(&self.archive(folder)?, &Origin::Folder)
    }

    /// Reads what somebody wants to install, a `.plug` file or a folder with a component and its manifest, to look at it before
    /// [`Store::install`].
    ///
    /// # Errors
    /// [`Error::Folder`], [`Error::Package`]; [`Error::Store`].
    pub fn read(&self, plugin: &Path) -> Result<(Archive, Origin), Error> {
        if plugin.is_dir() {
            return Ok((self.archive(plugin)?, Origin::Folder));
        }
        Ok((Archive::open(plugin, &self.limits)?, Origin::File))
    }

    /// Installs what is in an archive. See [`Store::install_file`].
    ///
    /// # Errors
    /// As [`Store::install_file`].
    pub fn install(&self, archive: &Archive, origin: &Origin) -> Result<Vec<Release>, Error> {
        if archive.contents().kind() == ArchiveKind::Plugin {
            return Ok(vec![self.install_one(archive, origin)?]);
        }
        let packages = archive.contents().packages();
        packages
            .map(|package| self.install_one(&self.alone(archive, package)?, origin))
            .collect()
    }

    /// The archive of what a developer built.
    fn archive(&self, folder: &Path) -> Result<Archive, Error> {
        let package = folder::package(folder, &self.limits)?;
        Ok(Archive::plugin(package, &self.limits)?)
    }

    fn install_one(&self, archive: &Archive, origin: &Origin) -> Result<Release, Error> {
        let mut packages = archive.contents().packages();
        let package = packages.next().ok_or(Error::Folder {
            problem: "the archive has no package",
        })?;
        let release = release_of(package);
        if self.package(&release).is_ok() && self.record(&release).is_ok() {
            return Ok(release);
        }
        let staging = Staging::make(&self.staging(), &self.lock()?)?;
        let version = staging.folder.join("version");
        self.write(archive, package, origin, &version)?;
        self.publish(&version, &staging, &release)?;
        Ok(release)
    }

    /// Writes the version, and reads it again: what is not whole now will never be.
    fn write(
        &self,
        archive: &Archive,
        package: &PackageInfo,
        origin: &Origin,
        version: &Path,
    ) -> Result<(), Error> {
        disk::make_folder(version)?;
        let path = version.join(place::PACKAGE);
        let mut file = disk::NewFile::create(&path).map_err(Error::store("make a file"))?;
        archive.write(&mut file)?;
        file.sync(&path).map_err(Error::store("keep a package"))?;
        let offset = self.offset(&path, package.component())?;
        let record = Record::new(package, offset, origin.clone()).encode()?;
        disk::write(&version.join(place::RECORD), &record)
            .and_then(|()| disk::write(&version.join(place::SINCE), seconds_now().as_bytes()))
            .and_then(|()| disk::sync_folder(version))
            .map_err(Error::store("write a record"))
    }

    /// Where `component` begins in the package that was written.
    fn offset(&self, path: &Path, component: Blob) -> Result<u64, Error> {
        let mut offsets = Offsets::default();
        let file = File::open(path).map_err(PackageError::Read)?;
        read(file, &self.limits, &mut offsets)?;
        let missing = || Error::damaged("a package", "its component is not in it");
        offsets.0.get(&component).copied().ok_or_else(missing)
    }

    /// Moves the version to its place. One that is there already and is not whole makes room.
    fn publish(&self, version: &Path, staging: &Staging, release: &Release) -> Result<(), Error> {
        let failed = || Error::store("keep a version");
        let place = place::version_folder(&self.versions(), release);
        let _lock = self.lock()?;
        disk::make_folder(&place::plugin_folder(&self.versions(), &release.id))?;
        if place.is_dir() {
            if self.package(release).is_ok() && self.record(release).is_ok() {
                return Ok(());
            }
            disk::move_to(&place, &staging.folder.join("damaged")).map_err(failed())?;
        }
        disk::move_to(version, &place).map_err(failed())
    }

    /// The archive of one package of a bundle, with what is attached to it.
    fn alone(&self, bundle: &Archive, package: &PackageInfo) -> Result<Archive, Error> {
        let contents = bundle.contents();
        let mut files = Files::default();
        let assets = contents.assets(package);
        for (path, blob) in assets.into_iter().flat_map(|files| files.iter()) {
            files.add(path.clone(), bundle.bytes(*blob)?, &self.limits)?;
        }
        let component = bundle.bytes(package.component())?;
        let package = Package::new(component, assets.map(|_| files), &self.limits)?;
        let digest = package.info().digest();
        let mut archive = Archive::plugin(package, &self.limits)?;
        for attachment in contents
            .attachments()
            .filter(|other| other.subject() == digest)
        {
            let bytes = bundle.bytes(attachment.content)?;
            archive.attach(digest, attachment.kind, bytes, &self.limits)?;
        }
        Ok(archive)
    }
}

fn seconds_now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs().to_string()
}

/// Notes where blobs begin.
#[derive(Default)]
struct Offsets(HashMap<Blob, u64>);

impl BlobStore for Offsets {
    type Sink = io::Sink;

    fn begin(&mut self, _: &Entry) -> io::Result<io::Sink> {
        Ok(io::sink())
    }

    fn commit(&mut self, entry: &Entry, _: io::Sink) -> io::Result<()> {
        self.0.insert(entry.blob, entry.offset);
        Ok(())
    }
}
