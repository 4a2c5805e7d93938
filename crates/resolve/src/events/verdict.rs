//! Which events are told, and who their sides are: a model learned from events of training texts that annotators judged
//! (`training/events.py`). It is linear over what the sentence shows ([`features`](super::features)), and where the full model
//! parsed, a small [network](super::network) adds what that saw in the words.
//!
//! The rules that find events and their sides are right more often than not; the model knows where they are not. It chooses the
//! sides anew among everybody whom the sentence names, and leaves out what was hardly done, or hardly by this actor.

use std::sync::LazyLock;

use types::{Event, Factuality, ParsedSentence, Participant, Span};

use super::Parties;
use super::features::{self, BITS, Candidate, Choice, Place, Role, Whom, head_of};
use super::network::{Hidden, KINDS, Network, Seen, TRUTHS, bytes};
use super::others::with_others;
use super::triggers::may_lack_sides;

/// An event is kept when it is of its type, as true as it says, done by its actor and to its recipient with at least this
/// probability, in which truth and recipient count a little less: a wrong recipient does less harm than a wrong actor, and the words
/// leave it open more often; what is alleged and what is asserted shade into each other.
const LIKELY: f32 = 0.68;
/// Against the rules an event is told as a fact with at least this probability.
const CERTAIN: f32 = 0.9;
/// The power of the probabilities of recipient and truth.
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

    /// What the hidden layer of a question about the event sees: none where a smaller model parsed.
    fn hidden(&self, network: &Network) -> Option<Hidden> {
        let (event, told) = (&self.candidate.event, self.view(Some(self.place.word)));
        if told.is_empty() {
            return None;
        }
        let mut hidden = network.hidden(&event.kind, event.factuality);
        network.look(&mut hidden, Seen::Told, told);
        network.look(&mut hidden, Seen::Side, self.view(self.head(&event.actor)));
        network.look(&mut hidden, Seen::Other, self.view(self.head(&event.recipient)));
        Some(hidden)
    }

    /// The likeliest type, and its probability. Only the full model sees that it is another than the rules say.
    fn kind(&self) -> (&'static str, f32) {
        let own = KINDS.iter().position(|kind| *kind == self.candidate.event.kind).unwrap_or_default();
        let as_the_rules_say = MODEL.score(&self.event);
        let Some(hidden) = self.hidden(&MODEL.kind) else {
            return (KINDS[own], 1.0 / (1.0 + (-as_the_rules_say).exp()));
        };
        // The last is that no event is told.
        let mut scores = [0.0; KINDS.len() + 1];
        for (answer, score) in scores[..KINDS.len()].iter_mut().enumerate() {
            *score = MODEL.kind.score(&hidden, 1 + answer);
        }
        scores[own] = as_the_rules_say + MODEL.kind.score(&hidden, 0);
        let shares = shares(&scores);
        let best = likeliest(&shares[..KINDS.len()]);
        (KINDS[best], shares[best])
    }

    /// How true the words say it is, and the probability of that.
    fn truth(&self) -> (Factuality, f32) {
        let hidden = self.hidden(&MODEL.truth);
        let score = |answer: usize| {
            let seen = hidden.as_ref().map_or(0.0, |hidden| MODEL.truth.score(hidden, answer));
            seen + MODEL.score_as(&self.event, TRUTH_FACTORS[answer])
        };
        let shares = shares(&[0, 1, 2, 3, 4].map(score));
        let best = likeliest(&shares);
        let own = TRUTHS.iter().position(|truth| *truth == self.candidate.event.factuality).unwrap_or(best);
        // "Arrested neither", "he said that they withdrew their support": what the words deny becomes no fact and nobody's claim, and
        // what else they leave open no fact on a guess.
        let asserted = TRUTHS[best] == Factuality::Asserted;
        let overruled = match TRUTHS[own] {
            Factuality::Denied => asserted || TRUTHS[best] == Factuality::Alleged,
            _ => asserted && own != best && shares[best] < CERTAIN,
        };
        let truth = if overruled { own } else { best };
        (TRUTHS[truth], shares[truth])
    }

    /// The likeliest of the choices, if it is somebody who can be named, and the probability that it is no wrong one.
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
                if choice.whom == Whom::Unlisted {
                    network.look_at_unlisted(&mut hidden);
                }
                score += network.score(&hidden, 0);
            }
            score
        };
        let scores: Vec<f32> = choices.iter().map(score).collect();
        let shares = shares(&scores);
        let best = likeliest(&shares);
        match choices.get(best).map(|choice| &choice.whom) {
            Some(Whom::Side(side)) => (Some(side), shares[best]),
            Some(Whom::Nobody) => (None, shares[best]),
            // To name nobody is right too where somebody has the role whom nobody can name.
            Some(Whom::Unlisted) => (None, shares[best] + shares.first().copied().unwrap_or_default()),
            None => (None, 0.0),
        }
    }

    /// The event as the model tells it; none when it is hardly right.
    pub fn judged(&self, parties: &Parties, syntax: &[ParsedSentence]) -> Option<Event> {
        let (kind, sure_of_kind) = self.kind();
        // Most of what the rules doubt ends here.
        if sure_of_kind < LIKELY {
            return None;
        }
        let (truth, sure_of_truth) = self.truth();
        let told = sure_of_kind * sure_of_truth.powf(LENIENT);
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
        let mut event = self.candidate.event.clone();
        event.factuality = truth;
        if event.kind != kind {
            event.kind = kind.to_owned();
            // It was one of the other type.
            event.mode = None;
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
    /// Answers: the type that the rules say, and each type.
    kind: Network,
    truth: Network,
    actor: Network,
    recipient: Network,
}

/// Answers of each network.
const ANSWERS: [usize; 4] = [1 + KINDS.len(), TRUTHS.len(), 1, 1];
const NETWORKS: usize = bytes(ANSWERS[0]) + bytes(ANSWERS[1]) + bytes(ANSWERS[2]) + bytes(ANSWERS[3]);
/// The features of the event are those of each answer about its truth too, at places that are multiplied by these odd numbers.
const TRUTH_FACTORS: [u32; 5] = [0x9E37, 0x85EB, 0xC2B3, 0x27D5, 0x1657];
/// The scale, the table, and the networks.
static FILE: &[u8; 4 + (1 << BITS) + NETWORKS] = include_bytes!("../../data/events.bin");
static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let (scale, rest) = FILE.split_at(4);
    let (table, mut rest) = rest.split_at(1 << BITS);
    let [kind, truth, actor, recipient] = ANSWERS.map(|answers| {
        let (network, others) = rest.split_at(bytes(answers));
        rest = others;
        Network::of(network)
    });
    let scale = f32::from_le_bytes([scale[0], scale[1], scale[2], scale[3]]);
    Model { table, scale, kind, truth, actor, recipient }
});

impl Model {
    /// The linear part.
    fn score(&self, places: &[u32]) -> f32 {
        self.score_as(places, 1)
    }

    /// The same at places that are multiplied by an odd number.
    fn score_as(&self, places: &[u32], factor: u32) -> f32 {
        let places = places.iter().map(|place| place.wrapping_mul(factor) & ((1 << BITS) - 1));
        score(self.table, places) * self.scale
    }
}

/// The sum of signed bytes of a table; there is none outside it.
fn score(table: &[u8], places: impl Iterator<Item = u32>) -> f32 {
    let weight = |place: u32| table.get(place as usize).map_or(0, |byte| i32::from(*byte as i8));
    places.map(weight).sum::<i32>() as f32
}

/// The share of each score by the softmax.
fn shares(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let total: f32 = powers.iter().sum();
    powers.iter().map(|power| power / total).collect()
}

/// The place of the first of the highest shares; the first place where there are none.
fn likeliest(shares: &[f32]) -> usize {
    let most = shares.iter().copied().fold(f32::MIN, f32::max);
    shares.iter().position(|share| *share == most).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{likeliest, score, shares};

    #[test]
    fn a_score_is_the_sum_of_signed_weights() {
        let table = [0, 4, 252];
        let score = |places: &[u32]| score(&table, places.iter().copied());
        assert_eq!(score(&[1]), 4.0);
        assert_eq!(score(&[2]), -4.0);
        assert_eq!(score(&[0, 1, 2]), 0.0);
        assert_eq!(score(&[3]), 0.0, "a place outside the table has no weight");
    }

    #[test]
    fn the_likeliest_has_its_share_of_the_probability() {
        let shares = shares(&[0.0, 2.0, -2.0]);
        assert_eq!(likeliest(&shares), 1);
        assert!((shares[1] - 2_f32.exp() / (1.0 + 2_f32.exp() + (-2_f32).exp())).abs() < 1e-6);
        assert_eq!(likeliest(&[]), 0);
    }
}
