//! How commands fetch from the web: with what the store remembers of it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use acquire::{Memory, MemoryError, Web, WebSettings};
use store::Store;
use types::{HostManners, Visit};

use crate::arguments::WebArguments;

/// Fetches as the user allows it, until `stop` is set. What is remembered is kept in the store, where there is one.
pub fn web(arguments: &WebArguments, store: Option<&Path>, stop: &Arc<AtomicBool>) -> anyhow::Result<Web> {
    let settings = WebSettings {
        allow_private: arguments.allow_private,
        patience: Duration::from_secs(arguments.timeout),
        stop: Arc::clone(stop),
        ..WebSettings::default()
    };
    let memory =
        store.map(Store::open).transpose()?.map(|store| Box::new(Remembered(store)) as Box<dyn Memory>);
    Ok(Web::new(settings, memory))
}

/// A connection of its own: pages are fetched while records are written.
struct Remembered(Store);

impl Memory for Remembered {
    fn host(&mut self, host: &str) -> Result<Option<HostManners>, MemoryError> {
        Ok(self.0.web_host(host)?)
    }

    fn keep_host(&mut self, host: &str, manners: &HostManners) -> Result<(), MemoryError> {
        Ok(self.0.keep_web_host(host, manners)?)
    }

    fn visit(&mut self, url: &str) -> Result<Option<(Visit, bool)>, MemoryError> {
        Ok(self.0.web_visit(url)?)
    }

    fn keep_visit(&mut self, url: &str, visit: &Visit) -> Result<(), MemoryError> {
        Ok(self.0.keep_web_visit(url, visit)?)
    }
}
