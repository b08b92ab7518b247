//! Many plugins: loaded when they are called, once, and kept within what they may use. What users would lose: a quick start,
//! bounded memory, and the plugins that behave when one does not.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::{Counting, component, engine, faulty, fleet, id, source, source_with};
use plugwright_host::{Engine, FaultBudget, Tiering};
use plugwright_loader::{Action, Error, Event, Fleet, Quantity, RestartBudget, Rule};
use plugwright_manifest::Limits;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f65_a_hundred_plugins_are_loaded_when_they_are_called_and_not_before() {
    let engine = engine();
    let (fleet, events) = fleet(Fleet::builder());
    let handles: Vec<_> = (0..100)
        .map(|n| {
            let name = format!("lazy-{n}");
            let plugin = source(&engine, &name, n, component(n));
            fleet.add(id(&name), plugin).unwrap()
        })
        .collect();
    assert_eq!(
        (fleet.loaded(), events.all().len()),
        (0, 0),
        "adding loads nothing"
    );
    for (n, handle) in handles.iter().enumerate().step_by(10) {
        let answer = handle.call_wave("count()").await.unwrap();
        assert_eq!(guest::version_of(answer.parse().unwrap()) as usize, n);
    }
    assert_eq!(fleet.loaded(), 10);
    let rest = fleet.preload(fleet.ids()).await;
    assert!(rest.iter().all(|(_, loaded)| loaded.is_ok()));
    assert_eq!(fleet.loaded(), 100);
    assert_eq!(
        events.count(|event| *event == Event::Loading),
        100,
        "each is loaded once"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_callers_of_one_plugin_cause_one_load_and_those_who_give_up_do_not_stop_it() {
    let engine = engine();
    let loads = Arc::new(AtomicUsize::new(0));
    let slow = {
        let (engine, loads) = (engine.clone(), loads.clone());
        move || {
            loads.fetch_add(1, Ordering::Relaxed);
            let builder = engine.plugin(id("slow"), component(1));
            async move {
                tokio::time::sleep(Duration::from_millis(100)).await;
                Ok(builder.load().await?)
            }
        }
    };
    let (fleet, _) = fleet(Fleet::builder());
    let handle = fleet.add(id("slow"), slow).unwrap();
    let impatient = tokio::time::timeout(Duration::from_millis(10), handle.call_wave("count()"));
    assert!(impatient.await.is_err());
    let callers: Vec<_> = (0..50)
        .map(|_| {
            let handle = handle.clone();
            tokio::spawn(async move { handle.call_wave("count()").await.unwrap() })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    assert_eq!(loads.load(Ordering::Relaxed), 1);
    assert!(
        fleet.usage(&id("slow")).unwrap().waited > Duration::from_secs(2),
        "50 callers waited"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn loads_are_bounded() {
    let engine = engine();
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (fleet, _) = fleet(Fleet::builder().loads_at_once(3));
    for n in 0..20 {
        let (engine, now, most) = (engine.clone(), now.clone(), most.clone());
        let source = move || {
            let builder = engine.plugin(id("bounded"), component(1));
            let (now, most) = (now.clone(), most.clone());
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(5)).await;
                let plugin = builder.load().await;
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(plugin?)
            }
        };
        fleet.add(id(&format!("bounded-{n}")), source).unwrap();
    }
    fleet.preload(fleet.ids()).await;
    assert_eq!(most.load(Ordering::SeqCst), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f72_plugins_that_nobody_calls_are_unloaded_and_come_back_when_called() {
    let engine = engine();
    let builder = Fleet::builder().loaded_at_most(5);
    let (fleet, events) = fleet(builder.upkeep(Duration::from_millis(20)));
    for n in 0..20 {
        let name = format!("evicted-{n}");
        fleet
            .add(id(&name), source(&engine, &name, n, component(n)))
            .unwrap();
    }
    fleet.preload(fleet.ids()).await;
    let patience = Instant::now() + Duration::from_secs(10);
    while fleet.loaded() > 5 {
        assert!(Instant::now() < patience, "{} are loaded", fleet.loaded());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    events.wait_for(|event| *event == Event::Evicted).await;
    let first = fleet.serving(&id("evicted-0")).unwrap();
    assert_eq!(first.call_wave("count()").await.unwrap(), "1");
    assert_eq!(fleet.usage(&id("evicted-0")).unwrap().calls, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c16_a_plugin_that_does_not_start_is_given_up_and_can_be_released() {
    let engine = engine();
    let budget = RestartBudget {
        failures: 3,
        first_wait: Duration::from_millis(20),
        ..RestartBudget::default()
    };
    let (fleet, events) = fleet(Fleet::builder().restarts(budget));
    let broken = source(&engine, "broken", 1, guest::unstartable());
    let handle = fleet.add(id("broken"), broken).unwrap();
    let canary = fleet
        .add(id("canary"), source(&engine, "canary", 1, component(1)))
        .unwrap();
    let mut codes = Vec::new();
    while codes.last() != Some(&"PW-GIVEN-UP") {
        let error = handle.call_wave("count()").await.unwrap_err();
        if codes.last() != Some(&error.code()) {
            codes.push(error.code());
        }
        assert!(codes.len() < 10, "{codes:?}");
        canary.call_wave("count()").await.unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(codes[0], "PW-TRAPPED");
    let failed = |event: &Event| matches!(event, Event::LoadFailed { .. });
    assert_eq!(
        events.count(failed),
        3,
        "calls in between did not cost a try"
    );
    events
        .wait_for(
            |event| matches!(event, Event::Quarantined { reason } if reason.contains("3 times")),
        )
        .await;
    fleet.release(&id("broken")).unwrap();
    assert_eq!(
        handle.call_wave("count()").await.unwrap_err().code(),
        "PW-TRAPPED",
        "it is tried again"
    );
    let fixed = source(&engine, "broken", 2, component(2));
    fleet
        .swap(&id("broken"), fixed, plugwright_loader::SwapPlan::default())
        .await
        .unwrap();
    handle.call_wave("count()").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_that_the_host_gives_up_is_loaded_anew_until_its_restarts_are_used_up() {
    let engine = Engine::builder()
        .tiering(Tiering::FastOnly)
        .fault_budget(FaultBudget {
            faults_in_a_row: 2,
            first_rest: Duration::from_millis(1),
            longest_rest: Duration::from_millis(1),
            rests_before_quarantine: 1,
        })
        .build()
        .unwrap();
    let budget = RestartBudget {
        failures: 2,
        first_wait: Duration::from_millis(1),
        ..RestartBudget::default()
    };
    let builder = Fleet::builder().restarts(budget);
    let (fleet, events) = fleet(builder.upkeep(Duration::from_millis(10)));
    let handle = fleet
        .add(id("faulty"), source(&engine, "faulty", 1, faulty(1)))
        .unwrap();
    let patience = Instant::now() + Duration::from_secs(10);
    while !matches!(
        handle.call_wave("count()").await,
        Err(Error::GivenUp { .. })
    ) {
        assert!(Instant::now() < patience, "{:?}", events.all());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(
        events.count(|event| matches!(event, Event::Restarting { .. })),
        1
    );
    assert_eq!(
        events.count(|event| matches!(event, Event::Quarantined { .. })),
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_faulty_plugin_never_slows_the_canary_beyond_its_deadline() {
    let engine = engine();
    let (fleet, _) = fleet(Fleet::builder().upkeep(Duration::from_millis(10)));
    let mut limits = Limits::default();
    limits.time.call = Duration::from_millis(100);
    let bad = source_with(&engine, "bad", 1, limits, component(1));
    let bad = fleet
        .add(id("bad"), bad)
        .unwrap()
        .typed(Counting::new)
        .unwrap();
    let canary = fleet
        .add(id("canary"), source(&engine, "canary", 1, component(1)))
        .unwrap();
    let deadline = canary
        .call(async |plugin| Ok(plugin.limits().time.call))
        .await
        .unwrap();
    let offenders: Vec<_> = (0..8)
        .map(|n| {
            let bad = bad.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    let _ = if n % 2 == 0 {
                        bad.call(async |plugin| plugin.spin().await).await
                    } else {
                        bad.call(async |plugin| plugin.fail().await).await
                    };
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            })
        })
        .collect();
    let mut slowest = Duration::ZERO;
    for _ in 0..200 {
        let started = Instant::now();
        canary.call_wave("count()").await.unwrap();
        slowest = slowest.max(started.elapsed());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    for offender in offenders {
        offender.await.unwrap();
    }
    println!("the slowest call of the canary took {slowest:?}");
    assert!(slowest < deadline, "{slowest:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l005_a_plugin_over_its_budget_is_told_then_throttled_then_stopped() {
    let engine = engine();
    let (fleet, events) = fleet(Fleet::builder().upkeep(Duration::from_millis(100)));
    let handle = fleet
        .add(id("busy"), source(&engine, "busy", 1, component(1)))
        .unwrap();
    let rule = |at_most, action| Rule {
        quantity: Quantity::Calls,
        at_most,
        lasting: Duration::ZERO,
        action,
    };
    let throttle = Action::Throttle { calls_a_second: 50 };
    fleet
        .replace_rules(
            &id("busy"),
            &[rule(1.0, Action::Warn), rule(200.0, throttle)],
        )
        .unwrap();
    let told = async |over: Action| {
        let over = move |event: &Event| matches!(event, Event::OverBudget { rule, .. } if rule.action == over);
        events.wait_for(over).await
    };
    let call = async || {
        let started = Instant::now();
        while events.count(
            |event| matches!(event, Event::OverBudget { rule, .. } if rule.action == throttle),
        ) == 0
        {
            assert!(started.elapsed() < Duration::from_secs(10));
            handle.call_wave("count()").await.unwrap();
        }
    };
    call().await;
    told(Action::Warn).await;
    told(throttle).await;
    let started = Instant::now();
    for _ in 0..6 {
        handle.call_wave("count()").await.unwrap();
    }
    assert!(
        started.elapsed() > Duration::from_millis(60),
        "{:?}",
        started.elapsed()
    );
    fleet
        .replace_rules(&id("busy"), &[rule(0.5, Action::Stop)])
        .unwrap();
    let patience = Instant::now() + Duration::from_secs(10);
    while !matches!(
        handle.call_wave("count()").await,
        Err(Error::Stopped { .. })
    ) {
        assert!(Instant::now() < patience, "{:?}", events.all());
    }
    let usage = fleet.usage(&id("busy")).unwrap();
    assert!(usage.calls > 6 && usage.wall > Duration::ZERO, "{usage:?}");
    fleet.replace_rules(&id("busy"), &[]).unwrap();
    fleet.release(&id("busy")).unwrap();
    handle.call_json("count", &[] as &[Value]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_processor_time_of_long_calls_is_measured() {
    let engine = engine();
    let (fleet, _) = fleet(Fleet::builder());
    let mut limits = Limits::default();
    limits.time.call = Duration::from_millis(200);
    let spinning = source_with(&engine, "spinning", 1, limits, component(1));
    let handle = fleet.add(id("spinning"), spinning).unwrap();
    for _ in 0..3 {
        assert_eq!(
            handle.call_wave("spin()").await.unwrap_err().code(),
            "PW-DEADLINE-EXCEEDED"
        );
    }
    let usage = fleet.usage(&id("spinning")).unwrap();
    assert_eq!((usage.calls, usage.failed), (3, 3));
    assert!(usage.wall >= Duration::from_millis(550), "{usage:?}");
    // On a machine that does other work the guest gets only a part of the processor.
    assert!(usage.cpu > Duration::from_millis(20), "{usage:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x11_a_removed_plugin_is_gone_and_its_name_is_free() {
    let engine = engine();
    let (fleet, _) = fleet(Fleet::builder());
    for round in 0..20_u32 {
        let handle = fleet
            .add(
                id("round"),
                source(&engine, "round", round, component(round)),
            )
            .unwrap();
        handle.call_wave("count()").await.unwrap();
        fleet.remove(&id("round")).await.unwrap();
        assert!(matches!(
            handle.call_wave("count()").await,
            Err(Error::UnknownPlugin { .. })
        ));
    }
    assert_eq!(fleet.ids(), []);
}
