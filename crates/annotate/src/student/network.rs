use std::borrow::Cow;
use std::ops::Range;

use types::{ParsedSentence, Reading, Span};

use super::rows::Prose;
use crate::encoder::{Head, Linear, Normalisation};
use crate::kernels::{Buffer, Kernels, Made, QuantisedMatrix, QuantisedRows};
use crate::syntax::{SyntaxHead, SyntaxScratch, Wanted, sentences};
use crate::wordpiece::WordPiece;

/// About how many tokens' scores are computed together: most documents whole, as what lies beside a cut is computed twice.
/// Longer stretches leave the second-level cache and are no faster.
const CHUNK: usize = 1920;
/// Rows that go through the parts of a layer together.
const BLOCK: usize = 128;

/// Everything that the student's weights file holds, ready to run.
pub struct Student {
    /// Name and version.
    pub name: String,
    /// The vocabulary.
    pub wordpiece: WordPiece,
    /// Width of the states.
    pub width: usize,
    /// What a token is before the first layer.
    pub embedding: Embedding,
    /// The layers, first to last.
    pub layers: Vec<Layer>,
    /// What classifies tokens.
    pub heads: Heads,
    /// What parses sentences, on the last states.
    pub syntax: SyntaxHead,
}

/// Tables that are added up to a token's first state.
pub struct Embedding {
    /// One row of signed bytes for each piece of the vocabulary.
    pub words: Cow<'static, [u8]>,
    /// The scale of each of these rows.
    pub scale: Vec<f32>,
    /// One row for each feature.
    pub features: Vec<f32>,
    /// One row for each context.
    pub contexts: Vec<f32>,
    /// Normalisation of the sum.
    pub norm: Normalisation,
}

/// A layer reads a token's state and those of one token on either side, computes an update and adds it.
pub struct Layer {
    /// How far away these two tokens are.
    pub dilation: usize,
    /// From the three states, left to right.
    pub up: QuantisedMatrix,
    pub down: QuantisedMatrix,
    pub norm: Normalisation,
}

/// The classifiers of source, cue and content and of named entities, as one product of bytes.
pub struct Heads {
    /// The outputs of one, then those of the other, then more that are nothing.
    matrix: QuantisedMatrix,
    tags: [usize; 2],
    temperatures: [f32; 2],
}

impl Heads {
    /// Puts classifiers of equally wide states together.
    pub fn of(heads: [Head; 2]) -> Self {
        let (tags, temperatures) =
            (heads.each_ref().map(Head::tags), heads.each_ref().map(|head| head.temperature));
        let [attribution, entities] = heads.map(|Head { weight, bias, .. }| Linear { weight, bias });
        Self { matrix: attribution.beside(entities).round(), tags, temperatures }
    }
}

/// Buffers of one thread, reused from document to document.
#[derive(Default)]
pub struct Scratch {
    /// States before and after a layer, with rows of zeros at both ends.
    states: Buffer<f32>,
    updated: Buffer<f32>,
    /// The greatest magnitude of each of these rows.
    greatest: Vec<f32>,
    updated_greatest: Vec<f32>,
    /// Of the rows of a block: each with its two neighbours, and what lies between the two parts of a layer.
    quantised_neighbours: QuantisedRows,
    inner: Buffer<f32>,
    quantised_inner: QuantisedRows,
    quantised_states: QuantisedRows,
    logits: Buffer<f32>,
}

impl Student {
    /// The logits of both heads for each token, divided by the heads' temperatures; and the wanted sentences, parsed. When the logits
    /// of some tokens are known, `left_to_others` is asked for the stretches of text, in order, in which nothing need be parsed.
    pub fn read(
        &self,
        text: (&Reading, &Prose),
        wanted: Option<Wanted>,
        left_to_others: impl FnMut(&[Vec<f32>; 2], Range<usize>) -> Vec<Span>,
        kernels: Kernels,
        scratch: (&mut Scratch, &mut SyntaxScratch),
    ) -> ([Vec<f32>; 2], Vec<ParsedSentence>) {
        self.read_by(CHUNK, text, wanted, left_to_others, kernels, scratch)
    }

    pub(super) fn read_by(
        &self,
        chunk: usize,
        (reading, prose): (&Reading, &Prose),
        wanted: Option<Wanted>,
        mut left_to_others: impl FnMut(&[Vec<f32>; 2], Range<usize>) -> Vec<Span>,
        kernels: Kernels,
        (scratch, of_syntax): (&mut Scratch, &mut SyntaxScratch),
    ) -> ([Vec<f32>; 2], Vec<ParsedSentence>) {
        let reach: usize = self.layers.iter().map(|layer| layer.dilation).sum();
        let tokens = prose.tokens.len();
        let mut scores = self.heads.tags.map(|tags| vec![0.0; tokens * tags]);
        let mut parsed = Vec::new();
        for Range { start: first, end: last } in chunks(reading, prose, chunk) {
            let seen = first.saturating_sub(reach)..tokens.min(last + reach);
            self.encode(prose, seen.clone(), kernels, scratch);
            let row = self.margin() + first - seen.start;
            self.classify(row..row + last - first, kernels, scratch, first, &mut scores);
            let states = &scratch.states[row * self.width..];
            let left = left_to_others(&scores, first..last);
            if let Some(wanted) = wanted {
                let tokens = &prose.tokens[first..last];
                let wanted = |span| wanted.any_in(span) && !Wanted::With(&left).any_in(span);
                parsed.extend(self.syntax.parse_wanted(
                    reading,
                    tokens,
                    wanted,
                    (states, None),
                    kernels,
                    of_syntax,
                ));
            }
        }
        (scores, parsed)
    }

    /// Computes the scores of some rows of the states: those of tokens, of which `token` is the first.
    fn classify(
        &self,
        rows: Range<usize>,
        kernels: Kernels,
        scratch: &mut Scratch,
        token: usize,
        scores: &mut [Vec<f32>; 2],
    ) {
        let Scratch { states, quantised_states, logits, .. } = scratch;
        let Heads { matrix, tags, temperatures } = &self.heads;
        let outputs = [0..tags[0], tags[0]..tags[0] + tags[1]];
        let states = &states[rows.start * self.width..rows.end * self.width];
        for (states, first) in states.chunks(BLOCK * self.width).zip((token..).step_by(BLOCK)) {
            kernels.apply(matrix, states, quantised_states, logits);
            for (logits, token) in logits.chunks_exact(matrix.outputs).zip(first..) {
                for (head, outputs) in outputs.iter().enumerate() {
                    let scores = &mut scores[head][token * tags[head]..][..tags[head]];
                    for (score, logit) in scores.iter_mut().zip(&logits[outputs.clone()]) {
                        *score = logit / temperatures[head];
                    }
                }
            }
        }
    }

    /// Rows of zeros at either end of the states: what a layer sees beyond the text.
    fn margin(&self) -> usize {
        self.layers.iter().map(|layer| layer.dilation).max().unwrap_or(0)
    }

    /// Computes the states of some tokens as if nothing stood around them.
    fn encode(&self, prose: &Prose, tokens: Range<usize>, kernels: Kernels, scratch: &mut Scratch) {
        let (rows, width, margin) = (tokens.len(), self.width, self.margin());
        for states in [&mut scratch.states, &mut scratch.updated] {
            states.resize((rows + 2 * margin) * width);
            states[..margin * width].fill(0.0);
            states[(margin + rows) * width..].fill(0.0);
        }
        for greatest in [&mut scratch.greatest, &mut scratch.updated_greatest] {
            greatest.clear();
            greatest.resize(rows + 2 * margin, 0.0);
        }
        scratch.quantised_neighbours.resize(BLOCK, 3 * width);
        let states = &mut scratch.states[margin * width..(margin + rows) * width];
        self.embed(prose, tokens, kernels, states);
        let made = Made::Greatest(&mut scratch.greatest);
        kernels.normalise(states, self.embedding.norm.parameters(), margin..margin + rows, made);
        for layer in &self.layers {
            for first in (0..rows).step_by(BLOCK) {
                layer.update(margin + first..margin + rows.min(first + BLOCK), width, kernels, scratch);
            }
            std::mem::swap(&mut scratch.states, &mut scratch.updated);
            std::mem::swap(&mut scratch.greatest, &mut scratch.updated_greatest);
        }
    }

    fn embed(&self, prose: &Prose, tokens: Range<usize>, kernels: Kernels, states: &mut [f32]) {
        let Embedding { words, scale, features, contexts, .. } = &self.embedding;
        let row = |index: u8| usize::from(index) * self.width..(usize::from(index) + 1) * self.width;
        for (token, state) in tokens.zip(states.chunks_exact_mut(self.width)) {
            let feature = &features[row(prose.features[token])];
            let context = &contexts[row(prose.contexts[token])];
            for ((state, &feature), &context) in state.iter_mut().zip(feature).zip(context) {
                *state = feature + context;
            }
            for &piece in prose.pieces_of(token) {
                let scale = scale[piece as usize];
                let word = &words[piece as usize * self.width..][..self.width];
                kernels.add_bytes(word, scale, state);
            }
        }
    }
}

/// The tokens in chunks of whole sentences, of at least so many tokens while there are more.
fn chunks(reading: &Reading, prose: &Prose, least: usize) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut first = 0;
    for sentence in sentences(reading, &prose.tokens) {
        if sentence.end - first >= least || sentence.end == prose.tokens.len() {
            chunks.push(first..sentence.end);
            first = sentence.end;
        }
    }
    chunks
}

impl Layer {
    /// Computes the states of some rows from those before the layer.
    fn update(&self, rows: Range<usize>, width: usize, kernels: Kernels, scratch: &mut Scratch) {
        let Scratch {
            states,
            updated,
            greatest,
            updated_greatest,
            quantised_neighbours,
            inner,
            quantised_inner,
            ..
        } = scratch;
        let inside = 0..rows.len();
        kernels.quantise_three(states, greatest, rows.clone(), self.dilation, quantised_neighbours);
        inner.resize(BLOCK * self.up.outputs);
        quantised_inner.resize(BLOCK, self.up.outputs);
        let inner = &mut inner[..rows.len() * self.up.outputs];
        kernels.linear_gelu(&self.up, quantised_neighbours, inside.clone(), inner);
        kernels.quantise(inner, inside.clone(), quantised_inner);
        let own = rows.start * width..rows.end * width;
        let updated = &mut updated[own.clone()];
        kernels.linear(&self.down, quantised_inner, inside.clone(), updated);
        let made = Made::Greatest(updated_greatest);
        kernels.add_and_normalise(updated, &states[own], self.norm.parameters(), rows, made);
    }
}
