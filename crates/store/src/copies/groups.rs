//! Which documents are copies of each other, kept true as documents come and go.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use rusqlite::Connection;
use types::Document;

use super::index::{self, Entry};
use super::shingles::{intersection, likeness, shared, shingles, sketch};

/// The least likeness of copies. At .25 a text and its first 40 % are copies, whatever surrounds them.
const LIKE: f64 = 0.25;

/// The least likeness of sketches for which the texts are compared: a sample of 40 hashes errs by less than the difference.
const MAYBE_LIKE: f64 = 0.12;

/// Sketches of fewer hashes say too little; their texts are compared, and are short.
const SMALL: usize = 12;

/// A document that is as much alike to so many of a group is in the group, whatever the others say.
const ENOUGH_LINKS: usize = 16;

/// How much of a text must come from a stranger for the text to be a compilation.
const FOREIGN: f64 = 0.15;

/// How much of the shorter of two texts they may share and be strangers.
const STRANGE: f64 = 0.05;

/// A text of which so much stands in another one is an excerpt of it, not a stranger that it quotes.
const EXCERPT: f64 = 0.9;

/// Finds the copies of a document that was just kept.
pub(crate) fn place(store: &Connection, key: i64, document: &Document) -> rusqlite::Result<()> {
    let all = shingles(&document.text);
    let entry = Entry { document: key, day: index::day(document), sketch: sketch(&all), first: key };
    let neighbours = index::neighbours(store, &entry)?;
    index::insert(store, &entry)?;
    let torn = tear(store, &entry, &neighbours)?;

    let mut linked: BTreeMap<i64, usize> = BTreeMap::new();
    let mut firsts = BTreeSet::from([key]);
    for other in &neighbours {
        let in_group = linked.entry(other.first).or_default();
        if *in_group >= ENOUGH_LINKS || !maybe_like(&entry, other) {
            continue;
        }
        if likeness(&all, &shingles(&index::text(store, other.document)?)) >= LIKE {
            *in_group += 1;
            let cut = is_cut(&entry, &neighbours, other, &index::neighbours(store, other)?);
            index::link(store, key, other.document, cut)?;
            if !cut {
                firsts.insert(other.first);
            }
        }
    }
    join(store, &firsts)?;
    if torn.is_empty() { Ok(()) } else { regroup(store, &torn) }
}

/// Makes one group of several, given by their first documents.
fn join(store: &Connection, firsts: &BTreeSet<i64>) -> rusqlite::Result<()> {
    let Some(earliest) = earliest(store, firsts)? else { return Ok(()) };
    firsts
        .iter()
        .filter(|&&first| first != earliest)
        .try_for_each(|&first| index::rename(store, first, earliest))
}

fn earliest(store: &Connection, documents: &BTreeSet<i64>) -> rusqlite::Result<Option<i64>> {
    let ages = documents.iter().map(|&document| Ok((index::age(store, document)?, document)));
    let ages: BTreeSet<_> = ages.collect::<rusqlite::Result<_>>()?;
    Ok(ages.into_iter().next().map(|(_, document)| document))
}

/// Takes a document out of its group, before it is deleted.
pub(crate) fn take_out(store: &Connection, key: i64) -> rusqlite::Result<()> {
    let Some(entry) = index::get(store, key)? else { return Ok(()) };
    let neighbours = index::neighbours(store, &entry)?;
    let mut touched: BTreeSet<i64> = index::members(store, entry.first)?.into_iter().collect();
    touched.remove(&key);
    index::delete(store, key)?;
    // What it had torn apart may come together again.
    for one in &neighbours {
        for (other, _) in index::links(store, one.document)?.into_iter().filter(|&(_, cut)| cut) {
            let Some(other) = index::get(store, other)? else { continue };
            if !is_cut(one, &index::neighbours(store, one)?, &other, &index::neighbours(store, &other)?) {
                index::link(store, one.document, other.document, false)?;
                touched.extend([one.document, other.document]);
            }
        }
    }
    regroup(store, &touched)
}

/// Finds the copies of documents that an older program kept.
pub(crate) fn fill(store: &Connection) -> rusqlite::Result<()> {
    let mut query = store
        .prepare("SELECT key FROM documents WHERE key NOT IN (SELECT document FROM copies) ORDER BY key")?;
    let keys: Vec<i64> = query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for key in keys {
        if let Some(record) = crate::load::load_record(store, key)? {
            place(store, key, &record.document)?;
        }
    }
    Ok(())
}

/// What is wrong with a document's place among the copies, if anything.
pub(crate) fn faults(store: &Connection, key: i64, text: &str) -> rusqlite::Result<Option<&'static str>> {
    let Some(entry) = index::get(store, key)? else { return Ok(Some("it has no place among the copies")) };
    if entry.sketch != sketch(&shingles(text)) {
        return Ok(Some("its sketch is not that of its text"));
    }
    if !index::has_bands(store, &entry)? {
        return Ok(Some("the bands of its sketch are not in the index of copies"));
    }
    let leads = index::get(store, entry.first)?.is_some_and(|first| first.first == first.document);
    Ok((!leads).then_some("its group of copies has no first document"))
}

/// Cuts the links that a new document proves wrong: those of documents that compile it and something else. Returns the
/// documents whose links were cut.
fn tear(store: &Connection, new: &Entry, neighbours: &[Entry]) -> rusqlite::Result<BTreeSet<i64>> {
    let mut torn = BTreeSet::new();
    // In a large group the partners of a neighbour are neighbours too: read already.
    let mut known: BTreeMap<i64, Entry> =
        neighbours.iter().map(|near| (near.document, near.clone())).collect();
    for one in neighbours.iter().filter(|one| takes_from(one, new)) {
        for (other, _) in index::links(store, one.document)?.into_iter().filter(|&(_, cut)| !cut) {
            if let btree_map::Entry::Vacant(place) = known.entry(other)
                && let Some(entry) = index::get(store, other)?
            {
                place.insert(entry);
            }
            if known.get(&other).is_some_and(|partner| is_foreign(new, one, partner)) {
                index::link(store, one.document, other, true)?;
                torn.extend([one.document, other]);
            }
        }
    }
    Ok(torn)
}

fn maybe_like(one: &Entry, other: &Entry) -> bool {
    one.sketch.len().min(other.sketch.len()) < SMALL || likeness(&one.sketch, &other.sketch) >= MAYBE_LIKE
}

/// Whether one of two documents that are alike compiles the other and something foreign to it.
fn is_cut(one: &Entry, ones: &[Entry], other: &Entry, others: &[Entry]) -> bool {
    let compiles = |one: &Entry, neighbours: &[Entry], other: &Entry| {
        neighbours.iter().any(|third| {
            third.document != other.document && takes_from(one, third) && is_foreign(third, one, other)
        })
    };
    compiles(one, ones, other) || compiles(other, others, one)
}

/// Whether a good part of `one` stands in `third`, which is not just an excerpt of `one`.
fn takes_from(one: &Entry, third: &Entry) -> bool {
    let taken = shared(&one.sketch, &third.sketch);
    one.may_copy(third) && is_part(taken, &one.sketch, FOREIGN) && !is_part(taken, &third.sketch, EXCERPT)
}

/// Whether what `one` takes from `third` has nothing to do with `other`.
fn is_foreign(third: &Entry, one: &Entry, other: &Entry) -> bool {
    let shorter = if third.sketch.len() < other.sketch.len() { &third.sketch } else { &other.sketch };
    let common = shared(&third.sketch, &other.sketch);
    if common > 0 && is_part(common, shorter, STRANGE) {
        return false;
    }
    let taken =
        intersection(&one.sketch, &third.sketch).filter(|hash| other.sketch.binary_search(hash).is_err());
    is_part(taken.count(), &one.sketch, FOREIGN)
}

#[expect(clippy::cast_precision_loss, reason = "a sketch has far fewer than 2^52 hashes")]
fn is_part(count: usize, of: &[u32], part: f64) -> bool {
    count as f64 >= part * of.len() as f64
}

/// Finds anew the groups that these documents and their partners belong to.
fn regroup(store: &Connection, touched: &BTreeSet<i64>) -> rusqlite::Result<()> {
    let mut waiting: BTreeSet<i64> = BTreeSet::new();
    for &document in touched {
        let Some(entry) = index::get(store, document)? else { continue };
        waiting.insert(document);
        waiting.extend(index::members(store, entry.first)?);
    }
    while let Some(start) = waiting.pop_first() {
        let (mut group, mut next) = (BTreeSet::from([start]), vec![start]);
        while let Some(document) = next.pop() {
            for (other, cut) in index::links(store, document)? {
                if !cut && group.insert(other) {
                    waiting.remove(&other);
                    next.push(other);
                }
            }
        }
        if let Some(first) = earliest(store, &group)? {
            group.iter().try_for_each(|&document| index::set_first(store, document, first))?;
        }
    }
    Ok(())
}
