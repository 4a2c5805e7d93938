//! Corrections of the statements of one document.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use types::wire::CodePoints;
use types::{Actor, ActorKind, Record, Span, Speaker, SpeakerKind, cut};

use super::replay::{Rule, bearer_of, local, rules};
use super::{SpeakerRef, StatementRef};
use crate::actors::identify::{self, Form};
use crate::actors::{bearer, by_form, given_name, local_key};
use crate::columns::{Columns, word};
use crate::questions;
use crate::unindexed::Unindexed;

/// Applies what corrections say about a document's statements, after its actors were entered.
pub(crate) fn apply(
    store: &Connection,
    document: i64,
    record: &Record,
    unindexed: &mut Unindexed<'_>,
) -> rusqlite::Result<()> {
    for (position, rule) in matched(store, record)? {
        // The index has to hold what a correction takes out of it.
        unindexed.write(store)?;
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let statement: i64 = store
            .prepare_cached("SELECT key FROM statements WHERE document = ? AND position = ?")?
            .query_row(params![document, position], |row| row.get(0))?;
        correct(store, statement, &rule, record, unindexed)?;
        questions::mark_due(store, document)?;
    }
    Ok(())
}

/// Takes back what [`apply`] did, but for the speakers of the statements, which are entered anew with the actors.
pub(crate) fn take_out(store: &Connection, document: i64) -> rusqlite::Result<()> {
    let corrected: Vec<(i64, Option<i64>)> = store
        .prepare_cached(
            "SELECT statement, form FROM statement_corrections
             WHERE statement IN (SELECT key FROM statements WHERE document = ?)",
        )?
        .query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    if !corrected.is_empty() {
        questions::mark_due(store, document)?;
    }
    for (statement, form) in corrected {
        unindex(store, statement)?;
        store
            .prepare_cached("DELETE FROM statement_corrections WHERE statement = ?")?
            .execute([statement])?;
        by_form::set_speaker(store, statement, None)?;
        index(store, statement)?;
        form.map_or(Ok(()), |form| identify::release(store, form))?;
    }
    Ok(())
}

/// What is done with the statements of a record, by their positions.
pub(crate) fn matched(store: &Connection, record: &Record) -> rusqlite::Result<BTreeMap<usize, Rule>> {
    let rules = rules(store, Some(&record.document.id))?;
    let mut matched: BTreeMap<usize, Rule> = BTreeMap::new();
    for (statement, rule) in rules {
        let Some(position) = find(record, &statement) else { continue };
        let known = matched.entry(position).or_default();
        known.rejected |= rule.rejected;
        known.speaker = rule.speaker.or(known.speaker.take());
        known.correction = rule.correction;
    }
    Ok(matched)
}

/// Where the statement is in the record now: the one that covers most of its words where they stand, and not much else;
/// so a model that cuts statements otherwise changes nothing. Of the places that have the words, the one nearest to
/// where the statement began is meant.
pub(crate) fn find(record: &Record, statement: &StatementRef) -> Option<usize> {
    let text = record.document.text.as_str();
    let points = CodePoints::new(text);
    let distance = |start: usize| points.at(start).abs_diff(statement.start);
    let in_place = covered(text, &statement.quotation, distance).and_then(|wanted| {
        let likeness = |position: &usize| likeness(&record.statements[*position].content, &wanted);
        let all = (0..record.statements.len()).filter(|position| likeness(position) >= LEAST_ALIKE);
        all.max_by_key(|position| (likeness(position), std::cmp::Reverse(*position)))
    });
    in_place.or_else(|| {
        let same = |position: &usize| cut(text, &record.statements[*position].content) == statement.quotation;
        let start =
            |position: usize| record.statements[position].content.first().map_or(0, |span| span.start);
        (0..record.statements.len())
            .filter(same)
            .min_by_key(|&position| (distance(start(position)), position))
    })
}

/// The part that two statements must share of what either has, in thousandths.
const LEAST_ALIKE: usize = 500;

/// Where the pieces of a quotation stand, one after the other.
fn covered(text: &str, quotation: &str, distance: impl Fn(usize) -> usize) -> Option<Vec<Span>> {
    let mut found: Vec<Span> = Vec::new();
    for piece in quotation.split(" … ").filter(|piece| !piece.is_empty()) {
        let place = match found.last() {
            None => text.match_indices(piece).map(|(place, _)| place).min_by_key(|&place| distance(place))?,
            Some(last) => last.end + text[last.end..].find(piece)?,
        };
        found.push(Span::new(place, place + piece.len()));
    }
    Some(found)
}

fn likeness(content: &[Span], wanted: &[Span]) -> usize {
    let length = |spans: &[Span]| spans.iter().map(|span| span.end - span.start).sum::<usize>();
    let pairs = content.iter().flat_map(|one| wanted.iter().map(move |other| (one, other)));
    let common: usize =
        pairs.map(|(one, other)| one.end.min(other.end).saturating_sub(one.start.max(other.start))).sum();
    // Spans of one statement may overlap each other: what is common may then be counted twice.
    common * 1000 / (length(content) + length(wanted)).saturating_sub(common).max(1)
}

fn correct(
    store: &Connection,
    statement: i64,
    rule: &Rule,
    record: &Record,
    unindexed: &mut Unindexed<'_>,
) -> rusqlite::Result<()> {
    let speaker = rule.speaker.as_ref().map(|speaker| speaker_columns(speaker.as_ref(), record));
    let form = match speaker.as_ref().and_then(|speaker| speaker.form.as_ref()) {
        Some(form) => {
            let key = identify::add(store, form, unindexed)?;
            identify::regroup(store, &form.bearer.block)?;
            Some(key)
        }
        None => None,
    };
    unindex(store, statement)?;
    let columns = speaker.as_ref();
    store
        .prepare_cached(
            "INSERT INTO statement_corrections
                (statement, rejected, speaker_actor, speaker_name, speaker_kind, form, correction)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            statement,
            rule.rejected,
            columns.and_then(|speaker| speaker.actor.as_ref()),
            columns.and_then(|speaker| speaker.name.as_ref()),
            columns.map(|speaker| word(speaker.kind)).transpose()?,
            form,
            rule.correction
        ])?;
    index(store, statement)?;
    if speaker.is_some() {
        by_form::set_speaker(store, statement, None)?;
    }
    let appears = speaker.and_then(|speaker| speaker.appears);
    let own = appears.map(|position| appearance(store, statement, position)).transpose()?.flatten();
    if let Some(form) = form.or(own) {
        by_form::set_speaker(store, statement, Some(form))?;
    }
    Ok(())
}

/// The form that an actor of the statement's document bears.
fn appearance(store: &Connection, statement: i64, position: usize) -> rusqlite::Result<Option<i64>> {
    store
        .prepare_cached(
            "SELECT form FROM actor_appearances
             WHERE document = (SELECT document FROM statements WHERE key = ?) AND actor = ?",
        )?
        .query_row([statement, i64::try_from(position).unwrap_or(i64::MAX)], |row| row.get(0))
        .optional()
}

/// A speaker as it stands in `statement_corrections`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SpeakerColumns {
    /// The id of an actor of the document.
    pub actor: Option<String>,
    pub name: Option<String>,
    pub kind: SpeakerKind,
    /// Whom of the archive the correction names.
    pub form: Option<Form>,
    /// The position of the actor of the document.
    appears: Option<usize>,
}

pub(crate) fn speaker_columns(speaker: Option<&SpeakerRef>, record: &Record) -> SpeakerColumns {
    let Some(speaker) = speaker else {
        return SpeakerColumns {
            actor: None,
            name: None,
            kind: SpeakerKind::Unresolved,
            form: None,
            appears: None,
        };
    };
    let mut columns = SpeakerColumns {
        actor: None,
        name: Some(speaker.name.clone()),
        kind: speaker.kind,
        form: None,
        appears: None,
    };
    match &speaker.id {
        Some(id) => match local(id) {
            Some((key, _)) => {
                columns.appears = record.actors.iter().position(|actor| local_key(actor) == key);
                columns.actor = columns.appears.map(|position| record.actors[position].id.clone());
            }
            None => columns.form = Some(Form { bearer: bearer_of(id), name: speaker.name.clone() }),
        },
        None if speaker.kind == SpeakerKind::Named => {
            let actor = Actor {
                id: String::new(),
                name: speaker.name.clone(),
                kind: ActorKind::Person,
                roles: Vec::new(),
                mentions: Vec::new(),
                government_of: None,
                ties: Vec::new(),
            };
            columns.form = bearer(&actor, &[SpeakerKind::Named])
                .map(|bearer| Form { bearer, name: speaker.name.clone() });
        }
        None => {}
    }
    columns
}

/// Takes a statement out of the index, which has to be told what it holds.
fn unindex(store: &Connection, statement: i64) -> rusqlite::Result<()> {
    let sql = "INSERT INTO statement_search (statement_search, rowid, speaker, content)
        SELECT 'delete', key, speaker, content FROM statement_texts WHERE key = ?";
    store.prepare_cached(sql)?.execute([statement]).map(|_| ())
}

fn index(store: &Connection, statement: i64) -> rusqlite::Result<()> {
    let sql = "INSERT INTO statement_search (rowid, speaker, content)
        SELECT key, speaker, content FROM statement_texts WHERE key = ?";
    store.prepare_cached(sql)?.execute([statement]).map(|_| ())
}

/// The record of a document as corrections have it.
pub(crate) fn corrected(store: &Connection, document: i64, mut record: Record) -> rusqlite::Result<Record> {
    let mut rejected = Vec::new();
    let mut query = store.prepare_cached(
        "SELECT position, rejected, corrected.speaker_kind IS NOT NULL, coalesce(corrected.speaker_actor, (
             SELECT actors.id FROM actors
                 JOIN actor_appearances ON (actor_appearances.document, actor_appearances.actor)
                     = (actors.document, actors.position)
                 JOIN actor_forms ON actor_forms.key = actor_appearances.form
             WHERE actors.document = ?1
                 AND actor_forms.actor = (SELECT actor FROM actor_forms WHERE key = corrected.form)
             ORDER BY actors.position LIMIT 1)), corrected.speaker_name, corrected.speaker_kind
         FROM statements CROSS JOIN statement_corrections AS corrected ON corrected.statement = statements.key
         WHERE document = ?1 ORDER BY position",
    )?;
    let mut rows = query.query([document])?;
    while let Some(row) = rows.next()? {
        let mut columns = Columns::of(row);
        let position = columns.count()?;
        if columns.plain()? {
            rejected.push(position);
        }
        if columns.plain()?
            && let Some(statement) = record.statements.get_mut(position)
        {
            let (actor, name) = (columns.plain::<Option<String>>()?, columns.plain::<Option<String>>()?);
            let kind: SpeakerKind = columns.word()?;
            let of_document = record.actors.iter().find(|known| Some(&known.id) == actor.as_ref());
            let role = of_document.and_then(|actor| actor.roles.first().cloned());
            let reason = (kind == SpeakerKind::Unresolved)
                .then(|| "a correction says that the speaker is not known".to_owned());
            for position in record.positions.iter_mut().filter(|one| one.statement == statement.id) {
                (position.actor, position.name) = (actor.clone(), name.clone());
            }
            statement.speaker = Speaker { actor, name, role, kind, reason };
        }
    }
    rename(store, document, &mut record)?;
    reject(&mut record, &rejected);
    Ok(record)
}

/// Gives actors the names that corrections gave them.
fn rename(store: &Connection, document: i64, record: &mut Record) -> rusqlite::Result<()> {
    if !store.prepare_cached("SELECT EXISTS (SELECT 1 FROM actor_names)")?.query_row([], |row| row.get(0))? {
        return Ok(());
    }
    let actors: Vec<(usize, String)> = store
        .prepare_cached(
            "SELECT actor_appearances.actor, actor_forms.actor
             FROM actor_appearances JOIN actor_forms ON actor_forms.key = form WHERE document = ?",
        )?
        .query_map([document], |row| {
            let mut columns = Columns::of(row);
            Ok((columns.count()?, columns.plain()?))
        })?
        .collect::<Result<_, _>>()?;
    for (position, actor) in actors {
        let (Some(name), Some(actor)) = (given_name(store, &actor)?, record.actors.get_mut(position)) else {
            continue;
        };
        for statement in &mut record.statements {
            if statement.speaker.actor.as_ref() == Some(&actor.id) && statement.speaker.name.is_some() {
                statement.speaker.name = Some(name.clone());
            }
        }
        for position in &mut record.positions {
            if position.actor.as_ref() == Some(&actor.id) && position.name.is_some() {
                position.name = Some(name.clone());
            }
        }
        actor.name = name;
    }
    Ok(())
}

/// Takes statements out of a record with all that refers to them.
fn reject(record: &mut Record, rejected: &[usize]) {
    if rejected.is_empty() {
        return;
    }
    let gone: Vec<String> = rejected
        .iter()
        .filter_map(|&position| record.statements.get(position))
        .map(|statement| statement.id.clone())
        .collect();
    record.statements.retain(|statement| !gone.contains(&statement.id));
    record.positions.retain(|position| !gone.contains(&position.statement));
    let cleared = |id: &mut Option<String>| {
        if id.as_ref().is_some_and(|id| gone.contains(id)) {
            *id = None;
        }
    };
    record.statements.iter_mut().for_each(|statement| cleared(&mut statement.nested_in));
    // What only a statement told of that was never made, the outlet does not tell.
    record.events.retain(|event| event.statement.as_ref().is_none_or(|id| !gone.contains(id)));
}
