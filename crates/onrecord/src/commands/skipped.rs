use store::Store;

use crate::arguments::SkippedArguments;
use crate::display::list;
use crate::output::{Finding, Output, say};

/// Lists what was not read.
pub fn run(arguments: &SkippedArguments) -> anyhow::Result<Finding> {
    let skipped = Store::open_read_only(&arguments.store.store)?.skipped()?;
    list(Output::to(None)?, arguments.format, &["source", "record", "reason"], &skipped, |skip| {
        vec![vec![skip.source.clone(), skip.record.clone(), skip.reason.clone()]]
    })?;
    if skipped.is_empty() {
        say("Nothing was skipped.");
    }
    Ok(Finding::Good)
}
