//! The recipient of a verbal event: whom its verb's object names.

use types::{EntityKind, Participant, Span, Statement};

use super::Parties;
use super::acts::{Deed, Recipient};
use crate::clause::is_one_of;
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::phrase::{self, Word};

/// An object has at most this many words.
const LONGEST: usize = 10;
/// What is asked follows who is asked within so many words.
const LONGEST_HEARER: usize = 8;

/// To whom a statement's deed is done: who is spoken to, or the object behind its cue.
pub(super) fn recipient(
    parties: &Parties,
    statement: &Statement,
    deed: Deed,
    actor: Option<&Participant>,
) -> Option<Participant> {
    if let Some(hearer) = &statement.addressee
        && (deed.recipient == Recipient::Hearer || deed.kind == "THREATEN")
    {
        return match hearer.span {
            Some(span) => parties
                .of_phrase(span, actor.and_then(|actor| actor.actor.as_deref()))
                .or_else(|| Some(Participant { name: hearer.name.clone(), span: Some(span), actor: None })),
            None => Some(Participant { name: hearer.name.clone(), span: None, actor: None }),
        };
    }
    // What stands right behind the cue is its object, unless a clause does.
    let cue = statement.cue.last()?;
    let content = statement.content.iter().find(|content| content.start >= cue.end)?;
    let gap = parties.article.text.get(cue.end..content.start)?;
    if gap.chars().any(char::is_alphanumeric) {
        return None;
    }
    let sentence = parties.article.sentence(cue.start);
    let object_in = Span::new(content.start, content.end.min(sentence.end).max(content.start));
    object(parties, object_in, deed.recipient, actor)
}

/// The recipient in a span that begins with the verb's object.
pub(super) fn object(
    parties: &Parties,
    span: Span,
    recipient: Recipient,
    actor: Option<&Participant>,
) -> Option<Participant> {
    let article = parties.article;
    let not = actor.and_then(|actor| actor.actor.as_deref());
    let words = phrase::words(article.text, span);
    let first = words.first()?.lower();
    // "opposed closing the school": not the school.
    let gerund = recipient == Recipient::Object && first.ends_with("ing") && words[0].text == first;
    if recipient == Recipient::Open
        || gerund && phrase::mention_over(parties.names(), words[0].span).is_none()
        || matches!(
            first.as_str(),
            "that"
                | "to"
                | "whether"
                | "if"
                | "what"
                | "how"
                | "why"
                | "when"
                | "any"
                | "in"
                | "on"
                | "at"
                | "with"
                | "by"
                | "from"
                | "after"
                | "before"
                | "because"
                | "while"
                | "during"
                | "despite"
                | "since"
        )
    {
        return None;
    }
    let mut end = words.len().min(LONGEST);
    for at in 0..end {
        let lower = words[at].lower();
        let inside_name = phrase::mention_over(parties.names(), words[at].span).is_some();
        let stops =
            !inside_name && at > 0 && ends_object(&lower, words.get(at + 1).map(|next| next.text), recipient);
        if stops {
            end = at;
            break;
        }
        // "backed the Green Party's Jo Doe": whom a party owns is meant.
        let owns = words.get(at + 1).is_some_and(|next| {
            parties.is_party_name(next.span) && parties.kind_of(next.span) == Some(EntityKind::Person)
        });
        // "accused Doe's lawyer", "backed the party's candidates", but "criticised Doe's plan".
        let person = || {
            let stop = words.iter().skip(at).position(|word| {
                word.ends_segment && word.span != words[at].span
                    || ends_object(&word.lower(), None, recipient)
            });
            let end = stop.map_or(words.len(), |stop| at + stop + usize::from(words[at + stop].ends_segment));
            let end = end.min(at + LONGEST).max(at + 1);
            parties.is_person(Span::new(words[0].span.start, words[end - 1].span.end))
        };
        if words[at].possessive && !owns && !person() {
            // "rejected Doe's claim": whose it is.
            let owner = Span::new(words[0].span.start, words[at].span.end);
            return parties.of_phrase(owner, not);
        }
        if words[at].ends_segment {
            end = at + 1;
            break;
        }
    }
    // "opposed it": what is opposed is hardly anybody who acts.
    let pronoun = pronoun(words[0].text);
    // "criticised Tulsa, Oklahoma, officer Jo Doe": where the object ends nobody knows.
    let so_far = Span::new(words[0].span.start, words[end.saturating_sub(1)].span.end);
    let cut_short = words.get(end.saturating_sub(1)).is_some_and(|last| last.ends_segment)
        && parties.is_place(so_far)
        && !parties.is_country(so_far);
    if cut_short {
        return None;
    }
    let vague = matches!(pronoun, Some(Pronoun::Thing))
        || matches!(pronoun, Some(Pronoun::Plural)) && recipient == Recipient::Object;
    if vague && end == 1 {
        return None;
    }
    let last = words.get(end.checked_sub(1)?)?;
    // A hearer is followed by what is asked of them.
    let asked = |next: &Word| matches!(next.text, "to" | "not" | "for" | "over" | "that");
    // "Doe and her allies to act".
    let and = words.get(end).is_some_and(|next| next.text == "and")
        && words[end..].iter().take(LONGEST_HEARER).any(|next| next.text == "to");
    let is_hearer = and || words.get(end).is_none_or(asked);
    if recipient == Recipient::Hearer && !is_hearer {
        return None;
    }
    let span = Span::new(words[0].span.start, last.span.end);
    let asked =
        recipient == Recipient::Hearer && (and || words.get(end).is_some_and(|next| next.text == "to"));
    if asked {
        return parties.of_hearer(span, not);
    }
    let owned = matches!(recipient, Recipient::Object | Recipient::Accused);
    // "rejected Chilean claims".
    let national =
        end == 2 && owned && words[0].text.starts_with(char::is_uppercase) && is_one_of(OWN, last.text);
    if national && let Some(country) = parties.of_phrase(words[0].span, not) {
        return Some(country);
    }
    parties.of_patient(span, not).or_else(|| owner(parties, &words, end, not).filter(|_| owned))
}

/// Things that somebody has done or holds.
const OWN: &str = "\
    work role effort policy leadership record plan proposal conduct behaviour behavior decision stance position remark \
    comment claim action handling performance courage service greed failure refusal silence response tactic rhetoric \
    practice statement concern objection demand request offer accusation allegation";

/// "a request from Doe", "the work of volunteers": whose the object is that ends before the word at `end`.
fn owner(parties: &Parties, words: &[Word], end: usize, not: Option<&str>) -> Option<Participant> {
    let (last, next) = (words.get(end.checked_sub(1)?)?, words.get(end)?);
    let own = next.text == "of" && is_one_of(OWN, last.text);
    let rest = words.get(end + 1..).filter(|_| own || matches!(next.text, "from" | "by"))?;
    let first = rest.first()?;
    // "banning them from entering": nobody's request.
    if next.text == "from" && first.text.ends_with("ing") {
        return None;
    }
    let stops = |word: &Word| ends_object(&word.lower(), None, Recipient::Object);
    parties.of_phrase(up_to(rest, LONGEST, stops)?, not)
}

/// The words before the first one that `ends` their phrase, `most` at most; behind a comma nothing belongs to it.
pub(super) fn up_to(words: &[Word], most: usize, ends: impl Fn(&Word) -> bool) -> Option<Span> {
    let last = match words.iter().take(most).position(|word| word.ends_segment || ends(word)) {
        Some(at) if words[at].ends_segment => at,
        Some(at) => at.checked_sub(1)?,
        None => words.len().min(most).checked_sub(1)?,
    };
    Some(Span::new(words.first()?.span.start, words[last].span.end))
}

fn ends_object(lower: &str, next: Option<&str>, recipient: Recipient) -> bool {
    match lower {
        "of" => {
            // "accused the Ministry of Truth of lying": a gerund or a lower-case word is the charge.
            recipient != Recipient::Accused
                || next.is_some_and(|next| next.ends_with("ing") || next.chars().all(char::is_lowercase))
        }
        "to" | "for" | "that" | "who" | "which" | "as" | "in" | "on" | "after" | "over" | "by" | "with"
        | "from" | "at" | "because" | "when" | "while" | "if" | "not" | "against" | "into" | "about"
        | "during" | "before" | "is" | "are" | "was" | "were" | "has" | "have" | "had" | "would" | "will"
        | "and" | "but" | "or" => true,
        _ => false,
    }
}
