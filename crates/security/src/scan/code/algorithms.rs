//! Hash functions and ciphers by the constants that their standards fix.
//!
//! A compiler puts them into instructions when it unrolls the rounds, and into a table in the data when it does not; this
//! finds the first. Three different constants of one algorithm in one function are not chance.

/// An algorithm with constants of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Algorithm {
    /// FIPS 180-4; the initial state is that of BLAKE2s and BLAKE3 as well.
    Sha256,
    /// FIPS 180-4; the initial state is that of BLAKE2b as well.
    Sha512,
    /// FIPS 180-4; partly MD5 and RIPEMD-160 as well.
    Sha1,
    /// RFC 1321.
    Md5,
    /// FIPS 202.
    Keccak,
}

impl Algorithm {
    pub(super) const ALL: [Self; 5] = [
        Self::Sha256,
        Self::Sha512,
        Self::Sha1,
        Self::Md5,
        Self::Keccak,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256 or BLAKE2s/3",
            Self::Sha512 => "SHA-512 or BLAKE2b",
            Self::Sha1 => "SHA-1",
            Self::Md5 => "MD5",
            Self::Keccak => "Keccak (SHA-3)",
        }
    }

    fn constants(self) -> &'static [u64] {
        match self {
            Self::Sha256 => &SHA256,
            Self::Sha512 => &SHA512,
            Self::Sha1 => &SHA1,
            Self::Md5 => &MD5,
            Self::Keccak => &KECCAK,
        }
    }
}

/// Initial state and first round constants.
static SHA256: [u64; 20] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
];
/// Initial state and first round constants.
static SHA512: [u64; 12] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
    0x428a_2f98_d728_ae22,
    0x7137_4491_23ef_65cd,
    0xb5c0_fbcf_ec4d_3b2f,
    0xe9b5_dba5_8189_dbbc,
];
/// Round constants, and the word of the initial state that MD5 does not have.
static SHA1: [u64; 5] = [
    0x5a82_7999,
    0x6ed9_eba1,
    0x8f1b_bcdc,
    0xca62_c1d6,
    0xc3d2_e1f0,
];
/// Round constants.
static MD5: [u64; 8] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501,
];
/// Round constants with more than a few bits.
static KECCAK: [u64; 8] = [
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
];

/// Which constants a function has, a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Constants([u32; Algorithm::ALL.len()]);

impl Constants {
    /// Takes note of one constant.
    pub(super) fn add(&mut self, value: u64) {
        // Compilers write most small numbers, and none of the constants is small.
        if value < 0x1000_0000 {
            return;
        }
        for (seen, algorithm) in self.0.iter_mut().zip(Algorithm::ALL) {
            if let Some(at) = algorithm
                .constants()
                .iter()
                .position(|constant| *constant == value)
            {
                *seen |= 1 << at;
            }
        }
    }

    /// The algorithms that have enough of theirs.
    pub(super) fn algorithms(self) -> impl Iterator<Item = Algorithm> {
        let enough = self.0.into_iter().zip(Algorithm::ALL);
        enough
            .filter(|(seen, _)| seen.count_ones() >= 3)
            .map(|(_, algorithm)| algorithm)
    }
}
