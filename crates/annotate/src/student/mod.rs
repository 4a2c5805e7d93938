//! The student: a small network that learned from the full model's judgement, for the fast and balanced efforts.
//!
//! `rows` turns the tokens of the prose into numbers, `network` runs convolutions over them, `weights` reads both
//! from their file. A token's scores depend on the tokens within the network's reach alone, so documents of any
//! length are read in chunks, with the same result.

mod network;
mod rows;
#[cfg(test)]
mod tests;
mod weights;

pub use network::{Scratch, Student};
pub use rows::Prose;
#[cfg(test)]
pub use tests::{tiny_student_metadata, tiny_student_tensors};
