//! Where names end: what the tags of single words leave in pieces.

use types::Span;

use crate::decode::Found;

/// The class of people, the first of the entity head.
pub(crate) const PERSON: usize = 0;

/// The class of organisations.
const ORGANISATION: usize = 1;

/// Marks that no name begins with.
const BEFORE: [char; 9] = [',', ';', ':', '-', '–', '—', '"', '“', ' '];

/// Marks that no name ends with. A stop may end one ("Quay Inc."), and so may what is not listed ("Canal+").
const BEHIND: [char; 12] = [',', ';', ':', '-', '–', '—', '"', '”', '\'', '’', '‘', ' '];

/// Leaves out commas, hyphens and quotation marks at the ends of names, and makes one name of a word and the name of its kind behind it. Takes into a person's name the rest of a hyphened name ("Gil Myung-ok"), of one with an apostrophe ("Sa’idu") and initials in front
/// ("M. Z. M. Nawfer"), into a body's the number that tells it from its like ("CFC 2"), and leaves out of any name a preposition or article that
/// it ends with. Two names that "and" and a noun join are two. `found` is in order, without overlap, and stays so: what a name has grown over
/// is part of it.
pub fn mend(found: &mut Vec<Found>, text: &str) {
    for one in &mut *found {
        one.span = without_edges(text, one.span);
    }
    join(found, text);
    let mut second = Vec::new();
    for one in &mut *found {
        if let Some((left, right)) = apart(text, one.span) {
            second.push(Found { span: right, ..*one });
            one.span = left;
        }
    }
    found.append(&mut second);
    found.sort_by_key(|one| one.span);
    for one in &mut *found {
        if one.class == PERSON {
            one.span = with_initials(text, with_rest(text, one.span));
        } else if one.class == ORGANISATION {
            one.span = with_number(text, one.span);
        }
        one.span = without_function_word(text, one.span);
    }
    found.dedup_by(|right, left| {
        let overlaps = left.span.overlaps(right.span);
        if overlaps {
            left.span = Span::new(left.span.start.min(right.span.start), left.span.end.max(right.span.end));
        }
        overlaps
    });
}

/// The span without the marks that it begins or ends with, unless it has nothing else.
fn without_edges(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start + words.len() - words.trim_start_matches(BEFORE).len();
    let end = span.start + words.trim_end_matches(BEHIND).len();
    if start < end { Span::new(start, end) } else { span }
}

/// Makes one name of two people's or two bodies' with a space alone between them, when the first is a word with a capital ("The" and "Harbour
/// Times", "Zero" and "Quay"): nobody is called so. Not when that word stands for somebody by itself, too: then two stand side by side.
fn join(found: &mut Vec<Found>, text: &str) {
    let alike = |left: &Found, right: &Found| {
        let word = left.span.of(text);
        left.class == right.class
            && left.class <= ORGANISATION
            && text.get(left.span.end..right.span.start) == Some(" ")
            && word.starts_with(char::is_uppercase)
            && !word.contains(' ')
    };
    let before_another: Vec<bool> =
        (0..found.len()).map(|n| found.get(n + 1).is_some_and(|right| alike(&found[n], right))).collect();
    let by_itself = |n: usize| {
        let others = found.iter().zip(&before_another).filter(|(_, joined)| !**joined);
        others.map(|(other, _)| other.span.of(text)).any(|word| word == found[n].span.of(text))
    };
    let joined: Vec<bool> = (0..found.len()).map(|n| before_another[n] && !by_itself(n)).collect();
    let mut joined = joined.into_iter();
    found.dedup_by(|right, left| {
        let one = joined.next() == Some(true);
        if one {
            left.span.end = right.span.end;
            for (class, other) in left.classes.iter_mut().zip(right.classes) {
                *class = f32::midpoint(*class, other);
            }
            left.score = f32::midpoint(left.score, right.score);
        }
        one
    });
}

/// The two names of "Nordline and builder Quay Works", by the word in lower case behind their "and".
fn apart(text: &str, span: Span) -> Option<(Span, Span)> {
    let words = span.of(text);
    let and = words.find(" and ")?;
    let behind = and + " and ".len();
    let (noun, name) = words[behind..].split_once(' ')?;
    let common =
        noun.len() > 3 && noun.chars().all(char::is_lowercase) && name.starts_with(char::is_uppercase);
    let second = span.start + behind + noun.len() + 1;
    common.then(|| (Span::new(span.start, span.start + and), Span::new(second, span.end)))
}

/// The span with what a hyphen or an apostrophe joins to its last word, when that can be part of a name.
fn with_rest(text: &str, span: Span) -> Span {
    let rest = &text[span.end..];
    let Some(mark) = rest.chars().next().filter(|mark| matches!(mark, '-' | '\'' | '’')) else {
        return span;
    };
    let tail = &rest[mark.len_utf8()..];
    let word: &str = &tail[..tail.find(|letter: char| !letter.is_alphabetic()).unwrap_or(tail.len())];
    let letters = word.chars().count();
    let goes_on = if mark == '-' {
        // "Gil Myung-ok" and "Jo Doe-Roe", not "Trump-backed".
        span.of(text).contains(' ')
            && (word.starts_with(char::is_uppercase) || (2..=5).contains(&letters) && !is_compound(word))
    } else {
        letters >= 2 && !matches!(word, "re" | "ve" | "ll")
    };
    if goes_on { Span::new(span.start, span.end + mark.len_utf8() + word.len()) } else { span }
}

/// Second parts of compounds with a name.
fn is_compound(word: &str) -> bool {
    word.ends_with("ed")
        || matches!(
            word,
            "led"
                | "era"
                | "like"
                | "run"
                | "born"
                | "style"
                | "owned"
                | "ally"
                | "held"
                | "type"
                | "wing"
                | "free"
                | "based"
                | "in"
                | "on"
                | "made"
        )
}

/// The span with the initials right in front of it.
fn with_initials(text: &str, span: Span) -> Span {
    let mut start = span.start;
    loop {
        let before = text[..start].trim_end_matches(' ');
        let Some(without_stop) = before.strip_suffix('.') else { break };
        let Some(initial) = without_stop.chars().next_back().filter(|letter| letter.is_uppercase()) else {
            break;
        };
        let at = without_stop.len() - initial.len_utf8();
        // "the U.S." and "Mr." are no initials of a person.
        let alone =
            text[..at].chars().next_back().is_none_or(|mark| mark == ' ' || mark == '\n' || mark == '(');
        if !alone || start - before.len() > 1 {
            break;
        }
        start = at;
    }
    Span::new(start, span.end)
}

/// The span of an acronym with the digit right behind it: a club's second team, a broadcaster's channel. Not where the digit
/// counts ("3 points", "won 2-1", "PSG 2 Lyon 0").
fn with_number(text: &str, span: Span) -> Span {
    let last = span.of(text).rsplit(' ').next().unwrap_or_default();
    let acronym = last.len() >= 2 && last.chars().all(char::is_uppercase);
    let mut behind = text[span.end..].chars();
    let digit = behind.next() == Some(' ') && behind.next().is_some_and(|digit| ('1'..='9').contains(&digit));
    let rest = behind.as_str();
    let next = rest.trim_start_matches(' ');
    let word: &str = &next[..next.find(|letter: char| !letter.is_alphabetic()).unwrap_or(next.len())];
    let counts = if rest.len() == next.len() {
        // What stands right behind the digit ends the words, or goes on with the number.
        let mut marks = rest.chars();
        let mark = marks.next();
        !matches!(mark, None | Some('\n' | '.' | ',' | ')' | ';' | '\'' | '’' | '"' | '”'))
            || marks.next().is_some_and(|next| next.is_ascii_digit())
    } else {
        // "CFC 2 was", "CFC 2 and": verbs and function words follow a name, nouns follow a count.
        !word.starts_with(char::is_lowercase) || word.len() > 3 && word.ends_with('s') || is_measure(word)
    };
    if acronym && digit && !counts { Span::new(span.start, span.end + 2) } else { span }
}

/// What is counted, in words that do not end with an s.
fn is_measure(word: &str) -> bool {
    matches!(
        word,
        "million" | "billion" | "trillion" | "percent" | "per" | "a" | "p" | "pm" | "am" | "m" | "km" | "to"
    )
}

/// The span without "of", "for", "and" or "the" at its end.
fn without_function_word(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let last = words.rsplit(' ').next().unwrap_or_default();
    let kept = words.len() - last.len();
    if kept > 0 && matches!(last, "of" | "for" | "and" | "the" | "in" | "at") {
        without_function_word(text, Span::new(span.start, span.start + words[..kept].trim_end().len()))
    } else {
        span
    }
}

#[cfg(test)]
mod tests {
    use types::Span;

    use super::{PERSON, mend};
    use crate::decode::Found;

    fn mended(text: &str, names: &[(&str, usize)]) -> Vec<String> {
        let mut found: Vec<Found> = names
            .iter()
            .map(|&(name, class)| {
                let start = text.find(name).unwrap();
                Found { class, span: Span::new(start, start + name.len()), score: 0.9, classes: [0.0; 5] }
            })
            .collect();
        mend(&mut found, text);
        found.iter().map(|one| one.span.of(text).to_owned()).collect()
    }

    #[test]
    fn a_persons_name_is_whole() {
        assert_eq!(mended("Union leader Gil Myung-ok spoke.", &[("Gil Myung", PERSON)]), ["Gil Myung-ok"]);
        assert_eq!(mended("Sa’idu Orrin spoke.", &[("Sa", PERSON), ("idu Orrin", PERSON)]), ["Sa’idu Orrin"]);
        assert_eq!(mended("merchant M. Z. M. Osterby said", &[("M. Osterby", PERSON)]), ["M. Z. M. Osterby"]);
        for (text, name) in [
            ("the Jo Doe-backed plan", "Jo Doe"),
            ("Jo Doe’s plan", "Jo Doe"),
            ("in the U.S. Doe said", "Doe"),
            ("an Osterby-led team", "Osterby"),
            ("She met Jo. Doe was late", "Doe"),
        ] {
            assert_eq!(mended(text, &[(name, PERSON)]), [name]);
        }
    }

    #[test]
    fn no_name_ends_with_a_comma() {
        assert_eq!(mended("in Osterby, Mirsk and", &[("Osterby,", 2)]), ["Osterby"]);
        assert_eq!(mended("the SEALs’ “Quay", &[("SEALs’", 1), ("“Quay", 1)]), ["SEALs", "Quay"]);
        assert_eq!(mended("Quay Inc. said", &[("Quay Inc.", 1)]), ["Quay Inc."]);
        assert_eq!(mended("a - b", &[("-", 1)]), ["-"], "nothing would be left");
    }

    #[test]
    fn a_word_and_the_name_behind_it_are_one() {
        assert_eq!(
            mended("The Harbour Times ran it", &[("The", 1), ("Harbour Times", 1)]),
            ["The Harbour Times"]
        );
        assert_eq!(mended("to Zero Quay he said", &[("Zero", PERSON), ("Quay", PERSON)]), ["Zero Quay"]);
        for (text, names) in [
            ("Jo Doe Gil Roe", [("Jo Doe", PERSON), ("Gil Roe", PERSON)]),
            ("Osterby Mirsk", [("Osterby", 2), ("Mirsk", 2)]),
            ("The, Harbour", [("The", 1), ("Harbour", 1)]),
            ("Doe Harbour", [("Doe", PERSON), ("Harbour", 1)]),
        ] {
            assert_eq!(mended(text, &names), names.map(|(name, _)| name), "{text}");
        }
        // Doe is somebody without Jo Osterby.
        let text = "With Doe Jo Osterby came. Doe left.";
        let found = [(5, 8), (9, 19), (26, 29)].map(|(start, end)| Found {
            class: PERSON,
            span: Span::new(start, end),
            score: 0.9,
            classes: [0.0; 5],
        });
        let mut given = found.to_vec();
        mend(&mut given, text);
        assert_eq!(given.len(), 3);
        let mut given = found[..2].to_vec();
        mend(&mut given, text);
        assert_eq!(given[0].span.of(text), "Doe Jo Osterby");
    }

    #[test]
    fn two_names_are_two() {
        for (text, names) in [
            ("Nordline and builder Quay Works", vec!["Nordline", "Quay Works"]),
            ("Quay and Harbour Works", vec!["Quay and Harbour Works"]),
            ("Ministry of Ports and the Sea", vec!["Ministry of Ports and the Sea"]),
            ("Ministry of Ports and water", vec!["Ministry of Ports and water"]),
        ] {
            assert_eq!(mended(text, &[(text, 1)]), names);
        }
    }

    #[test]
    fn a_number_tells_a_body_from_its_like() {
        for (text, name) in [
            ("OSC 2 was first", "OSC 2"),
            ("against OSC 2.", "OSC 2"),
            ("OSC 3, OSC 2 and others", "OSC 3"),
            ("the final between Osterby (OSC) 3 and", "OSC"),
            ("OSC 2 Turia 0", "OSC"),
            ("OSC 2-0 up", "OSC"),
            ("gave OSC 3 points", "OSC"),
            ("gave OSC 3.5 points", "OSC"),
            ("OSC 12 times", "OSC"),
            ("OSC 2 million", "OSC"),
            ("Osterby 2 was", "Osterby"),
        ] {
            assert_eq!(mended(text, &[(name.trim_end_matches([' ', '2', '3']), 1)]), [name], "{text}");
        }
    }

    #[test]
    fn a_name_ends_with_no_preposition() {
        assert_eq!(
            mended("The Osterby Centre of bell research", &[("Osterby Centre of", 1)]),
            ["Osterby Centre"]
        );
    }
}
