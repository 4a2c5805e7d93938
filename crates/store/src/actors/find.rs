use rusqlite::{Connection, OptionalExtension, params};

use super::name::{ArchiveKind, key_of_name};
use crate::corrections::parts;
use crate::words::expression;
use crate::{Store, StoreError};

/// An actor of the archive in a list of several.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ActorSummary {
    /// The archive's id: kind and name (`person:jens-stoltenberg`), and where a name has several bearers, what tells
    /// this one apart (`person:john-smith:us+politics`). It depends on the documents alone, not on their order.
    pub id: String,
    /// The name that most documents use, or the one that a correction gave.
    pub name: String,
    /// What it is.
    pub kind: ArchiveKind,
    /// A role under which it appears, the most frequent one.
    pub role: Option<String>,
    /// In how many documents it appears; versions of a page count one each.
    pub documents: u64,
}

impl Store {
    /// Actors that `who` may mean, at most `limit`: the one with this id; else all with this name, however it is written;
    /// else those of whom some name has all the words. Those who appear most come first.
    ///
    /// An error when there is no word in it.
    pub fn find_actors(&self, who: &str, limit: usize) -> Result<Vec<ActorSummary>, StoreError> {
        let words = expression("who", "name", who)?;
        self.snapshot()
            .and_then(|_snapshot| find(&self.connection, who, &words, limit))
            .map_err(|source| self.failed("look for actors", source))
    }
}

fn find(store: &Connection, who: &str, words: &str, limit: usize) -> rusqlite::Result<Vec<ActorSummary>> {
    let mut ids = denoted(store, who)?;
    if ids.is_empty() {
        for kind in [ArchiveKind::Person, ArchiveKind::Body, ArchiveKind::Group, ArchiveKind::Place] {
            ids.extend(actors_of(store, "block = ?", &key_of_name(who, kind))?);
        }
    }
    let (condition, value) = if ids.is_empty() {
        (
            "actor IN (SELECT actor FROM actor_forms
                 WHERE key IN (SELECT rowid FROM actor_search WHERE actor_search MATCH ?))",
            words.to_owned(),
        )
    } else {
        ("actor IN (SELECT value FROM json_each(?))", serde_json::json!(ids).to_string())
    };
    let sql = format!(
        "SELECT actor, sum(appearances) FROM actor_forms WHERE {condition} GROUP BY actor ORDER BY 2 DESC, actor LIMIT ?"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let found: Vec<(String, i64)> = store
        .prepare_cached(&sql)?
        .query_map(params![value, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    found.into_iter().map(|(id, documents)| summary(store, &id, documents.unsigned_abs())).collect()
}

/// The actors whom an id denotes: its own, else whoever has the bearers that it names. Ids that were shown once stay
/// valid as long as there is somebody whom they can mean.
pub(crate) fn denoted(store: &Connection, id: &str) -> rusqlite::Result<Vec<String>> {
    let own = actors_of(store, "actor = ?", id)?;
    if !own.is_empty() {
        return Ok(own);
    }
    let (block, evidence) = parts(id);
    if evidence.is_empty() {
        actors_of(store, "block = ?", &block)
    } else {
        bearers(store, &block, &evidence)
    }
}

fn bearers(store: &Connection, block: &str, evidence: &str) -> rusqlite::Result<Vec<String>> {
    store
        .prepare_cached("SELECT DISTINCT actor FROM actor_forms WHERE block = ? AND evidence = ?")?
        .query_map([block, evidence], |row| row.get(0))?
        .collect()
}

fn actors_of(store: &Connection, condition: &str, value: &str) -> rusqlite::Result<Vec<String>> {
    let sql = format!("SELECT DISTINCT actor FROM actor_forms WHERE {condition} ORDER BY actor");
    store.prepare_cached(&sql)?.query_map([value], |row| row.get(0))?.collect()
}

pub(crate) fn summary(store: &Connection, id: &str, documents: u64) -> rusqlite::Result<ActorSummary> {
    // Of an actor with very many documents some tell enough.
    let role = store
        .prepare_cached(
            "SELECT role FROM actor_roles JOIN (
                 SELECT document, actor FROM appearances_of_forms
                 WHERE form IN (SELECT key FROM actor_forms WHERE actor = ?) LIMIT 200) USING (document, actor)
             GROUP BY role ORDER BY count(*) DESC, role LIMIT 1",
        )?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let kind = ArchiveKind::of(id).unwrap_or(ArchiveKind::Body);
    Ok(ActorSummary { id: id.to_owned(), name: name(store, id)?, kind, role, documents })
}

/// The name of an actor: the one that a correction gave, else the one that most documents use; of a merged actor one of
/// those that belong to its id.
pub(crate) fn name(store: &Connection, id: &str) -> rusqlite::Result<String> {
    if let Some(name) = given_name(store, id)? {
        return Ok(name);
    }
    store
        .prepare_cached(
            "SELECT name FROM actor_forms WHERE actor = ? GROUP BY name
             ORDER BY max(substr(actor || ':', 1, length(block) + 1) = block || ':') DESC, sum(appearances) DESC,
                 length(name) DESC, name
             LIMIT 1",
        )?
        .query_row([id], |row| row.get(0))
        .optional()
        .map(|name| name.unwrap_or_else(|| id.to_owned()))
}

/// The name that a correction gave to an actor, by its id or by an id that denotes some of its bearers.
pub(crate) fn given_name(store: &Connection, id: &str) -> rusqlite::Result<Option<String>> {
    for sql in [
        "SELECT name FROM actor_names WHERE id = ?",
        // The bearers one after the other: as a set they would be a table, which costs more than the search.
        "SELECT names.name FROM actor_forms AS own
             CROSS JOIN actor_names AS names ON names.id = iif(evidence = '', block, block || ':' || evidence)
         WHERE own.actor = ? ORDER BY names.id LIMIT 1",
    ] {
        let name = store.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
        if name.is_some() {
            return Ok(name);
        }
    }
    Ok(None)
}
