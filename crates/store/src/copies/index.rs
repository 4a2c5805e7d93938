//! The tables of copies, read and written; what they mean is said in `groups`.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use rusqlite::{Connection, OptionalExtension, Row, params};
use types::{Document, PublishedBasis};

/// A document as `copies` has it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub document: i64,
    /// Days since 0000-01-01.
    pub day: Option<i64>,
    pub sketch: Vec<u32>,
    pub first: i64,
}

/// Copies appear within a month of each other. What has no date may be a copy of anything.
const WINDOW_DAYS: i64 = 31;

/// How many documents with the same band are looked at. More have it only when it is a phrase that everybody uses, or
/// when hundreds carry one story: then those before lead to the same group.
const LONGEST_BAND: i64 = 256;

impl Entry {
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
    Some(days(published.date))
}

fn days(day: Date) -> i64 {
    // Both are dates of the proleptic Gregorian calendar, a few million days apart at most.
    day.since(date(0, 1, 1)).map_or(0, |span| i64::from(span.get_days()))
}

pub(super) fn insert(store: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    let sketch: Vec<u8> = entry.sketch.iter().flat_map(|hash| hash.to_le_bytes()).collect();
    store
        .prepare_cached("INSERT INTO copies (document, day, sketch, first) VALUES (?, ?, ?, ?)")?
        .execute(params![entry.document, entry.day, sketch, entry.first])?;
    let mut bands = store.prepare_cached("INSERT INTO copy_bands (hash, document) VALUES (?, ?)")?;
    for hash in &entry.sketch {
        bands.execute([i64::from(*hash), entry.document])?;
    }
    Ok(())
}

pub(super) fn delete(store: &Connection, document: i64) -> rusqlite::Result<()> {
    let Some(entry) = get(store, document)? else { return Ok(()) };
    // By their keys: what refers to the row would otherwise be looked for in the whole table.
    let mut bands = store.prepare_cached("DELETE FROM copy_bands WHERE hash = ? AND document = ?")?;
    for hash in &entry.sketch {
        bands.execute([i64::from(*hash), document])?;
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
    let mut query =
        store.prepare_cached("SELECT document FROM copy_bands WHERE hash = ? ORDER BY document LIMIT ?")?;
    let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
    for hash in &entry.sketch {
        let mut rows = query.query([i64::from(*hash), LONGEST_BAND])?;
        while let Some(row) = rows.next()? {
            *shared.entry(row.get(0)?).or_default() += 1;
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

/// Whether the index leads to a document from each hash of its sketch.
pub(super) fn has_bands(store: &Connection, entry: &Entry) -> rusqlite::Result<bool> {
    let mut query =
        store.prepare_cached("SELECT EXISTS (SELECT 1 FROM copy_bands WHERE hash = ? AND document = ?)")?;
    for hash in &entry.sketch {
        if !query.query_row([i64::from(*hash), entry.document], |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Bands that belong to no sketch.
pub(crate) fn stray_bands(store: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT (SELECT count(*) FROM copy_bands) - (SELECT coalesce(sum(length(sketch) / 4), 0) FROM copies)";
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
