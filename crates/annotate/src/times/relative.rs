//! Expressions that count from another date, and amounts of time: "yesterday", "last week", "three days later".

use types::{TimeExpression, TimeUnit};

use super::Found;
use super::dates::{date_of_direction, plain_weekday, with_part};
use super::lexer::{Kind, Lexemes};

/// "yesterday", "last week", "two years ago", "three weeks", "recently".
pub(super) fn relative(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let rules = [
        deictic(lexemes, at),
        directed(lexemes, at),
        the_weekend(lexemes, at),
        part_of_day(lexemes, at),
        past_amount(lexemes, at),
        amount(lexemes, at),
        vague_amount(lexemes, at),
    ];
    rules.into_iter().flatten().reduce(|best, next| if next.0 > best.0 { next } else { best })
}

fn offset(unit: TimeUnit, count: i32) -> TimeExpression {
    TimeExpression::Offset { unit, count }
}

fn shift(unit: TimeUnit, count: i32) -> TimeExpression {
    TimeExpression::Shift { unit, count }
}

fn deictic(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let start = at + usize::from(lexemes.word(at) == "the");
    if lexemes.word(start) == "day" {
        return match (lexemes.word(start + 1), lexemes.word(start + 2)) {
            ("before", "yesterday") => Some((start + 3, offset(TimeUnit::Day, -2))),
            ("after", "tomorrow") => Some((start + 3, offset(TimeUnit::Day, 2))),
            _ => None,
        };
    }
    let count = match lexemes.word(at) {
        "today" => 0,
        "yesterday" => -1,
        "tomorrow" => 1,
        "tonight" => {
            let day = Box::new(offset(TimeUnit::Day, 0));
            return Some((at + 1, TimeExpression::PartOfDay { part: "night", day }));
        }
        "now" if !lexemes.is(at + 1, &["that"]) => return Some((at + 1, TimeExpression::Vague)),
        "nowadays" | "currently" | "recently" | "lately" => return Some((at + 1, TimeExpression::Vague)),
        _ => return None,
    };
    // A newspaper's title, not a day.
    let title = lexemes.before(at) == "usa"
        || lexemes.word(at) == "today" && lexemes.capital(at) && lexemes.capital(at.wrapping_sub(1));
    (!title).then(|| with_part(lexemes, at + 1, offset(TimeUnit::Day, count)))
}

/// "last week", "this March", "next Tuesday morning", "the previous day", "that year", "the coming months".
pub(super) fn directed(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let the = lexemes.word(at) == "the";
    let start = at + usize::from(the);
    let mut next = start + 1;
    let (direction, narrative) = match lexemes.word(start) {
        "last" => (-1, false),
        "past" => (-1, false),
        "this" if !the => match lexemes.word(start + 1) {
            "coming" => {
                next += 1;
                (1, false)
            }
            "past" => {
                next += 1;
                (-1, false)
            }
            "same" => {
                next += 1;
                (0, true)
            }
            _ => (0, false),
        },
        "next" => (1, the),
        "coming" => (1, false),
        "previous" | "preceding" => (-1, true),
        "following" if the => (1, true),
        "same" => (0, true),
        "that" if !the => {
            next += usize::from(lexemes.word(next) == "same");
            (0, true)
        }
        _ => return None,
    };
    let bare = !the && next == start + 1;
    match lexemes.kind(next) {
        Kind::Unit(TimeUnit::Minute | TimeUnit::Hour, _) => None,
        Kind::Unit(TimeUnit::Day, false) if direction == -1 && !narrative => None,
        Kind::Unit(TimeUnit::Day, false) if direction == 1 => {
            Some(with_part(lexemes, next + 1, shift(TimeUnit::Day, 1)))
        }
        // "the past year" and "the last month" are lengths that end now; "last year" is a calendar year.
        Kind::Unit(unit, false) if the && !narrative && direction == -1 => {
            let length = unit != TimeUnit::Weekend;
            let count = Some(1.0);
            Some((next + 1, if length { TimeExpression::Duration { unit, count } } else { offset(unit, -1) }))
        }
        Kind::Unit(unit, false) if narrative => Some((next + 1, shift(unit, direction))),
        Kind::Unit(unit, false) if lexemes.word(start) != "past" || next > start + 1 => {
            Some((next + 1, offset(unit, direction)))
        }
        Kind::Unit(unit, true) if the => Some((next + 1, TimeExpression::Duration { unit, count: None })),
        Kind::Part(part)
            if matches!(
                lexemes.word(start),
                "last" | "this" | "that" | "same" | "following" | "next" | "previous"
            ) =>
        {
            let day = match (direction, narrative) {
                // "last night" is the night that began yesterday.
                (-1, false) => offset(TimeUnit::Day, -1),
                (0, false) => offset(TimeUnit::Day, 0),
                (direction, _) => shift(TimeUnit::Day, direction),
            };
            Some((next + 1, TimeExpression::PartOfDay { part, day: Box::new(day) }))
        }
        Kind::Weekday(_)
            if bare || lexemes.word(start) == "this" || narrative || lexemes.word(start) == "coming" =>
        {
            let day = plain_weekday(lexemes, next)?;
            Some(with_part(
                lexemes,
                next + 1,
                TimeExpression::Weekday { day, direction: Some(direction as i8) },
            ))
        }
        _ if (!the || narrative) && lexemes.word(start) != "past" => {
            let (end, date) = date_of_direction(lexemes, next)?;
            Some((end, TimeExpression::Directed { direction: direction as i8, date: Box::new(date) }))
        }
        _ => None,
    }
}

/// "the year", "the month" after a modifier: "the end of the year".
pub(super) fn the_unit(lexemes: &Lexemes, at: usize) -> Option<Found> {
    match lexemes.kind(at + 1) {
        Kind::Unit(
            unit @ (TimeUnit::Day
            | TimeUnit::Week
            | TimeUnit::Month
            | TimeUnit::Year
            | TimeUnit::Decade
            | TimeUnit::Century),
            false,
        ) if lexemes.word(at) == "the" && lexemes.word(at + 2) != "of" => Some((at + 2, offset(unit, 0))),
        _ => None,
    }
}

fn the_weekend(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let weekend = lexemes.word(at) == "the"
        && lexemes.word(at + 1) == "weekend"
        && !lexemes.is(at + 2, &["of", "after", "before"]);
    weekend.then(|| (at + 2, offset(TimeUnit::Weekend, 0)))
}

/// "the night", "the morning of", "overnight", "at night".
fn part_of_day(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let same_day = Box::new(shift(TimeUnit::Day, 0));
    match lexemes.kind(at) {
        Kind::Part("night") if lexemes.word(at) == "overnight" => {
            Some((at + 1, TimeExpression::PartOfDay { part: "night", day: same_day }))
        }
        // Habitual: no day is meant.
        Kind::Part(part)
            if lexemes.is(at.wrapping_sub(1), &["at", "by", "until", "till", "before", "of"])
                && lexemes.word(at + 1) != "club" =>
        {
            let until = lexemes.is(at.wrapping_sub(1), &["until", "till", "before"]);
            let day = if until { same_day } else { Box::new(TimeExpression::Vague) };
            Some((at + 1, TimeExpression::PartOfDay { part, day }))
        }
        Kind::Opener if lexemes.word(at) == "the" => match lexemes.kind(at + 1) {
            Kind::Part(part) if lexemes.word(at + 2) == "of" => {
                let from = at + 3;
                let (end, day) = super::dates::day(lexemes, from)?;
                Some((end, TimeExpression::PartOfDay { part, day: Box::new(day) }))
            }
            Kind::Part(part)
                if !lexemes.capital(at + 1)
                    && !matches!(lexemes.kind(at + 2), Kind::Other if lexemes.dash(at + 2)) =>
            {
                Some((at + 2, TimeExpression::PartOfDay { part, day: same_day }))
            }
            _ => None,
        },
        _ => None,
    }
}

/// "the past three months", "the next two weeks", "the three months to June 30" (the end is joined later).
fn past_amount(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let start = at + usize::from(lexemes.is(at, &["the", "these", "this"]));
    let next = start
        + usize::from(lexemes.is(
            start,
            &["past", "last", "next", "coming", "previous", "following", "first", "same", "final"],
        ));
    if next == at {
        return None;
    }
    let (end, count) = count(lexemes, next)?;
    // In "the 28-day period" the determiner belongs to the period.
    if next == start && lexemes.dash(end) {
        return None;
    }
    let (end, unit) = counted_unit(lexemes, end)?;
    if is_age(lexemes, end) {
        return None;
    }
    Some((end, TimeExpression::Duration { unit, count }))
}

/// "three weeks", "a 90-minute", "two years ago", "14 years later", "in two days".
fn amount(lexemes: &Lexemes, at: usize) -> Option<Found> {
    if lexemes.glued(at) && lexemes.is(at.wrapping_sub(1), &[".", ",", ":", "$", "£", "€"]) {
        return None;
    }
    if let Some(found) = fraction_of_hour(lexemes, at) {
        return Some(found);
    }
    let number_at = approximate(lexemes, at);
    let (next, count) = count(lexemes, number_at)?;
    let article = lexemes.is(number_at, &["a", "an"]) && next == number_at + 1;
    let hyphened = lexemes.dash(next) || article && lexemes.dash(next + 1);
    let (mut end, mut unit) = counted_unit(lexemes, next)?;
    let mut count = count;
    if lexemes.follows(end, &["and", "a", "half"]) {
        (end, count) = (end + 3, count.map(|count| count + 0.5));
    }
    if matches!(unit, TimeUnit::Quarter | TimeUnit::Weekend) && article || is_age(lexemes, end) {
        return None;
    }
    // "160 km an hour" is a speed.
    if article
        && lexemes
            .is(at.wrapping_sub(1), &["miles", "kilometres", "kilometers", "km", "metres", "knots", "feet"])
    {
        return None;
    }
    if unit == TimeUnit::Quarter
        && !lexemes.is(end.wrapping_sub(2), &["consecutive", "straight", "successive"])
    {
        return None;
    }
    if lexemes.word(end.wrapping_sub(1)).starts_with("fortnight") {
        (unit, count) = (TimeUnit::Week, count.map(|count| count * 2.0));
    }
    // "He will be president one day": no length, no date.
    if lexemes.word(number_at) == "one"
        && unit == TimeUnit::Day
        && end == number_at + 2
        && !hyphened
        && !lexemes.is(end, &["ago", "later", "earlier", "before", "after"])
    {
        return Some((end, TimeExpression::Vague));
    }
    let whole = count.filter(|count| count.fract() == 0.0).map(|count| count as i32);
    let amount = TimeExpression::Duration { unit, count };
    if hyphened {
        let long = 2 * usize::from(lexemes.dash(end) && lexemes.word(end + 1) == "long");
        return Some((end + long, amount));
    }
    let counted = |direction: i32, ago: bool, end: usize| {
        let expression = match whole {
            Some(count) if ago => offset(unit, direction * count),
            Some(count) => shift(unit, direction * count),
            None => TimeExpression::Vague,
        };
        Some((end, expression))
    };
    let adverb = matches!(lexemes.kind(end + 1), Kind::Break)
        || lexemes.is(end + 1, &[".", ",", ";", ")", "and", "but", "in", "on", "by", "when", "at"]);
    match lexemes.word(end) {
        "ago" => counted(-1, true, end + 1),
        "earlier" | "previously" => counted(-1, false, end + 1),
        "before" | "prior" if adverb => counted(-1, false, end + 1),
        "later" | "afterwards" | "afterward" => counted(1, false, end + 1),
        "after" if adverb => counted(1, false, end + 1),
        "hence" => counted(1, true, end + 1),
        "from" if lexemes.word(end + 1) == "now" => counted(1, true, end + 2),
        "long" => Some((end + 1, amount)),
        _ if lexemes.before(at) == "in"
            && whole.is_some()
            && is_announced(lexemes, at)
            && unit != TimeUnit::Weekend =>
        {
            counted(1, true, end)
        }
        _ => Some((end, amount)),
    }
}

/// Whether the clause before speaks of the future: "will open in two days", not "was done in two days".
fn is_announced(lexemes: &Lexemes, at: usize) -> bool {
    (1..=10)
        .map_while(|back| at.checked_sub(back))
        .take_while(|place| !lexemes.is(*place, &[".", ";", ",", ""]))
        .any(|place| {
            lexemes.is(
                place,
                &["will", "ll", "shall", "due", "expected", "scheduled", "set", "going", "expire", "expires"],
            )
        })
}

fn is_age(lexemes: &Lexemes, end: usize) -> bool {
    let next = end + usize::from(lexemes.dash(end));
    lexemes.is(next, &["old", "olds", "older", "younger"]) || lexemes.follows(end, &["of", "age"])
}

/// "half an hour", "a quarter of an hour", "half a century", "a half-hour".
fn fraction_of_hour(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let start = at + usize::from(lexemes.word(at) == "a");
    let (fraction, mut next) = match lexemes.word(start) {
        "half" => (0.5, start + 1),
        "quarter" if lexemes.word(start + 1) == "of" => (0.25, start + 2),
        "quarter" if start > at && lexemes.word(start + 1) == "century" => (0.25, start + 1),
        _ => return None,
    };
    next += usize::from(lexemes.dash(next));
    next += usize::from(lexemes.is(next, &["a", "an"]));
    let Kind::Unit(unit, false) = lexemes.kind(next) else { return None };
    (unit != TimeUnit::Quarter)
        .then_some((next + 1, TimeExpression::Duration { unit, count: Some(fraction) }))
}

/// Skips "about", "more than", "at least".
fn approximate(lexemes: &Lexemes, at: usize) -> usize {
    match lexemes.word(at) {
        "about" | "almost" | "approximately" | "around" | "nearly" | "roughly" | "just" | "over"
        | "under" => at + 1,
        "some" if matches!(lexemes.kind(at + 1), Kind::Digits(..) | Kind::Number(_)) => at + 1,
        "more" | "less" | "fewer" if lexemes.word(at + 1) == "than" => at + 2,
        "at" if lexemes.is(at + 1, &["least", "most"]) => at + 2,
        _ => at,
    }
}

/// A number of units: where it ends, and how many when it is exact.
fn count(lexemes: &Lexemes, at: usize) -> Option<(usize, Option<f32>)> {
    let (end, value) = match (lexemes.kind(at), lexemes.word(at)) {
        (Kind::Digits(value, digits), _) => figures(lexemes, at, value, digits)?,
        (Kind::Number(tens @ 20..=90), _) if tens % 10 == 0 && lexemes.dash(at + 1) => {
            match lexemes.kind(at + 2) {
                Kind::Number(ones @ 1..=9) => (at + 3, Some((tens + ones) as f32)),
                _ => (at + 1, Some(tens as f32)),
            }
        }
        (Kind::Number(value), _) if lexemes.word(at + 1) == "hundred" => (at + 2, Some(value as f32 * 100.0)),
        (Kind::Number(value), _) => (at + 1, Some(value as f32)),
        (_, "a" | "an" | "another") => match lexemes.word(at + 1) {
            "few" | "dozen" | "hundred" | "couple" | "number" | "single" | "full" | "whole" | "further" => {
                let of = usize::from(lexemes.word(at + 2) == "of");
                match lexemes.word(at + 1) {
                    "dozen" => (at + 2, Some(12.0)),
                    "hundred" => (at + 2, Some(100.0)),
                    "couple" => (at + 2 + of, Some(2.0)),
                    "single" | "full" | "whole" | "further" => (at + 2, Some(1.0)),
                    _ => (at + 2 + of, None),
                }
            }
            _ => match lexemes.kind(at + 1) {
                // "a nine-day walkout", "another two weeks"
                Kind::Digits(..) | Kind::Number(_) if lexemes.word(at) == "another" => {
                    return count(lexemes, at + 1);
                }
                Kind::Unit(_, false) => (at + 1, Some(1.0)),
                _ if lexemes.word(at + 1) == "fortnight" => (at + 1, Some(1.0)),
                _ => return None,
            },
        },
        (_, "several" | "few" | "many" | "some") => (at + 1, None),
        _ => return None,
    };
    if lexemes.follows(end, &["and", "a", "half"]) {
        return Some((end + 3, value.map(|value| value + 0.5)));
    }
    // "two or three", "10-15", "two to three": between the two, so no exact number.
    let joined = lexemes.is(end, &["or", "to", "-", "–"]);
    let second = matches!(lexemes.kind(end + 1), Kind::Digits(..) | Kind::Number(_));
    if joined && second && value.is_some() {
        return Some((end + 2, None));
    }
    Some((end, value))
}

/// "48", "1,200", "1.5".
fn figures(lexemes: &Lexemes, at: usize, value: u32, digits: u8) -> Option<(usize, Option<f32>)> {
    let attached = lexemes.glued(at + 1) && lexemes.glued(at + 2);
    match (lexemes.word(at + 1), lexemes.kind(at + 2)) {
        (",", Kind::Digits(rest, 3)) if attached && digits <= 3 => {
            Some((at + 3, Some((value * 1000 + rest) as f32)))
        }
        (".", Kind::Digits(rest, places)) if attached => {
            let fraction = rest as f32 / 10_f32.powi(i32::from(places));
            Some((at + 3, Some(value as f32 + fraction)))
        }
        _ => Some((at + 1, Some(value as f32))),
    }
}

/// The unit after a number, with a hyphen or an adjective between: "-day", "full days", "consecutive months".
fn counted_unit(lexemes: &Lexemes, at: usize) -> Option<(usize, TimeUnit)> {
    let next = at + usize::from(lexemes.dash(at));
    let next = next
        + usize::from(lexemes.is(
            next,
            &[
                "full",
                "more",
                "long",
                "straight",
                "consecutive",
                "short",
                "whole",
                "additional",
                "successive",
                "further",
                "other",
                "previous",
                "calendar",
            ],
        ));
    match lexemes.kind(next) {
        Kind::Unit(unit, _) => Some((next + 1, unit)),
        _ if lexemes.is(next, &["fortnight", "fortnights"]) => Some((next + 1, TimeUnit::Week)),
        _ => None,
    }
}

/// "for weeks", "months later", "within days", "decades-long", "year-long": an amount without a number.
fn vague_amount(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let single = |unit: TimeUnit| Some((at + 1, TimeExpression::Duration { unit, count: Some(1.0) }));
    match lexemes.word(at) {
        "daylong" => return single(TimeUnit::Day),
        "weeklong" => return single(TimeUnit::Week),
        "monthlong" => return single(TimeUnit::Month),
        "yearlong" => return single(TimeUnit::Year),
        "dozens" | "hundreds" if lexemes.word(at + 1) == "of" => {
            let Kind::Unit(unit, true) = lexemes.kind(at + 2) else { return None };
            return Some((at + 3, TimeExpression::Duration { unit, count: None }));
        }
        _ => {}
    }
    let Kind::Unit(unit, plural) = lexemes.kind(at) else { return None };
    if lexemes.dash(at + 1) && lexemes.word(at + 2) == "long" && lexemes.glued(at + 2) {
        return Some((at + 3, TimeExpression::Duration { unit, count: (!plural).then_some(1.0) }));
    }
    if !plural || unit == TimeUnit::Quarter {
        return None;
    }
    if lexemes.is(at + 1, &["later", "ago", "earlier"]) {
        return Some((at + 2, TimeExpression::Vague));
    }
    let opened = lexemes.is(at.wrapping_sub(1), &["for", "within", "after", "over", "of", "in"]);
    (opened && (lexemes.before(at) != "of" || lexemes.before(at.saturating_sub(1)) == "couple"))
        .then_some((at + 1, TimeExpression::Duration { unit, count: None }))
}

/// "every Friday", "daily", "once a week", "per month".
pub(super) fn recurring(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let set = |unit: TimeUnit| TimeExpression::Set { unit, weekday: None };
    // "The Daily Beast": a name.
    let name = lexemes.capital(at) && (lexemes.capital(at + 1) || lexemes.capital(at.wrapping_sub(1)));
    let unit = match lexemes.word(at) {
        "every" | "each" => {
            let next = at + 1 + usize::from(lexemes.is(at + 1, &["other", "single", "second"]));
            return match lexemes.kind(next) {
                Kind::Weekday(_) => {
                    let weekday = plain_weekday(lexemes, next);
                    weekday.map(|_| (next + 1, TimeExpression::Set { unit: TimeUnit::Week, weekday }))
                }
                Kind::Unit(unit, false) => Some((next + 1, set(unit))),
                Kind::Part(_) => Some((next + 1, set(TimeUnit::Day))),
                Kind::Month(_) if lexemes.capital(next) => Some((next + 1, set(TimeUnit::Year))),
                Kind::Season(_) => Some((next + 1, set(TimeUnit::Year))),
                _ => None,
            };
        }
        "per" => return repeated_unit(lexemes, at + 1),
        "once" | "twice" if lexemes.is(at + 1, &["a", "an", "every", "per", "each"]) => {
            return repeated_unit(lexemes, at + 2);
        }
        "hourly" => TimeUnit::Hour,
        "daily" | "nightly" => TimeUnit::Day,
        "weekly" => TimeUnit::Week,
        "monthly" => TimeUnit::Month,
        "quarterly" => TimeUnit::Quarter,
        "yearly" | "annually" => TimeUnit::Year,
        _ => return None,
    };
    (!name).then(|| (at + 1, set(unit)))
}

fn repeated_unit(lexemes: &Lexemes, unit_at: usize) -> Option<Found> {
    match lexemes.kind(unit_at) {
        Kind::Unit(
            unit @ (TimeUnit::Day | TimeUnit::Week | TimeUnit::Month | TimeUnit::Quarter | TimeUnit::Year),
            false,
        ) => Some((unit_at + 1, TimeExpression::Set { unit, weekday: None })),
        _ => None,
    }
}
