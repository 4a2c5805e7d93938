//! The day of an occasion at which people speak: a hearing, a meeting, a match; the entry of a live blog.

use types::{BlockKind, Span, TimedSpan, When};

use crate::article::Article;
use crate::attribution::Attribution;
use crate::lexicon::cues;
use crate::phrase;

/// Words that tell of people gathered to speak or to be heard; verbs in their base form.
const OCCASIONS: &[&str] = &[
    "hearing",
    "trial",
    "sentenced",
    "convicted",
    "jury",
    "meeting",
    "debate",
    "hall",
    "rally",
    "conference",
    "summit",
    "ceremony",
    "vigil",
    "protest",
    "match",
    "game",
    "briefing",
    "session",
    "inquest",
    "funeral",
    "convention",
    "court",
    "courtroom",
    "symposium",
    "hustings",
    "interview",
    "parliament",
];
/// How many paragraphs after the sentence that tells the day an occasion lasts.
const PASSAGE: usize = 2;
/// A document with at least so many stamped entries is a live blog.
const LIVE: usize = 3;

/// An occasion whose day the text tells.
pub(crate) struct Occasion {
    sentence: usize,
    block: usize,
    day: When,
}

/// Whether the lower-case word names an occasion or its deed.
pub(crate) fn is_occasion(word: &str) -> bool {
    OCCASIONS.contains(&word) || OCCASIONS.contains(&cues::lemma(word).as_str())
}

/// Sentences of prose that tell an occasion and its day, in order.
pub(crate) fn occasions(article: &Article, times: &[TimedSpan]) -> Vec<Occasion> {
    let published = article.reading.document.published.as_ref().map(|published| published.date);
    let mut found: Vec<Occasion> = Vec::new();
    for time in times {
        let Some(when) = &time.when else { continue };
        let (Some(first), Some(last)) = (when.earliest, when.latest) else { continue };
        // What lies ahead has not been said yet.
        if first != last
            || published.is_some_and(|published| first > published)
            || article.block_kind(time.span.start) != BlockKind::Paragraph
            || article.spoken_at(time.span.start).is_some()
        {
            continue;
        }
        let sentence = article.sentence(time.span.start);
        if article.tokens(sentence).any(|token| names_occasion(article, token)) {
            found.push(Occasion {
                sentence: article.sentence_index(sentence.start),
                block: article.block_index(sentence.start),
                day: When { value: first.to_string(), earliest: Some(first), latest: Some(first) },
            });
        }
    }
    found
}

/// "their first final, in front of …" is a match; "the final report" is none.
fn names_occasion(article: &Article, token: usize) -> bool {
    let word = article.token(token).to_lowercase();
    let next = article.token(token + 1);
    is_occasion(&word)
        || word == "final"
            && (!next.chars().next().is_some_and(char::is_alphabetic) || phrase::ends_noun_phrase(next))
}

/// The day of the occasion at which the statement was made: one told in the paragraphs right before it, by a report in
/// the simple past.
pub(crate) fn of_occasion(
    article: &Article,
    attribution: &Attribution,
    occasions: &[Occasion],
) -> Option<When> {
    let cue = *attribution.cue.first()?;
    let sentence = article.sentence_index(cue.start);
    let last = occasions.partition_point(|occasion| occasion.sentence < sentence).checked_sub(1)?;
    let Occasion { block, day, .. } = &occasions[last];
    let words: Vec<String> = words_around(article, cue);
    let mut pairs = words.windows(3);
    // "had said before the match": at the latest on that day.
    if pairs.any(|three| three[0] == "before" && three[1] == "the" && is_occasion(&three[2])) {
        return Some(When { value: format!("/{}", day.value), earliest: None, latest: day.latest });
    }
    if !is_simple_past(article, cue) {
        return None;
    }
    let here = attribution.content.iter().any(|content| {
        article.tokens(*content).any(|token| matches!(article.token(token), "tonight" | "Tonight"))
    });
    let near = article.block_index(cue.start) <= block + PASSAGE;
    (near || here).then(|| day.clone())
}

/// The words from five before the cue to ten behind it, in its sentence.
fn words_around(article: &Article, cue: Span) -> Vec<String> {
    let tokens = article.tokens(cue);
    let sentence = article.tokens(article.sentence(cue.start));
    (tokens.start.saturating_sub(5).max(sentence.start)..(tokens.end + 10).min(sentence.end))
        .map(|token| article.token(token).to_lowercase())
        .collect()
}

fn is_simple_past(article: &Article, cue: Span) -> bool {
    let first = article.tokens(cue).start;
    let verb = article.token(first).to_lowercase();
    let before = article.token(first.saturating_sub(1)).to_lowercase();
    let past = verb.ends_with("ed")
        || matches!(verb.as_str(), "said" | "told" | "swore" | "wrote" | "spoke" | "shouted");
    past && !matches!(before.as_str(), "has" | "had" | "have" | "previously" | "once" | "been" | "later")
}

/// Whether the document is a live blog.
pub(crate) fn is_live(article: &Article) -> bool {
    article.stamps >= LIVE
}

/// In a live blog what somebody "says" is said on the day of the entry's stamp; in its summary, on that of publication.
pub(crate) fn of_entry(article: &Article, attribution: &Attribution, times: &[TimedSpan]) -> Option<When> {
    let anchor = attribution.cue.first().or(attribution.content.first())?;
    let verb = article.token(article.tokens(*anchor).start);
    let present = verb.ends_with('s') || matches!(verb, "has" | "have" | "say" | "is" | "are");
    // A cue that is a colon has no tense.
    let tells = !attribution.cue.is_empty() && verb.starts_with(char::is_alphanumeric);
    if !present && tells && !is_simple_past(article, *anchor) {
        return None;
    }
    let entry = article.reading.blocks[..=article.block_index(anchor.start)]
        .iter()
        .rev()
        .find_map(|block| block.stamp);
    let day = match entry {
        Some(entry) => {
            let at = times.partition_point(|time| time.span.end <= entry.start);
            times.get(at).filter(|time| time.span.overlaps(entry))?.when.as_ref()?.earliest?
        }
        None => article.reading.document.published.as_ref()?.date,
    };
    Some(When { value: day.to_string(), earliest: Some(day), latest: Some(day) })
}
