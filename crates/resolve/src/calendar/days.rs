//! Civil days, and the EDTF text of the stretches that they make.

use jiff::ToSpan;
use jiff::civil::Date;
use types::{TimeUnit, Weekday, When};

/// A stretch of days with its EDTF value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) value: String,
    pub(super) first: Date,
    pub(super) last: Date,
}

impl Days {
    pub(super) fn day(day: Date) -> Self {
        Self { value: edtf(day), first: day, last: day }
    }

    pub(super) fn interval(first: Date, last: Date) -> Self {
        Self { value: format!("{}/{}", edtf(first), edtf(last)), first, last }
    }

    pub(super) fn when(self) -> When {
        When { value: self.value, earliest: Some(self.first), latest: Some(self.last) }
    }

    /// Days from `day` to the nearest day of the stretch; 0 inside it.
    pub(super) fn distance(&self, day: Date) -> i32 {
        if day < self.first {
            between(day, self.first).unwrap_or(i32::MAX)
        } else if day > self.last {
            between(self.last, day).unwrap_or(i32::MAX)
        } else {
            0
        }
    }
}

/// A day as EDTF; years before 1 BC have a minus sign (-0492 is 493 BC).
pub(super) fn edtf(day: Date) -> String {
    format!("{}-{:02}-{:02}", edtf_year(day.year()), day.month(), day.day())
}

pub(super) fn edtf_year(year: i16) -> String {
    format!("{}{:04}", if year < 0 { "-" } else { "" }, year.unsigned_abs())
}

pub(super) fn year_days(year: i16) -> Option<Days> {
    let first = Date::new(year, 1, 1).ok()?;
    Some(Days { value: edtf_year(year), first, last: first.last_of_year() })
}

pub(super) fn month_days(year: i16, month: i8) -> Option<Days> {
    let first = Date::new(year, month, 1).ok()?;
    Some(Days { value: format!("{}-{month:02}", edtf_year(year)), first, last: first.last_of_month() })
}

/// The decade that starts with `year`; a negative one counts back from Christ (-470 is 479 BC to 470 BC).
pub(super) fn decade(year: i16) -> Option<Days> {
    if year < 0 {
        interval_of_years(year.checked_sub(8)?, year.checked_add(1)?)
    } else {
        masked_years(year, 10)
    }
}

/// The century that starts with `year`; a negative one counts back from Christ (-400 is 400 BC to 301 BC).
pub(super) fn century(year: i16) -> Option<Days> {
    if year < 0 {
        interval_of_years(year.checked_add(1)?, year.checked_add(100)?)
    } else {
        masked_years(year, 100)
    }
}

/// EDTF's `X` stands for digits of astronomical years, which decades and centuries BC do not share.
fn interval_of_years(first: i16, last: i16) -> Option<Days> {
    let value = format!("{}/{}", edtf_year(first), edtf_year(last));
    Some(Days { value, first: Date::new(first, 1, 1).ok()?, last: Date::new(last, 12, 31).ok()? })
}

/// `199X`, `18XX`.
fn masked_years(year: i16, length: i16) -> Option<Days> {
    let first = year - year % length;
    let (digits, last) = (edtf_year(first), first.checked_add(length - 1)?);
    let value = if length == 10 { format!("{}X", &digits[..3]) } else { format!("{}XX", &digits[..2]) };
    Some(Days { value, first: Date::new(first, 1, 1).ok()?, last: Date::new(last, 12, 31).ok()? })
}

/// `day` moved by `count` units; none beyond the calendar.
pub(super) fn add(day: Date, unit: TimeUnit, count: i32) -> Option<Date> {
    let many = |factor: i32| count.checked_mul(factor).filter(|count| count.unsigned_abs() < 7_000_000);
    let span = match unit {
        TimeUnit::Minute | TimeUnit::Hour => 0.days(),
        TimeUnit::Day => many(1)?.days(),
        TimeUnit::Weekend | TimeUnit::Week => many(7)?.days(),
        TimeUnit::Month => many(1).filter(|count| count.abs() < 200_000)?.months(),
        TimeUnit::Quarter => many(3).filter(|count| count.abs() < 200_000)?.months(),
        TimeUnit::Year => many(1).filter(|count| count.abs() < 19_000)?.years(),
        TimeUnit::Decade => many(10).filter(|count| count.abs() < 19_000)?.years(),
        TimeUnit::Century => many(100).filter(|count| count.abs() < 19_000)?.years(),
    };
    day.checked_add(span).ok()
}

/// The unit of the calendar that `day` lies in; weeks run from Monday to Sunday.
pub(super) fn unit_around(day: Date, unit: TimeUnit) -> Option<Days> {
    match unit {
        TimeUnit::Minute | TimeUnit::Hour | TimeUnit::Day => Some(Days::day(day)),
        TimeUnit::Week | TimeUnit::Weekend => {
            let offset = i32::from(day.weekday().to_monday_zero_offset());
            let monday = day.checked_sub(offset.days()).ok()?;
            let sunday = monday.checked_add(6.days()).ok()?;
            let first = if unit == TimeUnit::Week { monday } else { sunday.yesterday().ok()? };
            Some(Days::interval(first, sunday))
        }
        TimeUnit::Month => month_days(day.year(), day.month()),
        TimeUnit::Quarter => {
            let first = Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok()?;
            Some(Days::interval(first, first.checked_add(2.months()).ok()?.last_of_month()))
        }
        TimeUnit::Year => year_days(day.year()),
        TimeUnit::Decade if day.year() < 0 => decade(-((1 - day.year()) / 10 * 10)),
        TimeUnit::Century if day.year() < 0 => century(-((-day.year()) / 100 + 1) * 100),
        TimeUnit::Decade => decade(day.year()),
        TimeUnit::Century => century(day.year()),
    }
}

/// Days from `from` to `to`, negative when `to` is earlier.
pub(super) fn between(from: Date, to: Date) -> Option<i32> {
    from.until(to).ok().map(|span| span.get_days())
}

/// Monday is 1.
pub(super) const fn weekday_number(day: Weekday) -> i8 {
    match day {
        Weekday::Monday => 1,
        Weekday::Tuesday => 2,
        Weekday::Wednesday => 3,
        Weekday::Thursday => 4,
        Weekday::Friday => 5,
        Weekday::Saturday => 6,
        Weekday::Sunday => 7,
    }
}
