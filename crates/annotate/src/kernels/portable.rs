//! The tiles in plain Rust: the reference for the others, and the path for other processors.

use super::vector::{LANES, Vector};
use super::{Group, Instructions, PANEL};

const ROWS: usize = 3;

pub(super) struct Tiles;

impl Instructions for Tiles {
    type Vector = Lanes;

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
}

/// Vectors in plain Rust.
#[derive(Clone, Copy)]
pub(super) struct Lanes(pub(super) [f32; LANES]);

impl Lanes {
    #[inline(always)]
    fn zip(self, right: Self, operation: impl Fn(f32, f32) -> f32) -> Self {
        Self(std::array::from_fn(|lane| operation(self.0[lane], right.0[lane])))
    }

    #[inline(always)]
    fn fold(mut self, operation: impl Fn(f32, f32) -> f32) -> f32 {
        let mut width = LANES / 2;
        while width > 0 {
            for lane in 0..width {
                self.0[lane] = operation(self.0[lane], self.0[lane + width]);
            }
            width /= 2;
        }
        self.0[0]
    }
}

impl Vector for Lanes {
    #[inline(always)]
    fn splat(number: f32) -> Self {
        Self([number; LANES])
    }

    #[inline(always)]
    fn load(numbers: &[f32; LANES]) -> Self {
        Self(*numbers)
    }

    #[inline(always)]
    fn of_integers(numbers: &[i32; LANES]) -> Self {
        Self(numbers.map(|number| number as f32))
    }

    #[inline(always)]
    fn of_signed_bytes(bytes: &[u8; LANES]) -> Self {
        Self(bytes.map(|byte| f32::from(byte.cast_signed())))
    }

    #[inline(always)]
    fn store(self, numbers: &mut [f32; LANES]) {
        *numbers = self.0;
    }

    #[inline(always)]
    fn load_bits(bits: &[i32; LANES]) -> Self {
        Self(bits.map(|bits| f32::from_bits(bits.cast_unsigned())))
    }

    #[inline(always)]
    fn store_bits(self, bits: &mut [i32; LANES]) {
        *bits = self.0.map(|number| number.to_bits().cast_signed());
    }

    #[inline(always)]
    fn store_low_bytes(self, bytes: &mut [u8; LANES]) {
        *bytes = self.0.map(|number| number.to_bits() as u8);
    }

    #[inline(always)]
    fn plus(self, right: Self) -> Self {
        self.zip(right, |left, right| left + right)
    }

    #[inline(always)]
    fn minus(self, right: Self) -> Self {
        self.zip(right, |left, right| left - right)
    }

    #[inline(always)]
    fn times(self, right: Self) -> Self {
        self.zip(right, |left, right| left * right)
    }

    #[inline(always)]
    fn fused(self, right: Self, addend: Self) -> Self {
        Self(std::array::from_fn(|lane| fused(self.0[lane], right.0[lane], addend.0[lane])))
    }

    #[inline(always)]
    fn greater(self, right: Self) -> Self {
        self.zip(right, |left, right| if left > right { left } else { right })
    }

    #[inline(always)]
    fn lesser(self, right: Self) -> Self {
        self.zip(right, |left, right| if left < right { left } else { right })
    }

    #[inline(always)]
    fn magnitude(self) -> Self {
        Self(self.0.map(f32::abs))
    }

    #[inline(always)]
    fn times_power_of_two(self, shifted: Self) -> Self {
        self.zip(shifted, |number, shifted| {
            f32::from_bits((shifted.to_bits() << 23).wrapping_add(number.to_bits()))
        })
    }

    #[inline(always)]
    fn sum(self) -> f32 {
        self.fold(|left, right| left + right)
    }

    #[inline(always)]
    fn greatest(self) -> f32 {
        self.fold(|left, right| if left > right { left } else { right })
    }
}

/// Processors other than those of x86 have the instruction.
#[cfg(not(any(target_arch = "x86_64", test)))]
#[inline(always)]
fn fused(left: f32, right: f32, addend: f32) -> f32 {
    left.mul_add(right, addend)
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
