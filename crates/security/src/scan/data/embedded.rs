//! Files inside the data, by their first bytes.
//!
//! Four bytes are found by chance in megabytes of data, and on purpose in every library that reads such files. So each
//! magic number is believed only when the header behind it makes sense.

use crate::scan::report::{Rule, Severity};

/// One format of files.
#[derive(Debug)]
pub(super) struct Format {
    pub(super) magic: &'static [u8],
    what: &'static str,
    rule: Rule,
    severity: Severity,
    /// Whether the header, which starts with the magic number, makes sense.
    check: fn(&[u8]) -> bool,
}

/// A file that was found.
#[derive(Debug)]
pub(super) struct Embedded {
    pub(super) rule: Rule,
    pub(super) severity: Severity,
    pub(super) what: &'static str,
}

const fn program(magic: &'static [u8], what: &'static str, check: fn(&[u8]) -> bool) -> Format {
    Format {
        magic,
        what,
        rule: Rule::Executable,
        severity: Severity::High,
        check,
    }
}

const fn archive(magic: &'static [u8], what: &'static str, check: fn(&[u8]) -> bool) -> Format {
    Format {
        magic,
        what,
        rule: Rule::Archive,
        severity: Severity::Low,
        check,
    }
}

/// The formats that are looked for.
pub(super) static FORMATS: [Format; 17] = [
    program(b"\x7fELF", "an ELF program or library", elf),
    program(b"PE\0\0", "a program or library of Windows (PE)", pe),
    program(
        b"\xcf\xfa\xed\xfe",
        "a program of macOS (Mach-O, 64 bit)",
        mach_o,
    ),
    program(
        b"\xce\xfa\xed\xfe",
        "a program of macOS (Mach-O, 32 bit)",
        mach_o,
    ),
    program(
        b"\xca\xfe\xba\xbe",
        "a Java class, or a universal program of macOS",
        fat_or_class,
    ),
    program(b"dex\n03", "a program of Android (DEX)", |header| {
        header.get(7) == Some(&0)
    }),
    Format {
        magic: b"\0asm\x01\0\0\0",
        what: "a WebAssembly module",
        rule: Rule::Executable,
        severity: Severity::Medium,
        check: wasm,
    },
    Format {
        magic: b"\0asm\x0d\0\x01\0",
        what: "a WebAssembly component",
        rule: Rule::Executable,
        severity: Severity::Medium,
        check: wasm,
    },
    archive(b"PK\x03\x04", "a ZIP archive", zip),
    archive(b"\x1f\x8b\x08", "data compressed with gzip", gzip),
    archive(b"\x28\xb5\x2f\xfd", "data compressed with Zstandard", zstd),
    archive(b"\xfd7zXZ\0", "data compressed with xz", |header| {
        header.get(6) == Some(&0) && header.get(7).is_some_and(|flags| *flags <= 10)
    }),
    archive(b"7z\xbc\xaf\x27\x1c", "a 7z archive", |header| {
        header.get(6) == Some(&0)
    }),
    archive(b"Rar!\x1a\x07", "a RAR archive", |header| {
        header.get(6).is_some_and(|version| *version <= 1)
    }),
    archive(b"BZh91AY&SY", "data compressed with bzip2", |_| true),
    archive(b"ustar\x0000", "a tar archive", |_| true),
    archive(b"ustar  \0", "a tar archive", |_| true),
];

/// Whether a file of this format starts at `start`.
pub(super) fn verify(format: &Format, data: &[u8], start: usize) -> Option<Embedded> {
    let header = data.get(start..)?;
    (format.check)(header).then_some(Embedded {
        rule: format.rule,
        severity: format.severity,
        what: format.what,
    })
}

/// What machine code a whole file is, if it is any; compiled plugins of wasmtime are ELF files.
pub(in crate::scan) fn native_code(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"MZ") {
        return Some("a program of Windows");
    }
    let program =
        |format: &&Format| format.rule == Rule::Executable && bytes.starts_with(format.magic);
    FORMATS.iter().find(program).map(|format| format.what)
}

/// Name of what `header` is, if it is a program.
pub(super) fn program_at(header: &[u8]) -> Option<&'static str> {
    let is = |format: &&Format| {
        format.rule == Rule::Executable
            && header.starts_with(format.magic)
            && (format.check)(header)
    };
    FORMATS.iter().find(is).map(|format| format.what)
}

fn u16_at(header: &[u8], at: usize, little: bool) -> u16 {
    let bytes = [at, at + 1].map(|at| header.get(at).copied().unwrap_or(0));
    if little {
        u16::from_le_bytes(bytes)
    } else {
        u16::from_be_bytes(bytes)
    }
}

fn u32_at(header: &[u8], at: usize, little: bool) -> u32 {
    let bytes = [at, at + 1, at + 2, at + 3].map(|at| header.get(at).copied().unwrap_or(0));
    if little {
        u32::from_le_bytes(bytes)
    } else {
        u32::from_be_bytes(bytes)
    }
}

/// Class, byte order, version, kind of file and version again.
fn elf(header: &[u8]) -> bool {
    let Some([class @ 1..=2, order @ 1..=2, 1]) = header.get(4..7) else {
        return false;
    };
    let little = *order == 1;
    let size = if *class == 2 { 64 } else { 52 };
    let kind = u16_at(header, 16, little);
    (1..=4).contains(&kind) && u32_at(header, 20, little) == 1 && header.len() >= size
}

/// A known machine, some sections, and the optional header that every image has.
fn pe(header: &[u8]) -> bool {
    let machine = u16_at(header, 4, true);
    let sections = u16_at(header, 6, true);
    let optional = u16_at(header, 24, true);
    matches!(machine, 0x14c | 0x8664 | 0x1c0 | 0x1c4 | 0xaa64)
        && (1..=96).contains(&sections)
        && matches!(optional, 0x10b | 0x20b)
}

/// A known processor, a kind of file, some load commands.
fn mach_o(header: &[u8]) -> bool {
    let processor = u32_at(header, 4, true) & 0x00ff_ffff;
    matches!(processor, 7 | 12 | 18)
        && (1..=11).contains(&u32_at(header, 12, true))
        && (1..=512).contains(&u32_at(header, 16, true))
}

/// Both begin alike: a version of Java, or a small number of architectures with known processors.
fn fat_or_class(header: &[u8]) -> bool {
    let java = u16_at(header, 6, false);
    let is_java =
        u16_at(header, 4, false) <= 3 && (45..=70).contains(&java) && u16_at(header, 8, false) > 10;
    let is_fat = (1..=8).contains(&u32_at(header, 4, false))
        && matches!(u32_at(header, 8, false) & 0x00ff_ffff, 7 | 12 | 18);
    is_java || is_fat
}

/// A known section with a size that fits.
fn wasm(header: &[u8]) -> bool {
    let Some((id, rest)) = header.get(8..).and_then(<[u8]>::split_first) else {
        return false;
    };
    let size = rest
        .iter()
        .take(5)
        .enumerate()
        .fold((0u64, true), |(size, more), (at, byte)| {
            if more {
                (size | u64::from(byte & 0x7f) << (7 * at), byte & 0x80 != 0)
            } else {
                (size, false)
            }
        });
    *id <= 13 && !size.1 && size.0 > 0 && size.0 <= rest.len() as u64
}

/// A version, a method of compression and a name that can be read.
fn zip(header: &[u8]) -> bool {
    let method = u16_at(header, 8, true);
    let name = usize::from(u16_at(header, 26, true));
    let readable = |name: &[u8]| {
        name.iter()
            .all(|byte| (0x20..0x7f).contains(byte) || *byte >= 0x80)
    };
    header
        .get(4)
        .is_some_and(|version| (10..=63).contains(version))
        && matches!(method, 0 | 8 | 9 | 12 | 14 | 93 | 95 | 98)
        && (1..=1024).contains(&name)
        && header.get(30..30 + name).is_some_and(readable)
}

/// No reserved flag, and a known file system.
fn gzip(header: &[u8]) -> bool {
    header.get(3).is_some_and(|flags| flags & 0xe0 == 0)
        && header
            .get(8)
            .is_some_and(|level| matches!(level, 0 | 2 | 4))
        && header
            .get(9)
            .is_some_and(|system| *system <= 13 || *system == 255)
        && header.len() > 18
}

/// No reserved bit, and a first block of a known kind that fits.
fn zstd(header: &[u8]) -> bool {
    let Some(descriptor) = header.get(4) else {
        return false;
    };
    let single = descriptor & 0x20 != 0;
    let window = usize::from(!single);
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let content = match descriptor >> 6 {
        0 => usize::from(single),
        code => 1 << code,
    };
    let at = 5 + window + dictionary + content;
    let block = u32_at(header, at, true) & 0x00ff_ffff;
    let size = (block >> 3) as usize;
    descriptor & 0x18 == 0
        && (block >> 1) & 3 != 3
        && size > 0
        && size <= 128 << 10
        && header.len() >= at + 3
}

#[cfg(test)]
mod tests {
    use super::{native_code, program_at};

    #[test]
    fn the_magic_number_alone_is_not_a_program() {
        for text in [
            &b"\x7fELF"[..],
            b"\x7fELF is how programs of Linux begin, and this is text about it",
            b"PE\0\0 and so on",
        ] {
            assert_eq!(program_at(text), None);
        }
    }

    #[test]
    fn a_program_of_this_machine_is_one() {
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(program_at(&own).is_some());
        assert!(native_code(&own).is_some());
    }
}
