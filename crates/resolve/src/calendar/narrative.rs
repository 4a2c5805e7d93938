//! Walks through a document and gives each time expression its value.

use jiff::civil::Date;
use types::{Reading, TimeExpression, TimeMark, TimedSpan, Weekday, When};

use super::days::{Days, weekday_number};
use super::{Anchor, Tense, kind, tense, value};

/// The document's time expressions with their values, in the order of `times`.
///
/// News counts from its day of publication. A document is read as a narrative, which counts from the last date that it
/// gave, when nothing says when it was published, when most of its full dates (at least five, with month and year) lie more
/// than a year before publication, or when it names old years only and hardly a day as its writer saw it ("last week"). `zone_minutes` is the offset of times of day that name no zone.
pub fn dated(
    reading: &Reading,
    times: &[TimeMark],
    published: Option<Date>,
    zone_minutes: Option<i16>,
) -> Vec<TimedSpan> {
    let narrative = published.is_none_or(|published| is_narrative(times, published));
    let mut running: Option<Date> = None;
    let mut weekdays: [Option<Date>; 7] = [None; 7];
    let mut sentences = reading.sentences.iter().peekable();
    let mut out = Vec::with_capacity(times.len());
    for mark in times {
        while sentences.next_if(|sentence| sentence.end <= mark.span.start).is_some() {}
        let sentence = sentences.peek().map_or(mark.span, |sentence| **sentence);
        let direction =
            if narrative { Tense::Unknown } else { tense(&reading.document.text, sentence, mark.span) };
        let anchor = Anchor {
            published: published.filter(|_| !narrative || is_spoken(&mark.expression)),
            running,
            tense: direction,
            zone_minutes: zone_minutes.filter(|_| !narrative),
        };
        let mut when = value(&mark.expression, &anchor);
        if let Some(weekday) = plain_weekday(&mark.expression) {
            let known = &mut weekdays[usize::from(weekday_number(weekday).unsigned_abs()) - 1];
            match (direction, *known) {
                // "They care about Saturday": without a tense of its own, the Saturday that the text spoke of before.
                (Tense::Unknown, Some(day))
                    if !narrative && matches!(mark.expression, TimeExpression::Weekday { .. }) =>
                {
                    when = Some(Days::day(day).when());
                }
                _ => *known = when.as_ref().and_then(|when| when.earliest),
            }
        }
        if let Some(day) =
            when.as_ref().and_then(|when| next_running(&mark.expression, when, running, narrative))
        {
            running = Some(day);
        }
        out.push(TimedSpan { span: mark.span, kind: kind(&mark.expression), when });
    }
    out
}

/// The weekday without modifier that an expression names, by itself or with a time of day.
fn plain_weekday(expression: &TimeExpression) -> Option<Weekday> {
    match expression {
        TimeExpression::Weekday { day, direction: None } => Some(*day),
        TimeExpression::PartOfDay { day, .. } | TimeExpression::Clock { day: Some(day), .. } => {
            plain_weekday(day)
        }
        _ => None,
    }
}

/// Words that point to the writer's day even in a narrative about the past.
fn is_spoken(expression: &TimeExpression) -> bool {
    matches!(expression, TimeExpression::Vague)
}

fn is_narrative(times: &[TimeMark], published: Date) -> bool {
    let recent = |year: i16| year >= published.year().saturating_sub(1);
    let (mut old, mut old_full, mut new, mut new_full, mut spoken) = (0, 0, 0, 0, 0);
    for mark in times {
        match &mark.expression {
            TimeExpression::Date { year: Some(year), month, .. } => {
                let full = usize::from(month.is_some());
                let (all, full_ones) =
                    if recent(*year) { (&mut new, &mut new_full) } else { (&mut old, &mut old_full) };
                *all += 1;
                *full_ones += full;
            }
            TimeExpression::Offset { .. }
            | TimeExpression::Weekday { .. }
            | TimeExpression::Directed { .. } => spoken += 1,
            _ => {}
        }
    }
    old_full >= 5 && old_full > new_full || old >= 5 && new == 0 && spoken * 10 <= old
}

/// The day that the text goes on to speak of: the first day of a date, not that of a length of time or an open border.
fn next_running(
    expression: &TimeExpression,
    when: &When,
    running: Option<Date>,
    narrative: bool,
) -> Option<Date> {
    let first = when.earliest?;
    match expression {
        // A coarser date that holds the finer one before it adds nothing ("in 1939" after "1 September 1939").
        TimeExpression::Date { day: None, .. } | TimeExpression::Season { .. } => {
            let inside = running.is_some_and(|running| {
                first <= running && when.latest.is_some_and(|latest| running <= latest)
            });
            (!inside).then_some(first)
        }
        TimeExpression::Decade(_) | TimeExpression::Century(_) => Some(first).filter(|_| narrative),
        TimeExpression::Until(inner) | TimeExpression::Since(inner) | TimeExpression::Before(inner) => {
            next_running(inner, when, running, narrative)
        }
        TimeExpression::Offset { .. } | TimeExpression::Shift { .. } => Some(first),
        TimeExpression::Date { .. }
        | TimeExpression::Weekday { .. }
        | TimeExpression::PartOfDay { .. }
        | TimeExpression::Directed { .. }
        | TimeExpression::YearPart { .. }
        | TimeExpression::Clock { .. }
        | TimeExpression::Range(..) => Some(first),
        _ => None,
    }
}
