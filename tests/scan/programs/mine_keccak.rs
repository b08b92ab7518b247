//! A proof of work with Keccak and a counter of 64 bits in the middle of the state.
mod keccak;

static mut JOB: [u64; 25] = [3; 25];

#[unsafe(no_mangle)]
pub extern "C" fn job() -> *mut u64 {
    &raw mut JOB as *mut u64
}

#[unsafe(no_mangle)]
pub extern "C" fn work(target: u64, rounds: u32) -> u64 {
    let mut job = unsafe { *(&raw const JOB) };
    for _ in 0..rounds {
        job[4] = job[4].wrapping_add(1);
        let mut state = job;
        keccak::permute(&mut state);
        if state[3] < target {
            return job[4];
        }
    }
    0
}
