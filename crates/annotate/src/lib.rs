//! What the text states: the spans that are evidence for statements, found by the reader model.
//!
//! [`Reader::annotate`] takes a [`types::Reading`] and gives [`types::Marks`]. The path inside: `windows` cuts the
//! prose into stretches of word pieces (`wordpiece`) with `features`; `encoder` runs them over the `weights` with
//! the `kernels` that suit the processor; `decode` turns scores into spans, of which names are mended by `borders` and
//! given one kind each by `one_kind` and what `known_names` has of them, and `syntax` parses sentences on the same
//! states. [`times`] and [`quantities`] are grammars and need no model. No judgement is made here, and nothing outside the one document is looked at.

mod borders;
mod cascade;
mod decode;
mod effort;
mod encoder;
mod event_views;
mod features;
mod judge;
mod kernels;
mod known_names;
mod number_words;
mod one_kind;
pub mod quantities;
mod reader;
#[cfg(test)]
mod reference;
mod reports;
mod student;
mod syntax;
#[cfg(test)]
mod test_reading;
pub mod times;
mod triggers;
mod weights;
mod windows;
mod wordpiece;
mod work;

pub use effort::Effort;
pub use reader::Reader;
pub use weights::WeightsError;
pub use work::Work;
