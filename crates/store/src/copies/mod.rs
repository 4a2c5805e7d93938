//! Copies: documents that carry the same story, found again as each document is kept.
//!
//! A text is the set of its word 3-grams. A sample of their hashes (one in eight, a scaled `MinHash`) is its sketch; each
//! hash of a sketch is a band in an index, which leads to the documents that may be alike. Those are compared in full.
//! A text that takes in pieces of two strangers, such as a round-up, is a copy of neither, or it would make one group
//! of everything that it mentions. What remains connected is a group.
//!
//! Which documents are copies depends on the documents alone, not on the order in which they came.

mod compared;
mod counts;
mod groups;
mod index;
mod shingles;
#[cfg(test)]
pub(crate) mod tests;
mod utterances;
mod wording;

use jiff::civil::Date;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::columns::Columns;
use crate::{Store, StoreError};

pub use compared::Compared;
pub use counts::SpeakerCount;
pub(crate) use groups::{faults, fill, place, take_out};
pub(crate) use index::stray_bands;
pub use utterances::{Place, Utterance, Uttered, Wording};
pub use wording::Piece;
pub(crate) use wording::Words;

/// A document in a group of copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Copy {
    /// The id of the earliest document of the group, which names the group.
    pub first: String,
    /// The document's id.
    pub document: String,
    /// Publisher.
    pub outlet: Option<String>,
    /// The civil day of publication.
    pub published: Option<Date>,
    /// Headline.
    pub title: Option<String>,
    /// Canonical URL.
    pub url: Option<String>,
    /// Its place in the list.
    #[serde(skip)]
    pub place: CopyPlace,
}

/// The place of a document in the list of copies, which stays where it is while the list grows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CopyPlace {
    /// Of the group's earliest document: whether it has no known day, its day and its id.
    group: (bool, Option<Date>, String),
    /// Whether it is another than that one.
    other: bool,
    own: (bool, Option<Date>, String),
}

impl Store {
    /// The groups of copies: all with two documents or more, or the one of the document with this id, even when it
    /// stands alone. By the group's earliest day and id, in each group the earliest document first. Older versions of a
    /// page are not listed.
    pub fn copies(&self, document: Option<&str>) -> Result<Vec<Copy>, StoreError> {
        list(&self.connection, document).map_err(|source| self.failed("list copies", source))
    }
}

fn list(store: &Connection, document: Option<&str>) -> rusqlite::Result<Vec<Copy>> {
    let wanted = match document {
        Some(_) => "first IN (SELECT first FROM copies JOIN documents ON key = document WHERE id = ?1)",
        None => {
            "?1 IS NULL AND first IN (SELECT first FROM copies JOIN documents ON key = document
             WHERE NOT superseded GROUP BY first HAVING count(*) > 1)"
        }
    };
    let sql = format!(
        "SELECT earliest.id, member.id, member.outlet, member.published_day, member.title, member.url,
             earliest.published_day
         FROM copies JOIN documents AS member ON member.key = copies.document
             JOIN documents AS earliest ON earliest.key = copies.first
         WHERE {wanted} AND NOT member.superseded
         ORDER BY earliest.published_day IS NULL, earliest.published_day, earliest.id, member.key <> earliest.key,
             member.published_day IS NULL, member.published_day, member.id"
    );
    let mut query = store.prepare_cached(&sql)?;
    let rows = query.query_map([document], |row| {
        let mut columns = Columns::of(row);
        let (first, document): (String, String) = (columns.plain()?, columns.plain()?);
        let (outlet, published) = (columns.plain()?, columns.day()?);
        let (title, url, earliest) = (columns.plain()?, columns.plain()?, columns.day()?);
        let place = CopyPlace {
            group: (earliest.is_none(), earliest, first.clone()),
            other: first != document,
            own: (published.is_none(), published, document.clone()),
        };
        Ok(Copy { first, document, outlet, published, title, url, place })
    })?;
    rows.collect()
}
