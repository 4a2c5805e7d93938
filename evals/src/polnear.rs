//! Attribution on PolNeAR: against the first annotator, nested statements left out (PolNeAR marks the outermost
//! only).
//!
//! `token_*`: words in a role, anywhere. `piece_*`: unbroken runs of words of a role, matched exactly.
//! `relation`: one to one, contents share a word and sources share a word (or both lack one).
//! `relation_strict`: content IoU >= 0.8 and source IoU >= 0.5. `content_*`: one to one by content alone.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use types::wire;

use crate::corpora::PolnearArticle;
use crate::figures::{Counts, Figures, put_prf, round};
use crate::program::Records;
use crate::words::{Span, WordSet, Words, iou, matching, meet, runs};

/// What PolNeAR says about a set of records.
pub struct Score {
    /// The figures of the reference scorer.
    pub figures: Figures,
    /// Confidence of every predicted statement, and whether it is right (in the matching of `relation`).
    pub judged: Vec<(f64, bool)>,
}

/// The three roles of an attribution, as words.
struct Attribution {
    roles: [WordSet; 3],
    confidence: f64,
}

const ROLES: [&str; 3] = ["source", "cue", "content"];
type Rule = (&'static str, fn(&Attribution, &Attribution) -> bool);
const RULES: [Rule; 5] = [
    ("relation", |p, g| meet(p.content(), g.content()) && p.source_meets(g)),
    ("relation_strict", |p, g| {
        iou(p.content(), g.content()) >= 0.8 && (iou(p.source(), g.source()) >= 0.5 || p.no_source(g))
    }),
    ("content_overlap", |p, g| meet(p.content(), g.content())),
    ("content_iou80", |p, g| iou(p.content(), g.content()) >= 0.8),
    ("content_exact", |p, g| p.content() == g.content()),
];

impl Attribution {
    fn new(words: &Words, spans: [&[Span]; 3], confidence: f64) -> Self {
        Self { roles: spans.map(|spans| words.cover(spans)), confidence }
    }

    fn predicted(words: &Words, statement: &wire::Statement) -> Self {
        let spans = [&statement.source[..], &statement.cue, &statement.content];
        Self::new(words, spans, f64::from(statement.confidence))
    }

    fn source(&self) -> &WordSet {
        &self.roles[0]
    }

    fn content(&self) -> &WordSet {
        &self.roles[2]
    }

    fn no_source(&self, other: &Self) -> bool {
        self.source().is_empty() && other.source().is_empty()
    }

    fn source_meets(&self, other: &Self) -> bool {
        meet(self.source(), other.source()) || self.no_source(other)
    }
}

/// Scores `records` against the articles. A record that is missing counts as one without statements; a record
/// whose text differs from the text that was given is an error, because its offsets mean nothing.
pub fn score(articles: &[PolnearArticle], records: &Records) -> Result<Score> {
    let mut judged = Vec::new();
    let mut by_role: [RoleCounts; 3] = Default::default();
    let mut by_rule = [0; RULES.len()];
    let mut counts = Counts::default();
    for article in articles {
        let words = Words::of(&article.text);
        let record = records.get(&article.id);
        counts.add("missing", record.is_none());
        if record.is_some_and(|record| record.document.text != article.text) {
            bail!("{}: document.text differs from the text that was given", article.id);
        }
        let predicted: Vec<_> = record
            .iter()
            .flat_map(|record| &record.statements)
            .filter(|statement| statement.nested_in.is_none())
            .map(|statement| Attribution::predicted(&words, statement))
            .filter(|attribution| !attribution.content().is_empty())
            .collect();
        let gold: Vec<_> = article
            .annotations
            .iter()
            .take(1)
            .flat_map(|annotation| &annotation.attributions)
            .filter(|gold| !gold.content.is_empty())
            .map(|gold| Attribution::new(&words, [&gold.source, &gold.cue, &gold.content], 1.0))
            .collect();
        for (role, counts) in by_role.iter_mut().enumerate() {
            counts.add(role, &predicted, &gold);
        }
        for (rule, right) in by_rule.iter_mut().enumerate() {
            let fits = RULES[rule].1;
            let partners: Vec<Vec<usize>> = predicted
                .iter()
                .map(|p| (0..gold.len()).filter(|&index| fits(p, &gold[index])).collect())
                .collect();
            let matched = matching(&partners);
            *right += matched.len();
            if rule == 0 {
                judged.extend(
                    predicted
                        .iter()
                        .enumerate()
                        .map(|(index, p)| (p.confidence, matched.contains_key(&index))),
                );
            }
        }
        counts.add("predicted", predicted.len());
        counts.add("gold", gold.len());
    }
    let mut figures = Figures::new();
    for (role, counts) in ROLES.iter().zip(&by_role) {
        let [right, predicted, gold] = counts.words;
        put_prf(&mut figures, &format!("token_{role}"), right, predicted, gold);
        let [right, predicted, gold] = counts.pieces;
        put_prf(&mut figures, &format!("piece_{role}"), right, predicted, gold);
    }
    let token_f = ROLES.iter().filter_map(|role| figures[&format!("token_{role}.f")]);
    let macro_f = round(token_f.sum::<f64>() / 3.0);
    figures.insert("token_macro_f".into(), Some(macro_f));
    for ((name, _), right) in RULES.iter().zip(by_rule) {
        put_prf(&mut figures, name, right, counts.get("predicted"), counts.get("gold"));
    }
    figures.insert("missing_records".into(), Some(counts.get("missing") as f64));
    Ok(Score { figures, judged })
}

/// Right, predicted and gold for one role.
#[derive(Default)]
struct RoleCounts {
    words: [usize; 3],
    pieces: [usize; 3],
}

impl RoleCounts {
    fn add(&mut self, role: usize, predicted: &[Attribution], gold: &[Attribution]) {
        fn count<T: Ord>(counts: &mut [usize; 3], predicted: &BTreeSet<T>, gold: &BTreeSet<T>) {
            counts[0] += predicted.intersection(gold).count();
            counts[1] += predicted.len();
            counts[2] += gold.len();
        }
        let words = |side: &[Attribution]| side.iter().flat_map(|a| a.roles[role].clone()).collect();
        let pieces = |side: &[Attribution]| side.iter().flat_map(|a| runs(&a.roles[role])).collect();
        count::<usize>(&mut self.words, &words(predicted), &words(gold));
        count::<(usize, usize)>(&mut self.pieces, &pieces(predicted), &pieces(gold));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use types::wire::Record;

    use super::*;

    const TEXT: &str = "Mara Quell said they would rebuild. Tom Ashby wants a vote.";

    /// Two attributions: "Mara Quell | said | they would rebuild", "Tom Ashby | wants | a vote".
    fn articles() -> Vec<PolnearArticle> {
        let article = json!({"id": "a", "publisher": "p", "date": "2024-05-22", "title": "t", "text": TEXT,
            "annotations": [{"attributions": [
                {"source": [[0, 10]], "cue": [[11, 15]], "content": [[16, 34]]},
                {"source": [[36, 45]], "cue": [[46, 51]], "content": [[52, 58]]}]}]});
        vec![serde_json::from_value(article).unwrap()]
    }

    fn records(text: &str, statements: &[[[usize; 2]; 3]]) -> Records {
        let statements: Vec<_> = statements
            .iter()
            .map(|[source, cue, content]| {
                json!({"id": "s", "kind": "indirect", "content": [content], "content_text": "", "source": [source],
                    "source_text": null, "cue": [cue], "cue_text": null, "act": "say", "polarity": "asserted",
                    "speaker": {"actor": null, "name": null, "role": null, "kind": "unresolved", "reason": null},
                    "addressee": null, "medium": null, "said": null, "nested_in": null, "confidence": 0.9})
            })
            .collect();
        let record: Record = serde_json::from_value(json!({
            "document": {"id": "a", "url": null, "title": null, "outlet": null, "byline": [], "published": null,
                "published_basis": null, "language": null, "text": text},
            "statements": statements, "actors": [], "times": [], "places": [], "quantities": [], "events": [],
            "positions": [], "notes": [], "made_by": {"onrecord": "", "model": ""}}))
        .unwrap();
        Records::from([("a".to_owned(), record)])
    }

    #[test]
    fn a_relation_needs_the_source_too() {
        // The first is found a word short; the second has the first one's source.
        let found = records(TEXT, &[[[0, 10], [11, 15], [21, 34]], [[0, 10], [46, 51], [52, 58]]]);
        let score = score(&articles(), &found).unwrap();
        let figure = |name: &str| score.figures[name].unwrap();
        assert_eq!(figure("relation.f"), 50.0);
        assert_eq!(figure("relation_strict.f"), 0.0);
        assert_eq!(figure("content_overlap.f"), 100.0);
        assert_eq!(figure("content_exact.f"), 50.0);
        assert_eq!(figure("token_content.p"), 100.0);
        assert_eq!(figure("token_content.r"), 80.0);
        assert_eq!(figure("piece_source.r"), 50.0);
        let right: Vec<bool> = score.judged.iter().map(|judged| judged.1).collect();
        assert_eq!(right, [true, false]);
    }

    #[test]
    fn a_missing_record_counts_and_another_text_is_an_error() {
        let score_of = |records: &Records| score(&articles(), records);
        let nothing = score_of(&Records::new()).unwrap();
        assert_eq!(nothing.figures["missing_records"], Some(1.0));
        assert_eq!(nothing.figures["relation.r"], Some(0.0));
        assert!(score_of(&records("Another text.", &[])).is_err());
    }
}
