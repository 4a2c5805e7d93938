//! The files in a ZIP archive.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use flate2::read::DeflateDecoder;
use types::Origin;
use zip::{CompressionMethod, ZipArchive};

use crate::folder::{Skipped, count_skipped, format_by_name};
use crate::source::Source;
use crate::{AcquireError, Limits};

/// Opens the articles of an archive one by one, in the order of its directory.
pub(crate) struct Entries {
    origin: Origin,
    file: File,
    archive: ZipArchive<File>,
    next: usize,
    found: bool,
    limits: Limits,
}

impl Entries {
    /// Reads the directory. What does not come from a file is kept in a temporary one first.
    pub(crate) fn new(mut source: Source, limits: Limits) -> Result<Self, AcquireError> {
        let origin = source.origin.clone();
        let file = match source.file.take().filter(|_| !source.is_compressed()) {
            Some(file) => file,
            None => {
                let mut file =
                    tempfile::tempfile().map_err(|error| AcquireError::io(origin.clone(), error))?;
                let limit = limits.decompressed_bytes;
                let copied = io::copy(&mut source.bytes.by_ref().take(limit.saturating_add(1)), &mut file)
                    .map_err(|error| source.failed(origin.clone(), error))?;
                if copied > limit {
                    return Err(AcquireError::TooLong { origin, limit });
                }
                file
            }
        };
        let again = file.try_clone().map_err(|error| AcquireError::io(origin.clone(), error))?;
        match ZipArchive::new(again) {
            // The directory of an archive in this one was taken for its own, which is cut off.
            Ok(archive) if archive.offset() != 0 => {
                Err(AcquireError::Zip { origin, reason: "the directory at its end is missing".to_owned() })
            }
            Ok(archive) => Ok(Self { origin, file, archive, next: 0, found: false, limits }),
            Err(error) => Err(AcquireError::Zip { origin, reason: error.to_string() }),
        }
    }

    /// The next article; counts what is left out. The entries before it must not be read any more.
    pub(crate) fn next(&mut self, skipped: &mut Skipped) -> Option<Result<Source, AcquireError>> {
        while self.next < self.archive.len() {
            let index = self.next;
            self.next += 1;
            if let Some(source) = self.open(index, skipped).transpose() {
                self.found = true;
                return Some(source);
            }
        }
        if std::mem::replace(&mut self.found, true) {
            return None;
        }
        Some(Err(AcquireError::NothingFound { origin: self.origin.clone() }))
    }

    /// One entry; none when it is no article.
    fn open(&mut self, index: usize, skipped: &mut Skipped) -> Result<Option<Source>, AcquireError> {
        let damaged = |origin: &Origin, error: zip::result::ZipError| AcquireError::Zip {
            origin: origin.clone(),
            reason: error.to_string(),
        };
        let entry = self.archive.by_index_raw(index).map_err(|error| damaged(&self.origin, error))?;
        if entry.is_dir() {
            return Ok(None);
        }
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let origin = Origin::Entry(Box::new(self.origin.clone()), name.clone());
        // Macintosh archives keep a hidden twin of each file.
        let is_hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if is_hidden || format_by_name(name.as_ref()).is_none() {
            count_skipped(skipped, name.as_ref(), is_hidden);
            return Ok(None);
        }
        let refused = |reason: String| AcquireError::Zip { origin: origin.clone(), reason };
        if entry.encrypted() {
            return Err(refused("the file is encrypted".to_owned()));
        }
        let (method, length) = (entry.compression(), entry.compressed_size());
        let start = entry.data_start().ok_or_else(|| refused("its data cannot be found".to_owned()))?;
        drop(entry);
        let failed = |error| AcquireError::io(origin.clone(), error);
        // All handles of the file share one place, and only one entry is read at a time.
        let mut file = self.file.try_clone().map_err(failed)?;
        file.seek(SeekFrom::Start(start)).map_err(failed)?;
        let raw = file.take(length);
        let unpacked: Box<dyn Read + Send> = match method {
            CompressionMethod::Stored => Box::new(raw),
            CompressionMethod::DEFLATE => Box::new(Unpacked::new(raw, length, self.limits.ratio)),
            other => return Err(refused(format!("compressed with {other}, which is not read"))),
        };
        // The bytes of the archive are not counted twice.
        Source::new(origin.clone(), unpacked, self.limits, &Arc::new(AtomicU64::new(0))).map(Some)
    }
}

/// An entry that is decompressed, and stopped when it turns out to be a bomb.
struct Unpacked<R> {
    decoder: DeflateDecoder<R>,
    length: u64,
    ratio: u64,
}

impl<R: Read> Unpacked<R> {
    fn new(raw: R, length: u64, ratio: u64) -> Self {
        Self { decoder: DeflateDecoder::new(raw), length, ratio }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(target)?;
        crate::members::check_ratio(self.decoder.total_out(), self.length, self.ratio)?;
        Ok(read)
    }
}
