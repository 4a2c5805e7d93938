//! What all corrections together mean. The plan follows from the log alone; the tables follow from the plan and the
//! records, so that corrections for documents that are not there yet take effect when they come.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use super::log::active;
use super::{Action, ActorRef, SpeakerRef, StatementRef, apply};
use crate::actors::{Evidence, identify};
use crate::load::load_record;
use crate::unindexed::Unindexed;

/// What corrections ask for, by what stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Ids of actors and the id of whom they are.
    pub merges: BTreeMap<String, String>,
    /// Document and key of a name in it; block and evidence of whom it means.
    pub pins: BTreeMap<(String, String), (String, String)>,
    /// Ids of actors and their names.
    pub names: BTreeMap<String, String>,
    /// What is to be done with statements.
    pub rules: BTreeMap<StatementRef, Rule>,
}

/// What is to be done with a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rule {
    pub rejected: bool,
    /// None: the speaker stays. `Some(None)`: it is not known who.
    pub speaker: Option<Option<SpeakerRef>>,
    /// The last correction that had a part in it.
    pub correction: String,
}

impl Plan {
    fn of(store: &Connection) -> rusqlite::Result<Self> {
        let mut plan = Self::default();
        for correction in active(store)? {
            match correction.action {
                Action::Merge { actors } => plan.merge(&actors),
                Action::Split { appearances, into, .. } => {
                    for appearance in appearances {
                        plan.pins
                            .insert((appearance.document, appearance.name), (into.id.clone(), String::new()));
                    }
                    plan.names.insert(into.id, into.name);
                }
                Action::Rename { actor, name } => {
                    // Whoever is known in one document only becomes an actor of the archive, who can have a name.
                    plan.pin(&actor.id, &actor.id);
                    plan.names.insert(actor.id, name);
                }
                Action::Speaker { statement, speaker } => {
                    let rule = plan.rules.entry(statement).or_default();
                    (rule.speaker, rule.correction) = (Some(speaker), correction.id);
                }
                Action::Reject { statement } => {
                    let rule = plan.rules.entry(statement).or_default();
                    (rule.rejected, rule.correction) = (true, correction.id);
                }
                Action::Undo { .. } => {}
            }
        }
        Ok(plan)
    }

    fn merge(&mut self, actors: &[ActorRef]) {
        let Some(first) = actors.iter().find(|actor| local(&actor.id).is_none()).or(actors.first()) else {
            return;
        };
        let root = self.root(&first.id);
        for actor in actors {
            self.pin(&actor.id, &root);
            let old = self.root(&actor.id);
            for target in self.merges.values_mut().filter(|target| **target == old) {
                target.clone_from(&root);
            }
            self.merges.insert(actor.id.clone(), root.clone());
        }
    }

    fn root(&self, id: &str) -> String {
        self.merges.get(id).map_or_else(|| id.to_owned(), Clone::clone)
    }

    /// Says that an actor known in one document only is the actor with this id.
    fn pin(&mut self, id: &str, actor: &str) {
        if let Some((key, document)) = local(id) {
            self.pins.insert((document.to_owned(), key.to_owned()), parts(actor));
        }
    }

    /// What the tables say today.
    fn stored(store: &Connection) -> rusqlite::Result<Self> {
        let merges = store
            .prepare("SELECT id, root FROM actor_merges")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let pins = store
            .prepare("SELECT document, local_key, block, evidence FROM actor_pins")?
            .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?))))?
            .collect::<Result<_, _>>()?;
        let names = store
            .prepare("SELECT id, name FROM actor_names")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(Self { merges, pins, names, rules: rules(store, None)? })
    }

    fn write(&self, store: &Connection) -> rusqlite::Result<()> {
        store.execute_batch(
            "DELETE FROM actor_merges; DELETE FROM actor_pins; DELETE FROM actor_names; DELETE FROM statement_rules",
        )?;
        for (id, root) in &self.merges {
            store
                .prepare_cached("INSERT INTO actor_merges (id, block, root) VALUES (?, ?, ?)")?
                .execute([id, &parts(id).0, root])?;
        }
        for ((document, name), (block, evidence)) in &self.pins {
            store
                .prepare_cached(
                    "INSERT INTO actor_pins (document, local_key, block, evidence) VALUES (?, ?, ?, ?)",
                )?
                .execute([document, name, block, evidence])?;
        }
        for (id, name) in &self.names {
            store.prepare_cached("INSERT INTO actor_names (id, name) VALUES (?, ?)")?.execute([id, name])?;
        }
        for (statement, rule) in &self.rules {
            let start = i64::try_from(statement.start).unwrap_or(i64::MAX);
            store
                .prepare_cached(
                    "INSERT INTO statement_rules (document, quotation, start, rejected, speaker, correction)
                     VALUES (?, ?, ?, ?, ?, ?)",
                )?
                .execute(params![
                    statement.document,
                    statement.quotation,
                    start,
                    rule.rejected,
                    rule.speaker.as_ref().map(json).transpose()?,
                    rule.correction
                ])?;
        }
        Ok(())
    }
}

/// The rules for one document, or all.
pub(crate) fn rules(
    store: &Connection,
    document: Option<&str>,
) -> rusqlite::Result<BTreeMap<StatementRef, Rule>> {
    let condition = if document.is_some() { "document = ?" } else { "? IS NULL" };
    let sql = format!(
        "SELECT document, quotation, start, rejected, speaker, correction FROM statement_rules WHERE {condition}"
    );
    store
        .prepare_cached(&sql)?
        .query_map([document], |row| {
            let start = usize::try_from(row.get::<_, i64>(2)?).unwrap_or_default();
            let statement = StatementRef { document: row.get(0)?, quotation: row.get(1)?, start };
            let speaker = row.get::<_, Option<String>>(4)?.map(|speaker| from_json(&speaker)).transpose()?;
            Ok((statement, Rule { rejected: row.get(3)?, speaker, correction: row.get(5)? }))
        })?
        .collect()
}

/// Brings everything in line with the log.
pub(crate) fn replay(store: &Connection) -> rusqlite::Result<()> {
    let (before, after) = (Plan::stored(store)?, Plan::of(store)?);
    if before == after {
        return Ok(());
    }
    after.write(store)?;
    let pins = difference(&before.pins, &after.pins).map(|(document, _)| document.as_str());
    let rules = difference(&before.rules, &after.rules).map(|statement| statement.document.as_str());
    let documents: BTreeSet<&str> = pins.chain(rules).collect();
    for document in documents {
        let versions: Vec<i64> = store
            .prepare_cached("SELECT key FROM documents WHERE id = ? ORDER BY key")?
            .query_map([document], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        versions.into_iter().try_for_each(|key| redo(store, key))?;
    }
    let blocks: BTreeSet<String> = difference(&before.merges, &after.merges).map(|id| parts(id).0).collect();
    blocks.iter().try_for_each(|block| identify::regroup(store, block))
}

/// Whether the tables say what the log means.
pub(crate) fn is_replayed(store: &Connection) -> rusqlite::Result<bool> {
    Ok(Plan::stored(store)? == Plan::of(store)?)
}

/// The keys whose values differ between two maps.
fn difference<'a, K: Ord, V: PartialEq>(
    before: &'a BTreeMap<K, V>,
    after: &'a BTreeMap<K, V>,
) -> impl Iterator<Item = &'a K> {
    let gone = before.iter().filter(|(key, value)| after.get(key) != Some(value));
    let new = after.iter().filter(|(key, value)| before.get(key) != Some(value));
    gone.chain(new).map(|(key, _)| key)
}

fn redo(store: &Connection, document: i64) -> rusqlite::Result<()> {
    let record = load_record(store, document)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    apply::take_out(store, document)?;
    identify::take_out(store, document)?;
    let mut unindexed = Unindexed::default();
    identify::enter(store, document, &record, &mut unindexed)?;
    apply::apply(store, document, &record, &mut unindexed)?;
    unindexed.write(store)
}

/// Key of the name and document of an actor that is known in one document only.
pub(crate) fn local(id: &str) -> Option<(&str, &str)> {
    id.split_once('@')
}

/// Block and evidence that an id names.
pub(crate) fn parts(id: &str) -> (String, String) {
    let name = id.find(':').map_or(0, |colon| colon + 1);
    match id[name..].find(':') {
        // The document's id after an @ may have colons.
        Some(colon) if local(id).is_none() => {
            (id[..name + colon].to_owned(), id[name + colon + 1..].to_owned())
        }
        _ => (id.to_owned(), String::new()),
    }
}

/// The bearer that an id names.
pub(crate) fn bearer_of(id: &str) -> crate::actors::Bearer {
    let (block, evidence) = parts(id);
    crate::actors::Bearer { block, evidence: Evidence::parse(&evidence) }
}

pub(crate) fn json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })
}
