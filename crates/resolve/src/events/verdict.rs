//! Which events are told, and who their sides are: a model learned from events of training texts that annotators judged
//! (`training/events.py`). It is linear over what the sentence shows ([`features`](super::features)), and where the full model
//! parsed, a small [network](super::network) adds what that saw in the words.
//!
//! The rules that find events and their sides are right more often than not; the model knows where they are not. It chooses the
//! sides anew among everybody whom the sentence names, and leaves out what was hardly done, or hardly by this actor.

use std::sync::LazyLock;

use types::{Event, ParsedSentence, Participant, Span};

use super::Parties;
use super::features::{self, BITS, Candidate, Choice, Place, Role, head_of};
use super::network::{self, Network, Seen};
use super::others::with_others;
use super::triggers::may_lack_sides;

/// An event is kept when it was told, done by its actor and to its recipient with at least this probability, in which that of
/// the recipient counts a little less: a wrong one does less harm than a wrong actor, and the words leave it open more often.
const LIKELY: f32 = 0.59;
/// The power of the recipient's probability.
const LENIENT: f32 = 0.5;

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

    /// The word that tells of the event.
    pub fn told_by(&self) -> usize {
        self.place.word
    }

    /// Where a word of the sentence stands, and what the full model saw in it: nothing where a smaller one parsed.
    pub fn seen_in(&self, word: usize) -> (Span, &'p [f32]) {
        let sentence = &self.place.sentence;
        (sentence.span(word), sentence.parsed.view(word))
    }

    fn view(&self, word: Option<usize>) -> &'p [f32] {
        word.map_or(&[], |word| self.seen_in(word).1)
    }

    /// The head of a side that the rules found.
    fn head(&self, side: &Option<Participant>) -> Option<usize> {
        head_of(&self.place.sentence, side.as_ref()?.span?)
    }

    /// The probability that it is told, of this type and as true as the rules say.
    fn told(&self) -> f32 {
        let mut score = MODEL.score(&self.event);
        let (event, told) = (&self.candidate.event, self.view(Some(self.place.word)));
        if !told.is_empty() {
            let network = &MODEL.told;
            let mut hidden = network.hidden(&event.kind, event.factuality);
            network.look(&mut hidden, Seen::Told, told);
            network.look(&mut hidden, Seen::Side, self.view(self.head(&event.actor)));
            network.look(&mut hidden, Seen::Other, self.view(self.head(&event.recipient)));
            score += network.score(&hidden);
        }
        1.0 / (1.0 + (-score).exp())
    }

    /// The likeliest of the choices, and its probability.
    fn likeliest<'o>(&self, choices: &'o [Choice], role: Role) -> (Option<&'o Participant>, f32) {
        let (event, told) = (&self.candidate.event, self.view(Some(self.place.word)));
        let (network, other) = match role {
            Role::Actor => (&MODEL.actor, &event.recipient),
            Role::Recipient => (&MODEL.recipient, &event.actor),
        };
        let mut around = network.hidden(&event.kind, event.factuality);
        network.look(&mut around, Seen::Told, told);
        network.look(&mut around, Seen::Other, self.view(self.head(other)));
        let score = |choice: &Choice| {
            let mut score = MODEL.score(&choice.features);
            if !told.is_empty() {
                let mut hidden = around.clone();
                network.look(&mut hidden, Seen::Side, self.view(choice.head));
                score += network.score(&hidden);
            }
            score
        };
        let scores: Vec<f32> = choices.iter().map(score).collect();
        let (best, probability) = likeliest(&scores);
        (best.and_then(|best| choices[best].side.as_ref()), probability)
    }

    /// The event as the model tells it; none when it is hardly right.
    pub fn judged(&self, parties: &Parties, syntax: &[ParsedSentence]) -> Option<Event> {
        let told = self.told();
        // Most of what the rules doubt ends here.
        if told < LIKELY {
            return None;
        }
        let mut event = self.candidate.event.clone();
        let people = self.people(parties);
        let actors = self.choices(parties, &people, Role::Actor);
        let (actor, sure_of_actor) = self.likeliest(&actors, Role::Actor);
        if told * sure_of_actor < LIKELY {
            return None;
        }
        let recipients = self.choices(parties, &people, Role::Recipient);
        let (recipient, sure_of_recipient) = self.likeliest(&recipients, Role::Recipient);
        if told * sure_of_actor * sure_of_recipient.powf(LENIENT) < LIKELY {
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

/// The model: a weight for each place of a table, and what sees the states of words.
struct Model {
    table: &'static [u8],
    scale: f32,
    told: Network,
    actor: Network,
    recipient: Network,
}

/// The scale, the table, and the three networks.
static FILE: &[u8; 4 + (1 << BITS) + 3 * network::BYTES] = include_bytes!("../../data/events.bin");
static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let (scale, rest) = FILE.split_at(4);
    let (table, networks) = rest.split_at(1 << BITS);
    let network = |which: usize| Network::of(&networks[which * network::BYTES..][..network::BYTES]);
    Model {
        table,
        scale: f32::from_le_bytes([scale[0], scale[1], scale[2], scale[3]]),
        told: network(0),
        actor: network(1),
        recipient: network(2),
    }
});

impl Model {
    /// The linear part.
    fn score(&self, places: &[u32]) -> f32 {
        score(self.table, places) * self.scale
    }
}

/// The sum of signed bytes of a table; there is none outside it.
fn score(table: &[u8], places: &[u32]) -> f32 {
    let weight = |&place: &u32| table.get(place as usize).map_or(0, |byte| i32::from(*byte as i8));
    places.iter().map(weight).sum::<i32>() as f32
}

/// The index of the highest score, and its share by the softmax.
fn likeliest(scores: &[f32]) -> (Option<usize>, f32) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = scores.iter().map(|score| (score - most).exp()).sum();
    (scores.iter().position(|score| *score == most), 1.0 / total)
}

#[cfg(test)]
mod tests {
    use super::{likeliest, score};

    #[test]
    fn a_score_is_the_sum_of_signed_weights() {
        let table = [0, 4, 252];
        assert_eq!(score(&table, &[1]), 4.0);
        assert_eq!(score(&table, &[2]), -4.0);
        assert_eq!(score(&table, &[0, 1, 2]), 0.0);
        assert_eq!(score(&table, &[3]), 0.0, "a place outside the table has no weight");
    }

    #[test]
    fn the_likeliest_has_its_share_of_the_probability() {
        let (best, probability) = likeliest(&[0.0, 2.0, -2.0]);
        assert_eq!(best, Some(1));
        assert!((probability - 2_f32.exp() / (1.0 + 2_f32.exp() + (-2_f32).exp())).abs() < 1e-6);
        assert_eq!(likeliest(&[]).0, None);
    }
}
