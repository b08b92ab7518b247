//! `cargo xtask test`: every suite of the workspace, with the guests they need, summed up in one line.

mod foreign;
mod selection;
mod tally;

use std::{
    io::{BufRead as _, BufReader, IsTerminal as _},
    path::Path,
    process::{Command, Stdio},
};

use anstream::{eprintln, println};
use anyhow::{Context as _, Result};
use clap::Args;

use crate::{
    conformance::representative,
    exit::{Blame, Verdict},
    guest,
    workspace::Workspace,
};
use selection::Selection;
use tally::Tally;

/// The area that is no folder: generated plugins in every language.
const CONFORMANCE: &str = "conformance";

/// Build the guests, run the tests, and end in a line `N passed, N failed`.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Only the packages below a folder of this name: manifest, host, hostile, sdk, plugins, mock-server, cli, codegen …;
    /// or conformance: generated plugins in every language
    area: Option<String>,
    /// What the test programs take, for instance a part of a test's name.
    #[arg(last = true)]
    args: Vec<String>,
}

/// Runs `cargo xtask test`.
pub(crate) fn run(args: &TestArgs) -> Result<Verdict> {
    let workspace = Workspace::read()?;
    let mut tally = Tally::default();
    if args.area.as_deref() == Some(CONFORMANCE) {
        prove_languages(&workspace, &mut tally)?;
        println!("{tally}");
        return Ok(tally.all_passed().into());
    }
    let selection = Selection::new(&workspace, args.area.as_deref())?;
    match guest::build_all(&workspace) {
        Ok(components) => {
            foreign::run(&workspace, args.area.as_deref(), &mut tally)?;
            cargo_test(&workspace, &selection, &components, &args.args, &mut tally)?;
            if args.area.is_none() {
                prove_languages(&workspace, &mut tally)?;
            }
        }
        Err(error) if error.is::<Blame>() => {
            eprintln!("{error:#}");
            tally.add_failure();
        }
        Err(error) => return Err(error),
    }
    println!("{tally}");
    Ok(tally.all_passed().into())
}

/// A representative part of `cargo xtask conformance`, each row a test.
fn prove_languages(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    for passed in representative(workspace)? {
        if passed {
            tally.add_pass();
        } else {
            tally.add_failure();
        }
    }
    Ok(())
}

fn cargo_test(
    workspace: &Workspace,
    selection: &Selection,
    components: &Path,
    args: &[String],
    tally: &mut Tally,
) -> Result<()> {
    if selection.is_empty() {
        return Ok(());
    }
    let color = if std::io::stdout().is_terminal() {
        "always"
    } else {
        "never"
    };
    let mut child = Command::new("cargo")
        .args(["test", "--no-fail-fast"])
        .args(selection.cargo_args())
        .arg("--")
        .args(["--color", color])
        .args(args)
        .current_dir(workspace.root())
        .env(guest::FOLDER_VARIABLE, components)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo does not start")?;
    let output = child
        .stdout
        .take()
        .context("the output of cargo is piped")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        tally.read(&line);
        println!("{line}");
    }
    tally.ended(child.wait()?.success());
    Ok(())
}
