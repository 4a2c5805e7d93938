//! Progress of a long run: a bar on a terminal, else a line a minute.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::batch::Counts;
use crate::output::say;

/// Rate, counts and the time that is left, on standard error.
pub struct Progress {
    bar: Option<ProgressBar>,
    /// Size of all inputs in bytes, where it is known.
    total: Option<u64>,
    bytes_read: Arc<AtomicU64>,
    start: Instant,
    said: Instant,
}

/// How often a line is written where there is no terminal.
const INTERVAL: Duration = Duration::from_secs(60);

impl Progress {
    /// `total` is the size of all inputs in bytes, where it is known.
    pub fn new(total: Option<u64>, bytes_read: Arc<AtomicU64>) -> Self {
        let template = if total.is_some() {
            "{bar:30} {percent}% · {msg} · {elapsed}, {eta} left"
        } else {
            "{spinner} {msg} · {elapsed}"
        };
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
            // The template is ours; were it wrong, the default would do.
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        let now = Instant::now();
        Self { bar, total, bytes_read, start: now, said: now }
    }

    /// Shows what has become of the items so far; `waiting` were read and are not kept yet.
    pub fn update(&mut self, counts: &Counts, waiting: usize) {
        if self.bar.is_none() && self.said.elapsed() < INTERVAL {
            return;
        }
        let (read, elapsed) = (self.bytes_read.load(Ordering::Relaxed), self.start.elapsed());
        let words = words(counts, waiting, elapsed);
        if let Some(bar) = &self.bar {
            bar.set_position(read);
            bar.set_message(words);
            return;
        }
        self.said = Instant::now();
        let left = self.total.and_then(|total| left(read, total, elapsed)).unwrap_or_default();
        say(&format!("onrecord: {words}{left}"));
    }

    /// Writes a line to standard error, above the bar.
    pub fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(line)),
            None => say(line),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn words(counts: &Counts, waiting: usize, elapsed: Duration) -> String {
    let articles = counts.read + counts.unchanged + waiting;
    let rate = articles as f64 / elapsed.as_secs_f64().max(0.001);
    let mut words = format!("{} articles, {rate:.1}/s", HumanCount(articles as u64));
    let more =
        [(counts.statements, "statements"), (counts.unchanged, "unchanged"), (counts.failed, "failed")];
    for (count, what) in more.into_iter().filter(|(count, _)| *count > 0) {
        words += &format!(", {} {what}", HumanCount(count as u64));
    }
    words
}

/// How much is done and how long the rest will take: `; 40 %, about 12 min left`.
#[expect(clippy::cast_precision_loss, reason = "an estimate for people")]
fn left(read: u64, total: u64, elapsed: Duration) -> Option<String> {
    let done = (0 < read && read <= total).then(|| read as f64 / total as f64)?;
    let minutes = elapsed.as_secs_f64() * (1.0 - done) / done / 60.0;
    Some(format!("; {:.0} %, about {:.0} min left", 100.0 * done, minutes.ceil()))
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_estimated_where_the_size_is_known() {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        assert_eq!(left(40, 100, minutes(8)), Some("; 40 %, about 12 min left".to_owned()));
        assert_eq!(left(0, 100, minutes(8)), None);
        assert_eq!(left(120, 100, minutes(8)), None, "what was counted grew meanwhile");
        let counts = Counts { read: 1_200, statements: 6_000, failed: 3, ..Counts::default() };
        assert_eq!(words(&counts, 40, minutes(1)), "1,240 articles, 20.7/s, 6,000 statements, 3 failed");
    }
}
