//! Numbers in figures and words, multiplied out.

use super::units;
use super::words::Words;
use crate::number_words::{small, tens};

/// A number of the text.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// One past its last token.
    pub(super) end: usize,
    pub(super) value: f64,
    /// What "million" and the like contribute; 1 where there is none.
    pub(super) magnitude: f64,
    /// Letters glued to the figures ("12m", "5km"), in lower case; empty when there are none.
    pub(super) suffix: String,
    /// Written in figures.
    pub(super) figures: bool,
    /// Its figures are grouped ("1,200") or it has a magnitude: no year, house number or list number looks so.
    pub(super) large: bool,
    /// A part of a whole ("two thirds").
    pub(super) fraction: bool,
}

/// The number that begins at `at`; none where the figures belong to something else (a time, a score, a version).
pub(super) fn number(words: &Words, at: usize) -> Option<Number> {
    let first = words.word(at).chars().next()?;
    if first.is_numeric() { figures(words, at) } else { spelled(words, at) }
}

/// Whether a number may begin with the word.
pub(super) fn may_begin(word: &str) -> bool {
    word.starts_with(char::is_numeric)
        || matches!(word, "half" | "a" | "an")
        || small(word).is_some()
        || tens(word).is_some()
}

/// One past the run of glued figures and marks that begins at `at`.
pub(super) fn run_end(words: &Words, at: usize) -> usize {
    let mut end = at + 1;
    while words.glued(end)
        && (words.letters(end) || words.digits(end) || words.is(end, &["-", "/", ":", ".", ","]))
    {
        end += 1;
    }
    end
}

fn figures(words: &Words, at: usize) -> Option<Number> {
    let mut end = at + 1;
    let mut rest = words.word(at);
    let mut value = 0.0;
    let mut large = false;
    let length = digits(rest);
    if length > 0 {
        let mut written = rest[..length].to_owned();
        rest = &rest[length..];
        // "1,200" and "1,00,000": groups of two or three figures, the last one of three.
        while rest.is_empty()
            && length <= 3
            && words.word(end) == ","
            && words.glued(end)
            && words.glued(end + 1)
        {
            let group = words.word(end + 1);
            let size = digits(group);
            let more = words.word(end + 2) == "," && words.glued(end + 2) && digits(words.word(end + 3)) > 0;
            if !(size == 3 || size == 2 && more && group.len() == 2) {
                break;
            }
            written.push_str(&group[..size]);
            rest = &group[size..];
            large = true;
            end += 2;
        }
        if rest.is_empty() && words.word(end) == "." && words.glued(end) && words.glued(end + 1) {
            let decimals = words.word(end + 1);
            let size = digits(decimals);
            if size > 0 {
                written.push('.');
                written.push_str(&decimals[..size]);
                rest = &decimals[size..];
                end += 2;
                // "10.0.0.1", "12.05.2024"
                if words.word(end) == "."
                    && words.glued(end)
                    && digits(words.word(end + 1)) > 0
                    && words.glued(end + 1)
                {
                    return None;
                }
            }
        }
        if written.len() > 15 {
            return None;
        }
        value = written.parse().ok()?;
    }
    if let Some((part, after)) = vulgar(rest) {
        value += part;
        rest = after;
    }
    let next = words.word(end);
    if words.glued(end)
        && next == "/"
        && rest.is_empty()
        && words.glued(end + 1)
        && digits(words.word(end + 1)) > 0
    {
        value = slash(words, end - 1)?;
        end += 2;
    } else if words.digits(end) && words.word(end + 1) == "/" && words.glued(end + 1) && rest.is_empty() {
        value += slash(words, end)?;
        end += 3;
    }
    let clock = next == ":" && words.glued(end + 1) && digits(words.word(end + 1)) > 0;
    let decade = matches!(next, "'" | "’") && words.word(end + 1) == "s";
    if words.glued(end) && (clock || decade) {
        return None;
    }
    let suffix = rest.to_owned();
    if !(suffix.is_empty()
        || suffix == "p"
        || suffix_magnitude(&suffix).is_some()
        || units::abbreviation(&suffix).is_some())
    {
        return None;
    }
    if words.follows(end, &["and", "a", "half"]) {
        value += 0.5;
        end += 3;
    }
    let number = Number { end, value, magnitude: 1.0, suffix, figures: true, large, fraction: false };
    Some(with_magnitude(words, number))
}

/// How many ASCII digits the word begins with.
fn digits(word: &str) -> usize {
    word.bytes().take_while(u8::is_ascii_digit).count()
}

fn vulgar(word: &str) -> Option<(f64, &str)> {
    let letter = word.chars().next()?;
    let value = match letter {
        '½' => 1.0 / 2.0,
        '¼' => 1.0 / 4.0,
        '¾' => 3.0 / 4.0,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '⅛' => 1.0 / 8.0,
        _ => return None,
    };
    Some((value, &word[letter.len_utf8()..]))
}

/// "1/2": only the common fractions, since 9/11 and 24/7 are none.
fn slash(words: &Words, at: usize) -> Option<f64> {
    let above: f64 = words.word(at).parse().ok()?;
    let below: f64 = words.word(at + 2).parse().ok()?;
    ([2.0, 3.0, 4.0, 5.0, 8.0, 10.0].contains(&below) && above < below && above > 0.0).then(|| above / below)
}

/// "m", "bn" behind figures; "m" may be metres, which the caller decides.
pub(super) fn suffix_magnitude(word: &str) -> Option<f64> {
    Some(match word {
        "k" => 1e3,
        "m" | "mn" | "mln" | "mio" | "million" => 1e6,
        "b" | "bn" | "bln" | "billion" => 1e9,
        "tn" | "trn" | "t" | "trillion" => 1e12,
        _ => return None,
    })
}

fn magnitude(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "lakh" | "lakhs" => 1e5,
        "million" | "mn" | "mln" => 1e6,
        "crore" | "crores" => 1e7,
        "billion" | "bn" => 1e9,
        "trillion" | "tn" => 1e12,
        _ => return None,
    })
}

/// Takes in "million", also as "-million".
fn with_magnitude(words: &Words, mut number: Number) -> Number {
    if !number.suffix.is_empty() {
        return number;
    }
    loop {
        let place = number.end + usize::from(words.joins(number.end));
        let Some(factor) = magnitude(words.word(place)) else { return number };
        number.value *= factor;
        number.magnitude *= factor;
        number.large = true;
        number.end = place + 1;
    }
}

/// What a whole is cut into, and whether the word is plural. "Second" is a time or a place in a row.
fn denominator(word: &str) -> Option<(f64, bool)> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let value = match singular {
        "half" => 2.0,
        "third" => 3.0,
        "quarter" | "fourth" => 4.0,
        "fifth" => 5.0,
        "sixth" => 6.0,
        "seventh" => 7.0,
        "eighth" => 8.0,
        "ninth" => 9.0,
        "tenth" => 10.0,
        _ => return None,
    };
    Some((value, singular.len() < word.len()))
}

/// "a quarter of a million" and "half of 1 percent" are numbers themselves; other fractions stay.
fn part_of(words: &Words, fraction: Number) -> Number {
    if words.word(fraction.end) != "of" {
        return fraction;
    }
    let place = fraction.end + 1;
    if words.is(place, &["a", "one"]) && magnitude(words.word(place + 1)).is_some() {
        return with_magnitude(words, Number { end: place + 1, fraction: false, ..fraction });
    }
    if words.is(place, &["a", "an"]) && units::measure(words, place + 1).is_some() {
        return Number { end: place + 1, fraction: false, ..fraction };
    }
    if words.is(place, &["1", "one", "a"]) && units::percent(words, place + 1).is_some() {
        return Number { end: place + 1, fraction: false, ..fraction };
    }
    fraction
}

fn spelled(words: &Words, at: usize) -> Option<Number> {
    let build = |end: usize, value: f64, fraction: bool| Number {
        end,
        value,
        magnitude: 1.0,
        suffix: String::new(),
        figures: false,
        large: false,
        fraction,
    };
    let article = |place: usize| words.is(place, &["a", "an"]);
    if words.word(at) == "half" {
        let place = at + 1 + usize::from(words.joins(at + 1));
        let counted = place + usize::from(article(place));
        if words.word(counted) == "dozen" {
            return Some(build(counted + 1, 6.0, false));
        }
        if magnitude(words.word(counted)).is_some() {
            return Some(with_magnitude(words, build(counted, 0.5, false)));
        }
        let unit = units::measure(words, counted).is_some() || units::percent(words, counted).is_some();
        if unit && counted > at + 1 {
            return Some(build(counted, 0.5, false));
        }
        let whole = words.is(at + 1, &["of", "the", "its", "their", "his", "her", "all"]);
        let ordinal = words.is(at.wrapping_sub(1), &["first", "second", "other", "latter", "top", "bottom"]);
        return (whole && !ordinal && !words.is(at + 2, &["time", "battle", "story", "brother", "sister"]))
            .then(|| part_of(words, build(at + 1, 0.5, true)));
    }
    if article(at) || words.word(at) == "one" {
        let place = at + 1 + usize::from(words.joins(at + 1));
        if words.is(place, &["dozen"]) {
            return Some(build(place + 1, 12.0, false));
        }
        if article(at)
            && words.follows(at + 1, &["couple", "of"])
            && !words.is(at + 3, &["the", "them", "these"])
        {
            return Some(with_magnitude(words, build(at + 3, 2.0, false)));
        }
        if magnitude(words.word(place)).is_some() {
            return Some(with_magnitude(words, build(place, 1.0, false)));
        }
        if let Some((whole, false)) = denominator(words.word(place))
            && (words.word(place + 1) == "of" || words.word(at) == "one" && place > at + 1)
        {
            return Some(part_of(words, build(place + 1, 1.0 / whole, true)));
        }
        if article(at) {
            return None;
        }
    }
    let (mut total, mut current, mut end) = (0.0, None, at);
    loop {
        let word = words.word(end);
        if let Some(value) =
            tens(word).map(f64::from).filter(|_| current.is_none_or(|current: f64| current % 100.0 == 0.0))
        {
            let unit = end + 1 + usize::from(words.joins(end + 1));
            let ones = small(words.word(unit)).map(f64::from).filter(|ones| (1.0..10.0).contains(ones));
            current = Some(current.unwrap_or(0.0) + value + ones.unwrap_or(0.0));
            end = if ones.is_some() { unit + 1 } else { end + 1 };
        } else if let Some(value) = small(word)
            .map(f64::from)
            .filter(|_| current.is_none_or(|current| current % 100.0 == 0.0 && current > 0.0))
        {
            current = Some(current.unwrap_or(0.0) + value);
            end += 1;
        } else if let (Some(value), true) = (current, word == "dozen") {
            current = Some(value * 12.0);
            end += 1;
        } else if let (Some(value), "hundred") = (current, word) {
            current = Some(value * 100.0);
            end += 1;
        } else if let (Some(value), Some(factor)) = (current, magnitude(word).filter(|factor| *factor >= 1e3))
        {
            total += value * factor;
            current = Some(0.0);
            end += 1;
        } else if word == "and"
            && end > at
            && current.is_some_and(|current| current % 100.0 == 0.0)
            && magnitude(words.word(end - 1)).is_some()
            && (small(words.word(end + 1)).is_some() || tens(words.word(end + 1)).is_some())
        {
            end += 1;
        } else {
            break;
        }
    }
    let value = total + current?;
    let place = end + usize::from(words.joins(end));
    if let Some((whole, plural)) = denominator(words.word(place))
        && plural
        && value < whole
        && value > 1.0
        && words.word(place) != "halves"
    {
        return Some(part_of(words, build(place + 1, value / whole, true)));
    }
    let mut number = build(end, value, false);
    number.large = total > 0.0;
    if words.follows(end, &["and", "a", "half"]) {
        number.value += 0.5;
        number.end += 3;
    }
    Some(with_magnitude(words, number))
}
