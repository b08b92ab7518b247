//! What a WIT file says about an item, for the reader of the generated code.

use wit_parser::Stability;

/// The text of doc comments, and since when and how long an item can be relied on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docs {
    /// The lines, without markers and without common indentation. No language's comment can be assumed safe against them.
    pub lines: Vec<String>,
    /// What the gates say.
    pub availability: Availability,
}

/// The feature gates of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Availability {
    /// `@since(version = …)`
    pub since: Option<semver::Version>,
    /// `@unstable(feature = …)`
    pub unstable: Option<String>,
    /// `@deprecated(version = …)`
    pub deprecated: Option<semver::Version>,
}

impl Docs {
    pub(crate) fn new(docs: &wit_parser::Docs, stability: &Stability) -> Self {
        let text = docs.contents.as_deref().unwrap_or_default();
        let mut lines: Vec<String> = text.lines().map(clean).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        Self {
            lines,
            availability: Availability::new(stability),
        }
    }
}

/// Without what is invisible or turns the direction of the text: a comment must read as what it is.
fn clean(line: &str) -> String {
    let visible = |c: &char| *c == '\t' || !(c.is_control() || is_bidirectional(*c));
    let kept: String = line.chars().filter(visible).collect();
    kept.trim_end().to_owned()
}

fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

impl Availability {
    fn new(stability: &Stability) -> Self {
        match stability {
            Stability::Unknown => Self::default(),
            Stability::Unstable {
                feature,
                deprecated,
            } => Self {
                since: None,
                unstable: Some(feature.clone()),
                deprecated: deprecated.clone(),
            },
            Stability::Stable { since, deprecated } => Self {
                since: Some(since.clone()),
                unstable: None,
                deprecated: deprecated.clone(),
            },
        }
    }
}
