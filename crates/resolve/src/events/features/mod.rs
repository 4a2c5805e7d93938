//! What the sentence of an event shows, as the features of a linear model: what the event claims, how its word and its sides
//! hang together in the parse, and who else stands there.
//!
//! A feature is a few words ("object=decision kind=ACCUSE"), of which only the hash is kept (feature hashing, Weinberger et al.
//! 2009): the place of its weight in the model's table.

mod choices;
mod event;

use std::fmt::{self, Write};

use types::{Event, ParsedSentence, PartOfSpeech, Participant, Relation, Span, TriggerForm};

use super::Parties;
use crate::clause::{Sentence, Stem, stems};
use crate::fnv;

pub(crate) use choices::{Choice, Whom};
pub(super) use choices::{choices, people};
pub(super) use event::of_event;

/// The hash's lowest bits that are kept: the table has 2^18 weights.
pub(super) const BITS: u32 = 18;
/// Paths through the parse are followed no further.
const STEPS: usize = 5;
/// So many others are looked at.
const OTHERS: usize = 12;

/// An event before anybody has asked whether it is right.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub event: Event,
    /// The word that tells of it: a trigger, or the cue of a statement.
    pub told_by: Span,
    pub way: Way,
    /// What the rules hold against it.
    pub doubts: Vec<&'static str>,
}

/// What found the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Verb,
    Noun,
    Cue,
    Content,
}

impl From<TriggerForm> for Way {
    fn from(form: TriggerForm) -> Self {
        match form {
            TriggerForm::Verb => Self::Verb,
            TriggerForm::Noun => Self::Noun,
        }
    }
}

/// Which side of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Actor,
    Recipient,
}

impl Role {
    fn question(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Recipient => "recipient",
        }
    }
}

/// What the rules hold against a candidate, as it is found.
#[derive(Default)]
pub(super) struct Doubts(pub Vec<&'static str>);

impl Doubts {
    pub fn raise(&mut self, holds: bool, name: &'static str) {
        if holds {
            self.0.push(name);
        }
    }
}

/// The features of one question about an event.
struct Features<'k> {
    question: &'static str,
    /// The event's type.
    kind: &'k str,
    places: Vec<u32>,
}

impl<'k> Features<'k> {
    fn of(question: &'static str, candidate: &'k Candidate) -> Self {
        Self { question, kind: &candidate.event.kind, places: Vec::with_capacity(160) }
    }

    fn add(&mut self, feature: fmt::Arguments) {
        let hash = self.hash(feature);
        self.places.push(hash.place());
    }

    /// The feature, and once more for the event's type alone.
    fn add_by_kind(&mut self, feature: fmt::Arguments) {
        let mut hash = self.hash(feature);
        self.places.push(hash.place());
        hash.add(" kind=");
        hash.add(self.kind);
        self.places.push(hash.place());
    }

    fn hash(&self, feature: fmt::Arguments) -> Hash {
        let mut hash = Hash(fnv::START);
        hash.add(self.question);
        hash.add(" ");
        // Writing into a hash cannot fail.
        let _ = hash.write_fmt(feature);
        hash
    }

    fn done(mut self) -> Vec<u32> {
        self.places.sort_unstable();
        self.places.dedup();
        self.places
    }
}

/// The hash of what is written into it.
struct Hash(u64);

impl Hash {
    fn add(&mut self, text: &str) {
        self.0 = fnv::add(self.0, text);
    }

    /// Where the model's table has the feature's weight.
    fn place(&self) -> u32 {
        let folded = self.0 ^ (self.0 >> 32);
        (folded & ((1 << BITS) - 1)) as u32
    }
}

impl Write for Hash {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.add(text);
        Ok(())
    }
}

/// The word that a candidate is told by, in its parsed sentence.
pub(super) fn told_in<'p>(
    candidate: &Candidate,
    syntax: &'p [ParsedSentence],
    text: &'p str,
) -> Option<Place<'p>> {
    let sentence = Sentence::around(syntax, text, candidate.told_by)?;
    let word = head_of(&sentence, candidate.told_by)?;
    let lemma = base(sentence.words(word));
    Some(Place { sentence, word, lemma })
}

/// Where an event is told.
pub(super) struct Place<'p> {
    pub sentence: Sentence<'p>,
    pub word: usize,
    lemma: String,
}

/// A short base form: what is learned of "accused" holds for "accuses".
fn base(word: &str) -> String {
    let word = word.to_lowercase();
    let stem = stems(&word).filter(|stem| stem.len() > 2).min_by_key(Stem::len);
    stem.map_or_else(|| word.clone(), |stem| stem.to_string())
}

/// The word of the span on which its others depend.
pub(super) fn head_of(sentence: &Sentence, span: Span) -> Option<usize> {
    let inside = |word: usize| span.overlaps(sentence.span(word));
    let words = || (0..sentence.parsed.words.len()).filter(|&word| inside(word));
    let top = |&word: &usize| {
        sentence.tag(word) != PartOfSpeech::Punctuation
            && sentence.head(word).is_none_or(|head| !inside(head))
    };
    words().find(top).or_else(|| words().next())
}

/// The relations on the way from one word to another, up and then down, with the prepositions on the way down.
fn path(sentence: &Sentence, from: usize, to: usize) -> String {
    let chain = |word: usize| {
        let mut chain = vec![word];
        let mut last = word;
        while let Some(head) = sentence.head(last).filter(|head| !chain.contains(head)) {
            chain.push(head);
            last = head;
            if chain.len() > 2 * STEPS {
                break;
            }
        }
        chain
    };
    let (up, down) = (chain(from), chain(to));
    let meeting = up
        .iter()
        .enumerate()
        .find_map(|(rise, word)| down.iter().position(|other| other == word).map(|fall| (rise, fall)));
    let Some((rise, fall)) = meeting.filter(|(rise, fall)| rise + fall <= STEPS) else {
        return "far".to_owned();
    };
    let mut path = String::new();
    for &word in &up[..rise] {
        path.push('^');
        path.push_str(sentence.relation(word).name());
    }
    for &word in down[..fall].iter().rev() {
        path.push('>');
        path.push_str(sentence.relation(word).name());
        let preposition = sentence.preposition(word);
        if !preposition.is_empty() {
            path.push(':');
            path.push_str(&preposition);
        }
    }
    path
}

/// How many of the bounds, in rising order, the value reaches.
fn level(value: f64, bounds: &[f64]) -> usize {
    bounds.iter().filter(|&&bound| value >= bound).count()
}

/// Somebody who may be a side, with the word that heads them in the sentence, and how they hang together with the word.
fn of_side(
    parties: &Parties,
    candidate: &Candidate,
    place: &Place,
    role: &str,
    (side, head): (&Participant, Option<usize>),
    f: &mut Features,
) {
    let Place { sentence, word, lemma } = place;
    let way = candidate.way;
    let known = side.actor.is_some();
    f.add_by_kind(format_args!("{role} known={known}"));
    f.add(format_args!("{role} known={known} way={way:?}"));
    f.add(format_args!("{role} joined={}", side.name.contains(" and ")));
    let Some(span) = side.span else {
        f.add(format_args!("{role} nowhere"));
        return;
    };
    let named = parties.kind_of(span);
    f.add(format_args!("{role} words={}", side.name.split_whitespace().count().min(8)));
    f.add_by_kind(format_args!("{role} named={named:?}"));
    let inside = sentence.parsed.span.contains(span);
    let Some(head) = head.filter(|_| inside) else {
        f.add(format_args!("{role} elsewhere"));
        f.add(format_args!("{role} elsewhere way={way:?}"));
        return;
    };
    let way_to = path(sentence, *word, head);
    f.add_by_kind(format_args!("{role} path={way_to}"));
    f.add(format_args!("{role} path={way_to} lemma={lemma}"));
    f.add(format_args!("{role} path={way_to} way={way:?}"));
    f.add(format_args!("{role} before={}", head < *word));
    let away = level(head.abs_diff(*word) as f64, &[2.0, 3.0, 5.0, 8.0, 12.0, 20.0]);
    f.add(format_args!("{role} away={away}"));
    let tag = sentence.tag(head);
    f.add_by_kind(format_args!("{role} tag={}", tag.name()));
    if tag != PartOfSpeech::ProperNoun {
        let noun = base(sentence.words(head));
        f.add_by_kind(format_args!("{role} is={noun}"));
    }
    let first = sentence.parsed.word_at(span.start).map(|first| sentence.lower(first)).unwrap_or_default();
    f.add(format_args!("{role} first={first}"));
}

/// Whether the word can head what somebody is called, alone.
fn is_noun(sentence: &Sentence, word: usize) -> bool {
    matches!(sentence.tag(word), PartOfSpeech::Noun | PartOfSpeech::ProperNoun | PartOfSpeech::Pronoun)
        && !matches!(
            sentence.relation(word),
            Relation::Flat | Relation::GoesWith | Relation::Apposition | Relation::Fixed
        )
}
