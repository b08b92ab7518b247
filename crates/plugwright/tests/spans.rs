//! Whoever reads a trace has to see which call of which plugin an event belongs to.
#![allow(missing_docs, clippy::unwrap_used)]

use plugwright::{Engine, Grants};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// A component that writes one record to its log.
const SPEAKER: &str = r#"
(component
  (import "wasi:logging/logging@0.1.0-draft" (instance $logging
    (type $levels (enum "trace" "debug" "info" "warn" "error" "critical"))
    (export "level" (type $level (eq $levels)))
    (export "log" (func (param "level" $level) (param "context" string) (param "message" string)))))
  (core module $libc (memory (export "memory") 1))
  (core instance $libc (instantiate $libc))
  (alias export $logging "log" (func $log))
  (core func $log (canon lower (func $log) (memory (core memory $libc "memory"))))
  (core module $m
    (import "host" "log" (func $log (param i32 i32 i32 i32 i32)))
    (import "libc" "memory" (memory 1))
    (data (i32.const 0) "hello")
    (func (export "speak")
      (call $log (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 5))))
  (core instance $i (instantiate $m
    (with "host" (instance (export "log" (func $log))))
    (with "libc" (instance $libc))))
  (func (export "speak") (canon lift (core func $i "speak"))))
"#;

/// Keeps what the subscriber writes.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn what_a_host_function_reports_is_part_of_the_call() {
    let written = Written::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG);
    let subscriber = subscriber
        .with_ansi(false)
        .with_writer(written.clone())
        .finish();
    let dispatch = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    let engine = Engine::new().unwrap();
    let component = wat::parse_str(SPEAKER).unwrap();
    let plugin = engine
        .plugin("speaker".parse().unwrap(), component)
        .grants(Grants::none());
    let plugin = plugin.load().await.unwrap();
    plugin.call_json("speak", &[]).await.unwrap();
    drop(dispatch);

    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    let record = text.lines().find(|line| line.contains("hello")).unwrap();
    assert!(
        record.contains("call{plugin=speaker version=0.0.0 call="),
        "{text}"
    );
    assert_eq!(plugin.logs().len(), 1);
    assert_eq!(plugin.metrics().host_calls, 1);
}
