//! What the process holds of the machine, so that a case can prove that it gave everything back.

use std::fs;
use std::time::{Duration, Instant};

/// How much memory a case may leave behind beyond five per cent: what the pool of instances and the compiler keep for the
/// next time.
const ALLOWED_BYTES: u64 = 24 << 20;
/// The test runner starts a thread for the next test while this one runs.
const RUNNER_THREADS: u64 = 1;
/// How long threads and background work have to end.
const SETTLING: Duration = Duration::from_secs(20);

/// Memory, files and threads of the process at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Footprint {
    resident: u64,
    files: usize,
    threads: u64,
    engine_threads: usize,
}

impl Footprint {
    pub(crate) fn now() -> Self {
        give_free_memory_back();
        Self {
            resident: status("RssAnon:") + status("RssShmem:"),
            files: fs::read_dir("/proc/self/fd").unwrap().count(),
            threads: status("Threads:"),
            engine_threads: engine_threads(),
        }
    }

    /// The footprint while an engine runs. Its threads have the name of the thread that started them until they take their
    /// own, so they are only counted among all threads.
    pub(crate) fn with_engine() -> Self {
        Self {
            engine_threads: usize::MAX,
            ..Self::now()
        }
    }

    /// Fails if the process does not come back to this footprint.
    pub(crate) async fn is_restored(self, after: &str) {
        let started = Instant::now();
        loop {
            let now = Self::now();
            if now.fits(self) {
                return;
            }
            assert!(
                started.elapsed() < SETTLING,
                "{after} it holds {now:?}, but it held {self:?} before"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn fits(self, before: Self) -> bool {
        self.resident <= before.resident / 20 * 21 + ALLOWED_BYTES
            && self.files <= before.files
            && self.threads <= before.threads + RUNNER_THREADS
            && self.engine_threads <= before.engine_threads
    }
}

/// The most memory that the process has from a moment on.
#[derive(Debug)]
pub struct PeakMemory {
    before: u64,
}

impl PeakMemory {
    /// Starts to look; the kernel forgets the peak before.
    pub fn watch() -> Self {
        give_free_memory_back();
        fs::write("/proc/self/clear_refs", "5").unwrap();
        Self {
            before: status("VmHWM:"),
        }
    }

    /// How many bytes the process had at its peak beyond what it had at the start.
    pub fn growth(&self) -> u64 {
        status("VmHWM:").saturating_sub(self.before)
    }
}

/// The threads that an engine started, which it names.
fn engine_threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.starts_with("plugwright")).count()
}

/// A number of `/proc/self/status`, in bytes where it has a unit.
fn status(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let mut words = line.unwrap_or_default().split_whitespace();
    let number: u64 = words.next().map_or(0, |number| number.parse().unwrap());
    number * if words.next() == Some("kB") { 1024 } else { 1 }
}

/// Makes the allocator give large blocks back when they are freed. By default it learns to keep more and more of them, and
/// what it keeps looks like a leak.
#[expect(unsafe_code, reason = "the C library has no safe interface for it")]
pub(crate) fn keep_no_free_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        use std::ffi::c_int;
        const TRIM_THRESHOLD: c_int = -1;
        const MMAP_THRESHOLD: c_int = -3;
        const BYTES: c_int = 128 << 10;
        unsafe extern "C" {
            fn mallopt(parameter: c_int, value: c_int) -> c_int;
        }
        // SAFETY: `mallopt(3)` only changes numbers that later calls of the allocator read, and takes any of them.
        unsafe {
            mallopt(TRIM_THRESHOLD, BYTES);
            mallopt(MMAP_THRESHOLD, BYTES);
        }
    }
}

/// Free memory that the allocator keeps for later is no leak, so it is not counted.
#[expect(unsafe_code, reason = "the C library has no safe interface for it")]
fn give_free_memory_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        unsafe extern "C" {
            fn malloc_trim(pad: usize) -> std::ffi::c_int;
        }
        // SAFETY: `malloc_trim(3)` takes any number, may be called at any time from any thread, and frees only what nobody
        // holds.
        unsafe { malloc_trim(0) };
    }
}
