//! Any bytes as a feed, and as a sitemap: articles and errors come out, nothing panics.

#![no_main]

use acquire::{Format, Limits};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { page_bytes: 1 << 20, ..Limits::default() };
    for format in [Format::Feed, Format::Sitemap] {
        for page in acquire::pages_of(bytes, Some(format), limits) {
            let _ = page.map_err(|error| error.to_string());
        }
    }
});
