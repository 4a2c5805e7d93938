//! The forward pass: a BERT encoder with layer normalisation after each part, and linear heads on top.

use std::borrow::Cow;

use crate::kernels::{AttentionScratch, Kernels, QuantisedMatrix, QuantisedRows, ROW_BLOCK};
use crate::windows::Window;

/// The network.
pub struct Encoder {
    /// Width of the hidden states.
    pub hidden: usize,
    /// Heads of attention.
    pub heads: usize,
    /// Width of the feed-forward layer.
    pub intermediate: usize,
    /// What a piece is before the first layer.
    pub embedding: Embedding,
    /// The layers, first to last.
    pub layers: Vec<Layer>,
    /// Classifier of source, cue and content.
    pub attribution: Option<Head>,
    /// Classifier of named entities.
    pub entities: Option<Head>,
}

/// Tables that are added up to a piece's first state.
pub struct Embedding {
    /// One row of signed bytes for each piece of the vocabulary.
    pub words: Cow<'static, [u8]>,
    /// The scale of each of these rows.
    pub scale: Vec<f32>,
    /// One row for each place in the window.
    pub positions: Vec<f32>,
    /// One row for each feature.
    pub features: Vec<f32>,
    /// Normalisation of the sum.
    pub norm: Normalisation,
}

/// Weights of a layer normalisation.
pub struct Normalisation {
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
}

/// Weights of a layer.
pub struct Layer {
    pub qkv: QuantisedMatrix,
    pub attention_output: QuantisedMatrix,
    pub attention_norm: Normalisation,
    pub up: QuantisedMatrix,
    pub down: QuantisedMatrix,
    pub output_norm: Normalisation,
}

/// A linear classifier of tokens.
pub struct Head {
    /// One row for each tag.
    pub weight: Vec<f32>,
    /// One number for each tag.
    pub bias: Vec<f32>,
    /// What the logits are divided by before they are probabilities.
    pub temperature: f32,
}

impl Head {
    /// Number of tags.
    pub fn tags(&self) -> usize {
        self.bias.len()
    }
}

/// Buffers of one thread, reused from window to window.
#[derive(Default)]
pub struct Scratch {
    states: Vec<f32>,
    qkv: Vec<f32>,
    context: Vec<f32>,
    update: Vec<f32>,
    wide: Vec<f32>,
    quantised: QuantisedRows,
    attention: AttentionScratch,
    logits: Vec<f32>,
}

impl Encoder {
    /// Computes the states of a window's pieces, which [`Self::logits`] reads.
    pub fn encode(&self, window: &Window, kernels: Kernels, scratch: &mut Scratch) {
        let rows = window.pieces.len();
        self.embed(window, kernels, &mut scratch.states);
        let padded = rows.next_multiple_of(ROW_BLOCK);
        scratch.qkv.resize(padded * 3 * self.hidden, 0.0);
        scratch.context.resize(padded * self.hidden, 0.0);
        scratch.update.resize(rows * self.hidden, 0.0);
        scratch.wide.resize(rows * self.intermediate, 0.0);
        for layer in &self.layers {
            layer.run(rows, self.heads, kernels, scratch);
        }
    }

    fn embed(&self, window: &Window, kernels: Kernels, states: &mut Vec<f32>) {
        let Embedding { words, scale, positions, features, norm } = &self.embedding;
        let width = self.hidden;
        states.resize(window.pieces.len() * width, 0.0);
        let pieces = window.pieces.iter().zip(&window.features).zip(positions.chunks_exact(width));
        for (state, ((&piece, &feature), position)) in states.chunks_exact_mut(width).zip(pieces) {
            let scale = scale[piece as usize];
            let word = &words[piece as usize * width..][..width];
            let feature = &features[usize::from(feature) * width..][..width];
            for (((state, &word), position), feature) in state.iter_mut().zip(word).zip(position).zip(feature)
            {
                *state = f32::from(word.cast_signed()) * scale + position + feature;
            }
        }
        kernels.normalise(states, &norm.weight, &norm.bias);
    }

    /// The logits of `head` for each token of the window that was encoded last, read off its first piece.
    pub fn logits<'scratch>(
        &self,
        head: &Head,
        window: &Window,
        kernels: Kernels,
        scratch: &'scratch mut Scratch,
    ) -> &'scratch [f32] {
        scratch.logits.resize(window.tokens.len() * head.tags(), 0.0);
        for (token, logits) in window.tokens.iter().zip(scratch.logits.chunks_exact_mut(head.tags())) {
            let state = &scratch.states[token.piece * self.hidden..][..self.hidden];
            kernels.classify(state, &head.weight, &head.bias, logits);
        }
        &scratch.logits
    }
}

impl Layer {
    fn run(&self, rows: usize, heads: usize, kernels: Kernels, scratch: &mut Scratch) {
        let Scratch { states, qkv, context, update, wide, quantised, attention, .. } = scratch;
        kernels.quantise(states, rows, quantised);
        kernels.linear(&self.qkv, quantised, rows, qkv);
        kernels.attention(qkv, rows, heads, attention, context);
        kernels.quantise(&context[..states.len()], rows, quantised);
        kernels.linear(&self.attention_output, quantised, rows, update);
        kernels.add_and_normalise(states, update, &self.attention_norm.weight, &self.attention_norm.bias);
        kernels.quantise(states, rows, quantised);
        kernels.linear_gelu(&self.up, quantised, rows, wide);
        kernels.quantise(wide, rows, quantised);
        kernels.linear(&self.down, quantised, rows, update);
        kernels.add_and_normalise(states, update, &self.output_norm.weight, &self.output_norm.bias);
    }
}
