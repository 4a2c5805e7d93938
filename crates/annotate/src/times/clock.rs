//! Times of day: "8 a.m.", "19:42 PST", "noon", "10 o'clock".

use types::TimeExpression;

use super::Found;
use super::lexer::{Kind, Lexemes};

/// A time of day that starts at the token, with its zone.
pub(super) fn clock(lexemes: &Lexemes, at: usize) -> Option<Found> {
    let (end, hour, minute) = time(lexemes, at)?;
    let (end, offset_minutes) = zone(lexemes, end);
    Some((end, TimeExpression::Clock { hour, minute, offset_minutes, day: None }))
}

fn time(lexemes: &Lexemes, at: usize) -> Option<(usize, u8, Option<u8>)> {
    match (lexemes.kind(at), lexemes.word(at)) {
        (_, "noon" | "midday") => Some((at + 1, 12, None)),
        (_, "midnight") => Some((at + 1, 0, None)),
        (Kind::DigitsHour(hour), _) => Some((at + 1, hour, None)),
        (Kind::Number(hour @ 1..=12), _) => {
            o_clock(lexemes, at + 1).or_else(|| meridiem(lexemes, at + 1).map(|(end, _)| end)).map(|end| {
                let later = meridiem(lexemes, at + 1).is_some_and(|(_, pm)| pm);
                (end, twelve(hour, later), None)
            })
        }
        (Kind::Digits(hour @ 0..=24, 1..=2), _) => figures(lexemes, at, hour),
        // "0800 GMT": four figures are a time of day only with their zone.
        (Kind::Digits(figures, 4), _)
            if figures / 100 < 24
                && figures % 100 < 60
                && (lexemes.is(at + 1, &["gmt", "utc"]) || lexemes.follows(at + 1, &["local", "time"])) =>
        {
            Some((at + 1, (figures / 100) as u8, Some((figures % 100) as u8)))
        }
        _ => None,
    }
}

fn figures(lexemes: &Lexemes, at: usize, hour: u32) -> Option<(usize, u8, Option<u8>)> {
    let separator = lexemes.word(at + 1);
    let attached = lexemes.glued(at + 1) && lexemes.glued(at + 2);
    if attached && matches!(separator, ":" | ".") {
        let before = at.wrapping_sub(1);
        if lexemes.glued(at) && !lexemes.is(before, &["(", "[", "\"", "“", "•", "-", "–", "—"]) {
            return None;
        }
        // "8:30pm" is one token after the colon.
        let (minute, end, later) = match lexemes.kind(at + 2) {
            Kind::Digits(minute @ 0..=59, 2) => {
                let end = at + 3;
                // Seconds are read over.
                let seconds = separator == ":"
                    && lexemes.word(end) == ":"
                    && lexemes.glued(end)
                    && matches!(lexemes.kind(end + 1), Kind::Digits(0..=60, 2));
                let end = end + 2 * usize::from(seconds);
                match meridiem(lexemes, end) {
                    Some((end, later)) => (minute, end, Some(later)),
                    None => (minute, end, None),
                }
            }
            _ => {
                let word = lexemes.word(at + 2);
                let minute = word.get(..2)?.parse().ok().filter(|minute| *minute < 60)?;
                let later = match word.get(2..)? {
                    "am" => false,
                    "pm" => true,
                    "hrs" | "h" => return Some((at + 3, hour as u8, Some(minute as u8))),
                    _ => return None,
                };
                (minute, at + 3, Some(later))
            }
        };
        if let Some(later) = later {
            return (1..=12).contains(&hour).then(|| (end, twelve(hour, later), Some(minute as u8)));
        }
        let zoned = zone(lexemes, end).0 > end;
        let placed = lexemes.is(
            before,
            &["at", "by", "from", "until", "till", "before", "after", "around", "about", "since", "to"],
        );
        // "1.45" is a number, "2:05" may be a score or a race time; "19:42" and "at 2:05" are times of day.
        let likely = separator == ":" && (lexemes.span(at, at + 1).len() == 2 || placed || zoned) || zoned;
        return (likely && hour < 24 && !lexemes.is(end, &[":", "%"])).then_some((
            end,
            hour as u8,
            Some(minute as u8),
        ));
    }
    if !(1..=12).contains(&hour) {
        return None;
    }
    if let Some((end, later)) = meridiem(lexemes, at + 1) {
        return Some((end, twelve(hour, later), None));
    }
    o_clock(lexemes, at + 1).map(|end| (end, hour as u8, None))
}

/// "a.m.", "pm": where it ends, and whether it is the second half of the day.
fn meridiem(lexemes: &Lexemes, at: usize) -> Option<(usize, bool)> {
    match lexemes.word(at) {
        "am" if lexemes.glued(at) || !lexemes.capital(at) || lexemes.span(at, at + 1).len() == 2 => {
            Some((at + 1, false))
        }
        "pm" => Some((at + 1, true)),
        half @ ("a" | "p")
            if lexemes.word(at + 1) == "." && lexemes.glued(at + 1) && lexemes.word(at + 2) == "m" =>
        {
            Some((at + 3 + usize::from(lexemes.word(at + 3) == "." && lexemes.glued(at + 3)), half == "p"))
        }
        _ => None,
    }
}

fn o_clock(lexemes: &Lexemes, at: usize) -> Option<usize> {
    (lexemes.word(at) == "o" && lexemes.is(at + 1, &["'", "’"]) && lexemes.word(at + 2) == "clock")
        .then_some(at + 3)
}

const fn twelve(hour: u32, later: bool) -> u8 {
    (hour % 12) as u8 + if later { 12 } else { 0 }
}

/// "+2", "-03:30" behind "UTC" or "GMT": where it ends, and its minutes.
fn shift(lexemes: &Lexemes, at: usize) -> Option<(usize, i16)> {
    let sign = match lexemes.word(at) {
        "+" => 1,
        "-" | "−" | "–" => -1,
        _ => return None,
    };
    let hours: i16 = lexemes.word(at + 1).parse().ok().filter(|hours| (0..=14).contains(hours))?;
    if !lexemes.glued(at) || !lexemes.glued(at + 1) {
        return None;
    }
    let minutes: Option<i16> = (lexemes.word(at + 2) == ":" && lexemes.glued(at + 2))
        .then(|| lexemes.word(at + 3).parse().ok().filter(|minutes| (0..60).contains(minutes)))
        .flatten();
    let end = if minutes.is_some() { at + 4 } else { at + 2 };
    Some((end, sign * (60 * hours + minutes.unwrap_or(0))))
}

/// The zone after a time. Abbreviations that several countries use (PST, IST, CST) are part of the expression but give
/// no offset: the words alone do not decide.
fn zone(lexemes: &Lexemes, at: usize) -> (usize, Option<i16>) {
    let start = at + usize::from(lexemes.word(at) == "(");
    let close = |end: usize| end + usize::from(start > at && lexemes.word(end) == ")");
    if lexemes.capital(start) {
        let offset = match lexemes.word(start) {
            "gmt" | "utc" | "z" => Some(Some(0)),
            "edt" => Some(Some(-240)),
            "cdt" => Some(Some(-300)),
            "mdt" => Some(Some(-360)),
            "pdt" => Some(Some(-420)),
            "akst" => Some(Some(-540)),
            "hst" => Some(Some(-600)),
            "cet" => Some(Some(60)),
            "cest" | "eet" => Some(Some(120)),
            "eest" | "msk" => Some(Some(180)),
            "hkt" | "sgt" | "awst" => Some(Some(480)),
            "jst" | "kst" => Some(Some(540)),
            "aedt" => Some(Some(660)),
            "aest" => Some(Some(600)),
            "est" | "cst" | "mst" | "pst" | "et" | "ct" | "mt" | "pt" | "ist" | "bst" | "ast" | "wib" => {
                Some(None)
            }
            "eastern" | "central" | "pacific" | "mountain" if lexemes.word(start + 1) == "time" => {
                return (start + 2, None);
            }
            _ if lexemes.word(start + 1) == "time" && lexemes.word(start).len() > 3 => {
                return (start + 2, None);
            }
            _ => None,
        };
        if let Some(offset) = offset {
            if offset == Some(0)
                && let Some((end, minutes)) = shift(lexemes, start + 1)
            {
                return (close(end), Some(minutes));
            }
            return (close(start + 1), offset);
        }
    }
    if lexemes.word(start) == "local" && lexemes.word(start + 1) == "time" {
        return (close(start + 2), None);
    }
    if lexemes.is(at, &["hours", "hrs", "h"]) {
        return (at + 1, None);
    }
    (at, None)
}
