//! Numbers with what they measure, cost or count, and what they are stated for.

use types::QuantityUnit;

use super::numbers::{self, Number};
use super::words::Words;
use super::{Finder, Found, counts, units};

impl Finder<'_> {
    /// Figures behind a sign of money, and the other end of their range.
    pub(super) fn priced(&self, start: usize, number: Number, code: &'static str) -> Found {
        let words = self.words;
        let (mut value, mut end) = scaled(words, &number);
        let mut upper = None;
        let joined = words.joins(end)
            || words.is(end, &["to"])
            || words.word(end) == "and" && words.before(start, 1) == "between";
        if joined {
            let sign = units::money_before(words, end + 1).filter(|(_, second)| *second == code);
            let place = sign.map_or(end + 1, |(after, _)| after);
            if let Some(second) =
                numbers::number(words, place).filter(|second| second.figures && !second.fraction)
                && words.before(start, 1) != "from"
                && (sign.is_some() || number.magnitude > 1.0 && second.magnitude > 1.0 || words.joins(end))
            {
                let (top, top_end) = scaled(words, &second);
                // "$5-6 million": the magnitude belongs to both.
                let second_figures = second.value / second.magnitude;
                if number.magnitude == 1.0 && number.suffix.is_empty() && value < second_figures {
                    value *= top / second_figures;
                }
                if top > value {
                    upper = Some(top);
                    end = top_end;
                }
            }
        }
        if words.is(end, &["usd", "us"]) {
            end += 1;
        }
        let (unit_end, per, end) = self.rated(end);
        Found { start, unit_end, end, value, upper, unit: QuantityUnit::Money(code), per, noun: None }
    }

    /// The unit of measurement or money behind a number: one past it, what it is, and its worth.
    pub(super) fn unit(&self, number: &Number) -> Option<(usize, QuantityUnit, f64)> {
        let words = self.words;
        if !number.suffix.is_empty() {
            if number.suffix == "p" {
                return self.sterling.then_some((number.end, QuantityUnit::Money("GBP"), 0.01));
            }
            // "5G" is no mass, "4K" no count.
            let written = words.span(number.end - 1, number.end).of(words.text);
            if written.ends_with(['G', 'K']) {
                return None;
            }
            let metres = !counts::is_plural(words.word(number.end))
                && !words.is(number.end, &["euros", "dollars", "more"]);
            if (number.suffix != "m" || metres)
                && let Some(unit) = units::abbreviation(&number.suffix)
            {
                let slash = words.word(number.end) == "/" && words.is(number.end + 1, &["h", "hr"]);
                return Some(if unit == "kilometre" && slash {
                    (number.end + 2, QuantityUnit::Measure("km/h"), 1.0)
                } else {
                    (number.end, QuantityUnit::Measure(unit), 1.0)
                });
            }
            let factor = numbers::suffix_magnitude(&number.suffix)?;
            let (end, code, worth) = units::money_after(words, number.end, true)?;
            return Some((end, QuantityUnit::Money(code), factor * worth));
        }
        let joined = words.joins(number.end);
        let place = number.end + usize::from(joined);
        if words.word(place) == "basis" {
            let point = place + 1 + usize::from(words.joins(place + 1));
            let points = words.is(point, &["point", "points"]);
            return points.then_some((point + 1, QuantityUnit::PercentagePoint, 0.01));
        }
        if let Some((end, unit)) = units::percent(words, place) {
            return Some((end, unit, 1.0));
        }
        // "5,000 pounds of explosives" weigh; "5 million pounds" are paid.
        let pounds = words.word(place + 1) != "of" && !joined && (self.sterling || number.magnitude >= 1e5);
        if let Some((end, code, worth)) = units::money_after(words, place, pounds) {
            return Some((end, QuantityUnit::Money(code), worth));
        }
        if words.is(place, &["years"]) && number.value >= 10_000.0 && number.magnitude < 1e6 {
            return Some((place + 1, QuantityUnit::Measure("year"), 1.0));
        }
        let letter = words.word(place);
        if units::lone_letter(letter) && (joined || letter != "m") {
            return None;
        }
        // "Ten foot soldiers"
        if words.word(place) == "foot" && !joined && words.is(place + 1, &["soldiers", "patrols"]) {
            return None;
        }
        let (end, unit) = units::measure(words, place)?;
        Some((end, QuantityUnit::Measure(unit), 1.0))
    }

    /// What a quantity is stated for: one past the unit, the noun, and one past the whole.
    pub(super) fn rated(&self, unit_end: usize) -> (usize, Option<String>, usize) {
        const TIMES: [&str; 8] = ["second", "minute", "hour", "day", "night", "week", "month", "year"];
        const SHARES: [&str; 22] = [
            "head",
            "person",
            "unit",
            "barrel",
            "tonne",
            "ton",
            "kilogram",
            "kilo",
            "kg",
            "litre",
            "liter",
            "gallon",
            "mile",
            "kilometre",
            "kilometer",
            "share",
            "piece",
            "square",
            "household",
            "ticket",
            "child",
            "student",
        ];
        let words = self.words;
        let noun = unit_end + 1;
        let written = words.word(noun);
        // "$5-a-day"
        if words.joins(unit_end) && words.joins(noun + 1) && words.is(noun, &["a", "an", "per"]) {
            let written = words.word(noun + 2);
            let rate = TIMES.contains(&written) || SHARES.contains(&written);
            return (unit_end, rate.then(|| written.to_owned()), if rate { noun + 3 } else { unit_end });
        }
        let rate = match words.word(unit_end) {
            "a" | "an" | "each" | "every" => TIMES.contains(&written) || SHARES.contains(&written),
            "per" => words.letters(noun) && written != "cent",
            "/" if words.glued(unit_end) => TIMES.contains(&written) || SHARES.contains(&written),
            _ => false,
        };
        if rate { (unit_end, Some(written.to_owned()), noun + 1) } else { (unit_end, None, unit_end) }
    }

    /// A number with the people or things that it counts.
    pub(super) fn counted(&self, start: usize, number: &Number) -> Option<Found> {
        let words = self.words;
        let written = words.span(number.end - 1, number.end).of(words.text);
        let factor = match number.suffix.as_str() {
            "" => 1.0,
            "k" if written.ends_with('K') => return None,
            suffix => numbers::suffix_magnitude(suffix)?,
        };
        let value = number.value * factor;
        let make = |unit_end: usize, unit: QuantityUnit, noun: Option<(usize, usize)>| {
            let (unit_end, per, end) = self.rated(unit_end);
            Found { start, unit_end, end, value, upper: None, unit, per, noun }
        };
        if words.joins(number.end) {
            return self.compound(number).map(|(end, unit)| make(end, unit, None));
        }
        let mut at = number.end;
        if words.word(at) == "times" {
            let compared = words.is(
                at + 1,
                &["as", "more", "higher", "larger", "bigger", "faster", "greater", "the", "that"],
            );
            return compared.then(|| make(at + 1, QuantityUnit::Factor, None));
        }
        // "six of eight units", "4,100 of them", "two of his officers"
        if words.word(at) == "of" {
            if words.is(at + 1, &["them", "whom", "which"]) {
                let unit = if words.word(at + 1) == "whom" {
                    QuantityUnit::Count("people".into())
                } else {
                    QuantityUnit::Unnamed
                };
                return (number.figures || words.word(at + 1) == "whom").then(|| make(at + 2, unit, None));
            }
            if words.is(at + 1, &["the", "its", "their", "his", "her", "these", "those", "our"]) {
                at += 1;
            }
            at += 1;
            if let Some(whole) = numbers::number(words, at).filter(|whole| whole.suffix.is_empty()) {
                at = whole.end;
            }
        }
        if words.is(at, &["more", "other", "additional", "new"]) {
            at += 1;
        }
        let (head, end) = counts::head(words, at)?;
        Some(make(end, QuantityUnit::Count(words.span(head, end).of(words.text).to_owned()), Some((at, end))))
    }

    /// "31-page memo", "300-strong crowd", "12-seat council": the noun behind the hyphen.
    pub(super) fn compound(&self, number: &Number) -> Option<(usize, QuantityUnit)> {
        const NOUNS: [&str; 36] = [
            "page",
            "seat",
            "member",
            "storey",
            "story",
            "bed",
            "bedroom",
            "room",
            "person",
            "man",
            "woman",
            "strong",
            "nation",
            "country",
            "vehicle",
            "truck",
            "car",
            "ship",
            "vessel",
            "unit",
            "vote",
            "point",
            "item",
            "story",
            "word",
            "goal",
            "hole",
            "team",
            "lap",
            "lane",
            "turbine",
            "pupil",
            "place",
            "passenger",
            "plane",
            "floor",
        ];
        let words = self.words;
        let noun = words.word(number.end + 1);
        if words.joins(number.end + 2) && !words.is(number.end + 3, &["long", "strong", "high"]) {
            return None;
        }
        let counted = if noun == "strong" { "people" } else { noun };
        NOUNS.contains(&noun).then(|| (number.end + 2, QuantityUnit::Count(counted.to_owned())))
    }
}

/// The number with the magnitude that is glued to it ("12m"), and one past it.
fn scaled(words: &Words, number: &Number) -> (f64, usize) {
    if !number.suffix.is_empty() {
        let factor = numbers::suffix_magnitude(&number.suffix).unwrap_or(1.0);
        return (number.value * factor, number.end);
    }
    // "$12 m", "£3 bn": behind a sign of money a lone letter is a magnitude too.
    let alone = matches!(words.word(number.end), "m" | "bn" | "tn" | "k") && !words.glued(number.end);
    match numbers::suffix_magnitude(words.word(number.end)).filter(|_| alone) {
        Some(factor) => (number.value * factor, number.end + 1),
        None => (number.value, number.end),
    }
}
