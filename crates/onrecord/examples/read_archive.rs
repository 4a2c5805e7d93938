//! Takes in and reads every page of an archive, with the program's allocator, and does nothing else: what `evals` times
//! beside a peer.
//!
//! ```text
//! cargo run --release -p onrecord --example read_archive -- FILE     prints how many pages have text
//! ```

#![expect(clippy::print_stdout, reason = "a development tool talks to its terminal")]

use acquire::{Input, Limits, pages};
use anyhow::{Context, Result, ensure};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("which archive?")?;
    let readings = pages(&[Input::new(&path)], Limits::default()).flatten().map(|page| read::read(&page));
    let with_text = readings.filter(|reading| !reading.document.text.is_empty()).count();
    ensure!(with_text > 0, "{path} has no page with text");
    println!("{with_text}");
    Ok(())
}
