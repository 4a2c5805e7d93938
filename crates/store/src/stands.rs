//! Who stands where on a question, across documents.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use types::{Basis, Stance, When};

use crate::columns::Columns;
use crate::{SaidQuery, SaidRow, Store, StoreError};

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

/// What a row of the table of positions holds beside its statement.
struct Row {
    document: String,
    statement: String,
    stand: Box<dyn FnOnce(SaidRow) -> Stand>,
}

impl Store {
    /// All positions on the question in the newest version of each document, in order of time.
    pub fn stands(&self, question: &str) -> Result<Vec<Stand>, StoreError> {
        let rows = self
            .snapshot()
            .and_then(|_snapshot| self.position_rows(question))
            .map_err(|source| self.failed("look up positions", source))?;
        let documents: BTreeSet<String> = rows.iter().map(|row| row.document.clone()).collect();
        let mut said: BTreeMap<(String, String), SaidRow> = BTreeMap::new();
        for document in documents {
            let query = SaidQuery { document: Some(document), ..SaidQuery::default() };
            for row in self.said(&query)? {
                said.insert((row.document.clone(), row.statement.clone()), row);
            }
        }
        let mut stands: Vec<Stand> = rows
            .into_iter()
            .filter_map(|row| Some((row.stand)(said.remove(&(row.document, row.statement))?)))
            .collect();
        stands.sort_by(|one, other| order(one).cmp(&order(other)));
        Ok(stands)
    }

    fn position_rows(&self, question: &str) -> rusqlite::Result<Vec<Row>> {
        let sql = "SELECT documents.id, positions.statement, stance, date_value, date_earliest, date_latest, former, basis,
                confidence, coalesce((SELECT id FROM documents AS first WHERE first.key = copies.first), documents.id)
            FROM positions JOIN documents ON documents.key = positions.document
                LEFT JOIN copies ON copies.document = documents.key
            WHERE question = ? AND superseded = 0
            ORDER BY documents.id, positions.position";
        let question_id = question.to_owned();
        self.connection
            .prepare_cached(sql)?
            .query_map([question], |row| {
                let mut columns = Columns::of(row);
                let (document, statement) = (columns.plain()?, columns.plain()?);
                let (stance, date, former, basis) =
                    (columns.word()?, columns.when()?, columns.plain()?, columns.word()?);
                #[expect(clippy::cast_possible_truncation, reason = "it was an f32 when it was kept")]
                let confidence = columns.plain::<f64>()? as f32;
                let story = columns.plain()?;
                let question = question_id.clone();
                let stand =
                    move |said| Stand { question, stance, date, former, basis, confidence, said, story };
                Ok(Row { document, statement, stand: Box::new(stand) })
            })?
            .collect()
    }
}

/// What was held once comes before what is held; then the days count.
fn order(stand: &Stand) -> (Option<Date>, bool, Option<Date>, &str, usize) {
    let date = stand.date.as_ref();
    let day = date.and_then(|date| date.earliest.or(date.latest)).or(stand.said.published);
    let place = stand.said.content.first().map_or(0, |span| span[0]);
    (day, !stand.former, stand.said.published, &stand.said.document, place)
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
    standings.sort_by(|one, other| (rank(one.stance), &one.name).cmp(&(rank(other.stance), &other.name)));
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
    moves.sort_by(|one, other| order(&one.to).cmp(&order(&other.to)));
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
