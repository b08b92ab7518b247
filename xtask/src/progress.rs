//! One line a step: a moving one on a terminal, plain ones in a log.

use std::{
    io::IsTerminal as _,
    time::{Duration, Instant},
};

use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};

const NAME_WIDTH: usize = 28;
const REDRAW: Duration = Duration::from_millis(120);

/// A step under way. It ends in [`Step::done`], [`Step::in_place`] or [`Step::failed`], which print its line.
#[derive(Debug)]
pub(crate) struct Step {
    name: String,
    started: Instant,
    bar: Option<ProgressBar>,
}

/// Starts a step and shows that it runs.
pub(crate) fn step(name: impl Into<String>) -> Step {
    let name = name.into();
    let bar = std::io::stderr().is_terminal().then(|| moving_line(&name));
    Step {
        name,
        started: Instant::now(),
        bar,
    }
}

impl Step {
    /// Says what the step is doing now. Nothing is printed in a log.
    pub(crate) fn now(&self, doing: impl Into<String>) {
        if let Some(bar) = &self.bar {
            bar.set_message(doing.into());
        }
    }

    /// The step is done; `note` says what came of it.
    pub(crate) fn done(self, note: &str) {
        self.end("ok", AnsiColor::Green, note);
    }

    /// The step found its result in place.
    pub(crate) fn in_place(self, note: &str) {
        self.end("in place", AnsiColor::Green, note);
    }

    /// The step failed.
    pub(crate) fn failed(self, note: &str) {
        self.end("FAILED", AnsiColor::Red, note);
    }

    fn end(self, word: &str, color: AnsiColor, note: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let style = Style::new().fg_color(Some(color.into()));
        eprintln!(
            "{:NAME_WIDTH$} {style}{word:8}{style:#} {seconds:7.1} s  {note}",
            self.name
        );
    }
}

fn moving_line(name: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) =
        ProgressStyle::with_template("{prefix:28} {spinner} {elapsed:>10}  {wide_msg}")
    {
        bar.set_style(style);
    }
    bar.set_prefix(name.to_owned());
    bar.enable_steady_tick(REDRAW);
    bar
}
