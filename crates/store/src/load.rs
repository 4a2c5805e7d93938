use jiff::civil::Date;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, params};
use serde::Serialize;
use types::{
    Actor, Document, Event, MadeBy, Place, Position, Published, Quantity, Record, Span, Speaker, Statement,
    Tie, TimedSpan,
};

use crate::columns::Columns;
use crate::corrections::apply::corrected;
use crate::{Store, StoreError, Versions, versions};

/// What a list of documents shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentSummary {
    /// See [`types::Document`].
    pub id: String,
    /// Canonical URL.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Publisher.
    pub outlet: Option<String>,
    /// The civil day of publication.
    pub published: Option<Date>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// The version of its page, from 1.
    pub version: u32,
    /// How many statements it has.
    pub statements: u64,
    /// The id of the earliest document that carries the same story; none when it is that one or stands alone.
    pub copy_of: Option<String>,
}

impl DocumentSummary {
    /// What [`DocumentSummary::of`] reads, of the table of documents.
    pub(crate) const COLUMNS: &str = "id, url, title, outlet, published_day, language, version,
        (SELECT count(*) FROM statements WHERE statements.document = documents.key),
        (SELECT earliest.id FROM copies JOIN documents AS earliest ON earliest.key = copies.first
         WHERE copies.document = documents.key AND copies.first <> documents.key)";

    /// From a row that begins with [`DocumentSummary::COLUMNS`].
    pub(crate) fn of(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: columns.plain()?,
            url: columns.plain()?,
            title: columns.plain()?,
            outlet: columns.plain()?,
            published: columns.day()?,
            language: columns.plain()?,
            version: columns.plain()?,
            statements: columns.plain::<i64>()?.unsigned_abs(),
            copy_of: columns.plain()?,
        })
    }
}

/// How much the store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Documents.
    pub documents: u64,
    /// Statements.
    pub statements: u64,
    /// Different names of speakers; the same name in two documents counts once.
    pub speakers: u64,
}

impl Store {
    /// The record of the newest document with exactly this id, equal to the one that was kept but for corrections; none
    /// when there is none.
    pub fn load(&self, document: &str) -> Result<Option<Record>, StoreError> {
        self.load_by(document, |store| versions::newest(store, document))
    }

    /// The record of one version (from 1) of the page that has a document with exactly this id.
    pub fn load_version(&self, document: &str, version: u32) -> Result<Option<Record>, StoreError> {
        self.load_by(document, |store| versions::version(store, document, version))
    }

    fn load_by(
        &self,
        document: &str,
        find: impl FnOnce(&Connection) -> rusqlite::Result<Option<i64>>,
    ) -> Result<Option<Record>, StoreError> {
        self.snapshot()
            .and_then(|_snapshot| match find(&self.connection)? {
                Some(key) => load_record(&self.connection, key)?
                    .map(|record| corrected(&self.connection, key, record))
                    .transpose(),
                None => Ok(None),
            })
            .map_err(|source| self.failed(format!("load document {document:?}"), source))
    }

    /// Documents that `query` may mean, the newest version of each: the one with this id, else those whose id begins with it, else those with this
    /// URL, else those whose title has it (ASCII letters match in both cases). In order of their ids.
    pub fn find_documents(&self, query: &str) -> Result<Vec<DocumentSummary>, StoreError> {
        let escaped = query.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let conditions = [
            ("id = ?", query.to_owned()),
            // The greatest code point ends the range of all ids with this beginning.
            ("(id >= ?1 AND id < ?1 || char(0x10FFFF))", query.to_owned()),
            ("url = ?", query.to_owned()),
            ("title LIKE ? ESCAPE '\\'", format!("%{escaped}%")),
        ];
        for (condition, value) in conditions {
            let found = summaries(&self.connection, condition, &value)
                .map_err(|source| self.failed("look for documents", source))?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// The records in order of their documents' ids, then of their versions, as they stand at this moment; holds one at
    /// a time in memory.
    pub fn records(&self, versions: Versions) -> Result<Records<'_>, StoreError> {
        let snapshot = self.snapshot().map_err(|source| self.failed("begin to read", source))?;
        Ok(Records { store: self, _snapshot: snapshot, versions, last: (String::new(), 0), ended: false })
    }

    /// How much the store holds.
    pub fn totals(&self) -> Result<Totals, StoreError> {
        let sql =
            "SELECT (SELECT count(*) FROM documents), count(*), count(DISTINCT speaker_name) FROM statements";
        self.connection
            .query_row(sql, [], |row| {
                let mut columns = Columns::of(row);
                let mut count = || columns.plain::<i64>().map(i64::unsigned_abs);
                Ok(Totals { documents: count()?, statements: count()?, speakers: count()? })
            })
            .map_err(|source| self.failed("count", source))
    }
}

/// Iterates over all records; see [`Store::records`]. After an error it goes on with the next document.
pub struct Records<'store> {
    store: &'store Store,
    _snapshot: Option<Transaction<'store>>,
    versions: Versions,
    /// Id and version of the last document.
    last: (String, i64),
    ended: bool,
}

impl Records<'_> {
    /// Key and id of the next document.
    pub(crate) fn next_document(&mut self) -> Option<Result<(i64, String), StoreError>> {
        if self.ended {
            return None;
        }
        let sql = "SELECT key, id, version FROM documents
            WHERE (id, version) > (?, ?) AND (superseded = 0 OR ?) ORDER BY id, version LIMIT 1";
        let next = self.store.connection.prepare_cached(sql).and_then(|mut query| {
            let all = self.versions == Versions::All;
            query
                .query_row(params![self.last.0, self.last.1, all], |row| {
                    Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
                })
                .optional()
        });
        match next {
            Ok(Some((key, last))) => {
                self.last = last;
                Some(Ok((key, self.last.0.clone())))
            }
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(source) => {
                self.ended = true;
                Some(Err(self.store.failed("list the documents", source)))
            }
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.next_document()? {
            Ok((key, id)) => self.store.load_by(&id, |_| Ok(Some(key))).transpose(),
            Err(error) => Some(Err(error)),
        }
    }
}

fn summaries(store: &Connection, condition: &str, value: &str) -> rusqlite::Result<Vec<DocumentSummary>> {
    let columns = DocumentSummary::COLUMNS;
    let sql = format!("SELECT {columns} FROM documents WHERE {condition} AND superseded = 0 ORDER BY id");
    rows(store, &sql, [value], DocumentSummary::of)
}

/// All rows of a query, each read column by column.
fn rows<T>(
    store: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    mut read: impl FnMut(&mut Columns<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    store.prepare_cached(sql)?.query_map(parameters, |row| read(&mut Columns::of(row)))?.collect()
}

/// Reads a record from its tables, as it was kept.
pub(crate) fn load_record(store: &Connection, key: i64) -> rusqlite::Result<Option<Record>> {
    let sql = "SELECT id, url, title, outlet, published_value, published_basis, published_day,
            modified, section, language, made_by_onrecord, made_by_model, text
        FROM documents WHERE key = ?";
    let head = store.prepare_cached(sql)?.query_row([key], document).optional()?;
    let Some((mut document, made_by)) = head else { return Ok(None) };
    let key: [&dyn ToSql; 1] = [&key];

    document.byline =
        rows(store, "SELECT name FROM bylines WHERE document = ? ORDER BY position", key, |columns| {
            columns.plain()
        })?;
    Ok(Some(Record {
        document,
        statements: statements(store, key)?,
        actors: actors(store, key)?,
        times: rows(
            store,
            "SELECT start_byte, end_byte, kind, value, earliest, latest
             FROM times WHERE document = ? ORDER BY position",
            key,
            |columns| Ok(TimedSpan { span: columns.span()?, kind: columns.word()?, when: columns.when()? }),
        )?,
        places: rows(
            store,
            "SELECT start_byte, end_byte, name, country, geonames, lat, lon
             FROM places WHERE document = ? ORDER BY position",
            key,
            |columns| {
                Ok(Place {
                    span: columns.span()?,
                    name: columns.plain()?,
                    country: columns.plain()?,
                    geonames: columns.plain()?,
                    lat: columns.plain()?,
                    lon: columns.plain()?,
                })
            },
        )?,
        quantities: rows(
            store,
            "SELECT start_byte, end_byte, value, unit, si_value, si_unit, upper, bound, of_what
             FROM quantities WHERE document = ? ORDER BY position",
            key,
            |columns| {
                Ok(Quantity {
                    span: columns.span()?,
                    value: columns.plain()?,
                    unit: columns.plain()?,
                    si_value: columns.plain()?,
                    si_unit: columns.plain()?,
                    upper: columns.plain()?,
                    bound: columns.maybe_word()?,
                    of: columns.plain()?,
                })
            },
        )?,
        events: events(store, key)?,
        positions: rows(
            store,
            "SELECT question, actor, name, stance, statement, date_value, date_earliest, date_latest, former, basis, confidence
             FROM positions WHERE document = ? ORDER BY position",
            key,
            |columns| {
                Ok(Position {
                    question: columns.plain()?,
                    actor: columns.plain()?,
                    name: columns.plain()?,
                    stance: columns.word()?,
                    statement: columns.plain()?,
                    date: columns.when()?,
                    former: columns.plain()?,
                    basis: columns.word()?,
                    #[expect(clippy::cast_possible_truncation, reason = "it was an f32 when it was kept")]
                    confidence: columns.plain::<f64>()? as f32,
                })
            },
        )?,
        notes: rows(store, "SELECT note FROM notes WHERE document = ? ORDER BY position", key, |columns| {
            columns.plain()
        })?,
        made_by,
    }))
}

fn events(store: &Connection, key: impl rusqlite::Params) -> rusqlite::Result<Vec<Event>> {
    let mut mentions = store.prepare_cached(
        "SELECT start_byte, end_byte FROM event_mentions WHERE event = ? ORDER BY position",
    )?;
    let found = rows(
        store,
        "SELECT key, kind, mode, actor, actor_name, actor_start_byte, actor_end_byte,
            recipient, recipient_name, recipient_start_byte, recipient_end_byte,
            place_name, place_start_byte, place_end_byte, when_value, when_earliest, when_latest,
            killed, wounded, size, evidence_start_byte, evidence_end_byte, factuality, statement
         FROM events WHERE document = ? ORDER BY position",
        key,
        |columns| {
            let event: i64 = columns.plain()?;
            Ok((
                event,
                Event {
                    kind: columns.plain()?,
                    mode: columns.plain()?,
                    actor: columns.participant()?,
                    recipient: columns.participant()?,
                    place: columns.party()?,
                    when: columns.when()?,
                    killed: columns.plain()?,
                    wounded: columns.plain()?,
                    size: columns.plain()?,
                    evidence: columns.span()?,
                    mentions: Vec::new(),
                    factuality: columns.word()?,
                    statement: columns.plain()?,
                },
            ))
        },
    )?;
    found
        .into_iter()
        .map(|(event, found)| {
            let mentions = mentions.query_map([event], |row| Columns::of(row).span())?;
            Ok(Event { mentions: mentions.collect::<rusqlite::Result<_>>()?, ..found })
        })
        .collect()
}

fn document(row: &Row<'_>) -> rusqlite::Result<(Document, MadeBy)> {
    let mut columns = Columns::of(row);
    let mut document = Document {
        id: columns.plain()?,
        url: columns.plain()?,
        title: columns.plain()?,
        outlet: columns.plain()?,
        byline: Vec::new(),
        published: None,
        modified: None,
        section: None,
        language: None,
        text: String::new(),
    };
    if let Some(value) = columns.plain::<Option<String>>()? {
        let (basis, date) = (columns.word()?, columns.day()?);
        document.published = date.map(|date| Published { date, value, basis });
    } else {
        columns.skip(2);
    }
    document.modified = columns.plain()?;
    document.section = columns.plain()?;
    document.language = columns.plain()?;
    let made_by = MadeBy { onrecord: columns.plain()?, model: columns.plain()? };
    document.text = columns.plain()?;
    Ok((document, made_by))
}

fn actors(store: &Connection, document: [&dyn ToSql; 1]) -> rusqlite::Result<Vec<Actor>> {
    let mut actors = rows(
        store,
        "SELECT id, name, kind, government_of FROM actors WHERE document = ? ORDER BY position",
        document,
        |columns| {
            Ok(Actor {
                id: columns.plain()?,
                name: columns.plain()?,
                kind: columns.word()?,
                roles: Vec::new(),
                mentions: Vec::new(),
                government_of: columns.plain()?,
                ties: Vec::new(),
            })
        },
    )?;
    let roles: Vec<(usize, String)> = rows(
        store,
        "SELECT actor, role FROM actor_roles WHERE document = ? ORDER BY actor, position",
        document,
        |columns| Ok((columns.count()?, columns.plain()?)),
    )?;
    for (actor, role) in roles {
        at(&mut actors, actor)?.roles.push(role);
    }
    let mentions: Vec<(usize, Span)> = rows(
        store,
        "SELECT actor, start_byte, end_byte FROM actor_mentions WHERE document = ? ORDER BY actor, position",
        document,
        |columns| Ok((columns.count()?, columns.span()?)),
    )?;
    for (actor, mention) in mentions {
        at(&mut actors, actor)?.mentions.push(mention);
    }
    let ties: Vec<(usize, Tie)> = rows(
        store,
        "SELECT actor, kind, other FROM actor_ties WHERE document = ? ORDER BY actor, position",
        document,
        |columns| Ok((columns.count()?, Tie { kind: columns.word()?, actor: columns.plain()? })),
    )?;
    for (actor, tie) in ties {
        at(&mut actors, actor)?.ties.push(tie);
    }
    Ok(actors)
}

fn statements(store: &Connection, document: [&dyn ToSql; 1]) -> rusqlite::Result<Vec<Statement>> {
    let mut statements = rows(
        store,
        "SELECT id, kind, act, polarity, speaker_actor, speaker_name, speaker_role, speaker_kind, speaker_reason,
            addressee_name, addressee_start_byte, addressee_end_byte, medium_name, medium_start_byte, medium_end_byte,
            said_value, said_earliest, said_latest, nested_in, confidence
         FROM statements WHERE document = ? ORDER BY position",
        document,
        |columns| {
            Ok(Statement {
                id: columns.plain()?,
                kind: columns.word()?,
                content: Vec::new(),
                source: Vec::new(),
                cue: Vec::new(),
                act: columns.word()?,
                polarity: columns.word()?,
                speaker: Speaker {
                    actor: columns.plain()?,
                    name: columns.plain()?,
                    role: columns.plain()?,
                    kind: columns.word()?,
                    reason: columns.plain()?,
                },
                addressee: columns.party()?,
                medium: columns.party()?,
                said: columns.when()?,
                nested_in: columns.plain()?,
                #[expect(clippy::cast_possible_truncation, reason = "it was an f32 when it was kept")]
                confidence: columns.plain::<f64>()? as f32,
            })
        },
    )?;
    let spans: Vec<(usize, String, Span)> = rows(
        store,
        "SELECT statement, role, start_byte, end_byte FROM statement_spans
         WHERE document = ? ORDER BY statement, role, position",
        document,
        |columns| Ok((columns.count()?, columns.plain()?, columns.span()?)),
    )?;
    for (position, role, span) in spans {
        let statement = at(&mut statements, position)?;
        match role.as_str() {
            "content" => statement.content.push(span),
            "source" => statement.source.push(span),
            _ => statement.cue.push(span),
        }
    }
    Ok(statements)
}

/// The item at a position that another table names; positions count from 0 without gaps.
fn at<T>(items: &mut [T], position: usize) -> rusqlite::Result<&mut T> {
    items.get_mut(position).ok_or_else(|| {
        let why = format!("the row at position {position} is missing");
        rusqlite::Error::FromSqlConversionFailure(0, Type::Null, why.into())
    })
}
