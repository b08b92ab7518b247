//! `plugwright codegen WIT`: what an author of a plugin compiles against, in their language.

use std::path::PathBuf;

use anstream::println;
use anyhow::Result;
use clap::{Args, ValueEnum};
use plugwright_codegen::{Difference, Error, Language, Options, Output, Source, Stubs, generate};
use serde_json::json;

use crate::exit::{Fault, Verdict};

/// Generate the SDK of a world, or a document about it.
///
/// WIT is a file, a package's folder, or several, each of which may use the packages of those before it; the world is looked
/// for in the last.
#[derive(Debug, Args)]
pub(crate) struct CodegenArgs {
    /// Files or folders of WIT.
    #[arg(required = true, value_name = "WIT")]
    wit: Vec<PathBuf>,
    /// The world; may be left out when there is one.
    #[arg(long)]
    world: Option<String>,
    /// The language of the output.
    #[arg(long, value_parser = str::parse::<Language>, help = languages())]
    lang: Language,
    /// The folder to write into.
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
    /// What to write beside the bindings.
    #[arg(long, value_enum, default_value = "none")]
    stubs: StubsArg,
    /// The crate, Go import path, npm or `PyPI` package that the output is or belongs to; by default the world's name.
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
    /// Write nothing; say whether the folder holds what would be written.
    #[arg(long)]
    check: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn languages() -> String {
    let names: Vec<&str> = Language::ALL
        .iter()
        .map(|language| language.name())
        .collect();
    format!("One of {}", names.join(", "))
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StubsArg {
    /// The bindings alone.
    None,
    /// A project whose functions are to be written.
    Todo,
    /// A project that answers with what it is asked.
    Echo,
}

impl From<StubsArg> for Stubs {
    fn from(argument: StubsArg) -> Self {
        match argument {
            StubsArg::None => Self::None,
            StubsArg::Todo => Self::Todo,
            StubsArg::Echo => Self::Echo,
        }
    }
}

/// Runs `plugwright codegen`.
pub(crate) fn run(args: &CodegenArgs) -> Result<Verdict> {
    let options = Options {
        stubs: args.stubs.into(),
        package: args.package.clone(),
    };
    let source = Source::read(&args.wit).map_err(blame)?;
    let output = generate(&source, args.world.as_deref(), args.lang, &options).map_err(blame)?;
    if args.check {
        return check(args, &output);
    }
    output.write_to(&args.out)?;
    report(args, &output)
}

/// What is wrong with the WIT or the choice of the world, the caller mends.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn blame(error: Error) -> Fault {
    Fault::usage(error.code(), error.to_string())
}

fn check(args: &CodegenArgs, output: &Output) -> Result<Verdict> {
    let differences = output.compare_with(&args.out)?;
    if args.json {
        let entry = |difference: &Difference| match difference {
            Difference::Missing(path) => json!({"file": path, "difference": "missing"}),
            Difference::Changed(path) => json!({"file": path, "difference": "changed"}),
        };
        let list: Vec<_> = differences.iter().map(entry).collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&json!({ "differences": list }))?
        );
        return Ok(differences.is_empty().into());
    }
    for difference in &differences {
        match difference {
            Difference::Missing(path) => println!("missing  {}", path.display()),
            Difference::Changed(path) => println!("changed  {}", path.display()),
        }
    }
    Ok(differences.is_empty().into())
}

fn report(args: &CodegenArgs, output: &Output) -> Result<Verdict> {
    let files: Vec<String> = output
        .files()
        .map(|(path, _)| path.display().to_string())
        .collect();
    if args.json {
        let report = json!({"language": args.lang.name(), "folder": args.out, "files": files});
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!(
            "{}: {} files in {}",
            args.lang,
            files.len(),
            args.out.display()
        );
    }
    Ok(Verdict::Yes)
}
