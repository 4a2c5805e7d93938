//! The functions that are compiled for each instruction set: loops over vectors, around the hand-written tiles.

use std::marker::PhantomData;
use std::ops::Range;

use super::matrix::OFFSET;
use super::vector::{LANES, ROUND, TOGETHER, Vector, halves, halves_mut, integers, load_two};
use super::{Instructions, Made, PANEL, QuantisedMatrix, QuantisedRows, Steps, TILE_ROWS};

/// Does something for each vector's numbers in a row, with 0 and 1 in turn, so that sums do not wait for each other.
/// What does not fill a vector is left out. It is a macro for the reason that [`Take`] is a trait.
macro_rules! in_turn {
    ($half:ident, $numbers:ident in $row:expr => $step:expr) => {
        let (pairs, rest) = $row.as_chunks::<{ 2 * LANES }>();
        for pair in pairs {
            let [first, second] = halves(pair);
            {
                let ($half, $numbers) = (0, first);
                $step;
            }
            {
                let ($half, $numbers) = (1, second);
                $step;
            }
        }
        if let Some($numbers) = rest.first_chunk() {
            let $half = 0;
            $step;
        }
    };
    ($half:ident, $index:ident, $numbers:ident in $row:expr => $step:expr) => {
        let (pairs, rest) = $row.as_chunks_mut::<{ 2 * LANES }>();
        let count = 2 * pairs.len();
        for (pair, numbers) in pairs.iter_mut().enumerate() {
            let [first, second] = halves_mut(numbers);
            {
                let ($half, $index, $numbers) = (0, 2 * pair, first);
                $step;
            }
            {
                let ($half, $index, $numbers) = (1, 2 * pair + 1, second);
                $step;
            }
        }
        if let Some($numbers) = rest.first_chunk_mut() {
            let ($half, $index) = (0, count);
            $step;
        }
    };
}

/// Added to the variance, as BERT was trained.
const EPSILON: f32 = 1e-12;

/// Greatest absolute value of a quantised activation or weight.
pub(super) const QUANTISED_MAXIMUM: f32 = 127.0;

/// The sums of a tile.
#[repr(align(64))]
pub(super) struct Sums(pub(super) [i32; PANEL * TILE_ROWS]);

#[inline(always)]
pub(super) fn quantise<T: Instructions>(input: &[f32], rows: Range<usize>, output: &mut QuantisedRows) {
    for (row, input) in rows.zip(input.chunks_exact(output.width)) {
        quantise_row::<T::Vector>(input, row, output);
    }
}

#[inline(always)]
pub(super) fn quantise_at<T: Instructions>(input: &[f32], places: &[usize], output: &mut QuantisedRows) {
    for (row, place) in places.iter().enumerate() {
        let input = &input[place * output.width..][..output.width];
        quantise_row::<T::Vector>(input, row, output);
    }
}

#[inline(always)]
fn quantise_row<V: Vector>(input: &[f32], row: usize, output: &mut QuantisedRows) {
    let maximum = greatest_magnitude::<V>(input);
    round_row::<V>(input, maximum, row, output);
}

#[inline(always)]
fn greatest_magnitude<V: Vector>(row: &[f32]) -> f32 {
    let mut maximum = [V::splat(0.0); 2];
    in_turn!(half, numbers in row => maximum[half] = maximum[half].greater(V::load(numbers).magnitude()));
    let rest = V::load(&padded(row.as_chunks::<LANES>().1)).magnitude();
    maximum[0].greater(maximum[1]).greater(rest).greatest()
}

/// Writes a row whose greatest magnitude is known.
#[inline(always)]
fn round_row<V: Vector>(input: &[f32], maximum: f32, row: usize, output: &mut QuantisedRows) {
    output.scale[row] = maximum / QUANTISED_MAXIMUM;
    let inverse = V::splat(if maximum > 0.0 { QUANTISED_MAXIMUM / maximum } else { 0.0 });
    round(input, inverse, &mut output.values[row * output.width..][..input.len()]);
}

#[inline(always)]
fn round<V: Vector>(input: &[f32], inverse: V, bytes: &mut [u8]) {
    // The integer stands in the low bits; only its lowest byte is wanted.
    let round = V::splat(ROUND + OFFSET as f32);
    let (fours, input) = input.as_chunks::<{ 4 * LANES }>();
    let (bytes_of_fours, bytes) = bytes.as_chunks_mut::<{ 4 * LANES }>();
    for (bytes, numbers) in bytes_of_fours.iter_mut().zip(fours) {
        let numbers = numbers.as_chunks::<LANES>().0;
        let mut four = [round; 4];
        for (vector, numbers) in four.iter_mut().zip(numbers) {
            *vector = V::load(numbers).fused(inverse, round);
        }
        V::store_low_bytes_of_four(four, bytes);
    }
    let (chunks, rest) = input.as_chunks::<LANES>();
    let (bytes, other) = bytes.as_chunks_mut::<LANES>();
    for (bytes, numbers) in bytes.iter_mut().zip(chunks) {
        V::load(numbers).fused(inverse, round).store_low_bytes(bytes);
    }
    if !rest.is_empty() {
        let mut bytes = [0; LANES];
        V::load(&padded(rest)).fused(inverse, round).store_low_bytes(&mut bytes);
        other.copy_from_slice(&bytes[..rest.len()]);
    }
}

#[inline(always)]
pub(super) fn quantise_three<T: Instructions>(
    states: &[f32],
    greatest: &[f32],
    rows: Range<usize>,
    distance: usize,
    output: &mut QuantisedRows,
) {
    let width = output.width / 3;
    for (place, row) in rows.enumerate() {
        let three = [row - distance, row, row + distance];
        let maximum = three.map(|row| greatest[row]).into_iter().fold(0.0, f32::max);
        let [before, own, after] = three.map(|row| &states[row * width..(row + 1) * width]);
        output.scale[place] = maximum / QUANTISED_MAXIMUM;
        let inverse = T::Vector::splat(if maximum > 0.0 { QUANTISED_MAXIMUM / maximum } else { 0.0 });
        let bytes = output.values[place * output.width..][..output.width].chunks_exact_mut(width);
        for (part, bytes) in [before, own, after].into_iter().zip(bytes) {
            round(part, inverse, bytes);
        }
    }
}

/// The length is a multiple of [`LANES`].
#[inline(always)]
pub(super) fn add_bytes<T: Instructions>(bytes: &[u8], scale: f32, output: &mut [f32]) {
    let scale = T::Vector::splat(scale);
    for (output, bytes) in output.as_chunks_mut::<LANES>().0.iter_mut().zip(bytes.as_chunks::<LANES>().0) {
        T::Vector::load(output).plus(T::Vector::of_signed_bytes(bytes).times(scale)).store(output);
    }
}

/// What is done with the outputs of a linear layer. It is a trait, because a closure is not compiled for the
/// instruction set of the function that calls it.
pub(super) trait Take<V> {
    /// Takes one panel of a row.
    fn take(&mut self, row: usize, panel: usize, numbers: [V; 2]);
}

/// Writes outputs, or what an activation makes of them.
struct Write<'output, const GELU: bool> {
    output: &'output mut [f32],
    /// The row that comes first in the output.
    first: usize,
    width: usize,
}

impl<V: Vector, const GELU: bool> Take<V> for Write<'_, GELU> {
    #[inline(always)]
    fn take(&mut self, row: usize, panel: usize, numbers: [V; 2]) {
        let output = &mut self.output[(row - self.first) * self.width..][..self.width];
        let output = halves_mut(&mut output.as_chunks_mut::<PANEL>().0[panel]);
        for (output, numbers) in output.into_iter().zip(numbers) {
            if GELU { gelu(numbers) } else { numbers }.store(output);
        }
    }
}

#[inline(always)]
pub(super) fn linear<T: Instructions>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: Range<usize>,
    output: &mut [f32],
) {
    let mut write = Write::<false> { output, first: rows.start, width: matrix.outputs };
    linear_rows::<T>(matrix, input, rows, &mut write);
}

#[inline(always)]
pub(super) fn linear_gelu<T: Instructions>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: Range<usize>,
    output: &mut [f32],
) {
    let mut write = Write::<true> { output, first: rows.start, width: matrix.outputs };
    linear_rows::<T>(matrix, input, rows, &mut write);
}

/// Computes the outputs of rows, and gives each panel of them to `take`, with the places of row and panel.
#[inline(always)]
pub(super) fn linear_rows<T: Instructions>(
    matrix: &QuantisedMatrix,
    input: &QuantisedRows,
    rows: Range<usize>,
    take: &mut impl Take<T::Vector>,
) {
    let width = matrix.inputs;
    let tiles = T::new(width);
    let mut buffers = [const { Sums([0; PANEL * TILE_ROWS]) }; 2];
    let (mut now, mut before) = buffers.split_at_mut(1);
    let mut waiting = (0, 0..0);
    // The values of a few rows stay in the nearest cache, and the weights go by. A tile's sums are made outputs while
    // the next ones are computed.
    for block in rows.clone().step_by(TILE_ROWS).map(|first| first..rows.end.min(first + TILE_ROWS)) {
        for (index, panel) in matrix.packed.chunks_exact(width / 4).enumerate() {
            let start = &matrix.start.as_chunks::<PANEL>().0[index];
            for first in block.clone().step_by(T::ROWS) {
                let values = &input.values[first * width..(first + T::ROWS) * width];
                let mut finish = Finish::<T, _>::new(matrix, input, waiting, &before[0], take);
                tiles.sums_while(values, width, panel, start, &mut now[0].0, &mut finish);
                waiting = (index, first..block.end.min(first + T::ROWS));
                std::mem::swap(&mut now, &mut before);
            }
        }
    }
    Finish::<T, _>::new(matrix, input, waiting, &before[0], take).run(usize::MAX);
}

/// Makes outputs of the sums of a tile, row by row.
struct Finish<'a, T, K> {
    matrix: &'a QuantisedMatrix,
    scale: &'a [f32],
    panel: usize,
    /// Rows that are left, and their sums.
    left: Range<usize>,
    sums: &'a [[i32; PANEL]],
    take: &'a mut K,
    set: PhantomData<T>,
}

impl<'a, T: Instructions, K: Take<T::Vector>> Finish<'a, T, K> {
    #[inline(always)]
    fn new(
        matrix: &'a QuantisedMatrix,
        input: &'a QuantisedRows,
        (panel, left): (usize, Range<usize>),
        sums: &'a Sums,
        take: &'a mut K,
    ) -> Self {
        let sums = sums.0.as_chunks().0;
        Self { matrix, scale: &input.scale, panel, left, sums, take, set: PhantomData }
    }
}

impl<T: Instructions, K: Take<T::Vector>> Steps for Finish<'_, T, K> {
    #[inline(always)]
    fn run(&mut self, steps: usize) {
        let steps = steps.min(self.left.len());
        let (scales, biases): ([T::Vector; 2], [T::Vector; 2]) = (
            load_two(&self.matrix.scale.as_chunks().0[self.panel]),
            load_two(&self.matrix.bias.as_chunks().0[self.panel]),
        );
        let (now, later) = self.sums.split_at(steps);
        for (row, sums) in (self.left.start..).zip(now) {
            let scale = T::Vector::splat(self.scale[row]);
            let [mut first, mut second] = integers(sums);
            first = T::Vector::fused(first, scale.times(scales[0]), biases[0]);
            second = T::Vector::fused(second, scale.times(scales[1]), biases[1]);
            self.take.take(row, self.panel, [first, second]);
        }
        (self.left.start, self.sums) = (self.left.start + steps, later);
    }
}

#[inline(always)]
pub(super) fn add_and_normalise<T: Instructions>(
    values: &mut [f32],
    residual: &[f32],
    norm: [&[f32]; 2],
    rows: Range<usize>,
    mut made: Made<'_>,
) {
    let several = TOGETHER * norm[0].len();
    let parts = values.chunks_mut(several).zip(residual.chunks(several));
    for (row, (values, residual)) in rows.step_by(TOGETHER).zip(parts) {
        let places = &IN_ORDER[..values.len() / norm[0].len()];
        normalise_rows::<T::Vector>(values, places, Some(residual), norm, row, &mut made);
    }
}

#[inline(always)]
pub(super) fn add_and_normalise_at<T: Instructions>(
    values: &mut [f32],
    places: &[usize],
    residual: &[f32],
    norm: [&[f32]; 2],
    quantised: &mut QuantisedRows,
) {
    let mut made = Made::Quantised(quantised);
    let parts = residual.chunks(TOGETHER * norm[0].len());
    for (places, residual) in places.chunks(TOGETHER).zip(parts) {
        normalise_rows::<T::Vector>(values, places, Some(residual), norm, 0, &mut made);
    }
}

#[inline(always)]
pub(super) fn normalise<T: Instructions>(
    values: &mut [f32],
    norm: [&[f32]; 2],
    rows: Range<usize>,
    mut made: Made<'_>,
) {
    let parts = values.chunks_mut(TOGETHER * norm[0].len());
    for (row, values) in rows.step_by(TOGETHER).zip(parts) {
        let places = &IN_ORDER[..values.len() / norm[0].len()];
        normalise_rows::<T::Vector>(values, places, None, norm, row, &mut made);
    }
}

/// Places of rows that follow each other.
const IN_ORDER: [usize; TOGETHER] = [0, 1, 2, 3, 4, 5, 6, 7];

/// Normalises up to [`TOGETHER`] rows, those at `places`, to which others may be added first: the first of these to the first place. Each
/// step is taken for all before the next: those of one row wait for each other. The width is a multiple of [`LANES`]. What is made of the
/// row at place 0 has the place `first`.
#[inline(always)]
fn normalise_rows<V: Vector>(
    rows: &mut [f32],
    places: &[usize],
    residual: Option<&[f32]>,
    [weight, bias]: [&[f32]; 2],
    first: usize,
    made: &mut Made<'_>,
) {
    let width = weight.len();
    let mut sums = [V::splat(0.0); TOGETHER];
    for (row, (sum, place)) in sums.iter_mut().zip(places).enumerate() {
        let numbers = &mut rows[place * width..][..width];
        let mut sums = [V::splat(0.0); 2];
        if let Some(residual) = residual {
            let residual = residual[row * width..][..width].as_chunks::<LANES>().0;
            in_turn!(half, index, numbers in numbers => {
                let sum = V::load(numbers).plus(V::load(&residual[index]));
                sum.store(numbers);
                sums[half] = sums[half].plus(sum);
            });
        } else {
            in_turn!(half, numbers in numbers => sums[half] = sums[half].plus(V::load(numbers)));
        }
        *sum = sums[0].plus(sums[1]);
    }
    let mut means = V::sums(sums);
    for mean in &mut means {
        *mean /= width as f32;
    }
    let mut squares = [V::splat(0.0); TOGETHER];
    for ((square, mean), place) in squares.iter_mut().zip(means).zip(places) {
        let numbers = &rows[place * width..][..width];
        let mean = V::splat(mean);
        let mut squares = [V::splat(0.0); 2];
        in_turn!(half, numbers in numbers => {
            let centred = V::load(numbers).minus(mean);
            squares[half] = centred.fused(centred, squares[half]);
        });
        *square = squares[0].plus(squares[1]);
    }
    let mut inverses = V::sums(squares);
    for square in &mut inverses {
        *square = 1.0 / (*square / width as f32 + EPSILON).sqrt();
    }
    let (weight, bias) = (weight.as_chunks::<LANES>().0, bias.as_chunks::<LANES>().0);
    let mut greatest = [0.0; TOGETHER];
    for (((place, mean), inverse), greatest) in places.iter().zip(means).zip(inverses).zip(&mut greatest) {
        let numbers = &mut rows[place * width..][..width];
        let (mean, inverse) = (V::splat(mean), V::splat(inverse));
        let mut maximum = [V::splat(0.0); 2];
        in_turn!(half, index, numbers in numbers => {
            let (weight, bias) = (V::load(&weight[index]), V::load(&bias[index]));
            let normal = V::load(numbers).minus(mean).times(inverse).fused(weight, bias);
            normal.store(numbers);
            maximum[half] = maximum[half].greater(normal.magnitude());
        });
        *greatest = maximum[0].greater(maximum[1]).greatest();
    }
    for (place, greatest) in places.iter().zip(greatest) {
        let numbers = &rows[place * width..][..width];
        match made {
            Made::Quantised(quantised) => round_row::<V>(numbers, greatest, first + place, quantised),
            Made::Greatest(all) => all[first + place] = greatest,
        }
    }
}

/// Two rows by four outputs are computed together: each number that is fetched serves several times. A few rows stay in the
/// nearest cache, and the weights go by.
#[inline(always)]
pub(super) fn classify<T: Instructions>(input: &[f32], weight: &[f32], bias: &[f32], output: &mut [f32]) {
    const ROWS: usize = 16;
    let outputs = bias.len();
    let chunks = weight.len() / outputs / LANES;
    let (input, weight) = (input.as_chunks::<LANES>().0, weight.as_chunks::<LANES>().0);
    for (input, output) in input.chunks(ROWS * chunks).zip(output.chunks_mut(ROWS * outputs)) {
        let rows = input.len() / chunks;
        for (start, (bias, weight)) in (0..).step_by(4).zip(bias.chunks(4).zip(weight.chunks(4 * chunks))) {
            // Where there are fewer than four, the last is computed several times; so is the last row of an odd number.
            let weights = |index: usize| &weight[index.min(bias.len() - 1) * chunks..][..chunks];
            let weights = [weights(0), weights(1), weights(2), weights(3)];
            for first in (0..rows).step_by(2) {
                let second = (first + 1).min(rows - 1);
                let row = |row: usize| &input[row * chunks..][..chunks];
                let sums = sums_of_products::<T::Vector>([row(first), row(second)], weights);
                for (row, sums) in [first, second].into_iter().zip(sums.as_chunks::<4>().0) {
                    let output = &mut output[row * outputs + start..][..bias.len()];
                    for ((output, sum), bias) in output.iter_mut().zip(sums).zip(bias) {
                        *output = sum + bias;
                    }
                }
            }
        }
    }
}

/// Of two rows with four rows of weights, all equally long.
#[inline(always)]
fn sums_of_products<V: Vector>(rows: [&[[f32; LANES]]; 2], weights: [&[[f32; LANES]]; 4]) -> [f32; TOGETHER] {
    let mut sums = [V::splat(0.0); TOGETHER];
    let [a, b, c, d] = weights;
    for (((((first, second), a), b), c), d) in rows[0].iter().zip(rows[1]).zip(a).zip(b).zip(c).zip(d) {
        let inputs = [V::load(first), V::load(second)];
        for (place, weights) in [a, b, c, d].into_iter().enumerate() {
            let weights = V::load(weights);
            sums[place] = weights.fused(inputs[0], sums[place]);
            sums[4 + place] = weights.fused(inputs[1], sums[4 + place]);
        }
    }
    V::sums(sums)
}

/// The numbers, and zeros after them.
#[inline(always)]
fn padded(numbers: &[f32]) -> [f32; LANES] {
    let mut padded = [0.0; LANES];
    padded[..numbers.len()].copy_from_slice(numbers);
    padded
}

/// The Gaussian error linear unit, `x Φ(x)`: `Φ(x) - ½` is odd, and a polynomial up to where ½ is as good. The
/// absolute error stays below 1e-4, far less than a step of the eight bits that the result is rounded to.
#[inline(always)]
pub(super) fn gelu<V: Vector>(x: V) -> V {
    const LIMIT: f32 = 4.2;
    let limited = x.greater(V::splat(-LIMIT)).lesser(V::splat(LIMIT));
    let square = limited.times(limited);
    let mut polynomial = V::splat(-9.359_338e-10);
    for coefficient in [
        8.165_211e-8,
        -3.096_922_5e-6,
        6.768_991e-5,
        -9.565_513e-4,
        9.321_204e-3,
        -6.557_004e-2,
        3.984_911_6e-1,
    ] {
        polynomial = polynomial.fused(square, V::splat(coefficient));
    }
    x.times(polynomial.fused(limited, V::splat(0.5)))
}
