//! A well-behaved plugin that is called all the time while another one misbehaves.

use crate::component;
use plugwright::{Engine, Limits, Plugin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

/// The canary's own deadline. It needs microseconds; the rest is for machines that are busy with other things.
const DEADLINE: Duration = Duration::from_secs(2);
const INTERVAL: Duration = Duration::from_millis(5);

pub(crate) struct Canary {
    stopped: Arc<AtomicBool>,
    calls: JoinHandle<Sightings>,
}

/// How the calls of the canary went.
#[derive(Debug, Default)]
pub(crate) struct Sightings {
    pub(crate) calls: u32,
    /// The longest time from when a call was due to its answer.
    pub(crate) worst: Duration,
}

impl Canary {
    pub(crate) async fn start(engine: &Engine) -> Self {
        let mut limits = Limits::default();
        limits.time.call = DEADLINE;
        let canary = engine.plugin("canary".parse().unwrap(), component("", ""));
        let plugin = canary.limits(limits).load().await.unwrap();
        plugin.call_json("answer", &[]).await.unwrap();
        let stopped = Arc::new(AtomicBool::new(false));
        let calls = tokio::spawn(call_until(plugin, stopped.clone()));
        Self { stopped, calls }
    }

    /// Fails if a call of the canary failed or took longer than its deadline.
    pub(crate) async fn leave(self) -> Sightings {
        self.stopped.store(true, Ordering::Relaxed);
        let seen = self.calls.await.unwrap();
        assert!(
            seen.worst < DEADLINE,
            "another plugin had to wait {:?}",
            seen.worst
        );
        seen
    }
}

async fn call_until(plugin: Plugin, stopped: Arc<AtomicBool>) -> Sightings {
    let mut seen = Sightings::default();
    while !stopped.load(Ordering::Relaxed) {
        // Measured from when it was due: a blocked runtime delays the call and not its execution.
        let due = Instant::now() + INTERVAL;
        sleep_until(due).await;
        plugin.call_json("answer", &[]).await.unwrap();
        seen.worst = seen.worst.max(due.elapsed());
        seen.calls += 1;
    }
    seen
}
