//! Statements inside speech, which the model does not mark: "She kept saying, ‘Two minutes,’" and "I think it will rain".

use types::Span;

use super::{Attribution, Form};
use crate::article::{Article, is_capitalised, is_word};
use crate::lexicon::cues;
use crate::lexicon::pronouns::{Pronoun, pronoun};

/// What a statement is worth that only its words inside speech vouch for.
const SCORE: f32 = 0.5;
/// Verbs that take a clause or an infinitive as their content.
const CLAUSE_VERBS: &[&str] = &[
    "think", "believe", "hope", "know", "say", "tell", "feel", "guess", "suppose", "doubt", "fear", "expect",
    "want", "wish", "promise", "ask", "claim", "write", "decide", "predict", "insist", "agree", "deny",
    "refuse", "demand", "argue", "worry", "warn", "threaten", "assume", "call", "swear", "suspect",
    "support", "oppose", "like", "love", "hate", "regret", "consider",
];
/// Verbs that lead into a quotation.
const SPEAKING: &[&str] = &[
    "say", "tell", "ask", "reply", "add", "write", "shout", "cry", "yell", "whisper", "warn", "insist",
    "joke", "answer", "read", "explain", "repeat", "scream", "mutter", "text", "respond", "declare",
    "exclaim",
];
/// Words that may stand between subject and verb.
const BETWEEN: &[&str] = &[
    "do",
    "did",
    "does",
    "don",
    "didn",
    "doesn",
    "not",
    "never",
    "n",
    "t",
    "’",
    "'",
    "d",
    "ll",
    "m",
    "ve",
    "would",
    "had",
    "have",
    "has",
    "also",
    "really",
    "still",
    "just",
    "always",
    "once",
    "only",
    "now",
    "already",
    "used",
    "to",
    "kept",
    "keep",
    "keeps",
    "will",
    "can",
    "couldn",
    "could",
    "often",
    "even",
    "wouldn",
    "won",
    "personally",
    "honestly",
    "certainly",
    "firmly",
];
/// Words other than articles that open a subject.
const DETERMINERS: &[&str] = &[
    "my", "his", "her", "its", "their", "our", "your", "this", "these", "those", "one", "some", "many",
    "most", "every", "each", "no",
];
/// Most words between subject and verb.
const REACH: usize = 5;

/// The statements inside the speech of `attributions` that none of them covers.
pub(super) fn find(article: &Article, attributions: &[Attribution]) -> Vec<Attribution> {
    let mut found: Vec<Attribution> = Vec::new();
    let mut known: Vec<Span> =
        attributions.iter().flat_map(|attribution| attribution.content.iter().copied()).collect();
    known.sort();
    for outer in attributions {
        for &content in &outer.content {
            let within = quotations_within(article, content);
            let is_speech = matches!(outer.form, Form::Post | Form::Turn | Form::Blockquote)
                || article.spoken_at(content.start).is_some_and(|part| part.contains(content));
            let clauses = if is_speech { clauses(article, content, &within) } else { Vec::new() };
            for nested in within.into_iter().chain(clauses) {
                let span = nested.content[0];
                let from = known.partition_point(|other| other.start < content.start);
                let marked = known[from..].iter().take_while(|other| other.start < span.end);
                let last = found.iter().rev().take(8).flat_map(|other| &other.content);
                let covered =
                    marked.chain(last).any(|other| other.overlaps(span) && !other.contains(content));
                if !covered {
                    found.push(nested);
                }
            }
        }
    }
    found
}

fn nested(content: Span, source: Option<Span>, cue: Span) -> Attribution {
    Attribution {
        form: Form::Nested,
        content: vec![content],
        source: source.into_iter().collect(),
        cue: vec![cue],
        evidence: SCORE,
        link: 0.9,
    }
}

/// Quotations inside the content with a verb of saying and a comma or colon in front.
fn quotations_within(article: &Article, content: Span) -> Vec<Attribution> {
    article
        .quotations_inside(content)
        .filter(|(_, part)| part.start > content.start && article.word_count(*part) >= 2)
        .filter_map(|(_, part)| {
            let tokens = article.tokens(part);
            let mark =
                tokens.start.checked_sub(1).filter(|&token| matches!(article.token(token), "," | ":"))?;
            let from = article.tokens(content).start.max(mark.saturating_sub(4));
            let speaks = |token: &usize| {
                SPEAKING.contains(&cues::lemma(&article.token(*token).to_lowercase()).as_str())
            };
            let verb = (from..mark).rev().find(speaks)?;
            let (source, first) = subject_before(article, content, verb);
            let cue = Span::new(article.token_span(first).start, article.token_span(verb).end);
            Some(nested(part, source, cue))
        })
        .collect()
}

/// The subject that ends before the verb and the words between, and the first token of the verb group.
fn subject_before(article: &Article, content: Span, verb: usize) -> (Option<Span>, usize) {
    let start = article.tokens(content).start;
    let mut first = verb;
    while first > start
        && verb - first < REACH
        && BETWEEN.contains(&article.token(first - 1).to_lowercase().as_str())
    {
        first -= 1;
    }
    let Some(last) = first.checked_sub(1).filter(|&last| last >= start) else { return (None, first) };
    let word = article.token(last);
    if pronoun(word).is_some_and(|found| !matches!(found, Pronoun::Indefinite)) {
        return (Some(article.token_span(last)), first);
    }
    // "the inspector said": back to the determiner, or over a name.
    let mut from = last;
    while from > start && last - from < 4 {
        let before = article.token(from - 1);
        let determiner =
            crate::phrase::is_article(before) || DETERMINERS.contains(&before.to_lowercase().as_str());
        if determiner {
            return (
                Some(Span::new(article.token_span(from - 1).start, article.token_span(last).end)),
                first,
            );
        }
        if !is_word(before) {
            break;
        }
        from -= 1;
    }
    let mut from = last;
    let joins = |word: &str| {
        matches!(
            word,
            "But"
                | "And"
                | "So"
                | "Yet"
                | "Or"
                | "Because"
                | "If"
                | "When"
                | "While"
                | "As"
                | "Then"
                | "What"
                | "That"
        )
    };
    while from > start && is_capitalised(article.token(from - 1)) && !joins(article.token(from - 1)) {
        from -= 1;
    }
    let named = is_capitalised(article.token(from)) && is_capitalised(word);
    (named.then(|| Span::new(article.token_span(from).start, article.token_span(last).end)), first)
}

/// Clauses after "I think", "she said", "we do not want" in the content, each up to the end of its sentence.
fn clauses(article: &Article, content: Span, taken: &[Attribution]) -> Vec<Attribution> {
    let tokens = article.tokens(content);
    let mut found = Vec::new();
    let mut token = tokens.start;
    while token < tokens.end {
        let clause = clause_at(article, content, token);
        match clause {
            Some((attribution, end))
                if !taken.iter().any(|other| other.content[0].overlaps(attribution.content[0])) =>
            {
                found.push(attribution);
                token = end;
            }
            _ => token += 1,
        }
    }
    found
}

/// The clause whose verb is at the token.
fn clause_at(article: &Article, content: Span, verb: usize) -> Option<(Attribution, usize)> {
    let tokens = article.tokens(content);
    let word = article.token(verb).to_lowercase();
    if !CLAUSE_VERBS.contains(&cues::lemma(&word).as_str()) || word.ends_with("ing") {
        return None;
    }
    let (source, first) = subject_before(article, content, verb);
    let source = source?;
    let subject = source.of(article.text);
    let subjective = !matches!(pronoun(subject), Some(Pronoun::Relative | Pronoun::Indefinite))
        && !matches!(
            subject.to_lowercase().as_str(),
            "me" | "him"
                | "them"
                | "us"
                | "my"
                | "his"
                | "her"
                | "their"
                | "our"
                | "your"
                | "its"
                | "these"
                | "those"
                | "both"
        );
    // "would you say" and "the call" are no reports.
    let question = first == verb
        && matches!(word.as_str(), "say" | "think" | "like" | "call")
        && subject.eq_ignore_ascii_case("you");
    // "programs like that", "a country like ours": a verb only after a pronoun.
    let compares = word == "like" && pronoun(subject).is_none();
    if !subjective || question || compares {
        return None;
    }
    let mut start = verb + 1;
    while start < tokens.end && matches!(article.token(start), "that" | "me" | "him" | "us" | "them") {
        start += 1;
    }
    if start >= tokens.end || !is_word(article.token(start)) {
        return None;
    }
    let sentence = article.sentence_index(article.token_span(verb).start);
    let mut end = start;
    while end < tokens.end && article.sentence_index(article.token_span(end).start) == sentence {
        let word = article.token(end);
        let stop = matches!(word, "." | "?" | "!" | ";" | "—" | "”" | "\"")
            || word == ","
                && matches!(
                    article.token(end + 1),
                    "and" | "but" | "so" | "because" | "”" | "\"" | "’" | "'"
                );
        if stop {
            break;
        }
        end += 1;
    }
    while end > start && !is_word(article.token(end - 1)) {
        end -= 1;
    }
    let span = Span::new(article.token_span(start).start, article.token_span(end.checked_sub(1)?).end);
    let cue = Span::new(article.token_span(first).start, article.token_span(verb).end);
    (end > start && content.contains(span)).then(|| (nested(span, Some(source), cue), end))
}
