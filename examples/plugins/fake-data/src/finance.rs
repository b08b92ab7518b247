//! Account and card numbers whose checksums hold, in ranges that no bank gives out.

use crate::locale::Locale;
use crate::random::Random;

/// A card number of 16 digits with the prefix that payment providers use for tests (4242 42) and a valid Luhn digit.
pub fn credit_card(random: &mut Random) -> String {
    let body = random.fill("424242#########");
    format!("{body}{}", luhn_digit(&body))
}

/// The digit that makes `body` a number whose Luhn sum is a multiple of ten (ISO/IEC 7812-1, annex B).
pub fn luhn_digit(body: &str) -> u32 {
    let sum: u32 = body
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| {
            if place % 2 == 0 {
                doubled(digit)
            } else {
                digit
            }
        })
        .sum();
    (10 - sum % 10) % 10
}

fn doubled(digit: u32) -> u32 {
    let twice = digit * 2;
    if twice > 9 { twice - 9 } else { twice }
}

/// An IBAN of the locale's country with valid check digits and a bank code that no bank has: `TEST` in the United
/// Kingdom (which English stands for), 99… in France and Germany. Countries without IBAN get a German one.
pub fn iban(random: &mut Random, locale: &Locale) -> String {
    match locale.tag {
        "en" => with_check_digits("GB", &random.fill("TEST##############")),
        "fr" => with_check_digits("FR", &french_account(random)),
        _ => with_check_digits("DE", &random.fill("99##############")),
    }
}

/// Bank 99999, branch, account, and the national key over all three.
fn french_account(random: &mut Random) -> String {
    let (bank, branch) = (99_999, random.integer(0, 99_999));
    let account = random.integer(0, 99_999_999_999);
    let key = 97 - (89 * bank + 15 * branch + 3 * account) % 97;
    format!("{bank:05}{branch:05}{account:011}{key:02}")
}

/// ISO 13616: the check digits make the rearranged number one modulo 97.
fn with_check_digits(country: &str, account: &str) -> String {
    let check = 98 - mod_97(&format!("{account}{country}00"));
    format!("{country}{check:02}{account}")
}

/// The remainder modulo 97 of a text in which letters count from ten (A) to thirty-five (Z).
pub fn mod_97(text: &str) -> u32 {
    text.chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0, |remainder, value| {
            let shift = if value > 9 { 100 } else { 10 };
            (remainder * shift + value) % 97
        })
}

/// An ISO 4217 currency code.
pub fn currency(random: &mut Random) -> String {
    const CODES: &[&str] = &[
        "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "INR", "JPY", "KRW", "MXN",
        "NOK", "NZD", "PLN", "SEK", "SGD", "TRY", "USD", "ZAR",
    ];
    random.word(CODES).to_owned()
}

/// An amount of money from 1.00 to 999.99, with two decimals.
pub fn price(random: &mut Random) -> f64 {
    (random.number(1.0, 999.99) * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iban_holds(iban: &str) -> bool {
        let (head, tail) = iban.split_at(4);
        mod_97(&format!("{tail}{head}")) == 1
    }

    #[test]
    fn the_checks_accept_published_numbers() {
        assert!(
            iban_holds("GB82WEST12345698765432"),
            "the example of the IBAN registry"
        );
        assert!(iban_holds("DE89370400440532013000"));
        assert!(!iban_holds("DE89370400440532013001"));
        assert_eq!(luhn_digit("7992739871"), 3, "the example of ISO/IEC 7812");
        assert_eq!(luhn_digit("424242424242424"), 2);
    }

    #[test]
    fn every_number_passes_its_own_check() {
        for seed in 0..100 {
            let mut random = Random::from_parts([seed.to_string().as_str()]);
            let card = credit_card(&mut random);
            assert_eq!(card.len(), 16);
            assert!(
                card.ends_with(&luhn_digit(&card[..15]).to_string()),
                "{card}"
            );
            for tag in Locale::tags() {
                let iban = iban(&mut random, Locale::find(tag).unwrap());
                assert!(iban_holds(&iban), "{iban}");
            }
        }
    }

    #[test]
    fn a_french_account_passes_the_national_check_too() {
        let account = french_account(&mut Random::from_parts(["1"]));
        let part = |range: std::ops::Range<usize>| account[range].parse::<i64>().unwrap();
        let sum = 89 * part(0..5) + 15 * part(5..10) + 3 * part(10..21) + part(21..23);
        assert_eq!(sum % 97, 0, "{account}");
    }
}
