//! The HTML path: from the bytes of a page to its reading.

mod body;
mod boilerplate;
mod decode;
mod edges;
mod elements;
mod json_ld;
mod junk;
mod leaves;
mod metadata;
mod nesting;
mod phrases;
mod select;
mod world_dates;

use dom_query::Document as Tree;
use types::{BlockKind, Document, Given, Reading, Span};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use self::{leaves::Leaf, metadata::Metadata};
use crate::{
    blocks::{Head, blocks},
    language,
    lines::Unit,
    text::{assemble, from_line, given_date, hash},
};

/// Reads an HTML page.
pub(crate) fn read(bytes: &[u8], given: &Given) -> Reading {
    let mut notes = Vec::new();
    let html = decode::decode(bytes, &mut notes);
    let (html, removed) = nesting::limit_nesting(&html);
    if removed > 0 {
        notes.push(format!("the page is beyond the limits of nesting, tags or attributes; {removed} tags were left out or cut"));
    }
    let page = Tree::from(html.as_ref());
    let metadata = metadata::metadata(&page, given.url.as_deref(), &mut notes);
    boilerplate::remove(&page);
    let title = given.title.clone().or_else(|| metadata.title.clone());
    let authors = if given.byline.is_empty() { &metadata.byline } else { &given.byline };
    let leaves = select::article(page, metadata.title.as_deref(), authors, &mut notes);
    let (text, units) = canonical(title.as_deref().filter(|_| !leaves.is_empty()), &leaves);
    let (blocks, head) = blocks(&text, units, title.as_deref());
    let document = document(text, given, metadata, head, &mut notes);
    assemble(document, blocks, notes)
}

/// The canonical text: NFC, one blank line between the units; and the units with what mark-up says about them.
fn canonical(title: Option<&str>, leaves: &[Leaf]) -> (String, Vec<Unit>) {
    let mut text = String::new();
    let mut units = Vec::with_capacity(leaves.len() + 1);
    let title = title.map(|title| (title, BlockKind::Title));
    for (words, kind) in title.into_iter().chain(leaves.iter().map(|leaf| (leaf.text.as_str(), leaf.kind))) {
        let words = words.trim();
        if words.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        // Nearly all text is in NFC already, which is found faster than made.
        if is_nfc_quick(words.chars()) == IsNormalized::Yes {
            text.push_str(words);
        } else {
            text.extend(words.nfc());
        }
        units.push(Unit { span: Span::new(start, text.len()), after_gap: true, markup: Some(kind) });
    }
    (text, units)
}

fn document(
    text: String,
    given: &Given,
    metadata: Metadata,
    head: Head,
    notes: &mut Vec<String>,
) -> Document {
    let published = match &given.published {
        Some(value) => given_date(value, notes),
        None => metadata.published.or_else(|| head.published.and_then(from_line)),
    };
    let byline =
        [given.byline.clone(), metadata.byline, head.byline].into_iter().find(|names| !names.is_empty());
    let url = given.url.clone().or(metadata.url);
    Document {
        id: given.id.clone().or_else(|| url.clone()).unwrap_or_else(|| hash(&text)),
        url,
        title: given.title.clone().or(metadata.title),
        outlet: given.outlet.clone().or(metadata.outlet),
        byline: byline.unwrap_or_default(),
        published,
        modified: metadata.modified,
        section: metadata.section,
        language: given.language.clone().or_else(|| language::of_page(metadata.language, &text, notes)),
        text,
    }
}
