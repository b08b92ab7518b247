//! What the exit code of a command says. Scripts and packagers rely on it.

use std::{fmt, path::Path, process::ExitCode};

use anstream::eprintln;
use anstyle::{AnsiColor, Style};

/// What a command that ran to its end found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Done, or the answer is yes: exit code 0.
    Yes,
    /// The command worked and its answer is no: exit code 1.
    No,
}

impl From<bool> for Verdict {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// Whose fault it is that a command did not run to its end, with a stable code that scripts can match.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The command was used wrongly: exit code 2.
    Usage {
        /// The stable code, `PW-…`.
        code: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
    /// The plugin or its source is at fault: exit code 3.
    Plugin {
        /// The stable code, `PW-…`.
        code: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
}

impl Fault {
    /// The plugin in `file` is at fault.
    pub(crate) fn plugin(code: &'static str, file: &Path, problem: impl fmt::Display) -> Self {
        Self::Plugin {
            code,
            message: format!("{}: {problem}", file.display()),
        }
    }

    /// The command was used wrongly.
    pub(crate) fn usage(code: &'static str, message: impl Into<String>) -> Self {
        Self::Usage {
            code,
            message: message.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Usage { code, message } | Self::Plugin { code, message }) = self;
        write!(f, "{message} [{code}]")
    }
}

impl std::error::Error for Fault {}

/// Prints the error, if any, and says how the process ends. An error that blames nobody is the environment's.
pub(crate) fn code(outcome: anyhow::Result<Verdict>) -> ExitCode {
    let error = match outcome {
        Ok(Verdict::Yes) => return ExitCode::SUCCESS,
        Ok(Verdict::No) => return ExitCode::from(1),
        Err(error) => error,
    };
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    // An error of the engine says everything itself; its sources would repeat it.
    let of_engine = error
        .downcast_ref::<plugwright::Error>()
        .map(ToString::to_string);
    eprintln!(
        "{red}error{red:#}: {}",
        of_engine.unwrap_or_else(|| format!("{error:#}"))
    );
    ExitCode::from(number(&error))
}

fn number(error: &anyhow::Error) -> u8 {
    if let Some(error) = error.downcast_ref::<plugwright::Error>() {
        return of_call(error.fault());
    }
    match error.downcast_ref::<Fault>() {
        Some(Fault::Usage { .. }) => 2,
        Some(Fault::Plugin { .. }) => 3,
        None => 4,
    }
}

/// A call that a rule forbids was asked for wrongly: the grant that it needs is an option of the command.
fn of_call(fault: plugwright::Fault) -> u8 {
    match fault {
        plugwright::Fault::Caller | plugwright::Fault::Policy => 2,
        plugwright::Fault::Plugin => 3,
        plugwright::Fault::Host | plugwright::Fault::Remote => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_plugin_and_a_full_disk_end_differently() {
        let plugin = Fault::plugin("PW-BUILD-NOT-WASM", Path::new("p.wasm"), "no WebAssembly");
        assert_eq!(
            number(&anyhow::Error::from(plugin).context("inspecting")),
            3
        );
        assert_eq!(number(&anyhow::anyhow!("disk full")), 4);
    }
}
