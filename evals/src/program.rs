//! The released program as a user runs it: built by cargo, run as a process, read through its JSON.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use types::wire::Record;
use wait4::Wait4;

use crate::corpora::{GoldArticle, repository};

/// Records by the id of their document.
pub type Records = BTreeMap<String, Record>;

/// What a process used.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// User and system time.
    pub cpu: Duration,
    /// Time of the clock.
    pub wall: Duration,
    /// Peak resident memory in bytes.
    pub peak: u64,
}

/// Builds what `target` names of the package `onrecord`, in the release profile, and returns where it lies: `file` in the
/// folder of programs.
pub fn built(target: &[&str], file: &str) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "--quiet", "--package", "onrecord"]).args(target);
    let status = command.current_dir(repository()).status().context("cargo build")?;
    if !status.success() {
        bail!("cargo build --release --package onrecord {} failed", target.join(" "));
    }
    // This program lies in <target>/<profile>/, whatever the target folder is called.
    let own = std::env::current_exe().context("path of this program")?;
    let folder = own.ancestors().nth(2).context("target folder")?;
    let binary = folder.join("release").join(format!("{file}{}", std::env::consts::EXE_SUFFIX));
    if !binary.is_file() {
        bail!("cargo built no {}", binary.display());
    }
    Ok(binary)
}

/// The program under measurement.
pub struct Program {
    binary: PathBuf,
    threads: usize,
    /// None: the program's own choice.
    effort: Option<&'static str>,
}

impl Program {
    /// Builds `onrecord` in the release profile, so that never a stale binary is measured; `ONRECORD_BINARY` names
    /// another one to measure instead (an older release).
    pub fn build() -> Result<Self> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        if let Some(binary) = std::env::var_os("ONRECORD_BINARY") {
            return Ok(Self { binary: binary.into(), threads, effort: None });
        }
        Ok(Self { binary: built(&[], "onrecord")?, threads, effort: None })
    }

    /// The same program at an effort.
    pub fn at_effort(&self, effort: &'static str) -> Self {
        Self { binary: self.binary.clone(), effort: Some(effort), ..*self }
    }

    /// Where the program lies.
    pub fn binary(&self) -> &Path {
        &self.binary
    }

    /// Reads `inputs` on all cores and returns the file of records, one a line, in `folder` under `name`.
    pub fn read(&self, folder: &Path, name: &str, inputs: &[Value]) -> Result<PathBuf> {
        let input = write_lines(&folder.join(format!("{name}.input.jsonl")), inputs)?;
        let output = folder.join(format!("{name}.records.jsonl"));
        run(self.command(self.threads), &input, &output)?;
        Ok(output)
    }

    /// As [`Program::read`], with positions on the questions of all `articles`, as `score.py questions` lists them.
    pub fn read_asking(&self, folder: &Path, name: &str, articles: &[GoldArticle]) -> Result<PathBuf> {
        let questions = folder.join(format!("{name}.questions.toml"));
        let all = articles.iter().flat_map(|article| &article.gold.questions);
        // A JSON string is a TOML string.
        let text: String = all
            .map(|(id, ask)| format!("[[question]]\nid = {}\nask = {}\n\n", json!(id), json!(ask)))
            .collect();
        std::fs::write(&questions, text).with_context(|| questions.display().to_string())?;
        let inputs: Vec<Value> = articles.iter().map(GoldArticle::text_input).collect();
        let input = write_lines(&folder.join(format!("{name}.input.jsonl")), &inputs)?;
        let output = folder.join(format!("{name}.records.jsonl"));
        let mut command = self.command(self.threads);
        command.arg("--questions").arg(&questions);
        run(command, &input, &output)?;
        Ok(output)
    }

    /// Reads `input` on one thread and returns what that used.
    pub fn time(&self, input: &Path, output: &Path) -> Result<Usage> {
        self.time_on(1, input, output)
    }

    /// The same on so many threads.
    pub fn time_on(&self, threads: usize, input: &Path, output: &Path) -> Result<Usage> {
        run(self.command(threads), input, output)
    }

    fn command(&self, threads: usize) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(["read", "-", "--no-store", "--format", "jsonl", "--threads", &threads.to_string()]);
        command.args(self.effort.iter().flat_map(|effort| ["--effort", effort]));
        command
    }
}

/// Writes one JSON value a line and returns `path`.
pub fn write_lines(path: &Path, lines: &[Value]) -> Result<PathBuf> {
    let mut file = File::create(path).with_context(|| path.display().to_string())?;
    for line in lines {
        writeln!(file, "{line}")?;
    }
    Ok(path.to_owned())
}

/// Reads the records that the program wrote.
pub fn load_records(path: &Path) -> Result<Records> {
    let lines = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    lines
        .lines()
        .enumerate()
        .map(|(index, line)| {
            let record: Record = serde_json::from_str(line)
                .with_context(|| format!("{}:{} is no record", path.display(), index + 1))?;
            Ok((record.document.id.clone(), record))
        })
        .collect()
}

/// Runs a process from file to file and measures it. Linux counts the memory of the parent at the moment of the
/// fork as the child's own, so the figure is exact only while this program is smaller than the one it measures.
pub fn run(mut command: Command, input: &Path, output: &Path) -> Result<Usage> {
    let errors = output.with_extension("stderr");
    let name = command.get_program().to_string_lossy().into_owned();
    let start = Instant::now();
    let mut child = command
        .stdin(File::open(input).with_context(|| input.display().to_string())?)
        .stdout(File::create(output).with_context(|| output.display().to_string())?)
        .stderr(File::create(&errors).with_context(|| errors.display().to_string())?)
        .spawn()
        .with_context(|| name.clone())?;
    let used = child.wait4().with_context(|| name.clone())?;
    if !used.status.success() {
        let words = fs::read_to_string(&errors).unwrap_or_default();
        bail!("{name} ended with {}:\n{}", used.status, words.trim_end());
    }
    Ok(Usage { cpu: used.rusage.utime + used.rusage.stime, wall: start.elapsed(), peak: used.rusage.maxrss })
}
