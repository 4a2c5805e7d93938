//! Versions of a page: what is read again with other text stands beside what was read before.
//!
//! Documents with the same id are versions of one page; so are documents with the same URL, unless it is the address of
//! a whole site, which many articles may give. The order of the versions is the order in which they were kept.

use rusqlite::{Connection, OptionalExtension, params};
use types::Document;

/// Which versions of a page a question is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versions {
    /// The newest one of each page.
    #[default]
    Newest,
    /// All of them.
    All,
}

/// Where a record goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// It is kept already, in the document with this key.
    Known(i64),
    /// It takes the place of the document with this key: the same text, read anew.
    Replaces(Row),
    /// It is a new version of a page, or the first one.
    New(Row),
}

/// Key, page and version of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub key: i64,
    pub page: i64,
    pub version: i64,
    pub superseded: bool,
}

/// Finds the place of a document whose text has this SHA-256 and which was read with this fingerprint.
pub(crate) fn slot(
    store: &Connection,
    document: &Document,
    text_sha256: &[u8],
    fingerprint: &str,
) -> rusqlite::Result<Slot> {
    // A text that comes back after another one was kept is the version that it was: a second run over the same inputs
    // must change nothing.
    let known = store
        .prepare_cached(
            "SELECT key, page, version, superseded, fingerprint = ?2 FROM documents
             WHERE id = ?1 AND (fingerprint = ?2 OR text_sha256 = ?3)
             ORDER BY fingerprint = ?2 DESC, version DESC LIMIT 1",
        )?
        .query_row(params![document.id, fingerprint, text_sha256], |row| {
            let place =
                Row { key: row.get(0)?, page: row.get(1)?, version: row.get(2)?, superseded: row.get(3)? };
            Ok(if row.get(4)? { Slot::Known(place.key) } else { Slot::Replaces(place) })
        })
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let key = store
        .prepare_cached("SELECT coalesce(max(key), 0) + 1 FROM documents")?
        .query_row([], |row| row.get(0))?;
    let newest = match page(store, document)? {
        None => return Ok(Slot::New(Row { key, page: key, version: 1, superseded: false })),
        Some(page) => page,
    };
    let version = store
        .prepare_cached("SELECT max(version) + 1 FROM documents WHERE page = ?")?
        .query_row([newest], |row| row.get(0))?;
    Ok(Slot::New(Row { key, page: newest, version, superseded: false }))
}

fn page(store: &Connection, document: &Document) -> rusqlite::Result<Option<i64>> {
    let by_id = store
        .prepare_cached("SELECT page FROM documents WHERE id = ? LIMIT 1")?
        .query_row([&document.id], |row| row.get(0))
        .optional()?;
    match document.url.as_deref().filter(|url| names_an_article(url)) {
        Some(url) if by_id.is_none() => store
            .prepare_cached("SELECT min(page) FROM documents WHERE url = ?")?
            .query_row([url], |row| row.get(0)),
        _ => Ok(by_id),
    }
}

/// Marks all older versions of a page as superseded by this one.
pub(crate) fn supersede(store: &Connection, newest: Row) -> rusqlite::Result<()> {
    store
        .prepare_cached(
            "UPDATE documents SET superseded = 1 WHERE page = ? AND version < ? AND superseded = 0",
        )?
        .execute([newest.page, newest.version])?;
    Ok(())
}

/// The key of the newest document with this id.
pub(crate) fn newest(store: &Connection, id: &str) -> rusqlite::Result<Option<i64>> {
    store
        .prepare_cached("SELECT key FROM documents WHERE id = ? ORDER BY version DESC LIMIT 1")?
        .query_row([id], |row| row.get(0))
        .optional()
}

/// The key of one version of the page that has a document with this id.
pub(crate) fn version(store: &Connection, id: &str, version: u32) -> rusqlite::Result<Option<i64>> {
    store
        .prepare_cached(
            "SELECT key FROM documents
             WHERE page = (SELECT page FROM documents WHERE id = ? LIMIT 1) AND version = ?",
        )?
        .query_row(params![id, version], |row| row.get(0))
        .optional()
}

/// Whether a URL has a path or a query: many pages name their site's front page as their own address.
fn names_an_article(url: &str) -> bool {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.split_once(['/', '?']).map_or("", |(_, path)| path);
    !path.split('#').next().unwrap_or_default().trim_matches('/').is_empty()
}

#[cfg(test)]
mod tests {
    use super::names_an_article;

    #[test]
    fn a_front_page_is_no_article() {
        for url in
            ["https://news.example", "https://news.example/", "http://news.example/#top", "news.example"]
        {
            assert!(!names_an_article(url), "{url}");
        }
        for url in ["https://news.example/a", "https://news.example/?p=7", "https://news.example?p=7"] {
            assert!(names_an_article(url), "{url}");
        }
    }
}
