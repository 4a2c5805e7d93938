//! Which events are told, and who their sides are: a linear model over what the sentence shows ([`features`](super::features)),
//! learned from events of training texts that annotators judged (`training/events.py`).
//!
//! The rules that find events and their sides are right more often than not; the model knows where they are not. It chooses the
//! sides anew among everybody whom the sentence names, and leaves out what was hardly done, or hardly by this actor.

use types::{Event, ParsedSentence, Participant};

use super::Parties;
use super::features::{self, BITS, Candidate, Choice, Place, Role};
use super::others::with_others;
use super::triggers::may_lack_sides;

/// An event that is kept was told, and done by its actor, with at least this probability.
const LIKELY: f32 = 0.7;
/// Its recipient, or that it has none, is right with at least this one: a wrong one does less harm than a wrong actor, and
/// the words leave it open more often.
const CONCEIVABLE: f32 = 0.35;

/// What the model sees of an event.
pub(crate) struct Evidence<'c, 'p> {
    pub candidate: &'c Candidate,
    place: Place<'p>,
    /// Features of the question whether it is told.
    pub event: Vec<u32>,
}

impl<'c, 'p> Evidence<'c, 'p> {
    /// None where the sentence was not parsed.
    pub fn of(
        parties: &Parties<'p, '_>,
        candidate: &'c Candidate,
        syntax: &'p [ParsedSentence],
    ) -> Option<Self> {
        let place = features::told_in(candidate, syntax, parties.article.text)?;
        let event = features::of_event(parties, candidate, &place);
        Some(Self { candidate, place, event })
    }

    /// Everybody of the sentence who may be a side.
    pub fn people(&self, parties: &Parties) -> Vec<Participant> {
        features::people(parties, &self.place.sentence)
    }

    /// Who of the people may have the role, with features.
    pub fn choices(&self, parties: &Parties, people: &[Participant], role: Role) -> Vec<Choice> {
        features::choices(parties, self.candidate, &self.place, people, role)
    }

    /// The event as the model tells it; none when it is hardly right.
    pub fn judged(&self, parties: &Parties, syntax: &[ParsedSentence]) -> Option<Event> {
        let told = 1.0 / (1.0 + (-WEIGHTS.score(&self.event)).exp());
        // Most of what the rules doubt ends here.
        if told < LIKELY {
            return None;
        }
        let mut event = self.candidate.event.clone();
        let people = self.people(parties);
        let actors = self.choices(parties, &people, Role::Actor);
        let (actor, sure_of_actor) = WEIGHTS.likeliest(&actors);
        if told * sure_of_actor < LIKELY {
            return None;
        }
        let recipients = self.choices(parties, &people, Role::Recipient);
        let (recipient, sure_of_recipient) = WEIGHTS.likeliest(&recipients);
        if sure_of_recipient < CONCEIVABLE {
            return None;
        }
        let join = |side: &Participant, other: Option<&Participant>| {
            with_others(parties, syntax, side.clone(), other)
        };
        if event.actor.as_ref() != actor {
            event.actor = actor.map(|side| join(side, recipient));
        }
        if event.recipient.as_ref() != recipient {
            event.recipient = recipient.map(|side| join(side, event.actor.as_ref()));
        }
        // Nobody does it to themselves, and what nobody does to nobody is hardly an event.
        let known = event.actor.is_some() || event.recipient.is_some() || may_lack_sides(&event.kind);
        let clash = actor.zip(recipient).is_some_and(|(actor, recipient)| actor.name == recipient.name);
        (known && !clash).then_some(event)
    }
}

/// The model: a weight for each place of the table.
struct Weights {
    table: &'static [u8],
    scale: f32,
}

/// The scale, and the table.
static FILE: &[u8; 4 + (1 << BITS)] = include_bytes!("../../data/events.bin");
static WEIGHTS: Weights = {
    let (scale, table) = FILE.split_at(4);
    Weights { table, scale: f32::from_le_bytes([scale[0], scale[1], scale[2], scale[3]]) }
};

impl Weights {
    fn score(&self, places: &[u32]) -> f32 {
        let weight = |&place: &u32| self.table.get(place as usize).map_or(0, |byte| i32::from(*byte as i8));
        places.iter().map(weight).sum::<i32>() as f32 * self.scale
    }

    /// The likeliest side, and its probability.
    fn likeliest<'c>(&self, choices: &'c [Choice]) -> (Option<&'c Participant>, f32) {
        let scores: Vec<f32> = choices.iter().map(|choice| self.score(&choice.features)).collect();
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let total: f32 = scores.iter().map(|score| (score - most).exp()).sum();
        let best = choices.iter().zip(&scores).find(|(_, score)| **score == most);
        (best.and_then(|(choice, _)| choice.side.as_ref()), 1.0 / total)
    }
}

#[cfg(test)]
mod tests {
    use types::Participant;

    use super::{Choice, Weights};

    const WEIGHTS: Weights = Weights { table: &[0, 4, 252], scale: 0.5 };

    fn choice(name: Option<&str>, features: &[u32]) -> Choice {
        let side = name.map(|name| Participant { name: name.to_owned(), span: None, actor: None });
        Choice { side, features: features.to_vec() }
    }

    #[test]
    fn a_score_is_the_scaled_sum_of_signed_weights() {
        assert_eq!(WEIGHTS.score(&[1]), 2.0);
        assert_eq!(WEIGHTS.score(&[2]), -2.0);
        assert_eq!(WEIGHTS.score(&[0, 1, 2]), 0.0);
        assert_eq!(WEIGHTS.score(&[3]), 0.0, "a place outside the table has no weight");
    }

    #[test]
    fn the_likeliest_side_has_its_share_of_the_probability() {
        let choices = [choice(None, &[0]), choice(Some("Doe"), &[1]), choice(Some("Roe"), &[2])];
        let (side, probability) = WEIGHTS.likeliest(&choices);
        assert_eq!(side.map(|side| side.name.as_str()), Some("Doe"));
        let total = 1.0 + 2_f32.exp() + (-2_f32).exp();
        assert!((probability - 2_f32.exp() / total).abs() < 1e-6);
    }

    #[test]
    fn nobody_is_a_choice() {
        let choices = [choice(None, &[1]), choice(Some("Roe"), &[2])];
        let (side, probability) = WEIGHTS.likeliest(&choices);
        assert_eq!(side, None);
        assert!(probability > 0.9);
    }
}
