//! Reads articles (JSONL with `id` and `text`) and writes their source, cue and content spans, one line for each,
//! in code points; then says on standard error how fast that was on one thread.
//!
//! `cargo run --release -p annotate --example throughput -- ARTICLES.jsonl > spans.jsonl`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program")]

use std::time::Instant;

use annotate::Reader;
use types::wire::CodePoints;
use types::{Body, Given, Origin, Page, Role};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    let reader = Reader::embedded();
    let loaded = started.elapsed();
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let (mut words, mut pages) = (0, Vec::new());
    for line in std::fs::read_to_string(path)?.lines() {
        let article: serde_json::Value = serde_json::from_str(line)?;
        let text = article["text"].as_str().ok_or("an article without text")?.to_owned();
        words += text.split_whitespace().count();
        let page = Page { origin: Origin::Stdin, body: Body::Text(text), given: Given::default() };
        pages.push((article["id"].clone(), page));
    }
    let started = Instant::now();
    let readings: Vec<_> = pages.iter().map(|(id, page)| (id, read::read(page))).collect();
    let read = started.elapsed();
    let started = Instant::now();
    let marks: Vec<_> = readings.iter().map(|(_, reading)| reader.annotate(reading)).collect();
    let annotated = started.elapsed();
    for ((id, reading), marks) in readings.iter().zip(&marks) {
        let points = CodePoints::new(&reading.document.text);
        let spans: Vec<_> = marks
            .attribution
            .iter()
            .map(|mark| {
                let role = match mark.role {
                    Role::Source => "source",
                    Role::Cue => "cue",
                    Role::Content => "content",
                };
                let [start, end] = points.span(mark.span);
                serde_json::json!([role, start, end, mark.score])
            })
            .collect();
        println!("{}", serde_json::json!({ "id": id, "spans": spans }));
    }
    let rate = f64::from(u32::try_from(words)?) / annotated.as_secs_f64();
    eprintln!(
        "{words} words, loaded in {loaded:.1?}, read in {read:.1?}, annotated in {annotated:.2?}: {rate:.0} words/s"
    );
    Ok(())
}
