//! When: time expressions against TIMEX3 annotation, as in TempEval-3, end to end through the program.
//!
//! Strict: equal spans. Relaxed: spans that overlap. Value: of those that overlap, equal values. All three as F1.
//! TIMEX3 annotates both ends of a range by themselves, so a record's range counts as its two ends. Records have EDTF
//! values; they are written as TIMEX3 values first. Corpora differ in whether a part of the day belongs to the value
//! (`T` and two letters), so it counts on neither side.

use std::sync::LazyLock;

use anyhow::{Context, Result};
use regex::Regex;
use serde::Deserialize;
use serde_json::{Value, json};
use types::TimeType;
use types::wire::Time;

use crate::details::best_overlap;
use crate::figures::{Figures, put_prf};
use crate::program::Records;
use crate::words::Span;

/// The corpora: name of the section, file, title.
pub const CORPORA: [(&str, &str, &str); 2] = [
    ("wikiwars", "timex-wikiwars-train.jsonl", "WikiWars train: histories of wars"),
    ("tweets", "timex-tweets-train.jsonl", "Tweets train"),
];

/// A document with its time expressions.
#[derive(Deserialize)]
pub struct TimexDocument {
    doc: String,
    dct: Option<String>,
    text: String,
    timex: Vec<Timex>,
}

#[derive(Deserialize)]
struct Timex {
    start: usize,
    end: usize,
    text: String,
    value: Option<String>,
}

impl TimexDocument {
    /// The line for `onrecord read -`.
    pub fn input(&self) -> Value {
        json!({"id": self.doc, "text": self.text, "published": self.dct})
    }
}

/// How many expressions of a corpus are found, with their borders and with their values.
#[derive(Default)]
pub struct Score {
    gold: usize,
    predicted: usize,
    strict: usize,
    relaxed: usize,
    value: usize,
    /// Expressions that are missed or have another value, a line each.
    pub wrong: Vec<String>,
}

impl Score {
    /// Scores the records of a corpus.
    pub fn of(documents: &[TimexDocument], records: &Records) -> Result<Self> {
        let mut score = Self::default();
        for document in documents {
            let record =
                records.get(&document.doc).with_context(|| format!("no record of {}", document.doc))?;
            let found: Vec<Expression> = record.times.iter().flat_map(expressions).collect();
            score.gold += document.timex.len();
            score.predicted += found.len();
            for gold in &document.timex {
                let span = [gold.start, gold.end];
                score.strict += usize::from(found.iter().any(|found| found.span == span));
                let best = best_overlap(&found, span, |found| found.span);
                let same =
                    best.is_some_and(|found| bare(found.value.as_deref()) == bare(gold.value.as_deref()));
                score.relaxed += usize::from(best.is_some());
                score.value += usize::from(same);
                if !same {
                    let given = best.map(|found| (&found.text, &found.value));
                    score
                        .wrong
                        .push(format!("{}: {:?} {:?} is {given:?}", document.doc, gold.text, gold.value));
                }
            }
        }
        Ok(score)
    }

    /// `strict`, `relaxed` and `value`, each with precision, recall and F1.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::new();
        for (name, right) in [("strict", self.strict), ("relaxed", self.relaxed), ("value", self.value)] {
            put_prf(&mut figures, name, right, self.predicted, self.gold);
        }
        figures
    }
}

/// An expression as TIMEX3 has it.
struct Expression {
    span: Span,
    text: String,
    value: Option<String>,
}

#[expect(clippy::expect_used, reason = "the patterns are constants of this file")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("valid pattern")
}

/// What stands between the two ends of a range.
static BETWEEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\s+(?:to|and|until|till|through)\s+|\s*[-–—‑‒]\s*"));
static SEASON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(-?\d{4})-(03|06|09|12)/-?\d{4}-(?:05|08|11|02)$"));
static SEASON_WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"spring|summer|autumn|fall|winter"));
static YEAR_PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(\d{4})-(\d{2})(?:-01)?/\d{4}-(\d{2})(?:-\d{2})?$"));

/// The expressions that the record's one makes: the two ends of a range, else itself.
fn expressions(time: &Time) -> Vec<Expression> {
    let whole = || vec![Expression { span: time.span, text: time.text.clone(), value: timex(time) }];
    let Some((from, to)) = time.value.as_deref().and_then(|value| value.split_once('/')) else {
        return whole();
    };
    let Some(between) = BETWEEN.find(&time.text).filter(|_| !from.is_empty() && !to.is_empty()) else {
        return whole();
    };
    let points = |bytes: usize| time.span[0] + time.text[..bytes].chars().count();
    let end = |span: Span, words: &str, value: &str| {
        let half = Time { span, text: words.to_owned(), value: Some(value.to_owned()), ..time.clone() };
        Expression { span, text: words.to_owned(), value: timex(&half) }
    };
    vec![
        end([time.span[0], points(between.start())], &time.text[..between.start()], from),
        end([points(between.end()), time.span[1]], &time.text[between.end()..], to),
    ]
}

/// The TIMEX3 value of a record's expression.
fn timex(time: &Time) -> Option<String> {
    let text = time.text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let Some(value) = time.value.as_deref() else {
        return match time.kind {
            TimeType::Duration => Some(unknown_length(&text)),
            TimeType::Time => Some("XXXX-XX-XX".to_owned()),
            _ if has(&["now", "current", "today", "present"]) => Some("PRESENT_REF".to_owned()),
            _ if !has(&["later"]) && has(&["recent", "ago", "earlier", "late", "past"]) => {
                Some("PAST_REF".to_owned())
            }
            _ => Some("FUTURE_REF".to_owned()),
        };
    };
    let value = value.trim_matches('/');
    if let Some(found) = SEASON.captures(value).filter(|_| SEASON_WORD.is_match(&text)) {
        let season = match &found[2] {
            "03" => "SP",
            "06" => "SU",
            "09" => "FA",
            _ => "WI",
        };
        return Some(format!("{}-{season}", &found[1]));
    }
    if let Some(found) = YEAR_PART.captures(value) {
        match (&found[2], &found[3]) {
            ("01", "06") => return Some(format!("{}-H1", &found[1])),
            ("07", "12") => return Some(format!("{}-H2", &found[1])),
            ("01", "03") => return Some(format!("{}-Q1", &found[1])),
            ("04", "06") => return Some(format!("{}-Q2", &found[1])),
            ("07", "09") => return Some(format!("{}-Q3", &found[1])),
            ("10", "12") => return Some(format!("{}-Q4", &found[1])),
            _ => {}
        }
    }
    let value = match value.strip_prefix('-') {
        // Year 0 of ISO 8601 is 1 BC.
        Some(ancient) if ancient.len() >= 4 => match ancient[..4].parse::<u32>() {
            Ok(year) => format!("BC{:04}{}", year + 1, &ancient[4..]),
            Err(_) => value.to_owned(),
        },
        _ if time.kind == TimeType::Duration && has(&["decade"]) => value.replace("0Y", "DE"),
        _ if time.kind == TimeType::Duration && has(&["centur"]) => value.replace("00Y", "CE"),
        _ if time.kind == TimeType::Set => match value {
            "P1D" => "XXXX-XX-XX".to_owned(),
            "P1W" => "XXXX-WXX".to_owned(),
            "P1M" => "XXXX-XX".to_owned(),
            "P1Y" => "XXXX".to_owned(),
            other => other.to_owned(),
        },
        _ => value.to_owned(),
    };
    // EDTF writes decade and century with `X` for the digits that are open, TIMEX3 leaves them out.
    Some(if time.kind == TimeType::Date { value.trim_end_matches('X').to_owned() } else { value })
}

/// "several weeks": a length without number.
fn unknown_length(text: &str) -> String {
    let units = [
        ("minute", "PTXM"),
        ("hour", "PTXH"),
        ("day", "PXD"),
        ("week", "PXW"),
        ("month", "PXM"),
        ("decade", "PXDE"),
        ("centur", "PXCE"),
        ("year", "PXY"),
    ];
    units.iter().find(|(word, _)| text.contains(word)).map_or("PX", |(_, value)| *value).to_owned()
}

/// The value without a part of the day.
fn bare(value: Option<&str>) -> Option<&str> {
    let value = value?;
    let parts = ["TMO", "TAF", "TEV", "TNI", "TDT"];
    Some(parts.iter().find_map(|part| value.strip_suffix(part)).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kind: TimeType, value: Option<&str>, expected: &[(Span, &str)]) {
        let value = value.map(str::to_owned);
        let span = [10, 10 + text.chars().count()];
        let time = Time { span, text: text.to_owned(), kind, value, earliest: None, latest: None };
        let found: Vec<(Span, String)> = expressions(&time)
            .into_iter()
            .map(|found| (found.span, found.value.unwrap_or_default()))
            .collect();
        let expected: Vec<(Span, String)> =
            expected.iter().map(|(span, value)| (*span, (*value).to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_range_is_its_two_ends() {
        check("1861–1863", TimeType::Date, Some("1861/1863"), &[([10, 14], "1861"), ([15, 19], "1863")]);
        check(
            "May to June 1950",
            TimeType::Date,
            Some("1950-05/1950-06"),
            &[([10, 13], "1950-05"), ([17, 26], "1950-06")],
        );
    }

    #[test]
    fn values_are_those_of_timex3() {
        check("the summer of 1950", TimeType::Date, Some("1950-06/1950-08"), &[([10, 28], "1950-SU")]);
        check("the 1990s", TimeType::Date, Some("199X"), &[([10, 19], "199")]);
        check("several weeks", TimeType::Duration, None, &[([10, 23], "PXW")]);
        check("since 1950", TimeType::Date, Some("1950/"), &[([10, 20], "1950")]);
        check("44 BC", TimeType::Date, Some("-0043"), &[([10, 15], "BC0044")]);
    }
}
