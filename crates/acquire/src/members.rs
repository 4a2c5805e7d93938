//! The bytes of a file or stream with every compressed member decompressed, one after another.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;
use lz4_flex::frame::FrameDecoder;
use ruzstd::decoding::StreamingDecoder;

/// How a stream is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Plain,
    Gzip,
    Lz4,
    Zstandard,
}

impl Method {
    fn of(start: &[u8]) -> Self {
        match start {
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x04, 0x22, 0x4D, 0x18, ..] => Self::Lz4,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstandard,
            _ => Self::Plain,
        }
    }

    /// The bytes with which each member starts.
    fn magic(self) -> &'static [u8] {
        match self {
            Self::Plain => b"",
            // The third byte is the only method that gzip has.
            Self::Gzip => b"\x1F\x8B\x08",
            Self::Lz4 => b"\x04\x22\x4D\x18",
            Self::Zstandard => b"\x28\xB5\x2F\xFD",
        }
    }

    /// Its name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "uncompressed",
            Self::Gzip => "gzip",
            Self::Lz4 => "lz4",
            Self::Zstandard => "zstd",
        }
    }
}

/// A stream that decompresses to more than is sensible; found inside an [`io::Error`].
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("decompresses to more than {ratio} times its size")]
pub(crate) struct Bomb {
    ratio: u64,
}

/// Small streams may be as repetitive as they like.
const UNSUSPICIOUS_BYTES: u64 = 32 << 20;

/// An error when `taken` bytes have decompressed to more than `ratio` times as many.
pub(crate) fn check_ratio(given: u64, taken: u64, ratio: u64) -> io::Result<()> {
    if given > UNSUSPICIOUS_BYTES && given / ratio.max(1) > taken {
        Err(io::Error::other(Bomb { ratio }))
    } else {
        Ok(())
    }
}

/// Decompressed bytes; knows in which member, and where in it, the next one stands.
pub(crate) struct Members {
    decoder: Decoder,
    method: Method,
    ratio: u64,
    /// Where the present member starts in the stream.
    member: u64,
    /// How many bytes the present member has given so far, those in the buffer included.
    given: u64,
    /// How many bytes all members before it have given.
    before: u64,
    buffer: Vec<u8>,
    /// Where the next byte stands in the buffer.
    next: usize,
}

enum Decoder {
    Plain(Raw),
    Gzip(Box<GzDecoder<Raw>>),
    Lz4(Box<FrameDecoder<Raw>>),
    Zstandard(Box<StreamingDecoder<Raw, ruzstd::decoding::FrameDecoder>>),
    /// Between two members, or at the end.
    Between(Raw),
    /// A member could not be opened; nothing is left to read.
    Lost,
}

const CHUNK: usize = 1 << 16;

impl Members {
    /// `ratio`: how many times its size a stream may decompress to.
    pub(crate) fn new(raw: Box<dyn Read + Send>, ratio: u64) -> io::Result<Self> {
        let mut raw = Raw::new(raw);
        let method = Method::of(raw.look_ahead(4)?);
        let decoder = if method == Method::Plain { Decoder::Plain(raw) } else { Decoder::Between(raw) };
        let buffer = Vec::with_capacity(CHUNK);
        Ok(Self { decoder, method, ratio, member: 0, given: 0, before: 0, buffer, next: 0 })
    }

    pub(crate) fn method(&self) -> Method {
        self.method
    }

    /// Where the next byte stands: start of its member in the stream, and place in the decompressed member. For a
    /// stream that is not compressed: its place in the stream, and 0.
    pub(crate) fn place(&mut self) -> io::Result<(u64, u64)> {
        self.fill_buf()?;
        // What was put back may stem from the member before.
        let within = self.given.saturating_sub((self.buffer.len() - self.next) as u64);
        Ok(if self.method == Method::Plain { (within, 0) } else { (self.member, within) })
    }

    /// Whether a member that ended is known to be whole; an LZ4 frame that is cut off between two blocks is not told
    /// from a whole one.
    pub(crate) fn ends_are_sure(&self) -> bool {
        matches!(self.method, Method::Gzip | Method::Zstandard)
    }

    /// How many bytes were given in all, those that wait in the buffer included.
    pub(crate) fn given(&self) -> u64 {
        self.before + self.given
    }

    /// The next bytes without taking them: all that are there once they are `enough` or the member ends.
    pub(crate) fn look_ahead(&mut self, enough: impl Fn(&[u8]) -> bool) -> io::Result<&[u8]> {
        self.fill_buf()?;
        while !enough(&self.buffer[self.next..]) && self.read_more()? {}
        Ok(&self.buffer[self.next..])
    }

    /// The next bytes of the present member; empty at its end.
    pub(crate) fn fill_within_member(&mut self) -> io::Result<&[u8]> {
        if self.next == self.buffer.len() {
            self.read_more()?;
        }
        Ok(&self.buffer[self.next..])
    }

    /// Puts bytes back that were taken; [`Members::place`] is right as long as they stem from the present member.
    pub(crate) fn put_back(&mut self, bytes: &[u8]) {
        self.buffer.splice(..self.next, bytes.iter().copied());
        self.next = 0;
    }

    /// Gives up the present member and goes to the start of the next one that can be found; false when there is none.
    pub(crate) fn skip_member(&mut self) -> io::Result<bool> {
        (self.next, self.before) = (0, self.given());
        (self.buffer, self.given) = (Vec::with_capacity(CHUNK), 0);
        let mut raw = match std::mem::replace(&mut self.decoder, Decoder::Lost) {
            Decoder::Plain(_) | Decoder::Lost => return Ok(false),
            Decoder::Gzip(decoder) => decoder.into_inner(),
            Decoder::Lz4(decoder) => decoder.into_inner(),
            Decoder::Zstandard(decoder) => decoder.into_inner(),
            Decoder::Between(raw) => raw,
        };
        let found = raw.find(self.method.magic(), self.member);
        self.decoder = Decoder::Between(raw);
        found
    }

    /// Appends more of the present member to the buffer; false at its end. Forgets what was taken.
    fn read_more(&mut self) -> io::Result<bool> {
        self.buffer.drain(..self.next);
        self.next = 0;
        let start = self.buffer.len();
        self.buffer.resize(start + CHUNK, 0);
        let read = loop {
            match self.decoder.read(&mut self.buffer[start..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffer.truncate(start + read.as_ref().copied().unwrap_or(0));
        let read = read?;
        self.given += read as u64;
        if self.method != Method::Plain {
            check_ratio(self.given(), self.decoder.raw_position(), self.ratio)?;
        }
        Ok(read > 0)
    }

    /// Opens the next member; false at the end of the stream.
    fn next_member(&mut self) -> io::Result<bool> {
        let mut raw = match std::mem::replace(&mut self.decoder, Decoder::Lost) {
            Decoder::Plain(raw) => {
                self.decoder = Decoder::Plain(raw);
                return Ok(false);
            }
            Decoder::Lost => return Ok(false),
            Decoder::Gzip(decoder) => decoder.into_inner(),
            Decoder::Lz4(decoder) => decoder.into_inner(),
            Decoder::Zstandard(decoder) => decoder.into_inner(),
            Decoder::Between(raw) => raw,
        };
        let ahead = raw.look_ahead(4)?;
        if ahead.iter().all(|&byte| byte == 0) {
            // The end, or the padding of a tape.
            self.decoder = Decoder::Between(raw);
            return Ok(false);
        }
        if Method::of(ahead) != self.method {
            self.decoder = Decoder::Between(raw);
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "no member starts where the last one ends",
            ));
        }
        self.before += self.given;
        (self.member, self.given) = (raw.position, 0);
        self.decoder = match self.method {
            Method::Plain => Decoder::Plain(raw),
            Method::Gzip => Decoder::Gzip(Box::new(GzDecoder::new(raw))),
            Method::Lz4 => Decoder::Lz4(Box::new(FrameDecoder::new(raw))),
            Method::Zstandard => Decoder::Zstandard(Box::new(
                StreamingDecoder::new(raw)
                    .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?,
            )),
        };
        Ok(true)
    }
}

impl BufRead for Members {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.next == self.buffer.len() && !self.read_more()? {
            if !self.next_member()? {
                break;
            }
        }
        Ok(&self.buffer[self.next..])
    }

    fn consume(&mut self, amount: usize) {
        self.next = (self.next + amount).min(self.buffer.len());
    }
}

impl Read for Members {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(target)?;
        self.consume(length);
        Ok(length)
    }
}

impl Decoder {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(raw) => raw.read(target),
            Self::Gzip(decoder) => decoder.read(target),
            Self::Lz4(decoder) => decoder.read(target),
            Self::Zstandard(decoder) => decoder.read(target),
            Self::Between(_) | Self::Lost => Ok(0),
        }
    }

    fn raw_position(&self) -> u64 {
        match self {
            Self::Plain(raw) | Self::Between(raw) => raw.position,
            Self::Gzip(decoder) => decoder.get_ref().position,
            Self::Lz4(decoder) => decoder.get_ref().position,
            Self::Zstandard(decoder) => decoder.get_ref().position,
            Self::Lost => 0,
        }
    }
}

/// The stream as it comes, with its position.
struct Raw {
    inner: BufReader<Box<dyn Read + Send>>,
    position: u64,
    /// Bytes that were looked at across the border of the buffer below, or put back.
    ahead: Vec<u8>,
    /// The last bytes that were taken, at least [`CHUNK`] of them: a decoder that fails has taken more than it
    /// understood.
    taken: Vec<u8>,
}

impl Raw {
    fn new(inner: Box<dyn Read + Send>) -> Self {
        let inner = BufReader::with_capacity(CHUNK, inner);
        Self { inner, position: 0, ahead: Vec::new(), taken: Vec::new() }
    }

    /// Goes to the next place after `start` where `magic` stands, also when that was taken already; false when there is
    /// none.
    fn find(&mut self, magic: &[u8], start: u64) -> io::Result<bool> {
        let first = self.position - self.taken.len() as u64;
        let from =
            usize::try_from((start + 1).saturating_sub(first)).unwrap_or(usize::MAX).min(self.taken.len());
        if let Some(found) = self.taken[from..].windows(magic.len()).position(|window| window == magic) {
            let back = self.taken.split_off(from + found);
            self.position -= back.len() as u64;
            self.ahead.splice(..0, back);
            return Ok(true);
        }
        loop {
            let ahead = self.look_ahead(magic.len())?;
            if ahead.len() < magic.len() {
                return Ok(false);
            }
            if ahead == magic {
                return Ok(true);
            }
            self.consume(1);
        }
    }

    /// The next bytes without taking them; fewer than `length` only at the end.
    fn look_ahead(&mut self, length: usize) -> io::Result<&[u8]> {
        // Mostly they are in the buffer already.
        if self.ahead.is_empty() && self.inner.buffer().is_empty() {
            match self.inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                filled => {
                    filled?;
                }
            }
        }
        if self.ahead.is_empty() && self.inner.buffer().len() >= length {
            return Ok(&self.inner.buffer()[..length]);
        }
        while self.ahead.len() < length {
            let available = match self.inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            let taken = available.len().min(length - self.ahead.len());
            if taken == 0 {
                break;
            }
            self.ahead.extend_from_slice(&available[..taken]);
            self.inner.consume(taken);
        }
        Ok(&self.ahead[..self.ahead.len().min(length)])
    }
}

impl BufRead for Raw {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.ahead.is_empty() { self.inner.fill_buf() } else { Ok(&self.ahead) }
    }

    fn consume(&mut self, amount: usize) {
        self.position += amount as u64;
        if self.taken.len() > 4 * CHUNK {
            self.taken.drain(..self.taken.len() - CHUNK);
        }
        if self.ahead.is_empty() {
            self.taken.extend_from_slice(&self.inner.buffer()[..amount]);
            self.inner.consume(amount);
        } else {
            self.taken.extend(self.ahead.drain(..amount));
        }
    }
}

impl Read for Raw {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(target)?;
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn lz4(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstandard(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn members(bytes: Vec<u8>) -> Members {
        Members::new(Box::new(io::Cursor::new(bytes)), 300).unwrap()
    }

    #[test]
    fn every_member_is_read_and_its_place_known() {
        for pack in [gzip, lz4, zstandard] {
            let (one, two) = (pack(b"one"), pack(b"two"));
            let mut members = members([one.clone(), two].concat());
            assert_eq!(members.place().unwrap(), (0, 0));
            members.consume(2);
            assert_eq!(members.place().unwrap(), (0, 2));
            members.consume(1);
            assert_eq!(members.place().unwrap(), (one.len() as u64, 0));
            let mut rest = String::new();
            members.read_to_string(&mut rest).unwrap();
            assert_eq!((rest.as_str(), members.given()), ("two", 6));
        }
    }

    #[test]
    fn what_is_not_compressed_has_one_offset() {
        let mut members = members(b"one two".to_vec());
        members.consume(0);
        assert_eq!(members.look_ahead(|start| start.len() >= 3).unwrap(), b"one two");
        members.consume(4);
        assert_eq!(members.place().unwrap(), (4, 0));
        members.put_back(b"o ");
        assert_eq!(members.place().unwrap(), (2, 0));
        let mut rest = String::new();
        members.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "o two");
    }

    #[test]
    fn a_damaged_member_can_be_left() {
        let (mut damaged, good) = (gzip(&[b'x'; 5000]), gzip(b"good"));
        let length = damaged.len();
        damaged[length - 12] ^= 0xFF;
        let mut members = members([damaged, good].concat());
        let mut taken = Vec::new();
        assert!(members.read_to_end(&mut taken).is_err());
        assert!(members.skip_member().unwrap());
        assert_eq!(members.place().unwrap(), (length as u64, 0));
        taken.clear();
        members.read_to_end(&mut taken).unwrap();
        assert_eq!(taken, b"good");
        assert!(!members.skip_member().unwrap());
    }

    #[test]
    fn a_member_that_is_cut_off_does_not_hide_the_next() {
        let (mut cut, good) = (gzip(b"some words that are cut off in the middle"), gzip(b"good"));
        cut.truncate(cut.len() / 2);
        let mut members = members([cut.clone(), good].concat());
        let mut taken = Vec::new();
        assert!(members.read_to_end(&mut taken).is_err());
        assert!(members.skip_member().unwrap());
        assert_eq!(members.place().unwrap(), (cut.len() as u64, 0));
        taken.clear();
        members.read_to_end(&mut taken).unwrap();
        assert_eq!(taken, b"good");
    }

    #[test]
    fn padding_is_no_member_and_garbage_is_a_fault() {
        let mut taken = Vec::new();
        members([gzip(b"x"), vec![0; 512]].concat()).read_to_end(&mut taken).unwrap();
        assert_eq!(taken, b"x");
        assert!(members([gzip(b"x"), b"trailing".to_vec()].concat()).read_to_end(&mut taken).is_err());
    }

    #[test]
    fn a_bomb_is_told_before_it_fills_the_memory() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![0; 64 << 20]).unwrap();
        let bomb = encoder.finish().unwrap();
        let error = io::copy(&mut members(bomb), &mut io::sink()).unwrap_err();
        assert!(error.get_ref().is_some_and(|inner| inner.is::<Bomb>()), "{error}");
    }
}
