//! Any text: blocks, sentences and quotations that keep the laws; the text stays as it came.

#![no_main]

#[path = "../../crates/read/tests/reading_laws/mod.rs"]
mod reading_laws;

use types::{Body, Given, Origin, Page};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let page = Page { origin: Origin::Stdin, body: Body::Text(text.to_owned()), given: Given::default() };
    let reading = read::read(&page);
    reading_laws::check(&reading);
    assert_eq!(reading.document.text, text);
    assert_eq!(reading, read::read(&page));
});
