//! The marked spans of an article, each with its place, sources as they are read.

use std::ops::Range;

use types::{AttributionMark, BlockKind, Role, Span};

use super::Attribution;
use crate::article::Article;
use crate::lexicon::people;

/// A marked span with its place in the text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub span: Span,
    pub tokens: Range<usize>,
    /// Sentences of its first and last token.
    pub sentences: (usize, usize),
    pub block: usize,
    pub score: f32,
    /// Whether the model marked it.
    pub marked: bool,
    /// Whether it is a headline's quotation before a colon, which no cue of the headline reports.
    pub floating: bool,
}

impl Piece {
    pub fn new(article: &Article, span: Span, score: f32, marked: bool) -> Self {
        let tokens = article.tokens(span);
        let last = article.token_span(tokens.end.saturating_sub(1)).start;
        Self {
            span,
            sentences: (article.sentence_index(span.start), article.sentence_index(last)),
            block: article.block_index(span.start),
            tokens,
            score,
            marked,
            floating: article.block_kind(span.start) == BlockKind::Title
                && article.spoken_at(span.start).is_some_and(|part| part.contains(span))
                && article.token(article.tokens(span).end) == ":",
        }
    }
}

/// The marked spans by role, each list in order.
pub(super) struct Pieces {
    pub sources: Vec<Piece>,
    pub cues: Vec<Piece>,
    pub contents: Vec<Piece>,
}

impl Pieces {
    /// Marks that cannot be shown verbatim are left out.
    pub fn new(article: &Article, marks: &[AttributionMark]) -> Self {
        let of = |role: Role| {
            let mut pieces: Vec<Piece> = marks
                .iter()
                .filter(|mark| mark.role == role && article.holds(mark.span))
                .map(|mark| Piece::new(article, article.trimmed(mark.span), probability(mark.score), true))
                // A quotation mark alone says nothing; a colon alone can be a cue.
                .filter(|piece| {
                    !piece.tokens.is_empty()
                        && (role != Role::Content
                            || piece.span.of(article.text).contains(char::is_alphanumeric))
                })
                .collect();
            pieces.sort_by_key(|piece| piece.span);
            pieces.dedup_by(|right, left| left.span.overlaps(right.span));
            pieces
        };
        let mut sources = of(Role::Source);
        for source in &mut sources {
            let span = with_title(article, without_verb(article, without_conjunction(article, source.span)));
            let span = with_whole_word(article, span);
            if span != source.span {
                *source = Piece::new(article, span, source.score, true);
            }
        }
        Self { sources, cues: of(Role::Cue), contents: of(Role::Content) }
    }
}

/// "Doe" → "Ms. Doe", "Ms." → "Ms. Doe": a courtesy title and the name behind it are one source.
fn with_title(article: &Article, source: Span) -> Span {
    let tokens = article.tokens(source);
    let sentence = article.tokens(article.sentence(source.start));
    let is_name =
        |token: usize| sentence.contains(&token) && article.token(token).starts_with(char::is_uppercase);
    // The stop of "Ms." is a token of its own.
    let title_at = |token: usize| people::courtesy(article.token(token)).is_some() && is_name(token);
    let before = tokens
        .start
        .checked_sub(1)
        .map(|token| if article.token(token) == "." { token.saturating_sub(1) } else { token });
    let start = before.filter(|&token| title_at(token) && is_name(tokens.start)).unwrap_or(tokens.start);
    let is_title = title_at(tokens.start) && tokens.clone().skip(1).all(|token| article.token(token) == ".");
    let mut end = tokens.end;
    if is_title {
        end += usize::from(article.token(end) == ".");
        end += (end..end + 3).take_while(|&token| is_name(token)).count();
    }
    Span::new(article.token_span(start).start, article.token_span(end.saturating_sub(1)).end.max(source.end))
}

/// "The 25-year-" → "The 25-year-old".
fn with_whole_word(article: &Article, source: Span) -> Span {
    let rest = &article.text[source.end..];
    let hyphen = source.of(article.text).ends_with('-') || rest.starts_with("-old");
    let joined = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '-').unwrap_or(rest.len());
    if hyphen { Span::new(source.start, source.end + joined) } else { source }
}

/// "But two officials" → "two officials".
fn without_conjunction(article: &Article, source: Span) -> Span {
    let first = article.tokens(source).start;
    let rest = Span::new(article.token_span(first).end.min(source.end), source.end);
    let joins = matches!(article.token(first), "But" | "And" | "Yet" | "Still");
    if joins && article.word_count(rest) > 0 { article.trimmed(rest) } else { source }
}

/// "The council voted by 7 to 5" → "The council": a verb that leaked into the source, and what follows it.
fn without_verb(article: &Article, source: Span) -> Span {
    let tokens = article.tokens(source);
    let first = tokens.start;
    let verb = tokens
        .clone()
        .skip(1)
        .find(|&token| matches!(article.token(token), "voted" | "said" | "says" | "told" | "was" | "were"));
    let relative = |until: usize| {
        (first..until)
            .any(|token| matches!(article.token(token), "who" | "which" | "that" | "whose" | "whom"))
    };
    match verb {
        Some(verb) if !relative(verb) => {
            article.trimmed(Span::new(source.start, article.token_span(verb).start))
        }
        _ => source,
    }
}

/// "Jo Doe, the mayor[,] said": the comma that ends an apposition before the cue belongs to the source (so PolNeAR has it in
/// 850 of 926 places).
pub(super) fn close_apposition(article: &Article, attribution: &mut Attribution) {
    let Some(cue) = attribution.cue.first() else { return };
    for source in &mut attribution.source {
        let words = source.of(article.text);
        let comma = article.token_span(article.tokens(*source).end);
        let opened = words.contains(", ") && !words.ends_with(',');
        if opened && comma.start == source.end && comma.end <= cue.start && comma.of(article.text) == "," {
            source.end = comma.end;
        }
    }
}

/// "a dam worth six million U.S. | dollars.": one or two words that are left of a sentence, and nobody else's, are said as well (so
/// PolNeAR has it in 14 of 15 places). `taken` are all marked spans, by their ends.
pub(super) fn to_sentence_end(article: &Article, content: &mut Span, taken: &[Span]) {
    const NEXT: usize = 64;
    let sentence = article.sentence(content.end.saturating_sub(1));
    let Some(rest) = article.text.get(content.end..sentence.end) else { return };
    let rest = rest.trim_end().trim_end_matches(['.', '?', '!']);
    let left = Span::new(content.end, content.end + rest.len());
    let plain = rest.starts_with(' ')
        && rest
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '\'' | '’' | '$'));
    // "denied it | on Monday": that is when.
    let is_day = rest.split_whitespace().any(|word| word.ends_with("day"));
    let from = taken.partition_point(|span| span.end <= left.start);
    // A longer span that covers the words too ends among the next few.
    let free = taken[from..].iter().take(NEXT).all(|span| span.start >= left.end);
    if plain
        && free
        && !is_day
        && (1..=2).contains(&rest.split_whitespace().count())
        && article.spoken_at(left.end - 1).is_none()
    {
        content.end = left.end;
    }
}

/// A score that is no number says nothing.
fn probability(score: f32) -> f32 {
    if score.is_nan() { 0.0 } else { score.clamp(0.0, 1.0) }
}
