//! The host of a test: what it grants, and what it saw.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::Rc,
    time::{Duration, SystemTime},
};

use crate::{
    Config, Error, HostError, Plugin,
    http::{Request, Response},
    log::Level,
};

type Exchange = dyn Fn(&Request) -> Result<Response, HostError>;

/// What the host of a test grants; [`install`](Host::install) makes it the host of this thread.
#[derive(Default)]
#[must_use = "a host answers only while it is installed"]
pub struct Host {
    pub(super) config: BTreeMap<String, String>,
    pub(super) buckets: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    pub(super) secrets: BTreeMap<String, Option<String>>,
    pub(super) exchange: Option<Rc<Exchange>>,
    pub(super) time: Option<Duration>,
    pub(super) logs: Vec<LogRecord>,
    pub(super) requests: Vec<Request>,
    pub(super) random: u64,
}

/// One record that the plugin logged.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRecord {
    /// How important it is.
    pub level: Level,
    /// Where it comes from, most often the module.
    pub context: String,
    /// What it says.
    pub message: String,
}

thread_local! {
    static CURRENT: RefCell<Option<Host>> = const { RefCell::new(None) };
}

/// Runs `f` on the host of this thread; without one, on a host that grants nothing.
pub(super) fn current<R>(f: impl FnOnce(&mut Host) -> R) -> R {
    CURRENT.with(|current| match &mut *current.borrow_mut() {
        Some(host) => f(host),
        None => f(&mut Host::default()),
    })
}

impl Host {
    /// A host that grants nothing. Its clock is the system's; its random bytes are the same in each run.
    pub fn new() -> Self {
        Self::default()
    }

    /// Configures a key.
    pub fn config(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.insert(key.into(), value.into());
        self
    }

    /// Grants a bucket, empty at first.
    pub fn bucket(mut self, name: impl Into<String>) -> Self {
        self.buckets.entry(name.into()).or_default();
        self
    }

    /// Grants a bucket if need be, and puts a value into it.
    pub fn value(
        mut self,
        bucket: impl Into<String>,
        key: impl Into<String>,
        value: impl Into<Vec<u8>>,
    ) -> Self {
        self.buckets
            .entry(bucket.into())
            .or_default()
            .insert(key.into(), value.into());
        self
    }

    /// Grants a secret. The plugin gets this placeholder for it.
    pub fn secret(mut self, name: impl Into<String>, placeholder: impl Into<String>) -> Self {
        self.secrets.insert(name.into(), Some(placeholder.into()));
        self
    }

    /// Grants a secret that the host has no value for.
    pub fn secret_without_value(mut self, name: impl Into<String>) -> Self {
        self.secrets.insert(name.into(), None);
        self
    }

    /// Answers outbound requests. An error stands for what a host may say, for example [`HostError::HttpTimeout`].
    pub fn http(
        mut self,
        answer: impl Fn(&Request) -> Result<Response, HostError> + 'static,
    ) -> Self {
        self.exchange = Some(Rc::new(answer));
        self
    }

    /// Stops the clock at this time; the monotonic clock shows it too.
    ///
    /// # Panics
    ///
    /// When `time` is before 1970.
    pub fn now(mut self, time: SystemTime) -> Self {
        self.time = Some(
            time.duration_since(SystemTime::UNIX_EPOCH)
                .expect("a time since 1970"),
        );
        self
    }

    /// Makes this the host of the thread, until what is returned is dropped.
    ///
    /// # Panics
    ///
    /// When this thread has a host already: two at once would answer each other's questions.
    pub fn install(self) -> Installed {
        CURRENT.with(|current| {
            let mut current = current.borrow_mut();
            assert!(
                current.is_none(),
                "this thread has a test host already: drop it first"
            );
            *current = Some(self);
        });
        Installed(std::marker::PhantomData)
    }
}

/// The installed host of this thread: asks it what it saw, and changes it while the test goes on.
#[derive(Debug)]
#[must_use = "the host answers until this is dropped"]
pub struct Installed(std::marker::PhantomData<*const ()>);

impl Installed {
    /// Makes a plugin with the host's configuration.
    ///
    /// # Errors
    ///
    /// What [`Plugin::new`] says.
    pub fn plugin<P: Plugin>(&self) -> Result<P, Error> {
        P::new(&Config::from_host())
    }

    /// What the plugin logged, oldest first.
    pub fn logs(&self) -> Vec<LogRecord> {
        current(|host| host.logs.clone())
    }

    /// The requests that the plugin sent, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        current(|host| host.requests.clone())
    }

    /// The value of a key in a bucket.
    pub fn value(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        current(|host| {
            host.buckets
                .get(bucket)
                .and_then(|bucket| bucket.get(key).cloned())
        })
    }

    /// Lets time pass on a stopped clock.
    ///
    /// # Panics
    ///
    /// When the clock was not stopped by [`Host::now`].
    pub fn advance(&self, time: Duration) {
        current(|host| *host.time.as_mut().expect("a clock stopped by Host::now") += time);
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        CURRENT.with(|current| current.borrow_mut().take());
    }
}
