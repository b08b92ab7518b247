//! The instances of one plugin for one tenant, ready to be called.
//!
//! A call takes an instance and gives it back. Both happen in a shard that threads share as little as possible. One instance
//! of a shard is at hand: it is taken and given back by one atomic exchange each, without a lock. The others, and the counts
//! that not every call changes, are behind the shard's lock, which is not contended while each thread has a shard. An instance
//! holds its permit for as long as it lives, so a call that finds an idle instance touches nothing else; only when none is
//! idle anywhere is one made, or waited for.

use crate::breaker::{Availability, Breaker, FaultBudget, Refused};
use crate::call_count::{CallCounter, CallCounts};
use crate::error::Problem;
use crate::instance::LiveInstance;
use crate::statistics::{Tally, Timing};
use crossbeam_utils::atomic::AtomicCell;
use std::cell::Cell;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, TryAcquireError};

/// Instances, and the counts of their calls.
pub(crate) struct Pool {
    shards: Box<[Shard]>,
    permits: Arc<Semaphore>,
    calls: CallCounts,
    /// Calls that wait for an instance.
    waiting: AtomicU32,
    queue: u32,
    returned: Notify,
    breaker: Mutex<Breaker>,
    /// Whether the breaker has anything to say; without faults no call asks it.
    troubled: AtomicBool,
    /// Instances of an older generation are not used again.
    generation: AtomicU32,
}

/// A part of the pool that one thread mostly has for itself, on cache lines of its own.
#[repr(align(128))]
#[derive(Default)]
struct Shard {
    at_hand: AtomicCell<Option<BoxedInstance>>,
    state: Mutex<ShardState>,
}

#[derive(Default)]
struct ShardState {
    idle: Vec<BoxedInstance>,
    tally: Tally,
}

/// Instances are moved a lot and are large, so they stay where they are.
pub(crate) type BoxedInstance = Box<LiveInstance>;

/// What a call gets to work with.
pub(crate) enum Admission {
    /// An instance that is ready.
    Instance(BoxedInstance),
    /// The right to make one.
    Permit(OwnedSemaphorePermit),
}

impl Pool {
    pub(crate) fn new(instances: u32, queue: u32, budget: FaultBudget) -> Self {
        Self {
            shards: (0..shard_count()).map(|_| Shard::default()).collect(),
            permits: Arc::new(Semaphore::new(instances.max(1) as usize)),
            calls: CallCounts::default(),
            waiting: AtomicU32::new(0),
            queue,
            returned: Notify::new(),
            breaker: Mutex::new(Breaker::new(budget)),
            troubled: AtomicBool::new(false),
            generation: AtomicU32::new(0),
        }
    }

    /// Whether the plugin takes calls at all.
    pub(crate) fn admit(&self) -> Result<(), Problem> {
        if !self.troubled.load(Ordering::Relaxed) {
            return Ok(());
        }
        lock(&self.breaker)
            .admit(Instant::now())
            .map_err(|refused| match refused {
                Refused::Resting {
                    faults,
                    retry_after,
                } => Problem::Resting {
                    faults,
                    retry_after,
                },
                Refused::Quarantined { reason } => Problem::Quarantined { reason },
                Refused::Revoked { reason } => Problem::Revoked { reason },
            })
    }

    /// An idle instance, or the right to make one, if either is there at once.
    pub(crate) fn try_take(&self) -> Option<Admission> {
        if let Some(idle) = self.take_idle() {
            return Some(Admission::Instance(idle));
        }
        match self.permits.clone().try_acquire_owned() {
            Ok(permit) => Some(Admission::Permit(permit)),
            Err(TryAcquireError::NoPermits | TryAcquireError::Closed) => None,
        }
    }

    /// An instance or the right to make one, as soon as there is one.
    pub(crate) async fn take(&self) -> Result<Admission, Problem> {
        let _waiting = Waiting::enter(self)?;
        loop {
            // Registered before it looks, so that an instance that comes back in between wakes it.
            let mut returned = pin!(self.returned.notified());
            returned.as_mut().enable();
            if let Some(admission) = self.try_take() {
                return Ok(admission);
            }
            tokio::select! {
                () = returned => {}
                permit = self.permits.clone().acquire_owned() => {
                    if let Ok(permit) = permit {
                        return Ok(Admission::Permit(permit));
                    }
                }
            }
        }
    }

    /// An idle instance.
    pub(crate) fn take_idle(&self) -> Option<BoxedInstance> {
        let generation = self.generation();
        let home = shard_of_thread();
        let at_hand = self.shard(home).at_hand.take();
        if let Some(instance) = at_hand.filter(|instance| instance.generation == generation) {
            return Some(instance);
        }
        (0..self.shards.len()).find_map(|offset| self.shard(home + offset).take(generation))
    }

    /// Takes an instance back after a call that ended well.
    pub(crate) fn give_back(&self, mut instance: BoxedInstance, timing: Option<Timing>) {
        let shard = self.shard(shard_of_thread());
        let counted = instance.count_call();
        if !counted || timing.is_some() || has_news(&mut instance) {
            let mut state = shard.lock();
            state.tally.calls += u64::from(!counted);
            state.tally.time(timing);
            note_store(&mut state.tally, &mut instance);
        }
        shard.put(instance);
        self.after_success();
        self.wake();
    }

    fn wake(&self) {
        // Who waits has said so before it looked. On other processors the exchange does not order the reading after it.
        if cfg!(not(target_arch = "x86_64")) {
            fence(Ordering::SeqCst);
        }
        if self.waiting.load(Ordering::SeqCst) > 0 {
            self.returned.notify_one();
        }
    }

    /// Adds an instance that was not called.
    pub(crate) fn put(&self, instance: BoxedInstance) {
        self.shard(shard_of_thread()).put(instance);
        self.wake();
    }

    /// Looks at an idle instance, if there is one.
    pub(crate) fn with_idle<R>(&self, look: impl FnOnce(&mut LiveInstance) -> R) -> Option<R> {
        let mut instance = self.take_idle()?;
        let seen = look(&mut instance);
        self.put(instance);
        Some(seen)
    }

    /// Counts a call that ended well on an instance that is not kept.
    pub(crate) fn succeeded(&self, instance: &mut LiveInstance, timing: Option<Timing>) {
        let mut state = self.shard(shard_of_thread()).lock();
        state.tally.calls += u64::from(!instance.count_call());
        state.tally.time(timing);
        note_store(&mut state.tally, instance);
        drop(state);
        self.after_success();
    }

    fn after_success(&self) {
        if self.troubled.load(Ordering::Relaxed) {
            self.release();
        }
    }

    /// Counts a call that failed; its instance, if there was one, is gone. Answers with the reason if this put the plugin into
    /// quarantine.
    pub(crate) fn failed(
        &self,
        instance: Option<&mut LiveInstance>,
        timing: Option<Timing>,
        problem: &Problem,
    ) -> Option<String> {
        let mut state = self.shard(shard_of_thread()).lock();
        state.tally.time(timing);
        state.tally.error(problem.code());
        match instance {
            Some(instance) => {
                state.tally.calls += u64::from(!instance.count_call());
                note_store(&mut state.tally, instance);
            }
            None => state.tally.calls += 1,
        }
        drop(state);
        let mut breaker = lock(&self.breaker);
        if problem.fault() != plugwright_manifest::Fault::Plugin {
            breaker.inconclusive(Instant::now());
            return None;
        }
        self.troubled.store(true, Ordering::Relaxed);
        breaker.fault(Instant::now(), problem.code(), jitter())
    }

    /// Counts a call that was not let through.
    pub(crate) fn turned_away(&self, problem: &Problem) {
        let mut state = self.shard(shard_of_thread()).lock();
        state.tally.error(problem.code());
    }

    /// Notes that a call ended before it reached the guest: if it was the one to show whether the plugin has recovered,
    /// the next one is.
    pub(crate) fn proved_nothing(&self) {
        if self.troubled.load(Ordering::Relaxed) {
            lock(&self.breaker).inconclusive(Instant::now());
        }
    }

    /// Lets no instance that there is be used again, and takes out those that are idle.
    pub(crate) fn renew(&self) -> Vec<BoxedInstance> {
        self.generation.fetch_add(1, Ordering::Relaxed);
        self.take_idle_since(Duration::ZERO)
    }

    /// Takes out the instances that nobody called for a while.
    pub(crate) fn take_idle_since(&self, idle_for: Duration) -> Vec<BoxedInstance> {
        let now = Instant::now();
        let old = |instance: &mut BoxedInstance| instance.idle_for(now) >= idle_for;
        let shards = self.shards.iter();
        let taken = shards.flat_map(|shard| shard.take_those(old)).collect();
        // Who looked for an instance while one was out to be looked at did not see it.
        self.wake();
        taken
    }

    /// A counter for one more instance.
    pub(crate) fn counter(&self) -> CallCounter {
        self.calls.counter()
    }

    pub(crate) fn generation(&self) -> u32 {
        self.generation.load(Ordering::Relaxed)
    }

    pub(crate) fn availability(&self) -> Availability {
        lock(&self.breaker).state().clone()
    }

    pub(crate) fn release(&self) {
        let mut breaker = lock(&self.breaker);
        breaker.success();
        // Under the lock, so that no success hides what was revoked at the same time.
        self.troubled
            .store(!breaker.is_serving(), Ordering::Relaxed);
    }

    /// Lets no call through any more.
    pub(crate) fn revoke(&self, reason: &str) {
        let mut breaker = lock(&self.breaker);
        breaker.revoke(reason);
        self.troubled.store(true, Ordering::Relaxed);
    }

    /// How many instances wait to be called.
    pub(crate) fn idle(&self) -> usize {
        let idle = self.shards.iter().map(Shard::idle).sum();
        self.wake();
        idle
    }

    pub(crate) fn tally(&self) -> Tally {
        let mut sum = Tally {
            calls: self.calls.sum(),
            ..Tally::default()
        };
        self.shards
            .iter()
            .for_each(|shard| sum.merge(&shard.lock().tally));
        sum
    }

    fn shard(&self, index: usize) -> &Shard {
        // The number of shards is a power of two and at least one.
        &self.shards[index & (self.shards.len() - 1)]
    }
}

impl Shard {
    fn lock(&self) -> MutexGuard<'_, ShardState> {
        lock(&self.state)
    }

    /// An instance of a generation; older ones that come up are dropped.
    fn take(&self, generation: u32) -> Option<BoxedInstance> {
        let at_hand = self.at_hand.take();
        if let Some(instance) = at_hand.filter(|instance| instance.generation == generation) {
            return Some(instance);
        }
        loop {
            let instance = self.lock().idle.pop()?;
            if instance.generation == generation {
                return Some(instance);
            }
        }
    }

    /// Has the instance at hand, and puts the one that was to the others.
    fn put(&self, instance: BoxedInstance) {
        if let Some(other) = self.at_hand.swap(Some(instance)) {
            self.lock().idle.push(other);
        }
    }

    fn take_those(&self, mut which: impl FnMut(&mut BoxedInstance) -> bool) -> Vec<BoxedInstance> {
        let mut taken: Vec<_> = self.lock().idle.extract_if(.., &mut which).collect();
        if let Some(mut instance) = self.at_hand.take() {
            if which(&mut instance) {
                taken.push(instance);
            } else {
                self.put(instance);
            }
        }
        taken
    }

    fn idle(&self) -> usize {
        let at_hand = self.at_hand.take();
        let count = usize::from(at_hand.is_some()) + self.lock().idle.len();
        at_hand.into_iter().for_each(|instance| self.put(instance));
        count
    }
}

/// A call in the queue.
struct Waiting<'a>(&'a Pool);

impl<'a> Waiting<'a> {
    fn enter(pool: &'a Pool) -> Result<Self, Problem> {
        let waiting = Self(pool);
        if pool.waiting.fetch_add(1, Ordering::SeqCst) >= pool.queue {
            return Err(Problem::Overloaded);
        }
        Ok(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether a call left something to count beside itself.
fn has_news(instance: &mut LiveInstance) -> bool {
    let ctx = instance.store.data_mut();
    ctx.granted.is_some() || ctx.limit.has_news()
}

fn note_store(tally: &mut Tally, instance: &mut LiveInstance) {
    let ctx = instance.store.data_mut();
    if let Some(granted) = &ctx.granted {
        granted.end_lines();
    }
    tally.host_calls += std::mem::take(&mut ctx.host_calls);
    tally.memory_peak = tally.memory_peak.max(ctx.limit.memory_peak());
    tally.growth_refused += ctx.limit.end_call();
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A power of two. The system is asked once: it reads a dozen files to answer.
fn shard_count() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| {
        let threads = std::thread::available_parallelism().map_or(4, std::num::NonZero::get);
        threads.next_power_of_two().min(64)
    })
}

/// Threads are numbered as they come.
fn shard_of_thread() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static NUMBER: Cell<usize> = Cell::new(THREADS.fetch_add(1, Ordering::Relaxed));
    }
    NUMBER.get()
}

/// A number between 0 and 1 that differs between plugins and times; nothing secret depends on it.
fn jitter() -> f64 {
    use std::hash::{BuildHasher as _, RandomState};
    let random = RandomState::new().hash_one(0u8);
    f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}
