//! Speed of taking in and reading pages, beside a peer in the same run.
//!
//! The pages of a web archive of news, one core each, in turns; the figure is the median. Ours is the CPU time of a whole
//! process that opens the compressed archive, takes out each page and reads it (text, metadata, sentences, quotations), as
//! `onrecord` does before its models, with its allocator; the peer's is that of its extraction with metadata alone, the pages being in memory.

use std::path::Path;
use std::process::Command;

use acquire::{Input, Limits, pages};
use anyhow::{Context, Result, bail};
use base64::Engine;
use serde::Deserialize;
use serde_json::json;
use types::Body;

use crate::corpora::{Corpora, repository};
use crate::figures::{Figures, round};
use crate::program;
use crate::speed::peer_python;

const ARCHIVE: &str = "warc-samples/news-dev.warc.gz";
const RUNS: usize = 3;

/// What the side script says about its own run.
#[derive(Deserialize)]
struct PeerRun {
    cpu_seconds: f64,
    pages: usize,
}

/// Pages a CPU second, ours and the peer's.
pub struct PagesSpeed {
    /// The pages that were read.
    pub pages: usize,
    /// Ours.
    pub own: f64,
    /// The peer's.
    pub peer: f64,
}

impl PagesSpeed {
    /// Measures; takes about two minutes.
    pub fn measure(corpora: &Corpora, folder: &Path) -> Result<Self> {
        let archive = corpora.path(ARCHIVE)?;
        let python = peer_python()?;
        let reader = program::built(&["--example", "read_archive"], "examples/read_archive")?;
        let bodies: Vec<Vec<u8>> = html_pages(&archive)?;
        let lines: Vec<_> = bodies
            .iter()
            .map(|html| json!({"html_base64": base64::engine::general_purpose::STANDARD.encode(html)}))
            .collect();
        let input = program::write_lines(&folder.join("pages-speed.input.jsonl"), &lines)?;
        let output = folder.join("pages-speed.output");
        let (mut own, mut peers) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let mut command = Command::new(&reader);
            command.arg(&archive);
            own.push(program::run(command, &input, &output)?.cpu.as_secs_f64());
            let mut command = Command::new(&python);
            command.arg(repository().join("evals/peers/trafilatura_speed.py"));
            program::run(command, &input, &output)?;
            let said: PeerRun = serde_json::from_slice(&std::fs::read(&output)?)
                .context("what trafilatura_speed.py printed")?;
            if said.pages != bodies.len() {
                bail!("trafilatura read {} of {} pages", said.pages, bodies.len());
            }
            peers.push(said.cpu_seconds);
        }
        let rate = |seconds: &mut Vec<f64>| {
            seconds.sort_by(f64::total_cmp);
            bodies.len() as f64 / seconds[seconds.len() / 2]
        };
        Ok(Self { pages: bodies.len(), own: rate(&mut own), peer: rate(&mut peers) })
    }

    /// The figures by name.
    pub fn figures(&self) -> Figures {
        Figures::from([
            ("pages".to_owned(), Some(self.pages as f64)),
            ("pages_per_second".to_owned(), Some(round(self.own))),
            ("peer_pages_per_second".to_owned(), Some(round(self.peer))),
            ("against_trafilatura".to_owned(), Some(round(self.own / self.peer))),
        ])
    }
}

/// The pages of HTML in the archive.
fn html_pages(archive: &Path) -> Result<Vec<Vec<u8>>> {
    let found: Vec<Vec<u8>> = pages(&[Input::new(archive)], Limits::default())
        .flatten()
        .filter_map(|page| match page.body {
            Body::Html(bytes) => Some(bytes),
            Body::Text(_) => None,
        })
        .collect();
    if found.is_empty() {
        bail!("{} has no pages", archive.display());
    }
    Ok(found)
}
