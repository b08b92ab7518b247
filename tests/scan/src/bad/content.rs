//! Data and names that should not be there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plugwright_security::scan::Rule;

use super::Bad;
use crate::{component, module, noise, with_custom, with_data};

pub(super) fn bad() -> Vec<Bad> {
    let mut all = packed();
    all.extend(programs());
    all.extend(secrets());
    all.extend(names());
    all
}

fn packed() -> Vec<Bad> {
    let random = noise(1, 100_000);
    let pieces: Vec<&[u8]> = random.chunks(700).collect();
    let text: String = noise(2, 100_000)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let deflated = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 9);
    let bad = |name, bytes| Bad::new("packed", name, Rule::PackedData, bytes);
    vec![
        bad("encrypted data", with_data(&[&random])),
        bad("encrypted data in small segments", with_data(&pieces)),
        bad(
            "encrypted data in a custom section",
            with_custom(&component("(component)"), "notes", &random),
        ),
        bad("compressed data without a header", with_data(&[&deflated])),
    ]
}

fn programs() -> Vec<Bad> {
    let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let own = &own[..own.len().min(20_000)];
    let windows = windows_program();
    let bad = |name, bytes| Bad::new("programs", name, Rule::Executable, bytes);
    let inside = [b"some text before it ".as_slice(), own, b" and after it"].concat();
    vec![
        bad("the program that runs this test", with_data(&[&inside])),
        bad("a program of Windows", with_data(&[&windows])),
        bad("a program of macOS", with_data(&[&mac_program()])),
        bad(
            "a program in base64",
            with_data(&[STANDARD.encode(&windows).as_bytes()]),
        ),
        bad(
            "a program in a custom section",
            with_custom(&component("(component)"), "icon", own),
        ),
        Bad {
            severity: plugwright_security::scan::Severity::Medium,
            ..bad("a module", with_data(&[&with_data(&[b"inner"])[8 + 2..]]))
        },
        Bad::new(
            "programs",
            "a ZIP archive",
            Rule::Archive,
            with_data(&[&zip()]),
        ),
    ]
}

fn windows_program() -> Vec<u8> {
    let mut program = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec();
    program.resize(60, 0);
    program.extend(128_u32.to_le_bytes());
    program.resize(128, 0);
    program.extend(b"PE\0\0\x64\x86\x03\0");
    program.resize(128 + 24, 0);
    program.extend(0x20b_u16.to_le_bytes());
    program.resize(600, 0);
    program
}

fn mac_program() -> Vec<u8> {
    let words: [u32; 8] = [0xfeed_facf, 0x0100_000c, 0, 2, 16, 1_000, 0x85, 0];
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn zip() -> Vec<u8> {
    let mut zip = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0".to_vec();
    zip.extend([0; 12]);
    zip.extend(8_u16.to_le_bytes());
    zip.extend(0_u16.to_le_bytes());
    zip.extend(b"main.elf");
    zip.extend(noise(3, 200));
    zip
}

/// Written in two halves, so that no scanner of sources finds them here.
fn secrets() -> Vec<Bad> {
    let random = |seed, length| -> String {
        let alphabet = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        noise(seed, length)
            .iter()
            .map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()]))
            .collect()
    };
    let key = STANDARD.encode(noise(9, 48));
    let bad = |name, text: String| {
        Bad::new(
            "secrets",
            name,
            Rule::Secret,
            with_data(&[format!("let x = \"{text}\";").as_bytes()]),
        )
    };
    let url = Bad {
        severity: plugwright_security::scan::Severity::Medium,
        ..bad(
            "the password of a database",
            format!("postgres{}admin:{}@db.internal/x", "://", random(5, 12)),
        )
    };
    vec![
        bad(
            "a private key",
            format!(
                "-----BEGIN {} KEY-----\n{key}\n-----END {} KEY-----",
                "PRIVATE", "PRIVATE"
            ),
        ),
        bad("a key of AWS", format!("{}{}", "AK", "IA2QWE7RTY4UIO5PAS")),
        bad("a token of GitHub", format!("{}_{}", "ghp", random(2, 36))),
        bad("a token of Slack", format!("{}-{}", "xoxb", random(3, 40))),
        bad(
            "a key of Stripe",
            format!("{}_{}", "sk_live", random(4, 30)),
        ),
        bad("a key of Google", format!("{}{}", "AIza", random(6, 35))),
        url,
    ]
}

fn names() -> Vec<Bad> {
    // The text format itself refuses such characters, unless they are escaped.
    let escaped =
        |name: &str| -> String { name.bytes().map(|byte| format!("\\{byte:02x}")).collect() };
    let export = |name: &str| {
        module(&component(&format!(
            "(module (func (export \"{}\")))",
            escaped(name)
        )))
    };
    let bad = |name, rule, bytes| Bad::new("names", name, rule, bytes);
    vec![
        bad(
            "a name that turns direction",
            Rule::HiddenText,
            export("init\u{202e}tini"),
        ),
        bad(
            "a name with a space that has no width",
            Rule::HiddenText,
            export("in\u{200b}it"),
        ),
        bad(
            "a name in letters of two scripts",
            Rule::ConfusableText,
            export("p\u{430}ypal"),
        ),
        bad(
            "a section in letters of another script",
            Rule::ConfusableText,
            with_custom(
                &component("(component)"),
                "\u{441}\u{43e}\u{440}\u{435}",
                b"",
            ),
        ),
    ]
}
