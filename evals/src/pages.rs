//! Page text and metadata on two public sets of pages.
//!
//! Scrapinghub: multisets of four-word shingles of the text found and of the gold body, for each page as shares of their
//! union; the mean precision and the mean recall over the pages, and the F1 of these two means. The gold has no headline
//! in its bodies, so the main figure leaves it out; `with_title` is the text as a record has it.
//!
//! Trafilatura: for each page up to six segments that must stand in the text and six that must not, white space aside;
//! precision, recall and F1 over all segments. Titles, dates and authors are right or not on pages that have gold: a date
//! by its day (gold that is no date is left out), authors as a set of names without titles, a title by its words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use anyhow::{Result, bail};
use regex::Regex;
use serde::Deserialize;
use serde_json::{Value, json};
use types::wire::Document;
use types::{Body, Given, Origin, Page};

use crate::corpora::Corpora;
use crate::figures::{Figures, percent, round};
use crate::words::alphanumeric;

/// A page with its gold body.
#[derive(Deserialize)]
struct ScrapinghubPage {
    url: String,
    html: String,
    body: String,
}

/// A page with segments and metadata.
#[derive(Deserialize)]
struct TrafilaturaPage {
    url: String,
    html: String,
    with: Vec<String>,
    without: Vec<String>,
    title: Option<String>,
    date: Option<String>,
    /// A string, or a list of strings.
    author: Option<Value>,
}

/// The figures of both sets, by section, and what metadata is wrong, a line each.
pub fn measure(corpora: &Corpora) -> Result<(PageSets, Vec<String>)> {
    eprintln!("reading pages: scrapinghub and trafilatura dev");
    let scrapinghub = scrapinghub(&corpora.lines("html-scrapinghub-dev.jsonl.gz")?)?;
    let (trafilatura, wrong) = trafilatura(&corpora.lines("html-trafilatura-dev.jsonl.gz")?)?;
    Ok((vec![("scrapinghub", scrapinghub), ("trafilatura", trafilatura)], wrong))
}

/// The pages of Scrapinghub dev as the program takes them in.
pub fn as_inputs(corpora: &Corpora) -> Result<Vec<Value>> {
    let pages: Vec<ScrapinghubPage> = corpora.lines("html-scrapinghub-dev.jsonl.gz")?;
    Ok(pages.iter().map(|page| json!({"url": page.url, "html": page.html})).collect())
}

/// Figures by the section that they are of.
pub type PageSets = Vec<(&'static str, Figures)>;

fn read(url: &str, html: &str) -> Document {
    let given = Given { url: Some(url.to_owned()), ..Given::default() };
    let page = Page { origin: Origin::Stdin, body: Body::Html(html.as_bytes().to_vec()), given };
    Document::from(&read::read(&page).document)
}

fn scrapinghub(pages: &[ScrapinghubPage]) -> Result<Figures> {
    let word = Regex::new(r"\w+")?;
    let (mut body, mut whole) = (Shingles::default(), Shingles::default());
    for page in pages {
        let document = read(&page.url, &page.html);
        let title = document.title.as_deref().unwrap_or_default();
        body.add(&word, document.text.strip_prefix(title).unwrap_or(&document.text), &page.body);
        whole.add(&word, &document.text, &page.body);
    }
    let (precision, recall) = body.means();
    let whole = whole.means();
    let f1 = |precision: f64, recall: f64| Some(round(200.0 * precision * recall / (precision + recall)));
    Ok(Figures::from([
        ("pages".to_owned(), Some(pages.len() as f64)),
        ("p".to_owned(), Some(round(100.0 * precision))),
        ("r".to_owned(), Some(round(100.0 * recall))),
        ("f".to_owned(), f1(precision, recall)),
        ("f_with_title".to_owned(), f1(whole.0, whole.1)),
    ]))
}

/// Precision and recall of each page.
#[derive(Default)]
struct Shingles {
    precisions: Vec<f64>,
    recalls: Vec<f64>,
}

impl Shingles {
    fn add(&mut self, word: &Regex, found: &str, gold: &str) {
        let (found, gold) = (shingles(word, found), shingles(word, gold));
        let shared: usize =
            found.iter().map(|(shingle, count)| gold.get(shingle).map_or(0, |gold| *gold.min(count))).sum();
        let (found, gold): (usize, usize) = (found.values().sum(), gold.values().sum());
        // A side without shingles counts only where the other one has some, and then as nothing right.
        if found > 0 {
            self.precisions.push(shared as f64 / found as f64);
        }
        if gold > 0 {
            self.recalls.push(shared as f64 / gold as f64);
        }
    }

    fn means(&self) -> (f64, f64) {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        (mean(&self.precisions), mean(&self.recalls))
    }
}

/// How often each run of four words stands in `text`; a shorter text is one shingle.
fn shingles<'text>(word: &Regex, text: &'text str) -> BTreeMap<Vec<&'text str>, usize> {
    const LENGTH: usize = 4;
    let words: Vec<&str> = word.find_iter(text).map(|found| found.as_str()).collect();
    let mut counts = BTreeMap::new();
    let short = (!words.is_empty() && words.len() < LENGTH).then_some(words.as_slice());
    for shingle in words.windows(LENGTH).chain(short) {
        *counts.entry(shingle.to_vec()).or_default() += 1;
    }
    counts
}

fn trafilatura(pages: &[TrafilaturaPage]) -> Result<(Figures, Vec<String>)> {
    if pages.is_empty() {
        bail!("the trafilatura set has no pages");
    }
    let (mut right, mut missed, mut surplus) = (0, 0, 0);
    let mut metadata: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for page in pages {
        let document = read(&page.url, &page.html);
        let text = one_line(&document.text);
        let stands =
            |segments: &[String]| segments.iter().filter(|segment| text.contains(&one_line(segment))).count();
        let found = stands(&page.with);
        right += found;
        missed += page.with.len() - found;
        surplus += stands(&page.without);
        let mut judge = |name: &'static str, gold: &dyn Debug, found: &dyn Debug, is_right: bool| {
            let (right, all) = metadata.entry(name).or_default();
            *right += usize::from(is_right);
            *all += 1;
            if !is_right {
                wrong.push(format!("{name} of {}: {gold:?} was read as {found:?}", page.url));
            }
        };
        if let Some(gold) = page.title.as_deref().filter(|title| !title.is_empty()) {
            let found = document.title.as_deref().unwrap_or_default();
            judge("title", &gold, &found, same_words(gold, found));
        }
        if let Some(gold) = page.date.as_deref().filter(|date| is_day(date)) {
            let found = document.published.as_deref().unwrap_or_default();
            judge("date", &gold, &found, gold == found);
        }
        if let Some(gold) = gold_authors(page.author.as_ref()) {
            let found = document.byline.iter().map(|name| plain(name)).collect();
            judge("author", &gold, &document.byline, gold == found);
        }
    }
    let f1 = percent((2 * right) as f64, (2 * right + surplus + missed) as f64);
    let mut figures = Figures::from([
        ("pages".to_owned(), Some(pages.len() as f64)),
        ("p".to_owned(), percent(right as f64, (right + surplus) as f64)),
        ("r".to_owned(), percent(right as f64, (right + missed) as f64)),
        ("f".to_owned(), f1),
    ]);
    for (name, (right, gold)) in metadata {
        figures.insert(format!("{name}_right"), percent(right as f64, gold as f64));
        figures.insert(format!("{name}_gold"), Some(gold as f64));
    }
    wrong.sort();
    Ok((figures, wrong))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| alphanumeric(text).map(str::to_lowercase).collect::<Vec<_>>();
    words(one) == words(other)
}

/// Whether gold is a day that exists, `2024-05-27`; some has month and day in the wrong order.
fn is_day(date: &str) -> bool {
    let numbers: Vec<u32> = date.split('-').filter_map(|part| part.parse().ok()).collect();
    date.len() == 10 && matches!(numbers[..], [_, 1..=12, 1..=31])
}

/// The gold authors as plain names; `None` where there is no gold.
fn gold_authors(author: Option<&Value>) -> Option<BTreeSet<String>> {
    let joined = match author? {
        Value::String(names) => names.clone(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";"),
        _ => return None,
    };
    let single = [" and ", " And ", " und ", " et ", " y ", " / "]
        .iter()
        .fold(joined, |names, and| names.replace(and, ";"));
    let names: BTreeSet<String> =
        single.split([';', ',']).map(plain).filter(|name| !name.is_empty() && name != "phd").collect();
    (!names.is_empty()).then_some(names)
}

/// Lower-case words of a name, without "by" and academic titles.
fn plain(name: &str) -> String {
    let words = alphanumeric(name).map(str::to_lowercase);
    words
        .filter(|word| !matches!(word.as_str(), "by" | "von" | "par" | "por" | "dr" | "prof"))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shingles_count_as_often_as_they_stand() {
        let word = Regex::new(r"\w+").unwrap();
        let mut score = Shingles::default();
        score.add(&word, "the fog came down and stayed", "The fog came down and stayed");
        // Three runs of four words, of which the first differs in its case.
        assert_eq!(score.means(), (2.0 / 3.0, 2.0 / 3.0));
        score.add(&word, "", "fog");
        assert_eq!(score.means(), (2.0 / 3.0, 1.0 / 3.0));
    }

    #[test]
    fn gold_metadata() {
        let authors = gold_authors(Some(&Value::from("Von Ida Moor und Otto Lind, PhD"))).unwrap();
        assert_eq!(authors, BTreeSet::from(["ida moor".to_owned(), "otto lind".to_owned()]));
        assert_eq!(gold_authors(Some(&Value::from(""))), None);
        assert!(is_day("2024-05-27") && !is_day("2024-27-05") && !is_day("2024-05"));
        assert!(same_words("Fog: the end?", "fog the end"));
    }
}
