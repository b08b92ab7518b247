//! `throughput.*`: W2 calls a second, by one thread and by two, on one pooled plugin.
//!
//! What a second thread gains in a second can only be seen while the machine has two processors to give. So each thread counts
//! its calls for each second of processor time that it got, which others who use the machine do not change. What threads take
//! from each other shows in it, as cache lines that move or as spinning, but for one thing: a thread that sleeps uses no time.
//! So it is counted too how often a thread gave its processor up to wait.

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

/// Calls for so long, in this thread.
type Worker<'a> = Box<dyn Fn(&Barrier) -> Pace + Send + Sync + 'a>;

/// How long each figure of a round is measured: short, so that what is compared is measured close together.
const WINDOW: Duration = Duration::from_millis(60);

/// What a thread did, or all threads together.
#[derive(Clone, Copy, Default)]
struct Pace {
    /// Calls for each second of processor time.
    rate: f64,
    /// How often a thread slept.
    sleeps: f64,
}

/// One round: by one thread and by two.
#[derive(Clone, Copy)]
struct Round {
    own: [Pace; 2],
    raw: [Pace; 2],
    extism: [Pace; 2],
}

fn gain([one, two]: [Pace; 2]) -> f64 {
    two.rate / one.rate
}

pub fn run(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize) -> Vec<Row> {
    let plugin = Typed::new(&runtime.block_on(ours::load(&ours::engine(), &guests.component, Reuse::Pooled))).expect("the world");
    let raw = raw::Raw::compile(&raw::engine(), &guests.component);
    let compiled = extism_host::compile(&guests.extism, None);
    let (own, raw, extism) = (own_worker(&plugin), raw_worker(&raw), extism_worker(&compiled));
    let rounds: Vec<Round> = (0..rounds)
        .map(|_| {
            // Beside each other what is compared: one thread, then two.
            let taken = [(&own, 1), (&own, 2), (&raw, 1), (&raw, 2), (&extism, 1), (&extism, 2)];
            let [own_one, own_two, raw_one, raw_two, extism_one, extism_two] =
                taken.map(|(worker, threads)| together(worker, threads));
            Round { own: [own_one, own_two], raw: [raw_one, raw_two], extism: [extism_one, extism_two] }
        })
        .collect();
    rows(&rounds)
}

fn own_worker(plugin: &Typed) -> Worker<'_> {
    Box::new(|barrier| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let request = ours::request();
        barrier.wait();
        runtime.block_on(async {
            let mut clock = Clock::start();
            while clock.runs() {
                for _ in 0..16 {
                    black_box(plugin.api().authorize(&request).await.expect("authorize"));
                }
                clock.calls += 16;
            }
            clock.pace()
        })
    })
}

fn raw_worker(raw: &raw::Raw) -> Worker<'_> {
    Box::new(|barrier| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let request = raw::request();
        runtime.block_on(async {
            let (mut store, plugin) = raw.live_async().await;
            let authorize = plugin.anchors_plugin_api().func_authorize();
            barrier.wait();
            let mut clock = Clock::start();
            while clock.runs() {
                for _ in 0..16 {
                    store.set_epoch_deadline(100);
                    black_box(authorize.call_async(&mut store, (&request,)).await.expect("authorize"));
                }
                clock.calls += 16;
            }
            clock.pace()
        })
    })
}

fn extism_worker(compiled: &extism::CompiledPlugin) -> Worker<'_> {
    Box::new(|barrier| {
        let mut plugin = extism_host::plugin(compiled);
        let request = workloads::input::auth_request();
        barrier.wait();
        let mut clock = Clock::start();
        while clock.runs() {
            (0..16).for_each(|_| drop(black_box(extism_host::authorize(&mut plugin, &request))));
            clock.calls += 16;
        }
        clock.pace()
    })
}

fn together(worker: &Worker<'_>, threads: usize) -> Pace {
    let barrier = Barrier::new(threads);
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(|| worker(&barrier))).collect();
        let paces = handles.into_iter().map(|handle| handle.join().expect("a worker"));
        paces.fold(Pace::default(), |sum, pace| Pace { rate: sum.rate + pace.rate, sleeps: sum.sleeps + pace.sleeps })
    })
}

/// What the current thread uses.
struct Clock {
    started: Instant,
    cpu: Duration,
    sleeps: f64,
    calls: u64,
}

impl Clock {
    fn start() -> Self {
        Self { started: Instant::now(), cpu: processor_time(), sleeps: sleeps(), calls: 0 }
    }

    fn runs(&self) -> bool {
        self.started.elapsed() < WINDOW
    }

    fn pace(&self) -> Pace {
        let cpu = processor_time() - self.cpu;
        Pace { rate: self.calls as f64 / cpu.as_secs_f64(), sleeps: sleeps() - self.sleeps }
    }
}

fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// How often the current thread gave its processor up to wait for something.
fn sleeps() -> f64 {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    line.and_then(|count| count.trim().parse().ok()).unwrap_or(f64::NAN)
}

fn rows(rounds: &[Round]) -> Vec<Row> {
    let over = |figure: &dyn Fn(&Round) -> f64| rounds.iter().map(figure).collect::<Vec<f64>>();
    let rate = |threads: usize| {
        let of = |pace: fn(&Round) -> [Pace; 2]| over(&|round| pace(round)[threads - 1].rate);
        let (own, raw, extism) = (of(|round| round.own), of(|round| round.raw), of(|round| round.extism));
        Row {
            median_ns: 1e9 / median(&own),
            spread: (quantile(&own, 0.9) - quantile(&own, 0.1)) / 2.0 / median(&own),
            // Of times, not of rates: less is better, as everywhere.
            vs_raw: Some(median(&raw) / median(&own)),
            vs_extism: Some(median(&extism) / median(&own)),
            ..Row::figure(format!("throughput.{threads}"), median(&own) / 1e3, "thousand calls/s", None)
        }
    };
    let gains = |of: fn(&Round) -> [Pace; 2]| median(&over(&|round| gain(of(round))));
    let own = gains(|round| round.own);
    let goal = Goal { id: "P9", bound: 1.9, met: own >= 1.9 };
    let unit = "× by the second thread";
    let calls = over(&|round| round.own[1].rate * WINDOW.as_secs_f64());
    let sleeps = over(&|round| round.own[1].sleeps);
    vec![
        rate(1),
        rate(2),
        Row::figure("throughput.gain", own, unit, Some(goal)),
        Row::figure("throughput.gain.raw", gains(|round| round.raw), unit, None),
        Row::figure("throughput.gain.extism", gains(|round| round.extism), unit, None),
        Row::figure("throughput.sleeps", 1e6 * median(&sleeps) / median(&calls), "sleeps in a million calls", None),
    ]
}
