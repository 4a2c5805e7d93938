//! The forward pass in plain loops over dequantised weights, and small weights to run it on: what the encoder
//! is compared with.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};

use crate::encoder::Scratch;
use crate::features;
use crate::judge::{tiny_judge_metadata, tiny_judge_tensors};
use crate::kernels::{HEAD_WIDTH, Kernels};
use crate::student::{tiny_student_metadata, tiny_student_tensors};
use crate::syntax::{add_tiny_syntax, tiny_syntax_metadata};
use crate::weights::{Model, WeightsError};
use crate::windows::{Window, WindowToken};
use crate::{Effort, Reader};

/// Name, type, shape and bytes of the tensors of a weights file.
pub type Tensors = Vec<(String, Dtype, Vec<usize>, Vec<u8>)>;

/// Metadata of [`tiny_tensors`].
pub fn tiny_metadata() -> HashMap<String, String> {
    [
        ("name", "tiny"),
        ("version", "1"),
        ("layers", "2"),
        ("hidden", "64"),
        ("window", "24"),
        ("max_pieces_per_word", "3"),
        ("heads_attribution", "O,B-source,I-source,B-cue,I-cue,B-content,I-content"),
        (
            "heads_entities",
            "O,B-person,I-person,B-organisation,I-organisation,B-place,I-place,B-group,I-group,B-other,I-other",
        ),
        ("temperature_attribution", "1.25"),
        ("temperature_entities", "1"),
        ("shift_attribution", "0,0"),
        ("shift_entities", "0,0"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into_iter()
    .chain(tiny_syntax_metadata())
    .collect()
}

/// A vocabulary that spells words of ASCII letters and digits.
pub fn tiny_vocabulary() -> String {
    let mut vocabulary = String::from("[PAD]\n");
    (1..100).for_each(|unused| vocabulary.push_str(&format!("[unused{unused}]\n")));
    vocabulary.push_str("[UNK]\n[CLS]\n[SEP]\n");
    for letter in ('a'..='z').chain('0'..='9') {
        vocabulary.push_str(&format!("{letter}\n##{letter}\n"));
    }
    vocabulary
}

/// Adds tensors of a type and shape to a list that begins with the vocabulary, filled with numbers that look random: of
/// what middle, and how far from it.
pub struct Filler {
    pub tensors: Tensors,
    state: u64,
}

impl Filler {
    pub fn new(seed: u64) -> Self {
        let vocabulary = tiny_vocabulary();
        let tensors = vec![("vocabulary".to_owned(), Dtype::U8, vec![vocabulary.len()], vocabulary.into())];
        Self { tensors, state: seed.wrapping_mul(2).wrapping_add(1) }
    }

    fn next(&mut self) -> f32 {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    pub fn add(&mut self, name: &str, kind: Dtype, shape: &[usize], middle: f32, spread: f32) {
        let numbers: Vec<f32> = (0..shape.iter().product()).map(|_| middle + spread * self.next()).collect();
        let bytes = match kind {
            Dtype::I8 => numbers.iter().map(|&number| (number as i8).cast_unsigned()).collect(),
            _ => numbers.iter().copied().flat_map(f32::to_le_bytes).collect(),
        };
        self.tensors.push((name.to_owned(), kind, shape.to_vec(), bytes));
    }
}

impl Filler {
    /// Adds so many layers: the first has two heads, the others have one and fewer inner units. Where they are `parted`, those for words
    /// without a capital letter are apart, and fewer.
    pub fn layers(&mut self, layers: usize, parted: bool) {
        for layer in 0..layers {
            let (attended, wide) = if layer == 0 { (64, 128) } else { (32, 96) };
            let small = [("small_up", 32, 64), ("small_down", 64, 32)];
            let parts = [
                ("qkv", 3 * attended, 64),
                ("attention_output", 64, attended),
                ("up", wide, 64),
                ("down", 64, wide),
            ];
            for (part, outputs, inputs) in parts.into_iter().chain(small.into_iter().filter(|_| parted)) {
                let name = format!("layer.{layer}.{part}");
                self.add(&format!("{name}.weight"), Dtype::I8, &[outputs, inputs], 0.0, 127.9);
                self.add(&format!("{name}.scale"), Dtype::F32, &[outputs], 0.002, 0.0005);
                self.add(&format!("{name}.bias"), Dtype::F32, &[outputs], 0.0, 0.2);
            }
            self.norm(&format!("layer.{layer}.attention_norm"));
            self.norm(&format!("layer.{layer}.output_norm"));
        }
    }

    fn norm(&mut self, name: &str) {
        self.add(&format!("{name}.weight"), Dtype::F32, &[64], 1.0, 0.2);
        self.add(&format!("{name}.bias"), Dtype::F32, &[64], 0.0, 0.1);
    }
}

/// Weights of a small model.
pub fn tiny_tensors(seed: u64) -> Tensors {
    let mut filler = Filler::new(seed);
    let pieces = tiny_vocabulary().lines().count();
    filler.add("embedding.words.weight", Dtype::I8, &[pieces, 64], 0.0, 127.9);
    filler.add("embedding.words.scale", Dtype::F32, &[pieces], 0.01, 0.001);
    filler.add("embedding.positions", Dtype::F32, &[24, 64], 0.0, 0.3);
    filler.add("embedding.features", Dtype::F32, &[128, 64], 0.0, 0.3);
    filler.norm("embedding.norm");
    filler.layers(2, true);
    for (head, tags) in [("attribution", 7), ("entities", 11)] {
        filler.add(&format!("head.{head}.weight"), Dtype::F32, &[tags, 64], 0.0, 0.4);
        filler.add(&format!("head.{head}.bias"), Dtype::F32, &[tags], 0.0, 0.2);
    }
    add_tiny_syntax(&mut filler, 64);
    filler.tensors
}

/// A weights file.
pub fn file(tensors: &Tensors, metadata: HashMap<String, String>) -> Vec<u8> {
    let views = tensors
        .iter()
        .map(|(name, kind, shape, bytes)| (name, TensorView::new(*kind, shape.clone(), bytes).unwrap()));
    serialize(views, Some(metadata)).unwrap()
}

/// A reader of [`tiny_tensors`] and of small weights for the student, at full effort.
pub fn tiny_reader(seed: u64) -> Result<Reader, WeightsError> {
    reader_of(&file(&tiny_tensors(seed), tiny_metadata()))
}

/// A reader of these weights at full effort.
pub fn reader_of(full: &[u8]) -> Result<Reader, WeightsError> {
    let student = file(&tiny_student_tensors(1), tiny_student_metadata());
    let judge = file(&tiny_judge_tensors(1), tiny_judge_metadata());
    Ok(Reader::from_bytes(full, &student, &judge)?.with_effort(Effort::Full))
}

/// Weights to be run in plain loops.
pub struct Reference<'bytes> {
    pub file: SafeTensors<'bytes>,
    pub hidden: usize,
}

impl Reference<'_> {
    pub fn floats(&self, name: &str) -> Vec<f64> {
        let tensor = self.file.tensor(name).unwrap();
        tensor.data().as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes).into()).collect()
    }

    /// Dequantised rows.
    fn rows(&self, name: &str) -> Vec<Vec<f64>> {
        let tensor = self.file.tensor(&format!("{name}.weight")).unwrap();
        let scale = self.floats(&format!("{name}.scale"));
        let rows = tensor.data().chunks_exact(tensor.shape()[1]).zip(scale);
        rows.map(|(row, scale)| row.iter().map(|&byte| f64::from(byte.cast_signed()) * scale).collect())
            .collect()
    }

    pub fn linear(&self, name: &str, input: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let (weight, bias) = (self.rows(name), self.floats(&format!("{name}.bias")));
        input
            .iter()
            .map(|input| weight.iter().zip(&bias).map(|(row, bias)| dot(row, input) + bias).collect())
            .collect()
    }

    fn normalise(&self, name: &str, rows: &mut [Vec<f64>]) {
        let (weight, bias) = (self.floats(&format!("{name}.weight")), self.floats(&format!("{name}.bias")));
        for row in rows {
            let mean = row.iter().sum::<f64>() / row.len() as f64;
            let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / row.len() as f64;
            for ((value, weight), bias) in row.iter_mut().zip(&weight).zip(&bias) {
                *value = (*value - mean) / (variance + 1e-12).sqrt() * weight + bias;
            }
        }
    }

    fn attention(qkv: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let (width, attended) = (HEAD_WIDTH, qkv[0].len() / 3);
        let part =
            |row: &[f64], part: usize, head: usize| row[part * attended + head * width..][..width].to_vec();
        let mut context = vec![Vec::new(); qkv.len()];
        for head in 0..attended / width {
            for (row, context) in qkv.iter().zip(&mut context) {
                let query = part(row, 0, head);
                let weights: Vec<f64> = qkv
                    .iter()
                    .map(|row| (dot(&query, &part(row, 1, head)) / (width as f64).sqrt()).exp())
                    .collect();
                let total: f64 = weights.iter().sum();
                let values: Vec<Vec<f64>> = qkv.iter().map(|row| part(row, 2, head)).collect();
                context.extend((0..width).map(|index| {
                    weights
                        .iter()
                        .zip(&values)
                        .map(|(weight, value)| weight / total * value[index])
                        .sum::<f64>()
                }));
            }
        }
        context
    }

    /// The states of a window's pieces before the first layer.
    pub fn embed(&self, window: &Window) -> Vec<Vec<f64>> {
        let (words, positions) = (self.rows("embedding.words"), self.floats("embedding.positions"));
        let features = self.floats("embedding.features");
        let mut states: Vec<Vec<f64>> = Vec::new();
        for (position, (&piece, &feature)) in window.pieces.iter().zip(&window.features).enumerate() {
            let state = (0..self.hidden).map(|at| {
                words[piece as usize][at]
                    + positions[position * self.hidden + at]
                    + features[usize::from(feature) * self.hidden + at]
            });
            states.push(state.collect());
        }
        self.normalise("embedding.norm", &mut states);
        states
    }

    /// Runs so many layers on the states of a window's pieces that have these features.
    pub fn run(&self, states: &mut [Vec<f64>], features: &[u8], layers: usize) {
        for layer in (0..layers).map(|index| format!("layer.{index}")) {
            let context = Self::attention(&self.linear(&format!("{layer}.qkv"), states));
            add(states, &self.linear(&format!("{layer}.attention_output"), &context));
            self.normalise(&format!("{layer}.attention_norm"), states);
            let has_small = self.file.tensor(&format!("{layer}.small_up.weight")).is_ok();
            for (state, &feature) in states.iter_mut().zip(features) {
                let which = if has_small && !features::has_capital(feature) { "small_" } else { "" };
                let state = std::slice::from_mut(state);
                let mut wide = self.linear(&format!("{layer}.{which}up"), state);
                wide.iter_mut().flatten().for_each(|value| *value = gelu(*value));
                add(state, &self.linear(&format!("{layer}.{which}down"), &wide));
            }
            self.normalise(&format!("{layer}.output_norm"), states);
        }
    }

    /// `bias` is the shifted one, as the program has it: the shift is no tensor.
    fn logits(&self, head: &str, bias: &[f32], state: &[f64]) -> Vec<f64> {
        let weight = self.floats(&format!("head.{head}.weight"));
        weight
            .chunks_exact(self.hidden)
            .zip(bias)
            .map(|(row, &bias)| dot(row, state) + f64::from(bias))
            .collect()
    }
}

/// The sum of products.
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn add(states: &mut [Vec<f64>], update: &[Vec<f64>]) {
    for (state, update) in states.iter_mut().flatten().zip(update.iter().flatten()) {
        *state += update;
    }
}

/// `x Φ(x)` by the tanh that stays within 1e-3 of it: the reference need not be closer than eight bits.
fn gelu(x: f64) -> f64 {
    0.5 * x * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3))).tanh())
}

fn cosine(left: &[f64], right: &[f64]) -> f64 {
    dot(left, right) / (dot(left, left) * dot(right, right)).sqrt()
}

/// Compares the logits of every token of a window in which every piece is a token.
fn check(bytes: &[u8], pieces: Vec<u32>) {
    let encoder = &Model::parse(bytes.to_vec().into()).unwrap().encoder;
    let tokens = (0..pieces.len()).map(|piece| WindowToken {
        span: types::Span::new(piece, piece + 1),
        piece,
        starts_block: piece == 0,
    });
    let features = (0..pieces.len()).map(|piece| (piece * 7 % 128) as u8).collect();
    let window = Window { tokens: tokens.collect(), features, pieces };
    let reference = Reference { file: SafeTensors::deserialize(bytes).unwrap(), hidden: encoder.hidden };
    let mut states = reference.embed(&window);
    reference.run(&mut states, &window.features, encoder.layers.len());
    let mut scratch = Scratch::default();
    encoder.encode(std::slice::from_ref(&window), Kernels::detect(), &mut scratch);
    for (name, head) in [("attribution", &encoder.attribution), ("entities", &encoder.entities)] {
        let Some(head) = head else { continue };
        let logits = encoder.logits(head, 0..window.tokens.len(), Kernels::detect(), &mut scratch);
        for (own, state) in logits.chunks_exact(head.tags()).zip(&states) {
            let own: Vec<f64> = own.iter().copied().map(f64::from).collect();
            let exact = reference.logits(name, &head.bias, state);
            assert!(cosine(&own, &exact) > 0.995, "{name}: {own:?} {exact:?}");
        }
    }
}

#[test]
fn the_encoder_agrees_on_small_weights() {
    for seed in 0..4 {
        let pieces = (0..13).map(|index| 100 + (index * 31 + seed as u32 * 17) % 70).collect();
        check(&file(&tiny_tensors(seed), tiny_metadata()), pieces);
    }
}

#[test]
fn the_encoder_agrees_on_the_weights_that_ship() {
    // [CLS] the harbour ##master said nothing . [SEP]
    check(
        include_bytes!("../weights/reader.safetensors"),
        vec![101, 1996, 7440, 8706, 2056, 2498, 1012, 102],
    );
}
