//! By what a clause speaks of the matter, and how certain that is.

use super::compose::Context;
use super::matter::Matter;
use super::units::{Anchor, NEAR, Unit};

/// Below this much the text around is not about the matter.
const FOCUSED: f32 = 0.3;
/// From this much on, a clause that names nothing may speak of it.
const IMPLIED: f32 = 0.45;
/// From this much on what names nothing may be about the matter in a text that is about other things, too.
const BESIDE: f32 = 0.6;
/// From this much on the text has just spoken of the matter.
pub(super) const ADJACENT: f32 = 0.75;

/// From this much on "them" is the thing.
const CLOSE: f32 = 0.5;
/// What a statement must have of the question's words for them to be the question's.
const NAMED: f32 = 0.24;
/// And for what ought to be to be what the question asks for.
const ASKED: f32 = 0.4;

/// By what a clause speaks of the matter.
pub(super) struct Anchored {
    /// The side of that.
    pub base: i8,
    /// From where to where it stands.
    pub first: usize,
    pub last: usize,
    /// How certain it is.
    pub certainty: f32,
    /// The plan that is spoken of as a whole: what is done after it is done by or with it.
    pub absorbed: Option<usize>,
    /// Whether the words are enough to know the matter by.
    pub named: bool,
}

/// By what the clause speaks of the matter; none when it does not.
pub(super) fn anchored(matter: &Matter, clause: &[Unit], context: &Context) -> Option<Anchored> {
    let focus = context.focus.max(context.relevance);
    let find = |wanted: fn(&Anchor) -> bool| {
        let mut places = (0..clause.len()).filter(|&place| clause[place].anchor.as_ref().is_some_and(wanted));
        let first = places.next();
        first.map(|first| (first, places.next_back().unwrap_or(first)))
    };
    let whole = |base, (first, last), certainty| Anchored {
        base,
        first,
        last,
        certainty,
        absorbed: None,
        named: true,
    };
    if let Some(place) = find(|anchor| matches!(anchor, Anchor::Wording(_))) {
        let side = match clause[place.0].anchor {
            Some(Anchor::Wording(side)) => side,
            _ => 1,
        };
        return Some(whole(side, place, 1.0));
    }
    if focus < FOCUSED {
        return None;
    }
    let things = find(|anchor| matches!(anchor, Anchor::Thing));
    let deeds = find(|anchor| matches!(anchor, Anchor::Deed));
    let plans = find(|anchor| matches!(anchor, Anchor::Plan | Anchor::Idea));
    if let Some((plan, last)) = plans
        && absorbs(clause, plan)
    {
        let idea = clause[plan].anchor == Some(Anchor::Idea);
        let base = if idea && things.is_none() { context.last } else { 1 };
        return Some(Anchored { absorbed: Some(plan), ..whole(base, (plan, last), 0.9) });
    }
    let words = clause.iter().flat_map(|unit| unit.words.iter().copied());
    if let Some(place) = union(things, deeds)
        && (deeds.is_some()
            || context.relevance >= NAMED
            || matter.relevance(words.clone()) >= NAMED
            || context.focus >= NEAR && words.clone().any(|word| matter.is_telling(word)))
    {
        let named = deeds.is_some() || context.relevance >= ASKED;
        return Some(Anchored { named, ..whole(matter.direction, place, 1.0) });
    }
    if let Some(place) = plans {
        let idea = clause[place.0].anchor == Some(Anchor::Idea);
        return Some(whole(if idea { context.last } else { 1 }, place, 0.9));
    }
    if focus < NEAR {
        return None;
    }
    if let Some(place) = find(|anchor| matches!(anchor, Anchor::Them)) {
        if focus < CLOSE {
            return None;
        }
        return Some(whole(matter.direction, place, 0.75));
    }
    if let Some(place) = find(|anchor| matches!(anchor, Anchor::Pronoun)) {
        return Some(whole(context.last, place, 0.8));
    }
    // What names nothing is about the matter where everything is, or right after it was named.
    (focus >= IMPLIED && (context.whole || focus >= BESIDE) && !clause.is_empty())
        .then(|| Anchored { named: false, ..whole(context.last, (0, clause.len() - 1), 0.6) })
}

/// Whether the plan is spoken of as a whole, not with what it is to do ("the plan to lift the ban").
fn absorbs(clause: &[Unit], plan: usize) -> bool {
    let deed = |unit: &Unit| unit.effect.is_some_and(|effect| effect.deed().is_some());
    // "The turf ban plan", "proposed tariffs": what stands right before or after it says what plan it is.
    let next = clause[plan + 1..].iter().find(|unit| unit.lower() != ",").map_or("", Unit::lower);
    let transparent =
        matches!(next, "to" | "for" | "that" | "which" | "of" | "would" | "opposing" | "calling" | "banning");
    let adjacent = clause.get(plan + 1).is_some_and(|unit| unit.anchor.is_some() || deed(unit));
    !transparent && !adjacent && !clause[plan.saturating_sub(2)..plan].iter().any(deed)
}

fn union(one: Option<(usize, usize)>, other: Option<(usize, usize)>) -> Option<(usize, usize)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}
