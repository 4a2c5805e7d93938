//! What was said and what happened, in order.

use std::cmp::Reverse;

use store::{Store, Subject, TimelineEntry};

use crate::display::{TIMELINE_COLUMNS, timeline_cells};
use crate::serve::answer::Answer;
use crate::serve::asked::Asked;
use crate::serve::lists::{listed, part_after};
use crate::serve::problem::Problem;

/// Of what the request wants the timeline: of one actor, one question or one place; none when nothing is said.
pub fn subject(asked: &Asked<'_>) -> Result<Option<Subject>, Problem> {
    let subjects = [
        asked.text("actor").map(Subject::Actor),
        asked.text("question").map(Subject::Question),
        asked.text("where").map(Subject::Place),
    ];
    let mut given = subjects.into_iter().flatten();
    match (given.next(), given.next()) {
        (subject, None) => Ok(subject),
        _ => Err(Problem::wrong("Give one of actor, question and where.")),
    }
}

/// The entries of a timeline between the days that are asked for, the oldest first.
pub fn entries(asked: &Asked<'_>, subject: &Subject) -> Result<Vec<TimelineEntry>, Problem> {
    let (from, to) = (asked.from()?, asked.to()?);
    let mut entries = asked.server.ask(|store: &Store| store.timeline(subject))?;
    entries.retain(|entry| entry.is_within(from, to));
    Ok(entries)
}

/// `GET /api/timeline`
pub fn timeline(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let subject = subject(asked)?.ok_or_else(|| Problem::wrong("Give one of actor, question and where."))?;
    let mut entries = entries(asked, &subject)?;
    if asked.word::<store::Order>("order")? == Some(store::Order::Newest) {
        entries.reverse();
        let (items, next) = part_after(asked, entries, |entry| Reverse(entry.place()))?;
        return listed(asked, "timeline", &items, next.as_ref(), &TIMELINE_COLUMNS, timeline_cells);
    }
    let (items, next) = part_after(asked, entries, TimelineEntry::place)?;
    listed(asked, "timeline", &items, next.as_ref(), &TIMELINE_COLUMNS, timeline_cells)
}
