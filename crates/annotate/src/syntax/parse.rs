//! From the states of a sentence's pieces to its words and their tree.

use types::{ParsedSentence, PartOfSpeech, Relation, Span, Word};

use super::{SyntaxHead, SyntaxScratch};
use crate::decode::{highest, softmax};
use crate::kernels::Kernels;

use super::tree::best_tree;

/// A token of a sentence.
#[derive(Clone, Copy)]
pub struct Piece {
    /// Where it stands in the document.
    pub span: Span,
    /// The row of the states that is its first piece's.
    pub row: usize,
}

/// A word before its place in the tree is known.
struct Found {
    span: Span,
    row: usize,
    tag: PartOfSpeech,
}

impl SyntaxHead {
    /// Parses a sentence that has at least one token.
    pub(super) fn parse(
        &self,
        text: &str,
        tokens: &[Piece],
        states: &[f32],
        kernels: Kernels,
        scratch: &mut SyntaxScratch,
    ) -> ParsedSentence {
        let width = self.happened.weight.len();
        let words = self.words(text, tokens, states, kernels, scratch);
        let SyntaxScratch {
            words: rows,
            quantised,
            views,
            heads,
            relation_heads,
            row,
            query,
            arcs,
            nothing,
            ..
        } = scratch;
        rows.clear();
        for word in &words {
            rows.extend_from_slice(&states[word.row * width..][..width]);
        }
        quantised.resize(words.len(), width);
        kernels.quantise(rows, 0..words.len(), quantised);
        views.resize(words.len() * self.views.outputs);
        kernels.linear(&self.views, quantised, 0..words.len(), views);

        let part = self.part;
        let view = |word: usize, which: usize| &views[(4 * word + which) * part..][..part];
        for (heads, which) in [(&mut *heads, 1), (&mut *relation_heads, 3)] {
            heads.clear();
            heads.extend_from_slice(&self.root[which / 2 * part..][..part]);
            (0..words.len()).for_each(|word| heads.extend_from_slice(view(word, which)));
        }
        heads[part..].iter_mut().for_each(|value| *value = value.max(0.0));
        arcs.resize(words.len() * (words.len() + 1), 0.0);
        nothing.resize(words.len() + 1, 0.0);
        for (word, arcs) in arcs.chunks_exact_mut(words.len() + 1).enumerate() {
            row.clear();
            row.extend(view(word, 0).iter().map(|value| value.max(0.0)));
            self.arc.apply(row, kernels, query);
            kernels.classify(query, heads, nothing, arcs);
            arcs[word + 1] = f32::MIN;
        }
        let tree = best_tree(arcs, words.len());
        let parsed = words.iter().zip(tree).zip(arcs.chunks_exact_mut(words.len() + 1)).enumerate();
        let words = parsed.map(|(index, ((word, head), arcs))| {
            let above = head.map_or(0, |head| head + 1);
            softmax(arcs);
            row.clear();
            let sums = view(index, 2).iter().zip(&relation_heads[above * part..][..part]);
            row.extend(sums.map(|(own, above)| (own + above).max(0.0)));
            self.relation.apply(row, kernels, query);
            let relation = best_relation(query, head);
            softmax(query);
            let state = &states[word.row * width..][..width];
            self.happened.apply(state, kernels, row);
            Word {
                span: word.span,
                tag: word.tag,
                head,
                relation: Relation::ALL[relation],
                score: (arcs[above] * query[relation]).clamp(0.0, 1.0),
                happened: row[0],
            }
        });
        let words: Vec<Word> = words.collect();
        let span = Span::new(tokens[0].span.start, tokens[tokens.len() - 1].span.end);
        ParsedSentence { span, words, views: Vec::new() }
    }

    /// The words that the tokens make up, with their tags.
    fn words(
        &self,
        text: &str,
        tokens: &[Piece],
        states: &[f32],
        kernels: Kernels,
        scratch: &mut SyntaxScratch,
    ) -> Vec<Found> {
        let width = self.happened.weight.len();
        let mut words: Vec<Found> = Vec::with_capacity(tokens.len());
        for token in tokens {
            self.tag.apply(&states[token.row * width..][..width], kernels, &mut scratch.row);
            // The last tag says that the token continues the word before, which no white space may part from it.
            let (continues, tags) = scratch.row.split_last().unwrap_or((&f32::MIN, &[]));
            let (tag, score) = highest(tags);
            match words.last_mut() {
                Some(last) if last.span.end == token.span.start && *continues > score => {
                    last.span.end = token.span.end;
                }
                _ => words.push(Found { span: token.span, row: token.row, tag: PartOfSpeech::ALL[tag] }),
            }
        }
        part_contractions(text, &mut words);
        words
    }
}

/// "don" and "'t" are the words "do" and "n't".
fn part_contractions(text: &str, words: &mut [Found]) {
    for index in 1..words.len() {
        let [before, word] = &mut words[index - 1..=index] else { continue };
        let negation = matches!(word.span.of(text), "'t" | "’t" | "'T" | "’T");
        let stem = before.span.of(text);
        if negation && before.span.end == word.span.start && stem.len() > 1 && stem.ends_with(['n', 'N']) {
            before.span.end -= 1;
            word.span.start -= 1;
        }
    }
}

/// The likeliest relation: `root` for the word without a head, and for no other.
fn best_relation(scores: &[f32], head: Option<usize>) -> usize {
    let root = Relation::ALL.iter().position(|&relation| relation == Relation::Root).unwrap_or(0);
    if head.is_none() {
        return root;
    }
    let mut found = (0, f32::NEG_INFINITY);
    for (index, &score) in scores.iter().enumerate().filter(|&(index, _)| index != root) {
        if score > found.1 {
            found = (index, score);
        }
    }
    found.0
}
