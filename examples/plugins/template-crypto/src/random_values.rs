//! Values drawn from the host's random generator, each equally likely.

use plugwright_plugin_sdk::random;

/// Letters and digits.
pub(crate) const ALPHANUMERIC: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Random bytes.
pub(crate) fn bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    random::fill(&mut bytes);
    bytes
}

/// A whole number from `min` to `max`, both included; `min` if the range is empty.
pub(crate) fn integer(min: i64, max: i64) -> i64 {
    if min >= max {
        return min;
    }
    let step = match max.abs_diff(min).checked_add(1) {
        Some(count) => below(count),
        None => random::u64(),
    };
    min.wrapping_add_unsigned(step)
}

/// A text of `length` letters of `alphabet`.
pub(crate) fn text(length: usize, alphabet: &str) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    let letter = || {
        let at = usize::try_from(below(letters.len().max(1) as u64)).unwrap_or(0);
        letters.get(at).copied()
    };
    (0..length).filter_map(|_| letter()).collect()
}

/// A number below `bound`, which is at least one. What would make small numbers likelier is drawn again.
fn below(bound: u64) -> u64 {
    let fair = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = random::u64();
        if drawn < fair {
            return drawn % bound;
        }
    }
}

#[cfg(test)]
mod tests {
    use plugwright_plugin_sdk::testing::Host;

    use super::*;

    #[test]
    fn integers_reach_both_ends_and_nothing_beyond() {
        let _host = Host::new().install();
        let drawn: Vec<i64> = (0..300).map(|_| integer(-2, 2)).collect();
        assert_eq!(drawn.iter().min(), Some(&-2));
        assert_eq!(drawn.iter().max(), Some(&2));
        assert_eq!(integer(5, 5), 5);
        integer(i64::MIN, i64::MAX);
    }

    #[test]
    fn a_text_has_the_letters_of_its_alphabet() {
        let _host = Host::new().install();
        let drawn = text(400, "äb");
        assert_eq!(drawn.chars().count(), 400);
        assert!(drawn.contains('ä') && drawn.contains('b') && !drawn.contains('c'));
    }
}
