//! The file of a grant.

use plugwright_manifest::{Capabilities, LimitRequest, PluginId};
use serde::{Deserialize, Serialize};

use super::{Consent, Grant, Request, Revocation};
use crate::Error;
use crate::document::{self, Mistake, MistakeKind};

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantForm {
    format: u32,
    plugin: PluginId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked: Option<Revocation>,
    consent: Consent,
    #[serde(default, skip_serializing_if = "Capabilities::is_empty")]
    gives: Capabilities,
    #[serde(default, skip_serializing_if = "LimitRequest::is_empty")]
    limits: LimitRequest,
    #[serde(default)]
    asked: Request,
}

pub(super) fn parse(file: &str, text: &str) -> Result<Grant, Error> {
    let form: GrantForm = document::read(file, text)?;
    if form.format != FORMAT {
        let message = format!(
            "the format {} is not known; this version reads {FORMAT}",
            form.format
        );
        return Err(Mistake::new(file, MistakeKind::Value, message).into());
    }
    Ok(Grant {
        plugin: form.plugin,
        consent: form.consent,
        asked: form.asked,
        gives: form.gives,
        limits: form.limits,
        revoked: form.revoked,
    })
}

pub(super) fn to_yaml(grant: &Grant) -> String {
    let form = GrantForm {
        format: FORMAT,
        plugin: grant.plugin.clone(),
        revoked: grant.revoked.clone(),
        consent: grant.consent.clone(),
        gives: grant.gives.clone(),
        limits: grant.limits,
        asked: grant.asked.clone(),
    };
    let options = serde_saphyr::ser_options! { indent_step: 2 };
    // Writing to a string cannot fail, and every part of the form is text, number, list or mapping.
    let yaml = serde_saphyr::to_string_with_options(&form, options).unwrap_or_default();
    format!(
        "# What {} may do here: yours to edit, nobody else signs it.\n{yaml}",
        grant.plugin
    )
}
