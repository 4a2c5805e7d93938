//! The reading that the tests of the grammars share; `read` itself is another stage.

use types::{Block, BlockKind, Document, Reading, Span, Token};

/// A reading of a text with one block for each line.
pub(crate) fn reading(text: &str) -> Reading {
    let mut tokens: Vec<Token> = Vec::new();
    let mut run = false;
    for (at, letter) in text.char_indices() {
        let word = letter.is_alphanumeric() || letter == '_';
        match tokens.last_mut() {
            Some(last) if word && run => last.span.end = at + letter.len_utf8(),
            _ if letter.is_whitespace() => {}
            _ => tokens.push(Token { span: Span::new(at, at + letter.len_utf8()) }),
        }
        run = word;
    }
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        if !span.is_empty() {
            blocks.push(Block { kind: BlockKind::Paragraph, span, body: span, label: None, stamp: None });
        }
        start += line.len();
    }
    let sentences = blocks.iter().map(|block| block.span).collect();
    let document = Document {
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
    };
    Reading { document, blocks, sentences, tokens, quotations: Vec::new(), notes: Vec::new() }
}
