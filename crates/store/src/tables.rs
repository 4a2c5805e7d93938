//! Records as plain tables in a file of their own, for Datasette and for anybody who writes SQL.
//!
//! Not the store: its tables change with the program, these are described in `EXPORTS.md`. Corrections are applied,
//! spans are code points, and nothing in the file runs anything.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use types::Question;
use types::wire::{Participant, Points, Record, When};

use crate::StoreError;
use crate::columns::word;

const SCHEMA: &str = include_str!("tables/schema.sql");
const FINISH: &str = include_str!("tables/finish.sql");

/// A file of plain tables that is being written.
pub struct Tables {
    connection: Connection,
    path: PathBuf,
}

impl Tables {
    /// Begins to write into an empty file.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let connection = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(path)?;
            // Nobody reads the file before it is whole, and one that is not whole is thrown away.
            connection.pragma_update(None, "journal_mode", "OFF")?;
            connection.pragma_update(None, "synchronous", "OFF")?;
            connection.set_prepared_statement_cache_capacity(32);
            connection.execute_batch("BEGIN")?;
            connection.execute_batch(SCHEMA)?;
            Ok(connection)
        };
        let connection =
            connection().map_err(|source| StoreError::from_sqlite(path, "make the tables", source))?;
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Adds a question.
    pub fn question(&mut self, question: &Question) -> Result<(), StoreError> {
        self.asked(&question.id, &question.ask).map(drop).map_err(|source| self.failed(&question.id, source))
    }

    /// Adds what a record holds.
    pub fn record(&mut self, record: &Record) -> Result<(), StoreError> {
        self.rows(record).map_err(|source| self.failed(&record.document.id, source))
    }

    /// Makes the indexes; the file is whole then.
    pub fn finish(self) -> Result<(), StoreError> {
        self.connection
            .execute_batch(FINISH)
            .and_then(|()| self.connection.execute_batch("COMMIT"))
            .map_err(|source| self.failed("the indexes", source))
    }

    fn failed(&self, what: &str, source: rusqlite::Error) -> StoreError {
        StoreError::from_sqlite(&self.path, format!("write {what}"), source)
    }

    fn insert(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) -> rusqlite::Result<i64> {
        self.connection.prepare_cached(sql)?.insert(values)
    }

    fn asked(&self, id: &str, ask: &str) -> rusqlite::Result<i64> {
        let known = self
            .connection
            .prepare_cached("SELECT number FROM questions WHERE id = ?")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        match known {
            Some(number) => Ok(number),
            None => self.insert("INSERT INTO questions (ask, id) VALUES (?, ?)", params![ask, id]),
        }
    }

    /// The number of an actor of the archive, under the name that it was met with first.
    fn actor(&self, id: &str, name: &str, kind: &str) -> rusqlite::Result<i64> {
        let known = self
            .connection
            .prepare_cached("SELECT number FROM actors WHERE id = ?")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        match known {
            Some(number) => Ok(number),
            None => {
                self.insert("INSERT INTO actors (name, kind, id) VALUES (?, ?, ?)", params![name, kind, id])
            }
        }
    }

    fn rows(&self, record: &Record) -> rusqlite::Result<()> {
        let document = &record.document;
        let number = self.insert(
            "INSERT INTO documents (title, outlet, published, published_basis, url, byline, modified, section, language, id, version,
                text)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                document.title,
                document.outlet,
                document.published,
                document.published_basis.map(word).transpose()?,
                document.url,
                document.byline.join("; "),
                document.modified,
                document.section,
                document.language,
                document.id,
                document.version.unwrap_or(1),
                document.text,
            ],
        )?;
        let actors = self.appearances(record, number)?;
        let statements = self.statements(record, number, &actors)?;
        self.events(record, number, &actors, &statements)?;
        self.positions(record, number, &actors, &statements)?;
        self.spans(record, number)
    }

    /// Who appears; the numbers of those whom the archive knows, by their ids in the record.
    fn appearances<'record>(
        &self,
        record: &'record Record,
        document: i64,
    ) -> rusqlite::Result<HashMap<&'record str, i64>> {
        let mut numbers = HashMap::new();
        for actor in &record.actors {
            let kind = word(actor.kind)?;
            let number = actor.archive.as_ref().map(|id| self.actor(id, &actor.name, &kind)).transpose()?;
            numbers.extend(number.map(|number| (actor.id.as_str(), number)));
            self.insert(
                "INSERT INTO appearances (document, name, kind, roles, actor, government_of, mentions) VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![document, actor.name, kind, actor.roles.join("; "), number, actor.government_of, json(&actor.mentions)?],
            )?;
        }
        Ok(numbers)
    }

    /// The numbers of statements by their ids in the record.
    fn statements<'record>(
        &self,
        record: &'record Record,
        document: i64,
        actors: &HashMap<&str, i64>,
    ) -> rusqlite::Result<HashMap<&'record str, i64>> {
        let mut numbers = HashMap::new();
        for statement in &record.statements {
            let speaker = &statement.speaker;
            // A correction may name somebody who does not appear in the document.
            let actor = match (&speaker.archive, speaker.actor.as_deref()) {
                (Some(id), _) => {
                    let kind = record.actors.iter().find(|actor| Some(&actor.id) == speaker.actor.as_ref());
                    let kind = kind.map(|actor| word(actor.kind)).transpose()?;
                    let kind = kind.unwrap_or_else(|| "person".to_owned());
                    Some(self.actor(id, speaker.name.as_deref().unwrap_or(id), &kind)?)
                }
                (None, Some(local)) => actors.get(local).copied(),
                (None, None) => None,
            };
            let said = when(statement.said.as_ref());
            let number = self.insert(
                "INSERT INTO statements (document, speaker, role, words, kind, act, polarity, said, said_earliest, said_latest, actor,
                    speaker_kind, unresolved_because, addressee, medium, cue, source, confidence, id, content)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    document,
                    speaker.name,
                    speaker.role,
                    statement.content_text,
                    word(statement.kind)?,
                    word(statement.act)?,
                    word(statement.polarity)?,
                    said.0,
                    said.1,
                    said.2,
                    actor,
                    word(speaker.kind)?,
                    speaker.reason,
                    statement.addressee.as_ref().map(|party| &party.name),
                    statement.medium.as_ref().map(|party| &party.name),
                    statement.cue_text,
                    statement.source_text,
                    statement.confidence,
                    statement.id,
                    json(&statement.content)?,
                ],
            )?;
            numbers.insert(statement.id.as_str(), number);
        }
        // The outer statement may stand behind the inner one.
        for statement in &record.statements {
            let outer = statement.nested_in.as_deref().and_then(|outer| numbers.get(outer));
            if let (Some(outer), Some(number)) = (outer, numbers.get(statement.id.as_str())) {
                self.connection
                    .prepare_cached("UPDATE statements SET nested_in = ? WHERE number = ?")?
                    .execute(params![outer, number])?;
            }
        }
        Ok(numbers)
    }

    fn events(
        &self,
        record: &Record,
        document: i64,
        actors: &HashMap<&str, i64>,
        statements: &HashMap<&str, i64>,
    ) -> rusqlite::Result<()> {
        let known = |participant: &Option<Participant>| {
            participant.as_ref().and_then(|one| one.actor.as_deref()).and_then(|id| actors.get(id)).copied()
        };
        for event in &record.events {
            let span = event.place.as_ref().and_then(|place| place.span);
            let place = record.places.iter().find(|place| Some(place.span) == span);
            let happened = when(event.when.as_ref());
            self.insert(
                "INSERT INTO events (document, type, mode, actor_name, recipient_name, place, country, latitude, longitude, happened,
                    happened_earliest, happened_latest, killed, wounded, size, factuality, statement, actor, recipient, cameo, quad,
                    words, evidence)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    document,
                    event.kind,
                    event.mode,
                    event.actor.as_ref().map(|one| &one.name),
                    event.recipient.as_ref().map(|one| &one.name),
                    event.place.as_ref().map(|place| &place.name),
                    place.and_then(|place| place.country.as_ref()),
                    place.and_then(|place| place.lat),
                    place.and_then(|place| place.lon),
                    happened.0,
                    happened.1,
                    happened.2,
                    event.killed,
                    event.wounded,
                    event.size,
                    word(event.factuality)?,
                    event.statement.as_deref().and_then(|id| statements.get(id)),
                    known(&event.actor),
                    known(&event.recipient),
                    event.cameo,
                    event.quad.map(word).transpose()?,
                    event.evidence_text,
                    json(&event.evidence)?,
                ],
            )?;
        }
        Ok(())
    }

    fn positions(
        &self,
        record: &Record,
        document: i64,
        actors: &HashMap<&str, i64>,
        statements: &HashMap<&str, i64>,
    ) -> rusqlite::Result<()> {
        for position in &record.positions {
            let question = self.asked(&position.question, &position.question)?;
            let date = when(position.date.as_ref());
            self.insert(
                "INSERT INTO positions (question, name, stance, date, date_earliest, date_latest, former, basis, confidence, document,
                    statement, actor)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    question,
                    position.name,
                    word(position.stance)?,
                    date.0,
                    date.1,
                    date.2,
                    position.former,
                    word(position.basis)?,
                    position.confidence,
                    document,
                    statements.get(position.statement.as_str()),
                    position.actor.as_deref().and_then(|id| actors.get(id)),
                ],
            )?;
        }
        Ok(())
    }

    /// Places, times and quantities.
    fn spans(&self, record: &Record, document: i64) -> rusqlite::Result<()> {
        for place in &record.places {
            self.insert(
                "INSERT INTO places (document, words, name, country, latitude, longitude, geonames, span) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    document,
                    place.text,
                    place.name,
                    place.country,
                    place.lat,
                    place.lon,
                    place.geonames,
                    json(&place.span)?
                ],
            )?;
        }
        for time in &record.times {
            let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
            self.insert(
                "INSERT INTO times (document, words, type, value, earliest, latest, span) VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    document,
                    time.text,
                    word(time.kind)?,
                    time.value,
                    day(time.earliest),
                    day(time.latest),
                    json(&time.span)?
                ],
            )?;
        }
        for quantity in &record.quantities {
            self.insert(
                "INSERT INTO quantities (document, words, value, upper, bound, unit, si_value, si_unit, of_what, span)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    document,
                    quantity.text,
                    quantity.value,
                    quantity.range.map(|[_, upper]| upper),
                    quantity.bound.map(word).transpose()?,
                    quantity.unit,
                    quantity.si_value,
                    quantity.si_unit,
                    quantity.of,
                    json::<Points>(&quantity.span)?,
                ],
            )?;
        }
        Ok(())
    }
}

/// Value, earliest and latest day.
fn when(when: Option<&When>) -> (Option<&str>, Option<String>, Option<String>) {
    (
        when.map(|when| when.value.as_str()),
        when.and_then(|when| when.earliest).map(|day| day.to_string()),
        when.and_then(|when| when.latest).map(|day| day.to_string()),
    )
}

fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}
