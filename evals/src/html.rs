//! Page text and metadata.
//!
//! `text_f`: bag-of-words F1 between `document.text` and the article's text, with or without its title and byline
//! lines, whichever fits best. `leaked`: strings of the page's furniture that got into the text.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::corpora::GoldArticle;
use crate::figures::{Counts, Figures, round};
use crate::names;
use crate::program::Records;
use crate::words::alphanumeric;

/// Scores the pages among `articles`; a page without record counts as one without text.
pub fn score(articles: &[GoldArticle], records: &Records) -> Figures {
    let mut counts = Counts::default();
    let mut text_f = 0.0;
    for article in articles {
        let gold = &article.gold;
        let Some(page) = &gold.html else { continue };
        let document = records.get(&article.stem).map(|record| &record.document);
        let text = document.map_or("", |document| &document.text);
        text_f += best_text_f(article, text);
        let squashed = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = document.and_then(|document| document.title.as_deref());
        let published = document.and_then(|document| document.published.as_deref());
        let byline = document.map_or(&[][..], |document| &document.byline);
        let leaked = page.must_not_contain.iter().filter(|furniture| squashed.contains(*furniture)).count();
        counts.add("pages", true);
        counts.add("leaked_strings", leaked);
        counts.add("furniture", page.must_not_contain.len());
        counts.add("title", words(title.unwrap_or("")) == words(gold.title.as_deref().unwrap_or("")));
        counts.add("published", day(published) == day(gold.published.as_deref()));
        counts.add("byline", people(byline) == people(&gold.authors));
    }
    let pages = counts.get("pages");
    let mut figures: Figures = ["pages", "leaked_strings", "furniture", "title", "published", "byline"]
        .map(|name| (name.to_owned(), Some(counts.get(name) as f64)))
        .into();
    let text_f = (pages > 0).then(|| round(100.0 * text_f / pages as f64));
    figures.insert("text_f".to_owned(), text_f);
    figures
}

/// The best F1 over the gold text's variants: title and byline may stand in the text or beside it.
fn best_text_f(article: &GoldArticle, text: &str) -> f64 {
    let found = words(text);
    let lines: Vec<&str> = article.text.split('\n').filter(|line| !line.trim().is_empty()).collect();
    let mut variants = vec![lines];
    for part in [&article.gold.title, &article.gold.byline].into_iter().flatten() {
        let part = words(part);
        let mut shorter = variants.clone();
        shorter.iter_mut().for_each(|variant| variant.retain(|line| words(line) != part));
        variants.extend(shorter);
    }
    variants.iter().map(|lines| bag_f(&found, &words(&lines.join("\n")))).fold(0.0, f64::max)
}

fn bag_f(found: &[String], gold: &[String]) -> f64 {
    if found.is_empty() {
        return 0.0;
    }
    let mut rest: BTreeMap<&str, usize> = BTreeMap::new();
    for word in gold {
        *rest.entry(word).or_default() += 1;
    }
    let shared = found.iter().filter(|word| match rest.get_mut(word.as_str()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    });
    2.0 * shared.count() as f64 / (found.len() + gold.len()) as f64
}

fn words(text: &str) -> Vec<String> {
    alphanumeric(&text.nfkc().collect::<String>()).map(str::to_owned).collect()
}

fn day(date: Option<&str>) -> Option<String> {
    date.map(|date| date.chars().take(10).collect())
}

fn people(names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| names::plain(name).join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag(text: &str) -> Vec<String> {
        words(text)
    }

    #[test]
    fn words_are_counted_as_often_as_they_stand() {
        assert!((bag_f(&bag("a b b"), &bag("b b c")) - 4.0 / 6.0).abs() < 1e-9);
        assert_eq!(bag_f(&[], &bag("b")), 0.0);
    }
}
