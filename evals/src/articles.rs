//! The whole record on the annotated articles.
//!
//! Statements are matched one to one by content IoU >= 0.5 over words, gold and predicted, nested ones too.
//! Precision does not count unmatched predicted statements that lie inside the content of a matched one (extra
//! nested finds). Speakers are judged on matched statements whose gold speaker has a name: right, wrong or
//! unresolved; a wrong name is the worst error that there is. A stance that is not given counts as unclear.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::Serialize;
use types::wire;
use types::{SpeakerKind, Stance};

use crate::corpora::{GoldArticle, GoldStatement};
use crate::details;
use crate::figures::{Counts, Figures, put_prf};
use crate::names;
use crate::program::Records;
use crate::words::{Span, WordSet, Words, iou, meet};

/// What was counted, and what a developer wants to look at.
#[derive(Default)]
pub struct Score {
    counts: Counts,
    /// `article: gold words: gold speaker, given speaker`, for the screen only: corpus text is not to be kept.
    pub wrong_speakers: Vec<String>,
    /// `article: gold words` of gold statements that were not found; for the screen only.
    pub missed: Vec<String>,
    /// `article: predicted words` of statements that match no gold and are not excused; for the screen only.
    pub surplus: Vec<String>,
}

/// A statement as words.
struct Side {
    content: WordSet,
    source: WordSet,
    cue: WordSet,
}

/// Gold and predicted statements of one article, matched.
struct Matched<'a> {
    pairs: Vec<(&'a wire::Statement, &'a GoldStatement, &'a Side, &'a Side)>,
    unmatched: Vec<&'a wire::Statement>,
    missed: Vec<&'a GoldStatement>,
}

impl Score {
    /// Scores one article. No record counts as an empty one; a record with another text is an error.
    pub fn of(article: &GoldArticle, records: &Records) -> Result<Self> {
        let mut score = Self::default();
        let record = records.get(&article.stem);
        score.counts.add("missing", record.is_none());
        let empty = empty_record(&article.text);
        let record = record.unwrap_or(&empty);
        if record.document.text != article.text {
            bail!("{}: document.text differs from the text that was given", article.stem);
        }
        let words = Words::of(&article.text);
        score.statements(article, record, &words);
        details::count(&mut score.counts, &article.gold, record);
        Ok(score)
    }

    /// Adds all counts of `other`.
    pub fn merge(&mut self, other: Self) {
        self.counts.merge(&other.counts);
        self.wrong_speakers.extend(other.wrong_speakers);
        self.missed.extend(other.missed);
        self.surplus.extend(other.surplus);
    }

    /// A count by its name in this module.
    pub fn count(&self, name: &'static str) -> usize {
        self.counts.get(name)
    }

    /// The figures of the reference scorer.
    pub fn figures(&self) -> Figures {
        let counts = &self.counts;
        let mut figures: Figures = [
            ("statements_outer_recall", "outer_found", "outer_gold"),
            ("statements_iou90_recall", "found_90", "gold"),
            ("kind", "kind_right", "kind"),
            ("source", "source_right", "source"),
            ("cue", "cue_right", "cue"),
            ("speaker_right", "speaker_right", "speaker"),
            ("speaker_wrong", "speaker_wrong", "speaker"),
            ("speaker_unresolved", "speaker_unresolved", "speaker"),
            ("speaker_right_pronoun_or_role", "reference_right", "reference"),
            ("speaker_unnamed_handled", "unnamed_right", "unnamed"),
            ("addressee", "addressee_right", "addressee"),
            ("medium", "medium_right", "medium"),
            ("said_when", "said_right", "said"),
            ("false_statements", "not_statement_found", "not_statement"),
            ("stance_right_of_matched", "stance_right", "stance"),
            ("stance_found_of_matched", "stance_found", "stance"),
            ("stance_opposite_of_given", "stance_opposite", "stance_sided"),
            ("time_recall", "time_found", "time"),
            ("time_value", "time_value_right", "time_value"),
            ("place_recall", "place_found", "place"),
            ("place_country", "country_right", "place"),
            ("place_161km", "within_161_km", "located"),
            ("place_25km", "within_25_km", "located"),
            ("quantity_value", "quantity_right", "quantity"),
            ("event_evidence_recall", "event_found", "event"),
            ("event_type_recall", "event_type_right", "event"),
            ("event_actor_recall", "event_actor_right", "event"),
        ]
        .map(|(name, part, whole)| (name.to_owned(), counts.percent(part, whole)))
        .into();
        for (name, count) in [
            ("stances_given", "stances_given"),
            ("events_predicted", "events_predicted"),
            ("missing_records", "missing"),
        ] {
            figures.insert(name.to_owned(), Some(counts.get(count) as f64));
        }
        let [found, predicted, gold] = ["found", "predicted", "gold"].map(|name| counts.get(name));
        put_prf(&mut figures, "statements", found, predicted, gold);
        figures
    }

    fn statements(&mut self, article: &GoldArticle, record: &wire::Record, words: &Words) {
        let gold = &article.gold.statements;
        let gold_sides: Vec<Side> = gold.iter().map(|statement| gold_side(words, statement)).collect();
        let sides: Vec<Side> =
            record.statements.iter().map(|statement| predicted_side(words, statement)).collect();
        let matched = matched(&record.statements, &sides, gold, &gold_sides);
        let pairs = &matched.pairs;

        let excused = |side: &Side| {
            let shared = |whole: &WordSet| side.content.intersection(whole).count() as f64;
            let size = side.content.len();
            pairs.iter().any(|(_, _, whole, _)| {
                size > 0 && size < whole.content.len() && shared(&whole.content) >= 0.9 * size as f64
            })
        };
        let surplus: Vec<_> = matched
            .unmatched
            .iter()
            .filter(|statement| !excused(&predicted_side(words, statement)))
            .map(|statement| line(&article.stem, &statement.content_text))
            .collect();
        let outer = |statement: &GoldStatement| !has_tag(statement, "nested");
        let counts = &mut self.counts;
        counts.add("found", pairs.len());
        counts.add("predicted", pairs.len() + surplus.len());
        counts.add("gold", gold.len());
        counts.add("outer_gold", gold.iter().filter(|statement| outer(statement)).count());
        counts.add("outer_found", pairs.iter().filter(|(_, gold, ..)| outer(gold)).count());
        self.surplus.extend(surplus);
        self.missed.extend(matched.missed.iter().map(|gold| line(&article.stem, &gold.content_text)));
        for (statement, gold, side, gold_side) in pairs {
            let counts = &mut self.counts;
            counts.add("found_90", iou(&side.content, &gold_side.content) >= 0.9);
            counts.add("kind", true);
            counts.add("kind_right", word(&statement.kind) == gold.kind);
            if !gold_side.source.is_empty() {
                counts.add("source", true);
                counts.add("source_right", meet(&side.source, &gold_side.source));
            }
            if !gold_side.cue.is_empty() {
                counts.add("cue", true);
                counts.add("cue_right", meet(&side.cue, &gold_side.cue));
            }
            self.speaker(&article.stem, statement, gold, side, gold_side);
            self.circumstances(statement, gold);
        }
        for span in article.gold.not_statements.iter().filter_map(|not| not.span) {
            let not = words.cover(&[span]);
            let found = matched
                .unmatched
                .iter()
                .any(|statement| iou(&predicted_side(words, statement).content, &not) >= 0.5);
            self.counts.add("not_statement", true);
            self.counts.add("not_statement_found", found);
        }
        self.stances(record, gold, pairs.iter().map(|&(statement, gold, ..)| (statement, gold)).collect());
    }

    fn speaker(
        &mut self,
        stem: &str,
        statement: &wire::Statement,
        gold: &GoldStatement,
        side: &Side,
        gold_side: &Side,
    ) {
        let counts = &mut self.counts;
        let kind = statement.speaker.kind;
        let name = statement.speaker.name.as_deref().filter(|name| !name.is_empty());
        let same_source = meet(&side.source, &gold_side.source);
        if gold.speaker.contains("(unnamed)") || gold.speaker.contains("(implied)") {
            let nobody = name.is_none() || matches!(kind, SpeakerKind::Unresolved | SpeakerKind::Anonymous);
            counts.add("unnamed", true);
            counts.add("unnamed_right", if gold_side.source.is_empty() { nobody } else { same_source });
            return;
        }
        let by_reference = has_tag(gold, "coref-pronoun") || has_tag(gold, "coref-role");
        counts.add("speaker", true);
        counts.add("reference", by_reference);
        let Some(name) = name.filter(|_| kind != SpeakerKind::Unresolved) else {
            counts.add("speaker_unresolved", true);
            return;
        };
        let unnamed = matches!(
            kind,
            SpeakerKind::Collective | SpeakerKind::Document | SpeakerKind::Role | SpeakerKind::Anonymous
        );
        let source_as_name =
            || names::sorted(name) == names::sorted(gold.source_text.as_deref().unwrap_or(""));
        if names::same(name, &gold.speaker) || (same_source && unnamed && source_as_name()) {
            counts.add("speaker_right", true);
            counts.add("reference_right", by_reference);
        } else {
            counts.add("speaker_wrong", true);
            let words = line(stem, &gold.content_text);
            self.wrong_speakers.push(format!("{words}: gold {:?}, got {name:?}", gold.speaker));
        }
    }

    fn circumstances(&mut self, statement: &wire::Statement, gold: &GoldStatement) {
        let counts = &mut self.counts;
        let names_it = |found: &Option<wire::Named>, gold: &str| {
            found.as_ref().is_some_and(|found| names::same(&found.name, gold))
        };
        if let Some(addressee) = present(&gold.addressee) {
            counts.add("addressee", true);
            counts.add("addressee_right", names_it(&statement.addressee, addressee));
        }
        if let Some(medium) = present(&gold.medium) {
            counts.add("medium", true);
            counts.add("medium_right", names_it(&statement.medium, medium));
        }
        if let Some(when) = present(&gold.when) {
            counts.add("said", true);
            counts.add("said_right", statement.said.as_ref().is_some_and(|said| said.value == when));
        }
    }

    fn stances(
        &mut self,
        record: &wire::Record,
        gold: &[GoldStatement],
        pairs: Vec<(&wire::Statement, &GoldStatement)>,
    ) {
        let counts = &mut self.counts;
        let known = |id: &str| record.statements.iter().any(|statement| statement.id == id);
        let given: BTreeMap<(&str, &str), Stance> = record
            .positions
            .iter()
            .filter(|position| known(&position.statement))
            .map(|position| ((position.statement.as_str(), position.question.as_str()), position.stance))
            .collect();
        for (statement, gold) in pairs {
            let Some(position) = &gold.position else { continue };
            let stance = given.get(&(statement.id.as_str(), position.question.as_str()));
            let said = stance.map_or_else(|| "unclear".to_owned(), word);
            let is_side = |side: &str| matches!(side, "favor" | "against");
            counts.add("stance", true);
            counts.add("stance_right", said == position.stance);
            counts.add("stance_found", stance.is_some());
            counts.add("stance_sided", is_side(&said));
            counts.add(
                "stance_opposite",
                is_side(&said) && is_side(&position.stance) && said != position.stance,
            );
        }
        counts.add("stance_gold", gold.iter().filter(|statement| statement.position.is_some()).count());
        counts.add("stances_given", given.len());
    }
}

/// Greedy one-to-one matching by content IoU, a shared source breaking near ties.
fn matched<'a>(
    predicted: &'a [wire::Statement],
    sides: &'a [Side],
    gold: &'a [GoldStatement],
    gold_sides: &'a [Side],
) -> Matched<'a> {
    let mut candidates = Vec::new();
    for (left, side) in sides.iter().enumerate() {
        for (right, gold_side) in gold_sides.iter().enumerate() {
            let same = iou(&side.content, &gold_side.content);
            if same >= 0.5 {
                let source = if meet(&side.source, &gold_side.source) { 0.01 } else { 0.0 };
                candidates.push((same + source, left, right));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((b.1, b.2).cmp(&(a.1, a.2))));
    let mut owner: BTreeMap<usize, usize> = BTreeMap::new();
    let mut taken = WordSet::new();
    let mut pairs = Vec::new();
    for (_, left, right) in candidates {
        if !owner.contains_key(&left) && taken.insert(right) {
            owner.insert(left, right);
            pairs.push((&predicted[left], &gold[right], &sides[left], &gold_sides[right]));
        }
    }
    let unmatched = predicted.iter().enumerate().filter(|(left, _)| !owner.contains_key(left));
    let missed = gold.iter().enumerate().filter(|(right, _)| !taken.contains(right));
    Matched {
        pairs,
        unmatched: unmatched.map(|(_, statement)| statement).collect(),
        missed: missed.map(|(_, statement)| statement).collect(),
    }
}

fn gold_side(words: &Words, statement: &GoldStatement) -> Side {
    let cover = |span: &Option<Span>| words.cover(span.as_slice());
    Side {
        content: words.cover(&statement.content),
        source: cover(&statement.source),
        cue: cover(&statement.cue),
    }
}

fn predicted_side(words: &Words, statement: &wire::Statement) -> Side {
    Side {
        content: words.cover(&statement.content),
        source: words.cover(&statement.source),
        cue: words.cover(&statement.cue),
    }
}

fn has_tag(statement: &GoldStatement, tag: &str) -> bool {
    statement.tags.iter().any(|own| own == tag)
}

fn present(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|value| !value.is_empty())
}

/// The word that stands for a value of the vocabulary in JSON.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| Some(value.as_str()?.to_owned())).unwrap_or_default()
}

fn line(stem: &str, content: &str) -> String {
    format!("{stem}: {:?}", content.chars().take(60).collect::<String>())
}

fn empty_record(text: &str) -> wire::Record {
    wire::Record {
        document: wire::Document {
            id: String::new(),
            version: None,
            url: None,
            title: None,
            outlet: None,
            byline: Vec::new(),
            published: None,
            published_basis: None,
            published_value: None,
            modified: None,
            section: None,
            language: None,
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
        made_by: types::MadeBy { onrecord: String::new(), model: String::new() },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const TEXT: &str = "Mara Quell said the quay must close. She wants a vote. Tom Ashby denied it.";

    fn article() -> GoldArticle {
        let gold = json!({"statements": [
                {"kind": "indirect", "content": [[16, 35]], "content_text": "the quay must close",
                 "speaker": "Mara Quell", "source": [0, 10], "source_text": "Mara Quell", "cue": [11, 15]},
                {"kind": "indirect", "content": [[47, 53]], "content_text": "a vote",
                 "speaker": "Mara Quell", "source": [37, 40], "source_text": "She", "cue": [41, 46],
                 "tags": ["coref-pronoun"]}],
            "not_statements": [{"span": [55, 74]}],
            "times": [], "places": [], "quantities": [], "events": []});
        let gold = serde_json::from_value(gold).unwrap();
        GoldArticle { stem: "a".to_owned(), text: TEXT.to_owned(), gold, page: None }
    }

    fn statement(content: Span, source: Span, name: &str) -> Value {
        json!({"id": "s", "kind": "indirect", "content": [content], "content_text": "", "source": [source],
            "source_text": null, "cue": [], "cue_text": null, "act": "say", "polarity": "asserted",
            "speaker": {"actor": null, "name": name, "role": null, "kind": "named", "reason": null},
            "addressee": null, "medium": null, "said": null, "nested_in": null, "confidence": 0.9})
    }

    fn score(statements: &[Value]) -> Score {
        let mut record = empty_record(TEXT);
        record.statements =
            statements.iter().map(|one| serde_json::from_value(one.clone()).unwrap()).collect();
        Score::of(&article(), &Records::from([("a".to_owned(), record)])).unwrap()
    }

    #[test]
    fn a_wrong_name_is_told_from_a_right_one() {
        let score =
            score(&[statement([16, 35], [0, 10], "Quell"), statement([47, 53], [37, 40], "Tom Ashby")]);
        let figures = score.figures();
        assert_eq!(figures["statements.f"], Some(100.0));
        assert_eq!(figures["speaker_right"], Some(50.0));
        assert_eq!(figures["speaker_right_pronoun_or_role"], Some(0.0));
        assert_eq!(figures["cue"], Some(0.0));
        assert_eq!(score.wrong_speakers.len(), 1);
    }

    #[test]
    fn extra_finds_inside_a_statement_are_excused_and_others_are_not() {
        let inside = statement([16, 24], [0, 10], "Mara Quell");
        let whole = statement([16, 35], [0, 10], "Mara Quell");
        assert_eq!(score(&[whole.clone(), inside]).figures()["statements.p"], Some(100.0));
        let beside = score(&[whole, statement([55, 74], [55, 64], "Tom Ashby")]);
        assert_eq!(beside.figures()["statements.p"], Some(50.0));
        assert_eq!(beside.figures()["false_statements"], Some(100.0));
        assert_eq!(beside.missed, ["a: \"a vote\""]);
    }
}
