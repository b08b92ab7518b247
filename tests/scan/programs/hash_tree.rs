//! A Merkle tree and a Bloom filter: many hashes in loops with counters, of things that are stored.
mod sha256;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn root(leaves: *const [u8; 32], count: usize) -> u8 {
    let mut level = unsafe { std::slice::from_raw_parts(leaves, count) }.to_vec();
    while level.len() > 1 {
        level = level.chunks(2).map(|pair| sha256::digest(&pair.concat())).collect();
    }
    level[0][0]
}

static mut BITS: [u8; 4096] = [0; 4096];

#[unsafe(no_mangle)]
pub unsafe extern "C" fn insert(data: *const u8, length: usize) {
    let data = unsafe { std::slice::from_raw_parts(data, length) };
    for seed in 0u32..7 {
        let hash = sha256::digest(&[data, &seed.to_le_bytes()].concat());
        let bit = u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]]) as usize % (4096 * 8);
        unsafe { BITS[bit / 8] |= 1 << (bit % 8) };
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn contains(data: *const u8, length: usize) -> bool {
    let data = unsafe { std::slice::from_raw_parts(data, length) };
    for seed in 0u32..7 {
        let hash = sha256::digest(&[data, &seed.to_le_bytes()].concat());
        let bit = u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]]) as usize % (4096 * 8);
        if unsafe { BITS[bit / 8] } & 1 << (bit % 8) == 0 {
            return false;
        }
    }
    true
}
