//! Reads JSONL of pages (`id`, `url`, `html` or `html_base64`) on stdin and prints one record a line with the document only,
//! for scorers of page text. With `--body` the text is that of the article's prose alone, without its title.
#![expect(clippy::print_stdout, reason = "an example that prints")]

use serde_json::{Value, json};
use types::{BlockKind, Body, Given, Origin, Page, wire};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let body_only = std::env::args().any(|argument| argument == "--body");
    for line in std::io::stdin().lines() {
        let input: Value = serde_json::from_str(&line?)?;
        let text = |key: &str| input[key].as_str().map(str::to_owned);
        let html = match text("html_base64") {
            Some(encoded) => from_base64(&encoded),
            None => text("html").unwrap_or_default().into_bytes(),
        };
        let given = Given { id: text("id"), url: text("url"), ..Given::default() };
        let reading = read::read(&Page { origin: Origin::Stdin, body: Body::Html(html), given });
        let mut document = wire::Document::from(&reading.document);
        if body_only {
            let prose =
                reading.blocks.iter().filter(|block| block.kind != BlockKind::Title && block.kind.is_prose());
            document.text =
                prose.map(|block| block.span.of(&reading.document.text)).collect::<Vec<_>>().join("\n\n");
        }
        println!("{}", json!({"document": document, "statements": [], "notes": reading.notes}));
    }
    Ok(())
}

fn from_base64(encoded: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for value in encoded.bytes().filter_map(|byte| ALPHABET.iter().position(|&known| known == byte)) {
        bits = bits << 6 | value as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}
