//! Hashes whatever it is given, and answers in hexadecimal: what a plugin for checksums does.
mod sha256;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn checksum(data: *const u8, length: usize, out: *mut u8) {
    let digest = sha256::digest(unsafe { std::slice::from_raw_parts(data, length) });
    let text: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    unsafe { std::ptr::copy(text.as_ptr(), out, 64) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify(data: *const u8, length: usize, expected: *const [u8; 32]) -> bool {
    sha256::digest(unsafe { std::slice::from_raw_parts(data, length) }) == unsafe { *expected }
}
