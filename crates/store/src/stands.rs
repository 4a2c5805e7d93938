//! Who stands where on a question, across documents.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use types::{Basis, Question, Stance, When};

use crate::columns::Columns;
use crate::{SaidRow, Store, StoreError};

/// A position with the statement that shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stand {
    /// The question's id.
    pub question: String,
    /// The side.
    pub stance: Stance,
    /// When; see [`types::Position::date`].
    pub date: Option<When>,
    /// Whether it was held once.
    pub former: bool,
    /// What shows it.
    pub basis: Basis,
    /// Probability that the stance is right.
    pub confidence: f32,
    /// The statement, as corrections have it.
    pub said: SaidRow,
    /// The earliest document that carries the same story.
    pub story: String,
}

/// Where somebody stands, from all positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The archive's id; none when the actor is known in one document only.
    pub actor: Option<String>,
    /// The name, else the role.
    pub name: String,
    /// Favor, against, conditional or unclear; none: divided.
    pub stance: Option<Stance>,
    /// The first day from which on the side is known without a break.
    pub since: Option<Date>,
    /// In order of time; what several copies of one story report is one.
    pub stands: Vec<Stand>,
}

/// The place of a standing in the list of all: by side, then by name. It changes when somebody changes sides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StandingPlace {
    side: u8,
    name: String,
    /// Whoever it is; see [`key`].
    who: (String, String),
}

/// The place of a move in the list of all, which is in order of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MovePlace {
    day: Option<Date>,
    held: bool,
    published: Option<Date>,
    document: String,
    place: usize,
    statement: String,
}

impl Standing {
    /// Where it stands in the list of [`standings`].
    pub fn place(&self) -> StandingPlace {
        let who = self.stands.first().and_then(key).unwrap_or_default();
        StandingPlace { side: rank(self.stance), name: self.name.clone(), who }
    }
}

impl Move {
    /// Where it stands in the list of [`moves`].
    pub fn place(&self) -> MovePlace {
        let (day, held, published, document, place) = order(&self.to);
        let (document, statement) = (document.to_owned(), self.to.said.statement.clone());
        MovePlace { day, held, published, document, place, statement }
    }
}

/// Somebody moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// See [`Standing::actor`].
    pub actor: Option<String>,
    /// See [`Standing::name`].
    pub name: String,
    /// The last position on the old side.
    pub from: Stand,
    /// The first one on the new side.
    pub to: Stand,
}

/// Which positions; every filter that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandQuery {
    /// The question's id.
    pub question: Option<String>,
    /// The archive's exact id of who takes the side.
    pub actor: Option<String>,
    /// Of a question without an actor at most so many, the last ones in time.
    pub last: Option<usize>,
}

/// How many statements take which side; the copies of one story count once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sides {
    /// For it.
    pub favor: u64,
    /// Against it.
    pub against: u64,
    /// For it on a condition.
    pub conditional: u64,
    /// On neither side.
    pub unclear: u64,
}

/// A question and how the statements on it are spread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct QuestionSummary {
    /// The question.
    #[serde(flatten)]
    pub question: Question,
    /// Its positions.
    pub positions: Sides,
}

/// What a row of the table of positions holds beside its statement.
pub(crate) struct Row {
    pub(crate) statement: i64,
    pub(crate) stand: Box<dyn FnOnce(SaidRow) -> Stand>,
}

impl Row {
    /// What follows the key of the statement.
    pub(crate) const COLUMNS: &str =
        "question, stance, date_value, date_earliest, date_latest, former, basis,
        positions.confidence,
        iif(copies.first = documents.key, documents.id, coalesce(
            (SELECT id FROM documents AS first WHERE first.key = copies.first), documents.id))";

    /// Reads the key of a statement and these columns.
    pub(crate) fn of(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        let statement = columns.plain()?;
        let (question, stance) = (columns.plain()?, columns.word()?);
        let (date, former, basis) = (columns.when()?, columns.plain()?, columns.word()?);
        #[expect(clippy::cast_possible_truncation, reason = "it was an f32 when it was kept")]
        let confidence = columns.plain::<f64>()? as f32;
        let story = columns.plain()?;
        let stand = move |said| Stand { question, stance, date, former, basis, confidence, said, story };
        Ok(Self { statement, stand: Box::new(stand) })
    }
}

impl Store {
    /// The questions, those with most positions first, then by id.
    pub fn question_summaries(&self) -> Result<Vec<QuestionSummary>, StoreError> {
        let counted = self
            .snapshot()
            .and_then(|_snapshot| self.count_sides())
            .map_err(|source| self.failed("count positions", source))?;
        let mut all: Vec<QuestionSummary> = self
            .questions()?
            .into_iter()
            .map(|question| {
                let positions = counted.get(&question.id).copied().unwrap_or_default();
                QuestionSummary { question, positions }
            })
            .collect();
        let sum = |sides: Sides| sides.favor + sides.against + sides.conditional + sides.unclear;
        all.sort_by_key(|one| std::cmp::Reverse(sum(one.positions)));
        Ok(all)
    }

    fn count_sides(&self) -> rusqlite::Result<BTreeMap<String, Sides>> {
        let sql = "SELECT question, stance, count(*)
            FROM positions LEFT JOIN copies ON copies.document = positions.document
            WHERE positions.document NOT IN (SELECT key FROM documents WHERE superseded = 1)
                AND coalesce(copies.first, positions.document) = positions.document
            GROUP BY 1, 2";
        let mut counted: BTreeMap<String, Sides> = BTreeMap::new();
        let mut query = self.connection.prepare_cached(sql)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let mut columns = Columns::of(row);
            let sides = counted.entry(columns.plain()?).or_default();
            let side = match columns.word()? {
                Stance::Favor => &mut sides.favor,
                Stance::Against => &mut sides.against,
                Stance::Conditional => &mut sides.conditional,
                Stance::Unclear => &mut sides.unclear,
            };
            *side = columns.plain::<i64>()?.unsigned_abs();
        }
        Ok(counted)
    }

    /// The positions that the query asks for in the newest version of each document, in order of time.
    pub fn stands(&self, query: &StandQuery) -> Result<Vec<Stand>, StoreError> {
        let (rows, said) = self
            .snapshot()
            .and_then(|_snapshot| {
                let rows = self.position_rows(query)?;
                let mut keys: Vec<i64> = rows.iter().map(|row| row.statement).collect();
                // A statement may take sides on several questions.
                keys.sort_unstable();
                keys.dedup();
                Ok((rows, self.said_by_keys(&keys)?))
            })
            .map_err(|source| self.failed("look up positions", source))?;
        let mut stands: Vec<Stand> =
            rows.into_iter().filter_map(|row| said.get(&row.statement).cloned().map(row.stand)).collect();
        stands.sort_by(|one, other| order(one).cmp(&order(other)));
        Ok(stands)
    }

    fn position_rows(&self, query: &StandQuery) -> rusqlite::Result<Vec<Row>> {
        // From the side that has fewer rows: an actor's statements, else a question's positions.
        let asked = if query.question.is_some() { "question = ?2" } else { "?2 IS NULL" };
        let (from, condition) = if query.actor.is_some() {
            (OF_ACTOR.to_owned(), format!("{asked} AND ?3 IS NOT NULL"))
        } else {
            (OF_QUESTION.replace("ASKED", asked), "?1 IS NULL".to_owned())
        };
        let last = query.last.map_or(-1, |last| i64::try_from(last).unwrap_or(i64::MAX));
        let columns = Row::COLUMNS;
        let sql = format!(
            "SELECT statements.key, {columns}
            FROM {from} JOIN documents ON documents.key = positions.document
                LEFT JOIN copies ON copies.document = documents.key
            WHERE {condition} AND superseded = 0
            ORDER BY documents.id, positions.position"
        );
        self.connection
            .prepare_cached(&sql)?
            .query_map((&query.actor, &query.question, last), |row| Row::of(&mut Columns::of(row)))?
            .collect()
    }
}

/// The last positions of parameter 2, with their statements.
const OF_QUESTION: &str = "(
        SELECT positions.document, positions.position
        FROM positions
            CROSS JOIN documents INDEXED BY documents_in_brief ON documents.key = positions.document
        WHERE ASKED AND superseded = 0
        ORDER BY coalesce(date_earliest, date_latest, published_day) DESC, 1, 2 LIMIT ?3) AS last
    CROSS JOIN positions USING (document, position)
    CROSS JOIN statements ON (statements.document, statements.id) = (positions.document, positions.statement)";

/// The positions that an actor's statements take.
const OF_ACTOR: &str = "(
        SELECT statement FROM statements_of_forms
        WHERE form IN (SELECT key FROM actor_forms WHERE actor = ?1)) AS own
    CROSS JOIN statements ON statements.key = own.statement
    CROSS JOIN positions ON (positions.document, positions.statement) = (statements.document, statements.id)";

impl Stand {
    /// The day by which it is listed: that of the position, else that of publication.
    pub fn day(&self) -> Option<Date> {
        let date = self.date.as_ref();
        date.and_then(|date| date.earliest.or(date.latest)).or(self.said.published)
    }
}

/// What was held once comes before what is held; then the days count.
fn order(stand: &Stand) -> (Option<Date>, bool, Option<Date>, &str, usize) {
    let place = stand.said.content.first().map_or(0, |span| span[0]);
    (stand.day(), !stand.former, stand.said.published, &stand.said.document, place)
}

/// Where everybody stands: those for it first, by name.
pub fn standings(stands: &[Stand]) -> Vec<Standing> {
    let mut actors: BTreeMap<(String, String), Vec<Stand>> = BTreeMap::new();
    let mut told: BTreeSet<(String, String, String)> = BTreeSet::new();
    for stand in stands {
        let Some(key) = key(stand) else { continue };
        let words: String = stand.said.content_text.chars().filter(|one| one.is_alphanumeric()).collect();
        if told.insert((key.0.clone(), stand.story.clone(), words.to_lowercase())) {
            actors.entry(key).or_default().push(stand.clone());
        }
    }
    let mut standings: Vec<Standing> = actors
        .into_values()
        .map(|stands| {
            let last = stands.last();
            let name = last.map(name).unwrap_or_default();
            let actor = last.and_then(|last| last.said.archive_actor.clone());
            let (stance, since) = side(&stands);
            Standing { actor, name, stance, since, stands }
        })
        .collect();
    standings.sort_by_cached_key(Standing::place);
    standings
}

/// Who moved, in order of time.
pub fn moves(standings: &[Standing]) -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    for standing in standings {
        let sided: Vec<&Stand> = standing.stands.iter().filter(|stand| is_sided(stand)).collect();
        for pair in sided.windows(2) {
            // Within one document only what it tells as past is a move; else it is two sides at once.
            let moved = pair[0].stance != pair[1].stance
                && (pair[0].former != pair[1].former || pair[0].story != pair[1].story);
            if moved && !pair[1].former {
                moves.push(Move {
                    actor: standing.actor.clone(),
                    name: standing.name.clone(),
                    from: pair[0].clone(),
                    to: pair[1].clone(),
                });
            }
        }
    }
    moves.sort_by_cached_key(Move::place);
    moves
}

fn is_sided(stand: &Stand) -> bool {
    stand.stance != Stance::Unclear
}

/// By whom a position is: the archive's actor, or whoever has the name in the story. None when nobody knows who spoke.
fn key(stand: &Stand) -> Option<(String, String)> {
    let said = &stand.said;
    match (&said.archive_actor, name(stand)) {
        (Some(actor), _) => Some((actor.clone(), String::new())),
        (None, name) if name.is_empty() => None,
        (None, name) => Some((name.to_lowercase(), stand.story.clone())),
    }
}

fn name(stand: &Stand) -> String {
    let said = &stand.said;
    said.speaker_name.clone().or_else(|| said.speaker_role.clone()).unwrap_or_default()
}

/// The side that somebody takes now, and since when. Divided is who takes both sides in the last story.
fn side(stands: &[Stand]) -> (Option<Stance>, Option<Date>) {
    let current: Vec<&Stand> = stands.iter().filter(|stand| !stand.former && is_sided(stand)).collect();
    let Some(last) = current.last() else {
        let former = stands.iter().any(|stand| stand.former);
        let only = stands.first().and_then(|stand| order(stand).0);
        return (Some(Stance::Unclear), if former { None } else { only });
    };
    let together = current.iter().filter(|stand| stand.story == last.story);
    let sides: BTreeSet<u8> = together.map(|stand| rank(Some(stand.stance))).collect();
    if sides.contains(&rank(Some(Stance::Favor))) && sides.contains(&rank(Some(Stance::Against))) {
        return (None, order(last).0);
    }
    let since = current.iter().rev().take_while(|stand| stand.stance == last.stance).last();
    (Some(last.stance), since.and_then(|stand| order(stand).0))
}

const fn rank(stance: Option<Stance>) -> u8 {
    match stance {
        Some(Stance::Favor) => 0,
        Some(Stance::Against) => 1,
        None => 2,
        Some(Stance::Conditional) => 3,
        Some(Stance::Unclear) => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_on_a_question_are_found_by_its_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        let from = OF_QUESTION.replace("ASKED", "question = ?2");
        let sql = format!("EXPLAIN QUERY PLAN SELECT statements.key FROM {from} WHERE ?1 IS NULL");
        let mut plan = store.connection.prepare(&sql).unwrap();
        let steps = plan.query_map((None::<&str>, "pier", 10), |row| row.get(3)).unwrap();
        let steps: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
        assert!(steps.iter().any(|step| step.contains("positions_by_question (question=?)")), "{steps:#?}");
        assert!(steps.iter().any(|step| step.contains("documents_in_brief")), "{steps:#?}");
        let scanned = |step: &&String| step.starts_with("SCAN") && !step.starts_with("SCAN last");
        assert_eq!(steps.iter().find(scanned), None, "{steps:#?}");
    }
}
