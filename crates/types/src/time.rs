use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Span;

/// A point or stretch of civil time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// EDTF / ISO 8601-2 value: `2024-05-22`, `2024-05`, `2024-05-25/2024-05-26`, `2022-10-28T19:42+08:00`,
    /// `/2021` (until), `2021/` (since).
    pub value: String,
    /// First civil day that it can mean; none for an open start.
    pub earliest: Option<Date>,
    /// Last civil day that it can mean; none for an open end.
    pub latest: Option<Date>,
}

/// A time expression of the text with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimedSpan {
    /// Where.
    pub span: Span,
    /// TIMEX3 type.
    pub kind: TimeType,
    /// The value, when the text and the publication date give one.
    pub when: Option<When>,
}

/// TIMEX3 types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeType {
    /// A calendar day or something coarser.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// Something that recurs.
    Set,
}

/// Days of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Units of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum TimeUnit {
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// Seasons, those of the northern hemisphere's meteorologists (spring is March to May).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// The meaning that an expression's own words carry, before a calendar is applied.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeExpression {
    /// "25 May 2024", "May 25", "May 2024", "2016", "2024-05-25": what is missing stands in the context.
    Date {
        /// Year, when written.
        year: Option<i16>,
        /// Month 1-12, when written.
        month: Option<u8>,
        /// Day 1-31, when written.
        day: Option<u8>,
    },
    /// "Wednesday", "last Wednesday" (-1), "next Wednesday" (+1), "this Wednesday" (0).
    Weekday {
        /// Which day.
        day: Weekday,
        /// The modifier, when there is one.
        direction: Option<i8>,
    },
    /// A unit counted from the reference date: "yesterday" (day, -1), "last month" (month, -1), "this year" (year, 0),
    /// "over the weekend" (weekend, 0), "three weeks ago" (week, -3), "in two days" (day, +2).
    Offset {
        /// What is counted.
        unit: TimeUnit,
        /// How many; negative is the past.
        count: i32,
    },
    /// A unit counted from the day that the text speaks of rather than from its publication: "the next day"
    /// (day, +1), "two years earlier" (year, -2), "that year" (year, 0).
    Shift {
        /// What is counted.
        unit: TimeUnit,
        /// How many; negative is the past.
        count: i32,
    },
    /// "last March" (-1), "this winter" (0), "next May" (+1): a date, season or part of a year with its modifier.
    Directed {
        /// The modifier.
        direction: i8,
        /// What it modifies.
        date: Box<TimeExpression>,
    },
    /// "the summer", "spring 2016".
    Season {
        /// Which season.
        season: Season,
        /// The year in which it starts, when written.
        year: Option<i16>,
    },
    /// "the second quarter", "Q3 2024", "the first half of 2008".
    YearPart {
        /// Into how many parts the year is cut: 2 or 4.
        parts: u8,
        /// Which part, counted from 1.
        index: u8,
        /// Year, when written.
        year: Option<i16>,
    },
    /// "the three months to June 30": a stretch that ends with a date.
    Ending {
        /// Unit.
        unit: TimeUnit,
        /// How many.
        count: i32,
        /// The last day.
        end: Box<TimeExpression>,
    },
    /// "the 1990s": the decade that starts with this year.
    Decade(i16),
    /// "the 19th century": the century that starts with this year (1800).
    Century(i16),
    /// "3 p.m.", "19:42 PST", "noon", on the given day if the expression names one.
    Clock {
        /// Hour 0-23.
        hour: u8,
        /// Minute, when written.
        minute: Option<u8>,
        /// Offset from UTC in minutes when a zone is written and can mean one thing only.
        offset_minutes: Option<i16>,
        /// The day that the expression names ("3 p.m. on Tuesday").
        day: Option<Box<TimeExpression>>,
    },
    /// "this morning", "Tuesday night": a part of the day that the inner expression names.
    PartOfDay {
        /// "morning", "afternoon", "evening", "night".
        part: &'static str,
        /// The day.
        day: Box<TimeExpression>,
    },
    /// "from May to June 2024": both ends, each with what is written.
    Range(Box<TimeExpression>, Box<TimeExpression>),
    /// "since 2021".
    Since(Box<TimeExpression>),
    /// "until 2021", "by March 1": the end is part of it.
    Until(Box<TimeExpression>),
    /// "before 2027", "before midnight": the end is no part of it.
    Before(Box<TimeExpression>),
    /// "three weeks": an amount of time.
    Duration {
        /// Unit.
        unit: TimeUnit,
        /// How many, when written.
        count: Option<f32>,
    },
    /// "every Friday", "annually".
    Set {
        /// Unit of recurrence.
        unit: TimeUnit,
        /// The day, for "every Friday".
        weekday: Option<Weekday>,
    },
    /// An expression of time whose value its words leave open ("recently", "now").
    Vague,
}
