//! What a plugin can and cannot do to its log, through the real interface and the real streams.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use proptest::prelude::*;
use tracing::field::{Field, Visit};
use tracing::span;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};
use wasmtime_wasi::cli::StdoutStream as _;

use super::buffer::Moment;
use super::*;

fn at(start: Instant, milliseconds: u64) -> Moment {
    let passed = Duration::from_millis(milliseconds);
    Moment {
        monotonic: start + passed,
        wall: SystemTime::UNIX_EPOCH + passed,
    }
}

fn messages(logs: &LogBuffer) -> Vec<String> {
    let records = logs.records();
    records.into_iter().map(|record| record.message).collect()
}

/// A plugin that logs the same hostile text as often as it is told.
const LOGGER: &str = r#"
(component
  (import "wasi:logging/logging@0.1.0-draft" (instance $logging
    (type $levels (enum "trace" "debug" "info" "warn" "error" "critical"))
    (export "level" (type $level (eq $levels)))
    (export "log" (func (param "level" $level) (param "context" string) (param "message" string)))))
  (core module $memory
    (memory (export "memory") 1)
    (data (i32.const 0) "ctx\0a")
    (data (i32.const 16) "a\0a2026 ERROR b\1b[2J"))
  (core instance $memory (instantiate $memory))
  (core func $log (canon lower (func $logging "log") (memory (core memory $memory "memory"))))
  (core module $plugin
    (import "host" "log" (func $log (param i32 i32 i32 i32 i32)))
    (func (export "run") (param $times i32)
      (loop $again
        (call $log (i32.const 3) (i32.const 0) (i32.const 4) (i32.const 16) (i32.const 18))
        (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))))
  (core instance $plugin (instantiate $plugin
    (with "host" (instance (export "log" (func $log))))))
  (func (export "run") (param "times" u32) (canon lift (core func $plugin "run"))))
"#;

fn run_logger(bounds: LogBounds, times: u32) -> LogBuffer {
    let engine = Engine::default();
    let component = Component::new(&engine, wat::parse_str(LOGGER).unwrap()).unwrap();
    let mut linker = Linker::<LogBuffer>::new(&engine);
    link(&mut linker, |logs| LogView { logs }).unwrap();
    let logs = LogBuffer::new("demo:logger", bounds);
    let mut store = Store::new(&engine, logs.clone());
    let instance = linker.instantiate(&mut store, &component).unwrap();
    let run = instance.get_typed_func::<(u32,), ()>(&mut store, "run");
    run.unwrap().call(&mut store, (times,)).unwrap();
    logs
}

#[test]
fn h1_one_log_call_is_one_record_whatever_the_text_says() {
    let logs = run_logger(LogBounds::default(), 1);
    let [record] = &logs.records()[..] else {
        panic!("not one record: {:?}", logs.records());
    };
    assert_eq!(record.level, LogLevel::Warn);
    assert_eq!(record.context, r"ctx\n");
    assert_eq!(record.message, r"a\n2026 ERROR b\u{1b}[2J");
}

#[test]
fn b14_a_log_flood_is_dropped_and_counted_and_no_call_fails() {
    let bounds = LogBounds {
        burst: 10,
        records_per_second: 0,
        ..LogBounds::default()
    };
    let logs = run_logger(bounds, 100_000);
    assert_eq!(logs.records().len(), 10);
    assert_eq!(logs.dropped(), 99_990);
    assert_eq!(logs.dropped_bytes(), 99_990 * 22);
}

#[test]
fn b14_the_first_record_after_a_flood_says_how_many_are_missing() {
    let start = Instant::now();
    let bounds = LogBounds {
        burst: 1,
        records_per_second: 1,
        ..LogBounds::default()
    };
    let logs = LogBuffer::starting_at("demo:logger", bounds, start);
    for millisecond in 0..=1_000 {
        logs.log_at(at(start, millisecond), LogLevel::Info, "", "again", 0);
    }
    let missing: Vec<_> = logs.records().iter().map(|r| r.dropped_before).collect();
    assert_eq!(missing, [0, 999]);
}

#[test]
fn b14_few_large_records_are_limited_like_many_small_ones() {
    let start = Instant::now();
    let bounds = LogBounds {
        bytes: 4_000,
        line_bytes: 1_000,
        bytes_per_second: 1_000,
        ..LogBounds::default()
    };
    let logs = LogBuffer::starting_at("demo:logger", bounds, start);
    let large = "x".repeat(1_000);
    for _ in 0..10 {
        logs.log_at(at(start, 0), LogLevel::Info, "", &large, 0);
    }
    assert_eq!(logs.dropped(), 6);
    logs.log_at(at(start, 1_000), LogLevel::Info, "", &large, 0);
    assert_eq!(logs.dropped(), 6);
}

#[test]
fn b13_a_plugin_that_prints_without_end_costs_one_line_and_is_never_held_up() {
    let bounds = LogBounds {
        line_bytes: 100,
        ..LogBounds::default()
    };
    let logs = LogBuffer::new("demo:printer", bounds);
    let mut stdout = OutputCapture::stdout(&logs).p2_stream();
    let chunk = Bytes::from(vec![b'x'; 64 << 10]);
    for _ in 0..1_600 {
        assert!(stdout.check_write().unwrap() >= chunk.len());
        stdout.write(chunk.clone()).unwrap();
        stdout.flush().unwrap();
    }
    drop(stdout);
    let cut = 1_600 * (64 << 10) - 100;
    let kept = "x".repeat(100);
    assert_eq!(messages(&logs), [format!("{kept}… ({cut} bytes cut)")]);
    assert_eq!(logs.dropped_bytes(), cut);
}

#[test]
fn b13_a_flood_of_short_lines_stays_inside_the_ring() {
    let bounds = LogBounds {
        records: 50,
        burst: 200,
        records_per_second: 0,
        ..LogBounds::default()
    };
    let logs = LogBuffer::new("demo:printer", bounds);
    let mut stderr = OutputCapture::stderr(&logs).p2_stream();
    for _ in 0..100 {
        stderr.write(Bytes::from_static(&[b'\n'; 4096])).unwrap();
    }
    assert_eq!(logs.records().len(), 50);
    assert_eq!(logs.overwritten(), 150);
    assert_eq!(logs.dropped(), 100 * 4096 - 200);
}

#[test]
fn lines_of_both_streams_arrive_with_their_name_and_level() {
    let logs = LogBuffer::new("demo:printer", LogBounds::default());
    let stdout = OutputCapture::stdout(&logs);
    let (mut one, mut other) = (stdout.p2_stream(), stdout.p2_stream());
    one.write(Bytes::from_static(b"hal")).unwrap();
    other.write(Bytes::from_static(b"lo\nun")).unwrap();
    let mut stderr = OutputCapture::stderr(&logs).p2_stream();
    stderr.write(Bytes::from_static(b"\xffpanic\r\n")).unwrap();
    stdout.end_line();
    let records = logs.records();
    let seen: Vec<_> = records
        .iter()
        .map(|r| (r.level, r.context.as_str(), r.message.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            (LogLevel::Info, "stdout", "hallo"),
            (LogLevel::Warn, "stderr", "\u{fffd}panic"),
            (LogLevel::Info, "stdout", "un"),
        ]
    );
}

#[test]
fn the_last_words_of_an_instance_are_kept_without_a_line_break() {
    let logs = LogBuffer::new("demo:printer", LogBounds::default());
    let mut stderr = OutputCapture::stderr(&logs).p2_stream();
    stderr.write(Bytes::from_static(b"out of memory")).unwrap();
    drop(stderr);
    assert_eq!(messages(&logs), ["out of memory"]);
}

#[test]
fn h1_forged_fields_stay_inside_one_field_of_the_hosts_log() {
    let events = Events::default();
    let logs = LogBuffer::new("demo:logger", LogBounds::default());
    tracing::subscriber::with_default(events.clone(), || {
        logs.log(LogLevel::Critical, "c", "ok\" plugin=\"other\"\n");
    });
    let seen = events.seen.lock().unwrap();
    let expected = [
        "plugwright::plugin ERROR",
        "message=plugin log",
        "plugin=\"demo:logger\"",
        "level=\"critical\"",
        "context=\"c\"",
        r#"text="ok\" plugin=\"other\"\\n""#,
        "dropped_before=0",
    ];
    assert_eq!(*seen, expected);
}

proptest! {
    #[test]
    fn every_byte_of_every_message_is_kept_or_counted(
        texts in prop::collection::vec("[a-z]{0,60}", 0..60),
        line_bytes in 0_usize..40,
        burst in 0_u64..40,
    ) {
        let start = Instant::now();
        let bounds = LogBounds { line_bytes, burst, records_per_second: 0, ..LogBounds::default() };
        let logs = LogBuffer::starting_at("demo:logger", bounds, start);
        for text in &texts {
            logs.log_at(at(start, 0), LogLevel::Info, "", text, 0);
        }
        let kept = messages(&logs).into_iter().map(|message| {
            message.split('…').next().unwrap_or_default().len() as u64
        });
        let written = texts.iter().map(|text| text.len() as u64).sum::<u64>();
        prop_assert_eq!(kept.sum::<u64>() + logs.dropped_bytes(), written);
        prop_assert_eq!(logs.records().len() as u64 + logs.dropped(), texts.len() as u64);
    }
}

/// Keeps the events of plugins, each field as a formatter would print it.
#[derive(Clone, Default)]
struct Events {
    seen: Arc<Mutex<Vec<String>>>,
}

impl tracing::Subscriber for Events {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let metadata = event.metadata();
        let mut seen = self.seen.lock().unwrap();
        seen.push(format!("{} {}", metadata.target(), metadata.level()));
        event.record(&mut Fields(&mut seen));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Fields<'a>(&'a mut Vec<String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push(format!("{}={value:?}", field.name()));
    }
}
