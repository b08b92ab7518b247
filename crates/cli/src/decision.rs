//! Who decides, and the audit log that gets to know.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use plugwright::audit::{AuditLog, Event, Rotation};
use plugwright_manifest::Label;

/// Who decides, and where that is written down.
#[derive(Debug, Args)]
pub(crate) struct Decision {
    /// The audit log that changes are written into.
    #[arg(long, value_name = "FOLDER", env = "PLUGWRIGHT_AUDIT", global = true)]
    audit: Option<PathBuf>,
    /// Who decides; without it, the name of the user.
    #[arg(long, value_name = "NAME", global = true)]
    by: Option<Label>,
}

impl Decision {
    /// The audit log, if one is kept. It is opened before anything is changed: what cannot be recorded is not done.
    pub(crate) fn log(&self) -> Result<Option<AuditLog>> {
        let open = |folder| AuditLog::open(folder, Rotation::default());
        let log = self.audit.as_deref().map(open).transpose();
        log.context("nothing was changed")
    }

    /// Who decides.
    pub(crate) fn by(&self) -> Label {
        let user = || Label::nearest(&env::var("USER").unwrap_or("operator".to_owned()));
        self.by.clone().unwrap_or_else(user)
    }
}

/// Writes into the audit log, if there is one.
pub(crate) fn record(log: Option<AuditLog>, events: impl IntoIterator<Item = Event>) -> Result<()> {
    let Some(log) = log else {
        return Ok(());
    };
    events.into_iter().for_each(|event| log.record(event));
    log.flush().context("the audit log was not written")?;
    Ok(())
}
