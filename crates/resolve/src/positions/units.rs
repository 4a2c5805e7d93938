//! A statement's words as units: phrases with what they do to a side, and words by which the matter is spoken of.

use super::compose::Context;
use super::lexicon::{Effect, effect};
use super::matter::{Family, Matter};
use super::words::Word;

/// From this much on a deed or pronoun is about the matter.
pub(super) const NEAR: f32 = 0.42;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Anchor {
    /// A word of the thing.
    Thing,
    /// A deed of the question's family.
    Deed,
    /// "The plan".
    Plan,
    /// "The idea": of that which the text spoke of last.
    Idea,
    /// A name or wording that the user gave.
    Wording(i8),
    /// "It".
    Pronoun,
    /// "Them".
    Them,
}

pub(super) struct Unit<'a> {
    pub words: &'a [&'a Word],
    pub effect: Option<Effect>,
    pub anchor: Option<Anchor>,
}

impl Unit<'_> {
    pub fn lower(&self) -> &str {
        self.words.first().map_or("", |word| word.lower.as_str())
    }
}

/// The units of these words.
pub(super) fn units<'a>(matter: &Matter, words: &'a [&'a Word], context: &Context) -> Vec<Unit<'a>> {
    let wording = matter.wording(words);
    let focused = context.focus.max(context.relevance) >= NEAR;
    let mut units = Vec::with_capacity(words.len());
    let mut place = 0;
    while place < words.len() {
        let rest = &words[place..];
        if let Some((side, places)) = &wording
            && let (Some(&first), Some(&last)) = (places.iter().min(), places.iter().max())
            && place == first
            && last - first < places.len() + 4
        {
            let taken = &words[first..=last];
            units.push(Unit { words: taken, effect: None, anchor: Some(Anchor::Wording(*side)) });
            place = last + 1;
            continue;
        }
        let found = effect(rest);
        let length = found.map_or(1, |(_, length)| length);
        let taken = &rest[..length];
        let mut effect = found.map(|(effect, _)| effect).filter(|effect| *effect != Effect::Nothing);
        let thing = taken.iter().any(|word| matter.is_thing(word, words));
        // A word of the thing is no judgement about it: the "fire" of "fire safety".
        if taken.iter().any(|word| matter.has(word)) && effect.is_some_and(|effect| effect.deed().is_none()) {
            effect =
                effect.filter(|effect| matches!(effect, Effect::Attitude(_) | Effect::Demand | Effect::Not));
        }
        let next = words.get(place + length).map(|word| word.lower.as_str());
        let deed = taken.iter().any(|word| matter.is_deed(word))
            || focused
                && matches!(
                    (effect, matter.family),
                    (Some(Effect::Permit(_)), Some(Family::Permit))
                        | (Some(Effect::Oblige(_)), Some(Family::Oblige))
                );
        let anchor = if thing {
            Some(Anchor::Thing)
        } else if deed {
            Some(Anchor::Deed)
        } else if effect == Some(Effect::Matter) {
            match taken[0].stem.as_str() {
                "idea" | "move" | "propos" | "suggest" | "step" | "motion" | "amend" | "bill" => {
                    Some(Anchor::Idea)
                }
                _ => is_definite(&words[place.saturating_sub(3)..place]).then_some(Anchor::Plan),
            }
        } else {
            pronoun(&taken[0].lower, next)
        };
        units.push(Unit { words: taken, effect, anchor });
        place += length;
    }
    units
}

/// "The plan", "plans"; not "a plan" or "more muscular approach", which the text has not told of yet.
fn is_definite(before: &[&Word]) -> bool {
    !before.iter().rev().take_while(|word| !word.is_mark()).any(|word| {
        matches!(
            word.lower.as_str(),
            "a" | "an" | "another" | "no" | "any" | "more" | "other" | "new" | "some"
        )
    })
}

fn pronoun(word: &str, next: Option<&str>) -> Option<Anchor> {
    match word {
        "it" | "this" => Some(Anchor::Pronoun),
        "that" if matches!(next, None | Some("." | "," | "is" | "was" | "would" | "will" | "'s" | "has")) => {
            Some(Anchor::Pronoun)
        }
        "them" => Some(Anchor::Them),
        _ => None,
    }
}
