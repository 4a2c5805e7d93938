//! What stands before the block of a record.

use crate::message::Fields;

/// What is needed of a record's header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    /// The address of the page; empty when there is none.
    pub(super) url: String,
    /// The type of the block, where it is not an HTTP message.
    pub(super) media_type: Option<String>,
    /// Length of the block in bytes.
    pub(super) length: u64,
}

/// What a record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The answer of a server, with its header fields.
    Response,
    /// A page or its text without header fields.
    Resource,
    /// Nothing that could be a page: requests, metadata, repetitions.
    Other,
}

impl Header {
    /// The header of a WARC record; none without a length.
    pub(super) fn warc(fields: &Fields) -> Option<Self> {
        let length = fields.get("content-length")?.parse().ok()?;
        let media_type = fields.get("content-type").map(str::to_owned);
        let is_http = media_type
            .as_deref()
            .is_some_and(|value| value.to_ascii_lowercase().starts_with("application/http"));
        let kind = match fields.get("warc-type").unwrap_or_default().to_ascii_lowercase().as_str() {
            "response" if is_http || media_type.is_none() => Kind::Response,
            // Common Crawl keeps the text of pages in records of this type.
            "response" | "resource" | "conversion" => Kind::Resource,
            _ => Kind::Other,
        };
        // Some writers put the address in angle brackets, as the first standard could be understood.
        let url = fields.get("warc-target-uri").unwrap_or_default().trim_matches(['<', '>']).to_owned();
        Some(Self { kind, url, media_type: media_type.filter(|_| kind == Kind::Resource), length })
    }

    /// The header line of an ARC record: `URL IP date type length`, in the second version with
    /// `status checksum location offset file` before the length.
    pub(super) fn arc(line: &[u8]) -> Option<Self> {
        let line = String::from_utf8_lossy(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_date = |word: &&str| word.len() == 14 && word.bytes().all(|byte| byte.is_ascii_digit());
        // Addresses with spaces in them exist; the date does not look like anything else.
        let date = words.iter().rposition(is_date).filter(|&date| date >= 2)?;
        let length = words.last()?.parse().ok()?;
        let media_type = words.get(date + 1).filter(|_| words.len() > date + 2).map(|&word| word.to_owned());
        let url = words[..date - 1].join(" ");
        let kind = if url.starts_with("http://") || url.starts_with("https://") {
            Kind::Response
        } else {
            Kind::Other
        };
        Some(Self { kind, url, media_type, length })
    }

    /// The scheme of the address, for messages.
    pub(super) fn protocol(&self) -> &str {
        self.url.split_once(':').map_or("unknown", |(scheme, _)| scheme)
    }
}

/// Whether a line starts a record.
pub(super) fn is_header(line: &[u8]) -> bool {
    let is_warc = line.strip_prefix(b"WARC/").is_some_and(|version| {
        let version = version.trim_ascii_end();
        (1..=8).contains(&version.len()) && version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
    });
    is_warc || (contains_scheme(line) && Header::arc(line).is_some())
}

fn contains_scheme(line: &[u8]) -> bool {
    let scheme = line.iter().take(16).position(|&byte| byte == b':');
    scheme.is_some_and(|end| end > 1 && line[..end].iter().all(u8::is_ascii_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_kinds_start_a_record() {
        for line in [
            "WARC/1.0\r",
            "WARC/0.18\r",
            "WARC/1.1",
            "filedesc://x.arc 127.0.0.1 20140216050221 text/plain 75",
            "http://a.example/ 192.0.2.1 20140216050221 text/html 12",
        ] {
            assert!(is_header(line.as_bytes()), "{line}");
        }
        for line in
            ["", "WARC/", "WARC/one", "http://a.example/ is an address", "<html>", "a: 1 20140216050221 9"]
        {
            assert!(!is_header(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn both_versions_of_arc() {
        let first = Header::arc(b"http://a.example/b c 192.0.2.1 20140216050221 text/html 12\n").unwrap();
        assert_eq!((first.url.as_str(), first.length), ("http://a.example/b c", 12));
        assert_eq!(first.media_type.as_deref(), Some("text/html"));
        let second =
            Header::arc(b"http://a.example/ 192.0.2.1 20140216050221 text/html 200 - - 99 x.arc 12").unwrap();
        assert_eq!((second.kind, second.length), (Kind::Response, 12));
        assert_eq!(Header::arc(b"http://a.example/ 192.0.2.1 20140216050221 text/html many"), None);
    }
}
