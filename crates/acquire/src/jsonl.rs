//! One page a line.

use std::io::{self, BufRead, Read};

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Deserializer};
use types::{Body, Given, Origin, Page};

use crate::source::Source;
use crate::{AcquireError, Limits};

/// Reads a JSONL source line by line.
pub(crate) struct Lines {
    source: Source,
    limits: Limits,
    /// Number of the last line that was read, from 1.
    line: usize,
    /// Bytes read so far, after decompression.
    read: u64,
    buffer: Vec<u8>,
    found: bool,
    finished: bool,
}

impl Lines {
    pub(crate) fn new(source: Source, limits: Limits) -> Self {
        Self { source, limits, line: 0, read: 0, buffer: Vec::new(), found: false, finished: false }
    }

    fn origin(&self) -> Origin {
        Origin::Line(Box::new(self.source.origin.clone()), self.line)
    }

    /// Reads up to and including the next line end, at most `limit` bytes of it, into the buffer.
    fn read_part(&mut self, limit: u64) -> io::Result<usize> {
        let length = self.source.bytes.by_ref().take(limit).read_until(b'\n', &mut self.buffer)?;
        self.read += length as u64;
        Ok(length)
    }

    /// Puts the next line into the buffer, without its end; false at the end of the source.
    fn read_line(&mut self) -> Result<bool, AcquireError> {
        self.buffer.clear();
        self.line += 1;
        let limit = self.limits.page_bytes;
        // One byte more than the limit for the line end, one to know that there is more.
        let length = self
            .read_part(limit.saturating_add(2))
            .map_err(|error| self.source.failed(self.origin(), error))?;
        let ended = self.buffer.pop_if(|&mut byte| byte == b'\n').is_some();
        if self.buffer.len() as u64 <= limit {
            return Ok(length > 0);
        }
        // The rest is read in small pieces that are thrown away.
        self.buffer = Vec::new();
        let mut more = !ended;
        while more && !self.is_bomb() {
            self.buffer.clear();
            let length = self.read_part(1 << 16).map_err(|error| self.source.failed(self.origin(), error))?;
            more = length > 0 && self.buffer.last() != Some(&b'\n');
        }
        Err(AcquireError::TooLong { origin: self.origin(), limit })
    }

    fn is_bomb(&self) -> bool {
        self.source.is_compressed() && self.read > self.limits.decompressed_bytes
    }

    /// The page of the line in the buffer; none when the line is blank.
    fn page(&self) -> Result<Option<Page>, AcquireError> {
        let mark = if self.line == 1 { b"\xEF\xBB\xBF".as_slice() } else { b"" };
        let bytes = self.buffer.strip_prefix(mark).unwrap_or(&self.buffer);
        let origin = self.origin();
        let line = match std::str::from_utf8(bytes) {
            Ok(line) => line,
            Err(error) => {
                return Err(AcquireError::Encoding {
                    origin,
                    offset: error.valid_up_to(),
                    encoding: "UTF-8",
                });
            }
        };
        let content = line.trim_start();
        if content.is_empty() {
            return Ok(None);
        }
        let invalid = |column, reason| AcquireError::Json { origin: origin.clone(), column, reason };
        if !content.starts_with('{') {
            return Err(invalid(1 + line.len() - content.len(), "expected `{`".to_owned()));
        }
        let article: Article = serde_json::from_str(line).map_err(|error| {
            let place = format!(" at line {} column {}", error.line(), error.column());
            let reason = error.to_string();
            invalid(error.column(), reason.strip_suffix(&place).unwrap_or(&reason).to_owned())
        })?;
        article.page(origin).map(Some)
    }
}

impl Iterator for Lines {
    type Item = Result<Page, AcquireError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            if self.is_bomb() {
                self.finished = true;
                return Some(Err(self.source.bomb(self.origin(), self.limits)));
            }
            let item = match self.read_line() {
                Ok(true) => self.page().transpose(),
                Ok(false) => {
                    self.finished = true;
                    let origin = self.source.origin.clone();
                    (!self.found).then_some(Err(AcquireError::Empty { origin }))
                }
                Err(error) => {
                    // After a line that is too long there are more; after a failed read there are none.
                    self.finished = !matches!(error, AcquireError::TooLong { .. });
                    Some(Err(error))
                }
            };
            if item.is_some() {
                self.found = true;
                return item;
            }
        }
        None
    }
}

/// A line as users write it.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Article {
    #[serde(default, deserialize_with = "text_or_number")]
    id: Option<String>,
    url: Option<String>,
    title: Option<String>,
    outlet: Option<String>,
    byline: Option<Byline>,
    published: Option<String>,
    language: Option<String>,
    text: Option<String>,
    html: Option<String>,
    html_base64: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "byline must be a string or a list of strings")]
enum Byline {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "id must be a string or a whole number")]
enum Id {
    Text(String),
    Number(i64),
    Large(u64),
}

/// Many data sets number their articles.
fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Id>::deserialize(deserializer)?.map(|id| match id {
        Id::Text(text) => text,
        Id::Number(number) => number.to_string(),
        Id::Large(number) => number.to_string(),
    }))
}

impl Article {
    fn page(self, origin: Origin) -> Result<Page, AcquireError> {
        let written = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
        let has_field = self.text.is_some() || self.html.is_some() || self.html_base64.is_some();
        // Text wins: its offsets are the user's own.
        let body = if let Some(text) = written(self.text) {
            Body::Text(text)
        } else if let Some(html) = written(self.html) {
            // The string is decoded already; the mark overrules what the page says about its encoding.
            Body::Html([b"\xEF\xBB\xBF", html.as_bytes()].concat())
        } else if let Some(encoded) = written(self.html_base64) {
            let bytes = BASE64.decode(encoded.trim()).map_err(|error| AcquireError::Base64 {
                origin: origin.clone(),
                reason: error.to_string(),
            })?;
            Body::Html(bytes)
        } else if has_field {
            return Err(AcquireError::Empty { origin });
        } else {
            return Err(AcquireError::NoBody { origin });
        };
        let given = Given {
            id: written(self.id),
            url: written(self.url),
            title: written(self.title),
            outlet: written(self.outlet),
            byline: match self.byline {
                None => Vec::new(),
                Some(Byline::One(name)) => written(Some(name)).into_iter().collect(),
                Some(Byline::Several(names)) => {
                    names.into_iter().filter_map(|name| written(Some(name))).collect()
                }
            },
            published: written(self.published),
            language: written(self.language),
        };
        Ok(Page { origin, body, given })
    }
}

/// The standard alphabet; some writers leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
