//! Whether confidence means what it says: of the statements at 0.9, 90 % should be right.

use crate::figures::round;

/// Statements whose confidence lies in one tenth of the scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many.
    pub statements: usize,
    /// The sum of their confidences.
    confidence: f64,
    /// How many of them are right.
    right: usize,
}

impl Bin {
    /// Mean confidence in percent; 0 for an empty bin.
    pub fn confidence(&self) -> f64 {
        100.0 * self.confidence / self.statements.max(1) as f64
    }

    /// Share of right statements in percent; 0 for an empty bin.
    pub fn right(&self) -> f64 {
        100.0 * self.right as f64 / self.statements.max(1) as f64
    }
}

/// Ten bins of equal width.
pub fn bins(judged: &[(f64, bool)]) -> [Bin; 10] {
    let mut bins = [Bin::default(); 10];
    for &(confidence, right) in judged {
        let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
        bin.statements += 1;
        bin.confidence += confidence;
        bin.right += usize::from(right);
    }
    bins
}

/// Expected calibration error in percent points: the mean distance between confidence and share of right
/// statements, weighted by the size of the bin; none without statements.
pub fn expected_error(bins: &[Bin]) -> Option<f64> {
    let all: usize = bins.iter().map(|bin| bin.statements).sum();
    let distances = bins.iter().map(|bin| bin.statements as f64 * (bin.confidence() - bin.right()).abs());
    (all > 0).then(|| round(distances.sum::<f64>() / all as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_confidence_has_no_error() {
        let judged: Vec<_> = (0..10).map(|index| (0.9, index != 0)).collect();
        assert_eq!(expected_error(&bins(&judged)), Some(0.0));
    }

    #[test]
    fn boasting_shows() {
        assert_eq!(expected_error(&bins(&[(1.0, true), (1.0, false)])), Some(50.0));
        assert_eq!(expected_error(&bins(&[])), None);
    }
}
