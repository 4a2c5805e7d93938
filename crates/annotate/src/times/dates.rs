//! Dates by day and month, feasts, weekdays, and the modifiers that stand before any of them.

use types::{TimeExpression, TimeUnit, Weekday};

use super::lexer::{Kind, Lexemes};
use super::years::{
    bare_year, century, circa_before_christ, decade, of_year, season, short_year, trailing_year, year,
    year_part,
};
use super::{Found, relative};

/// Whether a month's name is also a person's name in this text ("Theresa May", "Mrs May").
pub(super) struct Names {
    may: bool,
}

impl Names {
    pub(super) fn of(lexemes: &Lexemes) -> Self {
        let person = |at: usize| {
            lexemes.kind(at) == Kind::Month(5)
                && lexemes.capital(at)
                && (lexemes.capital(at.wrapping_sub(1)) || lexemes.before(at) == ".")
                && !matches!(
                    lexemes.kind(at.wrapping_sub(1)),
                    Kind::Weekday(_) | Kind::Month(_) | Kind::Break
                )
                && !MONTH_OPENERS.contains(&lexemes.before(at))
                && year_or_day(lexemes, at + 1).is_none()
        };
        Self { may: (1..lexemes.len()).any(person) }
    }
}

/// Words before a month's name that make it a month, even where it could be a name or a verb.
const MONTH_OPENERS: &[&str] = &[
    "in", "since", "until", "till", "last", "next", "this", "early", "late", "mid", "during", "every",
    "each", "again",
];
/// Words that make it a month unless the text has a person of that name.
const WEAK_MONTH_OPENERS: &[&str] = &[
    "by",
    "from",
    "of",
    "to",
    "before",
    "after",
    "through",
    "throughout",
    "between",
    "and",
    "or",
    "a",
    "the",
    "its",
    "that",
    "for",
    "(",
    "-",
    "–",
];

/// A date that starts at the token: "May 25, 2024", "the 5th of May", "Tue., 3 March", "2016", "the 1990s".
pub(super) fn date(lexemes: &Lexemes, at: usize, names: &Names) -> Option<Found> {
    match lexemes.kind(at) {
        Kind::Weekday(_) => weekday(lexemes, at),
        Kind::Month(_) => month_first(lexemes, at).or_else(|| bare_month(lexemes, at, names)),
        Kind::Digits(..) => iso(lexemes, at)
            .or_else(|| day_first(lexemes, at))
            .or_else(|| bare_year(lexemes, at))
            .or_else(|| circa_before_christ(lexemes, at)),
        Kind::DigitsNth(_) | Kind::Nth(_) => {
            day_first(lexemes, at).or_else(|| year_part(lexemes, at)).or_else(|| century(lexemes, at))
        }
        Kind::DigitsDecade(_) => decade(lexemes, at),
        Kind::Season(_) => season(lexemes, at),
        Kind::Opener => match lexemes.word(at) {
            "the" => after_the(lexemes, at, names),
            "'" | "’" | "‘" => decade(lexemes, at).or_else(|| short_year(lexemes, at)),
            "q1" | "q2" | "q3" | "q4" => year_part(lexemes, at),
            "christmas" | "new" | "halloween" | "valentine" | "independence" => feast(lexemes, at),
            _ => None,
        },
        _ => None,
    }
}

fn after_the(lexemes: &Lexemes, at: usize, names: &Names) -> Option<Found> {
    match lexemes.kind(at + 1) {
        // In "the third-quarter report" the determiner belongs to the report.
        Kind::DigitsNth(_) | Kind::Nth(_) if lexemes.dash(at + 2) => None,
        Kind::DigitsNth(_) | Kind::Nth(_) => {
            date(lexemes, at + 1, names).or_else(|| day_of_month(lexemes, at + 1))
        }
        Kind::Digits(..) => day_first(lexemes, at + 1),
        Kind::DigitsDecade(_) | Kind::Season(_) => date(lexemes, at + 1, names),
        _ if lexemes.is(at + 1, &["'", "’", "‘", "nineties", "eighties", "seventies"]) => {
            decade(lexemes, at + 1)
        }
        // "the year 1917"
        Kind::Unit(TimeUnit::Year, false) => year(lexemes, at + 2).map(|(end, year)| (end, of_year(year))),
        _ => None,
    }
}

/// An expression with a modifier that does not change its calendar unit: "early March", "mid-2016", "the end of the year".
pub(super) fn modified(lexemes: &Lexemes, at: usize, names: &Names) -> Option<Found> {
    let start = at + usize::from(lexemes.word(at) == "the");
    let inner = |from: usize| {
        let rules = [
            month_first(lexemes, from),
            month_name(lexemes, from).map(|(end, month)| (end, of_month(None, month))),
            date(lexemes, from, names),
            year(lexemes, from).map(|(end, year)| (end, of_year(year))),
            decade(lexemes, from),
            season(lexemes, from),
            century(lexemes, from),
            relative::directed(lexemes, from),
            relative::the_unit(lexemes, from),
        ];
        rules.into_iter().flatten().reduce(|best, next| if next.0 > best.0 { next } else { best })
    };
    let skip_dash = |from: usize| from + usize::from(lexemes.dash(from));
    match lexemes.word(start) {
        "early" | "late" | "mid" => {
            let next = skip_dash(start + 1);
            let next = next + usize::from(lexemes.word(start) != "mid" && lexemes.word(next) == "in");
            let next = next
                + 2 * usize::from(
                    lexemes.is(next, &["part", "days", "weeks", "months", "years"])
                        && lexemes.word(next + 1) == "of",
                );
            inner(next).or_else(|| clocked_part(lexemes, next))
        }
        "earlier" | "later" => {
            let next = start + 1 + usize::from(lexemes.is(start + 1, &["in", "on"]));
            inner(next).filter(|(_, expression)| !matches!(expression, TimeExpression::Duration { .. }))
        }
        "beginning" | "start" | "end" | "middle" | "close" | "rest" | "turn"
            if lexemes.word(start + 1) == "of" =>
        {
            inner(start + 2)
        }
        "first" | "second" | "latter" | "last"
            if lexemes.is(start + 1, &["half", "part"]) && lexemes.word(start + 2) == "of" =>
        {
            let (end, expression) = inner(start + 3)?;
            let half = match (lexemes.word(start), &expression) {
                ("first", TimeExpression::Date { year, month: None, .. }) => Some((1, *year)),
                ("first", TimeExpression::Offset { unit: TimeUnit::Year, count: 0 }) => Some((1, None)),
                (_, TimeExpression::Date { year, month: None, .. }) => Some((2, *year)),
                (_, TimeExpression::Offset { unit: TimeUnit::Year, count: 0 }) => Some((2, None)),
                _ => None,
            };
            let half = half.filter(|_| lexemes.word(start + 1) == "half");
            Some((
                end,
                half.map_or(expression, |(index, year)| TimeExpression::YearPart { parts: 2, index, year }),
            ))
        }
        _ => None,
    }
}

/// "early morning", "late-night": a part of the day whose day stands in the context.
fn clocked_part(lexemes: &Lexemes, at: usize) -> Option<Found> {
    match lexemes.kind(at) {
        Kind::Part(part) => {
            let day = Box::new(TimeExpression::Shift { unit: TimeUnit::Day, count: 0 });
            Some((at + 1, TimeExpression::PartOfDay { part, day }))
        }
        _ => None,
    }
}

/// A weekday, with the date that it explains where one follows; "Fridays" recurs.
fn weekday(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let Kind::Weekday(day) = lexemes.kind(at) else { return None };
    if !lexemes.capital(at) {
        return None;
    }
    let word = lexemes.word(at);
    let full = word.ends_with("day");
    let abbreviated = !full && !word.ends_with("days");
    let dotted = abbreviated && lexemes.word(at + 1) == "." && lexemes.glued(at + 1);
    let next = at + 1 + usize::from(dotted);
    let next = next + usize::from(lexemes.word(next) == ",");
    let next = next + usize::from(lexemes.word(next) == "the");
    if let Some(found) =
        month_first(lexemes, next).or_else(|| day_first(lexemes, next)).filter(|(_, date)| has_day(date))
    {
        return Some(found);
    }
    if word.ends_with("days") {
        return Some((at + 1, TimeExpression::Set { unit: TimeUnit::Week, weekday: Some(day) }));
    }
    if abbreviated && !dotted || !full && is_personal(lexemes, at) || is_name_of_a_day(lexemes, at) {
        return None;
    }
    let end = at + 1 + usize::from(dotted);
    Some(with_part(lexemes, end, TimeExpression::Weekday { day, direction: None }))
}

/// "Sun." at the end of a sentence and the like: an abbreviation needs a word in lower case after its full stop.
fn is_personal(lexemes: &Lexemes, at: usize) -> bool {
    lexemes.capital(at + 2) || lexemes.kind(at + 2) == Kind::Break
}

/// Days that are names of something else: feasts, massacres, newspapers, a football club.
fn is_name_of_a_day(lexemes: &Lexemes, at: usize) -> bool {
    const BEFORE: &[&str] = &[
        "black",
        "bloody",
        "good",
        "ash",
        "palm",
        "cyber",
        "super",
        "fat",
        "giving",
        "sheffield",
        "maundy",
        "easter",
    ];
    const AFTER: &[&str] = &[
        "times",
        "telegraph",
        "mirror",
        "mail",
        "post",
        "express",
        "star",
        "world",
        "herald",
        "independent",
        "people",
        "tribune",
        "service",
        "league",
        "club",
    ];
    lexemes.capital(at.wrapping_sub(1)) && lexemes.is(at.wrapping_sub(1), BEFORE)
        || lexemes.capital(at + 1) && lexemes.is(at + 1, AFTER)
        || lexemes.before(at) == "on" && lexemes.before(at.saturating_sub(1)) == "mail"
}

/// Adds the part of the day that follows: "Tuesday" + "evening".
pub(super) fn with_part(lexemes: &Lexemes, end: usize, day: TimeExpression) -> Found {
    let next = end + usize::from(lexemes.is(end, &["late", "early"]));
    match lexemes.kind(next) {
        Kind::Part(part) => (next + 1, TimeExpression::PartOfDay { part, day: Box::new(day) }),
        _ => (end, day),
    }
}

/// "May 25", "May 25-27", "May the 5th", "May 25, 2024", "May 2024", "January, 1918".
fn month_first(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let (next, month) = month_name(lexemes, at)?;
    let day_at = next + usize::from(lexemes.word(next) == "the");
    if let Some((end, day)) = day_number(lexemes, day_at) {
        // "May 25-27, 2024", "from May 25 to 27"
        let from = lexemes.is(end, &["to", "through", "until"]) && lexemes.before(at) == "from";
        if (lexemes.dash(end) && lexemes.glued(end) || from)
            && let Some((end, last)) = day_number(lexemes, end + 1).filter(|(_, last)| *last > day)
            && month_name(lexemes, end).is_none()
        {
            let (end, year) = trailing_year(lexemes, end);
            return Some((end, range(of_day(year, month, day), of_day(year, month, last))));
        }
        let (end, year) = trailing_year(lexemes, end);
        let end = of_that_year(lexemes, end).unwrap_or(end);
        return Some((end, of_day(year, month, day)));
    }
    match trailing_year(lexemes, next) {
        (end, Some(year)) => Some((end, of_month(Some(year), month))),
        (_, None) => of_that_year(lexemes, next).map(|end| (end, of_month(None, month))),
    }
}

/// "of that year", "of the same year": where it ends.
fn of_that_year(lexemes: &Lexemes, at: usize) -> Option<usize> {
    let [plain, same]: [&[&str]; 2] = [&["year"], &["same", "year"]];
    let that = lexemes.word(at) == "of" && lexemes.is(at + 1, &["that", "the", "this"]);
    let tail = [plain, same].into_iter().find(|tail| that && lexemes.follows(at + 2, tail))?;
    Some(at + 2 + tail.len())
}

/// "25 May", "5th of May 2024", "5-7 May", "13 to 19 May".
fn day_first(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let (mut next, first) = day_number(lexemes, at)?;
    let mut last = None;
    let span = lexemes.dash(next) || lexemes.is(next, &["to", "and"]);
    if span && let Some((end, day)) = day_number(lexemes, next + 1).filter(|(_, day)| *day > first) {
        (next, last) = (end, Some(day));
    }
    let of = lexemes.word(next) == "of";
    if matches!(lexemes.kind(at), Kind::Nth(_)) && !of {
        return None;
    }
    let (end, month) = month_name(lexemes, next + usize::from(of))?;
    let (end, year) = trailing_year(lexemes, end);
    let start = of_day(year, month, first);
    Some((end, last.map_or(start.clone(), |last| range(start, of_day(year, month, last)))))
}

/// "on the 20th": a day whose month stands in the context.
fn day_of_month(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let Kind::DigitsNth(day @ 1..=31) = lexemes.kind(at) else { return None };
    let on = at >= 2 && lexemes.is(at - 2, &["on"]);
    let closed = matches!(lexemes.kind(at + 1), Kind::Break)
        || lexemes.is(at + 1, &[".", ",", ";", "and", "was", "were", "by"]);
    (on && closed).then(|| (at + 1, TimeExpression::Date { year: None, month: None, day: Some(day as u8) }))
}

/// ISO 8601 and dates in figures: "2024-05-25", "25/05/2024". Which of "3/4/2024" is the month cannot be known: the
/// expression keeps its year only.
fn iso(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let Kind::Digits(first, digits) = lexemes.kind(at) else { return None };
    if lexemes.glued(at) && lexemes.is(at.wrapping_sub(1), &["-", "/", "."]) {
        return None;
    }
    let separator = lexemes.word(at + 1);
    let same = matches!(separator, "-" | "/" | ".") && (1..=4).all(|i| lexemes.glued(at + i));
    if first == 9
        && separator == "/"
        && lexemes.kind(at + 2) == Kind::Digits(11, 2)
        && lexemes.word(at + 3) != "/"
    {
        return Some((at + 3, of_day(Some(2001), 9, 11)));
    }
    if !same || lexemes.word(at + 3) != separator {
        return None;
    }
    let Kind::Digits(second, 1..=2) = lexemes.kind(at + 2) else { return None };
    let (year, a, b) = match (digits, lexemes.kind(at + 4)) {
        (4, Kind::Digits(day, 2)) => (first, Some(second), Some(day)),
        (1 | 2, Kind::Digits(year, 4)) if separator == "." || first > 12 => (year, Some(second), Some(first)),
        (1 | 2, Kind::Digits(year, 4)) if second > 12 || first == second => (year, Some(first), Some(second)),
        (1 | 2, Kind::Digits(year, 4)) => (year, None, None),
        _ => return None,
    };
    let valid = (1000..=2200).contains(&year)
        && a.is_none_or(|month| (1..=12).contains(&month))
        && b.is_none_or(|day| (1..=31).contains(&day));
    let part = |value: Option<u32>| value.map(|value| value as u8);
    let expression = TimeExpression::Date { year: Some(year as i16), month: part(a), day: part(b) };
    valid.then_some((at + 5, expression))
}

/// A month that stands alone, where its name can be nothing else.
fn bare_month(lexemes: &Lexemes, at: usize, names: &Names) -> Option<Found> {
    let (end, month) = month_name(lexemes, at)?;
    let before = lexemes.before(at);
    let strong = MONTH_OPENERS.contains(&before);
    let weak = WEAK_MONTH_OPENERS.contains(&before);
    let full = lexemes.word(at).len() > 4 || matches!(month, 5..=7);
    let named =
        lexemes.capital(end) && end == at + 1 || at > 0 && lexemes.capital(at - 1) && !strong && !weak;
    let accepted = match lexemes.word(at) {
        "may" => strong || weak && !names.may && !named,
        "march" => (strong || weak) && !lexemes.is(end, &["on", "against", "through", "for"]),
        "april" | "june" | "august" => strong || !named,
        _ if full => true,
        _ => strong && end > at + 1,
    };
    accepted.then(|| (end, of_month(None, month)))
}

/// Words that make "Christmas" a time: "Christmas trees" is none.
const FEAST_OPENERS: &[&str] = &[
    "at", "over", "by", "before", "after", "until", "till", "since", "this", "last", "next", "on", "around",
    "for", "during", "past", "of", "from",
];

/// Feasts with a fixed day: "Christmas", "New Year's Eve", "Christmas 1963".
fn feast(lexemes: &Lexemes, at: usize) -> Option<Found> {
    if !lexemes.capital(at) {
        return None;
    }
    let apostrophe = |from: usize| lexemes.is(from, &["'", "’"]) && lexemes.word(from + 1) == "s";
    let (next, month, day) = match lexemes.word(at) {
        "christmas" if lexemes.word(at + 1) == "eve" => (at + 2, 12, 24),
        "christmas" if lexemes.word(at + 1) == "day" => (at + 2, 12, 25),
        "christmas" if FEAST_OPENERS.contains(&lexemes.before(at)) || year(lexemes, at + 1).is_some() => {
            (at + 1, 12, 25)
        }
        "halloween" => (at + 1, 10, 31),
        "independence" if lexemes.word(at + 1) == "day" && lexemes.before(at) != "'" => (at + 2, 7, 4),
        "valentine" if apostrophe(at + 1) && lexemes.word(at + 3) == "day" => (at + 4, 2, 14),
        "new" if lexemes.word(at + 1) == "year" && apostrophe(at + 2) => match lexemes.word(at + 4) {
            "day" => (at + 5, 1, 1),
            "eve" => (at + 5, 12, 31),
            _ => return None,
        },
        _ => return None,
    };
    let (end, year) = trailing_year(lexemes, next);
    Some((end, of_day(year, month, day)))
}

/// A month's name, with the full stop of its abbreviation.
fn month_name(lexemes: &Lexemes, at: usize) -> Option<(usize, u8)> {
    let Kind::Month(month) = lexemes.kind(at) else { return None };
    let word = lexemes.word(at);
    let short = word.len() <= 4 && !matches!(word, "may" | "june" | "july");
    let dotted = short && lexemes.word(at + 1) == "." && lexemes.glued(at + 1);
    lexemes.capital(at).then(|| (at + 1 + usize::from(dotted), month))
}

/// A day of the month in figures or words: "25", "5th", "fifth".
fn day_number(lexemes: &Lexemes, at: usize) -> Option<(usize, u8)> {
    let counts = lexemes.is(at + 1, &[",", ".", "%", ":"]) && lexemes.glued(at + 1) && lexemes.glued(at + 2);
    match lexemes.kind(at) {
        Kind::Digits(day @ 1..=31, 1..=2) if !counts || !matches!(lexemes.kind(at + 2), Kind::Digits(..)) => {
            Some((at + 1, day as u8))
        }
        Kind::DigitsNth(day @ 1..=31) | Kind::Nth(day @ 1..=31) => Some((at + 1, day as u8)),
        _ => None,
    }
}

/// Whether a year or a day number follows a month's name.
fn year_or_day(lexemes: &Lexemes, at: usize) -> Option<usize> {
    day_number(lexemes, at).map(|(end, _)| end).or_else(|| year(lexemes, at).map(|(end, _)| end))
}

fn has_day(date: &TimeExpression) -> bool {
    matches!(date, TimeExpression::Date { day: Some(_), .. } | TimeExpression::Range(..))
}

pub(super) fn of_month(year: Option<i16>, month: u8) -> TimeExpression {
    TimeExpression::Date { year, month: Some(month), day: None }
}

fn of_day(year: Option<i16>, month: u8, day: u8) -> TimeExpression {
    TimeExpression::Date { year, month: Some(month), day: Some(day) }
}

pub(super) fn range(start: TimeExpression, end: TimeExpression) -> TimeExpression {
    TimeExpression::Range(Box::new(start), Box::new(end))
}

/// A weekday with any modifier before it left to the caller.
pub(super) fn plain_weekday(lexemes: &Lexemes, at: usize) -> Option<Weekday> {
    match lexemes.kind(at) {
        Kind::Weekday(day) if lexemes.capital(at) && lexemes.word(at).ends_with("day") => Some(day),
        _ => None,
    }
}

/// What "last", "this" and "next" can stand before: a month, a season, a quarter, a feast.
pub(super) fn date_of_direction(lexemes: &Lexemes, at: usize) -> Option<Found> {
    match lexemes.kind(at) {
        Kind::Month(_) => month_name(lexemes, at)
            .filter(|(end, _)| year_or_day(lexemes, *end).is_none())
            .map(|(end, month)| (end, of_month(None, month))),
        Kind::Season(season) => Some((at + 1, TimeExpression::Season { season, year: None })),
        Kind::Nth(_) | Kind::DigitsNth(_) => year_part(lexemes, at),
        _ => feast(lexemes, at),
    }
}

/// One day: a full date, a weekday, a feast.
pub(super) fn day(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let start = at + usize::from(lexemes.word(at) == "the");
    let date =
        month_first(lexemes, start).or_else(|| day_first(lexemes, start)).or_else(|| feast(lexemes, start));
    date.or_else(|| {
        plain_weekday(lexemes, start).map(|day| (start + 1, TimeExpression::Weekday { day, direction: None }))
    })
}
