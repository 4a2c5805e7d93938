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
    initial: Pieces,
    /// Pieces that continue a word, without their `##`.
    continuing: Pieces,
}

/// Pieces by their bytes.
struct Pieces {
    /// Those of at most [`KEY`] bytes, as [`key`] has them: they lie in the table itself, so that one place in memory is looked at.
    ids: FxHashMap<u128, u32>,
    longer: FxHashMap<Box<[u8]>, u32>,
    /// By [`beginning`], the length in bytes of the longest piece with it (255 stands for more): a rare word is not looked up in
    /// all its lengths.
    longest: Vec<u8>,
}

/// Pieces of at most so many bytes have no entry of their own among the beginnings.
const SHORT: usize = 2;

/// A number for the first three bytes. Different ones may share it.
fn beginning(bytes: &[u8]) -> usize {
    bytes.iter().take(SHORT + 1).fold(0, |number, &byte| number << 5 ^ usize::from(byte)) % BEGINNINGS
}

const BEGINNINGS: usize = 1 << 16;

/// Bytes of a key.
const KEY: usize = size_of::<u128>();

/// The first bytes as one number, the first of them lowest. No piece and no word has a zero byte.
fn key(bytes: &[u8]) -> u128 {
    let mut key = [0; KEY];
    let length = bytes.len().min(KEY);
    key[..length].copy_from_slice(&bytes[..length]);
    u128::from_le_bytes(key)
}

/// The key of so many of the first bytes of a key, 1 at least.
fn shortened(key: u128, length: usize) -> u128 {
    key & u128::MAX >> (8 * (KEY - length))
}

impl WordPiece {
    /// Builds the tables from a vocabulary, one piece a line; the line's number (from 0) is its id.
    pub fn new(vocabulary: &str) -> Self {
        let mut wordpiece = Self { initial: Pieces::new(), continuing: Pieces::new() };
        wordpiece.initial.ids.reserve(vocabulary.len() / 8);
        for (line, id) in vocabulary.lines().zip(0..) {
            match line.strip_prefix("##") {
                Some(rest) => wordpiece.continuing.add(rest.as_bytes(), id),
                None => wordpiece.initial.add(line.as_bytes(), id),
            }
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
        let kept = text.chars().filter(|&character| !is_removed(character));
        for character in kept.nfd().filter(|character| !is_accent(*character)) {
            for character in character.to_lowercase() {
                if character.is_whitespace() {
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
        let mut pieces = &self.initial;
        let characters = word.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        while !rest.is_empty() && characters <= LONGEST_WORD {
            let Some((length, id)) = pieces.longest_of(rest) else { break };
            ids.push(id);
            rest = &rest[length..];
            pieces = &self.continuing;
        }
        if !rest.is_empty() {
            ids.truncate(before);
            ids.push(UNKNOWN);
        }
    }
}

impl Pieces {
    fn new() -> Self {
        Self { ids: FxHashMap::default(), longer: FxHashMap::default(), longest: vec![0; BEGINNINGS] }
    }

    fn add(&mut self, piece: &[u8], id: u32) {
        if piece.len() > SHORT {
            let longest = &mut self.longest[beginning(piece)];
            *longest = (*longest).max(u8::try_from(piece.len()).unwrap_or(u8::MAX));
        }
        if piece.len() <= KEY {
            self.ids.insert(key(piece), id);
        } else {
            self.longer.insert(piece.into(), id);
        }
    }

    /// The longest piece with which `word` begins: its length in bytes, and its id.
    fn longest_of(&self, word: &[u8]) -> Option<(usize, u32)> {
        let longest = match self.longest[beginning(word)] {
            _ if word.len() <= SHORT => word.len(),
            u8::MAX => word.len(),
            longest => word.len().min(usize::from(longest).max(SHORT)),
        };
        let longer = |length: usize| Some((length, *self.longer.get(&word[..length])?));
        let key = key(word);
        let short = |length: usize| Some((length, *self.ids.get(&shortened(key, length))?));
        (KEY + 1..=longest).rev().find_map(longer).or_else(|| (1..=longest.min(KEY)).rev().find_map(short))
    }
}

/// Control, format and private characters, which BERT drops (vertical tab and form feed are among them).
fn is_removed(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r');
    }
    let group = character.general_category_group();
    let unassigned = character.general_category() == GeneralCategory::Unassigned;
    character == '\u{fffd}' || group == GeneralCategoryGroup::Other && !unassigned
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::Reader;

    fn encode(text: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        Reader::embedded().model().wordpiece.encode(text, &mut ids);
        ids
    }

    /// The ids are those of BertTokenizer in the library `tokenizers` 0.23.
    #[test]
    fn equals_the_reference() {
        for (text, ids) in [
            ("The harbourmaster said nothing.", &[1996, 7440, 8706, 2056, 2498, 1012][..]),
            (
                "Zoë Ångström-Nkemelu paid €3.50 (or 4½%)",
                &[
                    11199, 17076, 15687, 1011, 25930, 21382, 7630, 3825, 1574, 2509, 1012, 2753, 1006, 2030,
                    1018, 13714, 1003, 1007,
                ],
            ),
            ("RE_ELECTED", &[2128, 1035, 2700]),
            ("naïve coöperation, déjà vu", &[15743, 6792, 1010, 2139, 3900, 24728]),
            ("“Won’t”—she’d said…", &[1523, 2180, 1521, 1056, 1524, 1517, 2016, 1521, 1040, 2056, 1529]),
            ("東京タワー", &[1879, 1755, 1709, 30262, 30265]),
            ("ﬁnancial ligatures", &[1984, 7229, 13247, 8018, 22662]),
            ("İstanbul", &[9960]),
            ("a\u{200b}b\u{ad}c\u{7}d", &[5925, 2094]),
            ("tab\tand\nline", &[21628, 1998, 2240]),
            ("\u{b}", &[]),
            ("😀 fine", &[100, 2986]),
            ("#hash @handle", &[1001, 23325, 1030, 5047]),
            ("ΣΊΣΥΦΟΣ", &[1173, 18199, 29733, 29735, 29736, 29730, 29733]),
            ("한국", &[1469, 30006, 30021, 29991, 30014, 30020]),
            ("e\u{301}te\u{301}", &[3802, 2063]),
            ("\u{301}", &[]),
        ] {
            assert_eq!(encode(text), ids, "{text}");
        }
        assert_eq!(encode(&"x".repeat(100)).len(), 50);
        assert_eq!(encode(&"x".repeat(101)), [100]);
    }

    proptest! {
        #[test]
        fn takes_any_text(text in any::<String>()) {
            encode(&text);
        }

        #[test]
        fn the_short_way_for_plain_words_changes_nothing(word in "[A-Za-z0-9]{1,70}") {
            // A character that is dropped forces the long way.
            prop_assert_eq!(encode(&word), encode(&format!("{word}\u{200b}")));
        }
    }
}
