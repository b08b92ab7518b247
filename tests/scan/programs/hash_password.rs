//! PBKDF2 with HMAC-SHA-256 (RFC 8018): a hundred thousand hashes, and none of them a proof of work.
mod sha256;

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut inner = [0x36u8; 64].to_vec();
    let mut outer = [0x5cu8; 64].to_vec();
    for (at, byte) in key.iter().take(64).enumerate() {
        inner[at] ^= byte;
        outer[at] ^= byte;
    }
    for part in parts {
        inner.extend_from_slice(part);
    }
    outer.extend_from_slice(&sha256::digest(&inner));
    sha256::digest(&outer)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn derive(password: *const u8, length: usize, rounds: u32, out: *mut u8, blocks: u32) {
    let password = unsafe { std::slice::from_raw_parts(password, length) };
    for block in 0..blocks {
        let mut last = hmac(password, &[b"salt", &(block + 1).to_be_bytes()]);
        let mut sum = last;
        for _ in 1..rounds {
            last = hmac(password, &[&last]);
            for (byte, other) in sum.iter_mut().zip(last) {
                *byte ^= other;
            }
        }
        unsafe { std::ptr::copy(sum.as_ptr(), out.add(32 * block as usize), 32) };
    }
}
