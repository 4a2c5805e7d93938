//! CSV of events and of positions: one row each, with the document that tells of it.

use std::io::Write;

use serde_json::json;
use types::wire::{self, Record};

use super::place_of;
use crate::display::{harmless, word};

/// What the rows are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who did what to whom.
    Events,
    /// Who stands where.
    Positions,
}

/// The document of a row.
const DOCUMENT: [&str; 5] = ["document", "url", "outlet", "title", "published"];

const EVENTS: [&str; 24] = [
    "type",
    "mode",
    "cameo",
    "quad",
    "actor",
    "actor_archive",
    "recipient",
    "recipient_archive",
    "place",
    "country",
    "geonames",
    "lat",
    "lon",
    "when",
    "earliest",
    "latest",
    "killed",
    "wounded",
    "size",
    "factuality",
    "statement",
    "evidence_text",
    "evidence",
    "mentions",
];

const POSITIONS: [&str; 13] = [
    "question",
    "stance",
    "name",
    "actor",
    "archive_actor",
    "date",
    "earliest",
    "latest",
    "former",
    "basis",
    "confidence",
    "statement",
    "content_text",
];

/// Writes rows under their header.
pub struct Rows<W: Write> {
    writer: csv::Writer<W>,
    kind: Kind,
}

impl<W: Write> Rows<W> {
    /// Writes the header.
    pub fn new(output: W, kind: Kind) -> anyhow::Result<Self> {
        let mut writer = csv::Writer::from_writer(output);
        let columns: &[&str] = match kind {
            Kind::Events => &EVENTS,
            Kind::Positions => &POSITIONS,
        };
        writer.write_record(DOCUMENT.iter().chain(columns))?;
        Ok(Self { writer, kind })
    }

    /// Writes the rows of a record.
    pub fn record(&mut self, record: &Record) -> anyhow::Result<()> {
        let document = &record.document;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let first = [
            document.id.clone(),
            text(&document.url),
            text(&document.outlet),
            text(&document.title),
            text(&document.published),
        ];
        let rows: Vec<Vec<String>> = match self.kind {
            Kind::Events => record.events.iter().map(|event| self::event(record, event).to_vec()).collect(),
            Kind::Positions => {
                record.positions.iter().map(|position| self::position(record, position).to_vec()).collect()
            }
        };
        for row in rows {
            self.writer.write_record(first.iter().chain(&row).map(|cell| harmless(cell).into_owned()))?;
        }
        Ok(())
    }

    /// Ends the table.
    pub fn finish(self) -> anyhow::Result<W> {
        self.writer.into_inner().map_err(|error| error.into_error().into())
    }
}

fn number<T: ToString>(number: Option<T>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn when(when: Option<&wire::When>) -> [String; 3] {
    [
        when.map(|when| when.value.clone()).unwrap_or_default(),
        number(when.and_then(|when| when.earliest)),
        number(when.and_then(|when| when.latest)),
    ]
}

fn event(record: &Record, event: &wire::Event) -> [String; EVENTS.len()] {
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let (actor, recipient) = (event.actor.as_ref(), event.recipient.as_ref());
    let place = place_of(record, event);
    let [value, earliest, latest] = when(event.when.as_ref());
    [
        event.kind.clone(),
        text(event.mode.as_ref()),
        text(event.cameo.as_ref()),
        event.quad.map(word).unwrap_or_default(),
        text(actor.map(|one| &one.name)),
        text(actor.and_then(|one| one.archive.as_ref())),
        text(recipient.map(|one| &one.name)),
        text(recipient.and_then(|one| one.archive.as_ref())),
        text(event.place.as_ref().map(|place| &place.name)),
        text(place.and_then(|place| place.country.as_ref())),
        number(place.and_then(|place| place.geonames)),
        number(place.and_then(|place| place.lat)),
        number(place.and_then(|place| place.lon)),
        value,
        earliest,
        latest,
        number(event.killed),
        number(event.wounded),
        number(event.size),
        word(event.factuality),
        text(event.statement.as_ref()),
        event.evidence_text.clone(),
        json!(event.evidence).to_string(),
        json!(event.mentions).to_string(),
    ]
}

fn position(record: &Record, position: &wire::Position) -> [String; POSITIONS.len()] {
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let statement = record.statements.iter().find(|statement| statement.id == position.statement);
    let actor = record.actors.iter().find(|actor| Some(&actor.id) == position.actor.as_ref());
    let [value, earliest, latest] = when(position.date.as_ref());
    [
        position.question.clone(),
        word(position.stance),
        text(position.name.as_ref()),
        text(position.actor.as_ref()),
        text(actor.and_then(|actor| actor.archive.as_ref())),
        value,
        earliest,
        latest,
        position.former.to_string(),
        word(position.basis),
        position.confidence.to_string(),
        position.statement.clone(),
        text(statement.map(|statement| &statement.content_text)),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::samples::record;
    use super::*;

    fn read(kind: Kind, words: &str) -> HashMap<String, String> {
        let mut rows = Rows::new(Vec::new(), kind).unwrap();
        rows.record(&record(words)).unwrap();
        let written = rows.finish().unwrap();
        let mut reader = csv::Reader::from_reader(written.as_slice());
        let columns = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1);
        columns.iter().map(str::to_owned).zip(rows[0].iter().map(str::to_owned)).collect()
    }

    #[test]
    fn events_and_positions_come_back() {
        let event = read(Kind::Events, "");
        let record = record("");
        let cell = |name: &str| event[name].as_str();
        assert_eq!((cell("type"), cell("actor"), cell("country")), ("ASSAULT", "Rebels", "UG"));
        assert_eq!((cell("killed"), cell("wounded"), cell("factuality")), ("4", "", "alleged"));
        assert_eq!(cell("evidence"), json!(record.events[0].evidence).to_string());
        let position = read(Kind::Positions, "");
        assert_eq!(
            ["question", "stance", "archive_actor", "statement", "content_text"]
                .map(|name| position[name].as_str()),
            ["troops", "favor", "person:ines-calder", "s1", &record.statements[0].content_text]
        );
    }
}
