//! Judgements on small texts with marks: what a reader would say, sentence by sentence.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod events;
mod fixture;
mod laws;
mod people;
mod shapes;
