//! To whom a statement was made: "told reporters", "urging the council", "were asked", "speaking to investors".

use types::{EntityKind, Party, Span};

use super::party::{length, party};
use crate::actors::Mention;
use crate::article::{Article, is_capitalised};
use crate::attribution::Attribution;
use crate::lexicon::pronouns::pronoun;
use crate::lexicon::{cues, nouns};
use crate::phrase::{self, Word};
use crate::speakers::phrase_before;

/// Verbs whose object is the listener.
const TELLING: &[&str] = &["tell", "inform", "assure", "remind", "notify", "warn", "advise", "brief"];
/// Verbs whose object is the listener, or what is asked for: "ordered the troops", "ordered the closure".
const ASKING: &[&str] = &[
    "ask",
    "urge",
    "promise",
    "beg",
    "implore",
    "instruct",
    "order",
    "press",
    "call",
    "invite",
    "encourage",
    "pressure",
    "lobby",
];
/// Of these, verbs by which one turns to the public rather than to a listener in the room.
const PUBLIC: &[&str] = &[
    "urge",
    "order",
    "press",
    "call",
    "invite",
    "encourage",
    "pressure",
    "lobby",
    "promise",
    "warn",
    "advise",
    "instruct",
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
    "disclose",
    "describe",
    "repeat",
    "tweet",
];
/// What is told, not who is.
const TALES: &[&str] =
    &["truth", "story", "stories", "lie", "lies", "joke", "jokes", "tale", "tales", "difference"];
/// Those who listen although they hold no office.
const LISTENERS: &str = "\
    audience crowd gathering meeting hearing conference rally summit forum viewer listener follower fan juror \
    shareholder ally host class congregation troop guest household donor user subscriber attendee respondent";
/// Words behind the verb and its object that open what is said.
const OPENERS: &str = "to not that for if whether how why what when who where";
/// The same behind a verb of telling; behind others they belong to the object ("the Department of Fisheries").
const TOLD_OPENERS: &[&str] = &["of", "about", "against"];
/// What is made to somebody: "in comments to reporters".
const MADE: &[&str] = &["comments", "remarks", "evidence", "response", "reply", "answer", "testimony"];

/// Whom a statement turns to.
pub(crate) struct Addressed {
    /// Who.
    pub party: Party,
    /// Whether what the speaker says next is said to the same: not after "urged the government".
    pub lasting: bool,
}

/// "told reporters", "said to her", "urging the council", "speaking to investors".
pub(super) fn addressee(
    article: &Article,
    mentions: &[Mention],
    attribution: &Attribution,
    runs: &[Vec<Word>],
) -> Option<Addressed> {
    let cue = *attribution.cue.first()?;
    let verb = phrase::words(article.text, cue)
        .into_iter()
        .map(|word| cues::lemma(&word.lower()))
        .find(|lemma| TELLING.contains(&lemma.as_str()) || ASKING.contains(&lemma.as_str()));
    let lasting = !verb.is_some_and(|verb| PUBLIC.contains(&verb.as_str()));
    told(article, mentions, cue, runs)
        .or_else(|| in_content(article, mentions, cue))
        .or_else(|| passive(article, mentions, attribution))
        .map(|party| Addressed { party, lasting })
        .or_else(|| {
            let party = said_to(article, cue, runs)
                .or_else(|| said_to_in_content(article, cue))
                .or_else(|| turned_to(article, mentions, runs))?;
            Some(Addressed { party, lasting: true })
        })
}

fn is_asking(lemma: &str) -> bool {
    ASKING.contains(&lemma)
}

fn is_addressing(lemma: &str) -> bool {
    TELLING.contains(&lemma) || is_asking(lemma)
}

/// Whether the words after a verb that addresses begin with somebody who can listen.
fn listens(mentions: &[Mention], lemma: &str, words: &[Word]) -> bool {
    let words = &words[..length(words)];
    let core = words.iter().skip(1).position(|word| phrase::ends_noun_phrase(&word.lower()));
    let Some(head) = words.get(..core.map_or(words.len(), |at| at + 1)).and_then(<[Word]>::last) else {
        return false;
    };
    let lower = head.lower();
    let (noun, plural) = nouns::singular(&lower);
    if words.iter().any(|word| TALES.contains(&word.text)) {
        return false;
    }
    if !is_asking(lemma) {
        return true;
    }
    let named = phrase::mention_over(mentions, head.span)
        .is_some_and(|mention| mentions[mention].kind != EntityKind::Other);
    named
        || nouns::is_role(&noun)
        || nouns::is_body(&noun)
        || LISTENERS.split(' ').any(|known| known == noun)
        || is_capitalised(head.text)
        // Trades that no lexicon has: "growers", "shoppers".
        || plural && (noun.ends_with("er") || noun.ends_with("or") || noun.ends_with("ist"))
}

/// "told reporters", "called on the council": the words right behind the verb.
fn told(article: &Article, mentions: &[Mention], cue: Span, runs: &[Vec<Word>]) -> Option<Party> {
    runs.iter().find_map(|run| {
        let at = run
            .iter()
            .position(|word| cue.contains(word.span) && is_addressing(&cues::lemma(&word.lower())))?;
        let lemma = cues::lemma(&run[at].lower());
        // "as promised, analysts agreed"; "with a telling example".
        if run[at].ends_segment || at > 0 && phrase::is_article(run[at - 1].text) {
            return None;
        }
        let on = matches!(run.get(at + 1)?.text, "on" | "upon");
        let object = if lemma == "call" { run.get(at + 2..).filter(|_| on)? } else { &run[at + 1..] };
        if listens(mentions, &lemma, object) { party(article, object) } else { None }
    })
}

/// "urged the council not to abandon it", "asked Doe whether": the listener stands between the verb and what opens the
/// content, often as part of it.
fn in_content(article: &Article, mentions: &[Mention], cue: Span) -> Option<Party> {
    let cues: Vec<Word> = phrase::words(article.text, cue);
    let verb = cues.iter().rposition(|word| is_addressing(&cues::lemma(&word.lower())))?;
    let lemma = cues::lemma(&cues[verb].lower());
    let called = lemma == "call";
    let sentence = article.sentence(cue.start);
    if called != matches!(cues.last()?.text, "on" | "upon") || !called && verb + 1 != cues.len() {
        return None;
    }
    if cues[verb].ends_segment {
        return None;
    }
    let words = phrase::words(article.text, Span::new(cue.end, sentence.end.max(cue.end)));
    let opens = |word: &Word| {
        OPENERS.split(' ').any(|known| known == word.text)
            || !is_asking(&lemma) && TOLD_OPENERS.contains(&word.text)
    };
    let to = words.iter().take(11).position(opens)?;
    let listener = words.get(..to)?;
    let here = article.spoken_at(cue.start);
    let broken = listener.iter().enumerate().any(|(index, word)| {
        word.ends_segment && index + 1 < listener.len() || article.spoken_at(word.span.start) != here
    });
    let only_pronoun = to == 1 && pronoun(listener[0].text).is_some();
    if listener.is_empty() || broken || only_pronoun || !listens(mentions, &lemma, listener) {
        None
    } else {
        party(article, listener)
    }
}

/// The verb of a passive that addresses its subject, as index of the token, and the end of that subject: "Residents |
/// have also been *urged*".
pub(crate) fn passive_verb(article: &Article, attribution: &Attribution) -> Option<(usize, usize)> {
    let cue = attribution.cue.first()?;
    let verb = article.tokens(*cue).find(|&token| {
        let word = article.token(token).to_lowercase();
        (word.ends_with("ed") || word == "told") && is_addressing(&cues::lemma(&word))
    })?;
    let sentence = article.tokens(article.sentence(cue.start)).start;
    let mut at = verb;
    let mut passive = false;
    while at > sentence {
        let word = article.token(at - 1).to_lowercase();
        let be = matches!(word.as_str(), "is" | "are" | "was" | "were" | "been" | "being" | "be");
        let between = matches!(
            word.as_str(),
            "has"
                | "have"
                | "had"
                | "also"
                | "not"
                | "never"
                | "once"
                | "then"
                | "still"
                | "later"
                | "since"
                | "will"
        ) || word.ends_with("ly");
        if !be && !between {
            break;
        }
        passive |= be;
        at -= 1;
    }
    // "was told" of a story goes on with "by"; "called" names rather than addresses.
    let called = cues::lemma(&article.token(verb).to_lowercase()) == "call";
    let comma = at > sentence && article.token(at - 1) == ",";
    (passive && at > sentence && !called && !comma).then(|| (verb, article.token_span(at - 1).end))
}

/// "Residents have been urged to leave": whoever is urged.
fn passive(article: &Article, mentions: &[Mention], attribution: &Attribution) -> Option<Party> {
    let (_, end) = passive_verb(article, attribution)?;
    let subject = phrase_before(article, end)?;
    let cue = attribution.cue.first()?;
    let there = article.spoken_at(subject.start) == article.spoken_at(cue.start);
    let words = phrase::words(article.text, subject);
    let whole = length(&words) == words.len() && !words.iter().any(|word| word.ends_segment);
    (there && whole && listens(mentions, "ask", &words)).then(|| party(article, &words)).flatten()
}

/// "admitted to the paper", "wrote to the council".
fn said_to(article: &Article, cue: Span, runs: &[Vec<Word>]) -> Option<Party> {
    runs.iter().find_map(|run| {
        let at = run.iter().position(|word| {
            cue.contains(word.span) && SAYING.contains(&cues::lemma(&word.lower()).as_str())
        })?;
        run.get(at + 1).filter(|word| word.text == "to" && !run[at].ends_segment)?;
        // "was said to have left".
        let of_rumour = at > 0 && cues::lemma(&run[at - 1].lower()) == "be"
            || run.get(at + 2).is_some_and(|next| matches!(next.text, "have" | "be"));
        if of_rumour { None } else { party(article, &run[at + 2..]) }
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

/// "Speaking to investors, Doe said", "asked by a reporter", "in comments to the paper", "testified before the panel".
fn turned_to(article: &Article, mentions: &[Mention], runs: &[Vec<Word>]) -> Option<Party> {
    runs.iter().find_map(|run| {
        run.iter().enumerate().find_map(|(index, word)| {
            let next = run.get(index + 1)?;
            if word.ends_segment {
                return None;
            }
            let lower = word.lower();
            let to = next.text == "to";
            let skip = match lower.as_str() {
                "speaking" | "spoke" | "speaks" | "talking" => to || next.text == "with",
                "asked" | "questioned" | "pressed" | "quizzed" | "interviewed" => next.text == "by",
                "testified" | "testifying" | "testify" => matches!(next.text, "before" | "to"),
                "addressing" if listens(mentions, "ask", &run[index + 1..]) => {
                    return party(article, &run[index + 1..]);
                }
                made => to && MADE.contains(&made) && listens(mentions, "ask", &run[index + 2..]),
            };
            skip.then(|| party(article, &run[index + 2..])).flatten()
        })
    })
}

/// A pronoun that is told something: "told her", "asked us", "they were told".
pub(crate) fn object_pronoun(article: &Article, attribution: &Attribution) -> Option<Span> {
    if let Some((_, end)) = passive_verb(article, attribution) {
        let subject = article.tokens(Span::new(end.saturating_sub(1), end)).next()?;
        let word = article.token(subject).to_lowercase();
        return matches!(word.as_str(), "he" | "she" | "they" | "i" | "we" | "you")
            .then(|| article.token_span(subject));
    }
    let cue = attribution.cue.first()?;
    let verb = article
        .tokens(*cue)
        .find(|&token| is_addressing(&cues::lemma(&article.token(token).to_lowercase())))?;
    let called = cues::lemma(&article.token(verb).to_lowercase()) == "call";
    let on = matches!(article.token(verb + 1), "on" | "upon");
    let object = if called && on { verb + 2 } else { verb + 1 };
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
    let listener = matches!(word, "him" | "her" | "them" | "me" | "us" | "you" | "it");
    (listener && ends && (!called || on)).then_some(span)
}
