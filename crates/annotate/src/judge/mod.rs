//! The judge: layers of its own on the states that the full model's lowest layers give, which answer questions about words
//! between a source and a target: which type of event, and which way they lean.

#[cfg(test)]
mod tests;
mod weights;

#[cfg(test)]
pub use tests::{tiny_judge_metadata, tiny_judge_tensors};

use std::ops::Range;

use types::{Asked, Reading, Span, Verdict};

use crate::decode::softmax;
use crate::encoder::{Layer, Linear, Rows, Scratch};
use crate::kernels::Kernels;
use crate::weights::Model;
use crate::windows::{Window, window_around};

/// The judge's weights.
pub struct Judge {
    /// Layers of the full model whose states it goes on from.
    first: usize,
    layers: Vec<Layer>,
    /// What is added to the states of the source's pieces, then of the target's.
    markers: Vec<f32>,
    event: Linear,
    leaning: Linear,
    /// What the scores of event and leaning are divided by before they are probabilities.
    temperatures: [f32; 2],
}

impl Judge {
    /// An answer, if the spans lie in prose and in one window.
    pub fn answer(
        &self,
        full: &Model,
        reading: &Reading,
        asked: &Asked,
        kernels: Kernels,
        scratch: &mut Scratch,
    ) -> Option<Verdict> {
        let encoder = &full.encoder;
        let tokens = tokens(reading, asked)?;
        let spans: Vec<Span> = reading.tokens[tokens.clone()].iter().map(|token| token.span).collect();
        let middle = overlapping(&spans, asked.target.or(asked.source)?)?;
        let window = window_around(&reading.document.text, &spans, middle, &full.wordpiece, full.limits)?;
        let target = pieces(&window, asked.target)?;
        let mut source = pieces(&window, asked.source)?;
        encoder.embed(&window, kernels, scratch);
        let rows = Rows::alike(window.pieces.len());
        encoder.run(&encoder.layers[..self.first], &rows, kernels, scratch);
        // A piece of both counts as the target's, as in training.
        source.retain(|piece| !target.contains(piece));
        let marked = [&source[..], &target].into_iter().zip(self.markers.chunks_exact(encoder.hidden));
        encoder.mark(marked, kernels, scratch);
        encoder.run(&self.layers, &rows, kernels, scratch);
        let mut pooled = Vec::with_capacity(3 * encoder.hidden);
        for pieces in [&[0][..], &source, &target] {
            pool(scratch.states(), encoder.hidden, pieces, &mut pooled);
        }
        Some(self.verdict(&pooled, kernels))
    }

    fn verdict(&self, pooled: &[f32], kernels: Kernels) -> Verdict {
        let mut verdict = Verdict { kinds: [0.0; 15], leaning: [0.0; 3] };
        let answers: [(&Linear, &mut [f32]); 2] =
            [(&self.event, &mut verdict.kinds), (&self.leaning, &mut verdict.leaning)];
        for ((head, answer), temperature) in answers.into_iter().zip(self.temperatures) {
            kernels.classify(pooled, &head.weight, &head.bias, answer);
            answer.iter_mut().for_each(|score| *score /= temperature);
            softmax(answer);
        }
        verdict
    }
}

/// Adds the mean of the states of some pieces to `pooled`; zeros, where there are none.
fn pool(states: &[f32], width: usize, pieces: &[usize], pooled: &mut Vec<f32>) {
    let start = pooled.len();
    pooled.resize(start + width, 0.0);
    let share = pieces.len().max(1) as f32;
    for &piece in pieces {
        for (mean, state) in pooled[start..].iter_mut().zip(&states[piece * width..][..width]) {
            *mean += state / share;
        }
    }
}

/// The tokens of the sentences that the question touches, all in one block of prose.
fn tokens(reading: &Reading, asked: &Asked) -> Option<Range<usize>> {
    let block =
        reading.blocks.iter().find(|block| block.body.contains(asked.within) && block.kind.is_prose())?;
    let touched = reading.sentences.iter().filter(|sentence| sentence.overlaps(asked.within));
    let touched = touched.fold(asked.within, |all, sentence| {
        Span::new(all.start.min(sentence.start), all.end.max(sentence.end))
    });
    let start = touched.start.max(block.body.start);
    let end = touched.end.min(block.body.end);
    let first = reading.tokens.partition_point(|token| token.span.start < start);
    let last = reading.tokens.partition_point(|token| token.span.end <= end);
    (first < last).then_some(first..last)
}

/// The indices of the spans that share a byte with `wanted`.
fn overlapping(spans: &[Span], wanted: Span) -> Option<Range<usize>> {
    let first = spans.partition_point(|span| span.end <= wanted.start);
    let last = spans.partition_point(|span| span.start < wanted.end);
    (first < last).then_some(first..last)
}

/// The pieces of the window's tokens that share a byte with `wanted`; none at all, when nothing is wanted.
fn pieces(window: &Window, wanted: Option<Span>) -> Option<Vec<usize>> {
    let Some(wanted) = wanted else { return Some(Vec::new()) };
    let spans: Vec<Span> = window.tokens.iter().map(|token| token.span).collect();
    overlapping(&spans, wanted).map(|tokens| pieces_of(window, &tokens).collect())
}

/// The pieces of consecutive tokens.
fn pieces_of(window: &Window, tokens: &Range<usize>) -> Range<usize> {
    let end = window.tokens.get(tokens.end).map_or(window.pieces.len() - 1, |token| token.piece);
    window.tokens[tokens.start].piece..end
}
