//! Sides that "and" joins: "police arrested Doe and Roe".

use types::{ParsedSentence, PartOfSpeech, Participant, Relation};

use super::Parties;
use crate::clause::Sentence;

/// So many sides are named at most: a longer list is hardly read right.
const MOST: usize = 5;

/// The side with the others that its sentence joins to it; as it is, where there are none or nobody knows who they are.
/// Whoever already is the `other` side does not stand on this one.
pub(super) fn with_others(
    parties: &Parties,
    syntax: &[ParsedSentence],
    side: Participant,
    other: Option<&Participant>,
) -> Participant {
    joined(parties, syntax, &side, other).unwrap_or(side)
}

fn joined(
    parties: &Parties,
    syntax: &[ParsedSentence],
    side: &Participant,
    other: Option<&Participant>,
) -> Option<Participant> {
    let span = side.span?;
    let sentence = Sentence::around(syntax, parties.article.text, span)?;
    let inside = |word: usize| span.contains(sentence.span(word));
    let head = (0..sentence.parsed.words.len())
        .find(|&word| inside(word) && sentence.head(word).is_none_or(|above| !inside(above)))?;
    // "Doe and then-boyfriend Jo Roe", "billionaire and critic Jo Roe", read as two and more: a noun without an article is nobody.
    let is_bare = |word: usize| {
        let of_list = |part: usize| {
            matches!(
                sentence.relation(part),
                Relation::Coordinator | Relation::Punctuation | Relation::Conjunct
            )
        };
        sentence.tag(word) == PartOfSpeech::Noun
            && sentence.parsed.dependents(word).all(of_list)
            && !crate::lexicon::nouns::singular(&sentence.lower(word)).1
    };
    if is_bare(head) {
        return None;
    }
    let mut names = vec![side.name.clone()];
    let mut end = span.end;
    for word in sentence.parsed.dependents(head) {
        if sentence.relation(word) != Relation::Conjunct || inside(word) {
            continue;
        }
        let is_or = sentence
            .parsed
            .dependents(word)
            .any(|part| matches!(sentence.lower(part).as_str(), "or" | "nor" | "but" | "not"));
        let found =
            parties.of_patient(sentence.phrase(word), side.actor.as_deref()).filter(|_| !is_bare(word))?;
        let other_side = other.is_some_and(|other| other.name == found.name || other.span == found.span);
        if is_or || other_side || names.contains(&found.name) || side.name.contains(" and ") {
            return None;
        }
        end = end.max(found.span?.end);
        names.push(found.name);
    }
    let last = names.pop().filter(|_| (1..MOST).contains(&names.len()))?;
    let name = format!("{} and {last}", names.join(", "));
    Some(Participant { name, span: Some(types::Span::new(span.start, end)), actor: None })
}
