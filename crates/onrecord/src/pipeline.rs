use std::any::Any;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use sha2::{Digest, Sha256};
use types::{Body, Document, Marks, Origin, Page, Reading, Record};

use crate::in_order::in_order;
use crate::questions::Judge;

/// From a page to its record. Give it out by reference: any number of threads may use one pipeline.
pub struct Pipeline {
    reader: annotate::Reader,
    threads: NonZeroUsize,
    judge: Judge,
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

/// How the note of a text in another language begins.
const NOT_READ: &str = "not read: the text is not in English";

/// Why a record has nothing but its document; none when the document was read.
pub fn not_read(record: &Record) -> Option<&str> {
    record.notes.iter().map(String::as_str).find(|note| note.starts_with(NOT_READ))
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
        Self { reader: annotate::Reader::embedded(), threads, judge: Judge::default() }
    }

    /// How many pages [`Pipeline::run`] reads at the same time. The records are the same for any number.
    #[must_use]
    pub fn with_threads(self, threads: NonZeroUsize) -> Self {
        Self { threads, ..self }
    }

    /// How much work goes into a page; the default is the best balance.
    #[must_use]
    pub fn with_effort(self, effort: annotate::Effort) -> Self {
        Self { reader: self.reader.with_effort(effort), ..self }
    }

    /// The questions for which positions are judged; none when not given.
    #[must_use]
    pub fn with_judge(self, judge: Judge) -> Self {
        Self { judge, ..self }
    }

    /// As [`Pipeline::with_judge`], where questions have changed in between.
    pub fn set_judge(&mut self, judge: Judge) {
        self.judge = judge;
    }

    /// Name and version of the model.
    pub fn model(&self) -> &str {
        self.reader.name()
    }

    /// The whole path of one page.
    pub fn record(&self, page: &Page) -> Record {
        let reading = read::read(page);
        if let Some(language) = read::foreign_language(&reading.document.text) {
            return self.unread(reading, &language);
        }
        let marks = self.reader.annotate(&reading);
        let mut record = resolve::resolve(reading, &marks);
        record.positions = self.judge.positions(&record);
        record
    }

    /// The record of a text that the model cannot read: its text and what is known about it.
    fn unread(&self, reading: Reading, language: &str) -> Record {
        let note =
            format!("{NOT_READ} ({language}): its text is kept, but statements are found in English only");
        let blank = Reading {
            document: Document { text: String::new(), ..reading.document.clone() },
            blocks: Vec::new(),
            sentences: Vec::new(),
            tokens: Vec::new(),
            quotations: Vec::new(),
            notes: reading.notes,
        };
        let mut record =
            resolve::resolve(blank, &Marks { model: self.model().to_owned(), ..Marks::default() });
        let declared = reading.document.language.filter(|tag| !tag.to_ascii_lowercase().starts_with("en"));
        let language = declared.or_else(|| Some(language.to_owned()));
        record.document = Document { language, ..reading.document };
        record.notes.push(note);
        record
    }

    /// Reads many pages at once and hands the outcomes over one by one, in the order of `pages`, whose errors are
    /// passed through in their place; none when there was no outcome for a second. At most a few pages for each thread
    /// are in memory.
    ///
    /// Ends early with the error of `deliver`, or when the operating system gives no threads.
    pub fn run<T: Send, E: From<io::Error>>(
        &self,
        pages: impl Iterator<Item = Result<Page, T>> + Send,
        deliver: impl FnMut(Option<Outcome<T>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let work = |page: Result<Page, T>| match page {
            Err(other) => Outcome::Passed(other),
            Ok(page) => {
                let fingerprint = self.fingerprint(&page);
                match guarded(&page.origin, || self.record(&page)) {
                    Ok(record) => {
                        Outcome::Read { origin: page.origin, fingerprint, record: Box::new(record) }
                    }
                    Err(failure) => Outcome::Failed(failure),
                }
            }
        };
        in_order(self.threads.get(), pages, work, deliver)
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

/// Turns a panic into a failure of the page. Nothing that the stages share is changed by them, so that a panic leaves
/// nothing half done.
fn guarded(origin: &Origin, work: impl FnOnce() -> Record) -> Result<Record, Failure> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|panic| Failure { origin: origin.clone(), reason: message(panic.as_ref()) })
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use types::Given;

    use super::*;

    fn page(text: &str, id: Option<&str>) -> Page {
        let given = Given { id: id.map(str::to_owned), ..Given::default() };
        Page { origin: Origin::Line(Box::new(Origin::Stdin), 3), body: Body::Text(text.to_owned()), given }
    }

    #[test]
    fn a_panic_is_the_failure_of_one_page() {
        let failure =
            guarded(&Origin::Line(Box::new(Origin::Stdin), 3), || panic!("index {}", 7)).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "stdin:3: the reader failed: index 7 (please report this article; the others are not affected)"
        );
    }

    #[test]
    fn fingerprints_tell_pages_apart() {
        let pipeline = Pipeline::new();
        let print = |page: Page| pipeline.fingerprint(&page);
        assert_eq!(print(page("a", None)), print(Page { origin: Origin::Stdin, ..page("a", None) }));
        let different = [
            print(page("a", None)),
            print(page("b", None)),
            print(page("a", Some(""))),
            print(page("a", Some("1"))),
            print(Page { body: Body::Html(b"a".to_vec()), ..page("a", None) }),
        ];
        for (index, one) in different.iter().enumerate() {
            assert!(!different[..index].contains(one), "{index}");
        }
    }
}
