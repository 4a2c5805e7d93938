//! Whom sources mean: speakers on GUM (attribution clauses with coreference) and LitBank (quotations with speaker).
//!
//! GUM: a statement counts when its content overlaps a gold content and its source a mention in that content's gold
//! source clause; "I", "we" and "you" are left out, since who speaks there is no question of coreference in a text.
//! Right: the speaker's name is a mention of the source's gold cluster, and a proper one where the cluster has such.
//! Unresolved: no speaker, or only a description where the text gives a name. Wrong: anything else.
//! LitBank: a statement counts when at least half of the words of it and of a gold quotation are shared; its gold is a
//! label ("Mrs Moss", "a waggoner"), which the speaker must share a word with.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use types::SpeakerKind;
use types::wire::Statement;

use crate::coreference::{self, Chains};
use crate::figures::{Counts, Figures};
use crate::names;
use crate::program::Records;
use crate::words::{Span, Words, iou};

/// A document of GUM.
#[derive(Deserialize)]
pub struct GumDocument {
    pub id: String,
    pub title: String,
    pub text: String,
    sentences: Vec<Span>,
    mentions: Vec<Mention>,
    /// None where the document was not annotated for attribution.
    attributions: Option<Vec<Attribution>>,
}

#[derive(Deserialize)]
struct Mention {
    start: usize,
    end: usize,
    cluster: usize,
    head: Vec<Span>,
    /// What it is: `person`, `organization`, `place`, …
    #[serde(rename = "type", default)]
    sort: String,
}

#[derive(Deserialize)]
struct Attribution {
    source_clause: Vec<Span>,
    content: Vec<Span>,
}

/// A text of LitBank.
#[derive(Deserialize)]
pub struct LitbankText {
    pub id: String,
    text: String,
    quotes: Vec<Quote>,
}

#[derive(Deserialize)]
struct Quote {
    start: usize,
    end: usize,
    /// Name or description, with `_` for spaces and an id behind the last `-`.
    speaker: String,
}

/// Whether the speaker is who the gold says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    Right,
    Wrong,
    Unresolved,
}

/// Sorts of source words, as the figures name them.
#[derive(Clone, Copy)]
enum Sort {
    Pronoun,
    Noun,
    Name,
    Any,
}

impl GumDocument {
    /// The line for `onrecord read -`.
    pub fn input(&self) -> Value {
        json!({"id": self.id, "text": self.text, "title": self.title})
    }

    fn words(&self, span: Span) -> String {
        slice(&self.text, span)
    }

    /// A mention is a proper one when its head has a capital that is not its sentence's.
    fn is_proper(&self, mention: &Mention) -> bool {
        let capitals = |span: &&Span| self.words(**span).starts_with(char::is_uppercase);
        let opens = |span: Span| self.sentences.iter().any(|sentence| sentence[0] == span[0]);
        let heads: Vec<Span> = mention.head.iter().filter(capitals).copied().collect();
        let pronoun = heads.iter().any(|head| is_pronoun(&self.words(*head)));
        !pronoun && (heads.len() > 1 || heads.first().is_some_and(|head| !opens(*head)))
    }

    /// Adds the document's chains to the coreference sums: of all mentions, and of people and bodies.
    fn score_chains(&self, records: &Records, score: &mut Score) {
        let clusters: Vec<Vec<Span>> = records
            .get(&self.id)
            .map(|record| record.actors.iter().map(|actor| actor.mentions.clone()).collect())
            .unwrap_or_default();
        let mention_of = |span: Span| {
            let fits = |mention: &Mention| {
                let inside = span[0] < mention.end && mention.start < span[1];
                let head = !mention.head.is_empty()
                    && mention.head.iter().all(|head| span[0] <= head[0] && head[1] <= span[1]);
                inside && head && mention.start <= span[0]
            };
            let found = self.mentions.iter().enumerate().filter(|(_, mention)| fits(mention));
            found.min_by_key(|(_, mention)| mention.end - mention.start).map(|(number, _)| number)
        };
        let found = coreference::chains(&clusters, self.mentions.len(), mention_of);
        let gold = |wanted: &dyn Fn(&Mention) -> bool| -> Chains {
            let mut chains: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            for (number, mention) in self.mentions.iter().enumerate().filter(|(_, mention)| wanted(mention)) {
                chains.entry(mention.cluster).or_default().insert(number);
            }
            chains.into_values().collect()
        };
        let actor = |mention: &Mention| matches!(&*mention.sort, "person" | "organization");
        score.all_chains.add(&gold(&|_| true), &found);
        // Of the record's chains those that touch no person or body are left out.
        let own = |number: &usize| self.mentions.get(*number).is_none_or(actor);
        let found: Chains = found.into_iter().map(|chain| chain.into_iter().filter(own).collect()).collect();
        score.actor_chains.add(&gold(&actor), &found);
    }

    fn score(&self, records: &Records, score: &mut Score) {
        self.score_chains(records, score);
        let statements = records.get(&self.id).map(|record| &record.statements[..]).unwrap_or_default();
        for gold in self.attributions.iter().flatten() {
            let within = |mention: &&Mention| {
                gold.source_clause.iter().any(|span| span[0] <= mention.start && mention.end <= span[1])
            };
            let candidates: Vec<&Mention> = self.mentions.iter().filter(within).collect();
            let fits = |statement: &&Statement| overlap(&statement.content, &gold.content);
            let found = statements.iter().filter(fits).find_map(|statement| {
                let mention = candidates
                    .iter()
                    .filter(|mention| overlap(&statement.source, &[[mention.start, mention.end]]))
                    .max_by_key(|mention| mention.end - mention.start)?;
                Some((statement, *mention))
            });
            let Some((statement, mention)) = found else { continue };
            let words = self.words([mention.start, mention.end]);
            if is_speech_pronoun(&words) {
                continue;
            }
            let sort = match () {
                () if is_pronoun(&words) => Sort::Pronoun,
                () if self.is_proper(mention) => Sort::Name,
                () => Sort::Noun,
            };
            let cluster: Vec<&Mention> =
                self.mentions.iter().filter(|other| other.cluster == mention.cluster).collect();
            let texts = |proper: bool| -> Vec<String> {
                cluster
                    .iter()
                    .filter(|other| !proper || self.is_proper(other))
                    .map(|other| self.words([other.start, other.end]))
                    .collect()
            };
            let verdict = verdict(statement, &texts(true), &texts(false));
            let line = || {
                let speaker = statement.speaker.name.as_deref().unwrap_or("-");
                format!("{}: {words:?} is {:?}, got {speaker:?}", self.id, texts(true).first())
            };
            score.add(sort, verdict, line);
        }
    }
}

/// `names`: those of the gold cluster; `all`: everything that it is called.
fn verdict(statement: &Statement, names: &[String], all: &[String]) -> Verdict {
    let Some(name) = statement.speaker.name.as_deref() else { return Verdict::Unresolved };
    let among = |texts: &[String]| texts.iter().any(|text| names::same(name, text));
    match (among(names), among(all)) {
        (true, _) => Verdict::Right,
        (false, true) if names.is_empty() => Verdict::Right,
        (false, true) => Verdict::Unresolved,
        (false, false) => Verdict::Wrong,
    }
}

impl LitbankText {
    /// The line for `onrecord read -`: the words without the corpus' spaces around marks, a paragraph for each speech.
    pub fn input(&self) -> Value {
        json!({"id": self.id, "text": self.prose().0})
    }

    /// The text as it is printed, and for each code point of the corpus' text its place in it.
    fn prose(&self) -> (String, Vec<usize>) {
        let mut text = String::new();
        let mut places = Vec::with_capacity(self.text.len());
        let mut length = 0;
        let mut quoted = false;
        let mut glue = true;
        for (number, line) in self.text.split('\n').enumerate() {
            if number > 0 {
                places.push(length);
            }
            for (index, token) in line.split(' ').enumerate() {
                if index > 0 {
                    places.push(length);
                }
                let opens = matches!(token, "“" | "‘" | "(") || token == "\"" && !quoted;
                let closes = token.starts_with(['”', '’', '\'', ',', '.', ';', ':', '!', '?', ')', '—', '-'])
                    || token == "n't"
                    || token == "\"" && quoted;
                if token == "\"" {
                    quoted = !quoted;
                }
                let gap = match () {
                    () if index == 0 && number > 0 && opens => "\n\n",
                    () if glue || closes => "",
                    () => " ",
                };
                text.push_str(gap);
                length += gap.len();
                for character in token.chars() {
                    places.push(length);
                    text.push(character);
                    length += 1;
                }
                glue = opens;
            }
        }
        places.push(length);
        (text, places)
    }

    fn score(&self, records: &Records, score: &mut Score) {
        let statements = records.get(&self.id).map(|record| &record.statements[..]).unwrap_or_default();
        let (text, places) = self.prose();
        let words = Words::of(&text);
        let place = |at: usize| places.get(at).copied().unwrap_or(text.len());
        for quote in &self.quotes {
            let gold = words.cover(&[[place(quote.start), place(quote.end)]]);
            let best = statements
                .iter()
                .map(|statement| (iou(&words.cover(&statement.content), &gold), statement))
                .max_by(|left, right| left.0.total_cmp(&right.0))
                .filter(|(shared, _)| *shared >= 0.5);
            let Some((_, statement)) = best else { continue };
            let label = quote.speaker.rsplit_once('-').map_or(&*quote.speaker, |(label, _)| label);
            let label = label.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            let line = || {
                let speaker = statement.speaker.name.as_deref().unwrap_or("-");
                format!("{}: {label:?}, got {speaker:?}: {:.40}", self.id, statement.content_text)
            };
            if let Some(verdict) = labelled(statement, &label) {
                score.add(Sort::Any, verdict, line);
            }
        }
    }
}

/// Right when the label and the speaker share a word. A description where the label is a name leaves the speaker
/// unresolved; two descriptions without a common word cannot be compared.
fn labelled(statement: &Statement, label: &str) -> Option<Verdict> {
    let Some(name) = statement.speaker.name.as_deref() else { return Some(Verdict::Unresolved) };
    let words = names::plain(label);
    if names::plain(name).iter().any(|word| words.contains(word)) {
        return Some(Verdict::Right);
    }
    match (statement.speaker.kind == SpeakerKind::Named, label.starts_with(char::is_uppercase)) {
        (true, _) => Some(Verdict::Wrong),
        (false, true) => Some(Verdict::Unresolved),
        (false, false) => None,
    }
}

/// How many speakers of one corpus are right, and those that are wrong.
#[derive(Default)]
pub struct Score {
    counts: Counts,
    /// CoNLL measures over all gold mentions.
    all_chains: coreference::Sums,
    /// The same over people and bodies.
    actor_chains: coreference::Sums,
    /// Wrong speakers, a line each.
    pub wrong: Vec<String>,
}

impl Score {
    /// Scores documents of GUM.
    pub fn gum(documents: &[GumDocument], records: &Records) -> Self {
        let mut score = Self::default();
        documents.iter().for_each(|document| document.score(records, &mut score));
        score
    }

    /// Scores texts of LitBank.
    pub fn litbank(texts: &[LitbankText], records: &Records) -> Self {
        let mut score = Self::default();
        texts.iter().for_each(|text| text.score(records, &mut score));
        score
    }

    fn add(&mut self, sort: Sort, verdict: Verdict, line: impl Fn() -> String) {
        let [all, right, wrong] = match sort {
            Sort::Pronoun => ["pronoun", "pronoun_right", "pronoun_wrong"],
            Sort::Noun => ["noun", "noun_right", "noun_wrong"],
            Sort::Name => ["name", "name_right", "name_wrong"],
            Sort::Any => ["any", "any_right", "any_wrong"],
        };
        for [all, right, wrong] in [[all, right, wrong], ["all", "all_right", "all_wrong"]] {
            self.counts.add(all, true);
            self.counts.add(right, verdict == Verdict::Right);
            self.counts.add(wrong, verdict == Verdict::Wrong);
        }
        if verdict == Verdict::Wrong {
            self.wrong.push(line());
        }
    }

    /// `SORT.n`, `SORT.right` and `SORT.wrong` in percent, for each sort of source and `all`; the rest is unresolved.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::new();
        for [all, right, wrong] in [
            ["pronoun", "pronoun_right", "pronoun_wrong"],
            ["noun", "noun_right", "noun_wrong"],
            ["name", "name_right", "name_wrong"],
            ["all", "all_right", "all_wrong"],
        ] {
            figures.insert(format!("{all}.n"), Some(self.counts.get(all) as f64));
            figures.insert(format!("{all}.right"), self.counts.percent(right, all));
            figures.insert(format!("{all}.wrong"), self.counts.percent(wrong, all));
        }
        figures.extend(self.all_chains.figures("coreference_all"));
        figures.extend(self.actor_chains.figures("coreference_actors"));
        figures
    }
}

fn overlap(left: &[Span], right: &[Span]) -> bool {
    left.iter().any(|left| right.iter().any(|right| left[0] < right[1] && right[0] < left[1]))
}

fn slice(text: &str, [start, end]: Span) -> String {
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

fn is_pronoun(words: &str) -> bool {
    const OTHERS: &[&str] =
        &["he", "she", "it", "they", "him", "her", "them", "who", "which", "that", "this"];
    is_speech_pronoun(words) || OTHERS.contains(&words.to_lowercase().as_str())
}

fn is_speech_pronoun(words: &str) -> bool {
    const SPEECH: &[&str] = &["i", "we", "you", "me", "us", "my", "our", "your"];
    SPEECH.contains(&words.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn records(id: &str, text: &str, statements: Value) -> Records {
        let record = json!({"document": {"id": id, "url": null, "title": null, "outlet": null, "byline": [],
            "published": null, "published_basis": null, "language": null, "text": text},
            "statements": statements, "actors": [], "times": [], "places": [], "quantities": [], "events": [],
            "positions": [], "notes": [], "made_by": {"onrecord": "0", "model": "0"}});
        Records::from([(id.to_owned(), serde_json::from_value(record).unwrap())])
    }

    fn statement(source: Value, content: Value, name: Value) -> Value {
        json!({"id": "s1", "kind": "direct", "content": [content], "content_text": "", "source": [source],
            "source_text": "", "cue": [], "cue_text": "", "act": "say", "polarity": "asserted",
            "speaker": {"actor": null, "name": name, "role": null, "kind": "named"}, "addressee": null,
            "medium": null, "said": null, "nested_in": null, "confidence": 0.9})
    }

    #[test]
    fn a_pronoun_is_right_when_the_name_is_one_of_its_cluster() {
        let text = "We met Ada Birch. She said it rained.";
        let gold = json!([
            {"start": 7, "end": 16, "cluster": 1, "head": [[7, 10], [11, 16]]},
            {"start": 18, "end": 21, "cluster": 1, "head": [[18, 21]]},
        ]);
        let document = json!({"id": "d", "title": "", "text": text, "sentences": [[0, 17], [18, 37]],
            "mentions": gold, "attributions": [{"source_clause": [[18, 26]], "content": [[27, 36]]}]});
        let document: GumDocument = serde_json::from_value(document).unwrap();
        for (name, figure) in [(json!("Birch"), "pronoun.right"), (json!("Bo Cole"), "pronoun.wrong")] {
            let records = records("d", text, json!([statement(json!([18, 21]), json!([27, 36]), name)]));
            let figures = Score::gum(std::slice::from_ref(&document), &records).figures();
            assert_eq!(figures[figure], Some(100.0));
        }
    }

    #[test]
    fn a_quotation_of_the_tokenised_text_is_found_in_the_printed_one() {
        let line = r#"{"id":"d","text":"It rained .\n“ Oh , no ! ”\nsaid Ada .",
            "quotes":[{"start":12,"end":25,"speaker":"Ada_Birch-3"}]}"#;
        let text: LitbankText = serde_json::from_str(line).unwrap();
        let (prose, _) = text.prose();
        assert_eq!(prose, "It rained.\n\n“Oh, no!” said Ada.");
        let said = json!([statement(json!([27, 30]), json!([13, 20]), json!("Ada Birch"))]);
        let score = Score::litbank(&[text], &records("d", &prose, said));
        assert_eq!(score.figures()["all.right"], Some(100.0));
    }
}
