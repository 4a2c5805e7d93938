//! Questions about words between a source and a target: which type of event, and which way they lean.

use std::ops::Range;

use types::{Asked, Reading, Span, Verdict};

use super::{Judge, JudgeScratch, Linear, PairHead};
use crate::decode::softmax;
use crate::encoder::Scratch;
use crate::kernels::Kernels;
use crate::weights::Model;
use crate::windows::{Window, window_around};

impl Judge {
    /// An answer, if the weights have the heads for it and the spans lie in prose and in one window.
    pub fn answer(
        &self,
        full: &Model,
        reading: &Reading,
        asked: &Asked,
        kernels: Kernels,
        (scratch, own): (&mut Scratch, &mut JudgeScratch),
    ) -> Option<Verdict> {
        let pairs = self.pairs.as_ref()?;
        let encoder = &full.encoder;
        let tokens = tokens(reading, asked)?;
        let spans: Vec<Span> = reading.tokens[tokens.clone()].iter().map(|token| token.span).collect();
        let middle = overlapping(&spans, asked.target.or(asked.source)?)?;
        let window = window_around(&reading.document.text, &spans, middle, &full.wordpiece, full.limits)?;
        let target = pieces(&window, asked.target)?;
        let mut source = pieces(&window, asked.source)?;
        encoder.embed(&window, kernels, scratch);
        encoder.run(&encoder.layers[..self.first], window.pieces.len(), kernels, scratch);
        // A piece of both counts as the target's, as in training.
        source.retain(|piece| !target.contains(piece));
        for (pieces, marker) in [&source, &target].into_iter().zip(pairs.markers.chunks_exact(encoder.hidden))
        {
            encoder.mark(pieces, marker, scratch);
        }
        own.keep(scratch);
        encoder.load(&own.lower, kernels, scratch);
        encoder.run(&self.layers, window.pieces.len(), kernels, scratch);
        own.row.clear();
        for pieces in [&[0][..], &source, &target] {
            pool(scratch.states(), encoder.hidden, pieces, &mut own.row);
        }
        Some(pairs.verdict(&own.row, kernels))
    }
}

impl PairHead {
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
    overlapping(&spans, wanted).map(|tokens| super::pieces(window, &tokens).collect())
}
