use rusqlite::ToSql;

use super::search::{Days, Search};
use super::{Order, SaidPlace, SaidQuery};
use crate::columns::Columns;
use crate::{Store, StoreError, days};

/// Rows of one day that are held beyond those that are wanted, before the last ones are dropped.
const SPARE: usize = 1_000;

impl Store {
    /// The rows that the query finds, in its order, up to its limit; `read` makes them of `columns`.
    ///
    /// They come day by day, each day in no order: who wants a hundred reads to the end of the day with the hundredth.
    pub(crate) fn list<T>(
        &self,
        days: Days,
        query: &SaidQuery,
        columns: &str,
        read: impl Fn(&SaidPlace, &mut Columns<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        // From either end, what has no known day comes last.
        let parts: &[Days] = match (days, query.order) {
            (Days::All, Order::Newest) => &[Days::Known, Days::Unknown],
            (Days::All, Order::Oldest) => &[Days::All],
            (Days::Known, _) => &[Days::Known],
            (Days::Unknown, _) => &[Days::Unknown],
        };
        let mut list = List {
            wanted: query.limit.map_or(usize::MAX, |limit| limit.saturating_add(query.offset)),
            rows: Vec::new(),
            sorted: 0,
        };
        for &part in parts {
            if list.is_full() || part == Days::Unknown && !self.has_unknown_days()? {
                break;
            }
            let search = Search::on(part, query).map_err(|problem| self.said_problem(problem))?;
            self.take(&search, columns, &read, &mut list)
                .map_err(|source| self.failed("look up statements", source))?;
        }
        Ok(list.rows.into_iter().skip(query.offset).map(|(_, row)| row).collect())
    }

    /// Reads the first `most` rows that the query finds, whatever its limit and place, for counts: in its order of days, but
    /// within a day in that in which statements were kept. `read` gets the key and the `columns` of each.
    pub(crate) fn brief(
        &self,
        query: &SaidQuery,
        most: usize,
        columns: &str,
        mut read: impl FnMut(i64, &mut Columns<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        let query = SaidQuery { after: None, ..query.clone() };
        let parts: &[Days] = match query.order {
            Order::Newest => &[Days::Known, Days::Unknown],
            Order::Oldest => &[Days::All],
        };
        let mut left = i64::try_from(most).unwrap_or(i64::MAX);
        for &part in parts {
            if left == 0 || part == Days::Unknown && !self.has_unknown_days()? {
                break;
            }
            let search = Search::on(part, &query).map_err(|problem| self.said_problem(problem))?;
            let mut take = || {
                let limit: [&dyn ToSql; 1] = [&left];
                let values: Vec<&dyn ToSql> =
                    search.values.iter().map(|value| value.as_ref()).chain(limit).collect();
                let mut found = self.connection.prepare_cached(&search.in_brief(columns))?;
                let mut found = found.query(values.as_slice())?;
                let mut taken = 0;
                while let Some(row) = found.next()? {
                    taken += 1;
                    let mut columns = Columns::of(row);
                    read(columns.plain()?, &mut columns)?;
                }
                rusqlite::Result::Ok(taken)
            };
            left -= take().map_err(|source| self.failed("look up statements", source))?;
        }
        Ok(())
    }

    /// Whether there is a statement without a known day: many archives have none, and need not be searched for them.
    fn has_unknown_days(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM statements WHERE key >= ?)";
        let ask = || {
            let first = days::first_key(days::UNKNOWN);
            self.connection.prepare_cached(sql)?.query_row([first], |row| row.get(0))
        };
        ask().map_err(|source| self.failed("look up statements", source))
    }

    fn take<T>(
        &self,
        search: &Search,
        columns: &str,
        read: impl Fn(&SaidPlace, &mut Columns<'_>) -> rusqlite::Result<T>,
        list: &mut List<T>,
    ) -> rusqlite::Result<()> {
        let mut query = self.connection.prepare_cached(&search.in_order(columns))?;
        let values: Vec<&dyn ToSql> = search.values.iter().map(|value| value.as_ref()).collect();
        let mut found = query.query(values.as_slice())?;
        let mut today = None;
        while let Some(row) = found.next()? {
            let mut columns = Columns::of(row);
            let day = Some(days::of_key(columns.plain()?));
            if day != today {
                today = day;
                list.end_day();
                if list.is_full() {
                    return Ok(());
                }
            }
            let place = SaidPlace::of(&mut columns)?;
            let row = read(&place, &mut columns)?;
            list.push(place, row);
        }
        list.end_day();
        Ok(())
    }
}

impl SaidPlace {
    /// The place of a row, whose columns it begins after the key.
    pub(super) fn of(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            day: columns.plain()?,
            document: columns.plain()?,
            version: columns.plain()?,
            position: columns.plain()?,
        })
    }
}

/// Rows with their places; those before `sorted` stay where they are.
struct List<T> {
    wanted: usize,
    rows: Vec<(SaidPlace, T)>,
    sorted: usize,
}

impl<T> List<T> {
    fn push(&mut self, place: SaidPlace, row: T) {
        self.rows.push((place, row));
        if self.rows.len() >= self.wanted.saturating_mul(2).saturating_add(SPARE) {
            self.sort();
        }
    }

    /// What follows is of a later day.
    fn end_day(&mut self) {
        self.sort();
        self.sorted = self.rows.len();
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= self.wanted
    }

    /// Puts the rows of the day in order and drops those that nobody wants.
    fn sort(&mut self) {
        self.rows[self.sorted..].sort_by(|(one, _), (other, _)| {
            (&one.document, one.version, one.position).cmp(&(&other.document, other.version, other.position))
        });
        self.rows.truncate(self.wanted);
    }
}
