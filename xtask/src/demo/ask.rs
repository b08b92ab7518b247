//! One request with what its answer must be.

use anstream::println;
use anstyle::{AnsiColor, Style};
use anyhow::Result;
use serde_json::Value;

use super::{
    client::{self, Answer},
    server::Server,
    token::Token,
};

const SHOWN: usize = 100;

/// What is wrong with an answer, if anything.
pub(crate) type Judge<'a> = Box<dyn Fn(&Answer) -> Option<String> + 'a>;

/// A request, why it is sent, and what its answer must be.
pub(crate) struct Ask<'a> {
    pub(crate) title: &'a str,
    pub(crate) path: &'a str,
    pub(crate) token: Token,
    pub(crate) status: u16,
    pub(crate) judge: Judge<'a>,
}

impl Ask<'_> {
    /// Sends it, prints it with its answer, and says whether the answer was right.
    ///
    /// # Errors
    /// When there is no answer.
    pub(crate) fn send(&self, server: &Server) -> Result<bool> {
        let answer = client::get(server, self.path, self.token)?;
        let problem = self.problem(&answer);
        self.print(&answer, problem.as_deref());
        Ok(problem.is_none())
    }

    fn problem(&self, answer: &Answer) -> Option<String> {
        if answer.status != self.status {
            return Some(format!("the status must be {}", self.status));
        }
        (self.judge)(answer)
    }

    fn print(&self, answer: &Answer, problem: Option<&str>) {
        let color = if problem.is_some() {
            AnsiColor::Red
        } else {
            AnsiColor::Green
        };
        let style = Style::new().fg_color(Some(color.into()));
        let word = if problem.is_some() { "wrong" } else { "right" };
        let time = answer.time.as_secs_f64() * 1000.0;
        println!(
            "{style}{word}{style:#}  {:34} GET {:28} {} {time:8.1} ms",
            self.title, self.path, answer.status
        );
        println!("       {}", shortened(&answer.text));
        if let Some(problem) = problem {
            println!("       {style}{problem}{style:#}");
        }
    }
}

/// An answer that may be anything.
pub(crate) fn anything<'a>() -> Judge<'a> {
    Box::new(|_| None)
}

/// An object that has `members`.
pub(crate) fn with_members<'a>(members: &'a [&'a str]) -> Judge<'a> {
    Box::new(|answer| {
        let missing: Vec<&str> = members
            .iter()
            .copied()
            .filter(|name| answer.json.get(name).is_none())
            .collect();
        (!missing.is_empty()).then(|| format!("it lacks {}", missing.join(", ")))
    })
}

/// Exactly `value`.
pub(crate) fn equal<'a>(value: Value) -> Judge<'a> {
    Box::new(move |answer| (answer.json != value).then(|| format!("it must be {value}")))
}

fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN).chain(['…']).collect()
}
