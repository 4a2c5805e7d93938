//! "It" that stands for nobody: "it is understood that", "it seems", "it is hard to imagine", "it should not escape notice that".

use types::Span;

use super::{AUXILIARIES, Attribution, grammar};
use crate::article::Article;
use crate::clause::is_one_of;

/// "It is understood that": nobody of the sentence before says so.
pub(super) fn without_subject(article: &Article, attribution: &mut Attribution) {
    let Some(&cue) = attribution.cue.first() else { return };
    let tokens = article.tokens(cue);
    let sentence = article.sentence(cue.start);
    let impersonal = article.token(tokens.start).eq_ignore_ascii_case("it")
        && matches!(article.token(tokens.start + 1), "is" | "was" | "has" | "had");
    if impersonal {
        attribution.source.retain(|source| source.end > cue.start && sentence.contains(*source));
    }
    // "It seems that", "it has emerged that", "it is hard to imagine": to whom it does, the sentence does not say.
    let expletive = attribution.source.iter().any(|source| grammar::is_expletive(article, *source));
    if expletive || is_impersonal(article, cue) || is_of_clause(article, cue) {
        attribution.source.retain(|source| !source.of(article.text).eq_ignore_ascii_case("it"));
    }
}

/// Verbs that have "it" as a subject when it means nothing.
pub(super) const IMPERSONAL: &str = "seem appear emerge transpire";

/// What "it" is said to be when it stands for the clause that follows.
const JUDGED: &str = "\
    reasonable unreasonable hard harder difficult easy easier clear unclear likely unlikely possible impossible imperative inevitable \
    unfair strange odd telling notable obvious unusual premature";

/// "'s also not unreasonable for": whether the cue begins with a form of "be" and such a word.
fn is_judged(article: &Article, cue: Span) -> bool {
    let word = |token: usize| article.token(token);
    let first = article.tokens(cue).start;
    let be = match (word(first), word(first + 1)) {
        ("is" | "was", _) => first,
        ("'" | "’", "s") => first + 1,
        _ => return false,
    };
    let is_adverb = |word: &str| {
        matches!(
            word,
            "also" | "not" | "still" | "even" | "more" | "so" | "very" | "too" | "far" | "all" | "quite"
        ) || word.ends_with("ly") && word != "unlikely" && word != "likely"
    };
    let judged = (be + 1..).map(word).find(|word| !is_adverb(word));
    judged.is_some_and(|judged| JUDGED.split_whitespace().any(|word| word == judged))
}

/// "seems", "has emerged", "is hard to imagine": such a verb, or such a judgement.
pub(super) fn is_impersonal(article: &Article, cue: Span) -> bool {
    let is_auxiliary = |token: &usize| AUXILIARIES.contains(&article.token(*token));
    let verb = article.tokens(cue).find(|token| !is_auxiliary(token));
    verb.is_some_and(|verb| is_one_of(IMPERSONAL, article.token(verb))) || is_judged(article, cue)
}

/// "has been demonstrated that", "shouldn't escape notice that": whether "it", as the subject, is the clause that follows. "It was told that"
/// is about somebody.
fn is_of_clause(article: &Article, cue: Span) -> bool {
    const WITH_CLAUSE: &str = "escape follow turn happen help matter bear";
    const TOLD: &str = "tell inform assure warn advise promise notify ask";
    const PARTICIPLES: [&str; 7] = ["shown", "known", "found", "understood", "thought", "held", "written"];
    /// Words between the verb and "that": "escape notice that", "turned out that".
    const BETWEEN: usize = 2;
    let is_auxiliary = |word: &str| {
        AUXILIARIES.contains(&word.trim_end_matches('n')) || matches!(word, "'" | "’" | "t" | "s" | "been")
    };
    let mut before = article.tokens(cue).take_while(|&token| is_auxiliary(article.token(token)));
    let passive = before.any(|token| matches!(article.token(token), "be" | "been" | "is" | "was"));
    let Some(verb) = article.tokens(cue).find(|&token| !is_auxiliary(article.token(token))) else {
        return false;
    };
    let word = article.token(verb);
    let that = |most: usize| (verb + 1..=verb + 1 + most).any(|token| article.token(token) == "that");
    let is_participle = (word.ends_with("ed") || PARTICIPLES.contains(&word)) && !is_one_of(TOLD, word);
    passive && is_participle && that(0) || is_one_of(WITH_CLAUSE, word) && that(BETWEEN)
}
