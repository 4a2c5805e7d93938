//! Polls feeds and sitemaps, reads what is new, and tells of the statements that somebody waits for.

mod alerts;
mod atom;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use acquire::{AcquireError, Input, Limits};
use onrecord::{Outcome, Pipeline};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{News, Store};
use types::wire;

use super::judged::{catch_up, prepare};
use crate::arguments::{Format, WatchArguments};
use crate::batch::{Batch, Passed};
use crate::commands::read::{changed, give_way, summarise};
use crate::display::{Printer, Row};
use crate::interrupt::stop_at_interrupt;
use crate::output::{CommandError, Finding, Output, say};
use crate::progress::Progress;
use crate::web::web;

use alerts::Alert;

/// Polls until it is stopped, or once.
pub fn run(arguments: &WatchArguments) -> anyhow::Result<Finding> {
    give_way();
    let mut watch = Watch {
        alerts: alerts::all(arguments)?,
        pipeline: Pipeline::new(),
        stop: stop_at_interrupt(),
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
    arguments: &'arguments WatchArguments,
}

/// A statement that somebody waits for, as it is printed and posted.
#[derive(Serialize)]
struct Hit<'record> {
    alert: &'record str,
    #[serde(flatten)]
    row: &'record Row<'record>,
}

/// What is posted. The same hits have the same id, should one be posted twice because its answer was lost.
#[derive(Serialize)]
struct Alerted<'record> {
    id: String,
    alert: &'record str,
    statements: &'record [Row<'record>],
}

impl Watch<'_> {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Polls all feeds once.
    fn round(&mut self) -> anyhow::Result<Finding> {
        let path = self.arguments.store.store.as_path();
        let mut store = Store::open(path)?.noting_news();
        let (judge, judged, _) = prepare(&mut store, &[])?;
        self.pipeline.set_judge(judge);
        let known = Store::open_read_only(path)?;
        let inputs: Vec<Input> = self.arguments.feeds.iter().map(Input::new).collect();
        let web = web(&self.arguments.web, Some(path), &self.stop)?;
        let mut pages = acquire::pages(&inputs, Limits::default()).with_web(web);
        let mut batch = Batch::new(Some(store), judged, None, Progress::new(None, pages.bytes_read()));
        let wanted = changed(&mut pages, Some(known), &self.pipeline);
        self.pipeline.run(wanted, |outcome: Option<Outcome<Passed>>| batch.take(outcome))?;
        let (counts, progress) = batch.finish()?;
        if !self.is_stopped() {
            pages.keep_lists()?;
            catch_up(&mut Store::open(path)?)?;
        }
        summarise(&counts, Some(path), pages.skipped(), &progress);
        let sent = self.tell(path)?;
        Ok(if counts.failed == 0 && sent { Finding::Good } else { Finding::Faulty })
    }

    /// Tells of what is new to all who want to know; false when the webhook did not take it. What a run before could not
    /// tell, because it was killed or nobody took it, is told now.
    fn tell(&mut self, path: &Path) -> anyhow::Result<bool> {
        let mut store = Store::open(path)?;
        let mut printer = Printer::new(self.arguments.format, Output::to(None)?);
        let (mut entries, mut alerts) = (Vec::new(), Vec::new());
        let news = store.news()?;
        for News { document, said } in &news {
            let Some(record) = store.load(document)? else { continue };
            let record = wire::Record::from(&record);
            for alert in &self.alerts {
                let found = store.said(&alert.query(document))?;
                let is_hit = |statement: &&wire::Statement| {
                    found.iter().any(|row| row.statement == statement.id)
                        && !said.contains(&statement.content_text)
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
                alerts.push(body(&alert.name, &rows)?);
            }
        }
        if !news.is_empty() || self.arguments.once {
            printer.finish()?.finish()?;
        }
        if let Some(file) = &self.arguments.feed {
            atom::add(file, &entries)?;
        }
        match &self.arguments.webhook {
            Some(webhook) => {
                store.told(&news, webhook, &alerts)?;
                self.post(&mut store, webhook)
            }
            None => {
                store.told(&news, "", &[])?;
                Ok(true)
            }
        }
    }

    /// Posts what waits to be posted; what is not taken waits in the store for the next round. False when there is any.
    fn post(&self, store: &mut Store, webhook: &str) -> anyhow::Result<bool> {
        let alerts = store.alerts(webhook)?;
        if alerts.is_empty() {
            return Ok(true);
        }
        let web = web(&self.arguments.web, None, &self.stop)?;
        for (number, alert) in alerts.iter().enumerate() {
            match web.post(webhook, &alert.body) {
                Ok(()) => store.sent(alert)?,
                Err(error @ (AcquireError::Private { .. } | AcquireError::BadAddress { .. })) => {
                    return Err(CommandError::Usage(format!("--webhook {error}")).into());
                }
                Err(error) => {
                    let left = alerts.len() - number;
                    say(&format!(
                        "onrecord: alerts that could not be posted and wait for the next round: {left}: {error}"
                    ));
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// What is posted, as JSON.
fn body(alert: &str, rows: &[Row<'_>]) -> anyhow::Result<String> {
    let statements = serde_json::to_string(rows)?;
    let id: String = Sha256::digest(format!("{alert:?} {statements}"))
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(serde_json::to_string(&Alerted { id, alert, statements: rows })?)
}
