//! Which day is meant: time expressions with the dates of their document become EDTF values.
//!
//! [`value`] answers for one expression and one [`Anchor`]; [`dated`] walks through a document, keeps the narrative
//! date and reads the tense of each sentence. All arithmetic is checked: a date that the calendar does not have gives
//! no value.

mod days;
mod narrative;
mod published;
mod tense;
#[cfg(test)]
mod tests;
mod zones;

pub use narrative::dated;
pub use published::infer_published;
pub use tense::{Tense, tense};
pub use zones::{written_zone, zone_minutes};

use days::{Days, edtf_year, month_days, unit_around, weekday_number, year_days};
use jiff::ToSpan;
use jiff::civil::Date;
use types::{Season, TimeExpression, TimeType, TimeUnit, When};

/// What an expression is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The day of publication.
    pub published: Option<Date>,
    /// The day that the text speaks of: the last date before the expression that is fully known.
    pub running: Option<Date>,
    /// Whether the sentence looks back or ahead.
    pub tense: Tense,
    /// Offset from UTC of times of day whose expression has no zone, in minutes.
    pub zone_minutes: Option<i16>,
}

impl Anchor {
    /// The day of speaking: publication, else the narrative date.
    fn day(&self) -> Option<Date> {
        self.published.or(self.running)
    }
}

/// The TIMEX3 type of an expression.
pub fn kind(expression: &TimeExpression) -> TimeType {
    match expression {
        TimeExpression::Clock { .. } | TimeExpression::PartOfDay { .. } => TimeType::Time,
        TimeExpression::Duration { .. } => TimeType::Duration,
        TimeExpression::Set { .. } => TimeType::Set,
        TimeExpression::Since(inner) | TimeExpression::Until(inner) | TimeExpression::Before(inner) => {
            kind(inner)
        }
        _ => TimeType::Date,
    }
}

/// The value of an expression, with the first and last day that it can mean; none when its words and the anchor do not
/// give one. Durations and recurrences have a value (`P3W`) and no days.
pub fn value(expression: &TimeExpression, anchor: &Anchor) -> Option<When> {
    match expression {
        TimeExpression::Clock { hour, minute, offset_minutes, day } => {
            clock(*hour, *minute, offset_minutes.or(anchor.zone_minutes), day.as_deref(), anchor)
        }
        TimeExpression::Duration { unit, count } => Some(timeless(duration(*unit, (*count)?))),
        TimeExpression::Set { unit, .. } => Some(timeless(duration(*unit, 1.0))),
        // "34 years later" without a date to count from is still a length of time.
        TimeExpression::Shift { unit, count } if *count != 0 && shifted(*unit, *count, anchor).is_none() => {
            (count.unsigned_abs() > 1 || anchor.day().is_none())
                .then(|| timeless(duration(*unit, count.unsigned_abs() as f32)))
        }
        TimeExpression::Since(inner) => {
            let inner = value(inner, anchor)?;
            Some(When {
                value: format!("{}/", first_half(&inner.value)),
                earliest: inner.earliest,
                latest: None,
            })
        }
        TimeExpression::Until(inner) => {
            let inner = until(inner, anchor)?;
            Some(When {
                value: format!("/{}", last_half(&inner.value)),
                earliest: None,
                latest: inner.latest,
            })
        }
        TimeExpression::Before(inner) => {
            let until = until(inner, anchor)?;
            // A time of day borders by itself; before a day, month or year means up to the day before it.
            let timed = matches!(**inner, TimeExpression::Clock { .. });
            let part = matches!(**inner, TimeExpression::PartOfDay { .. });
            let latest = if timed || part { until.latest } else { until.earliest?.yesterday().ok() };
            let value = if timed || part { until.value } else { days::edtf(latest?) };
            Some(When { value: format!("/{value}"), earliest: None, latest })
        }
        TimeExpression::Range(start, end) => range(start, end, anchor),
        other => days(other, anchor).map(Days::when),
    }
}

fn timeless(value: String) -> When {
    When { value, earliest: None, latest: None }
}

fn first_half(value: &str) -> &str {
    value.split_once('/').map_or(value, |(first, _)| first)
}

fn last_half(value: &str) -> &str {
    value.split_once('/').map_or(value, |(_, last)| last)
}

/// The end that "until" names: midnight and morning are the coming ones.
fn until(expression: &TimeExpression, anchor: &Anchor) -> Option<When> {
    let coming = match expression {
        TimeExpression::Clock { hour: 0, minute: None, day: None, .. } => true,
        TimeExpression::PartOfDay { part: "morning", day } => {
            matches!(**day, TimeExpression::Shift { count: 0, .. })
        }
        _ => false,
    };
    if !coming {
        return value(expression, anchor);
    }
    let tomorrow = anchor.day()?.tomorrow().ok()?;
    let next = Anchor { published: Some(tomorrow), running: None, ..*anchor };
    value(expression, &next)
}

/// The days that an expression of the calendar means.
fn days(expression: &TimeExpression, anchor: &Anchor) -> Option<Days> {
    match expression {
        TimeExpression::Date { year, month, day } => date(*year, *month, *day, anchor),
        TimeExpression::Weekday { day, direction } => weekday(weekday_number(*day), *direction, anchor),
        TimeExpression::Offset { unit, count } => offset(*unit, *count, anchor),
        TimeExpression::Shift { unit, count } => shifted(*unit, *count, anchor),
        TimeExpression::PartOfDay { day, .. } => days(day, anchor),
        TimeExpression::Directed { direction, date } => directed(*direction, date, anchor),
        TimeExpression::Season { season, year } => match year {
            Some(year) => season_days(*season, *year),
            None => nearest(anchor, |year| season_days(*season, year)),
        },
        TimeExpression::YearPart { parts, index, year } => match year {
            Some(year) => part_days(*parts, *index, *year),
            // Business news speaks of the quarters of the current year.
            None => part_days(*parts, *index, anchor.day()?.year()),
        },
        TimeExpression::Ending { unit, count, end } => {
            let end = days(end, anchor)?.last;
            let first = days::add(end.tomorrow().ok()?, *unit, count.checked_neg()?)?;
            (first <= end).then(|| Days::interval(first, end))
        }
        TimeExpression::Decade(year) => days::decade(*year),
        TimeExpression::Century(year) => days::century(*year),
        TimeExpression::Clock { day: Some(day), .. } => days(day, anchor),
        _ => None,
    }
}

/// A date with its missing parts from the context.
fn date(year: Option<i16>, month: Option<u8>, day: Option<u8>, anchor: &Anchor) -> Option<Days> {
    let month = month.map(|month| month as i8);
    let day = day.map(|day| day as i8);
    match (year, month, day) {
        (Some(year), None, _) => year_days(year),
        (Some(year), Some(month), None) => month_days(year, month),
        (Some(year), Some(month), Some(day)) => Date::new(year, month, day).ok().map(Days::day),
        (None, Some(month), None) => nearest(anchor, |year| month_days(year, month)),
        (None, Some(month), Some(day)) => {
            nearest(anchor, |year| Date::new(year, month, day).ok().map(Days::day))
        }
        (None, None, Some(day)) => {
            let around = anchor.running.or(anchor.published)?;
            Date::new(around.year(), around.month(), day).ok().map(Days::day)
        }
        (None, None, None) => None,
    }
}

/// The year that a date without one means: with a day of publication the last such date not after it, or the first not
/// before it when the sentence looks ahead, or the nearer of the two when its tense is open. In a narrative the year of
/// the running date, or the next when the date would lie more than half a year back.
fn nearest(anchor: &Anchor, build: impl Fn(i16) -> Option<Days>) -> Option<Days> {
    let around = |reference: Date| {
        [-1_i16, 0, 1].into_iter().filter_map(move |step| reference.year().checked_add(step))
    };
    let Some(published) = anchor.published else {
        let running = anchor.running?;
        let distance = |days: &Days| {
            days::between(running, days.first)
                .map_or(i32::MAX, |days| if days < -182 { i32::MAX } else { days.abs() })
        };
        return around(running).filter_map(build).min_by_key(distance);
    };
    let candidates = around(published)
        .chain((2..=4).filter_map(|back| published.year().checked_sub(back)))
        .filter_map(build);
    match anchor.tense {
        Tense::Past => candidates.filter(|days| days.first <= published).max_by_key(|days| days.first),
        Tense::Future => candidates.filter(|days| days.last >= published).min_by_key(|days| days.first),
        Tense::Unknown => candidates.min_by_key(|days| days.distance(published)),
    }
}

/// "last March", "this winter", "next May". "Last" is the latest one that is over, or begun in an earlier year.
fn directed(direction: i8, date: &TimeExpression, anchor: &Anchor) -> Option<Days> {
    let reference = anchor.day()?;
    let at = |year: i16| -> Option<Days> {
        match date {
            TimeExpression::Date { month: Some(month), day: None, .. } => month_days(year, *month as i8),
            TimeExpression::Date { month: Some(month), day: Some(day), .. } => {
                Date::new(year, *month as i8, *day as i8).ok().map(Days::day)
            }
            TimeExpression::Season { season, .. } => season_days(*season, year),
            TimeExpression::YearPart { parts, index, .. } => part_days(*parts, *index, year),
            _ => None,
        }
    };
    let years = [-2_i16, -1, 0, 1, 2]
        .into_iter()
        .filter_map(|step| reference.year().checked_add(step))
        .filter_map(at);
    match direction {
        -1 => years.filter(|days| days.last < reference).max_by_key(|days| days.first),
        1 => years.filter(|days| days.first > reference).min_by_key(|days| days.first),
        _ => years.min_by_key(|days| days.distance(reference)),
    }
}

/// A weekday: the last on or before publication, or the next when the sentence looks ahead. "Next" is that of the next
/// calendar week, "last" the latest before the day itself.
fn weekday(number: i8, direction: Option<i8>, anchor: &Anchor) -> Option<Days> {
    let reference = anchor.day()?;
    let today = reference.weekday().to_monday_one_offset();
    let ahead = (number - today).rem_euclid(7);
    let back = (today - number).rem_euclid(7);
    let step = match (direction, anchor.tense) {
        (Some(-1), _) => -if back == 0 { 7 } else { back },
        (Some(1), _) => 7 - today + number,
        (Some(_), Tense::Past) => -back,
        (Some(_), _) => ahead,
        (None, Tense::Future) => ahead,
        (None, _) => -back,
    };
    reference.checked_add(i32::from(step).days()).ok().map(Days::day)
}

/// A unit counted from the day of speaking. The weekend is the last one that has begun, or the coming one ("this
/// weekend" ahead of it).
fn offset(unit: TimeUnit, count: i32, anchor: &Anchor) -> Option<Days> {
    let reference = anchor.day()?;
    if unit == TimeUnit::Weekend {
        let today = reference.weekday().to_monday_one_offset();
        let ahead = anchor.tense == Tense::Future && today < 6;
        let saturday = reference.checked_add((6 - i32::from(today)).days()).ok()?;
        let begun = if today >= 6 || ahead { 0 } else { -1 };
        // "Next weekend" counts from this week's.
        let weeks = if count > 0 && begun < 0 { count } else { count.checked_add(begun)? };
        let weeks = if count < 0 && begun < 0 { weeks + 1 } else { weeks };
        let saturday = days::add(saturday, TimeUnit::Week, weeks)?;
        return Some(Days::interval(saturday, saturday.tomorrow().ok()?));
    }
    // "Two weeks ago" is a day, "last week" a week, "three months ago" a month.
    let moved = days::add(reference, unit, count)?;
    match unit {
        TimeUnit::Week if count.abs() > 1 => Some(Days::day(moved)),
        TimeUnit::Minute | TimeUnit::Hour => None,
        unit => unit_around(moved, unit),
    }
}

/// A unit counted from the day that the text speaks of.
fn shifted(unit: TimeUnit, count: i32, anchor: &Anchor) -> Option<Days> {
    // "That night" in a report without another date is the night of publication.
    let reference = match anchor.running {
        Some(running) => running,
        None if count == 0 => anchor.published?,
        None => return None,
    };
    let moved = days::add(reference, unit, count)?;
    if anchor.published.is_some_and(|published| moved > published)
        && anchor.tense != Tense::Future
        && count > 0
    {
        return None;
    }
    match unit {
        TimeUnit::Week => Some(Days::day(moved)).filter(|_| count != 0).or_else(|| unit_around(moved, unit)),
        unit => unit_around(moved, unit),
    }
}

fn season_days(season: Season, year: i16) -> Option<Days> {
    let month = match season {
        Season::Spring => 3,
        Season::Summer => 6,
        Season::Autumn => 9,
        Season::Winter => 12,
    };
    let first = Date::new(year, month, 1).ok()?;
    let last = first.checked_add(2.months()).ok()?.last_of_month();
    let value = format!("{}-{month:02}/{}-{:02}", edtf_year(year), edtf_year(last.year()), last.month());
    Some(Days { value, first, last })
}

fn part_days(parts: u8, index: u8, year: i16) -> Option<Days> {
    let length = match parts {
        2 => 6_i8,
        4 => 3,
        _ => return None,
    };
    let before = (index as i8).checked_sub(1).filter(|before| (0..parts as i8).contains(before))?;
    let first = Date::new(year, before * length + 1, 1).ok()?;
    let last = first.checked_add(i32::from(length - 1).months()).ok()?.last_of_month();
    Some(Days::interval(first, last))
}

/// Both ends, the first with what it lacks from the second ("May to June 2024") and the other way round.
fn range(start: &TimeExpression, end: &TimeExpression, anchor: &Anchor) -> Option<When> {
    let (start_value, end_value) = match (start, end) {
        (TimeExpression::Date { year: None, .. }, TimeExpression::Date { year: Some(_), .. }) => {
            let end_days = days(end, anchor)?;
            let before =
                Anchor { published: Some(end_days.last), running: None, tense: Tense::Past, ..*anchor };
            (value(start, &before)?, end_days.when())
        }
        _ => {
            let start_value = value(start, anchor)?;
            let after = Anchor {
                published: start_value.earliest,
                running: start_value.earliest,
                tense: Tense::Future,
                ..*anchor
            };
            let end_value = if has_own_date(end) { value(end, anchor)? } else { value(end, &after)? };
            (start_value, end_value)
        }
    };
    if start_value.earliest.zip(end_value.latest).is_some_and(|(first, last)| first > last) {
        return None;
    }
    let value = format!("{}/{}", first_half(&start_value.value), last_half(&end_value.value));
    Some(When { value, earliest: start_value.earliest, latest: end_value.latest })
}

fn has_own_date(expression: &TimeExpression) -> bool {
    matches!(
        expression,
        TimeExpression::Date { year: Some(_), .. }
            | TimeExpression::Offset { .. }
            | TimeExpression::Decade(_)
            | TimeExpression::Century(_)
    )
}

/// A time of day, on its own day or the day of speaking: `2022-10-28T19:42+08:00`, without zone when none is known.
fn clock(
    hour: u8,
    minute: Option<u8>,
    zone: Option<i16>,
    day: Option<&TimeExpression>,
    anchor: &Anchor,
) -> Option<When> {
    let day = match day {
        Some(day) => days(day, anchor).filter(|days| days.first == days.last)?.first,
        None => anchor.day()?,
    };
    if hour > 23 || minute.is_some_and(|minute| minute > 59) {
        return None;
    }
    let zone = zones::iso(zone);
    let value = format!("{}T{hour:02}:{:02}{zone}", days::edtf(day), minute.unwrap_or(0));
    Some(When { value, earliest: Some(day), latest: Some(day) })
}

/// An ISO 8601 duration: `P3W`, `PT48H`, `P18M`, `PT15M`.
fn duration(unit: TimeUnit, count: f32) -> String {
    let (designator, factor) = match unit {
        TimeUnit::Minute => ("T%M", 1.0),
        TimeUnit::Hour if count < 1.0 => ("T%M", 60.0),
        TimeUnit::Hour => ("T%H", 1.0),
        TimeUnit::Day => ("%D", 1.0),
        TimeUnit::Weekend => ("%D", 2.0),
        TimeUnit::Week => ("%W", 1.0),
        TimeUnit::Month => ("%M", 1.0),
        TimeUnit::Quarter => ("%M", 3.0),
        TimeUnit::Year if count.fract() == 0.5 => ("%M", 12.0),
        TimeUnit::Year => ("%Y", 1.0),
        TimeUnit::Decade => ("%Y", 10.0),
        TimeUnit::Century => ("%Y", 100.0),
    };
    format!("P{}", designator.replace('%', &(count * factor).to_string()))
}
