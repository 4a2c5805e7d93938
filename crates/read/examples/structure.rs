//! Prints the structure of text files: `cargo run -p read --example structure FILE...`.
#![expect(clippy::print_stdout, reason = "an example that prints")]

use types::{Body, Given, Origin, Page};

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let body = std::fs::read(&path)?;
        let body = if path.ends_with(".html") {
            Body::Html(body)
        } else {
            Body::Text(String::from_utf8_lossy(&body).into_owned())
        };
        let reading =
            read::read(&Page { origin: Origin::File(path.clone().into()), body, given: Given::default() });
        let text = &reading.document.text;
        println!(
            "== {path}\n{:?} {:?} {:?} {:?} {:?}",
            reading.document.title,
            reading.document.outlet,
            reading.document.byline,
            reading.document.published,
            reading.document.language
        );
        for block in &reading.blocks {
            let show = |span: Option<types::Span>| span.map_or("", |span| span.of(text));
            println!(
                "{:?} [{}] [{}] {}",
                block.kind,
                show(block.label),
                show(block.stamp),
                block.body.of(text)
            );
        }
        for quotation in &reading.quotations {
            let parts: Vec<&str> = quotation.parts.iter().map(|part| part.of(text)).collect();
            println!(
                "  {} {} {}",
                quotation.depth,
                if quotation.closed { ' ' } else { '~' },
                parts.join(" | ")
            );
        }
        println!(
            "{} sentences, {} tokens, notes {:?}",
            reading.sentences.len(),
            reading.tokens.len(),
            reading.notes
        );
    }
    Ok(())
}
