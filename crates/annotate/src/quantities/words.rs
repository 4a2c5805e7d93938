//! One block's tokens, addressed by number; a place outside the block is the empty word.

use types::Span;

/// The tokens of a block with their words in lower case.
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    /// The text in ASCII lower case, byte for byte as long as `text`.
    pub(super) lower: &'a str,
    /// Where the tokens stand: on character borders, in order.
    pub(super) spans: Vec<Span>,
    /// Whether words are written in capitals here for show (headlines).
    pub(super) title: bool,
    /// Where sentences start.
    pub(super) sentences: &'a [Span],
}

impl Words<'_> {
    /// The word at `at`, in lower case.
    pub(super) fn word(&self, at: usize) -> &str {
        self.spans.get(at).map_or("", |span| span.of(self.lower))
    }

    /// The word that stands `back` places before `at`.
    pub(super) fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |place| self.word(place))
    }

    pub(super) fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at))
    }

    /// Whether the tokens from `at` are these words.
    pub(super) fn follows(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(place, word)| self.word(at + place) == *word)
    }

    /// Whether nothing stands between the token and the one before it.
    pub(super) fn glued(&self, at: usize) -> bool {
        match (at.checked_sub(1).and_then(|before| self.spans.get(before)), self.spans.get(at)) {
            (Some(before), Some(span)) => before.end == span.start,
            _ => false,
        }
    }

    /// Whether a hyphen or dash joins the tokens before and after `at`.
    pub(super) fn joins(&self, at: usize) -> bool {
        self.is(at, &["-", "–", "‑", "‒"]) && self.glued(at) && self.glued(at + 1)
    }

    /// Whether the word has a capital ("Boeing", "iPhone") that neither a sentence's start nor a headline asks for.
    pub(super) fn name(&self, at: usize) -> bool {
        let Some(span) = self.spans.get(at) else { return false };
        let opens = self.sentences.binary_search_by_key(&span.start, |sentence| sentence.start).is_ok();
        !self.title
            && !opens
            && at > 0
            && !self.is(at - 1, &["\"", "“", "‘", "'", "(", "—", ":", "•"])
            && span.of(self.text).contains(char::is_uppercase)
    }

    /// Whether the token is a word of letters.
    pub(super) fn letters(&self, at: usize) -> bool {
        self.word(at).starts_with(char::is_alphabetic)
    }

    /// Whether the token is all digits, 1 to 9 of them.
    pub(super) fn digits(&self, at: usize) -> bool {
        let word = self.word(at);
        (1..=9).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// From the start of token `start` to the end of the token before `end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let first = self.spans.get(start).map_or(0, |span| span.start);
        let last = end.checked_sub(1).and_then(|at| self.spans.get(at)).map_or(first, |span| span.end);
        Span::new(first, last.max(first))
    }
}
