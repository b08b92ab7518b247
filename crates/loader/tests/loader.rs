//! From the store to calls and back, as a program and its operator see it. What they would lose: the version that works, to one
//! that does not; calls, to an update; and the answer to why a plugin is not there.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::{Counting, component, engine, faulty, id, unstartable, version_of};
use plugwright_loader::state::State;
use plugwright_loader::store::Store;
use plugwright_loader::{
    Error, Facts, Fleet, Loader, LoaderBuilder, Probation, Refusal, Release, Serving, SwapPlan,
    Verifier,
};
use plugwright_manifest::PluginId;
use std::path::Path;
use std::time::{Duration, Instant};

/// Trusts all but versions 6.
struct Distrust;

impl Verifier for Distrust {
    fn verify(&self, facts: &Facts<'_>) -> Result<(), Refusal> {
        let reason = "it is on the list of revoked versions".to_owned();
        let trusted = facts.release().version.major != 6;
        trusted.then_some(()).ok_or(Refusal { reason })
    }
}

/// A folder with a store.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    /// As another process would open it.
    fn store(&self) -> Store {
        Store::open(&self.folder.path().join("store")).unwrap()
    }

    fn install(&self, name: &str, version: u32, needs: &str) -> Release {
        let answer = match version {
            4 => faulty(version),
            5 => unstartable(),
            _ => component(version),
        };
        let folder = tempfile::tempdir().unwrap();
        let manifest = format!(
            "plugin:\n  id: {name}\n  version: {version}.0.0\n  description: Counts\n{needs}"
        );
        std::fs::write(folder.path().join("plugin.yaml"), manifest).unwrap();
        std::fs::write(folder.path().join("counting.wasm"), answer).unwrap();
        self.store().install_folder(folder.path()).unwrap()
    }

    fn activate(&self, name: &str, version: u32, needs: &str) -> Release {
        let release = self.install(name, version, needs);
        self.store().activate(&release, None).unwrap();
        release
    }

    fn active(&self, name: &str) -> Option<u64> {
        let set = self.store().active().unwrap();
        set.plugins
            .get(&id(name))
            .map(|plugin| plugin.now.version.major)
    }

    fn builder(&self) -> LoaderBuilder {
        Loader::builder(engine(), self.store(), Distrust)
    }

    async fn start(&self) -> Loader {
        self.builder().start().await.unwrap()
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn needs(what: &str, versions: &str) -> String {
    format!("dependencies:\n  plugins:\n    {what}: \"{versions}\"\n")
}

async fn answer(loader: &Loader, name: &str) -> u32 {
    let serving: Serving<Counting> = loader
        .serving(&id(name))
        .unwrap()
        .typed(Counting::new)
        .unwrap();
    version_of(serving.call(async |one| one.count().await).await.unwrap())
}

async fn until(what: impl AsyncFn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(20);
    while !what().await {
        assert!(Instant::now() < patience);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn state(loader: &Loader, release: &Release) -> State {
    loader.ledger().state(release).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_serves_and_is_active_and_a_rollback_brings_the_one_before_back() {
    let bench = Bench::new();
    let first = bench.activate("counting", 1, "");
    let loader = bench.start().await;
    assert_eq!(
        state(&loader, &first),
        State::Discovered,
        "nothing is loaded before it is called"
    );
    assert_eq!(answer(&loader, "counting").await, 1);
    assert_eq!(state(&loader, &first), State::Active);
    assert_eq!(loader.why_not_active(&id("counting")), None);

    let second = bench.install("counting", 2, "");
    let report = loader.update(&second, None).await.unwrap().unwrap();
    assert_eq!((report.from.unwrap().major, report.to.major), (1, 2));
    assert_eq!(answer(&loader, "counting").await, 2);
    assert_eq!(bench.active("counting"), Some(2));
    assert_eq!(state(&loader, &second), State::Active);
    until(async || state(&loader, &first) == State::Unloaded).await;

    loader.rollback(&id("counting")).await.unwrap();
    assert_eq!(answer(&loader, "counting").await, 1);
    assert_eq!(bench.active("counting"), Some(1));
    assert_eq!(state(&loader, &first), State::Active);
    let error = loader.rollback(&id("counting")).await.unwrap_err();
    assert_eq!(error.code(), "PW-LOADER-NOTHING-BEFORE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_that_does_not_start_or_is_not_trusted_takes_over_nowhere() {
    let bench = Bench::new();
    bench.activate("counting", 1, "");
    let loader = bench.start().await;
    assert_eq!(answer(&loader, "counting").await, 1);
    for (version, code) in [(5, "PW-TRAPPED"), (6, "PW-LOADER-REFUSED")] {
        let release = bench.install("counting", version, "");
        let error = loader.update(&release, None).await.unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert_eq!(answer(&loader, "counting").await, 1);
        assert_eq!(
            bench.active("counting"),
            Some(1),
            "what did not start is not active"
        );
        assert_eq!(state(&loader, &release), State::Failed);
        let entries = loader.list(Some(State::Failed));
        let entry = entries
            .iter()
            .find(|entry| entry.release == release)
            .unwrap();
        assert!(
            entry.events.last().unwrap().cause.why.contains(code),
            "{entry:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_operator_changes_in_the_store_reaches_callers_without_a_restart() {
    let bench = Bench::new();
    bench.activate("counting", 1, "");
    let loader = bench.start().await;
    let _following = loader.follow();
    assert_eq!(answer(&loader, "counting").await, 1);

    bench.activate("counting", 2, "");
    until(async || answer(&loader, "counting").await == 2).await;
    // What does not start is active in the store, and the one before goes on.
    let broken = bench.activate("counting", 5, "");
    until(async || loader.ledger().state(&broken) == Some(State::Failed)).await;
    assert_eq!(answer(&loader, "counting").await, 2);
    bench.store().rollback(&id("counting")).unwrap();
    bench.store().rollback(&id("counting")).unwrap();
    until(async || answer(&loader, "counting").await == 1).await;

    bench.activate("another", 7, "");
    until(async || loader.serving(&id("another")).is_ok()).await;
    assert_eq!(answer(&loader, "another").await, 7);
    bench
        .store()
        .change(|change| change.deactivate(&id("another")))
        .unwrap();
    until(async || loader.serving(&id("another")).is_err()).await;
    let why = loader.why_not_active(&id("another")).unwrap();
    assert!(why.contains("not in the active set"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d15_a_version_that_was_rolled_back_by_its_faults_is_not_the_active_one_after_a_restart() {
    let bench = Bench::new();
    let first = bench.activate("counting", 1, "");
    let probation = Probation {
        window: Duration::from_secs(10),
        ..Probation::default()
    };
    let plan = SwapPlan {
        probation,
        ..SwapPlan::default()
    };
    let loader = bench.builder().swap_plan(plan).start().await.unwrap();
    assert_eq!(answer(&loader, "counting").await, 1);
    let faulty = bench.install("counting", 4, "");
    loader.update(&faulty, None).await.unwrap();
    assert_eq!(bench.active("counting"), Some(4));
    let serving = loader.serving(&id("counting")).unwrap();
    until(async || serving.call_wave("count()").await.is_ok()).await;
    until(async || bench.active("counting") == Some(1)).await;
    assert_eq!(state(&loader, &faulty), State::Failed);
    assert_eq!(state(&loader, &first), State::Active);
    drop((serving, loader));
    let restarted = bench.start().await;
    assert_eq!(answer(&restarted, "counting").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_plugin_that_cannot_run_keeps_no_other_from_running_and_says_why() {
    let bench = Bench::new();
    bench.activate("store", 1, "");
    bench.activate("shop", 1, &needs("store", "^1"));
    bench.activate("mail", 1, &needs("post", "^1"));
    let loader = bench.builder().preload_all().start().await.unwrap();
    assert_eq!(answer(&loader, "store").await, 1);
    assert_eq!(answer(&loader, "shop").await, 1);
    let error = loader.serving(&id("mail")).err().unwrap();
    assert_eq!(error.code(), "PW-PLUGIN-UNKNOWN");
    let why = loader.why_not_active(&id("mail")).unwrap();
    assert!(why.contains("post"), "{why}");

    // What would break another is refused as a whole.
    let other = bench.install("store", 2, "");
    let error = loader.update(&other, None).await.unwrap_err();
    assert_eq!(error.code(), "PW-LOADER-UNRESOLVABLE", "{error}");
    let error = loader.remove(&id("store")).await.unwrap_err();
    assert_eq!(error.code(), "PW-LOADER-UNRESOLVABLE", "{error}");
    assert_eq!(answer(&loader, "shop").await, 1);
    assert_eq!(bench.active("store"), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plugins_start_after_what_they_need_and_end_before_it() {
    let bench = Bench::new();
    bench.activate("a", 1, &needs("b", "^1"));
    bench.activate("b", 1, &needs("c", "^1"));
    bench.activate("c", 1, "");
    let loader = bench.builder().preload_all().start().await.unwrap();
    let ledger = loader.ledger().clone();
    let when = |name: &str, state: State| {
        let entries = ledger.list(None);
        let entry = entries
            .into_iter()
            .find(|entry| entry.release.id == id(name))
            .unwrap();
        let event = entry.events.into_iter().find(|event| event.to == state);
        event.map(|event| event.when).unwrap()
    };
    assert!(when("c", State::Active) <= when("b", State::Active));
    assert!(when("b", State::Active) <= when("a", State::Active));
    loader.shut_down().await;
    assert!(when("a", State::Unloaded) <= when("b", State::Unloaded));
    assert!(when("b", State::Unloaded) <= when("c", State::Unloaded));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledger_tells_of_eviction_quarantine_and_release_what_the_fleet_does() {
    let bench = Bench::new();
    let release = bench.activate("counting", 1, "");
    let fleet = Fleet::builder().upkeep(Duration::from_millis(20));
    let loader = bench.builder().fleet(fleet).start().await.unwrap();
    assert_eq!(answer(&loader, "counting").await, 1);
    loader.fleet().evict(&id("counting")).unwrap();
    until(async || state(&loader, &release) == State::Unloaded).await;
    assert_eq!(answer(&loader, "counting").await, 1);
    assert_eq!(state(&loader, &release), State::Active);

    // An earlier load that still drains is not taken for the one that takes calls.
    for _ in 0..20 {
        loader.fleet().evict(&id("counting")).unwrap();
        assert_eq!(answer(&loader, "counting").await, 1);
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(state(&loader, &release), State::Active);

    loader
        .fleet()
        .stop(&id("counting"), "the operator looks into it")
        .unwrap();
    until(async || state(&loader, &release) == State::Unloaded).await;
    loader.fleet().release(&id("counting")).unwrap();
    assert_eq!(answer(&loader, "counting").await, 1);
    assert_eq!(state(&loader, &release), State::Active);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_that_never_starts_is_quarantined_and_can_leave_that() {
    let bench = Bench::new();
    let release = bench.activate("counting", 5, "");
    let budget = plugwright_loader::RestartBudget {
        failures: 2,
        first_wait: Duration::from_millis(1),
        ..Default::default()
    };
    let loader = bench
        .builder()
        .fleet(Fleet::builder().restarts(budget))
        .start()
        .await
        .unwrap();
    let serving = loader.serving(&id("counting")).unwrap();
    until(async || {
        let error = serving.call_wave("count()").await.unwrap_err();
        matches!(error, Error::GivenUp { .. })
    })
    .await;
    assert_eq!(state(&loader, &release), State::Quarantined);
    let why = loader.why_not_active(&id("counting")).unwrap();
    assert!(why.contains("quarantine"), "{why}");
    loader.fleet().release(&id("counting")).unwrap();
    assert_eq!(state(&loader, &release), State::Unloaded);
    let working = bench.install("counting", 2, "");
    loader.update(&working, None).await.unwrap();
    assert_eq!(answer(&loader, "counting").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_whose_files_were_damaged_is_left_out_with_its_reason() {
    let bench = Bench::new();
    bench.activate("good", 1, "");
    bench.activate("damaged", 1, "");
    let folder = bench.path().join("store/versions/damaged");
    let version = std::fs::read_dir(&folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let record = version.join("record.json");
    let mut text = std::fs::read_to_string(&record).unwrap();
    text = text.replace("Counts", "Miscounts");
    std::fs::remove_file(&record).unwrap();
    std::fs::write(&record, text).unwrap();
    let loader = bench.start().await;
    assert_eq!(answer(&loader, "good").await, 1);
    let ids: Vec<PluginId> = loader.fleet().ids();
    assert_eq!(ids, [id("good")]);
    let why = loader.why_not_active(&id("damaged")).unwrap();
    assert!(why.contains("damaged"), "{why}");
}
