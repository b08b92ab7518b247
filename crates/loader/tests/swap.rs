//! Replacing a version while it is called. What users would lose: calls, answers given twice, or the service, when a new
//! version is worse than the old one.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::{Counting, component, engine, faulty, fleet, id, source, source_with};
use plugwright_host::{Engine, Problem};
use plugwright_loader::{Drained, Error, Event, Fleet, Probation, Serving, SwapPlan};
use plugwright_manifest::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const SWAPS: u32 = 100;

fn without_probation() -> SwapPlan {
    SwapPlan {
        probation: Probation {
            window: Duration::ZERO,
            ..Probation::default()
        },
        ..SwapPlan::default()
    }
}

async fn counting(fleet: &Fleet, engine: &Engine, version: u32) -> Serving<Counting> {
    let plugin = source(engine, "counting", version, component(version));
    let serving = fleet.add(id("counting"), plugin).unwrap();
    fleet.preload([id("counting")]).await.remove(0).1.unwrap();
    serving.typed(Counting::new).unwrap()
}

/// What one caller got: how many answers of each version, in the order in which the versions came.
async fn call_until(stop: Arc<AtomicBool>, serving: Serving<Counting>) -> Vec<u64> {
    let mut answers = vec![0; SWAPS as usize + 1];
    let mut latest = 0;
    while !stop.load(Ordering::Relaxed) {
        let answer = serving.call(async |counting| counting.count().await).await;
        let version = guest::version_of(answer.unwrap());
        assert!(version >= latest, "an old version answered after a new one");
        latest = version;
        answers[version as usize] += 1;
        tokio::task::yield_now().await;
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn d16_no_call_is_lost_or_made_twice_while_a_plugin_is_swapped_100_times() {
    let engine = engine();
    let (fleet, events) = fleet(Fleet::builder());
    let serving = counting(&fleet, &engine, 0).await;
    let stop = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..4)
        .map(|_| tokio::spawn(call_until(stop.clone(), serving.clone())))
        .collect();

    // Each version counts the calls that reach it; the host counts them too.
    let mut versions = vec![fleet.serving(&id("counting")).unwrap().active().unwrap()];
    let started = Instant::now();
    for version in 1..=SWAPS {
        let next = source(&engine, "counting", version, component(version));
        let report = fleet
            .swap(&id("counting"), next, without_probation())
            .await
            .unwrap();
        assert_eq!(report.to.major, u64::from(version));
        assert_eq!(report.pause, Duration::ZERO);
        versions.push(fleet.serving(&id("counting")).unwrap().active().unwrap());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stop.store(true, Ordering::Relaxed);
    let took = started.elapsed();
    let mut answered = vec![0_u64; SWAPS as usize + 1];
    for caller in callers {
        for (sum, count) in answered.iter_mut().zip(caller.await.unwrap()) {
            *sum += count;
        }
    }
    for (version, plugin) in versions.iter().enumerate() {
        let metrics = plugin.metrics();
        assert_eq!(metrics.failed(), 0);
        assert_eq!(
            metrics.calls - health_calls(version),
            answered[version],
            "of version {version}"
        );
    }
    let total: u64 = answered.iter().sum();
    let a_second = u128::from(total) * 1_000 / took.as_millis();
    println!("{total} calls, {a_second} a second, {SWAPS} swaps in {took:?}");
    assert!(
        answered.iter().filter(|count| **count > 0).count() > 90,
        "{answered:?}"
    );
    events
        .wait_for(|event| matches!(event, Event::Drained { loaded, .. } if loaded.version.major == u64::from(SWAPS) - 1))
        .await;
    let finished = events.count(|event| {
        matches!(
            event,
            Event::Drained {
                how: Drained::Finished,
                ..
            }
        )
    });
    assert_eq!(finished, SWAPS as usize);
}

/// A version that took over was asked for its health once.
fn health_calls(version: usize) -> u64 {
    u64::from(version > 0)
}

fn patient() -> Limits {
    let mut limits = Limits::default();
    limits.time.call = Duration::from_secs(60);
    limits
}

async fn version(serving: &Serving<Counting>) -> u32 {
    let answer = serving.call(async |counting| counting.count().await).await;
    guest::version_of(answer.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stuck_call_is_cut_off_at_the_drain_deadline_and_the_old_version_goes() {
    let engine = engine();
    let (fleet, events) = fleet(Fleet::builder());
    let old = source_with(&engine, "counting", 1, patient(), component(1));
    let serving = fleet.add(id("counting"), old).unwrap();
    let serving = serving.typed(Counting::new).unwrap();
    assert_eq!(version(&serving).await, 1);
    let stuck = tokio::spawn({
        let serving = serving.clone();
        async move { serving.call(async |counting| counting.spin().await).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let plan = SwapPlan {
        drain: Duration::from_millis(200),
        ..without_probation()
    };
    let started = Instant::now();
    let next = source(&engine, "counting", 2, component(2));
    fleet.swap(&id("counting"), next, plan).await.unwrap();
    assert_eq!(
        version(&serving).await,
        2,
        "nobody waits for the stuck call"
    );
    let error = stuck.await.unwrap().unwrap_err();
    assert!(
        matches!(&error, Error::DrainedAway { version, .. } if version.major == 1),
        "{error}"
    );
    assert!(
        started.elapsed() < Duration::from_secs(5),
        "{:?}",
        started.elapsed()
    );
    events
        .wait_for(|event| {
            matches!(
                event,
                Event::Drained {
                    how: Drained::Cut,
                    ..
                }
            )
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_began_on_the_old_version_ends_there() {
    let engine = engine();
    let (fleet, events) = fleet(Fleet::builder());
    let mut limits = Limits::default();
    limits.time.call = Duration::from_millis(300);
    let old = source_with(&engine, "counting", 1, limits, component(1));
    let serving = fleet.add(id("counting"), old).unwrap();
    let typed = serving.typed(Counting::new).unwrap();
    assert_eq!(version(&typed).await, 1);
    let running = tokio::spawn({
        let typed = typed.clone();
        async move { typed.call(async |counting| counting.spin().await).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let next = source(&engine, "counting", 2, component(2));
    fleet
        .swap(&id("counting"), next, without_probation())
        .await
        .unwrap();
    let Err(Error::Plugin(error)) = running.await.unwrap() else {
        panic!("a call without end ended")
    };
    assert!(
        matches!(error.problem(), Problem::DeadlineExceeded { .. }),
        "its own deadline, not the drain's"
    );
    assert_eq!(error.plugin().unwrap().version.major, 1);
    events
        .wait_for(|event| {
            matches!(
                event,
                Event::Drained {
                    how: Drained::Finished,
                    ..
                }
            )
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d15_a_version_that_fails_too_often_is_rolled_back_by_itself() {
    let engine = engine();
    let (fleet, events) = fleet(Fleet::builder());
    let serving = counting(&fleet, &engine, 1).await;
    let next = source(&engine, "counting", 2, faulty(2));
    fleet
        .swap(&id("counting"), next, SwapPlan::default())
        .await
        .unwrap();
    let mut failed = 0;
    while serving
        .call(async |counting| counting.count().await)
        .await
        .is_err()
    {
        failed += 1;
        assert!(failed < 1_000, "{:?}", events.all());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(failed > 3, "a few faults are within the budget");
    assert_eq!(version(&serving).await, 1);
    let event = events
        .wait_for(|event| matches!(event, Event::RolledBack { .. }))
        .await;
    let Event::RolledBack { from, to, reason } = event else {
        unreachable!()
    };
    assert_eq!((from.version.major, to.version.major), (2, 1));
    assert!(reason.contains("calls"), "{reason}");
    println!("{failed} calls failed before the rollback: {reason}");
    // What is loaded from now on is the version that works.
    fleet.evict(&id("counting")).unwrap();
    assert_eq!(version(&serving).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d15_a_version_that_does_not_start_never_takes_over() {
    let engine = engine();
    let (fleet, events) = fleet(Fleet::builder());
    let serving = counting(&fleet, &engine, 1).await;
    let next = source(&engine, "counting", 2, guest::unstartable());
    let error = fleet
        .swap(&id("counting"), next, SwapPlan::default())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PW-TRAPPED");
    let next = source(&engine, "counting", 3, b"no component".to_vec());
    let error = fleet
        .swap(&id("counting"), next, SwapPlan::default())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PW-INVALID-COMPONENT");
    assert_eq!(version(&serving).await, 1);
    assert_eq!(
        events.count(|event| matches!(event, Event::SwapRefused { .. })),
        2
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_that_callers_cannot_call_never_takes_over() {
    let engine = engine();
    let (fleet, _) = fleet(Fleet::builder());
    let serving = counting(&fleet, &engine, 1).await;
    let other = wat::parse_str("(component)").unwrap();
    let next = source(&engine, "counting", 2, other);
    let error = fleet
        .swap(&id("counting"), next, SwapPlan::default())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PW-WORLD-MISMATCH");
    assert_eq!(version(&serving).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_swap_of_a_plugin_at_a_time() {
    let engine = engine();
    let (fleet, _) = fleet(Fleet::builder());
    counting(&fleet, &engine, 1).await;
    let slow = {
        let engine = engine.clone();
        move || {
            let engine = engine.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(200)).await;
                let builder = engine.plugin(id("counting"), component(2));
                Ok(builder.load().await?)
            }
        }
    };
    let (fleet, counting) = (&fleet, &id("counting"));
    let first = fleet.swap(counting, slow, SwapPlan::default());
    let second = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let next = source(&engine, "counting", 3, component(3));
        fleet.swap(counting, next, SwapPlan::default()).await
    };
    let (first, second) = tokio::join!(first, second);
    first.unwrap();
    assert!(matches!(second, Err(Error::SwapUnderWay { .. })));
}
