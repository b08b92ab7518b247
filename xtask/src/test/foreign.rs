//! The tests of SDKs and plugins in other languages, run natively by those languages' own runners.

use std::process::{Command, Stdio};

use anstream::println;
use anyhow::{Context as _, Result};
use plugwright_codegen::Language;

use super::tally::Tally;
use crate::{
    foreign::{ForeignProject, projects},
    toolchain,
    workspace::Workspace,
};

/// Runs the suites below a folder called `area`, or all, and adds them to `tally`.
///
/// # Errors
/// When a runner cannot be had.
pub(super) fn run(workspace: &Workspace, area: Option<&str>, tally: &mut Tally) -> Result<()> {
    for project in projects(workspace)? {
        let is_chosen = area.is_none_or(|area| project.name.split('/').any(|part| part == area));
        if is_chosen {
            suite(workspace, &project, tally)?;
        }
    }
    Ok(())
}

fn suite(workspace: &Workspace, project: &ForeignProject, tally: &mut Tally) -> Result<()> {
    let mut command = runner(workspace, project)?;
    let output = command
        .current_dir(&project.folder)
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("the tests of {} do not start", project.name))?;
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let count = Count::read(project.language, &text);
    // A runner that finds no test is content; whoever wrote the tests would not be.
    let succeeded = output.status.success() && count.failed == 0 && count.passed > 0;
    if !succeeded {
        println!("{}", text.trim_end());
    }
    println!(
        "{}: {} passed, {} failed",
        project.name, count.passed, count.failed
    );
    tally.add(count.passed, count.failed.max(u64::from(!succeeded)));
    Ok(())
}

fn runner(workspace: &Workspace, project: &ForeignProject) -> Result<Command> {
    let compiler = toolchain::ensure_for(project.language)?;
    let (program, args): (&str, &[&str]) = match project.language {
        Language::Go => ("go", &["test", "-count=1", "-v", "./..."]),
        Language::Python => ("python3", &["-m", "unittest", "discover", "-s", "tests"]),
        _ => ("npm", &["test", "--silent", "--", "--test-reporter=tap"]),
    };
    let mut command = compiler.command(program);
    command.args(args);
    if project.language == Language::Python {
        let sources = [
            project.folder.join("src"),
            workspace.root().join("sdk/python/src"),
        ];
        command.env("PYTHONPATH", std::env::join_paths(sources)?);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
    }
    Ok(command)
}

/// What a runner said about its tests.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    fn read(language: Language, text: &str) -> Self {
        match language {
            Language::Go => Self::of_go(text),
            Language::Python => Self::of_unittest(text),
            _ => Self::of_tap(text),
        }
    }

    /// `--- PASS: TestName (0.00s)`, indented for parts of a test.
    fn of_go(text: &str) -> Self {
        let starting = |with: &str| {
            let lines = text
                .lines()
                .filter(|line| line.trim_start().starts_with(with));
            lines.count() as u64
        };
        Self {
            passed: starting("--- PASS"),
            failed: starting("--- FAIL"),
        }
    }

    /// `Ran 5 tests in 0.01s`, then `OK` or `FAILED (failures=1, errors=2)`.
    fn of_unittest(text: &str) -> Self {
        let ran = number_after(text, "Ran ");
        let failed = number_after(text, "failures=") + number_after(text, "errors=");
        Self {
            passed: ran.saturating_sub(failed),
            failed,
        }
    }

    /// `# pass 5` and `# fail 1` at the end.
    fn of_tap(text: &str) -> Self {
        Self {
            passed: number_after(text, "\n# pass "),
            failed: number_after(text, "\n# fail "),
        }
    }
}

/// The number behind the last occurrence of `word`; zero when there is none.
fn number_after(text: &str, word: &str) -> u64 {
    let Some((_, rest)) = text.rsplit_once(word) else {
        return 0;
    };
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_own_words_are_understood() {
        let go = "=== RUN   TestA\n--- PASS: TestA (0.00s)\n    --- PASS: TestA/b (0.00s)\n--- FAIL: TestC (0.00s)\n";
        assert_eq!(
            Count::read(Language::Go, go),
            Count {
                passed: 2,
                failed: 1
            }
        );
        let python = "..F\nRan 3 tests in 0.001s\n\nFAILED (failures=1)\n";
        assert_eq!(
            Count::read(Language::Python, python),
            Count {
                passed: 2,
                failed: 1
            }
        );
        let node = "TAP version 13\nok 1 - a\n1..1\n# tests 7\n# pass 6\n# fail 1\n# cancelled 0\n";
        assert_eq!(
            Count::read(Language::JavaScript, node),
            Count {
                passed: 6,
                failed: 1
            }
        );
    }
}
