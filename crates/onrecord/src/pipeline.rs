use std::any::Any;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, Builder};

use crossbeam_channel::{Receiver, Sender, bounded};
use sha2::{Digest, Sha256};
use types::{Body, Origin, Page, Record};

/// From a page to its record. Give it out by reference: any number of threads may use one pipeline.
pub struct Pipeline {
    reader: annotate::Reader,
    threads: NonZeroUsize,
}

/// What became of one item of [`Pipeline::run`].
#[derive(Debug)]
pub enum Outcome<T> {
    /// The page was read.
    Read {
        /// Where the page came from.
        origin: Origin,
        /// See [`Pipeline::fingerprint`].
        fingerprint: String,
        /// What it says.
        record: Box<Record>,
    },
    /// The page could not be read because of a fault in the program.
    Failed(Failure),
    /// The item was no page: it is handed on.
    Passed(T),
}

/// A fault in the program that one page brought to light; other pages are not affected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: the reader failed: {reason} (please report this article; the others are not affected)")]
pub struct Failure {
    /// The page.
    pub origin: Origin,
    /// The message of the panic.
    pub reason: String,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self::new()
    }
}

impl Pipeline {
    /// The stages with the model that is part of the program, on all cores.
    pub fn new() -> Self {
        let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { reader: annotate::Reader::embedded(), threads }
    }

    /// How many pages [`Pipeline::run`] reads at the same time. The records are the same for any number.
    #[must_use]
    pub fn with_threads(self, threads: NonZeroUsize) -> Self {
        Self { threads, ..self }
    }

    /// Name and version of the model.
    pub fn model(&self) -> &str {
        self.reader.name()
    }

    /// The whole path of one page.
    pub fn record(&self, page: &Page) -> Record {
        let reading = read::read(page);
        let marks = self.reader.annotate(&reading);
        resolve::resolve(reading, &marks)
    }

    /// Reads many pages at once and hands the outcomes over one by one, in the order of `pages`, whose errors are
    /// passed through in their place. At most a few pages for each thread are in memory.
    ///
    /// Ends early with the error of `deliver`, or when the operating system gives no threads.
    pub fn run<T: Send, E: From<io::Error>>(
        &self,
        pages: impl Iterator<Item = Result<Page, T>> + Send,
        deliver: impl FnMut(Outcome<T>) -> Result<(), E>,
    ) -> Result<(), E> {
        let threads = self.threads.get();
        // Each page comes with the place for its outcome; the places wait in the order of the pages.
        let (to_workers, work) = bounded::<(Page, Sender<Outcome<T>>)>(threads);
        let (to_order, order) = bounded::<Receiver<Outcome<T>>>(4 * threads);
        thread::scope(|scope| {
            scope.spawn(move || {
                for page in pages {
                    let (place, outcome) = bounded(1);
                    // A failed send means that nobody waits any more: `deliver` has ended the run.
                    let sent = to_order.send(outcome).is_ok()
                        && match page {
                            Ok(page) => to_workers.send((page, place)).is_ok(),
                            Err(other) => place.send(Outcome::Passed(other)).is_ok(),
                        };
                    if !sent {
                        break;
                    }
                }
            });
            for _ in 0..threads {
                let work = work.clone();
                Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, move || {
                    for (page, place) in work {
                        let _ = place.send(self.outcome(page));
                    }
                })?;
            }
            drop(work);
            order.into_iter().flatten().try_for_each(deliver)
        })
    }

    fn outcome<T>(&self, page: Page) -> Outcome<T> {
        let fingerprint = self.fingerprint(&page);
        // Nothing that the stages share is changed by them, so that a panic leaves nothing half done.
        match catch_unwind(AssertUnwindSafe(|| self.record(&page))) {
            Ok(record) => Outcome::Read { origin: page.origin, fingerprint, record: Box::new(record) },
            Err(panic) => Outcome::Failed(Failure { origin: page.origin, reason: message(panic.as_ref()) }),
        }
    }

    /// A hash of all that a record depends on: the page, what the input says about it, the versions of program and
    /// model. As long as it is the same, the page need not be read again. Hexadecimal.
    pub fn fingerprint(&self, page: &Page) -> String {
        let given = &page.given;
        let (kind, body) = match &page.body {
            Body::Text(text) => ("text", text.as_bytes()),
            Body::Html(html) => ("html", html.as_slice()),
        };
        let about = [&given.id, &given.url, &given.title, &given.outlet, &given.published, &given.language];
        // `Debug` of strings escapes what could make two different inputs look the same.
        let head = format!("{:?}", (env!("CARGO_PKG_VERSION"), self.model(), kind, about, &given.byline));
        Sha256::new()
            .chain_update(head)
            .chain_update(body)
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Deeply nested pages need a deep stack; only what is used of it takes memory.
const STACK_BYTES: usize = 16 << 20;

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
        .to_owned()
}
