//! The forward pass: a BERT encoder with layer normalisation after each part, and linear heads on top.

use std::borrow::Cow;
use std::ops::Range;

use crate::features;
use crate::kernels::{Attention, Buffer, HEAD_WIDTH, Kernels, Made, QuantisedMatrix, QuantisedRows};
use crate::windows::Window;

/// The network.
pub struct Encoder {
    /// Width of the hidden states.
    pub hidden: usize,
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

/// Weights of a layer. Layers differ in how many heads and inner units they have.
pub struct Layer {
    pub qkv: QuantisedMatrix,
    pub attention_output: QuantisedMatrix,
    pub attention_norm: Normalisation,
    pub feed_forward: FeedForward,
    /// What pieces of words without a capital letter have instead: what there is to know about a name is more.
    pub small_feed_forward: Option<FeedForward>,
    pub output_norm: Normalisation,
}

/// Weights of the part of a layer that looks at each piece alone.
pub struct FeedForward {
    pub up: QuantisedMatrix,
    pub down: QuantisedMatrix,
}

/// Rows of states, of pieces or tokens: all, and apart those that have a [capital letter](features::has_capital) and the others.
#[derive(Default)]
pub struct Rows {
    all: Vec<usize>,
    capital: Vec<usize>,
    other: Vec<usize>,
}

impl Rows {
    /// Those of pieces, or tokens, that have these features.
    pub fn of(features: impl Iterator<Item = u8>) -> Self {
        let mut rows = Self::default();
        for (row, feature) in features.enumerate() {
            rows.all.push(row);
            if features::has_capital(feature) { &mut rows.capital } else { &mut rows.other }.push(row);
        }
        rows
    }

    /// So many that all go through the same part of a layer, that for words with a capital letter.
    pub fn alike(count: usize) -> Self {
        let all: Vec<usize> = (0..count).collect();
        Self { capital: all.clone(), all, other: Vec::new() }
    }
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

/// A small linear layer in single precision.
pub struct Linear {
    /// One row for each output.
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
}

impl Linear {
    /// One layer of two on the same input: the outputs of this one, then those of the other.
    pub fn beside(mut self, other: Self) -> Self {
        self.weight.extend(other.weight);
        self.bias.extend(other.bias);
        self
    }

    /// The same in eight bits; more outputs, which are nothing, fill the last panel up.
    pub fn round(self) -> QuantisedMatrix {
        QuantisedMatrix::round(&self.weight, self.bias)
    }
}

/// Rows that go through the parts of a layer together: what is between two parts stays in the cache.
const BLOCK: usize = 128;

/// Buffers of one thread, reused from window to window.
#[derive(Default)]
pub struct Scratch {
    states: Buffer<f32>,
    quantised_states: QuantisedRows,
    attention: Attention,
    context: Buffer<f32>,
    quantised_context: QuantisedRows,
    /// The states of a block's rows.
    quantised_block: QuantisedRows,
    /// What a part of a layer gives for the rows of a block.
    output: Buffer<f32>,
    quantised_wide: QuantisedRows,
    logits: Vec<f32>,
}

impl Scratch {
    /// The states of the pieces, or of the tokens that were [encoded](Encoder::encode), one after the other.
    pub fn states(&self) -> &[f32] {
        &self.states
    }
}

impl Encoder {
    /// Computes the states of the tokens of several windows, side by side, and where each window has its own. A token's state is that
    /// of its first piece: the last layer computes no others.
    pub fn encode(&self, windows: &[Window], kernels: Kernels, scratch: &mut Scratch) -> Vec<Range<usize>> {
        let texts = self.embed_all(windows, kernels, scratch);
        let (lower, last) = self.layers.split_at(self.layers.len().saturating_sub(1));
        let pieces = Rows::of(windows.iter().flat_map(|window| window.features.iter().copied()));
        self.run_apart(lower, &texts, &pieces, kernels, scratch);
        for layer in last {
            layer.attend(&texts, kernels, scratch);
        }
        let mut tokens = Vec::with_capacity(windows.len());
        let mut rows = 0;
        let attended = last.first().map_or(0, |layer| layer.attention_output.inputs);
        for (window, text) in windows.iter().zip(texts) {
            let first = rows;
            for token in &window.tokens {
                let piece = text.start + token.piece;
                for (table, width) in [(&mut scratch.states, self.hidden), (&mut scratch.context, attended)] {
                    table.copy_within(piece * width..(piece + 1) * width, rows * width);
                }
                rows += 1;
            }
            tokens.push(first..rows);
        }
        scratch.states.resize(rows * self.hidden);
        let features = windows
            .iter()
            .flat_map(|window| window.tokens.iter().map(move |token| window.features[token.piece]));
        let rows = Rows::of(features);
        for layer in last {
            layer.update(&rows, kernels, scratch);
        }
        tokens
    }

    /// Adds markers to the states of some pieces each, before further layers [run](Self::run).
    pub fn mark<'a>(
        &self,
        marked: impl Iterator<Item = (&'a [usize], &'a [f32])>,
        kernels: Kernels,
        scratch: &mut Scratch,
    ) {
        let Scratch { states, quantised_states, .. } = scratch;
        for (pieces, marker) in marked {
            for &piece in pieces {
                let state = &mut states[piece * self.hidden..][..self.hidden];
                state.iter_mut().zip(marker).for_each(|(value, marker)| *value += marker);
            }
        }
        kernels.quantise(states, 0..states.len() / self.hidden, quantised_states);
    }

    /// Runs layers, of this network or others on states as wide, on the states of a text.
    pub fn run(&self, layers: &[Layer], rows: &Rows, kernels: Kernels, scratch: &mut Scratch) {
        self.run_apart(layers, std::slice::from_ref(&(0..rows.all.len())), rows, kernels, scratch);
    }

    /// The same on the states of several texts that do not see each other, side by side: a layer's weights are fetched
    /// once for all, and tiles are full.
    pub fn run_apart(
        &self,
        layers: &[Layer],
        texts: &[Range<usize>],
        rows: &Rows,
        kernels: Kernels,
        scratch: &mut Scratch,
    ) {
        for layer in layers {
            layer.attend(texts, kernels, scratch);
            layer.update(rows, kernels, scratch);
        }
    }

    /// Computes the states that a window's pieces have before the first layer.
    pub fn embed(&self, window: &Window, kernels: Kernels, scratch: &mut Scratch) {
        self.embed_all(std::slice::from_ref(window), kernels, scratch);
    }

    /// The same for several windows, side by side, and where each has its states: what [`Self::run_apart`] takes.
    pub fn embed_all(
        &self,
        windows: &[Window],
        kernels: Kernels,
        scratch: &mut Scratch,
    ) -> Vec<Range<usize>> {
        let Scratch { states, quantised_states, .. } = scratch;
        let width = self.hidden;
        let rows = windows.iter().map(|window| window.pieces.len()).sum();
        states.resize(rows * width);
        quantised_states.resize(rows, width);
        let mut texts = Vec::with_capacity(windows.len());
        let mut first = 0;
        for window in windows {
            let text = first..first + window.pieces.len();
            self.add_up(window, &mut states[first * width..text.end * width]);
            first = text.end;
            texts.push(text);
        }
        kernels.normalise(
            states,
            self.embedding.norm.parameters(),
            0..rows,
            Made::Quantised(quantised_states),
        );
        texts
    }

    fn add_up(&self, window: &Window, states: &mut [f32]) {
        let Embedding { words, scale, positions, features, .. } = &self.embedding;
        let width = self.hidden;
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
    }

    /// The logits of `head` for each of some tokens that were encoded last.
    pub fn logits<'scratch>(
        &self,
        head: &Head,
        tokens: Range<usize>,
        kernels: Kernels,
        scratch: &'scratch mut Scratch,
    ) -> &'scratch [f32] {
        let Scratch { states, logits, .. } = scratch;
        logits.resize(tokens.len() * head.tags(), 0.0);
        let states = &states[tokens.start * self.hidden..tokens.end * self.hidden];
        kernels.classify(states, &head.weight, &head.bias, logits);
        logits
    }
}

impl Normalisation {
    /// Weight and bias, as the kernels take them.
    pub fn parameters(&self) -> [&[f32]; 2] {
        [&self.weight, &self.bias]
    }
}

impl Layer {
    /// Self-attention in each of several texts, side by side: the contexts of their pieces.
    fn attend(&self, texts: &[Range<usize>], kernels: Kernels, scratch: &mut Scratch) {
        let rows = texts.last().map_or(0, |last| last.end);
        let width = self.attention_output.inputs;
        scratch.attention.resize(rows, width / HEAD_WIDTH);
        scratch.context.resize(rows * width);
        kernels.project(&self.qkv, &scratch.quantised_states, 0..rows, &mut scratch.attention);
        for text in texts {
            let context = &mut scratch.context[text.start * width..text.end * width];
            kernels.attend(&mut scratch.attention, text.clone(), context);
        }
    }

    /// The parts of a layer after attention.
    fn update(&self, rows: &Rows, kernels: Kernels, scratch: &mut Scratch) {
        if let Some(small) = &self.small_feed_forward {
            self.update_rows(&rows.capital, &self.feed_forward, kernels, scratch);
            self.update_rows(&rows.other, small, kernels, scratch);
        } else {
            self.update_rows(&rows.all, &self.feed_forward, kernels, scratch);
        }
    }

    fn update_rows(&self, rows: &[usize], part: &FeedForward, kernels: Kernels, scratch: &mut Scratch) {
        scratch.quantised_context.resize(BLOCK, self.attention_output.inputs);
        scratch.quantised_wide.resize(BLOCK, part.up.outputs);
        scratch.output.resize(BLOCK * part.up.outputs.max(part.down.outputs));
        for rows in rows.chunks(BLOCK) {
            self.update_block(rows, part, kernels, scratch);
        }
    }

    fn update_block(&self, rows: &[usize], part: &FeedForward, kernels: Kernels, scratch: &mut Scratch) {
        let Scratch {
            states,
            quantised_states,
            context,
            quantised_context,
            quantised_block,
            output,
            quantised_wide,
            ..
        } = scratch;
        let inside = 0..rows.len();
        let update = &mut output[..rows.len() * part.down.outputs];
        kernels.quantise_at(context, rows, quantised_context);
        kernels.linear(&self.attention_output, quantised_context, inside.clone(), update);
        let norm = self.attention_norm.parameters();
        kernels.add_and_normalise_at(states, rows, update, norm, quantised_states);
        quantised_block.copy_from(quantised_states, rows);
        let wide = &mut output[..rows.len() * part.up.outputs];
        kernels.linear_gelu(&part.up, quantised_block, inside.clone(), wide);
        kernels.quantise(wide, inside.clone(), quantised_wide);
        let update = &mut output[..rows.len() * part.down.outputs];
        kernels.linear(&part.down, quantised_wide, inside, update);
        kernels.add_and_normalise_at(states, rows, update, self.output_norm.parameters(), quantised_states);
    }
}
