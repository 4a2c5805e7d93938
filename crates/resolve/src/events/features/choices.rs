//! Who may be a side of an event: features of each of them, and of nobody.

use types::{PartOfSpeech, Participant, Relation, Span};

use super::super::Parties;
use super::{Candidate, Features, Place, Role, base, head_of, is_noun, of_side, path};
use crate::clause::Sentence;

/// So many are chosen among.
const MOST: usize = 16;

/// Who may have a role.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Whom {
    /// The words name nobody who has it.
    Nobody,
    Side(Participant),
    /// Somebody whom the words tell, but none of those who are listed: "they", "my father", whoever the sentence before named.
    Unlisted,
}

/// One of those who may have a role.
pub(crate) struct Choice {
    pub whom: Whom,
    pub features: Vec<u32>,
    /// The word of the sentence that heads it.
    pub head: Option<usize>,
}

/// Everybody whom a word of the sentence may mean, in order; first those who can be a party by what is known of them.
pub(in super::super) fn people(parties: &Parties, sentence: &Sentence) -> Vec<Participant> {
    let words = || 0..sentence.parsed.words.len();
    let attribute =
        |word: usize| matches!(sentence.relation(word), Relation::Compound | Relation::AdjectivalModifier);
    let party = |word: usize| {
        let adjective = sentence.tag(word) == PartOfSpeech::Adjective && attribute(word);
        let span = if attribute(word) { sentence.span(word) } else { sentence.phrase(word) };
        if adjective || is_noun(sentence, word) { parties.of_patient(span, None) } else { None }
    };
    let mut found: Vec<Participant> = words().filter_map(party).collect();
    let worded = |word: &usize| {
        is_noun(sentence, *word) && !attribute(*word) && !is_among(&found, sentence.span(*word))
    };
    let others: Vec<Participant> =
        words().filter(worded).filter_map(|word| parties.as_worded(sentence.phrase(word))).collect();
    found.extend(others);
    found
}

/// Whether the words are some of those by which one of the people is called.
pub(super) fn is_among<'p>(people: impl IntoIterator<Item = &'p Participant>, words: Span) -> bool {
    people.into_iter().any(|side| side.span.is_some_and(|span| span.overlaps(words)))
}

/// Who may have the role: nobody first, then whom the rules found, if they did, then everybody else of the sentence's `people`,
/// and last somebody who is not listed.
pub(in super::super) fn choices(
    parties: &Parties,
    candidate: &Candidate,
    place: &Place,
    people: &[Participant],
    role: Role,
) -> Vec<Choice> {
    let event = &candidate.event;
    let (own, other) = match role {
        Role::Actor => (&event.actor, &event.recipient),
        Role::Recipient => (&event.recipient, &event.actor),
    };
    let same = |side: &Option<Participant>, found: &Participant| {
        let overlaps = |side: &Participant| side.span.zip(found.span).is_some_and(|(a, b)| a.overlaps(b));
        side.as_ref().is_some_and(|side| side.name == found.name || overlaps(side))
    };
    let mut found: Vec<&Participant> = own.iter().collect();
    for party in people {
        let known = found.iter().any(|known| known.name == party.name && known.span == party.span);
        if !known && !same(own, party) {
            found.push(party);
        }
        if found.len() >= MOST {
            break;
        }
    }
    let sentence = &place.sentence;
    let pronouns: Vec<usize> = (0..sentence.parsed.words.len())
        .filter(|&word| {
            sentence.tag(word) == PartOfSpeech::Pronoun
                && !is_among(found.iter().copied(), sentence.span(word))
        })
        .collect();
    let without = |whom: Whom, named: &str| {
        let features = of_none(candidate, place, role, (named, &pronouns), own, other);
        Choice { whom, features, head: None }
    };
    let mut out = vec![without(Whom::Nobody, "none")];
    for (index, side) in found.into_iter().enumerate() {
        let by_rule = index == 0 && own.is_some();
        let head = side.span.and_then(|span| head_of(sentence, span));
        let opposite = same(other, side);
        let features = of_choice(parties, candidate, place, role, (side, head), by_rule, own, opposite);
        out.push(Choice { whom: Whom::Side(side.clone()), features, head });
    }
    out.push(without(Whom::Unlisted, "unlisted"));
    out
}

/// That nobody of those listed has the role; `named` says in features which of the two ways this may be, and `pronouns` are those
/// of which nobody knows whom they mean.
fn of_none(
    candidate: &Candidate,
    place: &Place,
    role: Role,
    (named, pronouns): (&str, &[usize]),
    own: &Option<Participant>,
    other: &Option<Participant>,
) -> Vec<u32> {
    let Place { sentence, word, lemma } = place;
    let way = candidate.way;
    let mut f = Features::of(role.question(), candidate);
    f.add_by_kind(format_args!("{named}"));
    f.add_by_kind(format_args!("{named} lemma={lemma}"));
    f.add_by_kind(format_args!("{named} way={way:?}"));
    f.add_by_kind(format_args!("{named} other={}", other.is_some()));
    f.add(format_args!("{named} relation={}", sentence.relation(*word).name()));
    f.add(format_args!("{named} tag={}", sentence.tag(*word).name()));
    if own.is_none() {
        f.add_by_kind(format_args!("{named} by rule"));
        f.add(format_args!("{named} by rule way={way:?}"));
        f.add(format_args!("{named} by rule lemma={lemma}"));
    }
    for &pronoun in pronouns {
        let way = path(sentence, *word, pronoun);
        f.add_by_kind(format_args!("{named} pronoun={way}"));
        f.add(format_args!("{named} pronoun={} {way}", sentence.lower(pronoun)));
    }
    for child in sentence.parsed.dependents(*word) {
        let (name, preposition) = (sentence.relation(child).name(), sentence.preposition(child));
        f.add_by_kind(format_args!("{named} child={name}:{preposition}"));
        f.add(format_args!("{named} child={name}:{preposition} lemma={lemma}"));
    }
    f.done()
}

/// That somebody has the role.
#[expect(
    clippy::too_many_arguments,
    reason = "all of it is known where the choices are made, and nowhere else"
)]
fn of_choice(
    parties: &Parties,
    candidate: &Candidate,
    place: &Place,
    role: Role,
    (side, head): (&Participant, Option<usize>),
    by_rule: bool,
    own: &Option<Participant>,
    opposite: bool,
) -> Vec<u32> {
    let Place { sentence, word, lemma } = place;
    let (kind, way) = (candidate.event.kind.as_str(), candidate.way);
    let mut f = Features::of(role.question(), candidate);
    of_side(parties, candidate, place, "x", (side, head), &mut f);
    let inside = side.span.is_some_and(|span| sentence.parsed.span.contains(span));
    let way_to = head.filter(|_| inside).map(|head| path(sentence, *word, head)).unwrap_or_default();
    if let Some(head) = head {
        f.add(format_args!("x relation={} kind={kind}", sentence.relation(head).name()));
        if let Some(above) = sentence.head(head) {
            let above = base(sentence.words(above));
            f.add_by_kind(format_args!("x head={above}"));
        }
        let preposition = sentence.preposition(head);
        f.add(format_args!("x preposition={preposition} kind={kind}"));
        f.add(format_args!("x preposition={preposition} lemma={lemma}"));
        let between = || head.min(*word) + 1..head.max(*word);
        let count =
            |tags: &[PartOfSpeech]| between().filter(|&near| tags.contains(&sentence.tag(near))).count();
        let nouns = count(&[PartOfSpeech::ProperNoun, PartOfSpeech::Noun]).min(6);
        f.add(format_args!("x nouns between={nouns}"));
        f.add(format_args!("x verbs between={} {}", count(&[PartOfSpeech::Verb]).min(4), head < *word));
    }
    if by_rule {
        f.add_by_kind(format_args!("x by rule"));
        f.add(format_args!("x by rule way={way:?}"));
        f.add(format_args!("x by rule lemma={lemma}"));
        f.add(format_args!("x by rule path={way_to}"));
        f.add(format_args!("x by rule path={way_to} way={way:?}"));
    } else if own.is_some() {
        f.add(format_args!("x against the rule"));
        f.add(format_args!("x against the rule path={way_to}"));
        f.add(format_args!("x against the rule kind={kind}"));
    }
    if opposite {
        f.add_by_kind(format_args!("x opposite"));
        f.add(format_args!("x opposite way={way:?}"));
        f.add(format_args!("x opposite path={way_to}"));
    }
    f.done()
}
