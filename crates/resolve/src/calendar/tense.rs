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

/// The tense around an expression: `sentence` is the sentence that it stands in, both in bytes of `text`. Words of a
/// quotation count only for expressions in that quotation, and the other way round.
pub fn tense(text: &str, sentence: Span, expression: Span) -> Tense {
    let start = sentence.start.min(expression.start);
    let before = Span::new(start, expression.start).of(text).to_lowercase();
    let after = Span::new(expression.end, sentence.end.max(expression.end)).of(text).to_lowercase();
    let (before, after) = (same_voice_before(words(&before)), same_voice_after(words(&after)));
    let left = before.len().checked_sub(1).map_or(Tense::Unknown, |last| {
        (0..=last)
            .rev()
            .take_while(|at| !matches!(before[*at], ";" | ":" | "—"))
            .map(|at| sense(&before, at))
            .find(|found| *found != Tense::Unknown)
            .unwrap_or_default()
    });
    if left != Tense::Unknown {
        return left;
    }
    // "On Friday, the minister will": a comma right after the expression does not end its clause. What may or might
    // happen to "Monday's debate" does not tell when it was.
    let opening = after.first().is_some_and(|word| is_border(word));
    let clause: Vec<&str> = after
        .into_iter()
        .take_while(|word| opening || !is_border(word))
        .filter(|word| !is_modal(word))
        .collect();
    (0..clause.len()).map(|at| sense(&clause, at)).find(|found| *found != Tense::Unknown).unwrap_or_default()
}

/// The words before in the voice that speaks last: what stands in closed quotation marks is left out, an open
/// quotation begins anew.
fn same_voice_before<'text>(words: impl Iterator<Item = &'text str>) -> Vec<&'text str> {
    let mut out: Vec<&str> = Vec::new();
    let mut outside: Option<Vec<&str>> = None;
    for word in words {
        match (word, outside.take()) {
            ("“" | "\"", None) => outside = Some(std::mem::take(&mut out)),
            ("”" | "\"", Some(kept)) => out = kept,
            ("”", None) => out.clear(),
            (word, state) => {
                out.push(word);
                outside = state;
            }
        }
    }
    out
}

/// The words after up to the end of the quotation that the expression stands in; quotations that open later are left out.
fn same_voice_after<'text>(words: impl Iterator<Item = &'text str>) -> Vec<&'text str> {
    let mut out = Vec::new();
    let mut quoted = false;
    for word in words {
        match word {
            "“" => quoted = true,
            "”" if quoted => quoted = false,
            "”" | "\"" => break,
            _ if quoted => {}
            word => out.push(word),
        }
    }
    out
}

/// What the word at `at` says about tense.
fn sense(words: &[&str], at: usize) -> Tense {
    let word = words[at];
    let back = |steps: usize| at.checked_sub(steps).map_or("", |place| words[place]);
    match word {
        "will" | "ll" | "shall" | "would" | "upcoming" | "forthcoming" | "if" | "unless" | "ahead"
        | "tomorrow" => Tense::Future,
        // "Won't", cut at its apostrophe.
        "won" if words.get(at + 1) == Some(&"t") => Tense::Future,
        "set" if matches!(back(1), "is" | "are" | "s" | "re") => Tense::Future,
        _ if is_scheduled(words, at) => Tense::Future,
        // "Due to" is a reason as often as a plan; "are due to meet" is read at its "to".
        "due" if words.get(at + 1) != Some(&"to") => Tense::Future,
        word if is_modal(word) => Tense::Future,
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
                        // "will stay shut", "must remain closed".
                        | "stay"
                        | "remain"
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

/// "The council meets on Tuesday": with a date, the present of verbs of beginning, ending and coming is a timetable.
fn is_scheduled(words: &[&str], at: usize) -> bool {
    match words[at] {
        "begins" | "starts" | "opens" | "ends" | "expires" | "resumes" | "reopens" | "meets" | "faces"
        | "convenes" | "takes" | "kicks" | "goes" | "departs" | "arrives" | "leaves" | "returns"
        | "comes" => true,
        "begin" | "start" | "open" | "resume" | "reopen" | "meet" | "go" | "expire" | "convene" | "take"
        | "come" => {
            let auxiliary = (1..=3).filter_map(|back| at.checked_sub(back)).map(|place| words[place]);
            !auxiliary.into_iter().any(|word| {
                matches!(
                    word,
                    "to" | "did" | "didn" | "do" | "does" | "not" | "had" | "has" | "have" | "let" | "saw"
                )
            })
        }
        _ => false,
    }
}

fn is_modal(word: &str) -> bool {
    matches!(word, "should" | "can" | "could" | "may" | "might" | "must")
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
                    word.strip_prefix(stem.strip_suffix('e').unwrap_or(stem)).is_some_and(|rest| {
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

/// Words and the marks that end a clause.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while let Some(first) = rest.chars().next() {
            let length = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(if length > 0 { length } else { first.len_utf8() });
            rest = behind;
            if length > 0 || is_border(word) {
                return Some(word);
            }
        }
        None
    })
}
