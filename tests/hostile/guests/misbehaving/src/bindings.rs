//! Generated from the world of this guest.
#![allow(
    missing_docs,
    rust_2018_idioms,
    unreachable_pub,
    unsafe_code,
    clippy::all,
    clippy::pedantic,
    reason = "generated code"
)]

use crate::Misbehaving;

wit_bindgen::generate!({
    path: "../../../../wit/plugin",
    inline: "
        package hostile:misbehaving@0.1.0;

        world misbehaving {
            import plugwright:plugin/secrets@0.1.0;
            import wasi:http/outgoing-handler@0.2.12;
            import wasi:logging/logging@0.1.0-draft;
            import wasi:random/random@0.2.12;

            export answer: func() -> u32;
            export panics: func(message: string);
            export aborts: func();
            export exits: func(status: s32);
            export floods-output: func(bytes: u64, in-lines: bool);
            export floods-log: func(records: u32);
            export takes-random: func(bytes: u64) -> u64;
            export surroundings: func() -> list<string>;
            export reads: func(path: string) -> result<string, string>;
            export writes: func(path: string) -> result<_, string>;
            export renames: func(%from: string, to: string) -> result<_, string>;
            export adds-headers: func(name: string, value: list<u8>, times: u32) -> result<_, string>;
            export placeholder: func(name: string) -> result<string, string>;
            export fetch: func(method: string, scheme: string, authority: string, path: string,
                headers: list<tuple<string, string>>) -> result<tuple<u16, string>, string>;
        }
    ",
    world: "hostile:misbehaving/misbehaving",
    generate_all,
});

export!(Misbehaving);
