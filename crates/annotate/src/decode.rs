//! From the model's scores to spans: the likeliest sequence of tags that makes sense.

use types::Span;

use crate::kernels::exponential;
use crate::windows::WindowToken;

/// A span of one class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The class: the place of its `B-` tag among the head's `B-` tags.
    pub class: usize,
    /// Where.
    pub span: Span,
    /// Mean probability of the class (begun or continued) over the span's tokens.
    pub score: f32,
}

/// Finds the spans of one document, fed window after window. Tags are `O`, then `B-` and `I-` of each class.
/// `I-` follows only a tag of its own class in the same block; a block that is cut over two windows goes on.
pub struct Decoder {
    tags: usize,
    temperature: f32,
    /// The last tag of the window before.
    previous: usize,
    found: Vec<Found>,
    /// Tokens and summed probability of the last span.
    length: usize,
    sum: f32,
}

const OUTSIDE: usize = 0;

fn class_of(tag: usize) -> Option<usize> {
    (tag != OUTSIDE).then(|| (tag - 1) / 2)
}

fn begins(tag: usize) -> bool {
    tag % 2 == 1
}

fn continues(tag: usize) -> bool {
    tag != OUTSIDE && !begins(tag)
}

impl Decoder {
    /// A decoder for a head with so many tags, whose logits are divided by `temperature`.
    pub fn new(tags: usize, temperature: f32) -> Self {
        Self { tags, temperature, previous: OUTSIDE, found: Vec::new(), length: 0, sum: 0.0 }
    }

    /// Reads the logits of a window, one row of tags for each token.
    pub fn window(&mut self, tokens: &[WindowToken], logits: &[f32]) {
        let scaled: Vec<f32> = logits.iter().map(|logit| logit / self.temperature).collect();
        let path = self.best_path(tokens, &scaled);
        let mut probabilities = scaled;
        for row in probabilities.chunks_exact_mut(self.tags) {
            softmax(row);
        }
        for ((token, tag), row) in tokens.iter().zip(path).zip(probabilities.chunks_exact(self.tags)) {
            self.step(token.span, tag, row);
        }
    }

    /// The spans, in order.
    pub fn finish(self) -> Vec<Found> {
        self.found
    }

    /// The Viterbi path. Logits serve as well as log probabilities: they differ by a number that is the same for
    /// every tag of a token.
    fn best_path(&self, tokens: &[WindowToken], logits: &[f32]) -> Vec<usize> {
        let tags = self.tags;
        let mut best = vec![f32::NEG_INFINITY; tags];
        best[self.previous] = 0.0;
        let mut came_from = vec![OUTSIDE; tokens.len() * tags];
        for ((token, row), came_from) in
            tokens.iter().zip(logits.chunks_exact(tags)).zip(came_from.chunks_exact_mut(tags))
        {
            let before = best.clone();
            let (any, _) = highest(&before);
            for tag in 0..tags {
                let from = match () {
                    () if !continues(tag) => Some(any),
                    () if token.starts_block => None,
                    () if before[tag] > before[tag - 1] => Some(tag),
                    () => Some(tag - 1),
                };
                best[tag] = from.map_or(f32::NEG_INFINITY, |from| {
                    came_from[tag] = from;
                    before[from] + row[tag]
                });
            }
        }
        let (mut tag, _) = highest(&best);
        let mut path = vec![OUTSIDE; tokens.len()];
        for (step, came_from) in path.iter_mut().zip(came_from.chunks_exact(tags)).rev() {
            *step = tag;
            tag = came_from[tag];
        }
        path
    }

    fn step(&mut self, token: Span, tag: usize, row: &[f32]) {
        self.previous = tag;
        let Some(class) = class_of(tag) else { return };
        let probability = (row[2 * class + 1] + row[2 * class + 2]).min(1.0);
        if begins(tag) {
            self.found.push(Found { class, span: token, score: probability });
            (self.length, self.sum) = (1, probability);
        } else if let Some(last) = self.found.last_mut() {
            self.length += 1;
            self.sum += probability;
            last.span.end = token.end;
            last.score = self.sum / self.length as f32;
        }
    }
}

/// The first of the highest values, and its place.
fn highest(values: &[f32]) -> (usize, f32) {
    let first = (0, f32::NEG_INFINITY);
    values
        .iter()
        .enumerate()
        .fold(first, |best, (index, &value)| if value > best.1 { (index, value) } else { best })
}

fn softmax(row: &mut [f32]) {
    let (_, maximum) = highest(row);
    let mut sum = 0.0;
    for value in row.iter_mut() {
        *value = exponential(*value - maximum);
        sum += *value;
    }
    for value in row.iter_mut() {
        *value /= sum;
    }
}
