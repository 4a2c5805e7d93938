//! What is remembered of the web between two runs, so that nobody is asked twice for the same thing. Times are seconds
//! since 1970-01-01 UTC.

/// A host, as it wants to be treated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostManners {
    /// The bytes of robots.txt; empty when there is none.
    pub robots: Vec<u8>,
    /// When robots.txt was fetched; none when it has not been yet.
    pub robots_fetched: Option<i64>,
    /// Before this time nothing may be asked: the host has said so with `Retry-After`.
    pub rest_until: Option<i64>,
}

/// The last answer of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// When it was asked.
    pub fetched: i64,
    /// HTTP status.
    pub status: u16,
    /// The `ETag` of the answer.
    pub etag: Option<String>,
    /// The `Last-Modified` of the answer.
    pub last_modified: Option<String>,
    /// What the feed or sitemap that named the address said about its last change, as it was written there.
    pub listed: Option<String>,
    /// Whether it was a feed or sitemap, all of whose pages were kept.
    pub list: bool,
}
