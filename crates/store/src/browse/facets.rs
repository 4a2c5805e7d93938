use std::collections::{BTreeMap, HashMap};

use super::{Topics, Usage};
use crate::actors::name_of;
use crate::said::speaker;
use crate::{SaidQuery, Store, StoreError, days};

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
    /// Within the day of the last one those count that were kept first.
    pub fn facets(&self, query: &SaidQuery, most: usize, top: usize) -> Result<Facets, StoreError> {
        let failed = |source| self.failed("count what was found", source);
        let _snapshot = self.snapshot().map_err(failed)?;
        let counts = self.facet_counts(query, most, 0)?;
        self.facets_of(counts, most, top).map_err(failed)
    }

    /// The same with the words that set the first `topics_of` of these statements apart; see [`Store::topics`].
    pub fn facets_and_topics(
        &self,
        query: &SaidQuery,
        most: usize,
        top: usize,
        topics_of: usize,
        usage: &Usage,
    ) -> Result<(Facets, Topics), StoreError> {
        let failed = |source| self.failed("count what was found", source);
        let _snapshot = self.snapshot().map_err(failed)?;
        let mut counts = self.facet_counts(query, most, topics_of.saturating_add(1))?;
        let first = std::mem::take(&mut counts.first);
        let topics = self.topics_of(query, first, topics_of, usage, top).map_err(failed)?;
        Ok((self.facets_of(counts, most, top).map_err(failed)?, topics))
    }

    /// Counts the first `most` statements and notes whether there is one more; of the first `noted` the keys.
    fn facet_counts(&self, query: &SaidQuery, most: usize, noted: usize) -> Result<Counts, StoreError> {
        let columns =
            format!("statements.document, statements.form, outlet, kind, act, {}", speaker("speaker_kind"));
        let mut counts = Counts::default();
        self.brief(query, most.saturating_add(1), &columns, |key, columns| {
            counts.found += 1;
            let document = columns.plain()?;
            if counts.first.len() < noted {
                counts.first.push((document, key));
            }
            if counts.found > most {
                return Ok(());
            }
            if let Some(form) = columns.plain::<Option<i64>>()? {
                *counts.forms.entry(form).or_default() += 1;
            }
            for values in &mut counts.values {
                let Some(value) = columns.text()? else { continue };
                match values.get_mut(value) {
                    Some(count) => *count += 1,
                    None => drop(values.insert(value.to_owned(), 1)),
                }
            }
            *counts.days.entry(days::of_key(key)).or_default() += 1;
            Ok(())
        })?;
        Ok(counts)
    }

    fn facets_of(&self, counts: Counts, most: usize, top: usize) -> rusqlite::Result<Facets> {
        let Counts { found, forms, values: [outlets, kinds, acts, speaker_kinds], days, .. } = counts;
        let mut speakers: HashMap<String, u64> = HashMap::new();
        let mut actor_of = self.connection.prepare_cached("SELECT actor FROM actor_forms WHERE key = ?")?;
        for (form, statements) in forms {
            *speakers.entry(actor_of.query_row([form], |row| row.get(0))?).or_default() += statements;
        }
        let mut facets = Facets {
            statements: found.min(most) as u64,
            more: found > most,
            speakers: most_frequent(speakers, top),
            outlets: most_frequent(outlets, top),
            kinds: most_frequent(kinds, top),
            acts: most_frequent(acts, top),
            speaker_kinds: most_frequent(speaker_kinds, top),
            months: Vec::new(),
        };
        for facet in &mut facets.speakers {
            facet.name = name_of(&self.connection, &facet.value)?;
        }
        let mut months: BTreeMap<String, u64> = BTreeMap::new();
        for (day, statements) in days {
            if let Some(month) = days::month(day) {
                *months.entry(month).or_default() += statements;
            }
        }
        facets.months = months
            .into_iter()
            .map(|(month, statements)| Facet { name: month.clone(), value: month, statements })
            .collect();
        Ok(facets)
    }
}

/// What was counted.
#[derive(Default)]
struct Counts {
    found: usize,
    /// Documents and keys of the first statements.
    first: Vec<(i64, i64)>,
    /// By form of the speaker's name.
    forms: HashMap<i64, u64>,
    /// By outlet, kind, act and sort of speaker.
    values: [HashMap<String, u64>; 4],
    days: BTreeMap<i64, u64>,
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
