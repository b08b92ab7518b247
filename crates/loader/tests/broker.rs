//! Plugins that call each other. What users would lose: calls, when a provider is swapped; the service, when one is down;
//! and the say in who may call whom.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::brokered::{
    Network, OPS, answering, caller, consumer, interface, link, offering, provider, stranger,
};
use guest::{engine, fleet, id, source};
use plugwright_host::{Engine, FaultBudget, Grants, Problem, Tiering};
use plugwright_loader::{Error, Fleet, Obstacle, Probation, Serving, SwapPlan};
use plugwright_manifest::{Dependencies, Fault, Sharing};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

fn network() -> Network {
    Network::new(engine(), fleet(Fleet::builder()).0)
}

async fn run(plugin: &Serving) -> Result<u64, Error> {
    let answer = plugin.call_json("run", &[json!(21)]).await?;
    Ok(answer.as_u64().unwrap())
}

/// What another plugin's failure looks like to whoever called the first: the first failure's code, and whose plugin it was.
fn provider_failed(error: &Error) -> (&'static str, String) {
    let Error::Plugin(error) = error else {
        panic!("{error}");
    };
    assert_eq!(
        (error.code(), error.fault()),
        ("PW-PROVIDER-FAILED", Fault::Remote)
    );
    match error.problem() {
        Problem::ProviderFailed { provider, code, .. } => (code, provider.to_string()),
        problem => panic!("{problem}"),
    }
}

#[tokio::test]
async fn l018_a_plugin_calls_another_which_is_loaded_for_that() {
    let network = network();
    network.provider("calc", provider("(i32.add (local.get 0) (local.get 1))"));
    let shop = network.consumer("shop", caller(), &["calc"]);
    assert_eq!(run(&shop).await.unwrap(), 42);
    assert_eq!(network.broker.providers_of(&id("shop")), [id("calc")]);
    network.fleet.evict(&id("calc")).unwrap();
    assert_eq!(run(&shop).await.unwrap(), 42, "it is loaded again");
    assert_eq!(network.fleet.usage(&id("calc")).unwrap().calls, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn d16_no_call_of_another_plugin_is_lost_or_made_twice_while_it_is_swapped() {
    const SWAPS: u32 = 40;
    let network = network();
    let calc = network.provider("calc", answering(0));
    let shop = network.consumer("shop", caller(), &["calc"]);
    run(&shop).await.unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..4)
        .map(|_| tokio::spawn(call_until(done.clone(), shop.clone())))
        .collect();
    let plan = SwapPlan {
        probation: Probation {
            window: Duration::ZERO,
            ..Probation::default()
        },
        ..SwapPlan::default()
    };
    let mut versions = vec![calc.active().unwrap()];
    for version in 1..=SWAPS {
        let next = source(&network.engine, "calc", version, answering(version));
        network.fleet.swap(&id("calc"), next, plan).await.unwrap();
        versions.push(calc.active().unwrap());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    done.store(true, Ordering::Relaxed);
    let mut answered = 1;
    for caller in callers {
        answered += caller.await.unwrap();
    }
    let reached: u64 = versions.iter().map(|version| version.metrics().calls).sum();
    // Each swap asks the new version how it is.
    assert_eq!(reached, answered + u64::from(SWAPS));
    assert!(answered > u64::from(SWAPS));
}

/// How many answers one caller got, each of a version at least as new as the one before.
async fn call_until(done: Arc<AtomicBool>, shop: Serving) -> u64 {
    let (mut latest, mut calls) = (0, 0);
    while !done.load(Ordering::Relaxed) {
        let version = run(&shop).await.unwrap();
        assert!(version >= latest, "an old version answered after a new one");
        (latest, calls) = (version, calls + 1);
        tokio::task::yield_now().await;
    }
    calls
}

#[tokio::test]
async fn a_version_that_no_longer_exports_what_others_import_is_not_switched_to() {
    let network = network();
    network.provider("calc", answering(1));
    let shop = network.consumer("shop", caller(), &["calc"]);
    run(&shop).await.unwrap();
    let next = source(&network.engine, "calc", 2, stranger());
    let swap = network
        .fleet
        .swap(&id("calc"), next, SwapPlan::default())
        .await;
    let error = swap.unwrap_err();
    assert_eq!(error.code(), "PW-WORLD-MISMATCH");
    assert!(
        error
            .to_string()
            .contains("it lacks `acme:calc/ops@1.0.0#add`"),
        "{error}"
    );
    assert_eq!(run(&shop).await.unwrap(), 1);
}

#[tokio::test]
async fn c10_another_plugin_has_no_more_time_than_its_caller() {
    let network = network();
    network.provider("calc", provider("(loop (br 0)) (i32.const 0)"));
    let time = Duration::from_millis(100);
    let shop = network.consumer_within("shop", caller(), &["calc"], time);
    let started = Instant::now();
    let error = run(&shop).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!(error.code(), "PW-DEADLINE-EXCEEDED");
    let calc = network
        .fleet
        .serving(&id("calc"))
        .unwrap()
        .active()
        .unwrap();
    assert_eq!(
        calc.metrics().errors["PW-CALLER-DEADLINE"],
        1,
        "and is not blamed"
    );
}

#[tokio::test]
async fn c10_a_chain_of_plugins_ends_at_its_greatest_depth() {
    let network = network();
    let names: Vec<String> = (0..18).map(|place| format!("link-{place}")).collect();
    for pair in names.windows(2) {
        network.announce(&pair[1], None);
        network.consumer(&pair[0], link(), &[&pair[1]]);
    }
    let last = source(&network.engine, &names[17], 1, answering(7));
    network.fleet.add(id(&names[17]), last).unwrap();
    let call = |name: &str| {
        let plugin = network.fleet.serving(&id(name)).unwrap();
        async move { plugin.call_json("add", &[json!(1), json!(2)]).await }
    };
    assert_eq!(call("link-2").await.unwrap(), json!(7), "sixteen plugins");
    let error = call("link-1").await.unwrap_err();
    assert_eq!(
        provider_failed(&error),
        ("PW-CALL-DEPTH", "link-2".to_owned())
    );
}

#[tokio::test]
async fn c8_a_circle_of_grants_is_refused_and_shown() {
    let network = network();
    for (name, next) in [("a", "b"), ("b", "c"), ("c", "a")] {
        network.announce(name, None);
        network.consumer(name, link(), &[next]);
    }
    let ids = ["a", "b", "c"].map(id);
    let outcomes = network.fleet.preload(ids).await;
    let errors: Vec<_> = outcomes
        .iter()
        .filter_map(|(_, outcome)| outcome.as_ref().err())
        .collect();
    assert_eq!(errors.len(), 1, "two of them are no circle: {errors:?}");
    assert_eq!(errors[0].code(), "PW-LOADER-CYCLE");
    for line in ["a imports from b", "b imports from c", "c imports from a"] {
        assert!(errors[0].to_string().contains(line), "{}", errors[0]);
    }
}

#[tokio::test]
async fn c8_a_circle_that_nobody_saw_ends_in_an_error_and_not_in_a_deadlock() {
    let network = network();
    // Linked behind the broker's back.
    for (name, next) in [("a", "b"), ("b", "a")] {
        let (engine, fleet) = (network.engine.clone(), network.fleet.clone());
        let source = move || {
            let (engine, fleet) = (engine.clone(), fleet.clone());
            async move {
                let grants = Grants::none().provider(OPS, fleet.serving(&id(next))?);
                Ok(engine
                    .plugin(id(name), link())
                    .grants(grants)
                    .load()
                    .await?)
            }
        };
        network.fleet.add(id(name), source).unwrap();
    }
    let a = network.fleet.serving(&id("a")).unwrap();
    let started = Instant::now();
    let error = a.call_json("add", &[json!(1), json!(2)]).await.unwrap_err();
    assert_eq!(provider_failed(&error), ("PW-CALL-CYCLE", "b".to_owned()));
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_plugin_that_is_down_is_down_for_other_plugins_with_the_same_code() {
    let network = network();
    let calc = network.provider("calc", answering(1));
    let shop = network.consumer("shop", caller(), &["calc"]);
    run(&shop).await.unwrap();
    network.fleet.stop(&id("calc"), "maintenance").unwrap();
    let direct = calc
        .call_json("add", &[json!(1), json!(2)])
        .await
        .unwrap_err();
    assert_eq!(direct.code(), "PW-STOPPED");
    let error = run(&shop).await.unwrap_err();
    assert_eq!(provider_failed(&error), ("PW-STOPPED", "calc".to_owned()));
    network.fleet.release(&id("calc")).unwrap();
    assert_eq!(run(&shop).await.unwrap(), 1);
}

#[tokio::test]
async fn a_provider_that_fails_is_quarantined_and_its_caller_is_not() {
    let budget = FaultBudget {
        faults_in_a_row: 1,
        first_rest: Duration::from_millis(1),
        longest_rest: Duration::from_millis(1),
        rests_before_quarantine: 1,
    };
    let engine = Engine::builder()
        .tiering(Tiering::FastOnly)
        .fault_budget(budget);
    let network = Network::new(engine.build().unwrap(), fleet(Fleet::builder()).0);
    network.provider("calc", provider("unreachable"));
    let shop = network.consumer("shop", caller(), &["calc"]);
    let mut codes = Vec::new();
    for _ in 0..50 {
        let error = run(&shop).await.unwrap_err();
        let (code, provider) = provider_failed(&error);
        assert_eq!(provider, "calc");
        codes.push(code);
        if code == "PW-QUARANTINED" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(codes.first(), Some(&"PW-TRAPPED"));
    assert_eq!(codes.last(), Some(&"PW-QUARANTINED"), "{codes:?}");
    let shop = shop.active().unwrap();
    assert_eq!(shop.availability(), plugwright_host::Availability::Serving);
}

#[tokio::test]
async fn c15_an_import_that_no_plugin_may_answer_is_refused_with_what_to_grant() {
    let network = network();
    network.provider("acme:calc", answering(1));
    let shop = network.consumer("shop", caller(), &["acme:other"]);
    let error = run(&shop).await.unwrap_err();
    assert_eq!(error.code(), "PW-LOADER-NO-PROVIDER");
    let message = error.to_string();
    assert!(
        message.contains(
            "shop cannot be linked: `acme:calc/ops@1.0.0` is offered by acme:calc, which is not granted: grant it that plugin"
        ),
        "{message}"
    );
}

#[tokio::test]
async fn the_manifest_has_to_declare_what_is_granted() {
    let network = network();
    network.announce("calc", None);
    let refused = |change: fn(&mut Dependencies)| {
        let mut consumer = consumer("shop", &["calc"]);
        change(&mut consumer.dependencies);
        match network.broker.link(&consumer, Grants::none()) {
            Err(Error::NoProvider { imports, .. }) => imports[0].offers[0].1.clone(),
            other => panic!("{:?}", other.map(drop)),
        }
    };
    assert_eq!(
        refused(|declared| *declared = Dependencies::default()),
        Obstacle::Undeclared
    );
    let other_version = |declared: &mut Dependencies| {
        declared.plugins.insert(id("calc"), "^2".parse().unwrap());
    };
    assert_eq!(
        refused(other_version),
        Obstacle::Version("^2".parse().unwrap())
    );
    let newer_interface = |declared: &mut Dependencies| {
        declared
            .interfaces
            .insert(interface(), "^1.1".parse().unwrap());
    };
    assert_eq!(refused(newer_interface), Obstacle::Undeclared);
}

#[tokio::test]
async fn the_highest_priority_answers_and_a_tie_names_both() {
    let network = network();
    network.provider("cheap", answering(1));
    network.provider("dear", answering(2));
    let both = consumer("shop", &["cheap", "dear"]);
    let tie = network.broker.link(&both, Grants::none()).err().unwrap();
    assert_eq!(tie.code(), "PW-LOADER-PROVIDERS-TIE");
    let message = tie.to_string();
    assert!(message.contains("cheap and dear"), "{message}");
    network.announce("dear", Some(Sharing::Priority(5)));
    let shop = network.consumer("shop", caller(), &["cheap", "dear"]);
    assert_eq!(run(&shop).await.unwrap(), 2);
    let thrifty = network.consumer("thrifty", caller(), &["cheap"]);
    assert_eq!(
        run(&thrifty).await.unwrap(),
        1,
        "what is not granted does not count"
    );
}

#[tokio::test]
async fn l001_what_plugins_offer_is_announced_found_and_withdrawn_at_run_time() {
    let broker = network().broker;
    assert!(broker.offered_by(OPS).is_empty());
    broker.offer(offering("one", None));
    broker.offer(offering("two", Some(Sharing::Priority(9))));
    broker.offer(offering("three", Some(Sharing::Exclusive)));
    assert_eq!(
        broker.offered_by("acme:calc/ops@1.4.0"),
        ["three", "two", "one"].map(id)
    );
    assert!(broker.offered_by("acme:calc/ops@2.0.0").is_empty());
    broker.withdraw(&id("two"));
    assert_eq!(broker.offered_by(OPS), ["three", "one"].map(id));
}
