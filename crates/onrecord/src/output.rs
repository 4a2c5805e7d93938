//! Data to standard output or a file, words to standard error, and what the program ends with.

use std::error::Error;
use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use store::StoreError;
use tempfile::NamedTempFile;

/// What a command that ran has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// All is well.
    Good,
    /// Something was not as it should be; it was said on standard error.
    Faulty,
    /// The user stopped it; what was read until then is kept.
    Interrupted,
}

/// The exit code of a run that the user stopped, as shells have it for Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// Why a command could not run, as far as the exit code depends on it.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The arguments are wrong.
    #[error("{0}")]
    Usage(String),
    /// Not one input could be read.
    #[error("nothing could be read")]
    NothingRead,
}

/// Reports the error, if any, and says what the program ends with.
pub fn exit_code(result: anyhow::Result<Finding>) -> ExitCode {
    let error = match result {
        Ok(Finding::Good) => return ExitCode::SUCCESS,
        Ok(Finding::Faulty) => return ExitCode::from(1),
        Ok(Finding::Interrupted) => return ExitCode::from(INTERRUPTED),
        Err(error) => error,
    };
    if error.chain().any(is_closed) {
        return ExitCode::SUCCESS;
    }
    say(&format!("onrecord: {error:#}"));
    let is_usage = matches!(error.downcast_ref(), Some(CommandError::Usage(_)))
        || matches!(error.downcast_ref(), Some(StoreError::NoWord { .. }));
    ExitCode::from(if is_usage { 2 } else { 3 })
}

/// Whether an error says that nobody reads our output any more, which is no error.
pub fn is_closed(error: &(dyn Error + 'static)) -> bool {
    let io = error.downcast_ref::<io::Error>().map(io::Error::kind);
    let json = error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    io.or(json) == Some(ErrorKind::BrokenPipe)
}

/// Writes a line to standard error. If even that is closed, there is nobody left to tell.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Where data goes.
pub enum Output {
    /// Standard output.
    Standard(BufWriter<StdoutLock<'static>>),
    /// A file that appears under its name when it is whole.
    File(BufWriter<NamedTempFile>, PathBuf),
}

impl Output {
    /// Standard output, or a file when there is a path.
    pub fn to(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::Standard(BufWriter::new(io::stdout().lock()))) };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut new = tempfile::Builder::new();
        // Temporary files are private unless told otherwise; an export is as readable as any new file.
        #[cfg(unix)]
        new.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = new
            .prefix(".onrecord-")
            .tempfile_in(folder)
            .with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(Self::File(BufWriter::new(file), path.to_owned()))
    }

    /// Where a file lies until it is whole.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Standard(_) => None,
            Self::File(output, _) => Some(output.get_ref().path()),
        }
    }

    /// Writes what is left and gives the file its name.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Standard(mut output) => output.flush()?,
            Self::File(output, path) => {
                let failed = || format!("{}: cannot be written", path.display());
                let file =
                    output.into_inner().map_err(io::IntoInnerError::into_error).with_context(failed)?;
                file.persist(&path).with_context(failed)?;
            }
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(output) => output.write(bytes),
            Self::File(output, _) => output.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(output) => output.flush(),
            Self::File(output, _) => output.flush(),
        }
    }
}
