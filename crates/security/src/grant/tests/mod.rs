mod arbitrary;
mod difference;
mod edited;
mod file;
mod folder;
mod learned;
mod live;

use plugwright_manifest::{Capabilities, Manifest};

use super::{Consent, Grant, Request};
use crate::Timestamp;

/// The request of a manifest with these capabilities and limits.
pub(super) fn request(rest: &str) -> Request {
    let manifest = format!("plugin: {{ id: 'acme:greeter', version: 1.0.0 }}\n{rest}");
    (&Manifest::parse("plugin.yaml", &manifest).unwrap()).into()
}

/// The request of a manifest with these capabilities.
pub(super) fn capabilities(yaml: &str) -> Capabilities {
    request(&format!("capabilities: {yaml}")).capabilities
}

pub(super) fn consent() -> Consent {
    Consent {
        version: "1.0.0".parse().unwrap(),
        digest: None,
        by: "operator".parse().unwrap(),
        at: Timestamp::from_unix(1_795_278_600),
    }
}

pub(super) fn grant(asked: Request) -> Grant {
    Grant::of_all("acme:greeter".parse().unwrap(), asked, consent())
}

pub(super) fn revocation() -> super::Revocation {
    super::Revocation {
        by: "operator".parse().unwrap(),
        at: Timestamp::from_unix(1_795_278_700),
        reason: "it talks too much".parse().unwrap(),
    }
}
