//! What is kept? Records in one SQLite file, looked up again, and proved whole. The only crate with SQL.
//!
//! A document and its record commit in one transaction. The file is in WAL mode: one writer, many readers. Spans are
//! kept as UTF-8 byte offsets; what crosses a border ([`SaidRow`]) has code points.
//!
//! Text that was damaged outside of this crate never panics here: it is an error when it is read, and [`Store::verify`]
//! says where it lies.

mod actors;
mod archived;
mod browse;
mod changes;
mod checks;
mod columns;
mod copies;
mod corrections;
mod days;
mod defect;
mod did;
mod dump;
mod error;
mod keep;
mod load;
mod news;
mod open;
mod questions;
mod said;
mod skipped;
mod stands;
mod tables;
mod timeline;
mod unindexed;
mod verify;
mod versions;
mod web;
mod words;

pub use actors::{
    ActorSummary, ArchiveActor, ArchiveKind, CoOccurrence, NameForm, OutletCount, RoleSpan, TieCount,
};
pub use archived::ArchivedRecords;
pub use browse::{
    ActorPlace, ActorQuery, Balance, DocumentPlace, DocumentQuery, Facet, Facets, MonthCount, OutletSummary,
    Page, PlaceQuery, PlaceRank, PlaceSummary, PositionPlace, PositionQuery, Sizes, SpeakerOf, Talk, Topic,
    Topics, Usage,
};
pub use changes::{Change, ChangeKind, PageChanges, PageVersion, WordChange};
pub use copies::{Compared, Copy, CopyPlace, Piece, Place, SpeakerCount, Utterance, Uttered, Wording};
pub use corrections::{
    Action, ActorRef, Appearance, Correction, CorrectionError, Fix, Imported, Logged, Signature, SpeakerRef,
    State, StatementRef,
};
pub use defect::Defect;
pub use did::{DidQuery, Happening, HappeningPlace, Report, Side, Whereabouts};
pub use error::StoreError;
pub use keep::{Kept, Reading};
pub use load::{DocumentSummary, Records, Totals};
pub use news::{Alert, News};
pub use open::Store;
pub use questions::{Added, Judging};
pub use said::{Order, SaidPlace, SaidQuery, SaidRow};
pub use skipped::Skip;
pub use stands::{
    Move, MovePlace, QuestionSummary, Sides, Stand, StandQuery, Standing, StandingPlace, moves, standings,
};
pub use tables::Tables;
pub use timeline::{Dated, EntryKind, EntryReport, Subject, TimelineEntry, TimelinePlace};
pub use verify::{Fault, Verification};
pub use versions::Versions;
