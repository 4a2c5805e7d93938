//! Speakers whom the text names elsewhere: in the sentence before, in the article below a headline, in the next paragraph.

use types::{BlockKind, EntityKind, Span, SpeakerKind};

use super::{Judgement, Judges, anchor};
use crate::actors::Cast;
use crate::attribution::{Attribution, Form, aside, grammar, is_asked_about, is_said_of};
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::phrase::{self, Determiner};

impl Judges<'_, '_> {
    /// Delayed naming: "The minister has defended …" opens an article, and the next paragraph opens with the full name
    /// of somebody whose role is not told. Both are one.
    pub(super) fn name_later(&mut self, cast: &mut Cast) {
        for index in 0..self.attributions.len() {
            let Some(Judgement { actor: Some(role), kind: SpeakerKind::Role, .. }) = self.done[index] else {
                continue;
            };
            let Some(source) = self.attributions[index].source.first() else { continue };
            let block = self.article.block_index(source.start);
            let opening = self.article.reading.blocks[..=block]
                .iter()
                .filter(|block| block.kind == BlockKind::Paragraph)
                .count()
                <= 2;
            let definite =
                phrase::parse(self.article, &cast.mentions, *source).determiner == Determiner::Definite;
            let next = cast
                .mentions
                .iter()
                .find(|mention| mention.kind == EntityKind::Person && mention.span.start >= source.end);
            let Some((person, span)) =
                next.and_then(|mention| Some((mention.actor?, mention.span))).filter(|_| opening && definite)
            else {
                continue;
            };
            let after = self.article.reading.blocks.get(self.article.block_index(span.start));
            let opens = after.is_some_and(|after| after.span.start == span.start)
                && self.article.block_index(span.start) == block + 1;
            let entry = &cast.entries[person];
            if !opens
                || !entry.roles.is_empty()
                || !entry.name.contains(' ')
                || entry.mentions.iter().min() != Some(&span)
            {
                continue;
            }
            let (name, mentions) =
                (cast.entries[role].name.clone(), std::mem::take(&mut cast.entries[role].mentions));
            cast.entries[person].add_role(&name);
            cast.entries[person].mentions.extend(mentions);
            for judgement in self.done.iter_mut().flatten().filter(|judgement| judgement.actor == Some(role))
            {
                *judgement = Judgement::of(person, SpeakerKind::Named, 0.7);
            }
        }
    }

    /// Speech without source: the speaker before goes on, when nobody else comes in between.
    pub(super) fn carry_over(&mut self, cast: &Cast) {
        let mut order: Vec<usize> = (0..self.attributions.len()).collect();
        order.sort_by_key(|&index| self.attributions[index].content.first().copied());
        for position in 0..order.len() {
            let index = order[position];
            let attribution = &self.attributions[index];
            if !attribution.source.is_empty() || self.nested_in[index].is_some() {
                continue;
            }
            if self.article.in_headline(anchor(attribution)) {
                self.done[index] = self.repeated(index).or(self.done[index].take());
                continue;
            }
            if let Some(signed) = self.signed(attribution, cast) {
                self.done[index] = Some(signed);
                continue;
            }
            // What others say of somebody is no more of theirs; a few words on a line of their own are a heading.
            if is_said_of(self.article, attribution)
                || self.is_crosshead(attribution)
                || grammar::is_passive(self.article, attribution)
            {
                continue;
            }
            let quoted = self.is_quoted(index);
            // "Asked whether …" opens a sentence without saying who asks.
            let opens = attribution
                .cue
                .first()
                .is_some_and(|cue| self.article.sentence(cue.start).start == cue.start);
            // Nor does "when asked whether", and behind an aside whoever stands before it goes on.
            let apart =
                |cue: &Span| is_asked_about(self.article, *cue) || aside(self.article, *cue).is_some();
            // "…,” recalled": whoever did stands in the line that was cut off.
            let is_cut_off =
                |cue: &Span| self.article.block(cue.start).is_some_and(|block| block.span.end == cue.end);
            if !quoted && attribution.cue.is_empty()
                || opens
                || attribution.cue.iter().any(|cue| apart(cue) || is_cut_off(cue))
            {
                continue;
            }
            let previous =
                order[..position].iter().rev().copied().find(|&other| self.nested_in[other].is_none());
            // Without quotation marks only the same sentence goes on without naming who speaks.
            let same_sentence = |previous: usize| {
                let sentence = |index: usize| self.article.sentence_index(anchor(&self.attributions[index]));
                // "This video shows the test", or a post that was signed, and a box behind it.
                let kind = self.done[previous].as_ref().map(|judgement| judgement.kind);
                let shown = kind == Some(SpeakerKind::Document) && !self.is_quoted(previous);
                let apart = shown || self.attributions[previous].form == Form::Post;
                quoted && !(apart && attribution.form == Form::Blockquote)
                    || sentence(previous) == sentence(index)
            };
            if let Some(previous) = previous.filter(|&previous| same_sentence(previous))
                && let Some(Judgement { actor: Some(actor), kind, certainty, .. }) =
                    self.done[previous].clone()
                && self.goes_on(previous, index, cast, actor)
                && !(cast.entries[actor].plural && self.is_of_one(index))
            {
                self.done[index] = Some(Judgement::of(actor, kind, 0.85 * certainty));
            }
        }
    }

    /// Whether all that is said stands in quotation marks or in a block quotation.
    fn is_quoted(&self, index: usize) -> bool {
        let attribution = &self.attributions[index];
        attribution.form == Form::Blockquote
            || attribution.content.iter().all(|span| self.article.spoken_at(span.start).is_some())
    }

    /// Whether "I" says it: "Eyewitnesses" do not.
    fn is_of_one(&self, index: usize) -> bool {
        let mut tokens = self.attributions[index].content.iter().flat_map(|span| self.article.tokens(*span));
        tokens.any(|token| pronoun(self.article.token(token)) == Some(Pronoun::Speaker))
    }

    /// "- Jo Doe." in a short paragraph of its own, right behind a quotation.
    fn signed(&self, attribution: &Attribution, cast: &Cast) -> Option<Judgement> {
        const LONGEST: usize = 60;
        let last = attribution.content.last()?;
        let block = self.article.block_index(last.start);
        let (said, next) =
            (self.article.reading.blocks.get(block)?, self.article.reading.blocks.get(block + 1)?);
        let ends =
            self.article.text.get(last.end..said.span.end)?.chars().all(|mark| !mark.is_alphanumeric());
        let signature = next.span.of(self.article.text);
        if !ends || signature.len() > LONGEST || !signature.starts_with(['-', '–', '—']) {
            return None;
        }
        let first = cast.mentions.partition_point(|mention| mention.span.start < next.span.start);
        let mention = cast.mentions.get(first)?;
        let is_name = mention.kind == EntityKind::Person
            && self.article.text[next.span.start..mention.span.start]
                .chars()
                .all(|mark| !mark.is_alphanumeric());
        Some(Judgement::of(mention.actor.filter(|_| is_name)?, SpeakerKind::Named, 0.9))
    }

    /// A line of a few words in single quotation marks.
    fn is_crosshead(&self, attribution: &Attribution) -> bool {
        const MOST_WORDS: usize = 6;
        let [content] = attribution.content[..] else { return false };
        let line = self.article.block(content.start).map_or("", |block| block.span.of(self.article.text));
        line.starts_with(['\'', '‘'])
            && !line.starts_with("''")
            && line.split_whitespace().count() <= MOST_WORDS
    }

    /// A headline's quotation that the article repeats with its speaker.
    fn repeated(&self, index: usize) -> Option<Judgement> {
        let words = |attribution: &Attribution| -> Vec<String> {
            let text = attribution
                .content
                .iter()
                .map(|span| span.of(self.article.text))
                .collect::<Vec<_>>()
                .join(" ");
            text.split(|character: char| !character.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect()
        };
        let wanted = words(&self.attributions[index]);
        let end = self.attributions[index].content.last()?.end;
        let first_name = self.candidates.first_after(self.article, end);
        let behind =
            self.article.text.get(end..).unwrap_or_default().trim_start_matches(['"', '”', '’', '\'', ' ']);
        let first_name = first_name.filter(|_| behind.starts_with([':', '—', '–', '-', ',']));
        let found = self.attributions.iter().enumerate().find(|(other, attribution)| {
            let there = words(attribution);
            *other != index
                && !wanted.is_empty()
                && 5 * wanted.iter().filter(|word| there.contains(word)).count() >= 4 * wanted.len()
        });
        match found.and_then(|(other, _)| self.done[other].clone()) {
            Some(judgement) if judgement.actor.is_some() => Some(judgement),
            // "“…”: Jo Doe on cranes".
            _ => first_name.map(|actor| Judgement::of(actor, SpeakerKind::Named, 0.8)),
        }
    }

    /// Whether the speaker of `previous` can still be speaking in `index`: the same or the next paragraph, and no other
    /// person named in between.
    fn goes_on(&self, previous: usize, index: usize, cast: &Cast, actor: usize) -> bool {
        let (Some(before), Some(after)) =
            (self.attributions[previous].content.last(), self.attributions[index].content.first())
        else {
            return false;
        };
        let from = self.attributions[previous]
            .cue
            .iter()
            .chain(&self.attributions[previous].source)
            .map(|span| span.end)
            .fold(before.end, usize::max);
        let near = self.article.block_index(after.start).saturating_sub(self.article.block_index(from)) <= 1;
        let first = cast.mentions.partition_point(|mention| mention.span.start < from);
        let others = cast.mentions[first..]
            .iter()
            .take_while(|mention| mention.span.end <= after.start)
            .any(|mention| mention.kind == EntityKind::Person && mention.actor != Some(actor));
        near && !others
    }
}
