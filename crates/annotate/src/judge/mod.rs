//! The judge: layers of its own on the states that the full model's lowest layers give, with heads for syntax and for
//! whether what a word names happened.
//!
//! It sees one sentence at a time, so a parse depends on no other sentence's being wanted or not; what the sentence's
//! surroundings tell comes in through the shared layers.

mod pairs;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;
mod weights;

#[cfg(test)]
pub use tests::{tiny_judge_metadata, tiny_judge_tensors};

use std::ops::Range;

use types::{ParsedSentence, Reading, Span};

use crate::encoder::{Encoder, Layer, Scratch};
use crate::kernels::{Buffer, Kernels, QuantisedMatrix, QuantisedRows};
use crate::windows::Window;

/// The judge's weights.
pub struct Judge {
    /// Name and version.
    pub name: String,
    /// Layers of the full model whose states it goes on from.
    pub first: usize,
    layers: Vec<Layer>,
    syntax: SyntaxHead,
    pairs: Option<PairHead>,
}

/// What reads a tree off the states of the words.
struct SyntaxHead {
    /// Part of speech of a token's word, or that the token continues the word before.
    tag: Linear,
    happened: Linear,
    /// Four views of a word: as dependent and as head, for arcs and for relations.
    views: QuantisedMatrix,
    /// Width of a view.
    part: usize,
    /// The root's views as a head: for arcs, then for relations.
    root: Vec<f32>,
    arc: Linear,
    relation: Linear,
}

/// What judges the words between a source and a target.
struct PairHead {
    /// What is added to the states of the source's pieces, then of the target's.
    markers: Vec<f32>,
    event: Linear,
    leaning: Linear,
    /// What the scores of event and leaning are divided by before they are probabilities.
    temperatures: [f32; 2],
}

/// A small linear layer in single precision.
struct Linear {
    /// One row for each output.
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    fn apply(&self, input: &[f32], kernels: Kernels, output: &mut Vec<f32>) {
        output.resize(self.bias.len(), 0.0);
        kernels.classify(input, &self.weight, &self.bias, output);
    }
}

/// Buffers of one thread.
#[derive(Default)]
pub struct JudgeScratch {
    /// The shared states of the windows.
    lower: Vec<f32>,
    /// The states of the words' first pieces, and the same in eight bits.
    words: Vec<f32>,
    quantised: QuantisedRows,
    views: Buffer<f32>,
    heads: Vec<f32>,
    relation_heads: Vec<f32>,
    /// One row at a time.
    row: Vec<f32>,
    query: Vec<f32>,
    arcs: Vec<f32>,
    nothing: Vec<f32>,
}

impl JudgeScratch {
    /// Keeps the states of the windows that the shared layers read last.
    pub fn keep(&mut self, scratch: &Scratch) {
        self.lower.clear();
        self.lower.extend_from_slice(scratch.states());
    }
}

impl Judge {
    /// Parses the wanted sentences of a window whose shared states were kept, the first of them in the given place.
    pub fn parse(
        &self,
        encoder: &Encoder,
        reading: &Reading,
        (window, first): (&Window, usize),
        wanted: Wanted,
        kernels: Kernels,
        (scratch, own): (&mut Scratch, &mut JudgeScratch),
    ) -> Vec<ParsedSentence> {
        let width = encoder.hidden;
        let span = |tokens: &Range<usize>| {
            Span::new(window.tokens[tokens.start].span.start, window.tokens[tokens.end - 1].span.end)
        };
        let sentences: Vec<Range<usize>> =
            sentences(reading, window).filter(|tokens| wanted.any_in(span(tokens))).collect();
        // The wanted sentences' states, side by side.
        let (mut states, mut texts) = (Vec::new(), Vec::with_capacity(sentences.len()));
        for tokens in &sentences {
            let pieces = pieces(window, tokens);
            let start = states.len() / width;
            let places = (first + pieces.start) * width..(first + pieces.end) * width;
            states.extend_from_slice(&own.lower[places]);
            texts.push(start..start + pieces.len());
        }
        if sentences.is_empty() {
            return Vec::new();
        }
        encoder.load(&states, kernels, scratch);
        encoder.run_apart(&self.layers, &texts, kernels, scratch);
        let mut parsed = Vec::with_capacity(sentences.len());
        for (tokens, text) in sentences.into_iter().zip(texts) {
            let first = window.tokens[tokens.start].piece;
            let tokens: Vec<_> = window.tokens[tokens]
                .iter()
                .map(|token| syntax::Piece { span: token.span, piece: token.piece - first })
                .collect();
            let states = &scratch.states()[text.start * width..text.end * width];
            parsed.push(self.syntax.parse(&reading.document.text, &tokens, states, kernels, own));
        }
        parsed
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

/// The tokens of each sentence, or of the part of one, that lies in the window.
fn sentences<'a>(reading: &'a Reading, window: &'a Window) -> impl Iterator<Item = Range<usize>> + 'a {
    let sentence_of = |token: usize| {
        reading.sentences.partition_point(|sentence| sentence.end <= window.tokens[token].span.start)
    };
    let mut start = 0;
    std::iter::from_fn(move || {
        let sentence = (start < window.tokens.len()).then(|| sentence_of(start))?;
        let mut end = start + 1;
        while end < window.tokens.len() && !window.tokens[end].starts_block && sentence_of(end) == sentence {
            end += 1;
        }
        Some(std::mem::replace(&mut start, end)..end)
    })
}

/// The pieces of consecutive tokens.
fn pieces(window: &Window, tokens: &Range<usize>) -> Range<usize> {
    let end = window.tokens.get(tokens.end).map_or(window.pieces.len() - 1, |token| token.piece);
    window.tokens[tokens.start].piece..end
}
