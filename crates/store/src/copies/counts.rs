//! How often who was heard, with copies counted once.

use jiff::civil::Date;
use rusqlite::{Connection, ToSql};
use serde::Serialize;

use super::wording::Words;
use crate::columns::Columns;
use crate::said::{Days, SaidQuery, Search, speaker};
use crate::{Store, StoreError};

/// How often a speaker was heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpeakerCount {
    /// The speaker's name, else the role; none for all who have neither.
    pub speaker: Option<String>,
    /// Statements. What several documents of one group of copies report is one.
    pub statements: u64,
    /// Documents that report them; a group of copies is one.
    pub documents: u64,
    /// The first day by which one of them is listed.
    pub first: Option<Date>,
    /// The last day by which one of them is listed.
    pub last: Option<Date>,
}

impl Store {
    /// The speakers of the statements that the query asks for, the most frequent first, then by name. A group of copies
    /// counts once; with `copies`, each document counts.
    pub fn counts(&self, query: &SaidQuery, copies: bool) -> Result<Vec<SpeakerCount>, StoreError> {
        let search = Search::on(Days::All, query).map_err(|problem| self.said_problem(problem))?;
        self.snapshot()
            .and_then(|_snapshot| count(&self.connection, &search, copies))
            .map_err(|source| self.failed("count statements", source))
    }
}

fn count(store: &Connection, search: &Search, copies: bool) -> rusqlite::Result<Vec<SpeakerCount>> {
    let (group, has_copies) = if copies {
        ("found.document", "false")
    } else {
        (
            "copies.first",
            "EXISTS (SELECT 1 FROM copies AS other WHERE other.first = copies.first AND other.document <> copies.document)",
        )
    };
    let [name, role] = ["speaker_name", "speaker_role"].map(speaker);
    let columns = format!("statements.key, statements.document, {name}, {role}");
    let sql = format!(
        "SELECT coalesce(found.speaker_name, found.speaker_role), {group}, first_day, last_day, {has_copies},
             found.document, found.key
         FROM ({}) AS found JOIN statements ON statements.key = found.key JOIN copies ON copies.document = found.document
         ORDER BY 1, 2, 7",
        search.all(&columns)
    );
    let mut query = store.prepare(&sql)?;
    let values: Vec<&dyn ToSql> = search.values.iter().map(|value| value.as_ref()).collect();
    let mut rows = query.query(values.as_slice())?;
    let mut counts: Vec<SpeakerCount> = Vec::new();
    // What the speaker said so far in this group of copies, and in which document.
    let (mut current, mut contents) = (None, Vec::<(i64, String)>::new());
    while let Some(row) = rows.next()? {
        let mut columns = Columns::of(row);
        let (speaker, group): (Option<String>, i64) = (columns.plain()?, columns.plain()?);
        let (first, last) = (columns.day()?, columns.day()?);
        let (has_copies, document, statement): (bool, i64, i64) =
            (columns.plain()?, columns.plain()?, columns.plain()?);
        if counts.last().is_none_or(|count| count.speaker != speaker) {
            counts.push(SpeakerCount { speaker, statements: 0, documents: 0, first: None, last: None });
            current = None;
        }
        let Some(count) = counts.last_mut() else { continue };
        if current != Some(group) {
            (current, contents) = (Some(group), Vec::new());
            count.documents += 1;
        }
        count.first = count.first.into_iter().chain(first).min();
        count.last = count.last.max(last);
        if has_copies {
            let content = content(store, statement)?;
            if contents.iter().any(|(other, known)| *other != document && is_same(known, &content)) {
                continue;
            }
            contents.push((document, content));
        }
        count.statements += 1;
    }
    counts.sort_by(|one, other| {
        other
            .statements
            .cmp(&one.statements)
            .then_with(|| one.speaker.is_none().cmp(&other.speaker.is_none()))
    });
    Ok(counts)
}

fn is_same(one: &str, other: &str) -> bool {
    one == other || Words::of(one).is_wording_of(&Words::of(other))
}

fn content(store: &Connection, statement: i64) -> rusqlite::Result<String> {
    let mut query = store.prepare_cached("SELECT content FROM statement_texts WHERE key = ?")?;
    Ok(query.query_row([statement], |row| row.get::<_, Option<String>>(0))?.unwrap_or_default())
}
