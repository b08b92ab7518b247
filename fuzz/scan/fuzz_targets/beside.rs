//! Any bytes as what comes beside a component: the first byte chooses which file it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plugwright_security::scan::{Advisories, LicenseList, Sbom, ScanOptions, scan};

const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    match choice % 3 {
        0 => {
            let advisories = Advisories::parse(rest).ok();
            let options = ScanOptions {
                advisories: advisories.as_ref(),
                ..ScanOptions::default()
            };
            scan(EMPTY, &options);
        }
        1 => {
            let sbom = Sbom::parse(rest).ok();
            let options = ScanOptions {
                sbom: sbom.as_ref(),
                ..ScanOptions::default()
            };
            scan(EMPTY, &options);
        }
        _ => {
            let text = String::from_utf8_lossy(rest);
            let _ = LicenseList::parse(text.split(','));
        }
    }
});
