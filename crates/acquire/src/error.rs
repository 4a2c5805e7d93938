use std::path::PathBuf;

use types::Origin;

/// Why something could not be taken in. Reads as one line: `FILE:LINE: what was wrong (what to do)`.
///
/// In a text file the origin is [`Origin::Line`] too, where the line of the fault is known.
#[derive(Debug, thiserror::Error)]
pub enum AcquireError {
    /// No file or folder has this name.
    #[error("{origin}: there is no such file or folder (check the name; put a pattern in quotation marks)")]
    NotFound {
        /// The argument or path.
        origin: Origin,
    },
    /// A web address was given.
    #[error("{origin}: addresses are not fetched (save the page and give its file)")]
    Address {
        /// The address.
        origin: Origin,
    },
    /// The file or folder exists, but this user may not read it.
    #[error("{origin}: permission denied (make it readable: chmod u+r)")]
    Denied {
        /// The file or folder.
        origin: Origin,
    },
    /// The operating system reported something else while reading.
    #[error("{origin}: {error} (try again; check the disk if it happens twice)")]
    Unreadable {
        /// What was read.
        origin: Origin,
        /// What the operating system said.
        error: std::io::Error,
    },
    /// A folder without articles, or a pattern without matches.
    #[error(
        "{origin}: nothing to read here (articles are .txt, .html, .jsonl and .ndjson files, also with .gz)"
    )]
    NothingFound {
        /// The folder or pattern.
        origin: Origin,
    },
    /// A pattern that cannot be understood.
    #[error(
        "{origin}: {reason} (write * for any name, ** for any folders, ? for any character, [ab] for one of a set)"
    )]
    Pattern {
        /// The pattern.
        origin: Origin,
        /// What is wrong with it.
        reason: String,
    },
    /// A symbolic link leads back into a folder that is being walked.
    #[error("{origin}: this link leads back to {} (it was not followed; remove the link)", ancestor.display())]
    Loop {
        /// The link.
        origin: Origin,
        /// The folder to which it leads back.
        ancestor: PathBuf,
    },
    /// There is nothing in it but white space.
    #[error("{origin}: there is no text in it (remove it from the input)")]
    Empty {
        /// The file or line.
        origin: Origin,
    },
    /// It is not text: a picture, an archive, a word processor's file.
    #[error("{origin}: this is {what}, not text or HTML (convert it to text first)")]
    Binary {
        /// The file.
        origin: Origin,
        /// What it is, as far as its first bytes tell, with its article.
        what: &'static str,
    },
    /// Text that is not valid in its encoding.
    #[error(
        "{origin}: byte {offset} is not {encoding} (convert the file to UTF-8, or name its encoding: --encoding windows-1252)"
    )]
    Encoding {
        /// The file with the line of the first wrong byte.
        origin: Origin,
        /// Offset of the first wrong byte, in bytes from the start of the file, or of the line for JSONL.
        offset: usize,
        /// The encoding that was tried.
        encoding: &'static str,
    },
    /// A page or line is longer than the limit. It was skipped without being kept in memory.
    #[error("{origin}: longer than {limit} bytes, skipped (raise --max-page-bytes if it is an article)")]
    TooLong {
        /// The file or line.
        origin: Origin,
        /// The limit in bytes.
        limit: u64,
    },
    /// A compressed file holds more than the limit; the rest of it was not read.
    #[error(
        "{origin}: decompresses to more than {limit} bytes, the rest was not read (decompress and split it)"
    )]
    Bomb {
        /// The file with the line that was reached.
        origin: Origin,
        /// The limit in bytes.
        limit: u64,
    },
    /// A compressed file is damaged or cut off; the rest of it was not read.
    #[error("{origin}: damaged gzip data, the rest was not read: {error} (fetch or compress the file again)")]
    Gzip {
        /// The file, with the line that was reached for JSONL.
        origin: Origin,
        /// What the decoder said.
        error: std::io::Error,
    },
    /// A line of JSONL is not a JSON object of the right shape.
    #[error(
        "{origin}: column {column}: {reason} (a line must be one whole JSON object; `jq -c` writes such lines)"
    )]
    Json {
        /// The line.
        origin: Origin,
        /// Column of the fault, in bytes from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// A line of JSONL has no page in it.
    #[error("{origin}: the object has no text, html or html_base64 (add one of them)")]
    NoBody {
        /// The line.
        origin: Origin,
    },
    /// The value of `html_base64` is not Base64.
    #[error("{origin}: html_base64 is not Base64: {reason} (use the standard alphabet, RFC 4648 section 4)")]
    Base64 {
        /// The line.
        origin: Origin,
        /// What is wrong.
        reason: String,
    },
}

impl AcquireError {
    /// The error for what the operating system says about `origin`.
    pub(crate) fn io(origin: Origin, error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::NotFound { origin },
            std::io::ErrorKind::PermissionDenied => Self::Denied { origin },
            _ => Self::Unreadable { origin, error },
        }
    }

    /// What could not be taken in: an argument, a file, a line.
    pub fn origin(&self) -> &Origin {
        match self {
            Self::NotFound { origin }
            | Self::Address { origin }
            | Self::Denied { origin }
            | Self::Unreadable { origin, .. }
            | Self::NothingFound { origin }
            | Self::Pattern { origin, .. }
            | Self::Loop { origin, .. }
            | Self::Empty { origin }
            | Self::Binary { origin, .. }
            | Self::Encoding { origin, .. }
            | Self::TooLong { origin, .. }
            | Self::Bomb { origin, .. }
            | Self::Gzip { origin, .. }
            | Self::Json { origin, .. }
            | Self::NoBody { origin }
            | Self::Base64 { origin, .. } => origin,
        }
    }
}
