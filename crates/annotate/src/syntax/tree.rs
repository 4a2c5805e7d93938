//! The best tree over the words of a sentence: Chu and Liu's and Edmonds' algorithm.

use crate::decode::highest;

/// What no arc is worth.
const NEVER: f64 = -1e9;

/// Taken from every arc to the root where the best tree has several: then it has as few of them as there can be, which is one.
const ROOT_COST: f64 = 1e6;

/// The heads of the best tree over so many words in which exactly one word has none. `scores` has one row for each word:
/// what the root is worth as its head, then what each word is.
pub fn best_tree(scores: &[f32], words: usize) -> Vec<Option<usize>> {
    if let Some(heads) = likeliest(scores, words) {
        return heads.into_iter().skip(1).map(|head| head.checked_sub(1)).collect();
    }
    let mut arcs = Arcs::new(words + 1);
    for (word, scores) in (1..).zip(scores.chunks_exact(words + 1)) {
        let row = arcs.row_mut(word);
        row.iter_mut().zip(scores).for_each(|(worth, &score)| *worth = f64::from(score));
        row[word] = NEVER;
    }
    let mut heads = spanning(&arcs);
    if heads[1..].iter().filter(|&&head| head == 0).count() > 1 {
        // The search goes deep, because whatever hangs on the root seems better off in a circle: seldom is it needed.
        (1..=words).for_each(|word| arcs.row_mut(word)[0] -= ROOT_COST);
        heads = spanning(&arcs);
    }
    heads.into_iter().skip(1).map(|head| head.checked_sub(1)).collect()
}

/// Every word's likeliest head, when these happen to be a tree with one root: there is no better one. Most sentences end here.
fn likeliest(scores: &[f32], words: usize) -> Option<Vec<usize>> {
    let mut heads = vec![0; words + 1];
    let mut roots = 0;
    for (word, row) in (1..).zip(scores.chunks_exact(words + 1)) {
        let (before, own_and_after) = row.split_at(word);
        let (mut head, score) = highest(before);
        let (later, better) = highest(own_and_after.get(1..).unwrap_or_default());
        if better > score {
            head = word + 1 + later;
        }
        heads[word] = head;
        roots += usize::from(head == 0);
    }
    (roots == 1 && circle(&heads).is_none()).then_some(heads)
}

/// What each node is worth as the head of each other. Node 0 is the root.
struct Arcs {
    nodes: usize,
    worth: Vec<f64>,
}

impl Arcs {
    fn new(nodes: usize) -> Self {
        Self { nodes, worth: vec![NEVER; nodes * nodes] }
    }

    /// What each node is worth as the head of this one.
    fn row(&self, node: usize) -> &[f64] {
        &self.worth[node * self.nodes..][..self.nodes]
    }

    fn row_mut(&mut self, node: usize) -> &mut [f64] {
        &mut self.worth[node * self.nodes..][..self.nodes]
    }
}

/// The first of the candidates that is worth most.
fn best(candidates: impl Iterator<Item = usize>, worth: impl Fn(usize) -> f64) -> usize {
    let mut found = (0, f64::NEG_INFINITY);
    for candidate in candidates {
        let worth = worth(candidate);
        if worth > found.1 {
            found = (candidate, worth);
        }
    }
    found.0
}

/// The head of each node; the root is its own.
fn spanning(arcs: &Arcs) -> Vec<usize> {
    // No node is worth anything as its own head.
    let likeliest = |row: &[f64]| best(0..row.len(), |head| row[head]);
    let mut heads: Vec<usize> = arcs.worth.chunks_exact(arcs.nodes).map(likeliest).collect();
    heads[0] = 0;
    let Some(circle) = circle(&heads) else { return heads };
    // The circle becomes one node. Who enters it takes the place of the arc that he breaks.
    let mut inside = vec![false; arcs.nodes];
    circle.iter().for_each(|&node| inside[node] = true);
    let outside: Vec<usize> = (0..arcs.nodes).filter(|&node| !inside[node]).collect();
    let whole = outside.len();
    let mut small = Arcs::new(whole + 1);
    let (mut leaves, mut enters) = (vec![0; whole], vec![0; whole]);
    let entering = |node: usize, head: usize| arcs.row(node)[head] - arcs.row(node)[heads[node]];
    for (place, &node) in outside.iter().enumerate() {
        let (row, small_row) = (arcs.row(node), small.row_mut(place));
        small_row.iter_mut().zip(&outside).for_each(|(worth, &head)| *worth = row[head]);
        leaves[place] = best(circle.iter().copied(), |head| row[head]);
        small_row[whole] = row[leaves[place]];
        enters[place] = best(circle.iter().copied(), |member| entering(member, node));
        small.row_mut(whole)[place] = entering(enters[place], node);
    }
    let found = spanning(&small);
    for (place, &node) in outside.iter().enumerate().skip(1) {
        heads[node] = if found[place] == whole { leaves[place] } else { outside[found[place]] };
    }
    heads[enters[found[whole]]] = outside[found[whole]];
    heads
}

/// The nodes of a circle, when there is one.
fn circle(heads: &[usize]) -> Option<Vec<usize>> {
    // In which walk a node was first met; the root ends every walk.
    let mut met = vec![None; heads.len()];
    met[0] = Some(0);
    for start in 1..heads.len() {
        let mut node = start;
        while met[node].is_none() {
            met[node] = Some(start);
            node = heads[node];
        }
        if met[node] == Some(start) {
            let mut circle = vec![node];
            let mut next = heads[node];
            while next != node {
                circle.push(next);
                next = heads[next];
            }
            return Some(circle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::best_tree;

    /// Whether exactly one word has no head and every walk up ends there.
    fn is_tree(heads: &[Option<usize>]) -> bool {
        let walks_up = |mut word: usize| {
            for _ in 0..heads.len() {
                match heads[word] {
                    Some(head) => word = head,
                    None => return true,
                }
            }
            false
        };
        heads.iter().filter(|head| head.is_none()).count() == 1 && (0..heads.len()).all(walks_up)
    }

    fn worth(heads: &[Option<usize>], scores: &[f32]) -> f64 {
        let arcs = heads.iter().zip(scores.chunks_exact(heads.len() + 1));
        arcs.map(|(head, row)| f64::from(row[head.map_or(0, |head| head + 1)])).sum()
    }

    /// Every tree over so many words.
    fn all_trees(words: usize) -> Vec<Vec<Option<usize>>> {
        let ways = (words + 1).pow(words as u32);
        let heads = |way: usize| {
            (0..words)
                .map(move |word| (way / (words + 1).pow(word as u32) % (words + 1)).checked_sub(1))
                .collect()
        };
        (0..ways).map(heads).filter(|heads: &Vec<_>| is_tree(heads)).collect()
    }

    #[test]
    fn one_word_is_the_root() {
        assert_eq!(best_tree(&[0.0, 5.0], 1), [None]);
        assert_eq!(best_tree(&[], 0), []);
    }

    #[test]
    fn a_circle_is_broken_where_it_costs_least() {
        // Both words want each other; the first costs less as the root.
        assert_eq!(best_tree(&[3.0, 0.0, 9.0, 1.0, 8.0, 0.0], 2), [None, Some(0)]);
    }

    proptest! {
        #[test]
        fn no_tree_is_better(words in 1..6_usize, scores in proptest::collection::vec(-9.0..9.0_f32, 30)) {
            let scores = &scores[..words * (words + 1)];
            let found = best_tree(scores, words);
            prop_assert!(is_tree(&found));
            let most = all_trees(words).iter().map(|heads| worth(heads, scores)).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((worth(&found, scores) - most).abs() < 1e-3, "{found:?}");
        }

        #[test]
        fn trees_are_trees(words in 1..40_usize, seed in proptest::collection::vec(-30.0..30.0_f32, 97)) {
            let scores: Vec<f32> = (0..words * (words + 1)).map(|index| seed[index * 31 % 97]).collect();
            prop_assert!(is_tree(&best_tree(&scores, words)));
        }
    }
}
