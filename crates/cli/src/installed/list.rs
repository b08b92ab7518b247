//! `plugwright list`: what is installed, and which of it is active.

use anstream::println;
use anyhow::Result;
use clap::Args;
use plugwright::loader::Release;
use plugwright::loader::store::ActiveSet;
use serde_json::{Value, json};

use super::desk::{Desk, blame};
use crate::exit::Verdict;

/// List installed plugins. In which state a plugin is in a program that runs, that program says.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only the active versions.
    #[arg(long)]
    active: bool,
    #[command(flatten)]
    desk: Desk,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What the active set says of an installed version.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Active,
    /// It was active; the number says how long ago, one for the last.
    Before(usize),
    Installed,
}

/// Runs `plugwright list`.
pub(crate) fn list(args: &ListArgs) -> Result<Verdict> {
    let store = args.desk.store()?;
    let set = store.active().map_err(blame)?;
    let installed = store.installed().map_err(blame)?;
    let mut rows: Vec<(Release, Role)> = installed
        .into_iter()
        .map(|release| {
            let role = role(&set, &release);
            (release, role)
        })
        .collect();
    rows.retain(|(_, role)| !args.active || *role == Role::Active);
    if args.json {
        let plugins: Vec<Value> = rows.iter().map(row_json).collect();
        let all = json!({ "generation": set.generation, "plugins": plugins });
        println!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(Verdict::Yes);
    }
    let width = rows
        .iter()
        .map(|(release, _)| release.id.as_str().len())
        .max();
    for (release, role) in &rows {
        let digest = release.digest.to_string();
        let short = digest.get(..19).unwrap_or(&digest);
        println!(
            "{:width$}  {:12} {:16} {short}",
            release.id.as_str(),
            release.version.to_string(),
            words(*role),
            width = width.unwrap_or(0)
        );
    }
    if rows.is_empty() {
        println!("nothing is installed here; `plugwright install FILE.plug` does that");
    }
    Ok(Verdict::Yes)
}

fn role(set: &ActiveSet, release: &Release) -> Role {
    let Some(plugin) = set.plugins.get(&release.id) else {
        return Role::Installed;
    };
    if plugin.now.release(&release.id) == *release {
        return Role::Active;
    }
    let mut earlier = plugin.earlier.iter().rev();
    let ago = earlier.position(|pinned| pinned.release(&release.id) == *release);
    ago.map_or(Role::Installed, |ago| Role::Before(ago + 1))
}

fn words(role: Role) -> String {
    match role {
        Role::Active => "active".to_owned(),
        Role::Before(1) => "active before".to_owned(),
        Role::Before(ago) => format!("{ago} versions ago"),
        Role::Installed => "installed".to_owned(),
    }
}

fn row_json((release, role): &(Release, Role)) -> Value {
    let ago = match role {
        Role::Active => Some(0),
        Role::Before(ago) => Some(*ago),
        Role::Installed => None,
    };
    json!({
        "id": release.id, "version": release.version, "digest": release.digest,
        "active": *role == Role::Active, "versions-ago": ago,
    })
}
