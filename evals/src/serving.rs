//! The server under load: how long readers wait while documents are read into the store, and that nobody ever sees half
//! a document.
//!
//! ```text
//! cargo run --release -p evals -- serve STORE     a store as `soak … FOLDER` leaves it; a copy of it is used
//! ```
//!
//! The real server and the real `read` run as processes of their own. Readers pick what they ask for from
//! [`OPERATIONS`], by weight. Times are of the clock, so what else the machine does counts: its load stands beside the
//! figures, and so does the processor time of each operation when the server is asked by one reader alone.

mod client;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use store::{ActorQuery, DocumentQuery, Store};
use types::wire::Record;

use crate::corpora::{Corpora, repository};
use crate::large_archive_text::{Random, Writer};
use crate::program::{Program, load_records, run, write_lines};
use client::{Client, escaped};

/// Readers at the same time.
const READERS: usize = 50;

/// How long they read at each load, if documents do not run out before.
const DURATION: Duration = Duration::from_secs(40);

/// Documents that are read meanwhile.
const FRESH: usize = 12_000;

/// How often one reader alone asks for each operation.
const ALONE: usize = 30;

/// A reader of the second load looks at what came for about a second.
const LOOKING: Duration = Duration::from_secs(1);

/// What is asked for: its name, its weight, and the address that a reader makes up.
type Operation = (&'static str, usize, fn(&Asker<'_>, &mut Random) -> String);

/// Pages as a reader follows their links, then what programs ask for.
const OPERATIONS: [Operation; 18] = [
    ("page search", 20, |asker, random| format!("/search?q={}", asker.word(random))),
    ("page search of a person", 5, |asker, random| format!("/search?actor={}", asker.actor(random))),
    ("page person", 15, |asker, random| format!("/people/{}", asker.actor(random))),
    ("page question", 5, |asker, random| asker.question(random)),
    ("page article", 15, |asker, random| format!("/documents/{}", asker.document(random))),
    ("page home", 5, |_, _| "/".to_owned()),
    ("page documents", 2, |_, _| "/documents".to_owned()),
    ("page people", 2, |_, _| "/people".to_owned()),
    ("page map", 2, |_, _| "/places".to_owned()),
    ("page outlets", 2, |_, _| "/outlets".to_owned()),
    ("page wordings", 1, |_, _| "/wordings".to_owned()),
    ("api statements by word", 8, |asker, random| format!("/api/statements?q={}", asker.word(random))),
    ("api statements of a person", 5, |asker, random| {
        format!("/api/statements?actor={}", asker.actor(random))
    }),
    ("api record", 6, |asker, random| format!("/api/documents/{}", asker.document(random))),
    ("api documents", 2, |_, _| "/api/documents".to_owned()),
    ("api actors", 2, |_, _| "/api/actors".to_owned()),
    ("api actor", 2, |asker, random| format!("/api/actors/{}", asker.actor(random))),
    ("api facets", 1, |asker, random| format!("/api/facets?q={}", asker.word(random))),
];

/// From what readers choose.
struct Asker<'a> {
    writer: &'a Writer,
    documents: Vec<String>,
    actors: Vec<String>,
    questions: Vec<String>,
}

impl<'a> Asker<'a> {
    fn new(writer: &'a Writer, store: &Path) -> Result<Self> {
        let store = Store::open_read_only(store)?;
        // Those who are heard most come first in that list; a person whom a reader looks at is often one of them.
        let actors = store.actors_page(&ActorQuery::default(), 2_000)?.items;
        let documents = store.documents_page(&DocumentQuery::default(), 2_000)?.items;
        let questions = store.questions()?;
        ensure!(!actors.is_empty() && !documents.is_empty(), "the store is empty");
        Ok(Self {
            writer,
            documents: documents.iter().map(|document| escaped(&document.id)).collect(),
            actors: actors.iter().map(|actor| escaped(&actor.id)).collect(),
            questions: questions.iter().map(|question| escaped(&question.id)).collect(),
        })
    }

    /// A word of five letters or more, as often as the corpus has it: nobody looks for "the".
    fn word(&self, random: &mut Random) -> String {
        loop {
            let word = self.writer.word(random);
            if word.chars().count() >= 5 {
                return escaped(&word);
            }
        }
    }

    fn actor(&self, random: &mut Random) -> String {
        self.actors[random.below(self.actors.len())].clone()
    }

    fn document(&self, random: &mut Random) -> String {
        self.documents[random.below(self.documents.len())].clone()
    }

    fn question(&self, random: &mut Random) -> String {
        match self.questions.len() {
            0 => "/questions".to_owned(),
            count => format!("/questions/{}", self.questions[random.below(count)]),
        }
    }

    /// An operation by its weight, and an address of it.
    fn next(&self, random: &mut Random) -> (&'static str, String) {
        let all: usize = OPERATIONS.iter().map(|(_, weight, _)| weight).sum();
        let mut place = random.below(all);
        for (name, weight, address) in OPERATIONS {
            if place < weight {
                return (name, address(self, random));
            }
            place -= weight;
        }
        unreachable!("the place is below the sum of the weights")
    }
}

/// Milliseconds of each answer, by operation.
type Times = BTreeMap<&'static str, Vec<f64>>;

/// The median time and the processor time of one answer, by operation.
type Alone = BTreeMap<&'static str, (f64, f64)>;

/// A server that ends with its value.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(program: &Program, store: &Path) -> Result<Self> {
        let mut command = Command::new(program.binary());
        command.args(["serve", "--listen", "127.0.0.1:0", "--store"]).arg(store).stderr(Stdio::piped());
        let mut child = command.spawn().context("onrecord serve")?;
        let mut line = String::new();
        BufReader::new(child.stderr.take().context("its standard error")?).read_line(&mut line)?;
        let address = line.trim().strip_prefix("http://").and_then(|rest| rest.split('/').next());
        let address = address.with_context(|| format!("onrecord serve: {line}"))?.to_owned();
        Ok(Self { child, address })
    }

    /// Milliseconds of processor that the server has used, as all its threads have it.
    fn processor(&self) -> Result<f64> {
        let mut used = 0.0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let text = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
            used += text.split(' ').next().and_then(|used| used.parse::<f64>().ok()).unwrap_or_default();
        }
        Ok(used / 1e6)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Measures the server over a copy of `store`, prints the figures, and returns what was wrong.
pub fn measure(corpora: &Corpora, program: &Program, store: &Path, folder: &Path) -> Result<Vec<String>> {
    let writer = Writer::new(corpora)?;
    let copy = folder.join("served.db");
    for part in ["", "-wal"] {
        let beside = |path: &Path| PathBuf::from(format!("{}{part}", path.display()));
        if beside(store).exists() {
            fs::copy(beside(store), beside(&copy)).with_context(|| format!("copy {}", store.display()))?;
        }
    }
    // Brings it up to date; the other one stays as it is.
    drop(Store::open(&copy)?);
    // A store in use was not written a second ago: its pages would be on their way to the disk while they are asked for.
    fs::File::open(&copy)?.sync_all().with_context(|| format!("write {}", copy.display()))?;
    let documents = Store::open_read_only(&copy)?.totals()?.documents;
    let asker = Asker::new(&writer, &copy)?;
    let fresh = Fresh::write(&writer, program, folder)?;
    let server = Served::start(program, &copy)?;

    let mut table = format!(
        "\n## The server under load\n\nWritten by `cargo run --release -p evals -- serve STORE`: {documents} documents, {READERS} readers, while `onrecord \
         read` adds to the store. Milliseconds; \"alone\" is one reader, and the processor time of the server for one answer. The \
         load of the machine before: {}.\n\n| operation | alone | processor | p50 | p95 | max | 1 s apart: p50 | p95 | max |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        fs::read_to_string("/proc/loadavg")?.split(' ').take(3).collect::<Vec<_>>().join(" "),
    );
    let (alone, mut failed) = alone(&asker, &server)?;
    let half = fresh.input.len() / 2;
    let (busy, wrong) = load(&asker, &server, program, &copy, &fresh, &fresh.input[..half], Duration::ZERO)?;
    let (calm, more) = load(&asker, &server, program, &copy, &fresh, &fresh.input[half..], LOOKING)?;
    failed.extend(wrong.into_iter().chain(more));
    for (name, ..) in OPERATIONS {
        let Some((time, processor)) = alone.get(name) else { continue };
        let cells = [&busy, &calm].map(|times| match times.get(name) {
            Some(times) => {
                format!("{:.1} | {:.1} | {:.1}", part(times, 50), part(times, 95), part(times, 100))
            }
            None => "– | – | –".to_owned(),
        });
        table.push_str(&format!("| {name} | {time:.1} | {processor:.1} | {} | {} |\n", cells[0], cells[1]));
    }
    println!("{table}");
    if documents >= 100_000 {
        fs::write(repository().join("evals/serving.md"), &table)?;
    }
    Ok(failed)
}

/// The figures of the last large measurement, as `evals/REPORT.md` shows them.
pub const LAST: &str = include_str!("../serving.md");

/// So many hundredths of the times are at most this.
fn part(times: &[f64], hundredths: usize) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times
        .get((times.len() * hundredths / 100).min(times.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

/// Each operation by one reader: the median time, and the processor time of one answer. An address that the server does
/// not have yet is left out, and said.
fn alone(asker: &Asker<'_>, server: &Served) -> Result<(Alone, Vec<String>)> {
    let mut failed = Vec::new();
    let mut client = Client::connect(&server.address)?;
    let mut figures = BTreeMap::new();
    for (name, _, address) in OPERATIONS {
        let mut random = Random::new(7);
        let mut times = Vec::new();
        let before = server.processor()?;
        for _ in 0..ALONE {
            let path = address(asker, &mut random);
            let start = Instant::now();
            let reply = client.get(&path)?;
            if reply.status == 404 {
                break;
            }
            if reply.status != 200 {
                failed.push(format!("{path}: status {}", reply.status));
            }
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        if times.is_empty() {
            eprintln!("{name}: the server has no such page");
            continue;
        }
        let processor = (server.processor()? - before) / times.len() as f64;
        eprintln!("{name}: {:.1} ms, {processor:.1} ms of processor", part(&times, 50));
        figures.insert(name, (part(&times, 50), processor));
    }
    Ok((figures, failed))
}

/// Documents that are read during the measurement, and what their records are when they are whole.
struct Fresh {
    input: Vec<Value>,
    records: BTreeMap<String, Record>,
}

impl Fresh {
    fn write(writer: &Writer, program: &Program, folder: &Path) -> Result<Self> {
        let input: Vec<Value> = (0..FRESH)
            .map(|number| {
                // Numbers that no soak reaches.
                let record = writer.record(50_000_000 + number);
                json!({ "id": format!("fresh-{number}"), "outlet": record.document.outlet, "title": record.document.title,
                    "published": record.document.published.map(|published| published.value), "text": record.document.text })
            })
            .collect();
        let (lines, output) = (folder.join("fresh.jsonl"), folder.join("fresh.records.jsonl"));
        write_lines(&lines, &input)?;
        let mut command = Command::new(program.binary());
        command.args(["read", "-", "--no-store", "--format", "jsonl", "--effort", "fast"]);
        run(command, &lines, &output)?;
        Ok(Self { input, records: load_records(&output)? })
    }
}

/// Readers ask while documents are read in. The times, and what was wrong.
fn load(
    asker: &Asker<'_>,
    server: &Served,
    program: &Program,
    store: &Path,
    fresh: &Fresh,
    input: &[Value],
    looking: Duration,
) -> Result<(Times, Vec<String>)> {
    let lines: PathBuf = write_lines(&store.with_extension("input.jsonl"), input)?;
    let mut reading = Command::new(program.binary());
    reading.args(["read", "--effort", "fast", "--store"]).arg(store).arg(&lines);
    let mut reading = reading.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("onrecord read")?;
    let (over, seen) =
        (AtomicBool::new(false), Mutex::new((Times::new(), Vec::<String>::new(), [0_usize; 2])));
    let start = Instant::now();
    let mut ended = None;
    std::thread::scope(|scope| -> Result<()> {
        let (over, seen) = (&over, &seen);
        for reader in 0..READERS {
            scope.spawn(move || read_on(asker, server, reader, looking, over, seen));
        }
        scope.spawn(move || watch(server, fresh, input, looking, over, seen));
        while start.elapsed() < DURATION && ended.is_none() {
            std::thread::sleep(Duration::from_millis(50));
            ended = reading.try_wait()?;
        }
        over.store(true, Ordering::Relaxed);
        Ok(())
    })?;
    let elapsed = start.elapsed();
    match ended {
        Some(status) => ensure!(status.success(), "onrecord read ended with {status}"),
        None => {
            reading.kill()?;
            reading.wait()?;
        }
    }
    let (times, mut wrong, [absent, whole]) =
        seen.into_inner().map_err(|_| anyhow::anyhow!("a reader failed"))?;
    let count: usize = times.values().map(Vec::len).sum();
    eprintln!(
        "{count} answers in {:.0} s; of the fresh documents {whole} were seen whole, {absent} not yet there",
        elapsed.as_secs_f64()
    );
    if whole == 0 || absent == 0 {
        wrong.push("nothing arrived while readers read: nothing is proved about half documents".to_owned());
    }
    Ok((times, wrong))
}

type Seen = Mutex<(Times, Vec<String>, [usize; 2])>;

/// One reader, until it is over.
fn read_on(
    asker: &Asker<'_>,
    server: &Served,
    reader: usize,
    looking: Duration,
    over: &AtomicBool,
    seen: &Seen,
) {
    let mut random = Random::new(1000 + reader as u64);
    let (mut times, mut refused) = (Times::new(), BTreeMap::<String, usize>::new());
    let mut ask = || -> Result<()> {
        let mut client = Client::connect(&server.address)?;
        while !over.load(Ordering::Relaxed) {
            if !looking.is_zero() {
                std::thread::sleep(looking.mul_f64(2.0 * random.share()));
            }
            let (name, path) = asker.next(&mut random);
            let start = Instant::now();
            let reply = client.get(&path)?;
            // An address that the server does not have: said when the operation was asked for alone.
            if reply.status == 404 && name == "page question" {
                continue;
            }
            times.entry(name).or_default().push(start.elapsed().as_secs_f64() * 1000.0);
            if reply.status != 200 {
                *refused.entry(format!("{name}: status {}", reply.status)).or_default() += 1;
            }
        }
        Ok(())
    };
    let failed = ask().err();
    if let Ok(mut seen) = seen.lock() {
        for (name, times) in times {
            seen.0.entry(name).or_default().extend(times);
        }
        seen.1.extend(failed.map(|error| format!("{error:#}")));
        seen.1.extend(
            refused.into_iter().map(|(what, times)| format!("reader {reader}, {what}, {times} times")),
        );
    }
}

/// Looks for documents that are arriving: each is whole or not there.
fn watch(server: &Served, fresh: &Fresh, input: &[Value], looking: Duration, over: &AtomicBool, seen: &Seen) {
    let mut random = Random::new(99);
    let mut counts = [0, 0];
    let mut look = || -> Result<()> {
        let mut client = Client::connect(&server.address)?;
        while !over.load(Ordering::Relaxed) {
            // Beside readers who look at what came it asks as often as all of them together, not twenty times as often.
            std::thread::sleep(looking / READERS as u32);
            let id = input[random.below(input.len())]["id"].as_str().unwrap_or_default();
            let expected = fresh.records.get(id).with_context(|| format!("{id} was not read"))?;
            let statements = client.get(&format!("/api/statements?document={id}&limit=1000"))?;
            let listed: Value = serde_json::from_slice(&statements.body)?;
            let listed = listed["items"].as_array().map_or(0, Vec::len);
            let reply = client.get(&format!("/api/documents/{id}"))?;
            match reply.status {
                404 => {
                    ensure!(listed == 0, "{id}: it has statements before it is there");
                    counts[0] += 1;
                }
                200 => {
                    // The list was asked for first: it may be from before the document.
                    ensure!(
                        listed == 0 || listed == expected.statements.len(),
                        "{id}: {listed} statements are listed"
                    );
                    let record: Record = serde_json::from_slice(&reply.body)?;
                    ensure!(whole(&record) == whole(expected), "{id}: it is not whole");
                    counts[1] += 1;
                }
                status => bail!("{id}: status {status}"),
            }
        }
        Ok(())
    };
    let failed = look().err();
    if let Ok(mut seen) = seen.lock() {
        seen.1.extend(failed.map(|error| format!("{error:#}")));
        seen.2 = counts;
    }
}

/// A record without what only a store knows.
fn whole(record: &Record) -> Value {
    let mut value = json!(record);
    fn forget(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.shift_remove("archive");
                fields.values_mut().for_each(forget);
            }
            Value::Array(items) => items.iter_mut().for_each(forget),
            _ => {}
        }
    }
    forget(&mut value);
    value
}
