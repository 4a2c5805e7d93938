//! What happened: events against corpora that know something about them, end to end through the program.
//!
//! - MEANTIME dev and train: of the events that are told as facts, and whose words hold a gold event, the share that holds one that
//!   is certain, positive and not in the future.
//! - PLV and the PETRARCH unit sentences, dev: the share of sentences (of gold events) with an event of the right type, and
//!   of those the share that names both sides.
//!
//! `evals -- events-sample 60` prints as many events of PolNeAR dev and WWN dev for checking by hand, by a fixed order of
//! hashes; the verdicts are kept in `evals/events-checked.tsv`.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use types::Factuality;
use types::wire::{Event, Record};

use crate::corpora::Corpora;
use crate::figures::{Counts, Figures};
use crate::program::{Program, load_records};
use crate::words::Span;

#[derive(Deserialize)]
struct Meantime {
    id: String,
    text: String,
    events: Vec<MeantimeEvent>,
}

#[derive(Deserialize)]
struct MeantimeEvent {
    spans: Vec<Span>,
    certainty: Option<String>,
    polarity: Option<String>,
    time: Option<String>,
}

impl MeantimeEvent {
    fn is_fact(&self) -> bool {
        self.certainty.as_deref() == Some("CERTAIN")
            && self.polarity.as_deref() == Some("POS")
            && self.time.as_deref() != Some("FUTURE")
    }
}

#[derive(Deserialize)]
struct Plv {
    text: String,
    root: String,
}

#[derive(Deserialize)]
struct Petrarch {
    text: String,
    events: Vec<PetrarchEvent>,
}

#[derive(Deserialize)]
struct PetrarchEvent {
    plover: Option<String>,
}

/// The figures of all three corpora.
pub fn measure(corpora: &Corpora, program: &Program, folder: &Path) -> Result<Figures> {
    let mut counts = Counts::default();
    asserted(corpora, program, folder, "dev", ["asserted_dev", "asserted_right_dev"], &mut counts)?;
    // Dev alone has few of these events. Candidates in the texts for training were judged for the model of events; its own annotations
    // were not looked at.
    asserted(corpora, program, folder, "train", ["asserted_train", "asserted_right_train"], &mut counts)?;
    let plv: Vec<Plv> = corpora.lines("plv-dev.jsonl")?;
    let texts: Vec<&str> = plv.iter().map(|sentence| sentence.text.as_str()).collect();
    for (gold, record) in plv.iter().zip(sentences(program, folder, "plv", &texts)?) {
        let right = |event: &Event| {
            let kind = event.kind.as_str();
            gold.root == kind || gold.root == "YIELD" && matches!(kind, "CONCEDE" | "RETREAT")
        };
        counts.add("plv", true);
        counts.add("plv_found", !record.events.is_empty());
        counts.add("plv_type", record.events.iter().any(right));
    }
    let petrarch: Vec<Petrarch> = corpora.lines("petr-unit-dev.jsonl")?;
    let texts: Vec<&str> = petrarch.iter().map(|sentence| sentence.text.as_str()).collect();
    for (gold, record) in petrarch.iter().zip(sentences(program, folder, "petrarch", &texts)?) {
        for kind in gold.events.iter().filter_map(|event| event.plover.as_deref()) {
            let typed = || record.events.iter().filter(|event| event.kind == kind);
            counts.add("petrarch", true);
            counts.add("petrarch_type", typed().next().is_some());
            counts.add("petrarch_actor", typed().any(|event| event.actor.is_some()));
            counts.add(
                "petrarch_sides",
                typed().any(|event| event.actor.is_some() && event.recipient.is_some()),
            );
        }
    }
    let share = |name: &str, part, whole| (name.to_owned(), counts.percent(part, whole));
    Ok(Figures::from([
        ("meantime_asserted".to_owned(), Some(counts.get("asserted_dev") as f64)),
        share("meantime_asserted_precision", "asserted_right_dev", "asserted_dev"),
        ("meantime_train_asserted".to_owned(), Some(counts.get("asserted_train") as f64)),
        share("meantime_train_asserted_precision", "asserted_right_train", "asserted_train"),
        share("plv_found", "plv_found", "plv"),
        share("plv_type_recall", "plv_type", "plv"),
        share("petrarch_type_recall", "petrarch_type", "petrarch"),
        share("petrarch_actor_of_typed", "petrarch_actor", "petrarch_type"),
        share("petrarch_both_sides_of_typed", "petrarch_sides", "petrarch_type"),
    ]))
}

/// Counts the events of a portion of MEANTIME that are told as facts, and those of them that its annotators hold for facts.
fn asserted(
    corpora: &Corpora,
    program: &Program,
    folder: &Path,
    portion: &str,
    [told, right]: [&'static str; 2],
    counts: &mut Counts,
) -> Result<()> {
    let documents: Vec<Meantime> = corpora.lines(&format!("meantime-{portion}.jsonl"))?;
    let inputs: Vec<Value> =
        documents.iter().map(|document| json!({"id": document.id, "text": document.text})).collect();
    let records = load_records(&program.read(folder, &format!("meantime-{portion}"), &inputs)?)?;
    for document in &documents {
        let record = records.get(&document.id).with_context(|| format!("no record of {}", document.id))?;
        for event in record.events.iter().filter(|event| event.factuality == Factuality::Asserted) {
            let within = |span: &Span| span[0] >= event.evidence[0] && span[1] <= event.evidence[1];
            let mut gold = document.events.iter().filter(|gold| gold.spans.iter().any(within)).peekable();
            if gold.peek().is_some() {
                counts.add(told, true);
                counts.add(right, gold.any(MeantimeEvent::is_fact));
            }
        }
    }
    Ok(())
}

/// The records of single sentences, in order.
fn sentences(program: &Program, folder: &Path, name: &str, texts: &[&str]) -> Result<Vec<Record>> {
    let inputs: Vec<Value> =
        texts.iter().enumerate().map(|(id, text)| json!({"id": id.to_string(), "text": text})).collect();
    let mut records = load_records(&program.read(folder, name, &inputs)?)?;
    (0..texts.len())
        .map(|id| records.remove(&id.to_string()).with_context(|| format!("no record of {name} {id}")))
        .collect()
}

/// `number` events of PolNeAR dev and WWN dev, a line each: document, type, offsets, sides, factuality, words. Which ones is
/// decided by hashes of their places, so that the same program gives the same sample.
pub fn sample(corpora: &Corpora, program: &Program, number: usize, folder: &Path) -> Result<Vec<String>> {
    let mut inputs: Vec<Value> = Vec::new();
    for file in ["polnear-dev.jsonl", "wwn-dev.jsonl"] {
        for line in corpora.lines::<Value>(file)? {
            inputs.push(json!({"id": line["id"], "text": line["text"], "published": line.get("date")}));
        }
    }
    let records = load_records(&program.read(folder, "sample", &inputs)?)?;
    let mut lines: Vec<(Vec<u8>, String)> = Vec::new();
    for (id, record) in &records {
        for event in &record.events {
            let [start, end] = event.evidence;
            let order = Sha256::digest(format!("again#{id}#{start}-{end}#{}", event.kind)).to_vec();
            let name = |side: &Option<types::wire::Participant>| {
                side.as_ref().map_or_else(|| "-".to_owned(), |side| side.name.clone())
            };
            let words = event.evidence_text.split_whitespace().collect::<Vec<_>>().join(" ");
            let factuality = format!("{:?}", event.factuality).to_lowercase();
            let line = [
                id.as_str(),
                &event.kind,
                &format!("{start}-{end}"),
                &name(&event.actor),
                &name(&event.recipient),
                &factuality,
                &words,
            ]
            .join("\t");
            lines.push((order, line));
        }
    }
    lines.sort();
    Ok(lines.into_iter().take(number).map(|(_, line)| line).collect())
}
