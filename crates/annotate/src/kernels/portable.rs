//! The tiles in plain Rust: the reference for the others, and the path for other processors.

use super::{Group, Instructions, PANEL};

const ROWS: usize = 3;

pub(super) struct Tiles;

impl Instructions for Tiles {
    const ROWS: usize = ROWS;

    #[inline(always)]
    fn new(_inputs: usize) -> Self {
        Self
    }

    #[inline(always)]
    fn sums(
        &self,
        values: &[u8],
        width: usize,
        panel: &[Group],
        start: &[i32; PANEL],
        sums: &mut [i32],
        stride: usize,
    ) {
        let mut totals = [*start; ROWS];
        for (index, step) in panel[..width / 4].iter().enumerate() {
            let inputs: [[i16; 4]; ROWS] =
                std::array::from_fn(|row| values.as_chunks::<4>().0[row * width / 4 + index].map(i16::from));
            for (column, weights) in step.0.iter().enumerate() {
                let weights = weights.map(i16::from);
                for (totals, input) in totals.iter_mut().zip(&inputs) {
                    for (&input, weight) in input.iter().zip(weights) {
                        totals[column] += i32::from(input) * i32::from(weight);
                    }
                }
            }
        }
        for (row, totals) in totals.iter().enumerate() {
            sums[row * stride..][..PANEL].copy_from_slice(totals);
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn fused(left: f32, right: f32, addend: f32) -> f32 {
        fused(left, right, addend)
    }
}

/// `left.mul_add(right, addend)`, bit by bit, for processors that lack the instruction: many times as fast as
/// the library's. The product is exact in 64 bits. The sum is rounded to odd (Boldo and Melquiond, 2008), so that
/// rounding it again to 32 bits gives what one rounding would have given.
#[cfg(any(target_arch = "x86_64", test))]
#[inline(always)]
pub(super) fn fused(left: f32, right: f32, addend: f32) -> f32 {
    let (product, addend) = (f64::from(left) * f64::from(right), f64::from(addend));
    let sum = product + addend;
    let added = sum - product;
    let error = (product - (sum - added)) + (addend - added);
    let bits = sum.to_bits();
    let away = (error > 0.0 && sum > 0.0) || (error < 0.0 && sum < 0.0);
    let toward = (error > 0.0 && sum < 0.0) || (error < 0.0 && sum > 0.0);
    // Only an even last bit is changed: one up it is odd, one down too.
    let even = !bits & 1;
    f64::from_bits(bits + (u64::from(away) & even) - (u64::from(toward) & even)) as f32
}
