//! The arithmetic of the encoder, compiled for several instruction sets and chosen at run time.
//!
//! Every path gives the same bits. Integer sums are exact on all of them. Each floating-point operation is
//! written out (fused multiplication and addition too) and done in the same order: the vector lanes are either
//! different outputs, or the partial results that every path keeps. So a document's marks depend neither on the
//! processor nor on the number of threads.
//!
//! What is compiled for an instruction set is inlined into one function that has it switched on. So there are traits
//! and macros where one would write closures: the compiler compiles those by themselves, without the instructions.
//!
//! This is the only module with unsafe code: calls into functions compiled for an instruction set whose presence was
//! checked, vector instructions, with loads and stores through array references, and the tile registers of AMX.
#![cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "vector instructions, see above"))]

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod amx;
mod attention;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod avxvnni;
mod buffer;
mod matrix;
mod plain;
mod portable;
#[cfg(test)]
mod tests;
mod vector;
#[cfg(target_arch = "x86_64")]
mod vector256;
#[cfg(target_arch = "x86_64")]
mod vector512;

use std::ops::Range;

pub use attention::{Attention, HEAD_WIDTH};
pub use buffer::Buffer;
use matrix::Group;
pub use matrix::{Made, PANEL, QuantisedMatrix, QuantisedRows};
use vector::Vector;

/// Height of the highest tile: what is read in tiles goes on for so many rows.
const TILE_ROWS: usize = 32;

/// What is written by hand for each instruction set. A value is what the processor must be set up with.
trait Instructions {
    /// What numbers are computed with.
    type Vector: Vector;

    /// Height of a tile, at most [`TILE_ROWS`].
    const ROWS: usize;

    /// Sets the processor up for [`Self::sums`] over `inputs` inputs, or over a multiple of that.
    fn new(inputs: usize) -> Self;

    /// For the first `ROWS` rows of `values` (each `width` wide) and one panel of a matrix: `start` plus the sums
    /// of value × weight. They are written to the first columns of rows of `sums` that lie `stride` apart.
    fn sums(
        &self,
        values: &[u8],
        width: usize,
        panel: &[Group],
        start: &[i32; PANEL],
        sums: &mut [i32],
        stride: usize,
    );

    /// The same for one tile whose sums lie side by side, while `other` is done.
    #[inline(always)]
    fn sums_while(
        &self,
        values: &[u8],
        width: usize,
        panel: &[Group],
        start: &[i32; PANEL],
        sums: &mut [i32; PANEL * TILE_ROWS],
        other: &mut impl Steps,
    ) {
        other.run(usize::MAX);
        self.sums(values, width, panel, start, sums, PANEL);
    }
}

/// Work that can be done bit by bit. It is a trait, because a closure is not compiled for the instruction set of the
/// function that calls it.
trait Steps {
    /// Does so many steps, or as many as are left.
    fn run(&mut self, steps: usize);
}

/// The instruction set in use. A value of this type proves that the processor has the instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernels(InstructionSet);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InstructionSet {
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    Amx,
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

/// Defines a method of [`Kernels`] that runs a generic function, compiled once for each instruction set.
macro_rules! compiled_for_each_instruction_set {
    ($(#[$documentation:meta])* $name:ident($($argument:ident: $type:ty),*) runs $module:ident::$run:ident) => {
        $(#[$documentation])*
        pub fn $name(self, $($argument: $type),*) {
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")]
            fn with_amx($($argument: $type),*) {
                $module::$run::<amx::Tiles>($($argument),*);
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")]
            fn with_avx512($($argument: $type),*) {
                $module::$run::<avx512::Tiles>($($argument),*);
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avxvnni,avx2,fma")]
            fn with_avxvnni($($argument: $type),*) {
                $module::$run::<avxvnni::Tiles>($($argument),*);
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            fn with_avx2($($argument: $type),*) {
                $module::$run::<avx2::Tiles>($($argument),*);
            }
            match self.0 {
                // SAFETY: `available` makes this value only when the processor has the instructions.
                #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
                InstructionSet::Amx => unsafe { with_amx($($argument),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                InstructionSet::Avx512Vnni => unsafe { with_avx512($($argument),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                InstructionSet::AvxVnni => unsafe { with_avxvnni($($argument),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                InstructionSet::Avx2 => unsafe { with_avx2($($argument),*) },
                InstructionSet::Portable => $module::$run::<portable::Tiles>($($argument),*),
            }
        }
    };
}

impl Kernels {
    /// The fastest instruction set that this processor has.
    pub fn detect() -> Self {
        Self::available().into_iter().next().unwrap_or(Self(InstructionSet::Portable))
    }

    /// Every instruction set that this processor has, the fastest first; never empty.
    pub fn available() -> Vec<Self> {
        #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut, reason = "there is no other"))]
        let mut sets = vec![InstructionSet::Portable];
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            sets.push(InstructionSet::Avx2);
            if is_x86_feature_detected!("avxvnni") {
                sets.push(InstructionSet::AvxVnni);
            }
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
            {
                sets.push(InstructionSet::Avx512Vnni);
                #[cfg(target_os = "linux")]
                if amx::is_available() {
                    sets.push(InstructionSet::Amx);
                }
            }
        }
        sets.into_iter().rev().map(Self).collect()
    }

    compiled_for_each_instruction_set! {
        /// Quantises rows to eight bits, each with a scale of its own; `rows` are their places in `output`.
        quantise(input: &[f32], rows: Range<usize>, output: &mut QuantisedRows) runs plain::quantise
    }

    compiled_for_each_instruction_set! {
        /// Quantises those rows of `input` that stand at `places`: the first of them is the first of `output`.
        quantise_at(input: &[f32], places: &[usize], output: &mut QuantisedRows) runs plain::quantise_at
    }

    compiled_for_each_instruction_set! {
        /// Quantises, for each of `rows` of `states`, that row, the one `distance` before and the one `distance` after it
        /// as one: before, itself, after. The first of them is the first of `output`, which is three rows wide;
        /// `greatest` has the greatest magnitude of each row of `states`.
        quantise_three(
            states: &[f32],
            greatest: &[f32],
            rows: Range<usize>,
            distance: usize,
            output: &mut QuantisedRows
        ) runs plain::quantise_three
    }

    compiled_for_each_instruction_set! {
        /// Adds signed bytes times `scale` to numbers.
        add_bytes(bytes: &[u8], scale: f32, output: &mut [f32]) runs plain::add_bytes
    }

    compiled_for_each_instruction_set! {
        /// `output = input × matrix + bias` for `rows` of the input; the first of them is the first of `output`.
        linear(matrix: &QuantisedMatrix, input: &QuantisedRows, rows: Range<usize>, output: &mut [f32])
            runs plain::linear
    }

    /// The same for all rows of an input in single precision, which `quantised` gets in eight bits.
    pub fn apply(
        self,
        matrix: &QuantisedMatrix,
        input: &[f32],
        quantised: &mut QuantisedRows,
        output: &mut Buffer<f32>,
    ) {
        let rows = input.len() / matrix.inputs;
        quantised.resize(rows, matrix.inputs);
        output.resize(rows * matrix.outputs);
        self.quantise(input, 0..rows, quantised);
        self.linear(matrix, quantised, 0..rows, output);
    }

    compiled_for_each_instruction_set! {
        /// `output = gelu(input × matrix + bias)`, as [`Self::linear`].
        linear_gelu(matrix: &QuantisedMatrix, input: &QuantisedRows, rows: Range<usize>, output: &mut [f32])
            runs plain::linear_gelu
    }

    compiled_for_each_instruction_set! {
        /// Layer normalisation of each row of `values`, in place, by weight and bias. `rows` are the rows' places in what
        /// else is made of them.
        normalise(values: &mut [f32], norm: [&[f32]; 2], rows: Range<usize>, made: Made<'_>)
            runs plain::normalise
    }

    compiled_for_each_instruction_set! {
        /// Adds `residual` to `values`, then does what [`Self::normalise`] does.
        add_and_normalise(
            values: &mut [f32],
            residual: &[f32],
            norm: [&[f32]; 2],
            rows: Range<usize>,
            made: Made<'_>
        ) runs plain::add_and_normalise
    }

    compiled_for_each_instruction_set! {
        /// The same for those rows of `values` alone that stand at `places`; `residual` has one row for each, and `quantised` has
        /// as many rows as `values`.
        add_and_normalise_at(
            values: &mut [f32],
            places: &[usize],
            residual: &[f32],
            norm: [&[f32]; 2],
            quantised: &mut QuantisedRows
        ) runs plain::add_and_normalise_at
    }

    compiled_for_each_instruction_set! {
        /// Takes the queries, keys and values of `rows` of the input into `attention`, which must have room for them:
        /// those of all heads, each [`HEAD_WIDTH`] wide, are the outputs of `matrix`.
        project(matrix: &QuantisedMatrix, input: &QuantisedRows, rows: Range<usize>, attention: &mut Attention)
            runs attention::project
    }

    compiled_for_each_instruction_set! {
        /// Self-attention of some of the rows that were taken in, which are one text; `context` is of these rows, the
        /// heads' side by side.
        attend(attention: &mut Attention, rows: Range<usize>, context: &mut [f32]) runs attention::attend
    }

    compiled_for_each_instruction_set! {
        /// `output = weight × input + bias` for each row of the input; each row of `weight` is one output. The input's
        /// width is a multiple of sixteen.
        classify(input: &[f32], weight: &[f32], bias: &[f32], output: &mut [f32]) runs plain::classify
    }
}
