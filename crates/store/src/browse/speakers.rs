use std::cmp::Reverse;
use std::collections::HashMap;

use crate::said::{ARCHIVE_ACTOR, Days, speaker};
use crate::{SaidQuery, SaidRow, Store, StoreError};

/// Who made the statements that a search finds, and the first of these.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Talk {
    /// Those with a name, whoever made most of them first.
    pub speakers: Vec<SpeakerOf>,
    /// The first statements.
    pub first: Vec<SaidRow>,
    /// Whether there are more.
    pub more: bool,
}

/// Somebody with a name who made some of the statements that a search finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerOf {
    /// The name.
    pub name: String,
    /// The archive's id; none when the speaker is known in one document only.
    pub actor: Option<String>,
    /// How many of the statements.
    pub statements: u64,
}

impl Store {
    /// Who made the first `most` statements that the query finds, and `shown` of these: of the others no words are read.
    pub fn talk(&self, query: &SaidQuery, most: usize, shown: usize) -> Result<Talk, StoreError> {
        let failed = |source| self.failed("look for who talks", source);
        let _snapshot = self.snapshot().map_err(failed)?;
        let first = SaidQuery { limit: Some(most), offset: 0, after: None, ..query.clone() };
        let columns = format!("statements.key, {}, {ARCHIVE_ACTOR}", speaker("speaker_name"));
        let found = self.list(Days::All, &first, &columns, |_, columns| {
            Ok((
                columns.plain::<i64>()?,
                columns.plain::<Option<String>>()?,
                columns.plain::<Option<String>>()?,
            ))
        })?;
        let keys: Vec<i64> = found.iter().take(shown).map(|(key, ..)| *key).collect();
        let mut rows = self.said_by_keys(&keys).map_err(failed)?;
        let first = keys.iter().filter_map(|key| rows.remove(key)).collect();
        let more = found.len() > shown;
        let mut counts: HashMap<(String, Option<String>), u64> = HashMap::new();
        for (_, name, actor) in found {
            if let Some(name) = name {
                *counts.entry((name, actor)).or_default() += 1;
            }
        }
        let mut speakers: Vec<SpeakerOf> = counts
            .into_iter()
            .map(|((name, actor), statements)| SpeakerOf { name, actor, statements })
            .collect();
        speakers.sort_by(|one, other| {
            let of = |speaker: &SpeakerOf| {
                (Reverse(speaker.statements), speaker.name.clone(), speaker.actor.clone())
            };
            of(one).cmp(&of(other))
        });
        Ok(Talk { speakers, first, more })
    }
}
