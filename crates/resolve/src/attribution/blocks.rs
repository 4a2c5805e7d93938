//! Blocks that are speech as a whole: embedded posts, labelled turns, block quotations.

use types::{Block, BlockKind, Span};

use super::pieces::Pieces;
use super::{Attribution, Form};
use crate::article::Article;

/// Adds a statement for every block that is speech as a whole. What the model marked inside stays as nested
/// statements where it has a cue; a mark that only repeats the block does not.
pub(super) fn add(article: &Article, linked: Vec<Attribution>, pieces: &Pieces) -> Vec<Attribution> {
    let mut attributions = linked;
    let blocks = &article.reading.blocks;
    let turns = blocks.iter().filter(|block| block.kind == BlockKind::Turn).count();
    let mut added: Vec<Attribution> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let form = match block.kind {
            BlockKind::Post => Form::Post,
            BlockKind::Turn => Form::Turn,
            BlockKind::Blockquote => Form::Blockquote,
            BlockKind::Paragraph if turns >= 3 && index > 0 && continues_turn(article, block, index) => {
                // An answer that goes on in a paragraph without label.
                if let Some(turn) = added.last_mut().filter(|turn| turn.form == Form::Turn) {
                    turn.content.extend(spoken_body(article, block));
                    attributions.retain(|attribution| !repeats(attribution, block));
                }
                continue;
            }
            _ => continue,
        };
        let content = if form == Form::Post {
            vec![without_links(article, block.body)]
        } else {
            spoken_body(article, block)
        };
        if content.iter().all(|span| span.is_empty()) {
            continue;
        }
        if form == Form::Blockquote
            && index > 0
            && blocks[index - 1].kind == BlockKind::Blockquote
            && added.last().is_some_and(|last| last.form == Form::Blockquote)
        {
            if let Some(last) = added.last_mut() {
                match signature(article, block) {
                    Some(name) if last.source.is_empty() => last.source = vec![name],
                    _ => last.content.extend(content),
                }
            }
            attributions.retain(|attribution| !repeats(attribution, block));
            continue;
        }
        // "A post shared by Jo Doe (@doe)": what a page has where it shows a picture.
        if block.body.of(article.text).trim_start().starts_with("A post shared by ") {
            attributions
                .retain(|attribution| !attribution.content.iter().any(|span| block.span.contains(*span)));
            continue;
        }
        let introduced = if form == Form::Blockquote {
            introduction(article, &mut attributions, pieces, index)
        } else {
            None
        };
        attributions.retain(|attribution| !repeats(attribution, block));
        let (source, cue) = introduced.unwrap_or_else(|| (block.label.into_iter().collect(), Vec::new()));
        added.push(Attribution { form, content, source, cue, evidence: 0.95, link: 0.95 });
    }
    attributions.append(&mut added);
    attributions
}

/// Whether the attribution says no more than that the block is speech.
fn repeats(attribution: &Attribution, block: &Block) -> bool {
    let inside = |span: &Span| block.span.contains(*span);
    let covered: usize = attribution.content.iter().filter(|span| inside(span)).map(|span| span.len()).sum();
    let whole = 10 * covered >= 8 * block.body.len();
    let label_speaks =
        block.label.is_some_and(|label| attribution.source.iter().any(|source| source.overlaps(label)));
    attribution.content.iter().any(inside)
        && (whole || attribution.cue.is_empty() || label_speaks && attribution.cue.is_empty())
}

/// "– Jo Doe, The Example" as the last paragraph of a block quotation: the name.
fn signature(article: &Article, block: &Block) -> Option<Span> {
    const LONGEST: usize = 60;
    let words = block.body.of(article.text);
    let name = words.strip_prefix(['-', '–', '—'])?.trim_start().split([',', '(']).next()?.trim_end();
    let start = block.body.start + words.find(name)?;
    let is_name = name.chars().next().is_some_and(char::is_uppercase) && words.len() <= LONGEST;
    is_name.then(|| Span::new(start, start + name.len()))
}

/// The body without stage directions in square brackets that stand between sentences.
fn spoken_body(article: &Article, block: &Block) -> Vec<Span> {
    let words = block.body.of(article.text);
    let mut spans = Vec::new();
    let mut from = 0;
    for (open, _) in words.match_indices('[') {
        if open < from {
            continue;
        }
        let Some(close) = words[open..].find(']').map(|at| open + at + 1) else { break };
        let before = words[..open].trim_end();
        let between_sentences = before.is_empty() || before.ends_with(['.', '?', '!', '”', '"']);
        if between_sentences && close - open > 2 {
            spans.push(Span::new(block.body.start + from, block.body.start + open));
            from = close;
        }
    }
    spans.push(Span::new(block.body.start + from, block.body.end));
    spans.iter().map(|span| article.trimmed(*span)).filter(|span| !span.is_empty()).collect()
}

/// The body of a post without the links that trail behind it.
fn without_links(article: &Article, body: Span) -> Span {
    let mut body = article.trimmed(body);
    loop {
        let words = body.of(article.text);
        let last = words.rsplit(char::is_whitespace).next().unwrap_or("");
        let is_link = last.starts_with("http://")
            || last.starts_with("https://")
            || last.starts_with("pic.twitter.com/");
        if !is_link || last.len() == words.len() {
            return body;
        }
        body = article.trimmed(Span::new(body.start, body.end - last.len()));
    }
}

/// Whether a paragraph without label goes on with the answer before it: it speaks of "I" or "we" outside quotation
/// marks, and the block before it is a turn or such a paragraph.
fn continues_turn(article: &Article, block: &Block, index: usize) -> bool {
    let before = article.reading.blocks[..index]
        .iter()
        .rev()
        .find(|earlier| earlier.kind != BlockKind::Paragraph || !first_person(article, earlier));
    before.is_some_and(|earlier| earlier.kind == BlockKind::Turn) && first_person(article, block)
}

/// Whether the block speaks of "I" or "we" outside quotation marks.
pub(crate) fn first_person(article: &Article, block: &Block) -> bool {
    has_unquoted(article, block, |word| matches!(word, "I" | "we" | "We" | "my" | "My" | "our" | "Our"))
}

/// Whether the block has such a word outside quotation marks.
pub(crate) fn has_unquoted(article: &Article, block: &Block, is_one: impl Fn(&str) -> bool) -> bool {
    article.tokens(block.span).any(|token| {
        is_one(article.token(token)) && article.spoken_at(article.token_span(token).start).is_none()
    })
}

/// Source and cue of a block quotation: those of the sentence before it when that ends with a colon, or has a cue that
/// says nothing else.
fn introduction(
    article: &Article,
    attributions: &mut Vec<Attribution>,
    pieces: &Pieces,
    index: usize,
) -> Option<(Vec<Span>, Vec<Span>)> {
    let before = article.reading.blocks[..index].last().filter(|block| block.kind == BlockKind::Paragraph)?;
    let colon = before.span.of(article.text).trim_end().ends_with(':');
    let sentence = article.sentence(before.span.end.saturating_sub(1));
    let cue = pieces.cues.iter().rfind(|cue| sentence.contains(cue.span))?;
    let linked = attributions.iter().position(|attribution| attribution.cue.contains(&cue.span));
    let words = |attribution: &Attribution| {
        attribution.content.iter().map(|span| article.word_count(*span)).sum::<usize>()
    };
    // "told him this:" – what the model linked is the quotation's announcement, unless it says something itself.
    let thin = linked.is_none_or(|position| words(&attributions[position]) < 3);
    if !colon && !thin {
        return None;
    }
    let nearest = pieces
        .sources
        .iter()
        .filter(|source| sentence.contains(source.span))
        .min_by_key(|source| (source.tokens.start.abs_diff(cue.tokens.end), source.span));
    let source = match linked {
        Some(position) => attributions[position].source.clone(),
        None => nearest.map(|source| source.span).into_iter().collect(),
    };
    if let Some(position) = linked.filter(|_| thin) {
        attributions.remove(position);
    }
    Some((source, vec![cue.span]))
}
