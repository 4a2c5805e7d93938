//! The user's questions, and which documents wait to be judged.
//!
//! Positions follow from records, corrections, questions and the code that judges, which this crate does not know: it
//! notes whose positions are due, and takes the new ones. A program that is killed in between goes on where it was.

mod due;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use types::Question;

pub use due::Judging;
pub(crate) use due::{insert_positions, mark_due, waiting};

use crate::corrections::replay::{from_json, json};
use crate::{Store, StoreError};

/// What adding a question did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// There was none with this id.
    New,
    /// There was one with this id and another wording, whose place it takes.
    Changed,
    /// It was there.
    Same,
}

impl Store {
    /// The questions, in order of their ids.
    pub fn questions(&self) -> Result<Vec<Question>, StoreError> {
        all(&self.connection).map_err(|source| self.failed("list the questions", source))
    }

    /// Keeps questions; the positions of all documents are due when that changes anything.
    pub fn add_questions(&mut self, questions: &[Question]) -> Result<Vec<Added>, StoreError> {
        self.write("keep questions", |store| {
            let mut added = Vec::new();
            for question in questions {
                let known: Option<String> = store
                    .prepare_cached("SELECT question FROM questions WHERE id = ?")?
                    .query_row([&question.id], |row| row.get(0))
                    .optional()?;
                let known = known.map(|known| from_json::<Question>(&known)).transpose()?;
                added.push(match known {
                    None => Added::New,
                    Some(known) if known == *question => Added::Same,
                    Some(_) => Added::Changed,
                });
                store
                    .prepare_cached("INSERT OR REPLACE INTO questions (id, question) VALUES (?, ?)")?
                    .execute(params![question.id, json(question)?])?;
            }
            if added.iter().any(|added| *added != Added::Same) {
                due::mark_all(store)?;
            }
            Ok(added)
        })
    }

    /// Takes a question and its positions out; false when there is none with this id.
    pub fn remove_question(&mut self, id: &str) -> Result<bool, StoreError> {
        self.write("remove a question", |store| {
            let removed = store.prepare_cached("DELETE FROM questions WHERE id = ?")?.execute([id])?;
            due::forget(store, id)?;
            Ok(removed > 0)
        })
    }

    /// Says which version of the code judges from now on; the positions of all documents are due when another did.
    pub fn judged_by(&mut self, version: &str) -> Result<(), StoreError> {
        if judge(&self.connection).map_err(|source| self.failed("look who judged", source))?.as_deref()
            == Some(version)
        {
            return Ok(());
        }
        self.write("note who judges", |store| {
            store
                .prepare_cached("INSERT OR REPLACE INTO judge (key, version) VALUES (1, ?)")?
                .execute([version])?;
            due::mark_all(store)
        })
    }

    fn write<T>(
        &mut self,
        doing: &str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let path = self.path.clone();
        self.connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|transaction| {
                let result = work(&transaction)?;
                transaction.commit()?;
                Ok(result)
            })
            .map_err(|source| StoreError::from_sqlite(&path, doing, source))
    }
}

fn all(store: &Connection) -> rusqlite::Result<Vec<Question>> {
    store
        .prepare_cached("SELECT question FROM questions ORDER BY id")?
        .query_map([], |row| row.get::<_, String>(0))?
        .map(|question| from_json(&question?))
        .collect()
}

fn judge(store: &Connection) -> rusqlite::Result<Option<String>> {
    store.prepare_cached("SELECT version FROM judge")?.query_row([], |row| row.get(0)).optional()
}

/// A hash of all that positions depend on beside the record; empty when there is no question.
pub(crate) fn fingerprint(store: &Connection) -> rusqlite::Result<String> {
    let questions: Vec<String> = store
        .prepare_cached("SELECT question FROM questions ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if questions.is_empty() {
        return Ok(String::new());
    }
    let whole = json(&(judge(store)?, questions))?;
    Ok(Sha256::digest(whole).iter().map(|byte| format!("{byte:02x}")).collect())
}
