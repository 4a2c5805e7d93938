//! Arguments of the command about events.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use types::Factuality;

use super::{EXIT_CODES, StoreArgument, VersionsArgument};
use crate::commands::said::Period;

/// Lists events: who did what to whom, where and when, and who says so.
///
/// Events are of PLOVER's types. In the order in which they happened; where that is not known, the day of publication
/// counts. What several documents report is one event if type, parties and day are the same and no place speaks against it;
/// the copies of one story count once.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct DidArguments {
    /// Words of the actor's name, or the archive's id of an actor.
    pub who: Option<String>,
    /// Words of the recipient's name, or the archive's id of an actor.
    #[arg(long, value_name = "WHOM")]
    pub to: Option<String>,
    /// Only events of this type; may be given several times.
    #[arg(long = "type", value_name = "TYPE", ignore_case = true)]
    pub kinds: Vec<EventKind>,
    /// Words of the place's name, or the ISO code of its country.
    #[arg(long = "where", value_name = "PLACE")]
    pub place: Option<String>,
    /// When: a day, month or year (2024-05-27, 2024-05, 2024), or two with a slash between; one side may be left out.
    #[arg(long, value_name = "PERIOD")]
    pub when: Option<Period>,
    /// Only what happened so, as far as the reports say.
    #[arg(long)]
    pub factuality: Option<Truth>,
    /// In this document only, by its id.
    #[arg(long, value_name = "ID")]
    pub document: Option<String>,
    #[command(flatten)]
    pub versions: VersionsArgument,
    /// At most so many; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: usize,
    /// How to print them; csv has one row a report, geojson a point for each event whose place is known.
    #[arg(long, default_value = "table")]
    pub format: DidFormat,
    /// Write to this file, which appears when it is whole.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// How events are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DidFormat {
    /// For people: as wide as the terminal, or 120 columns.
    Table,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// One row a report; a cell that a spreadsheet would run as a formula begins with a quotation mark (').
    Csv,
    /// A FeatureCollection for maps.
    Geojson,
}

/// Types of event after PLOVER.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EventKind {
    Agree,
    Consult,
    Support,
    Concede,
    Cooperate,
    Aid,
    Retreat,
    Request,
    Accuse,
    Reject,
    Threaten,
    Protest,
    Sanction,
    Mobilize,
    Coerce,
    Assault,
}

impl EventKind {
    /// The name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agree => "AGREE",
            Self::Consult => "CONSULT",
            Self::Support => "SUPPORT",
            Self::Concede => "CONCEDE",
            Self::Cooperate => "COOPERATE",
            Self::Aid => "AID",
            Self::Retreat => "RETREAT",
            Self::Request => "REQUEST",
            Self::Accuse => "ACCUSE",
            Self::Reject => "REJECT",
            Self::Threaten => "THREATEN",
            Self::Protest => "PROTEST",
            Self::Sanction => "SANCTION",
            Self::Mobilize => "MOBILIZE",
            Self::Coerce => "COERCE",
            Self::Assault => "ASSAULT",
        }
    }
}

/// Whether an event happened, as far as its reports say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Truth {
    /// An outlet says so itself.
    Asserted,
    /// It did not happen, or somebody denies it.
    Denied,
    /// Somebody says so.
    Alleged,
    /// It lies ahead.
    Planned,
    /// It may happen.
    Hypothetical,
}

impl From<Truth> for Factuality {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Asserted => Self::Asserted,
            Truth::Denied => Self::Denied,
            Truth::Alleged => Self::Alleged,
            Truth::Planned => Self::Planned,
            Truth::Hypothetical => Self::Hypothetical,
        }
    }
}
