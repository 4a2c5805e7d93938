//! Questions and who stands where on them.

use store::{Move, PositionQuery, StandQuery, Standing, Store, moves, standings};
use types::Question;

use crate::display::{MOVE_COLUMNS, Moved, POSITION_COLUMNS, PositionRow, STANDING_COLUMNS, StandingRow};
use crate::serve::answer::Answer;
use crate::serve::asked::Asked;
use crate::serve::lists::{limit, listed, listed_rows, part_after};
use crate::serve::problem::Problem;

/// `GET /api/questions`
pub fn questions(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let mut all = asked.server.ask(Store::question_summaries)?;
    // How many positions they have changes while a list is read.
    all.sort_by(|one, other| one.question.id.cmp(&other.question.id));
    let (items, next) = part_after(asked, all, |one| one.question.id.clone())?;
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
    let limit = limit(asked)?;
    let query = PositionQuery {
        question: asked.part("id").to_owned(),
        stance: asked.word("stance")?,
        actor: asked.text("actor"),
        outlet: asked.text("outlet"),
        from: asked.from()?,
        to: asked.to()?,
        order: asked.word("order")?.unwrap_or_default(),
        after: asked.after()?,
    };
    let found = asked.server.ask(|store: &Store| {
        if !store.questions()?.iter().any(|question| question.id == query.question) {
            return Ok(None);
        }
        store.positions_page(&query, limit).map(Some)
    })?;
    let found = found.ok_or_else(|| Problem::missing("There is no question with exactly this id."))?;
    let rows: Vec<PositionRow> = found.items.iter().map(PositionRow::from).collect();
    listed(asked, "positions", &rows, found.next.as_ref(), &POSITION_COLUMNS, PositionRow::cells)
}

/// `GET /api/questions/{id}/standings`: everybody's side, with the positions that show it.
pub fn standings_list(asked: &Asked<'_>) -> Result<Answer, Problem> {
    // What follows from all positions cannot be known from some.
    let (_, standings, _) = standings_of(asked, None)?;
    let (part, next) = part_after(asked, standings, Standing::place)?;
    let rows: Vec<StandingRow> = part.iter().map(StandingRow::from).collect();
    listed_rows(asked, "standings", &rows, next.as_ref(), &STANDING_COLUMNS, |row| row.cells(true))
}

/// `GET /api/questions/{id}/changes`: who moved.
pub fn moved(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (_, standings, _) = standings_of(asked, None)?;
    let (part, next) = part_after(asked, moves(&standings), Move::place)?;
    let rows: Vec<Moved> = part.iter().map(Moved::from).collect();
    listed(asked, "moves", &rows, next.as_ref(), &MOVE_COLUMNS, Moved::cells)
}
