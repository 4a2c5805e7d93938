//! One kind for each name of a document. A text that calls "Bengaluru" a place once and a team once mostly means the same by it:
//! words have one sense in a discourse (Gale, Church and Yarowsky 1992), and labels that agree are more often right (Finkel, Grenager and
//! Manning 2005).

use rustc_hash::FxHashMap;

use crate::borders::PERSON;
use crate::decode::{CLASSES, Found, highest};
use crate::known_names;

/// What some mention is not by itself becomes a person with this mean probability alone: a club that is taken for a woman is soon said to
/// have spoken.
const SURE_OF_PERSON: f32 = 0.7;

/// How many times the square of a probability counts when the name is known to be of that kind: the probability eight times.
const KNOWN: f32 = 64.0;

/// What all mentions of a name say together, by class.
#[derive(Default)]
struct Together {
    mentions: f32,
    sums: [f32; CLASSES],
    squares: [f32; CLASSES],
    /// Whether the list has the name as a person's alone.
    known_person: bool,
}

impl Together {
    fn add(&mut self, classes: &[f32; CLASSES]) {
        self.mentions += 1.0;
        for (class, probability) in classes.iter().enumerate() {
            self.sums[class] += probability;
            self.squares[class] += probability * probability;
        }
    }
}

/// Gives all spans with the same words, whatever their case, the class that is the likeliest for all of them together. Probabilities count by
/// their squares, so that a mention which says plainly what the name is counts more than one that leaves it open, and for more where the
/// name is known to be of that class.
pub fn agree(found: &mut [Found], text: &str) {
    let names: Vec<String> = found.iter().map(|found| found.span.of(text).to_lowercase()).collect();
    let mut by_name: FxHashMap<&str, Together> = FxHashMap::default();
    for (name, found) in names.iter().zip(&*found) {
        by_name.entry(name).or_default().add(&found.classes);
    }
    // Jo Doe's mentions say who "Doe" and "Jo" are.
    for (name, found) in names.iter().zip(&*found).filter(|(_, found)| found.class == PERSON) {
        let mut parts = name.split_whitespace();
        if let (Some(given), Some(surname)) = (parts.next(), parts.next_back()) {
            for part in [given, surname] {
                if let Some(together) = by_name.get_mut(part) {
                    together.add(&found.classes);
                }
            }
        }
    }
    for (name, together) in &mut by_name {
        if let Some(kinds) = known_names::kinds_of(name) {
            together.known_person = kinds[PERSON] && kinds.iter().filter(|known| **known).count() == 1;
            for (square, _) in together.squares.iter_mut().zip(kinds).filter(|(_, known)| *known) {
                *square *= KNOWN;
            }
        }
    }
    for (name, found) in names.iter().zip(found) {
        let Some(together) = by_name.get(name.as_str()) else { continue };
        let (class, _) = highest(&together.squares);
        let share = together.sums[class] / together.mentions;
        let person = share >= SURE_OF_PERSON || together.known_person;
        if class != found.class && (class != PERSON || person) {
            (found.class, found.score) = (class, share);
        }
    }
}

#[cfg(test)]
mod tests {
    use types::Span;

    use super::agree;
    use crate::decode::Found;

    /// A span with probabilities of the first two classes.
    fn mention(start: usize, end: usize, shares: [f32; 2]) -> Found {
        let class = usize::from(shares[1] > shares[0]);
        let classes = [shares[0], shares[1], 0.0, 0.0, 0.0];
        Found { class, span: Span::new(start, end), score: shares[class], classes }
    }

    #[test]
    fn people_are_made_only_where_that_is_plain() {
        let text = "Mirsk beat Osterby. Mirsk again.";
        let kinds = |first: [f32; 2], second: [f32; 2]| {
            let mut found = [mention(0, 5, first), mention(20, 25, second)];
            agree(&mut found, text);
            found.map(|found| found.class)
        };
        assert_eq!(kinds([0.2, 0.7], [0.9, 0.1]), [1, 0]);
        assert_eq!(kinds([0.45, 0.55], [0.98, 0.02]), [0, 0]);
    }

    #[test]
    fn a_plain_mention_counts_more_than_open_ones() {
        let text = "Mirsk beat Osterby. Mirsk again. Mirsk lost.";
        let mut found = [(0, 5), (20, 25), (33, 38)].map(|(start, end)| mention(start, end, [0.6, 0.4]));
        found[1].classes = [0.02, 0.98, 0.0, 0.0, 0.0];
        found[2].classes = [0.65, 0.35, 0.0, 0.0, 0.0];
        agree(&mut found, text);
        assert_eq!(found.map(|found| found.class), [1, 1, 1]);
    }

    #[test]
    fn a_surname_is_whose_the_full_name_is() {
        let text = "Jo Osterby spoke. Osterby left.";
        let mut found = [mention(0, 10, [0.98, 0.02]), mention(18, 25, [0.45, 0.55])];
        agree(&mut found, text);
        assert_eq!(found.map(|found| found.class), [0, 0]);
    }

    #[test]
    fn what_is_known_of_a_name_tips_the_scales() {
        // Classes: person, organisation; the list has UNESCO for an organisation.
        let kinds = |text: &str, organisation: f32| {
            let mut found = [mention(0, 6, [1.0 - organisation, organisation])];
            agree(&mut found, text);
            found[0].class
        };
        assert_eq!(kinds("Unesco agreed.", 0.3), 1);
        assert_eq!(
            kinds("Unesco agreed.", 0.1),
            0,
            "a sentence that says plainly who it is has the last word"
        );
        assert_eq!(kinds("Unasca agreed.", 0.3), 0, "nothing is known of this one");
    }

    #[test]
    fn a_name_has_the_kind_that_its_mentions_have_together() {
        let text = "Osterby won. Osterby lost. OSTERBY again. Osterby Town.";
        let mut found = [
            mention(0, 7, [0.6, 0.4]),
            mention(13, 20, [0.1, 0.9]),
            mention(27, 34, [0.5, 0.4]),
            mention(42, 54, [0.7, 0.2]),
        ];
        (found[3].class, found[3].classes) = (2, [0.1, 0.2, 0.7, 0.0, 0.0]);
        agree(&mut found, text);
        assert_eq!(found.map(|found| found.class), [1, 1, 1, 2], "the longer name is another");
        assert!((found[0].score - 1.7 / 3.0).abs() < 1e-6, "{}", found[0].score);
        assert_eq!(found[1].score, 0.9, "what stays keeps its score");
    }
}
