//! Arguments of the commands about people, versions and corrections.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{EXIT_CODES, Format, StoreArgument, date};
use crate::commands::said::Period;

/// Shows who somebody is: names, roles with their dates, who quotes them, with whom they appear.
///
/// The same person or body in many documents is one actor of the archive. Names are the same with and without accents,
/// titles and initials; a surname alone is nobody's but its document's. When several fit, they are listed.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct WhoArguments {
    /// A name, words of one, or the archive's id (person:jens-stoltenberg).
    pub name: String,
    /// How to print it. In JSON one actor is an object with everything, several are objects with the first fields.
    #[arg(long, default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// Lists what changed between the versions of a page: statements that appeared, vanished, were reworded or given to
/// another speaker.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct ChangesArguments {
    /// A document's URL or id, the beginning of an id, or words of a title.
    pub document: String,
    /// How to print them.
    #[arg(long, default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// Lists statements and events in the order in which they were said or happened.
///
/// Of an actor, what they said and did; of a place, what was said of it and happened there, a country with all its places;
/// of a question, who took which side. Where it is not known when, the day of publication counts. The same words of the same
/// day in several documents are one entry with its reports.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct TimelineArguments {
    /// An actor's id or words of a name, a question's id, or the name of a place or country.
    #[arg(value_name = "ACTOR|QUESTION|PLACE")]
    pub what: String,
    /// What the words name, where they fit several.
    #[arg(long)]
    pub of: Option<SubjectKind>,
    /// Since the beginning of this day, month or year.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Period>,
    /// Until the end of this day, month or year.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<Period>,
    /// At most so many; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: usize,
    /// How to print them.
    #[arg(long, default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub store: StoreArgument,
}

/// Of what a timeline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SubjectKind {
    /// A person or body.
    Actor,
    /// A question.
    Question,
    /// A place or country.
    Place,
}

/// Sets right what was read wrongly.
///
/// Corrections are kept in a log that is only ever added to. They take effect at once, outlive every reading and every
/// new model, can be undone, and can be carried to another store. Actors are given by name, by id (person:jens-stoltenberg)
/// or as a2@DOCUMENT, documents by id, URL or title, statements by their id in the document.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct FixArguments {
    #[command(subcommand)]
    pub fix: FixCommand,
    /// Who makes the correction.
    #[arg(long, global = true, value_name = "NAME")]
    pub by: Option<String>,
    /// Why, in your words.
    #[arg(long, global = true, value_name = "WORDS")]
    pub reason: Option<String>,
    /// The file in which the records are kept.
    #[arg(long, global = true, value_name = "FILE", default_value = "onrecord.db")]
    pub store: PathBuf,
}

#[derive(Subcommand)]
pub enum FixCommand {
    /// All are one actor; the first one's id stays.
    #[command(after_help = EXIT_CODES)]
    Merge {
        /// Two or more.
        #[arg(required = true, num_args = 2.., value_name = "ACTOR")]
        actors: Vec<String>,
    },
    /// These documents mean somebody else with that name.
    #[command(after_help = EXIT_CODES)]
    Split {
        /// The actor.
        actor: String,
        /// The documents.
        #[arg(required = true, value_name = "DOCUMENT")]
        documents: Vec<String>,
        /// The name of the other one; the same when not given.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// The actor has this name.
    #[command(after_help = EXIT_CODES)]
    Rename {
        /// The actor.
        actor: String,
        /// The name.
        name: String,
    },
    /// Somebody else said it.
    #[command(after_help = EXIT_CODES)]
    Speaker {
        /// The document.
        document: String,
        /// The statement, such as s3.
        statement: String,
        /// Who: an actor, a2 of this document, or a name that is not known yet.
        #[arg(required_unless_present = "unresolved")]
        speaker: Option<String>,
        /// It is not known who.
        #[arg(long, conflicts_with = "speaker")]
        unresolved: bool,
    },
    /// It is no statement, or not worth keeping.
    #[command(after_help = EXIT_CODES)]
    Reject {
        /// The document.
        document: String,
        /// The statement, such as s3.
        statement: String,
    },
    /// Takes a correction back.
    #[command(after_help = EXIT_CODES)]
    Undo {
        /// Its id, or the beginning of it; the last one when not given.
        correction: Option<String>,
    },
    /// Lists the corrections.
    #[command(after_help = EXIT_CODES)]
    List {
        /// How to print them.
        #[arg(long, default_value = "table")]
        format: Format,
    },
    /// Writes the corrections, one JSON object a line.
    #[command(after_help = EXIT_CODES)]
    Export {
        /// To this file, which appears when it is whole; - for standard output.
        file: PathBuf,
    },
    /// Takes in what `fix export` wrote; what is known is passed over.
    #[command(after_help = EXIT_CODES)]
    Import {
        /// From this file; - for standard input.
        file: PathBuf,
    },
}

/// Keeps the questions on which people take sides.
///
/// What is stored is judged at once when a question is added, without reading it again; what is read later is judged
/// then. To be for a question is to answer it with yes.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct QuestionArguments {
    #[command(subcommand)]
    pub question: QuestionCommand,
    /// The file in which the records are kept.
    #[arg(long, global = true, value_name = "FILE", default_value = "onrecord.db")]
    pub store: PathBuf,
}

#[derive(Subcommand)]
pub enum QuestionCommand {
    /// Adds a question, or all of a file; one with a known id takes its place.
    #[command(after_help = EXIT_CODES)]
    Add {
        /// The wording, such as "Should the bridge be closed?".
        #[arg(required_unless_present = "file", conflicts_with = "file")]
        ask: Option<String>,
        /// A TOML file of [[question]] with id, ask, and any of for, against, examples, terms.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// A short name; made of the wording when not given.
        #[arg(long, conflicts_with = "file")]
        id: Option<String>,
        /// What counts as being for it, in words; may be given more than once.
        #[arg(long = "for", value_name = "WORDS", conflicts_with = "file")]
        favor: Vec<String>,
        /// What counts as being against it.
        #[arg(long, value_name = "WORDS", conflicts_with = "file")]
        against: Vec<String>,
        /// A sentence as it might stand in an article.
        #[arg(long = "example", value_name = "SENTENCE", conflicts_with = "file")]
        examples: Vec<String>,
        /// Another name of the matter: of a bill, a plan, a place.
        #[arg(long = "term", value_name = "WORDS", conflicts_with = "file")]
        terms: Vec<String>,
    },
    /// Removes a question and its positions.
    #[command(after_help = EXIT_CODES)]
    Remove {
        /// Its id.
        id: String,
    },
    /// Suggests questions: proposals in what is stored on which several people took sides.
    ///
    /// As a table each is printed as it stands in a file of questions, under those who are for and against it, so that the
    /// ones worth asking can be kept for `question add --file`.
    #[command(after_help = EXIT_CODES)]
    Suggest {
        /// At most so many.
        #[arg(long, value_name = "NUMBER", default_value_t = 20)]
        limit: usize,
        /// How to print them.
        #[arg(long, default_value = "table")]
        format: Format,
    },
    /// Lists the questions.
    #[command(after_help = EXIT_CODES)]
    List {
        /// How to print them.
        #[arg(long, default_value = "table")]
        format: Format,
    },
}
