//! The one writer: takes the outcomes of a run in their order, keeps and prints them, and counts.

use std::time::{Duration, Instant};

use acquire::AcquireError;
use onrecord::{Outcome, not_read};
use store::{Kept, Reading, Skip, Store, StoreError};
use types::{Origin, Record};

use crate::display::Printer;
use crate::output::{Output, is_closed};
use crate::progress::Progress;

/// An item of a run that the pipeline need not read.
pub enum Passed {
    /// Its record is kept already.
    Unchanged,
    /// It could not be taken in.
    NotAcquired(AcquireError),
    /// The store could not say whether it is kept.
    NoAnswer(StoreError),
}

/// What has become of the items so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Articles that were read, and kept where there is a store.
    pub read: usize,
    /// Their statements.
    pub statements: usize,
    /// Of those that were read: in place of an older record of the same text.
    pub replaced: usize,
    /// Of those that were read: beside an older version of the page.
    pub versions: usize,
    /// Of those that were read: in another language, so that only the text was kept.
    pub foreign: usize,
    /// Articles whose record was kept already.
    pub unchanged: usize,
    /// What could not be read.
    pub failed: usize,
}

/// A transaction waits for the disk, so it keeps many records; but none waits for longer than about a second.
const BATCH_RECORDS: usize = 256;
const BATCH_TIME: Duration = Duration::from_secs(1);

/// Records that wait to be kept in one transaction, and what has become of those before them.
pub struct Batch {
    store: Option<Store>,
    /// For what positions are judged: see [`store::Judging::fingerprint`].
    judged: String,
    printer: Option<Printer<Output>>,
    waiting: Vec<(Origin, String, Box<Record>)>,
    skipped: Vec<Skip>,
    since: Instant,
    counts: Counts,
    progress: Progress,
}

impl Batch {
    /// A batch that keeps what it takes where there is a store, and prints it where there is a printer.
    pub fn new(
        store: Option<Store>,
        judged: String,
        printer: Option<Printer<Output>>,
        progress: Progress,
    ) -> Self {
        let (waiting, skipped, since) = (Vec::new(), Vec::new(), Instant::now());
        Self { store, judged, printer, waiting, skipped, since, counts: Counts::default(), progress }
    }

    /// Takes the next outcome, or none when there was none for a while.
    pub fn take(&mut self, outcome: Option<Outcome<Passed>>) -> anyhow::Result<()> {
        match outcome {
            None => {}
            Some(Outcome::Read { origin, fingerprint, record }) => {
                self.waiting.push((origin, fingerprint, record));
            }
            Some(Outcome::Failed(failure)) => self.fail(&failure.origin, &failure.to_string()),
            Some(Outcome::Passed(Passed::NotAcquired(error))) => {
                self.fail(error.origin(), &error.to_string());
            }
            Some(Outcome::Passed(Passed::NoAnswer(error))) => return Err(error.into()),
            Some(Outcome::Passed(Passed::Unchanged)) => self.counts.unchanged += 1,
        }
        if self.waiting.len() >= BATCH_RECORDS || self.since.elapsed() >= BATCH_TIME {
            self.flush()?;
        }
        self.progress.update(&self.counts, self.waiting.len());
        Ok(())
    }

    /// Says and notes what could not be read; `message` names the origin first, as all messages do.
    fn fail(&mut self, origin: &Origin, message: &str) {
        self.counts.failed += 1;
        self.progress.say(&format!("onrecord: {message}"));
        let start = format!("{origin}: ");
        self.skip(origin, message.strip_prefix(&start).unwrap_or(message));
    }

    fn skip(&mut self, origin: &Origin, reason: &str) {
        let (source, record) = place(origin);
        self.skipped.push(Skip { origin: origin.to_string(), source, record, reason: reason.to_owned() });
    }

    /// Keeps and prints the records that wait.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let origins: Vec<String> = waiting.iter().map(|(origin, ..)| origin.to_string()).collect();
        let readings = waiting.iter().zip(&origins).map(|((_, fingerprint, record), origin)| Reading {
            record,
            origin,
            fingerprint,
            judged: &self.judged,
        });
        let kept = match &mut self.store {
            Some(store) if !waiting.is_empty() => store.keep_all(readings)?,
            _ => waiting.iter().map(|_| Ok(Kept::New)).collect(),
        };
        for ((origin, _, record), kept) in waiting.iter().zip(kept) {
            match kept {
                Err(defect) => {
                    self.fail(origin, &format!("{origin}: {defect} (please report this article)"));
                    continue;
                }
                Ok(Kept::Same) => self.counts.unchanged += 1,
                Ok(new @ (Kept::New | Kept::Replaced | Kept::NewVersion)) => {
                    self.counts.read += 1;
                    self.counts.statements += record.statements.len();
                    self.counts.replaced += usize::from(new == Kept::Replaced);
                    self.counts.versions += usize::from(new == Kept::NewVersion);
                }
            }
            if let Some(why) = not_read(record) {
                self.counts.foreign += 1;
                self.skip(origin, why);
            }
            self.print(record)?;
        }
        if let Some(store) = self.store.as_mut().filter(|_| !self.skipped.is_empty()) {
            store.skip_all(&self.skipped)?;
        }
        self.skipped.clear();
        self.since = Instant::now();
        Ok(())
    }

    /// Prints a record. When nobody reads the output any more, reading goes on only for the store.
    fn print(&mut self, record: &Record) -> anyhow::Result<()> {
        let Some(printer) = &mut self.printer else { return Ok(()) };
        match printer.record(record) {
            Err(error) if self.store.is_some() && error.chain().any(is_closed) => self.printer = None,
            result => result?,
        }
        Ok(())
    }

    /// Keeps what is left and ends the output.
    pub fn finish(mut self) -> anyhow::Result<(Counts, Progress)> {
        self.flush()?;
        if let Some(printer) = self.printer.take() {
            printer.finish()?.finish()?;
        }
        Ok((self.counts, self.progress))
    }
}

/// The file or address that an origin lies in, and where in it; empty when it is the whole.
fn place(origin: &Origin) -> (String, String) {
    let (outer, inner) = match origin {
        Origin::Line(outer, line) => (outer, format!("line {line}")),
        Origin::Item(outer, item) => (outer, format!("item {item}")),
        Origin::Entry(outer, name) => (outer, format!("file {name}")),
        Origin::Record { archive, offset, within: 0 } => (archive, format!("byte {offset}")),
        Origin::Record { archive, offset, within } => (archive, format!("byte {offset}+{within}")),
        Origin::File(_) | Origin::Stdin | Origin::Address { .. } => {
            return (origin.to_string(), String::new());
        }
    };
    let (source, record) = place(outer);
    (source, if record.is_empty() { inner } else { format!("{record}, {inner}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_its_source() {
        let archive =
            Origin::Record { archive: Box::new(Origin::File("a.warc".into())), offset: 7, within: 0 };
        let entry = Origin::Entry(Box::new(Origin::File("b.zip".into())), "c.jsonl".into());
        for (origin, source, record) in [
            (Origin::Stdin, "stdin", ""),
            (archive, "a.warc", "byte 7"),
            (Origin::Line(Box::new(entry), 12), "b.zip", "file c.jsonl, line 12"),
        ] {
            assert_eq!(place(&origin), (source.to_owned(), record.to_owned()));
        }
    }
}
