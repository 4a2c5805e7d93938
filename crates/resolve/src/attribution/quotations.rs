//! What the quotation marks know and the model does not: a quotation is said as a whole.

use types::{BlockKind, Span};

use super::pieces::{Piece, Pieces};
use crate::article::{Article, is_word};
use crate::lexicon::cues;

/// A content that comes this near (in tokens) to a quotation mark reaches it.
const BORDER_REACH: usize = 3;
/// A quotation shorter than this (in words) may be a name, a title or a raised eyebrow.
const FREE_WORDS: usize = 4;
/// What a content is worth that only its quotation marks vouch for.
const FREE_SCORE: f32 = 0.55;

/// Extends contents to the quotation marks, joins contents of one quotation, and adds quotations that were passed over.
pub(super) fn repair(article: &Article, pieces: &mut Pieces) {
    let contents = std::mem::take(&mut pieces.contents);
    pieces.contents = join(article, contents.into_iter().map(|piece| extended(article, &piece)).collect());
    drop_marks_inside_speech(article, pieces);
    add_free_quotations(article, pieces);
}

/// The piece, with each end that lies inside a quotation near its border, or in one mostly covered, moved there.
fn extended(article: &Article, piece: &Piece) -> Piece {
    let mut span = piece.span;
    for edge in [span.start, span.end - 1] {
        let Some(part) = article.spoken_at(edge) else { continue };
        if article.in_block_of_speech(part.start) {
            continue;
        }
        let quoted = article.tokens(part);
        let covered =
            quoted.len() - quoted.clone().filter(|&token| !span.overlaps(article.token_span(token))).count();
        let mostly = 2 * covered >= quoted.len();
        if span.start > part.start
            && (mostly || article.tokens(Span::new(part.start, span.start)).len() <= BORDER_REACH)
            && edge < span.end
            && part.contains(Span::new(span.start, span.start + 1))
        {
            span.start = part.start;
        }
        if span.end < part.end
            && (mostly || article.tokens(Span::new(span.end, part.end)).len() <= BORDER_REACH)
            && part.contains(Span::new(span.end - 1, span.end))
        {
            span.end = part.end;
        }
    }
    Piece::new(article, span, piece.score, piece.marked)
}

/// Joins contents that overlap, and contents of the same quotation.
fn join(article: &Article, contents: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(contents.len());
    for piece in contents {
        if let Some(last) = joined.last_mut() {
            let same_quotation = article.spoken_at(piece.span.start).is_some_and(|part| {
                part.start < last.span.end
                    && last.span.end < part.end
                    && !article.in_block_of_speech(part.start)
            });
            if last.span.overlaps(piece.span) || same_quotation {
                let span =
                    Span::new(last.span.start.min(piece.span.start), last.span.end.max(piece.span.end));
                *last = Piece::new(article, span, last.score.max(piece.score), true);
                continue;
            }
        }
        joined.push(piece);
    }
    joined
}

/// A source or cue inside a quotation that is content as a whole belongs to a nested statement, not to this one.
fn drop_marks_inside_speech(article: &Article, pieces: &mut Pieces) {
    let contents = &pieces.contents;
    let inside = |span: Span| {
        let index = contents.partition_point(|content| content.span.end <= span.start);
        contents
            .get(index)
            .is_some_and(|content| content.span.contains(span) && article.spoken_at(span.start).is_some())
    };
    pieces.sources.retain(|source| !inside(source.span));
    pieces.cues.retain(|cue| !inside(cue.span));
}

fn add_free_quotations(article: &Article, pieces: &mut Pieces) {
    let mut found = Vec::new();
    for &part in article.spoken() {
        let overlapped = pieces.contents.iter().any(|content| content.span.overlaps(part));
        if !overlapped && !article.in_block_of_speech(part.start) && is_speech(article, pieces, &found, part)
        {
            found.push(Piece::new(article, part, FREE_SCORE, false));
        }
    }
    pieces.contents.append(&mut found);
    pieces.contents.sort_by_key(|piece| piece.span);
}

/// Whether a quotation that the model passed over is somebody's speech: long enough, punctuated as speech, and with a
/// cue beside it, or alone in its paragraph, or the continuation of speech in the same paragraph.
fn is_speech(article: &Article, pieces: &Pieces, found: &[Piece], part: Span) -> bool {
    if article.word_count(part) < FREE_WORDS {
        return false;
    }
    let Some(block) = article.block(part.start) else { return false };
    let tokens = article.tokens(part);
    let inside_end = article.token(tokens.end.saturating_sub(2));
    let punctuated = matches!(inside_end, "." | "," | "!" | "?" | "…" | "—" | "-");
    if block.kind == BlockKind::Title {
        return part.start == block.span.start || article.token(tokens.start.saturating_sub(1)) == ":";
    }
    if !punctuated {
        return false;
    }
    let alone = block.span.start == part.start && block.span.end <= part.end + 1;
    let beside = |piece: &Piece| {
        piece.block == article.block_index(part.start)
            && (piece.tokens.start.saturating_sub(tokens.end) <= BORDER_REACH
                && piece.tokens.start >= tokens.end
                || tokens.start.saturating_sub(piece.tokens.end) <= BORDER_REACH
                    && piece.tokens.end <= tokens.start)
    };
    let continues = pieces.contents.iter().chain(found).any(|content| {
        content.span.end <= part.start
            && content.block == article.block_index(part.start)
            && article.spoken_at(content.span.start).is_some()
            && article.sentence_index(part.start) <= content.sentences.1 + 1
            && block.span.start <= content.span.start
    }) && starts_sentence(article, part);
    alone || continues || pieces.cues.iter().any(beside) || said_beside(article, part)
}

/// Whether the quotation opens its sentence.
fn starts_sentence(article: &Article, part: Span) -> bool {
    article.sentence(part.start).start == part.start
}

/// Whether a verb of saying stands right after the quotation, or right before it with a comma or colon.
fn said_beside(article: &Article, part: Span) -> bool {
    let tokens = article.tokens(part);
    let sentence = article.sentence_index(part.end - 1);
    let after = (tokens.end..tokens.end + 4)
        .take_while(|&token| article.sentence_index(article.token_span(token).start) == sentence)
        .any(|token| is_word(article.token(token)) && cues::is_cue(article.token(token)));
    let before = tokens.start >= 2
        && matches!(article.token(tokens.start - 1), "," | ":")
        && (tokens.start.saturating_sub(4)..tokens.start - 1).any(|token| cues::is_cue(article.token(token)));
    after || before
}
