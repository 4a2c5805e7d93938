use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use acquire::{AcquireError, Input, Limits, Page, Pages, Skipped};
use onrecord::{Outcome, Pipeline};
use store::{Kept, Reading, Store, StoreError};
use types::{Origin, Record};

use crate::arguments::{Format, InputFormat, ReadArguments};
use crate::display::{Printer, count};
use crate::output::{CommandError, Finding, Output, is_closed};
use crate::progress::Progress;

/// What to read and what to do with it.
pub struct Job {
    inputs: Vec<Input>,
    limits: Limits,
    /// None: nothing is kept.
    store: Option<PathBuf>,
    /// None: nothing is printed.
    format: Option<Format>,
    /// None: all cores.
    threads: Option<NonZeroUsize>,
}

impl From<ReadArguments> for Job {
    fn from(arguments: ReadArguments) -> Self {
        let format = arguments.input_format.map(|format| match format {
            InputFormat::Jsonl => acquire::Format::Jsonl,
            InputFormat::Html => acquire::Format::Html,
            InputFormat::Text => acquire::Format::Text,
        });
        let encoding = arguments.encoding;
        let input = |argument| Input { argument, format, encoding };
        Self {
            inputs: arguments.inputs.into_iter().map(input).collect(),
            limits: Limits { page_bytes: arguments.max_page_bytes, ..Limits::default() },
            format: arguments.format.or(arguments.no_store.then_some(Format::Table)),
            store: (!arguments.no_store).then_some(arguments.store.store),
            threads: arguments.threads,
        }
    }
}

/// An item of the batch that the pipeline need not read.
enum Passed {
    Unchanged,
    NotAcquired(AcquireError),
    NoAnswer(StoreError),
}

/// Reads the inputs, keeps the records, prints them.
pub fn run(job: Job) -> anyhow::Result<Finding> {
    let mut pipeline = Pipeline::new();
    if let Some(threads) = job.threads {
        pipeline = pipeline.with_threads(threads);
    }
    let store = job.store.as_deref().map(Store::open).transpose()?;
    // What is printed has to be read even when it is kept already; the store then finds it the same.
    let known = match (&job.store, job.format) {
        (Some(path), None) => Some(Store::open_read_only(path)?),
        _ => None,
    };
    let printer = job.format.map(|format| anyhow::Ok(Printer::new(format, Output::to(None)?))).transpose()?;
    let mut pages = acquire::pages(&job.inputs, job.limits);
    let progress = Progress::new(|| acquire::total_bytes(&job.inputs), pages.bytes_read());
    let mut batch = Batch {
        store,
        printer,
        waiting: Vec::new(),
        since: Instant::now(),
        counts: Counts::default(),
        progress,
    };

    pipeline.run(changed(&mut pages, known, &pipeline), |outcome| batch.take(outcome))?;
    batch.flush()?;
    batch.finish(job.store.as_ref(), pages.skipped())
}

/// Leaves out the pages whose record is kept already.
fn changed<'run>(
    pages: &'run mut Pages,
    known: Option<Store>,
    pipeline: &'run Pipeline,
) -> impl Iterator<Item = Result<Page, Passed>> + Send + 'run {
    pages.map(move |page| {
        let page = page.map_err(Passed::NotAcquired)?;
        let Some(known) = &known else { return Ok(page) };
        match known.is_kept(&page.origin.to_string(), &pipeline.fingerprint(&page)) {
            Ok(false) => Ok(page),
            Ok(true) => Err(Passed::Unchanged),
            Err(error) => Err(Passed::NoAnswer(error)),
        }
    })
}

/// Records that wait to be kept in one transaction, and what has become of those before them.
struct Batch {
    store: Option<Store>,
    printer: Option<Printer<Output>>,
    waiting: Vec<(Origin, String, Box<Record>)>,
    since: Instant,
    counts: Counts,
    progress: Progress,
}

#[derive(Default)]
struct Counts {
    read: usize,
    statements: usize,
    unchanged: usize,
    replaced: usize,
    versions: usize,
    failed: usize,
}

/// A transaction waits for the disk, so it keeps many records; but none is kept waiting for long.
const BATCH_RECORDS: usize = 64;
const BATCH_TIME: Duration = Duration::from_millis(500);

impl Batch {
    fn take(&mut self, outcome: Outcome<Passed>) -> anyhow::Result<()> {
        match outcome {
            Outcome::Read { origin, fingerprint, record } => {
                self.progress.article();
                self.waiting.push((origin, fingerprint, record));
            }
            Outcome::Failed(failure) => self.fail(&failure),
            Outcome::Passed(Passed::NotAcquired(error)) => self.fail(&error),
            Outcome::Passed(Passed::NoAnswer(error)) => return Err(error.into()),
            Outcome::Passed(Passed::Unchanged) => {
                self.progress.article();
                self.counts.unchanged += 1;
            }
        }
        if self.waiting.len() >= BATCH_RECORDS || self.since.elapsed() >= BATCH_TIME {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn fail(&mut self, error: &dyn std::error::Error) {
        self.counts.failed += 1;
        self.progress.say(&format!("onrecord: {error}"));
    }

    /// Keeps and prints the records that wait.
    fn flush(&mut self) -> anyhow::Result<()> {
        self.since = Instant::now();
        let waiting = std::mem::take(&mut self.waiting);
        let origins: Vec<String> = waiting.iter().map(|(origin, ..)| origin.to_string()).collect();
        let readings = waiting.iter().zip(&origins).map(|((_, fingerprint, record), origin)| Reading {
            record,
            origin,
            fingerprint,
        });
        let kept = match &mut self.store {
            Some(store) if !waiting.is_empty() => store.keep_all(readings)?,
            _ => waiting.iter().map(|_| Ok(Kept::New)).collect(),
        };
        for ((origin, _, record), kept) in waiting.iter().zip(kept) {
            match kept {
                Err(defect) => {
                    self.counts.failed += 1;
                    self.progress.say(&format!("onrecord: {origin}: {defect} (please report this article)"));
                    continue;
                }
                Ok(Kept::Same) => self.counts.unchanged += 1,
                Ok(new @ (Kept::New | Kept::Replaced | Kept::NewVersion)) => {
                    self.counts.read += 1;
                    self.counts.statements += record.statements.len();
                    self.counts.replaced += usize::from(new == Kept::Replaced);
                    self.counts.versions += usize::from(new == Kept::NewVersion);
                }
            }
            self.print(record)?;
        }
        Ok(())
    }

    /// Prints a record. When nobody reads the output any more, reading goes on only for the store.
    fn print(&mut self, record: &Record) -> anyhow::Result<()> {
        let Some(printer) = &mut self.printer else { return Ok(()) };
        match printer.record(record) {
            Err(error) if self.store.is_some() && error.chain().any(is_closed) => self.printer = None,
            result => result?,
        }
        Ok(())
    }

    /// Ends the output and says what was done.
    fn finish(mut self, store: Option<&PathBuf>, skipped: &Skipped) -> anyhow::Result<Finding> {
        if let Some(printer) = self.printer.take() {
            printer.finish()?.finish()?;
        }
        let Counts { read, statements, unchanged, replaced, versions, failed } = self.counts;
        if store.is_some() || failed > 0 || skipped.total() > 0 {
            let mut words = vec![format!("{} read", count(read, "article")), count(statements, "statement")];
            let counted = [
                (versions, "beside an older version"),
                (replaced, "in place of an older record"),
                (unchanged, "unchanged"),
                (failed, "failed"),
            ];
            words.extend(
                counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")),
            );
            words.extend(left_out(skipped));
            words.extend(store.map(|store| format!("kept in {}", store.display())));
            self.progress.say(&words.join("; "));
        }
        match (read + unchanged, failed) {
            (_, 0) => Ok(Finding::Good),
            (0, _) => Err(CommandError::NothingRead.into()),
            _ => Ok(Finding::Faulty),
        }
    }
}

/// What was left out of folders: "4 files left out (1 hidden, 2 .pdf, 1 without an ending)".
fn left_out(skipped: &Skipped) -> Option<String> {
    let hidden = BTreeMap::from([(String::from("hidden"), skipped.hidden)]);
    let other = skipped.other.iter().map(|(ending, &count)| match ending.as_str() {
        "" => (String::from("without an ending"), count),
        ending => (format!(".{ending}"), count),
    });
    let kinds = hidden.into_iter().chain(other).filter(|(_, count)| *count > 0);
    let kinds: Vec<String> = kinds.map(|(kind, count)| format!("{count} {kind}")).collect();
    (!kinds.is_empty()).then(|| format!("{} left out ({})", count(skipped.total(), "file"), kinds.join(", ")))
}
