//! Where a text is about a question: by the question's words, and by what stands before.

use super::compose::{Context, mention};
use super::matter::Matter;
use super::words::{Word, Words};

/// How much the text speaks of the matter at one place, and on which side that is which it spoke of last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Around {
    pub strength: f32,
    pub side: i8,
    /// Whether the whole document is about the matter.
    pub whole: bool,
}

/// How much each sentence is about a matter.
#[derive(Debug)]
pub(super) struct Focus {
    /// Before each sentence, from what precedes it, with the sentence itself.
    around: Vec<Around>,
    /// The side of what each sentence speaks of, up to each of its words; see [`Focus::at`].
    speaking: Vec<bool>,
}

/// What is left of a matter in the next sentence, and in the next paragraph.
const NEXT_SENTENCE: f32 = 0.92;
const NEXT_PARAGRAPH: f32 = 0.85;
/// The same in a document that is about more than the matter.
const ELSEWHERE: f32 = 0.7;
/// From this much on a deed of the question's family is the one that was told of.
const RENEWED: f32 = 0.25;
/// Everywhere in a document about the matter.
const TOPIC: f32 = 0.35;
/// Everywhere in a document whose headline and lead speak of the matter.
const WHOLE: f32 = 0.5;
/// Of so many paragraphs one must speak of the matter for the document to be about it.
const ONE_IN: usize = 8;

impl Focus {
    /// None when no sentence speaks of the matter at least so much.
    pub fn of(matter: &Matter, words: &Words, least: f32) -> Option<Self> {
        if !matter.may_be_in(&words.all) {
            return None;
        }
        let sentences = words.paragraphs.len();
        let own: Vec<f32> =
            (0..sentences).map(|index| matter.relevance(words.sentence(index).iter())).collect();
        let named = (0..sentences).any(|index| {
            own[index] > 0.0
                && matter.is_named(
                    words.sentence(index).iter().chain(words.sentence((index + 1).min(sentences - 1))),
                )
        });
        if !named {
            return None;
        }
        let strong: Vec<bool> =
            (0..sentences).map(|index| matter.is_spoken_of(words.sentence(index).iter())).collect();
        let beside = |index: usize| {
            let next = (index + 1).min(sentences - 1);
            matter.is_spoken_of(words.sentence(index).iter().chain(words.sentence(next)))
        };
        if !strong.contains(&true) && !(0..sentences).any(beside) {
            return None;
        }
        // Two sentences may share it: "The council met on the path. It will be built."
        let paired = |index: usize| {
            let next = index + 1;
            if next >= sentences || own[index] <= 0.0 || own[next] <= 0.0 {
                return 0.0;
            }
            0.9 * matter.relevance(words.sentence(index).iter().chain(words.sentence(next)))
        };
        let most = (0..sentences).map(|index| own[index].max(paired(index))).fold(0.0, f32::max);
        if most < least {
            return None;
        }
        let paragraphs = words.paragraphs.last().map_or(1, |last| last + 1);
        let mut speaking: Vec<usize> =
            (0..sentences).filter(|&index| strong[index]).map(|index| words.paragraphs[index]).collect();
        // A headline and the sentence under it say it together.
        if beside(0) {
            speaking.insert(0, 0);
        }
        speaking.dedup();
        let is_topic = speaking.len() > 1 && speaking.len() * ONE_IN >= paragraphs;
        let is_whole = is_topic
            && speaking.first().is_some_and(|first| *first < 2)
            && speaking.get(1).is_some_and(|second| *second < 5);
        let floor = match (is_topic, is_whole) {
            (_, true) => WHOLE,
            (true, _) => TOPIC,
            _ => 0.0,
        };
        let next_paragraph = if is_whole { NEXT_PARAGRAPH } else { ELSEWHERE };
        let mut around = Vec::with_capacity(sentences);
        let mut strength = 0.0_f32;
        let mut side = 1;
        for (index, &spoken) in own.iter().enumerate() {
            let new_paragraph = index > 0 && words.paragraphs[index] != words.paragraphs[index - 1];
            strength *= if new_paragraph { next_paragraph } else { NEXT_SENTENCE };
            let before = strength;
            // "The limits" of which the text has just told renew the matter.
            let renewed = strength >= RENEWED && matter.does(words.sentence(index));
            if renewed {
                strength = strength.max(0.6);
            }
            let spoken_of = if strong[index] { 0.5 + 0.5 * spoken } else { spoken };
            strength = strength.max(spoken_of).max(floor);
            around.push(Around { strength: before.max(0.9 * spoken).max(floor), side, whole: is_whole });
            if spoken >= least || renewed {
                let sentence: Vec<&Word> = words.sentence(index).iter().collect();
                side = mention(matter, &sentence, &Context::of_text()).unwrap_or(side);
            }
        }
        let speaking = own.iter().map(|own| *own >= least).collect();
        Some(Self { around, speaking })
    }

    /// At an offset of the text.
    pub fn at(&self, matter: &Matter, words: &Words, offset: usize) -> Around {
        let index = words.sentence_at(offset);
        let Some(mut around) = self.around.get(index).copied() else {
            return Around { strength: 0.0, side: 1, whole: false };
        };
        if self.speaking.get(index) == Some(&true) {
            let before: Vec<&Word> =
                words.sentence(index).iter().filter(|word| word.span.end <= offset).collect();
            around.side = mention(matter, &before, &Context::of_text()).unwrap_or(around.side);
        }
        around
    }

    /// How much it does in the sentence after the one of an offset.
    pub fn strength_after(&self, words: &Words, offset: usize) -> f32 {
        self.strength_in(words.sentence_at(offset) + 1)
    }

    /// How much the text speaks of the matter at an offset.
    pub fn strength(&self, words: &Words, offset: usize) -> f32 {
        self.strength_in(words.sentence_at(offset))
    }

    fn strength_in(&self, sentence: usize) -> f32 {
        self.around.get(sentence).map_or(0.0, |around| around.strength)
    }
}
