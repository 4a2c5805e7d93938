//! Reads JSONL (`id`, `text`, `published`) from standard input and prints what the model of events sees of each candidate, a JSON
//! line each: the input of `training/events.py`. Offsets are code points.
#![expect(clippy::print_stdout, reason = "an example prints")]

mod jsonl;

use std::io::BufRead;

use serde_json::{Value, json};
use types::{Participant, Span};

fn main() -> Result<(), Box<dyn std::error::Error>> {
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
        let marks = annotate::Reader::embedded().annotate(&reading);
        resolve::resolve_and_show(reading, &marks, &mut |seen| {
            let choices = |choices: &[(Option<Participant>, Vec<u32>)]| -> Vec<Value> {
                choices
                    .iter()
                    .map(|(who, features)| json!({"side": side(who), "features": features}))
                    .collect()
            };
            let event = &seen.event;
            println!(
                "{}",
                json!({
                    "document": line["id"],
                    "type": event.kind,
                    "evidence": points(event.evidence),
                    "factuality": event.factuality,
                    "doubts": seen.doubts,
                    "features": seen.features,
                    "actor": {"given": side(&event.actor), "choices": choices(&seen.actor)},
                    "recipient": {"given": side(&event.recipient), "choices": choices(&seen.recipient)},
                })
            );
        });
    }
    Ok(())
}
