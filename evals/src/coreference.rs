//! CoNLL F1: the mean of MUC, B³ and CEAF-e over chains of two mentions and more, as in CoNLL-2012.
//!
//! A record keeps the mentions of those who can speak or act, by name, and of pronouns and descriptions only those that are
//! sources: recall over every pronoun of a text is low by design. A mention of a record is the gold mention of which it
//! has the head ("Roe" is "Mayor Roe, who resigned"), the smallest one; else a mention that gold does not have.

use std::collections::{BTreeMap, BTreeSet};

use crate::figures::{Figures, percent};

/// Chains of one document as sets of mentions; a mention that both sides have is the same number.
pub type Chains = Vec<BTreeSet<usize>>;

/// Sums of the three measures over documents.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    muc: Parts,
    b_cubed: Parts,
    ceaf: Parts,
}

/// Numerators and denominators of precision and recall.
#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    right_found: f64,
    found: f64,
    right_gold: f64,
    gold: f64,
}

impl Parts {
    fn f(self) -> Option<[f64; 3]> {
        let ratio = |right: f64, all: f64| if all > 0.0 { right / all } else { 0.0 };
        let (p, r) = (ratio(self.right_found, self.found), ratio(self.right_gold, self.gold));
        (self.gold > 0.0).then(|| [p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }])
    }
}

impl Sums {
    /// Adds one document. Chains of one mention are left out, as they are in CoNLL-2012.
    pub fn add(&mut self, gold: &Chains, found: &Chains) {
        let several =
            |chains: &Chains| -> Chains { chains.iter().filter(|chain| chain.len() > 1).cloned().collect() };
        let (gold, found) = (several(gold), several(found));
        let (right, all) = links(&gold, &found);
        self.muc.right_gold += right;
        self.muc.gold += all;
        let (right, all) = links(&found, &gold);
        self.muc.right_found += right;
        self.muc.found += all;
        let (right, all) = shared(&gold, &found);
        self.b_cubed.right_gold += right;
        self.b_cubed.gold += all;
        let (right, all) = shared(&found, &gold);
        self.b_cubed.right_found += right;
        self.b_cubed.found += all;
        let best = best_alignment(&gold, &found);
        self.ceaf.right_gold += best;
        self.ceaf.gold += gold.len() as f64;
        self.ceaf.right_found += best;
        self.ceaf.found += found.len() as f64;
    }

    /// `PREFIX.muc`, `.b_cubed`, `.ceaf_e` and `.conll` as F1, and `.p` and `.r` as means, in percent.
    pub fn figures(self, prefix: &str) -> Figures {
        let parts = [self.muc, self.b_cubed, self.ceaf].map(Parts::f);
        let mut figures = Figures::new();
        for (name, part) in ["muc", "b_cubed", "ceaf_e"].into_iter().zip(parts) {
            figures.insert(format!("{prefix}.{name}"), part.and_then(|part| percent(part[2], 1.0)));
        }
        let mean = |which: usize| {
            let sum: Option<f64> = parts.iter().map(|part| part.map(|part| part[which])).sum();
            sum.and_then(|sum| percent(sum, 3.0))
        };
        for (name, which) in [("p", 0), ("r", 1), ("conll", 2)] {
            figures.insert(format!("{prefix}.{name}"), mean(which));
        }
        figures
    }
}

/// MUC: the links of `own` that hold together in `other`, and all links.
fn links(own: &Chains, other: &Chains) -> (f64, f64) {
    let (mut right, mut all) = (0, 0);
    for chain in own {
        let mut parts: BTreeSet<usize> = BTreeSet::new();
        let mut alone = 0;
        for mention in chain {
            match other.iter().position(|chain| chain.contains(mention)) {
                Some(part) => drop(parts.insert(part)),
                None => alone += 1,
            }
        }
        right += chain.len() - parts.len() - alone;
        all += chain.len() - 1;
    }
    (f64::from(u32::try_from(right).unwrap_or(u32::MAX)), f64::from(u32::try_from(all).unwrap_or(u32::MAX)))
}

/// B³: for each mention of `own` the part of its chain that its chain in `other` shares, and the number of mentions.
fn shared(own: &Chains, other: &Chains) -> (f64, f64) {
    let (mut right, mut all) = (0.0, 0.0);
    for chain in own {
        for mention in chain {
            let there = other.iter().find(|chain| chain.contains(mention));
            right += there.map_or(0.0, |there| chain.intersection(there).count() as f64 / chain.len() as f64);
            all += 1.0;
        }
    }
    (right, all)
}

/// CEAF-e: the greatest sum of similarities of a one-to-one alignment of chains.
fn best_alignment(gold: &Chains, found: &Chains) -> f64 {
    let (rows, columns) = if gold.len() <= found.len() { (gold, found) } else { (found, gold) };
    let similarity = |row: usize, column: usize| {
        let common = rows[row].intersection(&columns[column]).count() as f64;
        2.0 * common / (rows[row].len() + columns[column].len()) as f64
    };
    // Kuhn and Munkres with potentials; costs are negated similarities, index 0 stands for "none".
    let (n, m) = (rows.len(), columns.len());
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; m + 1]);
    let (mut owner, mut way) = (vec![0; m + 1], vec![0; m + 1]);
    for row in 1..=n {
        owner[0] = row;
        let mut at = 0;
        let mut least = vec![f64::INFINITY; m + 1];
        let mut used = vec![false; m + 1];
        while owner[at] != 0 {
            used[at] = true;
            let (current, mut delta, mut next) = (owner[at], f64::INFINITY, 0);
            for column in (1..=m).filter(|&column| !used[column]).collect::<Vec<_>>() {
                let cost = -similarity(current - 1, column - 1) - u[current] - v[column];
                if cost < least[column] {
                    (least[column], way[column]) = (cost, at);
                }
                if least[column] < delta {
                    (delta, next) = (least[column], column);
                }
            }
            for column in 0..=m {
                if used[column] {
                    u[owner[column]] += delta;
                    v[column] -= delta;
                } else {
                    least[column] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            let before = way[at];
            owner[at] = owner[before];
            at = before;
        }
    }
    (1..=m).filter(|&column| owner[column] != 0).map(|column| similarity(owner[column] - 1, column - 1)).sum()
}

/// The chains of a record as sets of gold mentions' numbers; mentions that gold lacks have numbers of their own.
/// `mention_of` gives the gold mention that a span is.
pub fn chains(
    clusters: &[Vec<[usize; 2]>],
    gold: usize,
    mention_of: impl Fn([usize; 2]) -> Option<usize>,
) -> Chains {
    let mut others: BTreeMap<[usize; 2], usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    clusters
        .iter()
        .map(|spans| {
            spans
                .iter()
                .map(|&span| match mention_of(span).filter(|number| taken.insert(*number)) {
                    Some(number) => number,
                    None => {
                        let next = gold + others.len();
                        *others.entry(span).or_insert(next)
                    }
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chains_of(chains: &[&[usize]]) -> Chains {
        chains.iter().map(|chain| chain.iter().copied().collect()).collect()
    }

    #[test]
    fn the_example_of_the_measures_paper() {
        // Gold {1 2 3} {4 5 6 7}, found {1 2} {3 4 5 6 7}: MUC 4/5 each way.
        let mut sums = Sums::default();
        sums.add(&chains_of(&[&[1, 2, 3], &[4, 5, 6, 7]]), &chains_of(&[&[1, 2], &[3, 4, 5, 6, 7]]));
        let figures = sums.figures("x");
        assert_eq!(figures["x.muc"], Some(80.0));
        // Precision (2·1 + 1/5 + 4·4/5)/7 = 77.1, recall (2·2/3 + 1/3 + 4)/7 = 81.0.
        assert_eq!(figures["x.b_cubed"], Some(79.0));
        // (4/5 + 8/9) / 2.
        assert_eq!(figures["x.ceaf_e"], Some(84.4));
    }

    #[test]
    fn equal_chains_are_all_right() {
        let mut sums = Sums::default();
        let gold = chains_of(&[&[1, 2], &[3, 4, 5], &[6]]);
        sums.add(&gold, &gold);
        assert_eq!(sums.figures("x")["x.conll"], Some(100.0));
    }
}
