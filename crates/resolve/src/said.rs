//! On which day a statement was made, from the time expressions beside its cue.

use types::{BlockKind, Span, TimeType, TimedSpan, When};

use crate::article::Article;
use crate::attribution::{Attribution, Form};

/// A time expression farther from the cue than this, in tokens, belongs to something else.
const REACH: usize = 14;

/// The day of each statement, in the order of `attributions`; `continued` is that of [`continued`].
pub(crate) fn said(
    article: &Article,
    attributions: &[Attribution],
    continued: &[Option<usize>],
    times: &[TimedSpan],
) -> Vec<Option<When>> {
    let mut said: Vec<Option<When>> = (0..attributions.len())
        .map(|index| {
            own(article, attributions, index, times)
                .or_else(|| of_entry(article, &attributions[index], times))
        })
        .collect();
    for index in 0..attributions.len() {
        if said[index].is_none()
            && let Some(previous) = continued[index]
        {
            said[index] = said[previous].clone();
        }
    }
    said
}

/// For each statement the one before it that it goes on with: the same speaker in the same passage. What was said of
/// the occasion then still holds. `actors` gives the speakers.
pub(crate) fn continued(
    article: &Article,
    attributions: &[Attribution],
    nested_in: &[Option<usize>],
    actors: &[Option<usize>],
) -> Vec<Option<usize>> {
    let mut previous: Option<usize> = None;
    (0..attributions.len())
        .map(|index| {
            if nested_in[index].is_some() {
                return None;
            }
            let before = previous.replace(index)?;
            let same = actors[index].is_some() && actors[before] == actors[index];
            (same && goes_on(article, &attributions[before], &attributions[index])).then_some(before)
        })
        .collect()
}

/// In a live blog what somebody "says" is said on the day of the entry's stamp.
fn of_entry(article: &Article, attribution: &Attribution, times: &[TimedSpan]) -> Option<When> {
    let blocks = &article.reading.blocks;
    let stamps =
        blocks.iter().filter(|block| block.kind == BlockKind::DateLine && block.stamp.is_some()).count();
    let cue = attribution.cue.first()?;
    let verb = article.token(article.tokens(*cue).start);
    let present =
        verb.ends_with('s') && verb != "was" || matches!(verb, "has" | "have" | "say" | "is" | "are");
    if stamps < 3 || !present {
        return None;
    }
    let entry = blocks[..=article.block_index(cue.start)].iter().rev().find_map(|block| block.stamp)?;
    let day = times.iter().find(|time| time.span.overlaps(entry))?.when.as_ref()?.earliest?;
    Some(When { value: day.to_string(), earliest: Some(day), latest: Some(day) })
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
        .filter(|time| {
            distance(article, cue, time.span) <= REACH
                && nearest_cue(article, attributions, time.span) == Some(cue)
        })
        .filter(|time| is_short(time) || stands_as_adverb(article, time.span))
        .min_by_key(|time| (cost(article, cue, time.span), time.span))
        .and_then(|time| time.when.clone())
}

fn in_content(article: &Article, attributions: &[Attribution], time: Span) -> bool {
    article.spoken_at(time.start).is_some()
        || attributions
            .iter()
            .any(|attribution| attribution.content.iter().any(|content| content.overlaps(time)))
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
        .min_by_key(|&cue| (cost(article, cue, time), cue.start))
}

/// Tokens between the two; a comma between counts for eight.
fn cost(article: &Article, cue: Span, time: Span) -> usize {
    let from = cue.end.min(time.end);
    let between = Span::new(from, time.start.max(cue.start).max(from));
    let commas = article.tokens(between).filter(|&token| article.token(token) == ",").count();
    distance(article, cue, time) + 8 * commas
}

/// A week at most: "on Tuesday", "over the weekend".
fn is_short(time: &TimedSpan) -> bool {
    let days = time.when.as_ref().and_then(|when| Some((when.latest? - when.earliest?).get_days()));
    days.is_some_and(|days| days <= 7)
}

/// "in January", "last year" – not "second-quarter profit", "the 2013 storm".
fn stands_as_adverb(article: &Article, time: Span) -> bool {
    let words = time.of(article.text).to_lowercase();
    let before =
        article.tokens(time).start.checked_sub(1).map_or("", |token| article.token(token)).to_lowercase();
    let opens = |word: &str| {
        matches!(word, "in" | "last" | "this" | "earlier" | "during" | "since" | "by" | "until" | "next")
    };
    opens(&before) || words.split(' ').next().is_some_and(opens) || words.ends_with("ago")
}

/// Whether the second statement goes on with the first: the next sentence at most, in the same paragraph or with a word
/// that says so, and no tense that opens another occasion.
fn goes_on(article: &Article, first: &Attribution, second: &Attribution) -> bool {
    let (Some(end), Some(start)) = (first.content.last(), second.content.first()) else { return false };
    let end = first.cue.iter().map(|cue| cue.end).fold(end.end, usize::max).saturating_sub(1);
    let start = second.cue.iter().chain(&second.source).map(|span| span.start).fold(start.start, usize::min);
    let Some(cue) = second.cue.first() else { return false };
    let mut words = article.tokens(*cue).map(|token| article.token(token));
    if words.clone().next().is_some_and(|word| matches!(word, "has" | "had" | "have" | "would" | "will")) {
        return false;
    }
    let says_so = words.any(|word| {
        matches!(
            word,
            "then" | "added" | "adding" | "continued" | "stressed" | "emphasizing" | "stressing" | "also"
        )
    });
    let blocks = article.block_index(start).saturating_sub(article.block_index(end));
    let sentences = article.sentence_index(start).saturating_sub(article.sentence_index(end));
    sentences <= 1 && (blocks == 0 || blocks == 1 && says_so)
}
