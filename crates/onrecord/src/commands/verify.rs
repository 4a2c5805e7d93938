use store::{Store, StoreError};

use crate::arguments::VerifyArguments;
use crate::display::count;
use crate::output::{Finding, say};

/// Proves the store whole, or says what is wrong, a line for each fault.
pub fn run(arguments: &VerifyArguments) -> anyhow::Result<Finding> {
    // Comparing the search indexes with the texts is a write for SQLite: a store that may not be written is verified
    // without them, and that is said. Opening for reading comes first, because opening for writing would make a new
    // file; a store that is old, or was killed before it was set up, has to be opened for writing.
    let path = &arguments.store.store;
    let store = match Store::open_read_only(path) {
        Err(StoreError::TooOld { .. }) => Store::open(path)?,
        readable => {
            let readable = readable?;
            Store::open(path).unwrap_or(readable)
        }
    };
    let proved = store.verify()?;
    for fault in &proved.faults {
        say(&format!("onrecord: {}: {fault}", store.path().display()));
    }
    let search = if proved.search_compared {
        ""
    } else {
        "; the search indexes were not compared: the file is read-only"
    };
    say(&format!(
        "{}: {} documents, {} statements, {} spans proved; {}{search}",
        store.path().display(),
        proved.documents,
        proved.statements,
        proved.spans,
        count(proved.faults.len(), "fault")
    ));
    Ok(if proved.faults.is_empty() { Finding::Good } else { Finding::Faulty })
}
