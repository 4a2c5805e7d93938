//! "The minister was quoted by The Courier as saying …": the minister speaks, whoever wrote it down.

use types::Span;

use super::Attribution;
use crate::article::Article;
use crate::lexicon::cues;

/// Takes whoever is quoted for the source, and whoever quotes out of it.
pub(super) fn right_source(article: &Article, attribution: &mut Attribution) {
    let Some(verb) = attribution.cue.iter().find_map(|cue| passive_quoted(article, *cue)) else { return };
    let start = article.token_span(verb).start;
    let sentence = article.sentence(start);
    let is_quoted = |source: &Span| source.start >= sentence.start && source.end <= start;
    if attribution.source.iter().any(is_quoted) {
        return;
    }
    // The model takes the subject for what is said where it takes the outlet for who says it.
    let subject = |content: &Span| {
        content.end <= start && content.start >= sentence.start && article.spoken_at(content.start).is_none()
    };
    let subjects: Vec<Span> = attribution.content.iter().copied().filter(subject).collect();
    if subjects.len() == attribution.content.len() {
        return;
    }
    attribution.content.retain(|content| !subject(content));
    attribution.source = subjects.last().copied().into_iter().collect();
}

/// The token "quoted" of "was quoted", "has been quoted".
fn passive_quoted(article: &Article, cue: Span) -> Option<usize> {
    let verb = article.tokens(cue).find(|&token| article.token(token) == "quoted")?;
    let before = verb.checked_sub(1)?;
    (cues::lemma(article.token(before)) == "be").then_some(verb)
}
