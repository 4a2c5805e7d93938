//! Whom a statement speaks to, where a pronoun or the other label of an interview tells.

use types::{ActorKind, Span};

use super::{Judges, antecedents::Search};
use crate::actors::Cast;
use crate::article::Article;
use crate::attribution::{Form, is_being_asked, opens_with_being_asked};
use crate::circumstances::{self, Addressed, Circumstances};
use crate::lexicon::cues;
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::phrase::{self, Determiner, Head};

impl Judges<'_, '_> {
    /// Sets whom each statement speaks to: the other party of an interview, the one that a pronoun means ("told her"),
    /// or who is asked ("Asked whether …, Doe smiled").
    pub(super) fn set_hearers(&mut self, cast: &Cast, circumstances: &[Circumstances]) {
        for (index, (addressed, _)) in circumstances.iter().enumerate() {
            let hearer = if self.attributions[index].form == Form::Turn {
                self.hearer(index)
            } else {
                self.told(index, cast)
                    .or_else(|| self.asked(index, cast))
                    .or_else(|| self.called(index, addressed.as_ref(), cast))
            };
            if let Some(judgement) = &mut self.done[index] {
                judgement.hearer = hearer;
            }
        }
    }

    fn told(&self, index: usize, cast: &Cast) -> Option<usize> {
        let span = circumstances::object_pronoun(self.article, &self.attributions[index])?;
        let speaker = self.done[index].as_ref().and_then(|judgement| judgement.actor);
        let outer = self.nested_in[index];
        match pronoun(span.of(self.article.text))? {
            Pronoun::Speaker | Pronoun::Speakers => match outer {
                Some(outer) => self.done[outer].as_ref()?.actor,
                None => self.candidates.author,
            },
            Pronoun::Addressee => outer.and_then(|outer| self.hearer(outer)),
            found @ (Pronoun::Person(_) | Pronoun::Plural | Pronoun::Thing) => {
                match self.candidates.antecedent(self.article, cast, found, span, speaker, &[]) {
                    Search::Clear { actor, .. } => Some(actor),
                    _ => None,
                }
            }
            _ => None,
        }
        .filter(|hearer| Some(*hearer) != speaker)
    }

    /// "told the minister", "urged Doe": the person behind a description or a name.
    fn called(&self, index: usize, addressed: Option<&Addressed>, cast: &Cast) -> Option<usize> {
        let span = addressed?.party.span?;
        // With its article, which tells whether somebody known is meant.
        let first = self.article.tokens(span).start;
        let article =
            first.checked_sub(1).filter(|&token| matches!(self.article.token(token), "the" | "The"));
        let span = article.map_or(span, |token| Span::new(self.article.token_span(token).start, span.end));
        let phrase = phrase::parse(self.article, &cast.mentions, span);
        let found = match phrase.head {
            Head::Name(mention) => cast.mentions[mention].actor,
            Head::Noun if phrase.determiner == Determiner::Definite && !phrase.several && !phrase.plural => {
                match self.candidates.described(self.article, cast, &phrase) {
                    Search::Clear { actor, .. } => Some(actor),
                    _ => None,
                }
            }
            _ => None,
        };
        let speaker = self.done[index].as_ref().and_then(|judgement| judgement.actor);
        found.filter(|&actor| {
            let entry = &cast.entries[actor];
            Some(actor) != speaker && entry.named && entry.kind == ActorKind::Person
        })
    }

    /// "Asked whether …, Doe smiled": the subject that follows in the sentence is the one who is asked; "Doe, asked whether …,
    /// smiled": the name right before.
    fn asked(&self, index: usize, cast: &Cast) -> Option<usize> {
        let attribution = &self.attributions[index];
        let cue = attribution.cue.first().filter(|_| attribution.source.is_empty())?;
        if is_being_asked(self.article, *cue) {
            let before = self.article.text[..cue.start].trim_end().strip_suffix(',')?.len();
            return cast.mentions[phrase::mention_ending_at(&cast.mentions, before)?].actor;
        }
        let sentence = self.article.sentence(cue.start);
        if !opens_with_being_asked(self.article, *cue) {
            return None;
        }
        let end = attribution.content.last()?.end;
        self.attributions.iter().zip(&self.done).skip(index + 1).take(6).find_map(|(other, judgement)| {
            let source = other.source.first()?;
            (source.start >= end && source.end <= sentence.end).then_some(judgement.as_ref()?.actor).flatten()
        })
    }
}

/// "Doe asked Roe whether … “Never,” he replied.": who asked right before, and who was asked by name. Whoever replies is
/// not the first, and as a rule the second.
pub(super) fn question_before(judges: &Judges<'_, '_>, index: usize) -> Option<(usize, Option<usize>)> {
    const REPLIES: [&str; 4] = ["reply", "answer", "respond", "retort"];
    let article = judges.article;
    let verb = |index: usize| {
        let cue = judges.attributions[index].cue.first()?;
        let tokens = article.tokens(*cue);
        Some((cues::lemma(article.token(tokens.end.checked_sub(1)?)), *cue))
    };
    let (reply, cue) = verb(index)?;
    let asked = (0..index).rev().take(3).find(|&before| judges.attributions[before].form != Form::Nested)?;
    let (question, asked_at) = verb(asked)?;
    let apart = article.sentence_index(cue.start).checked_sub(article.sentence_index(asked_at.start))?;
    // Most words are behind no question: who stands behind its verb is looked for last.
    if question != "ask" || judges.attributions[asked].source.is_empty() || apart > 2 {
        return None;
    }
    let hearer = judges.candidates.first_after(article, asked_at.end);
    // "Doe asked her how long. “Minutes,” she said."
    let answers = || {
        let object = article.token(article.tokens(asked_at).end).to_lowercase();
        let somebody = hearer.is_some() || matches!(object.as_str(), "him" | "her" | "them");
        reply == "say" && apart <= 1 && somebody && is_question(article, &judges.attributions[asked].content)
    };
    (REPLIES.contains(&reply.as_str()) || answers()).then_some(())?;
    Some((judges.done[asked].as_ref()?.actor?, hearer))
}

/// "whether it leaks", "how long": not what somebody is asked to do.
fn is_question(article: &Article, content: &[Span]) -> bool {
    const OPENINGS: [&str; 9] = ["whether", "if", "how", "what", "why", "when", "where", "who", "which"];
    let words = content
        .iter()
        .flat_map(|span| article.tokens(*span))
        .map(|token| article.token(token).to_lowercase());
    words.take(3).any(|word| OPENINGS.contains(&word.as_str()))
}
