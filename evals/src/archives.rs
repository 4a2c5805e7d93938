//! Web archives: every page of the sample archives is taken in, or named with the reason why not.

use std::fs;

use acquire::{Input, Limits, pages};
use anyhow::{Context, Result};

use crate::corpora::Corpora;
use crate::figures::{Counts, Figures};

const FOLDER: &str = "warc-samples";
/// The archive of news; the floor of `news_accounted` is the number of its pages by the corpora's README.
const NEWS: &str = "news-dev.warc.gz";

/// Takes in all archives; what panics ends the measurement.
pub fn measure(corpora: &Corpora) -> Result<Figures> {
    let folder = corpora.path(FOLDER)?;
    let mut counts = Counts::default();
    let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        let is_news = path.ends_with(NEWS);
        let mut taken = pages(&[Input::new(path)], Limits::default());
        let (read, failed) = taken.by_ref().fold((0_usize, 0_usize), |(read, failed), page| match page {
            Ok(_) => (read + 1, failed),
            Err(_) => (read, failed + 1),
        });
        let left_out: usize = taken.skipped().records.values().sum();
        if is_news {
            counts.add("news_pages", read);
            counts.add("news_refused", failed);
            counts.add("news_accounted", read + failed + left_out);
        } else {
            counts.add("samples", true);
            counts.add("sample_pages", read);
            counts.add("sample_records_refused", failed);
            counts.add("sample_records_left_out", left_out);
            counts.add("samples_answered", read + failed + left_out > 0);
        }
    }
    let names = [
        "samples",
        "samples_answered",
        "sample_pages",
        "sample_records_refused",
        "sample_records_left_out",
        "news_pages",
        "news_refused",
        "news_accounted",
    ];
    Ok(names.map(|name| (name.to_owned(), Some(counts.get(name) as f64))).into())
}
