//! Opens a file or standard input: counts its bytes, decompresses it, finds out its format.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use types::Origin;

use crate::decode::{SNIFFED_BYTES, format_of};
use crate::{AcquireError, Format};

/// Decompressed bytes with their origin.
pub(crate) struct Source {
    pub(crate) origin: Origin,
    pub(crate) bytes: Box<dyn BufRead + Send>,
    pub(crate) compressed: bool,
}

/// Opens a file, or standard input when there is no path.
pub(crate) fn open(path: Option<&Path>, counter: &Arc<AtomicU64>) -> Result<Source, AcquireError> {
    let origin = path.map_or(Origin::Stdin, |path| Origin::File(path.to_owned()));
    let failed = |error| AcquireError::io(origin.clone(), error);
    let raw: Box<dyn Read + Send> = match path {
        Some(path) => Box::new(File::open(path).map_err(failed)?),
        None => Box::new(io::stdin()),
    };
    let counted = Counted { inner: raw, counter: Arc::clone(counter) };
    let mut bytes = BufReader::with_capacity(1 << 16, counted);
    let (start, _) = peek(&mut bytes, |start| start.len() >= 2).map_err(failed)?;
    let compressed = start.starts_with(b"\x1F\x8B");
    let bytes = Cursor::new(start).chain(bytes);
    let bytes: Box<dyn BufRead + Send> =
        if compressed { Box::new(BufReader::new(MultiGzDecoder::new(bytes))) } else { Box::new(bytes) };
    Ok(Source { origin, bytes, compressed })
}

impl Source {
    /// Finds out the format from the first bytes, which stay readable.
    pub(crate) fn sniff(mut self) -> Result<(Self, Format), AcquireError> {
        let enough = |start: &[u8]| start.len() >= SNIFFED_BYTES || format_of(start, false).is_some();
        let (start, complete) = match peek(&mut self.bytes, enough) {
            Ok(peeked) => peeked,
            Err(error) => return Err(self.failed(self.origin.clone(), error)),
        };
        let format = format_of(&start, complete).unwrap_or(Format::Text);
        self.bytes = Box::new(Cursor::new(start).chain(self.bytes));
        Ok((self, format))
    }

    /// Everything, when it is no longer than `limit` bytes.
    pub(crate) fn whole(mut self, limit: u64) -> Result<(Origin, Vec<u8>), AcquireError> {
        let mut whole = Vec::new();
        match self.bytes.by_ref().take(limit.saturating_add(1)).read_to_end(&mut whole) {
            Err(error) => Err(self.failed(self.origin.clone(), error)),
            Ok(length) if length as u64 > limit => Err(AcquireError::TooLong { origin: self.origin, limit }),
            Ok(_) => Ok((self.origin, whole)),
        }
    }

    /// The error for what happened while reading at `origin`.
    pub(crate) fn failed(&self, origin: Origin, error: io::Error) -> AcquireError {
        let damaged = matches!(
            error.kind(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
        );
        if self.compressed && damaged {
            AcquireError::Gzip { origin, error }
        } else {
            AcquireError::io(origin, error)
        }
    }
}

/// Takes bytes until there are `enough` or the end is reached; says whether it was. A pipe gives what it has, so
/// one read is not always enough, and a line that is there is not held back until the next one comes.
fn peek(bytes: &mut impl BufRead, enough: impl Fn(&[u8]) -> bool) -> io::Result<(Vec<u8>, bool)> {
    let mut start = Vec::new();
    while !enough(&start) {
        let available = match bytes.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            available => available?,
        };
        let taken = available.len().min(SNIFFED_BYTES);
        if taken == 0 {
            return Ok((start, true));
        }
        start.extend_from_slice(&available[..taken]);
        bytes.consume(taken);
    }
    Ok((start, false))
}

/// Counts what is read from a file, for progress.
struct Counted<R> {
    inner: R,
    counter: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.counter.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}
