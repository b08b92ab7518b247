//! The property of the fuzz target, on stable and bounded: manifests of the fixtures with pieces cut, copied, swapped and
//! overwritten. `PROPTEST_CASES` makes it run longer.

use proptest::prelude::*;

use crate::{property, samples};

/// Pieces that mean something to a parser or to the model.
const TOKENS: [&str; 40] = [
    "\n",
    "  ",
    "\t",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "|",
    ">",
    "#",
    "&a ",
    "*a",
    "<<",
    "!!str ",
    "---\n",
    "?",
    "~",
    "null",
    "true",
    "0x10",
    "-1",
    "1e9",
    ".inf",
    "\\",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "é",
    "= ",
    "[[",
    "..",
    "plugin",
    "id: a\n",
    "version: 1.0.0\n",
];

#[derive(Clone, Debug)]
enum Edit {
    Cut {
        at: usize,
        length: usize,
    },
    Insert {
        at: usize,
        token: usize,
    },
    Copy {
        from: usize,
        length: usize,
        to: usize,
    },
    Overwrite {
        at: usize,
        byte: u8,
    },
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let at = 0usize..3_000;
    let length = 0usize..80;
    let edit = prop_oneof![
        (at.clone(), length.clone()).prop_map(|(at, length)| Edit::Cut { at, length }),
        (at.clone(), 0..TOKENS.len()).prop_map(|(at, token)| Edit::Insert { at, token }),
        (at.clone(), length, at.clone()).prop_map(|(from, length, to)| Edit::Copy {
            from,
            length,
            to
        }),
        (at, any::<u8>()).prop_map(|(at, byte)| Edit::Overwrite { at, byte }),
    ];
    prop::collection::vec(edit, 0..6)
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for edit in edits {
        let inside = |at: usize| at % (bytes.len() + 1);
        match *edit {
            Edit::Cut { at, length } => {
                let start = inside(at);
                let end = (start + length).min(bytes.len());
                bytes.drain(start..end);
            }
            Edit::Insert { at, token } => {
                let at = inside(at);
                bytes.splice(at..at, TOKENS[token].bytes());
            }
            Edit::Copy { from, length, to } => {
                let start = inside(from);
                let piece = bytes[start..(start + length).min(bytes.len())].to_vec();
                let to = inside(to);
                bytes.splice(to..to, piece);
            }
            Edit::Overwrite { at, byte } => {
                let at = inside(at);
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2_000), ..ProptestConfig::default() })]

    #[test]
    fn d11_no_mutation_of_a_manifest_breaks_the_reader(sample in 0..samples::ALL.len(), edits in edits()) {
        let (name, text) = samples::ALL[sample];
        property::holds(name, &apply(text, &edits));
    }

    #[test]
    fn d11_no_text_breaks_the_reader(text in any::<String>()) {
        property::holds("plugin.yaml", &text);
        property::holds("plugin.toml", &text);
        if let Err(error) = plugwright_manifest::Manifest::from_canonical_json(text.as_bytes()) {
            property::message_is_harmless(&error);
        }
    }
}

#[test]
fn the_fixtures_themselves_hold() {
    for (name, text) in samples::ALL {
        property::holds(name, text);
    }
}
