use jiff::civil::Date;
use rusqlite::ToSql;
use serde::{Deserialize, Serialize};

use super::{Page, one_more};
use crate::columns::Columns;
use crate::{Store, StoreError};

/// Which places; in the newest version of each page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceQuery {
    /// In this country: ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// In documents that were published on this day or later.
    pub from: Option<Date>,
    /// In documents that were published on this day or earlier.
    pub to: Option<Date>,
    /// Where something happened, of this PLOVER type or (`*`) of any.
    pub event: Option<String>,
    /// The one with this GeoNames id.
    pub geonames: Option<u32>,
    /// Begins after this place in the list.
    pub after: Option<PlaceRank>,
}

/// The place of a place in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceRank {
    documents: u64,
    geonames: u32,
}

/// A place and how often it is named.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceSummary {
    /// Its GeoNames id.
    pub geonames: u32,
    /// Its name.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// In how many documents it is named.
    pub documents: u64,
    /// How often.
    pub mentions: u64,
}

impl Store {
    /// Places that the gazetteer knows, those that most documents name first.
    pub fn places_page(
        &self,
        query: &PlaceQuery,
        limit: usize,
    ) -> Result<Page<PlaceSummary, PlaceRank>, StoreError> {
        let (sql, values) = search(query, limit);
        let find = || {
            let given: Vec<&dyn ToSql> = values.iter().map(|value| value.as_ref()).collect();
            self.connection
                .prepare_cached(&sql)?
                .query_map(given.as_slice(), |row| {
                    let mut columns = Columns::of(row);
                    Ok(PlaceSummary {
                        geonames: columns.plain()?,
                        name: columns.plain()?,
                        country: columns.plain()?,
                        lat: columns.plain()?,
                        lon: columns.plain()?,
                        documents: columns.plain::<i64>()?.unsigned_abs(),
                        mentions: columns.plain::<i64>()?.unsigned_abs(),
                    })
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        let items = find().map_err(|source| self.failed("list places", source))?;
        Ok(Page::of(items, limit, |place| PlaceRank { documents: place.documents, geonames: place.geonames }))
    }
}

/// The query as SQL. Counting reads an index alone, or the places of the documents of a period; what else is known of a
/// place is looked up for those that are listed.
fn search(query: &PlaceQuery, limit: usize) -> (String, Vec<Box<dyn ToSql>>) {
    let mut conditions = vec!["geonames IS NOT NULL".to_owned()];
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    if let Some(geonames) = query.geonames {
        conditions.push("geonames = ?".to_owned());
        values.push(Box::new(geonames));
    }
    if let Some(country) = &query.country {
        conditions.push("country = ?".to_owned());
        values.push(Box::new(country.clone()));
    }
    // Either the few documents that do not count, or all that were published in the period.
    let mut published = Vec::new();
    if let Some(from) = query.from {
        published.push("published_day >= ?");
        values.push(Box::new(from.to_string()));
    }
    if let Some(to) = query.to {
        published.push("published_day <= ?");
        values.push(Box::new(to.to_string()));
    }
    conditions.push(if published.is_empty() {
        "document NOT IN (SELECT key FROM documents WHERE superseded = 1)".to_owned()
    } else {
        format!(
            "document IN (SELECT key FROM documents WHERE superseded = 0 AND {})",
            published.join(" AND ")
        )
    });
    if let Some(kind) = &query.event {
        conditions.push(
            "EXISTS (SELECT 1 FROM events WHERE events.document = places.document
                 AND (place_start_byte, place_end_byte) = (places.start_byte, places.end_byte)
                 AND ? IN (kind, '*'))"
                .to_owned(),
        );
        values.push(Box::new(kind.clone()));
    }
    let mut having = "true";
    if let Some(PlaceRank { documents, geonames }) = &query.after {
        having = "count(DISTINCT document) < ? OR count(DISTINCT document) = ? AND geonames > ?";
        let documents = i64::try_from(*documents).unwrap_or(i64::MAX);
        values.push(Box::new(documents));
        values.push(Box::new(documents));
        values.push(Box::new(*geonames));
    }
    values.push(Box::new(one_more(limit)));
    let sql = format!(
        "WITH counted AS MATERIALIZED (
            SELECT geonames, count(DISTINCT document) AS documents, count(*) AS mentions, min(document) AS first
            FROM places WHERE {} GROUP BY geonames HAVING {having}
            ORDER BY 2 DESC, geonames LIMIT ?)
         SELECT counted.geonames, min(name), min(country), min(lat), min(lon), documents, mentions
         FROM counted CROSS JOIN places ON places.document = counted.first AND places.geonames = counted.geonames
         GROUP BY counted.geonames ORDER BY 6 DESC, 1",
        conditions.join(" AND ")
    );
    (sql, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_from_an_index_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        let country = PlaceQuery { country: Some("UG".to_owned()), ..PlaceQuery::default() };
        let month = PlaceQuery { from: "2024-05-01".parse().ok(), ..PlaceQuery::default() };
        for (query, counts) in [
            (PlaceQuery::default(), "USING COVERING INDEX places_by_geonames"),
            (country, "USING COVERING INDEX places_by_country"),
            (month, "USING COVERING INDEX documents_by_day"),
        ] {
            let (sql, values) = search(&query, 100);
            let given: Vec<&dyn ToSql> = values.iter().map(|value| value.as_ref()).collect();
            let mut plan = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = plan.query_map(given.as_slice(), |row| row.get(3)).unwrap();
            let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
            assert!(steps.iter().any(|step| step.contains(counts)), "{steps:#?}");
            let whole = |step: &String| {
                step.starts_with("SCAN")
                    && step.as_str() != "SCAN counted"
                    && !step.contains("COVERING INDEX")
            };
            assert!(!steps.iter().any(whole), "{steps:#?}");
        }
    }
}
