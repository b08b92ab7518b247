//! The small grammars: whatever they accept is written as it means, and a list of origins never allows more than a slow,
//! plain reading of it would.
#![no_main]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use libfuzzer_sys::fuzz_target;
use plugwright_manifest::{
    ByteSize, Description, Digest, Endpoint, Error, GuestPath, ImageReference, KeyName, Label,
    OriginPattern, PluginId, TimeSpan, UrlPath, parse_requirement, parse_version,
};
use url::Url;

fuzz_target!(|texts: (&str, &str)| {
    let (text, other) = texts;
    survives::<PluginId>(text);
    survives::<Digest>(text);
    survives::<ByteSize>(text);
    survives::<TimeSpan>(text);
    survives::<KeyName>(text);
    survives::<GuestPath>(text);
    survives::<Label>(text);
    survives::<Description>(text);
    survives::<ImageReference>(text);
    survives::<Endpoint>(text);
    survives::<UrlPath>(text);
    survives::<OriginPattern>(text);
    let _ = (parse_version(text), parse_requirement(text));
    if let (Ok(pattern), Ok(url)) = (text.parse::<OriginPattern>(), other.parse::<Url>()) {
        assert!(
            !pattern.allows(&url) || plainly_allows(&pattern.to_string(), &url),
            "{pattern} {url}"
        );
    }
});

/// What is accepted means the same when it is read again.
fn survives<T: FromStr<Err = Error> + Display + Debug + PartialEq>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(
            value.to_string().parse::<T>().as_ref(),
            Ok(&value),
            "{text:?}"
        );
    }
}

/// The rule as the documentation says it, by comparing texts.
fn plainly_allows(pattern: &str, url: &Url) -> bool {
    let web = matches!(url.scheme(), "http" | "https");
    if pattern == "*" {
        return web && url.has_host();
    }
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    let origin = |host: &str| match url.port() {
        Some(port) => format!("{}://{host}:{port}", url.scheme()),
        None => format!("{}://{host}", url.scheme()),
    };
    let parent = host.split_once('.').map(|(_, parent)| parent);
    origin(host) == pattern
        || parent.is_some_and(|parent| origin(&format!("*.{parent}")) == pattern)
}
