//! The laws of a reading, on arbitrary text and arbitrary bytes.

mod reading_laws;

use proptest::prelude::*;
use reading_laws::check;
use types::{Body, Given, Origin, Page, Reading};

fn read(body: Body) -> Reading {
    read::read(&Page { origin: Origin::Stdin, body, given: Given::default() })
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
fn nesting_beyond_the_limit_is_noted() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<blockquote>", "</blockquote>"),
        ("<b>", ""),
        ("<table><tr><td>", ""),
        ("<ul><li>", ""),
    ] {
        let page = format!(
            "<html><body>{}<p>The fog came down on the river and stayed.</p>{}",
            open.repeat(20_000),
            close.repeat(20_000)
        );
        let reading = read(Body::Html(page.into_bytes()));
        assert!(reading.notes.iter().any(|note| note.contains("beyond the limits of nesting")), "{open}");
        check(&reading);
    }
}
