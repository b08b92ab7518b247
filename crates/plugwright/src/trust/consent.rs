//! Whether the operator has seen what a version asks for, and still says so.

use plugwright_loader::store::Pinned;
use plugwright_manifest::{Capabilities, Manifest};
use plugwright_security::grant::{Grant, GrantFolder, Request, difference};

use super::verifier::Against;

/// The most changes that a refusal lists.
const SHOWN: usize = 5;

/// The grant that a version runs with; none if it asks for nothing and has none.
pub(super) fn check(
    manifest: &Manifest,
    pinned: &Pinned,
    grants: &GrantFolder,
) -> Result<Option<Grant>, Against> {
    let id = &manifest.id;
    let found = grants
        .pin(id)
        .map_err(|error| Against::of_security(&error))?;
    let (grant, digest) = found.unzip();
    if let Some(grant) = &grant {
        grant
            .in_force()
            .map_err(|error| Against::of_security(&error))?;
    }
    if digest != pinned.grants {
        let reason = format!(
            "the grant of {id} is not the one that it was activated with; look at it with `plugwright grant {id}`, then activate the version again"
        );
        return Err(Against::new("PW-GRANT-CHANGED", reason));
    }
    consented(manifest, grant.as_ref())?;
    Ok(grant)
}

/// An update waits until the operator has seen what it asks for beyond what was decided.
fn consented(manifest: &Manifest, grant: Option<&Grant>) -> Result<(), Against> {
    let asked = Request::from(manifest);
    let more = match grant {
        Some(grant) => grant.update(&asked),
        None => difference(&Request::default(), &asked),
    };
    if !more.asks_for_more() {
        return Ok(());
    }
    let changes = more
        .changes()
        .iter()
        .filter(|change| change.asks_for_more());
    let shown: Vec<String> = changes.take(SHOWN).map(ToString::to_string).collect();
    let reason = format!(
        "nobody has consented to what it asks for ({}); see all of it with `plugwright grant diff FILE`, and decide with `plugwright grant accept FILE`",
        shown.join("; ")
    );
    Err(Against::new("PW-GRANT-CONSENT", reason))
}

/// What a version gets of what it asks for.
pub(super) fn gives(manifest: &Manifest, grant: Option<&Grant>) -> Result<Capabilities, Against> {
    match grant {
        Some(grant) => grant
            .effective(&manifest.capabilities)
            .map_err(|error| Against::of_security(&error)),
        None => Ok(Capabilities::none()),
    }
}
