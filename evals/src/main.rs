//! How right, how fast: measures the released program on the development corpora.
//!
//! ```text
//! cargo run --release -p evals                 all of it; prints the score card and writes evals/REPORT.md
//! cargo run --release -p evals -- --check      the same, and fails when a figure is below its floor (floors.toml)
//! cargo run --release -p evals -- accuracy     without speed, writes nothing; --explain lists what went wrong
//! cargo run --release -p evals -- pages        page text alone, and its speed beside a peer; writes nothing;
//!                                              with --explain no speed, and what metadata is wrong
//! cargo run --release -p evals -- judge        syntax, types of event and leaning of the models alone; writes nothing
//! cargo run --release -p evals -- speed        speed alone, of each effort beside its peers; writes nothing
//! cargo run --release -p evals -- agree        shows that the scorers agree with the reference scorer
//! cargo run --release -p evals -- events-sample 60  prints so many events to check by hand; see `events`
//! cargo run --release -p evals -- soak 200000  keeps and searches so many generated documents; see `large_archive`
//!                                              soak 200000 FOLDER leaves the store there, or searches the one there
//! cargo run --release -p evals -- serve STORE  asks the server over a copy of that store with 50 readers; see `serving`
//! cargo run --release -p evals -- crash 20     kills the reading of an archive so often; see `large_archive`
//! ```
//!
//! Corpora: `../shared/corpora` beside the repository, or `ONRECORD_CORPORA`. The program is built first, or
//! `ONRECORD_BINARY`. The peer's virtual environment: `evals/.venv`, made when missing, or `ONRECORD_PEERS`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a development tool talks to its terminal")]

mod agree;
mod archives;
mod articles;
mod calibration;
mod copies;
mod coreference;
mod corpora;
mod costs;
mod details;
mod efforts;
mod entities;
mod events;
mod figures;
mod floors;
mod html;
mod judge;
mod large_archive;
mod large_archive_text;
mod names;
mod pages;
mod pages_speed;
mod places;
mod polnear;
mod program;
mod report;
mod score_card;
mod seed;
mod serving;
mod speakers;
mod speed;
mod speed_report;
mod times;
mod words;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::corpora::{Corpora, repository};
use crate::pages_speed::PagesSpeed;
use crate::program::Program;
use crate::score_card::Readings;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match measure(&arguments) {
        Ok(failures) if failures.is_empty() => ExitCode::SUCCESS,
        Ok(failures) => {
            failures.iter().for_each(|failure| eprintln!("FAILED {failure}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("evals: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs what the arguments ask for and returns what failed, a line each.
fn measure(arguments: &[String]) -> Result<Vec<String>> {
    if let [what, number, folder @ ..] = arguments
        && let Ok(number) = number.parse()
        && folder.len() <= 1
    {
        return large(what, number, folder.first().map(Path::new));
    }
    if let [what, store] = arguments
        && what == "serve"
    {
        let folder = tempfile::tempdir().context("temporary folder")?;
        return serving::measure(&Corpora::find()?, &Program::build()?, Path::new(store), folder.path());
    }
    let (mut all, mut agree, mut check, mut explain) = (true, false, false, false);
    let (mut pages, mut judged, mut speed) = (false, false, false);
    for argument in arguments {
        match argument.as_str() {
            "agree" => agree = true,
            "pages" => pages = true,
            "judge" => judged = true,
            "speed" => speed = true,
            "accuracy" => all = false,
            "--check" => check = true,
            "--explain" => explain = true,
            other => {
                bail!("what is {other:?}? Known: accuracy, agree, pages, judge, speed, --check, --explain")
            }
        }
    }
    let corpora = Corpora::find()?;
    if pages {
        let folder = tempfile::tempdir().context("temporary folder")?;
        let (mut scores, wrong) = pages::measure(&corpora)?;
        if explain {
            wrong.iter().for_each(|line| println!("{line}"));
            println!("{}", report::pages(&scores));
            return Ok(Vec::new());
        }
        scores.push(("pages_speed", PagesSpeed::measure(&corpora, folder.path())?.figures()));
        println!("{}", report::pages(&scores));
        return Ok(Vec::new());
    }
    if judged {
        println!("{}", report::judge(&judge::measure(&corpora)?));
        return Ok(Vec::new());
    }
    let program = Program::build()?;
    let folder = tempfile::tempdir().context("temporary folder")?;
    if speed {
        let articles = corpora.lines("polnear-dev.jsonl")?;
        let costs = costs::measure(&program, &articles, folder.path())?;
        let mut text = String::new();
        report::costs(&mut text, &costs);
        println!("{text}");
        let measured =
            speed::Speed::measure(&program, &articles, || pages::as_inputs(&corpora), folder.path())?;
        println!("{}", speed_report::markdown(&measured));
        return Ok(Vec::new());
    }
    let readings = Readings::make(&corpora, &program, folder.path())?;
    let mut card = readings.score()?;
    card.copies = copies::measure(&corpora, folder.path())?;
    card.page_sets = pages::measure(&corpora)?.0;
    card.page_sets.push(("events", events::measure(&corpora, &program, folder.path())?));
    card.page_sets.push(("entities", entities::measure(&corpora)?));
    card.judge = judge::measure(&corpora)?;
    card.page_sets.push(("archives", archives::measure(&corpora)?));
    if agree {
        let (compared, differences) = readings.differences(&corpora, &card)?;
        println!("{compared} figures compared with score.py, {} differ", differences.len());
        return Ok(differences);
    }
    if all {
        card.efforts = readings.efforts(&program, folder.path())?;
        eprintln!("measuring speed, beside spaCy and textacy");
        card.speed = Some(readings.speed(&program, || pages::as_inputs(&corpora), folder.path())?);
        card.costs = Some(readings.costs(&program, folder.path())?);
        eprintln!("measuring speed of pages, beside trafilatura");
        card.page_sets.push(("pages_speed", PagesSpeed::measure(&corpora, folder.path())?.figures()));
    }
    let report = report::markdown(&card);
    println!("{report}");
    if explain {
        println!("{}", card.explanation());
    }
    if all {
        let path = repository().join("evals/REPORT.md");
        std::fs::write(&path, report).with_context(|| path.display().to_string())?;
    }
    if check { floors::failures(&corpora, &card.figures()) } else { Ok(Vec::new()) }
}

/// What the arguments ask of a large archive, a line for each figure beyond its bound.
fn large(what: &str, number: usize, folder: Option<&Path>) -> Result<Vec<String>> {
    let corpora = Corpora::find()?;
    let temporary = tempfile::tempdir().context("temporary folder")?;
    let folder = folder.unwrap_or(temporary.path());
    match what {
        "crash" => large_archive::crash(&corpora, &Program::build()?, number, folder).map(|()| Vec::new()),
        "events-sample" => {
            let lines = events::sample(&corpora, &Program::build()?, number, folder)?;
            lines.iter().for_each(|line| println!("{line}"));
            Ok(Vec::new())
        }
        "soak" => large_archive::report(&large_archive::soak(&corpora, number, folder)?),
        other => bail!("what is {other:?}? Known: soak, crash, events-sample"),
    }
}
