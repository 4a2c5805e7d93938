use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use acquire::{Format, Limits};
use onrecord::Pipeline;
use store::Store;
use types::Origin;

use crate::arguments::DemoArguments;
use crate::batch::Batch;
use crate::commands::read::{changed, stop_at_interrupt, summarise};
use crate::output::{Finding, say};
use crate::progress::Progress;

/// Part of the program: the demo needs no files beside it, wherever it was installed.
const ARTICLES: &[u8] = include_bytes!("../../../../examples/demo/articles.jsonl");
/// Where the articles lie in the repository. Named as their origin, so that reading that file changes nothing.
const ORIGIN: &str = "examples/demo/articles.jsonl";

/// What to look at first: the arguments, and what they show.
const TRY: &[(&str, &str)] = &[
    ("said delaney", "a councilor says no, and later that he was wrong"),
    ("said --about fireworks --counts", "who was heard on one subject; copies of a story count once"),
    ("who keo", "an engineer whose office changes"),
    ("who teixeira", "a baker and a diplomat of one name"),
    ("show bridge-vote", "an article with its evidence marked"),
    ("variants box", "one quotation as three outlets print it"),
    ("copies", "wire stories and their reprints"),
    ("changes bridge-report", "a page that was corrected"),
];

/// Reads the articles that come with the program and says what to try next.
pub fn run(arguments: &DemoArguments) -> anyhow::Result<Finding> {
    let store = Store::open(&arguments.store)?;
    let known = Store::open_read_only(&arguments.store)?;
    let pipeline = Pipeline::new();
    let stop = stop_at_interrupt();
    let origin = Origin::File(PathBuf::from(ORIGIN));
    let mut pages = acquire::pages_from(origin, ARTICLES, Some(Format::Jsonl), Limits::default());
    let progress = Progress::new(Some(ARTICLES.len() as u64), pages.bytes_read());
    let mut batch = Batch::new(Some(store), None, progress);
    let wanted = changed(&mut pages, Some(known), &pipeline).take_while(|_| !stop.load(Ordering::Relaxed));
    pipeline.run(wanted, |outcome| batch.take(outcome))?;
    let (counts, progress) = batch.finish()?;
    summarise(&counts, Some(&arguments.store), pages.skipped(), &progress);
    if stop.load(Ordering::Relaxed) {
        return Ok(Finding::Interrupted);
    }
    say(&next_steps(&arguments.store));
    Ok(if counts.failed == 0 { Finding::Good } else { Finding::Faulty })
}

/// The commands of [`TRY`], as they can be copied to the shell.
fn next_steps(store: &Path) -> String {
    let program = std::env::args().next().unwrap_or_else(|| String::from("onrecord"));
    let store = store.display();
    let line =
        |(command, what): &(&str, &str)| format!("  {program} {command} --store {store}\n      {what}");
    let lines: Vec<String> = TRY.iter().map(line).collect();
    format!("Places are real; people, outlets and events are invented. Try:\n{}", lines.join("\n"))
}
