//! Puts neighbours together: a clock time and its day, the two ends of a range, a date and the word that opens it.

use types::{TimeExpression, TimeUnit};

use super::Atom;
use super::lexer::Lexemes;

/// "8 a.m. on Saturday", "Aug. 21, 2024 - 09:45 AM", "the three months to June 30".
pub(super) fn moments(lexemes: &Lexemes, atoms: Vec<Atom>) -> Vec<Atom> {
    fold(atoms, |left, right| {
        let between: Vec<&str> = (left.end..right.start).map(|at| lexemes.word(at)).collect();
        let expression = match (&left.expression, &right.expression) {
            (TimeExpression::Clock { hour, minute, offset_minutes, day: None }, day)
                if is_day(day) && matches!(between[..], [] | [","] | ["on"] | [",", "on"] | ["of"]) =>
            {
                clock_on(*hour, *minute, *offset_minutes, day)
            }
            (day, TimeExpression::Clock { hour, minute, offset_minutes, day: None })
                if is_day(day)
                    && matches!(between[..], [] | [","] | ["at"] | [",", "at"] | ["-" | "–" | "—" | "|"]) =>
            {
                clock_on(*hour, *minute, *offset_minutes, day)
            }
            (TimeExpression::Duration { unit, count: Some(count) }, end)
                if has_calendar(end)
                    && (matches!(between[..], ["to" | "ended" | "ending" | "through"])
                        || matches!(between[..], ["that", "ended"]))
                    && lexemes.word(left.start) == "the"
                    && count.fract() == 0.0 =>
            {
                TimeExpression::Ending { unit: *unit, count: *count as i32, end: Box::new(end.clone()) }
            }
            _ => return None,
        };
        Some(expression)
    })
}

/// "from May to June 2024", "between Monday and Wednesday", "2014-2016".
pub(super) fn ranges(lexemes: &Lexemes, atoms: Vec<Atom>) -> Vec<Atom> {
    fold(atoms, |left, right| {
        let between: Vec<&str> = (left.end..right.start).map(|at| lexemes.word(at)).collect();
        let joined = match between[..] {
            ["-" | "–" | "—"] => same_shape(&left.expression, &right.expression),
            ["to" | "until" | "till" | "through"] => {
                lexemes.before(left.start) == "from" || same_shape(&left.expression, &right.expression)
            }
            ["and"] => lexemes.before(left.start) == "between",
            _ => false,
        };
        (joined && can_bound(&left.expression) && can_bound(&right.expression)).then(|| {
            TimeExpression::Range(Box::new(left.expression.clone()), Box::new(right.expression.clone()))
        })
    })
}

/// "since 2021", "by March 1", "before midnight": the border belongs to the meaning, the preposition not to the span.
pub(super) fn borders(lexemes: &Lexemes, mut atoms: Vec<Atom>) -> Vec<Atom> {
    for atom in &mut atoms {
        if !can_bound(&atom.expression) {
            continue;
        }
        let inner = Box::new(atom.expression.clone());
        let (word, earlier) = (lexemes.before(atom.start), lexemes.before(atom.start.saturating_sub(1)));
        atom.expression = match word {
            "since" => TimeExpression::Since(inner),
            "until" | "till" | "by" => TimeExpression::Until(inner),
            "than" if earlier == "later" => TimeExpression::Until(inner),
            "to" if earlier == "up" => TimeExpression::Until(inner),
            // "Before the end of the year" runs up to that end.
            "before" if (atom.start..atom.end).any(|at| lexemes.is(at, &["end", "close"])) => {
                TimeExpression::Until(inner)
            }
            "before" => TimeExpression::Before(inner),
            "to" if earlier == "prior" => TimeExpression::Before(inner),
            _ => continue,
        };
    }
    atoms
}

/// Joins an atom to the one before wherever `join` gives the meaning of the two.
fn fold(atoms: Vec<Atom>, join: impl Fn(&Atom, &Atom) -> Option<TimeExpression>) -> Vec<Atom> {
    let mut out: Vec<Atom> = Vec::with_capacity(atoms.len());
    for atom in atoms {
        let near = out.last().filter(|last| atom.start - last.end <= 2);
        match near.and_then(|last| join(last, &atom)) {
            Some(expression) => {
                if let Some(last) = out.last_mut() {
                    (last.end, last.expression) = (atom.end, expression);
                }
            }
            None => out.push(atom),
        }
    }
    out
}

fn clock_on(
    hour: u8,
    minute: Option<u8>,
    offset_minutes: Option<i16>,
    day: &TimeExpression,
) -> TimeExpression {
    // "6 o'clock this afternoon", "three o'clock last night"
    let later = match day {
        TimeExpression::PartOfDay { part: "afternoon" | "evening", .. } => (1..12).contains(&hour),
        TimeExpression::PartOfDay { part: "night", .. } => (6..12).contains(&hour),
        _ => false,
    };
    let hour = if later { hour + 12 } else { hour };
    TimeExpression::Clock { hour, minute, offset_minutes, day: Some(Box::new(day.clone())) }
}

/// Whether the expression names one day.
fn is_day(expression: &TimeExpression) -> bool {
    match expression {
        TimeExpression::Date { day, .. } => day.is_some(),
        TimeExpression::Weekday { .. } => true,
        TimeExpression::Offset { unit, .. } | TimeExpression::Shift { unit, .. } => *unit == TimeUnit::Day,
        TimeExpression::PartOfDay { day, .. } => is_day(day),
        _ => false,
    }
}

fn has_calendar(expression: &TimeExpression) -> bool {
    matches!(expression, TimeExpression::Date { month: Some(_), .. })
}

/// Whether the expression can begin or end a stretch of time.
fn can_bound(expression: &TimeExpression) -> bool {
    match expression {
        TimeExpression::Duration { .. } | TimeExpression::Set { .. } | TimeExpression::Vague => false,
        TimeExpression::Range(..) | TimeExpression::Ending { .. } => false,
        TimeExpression::PartOfDay { day, .. } => can_bound(day),
        _ => true,
    }
}

/// Whether both are written with the same parts, so that a mere dash or "to" makes them a range.
fn same_shape(left: &TimeExpression, right: &TimeExpression) -> bool {
    match (left, right) {
        (
            TimeExpression::Date { year: a, month: b, day: c },
            TimeExpression::Date { year: d, month: e, day: f },
        ) => b.is_some() == e.is_some() && c.is_some() == f.is_some() && (a.is_none() || d.is_some()),
        _ => {
            std::mem::discriminant(left) == std::mem::discriminant(right)
                && !matches!(left, TimeExpression::Offset { .. })
        }
    }
}
