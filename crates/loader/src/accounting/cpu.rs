//! The processor time of a plugin's calls, measured on a sample of them.
//!
//! The time of a thread costs a system call, which takes as long as a small call of a plugin does, and has to be read twice.
//! So of the calls that answer at their first poll one in [`ONE_IN`] is measured, chosen at random so that no order of calls
//! can hide from it, and stands for all of them. A call that goes on after its first poll, because it waits or because its
//! guest computes for longer than a tick, is measured from then on: beside that the clock costs nothing.

use rustix::time::{ClockId, clock_gettime};
use std::cell::Cell;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How many calls one that is measured stands for; a power of two.
const ONE_IN: u64 = 64;

/// The processor time of one plugin.
#[derive(Debug, Default)]
pub(crate) struct CpuMeter {
    nanos: AtomicU64,
}

impl CpuMeter {
    /// The estimate of the processor time of all calls.
    pub(crate) fn total(&self) -> Duration {
        Duration::from_nanos(self.nanos.load(Ordering::Relaxed))
    }

    fn add(&self, spent: Duration, stands_for: u64) {
        let nanos = u64::try_from(spent.as_nanos()).unwrap_or(u64::MAX);
        self.nanos
            .fetch_add(nanos.saturating_mul(stands_for), Ordering::Relaxed);
    }
}

/// Drives a call, and measures it if it is one of the sample. The call stays where it is: its future is large.
pub(crate) async fn meter<F: Future>(meter: &CpuMeter, mut call: Pin<&mut F>) -> F::Output {
    let mut stands_for = if is_sampled() { ONE_IN } else { 0 };
    std::future::poll_fn(|context| {
        let before = (stands_for > 0).then(thread_time);
        let polled = call.as_mut().poll(context);
        if let Some(before) = before {
            meter.add(thread_time().saturating_sub(before), stands_for);
        }
        stands_for = 1;
        polled
    })
    .await
}

fn thread_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or_default())
}

/// Marsaglia's xorshift (<https://doi.org/10.18637/jss.v008.i14>): nothing secret depends on it, and it costs a nanosecond.
fn is_sampled() -> bool {
    thread_local! {
        static STATE: Cell<u64> = Cell::new(seed());
    }
    let mut state = STATE.get();
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    STATE.set(state);
    // The upper bits are the better ones.
    (state >> 32).is_multiple_of(ONE_IN)
}

fn seed() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0u8) | 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;
    use std::pin::pin;

    #[tokio::test]
    async fn the_sample_stands_for_all_calls() {
        let work = || (0..2_000_u64).fold(1_u64, |sum, n| black_box(sum.wrapping_mul(n | 1)));
        let mut ratios = Vec::new();
        for _ in 0..7 {
            let cpu = CpuMeter::default();
            let before = thread_time();
            for _ in 0..5_000 {
                meter(&cpu, pin!(async { black_box(work()) })).await;
            }
            let spent = thread_time().saturating_sub(before).as_secs_f64();
            ratios.push(cpu.total().as_secs_f64() / spent);
        }
        // The median: an interruption of the machine that falls into a sample counts 64 times.
        ratios.sort_by(f64::total_cmp);
        assert!((0.4..2.5).contains(&ratios[3]), "{ratios:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_costs_no_processor_time() {
        let cpu = CpuMeter::default();
        for _ in 0..1_000 {
            meter(&cpu, pin!(tokio::time::sleep(Duration::from_secs(1)))).await;
        }
        assert!(cpu.total() < Duration::from_secs(5), "{:?}", cpu.total());
    }
}
