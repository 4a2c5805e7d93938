//! What speakers say elsewhere: who backs whom, and a side that goes with everything a speaker says about the matter.

use rustc_hash::{FxHashMap, FxHashSet};
use types::{Act, Basis, Polarity, Statement};

use super::compose::Verdict;
use super::lexicon::{Effect, effect};
use super::{Judged, RELEVANT, Text};
use crate::positions::words::Word;

/// From this much on a statement is about the matter because its speaker has a side on it.
const NEAR: f32 = 0.42;
/// The same in a document that is about other things, too.
const BESIDE: f32 = 0.5;
const SPEAKS_OF_IT: f32 = 0.3;
/// So many statements away a side is still carried.
const REACH: usize = 4;

/// "The council backs her": whoever is for or against somebody shares or opposes that one's side.
pub(super) fn side_with(text: &Text, judged: &mut [Option<Judged>]) {
    let sides = sides(text, judged);
    for (index, statement) in text.record.statements.iter().enumerate() {
        let Some(one) = judged[index].filter(|one| one.verdict.side == 0 && !one.verdict.open) else {
            continue;
        };
        let words: Vec<&Word> =
            text.inside(&statement.cue).into_iter().chain(text.inside(&statement.content)).collect();
        let attitude = (0..words.len()).find_map(|place| match effect(&words[place..]) {
            Some((Effect::Attitude(sign), length)) => Some((sign, place + length)),
            _ => None,
        });
        let Some((sign, after)) = attitude else { continue };
        // Only whom the attitude is about: at most a few words after it.
        let whom = words[after..].iter().take(3).find_map(|word| {
            text.mentions
                .iter()
                .find(|(span, actor)| {
                    span.contains(word.span) && statement.speaker.actor.as_deref() != Some(actor)
                })
                .and_then(|(_, actor)| sides.get(*actor))
                .and_then(|all| all.iter().find(|(_, side, former)| *side != 0 && !former))
        });
        let Some((_, side, _)) = whom else { continue };
        let verdict =
            Verdict { side: side * sign, basis: Basis::Stated, weight: 0.5, explicit: false, ..one.verdict };
        judged[index] = Some(Judged { verdict, ..one });
    }
}

/// Who speaks, as far as that is known.
fn speaker(statement: &Statement) -> Option<&str> {
    statement.speaker.actor.as_deref().or(statement.speaker.name.as_deref())
}

/// Each speaker's sides: index of the statement, side, whether it was held once.
fn sides<'a>(text: &Text<'a>, judged: &[Option<Judged>]) -> FxHashMap<&'a str, Vec<(usize, i8, bool)>> {
    let mut sides: FxHashMap<&str, Vec<(usize, i8, bool)>> = FxHashMap::default();
    for (index, statement) in text.record.statements.iter().enumerate() {
        if let (Some(speaker), Some(one)) = (speaker(statement), judged[index])
            && one.verdict.side != 0
            && !one.verdict.conditional
        {
            sides.entry(speaker).or_default().push((index, one.verdict.side, one.verdict.former));
        }
    }
    sides
}

/// "Begged the villagers to think again": whoever asks those of a side to do so is of the other.
pub(super) fn think_again(text: &Text, judged: &mut [Option<Judged>]) {
    const PHRASES: [&str; 7] = [
        "think again",
        "reconsider",
        "rethink",
        "change their minds",
        "change course",
        "reverse course",
        "see sense",
    ];
    let phrases: Vec<Vec<&str>> = PHRASES.iter().map(|phrase| phrase.split(' ').collect()).collect();
    let sides = sides(text, judged);
    for (index, statement) in text.record.statements.iter().enumerate() {
        let Some(one) = judged[index].filter(|one| one.verdict.side == 0 && !one.verdict.open) else {
            continue;
        };
        let Some(addressee) = &statement.addressee else { continue };
        if !matches!(statement.act, Act::Demand | Act::Propose | Act::Order | Act::Want) {
            continue;
        }
        let words: Vec<&str> =
            text.inside(&statement.content).iter().map(|word| word.lower.as_str()).collect();
        let asks = phrases.iter().any(|phrase| words.windows(phrase.len()).any(|window| window == phrase));
        let actor = text.record.actors.iter().find(|actor| actor.name == addressee.name);
        let known = [actor.map(|actor| actor.id.as_str()), Some(addressee.name.as_str())];
        let theirs = known.into_iter().flatten().find_map(|whom| sides.get(whom));
        let Some(theirs) = theirs.filter(|_| asks) else { continue };
        // What they shall think again about is the matter only where they have spoken of it.
        let spoken_of = |other: usize| judged[other].is_some_and(|one| one.relevance >= RELEVANT);
        let before = theirs.iter().rfind(|(other, _, former)| *other < index && !former && spoken_of(*other));
        let Some((_, side, _)) = before else { continue };
        let verdict = Verdict { side: -side, basis: Basis::Argued, weight: 0.6, ..one.verdict };
        judged[index] = Some(Judged { verdict, ..one });
    }
}

/// What a speaker says about the matter without taking a side goes with the side that the speaker takes nearest to it.
/// Of a speaker with two sides, the one told with "had" before the other was held once.
pub(super) fn carry(text: &Text, judged: &mut [Option<Judged>]) {
    for all in sides(text, judged).into_values() {
        let current = all
            .iter()
            .rev()
            .find(|(index, _, former)| !former && judged[*index].is_some_and(|one| !one.earlier));
        if let Some(&(_, side, _)) = current {
            for &(index, other, _) in &all {
                if let Some(one) = judged[index].as_mut().filter(|one| other != side && one.earlier) {
                    one.verdict.former = true;
                }
            }
        }
    }
    reverse(text, judged);
    let sides = sides(text, judged);
    let described: FxHashSet<&str> = text
        .record
        .statements
        .iter()
        .zip(judged.iter())
        .filter(|(_, one)| one.is_some_and(|one| one.described))
        .filter_map(|(statement, _)| speaker(statement))
        .collect();
    for (index, statement) in text.record.statements.iter().enumerate() {
        let Some(one) = judged[index].filter(|one| one.verdict.side == 0 && !one.verdict.open) else {
            continue;
        };
        let described = speaker(statement).is_some_and(|speaker| described.contains(speaker));
        let about = one.relevance >= SPEAKS_OF_IT
            || match (described, one.whole) {
                (true, _) => one.focus >= SPEAKS_OF_IT,
                (_, true) => one.focus >= NEAR,
                _ => one.focus >= BESIDE,
            };
        if !about
            || one.left_open
            || one.earlier
            || matches!(statement.act, Act::Ask | Act::Decline)
            || statement.polarity == Polarity::Negated
        {
            continue;
        }
        let Some(all) = speaker(statement).and_then(|speaker| sides.get(speaker)) else { continue };
        let nearest = all
            .iter()
            .filter(|(_, _, former)| !former)
            .min_by_key(|(other, ..)| if *other < index { 2 * (index - other) } else { 3 * (other - index) });
        let Some(&(other, side, _)) = nearest else { continue };
        // An interview is all of one speaker, and full of what the answers quote.
        let between = (other.min(index) + 1..other.max(index))
            .filter(|&place| text.record.statements[place].nested_in.is_none())
            .count();
        if between >= REACH {
            continue;
        }
        let divided = all.iter().any(|(_, one, former)| !former && *one != side);
        if divided && other.abs_diff(index) > 2 {
            continue;
        }
        let weight = if divided { 0.4 } else { 0.6 };
        judged[index] =
            Some(Judged { verdict: Verdict { side, basis: Basis::Carried, weight, ..one.verdict }, ..one });
    }
}

/// "I was wrong": the side is the opposite of the one that the text told of before, which was held once.
fn reverse(text: &Text, judged: &mut [Option<Judged>]) {
    let sides = sides(text, judged);
    for (index, statement) in text.record.statements.iter().enumerate() {
        let Some(one) = judged[index].filter(|one| one.reversal && !one.verdict.open) else { continue };
        let Some(all) = speaker(statement).and_then(|speaker| sides.get(speaker)) else { continue };
        let before = all.iter().rfind(|(other, ..)| *other < index);
        let after = all.iter().find(|(other, ..)| *other > index);
        let side = match (before, after) {
            // The text has told of the new side already.
            (Some((earlier, side, _)), _)
                if judged[*earlier].is_some_and(|one| one.now)
                    || all.iter().any(|(other, old, _)| other < earlier && *old != *side) =>
            {
                *side
            }
            (Some((_, side, _)), _) => -side,
            (None, Some((_, side, _))) => *side,
            (None, None) => continue,
        };
        for (other, old, _) in all {
            if *other < index
                && *old != side
                && let Some(earlier) = judged[*other].as_mut()
            {
                earlier.verdict.former = true;
            }
        }
        let verdict = Verdict { side, basis: Basis::Carried, weight: 0.6, former: false, ..one.verdict };
        judged[index] = Some(Judged { verdict, ..one });
    }
}
