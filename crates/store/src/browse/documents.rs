use jiff::civil::Date;
use rusqlite::ToSql;
use serde::{Deserialize, Serialize};

use super::{Page, one_more};
use crate::columns::Columns;
use crate::said::Order;
use crate::words::expression;
use crate::{DocumentSummary, Store, StoreError};

/// Which documents; every filter that is given must hold. Always the newest version of each page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentQuery {
    /// Words of title, text or outlet, all of them; `"…"` makes a phrase.
    pub words: Option<String>,
    /// The outlet's exact name.
    pub outlet: Option<String>,
    /// Published on this day or later.
    pub from: Option<Date>,
    /// Published on this day or earlier.
    pub to: Option<Date>,
    /// With a mention of the place that has this GeoNames id.
    pub place: Option<u32>,
    /// The archive's exact id of an actor who appears in it.
    pub actor: Option<String>,
    /// From which end of the days of publication.
    pub order: Order,
    /// Begins after this place.
    pub after: Option<DocumentPlace>,
}

/// The place of a document in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentPlace {
    day: Option<String>,
    id: String,
}

/// How much there is to browse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// Documents, each version of a page.
    pub documents: u64,
    /// Statements, of each version.
    pub statements: u64,
    /// Corrections in the log.
    pub corrections: u64,
}

impl Store {
    /// Documents by their day of publication (unknown days last), then by id.
    pub fn documents_page(
        &self,
        query: &DocumentQuery,
        limit: usize,
    ) -> Result<Page<DocumentSummary, DocumentPlace>, StoreError> {
        let words = query
            .words
            .as_deref()
            .map(|words| expression("words", "outlet title text", words))
            .transpose()?;
        self.snapshot()
            .and_then(|_snapshot| self.find_page(query, words, limit))
            .map_err(|source| self.failed("list documents", source))
    }

    /// How much the store holds, in numbers that take no time to get.
    pub fn sizes(&self) -> Result<Sizes, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM statements),
            (SELECT count(*) FROM corrections)";
        self.connection
            .query_row(sql, [], |row| {
                let mut columns = Columns::of(row);
                let mut count = || columns.plain::<i64>().map(i64::unsigned_abs);
                Ok(Sizes { documents: count()?, statements: count()?, corrections: count()? })
            })
            .map_err(|source| self.failed("count", source))
    }

    fn find_page(
        &self,
        query: &DocumentQuery,
        words: Option<String>,
        limit: usize,
    ) -> rusqlite::Result<Page<DocumentSummary, DocumentPlace>> {
        let mut conditions = vec!["superseded = 0"];
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut add = |condition, value: Box<dyn ToSql>| {
            conditions.push(condition);
            values.push(value);
        };
        if let Some(words) = words {
            add("key IN (SELECT rowid FROM document_search WHERE document_search MATCH ?)", Box::new(words));
        }
        if let Some(outlet) = &query.outlet {
            add("outlet = ?", Box::new(outlet.clone()));
        }
        if let Some(from) = query.from {
            add("published_day >= ?", Box::new(from.to_string()));
        }
        if let Some(to) = query.to {
            add("published_day <= ?", Box::new(to.to_string()));
        }
        if let Some(place) = query.place {
            add("key IN (SELECT document FROM places WHERE geonames = ?)", Box::new(place));
        }
        if let Some(actor) = &query.actor {
            add(
                "key IN (SELECT document FROM appearances_of_forms
                     WHERE form IN (SELECT key FROM actor_forms WHERE actor = ?))",
                Box::new(actor.clone()),
            );
        }
        let direction = if query.order == Order::Newest { "DESC" } else { "" };
        let ask = |segment: &str, after: Option<&DocumentPlace>, wanted: usize| {
            let mut given: Vec<&dyn ToSql> = values.iter().map(|value| value.as_ref()).collect();
            let beyond = match (after, query.order) {
                (None, _) => "",
                (Some(DocumentPlace { day: None, .. }), _) => "AND id > ?",
                (Some(_), Order::Oldest) => "AND (published_day > ? OR published_day = ? AND id > ?)",
                (Some(_), Order::Newest) => "AND (published_day < ? OR published_day = ? AND id > ?)",
            };
            if let Some(DocumentPlace { day, id }) = after {
                if let Some(day) = day {
                    given.push(day);
                    given.push(day);
                }
                given.push(id);
            }
            let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
            given.push(&wanted);
            let sql = format!(
                "SELECT {}
                 FROM documents WHERE {} AND {segment} {beyond}
                 ORDER BY published_day {direction}, id LIMIT ?",
                DocumentSummary::COLUMNS,
                conditions.join(" AND ")
            );
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows =
                statement.query_map(given.as_slice(), |row| DocumentSummary::of(&mut Columns::of(row)))?;
            rows.collect::<rusqlite::Result<Vec<DocumentSummary>>>()
        };
        let wanted = usize::try_from(one_more(limit)).unwrap_or(usize::MAX);
        let after = query.after.as_ref();
        let mut items = Vec::new();
        if after.is_none_or(|place| place.day.is_some()) {
            items = ask("published_day IS NOT NULL", after, wanted)?;
        }
        if items.len() < wanted {
            let after = after.filter(|place| place.day.is_none());
            items.extend(ask("published_day IS NULL", after, wanted - items.len())?);
        }
        Ok(Page::of(items, limit, |row| DocumentPlace {
            day: row.published.map(|day| day.to_string()),
            id: row.id.clone(),
        }))
    }
}
