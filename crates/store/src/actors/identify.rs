//! Keeps the archive's actors in step with the documents: who appears in a document, and which names are one actor.
//! Everything here happens in the transaction of the document, and looks at the document's names only.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use types::{Actor, Record, SpeakerKind};

use super::{Bearer, Evidence, bearer, by_form, grouping, local_key};
use crate::load::load_record;
use crate::unindexed::Unindexed;

/// A name as written, for the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub bearer: Bearer,
    pub name: String,
}

/// The forms that the actors of a record bear, in their order; none for those known in the document only.
pub(crate) fn forms(store: &Connection, record: &Record) -> rusqlite::Result<Vec<Option<Form>>> {
    let pins = pins(store, &record.document.id)?;
    let form = |actor: &Actor| {
        let speaks_as: Vec<SpeakerKind> = record
            .statements
            .iter()
            .filter(|statement| statement.speaker.actor.as_ref() == Some(&actor.id))
            .map(|statement| statement.speaker.kind)
            .collect();
        let bearer = pins.get(&local_key(actor)).cloned().or_else(|| bearer(actor, &speaks_as))?;
        Some(Form { bearer, name: actor.name.split_whitespace().collect::<Vec<_>>().join(" ") })
    };
    Ok(record.actors.iter().map(form).collect())
}

/// What corrections say about actors of the document, by the keys of their names.
fn pins(store: &Connection, document: &str) -> rusqlite::Result<BTreeMap<String, Bearer>> {
    store
        .prepare_cached("SELECT local_key, block, evidence FROM actor_pins WHERE document = ?")?
        .query_map([document], |row| {
            let evidence = Evidence::parse(&row.get::<_, String>(2)?);
            Ok((row.get(0)?, Bearer { block: row.get(1)?, evidence }))
        })?
        .collect()
}

/// Enters the actors of a document, and the speakers of its statements.
pub(crate) fn enter(
    store: &Connection,
    document: i64,
    record: &Record,
    unindexed: &mut Unindexed<'_>,
) -> rusqlite::Result<()> {
    let mut blocks = BTreeSet::new();
    let mut by_id: BTreeMap<&str, i64> = BTreeMap::new();
    for ((position, actor), form) in (0_i64..).zip(&record.actors).zip(forms(store, record)?) {
        let Some(form) = form else { continue };
        let key = add(store, &form, unindexed)?;
        by_form::appears(store, document, position, key)?;
        by_id.insert(&actor.id, key);
        blocks.insert(form.bearer.block);
    }
    for (position, statement) in (0_i64..).zip(&record.statements) {
        let form = statement.speaker.actor.as_deref().and_then(|actor| by_id.get(actor));
        if let Some(form) = form {
            by_form::speaks(store, document, position, *form)?;
        }
    }
    blocks.iter().try_for_each(|block| regroup(store, block))?;
    by_form::settle(store, document)
}

/// Enters the actors of all documents of a store that had none yet.
pub(crate) fn fill(store: &Connection) -> rusqlite::Result<()> {
    let documents: Vec<i64> = store
        .prepare("SELECT key FROM documents ORDER BY key")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut unindexed = Unindexed::default();
    for document in documents {
        if let Some(record) = load_record(store, document)? {
            enter(store, document, &record, &mut unindexed)?;
        }
    }
    unindexed.write(store)
}

/// Takes out what [`enter`] entered.
pub(crate) fn take_out(store: &Connection, document: i64) -> rusqlite::Result<()> {
    let spoken: Vec<i64> = store
        .prepare_cached("SELECT key FROM statements WHERE document = ? AND form IS NOT NULL")?
        .query_map([document], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    spoken.into_iter().try_for_each(|statement| by_form::set_speaker(store, statement, None))?;
    let forms = by_form::disappear(store, document)?;
    forms.into_iter().try_for_each(|form| release(store, form))
}

/// Counts one more bearer of a form; makes it when it is new. The block has to be grouped anew.
pub(crate) fn add(store: &Connection, form: &Form, unindexed: &mut Unindexed<'_>) -> rusqlite::Result<i64> {
    let Form { bearer: Bearer { block, evidence }, name } = form;
    let evidence = evidence.to_string();
    let known: Option<i64> = store
        .prepare_cached(
            "UPDATE actor_forms SET appearances = appearances + 1
             WHERE block = ? AND evidence = ? AND name = ? RETURNING key",
        )?
        .query_row([block, &evidence, name], |row| row.get(0))
        .optional()?;
    if let Some(key) = known {
        return Ok(key);
    }
    store
        .prepare_cached(
            "INSERT INTO actor_forms (block, evidence, name, appearances, actor) VALUES (?, ?, ?, 1, '')",
        )?
        .execute([block, &evidence, name])?;
    let key = store.last_insert_rowid();
    unindexed.actor(key, name);
    Ok(key)
}

/// Counts one bearer less; the last one takes the form with it.
pub(crate) fn release(store: &Connection, form: i64) -> rusqlite::Result<()> {
    let (block, name, appearances): (String, String, i64) = store
        .prepare_cached("SELECT block, name, appearances FROM actor_forms WHERE key = ?")?
        .query_row([form], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    if appearances > 1 {
        store
            .prepare_cached("UPDATE actor_forms SET appearances = appearances - 1 WHERE key = ?")?
            .execute([form])?;
    } else {
        store
            .prepare_cached("INSERT INTO actor_search (actor_search, rowid, name) VALUES ('delete', ?, ?)")?
            .execute(params![form, name])?;
        store.prepare_cached("DELETE FROM actor_forms WHERE key = ?")?.execute([form])?;
    }
    regroup(store, &block)
}

/// Decides anew which forms of a block are one actor.
pub(crate) fn regroup(store: &Connection, block: &str) -> rusqlite::Result<()> {
    for (form, today, actor) in grouped(store, block)? {
        if today != actor {
            store
                .prepare_cached("UPDATE actor_forms SET actor = ? WHERE key = ?")?
                .execute(params![actor, form])?;
        }
    }
    Ok(())
}

/// For each form of a block: its key, the actor that it has, and the one that it should have.
pub(crate) fn grouped(store: &Connection, block: &str) -> rusqlite::Result<Vec<(i64, String, String)>> {
    let forms: Vec<(i64, Evidence, u64, String)> = store
        .prepare_cached(
            "SELECT key, evidence, appearances, actor FROM actor_forms WHERE block = ? ORDER BY key",
        )?
        .query_map([block], |row| {
            let evidence = Evidence::parse(&row.get::<_, String>(1)?);
            Ok((row.get(0)?, evidence, row.get::<_, i64>(2)?.unsigned_abs(), row.get(3)?))
        })?
        .collect::<Result<_, _>>()?;
    let merged: BTreeMap<String, String> = store
        .prepare_cached("SELECT id, root FROM actor_merges WHERE block = ?")?
        .query_map([block], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut bearers: BTreeMap<Evidence, u64> = BTreeMap::new();
    for (_, evidence, appearances, _) in &forms {
        *bearers.entry(evidence.clone()).or_default() += appearances;
    }
    let mut actors = grouping::group(block, &bearers);
    if !merged.is_empty() {
        actors = follow(block, &actors, &merged);
    }
    let actor = |evidence: &Evidence| actors.get(evidence).cloned().unwrap_or_default();
    Ok(forms.into_iter().map(|(key, evidence, _, today)| (key, today, actor(&evidence))).collect())
}

/// Sends each actor of a block where a correction has sent one of the ids that denote it.
fn follow(
    block: &str,
    actors: &BTreeMap<Evidence, String>,
    merged: &BTreeMap<String, String>,
) -> BTreeMap<Evidence, String> {
    let mut roots: BTreeMap<&String, &String> = BTreeMap::new();
    for (evidence, actor) in actors {
        let root = merged.get(actor).or_else(|| merged.get(&grouping::id(block, evidence)));
        if let Some(root) = root {
            let known = roots.entry(actor).or_insert(root);
            *known = root.min(known);
        }
    }
    let target = |actor: &String| roots.get(actor).map_or_else(|| actor.clone(), |root| (*root).clone());
    actors.iter().map(|(evidence, actor)| (evidence.clone(), target(actor))).collect()
}
