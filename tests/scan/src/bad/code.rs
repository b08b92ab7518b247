//! Code that mines, as text; miners that a compiler made are in the folder `programs`.

use plugwright_security::scan::Rule;

use super::Bad;
use crate::{module, with_data};

pub(super) fn bad() -> Vec<Bad> {
    vec![
        Bad::new(
            "mining",
            "the protocol of pools",
            Rule::MinerText,
            with_data(&[b"{\"method\":\"mining.subscribe\",\"params\":[]}"]),
        ),
        Bad::new(
            "mining",
            "the address of a pool",
            Rule::MinerText,
            with_data(&[b"stratum+tcp://pool.example.org:3333"]),
        ),
        Bad::new(
            "mining",
            "the words of a miner in small segments",
            Rule::MinerText,
            with_data(&[b"randomx", b"hashrate", b"extranonce"]),
        ),
        Bad::new(
            "mining",
            "an unrolled search",
            Rule::HashSearch,
            module(&wat::parse_str(unrolled()).unwrap()),
        ),
    ]
}

/// Rounds of SHA-256 without a loop, as a generator writes them, inside a loop over nonces.
fn unrolled() -> String {
    let constants = [0x428a_2f98_u32, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5];
    let round = |at: usize| {
        let constant = constants[at % 4].cast_signed();
        format!(
            "(local.set $a (i32.add (i32.xor (i32.rotr (local.get $a) (i32.const 6)) (i32.rotr (local.get $b) (i32.const 11)))
                (i32.add (i32.and (local.get $b) (local.get $c)) (i32.const {constant}))))
             (local.set $b (i32.xor (i32.rotr (local.get $a) (i32.const 2)) (i32.rotr (local.get $c) (i32.const 13))))
             (local.set $c (i32.add (local.get $a) (i32.xor (local.get $b) (i32.load (i32.const {})))))",
            (at % 16) * 4
        )
    };
    let rounds: String = (0..64).map(round).collect();
    format!(
        "(module (memory 1) (func (export \"work\") (param $target i32) (result i32)
            (local $nonce i32) (local $a i32) (local $b i32) (local $c i32)
            (loop $next
                (i32.store (i32.const 12) (local.get $nonce))
                {rounds}
                (i32.store (i32.const 64) (local.get $a))
                (local.set $nonce (i32.add (local.get $nonce) (i32.const 1)))
                (br_if $next (i32.gt_u (i32.load (i32.const 64)) (local.get $target))))
            (local.get $nonce)))"
    )
}
