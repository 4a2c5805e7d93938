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
use types::Record;

use crate::corpora::{Corpora, repository};
use crate::figures::{Figures, round};
use crate::large_archive_text::{Random, Writer, questions};
use crate::program::Program;

/// Documents in one transaction, as `onrecord read` has it at most.
const BATCH: usize = 256;

/// Searches of each sort.
const SEARCHES: usize = 200;

/// Keeps `documents` generated documents in a store in `folder` and searches it. Milliseconds, KiB that are written and
/// bytes that are kept for each document, MiB.
///
/// While the last tenth is kept, the first one is kept again in a new store, batch by batch in turns: on a machine that has
/// other work the two can be compared, and the first tenth at the beginning and the last at the end cannot. The peak of
/// memory is that before the second store is there.
pub fn soak(corpora: &Corpora, documents: usize, folder: &Path) -> Result<Figures> {
    let path = folder.join("soak.db");
    let writer = Writer::new(corpora)?;
    if path.exists() && Store::open_read_only(&path)?.totals()?.documents == documents as u64 {
        eprintln!("{} has the documents: it is only searched", path.display());
        let mut figures = search(&writer, &path)?;
        figures.insert("documents".into(), Some(documents as f64));
        return Ok(figures);
    }
    ensure!(!path.exists(), "{} holds other documents (remove it)", path.display());
    let (mut store, judged) = new_store(&path)?;
    let starts: Vec<usize> = (0..documents).step_by(BATCH).collect();
    let tenth = (starts.len() / 10).max(1);
    let (mut batches, mut written) = (Vec::new(), Vec::new());
    let mut beside: Option<(Store, Vec<f64>)> = None;
    let mut peak = None;
    let aside = tempfile::tempdir_in(folder).context("temporary folder")?;
    let whole = on_processor();
    for &start in &starts {
        let records: Vec<_> =
            (start..documents.min(start + BATCH)).map(|number| writer.record(number)).collect();
        let written_before = written_kib()?;
        batches.push(keep(&mut store, &records, &judged)?);
        written.push((written_kib()? - written_before) / records.len() as f64);
        if batches.len() % 40 == 0 {
            let recent = mean(&batches[batches.len() - 40..]);
            eprintln!("{} documents, {recent:.2} ms each, {} MiB at most", start + BATCH, peak_mib()?);
        }
        if batches.len() == starts.len() - tenth {
            peak = Some(peak_mib()?);
            beside = Some((new_store(&aside.path().join("beside.db"))?.0, Vec::new()));
        } else if let Some((new, times)) = &mut beside {
            let start = starts[times.len()];
            let records: Vec<_> = (start..start + BATCH).map(|number| writer.record(number)).collect();
            times.push(keep(new, &records, &judged)?);
        }
    }
    let whole = on_processor() - whole;
    let peak = peak.map_or_else(peak_mib, Ok)?;
    let tenths = |all: &[f64]| (mean(&all[..tenth]), mean(&all[all.len() - tenth..]));
    let (first, last) = tenths(&batches);
    let beside = beside.map_or(first, |(_, times)| mean(&times));
    let (first_written, last_written) = tenths(&written);
    let groups: std::collections::BTreeSet<String> =
        store.copies(None)?.into_iter().map(|copy| copy.first).collect();
    // The last connection moves what is in the write-ahead log into the file.
    drop(store);
    let bytes = fs::metadata(&path)?.len();
    let mut figures = Figures::from([
        ("documents".into(), Some(documents as f64)),
        ("keep_ms".into(), Some(hundredths(mean(&batches)))),
        ("first_tenth_ms".into(), Some(hundredths(first))),
        ("last_tenth_ms".into(), Some(hundredths(last))),
        ("beside_ms".into(), Some(hundredths(beside))),
        ("last_to_first".into(), Some(hundredths(last / first))),
        ("last_to_beside".into(), Some(hundredths(last / beside))),
        ("first_tenth_written_kib".into(), Some(round(first_written))),
        ("last_tenth_written_kib".into(), Some(round(last_written))),
        ("processor_minutes".into(), Some(round(whole.as_secs_f64() / 60.0))),
        ("peak_mib".into(), Some(peak as f64)),
        ("bytes_each".into(), Some(round(bytes as f64 / documents as f64))),
        ("groups".into(), Some(groups.len() as f64)),
    ]);
    figures.extend(search(&writer, &path)?);
    Ok(figures)
}

/// A new store with the questions, and for what its positions count as judged.
fn new_store(path: &Path) -> Result<(Store, String)> {
    let mut store = Store::open(path)?;
    store.judged_by(resolve::positions::VERSION)?;
    store.add_questions(&questions())?;
    let judged = store.judging()?.fingerprint;
    Ok((store, judged))
}

/// Keeps a batch: milliseconds for each document.
fn keep(store: &mut Store, records: &[Record], judged: &str) -> Result<f64> {
    let before = on_processor();
    let readings = records.iter().map(|record| Reading {
        record,
        origin: &record.document.id,
        fingerprint: "1",
        judged,
    });
    for kept in store.keep_all(readings)? {
        kept.context("a generated record was refused")?;
    }
    Ok((on_processor() - before).as_secs_f64() * 1000.0 / records.len() as f64)
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
const SMALL_LAST_TO_BESIDE: f64 = 2.0;

/// Bounds of a soak. Of memory a third more would do, of searches twice as much.
const AT_MOST: [(&str, f64); 6] = [
    ("peak_mib", 750.0),
    ("last_to_beside", 1.3),
    ("last_tenth_written_kib", 75.0),
    ("said_word_p95_ms", 25.0),
    ("said_phrase_p95_ms", 25.0),
    ("said_person_p95_ms", 25.0),
];

/// Prints the figures, keeps them when the soak was large, and returns those beyond their bounds.
pub fn report(figures: &Figures) -> Result<Vec<String>> {
    let value = |name: &str| figures.get(name).copied().flatten().unwrap_or(f64::INFINITY);
    let mut table = String::from(
        "\n## A large archive\n\nWritten by `cargo run --release -p evals -- soak 200000`: generated documents of ten sentences and \
         five statements, one in twelve a copy, one in twenty with a side on a question, go straight into the store. Times are of the processor, not of the clock. \
         In turns with the batches of the last tenth, those of the first are kept again in a new store beside it: the time that the last is compared with.\n\n\
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
        if name == "last_to_beside" && value("documents") < LARGE { SMALL_LAST_TO_BESIDE } else { bound }
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

/// What this process has written so far, into files that may not be on the disk yet.
fn written_kib() -> Result<f64> {
    let file = "/proc/self/io";
    let text = fs::read_to_string(file).context(file)?;
    let bytes: u64 = text.lines().find_map(|line| line.strip_prefix("wchar: ")).context(file)?.parse()?;
    Ok(bytes as f64 / 1024.0)
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
