//! `call.*`: what a call costs on a plugin that is there.

use crate::guests::Guests;
use crate::measure::{Case, interleave};
use crate::ours::{self, Plugin as Typed};
use crate::report::Row;
use crate::{extism_host, raw};
use plugwright::Reuse;
use serde_json::{Value, json};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Times calls of a future on the runtime, n of them in one `block_on`.
macro_rules! awaited {
    ($runtime:expr, $($keep:ident),*; $call:expr) => {{
        let runtime = $runtime.clone();
        $(#[allow(unused_mut)] let mut $keep = $keep;)*
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

/// A row before it is measured.
struct Contest {
    name: String,
    own: Case,
    raw: Case,
    extism: Option<Case>,
    goal: Option<(&'static str, f64)>,
}

pub fn run(guests: &Guests, runtime: &Arc<Runtime>, rounds: usize) -> Vec<Row> {
    let mut contests = Vec::new();
    contests.extend(typed(guests, runtime));
    contests.extend(sync(guests, runtime));
    contests.extend(fresh(guests, runtime));
    contests.extend(dynamic(guests, runtime));
    let mut cases: Vec<&mut Case> = Vec::new();
    for contest in &mut contests {
        cases.extend([&mut contest.own, &mut contest.raw]);
        cases.extend(contest.extism.as_mut());
    }
    interleave(&mut cases, rounds, Duration::from_millis(2));
    contests
        .iter()
        .map(|contest| Row::of(&contest.name, &contest.own, Some(&contest.raw), contest.extism.as_ref(), contest.goal))
        .collect()
}

fn data() -> Vec<u8> {
    workloads::input::bytes()
}

fn template() -> String {
    workloads::input::template()
}

fn typed(guests: &Guests, runtime: &Arc<Runtime>) -> Vec<Contest> {
    let engine = ours::engine();
    let plugin = || Typed::new(&runtime.block_on(ours::load(&engine, &guests.component, Reuse::Pooled))).expect("the world");
    let raw = raw::Raw::compile(&raw::engine(), &guests.component);
    let live = || runtime.block_on(raw.live_async());
    let compiled = extism_host::compile(&guests.extism, None);
    let extism = || extism_host::plugin(&compiled);

    let (own, (store, bindings), mut other) = (plugin(), live(), extism());
    let tiny = Contest {
        name: "call.tiny.typed".into(),
        own: awaited!(runtime, own; own.api().add(black_box(40), black_box(2)).await.expect("add")),
        raw: awaited!(runtime, store, bindings; {
            store.set_epoch_deadline(100);
            bindings.anchors_plugin_api().func_add().call_async(&mut store, (black_box(40), black_box(2))).await.expect("add")
        }),
        extism: Some(Case::new(move || extism_host::add(&mut other, black_box(40), black_box(2)))),
        goal: Some(("P2", 1.5)),
    };
    let (own, (store, bindings), mut other) = (plugin(), live(), extism());
    let (request, raw_request, packed) = (ours::request(), raw::request(), workloads::input::auth_request());
    let record = Contest {
        name: "call.record.typed".into(),
        own: awaited!(runtime, own, request; own.api().authorize(&request).await.expect("authorize")),
        raw: awaited!(runtime, store, bindings, raw_request; {
            store.set_epoch_deadline(100);
            bindings.anchors_plugin_api().func_authorize().call_async(&mut store, (&raw_request,)).await.expect("authorize")
        }),
        extism: Some(Case::new(move || extism_host::authorize(&mut other, &packed))),
        goal: Some(("P1", 1.1)),
    };
    let (own, (store, bindings), mut other) = (plugin(), live(), extism());
    let (text, raw_text, extism_text) = (template(), template(), template());
    let text = Contest {
        name: "call.text.typed".into(),
        own: awaited!(runtime, own, text; own.api().render(&text).await.expect("render")),
        raw: awaited!(runtime, store, bindings, raw_text; {
            store.set_epoch_deadline(100);
            bindings.anchors_plugin_api().func_render().call_async(&mut store, (raw_text.as_str(),)).await.expect("render")
        }),
        extism: Some(Case::new(move || extism_host::render(&mut other, &extism_text))),
        goal: None,
    };
    let (own, (store, bindings), mut other) = (plugin(), live(), extism());
    let (input, raw_input, extism_input) = (data(), data(), data());
    let bytes = Contest {
        name: "call.bytes.typed".into(),
        own: awaited!(runtime, own, input; own.api().echo(&input).await.expect("echo")),
        raw: awaited!(runtime, store, bindings, raw_input; {
            store.set_epoch_deadline(100);
            bindings.anchors_plugin_api().func_echo().call_async(&mut store, (raw_input.as_slice(),)).await.expect("echo")
        }),
        extism: Some(Case::new(move || extism_host::bytes(&mut other, "echo_raw", &extism_input))),
        goal: Some(("P4", 1.1)),
    };
    let (own, (store, bindings), mut other) = (plugin(), live(), extism());
    let (input, raw_input, extism_input) = (data(), data(), data());
    let sha = Contest {
        name: "call.sha.typed".into(),
        own: awaited!(runtime, own, input; own.api().digest(&input).await.expect("digest")),
        raw: awaited!(runtime, store, bindings, raw_input; {
            store.set_epoch_deadline(100);
            bindings.anchors_plugin_api().func_digest().call_async(&mut store, (raw_input.as_slice(),)).await.expect("digest")
        }),
        extism: Some(Case::new(move || extism_host::bytes(&mut other, "digest_raw", &extism_input))),
        goal: None,
    };
    vec![tiny, record, text, bytes, sha]
}

fn sync(guests: &Guests, runtime: &Arc<Runtime>) -> Vec<Contest> {
    let engine = ours::engine();
    let plugin = || Typed::new(&runtime.block_on(ours::load(&engine, &guests.component, Reuse::Pooled))).expect("the world");
    let raw = raw::Raw::compile(&raw::engine(), &guests.component);

    let (own, (mut store, bindings)) = (plugin(), raw.live());
    let tiny = Contest {
        name: "call.tiny.sync".into(),
        own: Case::new(move || own.blocking().api().add(black_box(40), black_box(2)).expect("add")),
        raw: Case::new(move || {
            store.set_epoch_deadline(100);
            bindings.anchors_plugin_api().call_add(&mut store, black_box(40), black_box(2)).expect("add")
        }),
        extism: None,
        goal: Some(("P2", 1.3)),
    };
    let (own, (mut store, bindings)) = (plugin(), raw.live());
    let (request, raw_request) = (ours::request(), raw::request());
    let record = Contest {
        name: "call.record.sync".into(),
        own: Case::new(move || own.blocking().api().authorize(&request).expect("authorize")),
        raw: Case::new(move || {
            store.set_epoch_deadline(100);
            bindings.anchors_plugin_api().call_authorize(&mut store, &raw_request).expect("authorize")
        }),
        extism: None,
        goal: None,
    };
    vec![tiny, record]
}

fn fresh(guests: &Guests, runtime: &Arc<Runtime>) -> Vec<Contest> {
    let plugin = || Typed::new(&runtime.block_on(ours::load(&ours::engine(), &guests.component_heap, Reuse::FreshPerCall))).expect("the world");
    // Each case has a pool of its own: a slot keeps the pages that its last user touched.
    let raw = || raw::Raw::compile(&raw::engine(), &guests.component_heap);
    let compiled = extism_host::compile(&guests.extism, None);

    let (own, raw_host) = (plugin(), raw());
    let tiny = Contest {
        name: "call.tiny.fresh".into(),
        own: awaited!(runtime, own; own.api().add(black_box(40), black_box(2)).await.expect("add")),
        raw: awaited!(runtime, raw_host; {
            let (mut store, bindings) = raw_host.live_async().await;
            bindings.anchors_plugin_api().func_add().call_async(&mut store, (40, 2)).await.expect("add")
        }),
        extism: None,
        goal: None,
    };
    let (own, raw_host, mut warm) = (plugin(), raw(), extism_host::plugin(&compiled));
    let (request, raw_request, packed) = (ours::request(), raw::request(), workloads::input::auth_request());
    let record = Contest {
        name: "call.record.fresh".into(),
        own: awaited!(runtime, own, request; own.api().authorize(&request).await.expect("authorize")),
        raw: awaited!(runtime, raw_host, raw_request; {
            let (mut store, bindings) = raw_host.live_async().await;
            bindings.anchors_plugin_api().func_authorize().call_async(&mut store, (&raw_request,)).await.expect("authorize")
        }),
        // Its warm call: a fresh instance for every call is what Extism does not offer at this price.
        extism: Some(Case::new(move || extism_host::authorize(&mut warm, &packed))),
        goal: Some(("P3", 1.15)),
    };
    vec![tiny, record]
}

/// By name, beside the raw typed call.
fn dynamic(guests: &Guests, runtime: &Arc<Runtime>) -> Vec<Contest> {
    let engine = ours::engine();
    let plugin = || runtime.block_on(ours::load(&engine, &guests.component, Reuse::Pooled));
    let raw = raw::Raw::compile(&raw::engine(), &guests.component);
    let live = || runtime.block_on(raw.live_async());

    let (own, (store, bindings)) = (plugin(), live());
    let (arguments, raw_request) = ([request_json()], raw::request());
    let record = Contest {
        name: "call.record.dynamic".into(),
        own: awaited!(runtime, own, arguments; own.call_json("authorize", &arguments).await.expect("authorize")),
        raw: awaited!(runtime, store, bindings, raw_request; {
            store.set_epoch_deadline(100);
            bindings.anchors_plugin_api().func_authorize().call_async(&mut store, (&raw_request,)).await.expect("authorize")
        }),
        extism: None,
        goal: Some(("P5", 2.0)),
    };
    let (own, (store, bindings)) = (plugin(), live());
    let (arguments, raw_input) = ([bytes_json(&own, runtime)], data());
    let bytes = Contest {
        name: "call.bytes.dynamic".into(),
        own: awaited!(runtime, own, arguments; own.call_json("echo", &arguments).await.expect("echo")),
        raw: awaited!(runtime, store, bindings, raw_input; {
            store.set_epoch_deadline(100);
            bindings.anchors_plugin_api().func_echo().call_async(&mut store, (raw_input.as_slice(),)).await.expect("echo")
        }),
        extism: None,
        goal: Some(("P5", 10.0)),
    };
    vec![record, bytes]
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

/// The bytes in the form that the plugin answers with, which is the form that it takes.
fn bytes_json(plugin: &plugwright::Plugin, runtime: &Runtime) -> Value {
    let array = json!(data());
    runtime.block_on(plugin.call_json("echo", &[array])).expect("echo")
}
