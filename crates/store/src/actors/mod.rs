//! Actors across documents: the same person or body in many articles is one actor of the archive.
//!
//! The judgement is pure and stands apart from the tables. [`name`] says under which key a name is known, and which names
//! are too weak to mean the same in two documents (a surname, a description, "the Supreme Court"). [`evidence`] reads off
//! roles what tells namesakes apart. [`grouping`] decides, from all bearers of one key together, who is who: the same
//! set of documents gives the same actors in whatever order they come. [`identify`] keeps the tables in step, one key at
//! a time, [`by_form`] those that lead from a name to what belongs to it; [`find`] and [`who`] answer questions, and [`proof`]
//! is a part of `verify`.

pub(crate) mod by_form;
mod countries;
mod evidence;
mod find;
mod grouping;
pub(crate) mod identify;
mod name;
mod name_words;
pub(crate) mod proof;
mod who;

pub use find::ActorSummary;
pub use name::ArchiveKind;
pub use who::{ArchiveActor, CoOccurrence, NameForm, OutletCount, RoleSpan, TieCount};

pub(crate) use evidence::Evidence;
pub(crate) use find::{denoted, given_name, name as name_of, summary};
pub(crate) use name::{Bearer, bearer, local_key};
