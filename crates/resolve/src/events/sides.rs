//! The words of a sentence that stand for an event's sides, before anybody knows whom they mean.

use types::{PartOfSpeech, Relation, TriggerForm, TriggerMark};

use crate::clause::Sentence;

/// The parties of an event before they are resolved: words of the sentence.
#[derive(Clone, Copy, Default)]
pub(super) struct Sides {
    pub actor: Option<usize>,
    pub recipient: Option<usize>,
    pub object: Option<usize>,
    /// The verb that governs a noun.
    pub governor: Option<usize>,
}

/// The word that a trigger's mark stands on; none where it is no verb or noun of its own.
pub(super) fn head_word(sentence: &Sentence, mark: &TriggerMark) -> Option<usize> {
    match mark.form {
        TriggerForm::Verb => {
            let word = sentence.parsed.word_at(mark.span.start)?;
            let verbal = sentence.tag(word) == PartOfSpeech::Verb
                && !matches!(sentence.relation(word), Relation::AdjectivalModifier | Relation::Compound);
            verbal.then_some(word)
        }
        TriggerForm::Noun => {
            let last = mark.span.of(sentence.text).rfind([' ', '-']).map_or(0, |at| at + 1);
            let word = sentence.parsed.word_at(mark.span.start + last)?;
            let noun = matches!(sentence.tag(word), PartOfSpeech::Noun | PartOfSpeech::ProperNoun);
            let modifies = matches!(sentence.relation(word), Relation::Compound | Relation::Flat);
            (noun && !modifies).then_some(word)
        }
    }
}

/// Who does what a verb says, and to whom.
pub(super) fn verb_sides(sentence: &Sentence, verb: usize, mark: &TriggerMark) -> Sides {
    let object = sentence.patient(verb);
    let mut actor = sentence.agent(verb);
    let named_object = mark
        .conditions
        .iter()
        .any(|condition| condition.starts_with("object:") || matches!(*condition, "force" | "weapon-object"));
    let mut recipient = None;
    for path in mark.recipient {
        recipient = match *path {
            // "urged followers to act", where the parse makes them the subject of what is asked.
            "object" if mark.kind == "REQUEST" => object.or_else(|| {
                let clause = sentence.child(verb, &[Relation::ClausalComplement])?;
                let infinitive = sentence.parsed.dependents(clause).any(|word| sentence.lower(word) == "to");
                sentence.child(clause, &[Relation::Subject]).filter(|_| infinitive)
            }),
            "object" if !named_object => object,
            "object" => None,
            "iobj" => sentence.child(verb, &[Relation::IndirectObject]),
            "owner" => object.and_then(|object| sentence.child(object, &[Relation::Possessive])),
            "-" => None,
            preposition => sentence
                .oblique(verb, &[preposition])
                .or_else(|| object.and_then(|object| sentence.oblique(object, &[preposition]))),
        };
        if recipient.is_some() {
            break;
        }
    }
    // "The ministers met", "Doe and Roe met": both sides are the subject.
    if recipient.is_none()
        && mark.conditions.contains(&"mutual")
        && let Some(first) = actor
    {
        recipient = sentence.child(first, &[Relation::Conjunct]);
    }
    if actor == recipient {
        actor = None;
    }
    Sides { actor, recipient, object, governor: None }
}
