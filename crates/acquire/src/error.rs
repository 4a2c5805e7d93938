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
    /// An address was given where nothing is fetched.
    #[error("{origin}: addresses are not fetched here (save the page and give its file)")]
    Address {
        /// The address.
        origin: Origin,
    },
    /// It is not an address that can be fetched.
    #[error("{origin}: {reason} (write an address as the browser shows it: https://example.org/news)")]
    BadAddress {
        /// The address.
        origin: Origin,
        /// What is wrong with it.
        reason: String,
    },
    /// The address, or one to which it leads, is of this machine or of a private network.
    #[error("{origin}: {host} is {what} (if you mean to fetch from there: --allow-private)")]
    Private {
        /// The address.
        origin: Origin,
        /// The host that was refused.
        host: String,
        /// What it is: a loopback address, a private network, …
        what: &'static str,
    },
    /// The host's robots.txt asks programs not to fetch this.
    #[error(
        "{origin}: the host's robots.txt does not allow it{reason} (ask the publisher, or save the page yourself)"
    )]
    Robots {
        /// The address.
        origin: Origin,
        /// Empty, or why robots.txt counts as a refusal although it could not be read.
        reason: String,
    },
    /// The host asks for more patience than one run has.
    #[error("{origin}: the host asks for {seconds} s without requests (run again after that)")]
    Rest {
        /// The address.
        origin: Origin,
        /// How long from now.
        seconds: u64,
    },
    /// The server answered, but not with a page.
    #[error("{origin}: the server answered with status {status}{} (open it in a browser to see why)", meaning(*status))]
    Status {
        /// The address.
        origin: Origin,
        /// HTTP status.
        status: u16,
    },
    /// Redirects that lead nowhere.
    #[error("{origin}: {reason} (open it in a browser, and give the address that it ends at)")]
    Redirect {
        /// The address.
        origin: Origin,
        /// Too many, or to something that cannot be fetched.
        reason: String,
    },
    /// No connection, or one that did not last, or was too slow.
    #[error("{origin}: {reason} (try again later)")]
    Transfer {
        /// The address.
        origin: Origin,
        /// What happened.
        reason: String,
    },
    /// The server sent something that is no page: a picture, a programme.
    #[error(
        "{origin}: the server sent {media_type}, not a page (pages are HTML, text, feeds, sitemaps, JSONL and archives)"
    )]
    MediaType {
        /// The address.
        origin: Origin,
        /// What the server says that it is.
        media_type: String,
    },
    /// A feed or sitemap in a file lists pages without holding them.
    #[error(
        "{origin}: it holds only the address of the page (give the address of the list to have its pages fetched)"
    )]
    OnlyListed {
        /// The item, or the file when it can hold nothing else.
        origin: Origin,
    },
    /// A feed or sitemap cannot be understood.
    #[error("{origin}: not a whole {what}: {reason} (tell its publisher)")]
    List {
        /// The file or address.
        origin: Origin,
        /// Feed or sitemap.
        what: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// Lists in lists, or archives in archives, deeper than anybody means it.
    #[error("{origin}: nested more than {limit} deep, not opened (give it as an input of its own)")]
    TooDeep {
        /// What was not opened.
        origin: Origin,
        /// The limit.
        limit: usize,
    },
    /// What was remembered of the web could not be looked up or kept.
    #[error("{origin}: {reason} (nothing was fetched)")]
    Memory {
        /// The address.
        origin: Origin,
        /// What the memory said.
        reason: String,
    },
    /// A record of a web archive is damaged.
    #[error("{origin}: {reason} (the other records are read; fetch the archive again if it was cut off)")]
    Record {
        /// The record.
        origin: Origin,
        /// What is wrong with it.
        reason: String,
    },
    /// A ZIP archive, or a file in it, cannot be read.
    #[error("{origin}: {reason} (unpack it with another program and give the folder)")]
    Zip {
        /// The archive or the file in it.
        origin: Origin,
        /// What is wrong.
        reason: String,
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
        "{origin}: nothing to read here (articles are .txt, .html, .jsonl, .ndjson, .rss, .atom, .warc, .arc and .zip files, also with .gz, .lz4 and .zst)"
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
    #[error("{origin}: {reason}, the rest was not read (decompress and split it)")]
    Bomb {
        /// The file with the line or record that was reached.
        origin: Origin,
        /// The limit that was passed.
        reason: String,
    },
    /// Compressed data is damaged or cut off; what follows in the same member was not read.
    #[error(
        "{origin}: damaged {method} data, what follows in it was not read: {error} (fetch or compress it again)"
    )]
    Compressed {
        /// The file, with the line or record that was reached.
        origin: Origin,
        /// How it is compressed.
        method: &'static str,
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
            | Self::BadAddress { origin, .. }
            | Self::Private { origin, .. }
            | Self::Robots { origin, .. }
            | Self::Rest { origin, .. }
            | Self::Status { origin, .. }
            | Self::Redirect { origin, .. }
            | Self::Transfer { origin, .. }
            | Self::MediaType { origin, .. }
            | Self::OnlyListed { origin }
            | Self::List { origin, .. }
            | Self::TooDeep { origin, .. }
            | Self::Memory { origin, .. }
            | Self::Record { origin, .. }
            | Self::Zip { origin, .. }
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
            | Self::Compressed { origin, .. }
            | Self::Json { origin, .. }
            | Self::NoBody { origin }
            | Self::Base64 { origin, .. } => origin,
        }
    }
}

/// What a status of a server that sends no page means, for those that readers meet.
fn meaning(status: u16) -> &'static str {
    match status {
        401 | 402 | 403 | 451 => {
            ", which means that it does not give the page to programs or without an account"
        }
        404 | 410 => ", which means that the page is not there",
        429 => ", which means that it was asked too often",
        500..=599 => ", which means that it is out of order",
        _ => "",
    }
}
