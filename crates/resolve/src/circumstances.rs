//! To whom and through what a statement was made, where its own sentence says so plainly.

use types::{Party, Span};

use crate::article::{Article, is_capitalised};
use crate::attribution::{Attribution, Form};
use crate::lexicon::cues;
use crate::lexicon::pronouns::pronoun;
use crate::phrase::{self, Word};

/// Verbs whose object is the listener.
const TELLING: &[&str] = &[
    "tell", "inform", "assure", "remind", "notify", "urge", "ask", "warn", "promise", "advise", "beg",
    "implore", "instruct", "order", "brief",
];
/// Verbs that take their listener with "to".
const SAYING: &[&str] = &[
    "say", "admit", "confess", "explain", "complain", "write", "confirm", "reveal", "announce", "speak",
    "suggest", "reply", "report",
];
/// Things through which people speak.
const MEDIA: &[&str] = &[
    "statement",
    "letter",
    "email",
    "e-mail",
    "memo",
    "note",
    "message",
    "tweet",
    "post",
    "video",
    "speech",
    "filing",
    "report",
    "memoir",
    "diary",
    "book",
    "article",
    "column",
    "editorial",
    "testimony",
    "podcast",
    "broadcast",
    "address",
    "briefing",
    "blog",
    "release",
    "brief",
    "affidavit",
    "lawsuit",
    "complaint",
    "conference",
    "call",
    "phone",
    "telephone",
    "survey",
    "poll",
    "text",
    "essay",
    "paper",
    "documentary",
    "leaflet",
    "newsletter",
    "webinar",
];
/// Services named as media.
const SERVICES: &[&str] = &[
    "Twitter",
    "X",
    "Facebook",
    "Instagram",
    "TikTok",
    "Telegram",
    "LinkedIn",
    "YouTube",
    "Weibo",
    "Mastodon",
    "Bluesky",
    "Threads",
    "WhatsApp",
    "Reddit",
];
/// How far from the cue, in tokens, a circumstance still belongs to it.
const REACH: usize = 14;

/// The addressee and the medium of one statement.
pub(crate) fn circumstances(article: &Article, attribution: &Attribution) -> (Option<Party>, Option<Party>) {
    match attribution.form {
        Form::Post => {
            let handle = attribution.source.iter().any(|span| span.of(article.text).contains("(@"));
            (None, handle.then(|| Party { name: "Twitter".to_owned(), span: None }))
        }
        Form::Turn => (None, None),
        _ => {
            let zone = free_words(article, attribution);
            let cue = attribution.cue.first().copied().unwrap_or(Span::new(0, 0));
            (addressee(article, attribution, &zone), medium(article, cue, &zone))
        }
    }
}

/// The words of the cue's sentence near it that are no content: runs without a gap.
fn free_words<'a>(article: &Article<'a>, attribution: &Attribution) -> Vec<Vec<Word<'a>>> {
    let Some(cue) = attribution.cue.first() else { return Vec::new() };
    let sentence = article.sentence(cue.start);
    let tokens = article.tokens(*cue);
    let from = article.token_span(tokens.start.saturating_sub(REACH)).start.max(sentence.start);
    let to = article
        .token_span((tokens.end + REACH).min(article.reading.tokens.len().saturating_sub(1)))
        .end
        .min(sentence.end);
    let mut runs = Vec::new();
    let mut start = from;
    let mut cuts: Vec<Span> = attribution
        .content
        .iter()
        .copied()
        .chain(article.spoken().iter().copied().filter(|part| part.start < to && part.end > from))
        .collect();
    cuts.sort();
    for cut in cuts {
        if cut.end <= start || cut.start >= to {
            continue;
        }
        if cut.start > start {
            runs.push(phrase::words(article.text, Span::new(start, cut.start)));
        }
        start = start.max(cut.end);
    }
    if start < to {
        runs.push(phrase::words(article.text, Span::new(start, to)));
    }
    runs
}

/// "told reporters", "said to her", "urging the council".
fn addressee(article: &Article, attribution: &Attribution, runs: &[Vec<Word>]) -> Option<Party> {
    let cue = attribution.cue.first()?;
    runs.iter()
        .find_map(|run| {
            let at = run.iter().position(|word| {
                cue.contains(word.span) && TELLING.contains(&cues::lemma(&word.lower()).as_str())
            })?;
            party(article, *cue, &run[at + 1..])
        })
        .or_else(|| said_to(article, *cue, runs))
}

/// "admitted to the paper", "wrote to the council".
fn said_to(article: &Article, cue: Span, runs: &[Vec<Word>]) -> Option<Party> {
    runs.iter().find_map(|run| {
        let at = run.iter().position(|word| {
            cue.contains(word.span) && SAYING.contains(&cues::lemma(&word.lower()).as_str())
        })?;
        run.get(at + 1).filter(|word| word.text == "to")?;
        party(article, cue, &run[at + 2..])
    })
}

/// The noun phrase at the start of the words, up to the first word that cannot belong to it.
fn party(article: &Article, cue: Span, words: &[Word]) -> Option<Party> {
    let ends = |word: &Word| {
        cue.contains(word.span)
            || matches!(
                word.lower().as_str(),
                "that"
                    | "to"
                    | "in"
                    | "on"
                    | "at"
                    | "after"
                    | "before"
                    | "outside"
                    | "inside"
                    | "during"
                    | "by"
                    | "from"
                    | "when"
                    | "as"
                    | "how"
                    | "what"
                    | "why"
                    | "whether"
                    | "if"
                    | "not"
                    | "about"
                    | "for"
                    | "with"
                    | "he"
                    | "she"
                    | "they"
                    | "it"
                    | "we"
                    | "i"
                    | "last"
                    | "earlier"
                    | "later"
                    | "yesterday"
                    | "today"
                    | "afterwards"
                    | "then"
                    | "there"
                    | "and"
                    | "while"
                    | "via"
                    | "because"
                    | "over"
                    | "through"
                    | "monday"
                    | "tuesday"
                    | "wednesday"
                    | "thursday"
                    | "friday"
                    | "saturday"
                    | "sunday"
            )
    };
    let of_time = |index: usize| {
        let next = words.get(index + 1).map(Word::lower).unwrap_or_default();
        words[index].lower() == "this"
            && matches!(next.as_str(), "morning" | "afternoon" | "evening" | "week" | "month" | "year")
    };
    let clause = |index: usize| {
        index > 0
            && (words[index].lower().ends_with("ing")
                || matches!(words[index].text, "still" | "also" | "already"))
    };
    let mut to = (0..words.len())
        .find(|&index| ends(&words[index]) || of_time(index) || clause(index))
        .unwrap_or(words.len())
        .min(6);
    if let Some(comma) = words[..to].iter().position(|word| word.ends_segment) {
        to = comma + 1;
    }
    let words = &words[..to];
    let from = words.iter().position(|word| !phrase::is_article(word.text))?;
    let (first, last) = (words.get(from)?, words.last()?);
    if words.len() - from == 1 && pronoun(first.text).is_some() || last.lower().ends_with("ing") {
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

/// "in an interview with The Economist", "in a statement", "on Twitter", "by phone", "wrote in his diary".
fn medium(article: &Article, cue: Span, runs: &[Vec<Word>]) -> Option<Party> {
    runs.iter().find_map(|run| {
        run.iter().enumerate().find_map(|(index, word)| {
            match word.lower().as_str() {
                "in" | "on" | "by" | "via" | "through" | "during" | "at" => {}
                _ => return None,
            }
            let rest = &run[index + 1..];
            if let Some(service) = rest.first().filter(|next| SERVICES.contains(&next.text)) {
                return Some(Party { name: service.text.to_owned(), span: Some(service.span) });
            }
            let head = rest.iter().take(6).position(|next| {
                let lower = next.lower();
                MEDIA.contains(&lower.as_str()) || lower == "interview"
            })?;
            let barrier = rest[..head].iter().any(|next| {
                next.ends_segment || matches!(next.lower().as_str(), "of" | "that" | "to" | "with" | "and")
            });
            if barrier {
                return None;
            }
            let noun = &rest[head];
            if noun.lower() == "interview" {
                let with = rest.get(head + 1).filter(|next| matches!(next.text, "with" | "on" | "for"))?;
                let party = party(article, cue, &rest[head + 2..]);
                return party.filter(|party| with.text != "on" || is_capitalised(&party.name)).map(outlet);
            }
            Some(Party { name: noun.text.to_owned(), span: Some(noun.span) })
        })
    })
}

/// "the newspaper Doe Courier" → "Doe Courier": the name without the noun before it.
fn outlet(party: Party) -> Party {
    let words: Vec<&str> = party.name.split(' ').collect();
    let from = words.iter().position(|word| is_capitalised(word)).unwrap_or(0);
    Party {
        name: words[from..].join(" "),
        span: party
            .span
            .map(|span| Span::new(span.end - words[from..].join(" ").len().min(span.len()), span.end)),
    }
}
