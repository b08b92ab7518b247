//! A proof of work with BLAKE2s that remembers the best result so far.
mod blake2s;

static mut JOB: [u32; 16] = [3; 16];
static mut BEST: u32 = u32::MAX;

#[unsafe(no_mangle)]
pub extern "C" fn job() -> *mut u32 {
    &raw mut JOB as *mut u32
}

#[unsafe(no_mangle)]
pub extern "C" fn work(from: u32, to: u32) -> u32 {
    let job = &raw mut JOB;
    for nonce in from..to {
        let mut state = blake2s::START;
        unsafe { (*job)[15] = nonce };
        blake2s::compress(&mut state, unsafe { &*job }, 64, true);
        if state[0] < unsafe { BEST } {
            unsafe { BEST = state[0] };
            return nonce;
        }
    }
    0
}
