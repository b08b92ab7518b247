//! A folder under development. What users would lose: the version that works, to a file that is half written, broken, or
//! written in a way that nobody thought of.
#![allow(missing_docs, clippy::unwrap_used)]

mod guest;

use guest::{component, engine, fleet, id};
use plugwright_loader::{BuiltFile, Fleet, Serving, WatchEvent, WatchSettings, Watching, watch};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

struct Bench {
    folder: tempfile::TempDir,
    fleet: Fleet,
    told: Arc<Mutex<Vec<WatchEvent>>>,
    _watching: Watching,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine();
        let (fleet, _) = fleet(Fleet::builder());
        let told = Arc::new(Mutex::new(Vec::new()));
        let settings = WatchSettings {
            quiet: Duration::from_millis(50),
            poll: Duration::from_millis(200),
            ..WatchSettings::default()
        };
        let plugin = move |file: BuiltFile| {
            let id = id(file.name.trim_end_matches(".wasm"));
            let (engine, name) = (engine.clone(), id.clone());
            let source = move || {
                let builder = engine.plugin(name.clone(), file.bytes.to_vec());
                async move { Ok(builder.load().await?) }
            };
            Ok((id, source))
        };
        let tell = {
            let told = told.clone();
            move |event: &WatchEvent| told.lock().unwrap().push(event.clone())
        };
        let watching = watch(&fleet, folder.path(), settings, plugin, tell).unwrap();
        Self {
            folder,
            fleet,
            told,
            _watching: watching,
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn told(&self, matches: impl Fn(&WatchEvent) -> bool) -> usize {
        self.told
            .lock()
            .unwrap()
            .iter()
            .filter(|event| matches(event))
            .count()
    }

    fn served(&self) -> usize {
        self.told(|event| matches!(event, WatchEvent::Serving { .. }))
    }

    async fn wait(&self, what: impl Fn(&Self) -> bool) {
        let patience = Instant::now() + Duration::from_secs(20);
        while !what(self) {
            assert!(Instant::now() < patience, "{:?}", self.told.lock().unwrap());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn plugin(&self) -> Serving {
        self.fleet.serving(&id("edited")).unwrap()
    }

    async fn version(&self) -> u32 {
        let answer = self.plugin().call_wave("count()").await.unwrap();
        guest::version_of(answer.parse().unwrap())
    }

    async fn serves(&self, version: u32) {
        let patience = Instant::now() + Duration::from_secs(20);
        while self.version().await != version {
            assert!(Instant::now() < patience, "{:?}", self.told.lock().unwrap());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d14_every_way_in_which_files_are_written_ends_in_the_new_version() {
    let bench = Bench::new();
    let file = bench.path().join("edited.wasm");
    // A compiler writes in place.
    fs::write(&file, component(1)).unwrap();
    bench.wait(|bench| bench.served() == 1).await;
    assert_eq!(bench.version().await, 1);
    // An editor writes another file and renames it over.
    fs::write(bench.path().join(".edited.wasm.swp"), component(2)).unwrap();
    fs::rename(bench.path().join(".edited.wasm.swp"), &file).unwrap();
    bench.serves(2).await;
    // Another moves the old one away first.
    fs::rename(&file, bench.path().join("edited.wasm~")).unwrap();
    fs::write(&file, component(3)).unwrap();
    bench.serves(3).await;
    // Deleted and made anew.
    fs::remove_file(&file).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(
        bench.version().await,
        3,
        "what runs goes on without its file"
    );
    fs::write(&file, component(4)).unwrap();
    bench.serves(4).await;
    // A storm of changes ends in the last one.
    for version in 5..30 {
        fs::write(&file, component(version)).unwrap();
        tokio::time::sleep(Duration::from_millis(4)).await;
    }
    bench.serves(29).await;
    assert!(
        bench.served() < 15,
        "a storm does not make a swap each: {}",
        bench.served()
    );
    assert_eq!(
        bench.told(|event| matches!(event, WatchEvent::Refused { .. })),
        0
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d14_a_symbolic_link_that_is_put_elsewhere_is_followed() {
    let bench = Bench::new();
    let builds = tempfile::tempdir().unwrap();
    for version in [1, 2] {
        let build = builds.path().join(version.to_string());
        fs::create_dir(&build).unwrap();
        fs::write(build.join("edited.wasm"), component(version)).unwrap();
    }
    let link = |to: &str| {
        let next = bench.path().join(".next");
        std::os::unix::fs::symlink(builds.path().join(to).join("edited.wasm"), &next).unwrap();
        fs::rename(next, bench.path().join("edited.wasm")).unwrap();
    };
    link("1");
    bench.wait(|bench| bench.served() == 1).await;
    assert_eq!(bench.version().await, 1);
    link("2");
    bench.serves(2).await;
    // The target of the link is written, of which the folder hears nothing.
    fs::write(builds.path().join("2/edited.wasm"), component(3)).unwrap();
    bench.serves(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d14_a_broken_file_leaves_the_old_version_serving_and_tells_why() {
    let bench = Bench::new();
    let file = bench.path().join("edited.wasm");
    fs::write(&file, component(1)).unwrap();
    bench.wait(|bench| bench.served() == 1).await;
    // Half of it, and then nothing for longer than the watcher waits.
    let whole = component(2);
    let (begin, end) = whole.split_at(whole.len() / 2);
    fs::write(&file, begin).unwrap();
    let refused = |event: &WatchEvent| matches!(event, WatchEvent::Refused { code, reason, .. } if *code == "PW-INVALID-COMPONENT" && !reason.is_empty());
    bench.wait(|bench| bench.told(refused) == 1).await;
    assert_eq!(bench.version().await, 1);
    fs::OpenOptions::new()
        .append(true)
        .open(&file)
        .unwrap()
        .write_all(end)
        .unwrap();
    bench.serves(2).await;
    // It compiles, but does not start.
    fs::write(&file, guest::unstartable()).unwrap();
    bench
        .wait(|bench| bench.told(|event| matches!(event, WatchEvent::Refused { .. })) == 2)
        .await;
    assert_eq!(bench.version().await, 2);
    // Written again with the same content: no reason for a swap.
    let served = bench.served();
    fs::write(&file, &whole).unwrap();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(bench.served(), served);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d19_a_folder_that_disappears_takes_no_plugin_along() {
    let bench = Bench::new();
    let file = bench.path().join("edited.wasm");
    fs::write(&file, component(1)).unwrap();
    bench.wait(|bench| bench.served() == 1).await;
    fs::remove_dir_all(bench.path()).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(bench.version().await, 1);
    fs::create_dir(bench.path()).unwrap();
    fs::write(&file, component(2)).unwrap();
    bench.serves(2).await;
}
