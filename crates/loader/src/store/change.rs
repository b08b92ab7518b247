//! Changing the active set: several plugins at once, or nothing.

use plugwright_manifest::{Digest, PluginId};

use super::active_set::{ActivePlugin, ActiveSet, EARLIER};
use super::staging::Staging;
use super::{Store, disk, place};
use crate::{Error, Release};

/// A change of the active set that nobody sees yet.
#[derive(Debug)]
pub struct Change<'a> {
    store: &'a Store,
    set: ActiveSet,
}

impl Store {
    /// Changes the active set. All that `make` does is done, or nothing if it fails; the answer is the set as it is now.
    ///
    /// # Errors
    /// What `make` returns; [`Error::StoreBusy`]; [`Error::Store`].
    pub fn change(
        &self,
        make: impl FnOnce(&mut Change<'_>) -> Result<(), Error>,
    ) -> Result<ActiveSet, Error> {
        let _lock = self.lock()?;
        let before = self.active()?;
        let mut change = Change {
            store: self,
            set: before.clone(),
        };
        make(&mut change)?;
        if change.set == before {
            return Ok(before);
        }
        change.set.generation = before.generation.saturating_add(1);
        disk::replace(&self.active_file(), &change.set.encode()?)
            .map_err(Error::store("write the active set"))?;
        Ok(change.set)
    }

    /// Makes an installed version the active one, with grants.
    ///
    /// # Errors
    /// [`Error::NotInstalled`]; otherwise as [`Store::change`].
    pub fn activate(&self, release: &Release, grants: Option<Digest>) -> Result<ActiveSet, Error> {
        self.change(|change| change.activate(release, grants))
    }

    /// Goes back to the version that was active before. Doing it again goes back further.
    ///
    /// # Errors
    /// [`Error::NotActive`]; [`Error::NothingBefore`]; otherwise as [`Store::change`].
    pub fn rollback(&self, id: &PluginId) -> Result<ActiveSet, Error> {
        self.change(|change| change.rollback(id).map(drop))
    }

    /// Removes an installed version. The active one stays.
    ///
    /// # Errors
    /// [`Error::StillActive`]; [`Error::NotInstalled`]; otherwise as [`Store::change`].
    pub fn remove(&self, release: &Release) -> Result<(), Error> {
        self.change(|change| change.forget(release))?;
        let lock = self.lock()?;
        // Somebody may have activated it in between.
        if self.active()?.releases().any(|active| active == *release) {
            return Err(Error::still_active(release));
        }
        let folder = place::version_folder(&self.versions(), release);
        if !folder.is_dir() {
            return Err(Error::not_installed(release));
        }
        let staging = Staging::make(&self.staging(), &lock)?;
        disk::move_to(&folder, &staging.folder.join("removed"))
            .map_err(Error::store("remove a version"))
    }
}

impl Change<'_> {
    /// The set as it would be.
    pub fn set(&self) -> &ActiveSet {
        &self.set
    }

    /// Makes an installed version the active one. The one before is remembered.
    ///
    /// # Errors
    /// [`Error::NotInstalled`]; [`Error::Damaged`] if what the store knows of it cannot be read.
    pub fn activate(&mut self, release: &Release, grants: Option<Digest>) -> Result<(), Error> {
        let now = self.store.pin(release, grants)?;
        let Some(plugin) = self.set.plugins.get_mut(&release.id) else {
            let earlier = Vec::new();
            let plugin = ActivePlugin { now, earlier };
            self.set.plugins.insert(release.id.clone(), plugin);
            return Ok(());
        };
        if plugin.now == now {
            return Ok(());
        }
        plugin.earlier.push(std::mem::replace(&mut plugin.now, now));
        let extra = plugin.earlier.len().saturating_sub(EARLIER);
        plugin.earlier.drain(..extra);
        Ok(())
    }

    /// Takes a plugin out of the active set. Its versions stay installed.
    ///
    /// # Errors
    /// [`Error::NotActive`].
    pub fn deactivate(&mut self, id: &PluginId) -> Result<(), Error> {
        let plugin = self.set.plugins.remove(id);
        plugin.map(drop).ok_or_else(|| Error::not_active(id))
    }

    /// Goes back to the version before, with the grants that it had. Returns which.
    ///
    /// # Errors
    /// [`Error::NotActive`]; [`Error::NothingBefore`].
    pub fn rollback(&mut self, id: &PluginId) -> Result<Release, Error> {
        let plugin = self.set.plugins.get_mut(id);
        let plugin = plugin.ok_or_else(|| Error::not_active(id))?;
        let before = plugin.earlier.pop();
        plugin.now = before.ok_or_else(|| Error::NothingBefore { id: id.clone() })?;
        Ok(plugin.now.release(id))
    }

    /// Makes sure that nobody goes back to a version that is about to be removed.
    fn forget(&mut self, release: &Release) -> Result<(), Error> {
        let Some(plugin) = self.set.plugins.get_mut(&release.id) else {
            return Ok(());
        };
        if plugin.now.release(&release.id) == *release {
            return Err(Error::still_active(release));
        }
        plugin
            .earlier
            .retain(|earlier| earlier.release(&release.id) != *release);
        Ok(())
    }
}
