//! Speed on one core, beside a peer in the same run.
//!
//! All read the same text (PolNeAR dev as JSONL), one thread each, in turns, so that whatever else the machine does
//! touches all; the figure is the median. Time is CPU time, user and system: wall time on a shared machine says
//! little. Another program on the same core slows `onrecord` down by half, since it keeps the core's arithmetic busy, and spaCy by a tenth
//! (2026-11-29, an Intel Xeon with AMX): so the fastest run of each is given, too, and the floors are for that. Each effort is measured. "Whole" is the process from start to end; "steady" leaves out starting and loading the model: for the
//! peer by its own clock, for `onrecord` less what it takes to read one sentence. Pages of HTML and what a second thread
//! gains are measured for `onrecord` alone.
//!
//! The limit of an engine: how many words a second one core would read if all that the full model's layers multiply by weights went as
//! fast as a well-kept engine's best products of these shapes on the same core, and nothing else took any time.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::corpora::{PolnearArticle, repository};
use crate::figures::Figures;
use crate::judge::reading;
use crate::program::{self, Program, Usage};
use crate::words::Words;

/// Rows, width and inner width of the products whose speed is the limit: a batch of pieces in a layer of the full model.
const LAYER: [&str; 3] = ["512", "384", "1536"];
const RUNS: usize = 3;
/// The program's runs in each turn: they are so short that another program's moment shows.
const OFTENER: usize = 3;

/// The peers: the name in figures, the name for people, the script in `peers/`, its arguments. spaCy with its parser and the vectors
/// that it needs, the least that finds who says what, and with everything but entities, which most of its users run; textacy,
/// which finds direct quotations on top of the latter, by paragraph.
const PEERS: [(&str, &str, &str, &[&str]); 3] = [
    ("spacy_parser", "spaCy, parser alone", "spacy_speed.py", &["ner,tagger,attribute_ruler,lemmatizer"]),
    ("spacy_without_ner", "spaCy, all but entities", "spacy_speed.py", &["ner"]),
    ("textacy", "textacy, by paragraph", "textacy_speed.py", &[]),
];

/// The efforts: the name in figures, the name for people, the word after `--effort`. The default comes first.
const EFFORTS: [(&str, &str, &str); 3] = [
    ("onrecord", "onrecord, full", "full"),
    ("onrecord_balanced", "onrecord, balanced", "balanced"),
    ("onrecord_fast", "onrecord, fast", "fast"),
];

/// One row of the table.
pub struct Row {
    /// The name in figures.
    pub key: &'static str,
    /// The name for people.
    pub name: &'static str,
    /// CPU seconds of the whole process.
    pub cpu: f64,
    /// Words a CPU second, whole process.
    pub whole: f64,
    /// Words a CPU second, without start.
    pub steady: f64,
    /// Words a CPU second, whole process, in the fastest run.
    pub best: f64,
    /// Peak memory in MiB.
    pub peak: f64,
}

/// The table.
pub struct Speed {
    /// Words of the text.
    pub words: usize,
    /// `onrecord` at each effort.
    pub own: Vec<Row>,
    /// What it is measured against.
    pub peers: Vec<Row>,
    /// Peak memory in MiB on two threads, the most of all efforts.
    pub peak_on_two: f64,
    /// Articles of the text.
    pub articles: usize,
    /// For each effort how many times as fast, by the clock, two threads are as one.
    pub gain_of_two: Vec<f64>,
    /// For each effort pages of HTML a CPU second, whole process.
    pub html_pages: Vec<f64>,
    /// The peers' versions.
    pub peers_are: Vec<String>,
    /// What an engine could do at most.
    pub limit: Limit,
}

/// The words a CPU second at which an engine that did nothing but the full model's products with weights would read the same text.
pub struct Limit {
    /// In whole numbers, as the shipped weights are.
    pub in_bytes: f64,
    /// In single precision.
    pub in_floats: f64,
    /// Millions of multiplications a word: with weights, and of attention, which the limit leaves out.
    pub millions_a_word: [f64; 2],
    /// The engine and its version.
    pub engine: String,
}

/// What the side script says about the engine: multiplications a CPU second.
#[derive(Deserialize)]
struct EngineRun {
    of_bytes: f64,
    of_floats: f64,
    version: String,
}

/// What the side script says about its own run.
#[derive(Deserialize)]
struct PeerRun {
    parse_cpu_seconds: f64,
    version: String,
}

impl Speed {
    /// Measures; takes a few minutes. The `pages` are loaded after the peaks of memory are known: Linux counts what this
    /// process holds as its child's.
    pub fn measure(
        program: &Program,
        articles: &[PolnearArticle],
        pages: impl FnOnce() -> Result<Vec<Value>>,
        folder: &Path,
    ) -> Result<Self> {
        let python = peer_python()?;
        let words = articles.iter().map(|article| Words::of(&article.text).len()).sum();
        let lines: Vec<_> = articles.iter().map(|article| json!({"text": article.text})).collect();
        let input = program::write_lines(&folder.join("speed.input.jsonl"), &lines)?;
        let sentence = [json!({"text": "“We will rebuild,” Mara Quell said on Tuesday."})];
        let short = program::write_lines(&folder.join("start.input.jsonl"), &sentence)?;
        let output = folder.join("speed.output.jsonl");

        let mut own = vec![Vec::new(); EFFORTS.len()];
        let mut peers = vec![Vec::new(); PEERS.len()];
        let mut peers_are: Vec<String> = Vec::new();
        for _ in 0..RUNS {
            for ((_, _, effort), runs) in EFFORTS.iter().zip(&mut own) {
                let program = program.at_effort(effort);
                for _ in 0..OFTENER {
                    let start = program.time(&short, &output)?;
                    let usage = program.time(&input, &output)?;
                    runs.push((usage, usage.cpu.as_secs_f64() - start.cpu.as_secs_f64()));
                }
            }
            for ((_, _, script, arguments), runs) in PEERS.iter().zip(&mut peers) {
                let (usage, said): (_, PeerRun) = run_peer(&python, script, arguments, (&input, &output))?;
                runs.push((usage, said.parse_cpu_seconds));
                if !peers_are.contains(&said.version) {
                    peers_are.push(said.version);
                }
            }
        }
        let rows = |named: Vec<(&'static str, &'static str)>, runs: &[Vec<_>]| {
            named.into_iter().zip(runs).map(|((key, name), runs)| row(key, name, words, runs)).collect()
        };
        let limit = Limit::measure(&python, articles, words, (&short, &output))?;
        let (mut peak_on_two, mut gain_of_two) = (0.0, Vec::new());
        for (_, _, effort) in EFFORTS {
            let program = program.at_effort(effort);
            let (mut one, mut two) = (Vec::new(), Vec::new());
            for _ in 0..RUNS {
                one.push(program.time(&input, &output)?.wall.as_secs_f64());
                let usage = program.time_on(2, &input, &output)?;
                two.push(usage.wall.as_secs_f64());
                peak_on_two = f64::max(peak_on_two, in_mib(usage));
            }
            gain_of_two.push(median(one) / median(two));
        }
        let pages = pages()?;
        let html = program::write_lines(&folder.join("speed.html.jsonl"), &pages)?;
        let mut html_pages = Vec::new();
        for (_, _, effort) in EFFORTS {
            let program = program.at_effort(effort);
            let runs = (0..RUNS).map(|_| Ok(program.time(&html, &output)?.cpu.as_secs_f64()));
            html_pages.push(pages.len() as f64 / median(runs.collect::<Result<_>>()?));
        }
        Ok(Self {
            words,
            own: rows(EFFORTS.map(|(key, name, _)| (key, name)).to_vec(), &own),
            peers: rows(PEERS.map(|(key, name, ..)| (key, name)).to_vec(), &peers),
            peak_on_two,
            articles: articles.len(),
            gain_of_two,
            html_pages,
            peers_are,
            limit,
        })
    }

    /// How many times as many words a second `own` reads as `peer`: whole, steady, in the fastest run of each.
    pub fn against(own: &Row, peer: &Row) -> [f64; 3] {
        [own.whole / peer.whole, own.steady / peer.steady, own.best / peer.best]
    }

    /// The figures by name: `onrecord.whole`, `onrecord_fast.against_spacy_parser.whole` (ratio of words a second, whole
    /// process), …; without an effort's name the ratio is that of the default.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::new();
        for row in self.own.iter().chain(&self.peers) {
            for (name, value) in [
                ("cpu_seconds", row.cpu),
                ("whole", row.whole),
                ("steady", row.steady),
                ("best", row.best),
                ("peak_mib", row.peak),
            ] {
                figures.insert(format!("{}.{name}", row.key), Some(value));
            }
        }
        figures.insert("onrecord.peak_mib_on_two_threads".to_owned(), Some(self.peak_on_two));
        figures.insert("limit.in_bytes".to_owned(), Some(self.limit.in_bytes));
        figures.insert("limit.in_floats".to_owned(), Some(self.limit.in_floats));
        for (index, own) in self.own.iter().enumerate() {
            for peer in &self.peers {
                for (kind, ratio) in ["whole", "steady", "best"].into_iter().zip(Self::against(own, peer)) {
                    let name = format!("against_{}.{kind}", peer.key);
                    figures.insert(format!("{}.{name}", own.key), Some(ratio));
                    if index == 0 {
                        figures.insert(name, Some(ratio));
                    }
                }
            }
        }
        figures
    }
}

fn in_mib(usage: Usage) -> f64 {
    usage.peak as f64 / f64::from(1 << 20)
}

fn row(key: &'static str, name: &'static str, words: usize, runs: &[(Usage, f64)]) -> Row {
    let cpu = median(runs.iter().map(|(usage, _)| usage.cpu.as_secs_f64()).collect());
    let steady = median(runs.iter().map(|(_, steady)| *steady).collect());
    let fastest = runs.iter().map(|(usage, _)| usage.cpu.as_secs_f64()).fold(f64::INFINITY, f64::min);
    let peak = median(runs.iter().map(|(usage, _)| in_mib(*usage)).collect());
    let [whole, steady, best] = [cpu, steady, fastest].map(|seconds| words as f64 / seconds);
    Row { key, name, cpu, whole, steady, best, peak }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl Limit {
    /// Multiplies for a few seconds on the processor's one core.
    fn measure(
        python: &Path,
        articles: &[PolnearArticle],
        words: usize,
        files: (&Path, &Path),
    ) -> Result<Self> {
        let reader = annotate::Reader::embedded();
        let (mut of_weights, mut of_attention) = (0, 0);
        for article in articles {
            let work = reader.work(&reading(&article.text));
            of_weights += work.of_weights;
            of_attention += work.of_attention;
        }
        let (_, engine): (_, EngineRun) = run_peer(python, "engine_limit.py", &LAYER, files)?;
        let a_word = |multiplications: u64| multiplications as f64 / words as f64;
        Ok(Self {
            in_bytes: engine.of_bytes / a_word(of_weights),
            in_floats: engine.of_floats / a_word(of_weights),
            millions_a_word: [of_weights, of_attention].map(|number| a_word(number) / 1e6),
            engine: engine.version,
        })
    }
}

/// Runs a script of `peers/` on one thread, and reads the JSON object that it prints.
fn run_peer<T: serde::de::DeserializeOwned>(
    python: &Path,
    script: &str,
    arguments: &[&str],
    (input, output): (&Path, &Path),
) -> Result<(Usage, T)> {
    let mut command = Command::new(python);
    command.arg(repository().join("evals/peers").join(script)).args(arguments);
    for threads in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"] {
        command.env(threads, "1");
    }
    let usage = program::run(command, input, output)?;
    let said = std::fs::read(output).with_context(|| output.display().to_string())?;
    Ok((usage, serde_json::from_slice(&said).with_context(|| format!("what {script} printed"))?))
}

/// The Python of the virtual environment that has the peers: `ONRECORD_PEERS`, else `evals/.venv`, made when missing or out of date.
pub fn peer_python() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("ONRECORD_PEERS") {
        return Ok(PathBuf::from(folder).join("bin/python"));
    }
    let pinned = repository().join("evals/peers/requirements.txt");
    let wanted = std::fs::read_to_string(&pinned).with_context(|| pinned.display().to_string())?;
    let folder = repository().join("evals/.venv");
    let (python, ready) = (folder.join("bin/python"), folder.join("ready"));
    if std::fs::read_to_string(&ready).ok().as_ref() != Some(&wanted) {
        step(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        step(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(&pinned))?;
        std::fs::write(&ready, wanted).with_context(|| ready.display().to_string())?;
    }
    Ok(python)
}

fn step(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} ended with {}:\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
