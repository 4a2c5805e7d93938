//! What judgement costs beside reading: the share of each stage, and the memory of the gazetteer.
//!
//! Stages: `cargo run --release -p onrecord --example stages` times each stage of the pipeline on one thread, in one
//! process and on the same pages, so that the shares hold on a busy machine too. The gazetteer is read in place and
//! pages of it come into memory as they are touched: the program reads one text with names from all over the file and
//! one in which no name is known, and the difference of the peaks is what the gazetteer takes.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use crate::corpora::{PolnearArticle, repository};
use crate::figures::{Figures, round};
use crate::program::{self, Program};

/// Seconds of each stage on the corpus, as `stages` prints them.
#[derive(Deserialize)]
struct Stages {
    read: f64,
    times: f64,
    quantities: f64,
    /// The reader model with `times` and `quantities`.
    annotate: f64,
    resolve: f64,
    print: f64,
}

/// The figures: seconds and shares in percent of the whole by stage at full effort, the same at the fast one behind `fast.`,
/// `gazetteer.file_mib`, `gazetteer.peak_mib`.
pub fn measure(program: &Program, articles: &[PolnearArticle], folder: &Path) -> Result<Figures> {
    let lines: Vec<_> = articles.iter().map(PolnearArticle::input).collect();
    let input = program::write_lines(&folder.join("stages.input.jsonl"), &lines)?;
    let mut figures = Figures::new();
    for (prefix, effort) in [("", None), ("fast.", Some("fast"))] {
        for (stage, seconds, share) in stages(&input, effort)? {
            figures.insert(format!("{prefix}{stage}.seconds"), Some(seconds));
            figures.insert(format!("{prefix}{stage}.share"), Some(round(share)));
        }
    }
    let (file, peak) = gazetteer(program, folder)?;
    figures.insert("gazetteer.file_mib".to_owned(), Some(file));
    figures.insert("gazetteer.peak_mib".to_owned(), Some(peak));
    Ok(figures)
}

/// Seconds and percent of the whole of each stage.
fn stages(input: &Path, effort: Option<&str>) -> Result<[(&'static str, f64, f64); 6]> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--release", "--quiet", "--package", "onrecord", "--example", "stages", "--"])
        .arg(input)
        .args(effort)
        .current_dir(repository())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo run --example stages")?;
    if !output.status.success() {
        bail!("cargo run --example stages ended with {}", output.status);
    }
    let Stages { read, times, quantities, annotate, resolve, print } =
        serde_json::from_slice(&output.stdout).context("what the example stages printed")?;
    let whole = read + annotate + resolve + print;
    let stages = [
        ("read", read),
        ("model", annotate - times - quantities),
        ("times", times),
        ("quantities", quantities),
        ("resolve", resolve),
        ("print", print),
    ];
    Ok(stages.map(|(stage, seconds)| (stage, seconds, 100.0 * seconds / whole)))
}

/// Names in one text, and how many of the file's places are left out between two of them: neighbours share a page.
const NAMES: usize = 400;
const STEP: usize = 14;

/// MiB of the file, and by how many MiB names from all over it raise the peak.
fn gazetteer(program: &Program, folder: &Path) -> Result<(f64, f64)> {
    let path = repository().join("crates/resolve/data/gazetteer.bin");
    let file = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let names = names(&file).with_context(|| format!("{} has another layout", path.display()))?;
    let peak = |name: &str, change: fn(&str) -> String| -> Result<f64> {
        let texts = names.chunks(NAMES).map(|names| {
            let sentences: Vec<String> =
                names.iter().map(|name| format!("It rained in {} on Monday.", change(name))).collect();
            json!({"text": sentences.join(" ")})
        });
        let input = program::write_lines(&folder.join(name), &texts.collect::<Vec<_>>())?;
        Ok(program.time(&input, &folder.join("gazetteer.output.jsonl"))?.peak as f64)
    };
    let known = peak("known.input.jsonl", str::to_owned)?;
    let unknown = peak("unknown.input.jsonl", |name| name.chars().rev().collect::<String>().to_uppercase())?;
    let mib = f64::from(1 << 20);
    Ok((file.len() as f64 / mib, (known - unknown) / mib))
}

/// Every so many names of places, in the order of the file; training/gazetteer/README.md gives the layout.
fn names(file: &[u8]) -> Option<Vec<&str>> {
    const HEADER: usize = 24;
    const ENTRY: usize = 8;
    const PLACE: usize = 28;
    let number = |at: usize| Some(u32::from_le_bytes(*file.get(at..)?.first_chunk()?) as usize);
    let (entries, places) = (number(8)?, number(12)?);
    let first = HEADER + ENTRY * entries;
    let strings = file.get(first + PLACE * places..)?;
    (0..places)
        .step_by(STEP)
        .map(|place| {
            let at = first + PLACE * place;
            let start = number(at + 16)?;
            let name = strings.get(start..start + usize::from(*file.get(at + 20)?))?;
            std::str::from_utf8(name).ok()
        })
        .collect()
}
