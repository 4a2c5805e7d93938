use std::collections::BTreeSet;

use rusqlite::{Connection, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use super::replay::{from_json, json, replay};
use super::{Action, Correction};
use crate::actors::denoted;
use crate::{Store, StoreError};

/// A correction and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Logged {
    /// The entry.
    #[serde(flatten)]
    pub correction: Correction,
    /// Whether it has an effect.
    pub state: State,
}

/// What has become of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It has an effect.
    Active,
    /// Another correction took it back.
    Undone,
    /// What it names is not in the store, or a later correction decides: it takes effect when it can.
    Waiting,
}

/// What [`Store::import_corrections`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Entries that the store did not have.
    pub new: usize,
    /// Entries that it had.
    pub known: usize,
}

impl Correction {
    /// An entry of the log with its id.
    pub fn new(made_at: String, made_by: Option<String>, reason: Option<String>, action: Action) -> Self {
        let mut correction = Self { id: String::new(), made_at, made_by, reason, action };
        correction.id = correction.hash();
        correction
    }

    /// Whether the id is the one of this content: not so when a line was changed on its way.
    pub fn is_whole(&self) -> bool {
        self.id == self.hash()
    }

    fn hash(&self) -> String {
        // The types cannot fail to become JSON; were it so, the id would fit no other entry.
        let content = (&self.made_at, &self.made_by, &self.reason, &self.action);
        let content = serde_json::to_vec(&content).unwrap_or_default();
        Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Store {
    /// The log in the order in which its entries take effect.
    pub fn corrections(&self) -> Result<Vec<Logged>, StoreError> {
        self.snapshot()
            .and_then(|_snapshot| logged(&self.connection))
            .map_err(|source| self.failed("read the corrections", source))
    }

    /// Adds entries to the log and replays it, in one transaction. Entries that the store has are passed over.
    ///
    /// An error when an entry is not whole ([`Correction::is_whole`]); nothing is kept then.
    pub fn import_corrections(&mut self, corrections: &[Correction]) -> Result<Imported, StoreError> {
        if let Some(broken) = corrections.iter().find(|correction| !correction.is_whole()) {
            return Err(StoreError::BrokenCorrection { id: broken.id.clone() });
        }
        let path = self.path.clone();
        let failed = |source| StoreError::from_sqlite(&path, "keep corrections", source);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let new = add(&transaction, corrections).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(Imported { new, known: corrections.len() - new })
    }
}

fn add(store: &Connection, corrections: &[Correction]) -> rusqlite::Result<usize> {
    let mut new = 0;
    for correction in corrections {
        new += store
            .prepare_cached(
                "INSERT OR IGNORE INTO corrections (id, made_at, made_by, reason, action) VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![
                correction.id,
                correction.made_at,
                correction.made_by,
                correction.reason,
                json(&correction.action)?
            ])?;
    }
    if new > 0 {
        replay(store)?;
    }
    Ok(new)
}

fn all(store: &Connection) -> rusqlite::Result<Vec<Correction>> {
    store
        .prepare_cached("SELECT id, made_at, made_by, reason, action FROM corrections ORDER BY made_at, id")?
        .query_map([], |row| {
            Ok(Correction {
                id: row.get(0)?,
                made_at: row.get(1)?,
                made_by: row.get(2)?,
                reason: row.get(3)?,
                action: from_json(&row.get::<_, String>(4)?)?,
            })
        })?
        .collect()
}

/// The ids of the entries that others took back. What was taken back takes nothing back.
fn undone(corrections: &[Correction]) -> BTreeSet<&str> {
    let mut undone = BTreeSet::new();
    for correction in corrections.iter().rev() {
        if let Action::Undo { correction: target } = &correction.action
            && !undone.contains(correction.id.as_str())
        {
            undone.insert(target.as_str());
        }
    }
    undone
}

/// The entries that nothing took back.
pub(super) fn active(store: &Connection) -> rusqlite::Result<Vec<Correction>> {
    let all = all(store)?;
    let undone: BTreeSet<String> = undone(&all).into_iter().map(str::to_owned).collect();
    Ok(all.into_iter().filter(|correction| !undone.contains(&correction.id)).collect())
}

fn logged(store: &Connection) -> rusqlite::Result<Vec<Logged>> {
    let all = all(store)?;
    let undone: BTreeSet<String> = undone(&all).into_iter().map(str::to_owned).collect();
    all.into_iter()
        .map(|correction| {
            let state = if undone.contains(&correction.id) {
                State::Undone
            } else if has_effect(store, &correction)? {
                State::Active
            } else {
                State::Waiting
            };
            Ok(Logged { correction, state })
        })
        .collect()
}

fn has_effect(store: &Connection, correction: &Correction) -> rusqlite::Result<bool> {
    let is_there = |id: &str| Ok(!denoted(store, id)?.is_empty());
    match &correction.action {
        Action::Merge { actors } => {
            let root = store
                .prepare_cached("SELECT root FROM actor_merges WHERE id = ?")?
                .query_map([actors.first().map(|actor| &actor.id)], |row| row.get::<_, String>(0))?
                .next()
                .transpose()?;
            root.map_or(Ok(false), |root| is_there(&root))
        }
        Action::Split { into, .. } => is_there(&into.id),
        Action::Rename { actor, .. } => is_there(&actor.id),
        Action::Speaker { .. } | Action::Reject { .. } => store
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM statement_corrections WHERE correction = ?)")?
            .query_row([&correction.id], |row| row.get(0)),
        Action::Undo { .. } => Ok(true),
    }
}
