//! Writing a log, on a thread of its own.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, SyncSender, TrySendError},
    },
    thread::{self, JoinHandle},
    time::{SystemTime, UNIX_EPOCH},
};

use plugwright_manifest::Digest;

use super::{
    Entry, Event, Head,
    read::read_segment,
    segment::{io_error, path, segments},
};
use crate::Error;

/// Events that may wait to be written.
const WAITING: usize = 16 << 10;

/// When a new segment is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotation {
    /// A segment is closed when it has so many bytes.
    pub segment_bytes: u64,
}

impl Default for Rotation {
    /// 64 MiB, some 300,000 entries.
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
        }
    }
}

/// The log of one host. Dropping it writes what waits.
#[derive(Debug)]
pub struct AuditLog {
    sender: Option<SyncSender<Message>>,
    lost: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

enum Message {
    Event(u64, Event),
    Flush(SyncSender<Result<Head, Error>>),
}

impl AuditLog {
    /// Opens the log in `folder`, which is made if it is missing, and goes on where it ends. A line that a crash left half
    /// written is taken off, and an [`Event::Gap`] says so.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process writes to it, [`Error::Broken`] when its last segment does not fit.
    pub fn open(folder: &Path, rotation: Rotation) -> Result<Self, Error> {
        let writer = Writer::open(folder, rotation)?;
        let (sender, receiver) = mpsc::sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&lost);
        let thread = thread::Builder::new()
            .name("plugwright-audit".to_owned())
            .spawn(move || writer.run(&receiver, &counted))
            .map_err(|source| io_error(folder, source))?;
        Ok(Self {
            sender: Some(sender),
            lost,
            thread: Some(thread),
        })
    }

    /// Records `event` and does not wait. When the writer cannot keep up, the event is counted, and the count is the next entry.
    pub fn record(&self, event: Event) {
        let Some(sender) = &self.sender else { return };
        match sender.try_send(Message::Event(now(), event)) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.lost.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Waits until all that was recorded before is on the disk. Answers with the head, to be signed.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written; [`Error::Stopped`] when that happened before.
    pub fn flush(&self) -> Result<Head, Error> {
        let (answer, head) = mpsc::sync_channel(1);
        let sender = self.sender.as_ref().ok_or(Error::Stopped)?;
        sender
            .send(Message::Flush(answer))
            .map_err(|_| Error::Stopped)?;
        head.recv().map_err(|_| Error::Stopped)?
    }
}

impl Drop for AuditLog {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the writer was printed when it happened; the host is going away.
            let _ = thread.join();
        }
    }
}

/// The end of a log.
struct Writer {
    folder: PathBuf,
    rotation: Rotation,
    /// Held as long as the log is open, so that nobody else writes.
    _lock: File,
    file: BufWriter<File>,
    path: PathBuf,
    bytes: u64,
    head: Head,
}

impl Writer {
    fn open(folder: &Path, rotation: Rotation) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(|source| io_error(folder, source))?;
        let lock = lock(folder)?;
        let existing = segments(folder)?;
        let (path, before) = match existing.last() {
            Some((number, path)) => (path.clone(), head_before(*number, path)?),
            None => (path(folder, 1), Head::empty()),
        };
        let torn = mend(&path)?;
        let file = append(&path)?;
        let head = read_segment(&path, before, |_| {})?;
        let bytes = file
            .metadata()
            .map_err(|source| io_error(&path, source))?
            .len();
        let mut writer = Self {
            folder: folder.to_owned(),
            rotation,
            _lock: lock,
            file: BufWriter::new(file),
            path,
            bytes,
            head,
        };
        if torn {
            writer.append(now(), Event::Gap { events: 1 })?;
        }
        Ok(writer)
    }

    fn run(mut self, receiver: &Receiver<Message>, lost: &AtomicU64) {
        while let Ok(message) = receiver.recv() {
            if self.take(message, lost).is_err() {
                return;
            }
        }
        let _ = self.sync();
    }

    fn take(&mut self, message: Message, lost: &AtomicU64) -> Result<(), Error> {
        let events = lost.swap(0, Ordering::Relaxed);
        if events > 0 {
            self.append(now(), Event::Gap { events })?;
        }
        match message {
            Message::Event(at, event) => self.append(at, event),
            Message::Flush(answer) => {
                let head = self.sync().map(|()| self.head);
                let failed = head.is_err();
                // Whoever asked may have gone away.
                let _ = answer.send(head);
                if failed { Err(Error::Stopped) } else { Ok(()) }
            }
        }
    }

    fn append(&mut self, at: u64, event: Event) -> Result<(), Error> {
        if self.bytes >= self.rotation.segment_bytes {
            self.rotate()?;
        }
        let entry = Entry {
            number: self.head.number + 1,
            at,
            previous: self.head.digest,
            event,
        };
        let line = entry.line();
        writeln!(self.file, "{line}").map_err(|source| io_error(&self.path, source))?;
        self.bytes += line.len() as u64 + 1;
        self.head = Head::after(entry.number, &line);
        Ok(())
    }

    /// The old segment is on the disk before the new one exists.
    fn rotate(&mut self) -> Result<(), Error> {
        self.sync()?;
        self.path = path(&self.folder, self.head.number + 1);
        self.file = BufWriter::new(append(&self.path)?);
        self.bytes = 0;
        Ok(())
    }

    fn sync(&mut self) -> Result<(), Error> {
        let failed = |source| io_error(&self.path, source);
        self.file.flush().map_err(failed)?;
        self.file.get_ref().sync_data().map_err(failed)
    }
}

fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("lock");
    let file = append(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::InUse {
            folder: folder.to_owned(),
        }),
        Err(fs::TryLockError::Error(source)) => Err(io_error(&path, source)),
    }
}

fn append(path: &Path) -> Result<File, Error> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.map_err(|source| io_error(path, source))
}

/// What the first entry of a segment says came before; earlier segments are not read again at each start.
fn head_before(number: u64, path: &Path) -> Result<Head, Error> {
    let text = fs::read_to_string(path).map_err(|source| io_error(path, source))?;
    let first = text
        .lines()
        .next()
        .and_then(|line| serde_json::from_str::<Entry>(line).ok());
    Ok(Head {
        number: number.saturating_sub(1),
        digest: first.map_or(Digest::of(b""), |entry| entry.previous),
    })
}

/// Takes off what a crash left behind the last whole line. Says whether there was something.
fn mend(path: &Path) -> Result<bool, Error> {
    let failed = |source| io_error(path, source);
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed(error)),
    };
    let whole = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    if whole == bytes.len() {
        return Ok(false);
    }
    let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
    file.set_len(whole as u64).map_err(failed)?;
    Ok(true)
}

fn now() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
