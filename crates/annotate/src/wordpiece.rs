//! BERT's uncased WordPiece: the text of a token to ids of the vocabulary.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Id of `[UNK]`, which stands for words that the vocabulary cannot spell.
pub const UNKNOWN: u32 = 100;
/// Id of `[CLS]`, the first piece of every window.
pub const WINDOW_START: u32 = 101;
/// Id of `[SEP]`, the last piece of every window.
pub const WINDOW_END: u32 = 102;

/// Words of more characters than this become `[UNK]`, as in the reference.
const LONGEST_WORD: usize = 100;

/// A vocabulary of word pieces.
pub struct WordPiece {
    /// Pieces that begin a word.
    initial: FxHashMap<Box<[u8]>, u32>,
    /// Pieces that continue a word, without their `##`.
    continuing: FxHashMap<Box<[u8]>, u32>,
    /// Length of the longest piece in bytes.
    longest: usize,
}

impl WordPiece {
    /// Builds the tables from a vocabulary, one piece a line; the line's number (from 0) is its id.
    pub fn new(vocabulary: &str) -> Self {
        let mut wordpiece =
            Self { initial: FxHashMap::default(), continuing: FxHashMap::default(), longest: 0 };
        wordpiece.initial.reserve(vocabulary.len() / 8);
        for (line, id) in vocabulary.lines().zip(0..) {
            let (table, piece) = match line.strip_prefix("##") {
                Some(rest) => (&mut wordpiece.continuing, rest),
                None => (&mut wordpiece.initial, line),
            };
            wordpiece.longest = wordpiece.longest.max(piece.len());
            table.insert(piece.as_bytes().into(), id);
        }
        wordpiece
    }

    /// Appends the ids of `text`'s pieces, nothing when normalisation leaves nothing of it.
    pub fn encode(&self, text: &str, ids: &mut Vec<u32>) {
        if text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let mut buffer = [0; 64];
            let word = &mut buffer[..text.len()];
            word.copy_from_slice(text.as_bytes());
            word.make_ascii_lowercase();
            return self.encode_word(word, ids);
        }
        let mut word = String::new();
        let kept = text.chars().filter(|&character| is_white_space(character) || !is_removed(character));
        for character in kept.nfd().filter(|character| !is_accent(*character)) {
            for character in character.to_lowercase() {
                if is_white_space(character) {
                    self.encode_word(word.as_bytes(), ids);
                    word.clear();
                } else if is_word_of_its_own(character) {
                    self.encode_word(word.as_bytes(), ids);
                    word.clear();
                    self.encode_word(character.encode_utf8(&mut [0; 4]).as_bytes(), ids);
                } else {
                    word.push(character);
                }
            }
        }
        self.encode_word(word.as_bytes(), ids);
    }

    /// The longest piece that fits first, then the longest that continues it, and so on.
    fn encode_word(&self, word: &[u8], ids: &mut Vec<u32>) {
        if word.is_empty() {
            return;
        }
        let before = ids.len();
        let mut rest = word;
        let mut table = &self.initial;
        let characters = word.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        while !rest.is_empty() && characters <= LONGEST_WORD {
            let longest = rest.len().min(self.longest);
            let Some((length, &id)) =
                (1..=longest).rev().find_map(|length| Some((length, table.get(&rest[..length])?)))
            else {
                break;
            };
            ids.push(id);
            rest = &rest[length..];
            table = &self.continuing;
        }
        if !rest.is_empty() {
            ids.truncate(before);
            ids.push(UNKNOWN);
        }
    }
}

fn is_white_space(character: char) -> bool {
    character.is_whitespace()
}

/// Control, format, private and unassigned characters, which BERT drops.
fn is_removed(character: char) -> bool {
    !character.is_ascii_graphic()
        && (character == '\u{fffd}' || character.general_category_group() == GeneralCategoryGroup::Other)
}

fn is_accent(character: char) -> bool {
    !character.is_ascii() && character.general_category() == GeneralCategory::NonspacingMark
}

/// Punctuation and Chinese characters are words whatever stands beside them.
fn is_word_of_its_own(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_punctuation();
    }
    let chinese = matches!(u32::from(character),
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2A6DF | 0x2A700..=0x2B73F | 0x2B740..=0x2B81F
        | 0x2B920..=0x2CEAF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F);
    chinese || character.general_category_group() == GeneralCategoryGroup::Punctuation
}
