//! Years and what is larger or smaller than a year without being a date: decades, centuries, seasons, quarters.

use types::{Season, TimeExpression, TimeUnit};

use super::Found;
use super::dates::range;
use super::lexer::{Kind, Lexemes};

/// A year that stands alone: four digits that count nothing.
pub(super) fn bare_year(lexemes: &Lexemes, at: usize) -> Option<Found> {
    const STRONG: &[&str] = &[
        "in",
        "since",
        "until",
        "till",
        "during",
        "by",
        "circa",
        "before",
        "after",
        "throughout",
        "through",
        "c",
    ];
    const COUNTED: &[&str] = &[
        "people", "men", "women", "children", "percent", "million", "billion", "km", "miles", "feet", "%",
        "°",
    ];
    // "Room 2016", "Resolution 1973"
    const NUMBERED: &[&str] = &[
        "room",
        "flight",
        "highway",
        "route",
        "page",
        "article",
        "section",
        "suite",
        "unit",
        "apartment",
        "box",
        "gate",
        "rule",
        "resolution",
        "version",
        "number",
        "no",
        "model",
        "bus",
        "train",
        "#",
    ];
    let (end, year) = year(lexemes, at)?;
    if NUMBERED.contains(&lexemes.before(at)) {
        return None;
    }
    if year <= 0 {
        return Some((end, of_year(year)));
    }
    let before = lexemes.before(at);
    if lexemes.glued(at) && !matches!(before, "(" | "[" | "-" | "–" | "—" | "/" | "\"" | "“" | "‘" | "'")
        || lexemes.is(end, COUNTED) && before != "in"
    {
        return None;
    }
    // "2014-16", "1975–76"
    if (lexemes.dash(end) || lexemes.word(end) == "/")
        && lexemes.glued(end)
        && lexemes.glued(end + 1)
        && let Kind::Digits(last, 2) = lexemes.kind(end + 1)
        && last as i16 > year % 100
        && !lexemes.dash(end + 2)
    {
        return Some((end + 2, range(of_year(year), of_year(year - year % 100 + last as i16))));
    }
    let strong = STRONG.contains(&before);
    // "of 1200 homes": a number and what it counts; years are followed by a verb, a preposition or a mark.
    let counts = lexemes.word(end).ends_with('s')
        && lexemes.word(end).len() > 3
        && !lexemes.is(
            end,
            &["was", "this", "has", "elections", "olympics", "games", "talks", "results", "championships"],
        )
        && !lexemes.capital(end);
    let likely =
        if strong { (1000..=2100).contains(&year) } else { (1700..=2100).contains(&year) && !counts };
    (likely && !(strong && counts && year < 1700)).then(|| (end, of_year(year)))
}

/// "'99" after "in", "of" or "the".
pub(super) fn short_year(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let Kind::Digits(value, 2) = lexemes.kind(at + 1) else { return None };
    let year = if value > 40 { 1900 } else { 2000 } + value as i16;
    (lexemes.glued(at + 1)
        && !lexemes.glued(at)
        && lexemes.is(at.wrapping_sub(1), &["in", "of", "the", "since", "summer"]))
    .then(|| (at + 2, of_year(year)))
}

/// "499" of "499-493 BC".
pub(super) fn circa_before_christ(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let Kind::Digits(first, 1..=4) = lexemes.kind(at) else { return None };
    let joined = lexemes.dash(at + 1) || lexemes.is(at + 1, &["to", "and", "or"]);
    let (_, last) = year(lexemes, at + 2).filter(|(_, last)| joined && *last <= 0)?;
    let first = 1 - first as i16;
    (first < last).then(|| (at + 1, of_year(first)))
}

/// "1990s", "'90s", "the nineties", "470s BC".
pub(super) fn decade(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let quoted = lexemes.is(at, &["'", "’", "‘"]);
    let place = at + usize::from(quoted);
    if quoted && !lexemes.glued(place) {
        return None;
    }
    let value = match lexemes.kind(place) {
        Kind::DigitsDecade(value) => value as i16,
        _ => match lexemes.word(place) {
            "nineties" => 90,
            "eighties" => 80,
            "seventies" => 70,
            _ => return None,
        },
    };
    if let Some(end) = before_christ(lexemes, place + 1) {
        return Some((end, TimeExpression::Decade(-value)));
    }
    let mid = lexemes.dash(at.wrapping_sub(1)) && lexemes.is(at.wrapping_sub(2), &["mid"]);
    // "in his 90s" is an age.
    let age = lexemes.is(at.wrapping_sub(1), &["his", "her", "their", "my", "your", "our"]);
    match value {
        1000..=2100 if !quoted => Some((place + 1, TimeExpression::Decade(value))),
        40..=90
            if quoted
                || !age && (lexemes.is(at.wrapping_sub(1), &["the", "late", "early", "mid"]) || mid) =>
        {
            Some((place + 1, TimeExpression::Decade(1900 + value)))
        }
        _ => None,
    }
}

/// "19th century", "eighteenth-century", "4th century BC".
pub(super) fn century(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let start = at + usize::from(lexemes.word(at) == "the");
    let number = match lexemes.kind(start) {
        Kind::DigitsNth(number @ 1..=30) | Kind::Nth(number @ 1..=30) => number as i16,
        _ => return None,
    };
    let next = start + 1 + usize::from(lexemes.dash(start + 1));
    if lexemes.kind(next) != Kind::Unit(TimeUnit::Century, false) {
        return None;
    }
    Some(match before_christ(lexemes, next + 1) {
        Some(end) => (end, TimeExpression::Century(-100 * number)),
        None => (next + 1, TimeExpression::Century(100 * (number - 1))),
    })
}

/// A season: with its year, or after a word that makes it a time ("in spring", "the summer"). "the fall of" is a defeat.
pub(super) fn season(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let Kind::Season(season) = lexemes.kind(at) else { return None };
    let (end, year) = trailing_year(lexemes, at + 1);
    if year.is_some() {
        return Some((end, TimeExpression::Season { season, year }));
    }
    const OPENERS: &[&str] = &[
        "in", "the", "this", "last", "next", "early", "late", "mid", "-", "during", "over", "by", "since",
        "until", "that", "through",
    ];
    let opened = lexemes.is(at.wrapping_sub(1), OPENERS);
    let fall = lexemes.word(at) == "fall"
        && (!lexemes.is(at.wrapping_sub(1), &["the"])
            || !lexemes.is(at.wrapping_sub(2), &["in", "by", "during", "until", "since"])
            || lexemes.word(end) == "of");
    let elsewhere = season == Season::Spring && lexemes.is(end, &["of", "from", "to"]);
    (opened && !fall && !elsewhere && !lexemes.capital(at + 1))
        .then_some((at + 1, TimeExpression::Season { season, year: None }))
}

/// "second quarter", "third-quarter", "Q3 2024", "first quarter of 2024".
pub(super) fn year_part(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let (next, index) = match (lexemes.kind(at), lexemes.word(at)) {
        (Kind::Nth(index @ 1..=4) | Kind::DigitsNth(index @ 1..=4), _) => {
            let next = at + 1 + usize::from(lexemes.dash(at + 1));
            if lexemes.kind(next) != Kind::Unit(TimeUnit::Quarter, false) || lexemes.dash(next + 1) {
                return None;
            }
            (next + 1, index as u8)
        }
        (_, quarter) => (at + 1, quarter.strip_prefix('q')?.parse().ok()?),
    };
    let (end, year) = trailing_year(lexemes, next);
    Some((end, TimeExpression::YearPart { parts: 4, index, year }))
}

/// A year in figures, "493 BC" as the astronomical -492. Numbers with a thousands separator or a fraction are none.
pub(super) fn year(lexemes: &Lexemes, at: usize) -> Option<(usize, i16)> {
    let Kind::Digits(value, digits) = lexemes.kind(at) else { return None };
    if digits <= 4
        && let Some(end) = before_christ(lexemes, at + 1)
    {
        return Some((end, 1 - value as i16));
    }
    let more = lexemes.is(at + 1, &[",", "."])
        && lexemes.glued(at + 1)
        && lexemes.glued(at + 2)
        && matches!(lexemes.kind(at + 2), Kind::Digits(..));
    (digits == 4 && (1000..=2200).contains(&value) && !more).then_some((at + 1, value as i16))
}

pub(super) fn before_christ(lexemes: &Lexemes, at: usize) -> Option<usize> {
    if lexemes.is(at, &["bc", "bce"]) {
        return Some(at + 1);
    }
    let letters = lexemes.follows(at, &["b", ".", "c"]) && lexemes.glued(at + 1) && lexemes.glued(at + 2);
    letters.then(|| at + 3 + usize::from(lexemes.word(at + 3) == "." && lexemes.glued(at + 3)))
}

/// The year after a date, with its comma or "of"; the end stays where it was without one.
pub(super) fn trailing_year(lexemes: &Lexemes, at: usize) -> (usize, Option<i16>) {
    let next = at + usize::from(lexemes.is(at, &[",", "of"]));
    let next = next + usize::from(lexemes.word(next) == "the" && lexemes.word(next + 1) == "year");
    let next = next + usize::from(lexemes.word(next) == "year");
    match year(lexemes, next) {
        Some((end, year)) => (end, Some(year)),
        None => (at, None),
    }
}

pub(super) fn of_year(year: i16) -> TimeExpression {
    TimeExpression::Date { year: Some(year), month: None, day: None }
}
