//! The arithmetic of the encoder, compiled for several instruction sets and chosen at run time.
//!
//! Every path gives the same bits. Integer sums are exact on all of them. Each floating-point operation is
//! written out (`mul_add` is a fused operation on every processor, in software where it must be) and done in
//! the same order: the vector lanes are either different outputs, or the sixteen partial sums that every path
//! keeps. So a document's marks depend neither on the processor nor on the number of threads.
//!
//! This is the only module with unsafe code: calls into functions compiled for an instruction set whose
//! presence was checked, and vector loads and stores through array references.
#![cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "vector instructions, see above"))]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod matrix;
mod plain;
mod portable;
#[cfg(test)]
mod tests;

pub use matrix::{PANEL, QuantisedMatrix, QuantisedRows};
pub use plain::{AttentionScratch, exponential};

/// Rows that a buffer must be padded to: a multiple of every tile's height.
pub const ROW_BLOCK: usize = 6;

/// Columns of a tile of floating-point products.
pub const TILE_WIDTH: usize = 32;

/// The inner loops that are written by hand for each instruction set.
trait Tile {
    /// Height of a tile; divides [`ROW_BLOCK`].
    const ROWS: usize;

    /// For the first `ROWS` rows of `values` (each `width` wide) and one panel of a matrix: `start` plus the
    /// sums of value × weight.
    fn sums(
        values: &[u8],
        width: usize,
        panel: &[i8],
        start: &[i32; PANEL],
        sums: &mut [[i32; PANEL]; ROW_BLOCK],
    );

    /// For the first `ROWS` rows of `left` (which lie `stride` apart and are as long as `right`): the products
    /// with `right`, each added up in the order of `right` with fused operations. They are written to the first
    /// columns of rows of `output` that lie `output_stride` apart.
    fn products(
        left: &[f32],
        stride: usize,
        right: &[[f32; TILE_WIDTH]],
        output: &mut [f32],
        output_stride: usize,
    );
}

/// The instruction set in use. A value of this type proves that the processor has the instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernels(InstructionSet);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InstructionSet {
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

/// Defines a method of [`Kernels`] that runs a generic function, compiled once for each instruction set.
macro_rules! compiled_for_each_instruction_set {
    ($(#[$documentation:meta])* $name:ident($($argument:ident: $type:ty),*) runs $run:ident $(<$tile:ident>)?) => {
        $(#[$documentation])*
        pub fn $name(self, $($argument: $type),*) {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")]
            fn with_avx512($($argument: $type),*) {
                $(use avx512::$tile;)?
                plain::$run$(::<$tile>)?($($argument),*);
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            fn with_avx2($($argument: $type),*) {
                $(use avx2::$tile;)?
                plain::$run$(::<$tile>)?($($argument),*);
            }
            fn portable($($argument: $type),*) {
                $(use portable::$tile;)?
                plain::$run$(::<$tile>)?($($argument),*);
            }
            match self.0 {
                // SAFETY: `available` makes this value only when the processor has the instructions.
                #[cfg(target_arch = "x86_64")]
                InstructionSet::Avx512Vnni => unsafe { with_avx512($($argument),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                InstructionSet::Avx2 => unsafe { with_avx2($($argument),*) },
                InstructionSet::Portable => portable($($argument),*),
            }
        }
    };
}

impl Kernels {
    /// The fastest instruction set that this processor has.
    pub fn detect() -> Self {
        Self::available().next().unwrap_or(Self(InstructionSet::Portable))
    }

    /// Every instruction set that this processor has, the fastest first; never empty.
    pub fn available() -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let vector = {
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            let avx512 = avx2
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni");
            [avx512.then_some(InstructionSet::Avx512Vnni), avx2.then_some(InstructionSet::Avx2)]
        };
        #[cfg(not(target_arch = "x86_64"))]
        let vector = [];
        vector.into_iter().flatten().chain([InstructionSet::Portable]).map(Self)
    }

    compiled_for_each_instruction_set! {
        /// Quantises `rows` rows of `input` to eight bits, each row with a scale of its own.
        quantise(input: &[f32], rows: usize, output: &mut QuantisedRows) runs quantise
    }

    compiled_for_each_instruction_set! {
        /// `output = input × matrix + bias` for `rows` rows.
        linear(matrix: &QuantisedMatrix, input: &QuantisedRows, rows: usize, output: &mut [f32])
            runs linear<Instructions>
    }

    compiled_for_each_instruction_set! {
        /// `output = gelu(input × matrix + bias)` for `rows` rows.
        linear_gelu(matrix: &QuantisedMatrix, input: &QuantisedRows, rows: usize, output: &mut [f32])
            runs linear_gelu<Instructions>
    }

    compiled_for_each_instruction_set! {
        /// Layer normalisation of each row of `values` (as wide as `weight`), in place.
        normalise(values: &mut [f32], weight: &[f32], bias: &[f32]) runs normalise
    }

    compiled_for_each_instruction_set! {
        /// Adds `residual` to `values`, then normalises each row.
        add_and_normalise(values: &mut [f32], residual: &[f32], weight: &[f32], bias: &[f32])
            runs add_and_normalise
    }

    compiled_for_each_instruction_set! {
        /// Self-attention of `rows` rows of queries, keys and values, which lie side by side in `qkv`; the heads'
        /// contexts lie side by side in `context`. Both are padded to a multiple of [`ROW_BLOCK`] rows.
        attention(qkv: &[f32], rows: usize, heads: usize, scratch: &mut AttentionScratch, context: &mut [f32])
            runs attention<Instructions>
    }

    compiled_for_each_instruction_set! {
        /// `output = weight × input + bias` for one row; each row of `weight` is one output.
        classify(input: &[f32], weight: &[f32], bias: &[f32], output: &mut [f32]) runs classify
    }
}
