//! `call.*`: what a call costs on a plugin that is there.
//!
//! Each workload is called in all ways: typed and awaited, typed without waiting, on a fresh instance for every call, and by
//! name. The contender beside each is raw wasmtime called in the same way; beside calls by name it is the raw typed call.

use crate::guests::Guests;
use crate::measure::{Case, interleave};
use crate::ours::{self, Plugin as Typed};
use crate::report::{Goal, Row};
use crate::{extism_host, raw};
use plugwright::{Engine, Plugin, Reuse};
use serde_json::{Value, json};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Times calls of a future on the runtime, n of them in one `block_on`.
macro_rules! awaited {
    ($runtime:expr; $call:expr) => {{
        let runtime = $runtime.clone();
        Case::timed(move |calls| {
            runtime.block_on(async {
                let start = Instant::now();
                for _ in 0..calls {
                    black_box($call);
                }
                start.elapsed()
            })
        })
    }};
}

/// The contests of one workload: what Plugwright is given, what raw wasmtime and Extism are given for the same.
macro_rules! contests {
    (
        $setup:ident, $workload:literal,
        plugwright: [$($own:ident = $own_value:expr)?] $method:ident($($own_arg:expr),*),
        raw: [$($raw:ident = $raw_value:expr)?] $func:ident, $call:ident($($raw_arg:expr),*),
        extism: [$($ext:ident = $ext_value:expr)?] |$extism:ident| $extism_call:expr,
        by_name: $function:literal($json:expr), $wave:expr,
    ) => {{
        let extism = || {
            let mut $extism = extism_host::plugin(&$setup.extism);
            $(let $ext = $ext_value;)?
            Case::new(move || $extism_call)
        };
        let raw_awaited = || {
            let (mut store, bindings) = $setup.runtime.block_on($setup.raw.live_async());
            $(let $raw = $raw_value;)?
            awaited!($setup.runtime; {
                store.set_epoch_deadline(100);
                bindings.anchors_plugin_api().$func().call_async(&mut store, ($($raw_arg,)*)).await.expect($workload)
            })
        };
        let typed = {
            let plugin = $setup.typed();
            $(let $own = $own_value;)?
            let (mut store, bindings) = $setup.raw.live();
            $(let $raw = $raw_value;)?
            let answer = $setup.runtime.block_on(plugin.api().$method($($own_arg),*)).expect($workload);
            let theirs = bindings.anchors_plugin_api().$call(&mut store, $($raw_arg),*).expect($workload);
            assert_eq!(format!("{answer:?}"), format!("{theirs:?}"), $workload);
            awaited!($setup.runtime; plugin.api().$method($($own_arg),*).await.expect($workload))
        };
        let sync = {
            let plugin = $setup.typed();
            $(let $own = $own_value;)?
            Case::new(move || plugin.blocking().api().$method($($own_arg),*).expect($workload))
        };
        let raw_sync = {
            let (mut store, bindings) = $setup.raw.live();
            $(let $raw = $raw_value;)?
            Case::new(move || {
                store.set_epoch_deadline(100);
                bindings.anchors_plugin_api().$call(&mut store, $($raw_arg),*).expect($workload)
            })
        };
        let fresh = {
            let plugin = $setup.fresh();
            $(let $own = $own_value;)?
            awaited!($setup.runtime; plugin.api().$method($($own_arg),*).await.expect($workload))
        };
        let raw_fresh = {
            let host = $setup.raw_fresh();
            $(let $raw = $raw_value;)?
            awaited!($setup.runtime; {
                let (mut store, bindings) = host.live_async().await;
                bindings.anchors_plugin_api().$func().call_async(&mut store, ($($raw_arg,)*)).await.expect($workload)
            })
        };
        let by_name = {
            let plugin = $setup.plugin();
            let arguments: Vec<Value> = $json;
            awaited!($setup.runtime; plugin.call_json($function, &arguments).await.expect($workload))
        };
        let in_wave = {
            let plugin = $setup.plugin();
            let call = format!("{}({})", $function, $wave);
            awaited!($setup.runtime; plugin.call_wave(&call).await.expect($workload))
        };
        vec![
            Contest::new($workload, "typed", typed, raw_awaited(), extism()),
            Contest::new($workload, "sync", sync, raw_sync, extism()),
            // Extism's is its warm call: a fresh instance for every call is what it does not offer at this price.
            Contest::new($workload, "fresh", fresh, raw_fresh, extism()),
            Contest::new($workload, "dynamic", by_name, raw_awaited(), extism()),
            Contest::new($workload, "wave", in_wave, raw_awaited(), extism()),
        ]
    }};
}

/// A row before it is measured.
struct Contest {
    workload: &'static str,
    way: &'static str,
    own: Case,
    raw: Case,
    extism: Case,
}

impl Contest {
    fn new(workload: &'static str, way: &'static str, own: Case, raw: Case, extism: Case) -> Self {
        Self { workload, way, own, raw, extism }
    }

    fn name(&self) -> String {
        format!("call.{}.{}", self.workload, self.way)
    }

    fn cases(&mut self) -> [&mut Case; 3] {
        [&mut self.own, &mut self.raw, &mut self.extism]
    }

    /// The goals of the project are ratios to raw wasmtime, and of calls by name to typed ones.
    fn goal(&self, vs_raw: f64, vs_typed: f64) -> Option<Goal> {
        let (id, bound, ratio) = match (self.workload, self.way) {
            ("record", "typed") => ("P1", 1.1, vs_raw),
            ("tiny", "typed") => ("P2", 1.5, vs_raw),
            ("tiny", "sync") => ("P2", 1.3, vs_raw),
            ("record", "fresh") => ("P3", 1.15, vs_raw),
            ("bytes", "typed") => ("P4", 1.1, vs_raw),
            ("record", "dynamic" | "wave") => ("P5", 2.0, vs_typed),
            ("bytes", "dynamic" | "wave") => ("P5", 10.0, vs_typed),
            _ => return None,
        };
        Some(Goal { id, bound, met: ratio <= bound })
    }

    fn row(&self, typed: &Case) -> Row {
        let (vs_raw, vs_typed) = (self.own.ratio(&self.raw), self.own.ratio(typed));
        let by_name = matches!(self.way, "dynamic" | "wave");
        Row {
            vs_raw: Some(vs_raw),
            vs_typed: by_name.then_some(vs_typed),
            vs_extism: Some(self.own.ratio(&self.extism)),
            goal: self.goal(vs_raw, vs_typed),
            ..Row::time(self.name(), &self.own)
        }
    }
}

/// What the contenders are made from.
struct Setup<'a> {
    runtime: &'a Arc<Runtime>,
    engine: Engine,
    guests: &'a Guests,
    raw: raw::Raw,
    extism: extism::CompiledPlugin,
}

impl Setup<'_> {
    fn plugin(&self) -> Plugin {
        self.runtime.block_on(ours::load(&self.engine, &self.guests.component, Reuse::Pooled))
    }

    fn typed(&self) -> Typed {
        Typed::new(&self.plugin()).expect("the world")
    }

    /// In an engine of its own: a slot of a pool keeps the pages that its last user touched.
    fn fresh(&self) -> Typed {
        let engine = ours::engine();
        let plugin = self.runtime.block_on(ours::load(&engine, &self.guests.component_heap, Reuse::FreshPerCall));
        Typed::new(&plugin).expect("the world")
    }

    fn raw_fresh(&self) -> raw::Raw {
        raw::Raw::compile(&raw::engine(), &self.guests.component_heap)
    }
}

pub fn run(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize, wanted: impl Fn(&str) -> bool) -> Vec<Row> {
    let mut contests = contests(guests, runtime);
    // Calls by name are judged beside the typed call of their workload, in the same rounds.
    contests.retain(|contest| contest.way == "typed" || wanted(&contest.name()));
    let mut cases: Vec<&mut Case> = contests.iter_mut().flat_map(Contest::cases).collect();
    interleave(&mut cases, rounds, Duration::from_millis(2));
    let typed = |of: &Contest| contests.iter().find(|other| other.workload == of.workload && other.way == "typed");
    contests.iter().filter_map(|contest| Some(contest.row(&typed(contest)?.own))).collect()
}

/// Makes so many calls of one contender of a row, for a profiler to watch.
pub fn profile(guests: &Guests, runtime: &Arc<Runtime>, row: &str, contender: &str, calls: u64) {
    let mut contests = contests(guests, runtime);
    let contest = contests.iter_mut().find(|contest| contest.name() == row).expect("a row `call.WORKLOAD.WAY`");
    let [own, raw, extism] = contest.cases();
    match contender {
        "raw" => raw.call(calls),
        "extism" => extism.call(calls),
        _ => own.call(calls),
    }
}

fn contests(guests: &Guests, runtime: &Arc<Runtime>) -> Vec<Contest> {
    let setup = Setup {
        runtime,
        engine: ours::engine(),
        guests,
        raw: raw::Raw::compile(&raw::engine(), &guests.component),
        extism: extism_host::compile(&guests.extism, None),
    };
    [tiny, record, text, bytes, sha].iter().flat_map(|make| make(&setup)).collect()
}

fn tiny(setup: &Setup<'_>) -> Vec<Contest> {
    contests!(
        setup, "tiny",
        plugwright: [] add(black_box(40), black_box(2)),
        raw: [] func_add, call_add(black_box(40), black_box(2)),
        extism: [] |plugin| extism_host::add(&mut plugin, black_box(40), black_box(2)),
        by_name: "add"(vec![json!(40), json!(2)]), "40, 2",
    )
}

fn record(setup: &Setup<'_>) -> Vec<Contest> {
    contests!(
        setup, "record",
        plugwright: [request = ours::request()] authorize(&request),
        raw: [theirs = raw::request()] func_authorize, call_authorize(&theirs),
        extism: [packed = workloads::input::auth_request()] |plugin| extism_host::authorize(&mut plugin, &packed),
        by_name: "authorize"(vec![request_json()]), request_wave(),
    )
}

fn text(setup: &Setup<'_>) -> Vec<Contest> {
    contests!(
        setup, "text",
        plugwright: [template = workloads::input::template()] render(&template),
        raw: [theirs = workloads::input::template()] func_render, call_render(&theirs),
        extism: [packed = workloads::input::template()] |plugin| extism_host::render(&mut plugin, &packed),
        by_name: "render"(vec![json!(workloads::input::template())]), format!("{:?}", workloads::input::template()),
    )
}

fn bytes(setup: &Setup<'_>) -> Vec<Contest> {
    contests!(
        setup, "bytes",
        plugwright: [data = workloads::input::bytes()] echo(&data),
        raw: [theirs = workloads::input::bytes()] func_echo, call_echo(&theirs),
        extism: [packed = workloads::input::bytes()] |plugin| extism_host::bytes(&mut plugin, "echo_raw", &packed),
        by_name: "echo"(vec![bytes_json(setup)]), format!("{:?}", workloads::input::bytes()),
    )
}

fn sha(setup: &Setup<'_>) -> Vec<Contest> {
    contests!(
        setup, "sha",
        plugwright: [data = workloads::input::bytes()] digest(&data),
        raw: [theirs = workloads::input::bytes()] func_digest, call_digest(&theirs),
        extism: [packed = workloads::input::bytes()] |plugin| extism_host::bytes(&mut plugin, "digest_raw", &packed),
        by_name: "digest"(vec![bytes_json(setup)]), format!("{:?}", workloads::input::bytes()),
    )
}

fn request_json() -> Value {
    let req = workloads::input::auth_request();
    let headers: Vec<Value> = req.headers.iter().map(|h| json!({ "name": h.name, "value": h.value })).collect();
    json!({
        "method": req.method, "scheme": req.scheme, "host": req.host, "path": req.path, "query": req.query,
        "remote-addr": req.remote_addr, "tenant": req.tenant, "request-id": req.request_id,
        "timestamp": req.timestamp, "headers": headers,
    })
}

fn request_wave() -> String {
    let req = workloads::input::auth_request();
    let header = |h: &workloads::Header| format!("{{name: {:?}, value: {:?}}}", h.name, h.value);
    let headers: Vec<String> = req.headers.iter().map(header).collect();
    format!(
        "{{method: {:?}, scheme: {:?}, host: {:?}, path: {:?}, query: some({:?}), remote-addr: {:?}, tenant: {:?}, \
         request-id: {:?}, timestamp: {}, headers: [{}]}}",
        req.method, req.scheme, req.host, req.path, req.query.unwrap_or_default(), req.remote_addr, req.tenant,
        req.request_id, req.timestamp, headers.join(", "),
    )
}

/// The bytes in the form that the plugin answers with, which is the form that it takes.
fn bytes_json(setup: &Setup<'_>) -> Value {
    let array = json!(workloads::input::bytes());
    setup.runtime.block_on(setup.plugin().call_json("echo", &[array])).expect("echo")
}
