//! Where do pages come from? From files, folders, patterns, archives, feeds, sitemaps and the web.
//!
//! [`pages()`] turns the arguments of a command line into a stream of [`Page`]s. It looks at the first bytes of a file
//! to know its format and decodes text; what a page *says* is the business of `read`. Nothing ends the stream but its
//! end: what cannot be taken in is an [`AcquireError`] in its place, which names the file and line and what to do.
//!
//! Memory holds one page at a time, however many lines a file or records an archive has and however long they are.
//!
//! | Input | Taken as |
//! |---|---|
//! | `.jsonl`, `.ndjson` | one page a line: `text`, `html` or `html_base64`, with any of `id`, `url`, `title`, `outlet`, `byline`, `published`, `language`; other keys are ignored |
//! | `.txt`, `.text` | one page of text, stored as it came |
//! | `.html`, `.htm`, `.xhtml` | one page of HTML, whose encoding `read` finds out |
//! | `.warc`, `.arc` | every response, resource and conversion that is HTML or text and answers with status 200 |
//! | `.zip` | every file in it with one of these names |
//! | `.rss`, `.atom` | every article that the feed holds whole |
//! | any of these with `.gz`, `.lz4`, `.zst` | the same, decompressed member by member |
//! | another name, or `-` | what the first bytes tell: one of these formats, else text |
//! | a folder | every file in it with one of these names, sorted, hidden ones left out; see [`Pages::skipped`] |
//! | a pattern such as `news/**/*.html` | every match, sorted |
//! | `https://…`, `http://…` | what the server sends: a page, every page that a feed or sitemap lists, or one of the formats above; see [`Web`] |
//!
//! Text must be UTF-8, or UTF-16 with a byte order mark; the mark itself is no part of the text. Other encodings are
//! never guessed, since a wrong guess would corrupt the evidence silently: the user names one
//! ([`Input::encoding`]), or gets an error with the place of the first wrong byte.

mod archive;
mod decode;
mod error;
mod folder;
mod jsonl;
mod listing;
mod members;
mod message;
mod pages;
mod source;
mod web;
mod zip_archive;

use std::path::PathBuf;

pub use encoding_rs::Encoding;
pub use error::AcquireError;
pub use folder::Skipped;
pub use pages::{Pages, pages, pages_from, pages_of, total_bytes};
pub use types::Page;
pub use web::{Memory, MemoryError, Web, WebSettings};

/// One argument: a file, a folder, a pattern, an address, or `-` for standard input.
#[derive(Clone, Debug)]
pub struct Input {
    /// The argument as it was written.
    pub argument: PathBuf,
    /// The format, when the user names it; wins over the file's name and content.
    pub format: Option<Format>,
    /// The encoding of text, when the user names it; wins over byte order marks. HTML and JSONL are not affected.
    pub encoding: Option<&'static Encoding>,
}

impl Input {
    /// An input whose format and encoding are found out.
    pub fn new(argument: impl Into<PathBuf>) -> Self {
        Self { argument: argument.into(), format: None, encoding: None }
    }

    /// Whether it is fetched from the web.
    pub fn is_address(&self) -> bool {
        pages::is_address(&self.argument)
    }
}

/// How the bytes of an input are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One page a line, as a JSON object.
    Jsonl,
    /// One page of HTML.
    Html,
    /// One page of text.
    Text,
    /// Records of a web archive, WARC or ARC.
    Archive,
    /// Files in a ZIP archive.
    Zip,
    /// Articles that a feed holds or names: RSS, Atom, JSON Feed.
    Feed,
    /// Addresses of pages, or of other sitemaps.
    Sitemap,
}

/// How much is taken in.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest page, and the longest line of JSONL, in bytes. 20 MB unless said otherwise: about four times the
    /// longest book, and no article.
    pub page_bytes: u64,
    /// How many bytes one compressed file may decompress to before it counts as a bomb. 32 GiB unless said
    /// otherwise: a month of a large agency's articles, and a minute of work.
    pub decompressed_bytes: u64,
    /// How many times its size compressed data may decompress to, once that is more than 32 MiB. 300 unless said
    /// otherwise: the most repetitive pages reach a hundred, bombs a thousand.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page_bytes: 20_000_000, decompressed_bytes: 32 << 30, ratio: 300 }
    }
}
