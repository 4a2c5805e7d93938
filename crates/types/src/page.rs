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
    /// A line (from 1) of a JSONL file; `None` is standard input.
    Line(Option<PathBuf>, usize),
    /// Standard input, whole.
    Stdin,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Line(Some(path), line) => write!(formatter, "{}:{line}", path.display()),
            Self::Line(None, line) => write!(formatter, "stdin:{line}"),
            Self::Stdin => write!(formatter, "stdin"),
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
