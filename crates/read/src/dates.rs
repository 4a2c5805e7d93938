//! Date lines: text that says when something was published, and nothing else.

use jiff::civil::Date;

/// What a date line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DateLine {
    /// The civil day, when year, month and day are all written.
    pub(crate) date: Option<Date>,
    /// The value in ISO 8601: the day, with the time where one is written.
    pub(crate) value: Option<String>,
    /// Whether a time of day is written.
    pub(crate) has_clock: bool,
}

pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
pub(crate) const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Words that may stand in a date line beside the date.
const BESIDE: &[&str] = &[
    "published",
    "posted",
    "updated",
    "last",
    "modified",
    "first",
    "on",
    "at",
    "date",
    "of",
    "the",
    "originally",
    "created",
    "edited",
    "release",
    "released",
    "issued",
    "filed",
    "today",
    "yesterday",
    "noon",
    "midnight",
    "o'clock",
    "hrs",
    "hours",
    "th",
    "time",
];
const ZONES: &[&str] = &[
    "gmt", "utc", "bst", "est", "edt", "et", "cst", "cdt", "ct", "mst", "mdt", "mt", "pst", "pdt", "pt",
    "cet", "cest", "eet", "eest", "ist", "jst", "kst", "hkt", "sgt", "aest", "aedt", "awst", "acst", "acdt",
    "nzst", "nzdt", "sast", "eat", "wat", "cat", "msk", "gst", "pkt", "pht", "wib", "brt", "art", "z",
    "local", "akst", "hst", "eastern", "central", "pacific", "mountain",
];

/// The month (1-12) that `word` names, in full or by its usual abbreviation.
pub(crate) fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let found =
        |name: &&str| *name == word || (word.len() >= 3 && name.starts_with(&word) && word.len() <= 4);
    MONTHS.iter().position(found).map(|index| index as i8 + 1)
}

fn is_weekday(word: &str) -> bool {
    let word = word.to_lowercase();
    WEEKDAYS
        .iter()
        .any(|name| *name == word || (word.len() >= 3 && word.len() <= 5 && name.starts_with(&word)))
}

/// Reads `line` as a date line; `None` if it says anything else, or neither day nor time.
pub(crate) fn date_line(line: &str) -> Option<DateLine> {
    if line.len() > 120 {
        return None;
    }
    let mut found = Parts::default();
    // Most lines are none: the rest of them is not cut up.
    let mut words = pieces(line).peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        found.take(word, next)?;
    }
    found.date_line()
}

/// Cuts at white space and at the marks that set off the parts of a date line.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split(|character: char| {
        character.is_whitespace() || matches!(character, ',' | '|' | '•' | '·' | '(' | ')' | ';' | '\u{feff}')
    })
    .map(|word| word.trim_matches(['.', ':', '-', '–', '—', '*']))
    .filter(|word| !word.is_empty())
}

#[derive(Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    clock: Option<(i8, i8)>,
    weekday: bool,
    /// Numbers like 03/05/2021 whose order cannot be told.
    ambiguous: bool,
    /// A second date ("Updated …") stands in the line; the first one counts.
    complete: bool,
}

impl Parts {
    /// Takes in one word; `None` if it has no place in a date line.
    fn take(&mut self, word: &str, next: &str) -> Option<()> {
        let lower = word.to_lowercase();
        self.complete |=
            self.year.is_some() && self.month.is_some() && self.day.is_some() && self.clock.is_some();
        if is_weekday(word) {
            self.weekday = true;
        } else if let Some(month) = month(word) {
            self.month.get_or_insert(month);
        } else if let Some((hour, minute)) = clock(&lower, next) {
            self.clock.get_or_insert((hour, minute));
        } else if let Some((year, month, day)) = numeric(&lower) {
            match (month, day) {
                (Some(month), Some(day)) if self.year.is_none() => {
                    (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
                }
                _ => self.ambiguous = true,
            }
        } else if let Some(number) = ordinal(&lower) {
            match number {
                1..=31 if self.day.is_none() => self.day = Some(number as i8),
                1700..=2199 => {
                    self.year.get_or_insert(number as i16);
                }
                1..=31 => {}
                _ => return None,
            }
        } else if !(BESIDE.contains(&lower.as_str())
            || ZONES.contains(&lower.as_str())
            || matches!(lower.as_str(), "am" | "pm" | "a.m" | "p.m")
            || is_offset(&lower))
        {
            return None;
        }
        Some(())
    }

    fn date_line(self) -> Option<DateLine> {
        let has_day = self.month.is_some() && (self.day.is_some() || self.year.is_some());
        if !(has_day || self.ambiguous || self.clock.is_some() || self.weekday) {
            return None;
        }
        let date = match (self.year, self.month, self.day) {
            (Some(year), Some(month), Some(day)) => Date::new(year, month, day).ok(),
            _ => None,
        };
        let value = date.map(|date| match self.clock {
            Some((hour, minute)) => format!("{date}T{hour:02}:{minute:02}"),
            None => date.to_string(),
        });
        Some(DateLine { date, value, has_clock: self.clock.is_some() })
    }
}

/// "14:00", "22.48", "7pm", "10.42am", "16:30:05"; or a bare "7" before "p.m.".
fn clock(word: &str, next: &str) -> Option<(i8, i8)> {
    let next = next.to_lowercase().replace('.', "");
    let (digits, half) = match word.find(|character: char| !matches!(character, '0'..='9' | ':' | '.')) {
        Some(at) => (word[..at].trim_end_matches('.'), word[at..].replace('.', "")),
        None => (word, if matches!(next.as_str(), "am" | "pm") { next } else { String::new() }),
    };
    let mut numbers = digits.split([':', '.']);
    let hour: i8 = numbers.next()?.parse().ok()?;
    let minute: Option<i8> = match numbers.next() {
        Some(minute) if minute.len() == 2 => Some(minute.parse().ok()?),
        Some(_) => return None,
        None => None,
    };
    let hour = match half.as_str() {
        "am" => hour % 12,
        "pm" => hour % 12 + 12,
        "" | "h" | "z" if minute.is_some() => hour,
        _ => return None,
    };
    ((0..24).contains(&hour) && (0..60).contains(&minute.unwrap_or(0))).then_some((hour, minute.unwrap_or(0)))
}

/// "2021-05-03", "2021/05/03", "03.05.2021": year, and month and day where their order can be told.
fn numeric(word: &str) -> Option<(i16, Option<i8>, Option<i8>)> {
    let numbers: Vec<&str> = word.split(['-', '/', '.']).collect();
    let [first, second, third] = numbers.as_slice() else { return None };
    let number = |text: &str| text.parse::<i16>().ok();
    if first.len() == 4 {
        let (month, day) = (number(second)? as i8, number(third)? as i8);
        return Some((number(first)?, Some(month), Some(day)));
    }
    if third.len() != 4 || first.len() > 2 || second.len() > 2 {
        return None;
    }
    let (year, first, second) = (number(third)?, number(first)? as i8, number(second)? as i8);
    Some(match (first, second) {
        (13.., 1..=12) => (year, Some(second), Some(first)),
        (1..=12, 13..) => (year, Some(first), Some(second)),
        _ if first == second => (year, Some(first), Some(second)),
        _ => (year, None, None),
    })
}

/// "3", "3rd", "2021".
fn ordinal(word: &str) -> Option<u16> {
    let digits = word.trim_end_matches(|character: char| character.is_ascii_lowercase());
    if !matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th") {
        return None;
    }
    digits.parse().ok()
}

/// "+08:00", "gmt+8", "utc-5".
fn is_offset(word: &str) -> bool {
    let rest = word.trim_start_matches("gmt").trim_start_matches("utc");
    rest.starts_with(['+', '-'])
        && rest[1..].chars().all(|character| character.is_ascii_digit() || character == ':')
}

/// The publication date in a dateline at the head of `paragraph`: "OSLO, May 25, 2024 (Agency) - …". Only when the
/// year is written: the rest is a judgement that `resolve` makes.
pub(crate) fn opening_dateline(paragraph: &str) -> Option<DateLine> {
    let head = &paragraph[..paragraph.char_indices().nth(120).map_or(paragraph.len(), |(offset, _)| offset)];
    let end =
        [" — ", " – ", " - ", " -- ", " ― ", "— ", "– "].iter().filter_map(|dash| head.find(dash)).min()?;
    let head = head[..end].split('(').next()?.trim();
    let (place, rest) = head.split_once(',')?;
    let first_word = place.split_whitespace().next()?;
    if first_word.chars().count() < 2 || first_word.chars().any(char::is_lowercase) {
        return None;
    }
    // "SAVANNAH, Ga., Feb. 17, 2021": region and country may stand between city and date.
    let mut rest = rest.trim();
    loop {
        if let Some(line) = date_line(rest) {
            return line.date.is_some().then_some(line);
        }
        rest = rest.split_once(',')?.1.trim();
    }
}

#[cfg(test)]
mod tests {
    use super::{date_line, opening_dateline};

    fn check(line: &str, expected: &str) {
        assert_eq!(date_line(line).and_then(|line| line.value).as_deref(), Some(expected), "{line}");
    }

    #[test]
    fn forms_of_date_lines() {
        check("Friday 28 October 2022", "2022-10-28");
        check("Published 3 May 2021 14:00", "2021-05-03T14:00");
        check("Wednesday, Aug 21, 2024 - 09:45 AM", "2024-08-21T09:45");
        check("Sun 10 Mar 2024 22.48 GMT", "2024-03-10T22:48");
        check("Nov. 23, 2020", "2020-11-23");
        check("Tuesday, February 3rd, 2026", "2026-02-03");
        check("Published: 7:05 p.m. EDT, Sept. 4, 2019", "2019-09-04T19:05");
        check("2021-05-03", "2021-05-03");
        check("25/12/2020", "2020-12-25");
    }

    #[test]
    fn stamps_without_day() {
        for line in ["19:42 PST", "7 p.m.", "10.42am BST", "2:45 p.m.", "Friday"] {
            assert!(date_line(line).is_some_and(|line| line.date.is_none()), "{line}");
        }
        assert!(date_line("03/05/2021").is_some_and(|line| line.date.is_none()));
    }

    #[test]
    fn other_lines() {
        for line in ["", "2016", "Hello", "In May 2020 it rained", "May", "12", "March on Rome", "35 dead"] {
            assert_eq!(date_line(line), None, "{line}");
        }
    }

    #[test]
    fn datelines() {
        let date = |text| opening_dateline(text).and_then(|line| line.value);
        assert_eq!(date("OSLO, May 25, 2024 (Agency) - It rained.").as_deref(), Some("2024-05-25"));
        assert_eq!(date("RENO, Nev., Feb. 7, 2021 (Wire) — It rained.").as_deref(), Some("2021-02-07"));
        assert_eq!(date("OSLO, May 25 (Agency) - It rained."), None);
        assert_eq!(date("It rained, May 25, 2024 - so they say."), None);
    }
}
