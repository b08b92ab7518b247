//! Programs in base64: what scripts carry when a format allows text only.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::embedded::program_at;

/// How programs begin in base64: ELF, DOS, WebAssembly, ELF after one and two other bytes is left to chance.
pub(super) static PREFIXES: [&str; 3] = ["f0VMRg", "TVqQ", "AGFzbQ"];

/// How many characters are decoded at first: enough for the header of each format but that of Windows, which says itself
/// where it goes on.
const FIRST: usize = 88;
/// How many are decoded when it does.
const WINDOW: usize = 1_024;

/// What program starts at `start`, and how many characters belong to it.
pub(super) fn verify(data: &[u8], start: usize) -> Option<(&'static str, usize)> {
    let text = data.get(start..)?;
    let head = decode(text, FIRST)?;
    let what = match program_at(&head) {
        Some(_) => "a program in base64",
        None if windows_header(&head)? < WINDOW && is_windows(&decode(text, WINDOW)?) => {
            "a program of Windows in base64"
        }
        None => return None,
    };
    Some((
        what,
        text.iter().take_while(|byte| is_digit(**byte)).count(),
    ))
}

/// The bytes of the first digits, at most `most`.
fn decode(text: &[u8], most: usize) -> Option<Vec<u8>> {
    let digits = text
        .iter()
        .take(most)
        .take_while(|byte| is_digit(**byte))
        .count()
        & !3;
    STANDARD.decode(text.get(..digits)?).ok()
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Where the header of a Windows program is, by the older header before it.
fn windows_header(head: &[u8]) -> Option<usize> {
    let at = head.get(60..64)?.try_into().ok().map(u32::from_le_bytes)?;
    head.starts_with(b"MZ").then_some(at as usize)
}

fn is_windows(head: &[u8]) -> bool {
    let header = windows_header(head).and_then(|at| head.get(at..));
    header.is_some_and(|header| program_at(header).is_some())
}
