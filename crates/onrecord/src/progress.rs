//! Progress of long work, on a terminal only.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::say;

/// A bar on standard error, or nothing when that is no terminal.
pub struct Progress {
    bar: Option<ProgressBar>,
    bytes_read: Arc<AtomicU64>,
    articles: u64,
}

impl Progress {
    /// `total` is the size of all inputs in bytes, where it is known; asked for only when it is shown.
    pub fn new(total: impl FnOnce() -> Option<u64>, bytes_read: Arc<AtomicU64>) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let (total, template) = match total() {
                Some(total) => (Some(total), "{bar:30} {percent}% · {msg} · {elapsed}, {eta} left"),
                None => (None, "{spinner} {msg} · {elapsed}"),
            };
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
            // The template is ours; were it wrong, the default would do.
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, bytes_read, articles: 0 }
    }

    /// One more article is done.
    pub fn article(&mut self) {
        self.articles += 1;
        if let Some(bar) = &self.bar {
            bar.set_position(self.bytes_read.load(Ordering::Relaxed));
            let seconds = bar.elapsed().as_secs_f64().max(0.001);
            #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
            let rate = self.articles as f64 / seconds;
            bar.set_message(format!("{} articles, {rate:.1}/s", self.articles));
        }
    }

    /// Writes a line to standard error, above the bar.
    pub fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(line)),
            None => say(line),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
