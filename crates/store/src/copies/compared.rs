//! Utterances of a stretch of time: its quotations compared with each other, in memory.
//!
//! To look for each quotation in the whole index takes the longer the larger the archive is. Quotations of one utterance
//! are published within a month of each other, so most of them lie together among the keys of statements; a few thousand
//! are compared at once, and whoever asks is told how many and of which days.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;
use rusqlite::{Connection, params_from_iter};

use super::utterances::{QUOTING, Quotation, Search, Utterance, may_be_one, quotation, utterance};
use super::wording::{LEAST_RUN, Words};
use crate::columns::Columns;
use crate::words::expression;
use crate::{Store, StoreError, days};

/// Statements that are looked at for quotations: those that a part of the list is of, those after them that may quote the
/// same, and those whose day is not known.
const LOOKED_AT: i64 = if cfg!(test) { 8 } else { 4_000 };
const AFTER: i64 = if cfg!(test) { 8 } else { 2_000 };
const WITHOUT_DAY: i64 = 500;

/// When words lead to no more statements than this, each is looked for in the whole archive.
const FEW: i64 = if cfg!(test) { 3 } else { 40 };

/// Quotations of one utterance are listed by days that are nearer.
const DAYS: i64 = 32;

/// More quotations with the same three words in a row have a phrase that everybody uses.
const MOST_ALIKE: usize = 64;

/// A part of the utterances that several documents quote, those that were quoted last first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The utterances.
    pub items: Vec<Utterance>,
    /// Where the list goes on; none at its end.
    pub next: Option<i64>,
    /// How many quotations were compared.
    pub quotations: usize,
    /// The first and the last day of publication of those.
    pub days: Option<(Date, Date)>,
}

impl Store {
    /// Utterances that several documents quote and that have the words, `limit` of them at most, from where a part before
    /// ended. A part may be empty and not the last one: only so many statements are looked at for it.
    pub fn compared(
        &self,
        words: Option<&str>,
        after: Option<i64>,
        limit: usize,
    ) -> Result<Compared, StoreError> {
        let words = words.map(|words| expression("QUERY", "speaker content", words)).transpose()?;
        self.snapshot()
            .and_then(|_snapshot| compare(&self.connection, words.as_deref(), after, limit))
            .map_err(|source| self.failed("compare quotations", source))
    }
}

fn compare(
    store: &Connection,
    words: Option<&str>,
    after: Option<i64>,
    limit: usize,
) -> rusqlite::Result<Compared> {
    let unknown = days::first_key(days::UNKNOWN);
    let start = after.unwrap_or(unknown).min(unknown);
    let keys = |from: i64, to: i64, order: &str, most: i64| keys(store, words, (from, to), order, most);
    let looked_at = keys(i64::MIN, start, "DESC", LOOKED_AT)?;
    let without_day = keys(unknown, i64::MAX, "ASC", WITHOUT_DAY)?;
    let is_whole = looked_at.len() < usize::try_from(LOOKED_AT).unwrap_or(usize::MAX);
    let is_few = looked_at.len() + without_day.len() <= usize::try_from(FEW).unwrap_or_default();
    if words.is_some() && after.is_none() && is_few {
        return looked_for(store, looked_at.into_iter().chain(without_day).collect(), limit);
    }
    let end = days::first_key(days::of_key(start) + DAYS).min(unknown);
    let mut all = quotations(store, &looked_at)?;
    if start < end {
        all.extend(quotations(store, &keys(start, end, "ASC", AFTER)?)?);
    }
    all.extend(quotations(store, &without_day)?);
    // What was quoted last before this may be quoted by statements that were not looked at.
    let least = match (looked_at.last(), looked_at.get(looked_at.len() / 2)) {
        (Some(&last), Some(&middle)) if !is_whole => days::first_key(days::of_key(last) + DAYS).min(middle),
        _ => i64::MIN,
    };
    let mut found: Vec<(i64, Vec<Quotation>)> = groups(&all)
        .into_iter()
        .filter_map(|group| {
            let known = group.iter().map(|&number| all[number].0).filter(|&key| key < unknown).max();
            // Those of which no day is known come last, below all keys.
            let nowhere = || group.iter().map(|&number| -all[number].0).max().filter(|_| is_whole);
            let last = known.or_else(nowhere)?;
            let is_here = last < start && last >= least;
            is_here.then(|| (last, group.iter().map(|&number| all[number].1.clone()).collect()))
        })
        .collect();
    found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1[0].place.cmp(&other.1[0].place)));
    let cut = found.get(limit).and_then(|_| found[..limit].last()).map(|(last, _)| *last);
    found.truncate(limit);
    let published = all.iter().filter_map(|(_, quotation)| quotation.place.published);
    Ok(Compared {
        items: found.into_iter().map(|(_, quotations)| utterance(quotations)).collect(),
        next: cut.or((!is_whole).then_some(least)),
        quotations: all.len(),
        days: published.clone().min().zip(published.max()),
    })
}

/// Each of a few quotations, looked for in the whole archive.
fn looked_for(store: &Connection, keys: Vec<i64>, limit: usize) -> rusqlite::Result<Compared> {
    let all = quotations(store, &keys)?;
    let mut search = Search::within_days(store, limit, DAYS);
    for (key, quotation) in all.iter().rev() {
        search.look_for(*key, quotation.clone())?;
    }
    let published = all.iter().filter_map(|(_, quotation)| quotation.place.published);
    Ok(Compared {
        items: search.utterances,
        next: None,
        quotations: all.len(),
        days: published.clone().min().zip(published.max()),
    })
}

/// Keys of statements between two keys, with the words if there are any.
fn keys(
    store: &Connection,
    words: Option<&str>,
    (from, to): (i64, i64),
    order: &str,
    most: i64,
) -> rusqlite::Result<Vec<i64>> {
    let (table, key, condition) = match words {
        Some(_) => ("statement_search", "rowid", "statement_search MATCH ?4"),
        None => ("statements", "key", "?4 IS NULL"),
    };
    let sql = format!(
        "SELECT {key} FROM {table} WHERE {condition} AND {key} >= ?1 AND {key} < ?2 ORDER BY {key} {order} LIMIT ?3"
    );
    let mut query = store.prepare_cached(&sql)?;
    query.query_map((from, to, most, words), |row| row.get(0))?.collect()
}

/// The quotations among some statements, by their keys.
fn quotations(store: &Connection, keys: &[i64]) -> rusqlite::Result<Vec<(i64, Quotation)>> {
    let list = serde_json::Value::from(keys).to_string();
    let sql = format!(
        "{QUOTING} WHERE statements.key IN (SELECT value FROM json_each(?))
         AND superseded = 0 AND kind IN ('direct', 'mixed', 'post') ORDER BY statements.key"
    );
    let mut query = store.prepare_cached(&sql)?;
    let mut rows = query.query(params_from_iter([list]))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        if let (key, Some(quotation)) = quotation(&mut Columns::of(row))? {
            all.push((key, quotation));
        }
    }
    Ok(all)
}

/// The groups of quotations, by their numbers, that are wordings of one utterance in several documents.
fn groups(all: &[(i64, Quotation)]) -> Vec<BTreeSet<usize>> {
    let words: Vec<Words<'_>> = all.iter().map(|(_, quotation)| Words::of(&quotation.text)).collect();
    let mut sets = Sets::of(all.len());
    for (one, other) in alike(all, &words) {
        if sets.of_one(one) != sets.of_one(other)
            && may_be_one(&all[one].1, &all[other].1)
            && words[one].is_wording_of(&words[other])
        {
            sets.join(one, other);
        }
    }
    let mut groups: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for number in 0..all.len() {
        groups.entry(sets.of_one(number)).or_default().insert(number);
    }
    let documents = |group: &BTreeSet<usize>| -> usize {
        group.iter().map(|&number| all[number].1.place.document.as_str()).collect::<BTreeSet<_>>().len()
    };
    groups.into_values().filter(|group| documents(group) > 1).collect()
}

/// Pairs of quotations that have three words in a row in common, and a word of the speaker's name where both have one.
fn alike(all: &[(i64, Quotation)], words: &[Words<'_>]) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    let mut named: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut nameless: HashMap<u64, Vec<usize>> = HashMap::new();
    let runs_of = |number: usize| {
        let plain: Vec<&str> = words[number].plain().collect();
        let runs: BTreeSet<u64> = plain.windows(LEAST_RUN).map(hash).collect();
        runs
    };
    for (number, (_, quotation)) in all.iter().enumerate() {
        let runs = runs_of(number);
        match &quotation.speaker {
            Some(speaker) => {
                let speaker = Words::of(speaker);
                let names: BTreeSet<&str> = speaker.plain().filter(|name| name.chars().count() > 1).collect();
                for run in &runs {
                    for name in &names {
                        named.entry(hash((run, name))).or_default().push(number);
                    }
                }
            }
            None => runs.iter().for_each(|run| nameless.entry(*run).or_default().push(number)),
        }
    }
    for together in named.values().chain(nameless.values()).filter(|one| one.len() <= MOST_ALIKE) {
        for (place, &one) in together.iter().enumerate() {
            pairs.extend(together[place + 1..].iter().map(|&other| (one, other)));
        }
    }
    // A speaker without a name may be anybody.
    for (number, (_, quotation)) in all.iter().enumerate() {
        if quotation.speaker.is_some() && !nameless.is_empty() {
            for run in runs_of(number) {
                let others = nameless.get(&run).filter(|others| others.len() <= MOST_ALIKE);
                pairs.extend(
                    others.into_iter().flatten().map(|&other| (number.min(other), number.max(other))),
                );
            }
        }
    }
    pairs
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Which numbers belong together.
struct Sets(Vec<usize>);

impl Sets {
    fn of(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The number that stands for the set.
    fn of_one(&mut self, mut number: usize) -> usize {
        while self.0[number] != number {
            self.0[number] = self.0[self.0[number]];
            number = self.0[number];
        }
        number
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of_one(one), self.of_one(other));
        self.0[one.max(other)] = one.min(other);
    }
}
