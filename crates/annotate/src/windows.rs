//! The model's view of a document: stretches of whole blocks that fit its window.

use std::ops::Range;

use types::{Reading, Span};

use crate::features;
use crate::wordpiece::{UNKNOWN, WINDOW_END, WINDOW_START, WordPiece};

/// Limits of a window, from the weights file.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Pieces in a window, its own first and last included.
    pub window: usize,
    /// Pieces of one token; what a longer token has more is dropped.
    pub pieces_per_token: usize,
}

/// A stretch of text that the model sees at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Ids of the pieces.
    pub pieces: Vec<u32>,
    /// The feature of each piece.
    pub features: Vec<u8>,
    /// The tokens, in order.
    pub tokens: Vec<WindowToken>,
}

/// A token in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowToken {
    /// Where it stands in the document.
    pub span: Span,
    /// Index of its first piece in the window.
    pub piece: usize,
    /// Whether it is the first of its block.
    pub starts_block: bool,
}

/// Cuts the prose of `reading` into windows: consecutive blocks while they fit, each cut only when it does not
/// fit alone, then after the last sentence that fits, else after the last token that fits.
pub fn windows(reading: &Reading, wordpiece: &WordPiece, limits: Limits) -> Vec<Window> {
    windows_of(reading, wordpiece, limits, |_| true)
}

/// Pieces that go through the layers together: the more, the fuller are the last tiles of each kind of words. Twice as many are no faster.
const BATCH: usize = 1024;

/// Consecutive windows that go through the layers side by side.
pub fn batches(windows: &[Window]) -> impl Iterator<Item = &[Window]> {
    let mut rest = windows;
    std::iter::from_fn(move || {
        let mut pieces = 0;
        let fit = rest.iter().take_while(|window| {
            pieces += window.pieces.len();
            pieces <= BATCH
        });
        let (batch, later) = rest.split_at(fit.count().max(1).min(rest.len()));
        rest = later;
        (!batch.is_empty()).then_some(batch)
    })
}

/// As [`windows`], for those blocks alone that are `wanted`, asked for by their place among all blocks.
pub fn windows_of(
    reading: &Reading,
    wordpiece: &WordPiece,
    limits: Limits,
    wanted: impl Fn(usize) -> bool,
) -> Vec<Window> {
    let room = limits.window - 2;
    let mut packer = Packer { room, windows: Vec::new(), open: Window::default() };
    let mut tokens = reading.tokens.iter().map(|token| token.span).peekable();
    let mut sentences = reading.sentences.iter().peekable();
    let mut unit = Unit::default();
    let prose = reading.blocks.iter().enumerate().filter(|(_, block)| block.kind.is_prose());
    for (_, block) in prose.filter(|&(index, _)| wanted(index)) {
        let mut starts_block = true;
        while tokens.next_if(|token| token.start < block.body.start).is_some() {}
        while let Some(token) = tokens.next_if(|token| token.end <= block.body.end) {
            let text = token.of(&reading.document.text);
            unit.push(token, starts_block, text, wordpiece, limits.pieces_per_token);
            starts_block = false;
            while unit.pieces.len() > room {
                packer.add(unit.split_off_head());
            }
            while sentences.next_if(|sentence| sentence.end < token.end).is_some() {}
            if sentences.peek().is_some_and(|sentence| sentence.end == token.end) {
                unit.sentence_end = unit.tokens.len();
            }
        }
        packer.add(std::mem::take(&mut unit));
    }
    packer.finish()
}

/// One window of `tokens` of a text, the first as if it began a block. Where they do not fit, as many as do around those
/// at `middle`; none when these do not fit either.
pub fn window_around(
    text: &str,
    tokens: &[Span],
    middle: Range<usize>,
    wordpiece: &WordPiece,
    limits: Limits,
) -> Option<Window> {
    let room = limits.window - 2;
    let unit = |tokens: &[Span]| {
        let mut unit = Unit::default();
        for (index, &token) in tokens.iter().enumerate() {
            unit.push(token, index == 0, token.of(text), wordpiece, limits.pieces_per_token);
        }
        unit
    };
    let mut whole = unit(tokens);
    if whole.pieces.len() > room {
        let place = |token: usize| whole.tokens.get(token).map_or(whole.pieces.len(), |token| token.piece);
        let (mut start, mut end) = (middle.start, middle.end);
        let used = |start, end| place(end) - place(start);
        // One token behind, one before, and so on, while they fit.
        loop {
            let behind = end < tokens.len() && used(start, end + 1) <= room;
            end += usize::from(behind);
            let before = start > 0 && used(start - 1, end) <= room;
            start -= usize::from(before);
            if !behind && !before {
                break;
            }
        }
        if used(start, end) > room {
            return None;
        }
        whole = unit(&tokens[start..end]);
    }
    let mut packer = Packer { room, windows: Vec::new(), open: Window::default() };
    packer.add(whole);
    packer.finish().pop()
}

/// A block, or a part of one that does not fit a window.
#[derive(Default)]
struct Unit {
    pieces: Vec<u32>,
    features: Vec<u8>,
    /// `piece` counts from the unit's start.
    tokens: Vec<WindowToken>,
    /// Tokens up to the end of the last whole sentence.
    sentence_end: usize,
}

impl Unit {
    fn push(&mut self, span: Span, starts_block: bool, text: &str, wordpiece: &WordPiece, limit: usize) {
        let piece = self.pieces.len();
        wordpiece.encode(text, &mut self.pieces);
        if self.pieces.len() == piece {
            self.pieces.push(UNKNOWN);
        }
        self.pieces.truncate(piece + limit);
        let feature = features::of_token(text);
        self.features.resize(self.pieces.len(), feature);
        if starts_block {
            self.features[piece] = feature + features::BLOCK_START;
        }
        self.tokens.push(WindowToken { span, piece, starts_block });
    }

    /// Takes away what comes before the last cut at which the head still fits: all but the last token, or less
    /// when a sentence ends earlier.
    fn split_off_head(&mut self) -> Self {
        let last = self.tokens.len() - 1;
        let cut = if self.sentence_end > 0 { self.sentence_end.min(last) } else { last };
        let piece = self.tokens[cut].piece;
        let mut tail = Self {
            pieces: self.pieces.split_off(piece),
            features: self.features.split_off(piece),
            tokens: self.tokens.split_off(cut),
            sentence_end: 0,
        };
        for token in &mut tail.tokens {
            token.piece -= piece;
        }
        std::mem::replace(self, tail)
    }
}

struct Packer {
    room: usize,
    windows: Vec<Window>,
    /// The window in work, without its own first and last piece.
    open: Window,
}

impl Packer {
    fn add(&mut self, unit: Unit) {
        if self.open.pieces.len() + unit.pieces.len() > self.room {
            self.close();
        }
        let before = self.open.pieces.len();
        self.open.pieces.extend(unit.pieces);
        self.open.features.extend(unit.features);
        // One more for the window's own first piece.
        let moved =
            unit.tokens.into_iter().map(|token| WindowToken { piece: token.piece + before + 1, ..token });
        self.open.tokens.extend(moved);
    }

    fn close(&mut self) {
        let mut window = std::mem::take(&mut self.open);
        if window.tokens.is_empty() {
            return;
        }
        window.pieces.insert(0, WINDOW_START);
        window.pieces.push(WINDOW_END);
        window.features.insert(0, features::NONE);
        window.features.push(features::NONE);
        self.windows.push(window);
    }

    fn finish(mut self) -> Vec<Window> {
        self.close();
        self.windows
    }
}

#[cfg(test)]
mod tests {
    use types::{Block, BlockKind, Document, Reading, Span, Token};

    use super::{BATCH, Limits, Window, batches, windows};
    use crate::wordpiece::WordPiece;

    /// Cuts a text into windows of seven pieces, at most three a token. Lines are blocks, `.` ends a sentence, a
    /// line that begins with `*` is a caption, and what stands before `:` is a speaker's label. The vocabulary
    /// spells every word letter by letter. Windows come back as their words, `/` where a block starts.
    fn check(text: &str, expected: &[&str]) {
        let mut reading = Reading {
            document: Document {
                id: String::new(),
                url: None,
                title: None,
                outlet: None,
                byline: Vec::new(),
                published: None,
                modified: None,
                section: None,
                language: None,
                text: text.to_owned(),
            },
            blocks: Vec::new(),
            sentences: Vec::new(),
            tokens: Vec::new(),
            quotations: Vec::new(),
            notes: Vec::new(),
        };
        let mut start = 0;
        for line in text.split('\n') {
            let span = Span::new(start, start + line.len());
            let label = line.find(':').map(|colon| Span::new(start, start + colon));
            let kind = if line.starts_with('*') { BlockKind::Caption } else { BlockKind::Paragraph };
            let body = Span::new(label.map_or(start, |label| label.end + 1), span.end);
            reading.blocks.push(Block { kind, span, body, label, stamp: None });
            let mut sentence = start;
            for (at, character) in line.char_indices().chain([(line.len(), ' ')]) {
                let (end, first) = (start + at, reading.tokens.last().map_or(0, |token| token.span.end));
                if !character.is_alphanumeric() {
                    let word = text[first.max(start)..end].trim_start();
                    if !word.is_empty() {
                        reading.tokens.push(Token { span: Span::new(end - word.len(), end) });
                    }
                    if !character.is_whitespace() {
                        reading.tokens.push(Token { span: Span::new(end, end + 1) });
                    }
                    if character == '.' {
                        reading.sentences.push(Span::new(sentence, end + 1));
                        sentence = end + 2;
                    }
                }
            }
            start = span.end + 1;
        }
        let mut vocabulary = "[PAD]\n".repeat(103) + ".\n";
        ('a'..='z').for_each(|letter| vocabulary.push_str(&format!("{letter}\n##{letter}\n")));
        let limits = Limits { window: 7, pieces_per_token: 3 };
        let windows = windows(&reading, &WordPiece::new(&vocabulary), limits);
        let shown: Vec<String> = windows
            .iter()
            .map(|window| {
                let words = window.tokens.iter().map(|token| {
                    let mark = if token.starts_block { "/" } else { "" };
                    format!("{mark}{}", token.span.of(text))
                });
                words.collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn batches_hold_as_many_windows_as_fit() {
        let of = |pieces: usize| Window { pieces: vec![0; pieces], ..Window::default() };
        let windows = [of(BATCH - 1), of(1), of(1), of(BATCH + 1), of(BATCH), of(2)];
        let sizes: Vec<usize> = batches(&windows).map(<[Window]>::len).collect();
        assert_eq!(sizes, [2, 1, 1, 1, 1]);
        assert_eq!(batches(&[]).count(), 0);
    }

    #[test]
    fn blocks_are_packed_while_they_fit() {
        check("ab c\nde\nf", &["/ab c /de", "/f"]);
    }

    #[test]
    fn only_the_prose_is_read() {
        check("ab\n* cd\nq: ef", &["/ab /ef"]);
    }

    #[test]
    fn a_long_block_is_cut_after_a_sentence() {
        check("a b. c d e f g", &["/a b .", "c d e f g"]);
    }

    #[test]
    fn a_long_sentence_is_cut_after_a_token() {
        check("ab cd ef gh", &["/ab cd", "ef gh"]);
        check("a. bcd efg hij", &["/a . bcd", "efg", "hij"]);
    }

    #[test]
    fn long_tokens_keep_their_first_pieces() {
        check("abcdefgh ij", &["/abcdefgh ij"]);
    }
}
