//! The secrets that a plugin may use but never see.
//!
//! A plugin asks for a secret by name and gets a placeholder: an unguessable text that is worth nothing outside of this
//! host and differs from instance to instance. The value takes its place when a request leaves for an origin that the
//! secret is granted for. So a plugin that is malicious, or made to be, has nothing that it could send elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;
use rustls::crypto::ring;

use super::error::EgressError;
use super::policy::origin::Origin;
use super::policy::pattern::OriginPattern;

/// What each placeholder starts with, so that it is found in a header without trying every position.
const PREFIX: &str = "plugwright-secret-";
/// 128 bits in hexadecimal.
const TOKEN_LENGTH: usize = 32;
const PLACEHOLDER_LENGTH: usize = PREFIX.len() + TOKEN_LENGTH;

/// The value of a secret. It cannot be printed, and is compared by nobody.
#[derive(Clone)]
pub struct SecretValue(Arc<[u8]>);

impl SecretValue {
    /// Takes the value as it is to stand in a header.
    pub fn new(value: impl AsRef<[u8]>) -> Self {
        Self(value.as_ref().into())
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue(…)")
    }
}

/// A secret as an operator granted it to one plugin.
#[derive(Clone, Debug)]
pub struct GrantedSecret {
    name: String,
    value: Option<SecretValue>,
    origins: Vec<OriginPattern>,
}

impl GrantedSecret {
    /// Grants the secret called `name` for requests to the given origins only.
    pub fn new(
        name: impl Into<String>,
        value: SecretValue,
        origins: impl IntoIterator<Item = OriginPattern>,
    ) -> Self {
        Self {
            name: name.into(),
            value: Some(value),
            origins: origins.into_iter().collect(),
        }
    }

    /// A secret that was granted but that the host has no value for. The plugin learns the difference.
    pub fn without_value(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: None,
            origins: Vec::new(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn is_for(&self, origin: &Origin) -> bool {
        self.origins.iter().any(|pattern| pattern.matches(origin))
    }

    pub(crate) fn value(&self) -> Option<&SecretValue> {
        self.value.as_ref()
    }
}

/// Why a plugin gets no placeholder; the cases of `secret-error` in `plugwright:plugin/secrets`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlaceholder {
    /// No secret of that name was granted to this plugin.
    Denied,
    /// The secret was granted, but the host has no value for it.
    Unavailable,
}

/// What a plugin holds instead of a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Placeholder(String);

impl Placeholder {
    /// The text that the plugin puts into a header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Placeholder(…)")
    }
}

impl From<Placeholder> for String {
    fn from(placeholder: Placeholder) -> Self {
        placeholder.0
    }
}

type Secrets = BTreeMap<String, GrantedSecret>;

/// The secrets of one plugin, and the key from which one of its instances derives placeholders.
///
/// Cloning shares everything. [`SecretVault::for_instance`] shares the secrets, and their revocation, but not the
/// placeholders: give one to each instance, to its `secrets` interface and its outbound requests alike.
#[derive(Clone)]
pub struct SecretVault {
    plugin: Arc<PluginSecrets>,
    key: [u8; 32],
}

struct PluginSecrets {
    secrets: ArcSwap<Secrets>,
    key: [u8; 32],
    instances: AtomicU64,
}

impl SecretVault {
    /// A vault with the given secrets. Of two secrets of one name the later counts.
    ///
    /// # Errors
    /// If the operating system has no random numbers to give.
    pub fn new(secrets: impl IntoIterator<Item = GrantedSecret>) -> Result<Self, EgressError> {
        let mut key = [0; 32];
        let random = ring::default_provider().secure_random;
        random.fill(&mut key).map_err(|_| EgressError::Randomness)?;
        let plugin = Arc::new(PluginSecrets {
            secrets: ArcSwap::from_pointee(by_name(secrets)),
            key,
            instances: AtomicU64::new(0),
        });
        Ok(Self { plugin, key }.for_instance())
    }

    /// The same secrets behind other placeholders.
    #[must_use]
    pub fn for_instance(&self) -> Self {
        let number = self.plugin.instances.fetch_add(1, Ordering::Relaxed);
        let key = blake3::keyed_hash(&self.plugin.key, &number.to_le_bytes());
        Self {
            plugin: Arc::clone(&self.plugin),
            key: *key.as_bytes(),
        }
    }

    /// Replaces the secrets of the plugin, in all of its instances: what is not among them any more is revoked, also
    /// for placeholders that were given out before.
    pub fn replace(&self, secrets: impl IntoIterator<Item = GrantedSecret>) {
        self.plugin.secrets.store(Arc::new(by_name(secrets)));
    }

    /// The placeholder of a secret in this instance, the same at each call.
    ///
    /// # Errors
    /// If the secret was not granted, or the host has no value for it.
    pub fn placeholder(&self, name: &str) -> Result<Placeholder, NoPlaceholder> {
        let secrets = self.plugin.secrets.load();
        let secret = secrets.get(name).ok_or(NoPlaceholder::Denied)?;
        if secret.value.is_none() {
            return Err(NoPlaceholder::Unavailable);
        }
        Ok(self.derive(name))
    }

    /// The first text in `value` that has the form of a placeholder, and the secret behind it, if there is one.
    pub(crate) fn find(&self, value: &[u8]) -> Option<Occurrence> {
        let (start, end) = find_placeholder(value)?;
        let secrets = self.plugin.secrets.load();
        let is_it = |name: &str| self.derive(name).0.as_bytes() == &value[start..end];
        let secret = secrets.values().find(|secret| is_it(&secret.name)).cloned();
        Some(Occurrence { start, end, secret })
    }

    fn derive(&self, name: &str) -> Placeholder {
        let token = blake3::keyed_hash(&self.key, name.as_bytes()).to_hex();
        Placeholder(format!("{PREFIX}{}", &token[..TOKEN_LENGTH]))
    }
}

impl fmt::Debug for SecretVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secrets = self.plugin.secrets.load();
        f.debug_set().entries(secrets.keys()).finish()
    }
}

fn by_name(secrets: impl IntoIterator<Item = GrantedSecret>) -> Secrets {
    let entry = |secret: GrantedSecret| (secret.name.clone(), secret);
    secrets.into_iter().map(entry).collect()
}

/// A placeholder in a header value.
pub(crate) struct Occurrence {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// None for a placeholder of another instance, another plugin, or of a secret that was revoked.
    pub(crate) secret: Option<GrantedSecret>,
}

fn find_placeholder(value: &[u8]) -> Option<(usize, usize)> {
    let is_one = |window: &[u8]| {
        window.starts_with(PREFIX.as_bytes())
            && window[PREFIX.len()..].iter().all(u8::is_ascii_hexdigit)
    };
    let start = value.windows(PLACEHOLDER_LENGTH).position(is_one)?;
    Some((start, start + PLACEHOLDER_LENGTH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vault() -> SecretVault {
        let origin = "https://api.example.com".parse().unwrap();
        let token = GrantedSecret::new("token", SecretValue::new("hunter2"), [origin]);
        SecretVault::new([token, GrantedSecret::without_value("later")]).unwrap()
    }

    #[test]
    fn f13_a_placeholder_says_nothing_about_the_value() {
        let vault = vault();
        let placeholder = vault.placeholder("token").unwrap();
        assert!(!placeholder.as_str().contains("hunter2"));
        assert!(!format!("{vault:?} {placeholder:?}").contains("hunter2"));
        let granted = GrantedSecret::new("t", SecretValue::new("hunter2"), []);
        assert!(!format!("{granted:?}").contains("hunter2"));
    }

    #[test]
    fn f13_a_placeholder_of_one_instance_is_worth_nothing_in_another() {
        let (first, second) = (vault(), vault());
        let sibling = first.for_instance();
        let placeholder = first.placeholder("token").unwrap();
        assert!(
            first
                .find(placeholder.as_str().as_bytes())
                .unwrap()
                .secret
                .is_some()
        );
        for other in [&second, &sibling] {
            assert_ne!(other.placeholder("token").unwrap(), placeholder);
            assert!(
                other
                    .find(placeholder.as_str().as_bytes())
                    .unwrap()
                    .secret
                    .is_none()
            );
        }
    }

    #[test]
    fn what_was_not_granted_differs_from_what_has_no_value() {
        assert_eq!(vault().placeholder("other"), Err(NoPlaceholder::Denied));
        assert_eq!(
            vault().placeholder("later"),
            Err(NoPlaceholder::Unavailable)
        );
    }

    #[test]
    fn f12_a_revoked_secret_is_gone_from_placeholders_given_out_before() {
        let vault = vault();
        let instance = vault.for_instance();
        let placeholder = instance.placeholder("token").unwrap();
        vault.replace([]);
        assert!(
            instance
                .find(placeholder.as_str().as_bytes())
                .unwrap()
                .secret
                .is_none()
        );
        assert_eq!(instance.placeholder("token"), Err(NoPlaceholder::Denied));
    }

    proptest! {
        #[test]
        fn a_placeholder_is_found_wherever_it_stands(before in "[ -~]{0,30}", after in "[ -~]{0,30}") {
            let vault = vault();
            let placeholder = vault.placeholder("token").unwrap();
            let value = format!("{before}{}{after}", placeholder.as_str());
            let found = vault.find(value.as_bytes()).unwrap();
            prop_assert_eq!(&value[found.start..found.end], placeholder.as_str());
            prop_assert!(found.secret.is_some_and(|secret| secret.name() == "token"));
        }

        #[test]
        fn what_is_no_placeholder_is_none(value: Vec<u8>) {
            prop_assert!(vault().find(&value).is_none());
        }
    }
}
