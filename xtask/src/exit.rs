//! What the exit code of a task says. Scripts rely on it: see "Contracts" in the design.

use std::process::ExitCode;

use anstream::eprintln;
use anstyle::{AnsiColor, Style};

/// What a task that ran to its end found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Done, or the answer is yes.
    Yes,
    /// The task worked and its answer is no: a test failed, a check found something, a compiler is missing.
    No,
}

impl From<bool> for Verdict {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// Why a task could not run to its end, when it was not the machine's fault.
#[derive(Debug)]
pub(crate) enum Blame {
    /// The command was used wrongly.
    Usage(String),
    /// A plugin or test guest does not build, or is not what it says it is.
    Plugin(String),
}

impl std::fmt::Display for Blame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(message) | Self::Plugin(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Blame {}

/// Prints the error, if any, and says how the process ends. An error that carries no [`Blame`] is the environment's.
pub(crate) fn code(outcome: anyhow::Result<Verdict>) -> ExitCode {
    let error = match outcome {
        Ok(Verdict::Yes) => return ExitCode::SUCCESS,
        Ok(Verdict::No) => return ExitCode::from(1),
        Err(error) => error,
    };
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    eprintln!("{red}error{red:#}: {error:#}");
    ExitCode::from(blame_code(&error))
}

fn blame_code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<Blame>() {
        Some(Blame::Usage(_)) => 2,
        Some(Blame::Plugin(_)) => 3,
        None => 4,
    }
}

#[cfg(test)]
mod tests {
    use anyhow::{Context as _, anyhow};

    use super::*;

    #[test]
    fn the_exit_code_survives_added_context() {
        let error = anyhow::Error::from(Blame::Plugin("no".into())).context("building guests");
        assert_eq!(blame_code(&error), 3);
        let usage: anyhow::Result<()> =
            Err(Blame::Usage("no".into())).context("reading the command line");
        assert_eq!(blame_code(&usage.unwrap_err()), 2);
    }

    #[test]
    fn an_error_that_blames_nobody_is_the_environments() {
        assert_eq!(blame_code(&anyhow!("disk full")), 4);
    }
}
