//! The arguments as they are written, with the words of `--help`. What they mean is said by each command.

mod archive;
mod demo;
mod events;
mod serve;
mod stands;

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use types::StatementKind;

use crate::commands::said::Period;

pub use archive::{
    ChangesArguments, FixArguments, FixCommand, QuestionArguments, QuestionCommand, SubjectKind,
    TimelineArguments, WhoArguments,
};
pub use demo::DemoArguments;
pub use events::{DidArguments, DidFormat, EventKind};
pub use serve::ServeArguments;
pub use stands::StandsArguments;

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  it ran, but something was not as it should be: an input could not be read, or `verify` found a fault
  2  the arguments are wrong
  3  it could not run: no store, nothing to read, no such document
  130  stopped by Ctrl-C; what was read until then is kept

Data goes to standard output, words to standard error.";

/// Reads the news and keeps the record: who said what, tied to the exact words that prove it.
#[derive(Parser)]
#[command(name = "onrecord", after_help = EXIT_CODES, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Parses the command line; ends the program for `--help`, `--version` and wrong usage (exit code 2).
pub fn parse() -> Command {
    let model = annotate::Reader::embedded();
    let version = format!("{} (model {})", env!("CARGO_PKG_VERSION"), model.name());
    let matches = Arguments::command().version(version).get_matches();
    Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()).command
}

#[derive(Subcommand)]
pub enum Command {
    Read(ReadArguments),
    Demo(DemoArguments),
    Watch(WatchArguments),
    Show(ShowArguments),
    Said(SaidArguments),
    Did(DidArguments),
    Who(WhoArguments),
    Timeline(TimelineArguments),
    Changes(ChangesArguments),
    Fix(FixArguments),
    Question(QuestionArguments),
    Stands(StandsArguments),
    Variants(VariantsArguments),
    Copies(CopiesArguments),
    Serve(ServeArguments),
    Skipped(SkippedArguments),
    Export(ExportArguments),
    Verify(VerifyArguments),
}

#[derive(Args)]
pub struct StoreArgument {
    /// The file in which the records are kept.
    #[arg(long, value_name = "FILE", default_value = "onrecord.db")]
    pub store: PathBuf,
}

#[derive(Args)]
pub struct VersionsArgument {
    /// Older versions of pages, too; else the newest of each.
    #[arg(long)]
    pub all_versions: bool,
}

impl From<&VersionsArgument> for store::Versions {
    fn from(argument: &VersionsArgument) -> Self {
        if argument.all_versions { Self::All } else { Self::Newest }
    }
}

/// In which form data is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: as wide as the terminal, or 120 columns.
    Table,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// One row a statement; a cell that a spreadsheet would run as a formula begins with a quotation mark (').
    Csv,
}

/// Reads articles and keeps their records.
///
/// What was read is printed when --format or --no-store is given. An input that has not changed since it was kept is
/// not read again.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct ReadArguments {
    /// Files (.txt, .html, .jsonl, .rss, .atom, .warc, .arc, .zip, also with .gz, .lz4, .zst), folders, patterns in
    /// quotation marks, addresses of pages, feeds, sitemaps and files, or - for standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub store: StoreArgument,
    /// Keep nothing, only print.
    #[arg(long, conflicts_with = "store")]
    pub no_store: bool,
    /// How to print what was read; a table with --no-store.
    #[arg(long)]
    pub format: Option<Format>,
    /// How many articles are read at the same time; all cores when not given. The result is the same.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Judge where speakers stand on the questions of this TOML file, which the store then keeps.
    #[arg(long, value_name = "FILE")]
    pub questions: Option<PathBuf>,
    /// How much work goes into an article. A store that was filled with another effort is read again.
    #[arg(long, default_value = "full")]
    pub effort: Effort,
    /// Take every input as this, whatever its name and content.
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// The encoding of text files that are not UTF-8, such as windows-1252.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static acquire::Encoding>,
    /// Skip pages and lines of JSONL that are longer.
    #[arg(long, value_name = "BYTES", default_value_t = acquire::Limits::default().page_bytes)]
    pub max_page_bytes: u64,
    #[command(flatten)]
    pub web: WebArguments,
}

/// How addresses are fetched.
#[derive(Args)]
pub struct WebArguments {
    /// Fetch from this machine and from private networks, too.
    #[arg(long)]
    pub allow_private: bool,
    /// How long a server may keep us waiting for an answer, and for a page, to which each 50 kB adds a second.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
}

/// Polls feeds and sitemaps, reads what is new, and tells of the statements that you wait for.
///
/// Runs until Ctrl-C. Robots.txt, crawl delay and Retry-After are honoured, and nobody is asked twice for the same page.
/// What is found is printed; a document that has changed tells only of what it did not say before.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct WatchArguments {
    /// Addresses of feeds (RSS, Atom, JSON Feed), sitemaps or pages.
    #[arg(required = true, value_name = "ADDRESS")]
    pub feeds: Vec<String>,
    /// Tell of statements with these words in them; "in quotation marks" for a phrase. May be given more than once.
    #[arg(long, value_name = "WORDS")]
    pub alert: Vec<String>,
    /// Saved searches: a TOML file of [[alert]] with name and any of who, about, outlet, kind.
    #[arg(long, value_name = "FILE")]
    pub alerts: Option<PathBuf>,
    /// Poll once and end, for cron.
    #[arg(long)]
    pub once: bool,
    /// Poll every so many minutes.
    #[arg(long, value_name = "MINUTES", default_value = "15")]
    pub every: NonZeroU64,
    /// Post what is found to this address, as JSON: {"alert": …, "statements": […]}.
    #[arg(long, value_name = "ADDRESS")]
    pub webhook: Option<String>,
    /// Write what is found to this Atom feed, the newest first.
    #[arg(long, value_name = "FILE")]
    pub feed: Option<PathBuf>,
    /// How to print what is found; in JSON each row names its alert.
    #[arg(long, default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub web: WebArguments,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// How much work goes into an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Effort {
    /// A small model reads everything: for archives.
    Fast,
    /// The small model reads everything, the full one the paragraphs in which it is unsure.
    Balanced,
    /// The full model reads everything.
    Full,
}

impl From<Effort> for annotate::Effort {
    fn from(effort: Effort) -> Self {
        match effort {
            Effort::Fast => Self::Fast,
            Effort::Balanced => Self::Balanced,
            Effort::Full => Self::Full,
        }
    }
}

/// What an input is taken as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// One article a line: text, html or html_base64, with any of id, url, title, outlet, byline, published, language.
    Jsonl,
    /// One page.
    Html,
    /// One text.
    Text,
}

fn encoding(name: &str) -> Result<&'static acquire::Encoding, String> {
    let unknown = || "no such encoding; use a name of the WHATWG standard, such as windows-1252".to_owned();
    acquire::Encoding::for_label(name.as_bytes()).ok_or_else(unknown)
}

/// Shows an article with its evidence marked.
///
/// On a terminal in colours; else with [n: content], {n: source} and <n: cue>. NO_COLOR and CLICOLOR_FORCE are obeyed.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct ShowArguments {
    /// A document's id, the beginning of one, a URL, words of a title; or a file, which is read but not kept.
    pub document: String,
    /// This version of the page, counted from 1; else the newest.
    #[arg(long, value_name = "N")]
    pub version: Option<u32>,
    /// Write one self-contained HTML page.
    #[arg(long)]
    pub html: bool,
    /// Write to this file.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// Lists statements: who said what, when, where it stands.
///
/// In the order in which they were said; where that is not known, the day of publication counts.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct SaidArguments {
    /// Words of the speaker's name, or of the role where there is no name; or the archive's id of an actor.
    pub who: Option<String>,
    /// Words of what was said; "in quotation marks" for a phrase.
    #[arg(long, value_name = "WORDS")]
    pub about: Option<String>,
    /// When: a day, month or year (2024-05-27, 2024-05, 2024), or two with a slash between; one side may be left out.
    #[arg(long, value_name = "PERIOD", conflicts_with_all = ["from", "to"])]
    pub when: Option<Period>,
    /// Since the beginning of this day, month or year.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Period>,
    /// Until the end of this day, month or year.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<Period>,
    /// Words of the outlet's name.
    #[arg(long, value_name = "WORDS")]
    pub outlet: Option<String>,
    /// How it is reported.
    #[arg(long)]
    pub kind: Option<Kind>,
    /// In this document only, by its id.
    #[arg(long, value_name = "ID")]
    pub document: Option<String>,
    #[command(flatten)]
    pub versions: VersionsArgument,
    /// Count them by speaker instead. What several copies of one story report counts once.
    #[arg(long)]
    pub counts: bool,
    /// With --counts: count every copy.
    #[arg(long, requires = "counts")]
    pub copies: bool,
    /// At most so many; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: usize,
    /// How to print them.
    #[arg(long, default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// Lists utterances that several documents quote, with their wordings.
///
/// The longest wording comes first; in the others […] is a cut, [stand → hold] another word than in the longest one, and
/// [+ sea] a word that it has not.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct VariantsArguments {
    /// Words of the quotation or the speaker's name, or a statement: DOCUMENT#STATEMENT, such as harvest#s3; all
    /// utterances when not given.
    #[arg(value_name = "QUERY|STATEMENT")]
    pub query: Option<String>,
    /// At most so many utterances; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: usize,
    /// How to print them.
    #[arg(long, default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// Lists the documents that carry the same story, the earliest of each group first.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct CopiesArguments {
    /// Only the group of this document: its id, the beginning of one, a URL, or words of a title.
    pub document: Option<String>,
    /// How to print them.
    #[arg(long, default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// Lists what was not read, and why.
///
/// What could not be taken in is tried again by the next run; texts in other languages are kept without statements.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct SkippedArguments {
    /// How to print them.
    #[arg(long, default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub store: StoreArgument,
}

fn date(written: &str) -> Result<Period, String> {
    if written.contains('/') { Err("one date; use --when for a period".to_owned()) } else { written.parse() }
}

/// How a statement is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// In the speaker's own words.
    Direct,
    /// In the reporter's words.
    Indirect,
    /// In the reporter's words with quoted pieces.
    Mixed,
    /// An embedded post.
    Post,
}

impl From<Kind> for StatementKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Direct => Self::Direct,
            Kind::Indirect => Self::Indirect,
            Kind::Mixed => Self::Mixed,
            Kind::Post => Self::Post,
        }
    }
}

/// In which form everything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// For people.
    Table,
    /// One JSON array.
    Json,
    /// The whole record of a document a line.
    Jsonl,
    /// One row a statement, or what --of says.
    Csv,
    /// A point for each event whose place has coordinates, with all its reports.
    Geojson,
    /// One row a position for or against, as the Discourse Network Analyzer has it: person, organization, concept,
    /// agreement, date.
    Dna,
    /// A network: who is for (1) or against (-1) which question, and who did what to whom.
    Graphml,
    /// JSON-LD: articles with their quotations and claims.
    #[value(name = "schema.org")]
    SchemaOrg,
    /// JSON-LD: for each statement the draft of a fact check, without a verdict.
    #[value(name = "claimreview")]
    ClaimReview,
    /// W3C Web Annotations, those of a document a line.
    #[value(name = "webannotation")]
    WebAnnotation,
    /// The columns of GDELT's Global Knowledge Graph 2.1, tab-separated.
    Gkg,
    /// FollowTheMoney entities, one a line.
    #[value(name = "followthemoney")]
    FollowTheMoney,
    /// An SQLite file of plain tables, and a description for Datasette beside it; needs --output.
    Datasette,
}

/// What the rows of a CSV export are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportOf {
    /// Who said what; events and positions stand in their statement's row.
    Statements,
    /// Who did what to whom, also what the outlet itself tells.
    Events,
    /// Who stands where on which question.
    Positions,
}

/// Writes everything that is kept, also in the forms of other tools; EXPORTS.md describes them.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct ExportArguments {
    /// What to write.
    #[arg(long, default_value = "jsonl")]
    pub format: ExportFormat,
    /// What the rows of CSV are of.
    #[arg(long, value_name = "WHAT", default_value = "statements")]
    pub of: ExportOf,
    #[command(flatten)]
    pub versions: VersionsArgument,
    /// Write to this file, which appears when it is whole.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// Proves that every stored span is a slice of its stored text, and every table whole.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct VerifyArguments {
    #[command(flatten)]
    pub store: StoreArgument,
}
