//! The noun phrase that names a listener or an outlet.

use types::{Party, Span};

use crate::article::{Article, is_capitalised};
use crate::lexicon::pronouns::pronoun;
use crate::phrase::{self, Word};

/// Words that cannot belong to the phrase.
const ENDS: &str = "\
    that said says told to in on at after before outside inside during by from when as how what why whether if not \
    about for with he she they it we i later earlier afterwards then there and but or while via because over through \
    who which whose whom where here never ever against";
/// Words of time; in capitals they are part of a name ("USA Today").
const TIMES: &str = "last yesterday today tonight tomorrow";
const MONTHS: &str = "january february march april may june july august september october november december";
const DAYS: &str = "monday tuesday wednesday thursday friday saturday sunday";
/// Things at which people listen, although they end as a verb may.
const GATHERINGS: &[&str] = &["meeting", "hearing", "gathering", "briefing"];
/// More words than this are a clause.
const LONGEST: usize = 8;

/// Whether the lower-case word is a day of the week or a month.
pub(crate) fn is_day_or_month(word: &str) -> bool {
    is_one_of(DAYS, word) || is_one_of(MONTHS, word)
}

fn is_one_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// How many of the words, from the first, can belong to one noun phrase.
pub(super) fn length(words: &[Word]) -> usize {
    let ends = |index: usize| {
        let word = &words[index];
        let lower = word.lower();
        let next = words.get(index + 1).map_or("", |next| next.text);
        is_one_of(ENDS, &lower)
            || is_one_of(TIMES, word.text)
            || is_one_of(DAYS, &lower)
            || word.text == "this"
                && matches!(
                    next,
                    "morning" | "afternoon" | "evening" | "week" | "weekend" | "month" | "year" | "summer"
                )
    };
    let clause = |index: usize| {
        let lower = words[index].lower();
        index > 0
            && (lower.ends_with("ing")
                && !is_capitalised(words[index].text)
                && !GATHERINGS.contains(&lower.as_str())
                || matches!(words[index].text, "still" | "also" | "already"))
    };
    let to = (0..words.len()).find(|&index| ends(index) || clause(index)).unwrap_or(words.len()).min(LONGEST);
    let to = words[..to].iter().position(|word| word.ends_segment).map_or(to, |comma| comma + 1);
    // "his audience of [Monday]": a phrase does not end in a preposition.
    let last = words[..to].iter().rposition(|word| !matches!(word.text, "of" | "the" | "a" | "an"));
    last.map_or(0, |last| last + 1)
}

/// The noun phrase at the start of the words, up to the first word that cannot belong to it.
pub(super) fn party(article: &Article, words: &[Word]) -> Option<Party> {
    let words = &words[..length(words)];
    let from = words.iter().position(|word| !phrase::is_article(word.text))?;
    let (first, last) = (words.get(from)?, words.last()?);
    let reflexive = |word: &str| word.ends_with("self") || word.ends_with("selves");
    let lower = last.lower();
    if words.len() - from == 1 && pronoun(first.text).is_some()
        || reflexive(first.text)
        // "said to applause"; "told however" names no listener.
        || matches!(first.text, "applause" | "laughter" | "cheers" | "boos" | "however")
        || lower.ends_with("ing") && !GATHERINGS.contains(&lower.as_str()) && !is_capitalised(last.text)
    {
        return None;
    }
    // "The Economist" keeps its article: it is part of the name.
    let start =
        if from > 0 && words[from - 1].text == "The" { words[from - 1].span.start } else { first.span.start };
    let span = Span::new(start, last.span.end);
    Some(Party {
        name: span.of(article.text).split_whitespace().collect::<Vec<_>>().join(" "),
        span: Some(span),
    })
}
