//! Other programs, run with their output in a log, so that a step shows one line and a failure shows its last ones.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

/// Settings of the build that started us, which a build that we start must not inherit.
const BUILD_SETTINGS: [&str; 9] = [
    "RUSTC",
    "RUSTDOC",
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_TARGET_DIR",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
];

const LINES_SHOWN: usize = 12;

/// `command` without the settings that belong to the build of the host.
pub(crate) fn without_build_settings(mut command: Command) -> Command {
    for name in BUILD_SETTINGS {
        command.env_remove(name);
    }
    command
}

/// The file that `program` names: itself when it is a path, else the first of that name in the folders of `path`.
pub(crate) fn find(program: &str, path: &OsStr) -> Option<PathBuf> {
    if Path::new(program).components().count() > 1 {
        return Some(PathBuf::from(program)).filter(|file| file.is_file());
    }
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(path)
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
}

/// Runs `command` to a good end, with its output added to `log`.
///
/// # Errors
/// When the program is missing or fails; the message ends in the last lines of its output.
pub(crate) fn run_logged(command: &mut Command, log: &Path) -> Result<()> {
    let shown = shown(command);
    let output = open_log(log, &shown)?;
    let start = output.metadata()?.len();
    let status = command
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .status()
        .with_context(|| format!("`{shown}` does not start"))?;
    if status.success() {
        return Ok(());
    }
    bail!("`{shown}` failed ({status})\n{}", last_lines(log, start));
}

/// What `command` prints on standard output, trimmed.
///
/// # Errors
/// When the program is missing or fails.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{shown}` does not start"))?;
    if !output.status.success() {
        bail!(
            "`{shown}` failed ({}): {}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

fn open_log(log: &Path, title: &str) -> Result<File> {
    use std::io::Write as _;

    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .with_context(|| format!("the log {} cannot be written", log.display()))?;
    writeln!(file, "+ {title}")?;
    Ok(file)
}

fn last_lines(log: &Path, start: u64) -> String {
    let text = fs::read(log).unwrap_or_default();
    let start = usize::try_from(start).unwrap_or(usize::MAX).min(text.len());
    let text = String::from_utf8_lossy(&text[start..]).into_owned();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let shown = &lines[lines.len().saturating_sub(LINES_SHOWN)..];
    let indented: Vec<String> = shown.iter().map(|line| format!("    {line}")).collect();
    format!(
        "{}\n    (all of it: {})",
        indented.join("\n"),
        log.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_shows_its_own_last_words_and_not_those_of_an_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        run_logged(Command::new("sh").args(["-c", "echo early"]), &log).unwrap();
        let error = run_logged(Command::new("sh").args(["-c", "echo late; exit 3"]), &log)
            .unwrap_err()
            .to_string();
        assert!(error.contains("late"), "{error}");
        assert!(!error.contains("early"), "{error}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = capture(&mut Command::new("no-such-program-here"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("no-such-program-here"), "{error}");
    }
}
