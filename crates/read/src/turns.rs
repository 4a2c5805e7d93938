//! Speaker turns: interviews, transcripts, questions and answers, live-blog entries by a named reporter.
//!
//! "Word: text" is common in news without anybody speaking, so a label must look like one *and* the document must
//! show that it is a dialogue.

use std::collections::BTreeMap;

use types::{Block, BlockKind, Span};

use crate::byline::is_name;

/// Upper-case words before a colon that are no speakers.
const NO_SPEAKERS: &[&str] = &[
    "NOTE",
    "UPDATE",
    "UPDATED",
    "BREAKING",
    "CORRECTION",
    "CLARIFICATION",
    "WATCH",
    "READ",
    "READ MORE",
    "ALSO",
    "SEE ALSO",
    "RELATED",
    "SOURCE",
    "SOURCES",
    "EXCLUSIVE",
    "OPINION",
    "ANALYSIS",
    "LIVE",
    "FACT",
    "FACT CHECK",
    "VIDEO",
    "PHOTO",
    "PHOTOS",
    "WARNING",
    "DISCLAIMER",
    "CONTACT",
    "TOPICS",
    "TAGS",
    "FILED UNDER",
    "MORE",
    "LISTEN",
    "EDITOR'S NOTE",
    "EDITOR’S NOTE",
    "EDITORS' NOTE",
    "EDITORS’ NOTE",
    "PS",
    "P.S",
    "TL;DR",
    "POLL",
    "WHEN",
    "WHERE",
    "WHAT",
    "WHO",
    "WHY",
    "HOW",
    "DATE",
    "TIME",
    "PLACE",
    "RESULT",
    "RESULTS",
    "SCORE",
    "TOTAL",
    "EMAIL",
    "PHONE",
    "ABSTRACT",
    "SUMMARY",
    "CONCLUSION",
    "FULL TEXT",
    "BACKGROUND",
    "CREDIT",
    "CAPTION",
    "RATING",
    "VERDICT",
    "PRICE",
    "DON'T MISS",
    "DON’T MISS",
    "REPORT",
    "REVIEW",
    "FILE",
    "TRANSCRIPT",
    "REMEMBER",
    "TIP",
    "CONTEXT",
    "CLAIM",
    "STATEMENT",
    "PUBLISHED",
    "POSTED",
    "BY",
    "TITLE",
    "SUBJECT",
    "RE",
    "TO",
    "FROM",
    "CC",
    "COPYRIGHT",
    "TWITTER",
    "FOLLOW",
    "SHARE",
];

/// Words in upper and lower case that are speakers although they are no names.
const ROLES: &[&str] = &[
    "interviewer",
    "moderator",
    "host",
    "question",
    "answer",
    "reporter",
    "speaker",
    "chairman",
    "chair",
    "chairwoman",
    "anchor",
    "presenter",
    "narrator",
    "judge",
    "audience",
    "caller",
    "operator",
];

const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "mx",
    "dr",
    "sir",
    "prof",
    "sen",
    "rep",
    "gov",
    "president",
    "minister",
    "senator",
    "judge",
    "lord",
    "lady",
    "dame",
];

/// How sure a label's shape makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// `Q`, `A`.
    Letter,
    /// `MS OKAFOR`, `MODERATOR`.
    Capitals,
    /// `Jane Doe, Springfield`.
    NameAndPlace,
    /// `Jane Doe`, `Dr. Roe`, `Moderator`.
    Name,
    /// `Roe`: one capitalised word, as often a topic as a name.
    Word,
}

/// A label that a block may begin with.
struct Label {
    block: usize,
    span: Span,
    /// Where the words behind the label start.
    body: usize,
    shape: Shape,
}

/// Turns paragraphs that are speaker turns into such. `live` says that the document is a live blog.
pub(crate) fn mark_turns(text: &str, blocks: &mut Vec<Block>, live: bool) {
    let labels: Vec<Label> = blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading))
        .filter_map(|(index, block)| label(text, index, block.span))
        .collect();
    let accepted = accept(text, blocks, &labels, live);
    for label in &accepted {
        let block = &mut blocks[label.block];
        block.kind = BlockKind::Turn;
        block.label = Some(label.span);
        block.body = Span::new(label.body, block.span.end);
    }
    join_lone_labels(blocks);
    continue_turns(text, blocks);
}

/// The labels that the document as a whole makes credible.
fn accept<'labels>(
    text: &str,
    blocks: &[Block],
    labels: &'labels [Label],
    live: bool,
) -> Vec<&'labels Label> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for label in labels {
        *times.entry(label.span.of(text)).or_default() += 1;
    }
    let count = |wanted: &dyn Fn(&Label) -> bool| labels.iter().filter(|label| wanted(label)).count();
    let strong = count(&|label| label.shape == Shape::Capitals);
    // "MUSCAT:" and "SCORES:" once each are a dateline and a heading: in a dialogue somebody speaks twice, or asks.
    let converses = labels.iter().any(|label| {
        let body = &text[label.body..blocks[label.block].span.end];
        label.shape == Shape::Capitals && (times[label.span.of(text)] > 1 || body.trim_end().ends_with('?'))
    });
    let questions = count(&|label| label.span.of(text).starts_with('Q'));
    let answers = count(&|label| label.span.of(text) == "A");
    let named = count(&|label| label.shape != Shape::Letter);
    let repeated = times.values().filter(|&&times| times > 1).count();
    // A dialogue in names: at least three turns, of which some speaker has two.
    let dialogue = named >= 3 && repeated >= 1;
    labels
        .iter()
        .filter(|label| match label.shape {
            Shape::Letter => questions >= 1 && (answers >= 1 || questions >= 3),
            Shape::Capitals => strong >= 2 && converses,
            Shape::NameAndPlace => live || dialogue,
            Shape::Name => dialogue,
            Shape::Word => {
                dialogue && (times.get(label.span.of(text)).is_some_and(|&times| times > 1) || strong >= 2)
            }
        })
        .collect()
}

/// With which a transcript's paragraphs begin that is quoted as a whole. Such a mark belongs to the block and not to
/// its body: it opens the quotation of the transcript, not what is said.
const QUOTED: [char; 2] = ['"', '“'];

/// Reads the head of a block as a label.
fn label(text: &str, block: usize, span: Span) -> Option<Label> {
    let words = span.of(text).trim_start_matches('\u{feff}');
    match words.strip_prefix(QUOTED) {
        Some(quoted) => {
            unquoted_label(quoted, block, span.end).filter(|label| label.shape == Shape::Capitals)
        }
        None => unquoted_label(words, block, span.end),
    }
}

/// Marks of emphasis around a label in a text with Markdown: "**Jane Doe:** I did", "**Q**: Did you?".
const EMPHASIS: [&str; 4] = ["**", "__", "*", "_"];

/// The same of the block's last `words`, which end at `end`.
fn unquoted_label(words: &str, block: usize, end: usize) -> Option<Label> {
    let mark = EMPHASIS.into_iter().find(|mark| words.starts_with(mark)).unwrap_or_default();
    let words = &words[mark.len()..];
    let start = end - words.len();
    let plain = |rest: &'_ str| rest.len() - rest.strip_prefix(mark).unwrap_or(rest).len();
    for letter in ["Q", "A"] {
        if let Some(rest) = words.strip_prefix(letter)
            && let rest = &rest[plain(rest)..]
            && rest.starts_with([':', '.'])
            && let rest = &rest[1..]
            && let rest = &rest[plain(rest)..]
            && rest.starts_with(char::is_whitespace)
        {
            return Some(make(block, start, 1, rest, end, Shape::Letter));
        }
    }
    let colon = words.char_indices().take(61).find(|&(_, character)| character == ':')?.0;
    let (head, rest) = (&words[..colon], &words[colon + 1..]);
    let (head, rest) = (head.strip_suffix(mark).unwrap_or(head), &rest[plain(rest)..]);
    if !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return None;
    }
    Some(make(block, start, head.trim_end().len(), rest, end, shape(head.trim_end())?))
}

fn make(block: usize, start: usize, length: usize, rest: &str, end: usize, shape: Shape) -> Label {
    Label { block, span: Span::new(start, start + length), body: end - rest.trim_start().len(), shape }
}

fn shape(head: &str) -> Option<Shape> {
    let name = head.split('(').next().unwrap_or(head).trim();
    let (name, place) =
        name.split_once(',').map_or((name, None), |(name, place)| (name.trim(), Some(place.trim())));
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.is_empty() || words.len() > 5 {
        return None;
    }
    let letters = name.chars().filter(|character| character.is_alphabetic()).count();
    let capitals = letters >= 2
        && !name.chars().any(char::is_lowercase)
        && name.chars().all(|character| {
            character.is_alphanumeric() || matches!(character, ' ' | '.' | '-' | '\'' | '’')
        });
    if capitals {
        return (!NO_SPEAKERS.contains(&name.trim_end_matches('.'))).then_some(Shape::Capitals);
    }
    if ROLES.contains(&name.to_lowercase().as_str()) && name.starts_with(char::is_uppercase) {
        return Some(Shape::Name);
    }
    if !is_name(&words) || NO_SPEAKERS.contains(&name.to_uppercase().as_str()) {
        return None;
    }
    let titled = words.len() > 1 && TITLES.contains(&words[0].trim_end_matches('.').to_lowercase().as_str());
    match place {
        Some(place) if words.len() >= 2 && is_name(&place.split_whitespace().collect::<Vec<_>>()) => {
            Some(Shape::NameAndPlace)
        }
        Some(_) => None,
        None if words.len() >= 2 || titled => Some(Shape::Name),
        None => Some(Shape::Word),
    }
}

/// Whether the block begins with a quotation mark that is not in its body.
fn is_quoted(text: &str, block: &Block) -> bool {
    text[block.span.start..block.body.start].trim_start_matches('\u{feff}').starts_with(QUOTED)
}

/// A label alone on its line belongs to the block behind it.
fn join_lone_labels(blocks: &mut Vec<Block>) {
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        match joined.last_mut() {
            Some(turn)
                if turn.kind == BlockKind::Turn
                    && turn.body.is_empty()
                    && block.kind == BlockKind::Paragraph =>
            {
                turn.span.end = block.span.end;
                turn.body = block.span;
            }
            _ => joined.push(block),
        }
    }
    *blocks = joined;
}

/// In a transcript, a paragraph between two turns belongs to the speaker before it. Behind the last turn it does not:
/// there the writer has the floor again.
fn continue_turns(text: &str, blocks: &mut [Block]) {
    let turns: Vec<usize> =
        (0..blocks.len()).filter(|&index| blocks[index].kind == BlockKind::Turn).collect();
    let (Some(&first), Some(&last)) = (turns.first(), turns.last()) else { return };
    if turns.len() < 4 || turns.len() * 2 < last - first {
        return;
    }
    for index in first + 1..last {
        if blocks[index].label.is_some() {
            continue;
        }
        let words = blocks[index].span.of(text);
        let said = words.strip_prefix(QUOTED).filter(|_| is_quoted(text, &blocks[index - 1]));
        let is_aside = said.unwrap_or(words).starts_with(['(', '[']);
        if let Some(said) = said {
            blocks[index].body.start = blocks[index].body.end - said.len();
        }
        if blocks[index].kind == BlockKind::Paragraph
            && blocks[index - 1].kind == BlockKind::Turn
            && !is_aside
        {
            blocks[index].kind = BlockKind::Turn;
            blocks[index].label = blocks[index - 1].label;
        }
    }
}
