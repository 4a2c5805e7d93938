use rusqlite::ToSql;
use serde::{Deserialize, Serialize};

use super::{Page, one_more};
use crate::actors::summary;
use crate::words::expression;
use crate::{ActorSummary, ArchiveKind, Store, StoreError};

/// Which actors of the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActorQuery {
    /// Words of a name, all of them.
    pub words: Option<String>,
    /// What they are.
    pub kind: Option<ArchiveKind>,
    /// Begins after this place.
    pub after: Option<ActorPlace>,
}

/// The place of an actor in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorPlace {
    documents: u64,
    id: String,
}

/// How many statements somebody made in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthCount {
    /// `2024-05`.
    pub month: String,
    /// How many statements are listed by a first day in it.
    pub statements: u64,
}

impl Store {
    /// Actors, those who appear in most documents first, then by id.
    pub fn actors_page(
        &self,
        query: &ActorQuery,
        limit: usize,
    ) -> Result<Page<ActorSummary, ActorPlace>, StoreError> {
        let words = query.words.as_deref().map(|words| expression("words", "name", words)).transpose()?;
        self.snapshot()
            .and_then(|_snapshot| self.find_actors_page(query, words, limit))
            .map_err(|source| self.failed("list actors", source))
    }

    fn find_actors_page(
        &self,
        query: &ActorQuery,
        words: Option<String>,
        limit: usize,
    ) -> rusqlite::Result<Page<ActorSummary, ActorPlace>> {
        let mut conditions = vec!["true".to_owned()];
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        if let Some(words) = words {
            conditions.push(
                "actor IN (SELECT actor FROM actor_forms
                    WHERE key IN (SELECT rowid FROM actor_search WHERE actor_search MATCH ?))"
                    .to_owned(),
            );
            values.push(Box::new(words));
        }
        if let Some(kind) = query.kind {
            // A semicolon follows the colon that ends the kind.
            conditions.push("actor >= ? || ':' AND actor < ? || ';'".to_owned());
            values.push(Box::new(kind.prefix()));
            values.push(Box::new(kind.prefix()));
        }
        let mut having = "true";
        if let Some(ActorPlace { documents, id }) = &query.after {
            having = "sum(appearances) < ? OR sum(appearances) = ? AND actor > ?";
            let documents = i64::try_from(*documents).unwrap_or(i64::MAX);
            values.push(Box::new(documents));
            values.push(Box::new(documents));
            values.push(Box::new(id.clone()));
        }
        values.push(Box::new(one_more(limit)));
        let sql = format!(
            "SELECT actor, sum(appearances) FROM actor_forms WHERE {} GROUP BY actor HAVING {having}
             ORDER BY 2 DESC, actor LIMIT ?",
            conditions.join(" AND ")
        );
        let given: Vec<&dyn ToSql> = values.iter().map(|value| value.as_ref()).collect();
        let found: Vec<(String, i64)> = self
            .connection
            .prepare_cached(&sql)?
            .query_map(given.as_slice(), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let items: Vec<ActorSummary> = found
            .into_iter()
            .map(|(id, documents)| summary(&self.connection, &id, documents.unsigned_abs()))
            .collect::<rusqlite::Result<_>>()?;
        Ok(Page::of(items, limit, |actor| ActorPlace { documents: actor.documents, id: actor.id.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actors_are_counted_from_an_index_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        let sql = "EXPLAIN QUERY PLAN SELECT actor, sum(appearances) FROM actor_forms WHERE true GROUP BY actor HAVING true
            ORDER BY 2 DESC, actor LIMIT ?";
        let mut plan = store.connection.prepare(sql).unwrap();
        let steps = plan.query_map([10], |row| row.get(3)).unwrap();
        let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
        assert!(steps[0].contains("USING COVERING INDEX actor_forms_by_actor"), "{steps:#?}");
    }
}
