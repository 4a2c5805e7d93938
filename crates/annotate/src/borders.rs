//! Where names end: what the tags of single words leave in pieces.

use types::Span;

use crate::decode::Found;

/// The class of people, the first of the entity head.
pub(crate) const PERSON: usize = 0;

/// Takes into a person's name the rest of a hyphened name ("Gil Myung-ok"), of one with an apostrophe ("Sa’idu") and initials in front
/// ("M. Z. M. Nawfer"), and leaves out of any name a preposition or article that it ends with. `found` is in order, without overlap, and
/// stays so: what a name has grown over is part of it.
pub fn mend(found: &mut Vec<Found>, text: &str) {
    for one in &mut *found {
        if one.class == PERSON {
            one.span = with_initials(text, with_rest(text, one.span));
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
    fn a_name_ends_with_no_preposition() {
        assert_eq!(
            mended("The Osterby Centre of bell research", &[("Osterby Centre of", 1)]),
            ["Osterby Centre"]
        );
    }
}
