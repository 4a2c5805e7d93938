//! Which cue a content belongs to, and which source a cue: the nearest within the paragraph, counted in tokens, where
//! sentence borders and spans in between count extra. With gold spans that is as good as the annotators' own links.

use types::{BlockKind, Span};

use super::pieces::{Piece, Pieces};
use super::{Attribution, Form, aside, opens_with_being_asked};
use crate::article::Article;
use crate::lexicon::cues;

/// Tokens that a sentence border counts for, when the cue stands before the content ("…," she said. "…").
const SENTENCE_BACK: usize = 25;
/// The same when the cue comes after: a cue rarely reaches back over the start of its own sentence.
const SENTENCE_AHEAD: usize = 32;
/// Tokens that it counts for when the cue behind a content leads straight into the next one ("…," stressing "…").
const TAKEN: usize = 6;
/// Tokens that a span of the same kind in between counts for.
const BETWEEN: usize = 15;
/// A content farther from every cue has none.
const CONTENT_REACH: usize = 200;
/// A cue without content shares the nearest one within this distance.
const SHARED_REACH: usize = 60;
/// A source farther from the cue is not its source.
const SOURCE_REACH: usize = 60;
/// A content without cue takes a source within this distance.
const BARE_SOURCE_REACH: usize = 40;
/// The label of a headline's quotation has at most so many words.
const LABEL_WORDS: usize = 6;
/// What a cue is worth that only the colon behind it vouches for.
const ANNOUNCED: f32 = 0.6;
/// How many neighbours on each side are looked at.
const NEIGHBOURS: usize = 12;

/// Links the pieces. Every content comes out in at least one attribution.
pub(super) fn link(article: &Article, pieces: &Pieces) -> Vec<Attribution> {
    let Pieces { sources, cues, contents } = pieces;
    let mut contents_of: Vec<Vec<(usize, usize)>> = vec![Vec::new(); cues.len()];
    let mut orphans = Vec::new();
    for (index, content) in contents.iter().enumerate() {
        let announced = is_announced(article, content);
        let cost = |cue: &Piece| {
            // "He refused to comment. Roe was less diplomatic: “…”": another sentence's cue does not reach over the colon.
            if announced && cue.sentences.1 < content.sentences.0 {
                return None;
            }
            Some(
                distance(cue, content, &[near(contents, content)])?
                    + if introduces_next(contents, cue, content) { TAKEN } else { 0 },
            )
        };
        match nearest(cues, content, cost) {
            Some((cue, cost)) if cost < CONTENT_REACH && !content.floating => {
                contents_of[cue].push((index, cost))
            }
            _ => orphans.push((index, announced)),
        }
    }
    // "Two unions withdrew their support. Doe said that …": the second sentence has its own cue. So has the last of a quotation's.
    let mut own_cue = vec![false; contents.len()];
    for (cue, linked) in cues.iter().zip(&contents_of) {
        for &(content, _) in linked {
            let (first, last) = contents[content].sentences;
            own_cue[content] |= (first..=last).contains(&cue.sentences.0);
        }
    }
    for (cue, linked) in cues.iter().zip(&mut contents_of) {
        if linked.is_empty()
            && let Some((content, cost)) = nearest(contents, cue, |content| distance(cue, content, &[]))
            && cost < SHARED_REACH
            && !(own_cue[content] && is_elsewhere(article, cue, &contents[content]))
            && !is_behind_semicolon(article, cue, &contents[content])
        {
            linked.push((content, cost));
        }
    }
    for (cue, linked) in cues.iter().zip(&mut contents_of) {
        drop_strays(article, contents, cue, linked);
    }
    let mut attributions = Vec::new();
    for (cue, linked) in cues.iter().zip(&contents_of) {
        if linked.is_empty() {
            continue;
        }
        let aside = aside(article, cue.span);
        let opens = article.sentence(cue.span.start).start == cue.span.start;
        let source = nearest(sources, cue, |source| {
            // A later sentence tells who says the next thing.
            if source.sentences.0 > cue.sentences.1 {
                return None;
            }
            // "Donors said so. The move was driven by antipathy to Roe": a sentence with words before its cue has a subject
            // of its own.
            if source.sentences.1 < cue.sentences.0 && !opens {
                return None;
            }
            // "Roe, who Doe says lied, denied it": the subject of the second verb is Roe, marked or not.
            if aside.is_some_and(|aside| !is_subject_before(source, cue, aside)) {
                return None;
            }
            let cost = distance(source, cue, &[near(cues, cue), near(sources, cue)])?;
            // Doubled, so that a source before the cue wins over one as near behind it.
            Some(2 * cost + usize::from(source.span.start >= cue.span.end) * 3)
        })
        .filter(|&(index, cost)| cost < 2 * SOURCE_REACH && !is_asked(article, cue, &sources[index]));
        let source_piece = source.map(|(index, _)| &sources[index]);
        let contents: Vec<&Piece> = linked.iter().map(|&(index, _)| &contents[index]).collect();
        let farthest = linked.iter().map(|&(_, cost)| cost).max().unwrap_or(0);
        let link = certainty(farthest) * source.map_or(0.8, |(_, cost)| certainty(cost / 2));
        attributions.push(attribution(&contents, Some(cue), source_piece, link));
    }
    for (index, announced) in orphans {
        let content = &contents[index];
        if let Some((cue, source)) = announcement(article, pieces, content) {
            let link = 0.8;
            attributions.push(attribution(&[content], Some(&cue), source, link));
            continue;
        }
        let source = nearest(sources, content, |source| distance(source, content, &[]))
            .filter(|&(index, _)| !announced || sources[index].sentences.1 == content.sentences.0)
            .filter(|&(_, cost)| cost < BARE_SOURCE_REACH && !content.floating);
        let link = source.map_or(0.6, |(_, cost)| 0.8 * certainty(cost));
        let mut orphan = attribution(&[content], None, source.map(|(index, _)| &sources[index]), link);
        if orphan.source.is_empty() {
            orphan.source.extend(label(article, content));
        }
        if orphan.source.is_empty() && announced {
            orphan.source.extend(subject_of(article, content));
        }
        attributions.push(orphan);
    }
    attributions
}

/// Whether the content of another cue is too far away to be this one's too: in a later sentence, or in one before unless it
/// is quoted, as in '"It leaks," Doe said. Roe agreed.'
fn is_elsewhere(article: &Article, cue: &Piece, content: &Piece) -> bool {
    content.sentences.0 > cue.sentences.1
        || content.sentences.1 < cue.sentences.0 && article.spoken_at(content.span.start).is_none()
}

/// Whether the words right before a quotation end with a colon, in its own sentence.
fn is_announced(article: &Article, content: &Piece) -> bool {
    let Some(spoken) = article.spoken_at(content.span.start) else { return false };
    let first = article.tokens(spoken).start;
    let colon = (first.saturating_sub(2)..first).rev().find(|&token| article.token(token) == ":");
    colon.is_some_and(|colon| {
        let start = article.token_span(colon).start;
        let sentence = article.sentence(start);
        let words = article.word_count(Span::new(sentence.start, start));
        // A label has fewer.
        words >= 3 && article.sentence_index(start) == content.sentences.0
    })
}

/// The subject of the sentence that announces a quotation, where that is somebody's name or a pronoun.
fn subject_of(article: &Article, content: &Piece) -> Option<Span> {
    let sentence = article.parsed(article.sentence(content.span.start))?;
    let verb = (0..sentence.parsed.words.len()).find(|&word| sentence.head(word).is_none())?;
    let subject = sentence.child(verb, &[types::Relation::Subject]).filter(|&subject| subject < verb)?;
    let named =
        matches!(sentence.tag(subject), types::PartOfSpeech::ProperNoun | types::PartOfSpeech::Pronoun);
    Some(sentence.phrase(subject)).filter(|span| named && span.end <= content.span.start)
}

/// "Party claims victory; rival cries foul": what another clause says in words that are not quoted.
fn is_behind_semicolon(article: &Article, cue: &Piece, content: &Piece) -> bool {
    content.span.end <= cue.span.start
        && article.spoken_at(content.span.start).is_none()
        && (content.tokens.end..cue.tokens.start).any(|token| article.token(token) == ";")
}

/// "She went on:", a paragraph that announces the quotation with which the next one opens: its cue and its source.
fn announcement<'p>(
    article: &Article,
    pieces: &'p Pieces,
    content: &Piece,
) -> Option<(Piece, Option<&'p Piece>)> {
    let block = article.block_index(content.span.start).checked_sub(1)?;
    let spoken = article.spoken_at(content.span.start)?;
    let announcing = article.reading.blocks.get(block)?;
    let opens = article.block(content.span.start)?.span.start + '“'.len_utf8() >= spoken.start;
    let words = announcing.span.of(article.text).trim_end();
    if !opens || !words.ends_with(':') || announcing.kind != BlockKind::Paragraph {
        return None;
    }
    let last = announcing.span.start + words.len() - 1;
    let sentence = article.sentence(last);
    let marked = pieces.cues.iter().rfind(|cue| sentence.contains(cue.span)).cloned();
    let verb = || {
        let verb = article.tokens(sentence).rev().find(|&token| cues::is_cue(article.token(token)))?;
        Some(Piece::new(article, article.token_span(verb), ANNOUNCED, true))
    };
    let cue = marked.or_else(verb)?;
    let source = pieces
        .sources
        .iter()
        .filter(|source| sentence.contains(source.span))
        .min_by_key(|source| (source.tokens.start.abs_diff(cue.tokens.start), source.span));
    Some((cue, source))
}

/// What stands before a colon and is no speaker: "Q&A: 'We were never told'".
const GENRES: [&str; 14] = [
    "q&a",
    "q & a",
    "interview",
    "opinion",
    "analysis",
    "exclusive",
    "watch",
    "video",
    "explainer",
    "profile",
    "review",
    "editorial",
    "comment",
    "update",
];

/// "Ferry firm: 'We were never told'": the words before the colon, where the quotation is the rest of the block.
fn label(article: &Article, content: &Piece) -> Option<Span> {
    let block = article.block(content.span.start)?;
    let colon = content.tokens.start.checked_sub(1).filter(|&token| {
        article.token(token) == ":" && article.token_span(token).start >= block.span.start
    })?;
    let label = article.trimmed(Span::new(block.span.start, article.token_span(colon).start));
    let whole = block.span.of(article.text).trim_end().len() + block.span.start <= content.span.end + 3;
    let short = (1..=LABEL_WORDS).contains(&article.word_count(label));
    let genre = GENRES.iter().any(|genre| label.of(article.text).eq_ignore_ascii_case(genre));
    (whole && short && !genre && article.spoken_at(content.span.start).is_some()).then_some(label)
}

/// Whether the source stands before the aside, in the sentence of the cue, or is all that is before it.
fn is_subject_before(source: &Piece, cue: &Piece, aside: Span) -> bool {
    let is_before = source.span.start < aside.start && source.sentences.1 == cue.sentences.0;
    is_before || source.span.end > aside.end
}

/// "Asked whether …, Doe smiled": the subject that follows is asked, it does not ask.
fn is_asked(article: &Article, cue: &Piece, source: &Piece) -> bool {
    opens_with_being_asked(article, cue.span)
        && source.tokens.start >= cue.tokens.end
        && article.token(source.tokens.start.saturating_sub(1)) != "by"
}

fn attribution(contents: &[&Piece], cue: Option<&Piece>, source: Option<&Piece>, link: f32) -> Attribution {
    let all: Vec<&Piece> = contents.iter().copied().chain(cue).chain(source).collect();
    let mut content: Vec<_> = contents.iter().map(|piece| piece.span).collect();
    content.sort();
    Attribution {
        form: if contents.iter().any(|piece| piece.marked) { Form::Marked } else { Form::Quotation },
        content,
        source: source.map(|piece| piece.span).into_iter().collect(),
        cue: cue.map(|piece| piece.span).into_iter().collect(),
        evidence: all.iter().map(|piece| piece.score).sum::<f32>() / all.len().max(1) as f32,
        link,
    }
}

/// "With little left for [the towns along the coast], the council urged [a slower pace]": where the cue has a content
/// behind it, one in front of it that begins in the middle of a phrase is a slip of the model. "[The plan], he said,
/// [would fail]" begins where a clause does.
fn drop_strays(article: &Article, contents: &[Piece], cue: &Piece, linked: &mut Vec<(usize, usize)>) {
    if !linked.iter().any(|&(index, _)| contents[index].span.start >= cue.span.end) {
        return;
    }
    linked.retain(|&(index, _)| {
        let piece = &contents[index];
        let before = piece.tokens.start.checked_sub(1).map_or("", |token| article.token(token));
        let within_phrase = piece.span.end <= cue.span.start
            && piece.sentences.0 == cue.sentences.0
            && article.spoken_at(piece.span.start).is_none()
            && article.sentence(piece.span.start).start < piece.span.start
            && matches!(
                before,
                "for"
                    | "of"
                    | "in"
                    | "on"
                    | "with"
                    | "by"
                    | "from"
                    | "at"
                    | "to"
                    | "along"
                    | "over"
                    | "under"
                    | "the"
                    | "a"
            );
        // "[Ferries] have been late since June. The council opposes [any rise in fares]": half a sentence that stands before
        // the cue's.
        let of_another_sentence = piece.sentences.1 < cue.sentences.0
            && article.spoken_at(piece.span.start).is_none()
            && !matches!(article.token(piece.tokens.end), "." | "?" | "!");
        !within_phrase && !of_another_sentence
    });
}

/// Whether the cue stands behind the content and right in front of another one.
fn introduces_next(contents: &[Piece], cue: &Piece, content: &Piece) -> bool {
    let next = contents.get(contents.partition_point(|next| next.span.start < cue.span.end));
    content.span.end <= cue.span.start
        && next.is_some_and(|next| {
            next.sentences.0 == cue.sentences.1 && next.tokens.start <= cue.tokens.end + 1
        })
}

/// Falls from 1 next to each other to 0.5 at thirty tokens.
fn certainty(cost: usize) -> f32 {
    30.0 / (30.0 + cost as f32)
}

/// The candidate with the least cost, and that cost; the first of equals.
fn nearest(
    candidates: &[Piece],
    to: &Piece,
    cost: impl Fn(&Piece) -> Option<usize>,
) -> Option<(usize, usize)> {
    let window = window(candidates, to);
    let first = window.start;
    candidates[window]
        .iter()
        .enumerate()
        .filter_map(|(offset, candidate)| Some((first + offset, cost(candidate)?)))
        .min_by_key(|&(_, cost)| cost)
}

fn window(pieces: &[Piece], around: &Piece) -> std::ops::Range<usize> {
    let at = pieces.partition_point(|piece| piece.span.start < around.span.start);
    at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS).min(pieces.len())
}

fn near<'p>(pieces: &'p [Piece], around: &Piece) -> &'p [Piece] {
    &pieces[window(pieces, around)]
}

/// Tokens between the two, with the extra for borders and for `between` spans; none across blocks.
fn distance(one: &Piece, other: &Piece, between: &[&[Piece]]) -> Option<usize> {
    if one.block != other.block {
        return None;
    }
    let (left, right, ahead) =
        if one.span.start < other.span.start { (one, other, false) } else { (other, one, true) };
    let gap = right.tokens.start.saturating_sub(left.tokens.end);
    let borders = right.sentences.0.saturating_sub(left.sentences.1);
    let blocking = between
        .iter()
        .flat_map(|pieces| pieces.iter())
        .filter(|piece| piece.tokens.start >= left.tokens.end && piece.tokens.end <= right.tokens.start)
        .count();
    Some(gap + borders * if ahead { SENTENCE_AHEAD } else { SENTENCE_BACK } + blocking * BETWEEN)
}
