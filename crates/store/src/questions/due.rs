//! Which positions are due, and how new ones take their place.

use rusqlite::{Connection, params};
use types::{Position, Question, Record};

use super::{all, fingerprint};
use crate::columns::{when_columns, word};
use crate::corrections::apply::corrected;
use crate::load::load_record;
use crate::{Store, StoreError, checks};

/// What positions are judged for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judging {
    /// The questions, in order of their ids.
    pub questions: Vec<Question>,
    /// A hash of the questions and of the version of the code that judges; empty when there is no question. A reading
    /// that was judged for it is up to date.
    pub fingerprint: String,
}

impl Store {
    /// What positions are judged for today.
    pub fn judging(&self) -> Result<Judging, StoreError> {
        self.snapshot()
            .and_then(|_snapshot| {
                Ok(Judging { questions: all(&self.connection)?, fingerprint: fingerprint(&self.connection)? })
            })
            .map_err(|source| self.failed("list the questions", source))
    }

    /// How many documents wait to be judged.
    pub fn positions_due(&self) -> Result<u64, StoreError> {
        waiting(&self.connection).map_err(|source| self.failed("count what is due", source))
    }

    /// Judges up to `most` of the documents whose positions are due, as corrections have them, in one transaction;
    /// returns how many there were. Positions that do not fit their record are left out.
    pub fn judge_due(
        &mut self,
        most: usize,
        mut judge: impl FnMut(&Record) -> Vec<Position>,
    ) -> Result<usize, StoreError> {
        self.write("judge positions", |store| {
            let due: Vec<i64> = store
                .prepare_cached("SELECT document FROM positions_due ORDER BY document LIMIT ?")?
                .query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for &document in &due {
                let Some(record) = load_record(store, document)? else { continue };
                let record = corrected(store, document, record)?;
                let mut positions = judge(&record);
                positions.retain(|position| fits(&record, position));
                store.prepare_cached("DELETE FROM positions WHERE document = ?")?.execute([document])?;
                insert_positions(store, document, &positions)?;
                check_anew(store, document)?;
                store.prepare_cached("DELETE FROM positions_due WHERE document = ?")?.execute([document])?;
            }
            Ok(due.len())
        })
    }
}

fn fits(record: &Record, position: &Position) -> bool {
    let actor = |id: &String| record.actors.iter().any(|actor| actor.id == *id);
    record.statements.iter().any(|statement| statement.id == position.statement)
        && position.actor.as_ref().is_none_or(actor)
        && (0.0..=1.0).contains(&position.confidence)
}

pub(crate) fn waiting(store: &Connection) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM positions_due";
    store.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
}

/// The positions of the document are due, if there is a question.
pub(crate) fn mark_due(store: &Connection, document: i64) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO positions_due (document)
        SELECT key FROM documents WHERE key = ? AND EXISTS (SELECT 1 FROM questions)";
    store.prepare_cached(sql)?.execute([document]).map(|_| ())
}

pub(super) fn mark_all(store: &Connection) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO positions_due (document)
        SELECT key FROM documents WHERE EXISTS (SELECT 1 FROM questions)";
    store.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// Takes out the positions on a question, and what is due where no question is left.
pub(super) fn forget(store: &Connection, question: &str) -> rusqlite::Result<()> {
    let documents: Vec<i64> = store
        .prepare_cached("SELECT DISTINCT document FROM positions WHERE question = ?")?
        .query_map([question], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    store.prepare_cached("DELETE FROM positions WHERE question = ?")?.execute([question])?;
    for document in documents {
        check_anew(store, document)?;
    }
    let sql = "DELETE FROM positions_due WHERE NOT EXISTS (SELECT 1 FROM questions)";
    store.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// The hashes of the record as it stands now.
fn check_anew(store: &Connection, document: i64) -> rusqlite::Result<()> {
    let Some(record) = load_record(store, document)? else { return Ok(()) };
    let parts =
        checks::parts(&record).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let sql = "UPDATE record_checks SET parts = ? WHERE document = ?";
    store.prepare_cached(sql)?.execute(params![parts, document]).map(|_| ())
}

pub(crate) fn insert_positions(
    store: &Connection,
    document: i64,
    positions: &[Position],
) -> rusqlite::Result<()> {
    let mut insert =
        store.prepare_cached("INSERT INTO positions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    for (number, position) in (0_i64..).zip(positions) {
        let (value, earliest, latest) = when_columns(position.date.as_ref());
        insert.execute(params![
            document,
            number,
            position.question,
            position.actor,
            position.name,
            word(position.stance)?,
            position.statement,
            value,
            earliest,
            latest,
            position.former,
            word(position.basis)?,
            f64::from(position.confidence)
        ])?;
    }
    Ok(())
}
