//! Which documents are copies of each other, kept true as documents come and go.

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::rc::Rc;

use rusqlite::Connection;
use types::Document;

use super::index::{self, Entry};
use super::shingles::{intersection, likeness, shared, shingles, sketch};

/// The least likeness of copies. At .25 a text and its first 40 % are copies, whatever surrounds them.
const LIKE: f64 = 0.25;

/// The same where one of the texts has fewer than [`BRIEF`] 3-grams: one long quotation makes two briefs alike.
const LIKE_BRIEF: f64 = 0.5;
const BRIEF: usize = 40;

/// The least likeness of sketches for which the texts are compared: a sample of 40 hashes errs by less than the difference.
const MAYBE_LIKE: f64 = 0.12;

/// Sketches of fewer hashes say too little; their texts are compared, and are short.
const SMALL: usize = 12;

/// A document that is as much alike to so many of a group is in the group, whatever the others say.
const ENOUGH_LINKS: usize = 16;

/// How much of a text must come from a stranger for the text to be a compilation.
const FOREIGN: f64 = 0.16;

/// The same for samples: texts are compared from here on.
const MAYBE_FOREIGN: f64 = 0.06;

/// Samples that share so much of the shorter one are not of strangers; spares comparing the texts of a large group.
const SURELY_KIN: f64 = 0.4;

/// How much of the shorter of two texts they may share and be strangers.
const STRANGE: f64 = 0.05;

/// A text of which so much stands in another one is an excerpt of it, not a stranger that it quotes.
const EXCERPT: f64 = 0.9;

/// Finds the copies of a document that was just kept.
pub(crate) fn place(store: &Connection, key: i64, document: &Document) -> rusqlite::Result<()> {
    let mut texts = Texts { store, shingles: BTreeMap::from([(key, shingles(&document.text).into())]) };
    let sketch = sketch(&texts.of(key)?);
    let entry = Entry { document: key, day: index::day(document), sketch, first: key };
    let neighbours = index::neighbours(store, &entry)?;
    index::insert(store, &entry)?;
    let torn = texts.tear(&entry, &neighbours)?;

    let mut linked: BTreeMap<i64, usize> = BTreeMap::new();
    let mut firsts = BTreeSet::from([key]);
    for other in &neighbours {
        let in_group = linked.entry(other.first).or_default();
        if *in_group < ENOUGH_LINKS && maybe_like(&entry, other) && texts.are_like(key, other.document)? {
            *in_group += 1;
            let cut = texts.is_cut(&entry, other)?;
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
    let mut texts = Texts { store, shingles: BTreeMap::new() };
    let mut touched: BTreeSet<i64> = index::members(store, entry.first)?.into_iter().collect();
    touched.remove(&key);
    index::delete(store, key)?;
    // What it had torn apart may come together again.
    for one in &neighbours {
        for (other, _) in index::links(store, one.document)?.into_iter().filter(|&(_, cut)| cut) {
            let Some(other) = index::get(store, other)? else { continue };
            if !texts.is_cut(one, &other)? {
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

fn maybe_like(one: &Entry, other: &Entry) -> bool {
    one.sketch.len().min(other.sketch.len()) < SMALL || likeness(&one.sketch, &other.sketch) >= MAYBE_LIKE
}

/// The full sets of 3-grams of the texts that one change looks at.
struct Texts<'store> {
    store: &'store Connection,
    shingles: BTreeMap<i64, Rc<[u32]>>,
}

impl Texts<'_> {
    fn of(&mut self, document: i64) -> rusqlite::Result<Rc<[u32]>> {
        if let Some(known) = self.shingles.get(&document) {
            return Ok(Rc::clone(known));
        }
        let all: Rc<[u32]> = shingles(&index::text(self.store, document)?).into();
        self.shingles.insert(document, Rc::clone(&all));
        Ok(all)
    }

    fn are_like(&mut self, one: i64, other: i64) -> rusqlite::Result<bool> {
        let (one, other) = (self.of(one)?, self.of(other)?);
        let least = if one.len().min(other.len()) < BRIEF { LIKE_BRIEF } else { LIKE };
        Ok(likeness(&one, &other) >= least)
    }

    /// Cuts the links that a new document proves wrong: those of documents that compile it and something else. Returns
    /// the documents whose links were cut.
    fn tear(&mut self, new: &Entry, neighbours: &[Entry]) -> rusqlite::Result<BTreeSet<i64>> {
        let mut torn = BTreeSet::new();
        // In a large group the partners of a neighbour are neighbours too: read already.
        let mut known: BTreeMap<i64, Entry> =
            neighbours.iter().map(|near| (near.document, near.clone())).collect();
        for one in neighbours.iter().filter(|one| maybe_takes_from(one, new)) {
            for (other, _) in index::links(self.store, one.document)?.into_iter().filter(|&(_, cut)| !cut) {
                if let btree_map::Entry::Vacant(place) = known.entry(other)
                    && let Some(entry) = index::get(self.store, other)?
                {
                    place.insert(entry);
                }
                if let Some(partner) = known.get(&other)
                    && self.compiles(one, partner, new)?
                {
                    index::link(self.store, one.document, other, true)?;
                    torn.extend([one.document, other]);
                }
            }
        }
        Ok(torn)
    }

    /// Whether one of two documents that are alike compiles the other and something foreign to it.
    fn is_cut(&mut self, one: &Entry, other: &Entry) -> rusqlite::Result<bool> {
        for (one, other) in [(one, other), (other, one)] {
            for third in index::neighbours(self.store, one)? {
                if maybe_takes_from(one, &third) && self.compiles(one, other, &third)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether a good part of `one` stands in `third`, which has nothing to do with `other` and is not just an excerpt
    /// of `one`.
    fn compiles(&mut self, one: &Entry, other: &Entry, third: &Entry) -> rusqlite::Result<bool> {
        let is_itself = third.document == other.document || third.document == one.document;
        let common = shared(&third.sketch, &other.sketch);
        if is_itself || is_part(common, third.sketch.len().min(other.sketch.len()), SURELY_KIN) {
            return Ok(false);
        }
        let (one, other, third) =
            (self.of(one.document)?, self.of(other.document)?, self.of(third.document)?);
        let common = shared(&third, &other);
        let taken: Vec<u32> = intersection(&one, &third).collect();
        let foreign = taken.len() - shared(&taken, &other);
        Ok(is_part(foreign, one.len(), FOREIGN)
            && !is_part(taken.len(), third.len(), EXCERPT)
            && (common == 0 || !is_part(common, third.len().min(other.len()), STRANGE)))
    }
}

/// Whether `one` may take from `third` what makes it a compilation, by their samples.
fn maybe_takes_from(one: &Entry, third: &Entry) -> bool {
    one.may_copy(third) && is_part(shared(&one.sketch, &third.sketch), one.sketch.len(), MAYBE_FOREIGN)
}

#[expect(clippy::cast_precision_loss, reason = "a text has far fewer than 2^52 words")]
fn is_part(count: usize, of: usize, part: f64) -> bool {
    count as f64 >= part * of as f64
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
