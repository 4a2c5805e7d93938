//! The tiles in AVX-512 with VNNI: six rows by four vectors of sums, 28 of the 32 registers.

use std::arch::x86_64::*;

use super::{PANEL, ROW_BLOCK, TILE_WIDTH, Tile};

pub(super) enum Instructions {}

const ROWS: usize = 6;

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
        // SAFETY: only the code of `Kernels` for AVX-512 uses this type.
        unsafe { sums(values, width, panel, start, result) }
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

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn sums(
    values: &[u8],
    width: usize,
    panel: &[i8],
    start: &[i32; PANEL],
    sums: &mut [[i32; PANEL]; ROW_BLOCK],
) {
    let steps = panel.as_chunks::<{ 4 * PANEL }>().0;
    let mut rows = [&values.as_chunks::<4>().0[..steps.len()]; ROWS];
    for (row, values) in rows.iter_mut().zip(values.chunks_exact(width)) {
        *row = &values.as_chunks::<4>().0[..steps.len()];
    }
    let mut totals = [[_mm512_setzero_si512(); 4]; ROWS];
    for total in &mut totals {
        for (total, start) in total.iter_mut().zip(start.as_chunks::<16>().0) {
            // SAFETY: reads the sixteen integers that the reference covers.
            *total = unsafe { _mm512_loadu_si512(start.as_ptr().cast()) };
        }
    }
    for (index, step) in steps.iter().enumerate() {
        let mut weights = [_mm512_setzero_si512(); 4];
        for (weights, bytes) in weights.iter_mut().zip(step.as_chunks::<64>().0) {
            // SAFETY: reads the 64 bytes that the reference covers.
            *weights = unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) };
        }
        for (total, row) in totals.iter_mut().zip(&rows) {
            let values = _mm512_set1_epi32(i32::from_le_bytes(row[index]));
            for (total, &weights) in total.iter_mut().zip(&weights) {
                *total = _mm512_dpbusd_epi32(*total, values, weights);
            }
        }
    }
    for (sums, totals) in sums.iter_mut().zip(&totals) {
        for (sums, &total) in sums.as_chunks_mut::<16>().0.iter_mut().zip(totals) {
            // SAFETY: writes the sixteen integers that the reference covers.
            unsafe { _mm512_storeu_si512(sums.as_mut_ptr().cast(), total) };
        }
    }
}

#[target_feature(enable = "avx512f")]
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
    let mut totals = [[_mm512_setzero_ps(); 2]; ROWS];
    for (index, right) in right.iter().enumerate() {
        let mut columns = [_mm512_setzero_ps(); 2];
        for (column, right) in columns.iter_mut().zip(right.as_chunks::<16>().0) {
            // SAFETY: reads the sixteen numbers that the reference covers.
            *column = unsafe { _mm512_loadu_ps(right.as_ptr()) };
        }
        for (totals, row) in totals.iter_mut().zip(&rows) {
            let left = _mm512_set1_ps(row[index]);
            for (total, &column) in totals.iter_mut().zip(&columns) {
                *total = _mm512_fmadd_ps(left, column, *total);
            }
        }
    }
    for (row, totals) in totals.iter().enumerate() {
        let output = &mut output[row * output_stride..][..TILE_WIDTH];
        for (products, &total) in output.as_chunks_mut::<16>().0.iter_mut().zip(totals) {
            // SAFETY: writes the sixteen numbers that the reference covers.
            unsafe { _mm512_storeu_ps(products.as_mut_ptr(), total) };
        }
    }
}
