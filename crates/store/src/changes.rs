//! What changed between the versions of a page: statements that appeared, vanished, were reworded or given to another
//! speaker.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Serialize;
use types::{Record, wire};

use crate::copies::{Piece, Words};
use crate::corrections::apply::corrected;
use crate::load::load_record;
use crate::{Store, StoreError};

/// The versions of a page and what changed from each to the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageChanges {
    /// The versions, the oldest first.
    pub versions: Vec<PageVersion>,
    /// What changed, in the order of the versions, then of the text.
    pub changes: Vec<Change>,
}

/// One version of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageVersion {
    /// From 1.
    pub version: u32,
    /// The document's id.
    pub document: String,
    /// Headline.
    pub title: Option<String>,
    /// The civil day of publication.
    pub published: Option<String>,
    /// When the page says that it was last changed.
    pub modified: Option<String>,
    /// Where this version was read from.
    pub origins: Vec<String>,
}

/// One change from a version to the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The newer version.
    pub version: u32,
    /// What happened.
    pub kind: ChangeKind,
    /// The statement in the version before; none when it appeared.
    pub before: Option<wire::Statement>,
    /// The statement in the newer version; none when it vanished.
    pub after: Option<wire::Statement>,
    /// The words, compared; empty unless they were altered.
    pub words: Vec<WordChange>,
}

/// What happened to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is new.
    Appeared,
    /// It is gone.
    Vanished,
    /// The same utterance has other words.
    Changed,
    /// The same words have another speaker.
    Reattributed,
}

/// A stretch of an utterance in both versions; case and punctuation make no difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum WordChange {
    /// The same words.
    Same {
        /// As they stand in the newer version.
        after: String,
    },
    /// Words that are gone.
    Cut {
        /// As they stood.
        before: String,
    },
    /// Words that are new.
    Added {
        /// As they stand.
        after: String,
    },
    /// Words in place of others.
    Altered {
        /// As they stood.
        before: String,
        /// As they stand.
        after: String,
    },
}

/// How much two statements must have in common to be the same utterance, as hundredths of the words of both.
const LEAST_ALIKE: usize = 50;

/// The same speaker makes two statements more alike, by so many hundredths.
const SAME_SPEAKER: usize = 15;

impl Store {
    /// The versions of the page that has a document with this id, and what changed between them, as corrections have it;
    /// none when there is no such document.
    pub fn changes(&self, document: &str) -> Result<Option<PageChanges>, StoreError> {
        self.snapshot()
            .and_then(|_snapshot| changes(&self.connection, document))
            .map_err(|source| self.failed(format!("compare the versions of {document:?}"), source))
    }
}

fn changes(store: &Connection, document: &str) -> rusqlite::Result<Option<PageChanges>> {
    let keys: Vec<(i64, u32)> = store
        .prepare_cached(
            "SELECT key, version FROM documents
             WHERE page = (SELECT page FROM documents WHERE id = ? LIMIT 1) ORDER BY version",
        )?
        .query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut found = PageChanges { versions: Vec::new(), changes: Vec::new() };
    let mut before: Option<Record> = None;
    for (key, version) in keys {
        let Some(record) = load_record(store, key)? else { continue };
        let record = corrected(store, key, record)?;
        if let Some(before) = &before {
            found.changes.extend(compare(before, &record, version));
        }
        let origins = store
            .prepare_cached("SELECT origin FROM document_origins WHERE document = ? ORDER BY origin")?
            .query_map([key], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        found.versions.push(PageVersion {
            version,
            document: record.document.id.clone(),
            title: record.document.title.clone(),
            published: record.document.published.as_ref().map(|published| published.date.to_string()),
            modified: record.document.modified.clone(),
            origins,
        });
        before = Some(record);
    }
    Ok((!found.versions.is_empty()).then_some(found))
}

/// What changed from one record to the next: first the same words find each other, then the words most alike.
fn compare(before: &Record, after: &Record, version: u32) -> Vec<Change> {
    let before: Vec<Compared> = wire::Record::from(before).statements.into_iter().map(Compared::of).collect();
    let after: Vec<Compared> = wire::Record::from(after).statements.into_iter().map(Compared::of).collect();
    let mut partner_of_old: Vec<Option<usize>> = vec![None; before.len()];
    let mut partner_of_new: Vec<Option<usize>> = vec![None; after.len()];
    // Likeness, old, new; the same words by the same speaker are most alike, and earlier ones come first.
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (old, one) in before.iter().enumerate() {
        for (new, other) in after.iter().enumerate() {
            let likeness = one.likeness(other);
            pairs.extend((likeness >= LEAST_ALIKE).then_some((likeness, old, new)));
        }
    }
    pairs.sort_by_key(|&(likeness, old, new)| (std::cmp::Reverse(likeness), old.abs_diff(new), old, new));
    for (_, old, new) in pairs {
        if partner_of_old[old].is_none() && partner_of_new[new].is_none() {
            (partner_of_old[old], partner_of_new[new]) = (Some(new), Some(old));
        }
    }
    let change = |kind, before: Option<&Compared>, after: Option<&Compared>, words| Change {
        version,
        kind,
        before: before.map(|compared| compared.statement.clone()),
        after: after.map(|compared| compared.statement.clone()),
        words,
    };
    let mut changes = Vec::new();
    // In the order of the newer text; what vanished stands where it stood among the others.
    let mut next_old = 0;
    let vanished = |up_to: usize, next_old: &mut usize, changes: &mut Vec<Change>| {
        for old in *next_old..up_to {
            if partner_of_old[old].is_none() {
                changes.push(change(ChangeKind::Vanished, Some(&before[old]), None, Vec::new()));
            }
        }
        *next_old = up_to.max(*next_old);
    };
    for (new, statement) in after.iter().enumerate() {
        let Some(old) = partner_of_new[new] else {
            changes.push(change(ChangeKind::Appeared, None, Some(statement), Vec::new()));
            continue;
        };
        vanished(old, &mut next_old, &mut changes);
        let earlier = &before[old];
        if earlier.words != statement.words {
            let words = word_changes(&earlier.statement.content_text, &statement.statement.content_text);
            changes.push(change(ChangeKind::Changed, Some(earlier), Some(statement), words));
        } else if earlier.speaker() != statement.speaker() {
            changes.push(change(ChangeKind::Reattributed, Some(earlier), Some(statement), Vec::new()));
        }
    }
    vanished(before.len(), &mut next_old, &mut changes);
    changes
}

/// A statement with its words, which compare without regard to case and punctuation.
struct Compared {
    statement: wire::Statement,
    words: Vec<String>,
    counts: BTreeMap<String, usize>,
}

impl Compared {
    fn of(statement: wire::Statement) -> Self {
        let words: Vec<String> = Words::of(&statement.content_text).plain().map(str::to_owned).collect();
        let mut counts = BTreeMap::new();
        for word in &words {
            *counts.entry(word.clone()).or_default() += 1;
        }
        Self { statement, words, counts }
    }

    fn speaker(&self) -> Option<&String> {
        let speaker = &self.statement.speaker;
        speaker.name.as_ref().or(speaker.role.as_ref())
    }

    /// The words that both have of the words of both, in hundredths; more for the same speaker, most for the same words.
    fn likeness(&self, other: &Self) -> usize {
        let same_speaker =
            if self.speaker().is_some() && self.speaker() == other.speaker() { SAME_SPEAKER } else { 0 };
        if self.words == other.words {
            return 200 + same_speaker;
        }
        let shared: usize = self
            .counts
            .iter()
            .map(|(word, count)| other.counts.get(word).map_or(0, |more| *count.min(more)))
            .sum();
        let likeness = shared * 200 / (self.words.len() + other.words.len()).max(1);
        if shared < 2 { 0 } else { likeness + same_speaker }
    }
}

fn word_changes(before: &str, after: &str) -> Vec<WordChange> {
    let pieces = Words::of(after).compare(&Words::of(before));
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Same { here } => WordChange::Same { after: here },
            Piece::Cut { longest } => WordChange::Cut { before: longest },
            Piece::Added { here } => WordChange::Added { after: here },
            Piece::Altered { longest, here } => WordChange::Altered { before: longest, after: here },
        })
        .collect()
}
