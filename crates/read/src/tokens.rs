//! Tokens: the finest cut of a text, on which every later stage counts.

use types::{Span, Token};

/// Whether `character` continues a word.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// All tokens of `text` in order: maximal runs of alphanumeric characters and `_`, or one other character that
/// is not white space. Together they cover everything that is not white space.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut word: Option<usize> = None;
    for (offset, character) in text.char_indices() {
        if is_word(character) {
            word.get_or_insert(offset);
            continue;
        }
        if let Some(start) = word.take() {
            tokens.push(Token { span: Span::new(start, offset) });
        }
        if !character.is_whitespace() {
            tokens.push(Token { span: Span::new(offset, offset + character.len_utf8()) });
        }
    }
    if let Some(start) = word {
        tokens.push(Token { span: Span::new(start, text.len()) });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn words_and_single_marks() {
        let text = "Don't pay $1.5m_x, “Zoë”!";
        let words: Vec<&str> = tokens(text).iter().map(|token| token.span.of(text)).collect();
        assert_eq!(words, ["Don", "'", "t", "pay", "$", "1", ".", "5m_x", ",", "“", "Zoë", "”", "!"]);
    }
}
