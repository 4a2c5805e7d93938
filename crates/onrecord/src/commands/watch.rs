//! Polls feeds and sitemaps, reads what is new, and tells of the statements that somebody waits for.

mod alerts;
mod atom;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use acquire::{AcquireError, Input, Limits};
use onrecord::{Outcome, Pipeline};
use serde::Serialize;
use store::Store;
use types::wire;

use super::judged::{catch_up, prepare};
use crate::arguments::{Format, WatchArguments};
use crate::batch::{Batch, Passed};
use crate::commands::read::{changed, summarise};
use crate::display::{Printer, Row};
use crate::interrupt::stop_at_interrupt;
use crate::output::{CommandError, Finding, Output, say};
use crate::progress::Progress;
use crate::web::web;

use alerts::Alert;

/// Polls until it is stopped, or once.
pub fn run(arguments: &WatchArguments) -> anyhow::Result<Finding> {
    let mut watch = Watch {
        alerts: alerts::all(arguments)?,
        pipeline: Pipeline::new(),
        stop: stop_at_interrupt(),
        unsent: Vec::new(),
        arguments,
    };
    loop {
        let started = Instant::now();
        let finding = watch.round()?;
        // Ctrl-C is how a watch ends.
        if watch.is_stopped() {
            return Ok(Finding::Good);
        }
        if arguments.once {
            return Ok(finding);
        }
        let pause = Duration::from_secs(60 * arguments.every.get());
        while started.elapsed() < pause && !watch.is_stopped() {
            thread::sleep(Duration::from_millis(100));
        }
        if watch.is_stopped() {
            return Ok(Finding::Good);
        }
    }
}

struct Watch<'arguments> {
    alerts: Vec<Alert>,
    pipeline: Pipeline,
    stop: Arc<AtomicBool>,
    /// What the webhook did not take yet.
    unsent: Vec<String>,
    arguments: &'arguments WatchArguments,
}

/// A statement that somebody waits for, as it is printed and posted.
#[derive(Serialize)]
struct Hit<'record> {
    alert: &'record str,
    #[serde(flatten)]
    row: &'record Row<'record>,
}

/// The documents of a round that are new or changed, each with what was said in its last version.
type News = BTreeMap<String, BTreeSet<String>>;

impl Watch<'_> {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Polls all feeds once.
    fn round(&mut self) -> anyhow::Result<Finding> {
        let path = self.arguments.store.store.as_path();
        let mut store = Store::open(path)?;
        let (judge, judged, _) = prepare(&mut store, &[])?;
        self.pipeline.set_judge(judge);
        let (known, before) = (Store::open_read_only(path)?, Store::open_read_only(path)?);
        let inputs: Vec<Input> = self.arguments.feeds.iter().map(Input::new).collect();
        let web = web(&self.arguments.web, Some(path), &self.stop)?;
        let mut pages = acquire::pages(&inputs, Limits::default()).with_web(web);
        let mut batch = Batch::new(Some(store), judged, None, Progress::new(None, pages.bytes_read()));
        let mut news = News::new();
        let wanted = changed(&mut pages, Some(known), &self.pipeline);
        self.pipeline.run(wanted, |outcome: Option<Outcome<Passed>>| {
            if let Some(Outcome::Read { record, .. }) = &outcome {
                let id = &record.document.id;
                let said = before.load(id)?.map(|record| said_in(&wire::Record::from(&record)));
                news.insert(id.clone(), said.unwrap_or_default());
            }
            batch.take(outcome)
        })?;
        let (counts, progress) = batch.finish()?;
        if !self.is_stopped() {
            pages.keep_lists()?;
            catch_up(&mut Store::open(path)?)?;
        }
        summarise(&counts, Some(path), pages.skipped(), &progress);
        let sent = self.tell(path, &news)?;
        Ok(if counts.failed == 0 && sent { Finding::Good } else { Finding::Faulty })
    }

    /// Tells of what is new to all who want to know; false when the webhook did not take it.
    fn tell(&mut self, path: &Path, news: &News) -> anyhow::Result<bool> {
        let store = Store::open_read_only(path)?;
        let mut printer = Printer::new(self.arguments.format, Output::to(None)?);
        let mut entries = Vec::new();
        for (id, before) in news {
            let Some(record) = store.load(id)? else { continue };
            let record = wire::Record::from(&record);
            for alert in &self.alerts {
                let found = store.said(&alert.query(id))?;
                let is_hit = |statement: &&wire::Statement| {
                    found.iter().any(|row| row.statement == statement.id)
                        && !before.contains(&statement.content_text)
                };
                let rows: Vec<Row<'_>> = record
                    .statements
                    .iter()
                    .filter(is_hit)
                    .map(|statement| Row::new(&record, statement))
                    .collect();
                let hits: Vec<Hit<'_>> = rows.iter().map(|row| Hit { alert: &alert.name, row }).collect();
                if hits.is_empty() {
                    continue;
                }
                match self.arguments.format {
                    Format::Json | Format::Jsonl => hits.iter().try_for_each(|hit| printer.item(hit))?,
                    Format::Table | Format::Csv => {
                        say(&format!("{}:", alert.name));
                        printer.rows(&rows)?;
                    }
                }
                entries.extend(hits.iter().map(|hit| atom::entry(hit.alert, hit.row)));
                self.unsent.push(serde_json::to_string(
                    &serde_json::json!({ "alert": alert.name, "statements": rows }),
                )?);
            }
        }
        if !news.is_empty() || self.arguments.once {
            printer.finish()?.finish()?;
        }
        if let Some(file) = &self.arguments.feed {
            atom::add(file, &entries)?;
        }
        self.post()
    }

    /// Posts what waits to be posted; what is not taken waits for the next round. False when there is any.
    fn post(&mut self) -> anyhow::Result<bool> {
        let Some(webhook) = &self.arguments.webhook else {
            self.unsent.clear();
            return Ok(true);
        };
        if self.unsent.is_empty() {
            return Ok(true);
        }
        let web = web(&self.arguments.web, None, &self.stop)?;
        while let Some(hits) = self.unsent.first() {
            match web.post(webhook, hits) {
                Ok(()) => {
                    self.unsent.remove(0);
                }
                Err(error @ (AcquireError::Private { .. } | AcquireError::BadAddress { .. })) => {
                    return Err(CommandError::Usage(format!("--webhook {error}")).into());
                }
                Err(error) => {
                    say(&format!(
                        "onrecord: alerts that could not be posted: {}: {error}",
                        self.unsent.len()
                    ));
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// The contents of all statements.
fn said_in(record: &wire::Record) -> BTreeSet<String> {
    record.statements.iter().map(|statement| statement.content_text.clone()).collect()
}
