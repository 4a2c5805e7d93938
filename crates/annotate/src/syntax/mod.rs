//! The head that reads trees off the states of words, and whether what a word names happened: biaffine arcs and relations
//! (Dozat and Manning 2017), on the last states of the full model and of the student alike.

mod parse;
#[cfg(test)]
mod tests;
mod tree;

#[cfg(test)]
pub use tests::{add_tiny_syntax, tiny_syntax_metadata};

use std::ops::Range;

use types::{ParsedSentence, PartOfSpeech, Reading, Relation, Span};

use crate::event_views::EventViews;
use crate::kernels::{Buffer, Kernels, PANEL, QuantisedMatrix, QuantisedRows};
use crate::weights::{File, WeightsError};
use crate::windows::WindowToken;

/// The tag of a token that continues the word before it, after the parts of speech.
const CONTINUES: &str = "continues";

/// Parts of speech, and [`CONTINUES`].
const TAGS: usize = PartOfSpeech::ALL.len() + 1;

/// Tokens of a sentence that are parsed together: of a longer one the parts are parsed apart, because time and memory
/// grow with the square.
const LONGEST: usize = 128;

/// The head's weights.
pub struct SyntaxHead {
    /// Part of speech of a token's word, or that the token continues the word before ([`TAGS`] outputs); whether what it names
    /// happened; outputs behind these are nothing.
    of_token: QuantisedMatrix,
    /// Four views of a word: as dependent and as head, for arcs and for relations.
    views: QuantisedMatrix,
    /// Width of a view.
    part: usize,
    /// The root's views as a head: for arcs, then for relations.
    root: Vec<f32>,
    arc: QuantisedMatrix,
    /// More outputs than there are relations: those behind them are nothing.
    relation: QuantisedMatrix,
}

/// Buffers of one thread.
#[derive(Default)]
pub struct SyntaxScratch {
    /// What goes into a product, in eight bits.
    quantised: QuantisedRows,
    views: Buffer<f32>,
    heads: Vec<f32>,
    relation_heads: Vec<f32>,
    /// A row for each word: as dependent, and what is made of it.
    own: Vec<f32>,
    scores: Buffer<f32>,
    of_tokens: Buffer<f32>,
    event_views: Buffer<f32>,
    arcs: Vec<f32>,
    nothing: Vec<f32>,
}

impl SyntaxHead {
    /// Reads and checks the head of a model whose states are so wide.
    pub fn of(file: &File, width: usize) -> Result<Self, WeightsError> {
        let tags: Vec<&str> = PartOfSpeech::ALL.iter().map(|tag| tag.name()).chain([CONTINUES]).collect();
        file.require_text("tags", &tags.join(","))?;
        let relations: Vec<&str> = Relation::ALL.iter().map(|relation| relation.name()).collect();
        file.require_text("relations", &relations.join(","))?;
        let part = file.number("part")?;
        file.require("part", part.is_multiple_of(PANEL), || format!("a multiple of {PANEL}"))?;
        Ok(Self {
            of_token: file
                .linear("syntax.tag", width, TAGS)?
                .beside(file.linear("syntax.happened", width, 1)?)
                .round(),
            views: file.matrix("syntax.views", width, 4 * part)?,
            part,
            root: file.floats("syntax.root", &[2, part])?,
            arc: file.linear("syntax.arc", part, part)?.round(),
            relation: file.linear("syntax.relation", part, relations.len())?.round(),
        })
    }

    /// Parses the wanted sentences among consecutive tokens of a document, or what of them lies there. `states` are
    /// those of the tokens, one after the other, and maybe more; words get what `views` see in them.
    pub fn parse_wanted(
        &self,
        reading: &Reading,
        tokens: &[WindowToken],
        wanted: impl Fn(Span) -> bool,
        (states, views): (&[f32], Option<&EventViews>),
        kernels: Kernels,
        scratch: &mut SyntaxScratch,
    ) -> Vec<ParsedSentence> {
        let span =
            |range: &Range<usize>| Span::new(tokens[range.start].span.start, tokens[range.end - 1].span.end);
        sentences(reading, tokens)
            .filter(|range| wanted(span(range)))
            .map(|range| {
                let width = self.views.inputs;
                let states = &states[range.start * width..range.end * width];
                self.parse(&reading.document.text, &tokens[range], (states, views), kernels, scratch)
            })
            .collect()
    }
}

/// Which sentences are to be parsed.
#[derive(Clone, Copy)]
pub enum Wanted<'spans> {
    /// All.
    All,
    /// Those that share a byte with one of these, which are in order and do not overlap.
    With(&'spans [Span]),
}

impl Wanted<'_> {
    /// Whether something in `span` is wanted.
    pub fn any_in(self, span: Span) -> bool {
        match self {
            Self::All => true,
            Self::With(spans) => {
                let next = spans.partition_point(|wanted| wanted.end <= span.start);
                spans.get(next).is_some_and(|wanted| wanted.overlaps(span))
            }
        }
    }
}

/// The tokens of each sentence, or of the part of one, among consecutive tokens of a document.
pub fn sentences<'a>(
    reading: &'a Reading,
    tokens: &'a [WindowToken],
) -> impl Iterator<Item = Range<usize>> + 'a {
    let sentence_of =
        |token: usize| reading.sentences.partition_point(|sentence| sentence.end <= tokens[token].span.start);
    let mut start = 0;
    std::iter::from_fn(move || {
        let sentence = (start < tokens.len()).then(|| sentence_of(start))?;
        let most = tokens.len().min(start + LONGEST);
        let mut end = start + 1;
        while end < most && !tokens[end].starts_block && sentence_of(end) == sentence {
            end += 1;
        }
        Some(std::mem::replace(&mut start, end)..end)
    })
}
