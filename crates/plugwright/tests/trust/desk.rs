//! An operator's machine: a store, a policy, trusted keys, grants; and authors who sign packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plugwright::audit::{AuditLog, Event, Filter, Rotation, read};
use plugwright::loader::store::{Origin, Pinned, Store};
use plugwright::loader::{Error, Release};
use plugwright::manifest::{Label, Manifest};
use plugwright::package::{Archive, AttachmentKind, Limits, Package};
use plugwright::security::Timestamp;
use plugwright::security::bundle::Bundle;
use plugwright::security::grant::{Consent, Grant, GrantFolder, Request};
use plugwright::security::keys::PrivateKey;
use plugwright::security::signature::Trust;
use plugwright::security::statement::{Audited, Kind, Statement, Subject};
use plugwright::trust::{Judge, PolicyVerifier};
use plugwright::{Digest, PluginId};
use tempfile::TempDir;

pub(crate) const REGISTRY: &str = "https://plugins.example.com";

pub(crate) fn key(seed: u8) -> PrivateKey {
    PrivateKey::from_seed(&[seed; 32]).unwrap()
}

/// The key that the policy trusts for `acme`, the one that it trusts for another namespace, and that of its auditor.
pub(crate) const ALICE: u8 = 1;
pub(crate) const BOB: u8 = 2;
pub(crate) const AUDITOR: u8 = 3;

fn policy() -> String {
    let id = |seed: u8| key(seed).public().id();
    format!(
        "format: 1
signers:
  alice: {{ class: verified, keys: ['{}'] }}
  bob: {{ class: verified, keys: ['{}'] }}
  carol: {{ class: enterprise, keys: ['{}'] }}
auditors: [carol]
default: {{ level: low, registry: '{REGISTRY}' }}
namespaces:
  acme: {{ signers: [alice] }}
  other: {{ signers: [bob] }}
",
        id(ALICE),
        id(BOB),
        id(AUDITOR),
    )
}

pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) policy: String,
    pub(crate) trust: Trust,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let mut trust = Trust::nobody();
        for seed in [ALICE, BOB, AUDITOR] {
            trust.key(*key(seed).public()).unwrap();
        }
        Self {
            folder: tempfile::tempdir().unwrap(),
            policy: policy(),
            trust,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&self.path("store")).unwrap()
    }

    pub(crate) fn grants(&self) -> GrantFolder {
        GrantFolder::open(self.path("grants")).unwrap()
    }

    pub(crate) fn verifier(&self) -> PolicyVerifier {
        let judge = Judge::of_file("policy.yaml", &self.policy, self.trust.clone()).unwrap();
        PolicyVerifier::new(judge, self.grants())
    }

    /// Installs from a file and activates with the grant that there is.
    pub(crate) fn install(&self, archive: &Archive) -> Release {
        let store = self.store();
        let release = store.install(archive, &Origin::File).unwrap().remove(0);
        let grants = self.grants().pin(&release.id).unwrap();
        store
            .activate(&release, grants.map(|(_, digest)| digest))
            .unwrap();
        release
    }

    pub(crate) fn pinned(&self, id: &PluginId) -> Pinned {
        self.store().active().unwrap().plugins[id].now.clone()
    }

    /// What the loader says of the active version.
    pub(crate) fn load(&self, release: &Release) -> Result<(), Error> {
        let pinned = self.pinned(&release.id);
        let loaded = self
            .store()
            .load_verified(&release.id, &pinned, &self.verifier());
        loaded.map(drop)
    }

    /// The refusal of the active version, which has the code of the loader, and those of its reasons.
    pub(crate) fn refusal(&self, release: &Release) -> String {
        let error = self.load(release).unwrap_err();
        assert_eq!(error.code(), "PW-LOADER-REFUSED", "{error}");
        error.to_string()
    }

    /// Grants a plugin all that it asks for.
    pub(crate) fn grant(&self, manifest: &Manifest) {
        let consent = Consent {
            version: manifest.version.clone(),
            digest: None,
            by: "olga".parse().unwrap(),
            at: Timestamp::now(),
        };
        self.change(&manifest.id, |_| {
            Grant::of_all(manifest.id.clone(), Request::from(manifest), consent)
        });
    }

    pub(crate) fn change(&self, id: &PluginId, change: impl FnOnce(Option<Grant>) -> Grant) {
        let changed = self.grants().change(id, |grant| {
            Ok::<_, plugwright::security::Error>(Some(change(grant)))
        });
        changed.unwrap();
    }

    /// The verdicts in the audit log after the active version was loaded with it.
    pub(crate) fn verdicts(&self, release: &Release) -> Vec<(Digest, Vec<Label>)> {
        let folder = self.path("audit");
        let log = Arc::new(AuditLog::open(&folder, Rotation::default()).unwrap());
        let verifier = self.verifier().audit(log.clone());
        let pinned = self.pinned(&release.id);
        drop(self.store().load_verified(&release.id, &pinned, &verifier));
        log.flush().unwrap();
        let mut verdicts = Vec::new();
        read(&folder, &Filter::default(), |entry| {
            if let Event::Verdict {
                policy, against, ..
            } = entry.event
            {
                verdicts.push((policy.unwrap(), against));
            }
        })
        .unwrap();
        verdicts
    }
}

pub(crate) fn manifest(id: &str, version: &str, more: &str) -> Manifest {
    let yaml =
        format!("plugin: {{ id: '{id}', version: {version}, description: A sample }}\n{more}");
    Manifest::parse("plugin.yaml", &yaml).unwrap()
}

pub(crate) fn component(manifest: &Manifest) -> Vec<u8> {
    with_manifest("(component)", manifest)
}

/// A component in the text format, with its manifest inside.
pub(crate) fn with_manifest(text: &str, manifest: &Manifest) -> Vec<u8> {
    let mut component = wat::parse_str(text).unwrap();
    section(
        &mut component,
        Manifest::SECTION,
        &manifest.to_canonical_json(),
    );
    component
}

/// Appends a custom section: its id, its length, its name, its bytes.
pub(crate) fn section(component: &mut Vec<u8>, name: &str, data: &[u8]) {
    let mut content = leb128(name.len());
    content.extend_from_slice(name.as_bytes());
    content.extend_from_slice(data);
    component.push(0);
    component.extend(leb128(content.len()));
    component.extend(content);
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

pub(crate) fn archive(manifest: &Manifest) -> Archive {
    archive_of(component(manifest))
}

fn archive_of(component: Vec<u8>) -> Archive {
    let package = Package::new(component, None, &Limits::default()).unwrap();
    Archive::plugin(package, &Limits::default()).unwrap()
}

/// The archive with the signature of a key for a registry.
pub(crate) fn signed(manifest: &Manifest, seed: u8, registry: &str) -> Archive {
    sign(archive(manifest), manifest, seed, registry)
}

/// The same of another component.
pub(crate) fn signed_component(text: &str, manifest: &Manifest, seed: u8) -> Archive {
    let archive = archive_of(with_manifest(text, manifest));
    sign(archive, manifest, seed, REGISTRY)
}

fn sign(mut archive: Archive, manifest: &Manifest, seed: u8, registry: &str) -> Archive {
    let statement = subject(&archive, manifest, registry)
        .to_statement()
        .unwrap();
    attach(&mut archive, &statement, seed);
    archive
}

/// The archive with its author's signature and the word of an auditor.
pub(crate) fn audited(manifest: &Manifest, author: u8, auditor: u8) -> Archive {
    let mut archive = signed(manifest, author, REGISTRY);
    let audited = Audited {
        scope: "all of its source".parse().unwrap(),
    };
    let digest = archive.contents().digest();
    attach(
        &mut archive,
        &audited.to_statement("it", digest).unwrap(),
        auditor,
    );
    archive
}

fn subject(archive: &Archive, manifest: &Manifest, registry: &str) -> Subject {
    Subject::new(
        registry.parse().unwrap(),
        manifest.id.clone(),
        manifest.version.clone(),
        Kind::Plugin,
        archive.contents().digest(),
    )
    .unwrap()
}

pub(crate) fn attach(archive: &mut Archive, statement: &Statement, seed: u8) {
    let bundle = Bundle::sign(statement, &key(seed)).unwrap();
    let digest = archive.contents().digest();
    let kind = AttachmentKind::SigstoreBundle;
    let bytes = bundle.to_json().into_bytes();
    archive
        .attach(digest, kind, bytes, &Limits::default())
        .unwrap();
}

/// The file of a name in the store.
pub(crate) fn stored(store: &Path, name: &str) -> PathBuf {
    let mut folders = vec![store.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() == name {
                return path;
            }
        }
    }
    panic!("there is no {name}")
}
