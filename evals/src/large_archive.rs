//! Large archives: a generated one that soaks the store, and a real one whose reading is killed again and again.
//!
//! ```text
//! cargo run --release -p evals -- soak 200000     keeps so many generated documents, then searches them
//! cargo run --release -p evals -- crash 20        kills the reading of news-dev.warc.gz so often, then compares
//! ```
//!
//! Times are those of this thread on the processor, so that other work on the machine does not count.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::time::{ClockId, clock_gettime};
use store::{Reading, SaidQuery, Store};

use crate::corpora::{Corpora, repository};
use crate::figures::{Figures, round};
use crate::large_archive_text::{Random, Writer, questions};
use crate::program::Program;

/// Documents in one transaction, as `onrecord read` has it at most.
const BATCH: usize = 256;

/// Searches of each sort.
const SEARCHES: usize = 200;

/// Keeps `documents` generated documents in a store in `folder` and searches it. Milliseconds, bytes for each document,
/// MiB.
pub fn soak(corpora: &Corpora, documents: usize, folder: &Path) -> Result<Figures> {
    let path = folder.join("soak.db");
    let writer = Writer::new(corpora)?;
    if path.exists() && Store::open_read_only(&path)?.totals()?.documents == documents as u64 {
        eprintln!("{} has the documents: it is only searched", path.display());
        let mut figures = search(&writer, &path)?;
        figures.insert("documents".into(), Some(documents as f64));
        return Ok(figures);
    }
    let mut store = Store::open(&path)?;
    store.judged_by(resolve::positions::VERSION)?;
    store.add_questions(&questions())?;
    let judged = store.judging()?.fingerprint;
    let mut batches = Vec::new();
    let whole = on_processor();
    for start in (0..documents).step_by(BATCH) {
        let records: Vec<_> =
            (start..documents.min(start + BATCH)).map(|number| writer.record(number)).collect();
        let before = on_processor();
        let readings = records.iter().map(|record| Reading {
            record,
            origin: &record.document.id,
            fingerprint: "1",
            judged: &judged,
        });
        for kept in store.keep_all(readings)? {
            kept.context("a generated record was refused")?;
        }
        batches.push((on_processor() - before).as_secs_f64() * 1000.0 / records.len() as f64);
        if batches.len() % 40 == 0 {
            let recent = mean(&batches[batches.len() - 40..]);
            eprintln!("{} documents, {recent:.2} ms each, {} MiB at most", start + BATCH, peak_mib()?);
        }
    }
    let whole = on_processor() - whole;
    let tenth = (batches.len() / 10).max(1);
    let (first, last) = (mean(&batches[..tenth]), mean(&batches[batches.len() - tenth..]));
    let bytes = fs::metadata(&path)?.len();
    let groups: std::collections::BTreeSet<String> =
        store.copies(None)?.into_iter().map(|copy| copy.first).collect();
    let mut figures = Figures::from([
        ("documents".into(), Some(documents as f64)),
        ("keep_ms".into(), Some(hundredths(mean(&batches)))),
        ("first_tenth_ms".into(), Some(hundredths(first))),
        ("last_tenth_ms".into(), Some(hundredths(last))),
        ("last_to_first".into(), Some(hundredths(last / first))),
        ("processor_minutes".into(), Some(round(whole.as_secs_f64() / 60.0))),
        ("peak_mib".into(), Some(peak_mib()? as f64)),
        ("bytes_each".into(), Some(round(bytes as f64 / documents as f64))),
        ("groups".into(), Some(groups.len() as f64)),
    ]);
    drop(store);
    figures.extend(search(&writer, &path)?);
    figures.insert("peak_mib".into(), Some(peak_mib()? as f64));
    Ok(figures)
}

/// Searches the store at `path`: milliseconds.
fn search(writer: &Writer, path: &Path) -> Result<Figures> {
    let mut figures = Figures::new();
    let store = Store::open_read_only(path)?;
    for (name, query) in searches(writer) {
        let mut times = Vec::new();
        for number in 0..SEARCHES {
            let query = query(&mut Random::new(number as u64));
            let before = on_processor();
            store.said(&query)?;
            times.push((on_processor() - before).as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        figures.insert(format!("said_{name}_p50_ms"), Some(hundredths(times[SEARCHES / 2])));
        figures.insert(format!("said_{name}_p95_ms"), Some(hundredths(times[SEARCHES * 95 / 100])));
    }
    Ok(figures)
}

/// The figures of the last large soak, as `evals/REPORT.md` shows them.
pub const LAST_SOAK: &str = include_str!("../soak.md");

/// A soak of so many documents is kept for the report.
const LARGE: f64 = 100_000.0;

/// Of a small soak the first tenth goes into an all but empty store, which is dearer to grow than to begin: the ratio only
/// shows there that nothing grows with the square.
const SMALL_LAST_TO_FIRST: f64 = 2.0;

/// Bounds of a soak.
const AT_MOST: [(&str, f64); 5] = [
    ("peak_mib", 1024.0),
    ("last_to_first", 1.3),
    ("said_word_p95_ms", 50.0),
    ("said_phrase_p95_ms", 50.0),
    ("said_person_p95_ms", 50.0),
];

/// Prints the figures, keeps them when the soak was large, and returns those beyond their bounds.
pub fn report(figures: &Figures) -> Result<Vec<String>> {
    let value = |name: &str| figures.get(name).copied().flatten().unwrap_or(f64::INFINITY);
    let mut table = String::from(
        "\n## A large archive\n\nWritten by `cargo run --release -p evals -- soak 200000`: generated documents of ten sentences and \
         five statements, one in twelve a copy, one in twenty with a side on a question, go straight into the store. Times are of the processor, not of the clock.\n\n\
         | figure | value |\n|---|---:|\n",
    );
    for name in figures.keys() {
        table.push_str(&format!("| {} | {} |\n", name.replace('_', " "), value(name)));
    }
    println!("{table}");
    if value("documents") >= LARGE && figures.contains_key("keep_ms") {
        fs::write(repository().join("evals/soak.md"), &table)?;
    }
    let bound = |name: &str, bound: f64| {
        if name == "last_to_first" && value("documents") < LARGE { SMALL_LAST_TO_FIRST } else { bound }
    };
    let bounds = AT_MOST.iter().map(|&(name, most)| (name, bound(name, most)));
    let beyond = bounds.filter(|&(name, bound)| figures.contains_key(name) && value(name) > bound);
    Ok(beyond
        .map(|(name, bound)| format!("soak {name} is {}, must be at most {bound}", value(name)))
        .collect())
}

type Ask<'writer> = Box<dyn Fn(&mut Random) -> SaidQuery + 'writer>;

/// Searches as users make them, drawn from what the documents say: frequent words are asked for more often.
fn searches(writer: &Writer) -> [(&'static str, Ask<'_>); 3] {
    let ask = || SaidQuery { limit: Some(101), ..SaidQuery::default() };
    [
        ("word", Box::new(move |random| SaidQuery { about: Some(writer.word(random)), ..ask() })),
        (
            "phrase",
            Box::new(move |random| SaidQuery {
                about: Some(format!("\"{}\"", writer.phrase(random))),
                ..ask()
            }),
        ),
        ("person", Box::new(move |random| SaidQuery { who: Some(writer.person(random)), ..ask() })),
    ]
}

/// Kills the reading of an archive `kills` times at random moments, each time proves the store, then reads to the end
/// and compares with a store that was made undisturbed.
pub fn crash(corpora: &Corpora, program: &Program, kills: usize, folder: &Path) -> Result<()> {
    const SEED: u64 = 20;
    let archive = corpora.path("warc-samples/news-dev.warc.gz")?;
    let (undisturbed, killed) = (folder.join("undisturbed.db"), folder.join("killed.db"));
    let read = |store: &Path| {
        let mut command = Command::new(program.binary());
        command.arg("read").arg(&archive).arg("--store").arg(store).stderr(Stdio::null());
        command
    };
    let verify = |store: &Path| -> Result<()> {
        let output = Command::new(program.binary()).arg("verify").arg("--store").arg(store).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    };
    let finish = |store: &Path| -> Result<()> {
        let status = read(store).status()?;
        // 1: some pages could not be read, which is said and noted.
        ensure!(matches!(status.code(), Some(0 | 1)), "onrecord read ended with {status}");
        verify(store)
    };
    let start = Instant::now();
    finish(&undisturbed)?;
    let whole = start.elapsed();
    let mut random = Random::new(SEED);
    for kill in 1..=kills {
        // A run goes on where the one before was killed: with moments up to a third of a whole run, all parts are met.
        let moment = whole.mul_f64(random.share() / 3.0);
        let mut child = read(&killed).spawn()?;
        std::thread::sleep(moment);
        child.kill()?;
        child.wait()?;
        eprintln!("kill {kill} of {kills} (seed {SEED}) after {:.2} s", moment.as_secs_f64());
        if killed.exists() {
            verify(&killed).with_context(|| format!("after kill {kill}"))?;
        }
    }
    finish(&killed)?;
    let (one, other) =
        (Store::open_read_only(&undisturbed)?.dump()?, Store::open_read_only(&killed)?.dump()?);
    if let Some((one, other)) = one.iter().zip(&other).find(|(one, other)| one != other) {
        bail!("the stores differ:\n{one}\n{other}");
    }
    ensure!(one.len() == other.len(), "one store has {} rows, the other {}", one.len(), other.len());
    println!("{kills} kills, {} rows equal", one.len());
    Ok(())
}

/// How long this thread has been on a processor.
fn on_processor() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// The most memory that this process has had.
fn peak_mib() -> Result<u64> {
    let file = "/proc/self/status";
    let text = fs::read_to_string(file).context(file)?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).context(file)?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().context(file)?;
    Ok(kib / 1024)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
