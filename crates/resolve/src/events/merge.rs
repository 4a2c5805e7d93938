//! The same event told several times in one document is one event.

use types::{Event, Factuality, Participant, Party, When};

use crate::article::Article;

/// So many events are looked back at.
const WINDOW: usize = 200;

/// The events in the order of their evidence, each once, with the other places that tell of it.
pub(super) fn merged(article: &Article, mut found: Vec<Event>) -> Vec<Event> {
    found.sort_by(|left, right| {
        (left.evidence, &left.kind, &left.statement).cmp(&(right.evidence, &right.kind, &right.statement))
    });
    let mut events: Vec<Event> = Vec::with_capacity(found.len());
    for event in found {
        // A book has no more events at a time to compare with than an article has.
        match events.iter_mut().rev().take(WINDOW).find(|known| is_same(article, known, &event)) {
            Some(known) => take_in(known, event),
            None => events.push(event),
        }
    }
    events
}

fn is_same(article: &Article, one: &Event, other: &Event) -> bool {
    // The same words, read twice: as a statement and as a clause, or "killed" and "in an attack".
    let overlap = one.evidence.overlaps(other.evidence)
        && compatible(&one.actor, &other.actor)
        && (compatible(&one.recipient, &other.recipient) || same_party(&one.actor, &other.actor));
    one.kind == other.kind
        && (overlap
            || same_truth(one, other)
                && parties_agree(one, other)
                && when_agrees(one.when.as_ref(), other.when.as_ref())
                && same_place(one.place.as_ref(), other.place.as_ref())
                && share_words(article, one, other))
}

/// Nothing speaks against it that both are the same.
fn compatible(one: &Option<Participant>, other: &Option<Participant>) -> bool {
    one.is_none() || other.is_none() || same_party(one, other)
}

/// What one voice asserts another may repeat; a plan is no deed.
fn same_truth(one: &Event, other: &Event) -> bool {
    let told = |event: &Event| matches!(event.factuality, Factuality::Asserted | Factuality::Alleged);
    one.factuality == other.factuality || told(one) && told(other)
}

fn same_party(one: &Option<Participant>, other: &Option<Participant>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.name == other.name,
        (one, other) => one.is_none() == other.is_none(),
    }
}

/// Both sides are the same, and at least one is known.
fn parties_agree(one: &Event, other: &Event) -> bool {
    one.actor.is_some()
        && same_party(&one.actor, &other.actor)
        && same_party(&one.recipient, &other.recipient)
}

fn when_agrees(one: Option<&When>, other: Option<&When>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    let before = |one: &When, other: &When| matches!((one.latest, other.earliest), (Some(end), Some(start)) if end < start);
    !before(one, other) && !before(other, one)
}

fn same_place(one: Option<&Party>, other: Option<&Party>) -> bool {
    one.is_none() || other.is_none() || one.map(|place| &place.name) == other.map(|place| &place.name)
}

/// Whether the two are told in so much the same words that they are hardly two events: half of the shorter one's words of
/// five letters and more.
fn share_words(article: &Article, one: &Event, other: &Event) -> bool {
    let words = |event: &Event| -> Vec<String> {
        let long = |word: &&str| word.chars().count() >= 5;
        let mut words: Vec<String> = event
            .evidence
            .of(article.text)
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(long)
            .map(str::to_lowercase)
            .collect();
        words.sort();
        words.dedup();
        words
    };
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    let shorter = one.len().min(other.len());
    shorter > 0 && 2 * shared >= shorter.max(4)
}

fn take_in(known: &mut Event, event: Event) {
    known.mentions.push(event.evidence);
    known.mentions.extend(event.mentions);
    known.mentions.retain(|span| *span != known.evidence);
    known.mentions.sort();
    known.mentions.dedup();
    // What the outlet says itself weighs more than that somebody says so.
    if event.factuality == Factuality::Asserted && known.factuality != Factuality::Asserted {
        known.factuality = event.factuality;
        known.statement = event.statement;
    }
    known.actor = known.actor.take().or(event.actor);
    known.mode = known.mode.take().or(event.mode);
    known.recipient = known.recipient.take().or(event.recipient);
    known.place = known.place.take().or(event.place);
    known.when = known.when.take().or(event.when);
    known.killed = known.killed.or(event.killed);
    known.wounded = known.wounded.or(event.wounded);
    known.size = known.size.or(event.size);
}
