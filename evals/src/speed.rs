//! Speed on one core, beside a peer in the same run.
//!
//! Both read the same text (PolNeAR dev as JSONL), one thread each, in turns, so that whatever else the machine does
//! touches both; the figure is the median. Time is CPU time, user and system: wall time on a shared machine says
//! little. "Whole" is the process from start to end; "steady" leaves out starting and loading the model: for the
//! peer by its own clock, for `onrecord` less what it takes to read one sentence.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use crate::corpora::{PolnearArticle, repository};
use crate::figures::Figures;
use crate::program::{self, Program, Usage};
use crate::words::Words;

const RUNS: usize = 3;

/// What spaCy is told to leave out. Only its parser and the vectors that it needs: the least that finds who says
/// what. Everything but entities: what most users of spaCy run.
const PEERS: [(&str, &str, &str); 2] = [
    ("spacy_parser", "spaCy, parser alone", "ner,tagger,attribute_ruler,lemmatizer"),
    ("spacy_without_ner", "spaCy, all but entities", "ner"),
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
    /// Peak memory in MiB.
    pub peak: f64,
}

/// The table.
pub struct Speed {
    /// Words of the text.
    pub words: usize,
    /// `onrecord` first.
    pub rows: Vec<Row>,
    /// The peer's versions.
    pub peer: String,
}

/// What the side script says about its own run.
#[derive(Deserialize)]
struct PeerRun {
    parse_cpu_seconds: f64,
    version: String,
}

impl Speed {
    /// Measures; takes a few minutes.
    pub fn measure(program: &Program, articles: &[PolnearArticle], folder: &Path) -> Result<Self> {
        let python = peer_python()?;
        let words = articles.iter().map(|article| Words::of(&article.text).len()).sum();
        let lines: Vec<_> = articles.iter().map(|article| json!({"text": article.text})).collect();
        let input = program::write_lines(&folder.join("speed.input.jsonl"), &lines)?;
        let sentence = [json!({"text": "“We will rebuild,” Mara Quell said on Tuesday."})];
        let short = program::write_lines(&folder.join("start.input.jsonl"), &sentence)?;
        let output = folder.join("speed.output.jsonl");

        let mut own = Vec::new();
        let mut peers = vec![Vec::new(); PEERS.len()];
        let mut peer = String::new();
        for _ in 0..RUNS {
            let start = program.time(&short, &output)?;
            let usage = program.time(&input, &output)?;
            own.push((usage, usage.cpu.as_secs_f64() - start.cpu.as_secs_f64()));
            for ((_, _, exclude), runs) in PEERS.iter().zip(&mut peers) {
                let (usage, said) = time_peer(&python, exclude, &input, &output)?;
                runs.push((usage, said.parse_cpu_seconds));
                peer = said.version;
            }
        }
        let mut rows = vec![row("onrecord", "onrecord", words, &own)];
        rows.extend(PEERS.iter().zip(&peers).map(|((key, name, _), runs)| row(key, name, words, runs)));
        Ok(Self { words, rows, peer })
    }

    /// The figures by name: `onrecord.whole`, `against_spacy_parser` (ratio of words a second, whole process), …
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::new();
        for row in &self.rows {
            for (name, value) in [
                ("cpu_seconds", row.cpu),
                ("whole", row.whole),
                ("steady", row.steady),
                ("peak_mib", row.peak),
            ] {
                figures.insert(format!("{}.{name}", row.key), Some(value));
            }
            if let Some(own) = self.rows.first().filter(|own| own.key != row.key) {
                figures.insert(format!("against_{}.whole", row.key), Some(own.whole / row.whole));
                figures.insert(format!("against_{}.steady", row.key), Some(own.steady / row.steady));
            }
        }
        figures
    }
}

fn row(key: &'static str, name: &'static str, words: usize, runs: &[(Usage, f64)]) -> Row {
    let cpu = median(runs.iter().map(|(usage, _)| usage.cpu.as_secs_f64()).collect());
    let steady = median(runs.iter().map(|(_, steady)| *steady).collect());
    let peak = median(runs.iter().map(|(usage, _)| usage.peak as f64 / f64::from(1 << 20)).collect());
    Row { key, name, cpu, whole: words as f64 / cpu, steady: words as f64 / steady, peak }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn time_peer(python: &Path, exclude: &str, input: &Path, output: &Path) -> Result<(Usage, PeerRun)> {
    let mut command = Command::new(python);
    command.arg(repository().join("evals/peers/spacy_speed.py")).arg(exclude);
    for threads in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"] {
        command.env(threads, "1");
    }
    let usage = program::run(command, input, output)?;
    let said = std::fs::read(output).with_context(|| output.display().to_string())?;
    Ok((usage, serde_json::from_slice(&said).context("what spacy_speed.py printed")?))
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
