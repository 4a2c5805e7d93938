//! Whether the event is told: features of its claim, its word and what stands around.

use types::{PartOfSpeech, Participant, Relation};

use super::super::Parties;
use super::choices::is_among;
use super::{Candidate, Features, OTHERS, Place, Role, base, head_of, is_noun, level, of_side, path};
use crate::clause::Sentence;

/// Words this near tell what the sentence is about.
const NEAR: usize = 12;

/// Whether the event is one of its type and as true as it says.
pub(in super::super) fn of_event(parties: &Parties, candidate: &Candidate, place: &Place) -> Vec<u32> {
    let Place { sentence, word, lemma } = place;
    let word = *word;
    let event = &candidate.event;
    let (kind, way, truth) = (event.kind.as_str(), candidate.way, event.factuality);
    let mut f = Features::of("event", candidate);
    let relation = sentence.relation(word).name();
    f.add(format_args!("bias"));
    f.add(format_args!("kind={kind}"));
    f.add(format_args!("way={way:?}"));
    f.add(format_args!("kind={kind} way={way:?}"));
    f.add_by_kind(format_args!("lemma={lemma}"));
    f.add(format_args!("form={}", sentence.lower(word)));
    f.add(format_args!("tag={}", sentence.tag(word).name()));
    f.add_by_kind(format_args!("relation={relation}"));
    f.add(format_args!("relation={relation} way={way:?}"));
    f.add_by_kind(format_args!("truth={truth:?}"));
    f.add(format_args!("truth={truth:?} way={way:?}"));
    f.add(format_args!("doubts={}", candidate.doubts.len().min(3)));
    for doubt in &candidate.doubts {
        f.add_by_kind(format_args!("doubt={doubt}"));
        f.add(format_args!("doubt={doubt} lemma={lemma}"));
        f.add(format_args!("doubt={doubt} way={way:?}"));
    }
    let scores = |word: usize| sentence.parsed.words.get(word).map_or((0.0, 1.0), |w| (w.happened, w.score));
    let happened = level(f64::from(scores(word).0), &[-2.0, -1.0, -0.3, 0.3, 1.0, 1.7, 2.3, 2.7]);
    f.add(format_args!("happened={happened}"));
    f.add(format_args!("happened={happened} truth={truth:?}"));
    f.add(format_args!("happened={happened} way={way:?}"));
    if let Some(head) = sentence.head(word) {
        let above = base(sentence.words(head));
        f.add(format_args!("head={above}"));
        f.add(format_args!("head={above} relation={relation}"));
        f.add(format_args!("head tag={}", sentence.tag(head).name()));
    }
    let mut least = scores(word).1;
    for (role, side, other) in
        [(Role::Actor, &event.actor, &event.recipient), (Role::Recipient, &event.recipient, &event.actor)]
    {
        let has = (side.is_some(), other.is_some());
        f.add_by_kind(format_args!("{role:?} {has:?}"));
        f.add(format_args!("{role:?} {has:?} way={way:?}"));
        f.add(format_args!("{role:?} {has:?} lemma={lemma}"));
        if let Some(side) = side {
            let head = side.span.and_then(|span| head_of(sentence, span));
            of_side(parties, candidate, place, &format!("{role:?}"), (side, head), &mut f);
            if let Some(head) = head {
                least = least.min(scores(head).1);
            }
        }
    }
    f.add(format_args!("least={}", level(f64::from(least), &[0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98])));
    of_dependents(sentence, word, kind, lemma, &mut f);
    of_neighbours(sentence, word, kind, &mut f);
    let words = sentence.parsed.words.len();
    let whole = parties.article.sentence(candidate.told_by.start).of(sentence.text);
    f.add(format_args!("first={}", sentence.lower(0)));
    f.add(format_args!("asks={}", whole.trim_end().ends_with('?')));
    f.add(format_args!("length={}", level(words as f64, &[6.0, 10.0, 16.0, 24.0, 32.0, 45.0])));
    f.add(format_args!("marks={}", sentence.parsed.span.of(sentence.text).contains(['“', '"', '”'])));
    f.add(format_args!("spoken={}", parties.article.spoken_at(candidate.told_by.start).is_some()));
    of_statement(parties, candidate, &mut f);
    let lacks = (event.actor.is_some(), event.recipient.is_some());
    for (_, other) in others(parties, candidate, sentence) {
        let way = path(sentence, word, other);
        f.add_by_kind(format_args!("other={way} {lacks:?}"));
        f.add(format_args!("other before={} {lacks:?}", other < word));
    }
    f.done()
}

/// What depends on the word.
fn of_dependents(sentence: &Sentence, word: usize, kind: &str, lemma: &str, f: &mut Features) {
    for child in sentence.parsed.dependents(word) {
        let relation = sentence.relation(child);
        if relation == Relation::Punctuation {
            continue;
        }
        let (name, preposition) = (relation.name(), sentence.preposition(child));
        let own = base(sentence.words(child));
        f.add(format_args!("child={name}"));
        f.add(format_args!("child={name}:{preposition} kind={kind}"));
        f.add(format_args!("child={name}:{preposition} lemma={lemma}"));
        f.add(format_args!("child={name} word={own}"));
        if matches!(relation, Relation::Object | Relation::PassiveSubject) {
            let tag = sentence.tag(child).name();
            f.add_by_kind(format_args!("object={own}"));
            f.add(format_args!("object tag={tag} kind={kind}"));
            f.add(format_args!("object tag={tag} lemma={lemma}"));
        }
        let clause = matches!(
            relation,
            Relation::ClausalComplement | Relation::OpenComplement | Relation::AdverbialClause
        );
        let marks = |below: &usize| clause && sentence.relation(*below) == Relation::Marker;
        for mark in sentence.parsed.dependents(child).filter(marks) {
            f.add(format_args!("marker={} under {name} kind={kind}", sentence.lower(mark)));
        }
    }
}

/// What stands around the word.
fn of_neighbours(sentence: &Sentence, word: usize, kind: &str, f: &mut Features) {
    const MODAL: &[&str] = &[
        "if", "would", "could", "should", "may", "might", "whether", "not", "never", "n't", "n’t", "to",
        "or", "no", "unless", "when", "will", "can", "must", "neither", "nor", "none", "nobody", "nothing",
        "without", "cannot", "yet", "hardly",
    ];
    let words = sentence.parsed.words.len();
    for offset in [-3_isize, -2, -1, 1, 2, 3] {
        let near = word.checked_add_signed(offset).filter(|&near| near < words);
        let near = near.map_or_else(String::new, |near| sentence.lower(near));
        f.add(format_args!("near{offset}={near}"));
        if offset.abs() == 1 {
            f.add(format_args!("near{offset}={near} kind={kind}"));
        }
    }
    for near in word.saturating_sub(NEAR)..(word + NEAR + 1).min(words) {
        let lower = sentence.lower(near);
        let tells = matches!(
            sentence.tag(near),
            PartOfSpeech::Verb
                | PartOfSpeech::Noun
                | PartOfSpeech::Adjective
                | PartOfSpeech::Auxiliary
                | PartOfSpeech::Adverb
                | PartOfSpeech::SubordinatingConjunction
        );
        if tells {
            f.add(format_args!("near={}", base(&lower)));
        }
        if MODAL.contains(&lower.as_str()) {
            f.add(format_args!("modal={lower} before={}", near < word));
        }
    }
}

/// The statement that the event is, or is told in.
fn of_statement(parties: &Parties, candidate: &Candidate, f: &mut Features) {
    let id = candidate.event.statement.as_deref();
    let statement = id.and_then(|id| parties.statements.iter().find(|other| other.id == id));
    let Some(statement) = statement else {
        f.add(format_args!("no statement"));
        return;
    };
    let kind = candidate.event.kind.as_str();
    f.add(format_args!("sure={}", level(f64::from(statement.confidence), &[0.3, 0.5, 0.7, 0.8, 0.9, 0.95])));
    f.add(format_args!("speaker={}", statement.speaker.actor.is_some()));
    f.add(format_args!("act={:?} kind={kind}", statement.act));
    let first = statement.content.first().map(|content| content.of(parties.article.text));
    let first = first.and_then(|content| content.split_whitespace().next()).unwrap_or_default();
    f.add(format_args!("content={} kind={kind}", first.to_lowercase()));
}

/// Heads of the sentence's noun phrases that somebody may be, beside the event's sides.
fn others(parties: &Parties, candidate: &Candidate, sentence: &Sentence) -> Vec<(Participant, usize)> {
    let sides = || [&candidate.event.actor, &candidate.event.recipient].into_iter().flatten();
    let heads = (0..sentence.parsed.words.len()).filter(|&word| {
        is_noun(sentence, word)
            && !matches!(sentence.relation(word), Relation::Compound)
            && !is_among(sides(), sentence.span(word))
    });
    let known = |found: &Participant| sides().any(|side| side.name == found.name);
    heads
        .filter_map(|word| {
            let found = parties.of_patient(sentence.phrase(word), None)?;
            (!known(&found)).then_some((found, word))
        })
        .take(OTHERS)
        .collect()
}
