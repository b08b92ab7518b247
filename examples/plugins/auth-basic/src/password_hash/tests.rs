use proptest::prelude::*;

use super::*;

const BCRYPT_10: &str = "$2a$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi";

#[test]
fn bcrypt_of_the_published_test_vectors_matches() {
    // jBCrypt's TestBCrypt.java, the vectors of cost 10 and 12.
    let vectors = [
        (
            "",
            "$2a$10$k1wbIrmNyFAPwPVPSVa/zecw2BCEnBwVS2GbrmgzxFUOqW9dk4TCW",
        ),
        (
            "",
            "$2a$12$k42ZFHFWqBp3vWli.nIn8uYyIkbvYRvodzbfbK18SSsY.CsIQPlxO",
        ),
        (
            "a",
            "$2a$10$k87L/MF28Q673VKh8/cPi.SUl7MU/rWuSiIDDFayrKk/1tBsSQu4u",
        ),
        ("abc", BCRYPT_10),
        (
            "abcdefghijklmnopqrstuvwxyz",
            "$2a$10$fVH8e28OQRj9tqiDXs1e1uxpsjN0c7II7YPKXua2NAKYvM6iQk7dq",
        ),
        (
            "~!@#$%^&*()      ~!@#$%^&*()PNBFRD",
            "$2a$10$LgfYWkbzEvQ4JakH7rOvHe0y8pHKF9OaFgwUZ2q7W2FFZmZzJYlfS",
        ),
    ];
    for (password, hash) in vectors {
        let hash = PasswordHash::parse(hash).unwrap();
        assert!(hash.matches(password.as_bytes()), "{password}");
        assert!(!hash.matches(b"wrong"));
    }
}

#[test]
fn the_prefixes_of_bcrypt_mean_the_same() {
    for prefix in ["$2b$", "$2y$"] {
        let hash = PasswordHash::parse(&BCRYPT_10.replace("$2a$", prefix)).unwrap();
        assert!(hash.matches(b"abc"));
    }
}

/// Without this, every password that begins like the real one would be right.
#[test]
fn bcrypt_never_cuts_a_password_off() {
    let salt = [7; 16];
    let long = [b'x'; 72];
    let hash = PasswordHash::Bcrypt {
        cost: 10,
        salt,
        hash: bcrypt_hash(10, salt, &long),
    };
    assert!(hash.matches(&long));
    assert!(!hash.matches(&[b'x'; 73]));
    assert!(!hash.matches(&[b'x'; 71]));
}

fn argon2id(params: Params) -> String {
    use argon2::PasswordHasher;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2
        .hash_password_with_salt(b"open sesame", b"some-fixed-salt!")
        .unwrap()
        .to_string()
}

#[test]
fn argon2id_matches_its_own_password_and_no_other() {
    let hash = PasswordHash::parse(&argon2id(Params::new(7168, 2, 1, None).unwrap())).unwrap();
    assert!(hash.matches(b"open sesame"));
    assert!(!hash.matches(b"open sesam"));
    assert!(!hash.matches(b""));
}

#[test]
fn a_hash_that_is_too_cheap_or_too_dear_is_refused() {
    for (m, t, p) in [(1024, 1, 1), (128 << 10, 1, 1), (7168, 11, 1), (7168, 1, 5)] {
        let hash = format!(
            "$argon2id$v=19$m={m},t={t},p={p}$c29tZS1maXhlZC1zYWx0IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        );
        assert!(PasswordHash::parse(&hash).is_err(), "{hash}");
    }
    for cost in ["04", "09", "15", "31"] {
        assert!(
            PasswordHash::parse(&BCRYPT_10.replace("$10$", &format!("${cost}$"))).is_err(),
            "{cost}"
        );
    }
}

#[test]
fn weak_and_broken_forms_are_refused() {
    let wrong = [
        "",
        "plain",
        "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
        "$apr1$x$y",
        "$argon2i$v=19$m=8192,t=3,p=1$c29tZS1maXhlZC1zYWx0IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=16$m=8192,t=3,p=1$c29tZS1maXhlZC1zYWx0IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=8192,t=3,p=1",
        "$2b$10$short",
        "$2b$10$",
        "$2x$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi",
    ];
    for text in wrong {
        assert!(PasswordHash::parse(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in r"\$(argon2id\$v=19\$m=[0-9]{1,10},t=[0-9],p=[0-9]|2b\$[0-9]{2})\$.{0,60}") {
        let _ = PasswordHash::parse(&text);
    }
}
