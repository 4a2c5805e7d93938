//! Figures, and the counts that they come from.

use std::collections::BTreeMap;

/// Figures by name; `None` where nothing could be counted (no gold of that sort).
pub type Figures = BTreeMap<String, Option<f64>>;

/// Named counts; those of several documents add up.
#[derive(Clone, Debug, Default)]
pub struct Counts(BTreeMap<&'static str, usize>);

impl Counts {
    /// Adds `by` (a count, or a condition that counts 1 when true).
    pub fn add(&mut self, name: &'static str, by: impl Into<usize>) {
        *self.0.entry(name).or_default() += by.into();
    }

    /// The count, 0 when nothing was added.
    pub fn get(&self, name: &'static str) -> usize {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Adds all counts of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (name, by) in &other.0 {
            *self.0.entry(name).or_default() += by;
        }
    }

    /// `part` of `whole` in percent.
    pub fn percent(&self, part: &'static str, whole: &'static str) -> Option<f64> {
        percent(self.get(part) as f64, self.get(whole) as f64)
    }
}

/// `part` of `whole` in percent, to one decimal; none when `whole` is 0.
pub fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| round(100.0 * part / whole))
}

/// To one decimal.
pub fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Precision, recall and F1 in percent, as `name.p`, `name.r`, `name.f`, and the size of the gold as `name.n`.
pub fn put_prf(figures: &mut Figures, name: &str, right: usize, predicted: usize, gold: usize) {
    let share = |whole: usize| if whole == 0 { 0.0 } else { right as f64 / whole as f64 };
    let (p, r) = (share(predicted), share(gold));
    let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
    for (part, value) in [("p", 100.0 * p), ("r", 100.0 * r), ("f", 100.0 * f)] {
        figures.insert(format!("{name}.{part}"), Some(round(value)));
    }
    figures.insert(format!("{name}.n"), Some(gold as f64));
}
