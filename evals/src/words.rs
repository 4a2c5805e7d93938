//! Words and spans, exactly as the reference scorer sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

/// A span in Unicode code points, `[start, end)`.
pub type Span = [usize; 2];

/// Indices of words in a text.
pub type WordSet = BTreeSet<usize>;

/// Python's `\w` is a letter, a number or `_`; Rust's has marks as well, which would glue words together.
/// Python's `\s` has four control characters that Rust's lacks.
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s\x1c-\x1f]"));
static ALPHANUMERIC: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}_]+"));

#[expect(clippy::expect_used, reason = "the patterns are constants of this file")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("valid pattern")
}

/// The words of a text: runs of letters, numbers and `_`, or one other character that is not white space.
pub struct Words(Vec<Span>);

impl Words {
    /// Finds the words of `text`.
    pub fn of(text: &str) -> Self {
        let (mut byte, mut point) = (0, 0);
        let spans = WORD.find_iter(text).map(|found| {
            point += text[byte..found.start()].chars().count();
            let start = point;
            point += found.as_str().chars().count();
            byte = found.end();
            [start, point]
        });
        Self(spans.collect())
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Indices of the words that any of `spans` overlaps.
    pub fn cover(&self, spans: &[Span]) -> WordSet {
        let mut covered = WordSet::new();
        for &[start, end] in spans {
            let first = self.0.partition_point(|word| word[1] <= start);
            covered.extend((first..self.0.len()).take_while(|&index| self.0[index][0] < end));
        }
        covered
    }
}

/// The alphanumeric words of `text`, punctuation dropped.
pub fn alphanumeric(text: &str) -> impl Iterator<Item = &str> {
    ALPHANUMERIC.find_iter(text).map(|found| found.as_str())
}

/// Whether two sets share a word.
pub fn meet(left: &WordSet, right: &WordSet) -> bool {
    !left.is_disjoint(right)
}

/// Intersection over union, 0 when both are empty.
pub fn iou(left: &WordSet, right: &WordSet) -> f64 {
    let shared = left.intersection(right).count();
    let all = left.len() + right.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

/// The unbroken runs of a set, as (first, last).
pub fn runs(words: &WordSet) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &word in words {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == word => *last = word,
            _ => runs.push((word, word)),
        }
    }
    runs
}

/// A largest one-to-one matching of the nodes on the left, given each one's possible partners on the right,
/// as left → right. Kuhn's algorithm: a document has tens of statements, so its cubic worst case does not matter.
pub fn matching(partners: &[Vec<usize>]) -> BTreeMap<usize, usize> {
    fn place(
        left: usize,
        partners: &[Vec<usize>],
        owner: &mut BTreeMap<usize, usize>,
        seen: &mut BTreeSet<usize>,
    ) -> bool {
        for &right in &partners[left] {
            if seen.insert(right) {
                let free = match owner.get(&right).copied() {
                    None => true,
                    Some(other) => place(other, partners, owner, seen),
                };
                if free {
                    owner.insert(right, left);
                    return true;
                }
            }
        }
        false
    }
    let mut owner = BTreeMap::new();
    for left in 0..partners.len() {
        place(left, partners, &mut owner, &mut BTreeSet::new());
    }
    owner.into_iter().map(|(right, left)| (left, right)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: impl IntoIterator<Item = usize>) -> WordSet {
        words.into_iter().collect()
    }

    #[test]
    fn a_mark_ends_a_word_as_in_python() {
        // U+0301 is a mark: Python's \w+ stops before it, and it is a word of its own.
        let words = Words::of("cafe\u{301}s, 5½ a_b");
        assert_eq!(words.0, [[0, 4], [4, 5], [5, 6], [6, 7], [8, 10], [11, 14]]);
    }

    #[test]
    fn a_span_covers_every_word_that_it_overlaps() {
        let words = Words::of("“Né,” she said");
        assert_eq!(words.cover(&[[2, 3]]), set([1]));
        assert_eq!(words.cover(&[[0, 5], [8, 14]]), set([0, 1, 2, 3, 4, 5]));
        assert_eq!(words.cover(&[[5, 6], [40, 50]]), set([]));
    }

    #[test]
    fn runs_are_unbroken() {
        assert_eq!(runs(&set([1, 2, 3, 7, 9, 10])), [(1, 3), (7, 7), (9, 10)]);
    }

    #[test]
    fn overlap_of_sets() {
        assert!((iou(&set([1, 2, 3]), &set([2, 3, 4])) - 0.5).abs() < 1e-9);
        assert_eq!(iou(&set([]), &set([])), 0.0);
    }

    #[test]
    fn a_matching_is_as_large_as_it_can_be() {
        // Greedy order would give 0 → 0 and leave 1 alone.
        let matched = matching(&[vec![0, 1], vec![0], vec![]]);
        assert_eq!(matched, BTreeMap::from([(0, 1), (1, 0)]));
    }
}
