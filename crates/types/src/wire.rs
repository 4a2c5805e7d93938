//! The record as it crosses a border: DESIGN section 4, **fixed**. Offsets are Unicode code points into
//! `document.text`, `[start, end)`; a field that could not be resolved is `null`, never guessed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Act, ActorKind, Basis, Bound, Factuality, MadeBy, Party, Polarity, PublishedBasis, Quad, Span,
    SpeakerKind, Stance, StatementKind, TieKind, TimeType, cut,
};

/// A span in code points; `[start, end]` in JSON.
pub type Points = [usize; 2];

/// Translates byte offsets of one text into code points.
pub struct CodePoints<'text> {
    text: &'text str,
    /// Code points before each 64-byte step; absent for ASCII text, where both counts agree.
    steps: Option<Vec<usize>>,
}

const STEP: usize = 64;

impl<'text> CodePoints<'text> {
    /// Indexes `text` in one pass.
    pub fn new(text: &'text str) -> Self {
        if text.is_ascii() {
            return Self { text, steps: None };
        }
        let mut steps = Vec::with_capacity(text.len() / STEP + 2);
        let mut count = 0;
        for (index, byte) in text.bytes().enumerate() {
            if index % STEP == 0 {
                steps.push(count);
            }
            count += usize::from(byte & 0xC0 != 0x80);
        }
        steps.push(count);
        Self { text, steps: Some(steps) }
    }

    /// Code points before byte `offset`. An offset past the end counts as the end.
    pub fn at(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let Some(steps) = &self.steps else { return offset };
        let step = offset / STEP;
        let rest = &self.text.as_bytes()[step * STEP..offset];
        steps[step] + rest.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
    }

    /// A span in code points.
    pub fn span(&self, span: Span) -> Points {
        [self.at(span.start), self.at(span.end)]
    }

    /// Spans in code points.
    pub fn spans(&self, spans: &[Span]) -> Vec<Points> {
        spans.iter().map(|&span| self.span(span)).collect()
    }
}

/// One line of `--format jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Record")]
pub struct Record {
    pub document: Document,
    pub statements: Vec<Statement>,
    pub actors: Vec<Actor>,
    pub times: Vec<Time>,
    pub places: Vec<Place>,
    pub quantities: Vec<Quantity>,
    pub events: Vec<Event>,
    pub positions: Vec<Position>,
    pub notes: Vec<String>,
    pub made_by: MadeBy,
}

/// See [`crate::Document`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Document")]
pub struct Document {
    pub id: String,
    pub url: Option<String>,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub byline: Vec<String>,
    /// The civil day, `2024-05-27`.
    pub published: Option<String>,
    pub published_basis: Option<PublishedBasis>,
    /// The full value, with time and zone where they are known.
    pub published_value: Option<String>,
    pub modified: Option<String>,
    pub section: Option<String>,
    pub language: Option<String>,
    /// Which version of its page it is, from 1; only in records from a store that has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    pub text: String,
}

/// See [`crate::Statement`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Statement")]
pub struct Statement {
    pub id: String,
    pub kind: StatementKind,
    pub content: Vec<Points>,
    pub content_text: String,
    pub source: Vec<Points>,
    pub source_text: Option<String>,
    pub cue: Vec<Points>,
    pub cue_text: Option<String>,
    pub act: Act,
    pub polarity: Polarity,
    pub speaker: Speaker,
    pub addressee: Option<Named>,
    pub medium: Option<Named>,
    pub said: Option<When>,
    pub nested_in: Option<String>,
    pub confidence: f32,
}

/// See [`crate::Speaker`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Speaker")]
pub struct Speaker {
    pub actor: Option<String>,
    pub name: Option<String>,
    pub role: Option<String>,
    pub kind: SpeakerKind,
    pub reason: Option<String>,
    /// The archive's id of the speaker; only in records from a store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
}

/// See [`crate::Party`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Party")]
pub struct Named {
    pub name: String,
    pub span: Option<Points>,
}

/// See [`crate::When`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::When")]
pub struct When {
    pub value: String,
    pub earliest: Option<Date>,
    pub latest: Option<Date>,
}

/// See [`crate::Actor`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Actor")]
pub struct Actor {
    pub id: String,
    pub name: String,
    pub kind: ActorKind,
    pub roles: Vec<String>,
    pub mentions: Vec<Points>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub government_of: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ties: Vec<Tie>,
    /// The archive's id; only in records from a store, and only of those whom it knows across documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
}

/// See [`crate::Tie`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Tie")]
pub struct Tie {
    pub kind: TieKind,
    pub actor: String,
    /// The other actor's name.
    pub name: String,
}

/// See [`crate::TimedSpan`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::TimedSpan")]
pub struct Time {
    pub span: Points,
    pub text: String,
    #[serde(rename = "type")]
    pub kind: TimeType,
    pub value: Option<String>,
    pub earliest: Option<Date>,
    pub latest: Option<Date>,
}

/// See [`crate::Place`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Place")]
pub struct Place {
    pub span: Points,
    pub text: String,
    pub name: Option<String>,
    pub country: Option<String>,
    pub geonames: Option<u32>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// See [`crate::Quantity`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Quantity")]
pub struct Quantity {
    pub span: Points,
    pub text: String,
    pub value: Option<f64>,
    pub unit: Option<String>,
    pub si_value: Option<f64>,
    pub si_unit: Option<String>,
    /// Both ends, in `unit`.
    #[serde(default)]
    pub range: Option<[f64; 2]>,
    #[serde(default)]
    pub bound: Option<Bound>,
    #[serde(default)]
    pub of: Option<String>,
}

/// See [`crate::Event`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Event")]
pub struct Event {
    #[serde(rename = "type")]
    pub kind: String,
    pub mode: Option<String>,
    pub actor: Option<Participant>,
    pub recipient: Option<Participant>,
    pub place: Option<Named>,
    pub when: Option<When>,
    #[serde(default)]
    pub killed: Option<f64>,
    #[serde(default)]
    pub wounded: Option<f64>,
    #[serde(default)]
    pub size: Option<f64>,
    pub evidence: Points,
    #[serde(default)]
    pub evidence_text: String,
    #[serde(default)]
    pub mentions: Vec<Points>,
    pub factuality: Factuality,
    pub statement: Option<String>,
    /// Follows from the type: the CAMEO root code that comes closest.
    #[serde(default)]
    pub cameo: Option<String>,
    /// Follows from the type.
    #[serde(default)]
    pub quad: Option<Quad>,
}

/// See [`crate::Participant`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Participant")]
pub struct Participant {
    pub name: String,
    pub span: Option<Points>,
    #[serde(default)]
    pub actor: Option<String>,
    /// The archive's id; only in records from a store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
}

/// See [`crate::Position`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of crate::Position")]
pub struct Position {
    pub question: String,
    pub actor: Option<String>,
    pub name: Option<String>,
    pub stance: Stance,
    pub statement: String,
    #[serde(default)]
    pub date: Option<When>,
    #[serde(default)]
    pub former: bool,
    #[serde(default)]
    pub basis: Basis,
    #[serde(default)]
    pub confidence: f32,
}

fn tie_of(record: &crate::Record, tie: &crate::Tie) -> Tie {
    let other = record.actors.iter().find(|actor| actor.id == tie.actor);
    let name = other.map(|actor| actor.name.clone()).unwrap_or_default();
    Tie { kind: tie.kind, actor: tie.actor.clone(), name }
}

impl From<&crate::When> for When {
    fn from(when: &crate::When) -> Self {
        Self { value: when.value.clone(), earliest: when.earliest, latest: when.latest }
    }
}

impl From<&crate::Record> for Record {
    /// Translates every offset; the texts are slices of the document's text, joined with `" … "`.
    fn from(record: &crate::Record) -> Self {
        let text = record.document.text.as_str();
        let points = CodePoints::new(text);
        let some_text = |spans: &[Span]| (!spans.is_empty()).then(|| cut(text, spans));
        let party = |party: &Option<Party>| {
            party.as_ref().map(|party| Named {
                name: party.name.clone(),
                span: party.span.map(|span| points.span(span)),
            })
        };
        let participant = |participant: &Option<crate::Participant>| {
            participant.as_ref().map(|participant| Participant {
                name: participant.name.clone(),
                span: participant.span.map(|span| points.span(span)),
                actor: participant.actor.clone(),
                archive: None,
            })
        };
        Self {
            document: (&record.document).into(),
            statements: record
                .statements
                .iter()
                .map(|statement| Statement {
                    id: statement.id.clone(),
                    kind: statement.kind,
                    content: points.spans(&statement.content),
                    content_text: cut(text, &statement.content),
                    source: points.spans(&statement.source),
                    source_text: some_text(&statement.source),
                    cue: points.spans(&statement.cue),
                    cue_text: some_text(&statement.cue),
                    act: statement.act,
                    polarity: statement.polarity,
                    speaker: (&statement.speaker).into(),
                    addressee: party(&statement.addressee),
                    medium: party(&statement.medium),
                    said: statement.said.as_ref().map(When::from),
                    nested_in: statement.nested_in.clone(),
                    confidence: statement.confidence,
                })
                .collect(),
            actors: record
                .actors
                .iter()
                .map(|actor| Actor {
                    id: actor.id.clone(),
                    name: actor.name.clone(),
                    kind: actor.kind,
                    roles: actor.roles.clone(),
                    mentions: points.spans(&actor.mentions),
                    government_of: actor.government_of.clone(),
                    ties: actor.ties.iter().map(|tie| tie_of(record, tie)).collect(),
                    archive: None,
                })
                .collect(),
            times: record
                .times
                .iter()
                .map(|time| Time {
                    span: points.span(time.span),
                    text: time.span.of(text).to_owned(),
                    kind: time.kind,
                    value: time.when.as_ref().map(|when| when.value.clone()),
                    earliest: time.when.as_ref().and_then(|when| when.earliest),
                    latest: time.when.as_ref().and_then(|when| when.latest),
                })
                .collect(),
            places: record
                .places
                .iter()
                .map(|place| Place {
                    span: points.span(place.span),
                    text: place.span.of(text).to_owned(),
                    name: place.name.clone(),
                    country: place.country.clone(),
                    geonames: place.geonames,
                    lat: place.lat,
                    lon: place.lon,
                })
                .collect(),
            quantities: record
                .quantities
                .iter()
                .map(|quantity| Quantity {
                    span: points.span(quantity.span),
                    text: quantity.span.of(text).to_owned(),
                    value: quantity.value,
                    unit: quantity.unit.clone(),
                    si_value: quantity.si_value,
                    si_unit: quantity.si_unit.clone(),
                    range: quantity.value.zip(quantity.upper).map(|(lower, upper)| [lower, upper]),
                    bound: quantity.bound,
                    of: quantity.of.clone(),
                })
                .collect(),
            events: record
                .events
                .iter()
                .map(|event| Event {
                    kind: event.kind.clone(),
                    mode: event.mode.clone(),
                    actor: participant(&event.actor),
                    recipient: participant(&event.recipient),
                    place: party(&event.place),
                    when: event.when.as_ref().map(When::from),
                    killed: event.killed,
                    wounded: event.wounded,
                    size: event.size,
                    evidence: points.span(event.evidence),
                    evidence_text: event.evidence.of(text).to_owned(),
                    mentions: points.spans(&event.mentions),
                    factuality: event.factuality,
                    statement: event.statement.clone(),
                    cameo: event.cameo_root().map(str::to_owned),
                    quad: event.quad(),
                })
                .collect(),
            positions: record
                .positions
                .iter()
                .map(|position| Position {
                    question: position.question.clone(),
                    actor: position.actor.clone(),
                    name: position.name.clone(),
                    stance: position.stance,
                    statement: position.statement.clone(),
                    date: position.date.as_ref().map(When::from),
                    former: position.former,
                    basis: position.basis,
                    confidence: position.confidence,
                })
                .collect(),
            notes: record.notes.clone(),
            made_by: record.made_by.clone(),
        }
    }
}

impl From<&crate::Document> for Document {
    fn from(document: &crate::Document) -> Self {
        Self {
            id: document.id.clone(),
            url: document.url.clone(),
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            byline: document.byline.clone(),
            published: document.published.as_ref().map(|published| published.date.to_string()),
            published_basis: document.published.as_ref().map(|published| published.basis),
            published_value: document.published.as_ref().map(|published| published.value.clone()),
            modified: document.modified.clone(),
            section: document.section.clone(),
            language: document.language.clone(),
            version: None,
            text: document.text.clone(),
        }
    }
}

impl From<&crate::Speaker> for Speaker {
    fn from(speaker: &crate::Speaker) -> Self {
        Self {
            actor: speaker.actor.clone(),
            name: speaker.name.clone(),
            role: speaker.role.clone(),
            kind: speaker.kind,
            reason: speaker.reason.clone(),
            archive: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CodePoints;

    #[test]
    fn code_points_agree_with_counting() {
        for text in ["", "plain", &"é“x” ХВ 👩‍🚒 ".repeat(40)] {
            let points = CodePoints::new(text);
            for (count, (offset, _)) in text.char_indices().enumerate() {
                assert_eq!(points.at(offset), count);
            }
            assert_eq!(points.at(text.len()), text.chars().count());
            assert_eq!(points.at(text.len() + 9), text.chars().count());
        }
    }
}
