//! What `verify` proves of actors: the tables are what the records and the corrections make them.

use std::collections::BTreeMap;

use rusqlite::Connection;
use types::Record;

use super::identify::{Form, forms, grouped};
use super::{Bearer, Evidence, by_form};
use crate::columns::word;
use crate::corrections::apply::{matched, speaker_columns};

/// What is wrong with the actors and corrections of one document, as read without corrections.
pub(crate) fn document_fault(
    store: &Connection,
    document: i64,
    record: &Record,
) -> rusqlite::Result<Option<&'static str>> {
    let expected = forms(store, record)?;
    let mut found: Vec<Option<Form>> = vec![None; record.actors.len()];
    let mut query = store.prepare_cached(
        "SELECT actor_appearances.actor, block, evidence, name FROM actor_appearances
             JOIN actor_forms ON actor_forms.key = actor_appearances.form WHERE document = ?",
    )?;
    let mut rows = query.query([document])?;
    while let Some(row) = rows.next()? {
        let position = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
        let evidence = Evidence::parse(&row.get::<_, String>(2)?);
        let form = Form { bearer: Bearer { block: row.get(1)?, evidence }, name: row.get(3)? };
        if let Some(place) = found.get_mut(position) {
            *place = Some(form);
        }
    }
    if found != expected {
        return Ok(Some("its actors are not those of the archive"));
    }
    let rules = matched(store, record)?;
    let mut seen = 0;
    let mut query = store.prepare_cached(
        "SELECT statements.position, block, evidence, name,
             corrected.statement IS NOT NULL, rejected, corrected.speaker_name, corrected.speaker_kind, correction
         FROM statements
             LEFT JOIN actor_forms ON actor_forms.key = statements.form
             LEFT JOIN statement_corrections AS corrected ON corrected.statement = statements.key
         WHERE document = ? ORDER BY position",
    )?;
    let mut rows = query.query([document])?;
    while let Some(row) = rows.next()? {
        let position = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
        let form = match row.get::<_, Option<String>>(1)? {
            Some(block) => {
                let evidence = Evidence::parse(&row.get::<_, String>(2)?);
                Some(Form { bearer: Bearer { block, evidence }, name: row.get(3)? })
            }
            None => None,
        };
        let own = |actor: Option<&String>| {
            let position = record.actors.iter().position(|known| Some(&known.id) == actor)?;
            expected.get(position).cloned().flatten()
        };
        let rule = rules.get(&position);
        let corrected = rule.and_then(|rule| rule.speaker.as_ref());
        let corrected = corrected.map(|speaker| speaker_columns(speaker.as_ref(), record));
        let speaker = match &corrected {
            Some(columns) => columns.form.clone().or_else(|| own(columns.actor.as_ref())),
            None => {
                own(record.statements.get(position).and_then(|statement| statement.speaker.actor.as_ref()))
            }
        };
        if form != speaker {
            return Ok(Some("the archive has another speaker for one of its statements"));
        }
        let kind = corrected.as_ref().map(|columns| word(columns.kind)).transpose()?;
        let agrees = match rule {
            None => !row.get::<_, bool>(4)?,
            Some(rule) => {
                seen += 1;
                row.get::<_, Option<bool>>(5)? == Some(rule.rejected)
                    && row.get::<_, Option<String>>(6)? == corrected.and_then(|columns| columns.name)
                    && row.get::<_, Option<String>>(7)? == kind
                    && row.get::<_, Option<String>>(8)?.as_ref() == Some(&rule.correction)
            }
        };
        if !agrees {
            return Ok(Some("a statement is not as the corrections have it"));
        }
    }
    Ok((seen != rules.len()).then_some("a correction of a statement was not applied"))
}

/// What is wrong with the archive's actors as a whole: the names of forms that belong to another actor, or are counted
/// wrongly; statements and appearances that are not found by their forms.
pub(crate) fn faults(store: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut faults = by_form::faults(store)?;
    let mut blocks = store.prepare("SELECT DISTINCT block FROM actor_forms ORDER BY block")?;
    let blocks: Vec<String> = blocks.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut names = store.prepare("SELECT name FROM actor_forms WHERE key = ?")?;
    for block in blocks {
        for (form, today, actor) in grouped(store, &block)? {
            if today != actor {
                let name: String = names.query_row([form], |row| row.get(0))?;
                faults.push(format!("{name:?} belongs to {today}, not to {actor} as its documents say"));
            }
        }
    }
    let counted = "SELECT form, count(*) FROM (
            SELECT form FROM actor_appearances
            UNION ALL SELECT form FROM statement_corrections WHERE form IS NOT NULL) GROUP BY form";
    let counted: BTreeMap<i64, i64> = store
        .prepare(counted)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut forms = store.prepare("SELECT key, name, appearances FROM actor_forms ORDER BY key")?;
    let mut rows = forms.query([])?;
    while let Some(row) = rows.next()? {
        if counted.get(&row.get(0)?) != Some(&row.get(2)?) {
            faults.push(format!("{:?} is counted wrongly", row.get::<_, String>(1)?));
        }
    }
    Ok(faults)
}
