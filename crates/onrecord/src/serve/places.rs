//! How many requests are answered at the same time.
//!
//! Each sort of request has places of its own, so that a list for a program, which takes a millisecond or two, does not wait
//! behind ten pages that take ten each, and no reader waits behind a correction that waits for whoever writes. More places
//! than a few for each processor would only let all wait for each other.

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// A sort of request, by what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// A list of some rows, one record, a file.
    Brief,
    /// A page, or a list for which much is looked at.
    View,
    /// A document that is to be read.
    Reading,
    /// A correction: it waits for others who write.
    Writing,
}

/// The places of all.
pub struct Places {
    brief: Semaphore,
    view: Semaphore,
    reading: Semaphore,
    writing: Semaphore,
    ahead: Arc<Semaphore>,
}

impl Places {
    /// As many as the processors of this machine are good for.
    pub fn new() -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self {
            // Twice as many as there are processors: some wait for the disk.
            brief: Semaphore::new(2 * processors),
            view: Semaphore::new(2 * processors),
            reading: Semaphore::new(processors),
            writing: Semaphore::new(2),
            ahead: Arc::new(Semaphore::new(1)),
        }
    }

    /// A place, when there is one. Nobody is overtaken by the same sort.
    pub async fn take(&self, cost: Cost) -> Option<SemaphorePermit<'_>> {
        let places = match cost {
            Cost::Brief => &self.brief,
            Cost::View => &self.view,
            Cost::Reading => &self.reading,
            Cost::Writing => &self.writing,
        };
        // They are never closed.
        places.acquire().await.ok()
    }

    /// The one place of what is made anew before anybody waits for it, if nobody has it. It takes a place of its sort too,
    /// so that the more wait for answers, the fewer are made that nobody waits for.
    pub fn ahead(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.ahead).try_acquire_owned().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_does_not_wait_behind_pages() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let places = Places::new();
            let mut held = Vec::new();
            for _ in 0..places.view.available_permits() {
                held.push(places.take(Cost::View).await);
            }
            let soon = std::time::Duration::from_millis(20);
            assert!(tokio::time::timeout(soon, places.take(Cost::View)).await.is_err(), "pages are full");
            for cost in [Cost::Brief, Cost::Reading, Cost::Writing] {
                assert!(tokio::time::timeout(soon, places.take(cost)).await.is_ok(), "{cost:?} has its own");
            }
            held.pop();
            assert!(tokio::time::timeout(soon, places.take(Cost::View)).await.is_ok());
            let one = places.ahead();
            assert!(one.is_some() && places.ahead().is_none(), "one at a time is made ahead");
            drop(one);
            assert!(places.ahead().is_some());
        });
    }
}
