//! What all requests share.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use onrecord::Pipeline;
use store::{Store, StoreError, Usage};

use super::kept::Kept;
use super::places::Places;
use super::problem::Problem;
use super::token::Token;

/// What the server is told at its start.
pub struct Settings {
    /// The file in which the records are kept.
    pub store: PathBuf,
    /// What the Host header may say.
    pub hosts: Vec<String>,
    /// Whether others can reach it: every request needs the token then.
    pub everywhere: bool,
    /// The token; nobody may write without one.
    pub token: Option<Token>,
    /// How long the queries of one request may run.
    pub query_time: Duration,
    /// For how long an answer that took long counts as new at most; see [`Kept`].
    pub keep: Duration,
}

/// What all requests share.
pub struct Server {
    /// See [`Settings`].
    pub settings: Settings,
    /// Reads documents that are posted.
    pub pipeline: Pipeline,
    /// Requests that are answered at the same time; others wait.
    pub places: Places,
    /// Answers that took long.
    pub kept: Arc<Kept>,
    /// Connections that nobody uses now.
    idle: Mutex<Vec<Store>>,
    /// How often the archive has which word, and when that was counted.
    usage: Mutex<Option<(Arc<Usage>, Instant)>>,
    /// Whether somebody counts that anew.
    counting: AtomicBool,
    itself: Weak<Self>,
}

/// How often the archive has which word is counted anew after so many times as long as answers are kept: it changes as
/// slowly as the archive.
const USAGE: u32 = 6;

impl Server {
    /// A server that has not begun.
    pub fn new(settings: Settings) -> Arc<Self> {
        Arc::new_cyclic(|itself| Self {
            kept: Kept::new(settings.keep),
            settings,
            pipeline: Pipeline::new(),
            places: Places::new(),
            idle: Mutex::new(Vec::new()),
            usage: Mutex::new(None),
            counting: AtomicBool::new(false),
            itself: itself.clone(),
        })
    }

    /// How often the archive has which word: counted once for all. While it is counted anew, in the background, all have
    /// the old count.
    pub fn usage(&self, store: &Store) -> Result<Arc<Usage>, StoreError> {
        let known = self.usage.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((usage, counted)) = known.filter(|_| !self.settings.keep.is_zero()) else {
            let counted = Arc::new(store.usage()?);
            self.set_usage(&counted);
            return Ok(counted);
        };
        if counted.elapsed() > self.settings.keep * USAGE
            && !self.counting.swap(true, Ordering::AcqRel)
            && let Some(server) = self.itself.upgrade()
        {
            std::thread::spawn(move || {
                // What cannot be counted now is counted later; a store that cannot be read is said by who asks for more.
                if let Ok(usage) = server.ask(Store::usage) {
                    server.set_usage(&Arc::new(usage));
                }
                server.counting.store(false, Ordering::Release);
            });
        }
        Ok(usage)
    }

    fn set_usage(&self, usage: &Arc<Usage>) {
        *self.usage.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((Arc::clone(usage), Instant::now()));
    }

    /// Asks the store, which cannot be changed this way; what runs too long is stopped.
    pub fn ask<T>(&self, work: impl FnOnce(&Store) -> Result<T, StoreError>) -> Result<T, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut store = match idle {
            Some(store) => store,
            None => Store::open_read_only(&self.settings.store)?.sharing_pages()?,
        };
        let answer = store.within(self.settings.query_time, work);
        // After a failure the connection may be in any state: it is not used again.
        if matches!(answer, Ok(_) | Err(StoreError::TooLong { .. } | StoreError::NoWord { .. })) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(store);
        }
        Ok(answer?)
    }
}
