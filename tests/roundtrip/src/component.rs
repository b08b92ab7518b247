//! The proof of one component, from its bytes to the verdict.

use crate::exchange::Exchange;
use crate::imports::{Imports, full_name};
use crate::makers::{Exported, Makers, exported};
use crate::memory::steady;
use crate::report::{Report, Request, Verdict};
use crate::round::{Failure, round};
use crate::shape::Shape;
use crate::stage::Stage;
use anyhow::{Context as _, Result};
use plugwright::{
    Allocation, ByteSize, Engine, FaultBudget, Grants, Limits, Plugin, StaticLimits, Tiering,
};
use plugwright_codegen::model::Echo;
use plugwright_codegen::{Model, Source};
use std::sync::Arc;
use std::time::Duration;

/// An interpreter that was compiled without optimisation needs its time for the first call.
const TIME: Duration = Duration::from_secs(60);
/// However many cases a type has.
const MOST_ROUNDS: usize = 1_000;
/// A function that must trap is called no more often than this: each time costs an instance.
const TRAPS: usize = 2;

/// Proves a component.
///
/// # Errors
/// Fails if the request cannot be followed: files that are not there, WIT that cannot be read.
pub async fn prove(request: &Request) -> Result<Report> {
    let component = std::fs::read(&request.component)
        .with_context(|| format!("{}", request.component.display()))?;
    let source = Source::read(&[&request.wit])?;
    let model = Arc::new(Model::new(&source, None)?);
    let exchange = Exchange::default();
    let plugin = match load(component, &model, &exchange).await {
        Ok(plugin) => plugin,
        Err(error) => {
            let mut report = Report::failed(Verdict::Instantiate, error.to_string());
            report.detail.push('\n');
            report.detail.push_str(error.detail().unwrap_or_default());
            return Ok(report);
        }
    };
    Ok(rounds(request, &plugin, &model, exchange).await)
}

async fn load(
    component: Vec<u8>,
    model: &Arc<Model>,
    exchange: &Exchange,
) -> plugwright::Result<Plugin> {
    let imports = Imports::new(model.clone(), exchange.clone());
    let names = imports.names().into_iter();
    let grants = names.fold(Grants::none(), |grants, name| grants.interface(name));
    let engine = Engine::builder()
        .tiering(Tiering::FastOnly)
        .allocation(Allocation::OnDemand)
        .compile_timeout(TIME * 5)
        .fault_budget(FaultBudget {
            faults_in_a_row: u32::MAX,
            ..FaultBudget::default()
        })
        .static_limits(StaticLimits {
            function_bytes: 16 << 20,
            ..StaticLimits::default()
        })
        .serve(imports)
        .build()?;
    let id = "conformance".parse().map_err(|_| {
        plugwright::Error::from(plugwright::Problem::Internal {
            reason: "the name of the plugin is malformed".to_owned(),
        })
    })?;
    let plugin = engine.plugin(id, component);
    plugin.grants(grants).limits(limits()).load().await
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.memory.size = ByteSize::mib(1024);
    limits.time.call = TIME;
    limits.time.init = TIME;
    limits.call.result = ByteSize::mib(256);
    limits.call.host_calls = ByteSize::mib(256);
    limits
}

/// What could not be called, and why.
#[derive(Default)]
struct Skipped {
    is_async: bool,
    notes: Vec<String>,
}

async fn rounds(request: &Request, plugin: &Plugin, model: &Model, exchange: Exchange) -> Report {
    let functions = exported(model);
    let makers = Makers::new(model, &functions);
    let stage = Stage::start(plugin, model, &makers, exchange, request.seed).await;
    let mut stage = match stage {
        Ok(stage) => stage,
        Err(error) => return Report::failed(Verdict::Instantiate, error.to_string()),
    };
    if let Some(name) = lacking(plugin, &functions) {
        return Report::failed(Verdict::Instantiate, format!("it does not export `{name}`"));
    }
    let mut skipped = Skipped::default();
    let callable = skipped.select(model, &makers, &functions);
    let outcome = all(request, &mut stage, &callable).await;
    let mut report = report(outcome, &skipped);
    report.functions = callable.len();
    report.calls = stage.calls;
    report
}

async fn all(
    request: &Request,
    stage: &mut Stage<'_>,
    callable: &[Exported<'_>],
) -> Result<(), (Verdict, Failure)> {
    let wrong = |failure| (Verdict::Roundtrip, failure);
    for exported in callable {
        let rounds = if must_trap(stage, exported) {
            TRAPS
        } else {
            rounds_of(request, stage.model, exported)
        };
        for turn in 0..rounds {
            stage.generator.next_round(turn);
            round(stage, exported).await.map_err(wrong)?;
        }
    }
    let kept = |error: anyhow::Error| {
        let reason = format!("{error:#}");
        let detail = reason.clone();
        (Verdict::Memory, Failure { reason, detail })
    };
    stage.drop_all().await.map_err(kept)?;
    let lasting = callable
        .iter()
        .filter(|exported| !must_trap(stage, exported));
    let lasting: Vec<Exported<'_>> = lasting.copied().collect();
    let steady = steady(stage, &lasting, request.calls, request.seed).await;
    steady.map_err(|failure| (Verdict::Memory, failure))?;
    stage.drop_all().await.map_err(kept)
}

/// Whether a plugin cannot make up what the function answers.
fn must_trap(stage: &Stage<'_>, exported: &Exported<'_>) -> bool {
    let echo = stage.model.echo(exported.interface, exported.function);
    matches!(echo, Echo::Default) && stage.default(exported).is_none()
}

/// At least once for each case of its types.
fn rounds_of(request: &Request, model: &Model, exported: &Exported<'_>) -> usize {
    let function = exported.function;
    let params = function.params.iter().map(|param| &param.ty);
    let types = params.chain(&function.result);
    let cases = types.map(|ty| Shape::cases(model, ty)).max().unwrap_or(1);
    cases.clamp(
        request.rounds as usize,
        MOST_ROUNDS.max(request.rounds as usize),
    )
}

/// An export of the world that the component does not have.
fn lacking(plugin: &Plugin, functions: &[Exported<'_>]) -> Option<String> {
    let there = plugin.functions();
    let names = functions
        .iter()
        .map(|it| full_name(it.interface, it.function));
    names
        .into_iter()
        .find(|name| there.iter().all(|known| known.name != *name))
}

impl Skipped {
    fn select<'m>(
        &mut self,
        model: &Model,
        makers: &Makers<'_>,
        functions: &[Exported<'m>],
    ) -> Vec<Exported<'m>> {
        let callable = functions.iter().filter(|exported| {
            let function = exported.function;
            let mut types = function.params.iter().map(|param| &param.ty);
            let is_async = types.any(|ty| model.holds_async(ty))
                || function.result.iter().any(|ty| model.holds_async(ty));
            let can_be_called = !is_async && makers.can_call(model, exported);
            if !can_be_called {
                let name = full_name(exported.interface, function);
                let why = if is_async {
                    "async"
                } else {
                    "nobody makes what it takes"
                };
                self.notes.push(format!("{name}: {why}"));
                self.is_async |= is_async;
            }
            can_be_called
        });
        callable.copied().collect()
    }
}

fn report(outcome: Result<(), (Verdict, Failure)>, skipped: &Skipped) -> Report {
    let notes = skipped.notes.join("\n");
    match outcome {
        Err((verdict, failure)) => {
            let mut report = Report::failed(verdict, failure.reason);
            report.detail = failure.detail;
            report
        }
        Ok(()) if skipped.is_async => {
            let mut report = Report::failed(Verdict::NotRun, "not run: async");
            report.detail = notes;
            report
        }
        Ok(()) => {
            let mut report = Report::failed(Verdict::Pass, "");
            report.detail = notes;
            report
        }
    }
}
