use std::collections::BTreeSet;

use types::{Party, Record, Span};

/// A record that contradicts itself. It is refused before anything is written, so that all that is stored can be proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("document {document:?} was not kept: {what}")]
pub struct Defect {
    /// The document's id.
    pub document: String,
    /// What is wrong, in words for people.
    pub what: String,
}

/// Checks all that the schema and `verify` demand.
pub(crate) fn check(record: &Record) -> Result<(), Defect> {
    find(record).map_or(Ok(()), |what| Err(Defect { document: record.document.id.clone(), what }))
}

fn find(record: &Record) -> Option<String> {
    if record.document.id.is_empty() {
        return Some("it has no id".into());
    }
    repeated(record.actors.iter().map(|actor| actor.id.as_str()), "actor")
        .or_else(|| repeated(record.statements.iter().map(|statement| statement.id.as_str()), "statement"))
        .or_else(|| misplaced(record))
        .or_else(|| dangling(record))
        .or_else(|| not_a_number(record))
}

fn repeated<'record>(ids: impl Iterator<Item = &'record str>, what: &str) -> Option<String> {
    let mut seen = BTreeSet::new();
    ids.into_iter().find(|id| !seen.insert(*id)).map(|id| format!("two {what}s have the id {id:?}"))
}

/// A span that is no slice of the text, or a statement without evidence.
fn misplaced(record: &Record) -> Option<String> {
    if let Some(statement) = record.statements.iter().find(|statement| statement.content.is_empty()) {
        return Some(format!("statement {:?} has no content", statement.id));
    }
    let text = record.document.text.as_str();
    let slices = |span: &Span| text.get(span.start..span.end).is_some();
    all_spans(record).find(|(_, span)| !slices(span)).map(|(what, span)| {
        format!(
            "the span [{}, {}) of {what} is no slice of its text of {} bytes",
            span.start,
            span.end,
            text.len()
        )
    })
}

fn all_spans(record: &Record) -> impl Iterator<Item = (String, Span)> {
    fn party(party: Option<&Party>) -> impl Iterator<Item = Span> {
        party.and_then(|party| party.span).into_iter()
    }
    let statements = record.statements.iter().flat_map(|statement| {
        let parties = party(statement.addressee.as_ref()).chain(party(statement.medium.as_ref()));
        let spans = statement.content.iter().chain(&statement.source).chain(&statement.cue).copied();
        spans.chain(parties).map(|span| (format!("statement {:?}", statement.id), span))
    });
    let actors = record
        .actors
        .iter()
        .flat_map(|actor| actor.mentions.iter().map(|&span| (format!("actor {:?}", actor.id), span)));
    let times = record.times.iter().map(|time| ("a time".to_owned(), time.span));
    let places = record.places.iter().map(|place| ("a place".to_owned(), place.span));
    let quantities = record.quantities.iter().map(|quantity| ("a quantity".to_owned(), quantity.span));
    let events = record.events.iter().flat_map(|event| {
        let parties = [&event.actor, &event.recipient].into_iter().flatten().filter_map(|party| party.span);
        let spans = std::iter::once(event.evidence).chain(event.mentions.iter().copied());
        spans
            .chain(parties)
            .chain(party(event.place.as_ref()))
            .map(|span| (format!("event {:?}", event.kind), span))
    });
    statements.chain(actors).chain(times).chain(places).chain(quantities).chain(events)
}

/// A reference to an actor or statement that the record does not have.
fn dangling(record: &Record) -> Option<String> {
    let actors: BTreeSet<&str> = record.actors.iter().map(|actor| actor.id.as_str()).collect();
    let statements: BTreeSet<&str> =
        record.statements.iter().map(|statement| statement.id.as_str()).collect();
    let to_actors = (record.statements.iter().filter_map(|statement| statement.speaker.actor.as_deref()))
        .chain(record.positions.iter().filter_map(|position| position.actor.as_deref()))
        .chain(record.actors.iter().flat_map(|actor| &actor.ties).map(|tie| tie.actor.as_str()))
        .chain(record.events.iter().flat_map(|event| {
            [&event.actor, &event.recipient].into_iter().flatten().filter_map(|party| party.actor.as_deref())
        }))
        .find(|id| !actors.contains(id))
        .map(|id| format!("it refers to the actor {id:?}, which it does not have"));
    let to_statements = (record.statements.iter().filter_map(|statement| statement.nested_in.as_deref()))
        .chain(record.events.iter().filter_map(|event| event.statement.as_deref()))
        .chain(record.positions.iter().map(|position| position.statement.as_str()))
        .find(|id| !statements.contains(id))
        .map(|id| format!("it refers to the statement {id:?}, which it does not have"));
    to_actors.or(to_statements)
}

/// Numbers that neither SQLite nor JSON can hold.
fn not_a_number(record: &Record) -> Option<String> {
    if let Some(statement) =
        record.statements.iter().find(|statement| !(0.0..=1.0).contains(&statement.confidence))
    {
        return Some(format!("the confidence of statement {:?} is not within 0 and 1", statement.id));
    }
    if let Some(position) = record.positions.iter().find(|one| !(0.0..=1.0).contains(&one.confidence)) {
        return Some(format!(
            "the confidence of the position of statement {:?} is not within 0 and 1",
            position.statement
        ));
    }
    let places = record.places.iter().flat_map(|place| [place.lat, place.lon]);
    let quantities =
        record.quantities.iter().flat_map(|quantity| [quantity.value, quantity.upper, quantity.si_value]);
    let events = record.events.iter().flat_map(|event| [event.killed, event.wounded, event.size]);
    let infinite = places.chain(quantities).chain(events).flatten().any(|number| !number.is_finite());
    infinite.then(|| "a coordinate, quantity or count is not a finite number".to_owned())
}
