//! `throughput.*`: W2 calls a second, by one thread and by two, on one pooled plugin.
//!
//! What a second thread gains can only be seen while the machine has two processors to give. So each round also measures raw
//! wasmtime with an instance for each thread, which share nothing at all; a round in which those did not gain what two
//! processors give says nothing and is taken again, up to a limit.

use crate::guests::Guests;
use crate::measure::{median, quantile};
use crate::ours::{self, Plugin as Typed};
use crate::report::{Goal, Row};
use crate::{extism_host, raw};
use plugwright::Reuse;
use std::hint::black_box;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Calls for so long, in this thread, and returns how many a second.
type Worker<'a> = Box<dyn Fn(&Barrier, Duration) -> f64 + Send + Sync + 'a>;

/// How long each figure of a round is measured: short, so that a round is over before the machine changes.
const WINDOW: Duration = Duration::from_millis(60);

/// What two threads that share nothing gain at least while both processors are free.
const QUIET: f64 = 1.93;

/// One round: calls a second by one thread and by two.
#[derive(Clone, Copy)]
struct Round {
    own: [f64; 2],
    raw: [f64; 2],
    extism: [f64; 2],
}

impl Round {
    fn is_quiet(&self) -> bool {
        gain(self.raw) >= QUIET
    }
}

fn gain(rates: [f64; 2]) -> f64 {
    rates[1] / rates[0]
}

pub fn run(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize) -> Vec<Row> {
    let plugin = Typed::new(&runtime.block_on(ours::load(&ours::engine(), &guests.component, Reuse::Pooled))).expect("the world");
    let raw = raw::Raw::compile(&raw::engine(), &guests.component);
    let compiled = extism_host::compile(&guests.extism, None);
    let (own, raw, extism) = (own_worker(&plugin), raw_worker(&raw), extism_worker(&compiled));
    let mut taken: Vec<Round> = Vec::new();
    while taken.iter().filter(|round| round.is_quiet()).count() < rounds && taken.len() < 12 * rounds {
        // Beside each other what is compared: one thread, then two.
        let [own_one, raw_one, raw_two, own_two] = [(&own, 1), (&raw, 1), (&raw, 2), (&own, 2)].map(|(worker, threads)| together(worker, threads));
        taken.push(Round {
            own: [own_one, own_two],
            raw: [raw_one, raw_two],
            extism: [1, 2].map(|threads| together(&extism, threads)),
        });
    }
    rows(&taken)
}

fn own_worker(plugin: &Typed) -> Worker<'_> {
    Box::new(|barrier, time| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let request = ours::request();
        barrier.wait();
        runtime.block_on(async {
            let (start, mut calls) = (Instant::now(), 0u64);
            while start.elapsed() < time {
                for _ in 0..16 {
                    black_box(plugin.api().authorize(&request).await.expect("authorize"));
                }
                calls += 16;
            }
            calls as f64 / start.elapsed().as_secs_f64()
        })
    })
}

fn raw_worker(raw: &raw::Raw) -> Worker<'_> {
    Box::new(|barrier, time| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let request = raw::request();
        runtime.block_on(async {
            let (mut store, plugin) = raw.live_async().await;
            let authorize = plugin.anchors_plugin_api().func_authorize();
            barrier.wait();
            let (start, mut calls) = (Instant::now(), 0u64);
            while start.elapsed() < time {
                for _ in 0..16 {
                    store.set_epoch_deadline(100);
                    black_box(authorize.call_async(&mut store, (&request,)).await.expect("authorize"));
                }
                calls += 16;
            }
            calls as f64 / start.elapsed().as_secs_f64()
        })
    })
}

fn extism_worker(compiled: &extism::CompiledPlugin) -> Worker<'_> {
    Box::new(|barrier, time| {
        let mut plugin = extism_host::plugin(compiled);
        let request = workloads::input::auth_request();
        barrier.wait();
        let (start, mut calls) = (Instant::now(), 0u64);
        while start.elapsed() < time {
            (0..16).for_each(|_| drop(black_box(extism_host::authorize(&mut plugin, &request))));
            calls += 16;
        }
        calls as f64 / start.elapsed().as_secs_f64()
    })
}

fn together(worker: &Worker<'_>, threads: usize) -> f64 {
    let barrier = Barrier::new(threads);
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(|| worker(&barrier, WINDOW))).collect();
        handles.into_iter().map(|handle| handle.join().expect("a worker")).sum()
    })
}

fn rows(taken: &[Round]) -> Vec<Row> {
    let quiet: Vec<Round> = taken.iter().copied().filter(Round::is_quiet).collect();
    println!("throughput: {} of {} rounds had both processors", quiet.len(), taken.len());
    let judged = if quiet.is_empty() { taken } else { &quiet };
    let over = |figure: fn(&Round) -> f64| judged.iter().map(figure).collect::<Vec<f64>>();
    let own = [over(|round| round.own[0]), over(|round| round.own[1])];
    let raw = [over(|round| round.raw[0]), over(|round| round.raw[1])];
    let extism = [over(|round| round.extism[0]), over(|round| round.extism[1])];
    let rate = |threads: usize| {
        let rates = &own[threads - 1];
        let width = quantile(rates, 0.9) - quantile(rates, 0.1);
        Row {
            median_ns: 1e9 / median(rates),
            spread: width / 2.0 / median(rates),
            // Of times, not of rates: less is better, as everywhere.
            vs_raw: Some(median(&raw[threads - 1]) / median(rates)),
            vs_extism: Some(median(&extism[threads - 1]) / median(rates)),
            ..Row::figure(format!("throughput.{threads}"), median(rates) / 1e3, "thousand calls/s", None)
        }
    };
    let gains = |of: fn(&Round) -> [f64; 2]| median(&judged.iter().map(|round| gain(of(round))).collect::<Vec<f64>>());
    let own_gain = gains(|round| round.own);
    let goal = Goal { id: "P9", bound: 1.9, met: own_gain >= 1.9 && !quiet.is_empty() };
    let unit = "× by the second thread";
    vec![
        rate(1),
        rate(2),
        Row::figure("throughput.gain", own_gain, unit, Some(goal)),
        Row::figure("throughput.gain.raw", gains(|round| round.raw), unit, None),
        Row::figure("throughput.gain.extism", gains(|round| round.extism), unit, None),
    ]
}
