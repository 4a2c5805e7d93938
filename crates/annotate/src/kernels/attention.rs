//! Self-attention in eight bits: queries, keys and values are rounded, each row of each head with a scale of its
//! own, and so are the weights of the values for each query. All sums of products are exact.

use std::ops::Range;

use super::matrix::OFFSET;
use super::plain::{QUANTISED_MAXIMUM, Sums, Take, linear_rows};
use super::vector::{
    LANES, ROUND, TOGETHER, Vector, halves, halves_mut, integers, load_bits, load_two, store_bits,
};
use super::{Buffer, Group, Instructions, PANEL, QuantisedMatrix, QuantisedRows, TILE_ROWS};

/// Width of a head. It is one panel, so that a head's context is one.
pub const HEAD_WIDTH: usize = PANEL;

/// Greatest rounded weight of a value.
const WEIGHT_MAXIMUM: f32 = 255.0;

/// The least scale that a row of values is taken to have: values that are all zero have a logarithm, too.
const LEAST_SCALE: f32 = 1e-8;

/// Queries, keys and values of the rows of one or several texts, and buffers. Every table has one part for each head,
/// and in it a place for each row.
#[derive(Default)]
pub struct Attention {
    rows: usize,
    heads: usize,
    /// Queries, with [`OFFSET`] added to each byte, keys and values.
    parts: [Rounded; 3],
    text: Text,
    scores: Buffer<i32>,
    factors: Buffer<f32>,
    weights: Buffer<u8>,
}

/// One of queries, keys and values in eight bits, row by row.
#[derive(Default)]
struct Rounded {
    bytes: Buffer<u8>,
    scale: Buffer<f32>,
}

impl Rounded {
    /// The bytes in some places.
    #[inline(always)]
    fn lines(&self, places: Range<usize>) -> &[[u8; HEAD_WIDTH]] {
        &self.bytes.as_chunks::<HEAD_WIDTH>().0[places]
    }
}

/// Keys and values of one head over the rows of one text, as the tiles read them. Their number is rounded up to a
/// multiple of [`PANEL`].
#[derive(Default)]
struct Text {
    /// Panels of keys, within them groups of four dimensions, within them the keys.
    keys: Vec<Group>,
    /// What takes the queries' offset out of the sums again.
    key_start: Buffer<i32>,
    /// Zero where there is no row, as that of the values.
    key_scale: Buffer<f32>,
    /// Groups of four values, within them the dimensions.
    values: Vec<Group>,
    /// Logarithms of the values' scales to the base two; minus infinity where there is no row.
    value_logarithm: Buffer<f32>,
    /// One by the values' scales; zero where there is no row.
    value_inverse: Buffer<f32>,
}

impl Attention {
    /// Makes room for so many rows.
    pub fn resize(&mut self, rows: usize, heads: usize) {
        (self.rows, self.heads) = (rows, heads);
        for part in &mut self.parts {
            part.bytes.resize((heads * rows + TILE_ROWS) * HEAD_WIDTH);
            part.scale.resize(heads * rows);
        }
    }
}

impl Text {
    fn resize(&mut self, rows: usize) {
        let padded = rows.next_multiple_of(PANEL);
        self.keys.resize(padded / 4, Group::default());
        self.values.resize(padded / 4, Group::default());
        self.key_start.resize(padded);
        for (numbers, beyond) in [
            (&mut self.key_scale, 0.0),
            (&mut self.value_logarithm, f32::NEG_INFINITY),
            (&mut self.value_inverse, 0.0),
        ] {
            numbers.resize(padded);
            numbers[rows..].fill(beyond);
        }
    }

    /// Takes in the keys and values of places in the tables.
    #[inline(always)]
    fn pack(&mut self, places: Range<usize>, keys: &Rounded, values: &Rounded) {
        let rows = places.len();
        self.key_scale[..rows].copy_from_slice(&keys.scale[places.clone()]);
        let of_values = self.value_logarithm.iter_mut().zip(self.value_inverse.iter_mut());
        for ((logarithm, inverse), scale) in of_values.zip(&values.scale[places.clone()]) {
            let scale = scale.max(LEAST_SCALE);
            (*logarithm, *inverse) = (logarithm_to_base_two(scale), 1.0 / scale);
        }
        let panels = self.keys.chunks_exact_mut(HEAD_WIDTH / 4);
        let starts = self.key_start.as_chunks_mut::<PANEL>().0;
        for ((lines, panel), starts) in keys.lines(places.clone()).chunks(PANEL).zip(panels).zip(starts) {
            for (column, line) in lines.iter().enumerate() {
                let sum: i32 = line.iter().map(|byte| i32::from(byte.cast_signed())).sum();
                starts[column] = -OFFSET * sum;
                for (group, four) in panel.iter_mut().zip(line.as_chunks::<4>().0) {
                    group.0[column] = four.map(u8::cast_signed);
                }
            }
        }
        for (lines, group) in values.lines(places).chunks(4).zip(&mut self.values) {
            let mut four = [[0; HEAD_WIDTH]; 4];
            four[..lines.len()].copy_from_slice(lines);
            let [first, second, third, fourth] = four;
            for (dimension, bytes) in group.0.iter_mut().enumerate() {
                let lower = u32::from(first[dimension]) | u32::from(second[dimension]) << 8;
                let upper = u32::from(third[dimension]) << 16 | u32::from(fourth[dimension]) << 24;
                *bytes = (lower | upper).to_le_bytes().map(u8::cast_signed);
            }
        }
    }
}

/// Computes queries, keys and values of rows: those of all heads side by side are the outputs of `matrix`, and one
/// head's are one panel.
#[inline(always)]
pub(super) fn project<T: Instructions>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: Range<usize>,
    attention: &mut Attention,
) {
    linear_rows::<T>(matrix, input, rows, attention);
}

impl<V: Vector> Take<V> for Attention {
    #[inline(always)]
    fn take(&mut self, row: usize, panel: usize, numbers: [V; 2]) {
        let (part, place) = (panel / self.heads, panel % self.heads * self.rows + row);
        let table = &mut self.parts[part];
        let maximum = numbers[0].magnitude().greater(numbers[1].magnitude()).greatest();
        let inverse = V::splat(if maximum > 0.0 { QUANTISED_MAXIMUM / maximum } else { 0.0 });
        let round = V::splat(if part == 0 { ROUND + OFFSET as f32 } else { ROUND });
        table.scale[place] = maximum / QUANTISED_MAXIMUM;
        let numbers = [numbers[0].fused(inverse, round), numbers[1].fused(inverse, round)];
        let [first, second] = halves_mut(&mut table.bytes.as_chunks_mut::<HEAD_WIDTH>().0[place]);
        numbers[0].store_low_bytes(first);
        numbers[1].store_low_bytes(second);
    }
}

/// Computes the contexts of some rows, which are one text; those of all heads lie side by side.
#[inline(always)]
pub(super) fn attend<T: Instructions>(attention: &mut Attention, rows: Range<usize>, context: &mut [f32]) {
    let Attention { rows: all, heads, parts: [queries, keys, values], text, scores, factors, weights } =
        attention;
    let padded = rows.len().next_multiple_of(PANEL);
    text.resize(rows.len());
    scores.resize(TILE_ROWS * padded);
    weights.resize((rows.len() + TILE_ROWS) * padded);
    let tiles = T::new(HEAD_WIDTH);
    let mut sums = Sums([0; TILE_ROWS * PANEL]);
    factors.resize(rows.len());
    for head in 0..*heads {
        let places = head * *all + rows.start..head * *all + rows.end;
        text.pack(places.clone(), keys, values);
        for (factor, scale) in factors.iter_mut().zip(&queries.scale[places.clone()]) {
            *factor = scale * (std::f32::consts::LOG2_E / (HEAD_WIDTH as f32).sqrt());
        }
        let starts = text.key_start.as_chunks::<PANEL>().0;
        for first in (0..rows.len()).step_by(T::ROWS) {
            let bytes = &queries.bytes[(places.start + first) * HEAD_WIDTH..][..T::ROWS * HEAD_WIDTH];
            for (index, panel) in text.keys.chunks_exact(HEAD_WIDTH / 4).enumerate() {
                tiles.sums(bytes, HEAD_WIDTH, panel, &starts[index], &mut scores[index * PANEL..], padded);
            }
            let last = rows.len().min(first + T::ROWS);
            weigh::<T>(scores, text, &mut factors[first..last], &mut weights[first * padded..]);
        }
        for first in (0..rows.len()).step_by(T::ROWS) {
            let weights = &weights[first * padded..][..T::ROWS * padded];
            tiles.sums(weights, padded, &text.values, &[0; PANEL], &mut sums.0, HEAD_WIDTH);
            let last = rows.len().min(first + T::ROWS);
            let sums = sums.0.as_chunks::<HEAD_WIDTH>().0.iter();
            for ((row, factor), sums) in (first..last).zip(&factors[first..last]).zip(sums) {
                let context = &mut context[(row * *heads + head) * HEAD_WIDTH..][..HEAD_WIDTH];
                let factor = T::Vector::splat(*factor);
                for (context, sums) in context.as_chunks_mut::<LANES>().0.iter_mut().zip(halves(sums)) {
                    T::Vector::of_integers(sums).times(factor).store(context);
                }
            }
        }
    }
}

/// Turns the integer scores of queries, one row of `scores` each, into weights of the rounded values. `factors` holds
/// what the queries' scores are to be multiplied by before they are exponents of two, and gets what the weighted sums
/// are to be multiplied by.
///
/// A rounded value's weight is that of the value times the value's scale, whose logarithm is added to the exponent: so the greatest
/// is known before any is computed, and is rounded to [`WEIGHT_MAXIMUM`].
///
/// Each step is taken for all queries before the next: the steps of one query wait for each other.
#[inline(always)]
fn weigh<T: Instructions>(scores: &mut [i32], text: &Text, factors: &mut [f32], weights: &mut [u8]) {
    let padded = text.key_scale.len();
    let mut maxima = [0.0; TILE_ROWS];
    let mut sums = [T::Vector::splat(0.0); TILE_ROWS];
    let key_scales = text.key_scale.as_chunks::<PANEL>().0;
    let logarithms = text.value_logarithm.as_chunks::<PANEL>().0;
    let results = factors.iter().zip(&mut maxima);
    for (scores, (&factor, maximum)) in scores.chunks_exact_mut(padded).zip(results) {
        let factor = T::Vector::splat(factor);
        let mut found = [T::Vector::splat(f32::NEG_INFINITY); 2];
        let panels = scores.as_chunks_mut::<PANEL>().0.iter_mut().zip(key_scales).zip(logarithms);
        for ((scores, scales), logarithms) in panels {
            let [first, second]: [T::Vector; 2] = integers(scores);
            let (scales, logarithms): ([T::Vector; 2], [T::Vector; 2]) =
                (load_two(scales), load_two(logarithms));
            let exponents = [
                first.times(scales[0]).fused(factor, logarithms[0]),
                second.times(scales[1]).fused(factor, logarithms[1]),
            ];
            found = [found[0].greater(exponents[0]), found[1].greater(exponents[1])];
            store_bits(exponents, scores);
        }
        *maximum = found[0].greater(found[1]).greatest();
    }
    let inverses = text.value_inverse.as_chunks::<PANEL>().0;
    let (highest, round) = (T::Vector::splat(WEIGHT_MAXIMUM), T::Vector::splat(ROUND));
    let lines = scores.chunks_exact(padded).zip(weights.chunks_exact_mut(padded));
    for ((scores, weights), (&maximum, sum)) in lines.zip(maxima[..factors.len()].iter().zip(&mut sums)) {
        let maximum = T::Vector::splat(maximum);
        let mut added = [T::Vector::splat(0.0); 2];
        let panels = scores.as_chunks::<PANEL>().0.iter().zip(inverses);
        for ((scores, inverses), weights) in panels.zip(weights.as_chunks_mut::<PANEL>().0) {
            let ([first, second], inverses): ([T::Vector; 2], [T::Vector; 2]) =
                (load_bits(scores), load_two(inverses));
            let first = power_of_two(first.minus(maximum));
            let second = power_of_two(second.minus(maximum));
            added = [first.fused(inverses[0], added[0]), second.fused(inverses[1], added[1])];
            let [first_weights, second_weights] = halves_mut(weights);
            first.fused(highest, round).store_low_bytes(first_weights);
            second.fused(highest, round).store_low_bytes(second_weights);
        }
        *sum = added[0].plus(added[1]);
    }
    for (factors, sums) in factors.chunks_mut(TOGETHER).zip(sums.as_chunks::<TOGETHER>().0) {
        for (factor, sum) in factors.iter_mut().zip(T::Vector::sums(*sums)) {
            *factor = 1.0 / (WEIGHT_MAXIMUM * sum);
        }
    }
}

/// The logarithm of a positive number to the base two with an absolute error below 2e-5.
#[inline(always)]
pub(super) fn logarithm_to_base_two(number: f32) -> f32 {
    const MANTISSA: u32 = (1 << 23) - 1;
    let bits = number.to_bits();
    let exponent = (bits >> 23) as f32 - 127.0;
    let beyond_one = f32::from_bits(bits & MANTISSA | 1.0_f32.to_bits()) - 1.0;
    let mut polynomial = 0.045_150_48_f32;
    for coefficient in [-0.193_579_04, 0.415_608_74, -0.709_097_3, 1.441_917_1] {
        polynomial = polynomial.mul_add(beyond_one, coefficient);
    }
    polynomial.mul_add(beyond_one, exponent)
}

/// 2ˣ for x ≤ 0 with a relative error below 1e-4, far less than the rounding to eight bits that follows. Below -120 it is that of
/// -120: smaller numbers, which are nothing beside one, are slow to compute with.
#[inline(always)]
pub(super) fn power_of_two<V: Vector>(x: V) -> V {
    let x = x.greater(V::splat(-120.0));
    let shifted = x.plus(V::splat(ROUND));
    let fraction = x.minus(shifted.minus(V::splat(ROUND)));
    let mut polynomial = V::splat(0.055_171_654);
    for coefficient in [0.242_611_16, 0.693_261, 0.999_928_07] {
        polynomial = polynomial.fused(fraction, V::splat(coefficient));
    }
    polynomial.times_power_of_two(shifted)
}
