//! Parses a text from standard input and writes its sentences in CoNLL-U form; the last column says whether what the word
//! names happened.
//!
//! `cargo run --release -p annotate --example parse < ARTICLE.txt`
#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::io::Read;

use annotate::Reader;
use types::{Body, Given, Origin, Page};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let page = Page { origin: Origin::Stdin, body: Body::Text(text), given: Given::default() };
    let reading = read::read(&page);
    let text = reading.document.text.as_str();
    for sentence in Reader::embedded().annotate(&reading).syntax {
        println!("# text = {}", sentence.span.of(text));
        for (index, word) in sentence.words.iter().enumerate() {
            println!(
                "{}\t{}\t_\t{}\t_\t_\t{}\t{}\t_\tScore={:.2}|Happened={:.1}",
                index + 1,
                word.span.of(text),
                word.tag.name(),
                word.head.map_or(0, |head| head + 1),
                word.relation.name(),
                word.score,
                word.happened,
            );
        }
        println!();
    }
    Ok(())
}
