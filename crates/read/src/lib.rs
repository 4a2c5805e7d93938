//! What does a page say? Canonical text, metadata, blocks, sentences, tokens, quotations.
//!
//! [`read`] cannot fail: odd input gives a reading and notes. No network, disk or clock: the same page gives the
//! same reading.

mod blocks;
mod byline;
mod dates;
mod html;
mod language;
mod lines;
mod posts;
mod quotations;
mod sentences;
mod text;
mod tokens;
mod turns;

use types::{Body, Page, Reading};

/// Reads one page.
///
/// Text (`Body::Text`) is kept exactly as it came; the text of an HTML page is normalised once. What `page.given`
/// says wins over what the page says about itself. All spans of the result are UTF-8 byte ranges into
/// `document.text`. A page without any text gives an empty reading with a note.
pub fn read(page: &Page) -> Reading {
    match &page.body {
        Body::Text(text) => text::read(text.clone(), &page.given),
        Body::Html(bytes) => html::read(bytes, &page.given),
    }
}

/// BCP 47 tag of a text's language when it is not English; none when it is, or too short to tell. Found from the text
/// alone: what pages say about themselves is often wrong.
pub fn foreign_language(text: &str) -> Option<String> {
    language::foreign_language(text)
}
