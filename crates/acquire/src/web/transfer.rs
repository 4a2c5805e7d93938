//! The bytes of an answer, as long as they come at a sensible pace.

use std::io::{self, Read};
use std::time::{Duration, Instant};

/// Why a transfer did not end well; found inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
pub(crate) enum TransferFault {
    /// Fewer bytes than any working line brings.
    #[error("the server sends too slowly: {bytes} bytes in {seconds} s")]
    Slow { bytes: u64, seconds: u64 },
    /// The server said that there is more.
    #[error("the connection ended before the answer was whole")]
    Cut,
    /// Anything else.
    #[error("the connection broke: {0}")]
    Broken(String),
}

/// So many bytes in a second buy a second more of patience.
const BYTES_PER_SECOND: u64 = 50_000;

/// A body that is given up when it takes longer than `patience` and a second for each 50 kB.
pub(super) struct Paced<R> {
    inner: R,
    patience: Duration,
    started: Instant,
    received: u64,
}

impl<R: Read> Paced<R> {
    pub(super) fn new(inner: R, patience: Duration, started: Instant) -> Self {
        Self { inner, patience, started, received: 0 }
    }

    fn slow(&self) -> io::Error {
        let seconds = self.started.elapsed().as_secs();
        io::Error::other(TransferFault::Slow { bytes: self.received, seconds })
    }
}

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(target).map_err(|error| {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
            match inner {
                _ if error.kind() == io::ErrorKind::Interrupted => error,
                Some(ureq::Error::Timeout(_)) => self.slow(),
                _ if error.kind() == io::ErrorKind::TimedOut => self.slow(),
                _ if error.kind() == io::ErrorKind::UnexpectedEof => io::Error::other(TransferFault::Cut),
                _ => io::Error::other(TransferFault::Broken(error.to_string())),
            }
        })?;
        self.received += read as u64;
        let bought = Duration::from_secs(self.received / BYTES_PER_SECOND);
        if read > 0 && self.started.elapsed() > self.patience.saturating_add(bought) {
            return Err(self.slow());
        }
        Ok(read)
    }
}
