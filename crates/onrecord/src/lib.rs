//! Reads the news and keeps the record: who said what, tied to the exact words that prove it.
//!
//! This is the program as a library. [`Pipeline`] knows the order of the stages; each stage is a crate of its own:
//! `acquire` (pages), `read` (text), `annotate` (evidence), `resolve` (judgement), `store` (what is kept).
//!
//! ```
//! use onrecord::Pipeline;
//! use types::{Body, Given, Origin, Page};
//!
//! let page = Page {
//!     origin: Origin::Stdin,
//!     body: Body::Text("“The bridge will open in May,” mayor Ines Calder said on Friday.".to_owned()),
//!     given: Given { id: Some("bridge".to_owned()), ..Given::default() },
//! };
//! let record = Pipeline::new().record(&page);
//! assert_eq!(record.document.id, "bridge");
//! for statement in &record.statements {
//!     let words = types::cut(&record.document.text, &statement.content);
//!     println!("{}: {words}", statement.speaker.name.as_deref().unwrap_or("unresolved"));
//! }
//! ```

mod in_order;
mod pipeline;
mod questions;

pub use pipeline::{Failure, Outcome, Pipeline, not_read};
pub use questions::{Judge, QuestionError, from_toml};
pub use resolve::positions::proposals::{Spoken, Suggestion, suggest};
