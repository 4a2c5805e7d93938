//! What was kept and is not yet in the full-text indexes.
//!
//! FTS5 writes a new segment whenever a statement of the transaction needs a savepoint, which most do; segments are then
//! merged again and again. So a batch first writes all its tables, then its words: one segment for each index.

use rusqlite::{Connection, params};
use types::Document;

/// Rows for the full-text indexes.
#[derive(Default)]
pub(crate) struct Unindexed<'record> {
    documents: Vec<(i64, &'record Document)>,
    statements: Vec<(i64, Option<String>, String)>,
    actors: Vec<(i64, String)>,
}

impl<'record> Unindexed<'record> {
    pub(crate) fn document(&mut self, key: i64, document: &'record Document) {
        self.documents.push((key, document));
    }

    /// `content` as the view `statement_texts` has it.
    pub(crate) fn statement(&mut self, key: i64, speaker: Option<String>, content: String) {
        self.statements.push((key, speaker, content));
    }

    pub(crate) fn actor(&mut self, form: i64, name: &str) {
        self.actors.push((form, name.to_owned()));
    }

    /// Writes the rows. Has to be done before the transaction ends, and before anything of them is taken out again.
    pub(crate) fn write(&mut self, store: &Connection) -> rusqlite::Result<()> {
        for (key, document) in self.documents.drain(..) {
            store
                .prepare_cached(
                    "INSERT INTO document_search (rowid, outlet, title, text) VALUES (?, ?, ?, ?)",
                )?
                .execute(params![key, document.outlet, document.title, document.text])?;
        }
        // FTS5 writes a segment whenever a key is below the one before.
        self.statements.sort_by_key(|(key, ..)| *key);
        for (key, speaker, content) in self.statements.drain(..) {
            store
                .prepare_cached("INSERT INTO statement_search (rowid, speaker, content) VALUES (?, ?, ?)")?
                .execute(params![key, speaker, content])?;
        }
        for (key, name) in self.actors.drain(..) {
            store
                .prepare_cached("INSERT INTO actor_search (rowid, name) VALUES (?, ?)")?
                .execute(params![key, name])?;
        }
        Ok(())
    }
}
