//! Whom a statement speaks to, where a pronoun or the other label of an interview tells.

use super::{Judges, antecedents::Search};
use crate::actors::Cast;
use crate::attribution::Form;
use crate::circumstances;
use crate::lexicon::pronouns::{Pronoun, pronoun};

impl Judges<'_, '_> {
    /// Sets whom each statement speaks to: the other party of an interview, the one that a pronoun means ("told her"),
    /// or who is asked ("Asked whether …, Doe smiled").
    pub(super) fn set_hearers(&mut self, cast: &Cast) {
        for index in 0..self.attributions.len() {
            let hearer = if self.attributions[index].form == Form::Turn {
                self.hearer(index)
            } else {
                self.told(index, cast).or_else(|| self.asked(index))
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

    /// "Asked whether …, Doe smiled": the subject that follows in the sentence is the one who is asked.
    fn asked(&self, index: usize) -> Option<usize> {
        let attribution = &self.attributions[index];
        let cue = attribution.cue.first().filter(|_| attribution.source.is_empty())?;
        let sentence = self.article.sentence(cue.start);
        let word = self.article.token(self.article.tokens(*cue).start);
        if cue.start != sentence.start || !matches!(word, "Asked" | "Pressed" | "Questioned" | "Quizzed") {
            return None;
        }
        let end = attribution.content.last()?.end;
        self.attributions.iter().zip(&self.done).skip(index + 1).take(6).find_map(|(other, judgement)| {
            let source = other.source.first()?;
            (source.start >= end && source.end <= sentence.end).then_some(judgement.as_ref()?.actor).flatten()
        })
    }
}
