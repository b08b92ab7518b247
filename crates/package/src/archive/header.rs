//! The header of an entry, in the one form that is written and accepted.
//!
//! The format is ustar ([POSIX pax](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html), «ustar Interchange
//! Format»). Of its many fields only name and size differ from entry to entry: every file is regular, mode 0644, owned by
//! nobody, of no date. So a header is never interpreted: the one that should be there is made and compared.

pub(super) const BLOCK: usize = 512;

/// One block.
pub(super) type Block = [u8; BLOCK];

/// The most bytes that a size field of eleven octal digits can say.
pub(super) const MAX_SIZE: u64 = 0o777_7777_7777;

const SIZE: std::ops::Range<usize> = 124..136;

/// The header of the file `name` with `size` bytes. Names have at most 100 bytes: all that occur are the format's own.
pub(super) fn header(name: &str, size: u64) -> Block {
    let mut block = [0; BLOCK];
    put(&mut block, 0, name.as_bytes());
    put(&mut block, 100, b"0000644\0");
    put(&mut block, 108, b"0000000\0");
    put(&mut block, 116, b"0000000\0");
    put(&mut block, 124, format!("{size:011o}\0").as_bytes());
    put(&mut block, 136, b"00000000000\0");
    put(&mut block, 148, b"        ");
    put(&mut block, 156, b"0");
    put(&mut block, 257, b"ustar\x0000");
    put(&mut block, 329, b"0000000\0");
    put(&mut block, 337, b"0000000\0");
    let sum: u32 = block.iter().copied().map(u32::from).sum();
    put(&mut block, 148, format!("{sum:06o}\0 ").as_bytes());
    block
}

fn put(block: &mut Block, at: usize, bytes: &[u8]) {
    for (place, byte) in block.iter_mut().skip(at).zip(bytes) {
        *place = *byte;
    }
}

/// The size that a header says, for the one entry whose size nothing else tells. The header is compared afterwards.
pub(super) fn size_of(block: &Block) -> Option<u64> {
    let field = block.get(SIZE)?.strip_suffix(b"\0")?;
    u64::from_str_radix(std::str::from_utf8(field).ok()?, 8).ok()
}

/// How many zeros follow `size` bytes to the end of a block.
pub(super) fn padding(size: u64) -> usize {
    let over = usize::try_from(size % BLOCK as u64).unwrap_or_default();
    (BLOCK - over) % BLOCK
}

/// What to tell an author about a header that is not the expected one.
pub(super) fn complaint(found: &Block, expected: &Block) -> &'static str {
    let differs = |from: usize, to: usize| found.get(from..to) != expected.get(from..to);
    if found.iter().all(|byte| *byte == 0) {
        "the archive ends before this entry"
    } else if differs(257, 265) {
        "no header of a ustar archive is there"
    } else if differs(156, 157) {
        "a link, a device, a folder or an extended header is there"
    } else if differs(0, 100) || differs(345, 500) {
        "an entry of another name is there"
    } else if differs(124, 136) {
        "its size is not the one that the package says"
    } else {
        "its mode, owner, time or checksum is not the one that every entry has"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        let block = header("oci-layout", 30);
        // The sum of all bytes, where those of the sum itself count as spaces.
        let mut blank = block;
        blank[148..156].fill(b' ');
        let sum: u32 = blank.iter().map(|byte| u32::from(*byte)).sum();
        assert_eq!(&block[148..156], format!("{sum:06o}\0 ").as_bytes());
    }

    #[test]
    fn a_size_is_read_as_it_was_written_and_every_padding_ends_a_block() {
        for size in [0, 1, 511, 512, 513, 1 << 32, MAX_SIZE] {
            assert_eq!(size_of(&header("a", size)), Some(size));
            assert_eq!((size + padding(size) as u64) % 512, 0);
            assert!(padding(size) < 512);
        }
    }

    #[test]
    fn rc3_a_size_in_another_notation_is_none() {
        let mut block = header("a", 1);
        block[124..136].copy_from_slice(&[
            0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        ]);
        assert_eq!(size_of(&block), None);
        block[124..136].copy_from_slice(b"-0000000001\0");
        assert_eq!(size_of(&block), None);
    }
}
