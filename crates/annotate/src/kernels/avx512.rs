//! The tiles in AVX-512 with VNNI: eight rows by two vectors of sums.

use std::arch::x86_64::*;

use super::vector512::Vector512;
use super::{Group, Instructions, PANEL};

const ROWS: usize = 8;

pub(super) struct Tiles;

impl Instructions for Tiles {
    type Vector = Vector512;

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
        // SAFETY: only the code of `Kernels` for AVX-512 uses this type.
        unsafe { tile(values, width, panel, start, sums, stride) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn tile(values: &[u8], width: usize, panel: &[Group], start: &[i32; PANEL], sums: &mut [i32], stride: usize) {
    let steps = &panel[..width / 4];
    // Written out: `array::from_fn` is compiled by itself, and of a loop the compiler makes scattered stores.
    let values = &values[..ROWS * width];
    let row = |row: usize| &values[row * width..][..width].as_chunks::<4>().0[..steps.len()];
    let rows = [row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7)];
    let mut totals = [[_mm512_setzero_si512(); 2]; ROWS];
    for total in &mut totals {
        for (total, start) in total.iter_mut().zip(start.as_chunks::<16>().0) {
            // SAFETY: reads the sixteen integers that the reference covers.
            *total = unsafe { _mm512_loadu_si512(start.as_ptr().cast()) };
        }
    }
    for (index, step) in steps.iter().enumerate() {
        let mut weights = [_mm512_setzero_si512(); 2];
        for (weights, bytes) in weights.iter_mut().zip(step.0.as_flattened().as_chunks::<64>().0) {
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
    for (row, totals) in totals.iter().enumerate() {
        let sums = sums[row * stride..][..PANEL].as_chunks_mut::<16>().0;
        for (sums, &total) in sums.iter_mut().zip(totals) {
            // SAFETY: writes the sixteen integers that the reference covers.
            unsafe { _mm512_storeu_si512(sums.as_mut_ptr().cast(), total) };
        }
    }
}
