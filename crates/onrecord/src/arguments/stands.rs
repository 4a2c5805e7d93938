//! Arguments about questions and positions.

use std::path::PathBuf;

use clap::Args;

use super::{EXIT_CODES, Format, StoreArgument};

/// Shows who is for, against, divided, conditional or unclear on a question, since when, with the words.
///
/// What several copies of one story report counts once. A position is a judgement about the words that stand beside it:
/// stated, argued (a reason for or against), or carried from what the same speaker says beside it.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct StandsArguments {
    /// A question's id, or words of it; `onrecord question list` lists them.
    pub question: String,
    /// Who moved instead: from what to what, on which two statements.
    #[arg(long)]
    pub changes: bool,
    /// How to print them; as CSV one row a position.
    #[arg(long, default_value = "table")]
    pub format: Format,
    /// Write one self-contained HTML page.
    #[arg(long, conflicts_with_all = ["changes", "format"])]
    pub html: bool,
    /// Write to this file, which appears when it is whole.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArgument,
}
