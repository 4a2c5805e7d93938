//! What was said and what happened, in the order of the days: of an actor, at or about a place, on a question.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use types::wire::{self, Points};
use types::{COUNTRIES, Stance};

use crate::{Store, StoreError};

/// Of what a timeline is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "of", content = "id")]
pub enum Subject {
    /// An actor, by the archive's id.
    Actor(String),
    /// A question, by its id.
    Question(String),
    /// A place, by the gazetteer's name; a country with all places in it.
    Place(String),
}

/// What an entry tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Somebody said something.
    Statement,
    /// Something happened, or is said to.
    Event,
}

/// What gives an entry its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Dated {
    /// The day on which it was said.
    Said,
    /// The day on which it happened.
    Happened,
    /// Neither is known: the day of publication.
    Published,
    /// Nothing is known.
    Unknown,
}

/// A line of a timeline. Reports of the same words of the same day are one entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimelineEntry {
    /// First day; open at the beginning when none.
    pub first: Option<Date>,
    /// Last day.
    pub last: Option<Date>,
    /// What gives the days.
    pub dated: Dated,
    /// What it tells.
    pub kind: EntryKind,
    /// Who said or did it, as the record names them.
    pub who: Option<String>,
    /// The archive's id of the speaker.
    pub actor: Option<String>,
    /// To whom it was said or done.
    pub to: Option<String>,
    /// The speech act of a statement, the PLOVER type of an event.
    pub act: String,
    /// The words.
    pub text: String,
    /// Where it happened.
    pub place: Option<String>,
    /// The side that the statement takes on the question of the timeline.
    pub stance: Option<Stance>,
    /// Whether the event is asserted, denied, alleged, planned or hypothetical; `asserted`, `negated` or `hypothetical`
    /// for a statement.
    pub certainty: String,
    /// Where it stands, the first report first.
    pub reports: Vec<EntryReport>,
}

/// The place of an entry in its timeline, which stays where it is while the timeline grows: by day, unknown days last; then
/// by where the first report stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimelinePlace {
    days: (bool, Option<Date>, Option<Date>),
    document: Option<String>,
    evidence: Vec<Points>,
    kind: EntryKind,
    act: String,
    parties: [Option<String>; 2],
}

impl TimelineEntry {
    /// Its place in the timeline.
    pub fn place(&self) -> TimelinePlace {
        let first = self.reports.first();
        TimelinePlace {
            days: (self.dated == Dated::Unknown, self.first, self.last),
            document: first.map(|report| report.document.clone()),
            evidence: first.map(|report| report.evidence.clone()).unwrap_or_default(),
            kind: self.kind,
            act: self.act.clone(),
            parties: [self.who.clone(), self.to.clone()],
        }
    }

    /// Whether some of its days lie between two, both included; none stands for an open end.
    pub fn is_within(&self, from: Option<Date>, to: Option<Date>) -> bool {
        from.is_none_or(|from| self.last.is_some_and(|last| last >= from))
            && to.is_none_or(|to| self.first.is_some_and(|first| first <= to))
    }
}

/// A document that has an entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EntryReport {
    /// The document's id.
    pub document: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its publisher.
    pub outlet: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// Its day of publication.
    pub published: Option<String>,
    /// The statement, or the one that tells of the event; none when the outlet itself does.
    pub statement: Option<String>,
    /// The evidence, in code points.
    pub evidence: Vec<Points>,
}

/// The documents in which an actor appears.
const OF_ACTOR: &str = "SELECT DISTINCT documents.id
    FROM appearances_of_forms AS own CROSS JOIN documents ON documents.key = own.document
    WHERE own.form IN (SELECT key FROM actor_forms WHERE actor = ?1) AND superseded = 0 ORDER BY 1";
/// The documents with positions on a question.
const OF_QUESTION: &str = "SELECT DISTINCT documents.id
    FROM positions CROSS JOIN documents ON documents.key = positions.document
    WHERE question = ?1 AND superseded = 0 ORDER BY 1";
/// The documents that name a place.
const OF_PLACE: &str = "SELECT DISTINCT documents.id
    FROM places CROSS JOIN documents ON documents.key = places.document
    WHERE places.name = ?1 COLLATE NOCASE AND superseded = 0 ORDER BY 1";
/// The documents that name a place of a country.
const OF_COUNTRY: &str = "SELECT DISTINCT documents.id
    FROM places CROSS JOIN documents ON documents.key = places.document
    WHERE places.country = ?1 AND superseded = 0 ORDER BY 1";

impl Store {
    /// What the words can be the timeline of, the likeliest first: a question or an actor of exactly this id, a place of
    /// exactly this name, actors whom the words fit (at most `limit`).
    pub fn subjects(&self, words: &str, limit: usize) -> Result<Vec<Subject>, StoreError> {
        let exists = |sql: &str, value: &str| {
            self.connection
                .prepare_cached(sql)
                .and_then(|mut query| query.query_row([value], |_| Ok(())).optional())
                .map(|found| found.is_some())
                .map_err(|source| self.failed(format!("look for {words:?}"), source))
        };
        let mut found = Vec::new();
        if exists(OF_QUESTION, words)? {
            found.push(Subject::Question(words.to_owned()));
        }
        let actors = self.find_actors(words, limit)?;
        let (exact, others): (Vec<_>, Vec<_>) = actors.into_iter().partition(|actor| actor.id == words);
        found.extend(exact.into_iter().map(|actor| Subject::Actor(actor.id)));
        let named = match country(words) {
            Some(code) => exists(OF_COUNTRY, &code)?,
            None => exists(OF_PLACE, words)?,
        };
        if named {
            found.push(Subject::Place(words.to_owned()));
        }
        found.extend(others.into_iter().map(|actor| Subject::Actor(actor.id)));
        Ok(found)
    }

    /// The timeline of a subject, from the newest version of each page: by day, unknown days last.
    pub fn timeline(&self, subject: &Subject) -> Result<Vec<TimelineEntry>, StoreError> {
        let nation = match subject {
            Subject::Place(name) => country(name),
            _ => None,
        };
        let (sql, value) = match (subject, &nation) {
            (Subject::Actor(id), _) => (OF_ACTOR, id),
            (Subject::Question(id), _) => (OF_QUESTION, id),
            (Subject::Place(_), Some(code)) => (OF_COUNTRY, code),
            (Subject::Place(name), None) => (OF_PLACE, name),
        };
        let documents: Vec<String> = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut query| query.query_map([value], |row| row.get(0))?.collect())
            .map_err(|source| self.failed("look up a timeline", source))?;
        let mut entries: BTreeMap<Key, TimelineEntry> = BTreeMap::new();
        for document in documents {
            let Some(record) = self.archived(&document, None)? else { continue };
            for (key, entry) in of_record(&record, subject, nation.as_deref()) {
                match entries.entry(key) {
                    std::collections::btree_map::Entry::Occupied(mut known) => {
                        known.get_mut().reports.extend(entry.reports);
                    }
                    std::collections::btree_map::Entry::Vacant(place) => {
                        place.insert(entry);
                    }
                }
            }
        }
        let mut entries: Vec<TimelineEntry> = entries.into_values().collect();
        for entry in &mut entries {
            entry.reports.sort_by(|left, right| {
                (left.published.is_none(), &left.published, &left.document, &left.evidence).cmp(&(
                    right.published.is_none(),
                    &right.published,
                    &right.document,
                    &right.evidence,
                ))
            });
        }
        entries.sort_by_cached_key(TimelineEntry::place);
        Ok(entries)
    }
}

/// What makes two reports one entry: the days, who, and the words.
type Key = (Option<Date>, Option<Date>, EntryKind, Option<String>, String);

/// The code of the country that has this name (not that of its people).
fn country(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let found = COUNTRIES.iter().find(|(_, names, _)| names.split(';').any(|known| known == lower));
    found.map(|(code, ..)| code.to_uppercase())
}

/// The entries of one record.
fn of_record(record: &wire::Record, subject: &Subject, nation: Option<&str>) -> Vec<(Key, TimelineEntry)> {
    let stances: BTreeMap<&str, Stance> = match subject {
        Subject::Question(id) => record
            .positions
            .iter()
            .filter(|position| position.question == *id)
            .map(|position| (position.statement.as_str(), position.stance))
            .collect(),
        _ => BTreeMap::new(),
    };
    let places: Vec<Points> = match subject {
        Subject::Place(name) => record
            .places
            .iter()
            .filter(|place| match nation {
                Some(code) => place.country.as_deref() == Some(code),
                None => place.name.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name)),
            })
            .map(|place| place.span)
            .collect(),
        _ => Vec::new(),
    };
    let own: Vec<&wire::Actor> = match subject {
        Subject::Actor(id) => {
            record.actors.iter().filter(|actor| actor.archive.as_deref() == Some(id)).collect()
        }
        _ => Vec::new(),
    };
    let names_place = |span: Points| places.iter().any(|place| overlap(span, *place));
    let is_own = |name: &str, span: Option<Points>| {
        own.iter().any(|actor| {
            actor.name == name
                || span.is_some_and(|span| actor.mentions.iter().any(|mention| overlap(span, *mention)))
        })
    };
    let statements = record.statements.iter().filter(|statement| match subject {
        Subject::Actor(id) => statement.speaker.archive.as_deref() == Some(id),
        Subject::Question(_) => stances.contains_key(statement.id.as_str()),
        Subject::Place(_) => statement.content.iter().any(|span| names_place(*span)),
    });
    // What a statement on the question tells of belongs to it.
    let telling: BTreeSet<&str> = stances.keys().copied().collect();
    let events = record.events.iter().filter(|event| match subject {
        Subject::Actor(_) => [&event.actor, &event.recipient]
            .into_iter()
            .flatten()
            .any(|party| is_own(&party.name, party.span)),
        Subject::Question(_) => event.statement.as_deref().is_some_and(|id| telling.contains(id)),
        Subject::Place(_) => {
            names_place(event.evidence)
                || event.place.as_ref().and_then(|place| place.span).is_some_and(names_place)
        }
    });
    let text: Vec<char> =
        if record.events.is_empty() { Vec::new() } else { record.document.text.chars().collect() };
    statements
        .map(|statement| of_statement(record, statement, stances.get(statement.id.as_str()).copied()))
        .chain(events.map(|event| of_event(record, event, &text)))
        .map(|entry| {
            let words: String = entry
                .text
                .chars()
                .filter(|letter| letter.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect();
            let who = entry.actor.clone().or_else(|| entry.who.clone());
            ((entry.first, entry.last, entry.kind, who, words), entry)
        })
        .collect()
}

fn overlap(left: Points, right: Points) -> bool {
    left[0] < right[1] && right[0] < left[1]
}

/// The days of a time, else that of publication.
fn days(
    record: &wire::Record,
    when: Option<&wire::When>,
    known: Dated,
) -> (Option<Date>, Option<Date>, Dated) {
    if let Some(when) = when.filter(|when| when.earliest.is_some() || when.latest.is_some()) {
        return (when.earliest, when.latest, known);
    }
    let published: Option<Date> = record.document.published.as_deref().and_then(|day| day.parse().ok());
    (published, published, if published.is_some() { Dated::Published } else { Dated::Unknown })
}

fn report(record: &wire::Record, statement: Option<String>, evidence: Vec<Points>) -> Vec<EntryReport> {
    let document = &record.document;
    vec![EntryReport {
        document: document.id.clone(),
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        url: document.url.clone(),
        published: document.published.clone(),
        statement,
        evidence,
    }]
}

/// The word of an enum in JSON.
fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn of_statement(record: &wire::Record, statement: &wire::Statement, stance: Option<Stance>) -> TimelineEntry {
    let (first, last, dated) = days(record, statement.said.as_ref(), Dated::Said);
    let speaker = &statement.speaker;
    TimelineEntry {
        first,
        last,
        dated,
        kind: EntryKind::Statement,
        who: speaker.name.clone().or_else(|| speaker.role.clone()),
        actor: speaker.archive.clone(),
        to: statement.addressee.as_ref().map(|party| party.name.clone()),
        act: word(statement.act),
        text: statement.content_text.clone(),
        place: None,
        stance,
        certainty: word(statement.polarity),
        reports: report(record, Some(statement.id.clone()), statement.content.clone()),
    }
}

/// `text`: the document's, by code points.
fn of_event(record: &wire::Record, event: &wire::Event, text: &[char]) -> TimelineEntry {
    let (first, last, dated) = days(record, event.when.as_ref(), Dated::Happened);
    let [start, end] = event.evidence;
    TimelineEntry {
        first,
        last,
        dated,
        kind: EntryKind::Event,
        who: event.actor.as_ref().map(|party| party.name.clone()),
        actor: None,
        to: event.recipient.as_ref().map(|party| party.name.clone()),
        act: event.kind.clone(),
        text: text.get(start..end).unwrap_or_default().iter().collect(),
        place: event.place.as_ref().map(|place| place.name.clone()),
        stance: None,
        certainty: word(event.factuality),
        reports: report(record, event.statement.clone(), vec![event.evidence]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_reads_a_whole_table() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        for sql in [OF_ACTOR, OF_QUESTION, OF_PLACE, OF_COUNTRY] {
            let mut plan = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = plan.query_map(["x"], |row| row.get(3)).unwrap();
            let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
            let scans = |step: &String| step.starts_with("SCAN") && step != "SCAN own";
            assert!(!steps.iter().any(scans), "{sql}: {steps:#?}");
        }
    }

    #[test]
    fn countries_have_their_names() {
        assert_eq!(country("Ukraine").as_deref(), Some("UA"));
        assert_eq!(country("Kharkiv"), None);
    }
}
