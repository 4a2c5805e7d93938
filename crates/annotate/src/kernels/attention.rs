//! Self-attention in eight bits: queries, keys and values are rounded, each row of each head with a scale of its
//! own, and so are the weights of the values for each query. All sums of products are exact.

use std::ops::Range;

use super::plain::{QUANTISED_MAXIMUM, Sums, Take, linear_rows};
use super::vector::{LANES, ROUND, Vector, halves, halves_mut, integers, load_bits, load_two, store_bits};
use super::{Buffer, Group, Instructions, PANEL, QuantisedMatrix, QuantisedRows, TILE_ROWS};

/// Width of a head. It is one panel, so that a head's context is one.
pub const HEAD_WIDTH: usize = PANEL;

/// Greatest rounded weight of a value.
const WEIGHT_MAXIMUM: f32 = 255.0;

/// Queries, keys and values of the rows of one or several texts, and buffers. Every table has one part for each head,
/// and in it a place for each row.
#[derive(Default)]
pub struct Attention {
    rows: usize,
    heads: usize,
    /// Queries, with 128 added to each byte, keys and values.
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
    value_scale: Buffer<f32>,
    /// What is added to the scores: nothing, or minus infinity where there is no row.
    mask: Buffer<f32>,
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
        self.mask.resize(padded);
        self.mask[..rows].fill(0.0);
        self.mask[rows..].fill(f32::NEG_INFINITY);
        for scale in [&mut self.key_scale, &mut self.value_scale] {
            scale.resize(padded);
            scale[rows..].fill(0.0);
        }
    }

    /// Takes in the keys and values of places in the tables.
    #[inline(always)]
    fn pack(&mut self, places: Range<usize>, keys: &Rounded, values: &Rounded) {
        let rows = places.len();
        self.key_scale[..rows].copy_from_slice(&keys.scale[places.clone()]);
        self.value_scale[..rows].copy_from_slice(&values.scale[places.clone()]);
        let panels = self.keys.chunks_exact_mut(HEAD_WIDTH / 4);
        for (lines, panel) in keys.lines(places.clone()).chunks(PANEL).zip(panels) {
            for (column, line) in lines.iter().enumerate() {
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
        let round = V::splat(if part == 0 { ROUND + 128.0 } else { ROUND });
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
        let starts = text.key_start.as_chunks_mut::<PANEL>().0;
        for (panel, starts) in text.keys.chunks_exact(HEAD_WIDTH / 4).zip(starts) {
            tiles.sums(&[128; TILE_ROWS * HEAD_WIDTH], HEAD_WIDTH, panel, &[0; PANEL], &mut sums.0, PANEL);
            starts.iter_mut().zip(sums.0).for_each(|(start, sum)| *start = -sum);
        }
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
/// Each step is taken for all queries before the next: the steps of one query wait for each other.
#[inline(always)]
fn weigh<T: Instructions>(scores: &mut [i32], text: &Text, factors: &mut [f32], weights: &mut [u8]) {
    let padded = text.mask.len();
    let (mut maxima, mut sums, mut largest) = ([0.0; TILE_ROWS], [0.0; TILE_ROWS], [0.0; TILE_ROWS]);
    let (key_scales, masks) = (text.key_scale.as_chunks::<PANEL>().0, text.mask.as_chunks::<PANEL>().0);
    for (scores, maximum) in scores.chunks_exact_mut(padded).zip(&mut maxima[..factors.len()]) {
        let mut found = [T::Vector::splat(f32::NEG_INFINITY); 2];
        let panels = scores.as_chunks_mut::<PANEL>().0.iter_mut().zip(key_scales).zip(masks);
        for ((scores, scales), mask) in panels {
            let ([first, second], scales): ([T::Vector; 2], [T::Vector; 2]) =
                (integers(scores), load_two(scales));
            let mask = load_two(mask);
            let scaled = [first.fused(scales[0], mask[0]), second.fused(scales[1], mask[1])];
            found = [found[0].greater(scaled[0]), found[1].greater(scaled[1])];
            store_bits(scaled, scores);
        }
        *maximum = found[0].greater(found[1]).greatest();
    }
    let value_scales = text.value_scale.as_chunks::<PANEL>().0;
    let results = factors.iter().zip(&maxima).zip(&mut sums).zip(&mut largest);
    for (scores, (((&factor, &maximum), sum), largest)) in scores.chunks_exact_mut(padded).zip(results) {
        let (factor, maximum) = (T::Vector::splat(factor), T::Vector::splat(maximum));
        let (mut added, mut found) = ([T::Vector::splat(0.0); 2], [T::Vector::splat(0.0); 2]);
        for (scores, scales) in scores.as_chunks_mut::<PANEL>().0.iter_mut().zip(value_scales) {
            let ([first, second], scales): ([T::Vector; 2], [T::Vector; 2]) =
                (load_bits(scores), load_two(scales));
            let first = power_of_two(first.minus(maximum).times(factor));
            let second = power_of_two(second.minus(maximum).times(factor));
            added = [added[0].plus(first), added[1].plus(second)];
            let weighted = [first.times(scales[0]), second.times(scales[1])];
            found = [found[0].greater(weighted[0]), found[1].greater(weighted[1])];
            store_bits(weighted, scores);
        }
        *sum = added[0].plus(added[1]).sum();
        *largest = found[0].greater(found[1]).greatest();
    }
    let results = factors.iter_mut().zip(sums).zip(largest);
    let lines = scores.chunks_exact(padded).zip(weights.chunks_exact_mut(padded));
    let round = T::Vector::splat(ROUND);
    for ((scores, weights), ((factor, sum), largest)) in lines.zip(results) {
        let inverse = T::Vector::splat(if largest > 0.0 { WEIGHT_MAXIMUM / largest } else { 0.0 });
        for (weights, scores) in
            weights.as_chunks_mut::<PANEL>().0.iter_mut().zip(scores.as_chunks::<PANEL>().0)
        {
            let [first, second] = load_bits::<T::Vector>(scores);
            let [first_weights, second_weights] = halves_mut(weights);
            first.fused(inverse, round).store_low_bytes(first_weights);
            second.fused(inverse, round).store_low_bytes(second_weights);
        }
        *factor = largest / (WEIGHT_MAXIMUM * sum);
    }
}

/// 2ˣ for x ≤ 0 with a relative error below 1e-4, far less than the rounding to eight bits that follows.
#[inline(always)]
pub(super) fn power_of_two<V: Vector>(x: V) -> V {
    let x = x.greater(V::splat(-126.0));
    let shifted = x.plus(V::splat(ROUND));
    let fraction = x.minus(shifted.minus(V::splat(ROUND)));
    let mut polynomial = V::splat(0.055_171_654);
    for coefficient in [0.242_611_16, 0.693_261, 0.999_928_07] {
        polynomial = polynomial.fused(fraction, V::splat(coefficient));
    }
    polynomial.times_power_of_two(shifted)
}
