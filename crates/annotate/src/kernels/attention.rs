//! Self-attention in eight bits: queries, keys and values are rounded, each row of each head with a scale of its
//! own, and so are the weights of the values for each query. All sums of products are exact.

use std::ops::Range;

use super::plain::{QUANTISED_MAXIMUM, ROUND, Sums, greater, reduce};
use super::{Buffer, Group, Instructions, PANEL, TILE_ROWS};

/// Width of a head. It is one panel, so that a head's context is one.
pub const HEAD_WIDTH: usize = PANEL;

/// Greatest rounded weight of a value.
const WEIGHT_MAXIMUM: f32 = 255.0;

/// Queries, keys and values of a window, and buffers. Every table has one part for each head, and in it a place
/// for each row, up to a multiple of [`PANEL`].
#[derive(Default)]
pub struct Attention {
    rows: usize,
    heads: usize,
    padded: usize,
    /// `query / scale + 128`.
    queries: Buffer<u8>,
    query_scale: Buffer<f32>,
    /// Panels of keys, within them groups of four dimensions, within them the keys.
    keys: Vec<Group>,
    /// What takes the queries' offset out of the sums again.
    key_start: Buffer<i32>,
    key_scale: Buffer<f32>,
    /// Groups of four values, within them the dimensions.
    values: Vec<Group>,
    value_scale: Buffer<f32>,
    /// For each place of a head what is added to its scores: nothing, or minus infinity where there is no row.
    mask: Buffer<f32>,
    scores: Buffer<i32>,
    numerators: Buffer<f32>,
    weights: Buffer<u8>,
}

impl Attention {
    /// Makes room for a window.
    pub fn resize(&mut self, rows: usize, heads: usize) {
        let padded = rows.next_multiple_of(PANEL);
        let places = heads * padded;
        (self.rows, self.heads, self.padded) = (rows, heads, padded);
        self.queries.resize((places + TILE_ROWS) * HEAD_WIDTH);
        self.keys.resize(places / 4, Group::default());
        self.values.resize(places / 4, Group::default());
        self.key_start.resize(places);
        self.query_scale.resize(places);
        self.scores.resize(TILE_ROWS * padded);
        self.weights.resize(TILE_ROWS * padded);
        self.numerators.resize(padded);
        // These stay zero where there is no row.
        for scale in [&mut self.key_scale, &mut self.value_scale] {
            scale.resize(places);
            scale.fill(0.0);
        }
        self.mask.resize(padded);
        self.mask[..rows].fill(0.0);
        self.mask[rows..].fill(f32::NEG_INFINITY);
    }
}

/// Rounds one row of one head: the scale, and signed bytes plus `offset`.
#[inline(always)]
fn quantise<T: Instructions>(row: &[f32; HEAD_WIDTH], offset: f32) -> (f32, [u8; HEAD_WIDTH]) {
    let maximum = reduce(row, 0.0, |lane, value| greater(lane, value.abs()), greater);
    let inverse = if maximum > 0.0 { QUANTISED_MAXIMUM / maximum } else { 0.0 };
    let mut bytes = [0; HEAD_WIDTH];
    for (byte, &value) in bytes.iter_mut().zip(row) {
        *byte = T::fused(value, inverse, ROUND + offset).to_bits() as u8;
    }
    (maximum / QUANTISED_MAXIMUM, bytes)
}

/// Takes in the rows of `qkv`, each the queries, keys and values of all heads side by side. The first row is a
/// multiple of 4.
#[inline(always)]
pub(super) fn split_heads<T: Instructions>(qkv: &[f32], rows: Range<usize>, attention: &mut Attention) {
    let Attention { heads, padded, .. } = *attention;
    let lines = qkv.as_chunks::<HEAD_WIDTH>().0;
    for (first, lines) in rows.step_by(4).zip(lines.chunks(4 * 3 * heads)) {
        for head in 0..heads {
            let mut values = [[0; HEAD_WIDTH]; 4];
            for ((row, line), value) in (first..).zip(lines.chunks_exact(3 * heads)).zip(&mut values) {
                let place = head * padded + row;
                let (scale, query) = quantise::<T>(&line[head], 128.0);
                attention.query_scale[place] = scale;
                attention.queries[place * HEAD_WIDTH..][..HEAD_WIDTH].copy_from_slice(&query);
                let (scale, key) = quantise::<T>(&line[heads + head], 0.0);
                let key = key.map(u8::cast_signed);
                attention.key_scale[place] = scale;
                attention.key_start[place] = -128 * key.iter().map(|&byte| i32::from(byte)).sum::<i32>();
                let panel = &mut attention.keys[(place - row % PANEL) / 4..][..HEAD_WIDTH / 4];
                for (group, four) in panel.iter_mut().zip(key.as_chunks::<4>().0) {
                    group.0[row % PANEL] = *four;
                }
                (attention.value_scale[place], *value) = quantise::<T>(&line[2 * heads + head], 0.0);
            }
            let group = &mut attention.values[(head * padded + first) / 4].0;
            for (dimension, four) in group.iter_mut().enumerate() {
                *four = [0, 1, 2, 3].map(|row: usize| values[row][dimension].cast_signed());
            }
        }
    }
}

/// Computes the contexts of the rows; those of all heads lie side by side.
#[inline(always)]
pub(super) fn attend<T: Instructions>(attention: &mut Attention, context: &mut [f32]) {
    let Attention { rows, heads, padded, queries, query_scale, .. } = attention;
    let (rows, heads, padded) = (*rows, *heads, *padded);
    let tiles = T::new(HEAD_WIDTH);
    let mut sums = Sums([0; TILE_ROWS * HEAD_WIDTH]);
    let mut factors = [0.0; TILE_ROWS];
    for head in 0..heads {
        let places = head * padded..(head + 1) * padded;
        let groups = places.start / 4..places.end / 4;
        let (keys, values) = (&attention.keys[groups.clone()], &attention.values[groups]);
        let starts = attention.key_start[places.clone()].as_chunks::<PANEL>().0;
        let (key_scale, value_scale) =
            (&attention.key_scale[places.clone()], &attention.value_scale[places.clone()]);
        for first in (0..rows).step_by(T::ROWS) {
            let queries = &queries[(places.start + first) * HEAD_WIDTH..][..T::ROWS * HEAD_WIDTH];
            for (index, panel) in keys.chunks_exact(HEAD_WIDTH / 4).enumerate() {
                let scores = &mut attention.scores[index * PANEL..];
                tiles.sums(queries, HEAD_WIDTH, panel, &starts[index], scores, padded);
            }
            let block = first..rows.min(first + T::ROWS);
            let lines = attention.scores.chunks_exact(padded).zip(attention.weights.chunks_exact_mut(padded));
            for ((row, factor), (scores, weights)) in block.clone().zip(&mut factors).zip(lines) {
                let temperature =
                    query_scale[places.start + row] * (std::f32::consts::LOG2_E / (HEAD_WIDTH as f32).sqrt());
                *factor = weigh::<T>(
                    scores,
                    [key_scale, value_scale, &attention.mask],
                    temperature,
                    &mut attention.numerators,
                    weights,
                );
            }
            tiles.sums(&attention.weights, padded, values, &[0; PANEL], &mut sums.0, HEAD_WIDTH);
            for ((row, factor), sums) in block.zip(&factors).zip(sums.0.as_chunks::<HEAD_WIDTH>().0) {
                let context = &mut context[(row * heads + head) * HEAD_WIDTH..][..HEAD_WIDTH];
                for (context, &sum) in context.iter_mut().zip(sums) {
                    *context = sum as f32 * factor;
                }
            }
        }
    }
}

/// Turns the integer scores of one query into weights of the rounded values, and returns what the weighted sum is
/// to be multiplied by. `scales` are those of the keys and values, and the mask.
#[inline(always)]
fn weigh<T: Instructions>(
    scores: &[i32],
    scales: [&[f32]; 3],
    temperature: f32,
    numerators: &mut [f32],
    weights: &mut [u8],
) -> f32 {
    let [key_scale, value_scale, mask] = scales;
    let terms = scores.iter().zip(key_scale).zip(mask);
    for (numerator, ((&score, &scale), &mask)) in numerators.iter_mut().zip(terms) {
        *numerator = T::fused(score as f32, scale, mask);
    }
    let maximum = reduce(numerators, f32::NEG_INFINITY, greater, greater);
    for numerator in numerators.iter_mut() {
        *numerator = power_of_two::<T>((*numerator - maximum) * temperature);
    }
    let sum = reduce(numerators, 0.0, |lane, value| lane + value, |left, right| left + right);
    for (numerator, scale) in numerators.iter_mut().zip(value_scale) {
        *numerator *= scale;
    }
    let largest = reduce(numerators, 0.0, greater, greater);
    let inverse = if largest > 0.0 { WEIGHT_MAXIMUM / largest } else { 0.0 };
    for (weight, numerator) in weights.iter_mut().zip(numerators) {
        *weight = T::fused(*numerator, inverse, ROUND).to_bits() as u8;
    }
    largest / (WEIGHT_MAXIMUM * sum)
}

/// 2ˣ for x ≤ 0 with a relative error below 1e-4, far less than the rounding to eight bits that follows.
#[inline(always)]
pub(super) fn power_of_two<T: Instructions>(x: f32) -> f32 {
    let x = greater(x, -126.0);
    let shifted = x + ROUND;
    let fraction = x - (shifted - ROUND);
    let mut polynomial = 0.055_171_654_f32;
    for coefficient in [0.242_611_16, 0.693_261, 0.999_928_07] {
        polynomial = T::fused(polynomial, fraction, coefficient);
    }
    f32::from_bits((shifted.to_bits() << 23).wrapping_add(polynomial.to_bits()))
}
