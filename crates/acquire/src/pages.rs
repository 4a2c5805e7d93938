use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use types::{Body, Given, Origin, Page};

use crate::folder::{Folder, Skipped, format_by_name, is_pattern, matches};
use crate::jsonl::Lines;
use crate::source::{Source, open};
use crate::{AcquireError, Encoding, Format, Input, Limits, decode};

/// Every page of the inputs, in the order of the arguments, of the names in a folder, of the lines in a file.
///
/// Nothing is opened before it is asked for, and at most one file is open at a time.
pub fn pages(inputs: &[Input], limits: Limits) -> Pages {
    Pages {
        inputs: Vec::from(inputs).into_iter(),
        current: Input::new("-"),
        limits,
        folder: None,
        matched: Vec::new().into_iter(),
        lines: None,
        skipped: Skipped::default(),
        bytes_read: Arc::default(),
    }
}

/// How many bytes there are to read in all, before decompression; `None` when standard input is among them.
/// Files that cannot be reached count as nothing: [`pages()`] reports them.
pub fn total_bytes(inputs: &[Input]) -> Option<u64> {
    let size = |path: PathBuf| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    let mut total = 0;
    for Input { argument, .. } in inputs {
        total += match kind_of(argument) {
            Kind::Stdin => return None,
            Kind::Folder => folder_bytes(argument),
            Kind::Pattern => matches(argument)
                .into_iter()
                .flatten()
                .map(|path| if path.is_dir() { folder_bytes(&path) } else { size(path) })
                .sum(),
            Kind::File => size(argument.clone()),
        };
    }
    Some(total)
}

fn folder_bytes(root: &Path) -> u64 {
    let (mut folder, mut skipped) = (Folder::new(root.to_owned()), Skipped::default());
    let articles = std::iter::from_fn(|| folder.next(&mut skipped)).flatten();
    articles.filter_map(|path| std::fs::metadata(path).ok()).map(|metadata| metadata.len()).sum()
}

enum Kind {
    Stdin,
    Folder,
    Pattern,
    File,
}

fn kind_of(argument: &Path) -> Kind {
    match argument {
        _ if argument == Path::new("-") => Kind::Stdin,
        _ if argument.is_dir() => Kind::Folder,
        // A file whose name has a bracket in it is that file.
        _ if is_pattern(argument) && !argument.exists() => Kind::Pattern,
        _ => Kind::File,
    }
}

/// A stream of pages; see [`pages()`].
pub struct Pages {
    inputs: std::vec::IntoIter<Input>,
    /// The input that `folder`, `matched` and `lines` belong to.
    current: Input,
    limits: Limits,
    folder: Option<Folder>,
    matched: std::vec::IntoIter<Result<PathBuf, AcquireError>>,
    lines: Option<Lines>,
    skipped: Skipped,
    bytes_read: Arc<AtomicU64>,
}

impl Pages {
    /// The files in folders that were left out so far.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// How many bytes were read so far, before decompression; goes on counting while the stream is read elsewhere.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// Opens one file, or standard input: a page, or the start of its lines (`None`).
    fn begin(&mut self, path: Option<&Path>) -> Result<Option<Page>, AcquireError> {
        let source = open(path, &self.bytes_read)?;
        let by_name = path.and_then(format_by_name);
        let (source, format) = match self.current.format.or(by_name) {
            Some(format) => (source, format),
            None => source.sniff()?,
        };
        match format {
            Format::Jsonl => {
                self.lines = Some(Lines::new(source, self.limits));
                Ok(None)
            }
            Format::Html => html(source, self.limits).map(Some),
            Format::Text => text(source, self.limits, self.current.encoding).map(Some),
        }
    }

    /// Starts on an argument.
    fn start(&mut self, input: Input) -> Option<Result<Page, AcquireError>> {
        self.current = input;
        let argument = self.current.argument.clone();
        match kind_of(&argument) {
            Kind::Stdin => self.begin(None).transpose(),
            Kind::Folder => {
                self.folder = Some(Folder::new(argument));
                None
            }
            Kind::Pattern => {
                self.matched = matches(&argument).into_iter();
                None
            }
            Kind::File if is_address(&argument) => {
                Some(Err(AcquireError::Address { origin: Origin::File(argument) }))
            }
            Kind::File => self.begin(Some(&argument)).transpose(),
        }
    }
}

impl Iterator for Pages {
    type Item = Result<Page, AcquireError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let item = if let Some(lines) = &mut self.lines {
                let item = lines.next();
                if item.is_none() {
                    self.lines = None;
                }
                item
            } else if let Some(folder) = &mut self.folder {
                match folder.next(&mut self.skipped) {
                    Some(path) => path.and_then(|path| self.begin(Some(&path))).transpose(),
                    None => {
                        self.folder = None;
                        None
                    }
                }
            } else if let Some(path) = self.matched.next() {
                match path {
                    Ok(path) if path.is_dir() => {
                        self.folder = Some(Folder::new(path));
                        None
                    }
                    path => path.and_then(|path| self.begin(Some(&path))).transpose(),
                }
            } else {
                let input = self.inputs.next()?;
                self.start(input)
            };
            if item.is_some() {
                return item;
            }
        }
    }
}

fn is_address(argument: &Path) -> bool {
    let is = |argument: &str| argument.starts_with("https://") || argument.starts_with("http://");
    argument.to_str().is_some_and(is) && !argument.exists()
}

fn html(source: Source, limits: Limits) -> Result<Page, AcquireError> {
    let (origin, bytes) = source.whole(limits.page_bytes)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(AcquireError::Empty { origin });
    }
    // Pages with a stray zero byte exist, and UTF-16 is full of them: what starts like a page is one.
    let start = &bytes[..bytes.len().min(decode::SNIFFED_BYTES)];
    if decode::format_of(start, true) != Some(Format::Html) {
        decode::check_not_binary(&bytes, &origin)?;
    }
    Ok(Page { origin, body: Body::Html(bytes), given: Given::default() })
}

fn text(source: Source, limits: Limits, encoding: Option<&'static Encoding>) -> Result<Page, AcquireError> {
    let (origin, bytes) = source.whole(limits.page_bytes)?;
    let text = decode::text(bytes, origin.clone(), encoding)?;
    if text.trim().is_empty() {
        return Err(AcquireError::Empty { origin });
    }
    Ok(Page { origin, body: Body::Text(text), given: Given::default() })
}
