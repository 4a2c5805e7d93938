//! Two numbers that make one quantity: ranges and proportions.

use types::QuantityUnit;

use super::numbers::{self, Number};
use super::{Continued, Finder, Found, units};

impl Finder<'_> {
    /// "between 10 and 20 people", "5-6 km", "5.4 billion to 5.7 billion", "two or three men".
    pub(super) fn range(&self, start: usize, number: &Number, last: Option<&Continued>) -> Option<Found> {
        let words = self.words;
        let (first_end, first_unit) = match self.unit(number) {
            Some((end, unit, _)) => (end, Some(unit)),
            None => (number.end, None),
        };
        let between = words.before(start, 1) == "between";
        let joined = words.joins(first_end);
        let second_at = match words.word(first_end) {
            "and" if between => first_end + 1,
            "to" => first_end + 1,
            "or" if first_unit.is_none() => first_end + 1,
            _ if joined => first_end + 1,
            _ => return None,
        };
        let sign = units::money_before(words, second_at);
        if sign.is_some() {
            return None;
        }
        let second = numbers::number(words, second_at).filter(|second| !second.fraction)?;
        // "From 20 to 30 people" tells two states, each a quantity of its own.
        let change = words.before(start, 1) == "from";
        let year = !number.large && (1000.0..2100.0).contains(&number.value);
        if change && (first_unit.is_some() || year) {
            return None;
        }
        let mut lower = number.value;
        if number.magnitude == 1.0 && second.magnitude > 1.0 && lower < second.value / second.magnitude {
            lower *= second.magnitude;
        }
        if lower >= second.value && !change {
            return None;
        }
        let mut noun = None;
        let (unit_end, unit, worth) = match self.unit(&second) {
            Some(found) => found,
            None if number.magnitude > 1.0 && second.magnitude > 1.0 => {
                let money = last.map(|(unit, _)| unit).filter(|unit| matches!(unit, QuantityUnit::Money(_)));
                (second.end, money.cloned().unwrap_or(QuantityUnit::Unnamed), 1.0)
            }
            None => {
                let counted = self.counted(second_at, &second)?;
                noun = counted.noun;
                (counted.unit_end, counted.unit, 1.0)
            }
        };
        if first_unit.is_some_and(|first| first != unit) {
            return None;
        }
        let (unit_end, per, end) = self.rated(unit_end);
        if change {
            return Some(Found { value: lower * worth, per, ..self.plain(start, number, unit) });
        }
        Some(Found {
            start,
            unit_end,
            end,
            value: lower * worth,
            upper: Some(second.value * worth),
            unit,
            per,
            noun,
        })
    }

    /// "one in five", "nine out of ten", "eight to one".
    pub(super) fn proportion(&self, start: usize, number: &Number) -> Option<Found> {
        let words = self.words;
        let second_at = match words.word(number.end) {
            "in" | "to" | "of" => number.end + 1,
            "out" if words.word(number.end + 1) == "of" => number.end + 2,
            "-" if words.follows(number.end, &["-", "to", "-"]) => number.end + 3,
            _ => return None,
        };
        let (top, whole) = (number, numbers::number(words, second_at).filter(|whole| !whole.fraction)?);
        if !top.suffix.is_empty() || self.overlaps_time(words.span(second_at, whole.end + 1)) {
            return None;
        }
        let small = top.value >= 1.0 && top.value.fract() == 0.0 && !whole.large && whole.suffix.is_empty();
        let made = |value: f64, unit: QuantityUnit| Found {
            start,
            unit_end: whole.end,
            end: whole.end,
            value,
            upper: None,
            unit,
            per: None,
            noun: None,
        };
        if words.is(number.end, &["to", "-"]) {
            return (small && whole.value == 1.0 && top.value > 1.0 && self.unit(&whole).is_none())
                .then(|| made(top.value, QuantityUnit::Ratio));
        }
        if words.word(second_at.wrapping_sub(1)) == "of"
            && words.word(number.end) == "of"
            && ![10.0, 100.0].contains(&whole.value)
        {
            return None;
        }
        let parts = [3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 20.0, 50.0, 100.0, 1000.0];
        (small && whole.value > top.value && parts.contains(&whole.value) && self.unit(&whole).is_none())
            .then(|| made(top.value / whole.value, QuantityUnit::Fraction))
    }
}
