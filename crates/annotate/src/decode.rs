//! From the model's scores to spans: the likeliest sequence of tags that makes sense.

use types::Span;

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
    /// The same for each class; zero for those that the head does not have.
    pub classes: [f32; CLASSES],
}

/// The most classes that a head may have.
pub const CLASSES: usize = 5;

/// Finds the spans of one document, fed window after window. Tags are `O`, then `B-` and `I-` of each class.
/// `I-` follows only a tag of its own class in the same block; a block that is cut over two windows goes on.
pub struct Decoder {
    tags: usize,
    temperature: f32,
    /// The last tag of the window before.
    previous: usize,
    found: Vec<Found>,
    /// Tokens of the last span.
    length: usize,
    /// Summed probability of each class over them.
    sums: [f32; CLASSES],
}

const OUTSIDE: usize = 0;

fn class_of(tag: usize) -> Option<usize> {
    (tag != OUTSIDE).then(|| (tag - 1) / 2)
}

fn begins(tag: usize) -> bool {
    tag % 2 == 1
}

impl Decoder {
    /// A decoder for a head with so many tags, whose logits are divided by `temperature`.
    pub fn new(tags: usize, temperature: f32) -> Self {
        Self { tags, temperature, previous: OUTSIDE, found: Vec::new(), length: 0, sums: [0.0; CLASSES] }
    }

    /// Reads the logits of a window, one row of tags for each token.
    pub fn window(&mut self, tokens: &[WindowToken], logits: &[f32]) {
        let mut scaled: Vec<f32> = logits.iter().map(|logit| logit / self.temperature).collect();
        let path = self.best_path(tokens, &scaled);
        for ((token, tag), row) in tokens.iter().zip(path).zip(scaled.chunks_exact_mut(self.tags)) {
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
        let mut before = best.clone();
        let mut came_from = vec![0_u8; tokens.len() * tags];
        for ((token, row), came_from) in
            tokens.iter().zip(logits.chunks_exact(tags)).zip(came_from.chunks_exact_mut(tags))
        {
            before.copy_from_slice(&best);
            let (any, highest) = highest(&before);
            came_from.fill(any as u8);
            best.iter_mut().zip(row).for_each(|(best, score)| *best = highest + score);
            for begun in (1..tags).step_by(2) {
                let continued = begun + 1;
                let from = if before[continued] > before[begun] { continued } else { begun };
                came_from[continued] = from as u8;
                best[continued] =
                    if token.starts_block { f32::NEG_INFINITY } else { before[from] + row[continued] };
            }
        }
        let (mut tag, _) = highest(&best);
        let mut path = vec![OUTSIDE; tokens.len()];
        for (step, came_from) in path.iter_mut().zip(came_from.chunks_exact(tags)).rev() {
            *step = tag;
            tag = usize::from(came_from[tag]);
        }
        path
    }

    fn step(&mut self, token: Span, tag: usize, row: &mut [f32]) {
        self.previous = tag;
        let Some(class) = class_of(tag) else { return };
        softmax(row);
        let probability = |class: usize| match row.get(2 * class + 1..2 * class + 3) {
            Some(tags) => tags.iter().sum::<f32>().min(1.0),
            None => 0.0,
        };
        let classes = std::array::from_fn(probability);
        if begins(tag) {
            (self.length, self.sums) = (1, classes);
            self.found.push(Found { class, span: token, score: classes[class], classes });
        } else if let Some(last) = self.found.last_mut() {
            self.length += 1;
            self.sums.iter_mut().zip(classes).for_each(|(sum, probability)| *sum += probability);
            last.span.end = token.end;
            last.classes = self.sums.map(|sum| sum / self.length as f32);
            last.score = last.classes[class];
        }
    }
}

/// The first of the highest values, and its place.
pub fn highest(values: &[f32]) -> (usize, f32) {
    let first = (0, f32::NEG_INFINITY);
    values
        .iter()
        .enumerate()
        .fold(first, |best, (index, &value)| if value > best.1 { (index, value) } else { best })
}

/// Turns logits into probabilities.
pub fn softmax(row: &mut [f32]) {
    // Loops of their own: the compiler makes vectors of them, where the sum has its order.
    let maximum = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for value in row.iter_mut() {
        *value = exponential(*value - maximum);
    }
    let sum: f32 = row.iter().sum();
    for value in row.iter_mut() {
        *value /= sum;
    }
}

/// eˣ for x ≤ 0, to about one unit in the last place; the library's is not the same on every platform. Range
/// reduction by ln 2 in two parts and a polynomial of degree 6 (Cephes).
fn exponential(x: f32) -> f32 {
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    // Added and taken away again, it rounds to the nearest integer.
    const ROUND: f32 = 12_582_912.0;
    let x = x.max(-87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let exponent = shifted - ROUND;
    let rest = x - exponent * LN_2_HIGH - exponent * LN_2_LOW;
    let mut polynomial = 1.987_569_1e-4_f32;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        polynomial = polynomial * rest + coefficient;
    }
    let fraction = polynomial * rest * rest + rest + 1.0;
    // The exponent stands in the low bits of the shifted number; the result is at least 2⁻¹²⁶.
    f32::from_bits(fraction.to_bits().wrapping_add(shifted.to_bits() << 23))
}

#[cfg(test)]
mod tests {
    use types::Span;

    use super::{Decoder, Found, exponential};
    use crate::windows::WindowToken;

    /// Decodes windows written as words, one token each: `B` and `I` of class x or y are where the logits are
    /// highest, a capital word starts a block. Gives the spans as `x0-2`.
    fn check(windows: &[&[(&str, [f32; 5])]], expected: &str) -> Vec<Found> {
        let mut decoder = Decoder::new(5, 1.0);
        let mut at = 0;
        for window in windows {
            let tokens: Vec<WindowToken> = window
                .iter()
                .enumerate()
                .map(|(piece, (word, _))| {
                    at += 1;
                    let starts_block = word.starts_with(char::is_uppercase);
                    WindowToken { span: Span::new(at - 1, at), piece, starts_block }
                })
                .collect();
            decoder.window(&tokens, &window.iter().flat_map(|(_, logits)| *logits).collect::<Vec<f32>>());
        }
        let found = decoder.finish();
        let name = |class: usize| ["x", "y"][class];
        let spans: Vec<String> = found
            .iter()
            .map(|found| format!("{}{}-{}", name(found.class), found.span.start, found.span.end))
            .collect();
        assert_eq!(spans.join(" "), expected);
        found
    }

    const O: [f32; 5] = [9.0, 0.0, 0.0, 0.0, 0.0];
    const BX: [f32; 5] = [0.0, 9.0, 0.0, 0.0, 0.0];
    const IX: [f32; 5] = [0.0, 0.0, 9.0, 0.0, 0.0];
    const BY: [f32; 5] = [0.0, 0.0, 0.0, 9.0, 0.0];
    const IY: [f32; 5] = [0.0, 0.0, 0.0, 0.0, 9.0];

    #[test]
    fn tags_become_spans() {
        check(
            &[&[("A", O), ("b", BX), ("c", IX), ("d", BX), ("e", BY), ("f", IY), ("g", O)]],
            "x1-3 x3-4 y4-6",
        );
    }

    #[test]
    fn a_class_is_continued_by_itself_alone() {
        check(&[&[("A", BX), ("b", [0.0, 0.0, 4.0, 0.0, 9.0]), ("c", O)]], "x0-2");
    }

    #[test]
    fn a_span_must_begin() {
        // Both ways to make sense of it keep one of the two tokens' favourites.
        check(&[&[("A", [0.0, 8.0, 9.0, 0.0, 0.0]), ("b", IX)]], "x0-2");
    }

    #[test]
    fn a_span_ends_with_its_block() {
        check(&[&[("A", BX), ("b", IX), ("C", [0.0, 3.0, 9.0, 0.0, 0.0]), ("d", IX)]], "x0-2 x2-4");
    }

    #[test]
    fn a_block_goes_on_in_the_next_window() {
        check(&[&[("A", BX), ("b", IX)], &[("c", IX), ("d", O)]], "x0-3");
        check(&[&[("A", BX), ("b", IX)], &[("C", [3.0, 0.0, 9.0, 0.0, 0.0]), ("d", O)]], "x0-2");
    }

    #[test]
    fn exponential_is_close() {
        for step in 0..=8_700 {
            let x = step as f32 * -0.01;
            let exact = f64::from(x).exp();
            assert!((f64::from(exponential(x)) / exact - 1.0).abs() < 3e-7, "{x}");
        }
        assert_eq!(exponential(0.0), 1.0);
        assert!(exponential(-1e30) < 1e-37);
    }

    #[test]
    fn the_score_is_the_mean_probability_of_the_class() {
        let ln = f32::ln;
        let found = check(
            &[&[
                ("A", [ln(0.2), ln(0.5), ln(0.1), ln(0.1), ln(0.1)]),
                ("b", [ln(0.1), ln(0.1), ln(0.7), ln(0.05), ln(0.05)]),
            ]],
            "x0-2",
        );
        assert!((found[0].score - 0.7).abs() < 1e-5);
    }
}
