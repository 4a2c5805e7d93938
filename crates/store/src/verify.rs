use std::fmt;

use rusqlite::types::ValueRef;
use rusqlite::{ErrorCode, OptionalExtension, Row};

use crate::actors::proof as actors;
use crate::corrections::replay::is_replayed;
use crate::keep;
use crate::load::load_record;
use crate::open::empty_schema;
use crate::{Store, StoreError, checks, copies, days, questions};

/// What [`Store::verify`] proved, and what it could not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Documents whose text is byte for byte the one that was kept, and whose record can be read.
    pub documents: u64,
    /// Statements that have evidence.
    pub statements: u64,
    /// Spans that are slices of their document's text.
    pub spans: u64,
    /// Whether the search indexes were compared with the texts; not so in a store opened for reading only, because
    /// SQLite does it through a write.
    pub search_compared: bool,
    /// What is wrong; empty when the store is whole.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The document's id, where the fault lies in one.
    pub document: Option<String>,
    /// The table; none when the fault is in the file's own structure.
    pub table: Option<String>,
    /// Bytes from the start of the document's text, where the fault lies in it. Of a changed text it is the start of
    /// the first 64 bytes that are not as they were.
    pub offset: Option<usize>,
    /// What is wrong, in words for people.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(document) = &self.document {
            write!(formatter, "document {document:?}, ")?;
        }
        if let Some(table) = &self.table {
            write!(formatter, "table {table}, ")?;
        }
        if let Some(offset) = self.offset {
            write!(formatter, "byte {offset} of the text: ")?;
        }
        formatter.write_str(&self.what)
    }
}

/// Every span of one document: table, what it belongs to, both ends.
const SPANS: &str = "
    SELECT 'statement_spans', role || ' of statement ' || id, start_byte, end_byte
        FROM statements JOIN statement_spans ON (statement_spans.document, statement_spans.statement)
            = (statements.document, statements.position)
        WHERE statements.document = ?1
    UNION ALL SELECT 'statements', 'addressee of statement ' || id, addressee_start_byte, addressee_end_byte
        FROM statements WHERE document = ?1 AND addressee_start_byte IS NOT NULL
    UNION ALL SELECT 'statements', 'medium of statement ' || id, medium_start_byte, medium_end_byte
        FROM statements WHERE document = ?1 AND medium_start_byte IS NOT NULL
    UNION ALL SELECT 'actor_mentions', 'mention of actor ' || id, start_byte, end_byte
        FROM actors JOIN actor_mentions
            ON actor_mentions.document = actors.document AND actor_mentions.actor = actors.position
        WHERE actors.document = ?1
    UNION ALL SELECT 'times', 'time ' || position, start_byte, end_byte FROM times WHERE document = ?1
    UNION ALL SELECT 'places', 'place ' || position, start_byte, end_byte FROM places WHERE document = ?1
    UNION ALL SELECT 'quantities', 'quantity ' || position, start_byte, end_byte FROM quantities WHERE document = ?1
    UNION ALL SELECT 'events', 'evidence of event ' || position, evidence_start_byte, evidence_end_byte
        FROM events WHERE document = ?1
    UNION ALL SELECT 'events', 'actor of event ' || position, actor_start_byte, actor_end_byte
        FROM events WHERE document = ?1 AND actor_start_byte IS NOT NULL
    UNION ALL SELECT 'events', 'recipient of event ' || position, recipient_start_byte, recipient_end_byte
        FROM events WHERE document = ?1 AND recipient_start_byte IS NOT NULL
    UNION ALL SELECT 'events', 'place of event ' || position, place_start_byte, place_end_byte
        FROM events WHERE document = ?1 AND place_start_byte IS NOT NULL
    UNION ALL SELECT 'event_mentions', 'mention of event ' || events.position, start_byte, end_byte
        FROM events JOIN event_mentions ON event_mentions.event = events.key WHERE document = ?1";

impl Store {
    /// Proves the store whole: the file's structure and schema, every reference between tables, every text against its SHA-256,
    /// every span against its text, every record readable, every search index against the texts.
    ///
    /// What is damaged is a [`Fault`]; an error means that the proof could not be tried (the file is busy).
    pub fn verify(&self) -> Result<Verification, StoreError> {
        self.verify_with(|_| ())
    }

    /// As [`Store::verify`]; calls `progress` after each document with the number of documents looked at so far.
    pub fn verify_with(&self, progress: impl FnMut(u64)) -> Result<Verification, StoreError> {
        let mut proof = Proof { store: self, verification: Verification::default() };
        proof
            .all(progress)
            .map_err(|source| self.failed("verify the store", source))
            .map(|()| proof.verification)
    }
}

struct Proof<'store> {
    store: &'store Store,
    verification: Verification,
}

/// One row of `documents`, as far as it holds evidence.
struct Stored {
    key: i64,
    id: String,
    sha256: Vec<u8>,
    pieces: Vec<u8>,
    parts: Vec<u8>,
    text: Vec<u8>,
}

impl Proof<'_> {
    fn all(&mut self, mut progress: impl FnMut(u64)) -> rusqlite::Result<()> {
        let store = self.store;
        let snapshot = store.snapshot()?;
        let structure = self.structure();
        self.note_damage(None, structure)?;
        let schema = self.schema();
        self.note_damage(None, schema)?;
        let references = self.references();
        self.note_damage(None, references)?;
        let versions = self.versions();
        self.note_damage(Some("documents"), versions)?;
        let bands = self.bands();
        self.note_damage(Some("copy_bands"), bands)?;
        let actors = self.actors();
        self.note_damage(Some("actor_forms"), actors)?;
        let positions = self.positions();
        self.note_damage(Some("positions"), positions)?;
        let documents = self.documents(&mut progress);
        self.note_damage(Some("documents"), documents)?;
        // The indexes are compared in a write of their own, which a reading transaction would hold back.
        drop(snapshot);
        if store.writable {
            self.search()?;
            self.verification.search_compared = true;
        }
        Ok(())
    }

    /// A failure to read is a fault of the store; a failure to get at it is an error.
    fn note_damage(&mut self, table: Option<&str>, result: rusqlite::Result<()>) -> rusqlite::Result<()> {
        match result {
            Ok(()) => Ok(()),
            Err(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OutOfMemory) => {
                    Err(error)
                }
                _ => {
                    self.fault(None, table, None, format!("cannot be read: {error}"));
                    Ok(())
                }
            },
        }
    }

    fn fault(&mut self, document: Option<&str>, table: Option<&str>, offset: Option<usize>, what: String) {
        let (document, table) = (document.map(str::to_owned), table.map(str::to_owned));
        self.verification.faults.push(Fault { document, table, offset, what });
    }

    /// Pages, indexes and constraints, as SQLite sees them.
    fn structure(&mut self) -> rusqlite::Result<()> {
        let mut query = self.store.connection.prepare("PRAGMA integrity_check")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let message = lossy(row, 0)?;
            if message != "ok" {
                self.fault(None, None, None, message);
            }
        }
        Ok(())
    }

    /// Every table, index, view and trigger is there, and is what it is in a new store. SQLite itself only asks of a schema that
    /// it can be read: a column may have got another name.
    fn schema(&mut self) -> rusqlite::Result<()> {
        let new = empty_schema()?;
        let mut expected = new.prepare("SELECT type, name, sql FROM sqlite_schema")?;
        let mut expected = expected.query([])?;
        let sql = "SELECT sql FROM sqlite_schema WHERE (type, name) = (?, ?)";
        let mut found = self.store.connection.prepare(sql)?;
        while let Some(row) = expected.next()? {
            let (kind, name) = (lossy(row, 0)?, lossy(row, 1)?);
            let found =
                found.query_row([&kind, &name], |row| bytes(row, 0).map(<[u8]>::to_vec)).optional()?;
            let what = match found {
                None => "is not there",
                Some(found) if found != bytes(row, 2)? => "is not made as this program makes it",
                Some(_) => continue,
            };
            self.fault(None, None, None, format!("the {kind} {name} {what}"));
        }
        Ok(())
    }

    fn references(&mut self) -> rusqlite::Result<()> {
        let mut query = self.store.connection.prepare("PRAGMA foreign_key_check")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let (table, parent) = (lossy(row, 0)?, lossy(row, 2)?);
            self.fault(
                None,
                Some(&table),
                None,
                format!("a row refers to a row of {parent} that is not there"),
            );
        }
        Ok(())
    }

    /// Who is who follows from the documents and the corrections.
    fn actors(&mut self) -> rusqlite::Result<()> {
        for what in actors::faults(&self.store.connection)? {
            self.fault(None, Some("actor_forms"), None, what);
        }
        if !is_replayed(&self.store.connection)? {
            let what = "what the log of corrections says was not done".to_owned();
            self.fault(None, Some("corrections"), None, what);
        }
        Ok(())
    }

    /// The versions of each page count from 1 without gaps, and the last one alone is not superseded.
    fn versions(&mut self) -> rusqlite::Result<()> {
        let sql = "SELECT id, version, superseded FROM documents AS one
            WHERE (version > 1 AND NOT EXISTS (SELECT 1 FROM documents WHERE page = one.page AND version = one.version - 1))
                OR superseded <> EXISTS (SELECT 1 FROM documents WHERE page = one.page AND version > one.version)
            ORDER BY key";
        let mut query = self.store.connection.prepare(sql)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let what =
                format!("version {} does not fit the other versions of its page", row.get::<_, i64>(1)?);
            self.fault(Some(&lossy(row, 0)?), Some("documents"), None, what);
        }
        Ok(())
    }

    fn bands(&mut self) -> rusqlite::Result<()> {
        match copies::stray_bands(&self.store.connection)? {
            0 => {}
            stray => {
                self.fault(
                    None,
                    Some("copy_bands"),
                    None,
                    format!("{stray} rows more than the sketches have hashes"),
                );
            }
        }
        Ok(())
    }

    /// Positions follow from questions and corrections.
    fn positions(&mut self) -> rusqlite::Result<()> {
        match questions::waiting(&self.store.connection)? {
            0 => {}
            due => {
                let what = format!(
                    "those of {due} documents are not up to date: `onrecord question list` judges them"
                );
                self.fault(None, Some("positions"), None, what);
            }
        }
        Ok(())
    }

    fn documents(&mut self, progress: &mut impl FnMut(u64)) -> rusqlite::Result<()> {
        let sql = "SELECT key, id, text_sha256, text_pieces, parts, text
            FROM documents LEFT JOIN record_checks ON record_checks.document = documents.key ORDER BY key";
        let mut query = self.store.connection.prepare(sql)?;
        let mut rows = query.query([])?;
        let mut looked_at = 0;
        while let Some(row) = rows.next()? {
            let stored = Stored {
                key: row.get(0)?,
                id: lossy(row, 1)?,
                sha256: bytes(row, 2)?.to_vec(),
                pieces: bytes(row, 3)?.to_vec(),
                parts: bytes(row, 4)?.to_vec(),
                text: bytes(row, 5)?.to_vec(),
            };
            let before = self.verification.faults.len();
            let text_is_whole = self.text(&stored);
            let spans = self.spans(&stored);
            self.note_damage(Some("statement_spans"), spans)?;
            self.record(&stored, text_is_whole)?;
            self.verification.documents += u64::from(self.verification.faults.len() == before);
            looked_at += 1;
            progress(looked_at);
        }
        Ok(())
    }

    fn text(&mut self, stored: &Stored) -> bool {
        let same = checks::sha256(&stored.text) == stored.sha256;
        let changed = checks::first_difference(&stored.text, &stored.pieces);
        let what = match (same, changed) {
            (true, None) => return true,
            (false, Some(start)) => {
                format!("the text is not the one that was kept: it differs within bytes {start} to {}", {
                    (start + checks::PIECE).min(stored.text.len().max(start))
                })
            }
            (true, Some(_)) => {
                "the hashes of the text's pieces are damaged, the text itself is whole".to_owned()
            }
            (false, None) => "the SHA-256 of the text is damaged, the text itself is whole".to_owned(),
        };
        self.fault(Some(&stored.id), Some("documents"), changed.filter(|_| !same), what);
        same
    }

    fn spans(&mut self, stored: &Stored) -> rusqlite::Result<()> {
        let mut query = self.store.connection.prepare_cached(SPANS)?;
        let mut rows = query.query([stored.key])?;
        while let Some(row) = rows.next()? {
            let (table, owner) = (lossy(row, 0)?, lossy(row, 1)?);
            let (start, end): (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            if is_slice(&stored.text, start, end) {
                self.verification.spans += 1;
                continue;
            }
            let show = |end: Option<i64>| end.map_or("nothing".to_owned(), |end| end.to_string());
            let length = stored.text.len();
            let what = format!(
                "the {owner}, from {} to {}, is no slice of the text of {length} bytes",
                show(start),
                show(end)
            );
            let offset = start.and_then(|start| usize::try_from(start).ok());
            self.fault(Some(&stored.id), Some(&table), offset, what);
        }
        Ok(())
    }

    /// The record can be read, its statements have evidence, and they are listed under the right days.
    fn record(&mut self, stored: &Stored, text_is_whole: bool) -> rusqlite::Result<()> {
        let id = stored.id.as_str();
        let record = match load_record(&self.store.connection, stored.key) {
            Ok(Some(record)) => record,
            Ok(None) => {
                self.fault(Some(id), Some("documents"), None, "it cannot be found by its key".into());
                return Ok(());
            }
            Err(error) => {
                let before = self.verification.faults.len();
                self.note_damage(Some("documents"), Err(error))?;
                for fault in &mut self.verification.faults[before..] {
                    fault.document = Some(id.to_owned());
                    fault.what = format!("the record {}", fault.what);
                }
                return Ok(());
            }
        };
        let changed = checks::changed_parts(&record, &stored.parts)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        // The text is a part of `documents` too; once is enough.
        for table in changed.into_iter().filter(|&table| text_is_whole || table != "documents") {
            let what = "this part of the record is not the one that was kept".to_owned();
            self.fault(Some(id), Some(table), None, what);
        }
        if text_is_whole
            && let Some(what) = copies::faults(&self.store.connection, stored.key, &record.document.text)?
        {
            self.fault(Some(id), Some("copies"), None, what.to_owned());
        }
        match actors::document_fault(&self.store.connection, stored.key, &record) {
            Ok(None) => {}
            Ok(Some(what)) => self.fault(Some(id), Some("actor_appearances"), None, what.to_owned()),
            Err(error) => self.note_damage(Some("actor_appearances"), Err(error))?,
        }
        let published = record.document.published.as_ref().map(|published| published.date);
        let sql = "SELECT first_day, last_day, key FROM statements WHERE document = ? ORDER BY position";
        let mut listed = self.store.connection.prepare_cached(sql)?;
        let listed = listed.query_map([stored.key], |row| {
            let (first, last) = (row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?);
            let fits = days::of_key(row.get(2)?) == days::of_column(first.as_deref());
            Ok((first.zip(last), fits))
        })?;
        for (statement, listed) in record.statements.iter().zip(listed) {
            let problem = if statement.content.is_empty() {
                "has no content"
            } else if !matches!(listed, Ok((listed, true)) if listed == keep::days(statement, published)) {
                "is listed under the wrong days"
            } else {
                self.verification.statements += 1;
                continue;
            };
            self.fault(Some(id), Some("statements"), None, format!("statement {} {problem}", statement.id));
        }
        Ok(())
    }

    /// Every word of the indexes against the texts that they index.
    fn search(&mut self) -> rusqlite::Result<()> {
        for table in ["document_search", "statement_search", "actor_search", "event_search"] {
            let sql = format!("INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)");
            match self.store.connection.execute(&sql, []) {
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
                    let what = "the search index does not agree with the texts that it indexes".to_owned();
                    self.fault(None, Some(table), None, what);
                }
                other => self.note_damage(Some(table), other.map(|_| ()))?,
            }
        }
        Ok(())
    }
}

/// Whether both ends lie in `text` on borders of characters, in order.
fn is_slice(text: &[u8], start: Option<i64>, end: Option<i64>) -> bool {
    let offset = |end: Option<i64>| end.and_then(|end| usize::try_from(end).ok());
    // A byte that continues a character is 10xxxxxx. Asked of bytes, for a damaged text may be no UTF-8.
    let border =
        |offset: usize| offset == text.len() || text.get(offset).is_some_and(|byte| byte & 0xC0 != 0x80);
    matches!((offset(start), offset(end)), (Some(start), Some(end)) if start <= end && border(start) && border(end))
}

/// The bytes of a column of text or bytes, whatever they are.
fn bytes<'row>(row: &'row Row<'_>, column: usize) -> rusqlite::Result<&'row [u8]> {
    match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Ok(bytes),
        _ => Ok(&[]),
    }
}

/// A column of text, readable even when it is damaged.
fn lossy(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    bytes(row, column).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}
