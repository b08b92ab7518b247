//! The same with the trick of real miners: the first block of the header is hashed once, and only the first word of the
//! result is looked at.
mod sha256;

static mut BLOCK: [u8; 64] = [7; 64];
static mut MIDSTATE: [u32; 8] = [1; 8];

#[unsafe(no_mangle)]
pub extern "C" fn memory() -> *mut u8 {
    unsafe { MIDSTATE[0] ^= BLOCK[0] as u32 };
    &raw mut BLOCK as *mut u8
}

#[unsafe(no_mangle)]
pub extern "C" fn work(from: u32, to: u32) -> u32 {
    let mut block = unsafe { *(&raw const BLOCK) };
    let middle = unsafe { *(&raw const MIDSTATE) };
    let mut second = [0u8; 64];
    second[32] = 0x80;
    second[62] = 1;
    for nonce in from..to {
        block[12..16].copy_from_slice(&nonce.to_le_bytes());
        let mut state = middle;
        sha256::compress(&mut state, &block);
        for (bytes, word) in second.chunks_exact_mut(4).zip(state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        let mut state = sha256::START;
        sha256::compress(&mut state, &second);
        if state[7] == 0 && state[6].leading_zeros() > 4 {
            return nonce;
        }
    }
    0
}
