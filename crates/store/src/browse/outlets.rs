use jiff::civil::Date;
use serde::Serialize;

use crate::columns::Columns;
use crate::{Store, StoreError};

/// An outlet and what it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutletSummary {
    /// Its name.
    pub outlet: String,
    /// Documents, the newest version of each.
    pub documents: u64,
    /// The first day of publication.
    pub first: Option<Date>,
    /// The last one.
    pub last: Option<Date>,
}

impl Store {
    /// The outlets by name.
    pub fn outlets(&self) -> Result<Vec<OutletSummary>, StoreError> {
        let sql = "SELECT outlet, count(*), min(published_day), max(published_day) FROM documents
            WHERE superseded = 0 AND outlet IS NOT NULL GROUP BY outlet ORDER BY outlet";
        let find = || {
            self.connection
                .prepare_cached(sql)?
                .query_map([], |row| {
                    let mut columns = Columns::of(row);
                    Ok(OutletSummary {
                        outlet: columns.plain()?,
                        documents: columns.plain::<i64>()?.unsigned_abs(),
                        first: columns.day()?,
                        last: columns.day()?,
                    })
                })?
                .collect::<rusqlite::Result<_>>()
        };
        find().map_err(|source| self.failed("list the outlets", source))
    }
}
