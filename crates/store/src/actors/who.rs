use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use rusqlite::Connection;

use super::find::{name, summary};
use super::{ActorSummary, ArchiveKind};
use crate::browse::MonthCount;
use crate::columns::Columns;
use crate::{Store, StoreError, days};

/// All that the archive knows of one actor, from the newest version of each page.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ArchiveActor {
    /// See [`ActorSummary::id`].
    pub id: String,
    /// See [`ActorSummary::name`].
    pub name: String,
    /// What it is.
    pub kind: ArchiveKind,
    /// In how many documents it appears.
    pub documents: u64,
    /// How many statements it made.
    pub statements: u64,
    /// The first day of publication of a document in which it appears.
    pub first: Option<Date>,
    /// The last one.
    pub last: Option<Date>,
    /// Its names as documents write them, the most frequent first.
    pub names: Vec<NameForm>,
    /// Its roles, in the order in which documents first gave them.
    pub roles: Vec<RoleSpan>,
    /// Who quotes it, the most frequent first.
    pub outlets: Vec<OutletCount>,
    /// Who appears in the same documents, the most frequent first; at most twenty.
    pub appears_with: Vec<CoOccurrence>,
    /// Actors to whom documents relate it, the most frequent first.
    pub ties: Vec<TieCount>,
    /// Other actors with the same name: documents tell them apart, or say too little to do so.
    pub namesakes: Vec<ActorSummary>,
}

/// A name as documents write it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NameForm {
    /// The name.
    pub name: String,
    /// In how many documents; versions of a page count one each.
    pub documents: u64,
}

/// A role and when documents gave it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RoleSpan {
    /// The role as written; capitals make no difference.
    pub role: String,
    /// The first day of publication of a document that gives it.
    pub first: Option<Date>,
    /// The last one.
    pub last: Option<Date>,
    /// In how many documents.
    pub documents: u64,
}

/// An outlet that quotes an actor.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OutletCount {
    /// Its name; none for documents without one.
    pub outlet: Option<String>,
    /// In how many documents it has statements of the actor.
    pub documents: u64,
    /// How many statements.
    pub statements: u64,
}

/// Another actor in the same documents.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CoOccurrence {
    /// The other actor's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// In how many documents both appear.
    pub documents: u64,
}

/// A relation to another actor.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TieCount {
    /// What it is; see [`types::TieKind`].
    pub kind: types::TieKind,
    /// Whether the other one has the relation to this actor: "of" the other rather than "to" it.
    pub inverse: bool,
    /// The other actor's name.
    pub name: String,
    /// The other actor's id; none when only documents know it.
    pub id: Option<String>,
    /// In how many documents.
    pub documents: u64,
}

impl Store {
    /// What the archive knows of the actor with exactly this id (see [`Store::find_actors`]); none when there is none.
    pub fn who(&self, id: &str) -> Result<Option<ArchiveActor>, StoreError> {
        Ok(self.who_and_when(id)?.map(|(actor, _)| actor))
    }

    /// The same, with the months in which the actor said something, in order of time; statements without a known day are
    /// left out of these.
    pub fn who_and_when(&self, id: &str) -> Result<Option<(ArchiveActor, Vec<MonthCount>)>, StoreError> {
        self.snapshot()
            .and_then(|_snapshot| who(&self.connection, id))
            .map_err(|source| self.failed(format!("look up {id:?}"), source))
    }
}

/// The documents in which the actor of parameter 1 appears, and as which of their actors.
const APPEARANCES: &str = "
    WITH appearances AS MATERIALIZED (
        SELECT document, actor FROM appearances_of_forms
        WHERE form IN (SELECT key FROM actor_forms WHERE actor_forms.actor = ?1)
            AND document NOT IN (SELECT key FROM documents WHERE superseded = 1))";

const NAMES: &str =
    "SELECT name, sum(appearances) FROM actor_forms WHERE actor = ?1 GROUP BY name ORDER BY 2 DESC, name";
/// This and those down to [`TIES`] follow [`APPEARANCES`].
const TOTALS: &str = "SELECT count(DISTINCT document), min(published_day), max(published_day)
    FROM appearances CROSS JOIN documents INDEXED BY documents_in_brief ON documents.key = document";
const ROLES: &str = "SELECT min(role), min(published_day), max(published_day), count(DISTINCT document)
    FROM appearances
        CROSS JOIN actor_roles USING (document, actor)
        CROSS JOIN documents INDEXED BY documents_in_brief ON documents.key = document
    GROUP BY role COLLATE NOCASE
    ORDER BY min(published_day) IS NULL, min(published_day), max(published_day), min(role)";
/// Everybody in those documents, one document after the other.
const TOGETHER: &str = "SELECT others.document, others.form
    FROM (SELECT DISTINCT document FROM appearances) AS own
        CROSS JOIN actor_appearances AS others ON others.document = own.document";
/// The names and ids of both directions; the other one's id where it is an actor of the archive.
const TIES: &str = "SELECT ties.kind, 0, min(actors.name), forms.actor, count(DISTINCT ties.document)
    FROM appearances
        CROSS JOIN actor_ties AS ties ON (ties.document, ties.actor) = (appearances.document, appearances.actor)
        JOIN actors ON (actors.document, actors.id) = (ties.document, ties.other)
        LEFT JOIN actor_appearances AS others
            ON (others.document, others.actor) = (actors.document, actors.position)
        LEFT JOIN actor_forms AS forms ON forms.key = others.form
    GROUP BY 1, 2, coalesce(forms.actor, actors.name)
    UNION ALL
    SELECT ties.kind, 1, min(actors.name), forms.actor, count(DISTINCT ties.document)
    FROM appearances
        CROSS JOIN actor_ties AS ties ON ties.document = appearances.document
        CROSS JOIN actors AS own ON (own.document, own.id) = (ties.document, ties.other)
            AND own.position = appearances.actor
        JOIN actors ON (actors.document, actors.position) = (ties.document, ties.actor)
        LEFT JOIN actor_appearances AS others
            ON (others.document, others.actor) = (actors.document, actors.position)
        LEFT JOIN actor_forms AS forms ON forms.key = others.form
    WHERE ties.kind <> 'same-government'
    GROUP BY 1, 2, coalesce(forms.actor, actors.name)
    ORDER BY 5 DESC, 1, 2, 3";
/// What the actor said: key, document, outlet.
const STATEMENTS: &str = "SELECT statements.key, statements.document, outlet
    FROM statements_of_forms AS own
        CROSS JOIN statements ON statements.key = own.statement
        CROSS JOIN documents INDEXED BY documents_in_brief ON documents.key = statements.document
        LEFT JOIN statement_corrections AS corrected ON corrected.statement = statements.key
    WHERE own.form IN (SELECT key FROM actor_forms WHERE actor = ?1)
        AND superseded = 0 AND corrected.rejected IS NOT 1";
const NAMESAKES: &str = "SELECT actor, sum(appearances) FROM actor_forms
    WHERE block IN (SELECT block FROM actor_forms WHERE actor = ?1) AND actor <> ?1
    GROUP BY actor ORDER BY 2 DESC, 1";

fn of_appearances(sql: &str) -> String {
    format!("{APPEARANCES} {sql}")
}

fn who(store: &Connection, id: &str) -> rusqlite::Result<Option<(ArchiveActor, Vec<MonthCount>)>> {
    let names =
        all(store, NAMES, id, |columns| Ok(NameForm { name: columns.plain()?, documents: count(columns)? }))?;
    if names.is_empty() {
        return Ok(None);
    }
    let totals = all(store, &of_appearances(TOTALS), id, |columns| {
        Ok((count(columns)?, columns.day()?, columns.day()?))
    })?;
    let (documents, first, last) = totals.into_iter().next().unwrap_or_default();
    let roles = all(store, &of_appearances(ROLES), id, |columns| {
        let (role, first, last) = (columns.plain()?, columns.day()?, columns.day()?);
        Ok(RoleSpan { role, first, last, documents: count(columns)? })
    })?;
    let (outlets, months) = said(store, id)?;
    let appears_with = together(store, id)?;
    let ties = all(store, &of_appearances(TIES), id, |columns| {
        let (kind, inverse) = (columns.word()?, columns.plain::<i64>()? != 0);
        Ok(TieCount {
            kind,
            inverse,
            name: columns.plain()?,
            id: columns.plain()?,
            documents: count(columns)?,
        })
    })?;
    let namesakes =
        all(store, NAMESAKES, id, |columns| summary(store, &columns.plain::<String>()?, count(columns)?))?;
    let actor = ArchiveActor {
        id: id.to_owned(),
        name: name(store, id)?,
        kind: ArchiveKind::of(id).unwrap_or(ArchiveKind::Body),
        documents,
        statements: outlets.iter().map(|outlet| outlet.statements).sum(),
        first,
        last,
        names,
        roles,
        outlets,
        appears_with,
        ties,
        namesakes,
    };
    Ok(Some((actor, months)))
}

/// Which outlets quote the actor, those that do most first, and in which months, in order of time.
fn said(store: &Connection, id: &str) -> rusqlite::Result<(Vec<OutletCount>, Vec<MonthCount>)> {
    let mut outlets: HashMap<Option<String>, (HashSet<i64>, u64)> = HashMap::new();
    let mut by_day: BTreeMap<i64, u64> = BTreeMap::new();
    let mut query = store.prepare_cached(STATEMENTS)?;
    let mut rows = query.query([id])?;
    while let Some(row) = rows.next()? {
        let mut columns = Columns::of(row);
        let (key, document): (i64, i64) = (columns.plain()?, columns.plain()?);
        let (documents, statements) = outlets.entry(columns.plain()?).or_default();
        documents.insert(document);
        *statements += 1;
        *by_day.entry(days::of_key(key)).or_default() += 1;
    }
    let mut outlets: Vec<OutletCount> = outlets
        .into_iter()
        .map(|(outlet, (documents, statements))| OutletCount {
            outlet,
            documents: documents.len() as u64,
            statements,
        })
        .collect();
    outlets.sort_by(|one, other| {
        other.statements.cmp(&one.statements).then_with(|| one.outlet.cmp(&other.outlet))
    });
    let mut months: BTreeMap<String, u64> = BTreeMap::new();
    for (day, statements) in by_day {
        if let Some(month) = days::month(day) {
            *months.entry(month).or_default() += statements;
        }
    }
    let months = months.into_iter().map(|(month, statements)| MonthCount { month, statements });
    Ok((outlets, months.collect()))
}

/// So many of those who appear with an actor are listed.
const COMPANIONS: usize = 20;

/// Who appears in the actor's documents, the most frequent first.
fn together(store: &Connection, id: &str) -> rusqlite::Result<Vec<CoOccurrence>> {
    let mut actor_of = store.prepare_cached("SELECT actor FROM actor_forms WHERE key = ?")?;
    // Each actor as a number, so that a document with many of them costs no strings.
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut by_form: HashMap<i64, usize> = HashMap::new();
    // For each actor, the documents and the last one of them: under two forms in one document it counts once.
    let mut counts: Vec<(u64, i64)> = Vec::new();
    let mut query = store.prepare_cached(&of_appearances(TOGETHER))?;
    let mut rows = query.query([id])?;
    while let Some(row) = rows.next()? {
        let (document, form): (i64, i64) = (row.get(0)?, row.get(1)?);
        let number = match by_form.get(&form) {
            Some(&number) => number,
            None => {
                let actor = actor_of.query_row([form], |row| row.get(0))?;
                let next = numbers.len();
                let number = *numbers.entry(actor).or_insert(next);
                by_form.insert(form, number);
                number
            }
        };
        if number == counts.len() {
            counts.push((0, 0));
        }
        let (documents, last) = &mut counts[number];
        if *last != document {
            (*documents, *last) = (*documents + 1, document);
        }
    }
    let mut others: Vec<(u64, String)> = numbers
        .into_iter()
        .filter(|(other, _)| other != id)
        .map(|(other, number)| (counts[number].0, other))
        .collect();
    others.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    others.truncate(COMPANIONS);
    let named = |(documents, id): (u64, String)| Ok(CoOccurrence { name: name(store, &id)?, id, documents });
    others.into_iter().map(named).collect()
}

fn count(columns: &mut Columns<'_>) -> rusqlite::Result<u64> {
    columns.plain::<i64>().map(i64::unsigned_abs)
}

fn all<T>(
    store: &Connection,
    sql: &str,
    id: &str,
    mut read: impl FnMut(&mut Columns<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    store.prepare_cached(sql)?.query_map([id], |row| read(&mut Columns::of(row)))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_reads_a_whole_table() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        let queries = [TOTALS, ROLES, TOGETHER, TIES].map(of_appearances);
        let others = [NAMES, STATEMENTS, NAMESAKES].map(str::to_owned);
        for sql in queries.iter().chain(&others) {
            let mut plan = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = plan.query_map(["person:mira-voss"], |row| row.get(3)).unwrap();
            let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
            let own = |step: &String| {
                !step.starts_with("SCAN")
                    || ["SCAN appearances", "SCAN own"].contains(&step.as_str())
                    || step.ends_with("USING COVERING INDEX documents_superseded")
            };
            assert!(steps.iter().all(own), "{sql}: {steps:#?}");
        }
    }
}
