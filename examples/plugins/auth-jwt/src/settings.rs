//! The configuration. README.md has the table of keys.

use std::{cell::RefCell, rc::Rc, time::Duration};

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use plugwright_plugin_sdk::{Config, Error, HostError};

use crate::{
    claims::{Mapping, Place},
    key_source::{Cache, KeySource, RemoteKeys},
    keys::{Algorithm, KeySet, NamedKey, VerifyingKey, read_pem, read_set},
    policy::Policy,
};

const KNOWN: &[&str] = &[
    "secret",
    "public_key",
    "jwks",
    "jwks_url",
    "jwks_ttl",
    "jwks_max_stale",
    "jwks_min_interval",
    "algorithms",
    "issuer",
    "audience",
    "leeway",
    "max_age",
    "require",
    "token_type",
    "user_claim",
    "claims",
];

const SOURCES: [&str; 4] = ["secret", "public_key", "jwks", "jwks_url"];

/// The configuration, checked.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) keys: KeySource,
    pub(crate) policy: Policy,
    pub(crate) mapping: Mapping,
}

impl Settings {
    pub(crate) fn read(config: &Config) -> Result<Self, Error> {
        config.only(KNOWN)?;
        Ok(Self {
            keys: keys(config)?,
            policy: policy(config)?,
            mapping: mapping(config)?,
        })
    }
}

fn keys(config: &Config) -> Result<KeySource, Error> {
    let mut given = Vec::new();
    for source in SOURCES {
        given.extend(config.get(source)?.map(|value| (source, value)));
    }
    let [(source, value)] = given.as_slice() else {
        return Err(Error::config(
            "key-source",
            format!(
                "set exactly one of {}; {} are set",
                SOURCES.join(", "),
                given.len()
            ),
        ));
    };
    let algorithms = algorithms(config)?;
    if *source == "jwks_url" {
        return remote(config, value, algorithms);
    }
    let keys = fixed(source, value)
        .map_err(|reason| invalid(source, reason))?
        .only(&algorithms);
    if keys.is_empty() {
        return Err(invalid(
            source,
            "a key of one of the configured algorithms".into(),
        ));
    }
    Ok(KeySource::Fixed(Rc::new(keys)))
}

/// The error completes "must be …".
fn fixed(source: &str, value: &str) -> Result<KeySet, String> {
    match source {
        "secret" => {
            let bytes = decode_base64(value).ok_or("base64")?;
            let key = VerifyingKey::hmac(bytes).map_err(|_| "base64 of at least 32 bytes")?;
            Ok(KeySet::new(vec![NamedKey { id: None, key }]))
        }
        "public_key" => {
            read_pem(value).map_err(|reason| format!("a public key in PEM, but it {reason}"))
        }
        _ => fixed_set(value),
    }
}

/// In a configuration, a key that cannot be used is a mistake that somebody can mend, so it is named.
fn fixed_set(json: &str) -> Result<KeySet, String> {
    let set = read_set(json.as_bytes()).map_err(|reason| format!("a JWK Set, but it {reason}"))?;
    match set.left_out.first() {
        Some((place, reason)) => Err(format!("a set of usable keys, but key {place} {reason}")),
        None => Ok(set.keys),
    }
}

fn remote(config: &Config, url: &str, algorithms: Vec<Algorithm>) -> Result<KeySource, Error> {
    if !url.starts_with("https://") && !is_loopback(url) {
        return Err(invalid(
            "jwks_url",
            "an https URL: whoever can change the keys on their way can sign tokens".into(),
        ));
    }
    // What anyone can read is no secret.
    let algorithms = algorithms
        .into_iter()
        .filter(|algorithm| *algorithm != Algorithm::Hs256)
        .collect();
    Ok(KeySource::Remote(RemoteKeys {
        url: url.into(),
        algorithms,
        ttl: config
            .duration("jwks_ttl")?
            .unwrap_or(Duration::from_mins(10)),
        max_stale: config
            .duration("jwks_max_stale")?
            .unwrap_or(Duration::from_hours(24)),
        min_interval: config
            .duration("jwks_min_interval")?
            .unwrap_or(Duration::from_secs(30)),
        cache: RefCell::new(Cache::default()),
    }))
}

fn is_loopback(url: &str) -> bool {
    let host = url
        .strip_prefix("http://")
        .and_then(|rest| rest.split(['/', ':', '?']).next());
    matches!(host, Some("127.0.0.1" | "localhost"))
}

fn algorithms(config: &Config) -> Result<Vec<Algorithm>, Error> {
    let names = config.list("algorithms")?;
    if names.is_empty() {
        return Ok(vec![
            Algorithm::Hs256,
            Algorithm::Rs256,
            Algorithm::Es256,
            Algorithm::EdDsa,
        ]);
    }
    let known = names
        .iter()
        .map(|name| Algorithm::parse(name))
        .collect::<Option<_>>();
    known.ok_or_else(|| {
        invalid(
            "algorithms",
            "a list of HS256, RS256, ES256 and EdDSA".into(),
        )
    })
}

fn policy(config: &Config) -> Result<Policy, Error> {
    let required = match config.get("require")? {
        None => vec!["exp".into()],
        Some(_) => config.list("require")?,
    };
    Ok(Policy {
        issuers: config.list("issuer")?,
        audiences: config.list("audience")?,
        leeway: config
            .duration("leeway")?
            .unwrap_or(Duration::from_secs(30))
            .as_secs_f64(),
        required,
        max_age: config.duration("max_age")?.map(|age| age.as_secs_f64()),
        token_type: config.get("token_type")?,
    })
}

fn mapping(config: &Config) -> Result<Mapping, Error> {
    let user = Place::new(config.get("user_claim")?.unwrap_or_else(|| "sub".into()));
    let claims = match config.get("claims")? {
        None => None,
        Some(_) => Some(
            config
                .list("claims")?
                .iter()
                .map(|item| mapped(item))
                .collect(),
        ),
    };
    Ok(Mapping { user, claims })
}

/// `name`, or `name=place`.
fn mapped(item: &str) -> (String, Place) {
    let (name, place) = item.split_once('=').unwrap_or((item, item));
    (name.trim().to_owned(), Place::new(place.trim()))
}

fn invalid(key: &str, expected: String) -> Error {
    HostError::ConfigInvalid {
        key: key.into(),
        expected,
    }
    .into()
}

/// Either alphabet, with or without padding: people paste both.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    const LAX: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text = text.trim();
    let standard = GeneralPurpose::new(&STANDARD, LAX).decode(text);
    standard
        .or_else(|_| GeneralPurpose::new(&URL_SAFE, LAX).decode(text))
        .ok()
}

#[cfg(test)]
mod tests {
    use plugwright_manifest::Manifest;

    /// What the manifest does not declare, the host does not hand over.
    #[test]
    fn the_manifest_declares_every_key_that_is_read() {
        let manifest = Manifest::parse("plugin.yaml", include_str!("../plugin.yaml")).unwrap();
        let declared = manifest
            .capabilities
            .config
            .iter()
            .map(plugwright_manifest::KeyName::as_str);
        let mut known = super::KNOWN.to_vec();
        known.sort_unstable();
        assert_eq!(declared.collect::<Vec<_>>(), known);
    }
}
