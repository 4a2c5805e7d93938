//! The laws of a reading; the fuzz targets check them too.

use types::{Reading, Span};

/// Panics, with the law that is broken, unless `reading` keeps all of them.
pub fn check(reading: &Reading) {
    let text = reading.document.text.as_str();
    let is_cut = |span: Span| span.start <= span.end && text.get(span.start..span.end).is_some();
    let in_order = |spans: &[Span]| spans.windows(2).all(|pair| pair[0].end <= pair[1].start);

    let blocks: Vec<Span> = reading.blocks.iter().map(|block| block.span).collect();
    assert!(in_order(&blocks), "blocks overlap");
    for block in &reading.blocks {
        assert!(is_cut(block.span) && is_cut(block.body) && block.span.contains(block.body));
        assert!(block.label.is_none_or(is_cut) && block.stamp.is_none_or(is_cut));
        assert_eq!(block.span.of(text), block.span.of(text).trim(), "a block has white space around it");
        assert!(!block.span.is_empty());
    }
    for (offset, character) in text.char_indices().filter(|(_, character)| !character.is_whitespace()) {
        let index = blocks.partition_point(|block| block.end <= offset);
        assert!(
            blocks.get(index).is_some_and(|block| block.start <= offset),
            "{character:?} at {offset} lies in no block"
        );
    }

    assert!(in_order(&reading.sentences), "sentences overlap");
    let in_block = |span: &Span| blocks.iter().any(|block| block.contains(*span));
    assert!(reading.sentences.iter().all(|span| is_cut(*span) && !span.is_empty() && in_block(span)));

    let mut end = 0;
    for token in &reading.tokens {
        assert!(is_cut(token.span) && token.span.start >= end && !token.span.is_empty());
        assert!(text[end..token.span.start].chars().all(char::is_whitespace), "tokens leave something out");
        let mut characters = token.span.of(text).chars();
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        assert!(characters.clone().all(is_word) || characters.nth(1).is_none(), "a token of two kinds");
        let sentence = reading.sentences.partition_point(|sentence| sentence.end <= token.span.start);
        assert!(reading.sentences[sentence].contains(token.span), "a token in no sentence");
        end = token.span.end;
    }
    assert!(text[end..].chars().all(char::is_whitespace));

    let starts: Vec<usize> = reading.quotations.iter().map(|quotation| quotation.parts[0].start).collect();
    assert!(starts.is_sorted(), "quotations out of order");
    for quotation in &reading.quotations {
        assert!(in_order(&quotation.parts));
        assert!(quotation.parts.iter().all(|part| is_cut(*part) && !part.is_empty() && in_block(part)));
    }
}
