//! Guests that a compiler made, for the cases in which a language's runtime is the point.

use crate::SECRET;
use plugwright::{EgressPolicy, GrantedSecret, Grants, SecretValue};
use std::path::{Path, PathBuf};

/// The component of a guest of this repository.
pub fn built(name: &str) -> Vec<u8> {
    let file = folder().join(format!("{name}.wasm"));
    std::fs::read(&file).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; build the guests with `cargo xtask guests` or run `cargo xtask test`",
            file.display()
        )
    })
}

/// What the guest `hostile-misbehaving` imports: outbound HTTP to what `policy` allows, and a secret for `origin`.
pub fn everything_granted(policy: EgressPolicy, origin: Option<&str>) -> Grants {
    let origins = origin.map(|origin| origin.parse().unwrap());
    let secret = GrantedSecret::new("planted", SecretValue::new(SECRET), origins);
    Grants::none().http(policy).secret(secret)
}

fn folder() -> PathBuf {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/guests/components");
    std::env::var_os("PLUGWRIGHT_GUESTS").map_or(built, PathBuf::from)
}
