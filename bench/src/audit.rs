//! `audit.record`: what the audit log costs a record call, beside the same call without it.

use crate::guests::Guests;
use crate::measure::{Case, interleave};
use crate::ours::{self, Plugin};
use crate::report::{Goal, Row};
use plugwright::audit::{AuditLog, Rotation};
use plugwright::{AuditTrail, Engine, Reuse, Tiering};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// The most that the call may take of its time without the log.
const BOUND: f64 = 1.05;

pub fn run(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize) -> anyhow::Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let log = Arc::new(AuditLog::open(folder.path(), Rotation::default())?);
    let observed = Engine::builder().tiering(Tiering::OptimisedOnly).observer(AuditTrail::new(log)).build()?;
    let mut typed = case(guests, runtime, &ours::engine());
    let mut audited = case(guests, runtime, &observed);
    interleave(&mut [&mut typed, &mut audited], rounds, Duration::from_millis(2));
    let ratio = audited.ratio(&typed);
    let goal = Goal { id: "A1", bound: BOUND, met: ratio <= BOUND };
    let row = Row { vs_typed: Some(ratio), goal: Some(goal), ..Row::time("audit.record", &audited) };
    Ok(vec![row])
}

fn case(guests: &Guests, runtime: &Arc<Runtime>, engine: &Engine) -> Case {
    let plugin = runtime.block_on(ours::load(engine, &guests.component, Reuse::Pooled));
    let plugin = Plugin::new(&plugin).expect("the world");
    let (request, runtime) = (ours::request(), runtime.clone());
    Case::timed(move |calls| {
        runtime.block_on(async {
            let start = Instant::now();
            for _ in 0..calls {
                black_box(plugin.api().authorize(&request).await.expect("record"));
            }
            start.elapsed()
        })
    })
}
