//! Keeps the positions of a store up to date with its questions and corrections.

use std::path::Path;

use anyhow::Context;
use onrecord::{Judge, from_toml};
use store::{Added, Store};
use types::Question;

use crate::output::CommandError;

/// Documents that are judged in one transaction.
const BATCH: usize = 256;

/// The questions of a file.
pub fn questions(file: &Path) -> anyhow::Result<Vec<Question>> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("{name}: cannot be read"))?;
    from_toml(&text).map_err(|error| CommandError::Usage(format!("{name}: {error}")).into())
}

/// Takes questions into the store; says what judges its positions from now on, and for what.
pub fn prepare(store: &mut Store, questions: &[Question]) -> anyhow::Result<(Judge, String, Vec<Added>)> {
    store.judged_by(Judge::VERSION)?;
    let added = if questions.is_empty() { Vec::new() } else { store.add_questions(questions)? };
    let judging = store.judging()?;
    Ok((Judge::new(&judging.questions), judging.fingerprint, added))
}

/// Judges all positions that are due; returns of how many documents.
pub fn catch_up(store: &mut Store) -> anyhow::Result<usize> {
    if store.positions_due()? == 0 {
        return Ok(0);
    }
    let judge = Judge::new(&store.judging()?.questions);
    let mut judged = 0;
    loop {
        match store.judge_due(BATCH, |record| judge.positions(record))? {
            0 => return Ok(judged),
            some => judged += some,
        }
    }
}
