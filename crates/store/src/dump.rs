//! Everything that is stored, as text: shows whether two stores are the same, row for row.

use rusqlite::types::ValueRef;

use crate::{Store, StoreError};

impl Store {
    /// Every row of every table but the search indexes, which hold only what [`Store::verify`] compares with the texts:
    /// the table's name and the values, sorted. Holds all of it in memory.
    pub fn dump(&self) -> Result<Vec<String>, StoreError> {
        self.snapshot()
            .and_then(|_snapshot| self.all_rows())
            .map_err(|source| self.failed("list all rows", source))
    }

    fn all_rows(&self) -> rusqlite::Result<Vec<String>> {
        let sql =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_search%' ESCAPE '\\'";
        let mut tables = self.connection.prepare(sql)?;
        let mut all = Vec::new();
        for table in tables.query_map([], |row| row.get::<_, String>(0))? {
            let table = table?;
            let mut query = self.connection.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = query.column_count();
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let mut line = table.clone();
                for column in 0..columns {
                    line += &match row.get_ref(column)? {
                        ValueRef::Text(text) => format!(" {:?}", String::from_utf8_lossy(text)),
                        other => format!(" {other:?}"),
                    };
                }
                all.push(line);
            }
        }
        all.sort_unstable();
        Ok(all)
    }
}
