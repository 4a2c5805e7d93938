//! On which day a statement was made, from the time expressions beside its cue.

use std::collections::BTreeMap;

use types::{Span, TimeType, TimedSpan, When};

use crate::article::Article;
use crate::attribution::{Attribution, Form};
use crate::occasion;

/// A time expression farther from the cue than this, in tokens, belongs to something else.
const REACH: usize = 14;

/// The day of each statement, in the order of `attributions`; `continued` is that of [`continued`], `documents` gives
/// the actor of each statement whose speaker is a document.
pub(crate) fn said(
    article: &Article,
    attributions: &[Attribution],
    continued: &[Option<usize>],
    documents: &[Option<usize>],
    times: &[TimedSpan],
) -> Vec<Option<When>> {
    let live = occasion::is_live(article);
    let occasions = occasion::occasions(article, times);
    let mut written: BTreeMap<usize, When> = BTreeMap::new();
    let mut said: Vec<Option<When>> = Vec::with_capacity(attributions.len());
    for (index, attribution) in attributions.iter().enumerate() {
        if let Some(document) = documents[index]
            && let Some(when) = of_document(article, attribution, times)
        {
            written.entry(document).or_insert(when);
        }
        let document = documents[index].and_then(|document| written.get(&document).cloned());
        let own = document.or_else(|| own(article, attributions, index, times));
        let when = own.or_else(|| {
            if live {
                occasion::of_entry(article, attribution, times)
            } else {
                let spoken_of = attribution.form != Form::Nested && documents[index].is_none();
                spoken_of.then(|| occasion::of_occasion(article, attribution, &occasions)).flatten()
            }
        });
        let carried = || {
            let previous = continued[index]?;
            let when: &When = said[previous].as_ref()?;
            (is_short(when) && !in_relative_clause(article, &attributions[previous])).then(|| when.clone())
        };
        let when = when.or_else(carried);
        said.push(when);
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

/// "who last year called": what the aside tells of another day does not hold for the main clause.
fn in_relative_clause(article: &Article, attribution: &Attribution) -> bool {
    let (Some(source), Some(cue)) = (attribution.source.first(), attribution.cue.first()) else {
        return false;
    };
    let from = source.start.min(cue.start);
    article
        .tokens(Span::new(from, cue.start.max(from)))
        .any(|token| matches!(article.token(token), "who" | "which" | "whose"))
}

/// "a survey published on Thursday", "the note, dated 11 May", "a 2019 inspection": the day or year of a document that
/// speaks, from the words of the source or right behind it.
fn of_document(article: &Article, attribution: &Attribution, times: &[TimedSpan]) -> Option<When> {
    let source = *attribution.source.first()?;
    let sentence = article.sentence(source.start);
    let behind = article.token_span(article.tokens(source).end + 6).start.min(sentence.end);
    let first = times.partition_point(|time| time.span.end <= source.start);
    times[first..]
        .iter()
        .take_while(|time| time.span.start < behind.max(source.end))
        .filter(|time| !attribution.content.iter().any(|content| content.overlaps(time.span)))
        .find(|time| {
            let at = article.tokens(time.span);
            let dated = (at.start.saturating_sub(4)..at.start).any(|token| {
                matches!(
                    article.token(token),
                    "published"
                        | "dated"
                        | "released"
                        | "issued"
                        | "conducted"
                        | "closed"
                        | "carried"
                        | "filed"
                )
            });
            dated || source.contains(time.span)
        })
        .and_then(|time| time.when.clone())
        .filter(|when| when.earliest.is_some() && when.latest.is_some())
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
        .filter(|time| !in_content(article, attributions, cue, time.span))
        .filter(|time| !describes(article, attribution, time.span))
        .filter(|time| !of_another_clause(article, attribution, cue, time.span))
        .filter(|time| {
            distance(article, cue, time.span) <= REACH
                && nearest_cue(article, attributions, time.span) == Some(cue)
        })
        .filter(|time| {
            time.when.as_ref().is_some_and(is_short)
                || stands_as_adverb(article, time.span)
                || dates_medium(article, time.span)
        })
        .min_by_key(|time| (cost(article, cue, time.span), time.span))
        .and_then(|time| time.when.clone())
}

/// Whether the time stands in speech that does not report the cue as well.
fn in_content(article: &Article, attributions: &[Attribution], cue: Span, time: Span) -> bool {
    let part = article.spoken_at(time.start);
    part.is_some_and(|part| !part.contains(cue))
        || attributions.iter().any(|attribution| {
            attribution.content.iter().any(|content| content.overlaps(time) && !content.contains(cue))
        })
}

/// Whether the time belongs to the words that describe the source ("the 2019 winner"), not to a clause about it.
fn describes(article: &Article, attribution: &Attribution, time: Span) -> bool {
    attribution.source.iter().filter(|source| source.contains(time)).any(|source| {
        let words =
            |from: usize, to: usize| article.tokens(Span::new(from, to)).map(|token| article.token(token));
        let relative = words(source.start, time.start).any(|word| matches!(word, "who" | "which"));
        let closed = attribution
            .cue
            .first()
            .is_none_or(|cue| words(time.end, cue.start.max(time.end)).any(|word| word == ","));
        !relative || closed
    })
}

/// Whether the time belongs to a clause before that of the cue: a conjunction and another subject stand in between.
fn of_another_clause(article: &Article, attribution: &Attribution, cue: Span, time: Span) -> bool {
    let Some(source) =
        attribution.source.iter().find(|source| source.start >= time.end && source.end <= cue.start)
    else {
        return false;
    };
    article.tokens(Span::new(time.end, source.start)).any(|token| {
        matches!(
            article.token(token),
            "and" | "but" | "where" | "while" | "when" | "who" | "which" | ";" | "so"
        )
    })
}

/// "in a 1988 interview", "at Thursday's hearing": the time of that through which it was said.
fn dates_medium(article: &Article, time: Span) -> bool {
    let next = article.tokens(time).end;
    let word = article.token(next).to_lowercase();
    crate::circumstances::is_medium(&word) || occasion::is_occasion(&word)
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
fn is_short(when: &When) -> bool {
    let days = when.latest.zip(when.earliest).map(|(latest, earliest)| (latest - earliest).get_days());
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
