//! The same utterance in several documents, with its wordings.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rusqlite::{Connection, params};
use serde::Serialize;

use super::wording::{Piece, Words};
use crate::columns::Columns;
use crate::words::expression;
use crate::{Store, StoreError, days};

/// Which utterances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uttered {
    /// All that are quoted in more than one document.
    All,
    /// Those that have these words, in what was said or in the speaker's name; `"…"` makes a phrase.
    With(String),
    /// The one that a statement reports.
    By {
        /// The document's id.
        document: String,
        /// The statement's id within it.
        statement: String,
    },
}

/// Something that somebody said once, and how it is quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Utterance {
    /// The speaker, as the earliest document that has a name for it gives it.
    pub speaker: Option<String>,
    /// The wordings, the longest one first, then by their earliest place.
    pub wordings: Vec<Wording>,
}

/// One wording of an utterance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// The words, as they stand in the earliest place.
    pub text: String,
    /// Whether words of the longest wording are missing.
    pub trimmed: bool,
    /// Whether words are other than in the longest wording.
    pub altered: bool,
    /// The words, compared with the longest wording.
    pub pieces: Vec<Piece>,
    /// Where it stands, the earliest place first.
    pub places: Vec<Place>,
}

/// Where a wording stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The civil day of publication.
    pub published: Option<Date>,
    /// The document's id.
    pub document: String,
    /// The statement's id within it.
    pub statement: String,
    /// Publisher.
    pub outlet: Option<String>,
    /// The id of the earliest document that carries the same story; the document's own when it is alone.
    pub copy_of: String,
}

/// A quotation as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Quotation {
    pub(super) speaker: Option<String>,
    pub(super) text: String,
    pub(super) place: Place,
}

/// Quotations of one utterance are published within a month of each other.
const WINDOW_DAYS: u32 = 31;

/// Rows of statements that may quote: the speaker's words, whole or in part.
pub(super) const QUOTING: &str = "
    SELECT statements.key, speaker_name, statement_texts.content, kind = 'mixed', published_day, documents.id, statements.id,
        outlet, (SELECT id FROM documents AS earliest JOIN copies ON earliest.key = copies.first
            WHERE copies.document = documents.key), statements.position
    FROM statements JOIN documents ON documents.key = statements.document
        JOIN statement_texts ON statement_texts.key = statements.key";

impl Store {
    /// At most `limit` utterances, by the day of the first quotation found. Of all that match, those that more than one
    /// document quotes; the one that a statement reports also when it stands alone.
    pub fn utterances(&self, which: &Uttered, limit: usize) -> Result<Vec<Utterance>, StoreError> {
        let words = match which {
            Uttered::With(words) => Some(expression("QUERY", "speaker content", words)?),
            _ => None,
        };
        self.snapshot()
            .and_then(|_snapshot| find(&self.connection, which, words.as_deref(), limit))
            .map_err(|source| self.failed("look for wordings", source))
    }
}

fn find(
    store: &Connection,
    which: &Uttered,
    words: Option<&str>,
    limit: usize,
) -> rusqlite::Result<Vec<Utterance>> {
    let (condition, values) = match which {
        Uttered::All => ("?1 IS NULL AND ?2 IS NULL", [None, None]),
        Uttered::With(_) => (
            "?2 IS NULL AND statements.key IN (SELECT rowid FROM statement_search WHERE statement_search MATCH ?1)",
            [words, None],
        ),
        Uttered::By { document, statement } => {
            ("documents.id = ?1 AND statements.id = ?2", [Some(document.as_str()), Some(statement.as_str())])
        }
    };
    let sql = format!(
        "{QUOTING} WHERE {condition} AND superseded = 0 AND kind IN ('direct', 'mixed', 'post')
         ORDER BY statements.key"
    );
    let mut query = store.prepare(&sql)?;
    let mut rows = query.query(values)?;
    let mut search = Search {
        store,
        alone: matches!(which, Uttered::By { .. }),
        limit,
        days: None,
        seen: BTreeSet::new(),
        utterances: Vec::new(),
    };
    // Keys are in the order of days; within a day what counts is the document.
    let (mut day, mut quotations) = (None, Vec::new());
    while let Some(row) = rows.next()? {
        let mut columns = Columns::of(row);
        let (key, Some(quotation)) = quotation(&mut columns)? else { continue };
        let position: i64 = columns.plain()?;
        if day != Some(days::of_key(key)) {
            day = Some(days::of_key(key));
            search.look_at(std::mem::take(&mut quotations))?;
            if search.utterances.len() >= limit {
                break;
            }
        }
        quotations.push((quotation.place.document.clone(), position, key, quotation));
    }
    search.look_at(quotations)?;
    Ok(search.utterances)
}

/// Puts quotations together to utterances.
pub(super) struct Search<'store> {
    store: &'store Connection,
    /// Whether an utterance that one document alone quotes counts.
    alone: bool,
    limit: usize,
    /// The days around a quotation by which others are listed that are looked at; none: all.
    days: Option<i64>,
    seen: BTreeSet<i64>,
    pub(super) utterances: Vec<Utterance>,
}

impl<'store> Search<'store> {
    /// Looks at what is listed by so many days around a quotation, or by none.
    pub(super) fn within_days(store: &'store Connection, limit: usize, days: i64) -> Self {
        let (seen, utterances) = (BTreeSet::new(), Vec::new());
        Self { store, alone: false, limit, days: Some(days), seen, utterances }
    }

    /// Looks for the other wordings of the quotations of one day, given with document, position and key.
    fn look_at(&mut self, mut quotations: Vec<(String, i64, i64, Quotation)>) -> rusqlite::Result<()> {
        quotations.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        for (_, _, key, quotation) in quotations {
            self.look_for(key, quotation)?;
        }
        Ok(())
    }

    /// Looks for the other wordings of one quotation, unless it was found as one itself.
    pub(super) fn look_for(&mut self, key: i64, quotation: Quotation) -> rusqlite::Result<()> {
        if self.utterances.len() >= self.limit || self.seen.contains(&key) {
            return Ok(());
        }
        let quotations = self.same_utterance(key, quotation)?;
        self.seen.extend(quotations.keys());
        let documents: BTreeSet<&str> = quotations.values().map(|one| one.place.document.as_str()).collect();
        if self.alone || documents.len() > 1 {
            self.utterances.push(utterance(quotations.into_values().collect()));
        }
        Ok(())
    }

    /// The quotation and all that are connected with it as wordings of one utterance, by their keys.
    fn same_utterance(&self, key: i64, quotation: Quotation) -> rusqlite::Result<BTreeMap<i64, Quotation>> {
        let mut found = BTreeMap::from([(key, quotation.clone())]);
        let mut waiting = vec![(key, quotation)];
        while let Some((key, one)) = waiting.pop() {
            let words = Words::of(&one.text);
            for (key, other) in self.candidates(key, &words)? {
                let fits = may_be_one(&one, &other) && words.is_wording_of(&Words::of(&other.text));
                if fits && !found.contains_key(&key) {
                    found.insert(key, other.clone());
                    waiting.push((key, other));
                }
            }
        }
        Ok(found)
    }

    /// Quotations that have three words in a row with this one.
    fn candidates(&self, key: i64, words: &Words<'_>) -> rusqlite::Result<Vec<(i64, Quotation)>> {
        let unknown = days::first_key(days::UNKNOWN);
        let stretches = match self.days {
            Some(around) if key < unknown => {
                let day = days::of_key(key);
                let around = (days::first_key(day - around), days::first_key(day + around + 1).min(unknown));
                vec![around, (unknown, i64::MAX)]
            }
            _ => vec![(i64::MIN, i64::MAX)],
        };
        let mut candidates = Vec::new();
        for (from, to) in stretches {
            candidates.extend(between(self.store, words, from, to)?);
        }
        Ok(candidates)
    }
}

pub(super) fn quotation(columns: &mut Columns<'_>) -> rusqlite::Result<(i64, Option<Quotation>)> {
    let (key, speaker, content) = (columns.plain()?, columns.plain()?, columns.plain::<Option<String>>()?);
    let is_mixed = columns.plain()?;
    let place = Place {
        published: columns.day()?,
        document: columns.plain()?,
        statement: columns.plain()?,
        outlet: columns.plain()?,
        copy_of: columns.plain::<Option<String>>()?.unwrap_or_default(),
    };
    let content = content.unwrap_or_default();
    let text = if is_mixed { between_marks(&content) } else { content };
    Ok((key, (!text.is_empty()).then_some(Quotation { speaker, text, place })))
}

/// What stands between quotation marks, pieces joined with `" … "`: only that is the speaker's own in mixed speech.
fn between_marks(content: &str) -> String {
    let (mut pieces, mut start) = (Vec::new(), None);
    for (place, mark) in content.char_indices() {
        let after = place + mark.len_utf8();
        match (mark, start) {
            ('“' | '«' | '"', None) => start = Some(after),
            ('”' | '»' | '"', Some(from)) => {
                pieces.push(&content[from..place]);
                start = None;
            }
            _ => {}
        }
    }
    pieces.join(" … ")
}

/// Quotations between two keys that have three words in a row with this one.
fn between(
    store: &Connection,
    words: &Words<'_>,
    from: i64,
    to: i64,
) -> rusqlite::Result<Vec<(i64, Quotation)>> {
    // Every word of the quotation is in a phrase, but a long one need not be looked for word by word.
    const MOST_PHRASES: usize = 32;
    let step = words.len().div_ceil(MOST_PHRASES).max(1);
    let starts = (0..words.len().saturating_sub(2)).step_by(step);
    let phrases: Vec<String> =
        starts.map(|start| format!("\"{}\"", words.slice(start, start + 3).replace('"', " "))).collect();
    if phrases.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{QUOTING} WHERE statements.key IN (
             SELECT rowid FROM statement_search WHERE statement_search MATCH ?1 AND rowid >= ?2 AND rowid < ?3)
         AND superseded = 0 AND kind IN ('direct', 'mixed', 'post') ORDER BY statements.key"
    );
    let mut query = store.prepare_cached(&sql)?;
    let mut rows = query.query(params![format!("{{content}} : ({})", phrases.join(" OR ")), from, to])?;
    let mut candidates = Vec::new();
    while let Some(row) = rows.next()? {
        if let (key, Some(quotation)) = quotation(&mut Columns::of(row))? {
            candidates.push((key, quotation));
        }
    }
    Ok(candidates)
}

/// Whether speakers and dates allow that two quotations are of one utterance. A speaker without a name may be anybody.
pub(super) fn may_be_one(one: &Quotation, other: &Quotation) -> bool {
    let is_near = match (one.place.published, other.place.published) {
        (Some(one), Some(other)) => (one - other).get_days().unsigned_abs() <= WINDOW_DAYS,
        _ => true,
    };
    let is_same = match (&one.speaker, &other.speaker) {
        (Some(one), Some(other)) => {
            let one: Vec<String> = Words::of(one).plain().map(str::to_owned).collect();
            Words::of(other).plain().any(|name| name.chars().count() > 1 && one.iter().any(|one| one == name))
        }
        _ => true,
    };
    is_near && is_same
}

/// Sorts the quotations of one utterance by their wordings.
pub(super) fn utterance(mut quotations: Vec<Quotation>) -> Utterance {
    quotations.sort_by_cached_key(|one| (one.place.published.is_none(), one.place.clone()));
    let speaker = quotations.iter().find_map(|one| one.speaker.clone());
    let mut wordings: BTreeMap<Vec<String>, (usize, String, Vec<Place>)> = BTreeMap::new();
    for (number, Quotation { text, place, .. }) in quotations.into_iter().enumerate() {
        let plain = Words::of(&text).plain().map(str::to_owned).collect();
        wordings.entry(plain).or_insert_with(|| (number, text, Vec::new())).2.push(place);
    }
    let mut wordings: Vec<_> = wordings.into_iter().collect();
    wordings.sort_by_key(|(_, (number, ..))| *number);
    if let Some(longest) =
        (0..wordings.len()).max_by_key(|&index| (wordings[index].0.len(), wordings.len() - index))
    {
        wordings[..=longest].rotate_right(1);
    }
    let longest = wordings.first().map(|(_, (_, text, _))| text.clone()).unwrap_or_default();
    let longest = Words::of(&longest);
    let wordings = wordings.into_iter().map(|(_, (_, text, places))| {
        let pieces = Words::of(&text).compare(&longest);
        Wording {
            trimmed: pieces.iter().any(|piece| matches!(piece, Piece::Cut { .. })),
            altered: pieces.iter().any(|piece| matches!(piece, Piece::Altered { .. } | Piece::Added { .. })),
            text,
            pieces,
            places,
        }
    });
    Utterance { speaker, wordings: wordings.collect() }
}
