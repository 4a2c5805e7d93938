use types::{HostManners, Visit};

/// What is remembered from one run to the next.
pub trait Memory: Send {
    /// What is known of a host, given as `https://example.org:8080`.
    fn host(&mut self, host: &str) -> Result<Option<HostManners>, MemoryError>;
    /// Keeps what is known of a host.
    fn keep_host(&mut self, host: &str, manners: &HostManners) -> Result<(), MemoryError>;
    /// The last visit to an address, and whether a document from there is kept.
    fn visit(&mut self, url: &str) -> Result<Option<(Visit, bool)>, MemoryError>;
    /// Keeps a visit in the place of the last one.
    fn keep_visit(&mut self, url: &str, visit: &Visit) -> Result<(), MemoryError>;
}

/// Why a [`Memory`] failed.
pub type MemoryError = Box<dyn std::error::Error + Send + Sync>;
