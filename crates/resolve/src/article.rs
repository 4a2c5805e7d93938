//! The reading with the look-ups that judgements need: which token, sentence, block or quotation an offset lies in.

use std::ops::Range;

use types::{Block, BlockKind, ParsedSentence, Quotation, Reading, Span};

use crate::clause::Sentence;

/// A reading, indexed.
pub(crate) struct Article<'a> {
    /// The canonical text.
    pub text: &'a str,
    /// What `read` found.
    pub reading: &'a Reading,
    /// Its sentences, parsed.
    pub syntax: &'a [ParsedSentence],
    /// Outermost, closed quotations, one span for each paragraph, in order.
    spoken: Vec<Span>,
    /// How many stamps stand on lines of their own.
    pub stamps: usize,
    /// For each sentence how many before it are speech from end to end.
    quoted_before: Vec<usize>,
}

impl<'a> Article<'a> {
    pub fn new(reading: &'a Reading, syntax: &'a [ParsedSentence]) -> Self {
        let spoken = reading.spoken();
        let stamped = |block: &&Block| block.kind == BlockKind::DateLine && block.stamp.is_some();
        let stamps = reading.blocks.iter().filter(stamped).count();
        let mut article =
            Self { text: &reading.document.text, reading, syntax, spoken, stamps, quoted_before: Vec::new() };
        let mut quoted = 0;
        article.quoted_before = reading
            .sentences
            .iter()
            .map(|sentence| {
                let before = quoted;
                quoted += usize::from(
                    article.spoken_at(sentence.start).is_some_and(|part| part.end >= sentence.end),
                );
                before
            })
            .collect();
        article
    }

    /// From one sentence to a later one, by index: how many sentences of the narrative lie between, speech from end to
    /// end not counted.
    pub fn narrative_distance(&self, from: usize, to: usize) -> usize {
        let quoted = |index: usize| self.quoted_before.get(index).copied().unwrap_or_default();
        // The first sentence itself is no distance.
        (to - from).saturating_sub(quoted(to).saturating_sub(quoted((from + 1).min(to))))
    }

    /// The parsed sentence around a span.
    pub fn parsed(&self, span: Span) -> Option<Sentence<'a>> {
        Sentence::around(self.syntax, self.text, span)
    }

    /// Whether the span can be shown verbatim.
    pub fn holds(&self, span: Span) -> bool {
        !span.of(self.text).trim().is_empty()
    }

    /// Indices of the tokens that the span overlaps.
    pub fn tokens(&self, span: Span) -> Range<usize> {
        let tokens = &self.reading.tokens;
        let start = tokens.partition_point(|token| token.span.end <= span.start);
        let end = tokens.partition_point(|token| token.span.start < span.end);
        start..end.max(start)
    }

    /// The words of one token; empty past the end.
    pub fn token(&self, index: usize) -> &'a str {
        self.reading.tokens.get(index).map_or("", |token| token.span.of(self.text))
    }

    /// Where one token stands.
    pub fn token_span(&self, index: usize) -> Span {
        self.reading.tokens.get(index).map_or(Span::new(self.text.len(), self.text.len()), |token| token.span)
    }

    /// Index of the sentence in which, or after which, the offset lies.
    pub fn sentence_index(&self, offset: usize) -> usize {
        self.reading.sentences.partition_point(|sentence| sentence.start <= offset).saturating_sub(1)
    }

    /// The sentence in which the offset lies.
    pub fn sentence(&self, offset: usize) -> Span {
        self.reading
            .sentences
            .get(self.sentence_index(offset))
            .copied()
            .unwrap_or(Span::new(0, self.text.len()))
    }

    /// Index of the block in which, or after which, the offset lies.
    pub fn block_index(&self, offset: usize) -> usize {
        self.reading.blocks.partition_point(|block| block.span.start <= offset).saturating_sub(1)
    }

    /// The block in which the offset lies.
    pub fn block(&self, offset: usize) -> Option<&'a Block> {
        self.reading.blocks.get(self.block_index(offset))
    }

    /// The dateline that opens the paragraph around the offset ("OSLO, May 3 (Wire) —", "(Wire) -"), up to the dash that ends it.
    pub fn dateline(&self, offset: usize) -> Option<Span> {
        const LONGEST: usize = 80;
        let block = self.block(offset).filter(|block| block.kind != BlockKind::Title)?;
        let head = self.text.get(block.body.start..block.body.end)?;
        // "(Wire) - The council".
        let wire = head.starts_with('(')
            && head.split_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with(['-', '–', '—']));
        let town = head.split(|letter: char| !letter.is_alphabetic()).next()?;
        if !wire && (town.chars().count() < 3 || town.chars().any(char::is_lowercase)) {
            return None;
        }
        let (at, dash) = ["—", "–", " - ", "--", "):"]
            .into_iter()
            .filter_map(|dash| Some((head.find(dash)?, dash)))
            .min()?;
        // "NATO — the alliance — met" goes on in lower case.
        let opens = !head.get(at + dash.len()..)?.trim_start().starts_with(char::is_lowercase);
        (at <= LONGEST && opens).then(|| Span::new(block.body.start, block.body.start + at))
    }

    /// "OSLO - The council": the words of the span behind the dateline, or all of it where that is all.
    pub fn behind_dateline(&self, span: Span) -> Span {
        let Some(line) = self.dateline(span.start).filter(|line| line.overlaps(span)) else { return span };
        let rest = self.text.get(line.end..span.end).unwrap_or_default();
        let words = rest.trim_start_matches(|mark: char| !mark.is_alphanumeric());
        if words.is_empty() { span } else { Span::new(span.end - words.len(), span.end) }
    }

    /// Kind of the block in which the offset lies.
    pub fn block_kind(&self, offset: usize) -> BlockKind {
        self.block(offset).map_or(BlockKind::Paragraph, |block| block.kind)
    }

    /// Whether the offset stands in a title or heading.
    pub fn in_headline(&self, offset: usize) -> bool {
        matches!(self.block_kind(offset), BlockKind::Title | BlockKind::Heading)
    }

    /// Outermost, closed quotations, one span for each paragraph, in order.
    pub fn spoken(&self) -> &[Span] {
        &self.spoken
    }

    /// The outermost closed quotation in which the offset lies.
    pub fn spoken_at(&self, offset: usize) -> Option<Span> {
        let index = self.spoken.partition_point(|part| part.start <= offset).checked_sub(1)?;
        self.spoken.get(index).copied().filter(|part| offset < part.end)
    }

    /// Whether the offset lies in words that somebody is quoted with: in quotation marks, a post, a turn, a block quotation.
    pub fn in_speech(&self, offset: usize) -> bool {
        self.spoken_at(offset).is_some() || self.in_block_of_speech(offset)
    }

    /// Whether the block around the offset is somebody's words as a whole, so that quotations in it are quotations within.
    pub fn in_block_of_speech(&self, offset: usize) -> bool {
        matches!(self.block_kind(offset), BlockKind::Post | BlockKind::Turn | BlockKind::Blockquote)
    }

    /// The closed quotations, of any depth, that lie inside the span.
    pub fn quotations_inside(&self, span: Span) -> impl Iterator<Item = (&'a Quotation, Span)> {
        let first = self.reading.quotations.partition_point(|quotation| {
            quotation.parts.first().is_none_or(|part| part.start < span.start.saturating_sub(20_000))
        });
        self.reading.quotations[first..]
            .iter()
            .take_while(move |quotation| quotation.parts.first().is_some_and(|part| part.start < span.end))
            .filter(|quotation| quotation.closed)
            .flat_map(move |quotation| {
                quotation
                    .parts
                    .iter()
                    .filter(move |part| span.contains(**part))
                    .map(move |part| (quotation, *part))
            })
    }

    /// How many words (not marks) the span has.
    pub fn word_count(&self, span: Span) -> usize {
        self.tokens(span).filter(|&index| is_word(self.token(index))).count()
    }

    /// The span without white space at its ends.
    pub fn trimmed(&self, span: Span) -> Span {
        let words = span.of(self.text);
        let start = span.start + (words.len() - words.trim_start().len());
        Span::new(start, start + words.trim().len())
    }
}

/// Whether a token is a word or number rather than a mark.
pub(crate) fn is_word(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_alphanumeric)
}

/// Whether the word starts with a capital letter.
pub(crate) fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}
