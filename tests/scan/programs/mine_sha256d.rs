//! Bitcoin's proof of work: SHA-256 twice over a header of 80 bytes whose last four are counted up.
mod sha256;

static mut HEADER: [u8; 80] = [7; 80];
static mut TARGET: [u8; 32] = [0; 32];

#[unsafe(no_mangle)]
pub extern "C" fn header() -> *mut u8 {
    &raw mut HEADER as *mut u8
}

#[unsafe(no_mangle)]
pub extern "C" fn target() -> *mut u8 {
    &raw mut TARGET as *mut u8
}

#[unsafe(no_mangle)]
pub extern "C" fn work(from: u32, rounds: u32) -> u32 {
    let mut header = unsafe { *(&raw const HEADER) };
    let target = unsafe { *(&raw const TARGET) };
    let mut nonce = from;
    while nonce < from + rounds {
        header[76..].copy_from_slice(&nonce.to_le_bytes());
        let mut hash = sha256::digest(&sha256::digest(&header));
        hash.reverse();
        if hash <= target {
            return nonce;
        }
        nonce += 1;
    }
    0
}
