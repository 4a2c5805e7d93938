use std::collections::HashMap;

use crate::actors::name_of;
use crate::said::{ARCHIVE_ACTOR, Days, speaker};
use crate::{SaidQuery, Store, StoreError};

/// How the statements that a search finds are spread.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Facets {
    /// How many statements were counted.
    pub statements: u64,
    /// Whether there are more than were counted: the numbers are of the first ones in the order of the search.
    pub more: bool,
    /// By speaker: the archive's actors.
    pub speakers: Vec<Facet>,
    /// By outlet.
    pub outlets: Vec<Facet>,
    /// By how they are reported.
    pub kinds: Vec<Facet>,
    /// By speech act.
    pub acts: Vec<Facet>,
    /// By what sort of speaker.
    pub speaker_kinds: Vec<Facet>,
    /// By the month (`2024-05`) of the first day by which they are listed, in order of time.
    pub months: Vec<Facet>,
}

/// One value and how many statements have it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Facet {
    /// What to search for.
    pub value: String,
    /// What to show.
    pub name: String,
    /// How many statements.
    pub statements: u64,
}

impl Store {
    /// Counts the first `most` statements that the query finds, whatever its limit; of each facet the `top` most frequent.
    pub fn facets(&self, query: &SaidQuery, most: usize, top: usize) -> Result<Facets, StoreError> {
        let _snapshot = self.snapshot().map_err(|source| self.failed("count what was found", source))?;
        let all = SaidQuery { limit: Some(most.saturating_add(1)), offset: 0, after: None, ..query.clone() };
        let columns = format!(
            "{ARCHIVE_ACTOR}, outlet, kind, act, {}, substr(first_day, 1, 7)",
            speaker("speaker_kind")
        );
        let rows = self.list(Days::All, &all, &columns, |_, columns| {
            let mut values: [Option<String>; 6] = Default::default();
            values.iter_mut().try_for_each(|value| columns.plain().map(|read| *value = read))?;
            Ok(values)
        })?;
        self.count_facets(rows, most, top).map_err(|source| self.failed("count what was found", source))
    }

    fn count_facets(
        &self,
        rows: Vec<[Option<String>; 6]>,
        most: usize,
        top: usize,
    ) -> rusqlite::Result<Facets> {
        let mut facets = Facets { more: rows.len() > most, ..Facets::default() };
        let mut counts: [HashMap<String, u64>; 6] = Default::default();
        for values in rows.into_iter().take(most) {
            facets.statements += 1;
            for (count, value) in counts.iter_mut().zip(values) {
                if let Some(value) = value {
                    *count.entry(value).or_default() += 1;
                }
            }
        }
        let [speakers, outlets, kinds, acts, speaker_kinds, months] = counts;
        facets.speakers = most_frequent(speakers, top);
        for facet in &mut facets.speakers {
            facet.name = name_of(&self.connection, &facet.value)?;
        }
        facets.outlets = most_frequent(outlets, top);
        facets.kinds = most_frequent(kinds, top);
        facets.acts = most_frequent(acts, top);
        facets.speaker_kinds = most_frequent(speaker_kinds, top);
        facets.months = most_frequent(months, usize::MAX);
        // An open beginning is no month.
        facets.months.retain(|month| !month.value.starts_with("0000"));
        facets.months.sort_by(|one, other| one.value.cmp(&other.value));
        Ok(facets)
    }
}

fn most_frequent(counts: HashMap<String, u64>, top: usize) -> Vec<Facet> {
    let mut facets: Vec<Facet> = counts
        .into_iter()
        .map(|(value, statements)| Facet { name: value.clone(), value, statements })
        .collect();
    facets.sort_by(|one, other| {
        other.statements.cmp(&one.statements).then_with(|| one.value.cmp(&other.value))
    });
    facets.truncate(top);
    facets
}
