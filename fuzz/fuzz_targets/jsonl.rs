//! Any bytes as JSONL: pages and errors come out, nothing panics.

#![no_main]

use acquire::{Format, Limits};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { page_bytes: 4096, ..Limits::default() };
    for page in acquire::pages_of(bytes, Some(Format::Jsonl), limits) {
        let _ = page.map_err(|error| error.to_string());
    }
});
