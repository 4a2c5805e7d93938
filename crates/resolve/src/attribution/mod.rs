//! From marked spans to attributions: which source, cue and content belong together.

mod blocks;
mod link;
mod merge;
mod quotations;

use std::ops::Range;

use types::{AttributionMark, BlockKind, Role, Span};

use crate::article::Article;

/// An attribution before anything was judged about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attribution {
    /// How the content came to be one.
    pub form: Form,
    /// Evidence for what, in order, without overlap. Never empty.
    pub content: Vec<Span>,
    /// Evidence for who.
    pub source: Vec<Span>,
    /// Evidence that it is an attribution.
    pub cue: Vec<Span>,
    /// Mean of the model's scores of the spans.
    pub evidence: f32,
    /// How surely the spans belong together, 0 to 1.
    pub link: f32,
}

/// How a content came to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The model marked it.
    Marked,
    /// A quotation that the model passed over.
    Quotation,
    /// The body of an embedded post.
    Post,
    /// The body of a labelled turn.
    Turn,
    /// A block quotation.
    Blockquote,
}

/// A marked span with its place in the text.
#[derive(Clone, Debug)]
struct Piece {
    span: Span,
    tokens: Range<usize>,
    /// Sentences of its first and last token.
    sentences: (usize, usize),
    block: usize,
    score: f32,
    /// Whether the model marked it.
    marked: bool,
    /// Whether it is a headline's quotation before a colon, which no cue of the headline reports.
    floating: bool,
}

impl Piece {
    fn new(article: &Article, span: Span, score: f32, marked: bool) -> Self {
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
struct Pieces {
    sources: Vec<Piece>,
    cues: Vec<Piece>,
    contents: Vec<Piece>,
}

impl Pieces {
    /// Marks that cannot be shown verbatim are left out.
    fn new(article: &Article, marks: &[AttributionMark]) -> Self {
        let of = |role: Role| {
            let mut pieces: Vec<Piece> = marks
                .iter()
                .filter(|mark| mark.role == role && article.holds(mark.span))
                .map(|mark| Piece::new(article, article.trimmed(mark.span), mark.score.clamp(0.0, 1.0), true))
                .filter(|piece| !piece.tokens.is_empty())
                .collect();
            pieces.sort_by_key(|piece| piece.span);
            pieces.dedup_by(|right, left| left.span.overlaps(right.span));
            pieces
        };
        Self { sources: of(Role::Source), cues: of(Role::Cue), contents: of(Role::Content) }
    }
}

/// All attributions of the article in order of their content, an outer one before what is nested in it.
pub(crate) fn attributions(article: &Article, marks: &[AttributionMark]) -> Vec<Attribution> {
    let mut pieces = Pieces::new(article, marks);
    quotations::repair(article, &mut pieces);
    let linked = link::link(article, &pieces);
    let merged = merge::merge(article, linked);
    let mut attributions = blocks::add(article, merged, &pieces);
    attributions.retain(|attribution| is_evident(article, attribution));
    attributions.sort_by_key(|attribution| {
        let start = attribution.content.first().map_or(0, |span| span.start);
        let end = attribution.content.last().map_or(0, |span| span.end);
        (start, std::cmp::Reverse(end), attribution.source.first().copied(), attribution.cue.first().copied())
    });
    attributions
}

/// Words are somebody's only when a cue says so, or quotation marks, or the block that they stand in.
fn is_evident(article: &Article, attribution: &Attribution) -> bool {
    let quoted = || attribution.content.iter().all(|span| article.spoken_at(span.start).is_some());
    !attribution.content.is_empty() && (attribution.form != Form::Marked || !attribution.cue.is_empty() || quoted())
}
