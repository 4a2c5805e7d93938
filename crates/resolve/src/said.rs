//! On which day a statement was made, from the time expressions beside its cue.

use types::{Span, TimeType, TimedSpan, When};

use crate::article::Article;
use crate::attribution::{Attribution, Form};

/// A time expression farther from the cue than this, in tokens, belongs to something else.
const REACH: usize = 14;

/// The day of each statement, in the order of `attributions`. `actors` gives the speakers for carrying a day over.
pub(crate) fn said(article: &Article, attributions: &[Attribution], nested_in: &[Option<usize>], times: &[TimedSpan], actors: &[Option<usize>]) -> Vec<Option<When>> {
    let mut said: Vec<Option<When>> = (0..attributions.len()).map(|index| own(article, attributions, index, times)).collect();
    for index in 1..attributions.len() {
        // The same speaker goes on in the same paragraph: the same occasion, unless the text says otherwise.
        if said[index].is_some() || nested_in[index].is_some() || actors[index].is_none() {
            continue;
        }
        let previous = (0..index).rev().find(|&other| nested_in[other].is_none());
        if let Some(previous) = previous
            && actors[previous] == actors[index]
            && goes_on(article, &attributions[previous], &attributions[index])
        {
            said[index] = said[previous].clone();
        }
    }
    said
}

/// The day that the statement's own sentence or block tells.
fn own(article: &Article, attributions: &[Attribution], index: usize, times: &[TimedSpan]) -> Option<When> {
    let attribution = &attributions[index];
    if matches!(attribution.form, Form::Post | Form::Turn) {
        let stamp = article.block(attribution.content.first()?.start)?.stamp?;
        return times.iter().find(|time| time.span.overlaps(stamp)).and_then(|time| time.when.clone());
    }
    let cue = *attribution.cue.first()?;
    let sentence = article.sentence(cue.start);
    let first = times.partition_point(|time| time.span.end <= sentence.start);
    times[first..]
        .iter()
        .take_while(|time| time.span.start < sentence.end)
        .filter(|time| matches!(time.kind, TimeType::Date | TimeType::Time) && time.when.is_some())
        .filter(|time| !in_content(article, attributions, time.span))
        .filter(|time| !attribution.source.iter().any(|source| source.contains(time.span)))
        .filter(|time| distance(article, cue, time.span) <= REACH && nearest_cue(article, attributions, time.span) == Some(cue))
        .min_by_key(|time| distance(article, cue, time.span))
        .and_then(|time| time.when.clone())
}

fn in_content(article: &Article, attributions: &[Attribution], time: Span) -> bool {
    article.spoken_at(time.start).is_some()
        || attributions.iter().any(|attribution| attribution.content.iter().any(|content| content.overlaps(time)))
}

/// Tokens between the two.
fn distance(article: &Article, cue: Span, time: Span) -> usize {
    let (cue, time) = (article.tokens(cue), article.tokens(time));
    if time.start >= cue.end { time.start - cue.end } else { cue.start.saturating_sub(time.end) }
}

/// The cue of the same sentence that stands nearest to the time expression; a comma between makes it farther.
fn nearest_cue(article: &Article, attributions: &[Attribution], time: Span) -> Option<Span> {
    let sentence = article.sentence_index(time.start);
    attributions
        .iter()
        .flat_map(|attribution| attribution.cue.first().copied())
        .filter(|cue| article.sentence_index(cue.start) == sentence)
        .min_by_key(|&cue| {
            let between = Span::new(cue.end.min(time.end), time.start.max(cue.start).max(cue.end.min(time.end)));
            let commas = article.tokens(between).filter(|&token| article.token(token) == ",").count();
            (distance(article, cue, time) + 8 * commas, cue.start)
        })
}

/// Whether the second statement goes on with what the first began: same paragraph, next sentence at most, and no tense
/// or phrase that opens another occasion.
fn goes_on(article: &Article, first: &Attribution, second: &Attribution) -> bool {
    let (Some(end), Some(start)) = (first.content.last(), second.content.first()) else { return false };
    let end = first.cue.iter().map(|cue| cue.end).fold(end.end, usize::max);
    let start = second.cue.iter().chain(&second.source).map(|span| span.start).fold(start.start, usize::min);
    article.block_index(end.saturating_sub(1)) == article.block_index(start)
        && article.sentence_index(start) <= article.sentence_index(end.saturating_sub(1)) + 1
        && second.cue.first().is_some_and(|cue| !matches!(article.token(article.tokens(*cue).start), "has" | "had" | "have" | "would" | "will"))
}
