use std::path::PathBuf;

/// One thing to read, as it arrived, before anybody looked inside.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it came from: evidence, and what an error message names.
    pub origin: Origin,
    /// The bytes or the text.
    pub body: Body,
    /// What the input said about the page beside its body.
    pub given: Given,
}

/// Where a page came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A file of its own.
    File(PathBuf),
    /// Standard input, whole.
    Stdin,
    /// An address that was fetched.
    Address {
        /// The address that was asked for, without credentials.
        url: String,
        /// The feed or sitemap that named it; none when the user did.
        list: Option<String>,
    },
    /// A line (from 1) of JSONL.
    Line(Box<Origin>, usize),
    /// A file in a ZIP archive, by its name there.
    Entry(Box<Origin>, String),
    /// An item (from 1) of a feed that holds its whole content.
    Item(Box<Origin>, usize),
    /// A record of a web archive (WARC, ARC).
    Record {
        /// The archive.
        archive: Box<Origin>,
        /// Where its compressed member starts, in bytes from the start of the archive; where nothing is compressed,
        /// where the record itself starts.
        offset: u64,
        /// Where it starts in the decompressed member: 0 unless several records share one.
        within: u64,
    },
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Stdin => write!(formatter, "stdin"),
            Self::Address { url, list: None } => write!(formatter, "{url}"),
            Self::Address { url, list: Some(list) } => write!(formatter, "{url} (listed in {list})"),
            Self::Line(file, line) => write!(formatter, "{file}:{line}"),
            Self::Entry(archive, name) => write!(formatter, "{archive}/{name}"),
            Self::Item(feed, item) => write!(formatter, "{feed}#{item}"),
            Self::Record { archive, offset, within: 0 } => write!(formatter, "{archive}@{offset}"),
            Self::Record { archive, offset, within } => write!(formatter, "{archive}@{offset}+{within}"),
        }
    }
}

/// The content of a page.
#[derive(Clone, Debug)]
pub enum Body {
    /// Text that arrived as text: stored as it came, so that the user's offsets hold.
    Text(String),
    /// The raw bytes of an HTML page, in whatever encoding it has.
    Html(Vec<u8>),
}

/// What the input says about a page; wins over what the page says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The caller's name for the document; comes back as the document's id.
    pub id: Option<String>,
    /// Where the page was published.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Name of the publisher.
    pub outlet: Option<String>,
    /// Names of the authors.
    pub byline: Vec<String>,
    /// Publication date, ISO 8601 (a date or a time with zone).
    pub published: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
}
