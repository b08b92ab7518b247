//! `throughput.*`: W2 calls a second, by one thread and by two, on one pooled plugin.

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

pub fn run(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize) -> Vec<Row> {
    let plugin = Typed::new(&runtime.block_on(ours::load(&ours::engine(), &guests.component, Reuse::Pooled))).expect("the world");
    let raw = raw::Raw::compile(&raw::engine(), &guests.component);
    let compiled = extism_host::compile(&guests.extism, None);
    let own: Worker<'_> = Box::new(|barrier, time| {
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
    });
    let raw: Worker<'_> = Box::new(|barrier, time| {
        let (mut store, plugin) = raw.live();
        let request = raw::request();
        barrier.wait();
        count(time, || {
            store.set_epoch_deadline(100);
            drop(black_box(plugin.anchors_plugin_api().call_authorize(&mut store, &request)));
        })
    });
    let extism: Worker<'_> = Box::new(|barrier, time| {
        let mut plugin = extism_host::plugin(&compiled);
        let request = workloads::input::auth_request();
        barrier.wait();
        count(time, || drop(black_box(extism_host::authorize(&mut plugin, &request))))
    });
    let workers = [own, raw, extism];
    let mut figures: [[Vec<f64>; 2]; 3] = Default::default();
    for _ in 0..rounds {
        for (worker, figures) in workers.iter().zip(&mut figures) {
            for threads in [1, 2] {
                figures[threads - 1].push(together(worker, threads));
            }
        }
    }
    rows(&figures)
}

fn together(worker: &Worker<'_>, threads: usize) -> f64 {
    let barrier = Barrier::new(threads);
    std::thread::scope(|scope| {
        let run = || worker(&barrier, Duration::from_millis(200));
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        handles.into_iter().map(|handle| handle.join().expect("a worker")).sum()
    })
}

fn rows(figures: &[[Vec<f64>; 2]; 3]) -> Vec<Row> {
    let [own, raw, extism] = figures;
    let mut rows: Vec<Row> = [0, 1]
        .into_iter()
        .map(|at| {
            let nanoseconds = 1e9 / median(&own[at]);
            let width = quantile(&own[at], 0.9) - quantile(&own[at], 0.1);
            let mut row = Row::figure(format!("throughput.{}", at + 1), median(&own[at]) / 1e3, "thousand calls/s", None);
            row.median_ns = nanoseconds;
            row.spread = width / 2.0 / median(&own[at]);
            // Of times, not of rates: less is better, as everywhere.
            row.vs_raw = Some(median(&raw[at]) / median(&own[at]));
            row.vs_extism = Some(median(&extism[at]) / median(&own[at]));
            row
        })
        .collect();
    let gain = |figures: &[Vec<f64>; 2]| {
        let gains: Vec<f64> = figures[0].iter().zip(&figures[1]).map(|(one, two)| two / one).collect();
        median(&gains)
    };
    let own_gain = gain(own);
    let goal = Goal { id: "P9", bound: 1.9, met: own_gain >= 1.9 };
    rows.push(Row::figure("throughput.gain", own_gain, "× by the second thread", Some(goal)));
    rows.push(Row::figure("throughput.gain.raw", gain(raw), "× by the second thread", None));
    rows.push(Row::figure("throughput.gain.extism", gain(extism), "× by the second thread", None));
    rows
}

fn count(time: Duration, mut call: impl FnMut()) -> f64 {
    let (start, mut calls) = (Instant::now(), 0u64);
    while start.elapsed() < time {
        (0..16).for_each(|_| call());
        calls += 16;
    }
    calls as f64 / start.elapsed().as_secs_f64()
}
