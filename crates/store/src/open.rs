use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::actors::identify;
use crate::{StoreError, copies};

/// "OnRc", in the header of every file of ours.
const APPLICATION_ID: i64 = 0x4F6E_5263;

/// The schema's steps; a file of version n has the first n. A step that was released never changes.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_records.sql"),
    include_str!("../migrations/0002_modified_and_section.sql"),
    include_str!("../migrations/0003_versions.sql"),
    include_str!("../migrations/0004_copies.sql"),
    include_str!("../migrations/0005_actors.sql"),
    include_str!("../migrations/0006_corrections.sql"),
    include_str!("../migrations/0007_web.sql"),
    include_str!("../migrations/0008_measured.sql"),
    include_str!("../migrations/0009_ties.sql"),
    include_str!("../migrations/0010_places_by_name.sql"),
    include_str!("../migrations/0011_events.sql"),
    include_str!("../migrations/0012_bands_by_day.sql"),
    include_str!("../migrations/0013_browsed.sql"),
    include_str!("../migrations/0014_questions.sql"),
    include_str!("../migrations/0015_statements_by_day.sql"),
    include_str!("../migrations/0016_news.sql"),
    include_str!("../migrations/0017_new_bands.sql"),
    include_str!("../migrations/0030_counted.sql"),
    include_str!("../migrations/0031_in_brief.sql"),
    include_str!("../migrations/0032_longer_periods.sql"),
    include_str!("../migrations/0033_by_form.sql"),
    include_str!("../migrations/0034_spans_by_document.sql"),
    include_str!("../migrations/0035_no_lengths.sql"),
];

/// The schema version that this program writes.
const VERSION: i64 = MIGRATIONS.len() as i64;

/// The first schema version that has actors across documents.
const WITH_ACTORS: i64 = 5;

/// How long a reader or writer waits for another writer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two tries to open a store that another program is making.
const PAUSE: Duration = Duration::from_millis(20);

/// One open store. Several may be open on one file: one writes at a time, all others read the last committed state.
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) writable: bool,
    /// See [`Store::noting_news`].
    pub(crate) notes_news: bool,
}

impl Store {
    /// Opens the store at `path` for reading and writing; makes it when there is no such file or an empty one, and
    /// brings an older one up to date. A file that is not ours is refused and stays untouched.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let begun = Instant::now();
        loop {
            match Self::open_at_once(path) {
                // While another program makes the store, SQLite refuses some locks without waiting for them.
                Err(StoreError::Busy { .. }) if begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                opened => return opened,
            }
        }
    }

    fn open_at_once(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Self::connect(path, flags, true)?;
        let found = store.version()?;
        if found < VERSION {
            store.migrate().map_err(|source| store.failed("set up the store", source))?;
        }
        Ok(store)
    }

    /// Opens the store at `path` for reading only; every attempt to write fails.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let open = || {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let store = Self::connect(path, flags, false)?;
            Ok((store.version()?, store))
        };
        let (found, store) = match open() {
            Err(StoreError::Open { source, .. }) if is_read_only(&source) => {
                roll_back(path, source)?;
                open()?
            }
            opened => opened?,
        };
        if found < VERSION {
            return Err(StoreError::TooOld { path: path.to_owned(), found, known: VERSION });
        }
        Ok(store)
    }

    /// Reads the file through the memory that the system keeps of it. All connections share that, and a commit of a writer
    /// leaves it as it is, whereas a connection's own pages are forgotten at each commit: for servers. A disk that fails
    /// then ends the program, and all that SQLite can do about it without is to say so: not for `verify`.
    pub fn sharing_pages(self) -> Result<Self, StoreError> {
        // SQLite takes of it what it was built to take at most, and reads the rest of a larger file as before.
        self.connection
            .pragma_update(None, "mmap_size", 1_i64 << 40)
            .map_err(|source| self.failed("share pages", source))?;
        Ok(self)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connect(path: &Path, flags: OpenFlags, writable: bool) -> Result<Self, StoreError> {
        let cannot_open = |source| cannot_open(path, source);
        let connection = Connection::open_with_flags(path, flags).map_err(cannot_open)?;
        connection.busy_timeout(PATIENCE).map_err(cannot_open)?;
        // The file may come from a stranger: its schema may call nothing that has effects, and no statement may
        // write into SQLite's own tables.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(cannot_open)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(cannot_open)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true).map_err(cannot_open)?;
        // Plans never depend on what is bound: else SQLite prepares most statements anew whenever they are used, which
        // took a third of the time of keeping a document and of each row of a search.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(cannot_open)?;
        // Keeping a document takes some 80 statements; with room for fewer, each would be prepared anew each time.
        connection.set_prepared_statement_cache_capacity(256);
        // In WAL mode a crash of the machine may cost the last commits, never the file; the inputs can be read again.
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(cannot_open)?;
        // Negative: KiB. The pages that a batch changes stay in memory until it commits, and a writer finds most of those
        // that it looks up: with less, keeping a document takes longer the larger the archive is.
        let cache = if writable { -524_288 } else { -16_384 };
        connection.pragma_update(None, "cache_size", cache).map_err(cannot_open)?;
        // Pages: several batches change the same ones, which are then written to the file once.
        connection.pragma_update(None, "wal_autocheckpoint", 65_536).map_err(cannot_open)?;
        // SQLite opens a file for reading when it may not write it, without a word.
        if writable && connection.is_readonly(rusqlite::MAIN_DB).map_err(cannot_open)? {
            return Err(cannot_open(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY),
                None,
            )));
        }
        Ok(Self { connection, path: path.to_owned(), writable, notes_news: false })
    }

    /// The file's schema version; 0 for a new one. Refuses files of others and of the future.
    fn version(&self) -> Result<i64, StoreError> {
        let number = |sql| self.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let header = || -> rusqlite::Result<(i64, i64, i64)> {
            // In one transaction: another process may be setting the store up at this moment.
            let _snapshot = self.snapshot()?;
            Ok((
                number("SELECT application_id FROM pragma_application_id")?,
                number("SELECT user_version FROM pragma_user_version")?,
                number("SELECT count(*) FROM sqlite_schema")?,
            ))
        };
        let path = || self.path.clone();
        match header() {
            Ok((APPLICATION_ID, found, _)) if found > VERSION => {
                Err(StoreError::TooNew { path: path(), found, known: VERSION })
            }
            Ok((APPLICATION_ID, found, _)) if found >= 1 => Ok(found),
            Ok((0, 0, 0)) => Ok(0),
            Ok(_) => Err(StoreError::Foreign { path: path() }),
            Err(source) => Err(cannot_open(&self.path, source)),
        }
    }

    fn migrate(&mut self) -> rusqlite::Result<()> {
        // Before the tables are made: the mode of the file cannot change inside a transaction.
        self.connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        // A table can only be made anew while nothing holds on to its rows; that cannot change inside a transaction.
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
        let migrated = self.run_migrations();
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
        migrated
    }

    fn run_migrations(&mut self) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Asked again under the lock: another process may have been faster.
        let found: i64 =
            transaction.query_row("SELECT user_version FROM pragma_user_version", [], |row| row.get(0))?;
        run_steps(&transaction, found)?;
        copies::fill(&transaction)?;
        if found < WITH_ACTORS {
            identify::fill(&transaction)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION.max(found))?;
        transaction.commit()
    }

    /// Says what was being done when SQLite failed.
    pub(crate) fn failed(&self, doing: impl Into<String>, source: rusqlite::Error) -> StoreError {
        StoreError::from_sqlite(&self.path, doing, source)
    }

    /// Begins a reading transaction, so that several queries see one state of the file; none when one is open already.
    pub(crate) fn snapshot(&self) -> rusqlite::Result<Option<Transaction<'_>>> {
        if self.connection.is_autocommit() {
            self.connection.unchecked_transaction().map(Some)
        } else {
            Ok(None)
        }
    }
}

/// The schema of an empty store, in memory.
pub(crate) fn empty_schema() -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    run_steps(&connection, 0)?;
    Ok(connection)
}

/// Brings the schema from version `found` up to date.
fn run_steps(connection: &Connection, found: i64) -> rusqlite::Result<()> {
    let mut steps = (1..).zip(MIGRATIONS).filter(|&(number, _)| number > found);
    steps.try_for_each(|(_, step)| connection.execute_batch(step))
}

/// SQLite would have to write, and may not.
fn is_read_only(source: &rusqlite::Error) -> bool {
    source.sqlite_error_code() == Some(ErrorCode::ReadOnly)
}

/// Takes back what a program was writing when it was killed. A store that is being made is not in WAL mode yet: what was
/// begun then lies in a journal, which stands in the way of all who may only read.
fn roll_back(path: &Path, source: rusqlite::Error) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let rolled_back = Store::connect(path, flags, true).and_then(|store| store.version());
    // Where this program may not write, the first error says what is wrong.
    rolled_back.map(|_| ()).map_err(|_| StoreError::Open { path: path.to_owned(), source })
}

/// Sorts an error at opening by what the user can do about it.
fn cannot_open(path: &Path, source: rusqlite::Error) -> StoreError {
    match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::Foreign { path: path.to_owned() },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            StoreError::Open { path: path.to_owned(), source }
        }
        _ => StoreError::from_sqlite(path, "open the store", source),
    }
}
