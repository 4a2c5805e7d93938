//! Speakers whom a label or a signature names: posts, interview turns.

use std::collections::BTreeMap;

use types::{ActorKind, EntityKind, Span, SpeakerKind};

use super::{Judgement, Judges};
use crate::actors::{Cast, Entry, Mention};
use crate::attribution::Form;
use crate::lexicon::{nouns, people};
use crate::phrase::{self, Head};

impl Judges<'_, '_> {
    /// The signature of a post: the person of that name, else somebody new.
    pub(super) fn signature(&self, label: Span, cast: &mut Cast) -> Judgement {
        let words: Vec<phrase::Word> = phrase::words(self.article.text, label)
            .into_iter()
            .filter(|word| !word.in_parentheses && !word.text.starts_with('@'))
            .collect();
        let person: Vec<&phrase::Word> = words
            .iter()
            .filter(|word| !people::is_title(word.text) && !nouns::is_role(&word.lower()))
            .collect();
        let (Some(first), Some(last)) = (person.first(), person.last()) else {
            return Judgement::unresolved("the signature has no name");
        };
        let span = Span::new(first.span.start, last.span.end);
        if let Some(actor) =
            phrase::mention_over(&cast.mentions, last.span).and_then(|mention| cast.mentions[mention].actor)
            && cast.entries[actor].kind == ActorKind::Person
        {
            return Judgement::of(actor, SpeakerKind::Named, 0.97);
        }
        let name = span.of(self.article.text).to_owned();
        if let Some(actor) = namesake(&name, cast) {
            return Judgement::of(actor, SpeakerKind::Named, 0.9);
        }
        let mut entry = Entry::named(name, ActorKind::Person);
        entry.words = person.iter().map(|word| word.lower()).collect();
        Judgement::of(cast.describe(entry), SpeakerKind::Named, 0.97)
    }

    /// The label of a turn: a person's name or surname, "Q" and "A", or the outlet's name for its interviewer.
    pub(super) fn label(&self, index: usize, label: Span, cast: &mut Cast) -> Judgement {
        let words = label.of(self.article.text);
        let clean = words.split([',', '(']).next().unwrap_or(words).trim().trim_end_matches('.');
        let clean = without_office(clean);
        if let Some(actor) = initialled(clean, cast).or_else(|| namesake(clean, cast)) {
            return Judgement::of(actor, SpeakerKind::Named, 0.95);
        }
        let asks = matches!(clean.to_lowercase().as_str(), "q" | "question" | "interviewer");
        let answers = matches!(clean.to_lowercase().as_str(), "a" | "answer");
        if answers {
            return match self.interviewee(cast) {
                Some(actor) => Judgement::of(actor, SpeakerKind::Named, 0.7),
                None => Judgement::unresolved("the text does not name who answers"),
            };
        }
        let interviewer = asks || self.is_interviewer(index, clean, cast);
        if interviewer {
            return match self.candidates.author.or_else(|| self.asks(cast)) {
                Some(author) => Judgement::of(author, SpeakerKind::Named, 0.8),
                None => Judgement::unresolved(format!("\"{clean}\" is the interviewer, who is not named")),
            };
        }
        if let Some(known) = cast.entries.iter().position(|entry| entry.name.eq_ignore_ascii_case(clean)) {
            return Judgement::of(known, self.kind_of(&cast.entries[known]), 0.9);
        }
        let phrase = phrase::parse(self.article, &cast.mentions, label);
        if phrase.head == Head::Noun && nouns::is_role(&phrase.noun) {
            return self.describe(&phrase, cast);
        }
        Judgement::of(
            cast.describe(Entry::named(title_case(clean), ActorKind::Person)),
            SpeakerKind::Named,
            0.8,
        )
    }

    /// Where the first turn begins.
    fn first_turn(&self) -> Option<usize> {
        let turns = self.attributions.iter().filter(|attribution| attribution.form == Form::Turn);
        turns.filter_map(|turn| turn.source.first()).map(|label| label.start).min()
    }

    /// Who asks when the labels are "Q" and "A": "Jo Doe interviews", "interviewed by Jo Doe", "spoke to the Example Times", "told the Example Times" before the
    /// first turn, when that is one alone.
    fn asks(&self, cast: &Cast) -> Option<usize> {
        let first = self.first_turn()?;
        let answers = self.interviewee(cast);
        let asks = |mention: &&Mention| {
            let tokens = self.article.tokens(mention.span);
            let word = |at: usize| self.article.token(at).to_lowercase();
            let behind = word(tokens.end);
            let before = tokens
                .start
                .checked_sub(1)
                .map(|at| if word(at) == "the" { at.saturating_sub(1) } else { at });
            let before = before.filter(|&at| at > 0).map(|at| (word(at - 1), word(at)));
            let told = before.is_some_and(|(verb, to)| match to.as_str() {
                "by" => verb == "interviewed",
                "to" | "with" => matches!(
                    verb.as_str(),
                    "spoke"
                        | "speaks"
                        | "speaking"
                        | "talked"
                        | "talks"
                        | "talking"
                        | "interview"
                        | "conversation"
                ),
                "told" => mention.kind == EntityKind::Organisation,
                _ => false,
            });
            let speaks = matches!(mention.kind, EntityKind::Person | EntityKind::Organisation);
            speaks && (told || matches!(behind.as_str(), "interviews" | "interviewed"))
        };
        let before = cast.mentions.iter().take_while(|mention| mention.span.end <= first);
        let mut askers: Vec<usize> = before
            .filter(asks)
            .filter_map(|mention| mention.actor)
            .filter(|&actor| Some(actor) != answers)
            .collect();
        askers.dedup();
        if let [only] = askers[..] { Some(only) } else { None }
    }

    /// Who answers when the labels are "Q" and "A": the person whom the words before the first turn name, or name most; of several
    /// the one whose role they tell.
    fn interviewee(&self, cast: &Cast) -> Option<usize> {
        let first = self.first_turn()?;
        let mut named: BTreeMap<usize, usize> = BTreeMap::new();
        for mention in cast.mentions.iter().take_while(|mention| mention.span.start < first) {
            let person = |actor: &usize| cast.entries[*actor].kind == ActorKind::Person;
            if let Some(actor) = mention.actor.filter(person) {
                *named.entry(actor).or_default() += 1;
            }
        }
        named.retain(|&actor, _| Some(actor) != self.candidates.author);
        let most = *named.values().max()?;
        let foremost: Vec<usize> =
            named.iter().filter(|(_, times)| **times == most).map(|(actor, _)| *actor).collect();
        let with_role: Vec<usize> =
            foremost.iter().copied().filter(|&actor| !cast.entries[actor].roles.is_empty()).collect();
        match (&foremost[..], &with_role[..]) {
            ([only], _) | (_, [only]) => Some(*only),
            _ => None,
        }
    }

    /// Whom the turn speaks to: the speaker of the other label, when there are two.
    pub(super) fn hearer(&self, index: usize) -> Option<usize> {
        let own = self.done[index].as_ref()?.actor?;
        let turn = |other: usize| self.attributions[other].form == Form::Turn;
        if !turn(index) {
            return None;
        }
        let mut others: Vec<usize> = (0..self.attributions.len())
            .filter(|&other| turn(other))
            .filter_map(|other| self.done[other].as_ref()?.actor)
            .filter(|&actor| actor != own)
            .collect();
        others.sort_unstable();
        others.dedup();
        if let [only] = others[..] { Some(only) } else { None }
    }

    /// In an interview with two labels, of which one is a person of the text, the other one asks.
    fn is_interviewer(&self, index: usize, label: &str, cast: &Cast) -> bool {
        let mut labels: Vec<&str> = self
            .attributions
            .iter()
            .filter(|other| other.form == Form::Turn)
            .filter_map(|other| other.source.first())
            .map(|span| span.of(self.article.text))
            .collect();
        labels.sort_unstable();
        labels.dedup();
        let asks = self.attributions[index].content.last().is_some_and(|_| {
            self.attributions
                .iter()
                .filter(|other| {
                    other.form == Form::Turn
                        && other.source.first().is_some_and(|span| span.of(self.article.text) == label)
                })
                .any(|other| {
                    other
                        .content
                        .last()
                        .is_some_and(|span| span.of(self.article.text).trim_end().ends_with('?'))
                })
        });
        labels.len() == 2
            && asks
            && labels.iter().any(|other| *other != label && namesake(other, cast).is_some())
    }
}

/// The person whose name the words are: the full name, the surname, or a short given name with the surname.
fn namesake(name: &str, cast: &Cast) -> Option<usize> {
    let wanted: Vec<String> =
        name.split_whitespace().filter(|word| !people::is_title(word)).map(str::to_lowercase).collect();
    let last = wanted.last()?;
    let fits: Vec<usize> = cast
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.kind == ActorKind::Person && entry.named)
        .filter(|(_, entry)| {
            let words: Vec<String> = entry.name.split_whitespace().map(str::to_lowercase).collect();
            words.last() == Some(last)
                && (wanted.len() == 1
                    || words.len() == 1
                    || words[0].starts_with(wanted[0].as_str())
                    || wanted[0].starts_with(words[0].as_str()))
                || wanted.len() == 1 && words.len() > 1 && words[0] == *last
                || words.len() > wanted.len() && words.ends_with(&wanted)
        })
        .map(|(index, _)| index)
        .collect();
    if let [only] = fits[..] { Some(only) } else { None }
}

/// "AK", "A.K.": the one person whose names begin so, or the first and the last of them.
fn initialled(label: &str, cast: &Cast) -> Option<usize> {
    let letters = label.replace('.', "");
    if !(2..=4).contains(&letters.chars().count()) || !letters.chars().all(char::is_uppercase) {
        return None;
    }
    let begins_so = |name: &str| {
        let initials: Vec<char> = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
        let all: String = initials.iter().collect();
        let [first, .., last] = initials[..] else { return false };
        all == letters || String::from_iter([first, last]) == letters
    };
    let people =
        cast.entries.iter().enumerate().filter(|(_, entry)| entry.kind == ActorKind::Person && entry.named);
    let mut fits = people.filter(|(_, entry)| begins_so(&entry.name)).map(|(index, _)| index);
    fits.next().filter(|_| fits.next().is_none())
}

/// "GOVERNOR WHITLOCK" → "WHITLOCK"; an office alone stays.
fn without_office(label: &str) -> &str {
    let mut rest = label;
    while let Some((first, name)) = rest.split_once(' ') {
        let first = first.to_lowercase();
        if !nouns::is_role(&first)
            && !matches!(first.as_str(), "vice" | "deputy" | "acting" | "prime" | "the")
        {
            break;
        }
        rest = name.trim_start();
    }
    if nouns::is_role(&rest.to_lowercase()) { label } else { rest }
}

/// "HADID-LIND" → "Hadid-Lind"; other words stay as they are.
fn title_case(label: &str) -> String {
    if label.chars().any(char::is_lowercase) || label.chars().count() <= 3 {
        return label.to_owned();
    }
    let mut start = true;
    label
        .chars()
        .flat_map(|character| {
            let lower: Vec<char> = if start { vec![character] } else { character.to_lowercase().collect() };
            start = !character.is_alphanumeric();
            lower
        })
        .collect()
}
