use types::{Reading, Span};

use crate::features;
use crate::windows::WindowToken;
use crate::wordpiece::{UNKNOWN, WordPiece};

/// Word pieces that are read of a token.
pub const PIECES: usize = 4;
/// Added to a token's feature when white space, or nothing, stands before it.
const SPACED: u8 = 128;
/// Number of features.
pub const FEATURES: usize = 256;
/// Number of contexts: outside of double quotation marks, at one, inside.
pub const CONTEXTS: usize = 3;

const OUTSIDE: u8 = 0;
const AT_MARK: u8 = 1;
const INSIDE: u8 = 2;

/// The tokens of a document's prose as the student sees them: `training/student_text.py` computes the same.
#[derive(Debug, Default)]
pub struct Prose {
    /// The tokens, in order; the piece of each is the index of its first in [`Self::pieces`].
    pub tokens: Vec<WindowToken>,
    /// Ids of the pieces of all tokens, one after the other.
    pub pieces: Vec<u32>,
    /// Case, quotation mark, block start and spacing of each token.
    pub features: Vec<u8>,
    /// Where each token stands toward double quotation marks.
    pub contexts: Vec<u8>,
    /// The tokens of each block that is prose: its place among the blocks, its first token, the one after its last.
    pub blocks: Vec<(usize, std::ops::Range<usize>)>,
}

impl Prose {
    /// The prose of a document.
    pub fn of(reading: &Reading, wordpiece: &WordPiece) -> Self {
        let mut prose = Self::default();
        let mut tokens = reading.tokens.iter().map(|token| token.span).peekable();
        for (index, block) in reading.blocks.iter().enumerate().filter(|(_, block)| block.kind.is_prose()) {
            let first = prose.tokens.len();
            let mut inside = false;
            while tokens.next_if(|token| token.start < block.body.start).is_some() {}
            while let Some(token) = tokens.next_if(|token| token.end <= block.body.end) {
                prose.push(
                    token,
                    &reading.document.text,
                    prose.tokens.len() == first,
                    &mut inside,
                    wordpiece,
                );
            }
            if prose.tokens.len() > first {
                prose.blocks.push((index, first..prose.tokens.len()));
            }
        }
        prose
    }

    fn push(&mut self, span: Span, text: &str, starts_block: bool, inside: &mut bool, wordpiece: &WordPiece) {
        let word = span.of(text);
        let piece = self.pieces.len();
        wordpiece.encode(word, &mut self.pieces);
        if self.pieces.len() == piece {
            self.pieces.push(UNKNOWN);
        }
        self.pieces.truncate(piece + PIECES);
        let spaced = text[..span.start].chars().next_back().is_none_or(char::is_whitespace);
        let mut feature = features::of_token(word);
        feature += if starts_block { features::BLOCK_START } else { 0 };
        feature += if spaced { SPACED } else { 0 };
        let context = match word {
            "“" | "«" => Some(true),
            "”" | "»" => Some(false),
            "\"" => Some(!*inside),
            _ => None,
        };
        *inside = context.unwrap_or(*inside);
        self.contexts.push(match context {
            Some(_) => AT_MARK,
            None if *inside => INSIDE,
            None => OUTSIDE,
        });
        self.features.push(feature);
        self.tokens.push(WindowToken { span, piece, starts_block });
    }

    /// The pieces of a token.
    pub fn pieces_of(&self, token: usize) -> &[u32] {
        let end = self.tokens.get(token + 1).map_or(self.pieces.len(), |next| next.piece);
        &self.pieces[self.tokens[token].piece..end]
    }
}
