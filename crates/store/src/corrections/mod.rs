//! Corrections: what people set right, kept in a log that is only ever added to and replayed whenever something is read
//! again. The log names things by what stays: documents by id, statements by their words, actors by the archive's ids.
//!
//! [`log`] keeps the entries and carries them between newsrooms; [`replay`] says what all of them together mean and
//! brings the tables in line; [`apply`] does so for the statements of one document; [`make`] turns what a user points at
//! into an entry.

pub(crate) mod apply;
mod log;
mod make;
pub(crate) mod replay;

use serde::{Deserialize, Serialize};
use types::SpeakerKind;

pub use log::{Imported, Logged, State};
pub use make::{CorrectionError, Fix, Signature};
pub(crate) use replay::parts;

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The first 16 hexadecimal digits of the SHA-256 of all the rest: the same entry has the same id everywhere.
    pub id: String,
    /// When it was made: UTC, ISO 8601 with microseconds. Corrections take effect in this order.
    pub made_at: String,
    /// Who made it.
    pub made_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What it does.
    #[serde(flatten)]
    pub action: Action,
}

/// What a correction does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "lowercase")]
pub enum Action {
    /// All are one actor, under the first one's id.
    Merge {
        /// Two or more.
        actors: Vec<ActorRef>,
    },
    /// Whom these documents mean is another actor.
    Split {
        /// The actor.
        actor: ActorRef,
        /// The documents' ids, each with the key of the actor's name in it.
        appearances: Vec<Appearance>,
        /// The new actor's id.
        into: ActorRef,
    },
    /// The actor has this name.
    Rename {
        /// The actor.
        actor: ActorRef,
        /// Its name from now on.
        name: String,
    },
    /// Somebody else said it, or it is not known who.
    Speaker {
        /// The statement.
        statement: StatementRef,
        /// Who; none: not known.
        speaker: Option<SpeakerRef>,
    },
    /// It is no statement.
    Reject {
        /// The statement.
        statement: StatementRef,
    },
    /// Another correction has no effect any more.
    Undo {
        /// Its id.
        correction: String,
    },
}

/// An actor: of the archive (`person:jens-stoltenberg`), or known in one document only (`person:stoltenberg@DOCUMENT`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActorRef {
    /// The id.
    pub id: String,
    /// The name that it had, for people.
    pub name: String,
}

/// An actor in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Appearance {
    /// The document's id.
    pub document: String,
    /// The key of the actor's name there: `person:jens-stoltenberg`.
    pub name: String,
}

/// A statement, by its words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StatementRef {
    /// The document's id.
    pub document: String,
    /// The content, pieces joined with `" … "`.
    pub quotation: String,
    /// Where it began, in code points: decides between statements with the same words.
    pub start: usize,
}

/// Who said something, according to a correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeakerRef {
    /// The actor's id as in [`ActorRef`]; none for somebody with a name only.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// What sort of speaker: named or a role.
    pub kind: SpeakerKind,
}
