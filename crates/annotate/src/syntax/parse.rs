//! From the states of a sentence's pieces to its words and their tree.

use types::{ParsedSentence, PartOfSpeech, Relation, Span, Word};

use super::{SyntaxHead, SyntaxScratch, TAGS};
use crate::decode::{highest, softmax};
use crate::event_views::EventViews;
use crate::kernels::Kernels;
use crate::windows::WindowToken;

use super::tree::best_tree;

/// A word before its place in the tree is known.
struct Found {
    span: Span,
    /// The place of its first token in the sentence.
    token: usize,
    tag: PartOfSpeech,
}

impl SyntaxHead {
    /// Parses a sentence that has at least one token; `states` are its tokens', one after the other.
    pub(super) fn parse(
        &self,
        text: &str,
        tokens: &[WindowToken],
        (states, event_views): (&[f32], Option<&EventViews>),
        kernels: Kernels,
        scratch: &mut SyntaxScratch,
    ) -> ParsedSentence {
        let SyntaxScratch {
            quantised,
            of_tokens,
            event_views: seen,
            views,
            heads,
            relation_heads,
            own,
            scores,
            arcs,
            nothing,
        } = scratch;
        kernels.apply(&self.of_token, states, quantised, of_tokens);
        views.resize(tokens.len() * self.views.outputs);
        kernels.linear(&self.views, quantised, 0..tokens.len(), views);
        let of_token = |token: usize| &of_tokens[token * self.of_token.outputs..][..=TAGS];
        let words = words(text, tokens, |token| &of_token(token)[..TAGS]);
        let first_tokens = words.iter().map(|word| word.token);
        let event_views =
            event_views.map(|views| views.of_words(quantised, tokens.len(), first_tokens, kernels, seen));

        let part = self.part;
        let view = |word: usize, which: usize| &views[(4 * words[word].token + which) * part..][..part];
        for (heads, which) in [(&mut *heads, 1), (&mut *relation_heads, 3)] {
            heads.clear();
            heads.extend_from_slice(&self.root[which / 2 * part..][..part]);
            (0..words.len()).for_each(|word| heads.extend_from_slice(view(word, which)));
        }
        heads[part..].iter_mut().for_each(|value| *value = value.max(0.0));
        arcs.resize(words.len() * (words.len() + 1), 0.0);
        nothing.resize(words.len() + 1, 0.0);
        own.clear();
        for word in 0..words.len() {
            own.extend(view(word, 0).iter().map(|value| value.max(0.0)));
        }
        kernels.apply(&self.arc, own, quantised, scores);
        kernels.classify(scores, heads, nothing, arcs);
        for (word, arcs) in arcs.chunks_exact_mut(words.len() + 1).enumerate() {
            arcs[word + 1] = f32::MIN;
        }
        let tree = best_tree(arcs, words.len());
        let place = |head: Option<usize>| head.map_or(0, |head| head + 1);
        own.clear();
        for (word, &head) in tree.iter().enumerate() {
            let sums = view(word, 2).iter().zip(&relation_heads[place(head) * part..][..part]);
            own.extend(sums.map(|(own, above)| (own + above).max(0.0)));
        }
        kernels.apply(&self.relation, own, quantised, scores);
        let relations = scores.chunks_exact_mut(self.relation.outputs);
        let parsed = words.iter().zip(tree).zip(arcs.chunks_exact_mut(words.len() + 1)).zip(relations);
        let words = parsed.map(|(((word, head), arcs), relations)| {
            let relations = &mut relations[..Relation::ALL.len()];
            softmax(arcs);
            let relation = best_relation(relations, head);
            softmax(relations);
            Word {
                span: word.span,
                tag: word.tag,
                head,
                relation: Relation::ALL[relation],
                score: (arcs[place(head)] * relations[relation]).clamp(0.0, 1.0),
                happened: of_token(word.token)[TAGS],
            }
        });
        let words: Vec<Word> = words.collect();
        let span = Span::new(tokens[0].span.start, tokens[tokens.len() - 1].span.end);
        ParsedSentence { span, words, views: event_views.unwrap_or_default() }
    }
}

/// The words that the tokens make up, with their tags; `scores` are those of a token's tags.
fn words<'a>(text: &str, tokens: &[WindowToken], scores: impl Fn(usize) -> &'a [f32]) -> Vec<Found> {
    let mut words: Vec<Found> = Vec::with_capacity(tokens.len());
    for (place, token) in tokens.iter().enumerate() {
        // The last tag says that the token continues the word before, which no white space may part from it.
        let (continues, tags) = scores(place).split_last().unwrap_or((&f32::MIN, &[]));
        let (tag, score) = highest(tags);
        match words.last_mut() {
            Some(last) if last.span.end == token.span.start && *continues > score => {
                last.span.end = token.span.end;
            }
            _ => words.push(Found { span: token.span, token: place, tag: PartOfSpeech::ALL[tag] }),
        }
    }
    part_contractions(text, &mut words);
    words
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
