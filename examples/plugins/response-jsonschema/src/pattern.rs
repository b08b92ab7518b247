//! Texts that match a regular expression, of the part of ECMA-262 that schemas use: classes, groups, alternatives,
//! repetitions, anchors. What looks around or back is refused.

use plugwright_fake_data::Random;

/// Groups inside of each other, so that a hostile pattern cannot use up the stack.
const DEPTH: usize = 32;
/// How far an open repetition goes beyond its least.
const MORE: u32 = 8;
/// The longest text, so that nested repetitions cannot fill the memory.
const LENGTH: usize = 10_000;
/// How many parts of an expression one text may visit, so that repetitions of nothing end.
const STEPS: usize = 100_000;

/// A regular expression that texts can be made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Node);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// Ranges of letters, both ends included.
    Class(Vec<(char, char)>),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat {
        node: Box<Node>,
        least: u32,
        most: u32,
    },
}

impl Pattern {
    /// Reads an expression; none if it is wrong or uses what is not supported.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser {
            rest: text,
            depth: DEPTH,
        };
        let node = parser.alternatives()?;
        parser.rest.is_empty().then_some(Self(node))
    }

    /// A text that matches, or the beginning of one if it would be longer than any that is wanted.
    pub(crate) fn text(&self, random: &mut Random) -> String {
        let mut draft = Draft {
            text: String::new(),
            steps: STEPS,
        };
        self.0.append(random, &mut draft);
        draft.text
    }
}

/// A text in the making.
struct Draft {
    text: String,
    steps: usize,
}

impl Node {
    fn append(&self, random: &mut Random, draft: &mut Draft) {
        if draft.steps == 0 || draft.text.len() > LENGTH {
            return;
        }
        draft.steps -= 1;
        match self {
            Self::Class(ranges) => draft.text.extend(letter(ranges, random)),
            Self::Sequence(nodes) => nodes.iter().for_each(|node| node.append(random, draft)),
            Self::Alternatives(nodes) => {
                if let Some(node) = random.pick(nodes) {
                    node.append(random, draft);
                }
            }
            Self::Repeat { node, least, most } => {
                let times = random.integer(i64::from(*least), i64::from(*most));
                for _ in 0..times {
                    if draft.steps == 0 {
                        break;
                    }
                    node.append(random, draft);
                }
            }
        }
    }
}

fn letter(ranges: &[(char, char)], random: &mut Random) -> Option<char> {
    let (first, last) = *random.pick(ranges)?;
    let drawn = random.integer(i64::from(u32::from(first)), i64::from(u32::from(last)));
    // A range across the surrogates has numbers that are no letters.
    u32::try_from(drawn)
        .ok()
        .and_then(char::from_u32)
        .or(Some(first))
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Option<Node> {
        self.depth = self.depth.checked_sub(1)?;
        let mut nodes = vec![self.sequence()?];
        while self.take("|") {
            nodes.push(self.sequence()?);
        }
        self.depth += 1;
        if nodes.len() == 1 {
            nodes.pop()
        } else {
            Some(Node::Alternatives(nodes))
        }
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            // Anchors hold of themselves when nothing stands before and after.
            if !self.take("^") && !self.take("$") {
                nodes.push(self.repeated()?);
            }
        }
        Some(Node::Sequence(nodes))
    }

    fn repeated(&mut self) -> Option<Node> {
        let node = self.single()?;
        let (least, most) = match self.rest.chars().next() {
            Some('*') => self.after(1, (0, MORE)),
            Some('+') => self.after(1, (1, 1 + MORE)),
            Some('?') => self.after(1, (0, 1)),
            Some('{') => self.bounds()?,
            _ => return Some(node),
        };
        // A lazy repetition matches the same texts.
        self.take("?");
        Some(Node::Repeat {
            node: Box::new(node),
            least,
            most,
        })
    }

    fn after<T>(&mut self, length: usize, result: T) -> T {
        self.rest = self.rest.get(length..).unwrap_or("");
        result
    }

    /// `{3}`, `{3,}` and `{3,5}`.
    fn bounds(&mut self) -> Option<(u32, u32)> {
        let (inside, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        self.rest = rest;
        let (least, most) = match inside.split_once(',') {
            None => (inside.parse().ok()?, inside.parse().ok()?),
            Some((least, "")) => (
                least.parse().ok()?,
                least.parse::<u32>().ok()?.checked_add(MORE)?,
            ),
            Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
        };
        (least <= most && most as usize <= LENGTH).then_some((least, most))
    }

    fn single(&mut self) -> Option<Node> {
        let first = self.rest.chars().next()?;
        self.rest = self.rest.get(first.len_utf8()..)?;
        match first {
            '(' => self.group(),
            '[' => self.class(),
            '.' => Some(Node::Class(vec![('a', 'z'), ('0', '9'), ('A', 'Z')])),
            '\\' => self.escape().map(Node::Class),
            '*' | '+' | '?' => None,
            letter => Some(Node::Class(vec![(letter, letter)])),
        }
    }

    fn group(&mut self) -> Option<Node> {
        if self.take("?:") || self.named() {
            // Neither changes what matches.
        } else if self.rest.starts_with('?') {
            return None;
        }
        let node = self.alternatives()?;
        self.take(")").then_some(node)
    }

    fn named(&mut self) -> bool {
        let Some(rest) = self
            .rest
            .strip_prefix("?<")
            .filter(|rest| !rest.starts_with(['=', '!']))
        else {
            return false;
        };
        let Some((_, rest)) = rest.split_once('>') else {
            return false;
        };
        self.rest = rest;
        true
    }

    fn class(&mut self) -> Option<Node> {
        let negated = self.take("^");
        let mut ranges = Vec::new();
        while !self.take("]") {
            let start = self.member()?;
            match *start.as_slice() {
                [(first, last)]
                    if first == last
                        && self.rest.starts_with('-')
                        && !self.rest.starts_with("-]") =>
                {
                    self.rest = self.rest.get(1..)?;
                    let end = self.member()?;
                    let &(_, last) = end.first()?;
                    ranges.extend((first <= last).then_some((first, last)));
                }
                _ => ranges.extend(start),
            }
        }
        let ranges = if negated {
            printable_except(&ranges)
        } else {
            ranges
        };
        (!ranges.is_empty()).then_some(Node::Class(ranges))
    }

    fn member(&mut self) -> Option<Vec<(char, char)>> {
        let first = self.rest.chars().next()?;
        self.rest = self.rest.get(first.len_utf8()..)?;
        if first == '\\' {
            self.escape()
        } else {
            Some(vec![(first, first)])
        }
    }

    fn escape(&mut self) -> Option<Vec<(char, char)>> {
        let letter = self.rest.chars().next()?;
        self.rest = self.rest.get(letter.len_utf8()..)?;
        let word = [('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
        match letter {
            'd' => Some(vec![('0', '9')]),
            'w' => Some(word.to_vec()),
            's' => Some(vec![(' ', ' ')]),
            'D' => Some(printable_except(&[('0', '9')])),
            'W' => Some(printable_except(&word)),
            'S' => Some(vec![('!', '~')]),
            't' => Some(vec![('\t', '\t')]),
            'n' => Some(vec![('\n', '\n')]),
            'r' => Some(vec![('\r', '\r')]),
            'x' => self.code_point(2),
            'u' => self.code_point(4),
            // Word boundaries, references to groups, and classes of Unicode.
            letter if letter.is_ascii_alphanumeric() => None,
            letter => Some(vec![(letter, letter)]),
        }
    }

    fn code_point(&mut self, digits: usize) -> Option<Vec<(char, char)>> {
        let (code, rest) = self.rest.split_at_checked(digits)?;
        self.rest = rest;
        let letter = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        Some(vec![(letter, letter)])
    }

    fn take(&mut self, expected: &str) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

/// The printable letters of ASCII outside of the ranges.
fn printable_except(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let excluded = |letter: char| {
        ranges
            .iter()
            .any(|&(first, last)| (first..=last).contains(&letter))
    };
    (' '..='~')
        .filter(|&letter| !excluded(letter))
        .map(|letter| (letter, letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn made_texts_match() {
        let patterns = [
            "^[A-Z]{3}-\\d{2,4}$",
            "^(cat|dog)s?$",
            "a+b*c?",
            "^\\w+@\\w+\\.(?:com|org)$",
            "[^a-z]{5}",
            "^.{1,3}$",
            "^\\+?[1-9]\\d{1,14}$",
            "^(?<year>\\d{4})-[a-f0-9-]+$",
            "x{3,}",
            "[\\d.-]+",
            "^$",
            "^\\x41\\u0042$",
            "^[\\]\\-]$",
        ];
        for pattern in patterns {
            let made = Pattern::parse(pattern).unwrap_or_else(|| panic!("{pattern}"));
            let regex = regex_lite::Regex::new(pattern).ok();
            for seed in 0..50 {
                let text = made.text(&mut Random::from_parts([seed.to_string().as_str()]));
                let Some(regex) = &regex else { continue };
                assert!(regex.is_match(&text), "{pattern}: {text:?}");
            }
        }
    }

    #[test]
    fn what_is_not_supported_is_refused() {
        for pattern in [
            "(?=a)b", "(?!a)", "(?<=a)b", "(a)\\1", "\\bword", "\\p{L}", "(", "a)", "[a", "*a",
            "a{3,2}", "a{99999}",
        ] {
            assert_eq!(Pattern::parse(pattern), None, "{pattern}");
        }
        assert_eq!(Pattern::parse(&"(".repeat(10_000)), None);
    }

    proptest! {
        #[test]
        fn no_pattern_panics_or_fills_the_memory(pattern in "[()\\[\\]{}|*+?^$.\\\\a-c0-9,-]{0,30}", seed in any::<u32>()) {
            if let Some(pattern) = Pattern::parse(&pattern) {
                let text = pattern.text(&mut Random::from_parts([seed.to_string().as_str()]));
                prop_assert!(text.len() < 2 * LENGTH);
            }
        }
    }
}
