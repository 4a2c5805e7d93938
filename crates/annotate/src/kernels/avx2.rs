//! The tiles in AVX2: three rows by four vectors of sums, all 16 registers.
//!
//! Bytes are widened to sixteen bits before they are multiplied: the byte instruction of AVX2 saturates.

use std::arch::x86_64::*;

use super::vector256::Vector256;
use super::{Group, Instructions, PANEL};

const ROWS: usize = 3;

/// Outputs that the registers hold at once.
const COLUMNS: usize = 16;

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
        for (part, start) in start.as_chunks::<COLUMNS>().0.iter().enumerate() {
            // SAFETY: only the code of `Kernels` for AVX2 uses this type.
            unsafe { tile(values, width, panel, part, start, &mut sums[part * COLUMNS..], stride) }
        }
    }
}

/// The sums of one part of a panel.
#[target_feature(enable = "avx2")]
fn tile(
    values: &[u8],
    width: usize,
    panel: &[Group],
    part: usize,
    start: &[i32; COLUMNS],
    sums: &mut [i32],
    stride: usize,
) {
    let steps = &panel[..width / 4];
    // Written out: `array::from_fn` is compiled by itself.
    let row = |row: usize| &values[row * width..][..width].as_chunks::<4>().0[..steps.len()];
    let rows = [row(0), row(1), row(2)];
    // Each vector holds two partial sums for each of four outputs.
    let mut totals = [[_mm256_setzero_si256(); 4]; ROWS];
    for (index, step) in steps.iter().enumerate() {
        let values: [_; ROWS] = std::array::from_fn(|row| {
            _mm256_cvtepu8_epi16(_mm_set1_epi32(i32::from_le_bytes(rows[row][index])))
        });
        let bytes = step.0.as_flattened().as_chunks::<{ 4 * COLUMNS }>().0[part].as_chunks::<16>().0;
        for (column, bytes) in bytes.iter().enumerate() {
            // SAFETY: reads the sixteen bytes that the reference covers.
            let weights = _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) });
            for (totals, &values) in totals.iter_mut().zip(&values) {
                totals[column] = _mm256_add_epi32(totals[column], _mm256_madd_epi16(values, weights));
            }
        }
    }
    for (row, totals) in totals.iter().enumerate() {
        let sums = sums[row * stride..][..COLUMNS].as_chunks_mut::<8>().0;
        for (half, (sums, start)) in sums.iter_mut().zip(start.as_chunks::<8>().0).enumerate() {
            let paired = _mm256_hadd_epi32(totals[2 * half], totals[2 * half + 1]);
            let ordered = _mm256_permute4x64_epi64::<0b11_01_10_00>(paired);
            // SAFETY: reads the eight integers that the reference covers.
            let start = unsafe { _mm256_loadu_si256(start.as_ptr().cast()) };
            // SAFETY: writes the eight integers that the reference covers.
            unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), _mm256_add_epi32(ordered, start)) };
        }
    }
}
