//! Text of the formats that OpenAPI and JSON Schema name.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Random, Shape, pattern};

const WORDS: [&str; 32] = [
    "amber", "birch", "cedar", "delta", "ember", "fable", "grove", "harbor", "indigo", "juniper",
    "kestrel", "lagoon", "meadow", "nectar", "opal", "prairie", "quartz", "river", "saffron",
    "timber", "umber", "velvet", "willow", "xenon", "yarrow", "zephyr", "anchor", "beacon",
    "canyon", "drift", "echo", "flint",
];
/// What a schema may ask for at most; longer minimal lengths are not honoured.
const LONGEST: usize = 10_000;

pub(super) fn text(shape: &Shape<'_>, random: &mut Random) -> String {
    let format = shape
        .facet("format")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if let Some(text) = formatted(format, random) {
        return text;
    }
    let matching = shape
        .facet("pattern")
        .and_then(Value::as_str)
        .and_then(|text| pattern::matching(text, random));
    let text = matching.unwrap_or_else(|| words(random));
    fit(
        text,
        shape.count("minLength").unwrap_or(0),
        shape.count("maxLength").unwrap_or(LONGEST),
        random,
    )
}

fn formatted(format: &str, random: &mut Random) -> Option<String> {
    Some(match format {
        "date-time" => format!("{}T{}Z", date(random), time(random)),
        "date" => date(random),
        "time" => format!("{}Z", time(random)),
        "duration" => format!("PT{}M", random.between(1, 90)),
        "uuid" | "guid" => uuid(random),
        "email" | "idn-email" => format!("{}.{}@example.com", word(random), word(random)),
        "uri" | "url" | "iri" => format!("https://example.com/{}/{}", word(random), word(random)),
        "uri-reference" | "iri-reference" => format!("/{}/{}", word(random), word(random)),
        "uri-template" => format!("/{}/{{id}}", word(random)),
        "hostname" | "idn-hostname" => format!("{}.example.com", word(random)),
        "ipv4" | "ip" => format!("192.0.2.{}", random.between(1, 254)),
        "ipv6" => format!("2001:db8::{:x}", random.between(1, 0xffff)),
        "byte" | "base64" => STANDARD.encode(words(random)),
        "json-pointer" => format!("/{}/{}", word(random), random.between(0, 9)),
        "password" => format!(
            "{}-{}-{}",
            word(random),
            word(random),
            random.between(10, 99)
        ),
        _ => return None,
    })
}

fn date(random: &mut Random) -> String {
    format!(
        "20{:02}-{:02}-{:02}",
        random.between(20, 29),
        random.between(1, 12),
        random.between(1, 28)
    )
}

fn time(random: &mut Random) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        random.between(0, 23),
        random.between(0, 59),
        random.between(0, 59)
    )
}

/// Version 4, variant 1 (RFC 9562).
fn uuid(random: &mut Random) -> String {
    let (high, low) = (random.below(u64::MAX), random.below(u64::MAX));
    let (time_low, time_mid, version) = (high >> 32, high >> 16 & 0xffff, high & 0x0fff | 0x4000);
    let (variant, node) = (low >> 48 & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
    format!("{time_low:08x}-{time_mid:04x}-{version:04x}-{variant:04x}-{node:012x}")
}

fn word(random: &mut Random) -> &'static str {
    random.pick(&WORDS).copied().unwrap_or("word")
}

fn words(random: &mut Random) -> String {
    format!("{} {}", word(random), word(random))
}

/// Lengthens with words and cuts to the bounds, which JSON Schema counts in characters.
fn fit(mut text: String, least: usize, most: usize, random: &mut Random) -> String {
    let least = least.min(LONGEST);
    while text.chars().count() < least {
        text.push(' ');
        text.push_str(word(random));
    }
    if text.chars().count() > most.max(least) {
        text = text.chars().take(most.max(least)).collect();
    }
    text
}
