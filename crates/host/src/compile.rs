//! Turns components into machine code: once each, on threads of its own, never more at a time than there are threads.
//!
//! A thousand plugins that start at once, or a thousand first calls of one, must not start a thousand compilations. Equal
//! work is done once (the second asker waits for the first), and work that somebody waits for goes before work that only
//! makes things faster.

use crate::cache::{Cache, CacheStatistics, Lookup};
use crate::engines::{Engines, Flavor, Tier};
use crate::error::{Error, Problem, Result};
use plugwright_manifest::Digest;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{OnceCell, oneshot};
use wasmtime::component::Component;

type Job = Box<dyn FnOnce() + Send>;
type Shared = Arc<OnceCell<Component>>;
/// What is compiled or being compiled, for as long as a plugin has it.
type Known = HashMap<(Digest, Flavor), Weak<OnceCell<Component>>>;

/// Compiles components, through the cache if there is one.
pub(crate) struct Compiler {
    engines: Arc<Engines>,
    cache: Option<Arc<Cache>>,
    queue: Arc<Queue>,
    compilations: AtomicU64,
    /// How long a load waits.
    timeout: Duration,
    known: Mutex<Known>,
}

/// A compiled component that is shared by all plugins that run the same bytes.
#[derive(Clone)]
pub(crate) struct Code {
    pub(crate) component: Component,
    pub(crate) tier: Tier,
    _shared: Shared,
}

/// Who waits for a compilation.
#[derive(Clone, Copy)]
pub(crate) enum Urgency {
    /// A load.
    Awaited,
    /// Nobody; it makes later calls faster.
    Background,
}

impl Compiler {
    pub(crate) fn new(
        engines: Arc<Engines>,
        cache: Option<Cache>,
        threads: usize,
        timeout: Duration,
    ) -> Result<Self> {
        Ok(Self {
            timeout,
            engines,
            cache: cache.map(Arc::new),
            queue: Queue::start(threads)?,
            compilations: AtomicU64::new(0),
            known: Mutex::default(),
        })
    }

    pub(crate) fn cache_statistics(&self) -> CacheStatistics {
        let cache = self.cache.as_ref().map(|cache| cache.statistics());
        CacheStatistics {
            compilations: self.compilations.load(Ordering::Relaxed),
            ..cache.unwrap_or_default()
        }
    }

    /// The code of a component, from memory, from the cache or from the compiler.
    pub(crate) async fn code(
        &self,
        wasm: &Arc<[u8]>,
        digest: &Digest,
        flavor: Flavor,
        urgency: Urgency,
    ) -> Result<Code> {
        let shared = self.share(digest, flavor);
        let component = shared
            .get_or_try_init(|| self.load(wasm.clone(), *digest, flavor, urgency))
            .await?
            .clone();
        Ok(Code {
            component,
            tier: flavor.tier,
            _shared: shared,
        })
    }

    /// The code of a component if it need not be compiled.
    pub(crate) fn cached(&self, digest: &Digest, flavor: Flavor) -> Result<Option<Code>> {
        let shared = self.share(digest, flavor);
        if shared.get().is_none() {
            let Some(component) = self.load_cached(digest, flavor)? else {
                return Ok(None);
            };
            // Whoever was faster loaded the same code.
            let _ = shared.set(component);
        }
        Ok(shared.get().cloned().map(|component| Code {
            component,
            tier: flavor.tier,
            _shared: shared,
        }))
    }

    fn share(&self, digest: &Digest, flavor: Flavor) -> Shared {
        let mut known = lock(&self.known);
        if let Some(shared) = known.get(&(*digest, flavor)).and_then(Weak::upgrade) {
            return shared;
        }
        known.retain(|_, shared| shared.strong_count() > 0);
        let shared = Shared::default();
        known.insert((*digest, flavor), Arc::downgrade(&shared));
        shared
    }

    fn load_cached(&self, digest: &Digest, flavor: Flavor) -> Result<Option<Component>> {
        let Some(cache) = &self.cache else {
            return Ok(None);
        };
        let flavored = self.engines.get(flavor)?;
        match cache.get(flavored.fingerprint, digest) {
            Lookup::Hit(code) => Ok(deserialize(&flavored.engine, &code)),
            Lookup::Miss => Ok(None),
            Lookup::Rejected => {
                tracing::warn!(%digest, "a cached component is damaged or foreign; it is compiled again");
                Ok(None)
            }
        }
    }

    async fn load(
        &self,
        wasm: Arc<[u8]>,
        digest: Digest,
        flavor: Flavor,
        urgency: Urgency,
    ) -> Result<Component> {
        let flavored = self.engines.get(flavor)?;
        let cache = self.cache.clone();
        self.compilations.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        self.queue.push(
            urgency,
            Box::new(move || {
                if sender.is_closed() {
                    // Everybody who asked is gone.
                    return;
                }
                let component = Component::from_binary(&flavored.engine, &wasm);
                if let (Ok(component), Some(cache), Tier::Optimised) =
                    (&component, cache, flavor.tier)
                {
                    store(&cache, flavored.fingerprint, &digest, component);
                }
                // The load that asked may be gone.
                let _ = sender.send(component);
            }),
        );
        let compiled = self.wait(receiver, urgency).await?;
        compiled.map_err(|error| {
            let reason = error.root_cause().to_string();
            Error::new(Problem::InvalidComponent { reason }).with_detail(format_args!("{error:?}"))
        })
    }

    async fn wait<T>(&self, job: oneshot::Receiver<T>, urgency: Urgency) -> Result<T, Problem> {
        let timeout = match urgency {
            Urgency::Awaited => self.timeout,
            Urgency::Background => Duration::MAX,
        };
        match tokio::time::timeout(timeout, job).await {
            Ok(Ok(compiled)) => Ok(compiled),
            Ok(Err(_)) => Err(Problem::Internal {
                reason: "a compilation did not finish".into(),
            }),
            Err(_) => Err(Problem::CompileDeadlineExceeded { limit: timeout }),
        }
    }
}

fn store(cache: &Cache, engine: u64, digest: &Digest, component: &Component) {
    let stored = component
        .serialize()
        .map_err(std::io::Error::other)
        .and_then(|code| cache.put(engine, digest, &code));
    if let Err(error) = stored {
        tracing::warn!(%digest, %error, "compiled code could not be cached");
    }
}

/// Loads code that this host compiled before; none if it is from another version of the engine.
#[expect(unsafe_code, reason = "code from the cache is machine code")]
fn deserialize(engine: &wasmtime::Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: `code` is a copy in memory, and the cache verified its MAC under a key that only this host's user can read,
    // so it is what `Component::serialize` gave this host.
    match unsafe { Component::deserialize(engine, code) } {
        Ok(component) => Some(component),
        Err(error) => {
            tracing::warn!(%error, "cached code does not fit this engine; it is compiled again");
            None
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Jobs for a few threads; the threads end with the queue.
struct Queue {
    jobs: Mutex<Jobs>,
    wake: Condvar,
}

#[derive(Default)]
struct Jobs {
    awaited: VecDeque<Job>,
    background: VecDeque<Job>,
    closed: bool,
}

/// Closes the queue when the last compiler goes.
impl Drop for Compiler {
    fn drop(&mut self) {
        lock(&self.queue.jobs).closed = true;
        self.queue.wake.notify_all();
    }
}

impl Queue {
    fn start(threads: usize) -> Result<Arc<Self>, Problem> {
        let queue = Arc::new(Self {
            jobs: Mutex::default(),
            wake: Condvar::new(),
        });
        for _ in 0..threads.max(1) {
            let worker = queue.clone();
            std::thread::Builder::new()
                .name("plugwright-compile".into())
                .stack_size(8 << 20)
                .spawn(move || worker.run())
                .map_err(|error| Problem::Engine {
                    reason: format!("no thread for the compiler: {error}"),
                })?;
        }
        Ok(queue)
    }

    fn push(&self, urgency: Urgency, job: Job) {
        let mut jobs = lock(&self.jobs);
        match urgency {
            Urgency::Awaited => jobs.awaited.push_back(job),
            Urgency::Background => jobs.background.push_back(job),
        }
        drop(jobs);
        self.wake.notify_one();
    }

    fn run(&self) {
        while let Some(job) = self.next() {
            // A compiler that panics on some input must not take the thread along.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
        }
    }

    fn next(&self) -> Option<Job> {
        let mut jobs = lock(&self.jobs);
        loop {
            if jobs.closed {
                return None;
            }
            if let Some(job) = jobs.awaited.pop_front() {
                return Some(job);
            }
            if let Some(job) = jobs.background.pop_front() {
                return Some(job);
            }
            jobs = self.wake.wait(jobs).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
