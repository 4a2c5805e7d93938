//! The tiles in AVX-VNNI, for processors that have byte products but no AVX-512: three rows by four vectors.

use std::arch::x86_64::*;

use super::vector256::Vector256;
use super::{Group, Instructions, PANEL};

const ROWS: usize = 3;

pub(super) struct Tiles;

impl Instructions for Tiles {
    type Vector = Vector256;

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
        // SAFETY: only the code of `Kernels` for AVX-VNNI uses this type.
        unsafe { tile(values, width, panel, start, sums, stride) }
    }
}

#[target_feature(enable = "avx2,avxvnni")]
fn tile(values: &[u8], width: usize, panel: &[Group], start: &[i32; PANEL], sums: &mut [i32], stride: usize) {
    let steps = &panel[..width / 4];
    // Written out: `array::from_fn` is compiled by itself.
    let row = |row: usize| &values[row * width..][..width].as_chunks::<4>().0[..steps.len()];
    let rows = [row(0), row(1), row(2)];
    let mut totals = [[_mm256_setzero_si256(); 4]; ROWS];
    for total in &mut totals {
        for (total, start) in total.iter_mut().zip(start.as_chunks::<8>().0) {
            // SAFETY: reads the eight integers that the reference covers.
            *total = unsafe { _mm256_loadu_si256(start.as_ptr().cast()) };
        }
    }
    for (index, step) in steps.iter().enumerate() {
        let values: [_; ROWS] =
            std::array::from_fn(|row| _mm256_set1_epi32(i32::from_le_bytes(rows[row][index])));
        for (column, bytes) in step.0.as_flattened().as_chunks::<32>().0.iter().enumerate() {
            // SAFETY: reads the 32 bytes that the reference covers.
            let weights = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) };
            for (totals, &values) in totals.iter_mut().zip(&values) {
                totals[column] = _mm256_dpbusd_avx_epi32(totals[column], values, weights);
            }
        }
    }
    for (row, totals) in totals.iter().enumerate() {
        let sums = sums[row * stride..][..PANEL].as_chunks_mut::<8>().0;
        for (sums, &total) in sums.iter_mut().zip(totals) {
            // SAFETY: writes the eight integers that the reference covers.
            unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), total) };
        }
    }
}
