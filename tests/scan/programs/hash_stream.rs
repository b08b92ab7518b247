//! ChaCha20 (RFC 8439): a counter in the state of each block, and no search.

fn quarter(s: &mut [u32; 16], [a, b, c, d]: [usize; 4]) {
    s[a] = s[a].wrapping_add(s[b]);
    s[d] = (s[d] ^ s[a]).rotate_left(16);
    s[c] = s[c].wrapping_add(s[d]);
    s[b] = (s[b] ^ s[c]).rotate_left(12);
    s[a] = s[a].wrapping_add(s[b]);
    s[d] = (s[d] ^ s[a]).rotate_left(8);
    s[c] = s[c].wrapping_add(s[d]);
    s[b] = (s[b] ^ s[c]).rotate_left(7);
}

fn block(input: &[u32; 16]) -> [u32; 16] {
    let mut s = *input;
    for _ in 0..10 {
        for column in 0..4 {
            quarter(&mut s, [column, column + 4, column + 8, column + 12]);
        }
        for column in 0..4 {
            quarter(&mut s, [column, (column + 1) % 4 + 4, (column + 2) % 4 + 8, (column + 3) % 4 + 12]);
        }
    }
    for (word, start) in s.iter_mut().zip(input) {
        *word = word.wrapping_add(*start);
    }
    s
}

static mut STATE: [u32; 16] = [9; 16];

#[unsafe(no_mangle)]
pub unsafe extern "C" fn apply(data: *mut u8, length: usize) {
    let state = &raw mut STATE;
    let data = unsafe { std::slice::from_raw_parts_mut(data, length) };
    for chunk in data.chunks_mut(64) {
        let key = block(unsafe { &*state });
        unsafe { (*state)[12] = (*state)[12].wrapping_add(1) };
        for (at, byte) in chunk.iter_mut().enumerate() {
            *byte ^= key[at / 4].to_le_bytes()[at % 4];
        }
    }
}

/// Random numbers below a bound without bias: draws again until one fits.
#[unsafe(no_mangle)]
pub extern "C" fn below(bound: u32) -> u32 {
    let state = &raw mut STATE;
    loop {
        let drawn = block(unsafe { &*state })[0];
        unsafe { (*state)[12] = (*state)[12].wrapping_add(1) };
        if drawn < u32::MAX - u32::MAX % bound {
            return drawn % bound;
        }
    }
}
