use jiff::civil::Date;
use rusqlite::ToSql;
use serde::{Deserialize, Serialize};
use types::Stance;

use super::{Page, one_more};
use crate::columns::{Columns, word};
use crate::said::OF_ACTOR;
use crate::stands::Row;
use crate::{Order, Stand, Store, StoreError};

/// Which positions on a question; every filter that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PositionQuery {
    /// The question's exact id.
    pub question: String,
    /// The side.
    pub stance: Option<Stance>,
    /// The archive's exact id of who takes it.
    pub actor: Option<String>,
    /// The outlet's exact name.
    pub outlet: Option<String>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// From which end of the days; unknown days come last.
    pub order: Order,
    /// Begins after this place in the order.
    pub after: Option<PositionPlace>,
}

/// The place of a position in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionPlace {
    day: Option<String>,
    held: bool,
    published: String,
    document: String,
    position: i64,
}

/// The day by which a position is listed; see [`Stand::day`].
const DAY: &str = "coalesce(date_earliest, date_latest, published_day)";

/// Places with the rows that [`crate::stands`] reads. What was held once comes before what is held.
const PLACED: &str = "SELECT coalesce(date_earliest, date_latest, published_day) AS day, NOT former AS held,
        coalesce(published_day, '') AS published, documents.id AS id, positions.position AS position,
        positions.document AS document, statements.key AS statement
    FROM positions
        CROSS JOIN documents INDEXED BY documents_in_brief ON documents.key = positions.document
        CROSS JOIN statements ON (statements.document, statements.id) = (positions.document, positions.statement)
        LEFT JOIN statement_corrections AS corrected ON corrected.statement = statements.key";

impl Store {
    /// The positions on a question, `limit` of them, in order of time, and where the list goes on.
    pub fn positions_page(
        &self,
        query: &PositionQuery,
        limit: usize,
    ) -> Result<Page<Stand, PositionPlace>, StoreError> {
        let page = || {
            let _snapshot = self.snapshot()?;
            let rows = self.placed_positions(query, limit)?;
            let Page { items, next } = Page::of(rows, limit, |(place, _)| place.clone());
            let mut keys: Vec<i64> = items.iter().map(|(_, row)| row.statement).collect();
            keys.sort_unstable();
            keys.dedup();
            let said = self.said_by_keys(&keys)?;
            let stand = |row: Row| said.get(&row.statement).cloned().map(row.stand);
            Ok(Page { items: items.into_iter().filter_map(|(_, row)| stand(row)).collect(), next })
        };
        page().map_err(|source| self.failed("look up positions", source))
    }

    fn placed_positions(
        &self,
        query: &PositionQuery,
        limit: usize,
    ) -> rusqlite::Result<Vec<(PositionPlace, Row)>> {
        let mut conditions =
            vec!["question = ? AND superseded = 0 AND corrected.rejected IS NOT 1".to_owned()];
        let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(query.question.clone())];
        let mut add = |condition: String, value: String| {
            conditions.push(condition);
            values.push(Box::new(value));
        };
        if let Some(stance) = query.stance {
            add("stance = ?".to_owned(), word(stance)?);
        }
        if let Some(actor) = &query.actor {
            add(format!("statements.key IN ({OF_ACTOR})"), actor.clone());
        }
        if let Some(outlet) = &query.outlet {
            add("outlet = ?".to_owned(), outlet.clone());
        }
        if let Some(from) = query.from {
            add(format!("{DAY} >= ?"), from.to_string());
        }
        if let Some(to) = query.to {
            add(format!("{DAY} <= ?"), to.to_string());
        }
        let (direction, beyond) = match query.order {
            Order::Oldest => ("ASC", ">"),
            Order::Newest => ("DESC", "<"),
        };
        let mut after = "true".to_owned();
        if let Some(PositionPlace { day, held, published, document, position }) = &query.after {
            after = format!(
                "((day IS NULL) > ? OR (day IS NULL) = ?
                    AND (coalesce(day, ''), held, published, id, position) {beyond} (?, ?, ?, ?, ?))"
            );
            values.push(Box::new(day.is_none()));
            values.push(Box::new(day.is_none()));
            values.push(Box::new(day.clone().unwrap_or_default()));
            values.push(Box::new(*held));
            values.push(Box::new(published.clone()));
            values.push(Box::new(document.clone()));
            values.push(Box::new(*position));
        }
        values.push(Box::new(one_more(limit)));
        let order = |table: &str| {
            let columns = ["day", "held", "published", "id", "position"];
            let columns = columns.map(|column| format!("{table}{column} {direction}")).join(", ");
            format!("{table}day IS NULL, {columns}")
        };
        let sql = format!(
            "WITH placed AS ({PLACED} WHERE {}),
                part AS MATERIALIZED (SELECT * FROM placed WHERE {after} ORDER BY {} LIMIT ?)
            SELECT part.day, part.held, part.published, part.id, part.position, part.statement, {}
            FROM part CROSS JOIN positions USING (document, position)
                CROSS JOIN documents ON documents.key = part.document
                LEFT JOIN copies ON copies.document = documents.key
            ORDER BY {}",
            conditions.join(" AND "),
            order(""),
            Row::COLUMNS,
            order("part."),
        );
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value.as_ref()).collect();
        self.connection
            .prepare_cached(&sql)?
            .query_map(values.as_slice(), |row| {
                let mut columns = Columns::of(row);
                let place = PositionPlace {
                    day: columns.plain()?,
                    held: columns.plain()?,
                    published: columns.plain()?,
                    document: columns.plain()?,
                    position: columns.plain()?,
                };
                Ok((place, Row::of(&mut columns)?))
            })?
            .collect()
    }
}
