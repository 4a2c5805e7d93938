//! The text path: from a text to its reading.

use sha2::{Digest, Sha256};
use types::{Block, Document, Given, Published, PublishedBasis, Reading};

use crate::{
    blocks::{Head, blocks, sentence_ranges},
    dates::{DateLine, date_line},
    language::language,
    lines::units,
    quotations::quotations,
    sentences::sentences,
    tokens::tokens,
};

/// Reads a text that came as text.
pub(crate) fn read(text: String, given: &Given) -> Reading {
    let (blocks, head) = blocks(&text, units(&text), given.title.as_deref());
    let mut notes = Vec::new();
    let document = document(text, given, head, &mut notes);
    assemble(document, blocks, notes)
}

/// Cuts a document whose blocks are known into tokens, sentences and quotations.
pub(crate) fn assemble(document: Document, blocks: Vec<Block>, mut notes: Vec<String>) -> Reading {
    let text = document.text.as_str();
    if blocks.is_empty() {
        notes.push("the page has no text".to_owned());
    }
    let tokens = tokens(text);
    let mut cut = Vec::new();
    for block in &blocks {
        for range in sentence_ranges(text, block) {
            sentences(text, range, &tokens, &mut cut);
        }
    }
    let quotations = quotations(text, &blocks);
    Reading { document, blocks, sentences: cut, tokens, quotations, notes }
}

fn document(text: String, given: &Given, head: Head, notes: &mut Vec<String>) -> Document {
    let published = match &given.published {
        Some(value) => given_date(value, notes),
        None => head.published.and_then(from_line),
    };
    Document {
        id: given.id.clone().or_else(|| given.url.clone()).unwrap_or_else(|| hash(&text)),
        url: given.url.clone(),
        title: given.title.clone().or(head.title),
        outlet: given.outlet.clone(),
        byline: if given.byline.is_empty() { head.byline } else { given.byline.clone() },
        published,
        modified: None,
        section: None,
        language: given.language.clone().or_else(|| language(&text)),
        text,
    }
}

/// The publication date that a line of the text gives.
pub(crate) fn from_line(line: DateLine) -> Option<Published> {
    Some(Published { date: line.date?, value: line.value?, basis: PublishedBasis::Text })
}

/// A date that the input gives: ISO 8601 by contract, any full date line by grace. Its day is the one written, in its
/// own zone.
pub(crate) fn given_date(value: &str, notes: &mut Vec<String>) -> Option<Published> {
    let day = value.trim().get(..10).and_then(|day| day.parse().ok());
    let date = day.or_else(|| date_line(value).and_then(|line| line.date));
    if date.is_none() {
        notes.push(format!("the given publication date is no date: {value}"));
    }
    date.map(|date| Published { date, value: value.trim().to_owned(), basis: PublishedBasis::Given })
}

/// `sha256:` and the first 16 hexadecimal digits of the text's hash.
pub(crate) fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}
