//! Copies: `neardup-synth-dev`, adjusted Rand index and pairwise precision and recall of the groups.
//!
//! The texts go straight into a store, in two orders: what is a copy of what must not depend on that.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use store::{Reading, Store};
use types::{Document, MadeBy, Record};

use crate::corpora::Corpora;
use crate::figures::{Figures, round};

/// A document of the corpus; documents of one cluster carry one story.
#[derive(Deserialize)]
struct Gold {
    doc: String,
    cluster: u32,
    text: String,
}

/// `ari`, `pairs.p`, `pairs.r` in percent, and how many documents another order of arrival puts elsewhere.
pub fn measure(corpora: &Corpora, folder: &Path) -> Result<Figures> {
    let mut gold: Vec<Gold> = corpora.lines("neardup-synth-dev.jsonl.gz")?;
    let groups = groups(&gold, &folder.join("copies.db"))?;
    gold.reverse();
    let reversed = self::groups(&gold, &folder.join("copies-reversed.db"))?;
    let moved = groups.iter().filter(|(document, first)| reversed.get(*document) != Some(first)).count();
    let clusters: Vec<(u32, &str)> =
        gold.iter().map(|one| (one.cluster, groups[&one.doc].as_str())).collect();
    let mut figures = agreement(&clusters);
    figures.insert("moved_by_order".into(), Some(moved as f64));
    Ok(figures)
}

/// Each document with the earliest of its group.
fn groups(documents: &[Gold], path: &Path) -> Result<BTreeMap<String, String>> {
    let mut store = Store::open(path)?;
    for batch in documents.chunks(256) {
        let records: Vec<Record> = batch.iter().map(|one| record(&one.doc, &one.text)).collect();
        let readings = records.iter().map(|record| Reading {
            record,
            origin: &record.document.id,
            fingerprint: "1",
            judged: "",
        });
        for kept in store.keep_all(readings)? {
            kept.context("a text was refused")?;
        }
    }
    let alone = documents.iter().map(|one| (one.doc.clone(), one.doc.clone()));
    let mut groups: BTreeMap<String, String> = alone.collect();
    groups.extend(store.copies(None)?.into_iter().map(|copy| (copy.document, copy.first)));
    Ok(groups)
}

/// A record without anything but a text.
pub fn record(id: &str, text: &str) -> Record {
    Record {
        document: Document {
            id: id.to_owned(),
            url: None,
            title: None,
            outlet: None,
            byline: Vec::new(),
            published: None,
            modified: None,
            section: None,
            language: Some("en".to_owned()),
            text: text.to_owned(),
        },
        statements: Vec::new(),
        actors: Vec::new(),
        times: Vec::new(),
        places: Vec::new(),
        quantities: Vec::new(),
        events: Vec::new(),
        positions: Vec::new(),
        notes: Vec::new(),
        made_by: MadeBy { onrecord: "0".to_owned(), model: "none".to_owned() },
    }
}

/// Adjusted Rand index (Hubert and Arabie), and precision and recall over pairs, of `(gold, found)`.
fn agreement(clusters: &[(u32, &str)]) -> Figures {
    fn pairs<K: Ord>(keys: impl Iterator<Item = K>) -> f64 {
        let mut sizes: BTreeMap<K, f64> = BTreeMap::new();
        keys.for_each(|key| *sizes.entry(key).or_default() += 1.0);
        sizes.values().map(|size| size * (size - 1.0) / 2.0).sum()
    }
    let both = pairs(clusters.iter());
    let gold = pairs(clusters.iter().map(|(gold, _)| gold));
    let found = pairs(clusters.iter().map(|(_, found)| found));
    let expected = gold * found / pairs(clusters.iter().map(|_| ()));
    let ari = (both - expected) / ((gold + found) / 2.0 - expected);
    let percent = |share: f64| share.is_finite().then(|| round(100.0 * share));
    Figures::from([
        ("ari".into(), percent(ari)),
        ("pairs.p".into(), percent(both / found)),
        ("pairs.r".into(), percent(both / gold)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_that_of_the_definition() {
        let same = agreement(&[(1, "a"), (1, "a"), (2, "b")]);
        assert_eq!((same["ari"], same["pairs.p"], same["pairs.r"]), (Some(100.0), Some(100.0), Some(100.0)));
        // Of 6 pairs 2 are gold, 3 found, 1 both: (1 - 1) / (2.5 - 1).
        let half = agreement(&[(1, "a"), (1, "a"), (2, "a"), (2, "b")]);
        assert_eq!((half["ari"], half["pairs.p"], half["pairs.r"]), (Some(0.0), Some(33.3), Some(50.0)));
    }
}
