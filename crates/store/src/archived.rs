//! Records as the archive knows them: with corrections, with the archive's ids of their actors, with their versions.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use types::wire;

use crate::corrections::apply::corrected;
use crate::load::{Records, load_record};
use crate::{Store, StoreError, Versions, versions};

impl Store {
    /// The newest record of the document with exactly this id, or the one of a version (from 1) of its page, as it
    /// crosses a border: with corrections and the archive's ids; none when there is none.
    pub fn archived(&self, document: &str, version: Option<u32>) -> Result<Option<wire::Record>, StoreError> {
        self.snapshot()
            .and_then(|_snapshot| {
                let key = match version {
                    Some(version) => versions::version(&self.connection, document, version)?,
                    None => versions::newest(&self.connection, document)?,
                };
                key.map_or(Ok(None), |key| archived(&self.connection, key))
            })
            .map_err(|source| self.failed(format!("load document {document:?}"), source))
    }

    /// As [`Store::records`], as they cross a border: see [`Store::archived`].
    pub fn archived_records(&self, versions: Versions) -> Result<ArchivedRecords<'_>, StoreError> {
        Ok(ArchivedRecords { store: self, records: self.records(versions)? })
    }
}

/// Iterates over all records; see [`Store::archived_records`]. After an error it goes on with the next document.
pub struct ArchivedRecords<'store> {
    store: &'store Store,
    records: Records<'store>,
}

impl Iterator for ArchivedRecords<'_> {
    type Item = Result<wire::Record, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (key, id) = match self.records.next_document()? {
            Ok(next) => next,
            Err(error) => return Some(Err(error)),
        };
        archived(&self.store.connection, key)
            .map_err(|source| self.store.failed(format!("load document {id:?}"), source))
            .transpose()
    }
}

fn archived(store: &Connection, key: i64) -> rusqlite::Result<Option<wire::Record>> {
    let Some(record) = load_record(store, key)? else { return Ok(None) };
    let mut record = wire::Record::from(&corrected(store, key, record)?);
    record.document.version = store
        .prepare_cached("SELECT version FROM documents WHERE key = ? AND (version > 1 OR superseded)")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    let actors = ids(
        store,
        "SELECT actors.id, actor_forms.actor
         FROM actor_appearances
             JOIN actors ON (actors.document, actors.position) = (actor_appearances.document, actor_appearances.actor)
             JOIN actor_forms ON actor_forms.key = actor_appearances.form
         WHERE actor_appearances.document = ?",
        key,
    )?;
    let speakers = ids(
        store,
        "SELECT statements.id, actor_forms.actor
         FROM statements JOIN actor_forms ON actor_forms.key = statements.form
         WHERE statements.document = ?",
        key,
    )?;
    for actor in &mut record.actors {
        actor.archive = actors.get(&actor.id).cloned();
    }
    let participants =
        record.events.iter_mut().flat_map(|event| [&mut event.actor, &mut event.recipient]).flatten();
    for participant in participants {
        participant.archive = participant.actor.as_ref().and_then(|actor| actors.get(actor)).cloned();
    }
    for statement in &mut record.statements {
        statement.speaker.archive = speakers.get(&statement.id).cloned();
    }
    Ok(Some(record))
}

fn ids(store: &Connection, sql: &str, key: i64) -> rusqlite::Result<BTreeMap<String, String>> {
    store.prepare_cached(sql)?.query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
