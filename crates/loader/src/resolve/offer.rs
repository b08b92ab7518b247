//! What there is to choose from.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_manifest::{
    Claims, HostVersions, InterfaceName, Manifest, Named, PluginId, Sharing, Version, VersionReq,
};
use semver::{Comparator, Op};

use super::choice::Choice;
use super::{Claim, ClaimKind, ClaimRule};
use crate::Release;
use crate::store::Record;

/// A version of a plugin that could run, and on which conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub release: Release,
    /// The versions of Plugwright that it works with.
    pub host: HostVersions,
    /// The worlds that it needs.
    pub worlds: BTreeMap<String, VersionReq>,
    /// The plugins that have to run before it.
    pub requires: BTreeMap<PluginId, VersionReq>,
    /// The plugins that it uses if they run anyway, which then have to be of these versions.
    pub optional: BTreeMap<PluginId, VersionReq>,
    /// The plugins that must not run beside it.
    pub conflicts: BTreeMap<PluginId, VersionReq>,
    /// The interfaces that some other plugin has to answer for it.
    pub interfaces: BTreeMap<InterfaceName, VersionReq>,
    /// The interfaces that it exports, with their versions.
    pub exports: Vec<(InterfaceName, Option<Version>)>,
    /// What it registers.
    pub claims: Vec<Claim>,
}

impl Offer {
    /// A version that needs nothing.
    pub fn new(release: Release) -> Self {
        Self {
            release,
            host: HostVersions::default(),
            worlds: BTreeMap::new(),
            requires: BTreeMap::new(),
            optional: BTreeMap::new(),
            conflicts: BTreeMap::new(),
            interfaces: BTreeMap::new(),
            exports: Vec::new(),
            claims: Vec::new(),
        }
    }

    /// What an installed version needs and claims, by its manifest and its exports. Of what it exports only the worlds that
    /// the host knows are needs; the languages that it serves are claims of a provider, unless it says more of them.
    pub fn of(record: &Record, host: &HostFacts) -> Self {
        let manifest = &record.manifest;
        let exports = record.exports.iter().filter_map(|name| package_of(name));
        let known = exports.filter(|(name, _)| host.worlds.contains_key(name));
        let mut worlds: BTreeMap<String, VersionReq> = known.collect();
        worlds.extend(
            manifest
                .api
                .clone()
                .map(|api| (PLUGIN_WORLD.to_owned(), api)),
        );
        let dependencies = manifest.dependencies.clone();
        let exports = record.exports.iter();
        Self {
            host: manifest.host.clone(),
            worlds,
            requires: dependencies.plugins,
            optional: dependencies.optional,
            conflicts: dependencies.conflicts,
            interfaces: dependencies.interfaces,
            exports: exports
                .filter_map(|name| InterfaceName::split(name))
                .collect(),
            claims: claims(manifest),
            ..Self::new(record.release.clone())
        }
    }

    pub(super) fn version(&self) -> &Version {
        &self.release.version
    }

    pub(super) fn id(&self) -> &PluginId {
        &self.release.id
    }
}

/// The world whose version a manifest's `api` means.
const PLUGIN_WORLD: &str = "plugwright:plugin";

/// What a manifest claims.
fn claims(manifest: &Manifest) -> Vec<Claim> {
    let Claims {
        names,
        routes,
        languages,
        steps,
        interfaces,
    } = &manifest.claims;
    let claims = [
        of_kind(&ClaimKind::Name, names),
        of_kind(&ClaimKind::Route, routes),
        of_kind(&ClaimKind::Language, languages),
        of_kind(&ClaimKind::Step, steps),
        of_kind(&ClaimKind::Interface, interfaces),
    ];
    let served = manifest.metadata.supported_languages.iter();
    let served = served.filter(|language| !languages.0.contains_key(*language));
    let served = served.map(|language| Claim {
        kind: ClaimKind::Language,
        name: language.as_str().to_owned(),
        rule: ClaimRule::Provider { priority: 0 },
    });
    claims.into_iter().flatten().chain(served).collect()
}

fn of_kind<K: Ord + ToString>(kind: &ClaimKind, named: &Named<K>) -> Vec<Claim> {
    let claim = |(name, sharing): (&K, &Sharing)| Claim {
        kind: kind.clone(),
        name: name.to_string(),
        rule: match *sharing {
            Sharing::Exclusive => ClaimRule::Exclusive,
            Sharing::Priority(priority) => ClaimRule::Provider { priority },
        },
    };
    named.0.iter().map(claim).collect()
}

/// The package of an interface, `acme:shop` of `acme:shop/cart@1.2.0`, and the versions that are compatible with it.
fn package_of(interface: &str) -> Option<(String, VersionReq)> {
    let (name, version) = interface.rsplit_once('@')?;
    let (package, _) = name.split_once('/')?;
    let version = plugwright_manifest::parse_version(version).ok()?;
    let compatible = Comparator {
        op: Op::Caret,
        major: version.major,
        minor: Some(version.minor),
        patch: Some(version.patch),
        pre: version.pre,
    };
    let requirement = VersionReq {
        comparators: vec![compatible],
    };
    Some((package.to_owned(), requirement))
}

/// What the program that runs the plugins says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostFacts {
    /// Its version of Plugwright.
    pub version: Version,
    /// The worlds that it serves, by the name of their package, each in one or several versions.
    pub worlds: BTreeMap<String, BTreeSet<Version>>,
}

impl HostFacts {
    /// A program of this version of Plugwright that serves the world of all plugins, and says nothing of other worlds: of
    /// those any version will do.
    pub fn of_this_version() -> Self {
        let version = plugwright_manifest::parse_version(env!("CARGO_PKG_VERSION"));
        let worlds = BTreeSet::from([Version::new(0, 1, 0)]);
        Self {
            version: version.unwrap_or(Version::new(0, 0, 0)),
            worlds: [(PLUGIN_WORLD.to_owned(), worlds)].into(),
        }
    }
}

/// All that there is.
#[derive(Clone, Debug)]
pub struct Universe {
    pub(super) host: HostFacts,
    pub(super) offers: BTreeMap<PluginId, BTreeMap<Version, Offer>>,
    /// The versions of each, in their order.
    by_place: BTreeMap<PluginId, Vec<Version>>,
    pub(super) priorities: BTreeMap<PluginId, i32>,
}

impl Universe {
    /// The host, and the versions that could run. Of two packages of one version the one with the smaller digest counts: give
    /// only one of them.
    pub fn new(host: HostFacts, offers: impl IntoIterator<Item = Offer>) -> Self {
        let mut all: BTreeMap<PluginId, BTreeMap<Version, Offer>> = BTreeMap::new();
        for offer in offers {
            let versions = all.entry(offer.id().clone()).or_default();
            let known = versions.get(offer.version());
            if known.is_none_or(|known| offer.release.digest < known.release.digest) {
                versions.insert(offer.version().clone(), offer);
            }
        }
        let versions = |offers: &BTreeMap<Version, Offer>| offers.keys().cloned().collect();
        let by_place = all
            .iter()
            .map(|(id, offers)| (id.clone(), versions(offers)));
        Self {
            host,
            by_place: by_place.collect(),
            offers: all,
            priorities: BTreeMap::new(),
        }
    }

    /// Says which plugin goes first where several provide the same. It counts instead of what the plugin says of itself.
    #[must_use]
    pub fn prefer(mut self, id: PluginId, priority: i32) -> Self {
        self.priorities.insert(id, priority);
        self
    }

    pub(super) fn versions(&self, id: &PluginId) -> impl Iterator<Item = &Version> + Clone {
        self.offers.get(id).into_iter().flat_map(BTreeMap::keys)
    }

    pub(super) fn served(&self, world: &str) -> impl Iterator<Item = &Version> + Clone {
        self.host.worlds.get(world).into_iter().flatten()
    }

    pub(super) fn count(&self, id: &PluginId) -> usize {
        self.offers.get(id).map_or(0, BTreeMap::len)
    }

    /// The version at a place of the choices; none for absence.
    pub(super) fn chosen(&self, id: &PluginId, choice: Choice) -> Option<&Offer> {
        let index = usize::try_from(choice.checked_sub(1)?).ok()?;
        self.by_place
            .get(id)?
            .get(index)
            .and_then(|version| self.offer(id, version))
    }

    pub(super) fn offer(&self, id: &PluginId, version: &Version) -> Option<&Offer> {
        self.offers.get(id)?.get(version)
    }
}

#[cfg(test)]
mod tests {
    use super::package_of;

    #[test]
    fn an_export_needs_a_compatible_version_of_its_package() {
        let (package, requirement) = package_of("plugwright:auth/auth@0.1.3").unwrap();
        assert_eq!(
            (&*package, requirement.to_string()),
            ("plugwright:auth", "^0.1.3".to_owned())
        );
        for other in ["run", "acme:shop/cart", "acme@1.0.0", "acme:shop/cart@one"] {
            assert_eq!(package_of(other), None);
        }
    }
}
