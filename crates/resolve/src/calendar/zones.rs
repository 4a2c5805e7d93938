//! Time zones as newspapers write them.

use types::{Reading, TimeMark};

/// Abbreviations that several countries use: the countries (ISO 3166-1), and the offset in minutes there.
#[rustfmt::skip]
const SHARED: &[(&str, &[(&str, i16)])] = &[
    ("PST", &[("US", -480), ("CA", -480), ("MX", -480), ("PH", 480), ("PK", 300)]),
    ("EST", &[("US", -300), ("CA", -300), ("AU", 600)]),
    ("CST", &[("US", -360), ("CA", -360), ("MX", -360), ("CN", 480), ("TW", 480), ("CU", -300), ("AU", 570)]),
    ("MST", &[("US", -420), ("CA", -420), ("MX", -420), ("MY", 480), ("MM", 390)]),
    ("IST", &[("IN", 330), ("IE", 60), ("IL", 120)]),
    ("BST", &[("GB", 60), ("BD", 360)]),
    ("AST", &[("CA", -240), ("PR", -240), ("SA", 180), ("IQ", 180), ("KW", 180)]),
    ("WIB", &[("ID", 420)]),
];

/// The offset from UTC, in minutes, of a zone's abbreviation in a text about these countries (ISO 3166-1 alpha-2,
/// the most mentioned first): that of the first country which uses it, none when no country does.
pub fn zone_minutes(abbreviation: &str, countries: &[String]) -> Option<i16> {
    let (_, users) = SHARED.iter().find(|(name, _)| *name == abbreviation)?;
    countries
        .iter()
        .find_map(|country| users.iter().find(|(code, _)| code == country))
        .map(|(_, minutes)| *minutes)
}

/// The abbreviation of a shared zone that the text's times of day carry; none when there is none or more than one.
pub fn written_zone<'a>(reading: &'a Reading, times: &[TimeMark]) -> Option<&'a str> {
    let mut found: Option<&str> = None;
    for mark in times {
        let last = mark
            .span
            .of(&reading.document.text)
            .rsplit([' ', '('])
            .next()
            .unwrap_or("")
            .trim_end_matches(')');
        if SHARED.iter().any(|(name, _)| *name == last) {
            if found.is_some_and(|found| found != last) {
                return None;
            }
            found = Some(last);
        }
    }
    found
}

/// `Z`, `+08:00`, or nothing.
pub(super) fn iso(minutes: Option<i16>) -> String {
    match minutes {
        None => String::new(),
        Some(0) => "Z".to_owned(),
        Some(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)
        }
    }
}
