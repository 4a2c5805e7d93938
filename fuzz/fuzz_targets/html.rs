//! Any bytes as a page: a reading that keeps the laws, the same one each time.

#![no_main]

#[path = "../../crates/read/tests/reading_laws/mod.rs"]
mod reading_laws;

use types::{Body, Given, Origin, Page};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let page = Page { origin: Origin::Stdin, body: Body::Html(bytes.to_vec()), given: Given::default() };
    let reading = read::read(&page);
    reading_laws::check(&reading);
    assert_eq!(reading, read::read(&page));
});
