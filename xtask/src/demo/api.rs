//! The API that is served: GitHub's, as its npm package publishes it, fetched once; without a network a small one.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::{process, progress, toolchain::cache_folder, workspace::Workspace};

const PACKAGE: &str = "@octokit/openapi";
const VERSION: &str = "23.0.2";
const DESCRIPTION: &str = "package/generated/api.github.com.json";

/// A description, and what the demonstration asks of it.
#[derive(Debug)]
pub(crate) struct Api {
    /// What people call it.
    pub(crate) title: String,
    /// The description.
    pub(crate) document: PathBuf,
    /// An operation that is answered with the example of the description, and its path.
    pub(crate) example: Operation,
    /// An operation that a plugin answers from the description's schema.
    pub(crate) schema: Operation,
}

/// An operation of the description.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its `operationId`.
    pub(crate) id: &'static str,
    /// A path that it serves.
    pub(crate) path: &'static str,
    /// Members that its answer must have.
    pub(crate) members: &'static [&'static str],
}

/// GitHub's API, or the small one when `offline` or when npm cannot fetch it.
///
/// # Errors
/// When the cache cannot be written.
pub(crate) fn find(workspace: &Workspace, offline: bool) -> Result<Api> {
    let small = || bookshop(workspace.root());
    if offline {
        return Ok(small());
    }
    let step = progress::step("API description");
    let file = cache_folder()?
        .join("apis")
        .join(format!("github-{VERSION}.json"));
    if file.is_file() {
        step.in_place(&format!("{PACKAGE} {VERSION}"));
        return Ok(github(file));
    }
    match fetch(&file) {
        Ok(()) => {
            step.done(&format!("{PACKAGE} {VERSION}"));
            Ok(github(file))
        }
        Err(error) => {
            step.failed(&format!(
                "{error:#}\n  the small API of this repository is served instead"
            ));
            Ok(small())
        }
    }
}

fn github(document: PathBuf) -> Api {
    Api {
        title: "GitHub's API".to_owned(),
        document,
        example: Operation {
            id: "meta/root",
            path: "/",
            members: &["current_user_url", "emojis_url"],
        },
        schema: Operation {
            id: "repos/get",
            path: "/repos/octocat/hello-world",
            members: &["id", "full_name", "owner", "private"],
        },
    }
}

fn bookshop(root: &Path) -> Api {
    Api {
        title: "the API of a small bookshop".to_owned(),
        document: root.join("examples/hosts/mock-server/apis/bookshop.yaml"),
        example: Operation {
            id: "getFeaturedBook",
            path: "/books/featured",
            members: &["id", "title"],
        },
        schema: Operation {
            id: "getBook",
            path: "/books/1",
            members: &["title"],
        },
    }
}

fn fetch(file: &Path) -> Result<()> {
    let folder = file.with_extension("npm");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let log = folder.join("log");
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", &format!("{PACKAGE}@{VERSION}")])
        .current_dir(&folder);
    process::run_logged(&mut npm, &log)?;
    let mut tar = Command::new("tar");
    tar.args([
        "-xzf",
        &format!("octokit-openapi-{VERSION}.tgz"),
        DESCRIPTION,
    ])
    .current_dir(&folder);
    process::run_logged(&mut tar, &log)?;
    fs::rename(folder.join(DESCRIPTION), file)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))
}
