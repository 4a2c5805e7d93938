use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::{Defect, Store};

/// What can go wrong between a caller and the file. Every message names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file (opened for reading only).
    #[error("{path}: there is no such store; `onrecord read` makes one")]
    Missing {
        /// The file that was asked for.
        path: PathBuf,
    },
    /// The file cannot be opened or made.
    #[error(
        "{path}: cannot open the store ({source}); check that its folder exists and that you may write there"
    )]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The file is something else: no SQLite file, or another program's.
    #[error("{path}: this is not a store of On Record; it was left as it is, name another file")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of On Record made the file.
    #[error(
        "{path}: the store has schema version {found}, this program knows up to {known}; use a newer onrecord"
    )]
    TooNew {
        /// The file.
        path: PathBuf,
        /// The file's schema version.
        found: i64,
        /// The latest schema version that this program knows.
        known: i64,
    },
    /// An older version made the file, and it was opened for reading only.
    #[error(
        "{path}: the store has schema version {found}, this program needs {known}; \
         open it once for writing (`onrecord read`) to bring it up to date"
    )]
    TooOld {
        /// The file.
        path: PathBuf,
        /// The file's schema version.
        found: i64,
        /// The schema version that this program needs.
        known: i64,
    },
    /// The record contradicts itself and was not kept.
    #[error(transparent)]
    Defect(#[from] Defect),
    /// A filter has no word to search for.
    #[error("{filter}: {given:?} has no word to search for; give at least one letter or digit")]
    NoWord {
        /// The filter: `who`, `about` or `outlet`.
        filter: &'static str,
        /// What was given.
        given: String,
    },
    /// A correction from elsewhere is not what it was when it was made.
    #[error(
        "the correction {id:?} was changed on its way: its id does not fit its content; ask for it again"
    )]
    BrokenCorrection {
        /// The id that it came with.
        id: String,
    },
    /// A query ran longer than it may ([`crate::Store::within`]).
    #[error(
        "{path}: the question takes too long (tried to {doing}); ask for less: a person, an outlet, a shorter time"
    )]
    TooLong {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: String,
    },
    /// Another program holds the file for longer than we wait.
    #[error("{path}: another program is writing to the store; try again when it has ended")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// What is stored cannot be read.
    #[error("{path}: the store is damaged: cannot {doing} ({source}); `onrecord verify` says where")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: String,
        /// What SQLite, or the reading of a column, says.
        source: rusqlite::Error,
    },
    /// Anything else that SQLite reports (disk full, no right to write).
    #[error("{path}: cannot {doing} ({source}); nothing of it was kept")]
    Failed {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: String,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Sorts an error of SQLite by what the user can do about it.
    pub(crate) fn from_sqlite(path: &Path, doing: impl Into<String>, source: rusqlite::Error) -> Self {
        let (path, doing) = (path.to_owned(), doing.into());
        match source.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => Self::TooLong { path, doing },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path, doing, source }
            }
            Some(_) => Self::Failed { path, doing, source },
            // Not SQLite itself: a column holds what no column of ours can hold.
            None => Self::Damaged { path, doing, source },
        }
    }
}

/// Why a list cannot be given: its filters do not fit, or SQLite fails.
pub(crate) enum Problem {
    /// Words that nothing can be looked for with; the error says so.
    Words(StoreError),
    /// What SQLite says.
    Sqlite(rusqlite::Error),
}

impl Problem {
    /// The error of a store that was `doing` something.
    pub(crate) fn told(self, store: &Store, doing: &str) -> StoreError {
        match self {
            Self::Words(error) => error,
            Self::Sqlite(source) => store.failed(doing, source),
        }
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(source: rusqlite::Error) -> Self {
        Self::Sqlite(source)
    }
}
