//! Whose keyless signatures the caller trusts: identities that an issuer vouches for, by the certificates and logs of a trusted root.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use clap::Args;
use plugwright_security::signature::{IdentityRule, Trust};

use crate::blame::of_security;

/// The identities that count; with `--policy`, those of the policy count as well.
#[derive(Debug, Args)]
pub(super) struct IdentityArgs {
    /// Trust this identity, exactly as it stands in certificates.
    #[arg(long, value_name = "SUBJECT", requires_all = ["keyless", "issuer"])]
    identity: Vec<String>,
    /// Trust the identities that this regular expression matches from end to end: `^…$`.
    #[arg(long, value_name = "PATTERN", requires_all = ["keyless", "issuer"])]
    identity_like: Vec<String>,
    /// Who vouches for them, exactly as it stands in certificates: `https://token.actions.githubusercontent.com`.
    #[arg(long, value_name = "URL", requires = "keyless")]
    issuer: Option<String>,
}

impl IdentityArgs {
    /// Adds the identities, and the root that they are judged by.
    pub(super) fn add_to(&self, trust: &mut Trust, root: &Path) -> Result<()> {
        let issuer = self.issuer.as_deref().unwrap_or_default();
        for subject in &self.identity {
            trust.identity(IdentityRule::exactly(issuer, subject).map_err(of_security)?);
        }
        for pattern in &self.identity_like {
            trust.identity(IdentityRule::like(issuer, pattern).map_err(of_security)?);
        }
        let text = fs::read_to_string(root)
            .with_context(|| format!("{} cannot be read", root.display()))?;
        believe(trust, &text)
    }
}

#[cfg(feature = "keyless")]
fn believe(trust: &mut Trust, root: &str) -> Result<()> {
    let root = plugwright_security::signature::KeylessRoot::from_json(root);
    trust.keyless(root.map_err(of_security)?);
    Ok(())
}

#[cfg(not(feature = "keyless"))]
fn believe(_: &mut Trust, _: &str) -> Result<()> {
    let message = "this program was built without keyless signatures; build it with `cargo install plugwright-cli --features keyless`";
    Err(crate::exit::Fault::usage("PW-KEYLESS-NOT-BUILT", message).into())
}

#[cfg(all(test, feature = "keyless"))]
mod tests {
    use clap::Parser;
    use plugwright_security::Timestamp;
    use plugwright_security::bundle::Bundle;
    use plugwright_security::signature::{Expected, Moment, Trust, verify};

    use super::IdentityArgs;

    const DIGEST: &str = "sha256:54303491a8418fbed24344b513546182c29b43bf282ceb433af65e2299f9271f";

    #[derive(Parser)]
    struct Line {
        #[arg(long)]
        keyless: std::path::PathBuf,
        #[command(flatten)]
        identities: IdentityArgs,
    }

    /// How many statements count of a bundle that GitHub Actions signed, under these options.
    fn counted(options: &[&str]) -> usize {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../security/tests/fixtures/foreign"
        );
        let root = format!("{folder}/trusted_root.json");
        let line = [&["verify", "--keyless", &root], options].concat();
        let line = Line::try_parse_from(line).unwrap();
        let mut trust = Trust::nobody();
        line.identities.add_to(&mut trust, &line.keyless).unwrap();
        let bundle = std::fs::read(format!("{folder}/keyless.sigstore.json")).unwrap();
        let bundle = Bundle::parse(&bundle).unwrap();
        let moment = Moment {
            recorded: None,
            now: Timestamp::now(),
        };
        let expected = Expected::digest(DIGEST.parse().unwrap());
        verify(&expected, &[bundle], &trust, moment)
            .attestations()
            .len()
    }

    #[test]
    fn rb8_an_identity_counts_with_its_issuer_and_as_a_whole() {
        let github = "https://token.actions.githubusercontent.com";
        let any = r"^https://github\.com/.*$";
        assert_eq!(counted(&["--identity-like", any, "--issuer", github]), 1);
        assert_eq!(
            counted(&[
                "--identity-like",
                any,
                "--issuer",
                "https://accounts.google.com"
            ]),
            0
        );
        assert_eq!(
            counted(&["--identity", "https://github.com/", "--issuer", github]),
            0
        );
        assert_eq!(counted(&[]), 0, "nobody is trusted who is not named");
    }
}
