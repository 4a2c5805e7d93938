//! Days as numbers, and the keys of statements, which begin with them.
//!
//! The key of a statement is the number of its day, then its number within the day. So `statements`, all tables with its
//! key, and the full-text index are in the order in which statements are listed, from either end: who asks for the first
//! hundred with a word need not find the others.

use jiff::civil::{Date, date};
use rusqlite::Connection;

/// Bits for the statements of one day.
const BITS: u32 = 24;

/// Stands for an unknown day: after all that are known.
pub(crate) const UNKNOWN: i64 = 1 << 22;

/// Days since 0000-01-01; negative before.
pub(crate) fn number(day: Date) -> i64 {
    // Both are dates of the proleptic Gregorian calendar, a few million days apart at most.
    day.since(date(0, 1, 1)).map_or(0, |span| i64::from(span.get_days()))
}

/// The number under which statements of a day are kept. Days before 0000-01-01 are one with it.
pub(crate) fn listed(day: Option<Date>) -> i64 {
    day.map_or(UNKNOWN, |day| number(day).max(0))
}

/// As [`listed`], from the column `first_day`.
pub(crate) fn of_column(first_day: Option<&str>) -> i64 {
    // The column holds days that jiff has printed.
    first_day.map_or(UNKNOWN, |day| day.parse().map_or(0, |day| listed(Some(day))))
}

/// The day of a key.
pub(crate) const fn of_key(key: i64) -> i64 {
    key >> BITS
}

/// The month (`2024-05`) of a day that is known; none for an open beginning.
pub(crate) fn month(day: i64) -> Option<String> {
    if day == 0 || day >= UNKNOWN {
        return None;
    }
    let date = date(0, 1, 1).checked_add(jiff::Span::new().try_days(day).ok()?).ok()?;
    Some(format!("{:04}-{:02}", date.year(), date.month()))
}

/// The least key that a statement of the day can have; that of the next day is the end of its keys.
pub(crate) const fn first_key(day: i64) -> i64 {
    day << BITS
}

/// The key of the next statement that is kept under the day.
pub(crate) fn next_key(store: &Connection, day: i64) -> rusqlite::Result<i64> {
    // What is unknown comes last and has no end.
    let end = if day == UNKNOWN { i64::MAX } else { first_key(day + 1) };
    let last: Option<i64> = store
        .prepare_cached("SELECT max(key) FROM statements WHERE key >= ? AND key < ?")?
        .query_row([first_key(day), end], |row| row.get(0))?;
    match last {
        None => Ok(first_key(day)),
        Some(last) if last + 1 < end => Ok(last + 1),
        Some(_) => {
            let what = format!("no more than {} statements of one day can be kept", 1 << BITS);
            Err(rusqlite::Error::ToSqlConversionFailure(what.into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_days() {
        assert_eq!(number(date(0, 3, 1)), 60);
        assert_eq!(listed(Some(date(-44, 3, 15))), 0);
        let days = [Some(date(0, 1, 1)), Some(date(2024, 5, 25)), Some(date(9999, 12, 31)), None];
        assert!(days.windows(2).all(|pair| listed(pair[0]) < listed(pair[1])));
        assert_eq!(of_key(first_key(listed(days[1])) + 7), listed(days[1]));
        let months = days.map(|day| month(listed(day)));
        assert_eq!(months, [None, Some("2024-05".to_owned()), Some("9999-12".to_owned()), None]);
    }
}
