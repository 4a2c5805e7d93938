//! Whether a sentence looks back or ahead, from its words alone.
//!
//! English marks the future with few words ("will", "is to", "due", "plans to") and the past with "-ed", a short list
//! of irregular forms, and "was/were/had". The word nearest to the expression decides, first to the left within the
//! clause, then to the right: in "said on Monday that he would resign" Monday is past, in "said that he would resign on
//! Monday" it is not.

use types::Span;

/// Whether what an expression dates lies before or after the day of speaking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tense {
    /// It has happened.
    Past,
    /// It has yet to happen.
    Future,
    /// The words do not say.
    #[default]
    Unknown,
}

/// The tense around an expression: `sentence` is the sentence that it stands in, both in bytes of `text`.
pub fn tense(text: &str, sentence: Span, expression: Span) -> Tense {
    let start = sentence.start.min(expression.start);
    let before = words(Span::new(start, expression.start).of(text));
    let after = words(Span::new(expression.end, sentence.end.max(expression.end)).of(text));
    let left = nearest(&before);
    if left != Tense::Unknown {
        return left;
    }
    let clause: Vec<&str> = after.iter().take_while(|word| !is_border(word)).map(String::as_str).collect();
    (0..clause.len())
        .map(|at| sense(&clause, at))
        .find(|found| *found != Tense::Unknown)
        .or_else(|| after.iter().take(1).any(|word| is_border(word)).then(|| first(&after)))
        .unwrap_or_default()
}

/// The tense of the last word that has one, back to the clause's border; beyond a comma too when the clause has none.
fn nearest(before: &[String]) -> Tense {
    let words: Vec<&str> = before.iter().map(String::as_str).collect();
    (0..words.len())
        .rev()
        .take_while(|at| !matches!(words[*at], ";" | ":" | "“" | "\"" | "—"))
        .map(|at| sense(&words, at))
        .find(|found| *found != Tense::Unknown)
        .unwrap_or_default()
}

/// "On Friday, the minister will …": the first tense after the comma.
fn first(after: &[String]) -> Tense {
    let words: Vec<&str> = after.iter().map(String::as_str).collect();
    (0..words.len()).map(|at| sense(&words, at)).find(|found| *found != Tense::Unknown).unwrap_or_default()
}

/// What the word at `at` says about tense.
fn sense(words: &[&str], at: usize) -> Tense {
    let word = words[at];
    let back = |steps: usize| at.checked_sub(steps).map_or("", |place| words[place]);
    match word {
        "will" | "ll" | "shall" | "would" | "won" | "upcoming" | "forthcoming" | "if" | "unless"
        | "ahead" | "tomorrow" => Tense::Future,
        "due"
            if back(1) != "the" && words.get(at + 1) != Some(&"to")
                || words.get(at + 2).is_some_and(|next| next.len() > 2) && word == "due" =>
        {
            Tense::Future
        }
        "should" | "can" | "could" | "may" | "might" | "must" => Tense::Future,
        "to" if leads_ahead(words, at) => Tense::Future,
        "expected" | "scheduled" | "slated" | "planned" if !matches!(back(1), "was" | "were" | "had") => {
            Tense::Future
        }
        _ if is_past(word) => {
            // "will be tabled", "to be published": the participle takes the tense of its auxiliary.
            let auxiliary = (1..=4).map(back).take_while(|word| {
                matches!(
                    *word,
                    "be" | "been"
                        | "have"
                        | "not"
                        | "to"
                        | "will"
                        | "would"
                        | "ll"
                        | "should"
                        | "can"
                        | "could"
                        | "may"
                        | "might"
                        | "must"
                        | "already"
                        | "also"
                )
            });
            let ahead = auxiliary.clone().any(|word| matches!(word, "will" | "ll" | "be") || word == "would");
            let perfect =
                auxiliary.clone().any(|word| word == "have") && !auxiliary.clone().any(|word| word == "be");
            if ahead && !perfect { Tense::Future } else { Tense::Past }
        }
        _ => Tense::Unknown,
    }
}

/// "agreed to meet", "is set to vote", "are to appear": an infinitive after a word that looks ahead.
fn leads_ahead(words: &[&str], at: usize) -> bool {
    const AHEAD: &[&str] = &[
        "agree", "aim", "ask", "commit", "decide", "due", "expect", "hope", "intend", "invite", "likely",
        "order", "plan", "pledge", "poise", "prepare", "promise", "propose", "ready", "resolve", "schedule",
        "set", "slate", "threaten", "unlikely", "urge", "vow", "want", "wish",
    ];
    let Some(next) = words.get(at + 1) else { return false };
    if next.len() < 2
        || matches!(*next, "the" | "a" | "an" | "his" | "her" | "their" | "its")
        || next.starts_with(|c: char| c.is_ascii_digit())
    {
        return false;
    }
    (1..=4).filter_map(|back| at.checked_sub(back)).map(|place| words[place]).enumerate().any(
        |(distance, word)| {
            distance == 0 && matches!(word, "is" | "are" | "s" | "re" | "going")
                || AHEAD.iter().any(|stem| {
                    word.strip_prefix(stem.trim_end_matches('e')).is_some_and(|rest| {
                        matches!(rest, "" | "e" | "s" | "es" | "d" | "ed" | "ing" | "ned" | "ted" | "ning")
                    })
                })
        },
    )
}

/// Past forms: "-ed", and the irregular verbs that news is written with.
fn is_past(word: &str) -> bool {
    #[rustfmt::skip]
    const IRREGULAR: &[&str] = &[
        "ate", "beat", "became", "began", "bought", "broke", "brought", "built", "came", "caught", "chose", "cut", "did", "died", "drew",
        "drove", "fell", "fled", "flew", "forgot", "fought", "found", "froze", "gave", "got", "grew", "had", "heard", "held", "hit", "kept", "knew",
        "laid", "led", "left", "lent", "lost", "made", "meant", "met", "paid", "put", "quit", "ran", "rode", "rose", "said", "sang", "sank", "sat",
        "saw", "sent", "shook", "shot", "shut", "sold", "sought", "spent", "split", "spoke", "spread", "stole", "stood", "struck", "swore", "swept", "swung",
        "taught", "threw", "told", "took", "thought", "understood", "was", "went", "were", "withdrew", "woke", "won", "wore", "wrote", "written", "seen",
        "taken", "given", "shown", "known", "dated", "ago", "been", "done", "gone", "thrown", "sworn", "born",
    ];
    const NO_VERBS: &[&str] = &[
        "need",
        "speed",
        "feed",
        "seed",
        "breed",
        "weed",
        "exceed",
        "proceed",
        "succeed",
        "indeed",
        "hundred",
        "united",
        "red",
        "bed",
        "shed",
        "embed",
        "bleed",
        "unprecedented",
    ];
    word.len() > 3 && word.ends_with("ed") && !NO_VERBS.contains(&word) || IRREGULAR.contains(&word)
}

fn is_border(word: &str) -> bool {
    matches!(word, "," | ";" | ":" | "\"" | "“" | "”" | "—" | "(" | ")")
}

/// Words in lower case and the marks that end a clause.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut words = Vec::new();
    let mut rest = lower.as_str();
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
        if length > 0 {
            words.push(rest[..length].to_owned());
            rest = &rest[length..];
        } else {
            let mark = &rest[..first.len_utf8()];
            if is_border(mark) {
                words.push(mark.to_owned());
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    words
}
