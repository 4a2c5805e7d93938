//! What the full model saw in the words of an event ([`types::ParsedSentence::views`]), as a small network beside the linear model:
//! for each question one hidden layer over the views of the word that tells of the event and of the heads of two sides.

use types::Factuality;

/// Numbers of a view, and units of a hidden layer.
const WIDTH: usize = 64;
/// The types, in the order of the weights.
pub(super) const KINDS: [&str; 16] = [
    "ACCUSE",
    "AGREE",
    "AID",
    "ASSAULT",
    "COERCE",
    "CONCEDE",
    "CONSULT",
    "COOPERATE",
    "MOBILIZE",
    "PROTEST",
    "REJECT",
    "REQUEST",
    "RETREAT",
    "SANCTION",
    "SUPPORT",
    "THREATEN",
];
/// In the order of the weights.
pub(super) const TRUTHS: [Factuality; 5] = [
    Factuality::Alleged,
    Factuality::Asserted,
    Factuality::Denied,
    Factuality::Hypothetical,
    Factuality::Planned,
];
/// Rows of [`WIDTH`] numbers that come before a question's answers: three matrices, types, degrees of truth, and the row of whoever is not
/// listed.
const ROWS: usize = 3 * WIDTH + KINDS.len() + TRUTHS.len() + 1;

/// Bytes of the weights of a question with so many answers: the rows, one more for each answer, and the answers' biases.
pub(super) const fn bytes(answers: usize) -> usize {
    4 * ((ROWS + answers) * WIDTH + answers)
}

/// Which word a view is of.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// The word that tells of the event.
    Told,
    /// The actor's head when it is asked whether the event is told, else that of the side that is asked about.
    Side,
    /// The other side's head.
    Other,
}

/// The weights of one question.
pub(super) struct Network {
    numbers: Vec<f32>,
}

/// The hidden layer of a question, before it is rectified.
#[derive(Clone)]
pub(super) struct Hidden([f32; WIDTH]);

impl Network {
    /// From [`bytes`] of weights, which `training/events.py` writes.
    pub fn of(bytes: &[u8]) -> Self {
        let number = |bytes: &[u8; 4]| f32::from_le_bytes(*bytes);
        Self { numbers: bytes.as_chunks().0.iter().map(number).collect() }
    }

    fn row(&self, row: usize) -> &[f32] {
        self.numbers.get(row * WIDTH..(row + 1) * WIDTH).unwrap_or_default()
    }

    /// What is known before a word was looked at.
    pub fn hidden(&self, kind: &str, truth: Factuality) -> Hidden {
        let mut hidden = Hidden([0.0; WIDTH]);
        let kind = KINDS.iter().position(|known| *known == kind);
        let truth = TRUTHS.iter().position(|known| *known == truth);
        let rows = [kind.map(|kind| 3 * WIDTH + kind), truth.map(|truth| 3 * WIDTH + KINDS.len() + truth)];
        for row in rows.into_iter().flatten() {
            hidden.0.iter_mut().zip(self.row(row)).for_each(|(sum, weight)| *sum += weight);
        }
        hidden
    }

    /// Looks at a word. A view of another width says nothing: nobody is there, or the views are not those that were learned with
    /// these weights.
    pub fn look(&self, hidden: &mut Hidden, seen: Seen, view: &[f32]) {
        if view.len() != WIDTH {
            return;
        }
        for (unit, sum) in hidden.0.iter_mut().enumerate() {
            let weights = self.row(seen as usize * WIDTH + unit);
            *sum += weights.iter().zip(view).map(|(weight, value)| weight * value).sum::<f32>();
        }
    }

    /// Somebody who is not listed stands in the place of a word.
    pub fn look_at_unlisted(&self, hidden: &mut Hidden) {
        hidden.0.iter_mut().zip(self.row(ROWS - 1)).for_each(|(sum, weight)| *sum += weight);
    }

    /// What an answer's score grows by.
    pub fn score(&self, hidden: &Hidden, answer: usize) -> f32 {
        let answers = self.numbers.len().saturating_sub(ROWS * WIDTH) / (WIDTH + 1);
        let bias = self.numbers.get((ROWS + answers) * WIDTH + answer).copied().unwrap_or(0.0);
        let weights = self.row(ROWS + answer).iter().zip(&hidden.0);
        weights.map(|(weight, sum)| weight * sum.max(0.0)).sum::<f32>() + bias
    }
}

#[cfg(test)]
mod tests {
    use types::Factuality;

    use super::{KINDS, Network, ROWS, Seen, TRUTHS, WIDTH, bytes};

    /// A network of two answers in which all weights are nought but these, by row and place.
    fn network(weights: &[(usize, usize, f32)], biases: [f32; 2]) -> Network {
        let mut numbers = vec![0.0_f32; (ROWS + 2) * WIDTH];
        for &(row, place, weight) in weights {
            numbers[row * WIDTH + place] = weight;
        }
        numbers.extend(biases);
        let written: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        assert_eq!(written.len(), bytes(2));
        Network::of(&written)
    }

    #[test]
    fn a_score_is_that_of_a_rectified_layer() {
        let kind = 3 * WIDTH + KINDS.iter().position(|kind| *kind == "AID").unwrap();
        let truth =
            3 * WIDTH + KINDS.len() + TRUTHS.iter().position(|truth| *truth == Factuality::Denied).unwrap();
        // Unit 5 sees place 7 of the side; unit 6 is below nought and gives nothing.
        let network = network(
            &[(WIDTH + 5, 7, 2.0), (kind, 5, 0.5), (truth, 6, -9.0), (ROWS, 5, 3.0), (ROWS, 6, 1.0)],
            [0.25, -1.5],
        );
        let mut hidden = network.hidden("AID", Factuality::Denied);
        assert_eq!(network.score(&hidden, 0), 3.0 * 0.5 + 0.25);
        assert_eq!(network.score(&hidden, 1), -1.5, "each answer has its own weights");
        let mut view = [0.0; WIDTH];
        view[7] = 1.0;
        network.look(&mut hidden, Seen::Told, &view);
        assert_eq!(network.score(&hidden, 0), 3.0 * 0.5 + 0.25, "the word that tells has other weights");
        network.look(&mut hidden, Seen::Side, &view);
        assert_eq!(network.score(&hidden, 0), 3.0 * 2.5 + 0.25);
    }

    #[test]
    fn whoever_is_not_listed_has_weights_of_their_own() {
        let network = network(&[(ROWS - 1, 3, 2.0), (ROWS + 1, 3, 1.0)], [0.0; 2]);
        let mut hidden = network.hidden("AID", Factuality::Asserted);
        assert_eq!(network.score(&hidden, 1), 0.0);
        network.look_at_unlisted(&mut hidden);
        assert_eq!((network.score(&hidden, 0), network.score(&hidden, 1)), (0.0, 2.0));
    }

    #[test]
    fn a_view_of_another_width_says_nothing() {
        let network = network(&[(0, 0, 1.0), (ROWS, 0, 1.0)], [0.0; 2]);
        let mut hidden = network.hidden("AID", Factuality::Asserted);
        network.look(&mut hidden, Seen::Told, &[1.0; 8]);
        network.look(&mut hidden, Seen::Told, &[]);
        assert_eq!(network.score(&hidden, 0), 0.0);
    }
}
