use super::OriginPattern;
use proptest::prelude::*;
use url::Url;

fn pattern(text: &str) -> OriginPattern {
    text.parse().unwrap()
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

#[test]
fn an_exact_origin_is_that_origin_only() {
    let api = pattern("https://api.example.com");
    for allowed in [
        "https://api.example.com",
        "https://api.example.com:443/x?y",
        "https://API.Example.COM/",
        "https://api.example.com./",
        "https://user:password@api.example.com/",
    ] {
        assert!(api.allows(&url(allowed)), "{allowed}");
    }
    for refused in [
        "http://api.example.com/",
        "https://api.example.com:8443/",
        "https://example.com/",
        "https://a.api.example.com/",
        "https://api.example.com.evil.org/",
        "https://api.example.com@evil.org/",
        "ws://api.example.com/",
        "file:///api.example.com",
    ] {
        assert!(!api.allows(&url(refused)), "{refused}");
    }
}

#[test]
fn a_wildcard_is_one_label() {
    let any = pattern("https://*.example.com:8443");
    assert!(any.allows(&url("https://a.example.com:8443/")));
    for refused in [
        "https://example.com:8443/",
        "https://a.b.example.com:8443/",
        "https://a.example.com/",
        "https://aexample.com:8443/",
        "https://a.example.com.evil.org:8443/",
    ] {
        assert!(!any.allows(&url(refused)), "{refused}");
    }
}

#[test]
fn another_spelling_of_an_address_is_the_same_address() {
    let loopback = pattern("http://127.0.0.1:8080");
    assert!(loopback.allows(&url("http://0x7f.1:8080/")));
    assert!(loopback.allows(&url("http://2130706433:8080/")));
    assert!(!loopback.allows(&url("http://[::ffff:127.0.0.1]:8080/")));
    assert_eq!(pattern("http://[0:0::1]"), pattern("http://[::1]"));
    assert_eq!(
        pattern("https://*.bücher.example").to_string(),
        "https://*.xn--bcher-kva.example"
    );
}

#[test]
fn any_origin_is_still_http_only() {
    let any = pattern("*");
    assert!(any.allows(&url("https://example.com/")) && any.allows(&url("http://10.0.0.1:1/")));
    assert!(!any.allows(&url("file:///etc/passwd")) && !any.allows(&url("ftp://example.com/")));
}

#[test]
fn what_could_mean_two_things_is_refused() {
    for bad in [
        "",
        "example.com",
        "//example.com",
        "HTTPS://example.com",
        "ftp://example.com",
        "https://",
        "https://*",
        "https://*.com",
        "https://*.",
        "https://*.*.example.com",
        "https://a.*.com",
        "https://*example.com",
        "https://*.127.0.0.1",
        "https://*.[::1]",
        "https://example.com/",
        "https://example.com/v1",
        "https://example.com?x",
        "https://example.com#x",
        "https://u@example.com",
        "https://example.com\\evil",
        "https://example.com:",
        "https://example.com:0x50",
        "https://example.com:65536",
        "https://exa mple.com",
        "https://exam\tple.com",
        "https://example%2ecom",
        "https://.example.com",
        "https://example..com",
        "https://example.com.",
        "https://[::1",
        "https://256.256.256.256",
    ] {
        let error = bad.parse::<OriginPattern>().expect_err(bad);
        assert_eq!(error.code(), "PW-MANIFEST-CAPABILITY", "{bad}");
    }
}

#[test]
fn a_grant_covers_what_is_narrower() {
    let covers = |grant: &str, asked: &str| pattern(grant).covers(&pattern(asked));
    assert!(covers("*", "https://*.example.com"));
    assert!(covers("https://*.example.com", "https://a.example.com:443"));
    assert!(covers("https://*.example.com", "https://*.example.com"));
    assert!(!covers("https://*.example.com", "https://*.a.example.com"));
    assert!(!covers("https://a.example.com", "https://*.example.com"));
    assert!(!covers("https://a.example.com", "*"));
    assert!(!covers("https://a.example.com", "http://a.example.com"));
}

/// Origins as strangers write them: good ones, and good ones with a part out of place.
fn origin_like() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        "([a-z0-9]{1,3}\\.){0,3}[a-z]{1,3}",
        "[0-9.]{1,9}",
        "\\[[0-9a-f:]{1,9}\\]",
        "[a-zA-Zäß.*@:/%-]{1,9}",
    ];
    (
        "(https?|HTTP|x)?(://)?",
        "(\\*\\.)?",
        host,
        "(:[0-9]{1,5})?",
    )
        .prop_map(|(a, b, c, d)| format!("{a}{b}{c}{d}"))
}

proptest! {
    #[test]
    fn the_written_form_is_the_same_pattern(text in origin_like()) {
        if let Ok(pattern) = text.parse::<OriginPattern>() {
            prop_assert_eq!(pattern.to_string().parse::<OriginPattern>().unwrap(), pattern);
        }
    }

    #[test]
    fn a_covered_pattern_allows_nothing_more(a in origin_like(), b in origin_like(), probe in origin_like()) {
        let (Ok(a), Ok(b)) = (a.parse::<OriginPattern>(), b.parse::<OriginPattern>()) else { return Ok(()) };
        if let Ok(url) = probe.parse::<Url>() && a.covers(&b) && b.allows(&url) {
            prop_assert!(a.allows(&url));
        }
    }

    #[test]
    fn an_exact_pattern_allows_itself(text in origin_like()) {
        if let Ok(pattern) = text.parse::<OriginPattern>() && !pattern.is_wildcard() {
            prop_assert!(pattern.allows(&pattern.to_string().parse().unwrap()));
        }
    }
}
