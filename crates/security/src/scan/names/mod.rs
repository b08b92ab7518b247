//! Names that read as something else.
//!
//! Interfaces, functions and sections are told apart by their names, by people too: in logs, in a debugger, in the dialog
//! that asks for consent. Characters that cannot be seen or that turn the direction of text make one name read as another
//! (CVE-2021-42574); letters of other scripts do it more quietly. The tables are those of Unicode's security mechanisms
//! (UTS #39), as the crate `unicode-security` has them.

use unicode_security::confusable_detection::skeleton;
use unicode_security::mixed_script::MixedScript as _;
use wasmparser::{
    CustomSectionReader, Error, ExportSectionReader, ImportSectionReader, KnownCustom, Name,
    NameMap,
};

use super::position::Position;
use super::report::{Findings, Rule, shown};

/// Checks the names of a module's imports.
pub(super) fn core_imports(
    section: ImportSectionReader<'_>,
    findings: &mut Findings,
    position: &Position,
) -> Result<(), Error> {
    for import in section.into_imports_with_offsets() {
        let (offset, import) = import?;
        check(import.module, offset, "imports", findings, position);
        check(import.name, offset, "imports", findings, position);
    }
    Ok(())
}

/// Checks the names of a module's exports.
pub(super) fn core_exports(
    section: ExportSectionReader<'_>,
    findings: &mut Findings,
    position: &Position,
) -> Result<(), Error> {
    for export in section.into_iter_with_offsets() {
        let (offset, export) = export?;
        check(export.name, offset, "exports", findings, position);
    }
    Ok(())
}

/// Checks the name of a custom section, and the names in it if it is the section of names. A section that cannot be read
/// means nothing to a machine, and so is left alone.
pub(super) fn custom_section(
    section: &CustomSectionReader<'_>,
    findings: &mut Findings,
    position: &Position,
) {
    let offset = section.range().start;
    check(
        section.name(),
        offset,
        "custom sections",
        findings,
        position,
    );
    if let KnownCustom::Name(names) = section.as_known() {
        let _: Result<(), Error> = names.into_iter().try_for_each(|name| match name? {
            Name::Module { name, .. } => {
                check(name, offset, "names", findings, position);
                Ok(())
            }
            Name::Function(functions) => of_functions(functions, offset, findings, position),
            _ => Ok(()),
        });
    }
}

/// Checks the names of functions, and gives the findings in them their names.
fn of_functions(
    functions: NameMap<'_>,
    offset: usize,
    findings: &mut Findings,
    position: &Position,
) -> Result<(), Error> {
    let part = position.path();
    let mut wanted: Vec<_> = findings
        .of_functions(&part)
        .map(|(index, _)| index)
        .collect();
    wanted.sort_unstable();
    let mut names = std::collections::BTreeMap::new();
    for naming in functions {
        let naming = naming?;
        check(naming.name, offset, "names", findings, position);
        if wanted.binary_search(&naming.index).is_ok() {
            names.insert(naming.index, shown(naming.name, 100));
        }
    }
    for (index, name) in findings.of_functions(&part) {
        *name = names.get(&index).cloned();
    }
    Ok(())
}

fn check(name: &str, offset: usize, section: &str, findings: &mut Findings, position: &Position) {
    let Some(problem) = problem(name) else {
        return;
    };
    let (rule, why) = match problem {
        Problem::Hidden(character) => (
            Rule::HiddenText,
            format!("U+{:04X} in", u32::from(character)),
        ),
        Problem::Mixed => (
            Rule::ConfusableText,
            "letters of several scripts in".to_owned(),
        ),
        Problem::LooksLike(other) => (
            Rule::ConfusableText,
            format!("it looks like {}:", shown(&other, 60)),
        ),
    };
    let place = position.place(offset, name.len(), section);
    findings.add(rule, place, &format!("{why} `{}`", shown(name, 100)));
}

#[derive(Debug, PartialEq, Eq)]
enum Problem {
    /// A character that cannot be seen, or that turns the direction.
    Hidden(char),
    /// Letters of scripts that are not used together.
    Mixed,
    /// All of another script, and yet it looks like this name in ASCII.
    LooksLike(String),
}

/// What is wrong with a name. Names in one script are fine, whichever it is.
fn problem(name: &str) -> Option<Problem> {
    if name.is_ascii() {
        // Escape sequences and line breaks; a tab or a null at the end hides nothing.
        return name
            .chars()
            .find(|c| matches!(c, '\u{1b}' | '\r' | '\u{8}'))
            .map(Problem::Hidden);
    }
    if let Some(character) = name.chars().find(|c| is_hidden(*c)) {
        return Some(Problem::Hidden(character));
    }
    // Names are short; one that is not has its first part judged.
    let name: String = name.chars().take(200).collect();
    if name
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| !word.is_single_script())
    {
        return Some(Problem::Mixed);
    }
    let latin: String = skeleton(&name).collect();
    let is_copy = latin.is_ascii() && latin.chars().any(|c| c.is_ascii_alphabetic());
    is_copy.then_some(Problem::LooksLike(latin))
}

/// Controls of direction, characters without width, fillers, tags, line separators.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
        || (c.is_control() && !matches!(c, '\n' | '\t' | '\0'))
}

#[cfg(test)]
mod tests {
    use super::{Problem, problem};

    #[test]
    fn h4_a_name_in_any_one_script_is_welcome() {
        for good in [
            "core::fmt::write",
            "prüfung",
            "認証",
            "проверка_данных",
            "λ",
            "日本語テスト",
            "a\tb",
        ] {
            assert_eq!(problem(good), None, "{good}");
        }
    }

    #[test]
    fn rd1_a_name_that_reads_as_another_one_is_found() {
        assert_eq!(
            problem("init\u{202e}tini"),
            Some(Problem::Hidden('\u{202e}'))
        );
        assert_eq!(problem("in\u{200b}it"), Some(Problem::Hidden('\u{200b}')));
        assert_eq!(problem("\u{1b}[2Jinit"), Some(Problem::Hidden('\u{1b}')));
        assert_eq!(problem("p\u{430}ypal"), Some(Problem::Mixed));
        // All letters Cyrillic.
        assert_eq!(
            problem("\u{441}\u{43e}\u{440}\u{435}"),
            Some(Problem::LooksLike("cope".to_owned()))
        );
    }
}
