//! What the text tells of a person's gender: titles first, then pronouns that can mean nobody else, then nouns and
//! given names.

use types::Span;

use crate::article::Article;
use crate::lexicon::given_names;
use crate::lexicon::people::Gender;
use crate::lexicon::pronouns::{Pronoun, pronoun};

/// Evidence, weighed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Votes {
    female: u32,
    male: u32,
}

impl Votes {
    pub fn add(&mut self, gender: Option<Gender>, weight: u32) {
        match gender {
            Some(Gender::Female) => self.female += weight,
            Some(Gender::Male) => self.male += weight,
            None => {}
        }
    }

    pub fn verdict(self) -> Option<Gender> {
        match self.female.cmp(&self.male) {
            std::cmp::Ordering::Greater => Some(Gender::Female),
            std::cmp::Ordering::Less => Some(Gender::Male),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// Weight of a courtesy title.
pub(super) const TITLE: u32 = 20;
/// Weight of a noun such as "spokeswoman".
pub(super) const NOUN: u32 = 12;
/// Weight of a pronoun.
pub(super) const PRONOUN: u32 = 3;
/// Weight of a possessive pronoun.
const POSSESSIVE: u32 = 1;
/// Weight of a given name: two pronouns outvote it.
pub(super) const GIVEN: u32 = 5;

/// The first "he" or "she" after a person's name in its sentence, or at the start of the next sentence, when no other
/// person is named in between, and its weight. `others` are the spans of all persons' names, in order, without overlap.
pub(super) fn of_following_pronoun(article: &Article, name: Span, others: &[Span]) -> Option<(Gender, u32)> {
    if article.spoken_at(name.start).is_some() {
        return None;
    }
    let sentence = article.sentence_index(name.start);
    let block = article.block_index(name.start);
    let before = others.partition_point(|other| other.end <= name.start).checked_sub(1);
    if before.is_some_and(|before| article.sentence_index(others[before].start) == sentence) {
        return None;
    }
    let next = others.partition_point(|other| other.start < name.end);
    let next_name = others.get(next).map_or(usize::MAX, |other| other.start);
    let reading = article.reading;
    let next_block = reading.blocks.get(block + 1).map_or(usize::MAX, |next| next.span.start);
    let later = reading.sentences.get(sentence + 2).map_or(usize::MAX, |later| later.start);
    let end = next_name.min(next_block).min(later);
    for token in article.tokens(name).end..reading.tokens.len() {
        let span = article.token_span(token);
        if span.start >= end {
            return None;
        }
        if let Some(Pronoun::Person(gender)) = pronoun(article.token(token)) {
            if article.spoken_at(span.start).is_some() {
                continue;
            }
            // "“…,” he told": only quoted words may stand before it in the next sentence.
            let starts_next = article
                .tokens(Span::new(article.sentence(span.start).start, span.start))
                .all(|token| article.spoken_at(article.token_span(token).start).is_some());
            // "Jo Doe, her rival": somebody else's.
            let of_another = article.token(token.saturating_sub(1)) == ","
                && matches!(article.token(token), "his" | "her");
            if of_another {
                continue;
            }
            // "Doe had met her parents": a possessive may as well be somebody else's.
            let owner = matches!(article.token(token), "his" | "her" | "His" | "Her");
            let weight = if owner { POSSESSIVE } else { PRONOUN };
            let same = article.sentence_index(span.start) == sentence;
            return (same || starts_next).then_some((gender, weight));
        }
    }
    None
}

/// What the given name tells, when there is one.
pub(super) fn of_given_name(name: &str) -> Option<Gender> {
    let mut words = name.split_whitespace();
    let given = words.next()?;
    words.next()?;
    given_names::gender_of_name(given)
}
