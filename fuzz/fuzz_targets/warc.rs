//! Any bytes as a web archive, compressed or not: pages and errors come out, nothing panics, nothing runs forever.

#![no_main]

use acquire::{Format, Limits};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { page_bytes: 4096, decompressed_bytes: 1 << 20, ratio: 100 };
    for page in acquire::pages_of(bytes, Some(Format::Archive), limits) {
        let _ = page.map_err(|error| error.to_string());
    }
});
