//! The functions that are compiled for each instruction set: plain loops that the compiler vectorises, around
//! the hand-written tiles.

use std::ops::Range;

use super::{Instructions, PANEL, QuantisedMatrix, QuantisedRows, TILE_ROWS};

/// Partial results that a sum or maximum over a row is kept in.
pub(super) const LANES: usize = 16;

/// Added to the variance, as BERT was trained.
const EPSILON: f32 = 1e-12;

/// Adding 1.5 × 2²³ rounds to the nearest integer, ties to even, and leaves it in the low bits.
pub(super) const ROUND: f32 = 12_582_912.0;

/// Greatest absolute value of a quantised activation.
pub(super) const QUANTISED_MAXIMUM: f32 = 127.0;

/// The sums of a tile.
#[repr(align(64))]
pub(super) struct Sums(pub(super) [i32; PANEL * TILE_ROWS]);

#[inline(always)]
pub(super) fn quantise<T: Instructions>(input: &[f32], rows: Range<usize>, output: &mut QuantisedRows) {
    for (row, input) in rows.zip(input.chunks_exact(output.width)) {
        quantise_row::<T>(input, row, output);
    }
}

#[inline(always)]
fn quantise_row<T: Instructions>(input: &[f32], row: usize, output: &mut QuantisedRows) {
    let maximum = reduce(input, 0.0, |lane, value| greater(lane, value.abs()), greater);
    let inverse = if maximum > 0.0 { QUANTISED_MAXIMUM / maximum } else { 0.0 };
    output.scale[row] = maximum / QUANTISED_MAXIMUM;
    for (value, &activation) in output.values[row * output.width..].iter_mut().zip(input) {
        // The integer stands in the low bits; only its lowest byte is wanted.
        *value = T::fused(activation, inverse, ROUND + 128.0).to_bits() as u8;
    }
}

#[inline(always)]
pub(super) fn linear<T: Instructions>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: Range<usize>,
    output: &mut [f32],
) {
    linear_then::<T>(matrix, input, rows, output, |value| value);
}

#[inline(always)]
pub(super) fn linear_gelu<T: Instructions>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: Range<usize>,
    output: &mut [f32],
) {
    linear_then::<T>(matrix, input, rows, output, gelu::<T>);
}

#[inline(always)]
fn linear_then<T: Instructions>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: Range<usize>,
    output: &mut [f32],
    activation: impl Fn(f32) -> f32,
) {
    let width = matrix.inputs;
    let starts = matrix.start.as_chunks::<PANEL>().0;
    let scales = matrix.scale.as_chunks::<PANEL>().0;
    let biases = matrix.bias.as_chunks::<PANEL>().0;
    let tiles = T::new(width);
    let mut sums = Sums([0; PANEL * TILE_ROWS]);
    for (index, panel) in matrix.packed.chunks_exact(width / 4).enumerate() {
        let (scale, bias) = (&scales[index], &biases[index]);
        for first in rows.clone().step_by(T::ROWS) {
            let values = &input.values[first * width..(first + T::ROWS) * width];
            tiles.sums(values, width, panel, &starts[index], &mut sums.0, PANEL);
            let sums = sums.0.as_chunks::<PANEL>().0;
            for (row, sums) in (first..rows.end.min(first + T::ROWS)).zip(sums) {
                let row_scale = input.scale[row];
                let output = &mut output[(row - rows.start) * matrix.outputs + index * PANEL..][..PANEL];
                for column in 0..PANEL {
                    let value = T::fused(sums[column] as f32, row_scale * scale[column], bias[column]);
                    output[column] = activation(value);
                }
            }
        }
    }
}

#[inline(always)]
pub(super) fn add_and_normalise<T: Instructions>(
    values: &mut [f32],
    residual: &[f32],
    [weight, bias]: [&[f32]; 2],
    rows: Range<usize>,
    quantised: &mut QuantisedRows,
) {
    let width = weight.len();
    let pairs = values.chunks_exact_mut(width).zip(residual.chunks_exact(width));
    for (row, (values, residual)) in rows.zip(pairs) {
        for (value, &residual) in values.iter_mut().zip(residual) {
            *value += residual;
        }
        normalise_row::<T>(values, weight, bias);
        quantise_row::<T>(values, row, quantised);
    }
}

#[inline(always)]
pub(super) fn normalise<T: Instructions>(
    values: &mut [f32],
    [weight, bias]: [&[f32]; 2],
    rows: Range<usize>,
    quantised: &mut QuantisedRows,
) {
    for (row, values) in rows.zip(values.chunks_exact_mut(weight.len())) {
        normalise_row::<T>(values, weight, bias);
        quantise_row::<T>(values, row, quantised);
    }
}

#[inline(always)]
fn normalise_row<T: Instructions>(row: &mut [f32], weight: &[f32], bias: &[f32]) {
    let width = weight.len() as f32;
    let mean = reduce(row, 0.0, |lane, value| lane + value, |left, right| left + right) / width;
    for value in row.iter_mut() {
        *value -= mean;
    }
    let squares = reduce(row, 0.0, |lane, value| T::fused(value, value, lane), |left, right| left + right);
    let inverse = 1.0 / (squares / width + EPSILON).sqrt();
    for ((value, &weight), &bias) in row.iter_mut().zip(weight).zip(bias) {
        *value = T::fused(*value * inverse, weight, bias);
    }
}

#[inline(always)]
pub(super) fn classify<T: Instructions>(input: &[f32], weight: &[f32], bias: &[f32], output: &mut [f32]) {
    for ((row, &bias), output) in weight.chunks_exact(input.len()).zip(bias).zip(output) {
        let mut lanes = [0.0; LANES];
        for (row, input) in row.as_chunks::<LANES>().0.iter().zip(input.as_chunks::<LANES>().0) {
            for lane in 0..LANES {
                lanes[lane] = T::fused(row[lane], input[lane], lanes[lane]);
            }
        }
        *output = fold(lanes, |left, right| left + right) + bias;
    }
}

/// Folds a row into partial results and these into one, in the same order everywhere.
#[inline(always)]
pub(super) fn reduce(
    row: &[f32],
    start: f32,
    step: impl Fn(f32, f32) -> f32,
    join: impl Fn(f32, f32) -> f32,
) -> f32 {
    let (mut even, mut odd) = ([start; LANES], [start; LANES]);
    let (chunks, rest) = row.as_chunks::<{ 2 * LANES }>();
    for chunk in chunks {
        for lane in 0..LANES {
            even[lane] = step(even[lane], chunk[lane]);
        }
        for lane in 0..LANES {
            odd[lane] = step(odd[lane], chunk[LANES + lane]);
        }
    }
    for (lane, &value) in even.iter_mut().chain(&mut odd).zip(rest) {
        *lane = step(*lane, value);
    }
    for lane in 0..LANES {
        even[lane] = join(even[lane], odd[lane]);
    }
    fold(even, join)
}

/// Folds partial results into one: the first half with the second, and so on.
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

/// `f32::max` without its care for NaN, which costs instructions. Where one is NaN, `right` is returned.
#[inline(always)]
pub(super) fn greater(left: f32, right: f32) -> f32 {
    if left > right { left } else { right }
}

#[inline(always)]
fn lesser(left: f32, right: f32) -> f32 {
    if left < right { left } else { right }
}

/// The Gaussian error linear unit, `x Φ(x)`: `Φ(x) - ½` is odd, and a polynomial up to where ½ is as good. The
/// absolute error stays below 1e-4, far less than a step of the eight bits that the result is rounded to.
#[inline(always)]
pub(super) fn gelu<T: Instructions>(x: f32) -> f32 {
    const LIMIT: f32 = 4.2;
    let limited = lesser(greater(x, -LIMIT), LIMIT);
    let square = limited * limited;
    let mut polynomial = -9.359_338e-10_f32;
    for coefficient in [
        8.165_211e-8,
        -3.096_922_5e-6,
        6.768_991e-5,
        -9.565_513e-4,
        9.321_204e-3,
        -6.557_004e-2,
        3.984_911_6e-1,
    ] {
        polynomial = T::fused(polynomial, square, coefficient);
    }
    x * T::fused(polynomial, limited, 0.5)
}
