//! Manifests of every shape, made from texts that the grammars of their parts produce.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::str::FromStr;

use plugwright_manifest::limits::{
    CallLimitRequest, ConcurrencyLimitRequest, HttpLimitRequest, KeyValueLimitRequest,
    LogLimitRequest, MemoryLimitRequest, TimeLimitRequest,
};
use plugwright_manifest::{
    AccessMode, ByteSize, Capabilities, Claims, Dependencies, HostVersions, HttpMethod,
    LimitRequest, Manifest, Metadata, Methods, Named, OriginPattern, Protocol, Remote, Runtime,
    SecurityLevel, Sharing, TimeSpan, Version, VersionReq,
};
use proptest::collection::{btree_map, btree_set};
use proptest::option;
use proptest::prelude::*;

/// Parsed values of a grammar.
fn of<T: FromStr<Err: Debug> + Debug + 'static>(pattern: &'static str) -> BoxedStrategy<T> {
    let parse = |text: String| text.parse().ok();
    pattern.prop_filter_map("not in the grammar", parse).boxed()
}

const SLUG: &str = "[a-z0-9][a-z0-9-]{0,9}";
const INTERFACE: &str = "[a-z][a-z0-9]{0,4}:[a-z]{1,4}(-[a-z]{1,3})?/[a-z][a-z0-9]{0,4}";
const ID: &str = "([a-z0-9][a-z0-9-]{0,9}:)?[a-z0-9][a-z0-9-]{0,9}";
/// Lines that a writer has to quote, and lines that it has not.
const LINE: &str = "([a-zA-Z0-9äß認🔑:#&*!|>'\"%@`{}\\[\\],?~. -]{1,20}|true|null|1\\.10|0x10|-|no|2024-01-01|=|<<)";
const PROSE: &str = "([a-zA-Z0-9ä:#'\" \\n-]{0,40}|(line\\n){1,3}| ?a: b\\n\\n)";
const KEY: &str = "[A-Za-z0-9_./-]{1,12}";
const URL: &str = "https?://[a-z]{1,8}\\.example(:[0-9]{1,4})?(/[a-z.]{0,8}){0,3}";
const ORIGIN: &str = "(\\*|https?://(\\*\\.)?[a-z]{1,5}\\.[a-z]{1,5}\\.example(:[0-9]{1,4})?|http://127\\.0\\.0\\.1:[0-9]{1,4}|https://\\[::1\\])";

fn version() -> BoxedStrategy<Version> {
    of("[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,19}(-[a-z]{1,4}(\\.[1-9])?)?(\\+[a-z0-9]{1,5})?")
}

fn requirement() -> BoxedStrategy<VersionReq> {
    of(
        "(\\*|[0-9]{1,2}|\\^[1-9](\\.[0-9])?|~1\\.[0-9]|=1\\.2\\.3|>=[0-9]\\.[0-9], <[1-9][0-9]|1\\.\\*)",
    )
}

fn size() -> BoxedStrategy<ByteSize> {
    prop_oneof![any::<u64>(), (0u64..2_000).prop_map(|n| n << 20)]
        .prop_map(ByteSize)
        .boxed()
}

fn span() -> BoxedStrategy<TimeSpan> {
    (0u64..10_000_000).prop_map(TimeSpan::from_millis).boxed()
}

fn maybe<S: Strategy<Value: Clone> + 'static>(strategy: S) -> BoxedStrategy<Option<S::Value>> {
    option::weighted(0.3, strategy).boxed()
}

fn methods() -> BoxedStrategy<Methods> {
    let method = prop::sample::select(vec![HttpMethod::Get, HttpMethod::Post, HttpMethod::Delete]);
    prop_oneof![
        Just(Methods::All),
        btree_set(method, 1..3).prop_map(Methods::Only)
    ]
    .boxed()
}

fn capabilities() -> BoxedStrategy<Capabilities> {
    let mode = prop::sample::select(vec![AccessMode::ReadOnly, AccessMode::ReadWrite]);
    (
        btree_map(of::<OriginPattern>(ORIGIN), methods(), 0..3),
        btree_map(of("(/|(/[a-z. ä]{1,5}){1,3})"), mode, 0..3),
        btree_set(of(KEY), 0..3),
        btree_set(of(KEY), 0..3),
        btree_set(of(KEY), 0..3),
        btree_set(of(KEY), 0..2),
        any::<[bool; 3]>(),
    )
        .prop_map(
            |(
                http,
                directories,
                env,
                config,
                key_value,
                secrets,
                [gpu, read_isg, write_visualization],
            )| {
                // A secret goes where the plugin may talk to.
                let origins: BTreeSet<_> = http.keys().cloned().collect();
                let secrets: BTreeMap<_, _> = secrets
                    .into_iter()
                    .map(|name| (name, origins.clone()))
                    .collect();
                let secrets = if origins.is_empty() {
                    BTreeMap::new()
                } else {
                    secrets
                };
                Capabilities {
                    http,
                    directories,
                    env,
                    config,
                    key_value,
                    secrets,
                    gpu,
                    read_isg,
                    write_visualization,
                }
            },
        )
        .boxed()
}

prop_compose! {
    fn memory()(size in maybe(size()), table_elements in maybe(any::<u32>()), instances in maybe(any::<u32>()),
        memories in maybe(any::<u32>()), tables in maybe(any::<u32>())) -> MemoryLimitRequest {
        MemoryLimitRequest { size, table_elements, instances, memories, tables }
    }
}

prop_compose! {
    fn call()(result in maybe(size()), host_calls in maybe(size()), handles in maybe(any::<u32>()), random in maybe(size()))
        -> CallLimitRequest {
        CallLimitRequest { result, host_calls, handles, random }
    }
}

prop_compose! {
    fn log()(rate in maybe(any::<u32>()), burst in maybe(any::<u32>()), line in maybe(size()), buffer in maybe(size()))
        -> LogLimitRequest {
        LogLimitRequest { rate, burst, line, buffer }
    }
}

prop_compose! {
    fn http()(connections in maybe(any::<u32>()), requests in maybe(any::<u32>()), sizes in [maybe(size()), maybe(size()), maybe(size())],
        times in [maybe(span()), maybe(span()), maybe(span()), maybe(span())]) -> HttpLimitRequest {
        let [request_body, response_body, headers] = sizes;
        let [connect, first_byte, between_bytes, total] = times;
        HttpLimitRequest { connections, requests, request_body, response_body, headers, connect, first_byte, between_bytes, total }
    }
}

fn limits() -> BoxedStrategy<LimitRequest> {
    let time =
        (maybe(span()), maybe(span())).prop_map(|(call, init)| TimeLimitRequest { call, init });
    let concurrency = (maybe(any::<std::num::NonZeroU32>()), maybe(any::<u32>()))
        .prop_map(|(instances, queue)| ConcurrencyLimitRequest { instances, queue });
    let key_value = (maybe(size()), maybe(any::<u32>()))
        .prop_map(|(size, keys)| KeyValueLimitRequest { size, keys });
    let asked = (
        memory(),
        time,
        concurrency,
        call(),
        log(),
        http(),
        key_value,
        maybe(size()),
        maybe(any::<u64>()),
    )
        .prop_map(
            |(memory, time, concurrency, call, log, http, key_value, component, fuel)| {
                LimitRequest {
                    memory,
                    time,
                    concurrency,
                    call,
                    log,
                    http,
                    key_value,
                    component,
                    fuel,
                }
            },
        );
    prop_oneof![Just(LimitRequest::default()), asked].boxed()
}

fn runtime() -> BoxedStrategy<Runtime> {
    let millis = || 1u32..4_000_000;
    let protocol = prop::sample::select(vec![Protocol::Http, Protocol::Grpc]);
    let remote = (
        protocol,
        of(URL),
        millis(),
        maybe(millis()),
        any::<u8>(),
        millis(),
        any::<bool>(),
        of("(/[a-z]{1,5}){1,2}"),
        millis(),
    )
        .prop_map(
            |(
                protocol,
                endpoint,
                timeout,
                total,
                max_retries,
                backoff,
                enabled,
                path,
                interval,
            )| {
                let duration = |millis: u32| std::time::Duration::from_millis(millis.into());
                let mut remote = Remote {
                    protocol,
                    endpoint,
                    timeout: duration(timeout),
                    total_timeout: total.map(duration),
                    retry_policy: plugwright_manifest::RetryPolicy {
                        max_retries,
                        backoff: duration(backoff),
                    },
                    health_check: plugwright_manifest::HealthCheck::default(),
                };
                remote.health_check.enabled = enabled;
                remote.health_check.endpoint = path;
                remote.health_check.interval = std::time::Duration::from_secs(interval.into());
                Runtime::Remote(remote)
            },
        );
    prop_oneof![Just(Runtime::Wasm), remote].boxed()
}

fn metadata() -> BoxedStrategy<Metadata> {
    (
        [maybe(of(LINE)), maybe(of(LINE))],
        [maybe(of(URL)), maybe(of(URL))],
        maybe(of("(visualization|analysis|export|integration|[a-z]{1,8})")),
        btree_set(of(LINE), 0..3),
        btree_set(of(LINE), 0..3),
        maybe(of("[a-z]{1,5}(\\.io)?(/[a-z]{1,5}){0,2}(:[a-z0-9.]{1,5})?")),
        maybe(of("[A-Za-z0-9+/]{1,20}={0,2}")),
    )
        .prop_map(
            |(
                [author, license],
                [homepage, repository],
                category,
                tags,
                languages,
                container_image,
                signature,
            )| Metadata {
                author,
                license,
                homepage,
                repository,
                category,
                tags,
                supported_languages: languages,
                container_image,
                signature,
            },
        )
        .boxed()
}

fn dependencies() -> BoxedStrategy<Dependencies> {
    (
        btree_map(of(ID), requirement(), 0..3),
        btree_map(of(ID), requirement(), 0..3),
        btree_map(of(ID), requirement(), 0..3),
        btree_map(of(INTERFACE), requirement(), 0..3),
        btree_map(of("[A-Za-z0-9_+][A-Za-z0-9._+-]{0,8}"), requirement(), 0..3),
        btree_map(of("[a-z][a-z0-9_-]{0,8}"), requirement(), 0..3),
    )
        .prop_map(
            |(plugins, mut optional, conflicts, interfaces, tools, build)| {
                // What is needed is not optional.
                optional.retain(|id, _| !plugins.contains_key(id));
                Dependencies {
                    plugins,
                    optional,
                    conflicts,
                    interfaces,
                    tools,
                    build,
                }
            },
        )
        .boxed()
}

fn claims() -> BoxedStrategy<Claims> {
    fn named<K: Ord + Debug + 'static>(key: BoxedStrategy<K>) -> BoxedStrategy<Named<K>> {
        let sharing = prop_oneof![
            Just(Sharing::Exclusive),
            any::<i32>().prop_map(Sharing::Priority)
        ];
        btree_map(key, sharing, 0..3).prop_map(Named).boxed()
    }
    let kinds = (
        named(of(LINE)),
        named(of(LINE)),
        named(of(LINE)),
        named(of(LINE)),
        named(of(INTERFACE)),
    );
    kinds
        .prop_map(|(names, routes, languages, steps, interfaces)| Claims {
            names,
            routes,
            languages,
            steps,
            interfaces,
        })
        .boxed()
}

fn host() -> BoxedStrategy<HostVersions> {
    (maybe(version()), maybe(version()))
        .prop_map(|(one, other)| match (one, other) {
            (Some(one), Some(other)) => HostVersions {
                minimum: Some(one.clone().min(other.clone())),
                maximum: Some(one.max(other)),
            },
            (minimum, maximum) => HostVersions { minimum, maximum },
        })
        .boxed()
}

/// Any manifest.
pub(crate) fn manifest() -> BoxedStrategy<Manifest> {
    let types = btree_set(
        of("(auth|template|response|data-source|[a-z0-9][a-z0-9-]{0,9})"),
        0..3,
    );
    let level = maybe(prop::sample::select(vec![
        SecurityLevel::Low,
        SecurityLevel::Medium,
        SecurityLevel::High,
    ]));
    let identity = (
        of(ID),
        version(),
        prop_oneof![of(LINE), of(SLUG)],
        of(PROSE),
        types,
    );
    (
        identity,
        runtime(),
        metadata(),
        level,
        capabilities(),
        limits(),
        (dependencies(), claims()),
        host(),
        (maybe(requirement()), any::<bool>()),
    )
        .prop_map(
            |(
                (id, version, name, description, types),
                runtime,
                metadata,
                level,
                capabilities,
                limits,
                (dependencies, claims),
                host,
                (api, composable),
            )| {
                Manifest {
                    id,
                    version,
                    name,
                    description,
                    types,
                    runtime,
                    metadata,
                    security_level: level,
                    capabilities,
                    limits,
                    dependencies,
                    claims,
                    composable,
                    host,
                    api,
                }
            },
        )
        .boxed()
}
