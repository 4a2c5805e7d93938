//! To whom and through what a statement was made, where its own sentence says so plainly.

use types::{Party, Span};

use crate::article::{Article, is_capitalised};
use crate::attribution::{Attribution, Form};
use crate::lexicon::cues;
use crate::lexicon::pronouns::pronoun;
use crate::occasion;
use crate::phrase::{self, Word};

/// Verbs whose object is the listener.
const TELLING: &[&str] = &[
    "tell",
    "inform",
    "assure",
    "remind",
    "notify",
    "urge",
    "ask",
    "warn",
    "promise",
    "advise",
    "beg",
    "implore",
    "instruct",
    "order",
    "brief",
    "press",
    "call",
    "invite",
    "encourage",
    "pressure",
    "lobby",
];
/// Of these, verbs whose listener may stand in the content: "urged the council to act".
const URGING: &[&str] = &[
    "tell",
    "urge",
    "ask",
    "warn",
    "beg",
    "implore",
    "instruct",
    "order",
    "press",
    "advise",
    "remind",
    "call",
    "invite",
    "encourage",
    "pressure",
    "lobby",
];
/// Verbs that take their listener with "to".
const SAYING: &[&str] = &[
    "say",
    "admit",
    "confess",
    "explain",
    "complain",
    "write",
    "confirm",
    "reveal",
    "announce",
    "speak",
    "suggest",
    "reply",
    "report",
    "appeal",
    "testify",
    "apologise",
    "apologize",
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
    "interview",
    "petition",
    "submission",
    "dossier",
    "circular",
];
/// Deeds that bring a medium about: "sent a letter saying".
const WRITING: &[&str] = &[
    "send",
    "sent",
    "sends",
    "sending",
    "issue",
    "issued",
    "issues",
    "issuing",
    "post",
    "posted",
    "posts",
    "posting",
    "release",
    "released",
    "releases",
    "releasing",
    "sign",
    "signed",
    "signs",
    "signing",
    "publish",
    "published",
    "publishes",
    "publishing",
    "wrote",
    "writes",
    "writing",
    "circulated",
    "recorded",
    "filed",
    "files",
    "filing",
];
/// Words in the name of a broadcaster.
const BROADCASTERS: &[&str] =
    &["Radio", "radio", "TV", "Television", "television", "FM", "BBC", "CNN", "NPR", "News"];
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
    let live = || occasion::is_live(article).then(|| Party { name: "live blog".to_owned(), span: None });
    match attribution.form {
        Form::Post => {
            let handle = attribution.source.iter().any(|span| span.of(article.text).contains("(@"));
            (None, handle.then(|| Party { name: "Twitter".to_owned(), span: None }))
        }
        Form::Turn => (None, live()),
        _ => {
            let zone = free_words(article, attribution);
            let Some(&cue) = attribution.cue.first() else { return (None, None) };
            let (medium, partner) = medium(article, &zone);
            let addressee = addressee(article, attribution, &zone).or(partner);
            // Who speaks to a broadcaster is heard there.
            let aired = || {
                addressee
                    .clone()
                    .filter(|party| party.name.split(' ').any(|word| BROADCASTERS.contains(&word)))
            };
            let testimony = || {
                cue.of(article.text)
                    .split_whitespace()
                    .any(cues_to_testimony)
                    .then(|| Party { name: "testimony".to_owned(), span: Some(cue) })
            };
            let writes = || (cue.of(article.text) == "writes").then(live).flatten();
            // Who writes to somebody writes a letter, on paper or not.
            let letter = || {
                let wrote =
                    matches!(cue.of(article.text).split(' ').next(), Some("wrote" | "writes" | "writing"));
                (wrote && addressee.is_some()).then(|| Party { name: "letter".to_owned(), span: None })
            };
            let medium = medium.or_else(aired).or_else(testimony).or_else(letter).or_else(writes);
            (addressee, medium)
        }
    }
}

fn cues_to_testimony(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "testified" | "testifies" | "testify" | "testifying")
}

/// Whether the lower-case word names a thing through which people speak.
pub(crate) fn is_medium(word: &str) -> bool {
    MEDIA.contains(&word)
}

/// A pronoun that is the object of the verb of telling: "told her", "asked us".
pub(crate) fn object_pronoun(article: &Article, attribution: &Attribution) -> Option<Span> {
    let cue = attribution.cue.first()?;
    let verb = article
        .tokens(*cue)
        .find(|&token| TELLING.contains(&cues::lemma(&article.token(token).to_lowercase()).as_str()))?;
    let object = verb + 1;
    let span = article.token_span(object);
    let word = article.token(object);
    // "told her mother": an owner, not the listener.
    let next = article.token(object + 1).to_lowercase();
    let ends = word != "her"
        || !next.chars().next().is_some_and(char::is_alphanumeric)
        || phrase::ends_noun_phrase(&next)
        || pronoun(&next).is_some()
        || matches!(
            next.as_str(),
            "that" | "not" | "to" | "how" | "what" | "why" | "when" | "if" | "whether" | "the" | "a"
        );
    (matches!(word, "him" | "her" | "them" | "me" | "us" | "you" | "it") && ends).then_some(span)
}

/// The words of the cue's sentence near it that are no content: runs without a gap.
fn free_words<'a>(article: &Article<'a>, attribution: &Attribution) -> Vec<Vec<Word<'a>>> {
    let Some(cue) = attribution.cue.first() else { return Vec::new() };
    let sentence = article.sentence(cue.start);
    let tokens = article.tokens(*cue);
    let from = article.token_span(tokens.start.saturating_sub(2 * REACH)).start.max(sentence.start);
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
    let found = runs.iter().find_map(|run| {
        let at = run.iter().position(|word| {
            cue.contains(word.span) && TELLING.contains(&cues::lemma(&word.lower()).as_str())
        })?;
        let called = cues::lemma(&run[at].lower()) == "call";
        match run.get(at + 1).map(|word| word.text) {
            Some("on" | "upon") if called => party(article, &run[at + 2..]),
            _ if called => None,
            _ => party(article, &run[at + 1..]),
        }
    });
    found
        .or_else(|| urged(article, *cue))
        .or_else(|| said_to(article, *cue, runs))
        .or_else(|| said_to_in_content(article, *cue))
}

/// "urged the council not to abandon it": the listener stands between the verb and "to", often as part of the content.
fn urged(article: &Article, cue: Span) -> Option<Party> {
    let cues: Vec<Word> = phrase::words(article.text, cue);
    let verb = cues.iter().rposition(|word| URGING.contains(&cues::lemma(&word.lower()).as_str()))?;
    let called = cues::lemma(&cues[verb].lower()) == "call";
    let sentence = article.sentence(cue.start);
    if called != matches!(cues.last()?.text, "on" | "upon") || !called && verb + 1 != cues.len() {
        return None;
    }
    let words = phrase::words(article.text, Span::new(cue.end, sentence.end.max(cue.end)));
    let to = words.iter().take(8).position(|word| matches!(word.text, "to" | "not"))?;
    let listener = words.get(..to)?;
    let broken =
        listener.iter().any(|word| word.ends_segment || article.spoken_at(word.span.start).is_some());
    let only_pronoun = to == 1 && pronoun(listener[0].text).is_some();
    if listener.is_empty() || broken || only_pronoun { None } else { party(article, listener) }
}

/// "admitted to the paper", "wrote to the council".
fn said_to(article: &Article, cue: Span, runs: &[Vec<Word>]) -> Option<Party> {
    runs.iter().find_map(|run| {
        let at = run.iter().position(|word| {
            cue.contains(word.span) && SAYING.contains(&cues::lemma(&word.lower()).as_str())
        })?;
        run.get(at + 1).filter(|word| word.text == "to")?;
        party(article, &run[at + 2..])
    })
}

/// "admitted to the same outlet that …", where the words behind the verb were taken for content.
fn said_to_in_content(article: &Article, cue: Span) -> Option<Party> {
    let last = phrase::words(article.text, cue).pop()?;
    let behind = Span::new(cue.end, article.sentence(cue.start).end.max(cue.end));
    let words = phrase::words(article.text, behind);
    let to =
        words.first().filter(|word| word.text == "to" && article.spoken_at(word.span.start).is_none())?;
    let next_to = article.tokens(Span::new(cue.end, to.span.start)).is_empty();
    let said = SAYING.contains(&cues::lemma(&last.lower()).as_str());
    if said && next_to && !last.ends_segment { party(article, &words[1..]) } else { None }
}

/// The noun phrase at the start of the words, up to the first word that cannot belong to it.
fn party(article: &Article, words: &[Word]) -> Option<Party> {
    let ends = |word: &Word| {
        matches!(
            word.lower().as_str(),
            "that"
                | "said"
                | "says"
                | "told"
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

/// "in an interview with The Economist", "in a statement", "on Twitter", "by phone", "wrote in his diary"; and the other
/// party of it ("in a message to supporters").
fn medium(article: &Article, runs: &[Vec<Word>]) -> (Option<Party>, Option<Party>) {
    let mut partner = None;
    let found = runs.iter().find_map(|run| {
        run.iter().enumerate().find_map(|(index, word)| {
            let lower = word.lower();
            let rest = &run[index + 1..];
            if WRITING.contains(&lower.as_str()) {
                if let Some(outlet) = written_in(article, rest) {
                    return Some(outlet);
                }
                // "sent a letter": a thing of its own, with its article.
                rest.first().filter(|next| phrase::is_article(next.text) || pronoun(next.text).is_some())?;
            } else if !matches!(lower.as_str(), "in" | "on" | "by" | "via" | "through" | "during" | "at") {
                return None;
            }
            if let Some(service) = rest.first().filter(|next| SERVICES.contains(&next.text)) {
                return Some(Party { name: service.text.to_owned(), span: Some(service.span) });
            }
            if let Some(aired) = broadcaster(article, rest).filter(|_| lower == "on") {
                return Some(aired);
            }
            let head = rest.iter().take(6).position(|next| MEDIA.contains(&next.lower().as_str()))?;
            let barrier = rest[..head].iter().any(|next| {
                next.ends_segment || matches!(next.lower().as_str(), "of" | "that" | "to" | "with" | "and")
            });
            if barrier {
                return None;
            }
            let noun = &rest[head];
            let other = rest.get(head + 1).filter(|next| matches!(next.text, "with" | "to" | "on" | "for"));
            if noun.lower() == "interview" {
                let with = other.filter(|next| next.text != "to")?;
                let party = party(article, &rest[head + 2..]);
                let party =
                    party.filter(|party| with.text != "on" || is_capitalised(&party.name)).map(outlet);
                partner.clone_from(&party);
                return party;
            }
            if other.is_some_and(|next| matches!(next.text, "with" | "to")) {
                partner = party(article, &rest[head + 2..]);
            }
            let message = rest
                .get(head + 1)
                .filter(|next| noun.lower() == "text" && next.lower().starts_with("message"));
            let span = Span::new(noun.span.start, message.map_or(noun.span.end, |next| next.span.end));
            Some(Party { name: span.of(article.text).to_owned(), span: Some(span) })
        })
    });
    (found, partner)
}

/// "writing in The Example Review": a name that opens with its article, or has several capitals.
fn written_in(article: &Article, rest: &[Word]) -> Option<Party> {
    rest.first().filter(|next| matches!(next.text, "in" | "for"))?;
    let name = party(article, &rest[1..])?;
    let capitals = name.name.split(' ').filter(|word| is_capitalised(word)).count();
    let dated = name.name.chars().any(|character| character.is_ascii_digit());
    (capitals >= 2 && !dated).then_some(name)
}

/// "on Radio Example": capitals with the word of a broadcaster among them.
fn broadcaster(article: &Article, rest: &[Word]) -> Option<Party> {
    let from = usize::from(rest.first().is_some_and(|word| word.text == "the"));
    let to = rest[from..]
        .iter()
        .position(|word| !is_capitalised(word.text) && !BROADCASTERS.contains(&word.text))
        .map_or(rest.len(), |at| from + at);
    let name = rest.get(from..to).filter(|name| name.iter().any(|word| BROADCASTERS.contains(&word.text)))?;
    let span = Span::new(name.first()?.span.start, name.last()?.span.end);
    Some(Party { name: span.of(article.text).to_owned(), span: Some(span) })
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
