//! Names of people, organisations, places, groups and other things, by the reader alone: a record keeps those of its actors
//! and places, not the spans.
//!
//! Exact span and kind, F1 over all kinds and for each, as in CoNLL 2003: WorldWide newswire dev, whose portion for training
//! the reader has learned, and the English Web Treebank's dev portion of Universal NER, which knows neither groups nor
//! others (what is marked as these is left out). GUM's mentions are whole phrases: there the heads of people, bodies and
//! places that begin with a capital are looked at, in the dev documents that are news.

use std::collections::BTreeSet;

use annotate::{Effort, Reader};
use anyhow::Result;
use serde::Deserialize;
use types::EntityKind;

use crate::corpora::Corpora;
use crate::figures::{Counts, Figures, put_prf};
use crate::judge::reading;

#[derive(Deserialize)]
struct Named {
    text: String,
    entities: Vec<Gold>,
}

/// Places are code points.
#[derive(Deserialize)]
struct Gold {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Gum {
    text: String,
    news: bool,
    mentions: Vec<Mention>,
}

#[derive(Deserialize)]
struct Mention {
    #[serde(rename = "type")]
    kind: String,
    head: Vec<(usize, usize)>,
}

/// What is measured at each effort.
pub const EFFORTS: [(&str, Effort); 3] =
    [("full", Effort::Full), ("balanced", Effort::Balanced), ("fast", Effort::Fast)];

/// The kinds by their names in figures.
pub const KINDS: [(&str, EntityKind); 5] = [
    ("person", EntityKind::Person),
    ("organisation", EntityKind::Organisation),
    ("place", EntityKind::Place),
    ("group", EntityKind::Group),
    ("other", EntityKind::Other),
];

/// A name: where, in code points, and of what kind, by its place in [`KINDS`].
type Name = (usize, usize, usize);

/// The figures: `EFFORT.wwn.f` and so on; of GUM `EFFORT.gum.heads`, `EFFORT.gum.named` and `EFFORT.gum.right`.
pub fn measure(corpora: &Corpora) -> Result<Figures> {
    let wwn: Vec<Named> = corpora.lines("wwn-dev.jsonl")?;
    let uner: Vec<Named> = corpora.lines("uner-ewt-dev.jsonl")?;
    let gum: Vec<Gum> = corpora.lines("gum-dev.jsonl")?;
    let mut figures = Figures::new();
    for (effort, at) in EFFORTS {
        let reader = Reader::embedded().with_effort(at);
        let all: Vec<_> = wwn.iter().map(|one| (one.names(), names(&reader, &one.text))).collect();
        put_f1(&mut figures, &format!("{effort}.wwn"), &all);
        for (kind, (name, _)) in KINDS.iter().enumerate() {
            let of_kind =
                |names: &BTreeSet<Name>| names.iter().filter(|name| name.2 == kind).copied().collect();
            let some: Vec<_> = all.iter().map(|(gold, found)| (of_kind(gold), of_kind(found))).collect();
            put_f1(&mut figures, &format!("{effort}.wwn.{name}"), &some);
        }
        let known = |name: &Name| name.2 < 3;
        let all: Vec<_> = uner
            .iter()
            .map(|one| (one.names(), names(&reader, &one.text).into_iter().filter(known).collect()))
            .collect();
        put_f1(&mut figures, &format!("{effort}.uner"), &all);
        let mut counts = Counts::default();
        gum.iter().filter(|document| document.news).for_each(|document| document.count(&reader, &mut counts));
        for name in ["heads", "named", "right"] {
            figures.insert(format!("{effort}.gum.{name}"), Some(counts.get(name) as f64));
        }
    }
    Ok(figures)
}

fn put_f1(figures: &mut Figures, name: &str, all: &[(BTreeSet<Name>, BTreeSet<Name>)]) {
    let sum = |of: fn(&(BTreeSet<Name>, BTreeSet<Name>)) -> usize| all.iter().map(of).sum();
    let right = sum(|(gold, found)| gold.intersection(found).count());
    put_prf(figures, name, right, sum(|(_, found)| found.len()), sum(|(gold, _)| gold.len()));
}

/// What the reader marks in a text.
fn names(reader: &Reader, text: &str) -> BTreeSet<Name> {
    let reading = reading(text);
    let points = types::wire::CodePoints::new(&reading.document.text);
    let marks = reader.annotate(&reading).entities;
    let kind = |kind: EntityKind| KINDS.iter().position(|(_, known)| *known == kind);
    marks
        .iter()
        .filter_map(|mark| {
            let span = points.spans(&[mark.span]);
            let [start, end] = *span.first()?;
            Some((start, end, kind(mark.kind)?))
        })
        .collect()
}

impl Named {
    /// The names that have one of the kinds; of those that overlap the shorter ones, as the reader has learned them.
    fn names(&self) -> BTreeSet<Name> {
        let known: Vec<Name> = self.entities.iter().filter_map(Gold::name).collect();
        let inside = |name: &Name| {
            known.iter().any(|other| {
                other != name && other.0 < name.1 && name.0 < other.1 && other.1 - other.0 < name.1 - name.0
            })
        };
        known.iter().filter(|name| !inside(name)).copied().collect()
    }
}

impl Gold {
    fn name(&self) -> Option<Name> {
        let kind = match self.kind.as_str() {
            "Person" | "PER" => 0,
            "Organization" | "ORG" => 1,
            "Location" | "Facility" | "LOC" => 2,
            "NORP" => 3,
            "Misc" | "Product" => 4,
            // Dates, money and the like are no names.
            _ => return None,
        };
        Some((self.start, self.end, kind))
    }
}

impl Gum {
    /// Counts the capitalised heads of people, bodies and places, those in a name, and those in one of the right kind.
    fn count(&self, reader: &Reader, counts: &mut Counts) {
        let letters: Vec<char> = self.text.chars().collect();
        let found = names(reader, &self.text);
        for mention in &self.mentions {
            let kind = match mention.kind.as_str() {
                "person" => 0,
                "organization" => 1,
                "place" => 2,
                _ => continue,
            };
            let Some(&(start, end)) = mention.head.last() else { continue };
            let word: String = letters[start..end].iter().collect();
            if !word.starts_with(char::is_uppercase) || is_pronoun(&word) {
                continue;
            }
            let over = found.iter().find(|name| name.0 <= start && end <= name.1);
            counts.add("heads", true);
            counts.add("named", over.is_some());
            counts.add("right", over.is_some_and(|name| name.2 == kind));
        }
    }
}

fn is_pronoun(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "i" | "he"
            | "she"
            | "it"
            | "they"
            | "we"
            | "you"
            | "this"
            | "that"
            | "these"
            | "those"
            | "who"
            | "our"
            | "his"
            | "her"
            | "its"
            | "their"
            | "my"
    )
}
