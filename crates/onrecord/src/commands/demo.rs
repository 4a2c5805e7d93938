use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use acquire::{Format, Limits};
use onrecord::{Pipeline, from_toml};
use store::Store;
use types::Origin;

use super::judged::{catch_up, prepare};
use crate::arguments::{DemoArguments, ServeArguments, StoreArgument};
use crate::batch::Batch;
use crate::commands::read::{changed, summarise};
use crate::interrupt::stop_at_interrupt;
use crate::output::{Finding, say};
use crate::progress::Progress;
use crate::serve;

/// Part of the program: the demo needs no files beside it, wherever it was installed.
const ARTICLES: &[u8] = include_bytes!("../../../../examples/demo/articles.jsonl");
/// Where the articles lie in the repository. Named as their origin, so that reading that file changes nothing.
const ORIGIN: &str = "examples/demo/articles.jsonl";

/// On what the people of the articles take sides.
const QUESTIONS: &str = include_str!("../../../../examples/demo/questions.toml");

/// What to look at first: the arguments, and what they show.
const TRY: &[(&str, &str)] = &[
    ("said delaney", "a councilor says no, and later that he was wrong"),
    ("said --about fireworks --counts", "who was heard on one subject; copies of a story count once"),
    ("who keo", "an engineer whose office changes"),
    ("who teixeira", "a baker and a diplomat of one name"),
    ("show bridge-vote", "an article with its evidence marked"),
    ("stands pell-bridge --changes", "who changed sides on a question, with the words"),
    ("did --type assault", "who attacked whom, where and when, and whether it is only alleged"),
    ("timeline durban", "what was said and done about a place, in order"),
    ("variants box", "one quotation as three outlets print it"),
    ("copies", "wire stories and their reprints"),
    ("changes bridge-report", "a page that was corrected"),
];

/// Reads the articles that come with the program and says what to try next.
pub fn run(arguments: &DemoArguments) -> anyhow::Result<Finding> {
    let mut store = Store::open(&arguments.store)?;
    let (judge, judged, _) = prepare(&mut store, &from_toml(QUESTIONS)?)?;
    let known = Store::open_read_only(&arguments.store)?;
    let pipeline = Pipeline::new().with_judge(judge);
    let stop = stop_at_interrupt();
    let origin = Origin::File(PathBuf::from(ORIGIN));
    let mut pages = acquire::pages_from(origin, ARTICLES, Some(Format::Jsonl), Limits::default());
    let progress = Progress::new(Some(ARTICLES.len() as u64), pages.bytes_read());
    let mut batch = Batch::new(Some(store), judged, None, progress);
    let wanted = changed(&mut pages, Some(known), &pipeline).take_while(|_| !stop.load(Ordering::Relaxed));
    pipeline.run(wanted, |outcome| batch.take(outcome))?;
    let (counts, progress) = batch.finish()?;
    summarise(&counts, Some(&arguments.store), pages.skipped(), &progress);
    if stop.load(Ordering::Relaxed) {
        return Ok(Finding::Interrupted);
    }
    catch_up(&mut Store::open(&arguments.store)?)?;
    say(&next_steps(&arguments.store));
    if counts.failed > 0 {
        return Ok(Finding::Faulty);
    }
    if arguments.no_serve {
        return Ok(Finding::Good);
    }
    let store = StoreArgument { store: arguments.store.clone() };
    serve::run(&ServeArguments::reading(store, arguments.listen))
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
