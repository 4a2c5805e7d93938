//! A file or stream that was opened: its bytes are counted and decompressed, its format is found out.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use types::Origin;

use crate::decode::{SNIFFED_BYTES, format_of};
use crate::members::{Bomb, Members, Method};
use crate::web::TransferFault;
use crate::{AcquireError, Format, Limits};

/// Decompressed bytes with their origin.
pub(crate) struct Source {
    pub(crate) origin: Origin,
    pub(crate) bytes: Members,
    /// The file itself, where there is one: ZIP archives are read from their end.
    pub(crate) file: Option<File>,
}

/// Opens a file, or standard input when there is no path.
pub(crate) fn open(
    path: Option<&Path>,
    limits: Limits,
    counter: &Arc<AtomicU64>,
) -> Result<Source, AcquireError> {
    let origin = path.map_or(Origin::Stdin, |path| Origin::File(path.to_owned()));
    let failed = |error| AcquireError::io(origin.clone(), error);
    let Some(path) = path else {
        return Source::new(origin, Box::new(io::stdin()), limits, counter);
    };
    let file = File::open(path).map_err(failed)?;
    let again = file.try_clone().map_err(failed)?;
    let source = Source::new(origin, Box::new(file), limits, counter)?;
    Ok(Source { file: Some(again), ..source })
}

impl Source {
    /// A stream; what is read from it is added to `counter`.
    pub(crate) fn new(
        origin: Origin,
        raw: Box<dyn Read + Send>,
        limits: Limits,
        counter: &Arc<AtomicU64>,
    ) -> Result<Self, AcquireError> {
        let counted = Counted { inner: raw, counter: Arc::clone(counter) };
        match Members::new(Box::new(counted), limits.ratio) {
            Ok(bytes) => Ok(Self { origin, bytes, file: None }),
            Err(error) => Err(failed(origin, Method::Plain, error)),
        }
    }

    pub(crate) fn is_compressed(&self) -> bool {
        self.bytes.method() != Method::Plain
    }

    /// The format as the first bytes tell it; they stay readable.
    pub(crate) fn sniff(&mut self) -> Result<Format, AcquireError> {
        let enough = |start: &[u8]| start.len() >= SNIFFED_BYTES || format_of(start, false).is_some();
        match self.bytes.look_ahead(enough) {
            // No more will come than is there.
            Ok(start) => {
                Ok(format_of(&start[..start.len().min(SNIFFED_BYTES)], true).unwrap_or(Format::Text))
            }
            Err(error) => Err(self.failed(self.origin.clone(), error)),
        }
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
        failed(origin, self.bytes.method(), error)
    }

    /// The error for a stream that has decompressed to more than the limit.
    pub(crate) fn bomb(&self, origin: Origin, limits: Limits) -> AcquireError {
        let reason = format!("decompresses to more than {} bytes", limits.decompressed_bytes);
        AcquireError::Bomb { origin, reason }
    }
}

fn failed(origin: Origin, method: Method, error: io::Error) -> AcquireError {
    let inner = error.get_ref();
    if let Some(bomb) = inner.and_then(|inner| inner.downcast_ref::<Bomb>()) {
        return AcquireError::Bomb { origin, reason: bomb.to_string() };
    }
    if let Some(fault) = inner.and_then(|inner| inner.downcast_ref::<TransferFault>()) {
        return AcquireError::Transfer { origin, reason: fault.to_string() };
    }
    let is_damage = matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::InvalidData
            | io::ErrorKind::Other
    );
    if method != Method::Plain && is_damage {
        AcquireError::Compressed { origin, method: method.name(), error }
    } else {
        AcquireError::io(origin, error)
    }
}

/// Counts what is read, for progress.
struct Counted {
    inner: Box<dyn Read + Send>,
    counter: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.counter.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}
