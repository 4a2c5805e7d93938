use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use acquire::{Input, Limits, Page, Pages, Skipped};
use onrecord::{Judge, Pipeline};
use store::Store;

use super::judged;
use crate::arguments::{Format, InputFormat, ReadArguments, WebArguments};
use crate::batch::{Batch, Counts, Passed};
use crate::display::{Printer, count};
use crate::interrupt::stop_at_interrupt;
use crate::output::{CommandError, Finding, Output};
use crate::progress::Progress;
use crate::web::web;

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
    effort: annotate::Effort,
    questions: Option<PathBuf>,
    web: WebArguments,
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
            effort: arguments.effort.into(),
            questions: arguments.questions,
            web: arguments.web,
        }
    }
}

/// Takes fewer turns of the processors than others, where there are not enough for all: who waits for a page is to get it
/// soon, while archives are read for hours. Threads that are started later do the same.
pub fn give_way() {
    // A system that does not allow it has its reasons, and all that is lost is the politeness.
    #[cfg(unix)]
    let _ = rustix::process::nice(NICE);
}

/// Every such step takes about a fifth of what is left.
#[cfg(unix)]
const NICE: i32 = 5;

/// Reads the inputs, keeps the records, prints them.
pub fn run(job: Job) -> anyhow::Result<Finding> {
    if job.store.is_some() {
        give_way();
    }
    let mut pipeline = Pipeline::new().with_effort(job.effort);
    if let Some(threads) = job.threads {
        pipeline = pipeline.with_threads(threads);
    }
    let mut store = job.store.as_deref().map(Store::open).transpose()?;
    let questions = job.questions.as_deref().map(judged::questions).transpose()?.unwrap_or_default();
    let (judge, judged) = match &mut store {
        Some(store) => {
            let (judge, judged, _) = judged::prepare(store, &questions)?;
            (judge, judged)
        }
        None => (Judge::new(&questions), String::new()),
    };
    pipeline = pipeline.with_judge(judge);
    // What is printed has to be read even when it is kept already; the store then finds it the same.
    let known = match (&job.store, job.format) {
        (Some(path), None) => Some(Store::open_read_only(path)?),
        _ => None,
    };
    let printer = job.format.map(|format| anyhow::Ok(Printer::new(format, Output::to(None)?))).transpose()?;
    let stop = stop_at_interrupt();
    let mut pages = acquire::pages(&job.inputs, job.limits);
    if job.inputs.iter().any(Input::is_address) {
        pages = pages.with_web(web(&job.web, job.store.as_deref(), &stop)?);
    }
    let progress = Progress::new(acquire::total_bytes(&job.inputs), pages.bytes_read());
    let mut batch = Batch::new(store, judged, printer, progress);
    let wanted = changed(&mut pages, known, &pipeline).take_while(|_| !stop.load(Ordering::Relaxed));
    pipeline.run(wanted, |outcome| batch.take(outcome))?;
    let (counts, progress) = batch.finish()?;
    if !stop.load(Ordering::Relaxed) {
        pages.keep_lists()?;
        if let Some(path) = &job.store {
            judged::catch_up(&mut Store::open(path)?)?;
        }
    }
    summarise(&counts, job.store.as_deref(), pages.skipped(), &progress);
    match (counts.read + counts.unchanged + pages.skipped().unchanged, counts.failed) {
        _ if stop.load(Ordering::Relaxed) => Ok(Finding::Interrupted),
        (_, 0) => Ok(Finding::Good),
        (0, _) => Err(CommandError::NothingRead.into()),
        _ => Ok(Finding::Faulty),
    }
}

/// Leaves out the pages whose record is kept already.
pub fn changed<'run>(
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

/// Says what was done.
pub fn summarise(counts: &Counts, store: Option<&Path>, skipped: &Skipped, progress: &Progress) {
    if store.is_none() && counts.failed == 0 && left_out(skipped).is_empty() {
        return;
    }
    let mut words =
        vec![format!("{} read", count(counts.read, "article")), count(counts.statements, "statement")];
    let counted = [
        (counts.versions, "beside an older version"),
        (counts.replaced, "in place of an older record"),
        (counts.foreign, "not in English"),
        (counts.unchanged, "unchanged"),
        (counts.failed, "failed"),
    ];
    words.extend(
        counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")),
    );
    words.extend(left_out(skipped));
    words.extend(store.map(|store| format!("kept in {}", store.display())));
    progress.say(&words.join("; "));
}

/// What was left out: "4 files left out (1 hidden, 2 .pdf, 1 without an ending); 3 records left out (3 image/png)".
fn left_out(skipped: &Skipped) -> Vec<String> {
    let listed = |total: usize, what: &str, kinds: Vec<(String, usize)>| {
        let kinds: Vec<String> = kinds
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{count} {kind}"))
            .collect();
        (total > 0).then(|| format!("{} left out ({})", count(total, what), kinds.join(", ")))
    };
    let hidden = (String::from("hidden"), skipped.hidden);
    let other = skipped.other.iter().map(|(ending, &count)| match ending.as_str() {
        "" => (String::from("without an ending"), count),
        ending => (format!(".{ending}"), count),
    });
    let records: Vec<_> = skipped.records.iter().map(|(what, &count)| (what.clone(), count)).collect();
    let counted = [
        (skipped.unchanged, "not fetched or not sent, because it has not changed"),
        (skipped.rested, "not asked for again, because it had no page less than a day ago"),
    ];
    let files = listed(skipped.total(), "file", std::iter::once(hidden).chain(other).collect());
    let records = listed(skipped.records.values().sum(), "record", records);
    let counted =
        counted.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    files.into_iter().chain(records).chain(counted).collect()
}
