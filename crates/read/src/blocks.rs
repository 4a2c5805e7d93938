//! What kind of block each unit of a text is.

use types::{Block, BlockKind, Span};

use crate::{
    byline::{Byline, bare_byline, byline},
    dates::{DateLine, date_line, opening_dateline},
    lines::Unit,
    posts, turns,
};

/// What the head of a text says about the document.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) title: Option<String>,
    pub(crate) byline: Vec<String>,
    pub(crate) published: Option<DateLine>,
}

/// Units that can belong to the head: title, standfirst, byline, date line and a little more.
const HEAD: usize = 8;

/// The blocks of `text`, one for each unit (posts and lone labels merge some), and what its head says.
pub(crate) fn blocks(text: &str, units: Vec<Unit>, given_title: Option<&str>) -> (Vec<Block>, Head) {
    let units = posts::merge(text, units);
    let title = title(text, &units, given_title);
    let mut head = Head { title: title.map(|index| plain(units[index].span.of(text))), ..Head::default() };
    let mut blocks: Vec<Block> = Vec::with_capacity(units.len());
    for (index, unit) in units.iter().enumerate() {
        let words = unit.span.of(text);
        let mut block =
            Block { kind: BlockKind::Paragraph, span: unit.span, body: unit.span, label: None, stamp: None };
        let line =
            if unit.markup.is_none_or(|kind| kind == BlockKind::Paragraph) { date_line(words) } else { None };
        if let Some(post) =
            unit.markup.filter(|&kind| kind == BlockKind::Post).and_then(|_| posts::post(text, unit.span))
        {
            block = post;
        } else if Some(index) == title {
            block.kind = BlockKind::Title;
        } else if let Some(line) = line {
            block.kind = BlockKind::DateLine;
            block.stamp = line.has_clock.then_some(unit.span);
            if (index < HEAD || index + 2 > units.len()) && head.published.is_none() && line.date.is_some() {
                head.published = Some(line);
            }
        } else if let Some(line) = byline_at(text, &units, index, title) {
            block.kind = BlockKind::Byline;
            if head.byline.is_empty() {
                head.byline = line.names;
            }
            if head.published.is_none() {
                head.published = line.date;
            }
        } else {
            block.kind = kind(text, &units, index, title.is_some());
            if index < HEAD && head.published.is_none() && block.kind == BlockKind::Paragraph {
                head.published = opening_dateline(words);
            }
        }
        blocks.push(block);
    }
    let live = is_live(&blocks);
    turns::mark_turns(text, &mut blocks, live);
    if live {
        stamp_entries(&mut blocks);
    }
    (blocks, head)
}

/// The words of a title, without byte order mark, as one line.
fn plain(words: &str) -> String {
    words.trim_matches('\u{feff}').split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The unit that is the title: the given one where the text has it, else a short first unit without closing stop
/// that something follows.
fn title(text: &str, units: &[Unit], given: Option<&str>) -> Option<usize> {
    if let Some(index) = units.iter().take(HEAD).position(|unit| unit.markup == Some(BlockKind::Title)) {
        return Some(index);
    }
    let letters = |words: &str| -> String {
        words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    if let Some(given) = given.map(letters).filter(|given| !given.is_empty()) {
        let short = |unit: &&Unit| unit.span.len() < 1000;
        if let Some(index) =
            units.iter().take(5).position(|unit| short(&unit) && letters(unit.span.of(text)) == given)
        {
            return Some(index);
        }
    }
    let first = units.first().filter(|unit| unit.markup.is_none())?;
    let words = first.span.of(text);
    let second = units.get(1)?;
    let short = words.len() <= 400 && words.split_whitespace().count() <= 30;
    let ends = words.trim_end_matches(['"', '\'', '”', '’', '»', ')']).ends_with(['.', ':', ';', ',', '…']);
    // The first line of a poem, a list or a dialogue is no title.
    let is_item = item(words)
        || opening_dateline(words).is_some()
        || date_line(words).is_some()
        || byline(words).is_some();
    let goes_on = !second.after_gap
        && second.span.of(text).starts_with(char::is_lowercase)
        && !second.span.of(text).starts_with("by ");
    (short && !ends && !is_item && !goes_on).then_some(0)
}

/// The byline at `index`: with an opening word anywhere in the head or as the last unit; a bare name only between
/// title and date line.
fn byline_at(text: &str, units: &[Unit], index: usize, title: Option<usize>) -> Option<Byline> {
    let in_head = index < HEAD;
    let words = units[index].span.of(text).trim_start_matches('\u{feff}');
    if units[index].markup == Some(BlockKind::Byline) {
        return byline(words)
            .or_else(|| bare_byline(words))
            .or(Some(Byline { names: Vec::new(), date: None }));
    }
    if !units[index].markup.is_none_or(|kind| kind == BlockKind::Paragraph) || item(words) {
        return None;
    }
    let is_sentence = words.len() > 60 && words.ends_with('.');
    if (in_head || index + 1 == units.len())
        && !is_sentence
        && let Some(line) = byline(words)
    {
        return Some(line);
    }
    let before_date = units.get(index + 1).is_some_and(|next| date_line(next.span.of(text)).is_some());
    if in_head && title.is_some_and(|title| title < index) && before_date { bare_byline(words) } else { None }
}

/// The kind of a unit that is neither title, byline nor date line.
fn kind(text: &str, units: &[Unit], index: usize, has_title: bool) -> BlockKind {
    let words = units[index].span.of(text).trim_start_matches('\u{feff}');
    if let Some(kind) = units[index].markup.filter(|&kind| kind != BlockKind::Paragraph) {
        // A signature that markup promised but that cannot be read.
        return if kind == BlockKind::Post { BlockKind::Blockquote } else { kind };
    }
    if words.starts_with('>') {
        BlockKind::Blockquote
    } else if item(words) || numbered(words).is_some_and(|number| has_neighbour(text, units, index, number)) {
        BlockKind::ListItem
    } else if is_caption(words) {
        BlockKind::Caption
    } else if units[index].markup.is_none() && is_heading(text, units, index, has_title) {
        BlockKind::Heading
    } else {
        BlockKind::Paragraph
    }
}

fn item(words: &str) -> bool {
    let mut characters = words.chars();
    match characters.next() {
        Some('•' | '◦' | '▪' | '‣' | '●' | '■' | '∙') => true,
        Some('-' | '*' | '–') => characters.next() == Some(' '),
        _ => false,
    }
}

/// The number of "1. …" or "1) …".
fn numbered(words: &str) -> Option<u32> {
    let end = words.find(|character: char| !character.is_ascii_digit())?;
    let rest = &words[end..];
    ((1..=2).contains(&end) && (rest.starts_with(". ") || rest.starts_with(") ")))
        .then(|| words[..end].parse().ok())?
}

/// Whether the numbering goes on, or came from, within a few units.
fn has_neighbour(text: &str, units: &[Unit], index: usize, number: u32) -> bool {
    let near = &units[index.saturating_sub(6)..(index + 7).min(units.len())];
    near.iter().filter_map(|unit| numbered(unit.span.of(text))).any(|other| other.abs_diff(number) == 1)
}

/// Captions and credits of pictures.
pub(crate) fn is_caption(words: &str) -> bool {
    const HEADS: &[&str] = &[
        "photo:",
        "photos:",
        "photograph:",
        "photographs:",
        "photo by ",
        "photos by ",
        "photograph by ",
        "photo credit",
        "image:",
        "images:",
        "image credit",
        "image source",
        "image by ",
        "picture:",
        "pictures:",
        "picture credit",
        "picture by ",
        "credit:",
        "caption:",
        "file photo",
        "file -",
        "file –",
        "file —",
        "photo illustration",
        "illustration:",
        "illustration by ",
        "photograph courtesy",
        "photo courtesy",
        "image courtesy",
        "(photo",
        "(image",
        "(ap photo",
        "[photo",
    ];
    let starts = |head: &&str| words.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head));
    // "FILE" is an agency's mark, "file" a word.
    if HEADS.iter().any(|head| {
        starts(head)
            && (!head.starts_with("file") || words.starts_with("FILE") || words.starts_with("File photo"))
    }) {
        return words.len() <= 600;
    }
    let tail = words.trim_end().strip_suffix(['.', ')', ']']).unwrap_or(words);
    let credit = words.rfind(['(', '[']).map(|at| words[at + 1..].to_lowercase());
    let is_credit = credit.is_some_and(|credit| {
        [
            "ap photo",
            "photo by",
            "photo:",
            "photograph:",
            "image:",
            "photo credit",
            "picture:",
            "photo/",
            "credit:",
            "file photo",
        ]
        .iter()
        .any(|head| credit.starts_with(head))
    });
    let closes = words.ends_with([')', ']']);
    words.len() <= 600
        && ((is_credit && closes)
            || ["Getty Images", "/AFP", "/Reuters", "/REUTERS", "/AP", "/EPA", "/PA", "/Shutterstock"]
                .iter()
                .any(|agency| tail.ends_with(agency))
                && words.len() <= 300)
}

/// A short line without closing stop between paragraphs.
fn is_heading(text: &str, units: &[Unit], index: usize, has_title: bool) -> bool {
    let words = units[index].span.of(text);
    if index == 0 && !has_title || words.len() > 240 || words.split_whitespace().count() > 14 {
        return false;
    }
    let inner = words.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    let letters = words.chars().filter(|character| character.is_alphabetic()).count();
    let in_capitals = letters >= 4 && !words.chars().any(char::is_lowercase);
    let stops = inner.ends_with(['.', ',', ';', ':', '…'])
        || (inner.len() != words.len() && inner.ends_with(['!', '?']));
    let begins = words.starts_with(|character: char| {
        character.is_uppercase() || character.is_numeric() || "\"'“‘«#".contains(character)
    });
    // Something must stand under it, and that must be running text, a list or a stamp's first line.
    let next_is_text = units.get(index + 1).is_some_and(|next| next.span.len() > words.len());
    letters >= 3
        && begins
        && next_is_text
        && (!stops || (in_capitals && words.len() <= 40 && !inner.ends_with([':', ','])))
}

/// A live blog has at least two time stamps that stand alone.
fn is_live(blocks: &[Block]) -> bool {
    blocks.iter().filter(|block| block.kind == BlockKind::DateLine && block.stamp.is_some()).count() >= 2
}

/// Gives every block of a live-blog entry the entry's stamp; posts keep their own.
fn stamp_entries(blocks: &mut [Block]) {
    let mut stamp = None;
    for block in blocks {
        if block.kind == BlockKind::DateLine {
            stamp = block.stamp.or(stamp);
        } else if block.stamp.is_none() {
            block.stamp = stamp;
        }
    }
}

/// The part of a block whose sentences are cut together: all of it, but a post's signature stands apart.
pub(crate) fn sentence_ranges(text: &str, block: &Block) -> Vec<Span> {
    if block.kind != BlockKind::Post {
        return vec![block.span];
    }
    let line = block.span.of(text).rfind('\n').map_or(0, |offset| offset + 1);
    let signature = block.span.start + line;
    vec![Span::new(block.span.start, signature), Span::new(signature, block.span.end)]
}
