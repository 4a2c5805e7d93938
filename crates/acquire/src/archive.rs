//! The pages of a web archive: WARC, and ARC before it.
//!
//! Archives are written by many programs and cut off by many accidents. A record is read to the length that it says;
//! when no record follows there, its length is wrong and the next record is looked for. What cannot be read is an error
//! in its place, with the record's offset, and the next record is read.

mod header;

use std::io::{BufRead, Read};

use types::{Origin, Page};

use crate::folder::Skipped;
use crate::message::{BodyFault, Fields, MediaType, page, unpack};
use crate::source::Source;
use crate::{AcquireError, Limits};

use header::{Header, Kind, is_header};

/// Reads an archive record by record.
pub(crate) struct Records {
    source: Source,
    limits: Limits,
    /// The offset and place of the last record that was begun.
    offset: (u64, u64),
    /// Whether there was a record that could hold a page.
    found: bool,
    finished: bool,
}

/// A line longer than this is no header.
const LINE_BYTES: u64 = 64 << 10;
/// Header fields of more bytes than this are no header either.
const HEADER_BYTES: usize = 1 << 20;
/// How much longer than a page a record may be: its header fields, and chunk lengths between its bytes.
const EXTRA_BYTES: u64 = 1 << 20;

impl Records {
    pub(crate) fn new(source: Source, limits: Limits) -> Self {
        Self { source, limits, offset: (0, 0), found: false, finished: false }
    }

    /// The next page, or what is wrong with the next record; counts the records that are no pages.
    pub(crate) fn next(&mut self, skipped: &mut Skipped) -> Option<Result<Page, AcquireError>> {
        while !self.finished {
            match self.record(skipped) {
                Ok(Some(page)) => return Some(Ok(page)),
                Ok(None) => {}
                Err(error) => {
                    self.found = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }

    /// One record: its page, or none when it is no page or there are no more records.
    fn record(&mut self, skipped: &mut Skipped) -> Result<Option<Page>, AcquireError> {
        self.skip_blank()?;
        self.offset = self.place()?;
        if self.is_at_end()? {
            self.finished = true;
            let origin = self.source.origin.clone();
            return if self.found { Ok(None) } else { Err(AcquireError::Empty { origin }) };
        }
        if self.source.is_compressed() && self.source.bytes.given() > self.limits.decompressed_bytes {
            self.finished = true;
            return Err(self.source.bomb(self.origin(), self.limits));
        }
        let Some(header) = self.header()? else {
            self.find_next_record()?;
            return Err(
                self.damaged("here should be a record, but there is none; the next one was looked for")
            );
        };
        let limit = self.limits.page_bytes.saturating_add(EXTRA_BYTES);
        if header.length > limit {
            let whole = self.skip(header.length)?;
            self.find_next_record()?;
            return match header.kind {
                _ if !whole => Err(self.cut_off()),
                Kind::Other => Ok(None),
                _ => Err(AcquireError::TooLong { origin: self.origin(), limit: self.limits.page_bytes }),
            };
        }
        let Some(block) = self.block(header.length, limit)? else { return Err(self.cut_off()) };
        if header.kind == Kind::Other {
            return Ok(None);
        }
        self.found = true;
        self.page(&header, &block, skipped)
    }

    fn origin(&self) -> Origin {
        let archive = Box::new(self.source.origin.clone());
        Origin::Record { archive, offset: self.offset.0, within: self.offset.1 }
    }

    fn damaged(&self, reason: impl Into<String>) -> AcquireError {
        AcquireError::Record { origin: self.origin(), reason: reason.into() }
    }

    fn cut_off(&self) -> AcquireError {
        self.damaged("the archive ends, or its next record begins, before this one is whole")
    }

    /// After a failed read: the error. A damaged compressed member is left; anything else ends the archive.
    fn failed(&mut self, error: std::io::Error) -> AcquireError {
        let error = self.source.failed(self.origin(), error);
        let is_damage = matches!(error, AcquireError::Compressed { .. });
        self.finished = !(is_damage && self.source.bytes.skip_member().unwrap_or(false));
        error
    }

    fn place(&mut self) -> Result<(u64, u64), AcquireError> {
        self.source.bytes.place().map_err(|error| self.failed(error))
    }

    fn is_at_end(&mut self) -> Result<bool, AcquireError> {
        let empty = self.source.bytes.fill_buf().map(<[u8]>::is_empty);
        empty.map_err(|error| self.failed(error))
    }

    /// Goes to the next byte that is no line end.
    fn skip_blank(&mut self) -> Result<(), AcquireError> {
        loop {
            let available = match self.source.bytes.fill_buf() {
                Ok(available) => available,
                Err(error) => return Err(self.failed(error)),
            };
            let blank = available.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let more = blank > 0 && blank == available.len();
            self.source.bytes.consume(blank);
            if !more {
                return Ok(());
            }
        }
    }

    /// Takes one line with its end, at most [`LINE_BYTES`] of it.
    fn line(&mut self) -> Result<Vec<u8>, AcquireError> {
        let mut line = Vec::new();
        let read = self.source.bytes.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line);
        read.map(|_| line).map_err(|error| self.failed(error))
    }

    /// Whether the next thing, after line ends, is a record or the end.
    fn is_at_record(&mut self) -> Result<bool, AcquireError> {
        if self.finished {
            return Ok(true);
        }
        self.skip_blank()?;
        if self.is_at_end()? {
            return Ok(true);
        }
        let ahead = self.source.bytes.look_ahead(|ahead| ahead.len() >= 4096 || ahead.contains(&b'\n'));
        let is = ahead.map(|ahead| is_header(ahead.split(|&byte| byte == b'\n').next().unwrap_or_default()));
        is.map_err(|error| self.failed(error))
    }

    /// Whether here is what stands between two WARC records, which no page has where a length breaks off.
    fn is_at_separator(&mut self) -> Result<bool, AcquireError> {
        let separator = b"\r\n\r\n";
        let ahead = self.source.bytes.look_ahead(|ahead| ahead.len() >= separator.len());
        ahead.map(|ahead| ahead.starts_with(separator)).map_err(|error| self.failed(error))
    }

    /// Takes the header of a record; none when there is no record.
    fn header(&mut self) -> Result<Option<Header>, AcquireError> {
        if !self.is_at_record()? {
            return Ok(None);
        }
        let first = self.line()?;
        if !first.starts_with(b"WARC/") {
            return Ok(Header::arc(&first));
        }
        let (mut lines, mut length) = (Vec::new(), 0);
        loop {
            let line = self.line()?;
            if line.trim_ascii().is_empty() {
                break;
            }
            length += line.len();
            if length > HEADER_BYTES {
                return Ok(None);
            }
            lines.push(line);
        }
        Ok(Header::warc(&Fields::parse(lines.iter().map(Vec::as_slice))))
    }

    /// Takes `length` bytes without keeping them; false when there are fewer.
    fn skip(&mut self, length: u64) -> Result<bool, AcquireError> {
        let mut left = length;
        while left > 0 {
            let available = self.available()?;
            if available == 0 {
                return Ok(false);
            }
            let taken = left.min(available as u64);
            self.source.bytes.consume(usize::try_from(taken).unwrap_or(available));
            left -= taken;
        }
        Ok(true)
    }

    /// How many bytes of the record are there to be taken; 0 at its end.
    ///
    /// Where every record has a compressed member of its own, the end of the member is the end of the record, whatever
    /// its length says.
    fn available(&mut self) -> Result<usize, AcquireError> {
        match self.source.bytes.fill_within_member() {
            Ok([]) => {}
            Ok(available) => return Ok(available.len()),
            Err(error) => return Err(self.failed(error)),
        }
        if self.offset.1 == 0 && self.source.is_compressed() && self.is_at_record()? {
            return Ok(0);
        }
        match self.source.bytes.fill_buf() {
            Ok(available) => Ok(available.len()),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Takes the block of a record; none when it is cut off.
    fn block(&mut self, length: u64, limit: u64) -> Result<Option<Vec<u8>>, AcquireError> {
        let mut block = Vec::new();
        while (block.len() as u64) < length {
            let available = self.available()?;
            if available == 0 {
                return Ok(self.cut_at_next_record(block));
            }
            let taken = usize::try_from(length - block.len() as u64).unwrap_or(available).min(available);
            let bytes = self.source.bytes.fill_within_member().map(|bytes| bytes[..taken].to_vec());
            block.extend_from_slice(&bytes.map_err(|error| self.failed(error))?);
            self.source.bytes.consume(taken);
        }
        if self.is_at_separator()? || self.is_at_record()? {
            return Ok(Some(block));
        }
        // The length is wrong: too great when another record begins inside the block, else too small.
        if next_record_in(&block).is_some() {
            return Ok(self.cut_at_next_record(block));
        }
        while !self.is_at_record()? && (block.len() as u64) < limit {
            block.extend_from_slice(&self.line()?);
        }
        Ok(Some(block))
    }

    /// A block that ended early: whole when its length was too great and another record begins inside it, or when the
    /// compressed member that holds it is whole.
    fn cut_at_next_record(&mut self, mut block: Vec<u8>) -> Option<Vec<u8>> {
        let Some(start) = next_record_in(&block) else {
            return Some(block).filter(|_| self.offset.1 == 0 && self.source.bytes.ends_are_sure());
        };
        self.source.bytes.put_back(&block[start..]);
        block.truncate(start);
        Some(block)
    }

    /// Goes to the next line that starts a record, or to the end.
    fn find_next_record(&mut self) -> Result<(), AcquireError> {
        while !self.is_at_record()? {
            self.line()?;
        }
        Ok(())
    }

    /// The page of a record, if it is one.
    fn page(
        &self,
        header: &Header,
        block: &[u8],
        skipped: &mut Skipped,
    ) -> Result<Option<Page>, AcquireError> {
        let mut leave_out = |what: String| {
            *skipped.records.entry(what).or_default() += 1;
            Ok(None)
        };
        let (status, fields, body) = message(block);
        let fields = match status {
            Some(200) => fields,
            Some(status) => return leave_out(format!("status {status}")),
            // Only ARC says the type outside of the message.
            None if header.media_type.is_none() => {
                return leave_out(format!("{} response", header.protocol()));
            }
            None => Fields::default(),
        };
        let declared = fields.get("content-type").or(header.media_type.as_deref());
        let media = MediaType::parse(declared);
        if is_robots(&header.url) {
            return leave_out("robots.txt".to_owned());
        }
        let body = match unpack(&fields, body, self.limits.page_bytes) {
            Ok(body) => body,
            Err(_) if !media.is_html() => return leave_out(media.essence),
            Err(BodyFault::Damaged(reason)) => return Err(self.damaged(reason)),
            Err(BodyFault::TooLong) => {
                return Err(AcquireError::TooLong { origin: self.origin(), limit: self.limits.page_bytes });
            }
        };
        let url = (!header.url.is_empty()).then(|| header.url.clone());
        match page(&media, body, self.origin(), url) {
            Some(page) => page.map(Some),
            None if media.essence.is_empty() => leave_out("unknown type".to_owned()),
            None => leave_out(media.essence),
        }
    }
}

/// Where another record begins in a block.
fn next_record_in(block: &[u8]) -> Option<usize> {
    const BEFORE: &[u8] = b"\n\r\nWARC/1.";
    let found = block.windows(BEFORE.len()).position(|window| window == BEFORE)?;
    let start = found + b"\n\r\n".len();
    is_header(block[start..].split(|&byte| byte == b'\n').next()?).then_some(start)
}

/// Status, header fields and body of an HTTP response; no status when it is none, and then all of it is body.
fn message(block: &[u8]) -> (Option<u16>, Fields, &[u8]) {
    if !block.starts_with(b"HTTP/") {
        return (None, Fields::default(), block);
    }
    let mut rest = block;
    let mut lines = Vec::new();
    while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
        let (line, after) = rest.split_at(end + 1);
        rest = after;
        if line.trim_ascii().is_empty() {
            break;
        }
        lines.push(line);
    }
    let status = lines
        .first()
        .and_then(|line| std::str::from_utf8(line).ok()?.split_whitespace().nth(1)?.parse().ok());
    (status.or(Some(0)), Fields::parse(lines.into_iter().skip(1)), rest)
}

fn is_robots(url: &str) -> bool {
    url.split(['?', '#']).next().is_some_and(|path| path.ends_with("/robots.txt"))
}
