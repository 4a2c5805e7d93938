//! Sentences within one block.
//!
//! A hand-written scan instead of UAX #29 from a crate: news English needs its abbreviations (F1 .981 against .976
//! when measured), and the annex looks ahead without bound, which is quadratic on hostile input.

use types::{Span, Token};

use crate::dates::{MONTHS, WEEKDAYS};

/// Abbreviations after which a sentence goes on, whatever follows. Lower case, without the last stop.
const ALWAYS_GO_ON: &[&str] = &[
    "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "fr", "hon", "gov", "sen", "rep", "reps", "sens", "gen",
    "col", "lt", "maj", "capt", "cpl", "sgt", "cmdr", "adm", "pres", "supt", "det", "insp", "messrs", "mmes",
    "mme", "mlle", "st", "vs", "v", "cf", "e.g", "i.e", "viz", "approx", "cllr", "sr", "sra", "ald", "pvt",
    "spc", "amb", "treas", "atty", "brig", "ft", "mt", "op", "pt",
];

/// Abbreviations after which a sentence goes on when a digit follows.
const GO_ON_BEFORE_NUMBER: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "art",
    "sec", "para", "p", "pp", "fig", "ch", "vol", "ca", "c", "mon", "tue", "tues", "wed", "thu", "thur",
    "thurs", "fri", "sat", "sun",
];

/// Abbreviations that may end a sentence: it goes on unless a common sentence opener follows.
const MAY_END: &[&str] = &[
    "u.s", "u.k", "u.n", "e.u", "u.s.a", "d.c", "n.y", "l.a", "a.m", "p.m", "jr", "sr", "inc", "co", "corp",
    "ltd", "llc", "plc", "bros", "etc", "al", "ave", "blvd", "rd", "ph.d", "m.d", "b.a", "m.a", "calif",
    "fla", "ga", "ill", "ind", "mass", "mich", "minn", "miss", "mo", "okla", "ore", "pa", "tenn", "tex",
    "va", "vt", "wash", "wis", "wyo", "ariz", "ark", "colo", "conn", "del", "kan", "ky", "md", "mont", "neb",
    "nev", "dept", "univ", "assn", "est", "gop",
];

/// Zones that go on with an hour of the day, as its day and month do ("Moscow time" does by its second word). Fewer than in a date line: "Art"
/// may begin a sentence.
const ZONES_BEHIND_HOUR: &[&str] = &[
    "eastern", "central", "mountain", "pacific", "local", "gmt", "utc", "et", "ct", "mt", "pt", "est", "edt",
    "cst", "cdt", "mst", "mdt", "pst", "pdt", "bst", "cet", "cest", "ist", "eat", "wat", "cat", "sast",
    "aest", "aedt", "jst", "kst", "hkt", "pht", "wib",
];

/// A sentence with fewer tokens does not end with an hour: "At 3 p.m. Doe left."
const SHORTEST_UP_TO_HOUR: usize = 9;

/// Words that open a sentence rather than continue a name.
const OPENERS: &[&str] = &[
    "the",
    "a",
    "an",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "you",
    "this",
    "that",
    "these",
    "those",
    "there",
    "in",
    "on",
    "at",
    "but",
    "and",
    "so",
    "if",
    "when",
    "while",
    "as",
    "for",
    "his",
    "her",
    "its",
    "their",
    "our",
    "my",
    "after",
    "before",
    "since",
    "what",
    "who",
    "how",
    "why",
    "where",
    "no",
    "not",
    "yet",
    "however",
    "meanwhile",
    "also",
    "according",
    "some",
    "many",
    "most",
    "all",
    "both",
    "one",
    "two",
    "with",
    "from",
    "by",
    "to",
];

/// Appends the sentences of `span` to `sentences`. `tokens` are those of the whole text; a sentence ends behind its
/// closing marks and brackets, and never holds white space at its borders.
pub(crate) fn sentences(text: &str, span: Span, tokens: &[Token], sentences: &mut Vec<Span>) {
    let first = tokens.partition_point(|token| token.span.start < span.start);
    let last = tokens.partition_point(|token| token.span.start < span.end);
    let tokens = &tokens[first..last];
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        let Some(end) = end_of_sentence(text, tokens, start, at) else {
            at += 1;
            continue;
        };
        sentences.push(Span::new(tokens[start].span.start, tokens[end - 1].span.end));
        start = end;
        at = end;
    }
    if let (Some(first), Some(last)) = (tokens.get(start), tokens.last()) {
        sentences.push(Span::new(first.span.start, last.span.end));
    }
}

/// If the token at `at` is a terminator that ends the sentence from `start`: the index behind its last token.
fn end_of_sentence(text: &str, tokens: &[Token], start: usize, at: usize) -> Option<usize> {
    let mark = tokens[at].span.of(text);
    if matches!(mark, "。" | "！" | "？" | "।" | "؟") {
        return Some(behind_closers(text, tokens, at));
    }
    if !matches!(mark, "." | "!" | "?" | "…") {
        return None;
    }
    let end = behind_closers(text, tokens, at);
    let Some(next) = tokens.get(end) else { return Some(end) };
    if next.span.start == tokens[end - 1].span.end {
        return None; // No white space behind it: "3.5", "onrecord.example", "U.S", or one more terminator.
    }
    let quoted = end > at + 1 && tokens[at + 1..end].iter().any(|token| is_closing_mark(token.span.of(text)));
    let follower = follower(text, &tokens[end..]);
    let initial = follower.chars().next().unwrap_or(' ');
    if mark == "." && at > start && tokens[at - 1].span.end == tokens[at].span.start {
        let word = word_before(text, tokens, start, at);
        let ends_with_hour = matches!(&*word, "a.m" | "p.m")
            && at - start >= SHORTEST_UP_TO_HOUR
            && !goes_on_after_hour(text, &tokens[end..]);
        if end == at + 1 && !ends_with_hour && goes_on_after(&word, follower) {
            return None;
        }
    }
    // "“Really?” she asked": a lower-case word goes on with the sentence, "iPhone" and its like aside.
    if initial.is_lowercase() && !follower.chars().skip(1).any(char::is_uppercase) {
        return None;
    }
    // A stop before "," or ";" or ")" cannot end a sentence; a dash may follow a quotation only.
    if matches!(initial, ',' | ';' | ':' | ')' | ']') || (quoted && matches!(initial, '—' | '–' | '-')) {
        return None;
    }
    Some(end)
}

/// The index behind the terminators and closing marks that follow the terminator at `at` without white space.
fn behind_closers(text: &str, tokens: &[Token], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(token) = tokens.get(end) {
        let word = token.span.of(text);
        let attached = token.span.start == tokens[end - 1].span.end;
        if attached && (is_closing_mark(word) || matches!(word, "." | "!" | "?" | "…" | ")" | "]")) {
            end += 1;
        } else {
            break;
        }
    }
    end
}

fn is_closing_mark(word: &str) -> bool {
    matches!(word, "\"" | "'" | "”" | "’" | "»" | "›" | "“" | "‘" | "«")
}

/// The first token that is no quotation mark, bracket or dash opener: what the next sentence would begin with.
fn follower<'text>(text: &'text str, tokens: &[Token]) -> &'text str {
    tokens
        .iter()
        .take(4)
        .map(|token| token.span.of(text))
        .find(|word| !matches!(*word, "\"" | "'" | "“" | "‘" | "«" | "»" | "„" | "(" | "["))
        .unwrap_or("")
}

/// The word with inner stops before the stop at `at`, lower case: `u.s` for "U.S.".
fn word_before(text: &str, tokens: &[Token], start: usize, at: usize) -> String {
    let mut first = at - 1;
    while first >= start + 2
        && tokens[first - 1].span.of(text) == "."
        && tokens[first - 1].span.end == tokens[first].span.start
        && tokens[first - 2].span.end == tokens[first - 1].span.start
        && at - first < 8
    {
        first -= 2;
    }
    text[tokens[first].span.start..tokens[at - 1].span.end].to_lowercase()
}

/// Whether the sentence goes on behind `word` and its stop, given the next word.
fn goes_on_after(word: &str, follower: &str) -> bool {
    let opener = OPENERS.contains(&follower.to_lowercase().as_str());
    let number = follower.chars().next().is_some_and(|character| character.is_ascii_digit());
    if ALWAYS_GO_ON.contains(&word) {
        return true;
    }
    if GO_ON_BEFORE_NUMBER.contains(&word) && number {
        return true;
    }
    // Initials: "J. Doe", "J.R.R. Doe"; but "plan B. The" ends.
    let initials =
        !word.is_empty() && word.split('.').all(|part| part.chars().count() == 1 && is_letter(part));
    (initials || MAY_END.contains(&word)) && !opener
}

/// Whether the tokens behind "3 p.m." belong to it: "Tuesday", "EST", "Moscow time", or no new word at all.
fn goes_on_after_hour(text: &str, tokens: &[Token]) -> bool {
    let words = || tokens.iter().take(3).map(|token| token.span.of(text));
    let first = words().next().unwrap_or_default();
    let lower = first.to_lowercase();
    let names = [&MONTHS[..], &WEEKDAYS, ZONES_BEHIND_HOUR];
    !first.starts_with(char::is_alphabetic)
        || names.iter().any(|names| names.contains(&lower.as_str()))
        || words().any(|word| word.eq_ignore_ascii_case("time"))
}

fn is_letter(part: &str) -> bool {
    part.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use types::Span;

    fn check(text: &str, expected: &[&str]) {
        let mut sentences = Vec::new();
        super::sentences(text, Span::new(0, text.len()), &crate::tokens::tokens(text), &mut sentences);
        let found: Vec<&str> = sentences.iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn closing_marks_belong_to_the_sentence() {
        check("“We won.” He left (slowly.) Then rain.", &["“We won.”", "He left (slowly.)", "Then rain."]);
    }

    #[test]
    fn a_question_inside_a_sentence_goes_on() {
        check("\"Why?\" she asked. \"No idea!\"", &["\"Why?\" she asked.", "\"No idea!\""]);
    }

    #[test]
    fn an_hour_may_end_a_sentence() {
        check(
            "The quay on the old harbour will be opened at 3 p.m. Workers left.",
            &["The quay on the old harbour will be opened at 3 p.m.", "Workers left."],
        );
        for one in [
            "The quay on the old harbour will be opened at 3 p.m. Tuesday.",
            "The quay on the old harbour will be opened at 3 p.m. EDT today.",
            "The quay on the old harbour will be opened at 3 p.m. Moscow time.",
            "The quay on the old harbour will be opened at 3 p.m. (noon in Turia).",
            "At 3 p.m. Doe left.",
        ] {
            check(one, &[one]);
        }
    }

    #[test]
    fn abbreviations_go_on() {
        check(
            "Mr. Poe met Sen. Roe on Jan. 5. They left.",
            &["Mr. Poe met Sen. Roe on Jan. 5.", "They left."],
        );
        check(
            "The U.S. Senate sat at 5 p.m. The vote failed.",
            &["The U.S. Senate sat at 5 p.m.", "The vote failed."],
        );
        check("J. R. Doe paid $1.5m. Nobody saw.", &["J. R. Doe paid $1.5m.", "Nobody saw."]);
    }

    #[test]
    fn a_text_without_stop_is_one_sentence() {
        check("no stop here", &["no stop here"]);
        check("", &[]);
    }
}
