//! The laws of a reading, on arbitrary text and arbitrary bytes.

use proptest::prelude::*;
use types::{Body, Given, Origin, Page, Reading, Span};

fn read(body: Body) -> Reading {
    read::read(&Page { origin: Origin::Stdin, body, given: Given::default() })
}

/// Panics, with the law that is broken, unless `reading` keeps all of them.
fn check(reading: &Reading) {
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

/// Text made of the pieces on which the rules turn.
fn news() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "“",
        "”",
        "‘",
        "’",
        "'",
        "''",
        "`",
        "«",
        "»",
        "„",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        ". ",
        "? ",
        "…",
        "—",
        "— Jo (@jo) May 5, 2024",
        "\u{feff}",
        "Q: ",
        "A: ",
        "JO DOE: ",
        "Jo Doe, Rome: ",
        "By Jo Doe",
        "7 p.m.",
        "3 May 2021",
        "• ",
        "1. ",
        "> ",
        "Photo: ",
        "(AP Photo/Jo)",
        "Mr. ",
        "U.S. ",
        "6'2\"",
        "’90s",
        "said",
        "The fog came down",
        "https://t.co/x",
        "é",
        "日本",
        "\u{85}",
        "\u{2028}",
        "<p>",
        "</p>",
        "&amp;",
        "<blockquote>",
        "<table>",
        "<a href=x>",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        let reading = read(Body::Text(text.clone()));
        check(&reading);
        prop_assert_eq!(reading.document.text, text);
    }

    #[test]
    fn newslike_text(text in news()) {
        let reading = read(Body::Text(text.clone()));
        check(&reading);
        prop_assert_eq!(&reading, &read(Body::Text(text)));
    }

    #[test]
    fn any_bytes_as_html(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        check(&read(Body::Html(bytes)));
    }

    #[test]
    fn newslike_html(html in news()) {
        let reading = read(Body::Html(html.clone().into_bytes()));
        check(&reading);
        prop_assert_eq!(&reading, &read(Body::Html(html.into_bytes())));
    }
}

#[test]
fn no_text_gives_an_empty_reading_with_a_note() {
    for body in [
        Body::Text(String::new()),
        Body::Text(" \n ".to_owned()),
        Body::Html(Vec::new()),
        Body::Html(b"<html><title>x</title>".to_vec()),
    ] {
        let reading = read(body);
        assert!(reading.blocks.is_empty() && reading.tokens.is_empty() && !reading.notes.is_empty());
    }
}

#[test]
fn deep_nesting_is_noted() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<blockquote>", "</blockquote>"),
        ("<b>", ""),
        ("<table><tr><td>", ""),
        ("<ul><li>", ""),
    ] {
        let page = format!(
            "<html><body>{}<p>The fog came down on the river and stayed.</p>{}",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        let reading = read(Body::Html(page.into_bytes()));
        assert!(reading.notes.iter().any(|note| note.contains("nested too deep")), "{open}");
        check(&reading);
    }
}

/// Hostile repetitions: a quadratic step would take minutes where these take moments.
#[test]
fn long_input_takes_linear_time() {
    let started = std::time::Instant::now();
    for piece in [
        "a",
        "\"",
        "“",
        "‘a ",
        "' ",
        "a. ",
        ".",
        ". ",
        "\n",
        "— (@",
        "1. a\n",
        "Q: a\nA: b\n",
        "— J (@j) May 5, 2024\n",
        "7 p.m.\n",
        "a  ",
        "’s ",
        "(",
        "A: ",
    ] {
        let text = piece.repeat(2_000_000 / piece.len());
        let reading = read(Body::Text(text));
        assert!(!reading.tokens.is_empty() || piece == "\n");
    }
    for piece in [
        "<p>a",
        "<a href=x>b",
        "<br>",
        "<blockquote>a",
        "<li>a",
        "<h2>Related</h2>",
        "<script>",
        "</x>",
        "<!--",
        "<table>",
    ] {
        let html = piece.repeat(100_000 / piece.len());
        read(Body::Html(html.into_bytes()));
    }
    assert!(started.elapsed().as_secs() < 240, "{:?}", started.elapsed());
}
