//! The tiles in plain Rust: the reference for the others, and the path for other processors.

use super::{PANEL, ROW_BLOCK, TILE_WIDTH, Tile};

pub(super) enum Instructions {}

impl Tile for Instructions {
    const ROWS: usize = 3;

    #[inline(always)]
    fn sums(
        values: &[u8],
        width: usize,
        panel: &[i8],
        start: &[i32; PANEL],
        sums: &mut [[i32; PANEL]; ROW_BLOCK],
    ) {
        for (row, sums) in values.chunks_exact(width).take(Self::ROWS).zip(sums) {
            *sums = *start;
            for (values, step) in row.as_chunks::<4>().0.iter().zip(panel.as_chunks::<{ 4 * PANEL }>().0) {
                let values = values.map(i32::from);
                for (sum, weights) in sums.iter_mut().zip(step.as_chunks::<4>().0) {
                    let weights = weights.map(i32::from);
                    *sum += values[0] * weights[0]
                        + values[1] * weights[1]
                        + values[2] * weights[2]
                        + values[3] * weights[3];
                }
            }
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
        for row in 0..Self::ROWS {
            let products = &mut output[row * output_stride..][..TILE_WIDTH];
            products.fill(0.0);
            for (&left, right) in left[row * stride..][..right.len()].iter().zip(right) {
                for (product, &right) in products.iter_mut().zip(right) {
                    *product = left.mul_add(right, *product);
                }
            }
        }
    }
}
