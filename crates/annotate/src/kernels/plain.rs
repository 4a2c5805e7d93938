//! The functions that are compiled for each instruction set: plain loops that the compiler vectorises, around
//! the hand-written tiles.

use super::{PANEL, QuantisedMatrix, QuantisedRows, ROW_BLOCK, TILE_WIDTH, Tile};

/// Partial sums that a sum over a row is kept in.
const LANES: usize = 16;

/// Added to the variance, as BERT was trained.
const EPSILON: f32 = 1e-12;

/// Adding 1.5 × 2²³ rounds to the nearest integer, ties to even, and leaves it in the low bits.
const ROUND: f32 = 12_582_912.0;

/// Greatest absolute value of a quantised activation.
const QUANTISED_MAXIMUM: f32 = 127.0;

#[inline(always)]
pub(super) fn quantise(input: &[f32], rows: usize, output: &mut QuantisedRows) {
    let width = input.len() / rows.max(1);
    output.values.resize(rows.next_multiple_of(ROW_BLOCK) * width, 0);
    output.scale.clear();
    for (row, values) in input.chunks_exact(width).zip(output.values.chunks_exact_mut(width)) {
        let maximum = reduce(row, 0.0, |lane, value| greater(lane, value.abs()), greater);
        let inverse = if maximum > 0.0 { QUANTISED_MAXIMUM / maximum } else { 0.0 };
        output.scale.push(maximum / QUANTISED_MAXIMUM);
        for (value, &activation) in values.iter_mut().zip(row) {
            // The integer stands in the low bits; only its lowest byte is wanted.
            *value = activation.mul_add(inverse, ROUND + 128.0).to_bits() as u8;
        }
    }
}

#[inline(always)]
pub(super) fn linear<T: Tile>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: usize,
    output: &mut [f32],
) {
    linear_then::<T>(matrix, input, rows, output, |value| value);
}

#[inline(always)]
pub(super) fn linear_gelu<T: Tile>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: usize,
    output: &mut [f32],
) {
    linear_then::<T>(matrix, input, rows, output, gelu);
}

#[inline(always)]
fn linear_then<T: Tile>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: usize,
    output: &mut [f32],
    activation: impl Fn(f32) -> f32,
) {
    let width = matrix.inputs;
    let starts = matrix.start.as_chunks::<PANEL>().0;
    let scales = matrix.scale.as_chunks::<PANEL>().0;
    let biases = matrix.bias.as_chunks::<PANEL>().0;
    let mut sums = [[0; PANEL]; ROW_BLOCK];
    for (index, panel) in matrix.packed.chunks_exact(PANEL * width).enumerate() {
        let (scale, bias) = (&scales[index], &biases[index]);
        for first in (0..rows).step_by(T::ROWS) {
            let values = &input.values[first * width..(first + T::ROWS) * width];
            T::sums(values, width, panel, &starts[index], &mut sums);
            for (row, sums) in (first..rows.min(first + T::ROWS)).zip(&sums) {
                let row_scale = input.scale[row];
                let output = &mut output[row * matrix.outputs + index * PANEL..][..PANEL];
                for column in 0..PANEL {
                    let value = (sums[column] as f32).mul_add(row_scale * scale[column], bias[column]);
                    output[column] = activation(value);
                }
            }
        }
    }
}

#[inline(always)]
pub(super) fn add_and_normalise(values: &mut [f32], residual: &[f32], weight: &[f32], bias: &[f32]) {
    for (value, &residual) in values.iter_mut().zip(residual) {
        *value += residual;
    }
    normalise(values, weight, bias);
}

#[inline(always)]
pub(super) fn normalise(values: &mut [f32], weight: &[f32], bias: &[f32]) {
    let width = weight.len() as f32;
    for row in values.chunks_exact_mut(weight.len()) {
        let mean = reduce(row, 0.0, |lane, value| lane + value, |left, right| left + right) / width;
        for value in row.iter_mut() {
            *value -= mean;
        }
        let squares = reduce(row, 0.0, |lane, value| value.mul_add(value, lane), |left, right| left + right);
        let inverse = 1.0 / (squares / width + EPSILON).sqrt();
        for ((value, &weight), &bias) in row.iter_mut().zip(weight).zip(bias) {
            *value = (*value * inverse).mul_add(weight, bias);
        }
    }
}

/// Buffers of [`super::Kernels::attention`].
#[derive(Default)]
pub struct AttentionScratch {
    /// Keys of one head, transposed: panels of 32 keys, within them the dimensions.
    keys: Vec<[f32; TILE_WIDTH]>,
    /// Values of one head: panels of 32 dimensions, within them the keys.
    values: Vec<[f32; TILE_WIDTH]>,
    /// Scores of one block of queries, each row padded to a multiple of 32 keys.
    scores: Vec<f32>,
}

#[inline(always)]
pub(super) fn attention<T: Tile>(
    qkv: &[f32],
    rows: usize,
    heads: usize,
    scratch: &mut AttentionScratch,
    context: &mut [f32],
) {
    let hidden = context.len() / rows.next_multiple_of(ROW_BLOCK);
    let dimensions = hidden / heads;
    let stride = 3 * hidden;
    let scale = 1.0 / (dimensions as f32).sqrt();
    let padded = rows.next_multiple_of(TILE_WIDTH);
    scratch.keys.resize(padded / TILE_WIDTH * dimensions, [0.0; TILE_WIDTH]);
    scratch.values.resize(dimensions / TILE_WIDTH * rows, [0.0; TILE_WIDTH]);
    scratch.scores.resize(ROW_BLOCK * padded, 0.0);
    for at in (0..hidden).step_by(dimensions) {
        for row in 0..rows {
            let qkv = &qkv[row * stride..][..stride];
            let panel = &mut scratch.keys[row / TILE_WIDTH * dimensions..][..dimensions];
            for (key, &value) in panel.iter_mut().zip(&qkv[hidden + at..]) {
                key[row % TILE_WIDTH] = value;
            }
            let values = qkv[2 * hidden + at..][..dimensions].as_chunks::<TILE_WIDTH>().0;
            for (panel, values) in values.iter().enumerate() {
                scratch.values[panel * rows + row] = *values;
            }
        }
        for first in (0..rows).step_by(T::ROWS) {
            for (panel, keys) in scratch.keys.chunks_exact(dimensions).enumerate() {
                let scores = &mut scratch.scores[panel * TILE_WIDTH..];
                T::products(&qkv[first * stride + at..], stride, keys, scores, padded);
            }
            let mut sums = [0.0; ROW_BLOCK];
            for (scores, sum) in scratch.scores.chunks_exact_mut(padded).zip(&mut sums).take(T::ROWS) {
                *sum = exponentials(&mut scores[..rows], scale);
            }
            for (panel, values) in scratch.values.chunks_exact(rows).enumerate() {
                let context = &mut context[first * hidden + at + panel * TILE_WIDTH..];
                T::products(&scratch.scores, padded, values, context, hidden);
            }
            for (row, sum) in sums.iter().enumerate().take(T::ROWS) {
                let inverse = 1.0 / sum;
                for value in &mut context[(first + row) * hidden + at..][..dimensions] {
                    *value *= inverse;
                }
            }
        }
    }
}

/// Turns scores into what the softmax function divides by their sum, and returns that sum.
#[inline(always)]
fn exponentials(scores: &mut [f32], scale: f32) -> f32 {
    let maximum = reduce(scores, f32::NEG_INFINITY, greater, greater);
    for score in scores.iter_mut() {
        *score = exponential((*score - maximum) * scale);
    }
    reduce(scores, 0.0, |lane, value| lane + value, |left, right| left + right)
}

#[inline(always)]
pub(super) fn classify(input: &[f32], weight: &[f32], bias: &[f32], output: &mut [f32]) {
    for ((row, &bias), output) in weight.chunks_exact(input.len()).zip(bias).zip(output) {
        let mut lanes = [0.0; LANES];
        for (row, input) in row.as_chunks::<LANES>().0.iter().zip(input.as_chunks::<LANES>().0) {
            for lane in 0..LANES {
                lanes[lane] = row[lane].mul_add(input[lane], lanes[lane]);
            }
        }
        *output = fold(lanes, |left, right| left + right) + bias;
    }
}

/// Folds a row into [`LANES`] partial results and these into one, in the same order everywhere.
#[inline(always)]
fn reduce(row: &[f32], start: f32, step: impl Fn(f32, f32) -> f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [start; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            lanes[lane] = step(lanes[lane], chunk[lane]);
        }
    }
    for (lane, &value) in lanes.iter_mut().zip(rest) {
        *lane = step(*lane, value);
    }
    fold(lanes, join)
}

#[inline(always)]
fn fold(mut lanes: [f32; LANES], join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] = join(lanes[lane], lanes[lane + width]);
        }
        width /= 2;
    }
    lanes[0]
}

/// `f32::max` without its care for NaN, which costs instructions.
#[inline(always)]
fn greater(left: f32, right: f32) -> f32 {
    if left > right { left } else { right }
}

/// eˣ for x ≤ 0, to about one unit in the last place; the library's is neither vectorised nor the same on
/// every platform. Range reduction by ln 2 in two parts and a polynomial of degree 6 (Cephes).
#[inline(always)]
pub fn exponential(x: f32) -> f32 {
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = greater(x, -87.0);
    let shifted = x.mul_add(std::f32::consts::LOG2_E, ROUND);
    let exponent = shifted - ROUND;
    let rest = exponent.mul_add(-LN_2_LOW, exponent.mul_add(-LN_2_HIGH, x));
    let mut polynomial = 1.987_569_1e-4_f32;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        polynomial = polynomial.mul_add(rest, coefficient);
    }
    let fraction = (polynomial * rest).mul_add(rest, rest + 1.0);
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0_f32.to_bits()));
    fraction * power
}

/// The Gaussian error linear unit, `x Φ(x)`, with the error function by Abramowitz and Stegun 7.1.28 (absolute
/// error 3e-7): one division and no exponential.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    let magnitude = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let mut polynomial = 4.306_38e-5_f32;
    for coefficient in [2.765_672e-4, 1.520_143e-4, 9.270_527e-3, 4.228_201e-2, 7.052_308e-2, 1.0] {
        polynomial = polynomial.mul_add(magnitude, coefficient);
    }
    let squared = polynomial * polynomial;
    let fourth = squared * squared;
    let eighth = fourth * fourth;
    let complement = 1.0 / (eighth * eighth);
    let doubled = if x < 0.0 { complement } else { 2.0 - complement };
    0.5 * x * doubled
}
