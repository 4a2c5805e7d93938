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
        let mut conditions = vec!["geonames IS NOT NULL", "superseded = 0"];
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut add = |condition, value: Box<dyn ToSql>| {
            conditions.push(condition);
            values.push(value);
        };
        if let Some(geonames) = query.geonames {
            add("geonames = ?", Box::new(geonames));
        }
        if let Some(country) = &query.country {
            add("country = ?", Box::new(country.clone()));
        }
        if let Some(from) = query.from {
            add("published_day >= ?", Box::new(from.to_string()));
        }
        if let Some(to) = query.to {
            add("published_day <= ?", Box::new(to.to_string()));
        }
        if let Some(kind) = &query.event {
            add(
                "EXISTS (SELECT 1 FROM events WHERE events.document = places.document
                     AND (place_start_byte, place_end_byte) = (places.start_byte, places.end_byte)
                     AND ? IN (kind, '*'))",
                Box::new(kind.clone()),
            );
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
            "SELECT geonames, min(name), min(country), min(lat), min(lon), count(DISTINCT document), count(*)
             FROM places JOIN documents ON documents.key = places.document
             WHERE {} GROUP BY geonames HAVING {having} ORDER BY 6 DESC, geonames LIMIT ?",
            conditions.join(" AND ")
        );
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
