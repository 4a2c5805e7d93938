//! The vocabulary of On Record: what every stage talks about, and nothing that does work.
//!
//! Offsets are UTF-8 **bytes** in every type of this crate except in [`wire`], which holds the record as it
//! crosses a border (JSON, API, Python, exports) with offsets in Unicode **code points**. All spans are
//! half open, `[start, end)`.
//!
//! The path of a page: [`Page`] (acquire) → [`Reading`] (read) → [`Marks`] (annotate) → [`Record`] (resolve).

mod countries;
mod document;
mod judge;
mod marks;
mod page;
mod question;
mod record;
mod span;
mod statement;
mod syntax;
mod time;
mod web;
pub mod wire;

pub use countries::COUNTRIES;
pub use document::{Block, BlockKind, Document, Published, PublishedBasis, Quotation, Reading, Token};
pub use judge::{Asked, EventType, Judge, Verdict};
pub use marks::{
    AttributionMark, Bound, EntityKind, EntityMark, Marks, QuantityMark, QuantityUnit, Role, TimeMark,
    TriggerForm, TriggerMark,
};
pub use page::{Body, Given, Origin, Page};
pub use question::Question;
pub use record::{
    Actor, ActorKind, Basis, Event, Factuality, MadeBy, Participant, Place, Position, Quad, Quantity, Record,
    Stance, Tie, TieKind,
};
pub use span::{Span, cut};
pub use statement::{Act, Party, Polarity, Speaker, SpeakerKind, Statement, StatementKind};
pub use syntax::{ParsedSentence, PartOfSpeech, Relation, Word};
pub use time::{Season, TimeExpression, TimeType, TimeUnit, TimedSpan, Weekday, When};
pub use web::{HostManners, Visit};
