//! The tables of copies, read and written; what they mean is said in `groups`.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use types::{Document, PublishedBasis};

use crate::days;

/// A document as `copies` has it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub document: i64,
    /// Days since 0000-01-01, of which no document is: 0 stands for no day in the bands.
    pub day: Option<i64>,
    pub sketch: Vec<u32>,
    pub first: i64,
}

/// Copies appear within a month of each other. What has no date may be a copy of anything.
const WINDOW_DAYS: i64 = 31;

/// How many documents with the same band, near enough in time, are looked at. More have it only when it is a phrase that
/// everybody uses, or when hundreds carry one story: then those before lead to the same group.
const LONGEST_BAND: i64 = 256;

/// The bands of so many documents are moved together. Where that is done depends on the keys of documents alone, not on
/// batches: a run that was killed and completed leaves the same tables.
const MOVED_TOGETHER: i64 = if cfg!(test) { 4 } else { 1 << 14 };

/// The day of a band whose document has none.
const NO_DAY: i64 = 0;

/// Days whose bands lie together. The window of a document hardly ever reaches into a second period, which would be
/// looked through as well.
const PERIOD_DAYS: i64 = 512;

impl Entry {
    /// The day of its bands.
    fn band_day(&self) -> i64 {
        self.day.unwrap_or(NO_DAY)
    }

    /// The period of its bands.
    fn period(&self) -> i64 {
        self.band_day() / PERIOD_DAYS
    }

    /// Whether the two may be copies by their dates.
    pub(super) fn may_copy(&self, other: &Self) -> bool {
        match (self.day, other.day) {
            (Some(one), Some(other)) => one.abs_diff(other) <= WINDOW_DAYS.unsigned_abs(),
            _ => true,
        }
    }
}

/// The day that counts for the window: an inferred date is a judgement, and a wrong one would tear copies apart.
pub(super) fn day(document: &Document) -> Option<i64> {
    let published =
        document.published.as_ref().filter(|published| published.basis != PublishedBasis::Inferred)?;
    Some(days::number(published.date))
}

pub(super) fn insert(store: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    let sketch: Vec<u8> = entry.sketch.iter().flat_map(|hash| hash.to_le_bytes()).collect();
    store
        .prepare_cached("INSERT INTO copies (document, day, sketch, first) VALUES (?, ?, ?, ?)")?
        .execute(params![entry.document, entry.day, sketch, entry.first])?;
    let mut bands = store
        .prepare_cached("INSERT INTO new_copy_bands (period, hash, day, document) VALUES (?, ?, ?, ?)")?;
    for hash in &entry.sketch {
        bands.execute([entry.period(), i64::from(*hash), entry.band_day(), entry.document])?;
    }
    if entry.document % MOVED_TOGETHER == 0 { move_bands(store) } else { Ok(()) }
}

fn move_bands(store: &Connection) -> rusqlite::Result<()> {
    for sql in [
        // Not so that SQLite keeps what each page was for the case that a row is refused: the transaction ends then.
        "INSERT OR FAIL INTO copy_bands (period, hash, day, document)
         SELECT period, hash, day, document FROM new_copy_bands ORDER BY 1, 2, 3, 4",
        "DELETE FROM new_copy_bands",
    ] {
        store.prepare_cached(sql)?.execute([])?;
    }
    Ok(())
}

pub(super) fn delete(store: &Connection, document: i64) -> rusqlite::Result<()> {
    let Some(entry) = get(store, document)? else { return Ok(()) };
    // By their keys: what refers to the row would otherwise be looked for in the whole table.
    for table in BANDS {
        let sql = format!("DELETE FROM {table} WHERE period = ? AND hash = ? AND day = ? AND document = ?");
        let mut bands = store.prepare_cached(&sql)?;
        for hash in &entry.sketch {
            bands.execute([entry.period(), i64::from(*hash), entry.band_day(), document])?;
        }
    }
    for sql in [
        "DELETE FROM copy_links WHERE document = ?",
        "DELETE FROM copy_links WHERE other = ?",
        "DELETE FROM copies WHERE document = ?",
    ] {
        store.prepare_cached(sql)?.execute([document])?;
    }
    Ok(())
}

pub(super) fn get(store: &Connection, document: i64) -> rusqlite::Result<Option<Entry>> {
    store
        .prepare_cached("SELECT document, day, sketch, first FROM copies WHERE document = ?")?
        .query_row([document], entry)
        .optional()
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let sketch = row.get_ref(2)?.as_blob()?;
    let sketch = sketch.as_chunks::<4>().0.iter().map(|&hash| u32::from_le_bytes(hash)).collect();
    Ok(Entry { document: row.get(0)?, day: row.get(1)?, sketch, first: row.get(3)? })
}

/// The other documents that share two bands with this one and are near enough in time, by their keys.
pub(super) fn neighbours(store: &Connection, entry: &Entry) -> rusqlite::Result<Vec<Entry>> {
    let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
    let stretches = stretches(store, entry)?;
    for table in BANDS {
        let mut query = store.prepare_cached(&in_band(table))?;
        for Stretch { period, from, to } in &stretches {
            for hash in &entry.sketch {
                let mut rows = query.query([*period, i64::from(*hash), *from, *to, LONGEST_BAND])?;
                while let Some(row) = rows.next()? {
                    *shared.entry(row.get(0)?).or_default() += 1;
                }
            }
        }
    }
    // A text of three words has one band; only another one like it can share all there is.
    let is_tiny = entry.sketch.len() == 1;
    let mut neighbours = Vec::new();
    for (document, shared) in shared {
        if document != entry.document && (shared >= 2 || is_tiny) {
            let other = get(store, document)?;
            neighbours
                .extend(other.filter(|other| entry.may_copy(other) && (!is_tiny || other.sketch.len() == 1)));
        }
    }
    Ok(neighbours)
}

/// The tables of bands: the settled ones, and those of the newest documents.
const BANDS: [&str; 2] = ["copy_bands", "new_copy_bands"];

fn in_band(table: &str) -> String {
    format!("SELECT document FROM {table} WHERE period = ? AND hash = ? AND day BETWEEN ? AND ? LIMIT ?")
}

/// Days of one period, first and last, in which bands of possible copies lie.
struct Stretch {
    period: i64,
    from: i64,
    to: i64,
}

fn stretches(store: &Connection, entry: &Entry) -> rusqlite::Result<Vec<Stretch>> {
    let Some(day) = entry.day else { return all_periods(store) };
    let (from, to) = (day.saturating_sub(WINDOW_DAYS), day.saturating_add(WINDOW_DAYS));
    let periods = from / PERIOD_DAYS..=to / PERIOD_DAYS;
    let mut stretches: Vec<Stretch> = periods.map(|period| Stretch { period, from, to }).collect();
    let has_undated: bool = store
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM copies WHERE day IS NULL)")?
        .query_row([], |row| row.get(0))?;
    if has_undated && NO_DAY < from {
        stretches.push(Stretch { period: NO_DAY / PERIOD_DAYS, from: NO_DAY, to: NO_DAY });
    }
    Ok(stretches)
}

/// All periods of which there are bands: a document without a day may be a copy of anything.
fn all_periods(store: &Connection) -> rusqlite::Result<Vec<Stretch>> {
    let mut next = store.prepare_cached(
        "SELECT min(period) FROM (SELECT min(period) AS period FROM copy_bands WHERE period > ?1
         UNION ALL SELECT min(period) FROM new_copy_bands WHERE period > ?1)",
    )?;
    let mut stretches = Vec::new();
    let mut last = -1;
    while let Some(period) = next.query_row([last], |row| row.get::<_, Option<i64>>(0))? {
        stretches.push(Stretch { period, from: i64::MIN, to: i64::MAX });
        last = period;
    }
    Ok(stretches)
}

/// Whether the index leads to a document from each hash of its sketch.
pub(super) fn has_bands(store: &Connection, entry: &Entry) -> rusqlite::Result<bool> {
    let one_of = BANDS.map(|table| {
        format!("SELECT 1 FROM {table} WHERE period = ?1 AND hash = ?2 AND day = ?3 AND document = ?4")
    });
    let mut query = store.prepare_cached(&format!("SELECT EXISTS ({})", one_of.join(" UNION ALL ")))?;
    for hash in &entry.sketch {
        let band = [entry.period(), i64::from(*hash), entry.band_day(), entry.document];
        if !query.query_row(band, |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Bands that belong to no sketch.
pub(crate) fn stray_bands(store: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT (SELECT count(*) FROM copy_bands) + (SELECT count(*) FROM new_copy_bands)
        - (SELECT coalesce(sum(length(sketch) / 4), 0) FROM copies)";
    store.query_row(sql, [], |row| row.get(0))
}

/// Keeps a pair in both directions.
pub(super) fn link(store: &Connection, one: i64, other: i64, cut: bool) -> rusqlite::Result<()> {
    let mut links =
        store.prepare_cached("INSERT OR REPLACE INTO copy_links (document, other, cut) VALUES (?, ?, ?)")?;
    links.execute(params![one, other, cut])?;
    links.execute(params![other, one, cut])?;
    Ok(())
}

/// The partners of a document, and whether the link is cut.
pub(super) fn links(store: &Connection, document: i64) -> rusqlite::Result<Vec<(i64, bool)>> {
    store
        .prepare_cached("SELECT other, cut FROM copy_links WHERE document = ? ORDER BY other")?
        .query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The documents of a group.
pub(super) fn members(store: &Connection, first: i64) -> rusqlite::Result<Vec<i64>> {
    store
        .prepare_cached("SELECT document FROM copies WHERE first = ? ORDER BY document")?
        .query_map([first], |row| row.get(0))?
        .collect()
}

/// What decides which of several documents is the earliest: the day (unknown ones last), then the id.
pub(super) fn age(store: &Connection, document: i64) -> rusqlite::Result<(bool, String, String, i64)> {
    store.prepare_cached("SELECT published_day, id, version FROM documents WHERE key = ?")?.query_row(
        [document],
        |row| {
            let day: Option<String> = row.get(0)?;
            Ok((day.is_none(), day.unwrap_or_default(), row.get(1)?, row.get(2)?))
        },
    )
}

/// Gives a group another first document.
pub(super) fn rename(store: &Connection, first: i64, earliest: i64) -> rusqlite::Result<()> {
    store.prepare_cached("UPDATE copies SET first = ?2 WHERE first = ?1")?.execute([first, earliest])?;
    Ok(())
}

pub(super) fn set_first(store: &Connection, document: i64, first: i64) -> rusqlite::Result<()> {
    store
        .prepare_cached("UPDATE copies SET first = ?2 WHERE document = ?1 AND first <> ?2")?
        .execute([document, first])?;
    Ok(())
}

pub(super) fn text(store: &Connection, document: i64) -> rusqlite::Result<String> {
    store.prepare_cached("SELECT text FROM documents WHERE key = ?")?.query_row([document], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::{BANDS, in_band};
    use crate::Store;

    #[test]
    fn neighbours_are_found_through_the_index_of_bands_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        let plan = |sql: &str| -> Vec<String> {
            let mut query = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let parameters = vec![1; query.parameter_count()];
            let steps = query.query_map(rusqlite::params_from_iter(parameters), |row| row.get(3)).unwrap();
            steps.collect::<Result<_, _>>().unwrap()
        };
        for table in BANDS {
            assert_eq!(
                plan(&in_band(table)),
                [format!("SEARCH {table} USING PRIMARY KEY (period=? AND hash=? AND day>? AND day<?)")]
            );
        }
        let undated = plan("SELECT EXISTS (SELECT 1 FROM copies WHERE day IS NULL)");
        assert!(undated.iter().any(|step| step.contains("copies_without_day")), "{undated:?}");
    }
}
