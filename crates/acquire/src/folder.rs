//! Which files a folder or a pattern stands for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use types::Origin;
use walkdir::WalkDir;

use crate::{AcquireError, Format};

/// What was left out on purpose: files in folders and ZIP archives that are no articles, records of web archives that
/// are no pages, pages of the web that are the same as last time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Files and folders whose name starts with a dot.
    pub hidden: usize,
    /// How many files of each other type, by the end of their name (`pdf`; empty where there is none).
    pub other: BTreeMap<String, usize>,
    /// How many records of web archives were no pages, by what they are: `image/png`, `status 404`.
    pub records: BTreeMap<String, usize>,
    /// How many addresses were not fetched (again), or answered that nothing has changed: their pages are there already.
    pub unchanged: usize,
    /// How many listed addresses had no page less than a day ago, and were not asked again.
    pub rested: usize,
}

impl Skipped {
    /// How many files.
    pub fn total(&self) -> usize {
        self.hidden + self.other.values().sum::<usize>()
    }
}

/// What a file's name says about its format.
pub(crate) fn format_by_name(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let packed = [".gz", ".lz4", ".zst"].iter().find_map(|ending| name.strip_suffix(ending));
    match packed.unwrap_or(&name).rsplit_once('.')?.1 {
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "txt" | "text" => Some(Format::Text),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "warc" | "arc" => Some(Format::Archive),
        "zip" => Some(Format::Zip),
        "rss" | "atom" => Some(Format::Feed),
        _ => None,
    }
}

/// Walks a folder.
pub(crate) struct Folder {
    root: PathBuf,
    walk: walkdir::IntoIter,
    found: bool,
    finished: bool,
}

impl Folder {
    pub(crate) fn new(root: PathBuf) -> Self {
        let walk = WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter();
        Self { root, walk, found: false, finished: false }
    }

    /// The next article, or what is wrong in the folder; counts what is left out.
    pub(crate) fn next(&mut self, skipped: &mut Skipped) -> Option<Result<PathBuf, AcquireError>> {
        while let Some(entry) = self.walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.found = true;
                    return Some(Err(walk_error(error, &self.root)));
                }
            };
            if entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".") {
                count_skipped(skipped, entry.path(), true);
                if entry.file_type().is_dir() {
                    self.walk.skip_current_dir();
                }
            } else if entry.file_type().is_dir() {
            } else if entry.file_type().is_file() && format_by_name(entry.path()).is_some() {
                self.found = true;
                return Some(Ok(entry.into_path()));
            } else {
                count_skipped(skipped, entry.path(), false);
            }
        }
        if self.found || std::mem::replace(&mut self.finished, true) {
            return None;
        }
        Some(Err(AcquireError::NothingFound { origin: Origin::File(self.root.clone()) }))
    }
}

/// Counts a file that is no article.
pub(crate) fn count_skipped(skipped: &mut Skipped, path: &Path, is_hidden: bool) {
    if is_hidden {
        skipped.hidden += 1;
    } else {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        *skipped.other.entry(ending).or_default() += 1;
    }
}

fn walk_error(error: walkdir::Error, root: &Path) -> AcquireError {
    let origin = Origin::File(error.path().unwrap_or(root).to_owned());
    match error.loop_ancestor() {
        Some(ancestor) => AcquireError::Loop { origin, ancestor: ancestor.to_owned() },
        None => AcquireError::io(origin, error.into()),
    }
}

/// Whether an argument that names no file may be a pattern.
pub(crate) fn is_pattern(argument: &Path) -> bool {
    argument.to_str().is_some_and(|argument| argument.contains(['*', '?', '[']))
}

/// The paths that match a pattern, sorted. Names that start with a dot match only where the pattern has the dot.
pub(crate) fn matches(pattern: &Path) -> Vec<Result<PathBuf, AcquireError>> {
    let origin = || Origin::File(pattern.to_owned());
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::default() };
    let found: Vec<_> = match glob::glob_with(&pattern.to_string_lossy(), options) {
        Err(error) => vec![Err(AcquireError::Pattern { origin: origin(), reason: error.msg.to_owned() })],
        Ok(paths) => paths
            .map(|path| {
                path.map_err(|error| AcquireError::io(Origin::File(error.path().to_owned()), error.into()))
            })
            // A folder that only `**` reaches is not meant: its files match on their own.
            .filter(
                |path| !matches!(path, Ok(path) if path.is_dir() && pattern.to_string_lossy().contains("**")),
            )
            .collect(),
    };
    if found.is_empty() { vec![Err(AcquireError::NothingFound { origin: origin() })] } else { found }
}
