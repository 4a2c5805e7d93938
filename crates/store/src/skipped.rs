//! What was not read, and why.

use serde::Serialize;

use crate::columns::Columns;
use crate::{Store, StoreError};

/// Something that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skip {
    /// Where it is, as [`types::Origin`] prints it. One origin is skipped once: the last reason counts.
    pub origin: String,
    /// The file or address that it is in.
    pub source: String,
    /// Where in the source: `line 12`, `byte 4711`; empty when it is the whole source.
    pub record: String,
    /// Why it was not read, and what to do, in words for people.
    pub reason: String,
}

impl Store {
    /// Notes what was skipped, in one transaction. [`Store::keep_all`] takes back the note of what it keeps.
    pub fn skip_all(&mut self, skips: &[Skip]) -> Result<(), StoreError> {
        let note = || -> rusqlite::Result<()> {
            let transaction = self.connection.unchecked_transaction()?;
            let sql = "INSERT OR REPLACE INTO skipped (origin, source, record, reason) VALUES (?, ?, ?, ?)";
            let mut insert = transaction.prepare_cached(sql)?;
            for Skip { origin, source, record, reason } in skips {
                insert.execute([origin, source, record, reason])?;
            }
            drop(insert);
            transaction.commit()
        };
        note().map_err(|source| self.failed("note what was skipped", source))
    }

    /// What was skipped and has not been read since, by source and place.
    pub fn skipped(&self) -> Result<Vec<Skip>, StoreError> {
        let list = || {
            // Numbers of lines and bytes in their own order: the shorter number is the smaller one.
            let sql = "SELECT origin, source, record, reason FROM skipped ORDER BY source, length(record), record, origin";
            let mut query = self.connection.prepare_cached(sql)?;
            let rows = query.query_map([], |row| {
                let mut columns = Columns::of(row);
                Ok(Skip {
                    origin: columns.plain()?,
                    source: columns.plain()?,
                    record: columns.plain()?,
                    reason: columns.plain()?,
                })
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        list().map_err(|source| self.failed("list what was skipped", source))
    }
}
