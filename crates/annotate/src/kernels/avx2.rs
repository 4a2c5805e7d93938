//! The tiles in AVX2: three rows by four vectors of sums, all 16 registers.
//!
//! Bytes are widened to sixteen bits before they are multiplied: the byte instruction of AVX2 saturates.

use std::arch::x86_64::*;

use super::{PANEL, ROW_BLOCK, TILE_WIDTH, Tile};

pub(super) enum Instructions {}

const ROWS: usize = 3;

impl Tile for Instructions {
    const ROWS: usize = ROWS;

    #[inline(always)]
    fn sums(
        values: &[u8],
        width: usize,
        panel: &[i8],
        start: &[i32; PANEL],
        result: &mut [[i32; PANEL]; ROW_BLOCK],
    ) {
        for quarter in 0..4 {
            // SAFETY: only the code of `Kernels` for AVX2 uses this type.
            unsafe { sums(values, width, panel, quarter, start, result) }
        }
    }

    #[inline(always)]
    fn products(
        left: &[f32],
        stride: usize,
        right: &[[f32; TILE_WIDTH]],
        output: &mut [f32],
        output_stride: usize,
    ) {
        // SAFETY: as above.
        unsafe { products(left, stride, right, output, output_stride) }
    }
}

/// The sums of one quarter of a panel, 16 outputs.
#[target_feature(enable = "avx2")]
fn sums(
    values: &[u8],
    width: usize,
    panel: &[i8],
    quarter: usize,
    start: &[i32; PANEL],
    sums: &mut [[i32; PANEL]; ROW_BLOCK],
) {
    let steps = panel.as_chunks::<{ 4 * PANEL }>().0;
    let mut rows = [&values.as_chunks::<4>().0[..steps.len()]; ROWS];
    for (row, values) in rows.iter_mut().zip(values.chunks_exact(width)) {
        *row = &values.as_chunks::<4>().0[..steps.len()];
    }
    // Each vector holds two partial sums for each of four outputs.
    let mut totals = [[_mm256_setzero_si256(); 4]; ROWS];
    for (index, step) in steps.iter().enumerate() {
        let mut inputs = [_mm256_setzero_si256(); ROWS];
        for (input, row) in inputs.iter_mut().zip(&rows) {
            *input = _mm256_cvtepu8_epi16(_mm_set1_epi32(i32::from_le_bytes(row[index])));
        }
        let bytes = step.as_chunks::<64>().0[quarter].as_chunks::<16>().0;
        for (column, bytes) in bytes.iter().enumerate() {
            // SAFETY: reads the sixteen bytes that the reference covers.
            let weights = _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) });
            for (totals, &input) in totals.iter_mut().zip(&inputs) {
                totals[column] = _mm256_add_epi32(totals[column], _mm256_madd_epi16(input, weights));
            }
        }
    }
    for (sums, totals) in sums.iter_mut().zip(&totals) {
        let outputs = quarter * 16..(quarter + 1) * 16;
        let starts = start[outputs.clone()].as_chunks::<8>().0;
        let sums = sums[outputs].as_chunks_mut::<8>().0;
        for (half, (sums, start)) in sums.iter_mut().zip(starts).enumerate() {
            let paired = _mm256_hadd_epi32(totals[2 * half], totals[2 * half + 1]);
            let ordered = _mm256_permute4x64_epi64::<0b11_01_10_00>(paired);
            // SAFETY: reads the eight integers that the reference covers.
            let start = unsafe { _mm256_loadu_si256(start.as_ptr().cast()) };
            // SAFETY: writes the eight integers that the reference covers.
            unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), _mm256_add_epi32(ordered, start)) };
        }
    }
}

#[target_feature(enable = "avx2,fma")]
fn products(
    left: &[f32],
    stride: usize,
    right: &[[f32; TILE_WIDTH]],
    output: &mut [f32],
    output_stride: usize,
) {
    let mut rows = [&left[..right.len()]; ROWS];
    for (index, row) in rows.iter_mut().enumerate() {
        *row = &left[index * stride..][..right.len()];
    }
    let mut totals = [[_mm256_setzero_ps(); 4]; ROWS];
    for (index, right) in right.iter().enumerate() {
        for (column, right) in right.as_chunks::<8>().0.iter().enumerate() {
            // SAFETY: reads the eight numbers that the reference covers.
            let right = unsafe { _mm256_loadu_ps(right.as_ptr()) };
            for (totals, row) in totals.iter_mut().zip(&rows) {
                totals[column] = _mm256_fmadd_ps(_mm256_set1_ps(row[index]), right, totals[column]);
            }
        }
    }
    for (row, totals) in totals.iter().enumerate() {
        let output = &mut output[row * output_stride..][..TILE_WIDTH];
        for (products, &total) in output.as_chunks_mut::<8>().0.iter_mut().zip(totals) {
            // SAFETY: writes the eight numbers that the reference covers.
            unsafe { _mm256_storeu_ps(products.as_mut_ptr(), total) };
        }
    }
}
