//! Bylines: a line that names the authors.

use crate::dates::{DateLine, date_line};

/// Openings that make a line a byline when a name follows.
const OPENINGS: &[&str] = &[
    "live reporting by ",
    "reporting by ",
    "written by ",
    "words by ",
    "story by ",
    "analysis by ",
    "report by ",
    "reported by ",
    "review by ",
    "interview by ",
    "text by ",
    "edited by ",
    "posted by ",
    "interview: ",
    "words: ",
    "text: ",
    "reporting: ",
    "author: ",
    "by: ",
    "by ",
];

/// Nouns that say what an author does; a name may follow or precede them.
const TRADES: &[&str] = &[
    "reporter",
    "reporters",
    "correspondent",
    "correspondents",
    "editor",
    "writer",
    "writers",
    "columnist",
    "producer",
    "analyst",
    "journalist",
    "staff",
    "contributor",
    "critic",
    "bureau",
    "desk",
    "chief",
    "blogger",
    "author",
    "autor",
    "autorin",
    "redakteur",
    "redakteurin",
    "chefredakteur",
    "chefredakteurin",
    "korrespondent",
    "korrespondentin",
    "journalistin",
    "projektleiter",
    "projektleiterin",
    "leiter",
    "leiterin",
    "referent",
    "referentin",
    "pressesprecher",
    "pressesprecherin",
];

/// Small words inside names.
const PARTICLES: &[&str] = &[
    "de", "da", "di", "del", "della", "van", "von", "der", "den", "la", "le", "du", "dos", "bin", "bint",
    "al", "el", "ibn", "ter", "ten", "y", "e", "af", "av", "zu", "abu", "st",
];

/// What a byline says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Byline {
    /// One name each, without role and place.
    pub(crate) names: Vec<String>,
    /// A date that stands in the same line.
    pub(crate) date: Option<DateLine>,
}

/// Reads `line` as a byline with an opening word ("By …"), or as "Name, Role". `None` if it is none.
pub(crate) fn byline(line: &str) -> Option<Byline> {
    if !has_mark(line) || line.chars().count() > 200 {
        return None;
    }
    let segments = segments(line);
    let first = segments.iter().find(|segment| date_line(segment).is_none())?;
    let names = match after_opening(first) {
        Some(rest) => names(rest),
        None => name_and_trade(first),
    };
    // Most lines are none: their dates are not read again.
    if names.is_empty() {
        return None;
    }
    let date = segments.iter().find_map(|segment| date_line(segment)).filter(|date| date.date.is_some());
    Some(Byline { names, date })
}

/// Whether `line` has how every opening ends, or the comma before a trade. Most lines have neither.
fn has_mark(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.iter().any(|byte| matches!(byte, b',' | b':'))
        || bytes.windows(3).any(|end| end.eq_ignore_ascii_case(b"by "))
}

/// Reads `line` as a byline without any opening word: "Jane Doe", "Jane Doe in Oslo", "Jane Doe and John Roe". Only
/// for a line whose neighbours show that it is one (title before, date behind).
pub(crate) fn bare_byline(line: &str) -> Option<Byline> {
    if line.chars().count() > 120 || line.ends_with(['.', '?', '!', ':']) {
        return None;
    }
    let names = names(line);
    let words = names.iter().map(|name| name.split_whitespace().count());
    (!names.is_empty() && words.min() >= Some(2)).then_some(Byline { names, date: None })
}

/// Single names from a metadata value: "By Jane Doe and John Roe, Correspondents".
pub(crate) fn names_in(value: &str) -> Vec<String> {
    let segments = segments(value);
    let named = |segment: &&str| {
        names(after_opening(segment).unwrap_or(segment)).iter().any(|name| name.contains(' '))
    };
    // "the elder post - Ada Quill": the outlet first.
    let first = segments.iter().copied().find(named).or(segments.first().copied()).unwrap_or("");
    let rest = after_opening(first).unwrap_or(first);
    let found = names(rest);
    if found.is_empty() && !rest.is_empty() && rest.split_whitespace().count() <= 6 {
        vec![rest.to_owned()]
    } else {
        found
    }
}

fn segments(line: &str) -> Vec<&str> {
    line.split(['|', '•', '·', '\n'])
        .flat_map(|part| part.split(" — "))
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" - "))
        .map(|part| {
            part.trim_matches(|character: char| {
                character.is_whitespace() || matches!(character, '—' | '–' | '-' | '\u{feff}')
            })
        })
        .filter(|part| !part.is_empty())
        .collect()
}

fn after_opening(line: &str) -> Option<&str> {
    OPENINGS.iter().find_map(|opening| {
        let head = line.get(..opening.len())?;
        head.eq_ignore_ascii_case(opening).then(|| line[opening.len()..].trim())
    })
}

/// "Jane Doe, Political Correspondent"; nothing unless a trade stands behind the comma.
fn name_and_trade(line: &str) -> Vec<String> {
    let Some((name, trade)) = line.split_once(',') else { return Vec::new() };
    let is_trade = trade.split_whitespace().any(|word| TRADES.contains(&word.to_lowercase().as_str()));
    match single_name(name) {
        Some(name) if is_trade && trade.split_whitespace().count() <= 6 && name.contains(' ') => vec![name],
        _ => Vec::new(),
    }
}

/// The names in "Local Reporter Jane Doe in Oslo, John Roe and Richard Poe, Correspondents".
fn names(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in
        text.replace(" & ", ",").replace(" and ", ",").replace(" AND ", ",").replace(" with ", ",").split(',')
    {
        let part = part.trim().trim_end_matches('.');
        let part = after_opening(part).unwrap_or(part);
        match single_name(part) {
            Some(name) => found.push(name),
            // Behind the first thing that is no name stand roles, places, agencies.
            None if found.is_empty() => return found,
            None => {}
        }
    }
    found
}

/// The name in `part`, without the trade before it and the place behind it.
fn single_name(part: &str) -> Option<String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_trade = |word: &&str| TRADES.contains(&word.to_lowercase().as_str());
    let start = words.iter().rposition(is_trade).map_or(0, |index| index + 1);
    let end = words[start..]
        .iter()
        .position(|word| matches!(*word, "in" | "at" | "for" | "on" | "of" | "from" | "(in" | "near"))
        .map_or(words.len(), |index| start + index);
    let words: Vec<&str> =
        words[start..end].iter().map(|word| word.trim_matches(['(', ')', '*', '\u{feff}'])).collect();
    if words.is_empty() || words.len() > 6 || !is_name(&words) || date_line(part).is_some() {
        return None;
    }
    Some(words.iter().map(|word| natural_case(word)).collect::<Vec<_>>().join(" "))
}

/// Whether all words could be parts of one personal name.
pub(crate) fn is_name(words: &[&str]) -> bool {
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    words.first().is_some_and(capital)
        && words.last().is_some_and(capital)
        && words.iter().all(|word| {
            (capital(word)
                || PARTICLES.contains(word)
                || word.starts_with("al-")
                || word.starts_with("d’")
                || word.starts_with("d'"))
                && word.chars().all(|character| {
                    character.is_alphabetic() || matches!(character, '.' | '-' | '\'' | '’' | '‑')
                })
        })
}

/// "TOMÁS O'BRIEN-ROE" as "Tomás O'Brien-Roe"; anything with a lower-case letter, and initials, as they are.
fn natural_case(word: &str) -> String {
    if word.chars().count() < 3 || word.chars().any(char::is_lowercase) || word.contains('.') {
        return word.to_owned();
    }
    let mut start = true;
    word.chars()
        .flat_map(|character| {
            let keep = start;
            start = !character.is_alphabetic();
            if keep { vec![character] } else { character.to_lowercase().collect() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{OPENINGS, bare_byline, byline, has_mark};

    fn check(line: &str, expected: &[&str]) {
        assert_eq!(byline(line).map(|byline| byline.names).unwrap_or_default(), expected, "{line}");
    }

    #[test]
    fn openings_have_marks() {
        assert!(OPENINGS.iter().all(|opening| has_mark(opening)));
    }

    #[test]
    fn bylines() {
        check("By Jane Doe and John Roe", &["Jane Doe", "John Roe"]);
        check("By JANE O'DOE", &["Jane O'Doe"]);
        check("Live reporting by Ana de la Cruz in Quito and Li Wei", &["Ana de la Cruz", "Li Wei"]);
        check("Jane Doe, Political Correspondent", &["Jane Doe"]);
        check("By Local Council Reporter Zoë Poe", &["Zoë Poe"]);
        check(
            "By Jane Doe, John Roe and Richard Poe, Staff Writers",
            &["Jane Doe", "John Roe", "Richard Poe"],
        );
        check("Interview: Åse Holm", &["Åse Holm"]);
        check("by Jane Doe — Tuesday, February 3rd, 2026", &["Jane Doe"]);
    }

    #[test]
    fn a_date_in_the_byline() {
        let line = byline("By Jane Doe | The Daily Fact | Published Nov. 12, 2021").unwrap();
        assert_eq!(line.names, ["Jane Doe"]);
        assert_eq!(line.date.unwrap().value.as_deref(), Some("2021-11-12"));
    }

    #[test]
    fn no_bylines() {
        for line in [
            "By the time they came it was over",
            "By Friday, all had left",
            "He wrote",
            "Poll: Voters Leave",
            "Paris, France",
        ] {
            check(line, &[]);
        }
        assert!(bare_byline("Wind speeds revised").is_none());
        assert_eq!(bare_byline("Jane Doe at the River Park").unwrap().names, ["Jane Doe"]);
    }
}
