//! Questions and who stands where on them.

use store::{StandQuery, Standing, Store, moves, standings};
use types::{Question, Stance};

use crate::display::{MOVE_COLUMNS, Moved, POSITION_COLUMNS, PositionRow, STANDING_COLUMNS, StandingRow};
use crate::serve::answer::Answer;
use crate::serve::asked::Asked;
use crate::serve::lists::{listed, listed_rows, part};
use crate::serve::problem::Problem;

/// `GET /api/questions`
pub fn questions(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (items, next) = part(asked, asked.server.ask(Store::question_summaries)?)?;
    let columns = ["id", "ask", "favor", "against", "conditional", "unclear"];
    listed(asked, "questions", &items, next.as_ref(), &columns, |one| {
        let sides = one.positions;
        let counts = [sides.favor, sides.against, sides.conditional, sides.unclear];
        let mut cells = vec![one.question.id.clone(), one.question.ask.clone()];
        cells.extend(counts.map(|count| count.to_string()));
        cells
    })
}

/// The question of the path, with the standings that follow from its positions, or from so many of the last ones, and
/// whether there may be more.
pub fn standings_of(
    asked: &Asked<'_>,
    last: Option<usize>,
) -> Result<(Question, Vec<Standing>, bool), Problem> {
    let id = asked.part("id");
    let found = asked.server.ask(|store: &Store| {
        let Some(question) = store.questions()?.into_iter().find(|question| question.id == id) else {
            return Ok(None);
        };
        let query = StandQuery { question: Some(id.to_owned()), last, ..StandQuery::default() };
        let stands = store.stands(&query)?;
        let more = last.is_some_and(|last| stands.len() >= last);
        Ok(Some((question, standings(&stands), more)))
    })?;
    found.ok_or_else(|| Problem::missing("There is no question with exactly this id."))
}

/// `GET /api/questions/{id}/positions`: every position, in order of time.
pub fn positions(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (id, stance) = (asked.part("id"), asked.word::<Stance>("stance")?);
    let (actor, outlet) = (asked.given("actor"), asked.given("outlet"));
    let (from, to) = (asked.from()?, asked.to()?);
    let found = asked.server.ask(|store: &Store| {
        if !store.questions()?.iter().any(|question| question.id == id) {
            return Ok(None);
        }
        let query = StandQuery { question: Some(id.to_owned()), actor: actor.map(str::to_owned), last: None };
        store.stands(&query).map(Some)
    })?;
    let mut stands = found.ok_or_else(|| Problem::missing("There is no question with exactly this id."))?;
    stands.retain(|stand| {
        let day = stand.day();
        stance.is_none_or(|stance| stand.stance == stance)
            && outlet.is_none_or(|outlet| stand.said.outlet.as_deref() == Some(outlet))
            && from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && to.is_none_or(|to| day.is_some_and(|day| day <= to))
    });
    if asked.word::<store::Order>("order")? == Some(store::Order::Newest) {
        stands.reverse();
    }
    let rows: Vec<PositionRow> = stands.iter().map(PositionRow::from).collect();
    let (items, next) = part(asked, rows)?;
    listed(asked, "positions", &items, next.as_ref(), &POSITION_COLUMNS, PositionRow::cells)
}

/// `GET /api/questions/{id}/standings`: everybody's side, with the positions that show it.
pub fn standings_list(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (_, standings, _) = standings_of(asked, None)?;
    let rows: Vec<StandingRow> = standings.iter().map(StandingRow::from).collect();
    let (items, next) = part(asked, rows)?;
    listed_rows(asked, "standings", &items, next.as_ref(), &STANDING_COLUMNS, |row| row.cells(true))
}

/// `GET /api/questions/{id}/changes`: who moved.
pub fn moved(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (_, standings, _) = standings_of(asked, None)?;
    let rows: Vec<Moved> = moves(&standings).iter().map(Moved::from).collect();
    let (items, next) = part(asked, rows)?;
    listed(asked, "moves", &items, next.as_ref(), &MOVE_COLUMNS, Moved::cells)
}
