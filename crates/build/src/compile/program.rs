//! Other people's compilers, run with their words kept for the author.

use std::process::{Command, Stdio};

use super::Compile;
use crate::Error;

/// The last lines of a compiler's output that an error carries.
const LINES: usize = 60;

impl Compile<'_> {
    /// A compiler of the project's language, to be started in the project's folder.
    pub(super) fn compiler(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder);
        if let Some(path) = self.path {
            command.env("PATH", path);
        }
        command
    }
}

/// Runs `command` to its end.
///
/// # Errors
/// [`Error::Compiler`] with the end of what it wrote, when it cannot be started or fails.
pub(super) fn run(command: &mut Command) -> Result<(), Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |output: String| Error::Compiler {
        program: program.clone(),
        output,
    };
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(format!("{error}; is it installed?")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let lines: Vec<&str> = said.lines().collect();
    Err(failed(
        lines[lines.len().saturating_sub(LINES)..].join("\n"),
    ))
}
