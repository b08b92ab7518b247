//! Text that matches a regular expression, found by walking its syntax tree.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::Random;

/// An open repetition takes at most this many more than it must.
const MOST_EXTRA: usize = 4;
const LONGEST: usize = 1_000;

/// A text that matches. None for what this syntax does not know (look-around and back references of ECMA-262) and for
/// what would become very long.
pub(super) fn matching(pattern: &str, random: &mut Random) -> Option<String> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut out = String::new();
    write(&hir, random, &mut out)?;
    Some(out)
}

fn write(hir: &Hir, random: &mut Random, out: &mut String) -> Option<()> {
    if out.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(character(class, random)?),
        HirKind::Capture(capture) => write(&capture.sub, random, out)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, random, out))?,
        HirKind::Alternation(branches) => write(random.pick(branches)?, random, out)?,
        HirKind::Repetition(repetition) => {
            let least = usize::try_from(repetition.min).ok()?;
            let most = repetition
                .max
                .map_or(usize::MAX, |max| max as usize)
                .min(least.saturating_add(MOST_EXTRA));
            for _ in 0..random.between(least, most) {
                write(&repetition.sub, random, out)?;
            }
        }
    }
    Some(())
}

/// A character of the class: a letter or digit if it has one, for the sake of those who read it.
fn character(class: &Class, random: &mut Random) -> Option<char> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let ranges: Vec<(char, char)> = class
        .ranges()
        .iter()
        .map(|range| (range.start(), range.end()))
        .collect();
    let plain: Vec<char> = ('0'..='9')
        .chain('A'..='Z')
        .chain('a'..='z')
        .filter(|char| holds(&ranges, *char))
        .collect();
    if let Some(char) = random.pick(&plain) {
        return Some(*char);
    }
    let (start, end) = *random.pick(&ranges)?;
    char::from_u32(u32::try_from(random.between(start as usize, end as usize)).ok()?)
        .or(Some(start))
}

fn holds(ranges: &[(char, char)], char: char) -> bool {
    ranges
        .iter()
        .any(|(start, end)| (*start..=*end).contains(&char))
}
