//! What all requests share.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use onrecord::Pipeline;
use store::{Store, StoreError, Usage};
use tokio::sync::Semaphore;

use super::kept::Kept;
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
    /// How long an answer that took long is given again.
    pub keep: Duration,
}

/// What all requests share.
pub struct Server {
    /// See [`Settings`].
    pub settings: Settings,
    /// Reads documents that are posted.
    pub pipeline: Pipeline,
    /// Requests that are answered at the same time; others wait.
    pub places: Semaphore,
    /// Answers that took long.
    pub kept: Kept,
    /// Connections that nobody uses now.
    idle: Mutex<Vec<Store>>,
    /// How often the archive has which word, and when that was counted.
    usage: Mutex<Option<(Arc<Usage>, Instant)>>,
}

/// More would only share the same cores.
const AT_ONCE: usize = 16;

impl Server {
    /// A server that has not begun.
    pub fn new(settings: Settings) -> Arc<Self> {
        Arc::new(Self {
            kept: Kept::new(settings.keep),
            settings,
            pipeline: Pipeline::new(),
            places: Semaphore::new(AT_ONCE),
            idle: Mutex::new(Vec::new()),
            usage: Mutex::new(None),
        })
    }

    /// How often the archive has which word: counted by one request for all, as long as answers are kept.
    pub fn usage(&self, store: &Store) -> Result<Arc<Usage>, StoreError> {
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((usage, counted)) = &*usage
            && counted.elapsed() < self.settings.keep
        {
            return Ok(Arc::clone(usage));
        }
        let counted = Arc::new(store.usage()?);
        *usage = Some((Arc::clone(&counted), Instant::now()));
        Ok(counted)
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
