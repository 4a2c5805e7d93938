//! Reads JSONL (`id`, `text`, `published`) from standard input and prints what the model of events sees of each candidate, a JSON
//! line each: the input of `training/events.py`. Offsets are code points.
//!
//! `event_evidence VIEWS ROWS` looks at the words with the views of that weights file and writes each word's as little-endian
//! single-precision numbers into ROWS; `row` is a word's place there, null where nothing was seen.
#![expect(clippy::print_stdout, reason = "an example prints")]

mod jsonl;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufWriter, Write};

use resolve::{SideEvidence, WordSeen};
use serde_json::{Value, json};
use types::{Participant, Span};

/// The views of words, written one after the other; each word of a document once.
struct Rows {
    file: BufWriter<File>,
    written: usize,
    known: HashMap<Span, usize>,
}

impl Rows {
    fn row(&mut self, word: &WordSeen) -> Option<usize> {
        if word.view.is_empty() {
            return None;
        }
        if let Some(row) = self.known.get(&word.span) {
            return Some(*row);
        }
        for number in &word.view {
            self.file.write_all(&number.to_le_bytes()).ok()?;
        }
        self.known.insert(word.span, self.written);
        self.written += 1;
        Some(self.written - 1)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut reader = annotate::Reader::embedded();
    let mut rows = None;
    if let [views, path] = &std::env::args().skip(1).collect::<Vec<_>>()[..] {
        reader = reader.with_event_views(&std::fs::read(views)?)?;
        rows = Some(Rows { file: BufWriter::new(File::create(path)?), written: 0, known: HashMap::new() });
    }
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line: Value = serde_json::from_str(&line?)?;
        let reading = read::read(&jsonl::page(&line, number + 1));
        let text = reading.document.text.clone();
        let points = |span: Span| {
            let before = |byte: usize| text.get(..byte).map_or(0, |text| text.chars().count());
            json!([before(span.start), before(span.end)])
        };
        let side = |side: &Option<Participant>| match side {
            Some(side) => json!({"name": side.name, "span": side.span.map(points)}),
            None => Value::Null,
        };
        if let Some(rows) = &mut rows {
            rows.known.clear();
        }
        let marks = reader.annotate(&reading);
        resolve::resolve_and_show(reading, &marks, &mut |seen| {
            let mut row = |word: &WordSeen| rows.as_mut().and_then(|rows| rows.row(word));
            let told_by = json!({"span": points(seen.told_by.span), "row": row(&seen.told_by)});
            let mut choices = |choices: &[SideEvidence]| -> Vec<Value> {
                let choice = |choice: &SideEvidence| {
                    let row = choice.head.as_ref().and_then(&mut row);
                    json!({"side": side(&choice.side), "features": choice.features, "row": row})
                };
                choices.iter().map(choice).collect()
            };
            let event = &seen.event;
            println!(
                "{}",
                json!({
                    "document": line["id"],
                    "type": event.kind,
                    "evidence": points(event.evidence),
                    "told_by": told_by,
                    "factuality": event.factuality,
                    "doubts": seen.doubts,
                    "features": seen.features,
                    "actor": {"given": side(&event.actor), "choices": choices(&seen.actor)},
                    "recipient": {"given": side(&event.recipient), "choices": choices(&seen.recipient)},
                })
            );
        });
    }
    if let Some(mut rows) = rows {
        rows.file.flush()?;
    }
    Ok(())
}
