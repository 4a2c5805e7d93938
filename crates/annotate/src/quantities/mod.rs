//! Quantities of English news: which words they are, and which number and unit they state.
//!
//! A hand-written grammar over the tokens of a block: [`numbers`] reads figures and number words, [`units`] knows the
//! words for measures and money, [`counts`] finds the noun that a plain number counts; [`phrases`], [`ranges`] and
//! [`bounds`] put them together, and [`context`] tells names and years from quantities. Dates, lengths of time, ages,
//! results, names with numbers and section numbers are no quantities. A plain number without unit is one only where
//! it goes on with a quantity just before ("up from 165"). [`measured`] reads what is counted and what befell it.
//!
//! Of a range the value is the lower end, and the upper end stands beside it.

mod bounds;
mod context;
mod counts;
mod measured;
mod numbers;
mod phrases;
mod ranges;
#[cfg(test)]
mod tests;
mod units;
mod words;

use numbers::Number;
use types::{BlockKind, QuantityMark, QuantityUnit, Reading, Span, TimeExpression, TimeMark};
use words::Words;

/// The quantities of a document, in order, without overlap. Whatever `times` covers is left to it, except lengths of
/// time from ten thousand years on, which measure and do not date.
pub fn find(reading: &Reading, times: &[TimeMark]) -> Vec<QuantityMark> {
    let text = &reading.document.text;
    let lower = text.to_ascii_lowercase();
    // Where prices stand in sterling, "pounds" are money.
    let sterling = text.contains('£');
    let mut marks = Vec::new();
    for block in &reading.blocks {
        if matches!(block.kind, BlockKind::Byline | BlockKind::DateLine) {
            continue;
        }
        let first = reading.tokens.partition_point(|token| token.span.start < block.body.start);
        let spans = reading.tokens[first..]
            .iter()
            .map(|token| token.span)
            .take_while(|span| span.end <= block.body.end)
            .filter(|span| !span.of(text).is_empty())
            .collect();
        let title = matches!(block.kind, BlockKind::Title | BlockKind::Heading);
        let words = Words { text, lower: &lower, spans, title, sentences: &reading.sentences };
        let finder = Finder { words: &words, sterling, times };
        finder.block(&mut marks);
    }
    marks
}

/// Unit and rate of the quantity before, which a plain number may go on with.
type Continued = (QuantityUnit, Option<String>);

/// A quantity by its tokens: `start..unit` has number and unit, `unit..end` what it is stated for.
#[derive(Clone, Debug)]
struct Found {
    start: usize,
    unit_end: usize,
    end: usize,
    value: f64,
    upper: Option<f64>,
    unit: QuantityUnit,
    per: Option<String>,
    /// The tokens of the noun phrase that is counted.
    noun: Option<(usize, usize)>,
}

struct Finder<'a> {
    words: &'a Words<'a>,
    sterling: bool,
    times: &'a [TimeMark],
}

impl Finder<'_> {
    fn block(&self, marks: &mut Vec<QuantityMark>) {
        let words = self.words;
        let mut at = 0;
        let mut free = 0;
        let mut last: Option<Continued> = None;
        while at < words.spans.len() {
            // Most words of a text leave here.
            if !units::may_begin(words.word(at)) && !numbers::may_begin(words.word(at)) {
                at += 1;
                continue;
            }
            let numeral = words.word(at).starts_with(char::is_numeric);
            let Some(found) = self.quantity(at, last.as_ref()).filter(|found| found.value.is_finite()) else {
                at = if numeral { numbers::run_end(words, at) } else { at + 1 };
                continue;
            };
            let Some(span) = self.apart_from_times(&found) else {
                at = found.unit_end.max(at + 1);
                continue;
            };
            let (start, before) = self.bound_before(found.start, free);
            let (end, after) = self.bound_after(found.end);
            let mut whole = Span::new(words.span(start, found.start.max(start + 1)).start, span.end);
            if found.end == end || self.overlaps_time(words.span(found.end, end)) {
                whole.end = span.end;
            } else {
                whole.end = words.span(found.end, end).end;
            }
            if start == found.start || self.overlaps_time(Span::new(whole.start, span.start)) {
                whole.start = span.start;
            }
            last = Some((found.unit.clone(), found.per.clone()));
            let of = self.measured(&found, start);
            marks.push(QuantityMark {
                span: whole,
                value: found.value,
                upper: found.upper,
                unit: found.unit,
                per: found.per,
                bound: before.or(after),
                of,
            });
            at = end.max(found.end).max(at + 1);
            free = at;
        }
    }

    fn overlaps_time(&self, span: Span) -> bool {
        !span.is_empty() && self.times.iter().any(|time| time.span.overlaps(span))
    }

    /// The span without what belongs to a time expression; none when number or unit do.
    fn apart_from_times(&self, found: &Found) -> Option<Span> {
        let core = self.words.span(found.start, found.unit_end);
        let measured = found.unit == QuantityUnit::Measure("year");
        let clash = |span: Span| {
            self.times.iter().any(|time| {
                time.span.overlaps(span)
                    && !(measured && matches!(time.expression, TimeExpression::Duration { .. }))
            })
        };
        if core.is_empty() || clash(core) {
            return None;
        }
        let whole = self.words.span(found.start, found.end);
        Some(if clash(whole) { core } else { whole })
    }

    /// The quantity that begins at `at`, the words that bound it aside.
    fn quantity(&self, at: usize, last: Option<&Continued>) -> Option<Found> {
        let words = self.words;
        let money =
            units::money_before(words, at).filter(|(end, _)| words.word(*end).starts_with(char::is_numeric));
        let start = money.map_or(at, |(end, _)| end);
        if money.is_none() && !self.may_begin(at) {
            return None;
        }
        let number = numbers::number(words, start)?;
        if let Some((_, code)) = money {
            return Some(self.priced(at, number, code));
        }
        if number.fraction && !self.counts_on(&number) {
            return Some(self.plain(at, &number, QuantityUnit::Fraction));
        }
        if let Some(found) = self.range(at, &number, last).or_else(|| self.proportion(at, &number)) {
            return Some(found);
        }
        let one = words.word(at) == "one" && number.end == at + 1;
        if let Some((end, unit, worth)) = self.unit(&number) {
            let (end, per, rate_end) = self.rated(end);
            let below = words.before(at, 1) == "minus"
                || matches!(words.before(at, 1), "-" | "−") && words.glued(at) && !words.glued(at - 1);
            let signed = matches!(unit, QuantityUnit::Percent | QuantityUnit::Measure(_));
            let (start, worth) = if below && signed { (at - 1, -worth) } else { (at, worth) };
            return Some(Found {
                start,
                unit_end: end,
                end: rate_end,
                value: number.value * worth,
                upper: None,
                unit,
                per,
                noun: None,
            });
        }
        if self.numbered(at, &number) {
            return None;
        }
        if one {
            let (_, bound) = self.bound_before(at, 0);
            let counted = words.word(at + 1);
            return (bound.is_some() && counts::is_one_person(counted)).then(|| Found {
                start: at,
                unit_end: at + 2,
                end: at + 2,
                value: 1.0,
                upper: None,
                unit: QuantityUnit::Count(counted.to_owned()),
                per: None,
                noun: Some((at + 1, at + 2)),
            });
        }
        let counted = self.counted(at, &number).filter(|counted| !self.known(at, &number, counted));
        counted.or_else(|| self.continued(at, &number, last))
    }

    /// Whether a number may begin here: not inside a name, a compound or other figures.
    fn may_begin(&self, at: usize) -> bool {
        let words = self.words;
        let word = words.word(at);
        if word.starts_with(char::is_alphabetic) && words.name(at) && !matches!(word, "a" | "an") {
            return false;
        }
        if !words.glued(at) || at == 0 {
            return true;
        }
        matches!(words.word(at - 1), "\"" | "“" | "‘" | "'" | "’" | "(" | "[" | "—" | "–" | "~" | "+")
            || words.is(at - 1, &["-", "−"]) && !words.glued(at - 1)
            || words.word(at - 1) == "…"
    }

    /// A part of a whole that is rather a part of a unit ("half an acre" is read by its unit).
    fn counts_on(&self, number: &Number) -> bool {
        units::measure(self.words, number.end).is_some() || self.words.is(number.end, &["mile", "percent"])
    }

    fn plain(&self, start: usize, number: &Number, unit: QuantityUnit) -> Found {
        Found {
            start,
            unit_end: number.end,
            end: number.end,
            value: number.value,
            upper: None,
            unit,
            per: None,
            noun: None,
        }
    }
}
