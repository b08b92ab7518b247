//! One round trip: what a function must answer, the call, and the comparison.

use crate::imports::{full_name, is_of_the_host};
use crate::json;
use crate::makers::Exported;
use crate::stage::{Sent, Stage};
use crate::value::{Value, are_same};
use plugwright_codegen::model::Echo;

/// What a call must lead to.
enum Expected {
    /// This answer; none of a function without result.
    Answer(Option<Value>),
    /// A call of an import with the same arguments, and its answer.
    Relay(String, Option<Value>),
    /// An answer that the host's own implementation of an import gives.
    Anything,
    /// A trap: a plugin cannot make such a value up.
    Trap,
}

/// A round trip that went wrong.
#[derive(Debug)]
pub(crate) struct Failure {
    /// In one line.
    pub(crate) reason: String,
    /// With the values.
    pub(crate) detail: String,
}

/// Calls a function with random values and compares what comes back.
///
/// # Errors
/// Tells what went in, what was expected and what came.
pub(crate) async fn round(stage: &mut Stage<'_>, exported: &Exported<'_>) -> Result<(), Failure> {
    let name = full_name(exported.interface, exported.function);
    let sent = match stage.arguments(exported).await {
        Ok(sent) => sent,
        Err(error) => return Err(Failure::new(&name, &format!("{error:#}"), None)),
    };
    let outcome = compare(stage, exported, &sent).await;
    outcome.map_err(|problem| Failure::new(&name, &problem, Some(&sent)))
}

async fn compare(
    stage: &mut Stage<'_>,
    exported: &Exported<'_>,
    sent: &Sent,
) -> Result<(), String> {
    let expected = expected(stage, exported, sent);
    if let Expected::Relay(import, answer) = &expected {
        stage.exchange.plan(import.clone(), answer.clone());
    }
    let answer = stage.call(exported, sent).await;
    let relayed = stage.exchange.finish();
    if matches!(expected, Expected::Trap) {
        return trapped(stage, answer).await;
    }
    let answer = answer.map_err(|error| format!("{error:#}"))?;
    let wanted = match expected {
        Expected::Relay(import, wanted) => {
            let [call] = relayed.as_slice() else {
                let times = relayed.len();
                return Err(format!("`{import}` was called {times} times, not once"));
            };
            let arrived = call.arguments.as_deref();
            if !arrived.is_some_and(|arrived| are_same(arrived, &sent.arguments)) {
                return Err(format!(
                    "the import got other arguments: {}",
                    shown(arrived)
                ));
            }
            wanted
        }
        Expected::Answer(wanted) => wanted,
        Expected::Anything | Expected::Trap => answer.clone(),
    };
    let is_same = match (&wanted, &answer) {
        (Some(wanted), Some(answer)) => wanted.is_same(answer),
        (None, None) => true,
        _ => false,
    };
    if !is_same {
        let ty = exported.function.result.as_ref();
        let text = |value: &Option<Value>| match (ty, value) {
            (Some(ty), Some(value)) => json::write(stage.model, ty, value).to_string(),
            _ => "nothing".to_owned(),
        };
        return Err(format!("expected {}, got {}", text(&wanted), text(&answer)));
    }
    match answer {
        Some(answer) => stage
            .keep(answer)
            .await
            .map_err(|error| format!("{error:#}")),
        None => Ok(()),
    }
}

fn expected(stage: &mut Stage<'_>, exported: &Exported<'_>, sent: &Sent) -> Expected {
    match stage.model.echo(exported.interface, exported.function) {
        Echo::Import(interface, _) if is_of_the_host(&interface.key) => Expected::Anything,
        Echo::Import(interface, import) => {
            let (model, made) = (stage.model, &stage.makers.made);
            let result = import.result.as_ref();
            let answer = result.and_then(|ty| stage.generator.value(model, made, ty));
            Expected::Relay(full_name(interface, import), answer)
        }
        Echo::Param(position) => Expected::Answer(sent.arguments.get(position).cloned()),
        Echo::Default => match stage.default(exported) {
            Some(value) => Expected::Answer(Some(value)),
            None => Expected::Trap,
        },
        Echo::Nothing => Expected::Answer(None),
    }
}

/// A trap ends the session; the next call has a new one.
async fn trapped(
    stage: &mut Stage<'_>,
    answer: anyhow::Result<Option<Value>>,
) -> Result<(), String> {
    let Err(error) = answer else {
        return Err("it answered with a resource that nobody gave it".to_owned());
    };
    let code = error
        .downcast_ref::<plugwright::Error>()
        .map(|error| error.code());
    if !matches!(code, Some("PW-TRAPPED" | "PW-EXITED")) {
        return Err(format!("it must trap, and failed otherwise: {error:#}"));
    }
    let started = stage.start_again().await;
    started.map_err(|error| format!("after a trap: {error}"))
}

fn shown(values: Option<&[Value]>) -> String {
    match values {
        Some(values) => format!("{values:?}"),
        None => "not of the types that the WIT names".to_owned(),
    }
}

impl Failure {
    fn new(function: &str, problem: &str, sent: Option<&Sent>) -> Self {
        let arguments = sent.map(|sent| serde_json::Value::Array(sent.json.clone()).to_string());
        let arguments = arguments.unwrap_or_default();
        Self {
            reason: format!("{function}: {}", cut(problem, 160)),
            detail: format!("{function}\nsent {arguments}\n{problem}"),
        }
    }
}

fn cut(text: &str, length: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
