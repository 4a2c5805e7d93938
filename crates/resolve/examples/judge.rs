//! Reads JSONL (`id`, `text`, …) from standard input and prints the records as JSONL: the path of the program without
//! files and store, to measure judgements.
//!
//! A line may carry marks of its own, in code points, that are used instead of the model's:
//! `"attribution": [["source", 0, 8], …]`, `"entities": [["person", 0, 8], …]` and
//! `"syntax": [[[0, 8, "NOUN", 1, "nsubj"], …], …]`: sentences of words, each with part of speech, head (null for the root) and
//! relation.
#![expect(clippy::print_stdout, reason = "an example prints")]

mod jsonl;

use std::io::BufRead;

use serde_json::Value;
use types::{
    AttributionMark, EntityKind, EntityMark, ParsedSentence, PartOfSpeech, Relation, Role, Span, Word, wire,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line: Value = serde_json::from_str(&line?)?;
        let page = jsonl::page(&line, number + 1);
        let reading = read::read(&page);
        let mut marks = annotate::Reader::embedded().annotate(&reading);
        if let Some(given) = given(&line, "attribution", &reading.document.text) {
            marks.attribution = given
                .into_iter()
                .filter_map(|(kind, span)| {
                    let role = match kind.as_str() {
                        "source" => Role::Source,
                        "cue" => Role::Cue,
                        "content" => Role::Content,
                        _ => return None,
                    };
                    Some(AttributionMark { role, span, score: 1.0 })
                })
                .collect();
        }
        if let Some(given) = given(&line, "entities", &reading.document.text) {
            marks.entities = given
                .into_iter()
                .filter_map(|(kind, span)| {
                    let kind = match kind.as_str() {
                        "person" => EntityKind::Person,
                        "organisation" => EntityKind::Organisation,
                        "place" => EntityKind::Place,
                        "group" => EntityKind::Group,
                        "other" => EntityKind::Other,
                        _ => return None,
                    };
                    Some(EntityMark { kind, span, score: 1.0 })
                })
                .collect();
        }
        if let Some(given) = syntax(&line, &reading.document.text) {
            marks.syntax = given;
        }
        let record = resolve::resolve(reading, &marks);
        println!("{}", serde_json::to_string(&wire::Record::from(&record))?);
    }
    Ok(())
}

/// The line's own marks, translated to bytes.
/// Parsed sentences of a line.
fn syntax(line: &Value, text: &str) -> Option<Vec<ParsedSentence>> {
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let word = |word: &Value| {
        let end = |index: usize| bytes.get(usize::try_from(word.get(index)?.as_u64()?).ok()?).copied();
        let (tag, relation) = (word.get(2)?.as_str()?, word.get(4)?.as_str()?);
        Some(Word {
            span: Span::new(end(0)?, end(1)?),
            tag: PartOfSpeech::ALL.iter().copied().find(|known| known.name() == tag)?,
            head: word.get(3)?.as_u64().and_then(|head| usize::try_from(head).ok()),
            relation: Relation::ALL.iter().copied().find(|known| known.name() == relation)?,
            score: 1.0,
            happened: 3.0,
        })
    };
    let sentence = |sentence: &Value| {
        let words: Vec<Word> = sentence.as_array()?.iter().map(word).collect::<Option<_>>()?;
        let span = Span::new(words.first()?.span.start, words.last()?.span.end);
        Some(ParsedSentence { span, words, views: Vec::new() })
    };
    Some(line.get("syntax")?.as_array()?.iter().filter_map(sentence).collect())
}

fn given(line: &Value, name: &str, text: &str) -> Option<Vec<(String, Span)>> {
    let offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect();
    let byte = |value: &Value| offsets.get(usize::try_from(value.as_u64()?).ok()?).copied();
    let marks = line.get(name)?.as_array()?;
    Some(
        marks
            .iter()
            .filter_map(|mark| {
                Some((mark.get(0)?.as_str()?.to_owned(), Span::new(byte(mark.get(1)?)?, byte(mark.get(2)?)?)))
            })
            .collect(),
    )
}
