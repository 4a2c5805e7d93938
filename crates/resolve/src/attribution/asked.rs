//! Who is asked, told, charged or criticised, and so is no source.

use types::Span;

use super::Attribution;
use crate::article::Article;
use crate::circumstances::passive_verb;
use crate::lexicon::cues;

/// "Asked whether …, Doe smiled", "Residents were urged to leave": the subject is spoken to, and is no source.
pub(super) fn without_listener(article: &Article, attribution: &mut Attribution) {
    let Some(&cue) = attribution.cue.first() else { return };
    let asks = |source: &Span| {
        article.tokens(*source).start.checked_sub(1).is_some_and(|token| article.token(token) == "by")
    };
    if opens_with_being_asked(article, cue) {
        attribution.source.retain(asks);
    }
    if let Some(between) = answered_question(article, cue) {
        attribution.source.retain(|source| asks(source) || between.contains(*source));
    }
    if let Some(listener) = asked_in_passing(article, attribution.source.first().copied(), cue) {
        attribution.source.retain(|source| *source != listener);
        attribution.source.extend(name_behind_by(article, cue));
    }
    if is_asked_about(article, cue) {
        attribution.source.retain(asks);
    }
    if is_charged(article, cue) {
        attribution.source.retain(|source| source.start >= cue.end);
    }
    if let Some((verb, subject_end)) = passive_verb(article, attribution) {
        let verb = article.token_span(verb);
        // "Doe toured the yard and was briefed on it": the subject stands somewhere before.
        let joined = article.text[..subject_end].ends_with(" and");
        attribution.source.retain(|source| source.end > verb.start || !joined && source.end < subject_end);
    }
}

/// "An official who asked not to be named said": that is all that the official asked.
pub(super) fn not_to_be_named(article: &Article, attribution: &mut Attribution) {
    let Some(cue) = attribution.cue.last() else { return };
    let tokens = article.tokens(*cue);
    let asks = tokens
        .clone()
        .any(|token| matches!(article.token(token), "asked" | "requested" | "wished" | "preferred"));
    let at = tokens.end;
    let words = [at, at + 1, at + 2, at + 3].map(|token| article.token(token));
    if asks && cues::opens_not_to_be_named(&words) {
        attribution.content = vec![Span::new(article.token_span(at).start, article.token_span(at + 3).end)];
    }
}

/// "Responding to a question about the toll", "To another question whether it would pay", "Doe fielded a question": whoever answers did
/// not ask. Gives the words between answer and question, which may say who did: "Doe answered the board's questions". "Doe responded to a
/// question by saying" tells of the answer.
pub(super) fn answered_question(article: &Article, cue: Span) -> Option<Span> {
    /// Words between what is done to a question and the question: "to a rather unfriendly question".
    const BETWEEN: usize = 4;
    const ANSWERING: [&str; 10] =
        ["answer", "respond", "repl", "react", "field", "dodg", "duck", "deflect", "sidestep", "evad"];
    let tokens = article.tokens(cue);
    let word = |token: usize| article.token(token).to_lowercase();
    let answers = |word: &str| {
        ANSWERING.iter().any(|stem| word.starts_with(stem) && word.len() <= stem.len() + "ing".len())
    };
    let asked = |word: &str| matches!(word, "question" | "questions" | "query" | "queries");
    let says = tokens.clone().map(word).any(|word| cues::is_cue(&word) && !answers(&word) && !asked(&word));
    let end = if answers(&word(tokens.start)) { tokens.end + BETWEEN } else { tokens.end };
    let in_clause = |token: &usize| !matches!(article.token(*token), "," | "." | ";" | "“" | "\"");
    let question = (tokens.start..end).take_while(in_clause).find(|&token| asked(&word(token)));
    let question = question.filter(|_| !says)?;
    let first = article.tokens(article.sentence(cue.start)).start;
    let answer = (first..question).rev().take(BETWEEN + 1).take_while(in_clause).find(|&token| {
        let before = token.checked_sub(1).filter(|&before| before >= first).map(word).unwrap_or_default();
        match word(token).as_str() {
            "to" => matches!(before.as_str(), "" | "," | "response") || answers(&before),
            verb => answers(verb),
        }
    })?;
    Some(Span::new(article.token_span(answer).end, article.token_span(question).start))
}

/// "Man charged with murder", "a clerk accused of fraud": without an object behind the verb its subject is charged.
fn is_charged(article: &Article, cue: Span) -> bool {
    let tokens = article.tokens(cue);
    let pairs =
        [("charged", "with"), ("accused", "of"), ("convicted", "of"), ("acquitted", "of"), ("cleared", "of")];
    let opens = (article.token(tokens.start), article.token(tokens.start + 1));
    pairs.contains(&opens)
}

/// Nouns of what others say of somebody.
const SAID_OF: &[&str] = &[
    "criticism",
    "criticisms",
    "accusation",
    "accusations",
    "allegation",
    "allegations",
    "charges",
    "condemnation",
    "rebuke",
    "rebukes",
    "denunciation",
    "denunciations",
    "complaints",
    "outcry",
    "backlash",
    "objections",
    "praise",
    "calls",
    "demands",
    "claims",
    "speculation",
    "rumors",
    "rumours",
    "suggestions",
    "warnings",
    "threats",
];
/// Verbs whose subject is spoken of, or whose doing is.
const RECEIVING: &[&str] = &[
    "draw",
    "draws",
    "drew",
    "drawn",
    "drawing",
    "prompt",
    "prompts",
    "prompted",
    "prompting",
    "spark",
    "sparks",
    "sparked",
    "sparking",
    "provoke",
    "provokes",
    "provoked",
    "provoking",
    "trigger",
    "triggers",
    "triggered",
    "triggering",
    "face",
    "faces",
    "faced",
    "facing",
    "attract",
    "attracts",
    "attracted",
    "attracting",
    "invite",
    "invites",
    "invited",
    "inviting",
    "elicit",
    "elicits",
    "elicited",
    "eliciting",
    "receive",
    "receives",
    "received",
    "receiving",
    "earn",
    "earns",
    "earned",
    "earning",
    "incur",
    "incurs",
    "incurred",
    "incurring",
    "suffer",
    "suffers",
    "suffered",
    "suffering",
    "fuel",
    "fuels",
    "fueled",
    "fuelled",
    "fueling",
    "fuelling",
    "weather",
    "weathered",
];

/// "The plan drew criticism that it costs too much", "Doe was dogged by allegations that …": the subject is spoken of, and
/// is no source. Others may stand behind: "criticism from doctors".
pub(super) fn without_target(article: &Article, attribution: &mut Attribution) {
    if let Some(verb) = receiving_verb(article, attribution) {
        attribution.source.retain(|source| source.end > verb.start);
    }
}

/// Whether the cue is a noun of what others say of somebody.
pub(crate) fn is_said_of(article: &Article, attribution: &Attribution) -> bool {
    let mut cues = attribution.cue.iter().flat_map(|cue| article.tokens(*cue));
    cues.any(|token| SAID_OF.contains(&article.token(token).to_lowercase().as_str()))
}

/// The word that makes the subject of a cue the one who is spoken of.
pub(super) fn receiving_verb(article: &Article, attribution: &Attribution) -> Option<Span> {
    let mut cues = attribution.cue.iter().flat_map(|cue| article.tokens(*cue));
    let noun = cues.find(|&token| SAID_OF.contains(&article.token(token).to_lowercase().as_str()))?;
    let sentence = article.tokens(article.sentence(article.token_span(noun).start)).start;
    // An adjective or two stand between: "drew sharp new criticism", "by a storm of criticism".
    let verb = (noun.saturating_sub(4).max(sentence)..noun).rev().find(|&token| {
        let word = article.token(token).to_lowercase();
        RECEIVING.contains(&word.as_str())
            || matches!(word.as_str(), "by" | "amid" | "under" | "despite" | "over" | "following")
    })?;
    Some(article.token_span(verb))
}

/// "Doe, asked whether she would resign, laughed": the source, which the comma behind it makes the one who is asked. "The
/// mayor, a former miner, asked …" asks.
fn asked_in_passing(article: &Article, source: Option<Span>, cue: Span) -> Option<Span> {
    let source = source?;
    let gap = article.text.get(source.end..cue.start)?;
    (is_being_asked(article, cue) || is_being_told(article, cue))
        .then_some(source)
        .filter(|source| gap.trim() == "," && !source.of(article.text).contains(','))
}

/// "Doe, accused by Roe of fraud": the name of who does it.
fn name_behind_by(article: &Article, cue: Span) -> Option<Span> {
    const LONGEST_NAME: usize = 4;
    let by = article.tokens(cue).end;
    let end = article.tokens(article.sentence(cue.start)).end.min(by + 1 + LONGEST_NAME);
    let is_name = |&token: &usize| article.token(token).starts_with(char::is_uppercase);
    let last = (by + 1..end).take_while(is_name).last().filter(|_| article.token(by) == "by")?;
    Some(Span::new(article.token_span(by + 1).start, article.token_span(last).end))
}

/// "Doe said when asked whether", "after being asked by Roe": the subject before it is the one who is asked.
pub(crate) fn is_asked_about(article: &Article, cue: Span) -> bool {
    let tokens = article.tokens(cue);
    let before = tokens.start.checked_sub(1).map_or("", |token| article.token(token));
    let is_told = matches!(
        article.token(tokens.start),
        "asked" | "pressed" | "questioned" | "quizzed" | "told" | "informed" | "warned" | "reminded"
    );
    is_told && matches!(before, "when" | "When" | "if" | "If" | "being" | "once" | "Once")
}

/// "Doe, told that": told what, and not whom. "Doe, accused by".
fn is_being_told(article: &Article, cue: Span) -> bool {
    let next = article.token(article.tokens(cue).end);
    next == "by" && cue.of(article.text).ends_with("ed")
        || matches!(cue.of(article.text), "told" | "informed" | "warned" | "reminded")
            && matches!(next, "that" | "of" | "about")
}

/// "…, asked whether": a cue behind a comma of which the words before it may be the object.
pub(crate) fn is_being_asked(article: &Article, cue: Span) -> bool {
    let asked = ["asked", "pressed", "questioned", "quizzed", "asked about", "pressed on"];
    asked.contains(&cue.of(article.text)) && article.text[..cue.start].trim_end().ends_with(',')
}

/// "Asked whether", "Pressed on why", "Told that": a sentence that opens with what its subject was asked or told.
pub(crate) fn opens_with_being_asked(article: &Article, cue: Span) -> bool {
    let word = article.token(article.tokens(cue).start);
    let opens = article.sentence(cue.start).start == cue.start;
    opens
        && matches!(
            word,
            "Asked"
                | "Pressed"
                | "Questioned"
                | "Quizzed"
                | "Queried"
                | "Grilled"
                | "Told"
                | "Informed"
                | "Warned"
                | "Reminded"
                | "Advised"
                | "Urged"
        )
}
