//! Two wordings of one quotation, word by word.

use serde::Serialize;

/// A stretch of a wording, compared with the longest wording of the same utterance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Piece {
    /// The same words.
    Same {
        /// As they stand here.
        here: String,
    },
    /// Words of the longest wording that are missing here.
    Cut {
        /// As they stand in the longest wording.
        longest: String,
    },
    /// Words that stand here in place of others.
    Altered {
        /// As they stand in the longest wording.
        longest: String,
        /// As they stand here.
        here: String,
    },
    /// Words that stand here only.
    Added {
        /// As they stand here.
        here: String,
    },
}

/// A quotation cut into words, which compare without regard to case and punctuation.
#[derive(Clone, Debug)]
pub(crate) struct Words<'text> {
    text: &'text str,
    words: Vec<(usize, usize, String)>,
}

/// Fewer shared words in a row can be chance.
pub(super) const LEAST_RUN: usize = 3;

/// A quotation of fewer words must stand in the other one as it is.
const SHORT: usize = 6;

/// Longer than any quotation; the rest is not compared, for the work grows with the square.
const LONGEST: usize = 2_000;

/// How much of the shorter wording must stand in the longer one, as hundredths of its words.
const LEAST_SHARED: usize = 60;

impl<'text> Words<'text> {
    pub(crate) fn of(text: &'text str) -> Self {
        let is_word = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
        let mut words = Vec::new();
        let mut start = None;
        for (place, character) in text.char_indices().chain([(text.len(), ' ')]) {
            match start {
                None if is_word(character) => start = Some(place),
                Some(from) if !is_word(character) => {
                    start = None;
                    let letters = text[from..place].chars().filter(|c| c.is_alphanumeric());
                    let word: String = letters.flat_map(char::to_lowercase).collect();
                    if !word.is_empty() {
                        words.push((from, place, word));
                    }
                }
                _ => {}
            }
        }
        words.truncate(LONGEST);
        Self { text, words }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The words without case and punctuation.
    pub(crate) fn plain(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(_, _, word)| word.as_str())
    }

    /// The text from word `from` up to word `to`.
    pub(super) fn slice(&self, from: usize, to: usize) -> String {
        match (self.words.get(from), to.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if from < to => self.text[first.0..last.1].to_owned(),
            _ => String::new(),
        }
    }

    /// Whether two quotations are wordings of one utterance: most of the shorter one stands in the longer one, in order,
    /// and three words in a row; all of it when it is short.
    pub(super) fn is_wording_of(&self, other: &Self) -> bool {
        let pairs = self.align(other);
        let run =
            pairs.iter().enumerate().fold((0, 0), |(longest, current): (usize, usize), (number, pair)| {
                let goes_on =
                    number > 0 && pairs[number - 1] == (pair.0.wrapping_sub(1), pair.1.wrapping_sub(1));
                let current = if goes_on { current + 1 } else { 1 };
                (longest.max(current), current)
            });
        let shorter = self.len().min(other.len());
        let least_run = if shorter < SHORT { shorter.max(LEAST_RUN) } else { LEAST_RUN };
        run.0 >= least_run && pairs.len() * 100 >= LEAST_SHARED * shorter
    }

    /// This wording, compared with the longest one.
    pub(crate) fn compare(&self, longest: &Self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let (mut here, mut there, mut same) = (0, 0, 0);
        let ends = [(self.len(), longest.len())];
        for (h, t) in self.align(longest).into_iter().chain(ends) {
            if h > here || t > there {
                pieces.extend((same < here).then(|| Piece::Same { here: self.slice(same, here) }));
                pieces.push(match (self.slice(here, h), longest.slice(there, t)) {
                    (here, longest) if here.is_empty() => Piece::Cut { longest },
                    (here, longest) if longest.is_empty() => Piece::Added { here },
                    (here, longest) => Piece::Altered { longest, here },
                });
                same = h;
            }
            (here, there) = (h + 1, t + 1);
        }
        pieces.extend((same < self.len()).then(|| Piece::Same { here: self.slice(same, self.len()) }));
        pieces
    }

    /// The longest common subsequence: pairs of equal words, rising in both.
    fn align(&self, other: &Self) -> Vec<(usize, usize)> {
        let width = other.len() + 1;
        let mut longest = vec![0_u32; (self.len() + 1) * width];
        for one in (0..self.len()).rev() {
            for two in (0..other.len()).rev() {
                longest[one * width + two] = if self.words[one].2 == other.words[two].2 {
                    longest[(one + 1) * width + two + 1] + 1
                } else {
                    longest[(one + 1) * width + two].max(longest[one * width + two + 1])
                };
            }
        }
        let (mut one, mut two, mut pairs) = (0, 0, Vec::new());
        while one < self.len() && two < other.len() {
            if self.words[one].2 == other.words[two].2 {
                pairs.push((one, two));
                (one, two) = (one + 1, two + 1);
            } else if longest[(one + 1) * width + two] >= longest[one * width + two + 1] {
                one += 1;
            } else {
                two += 1;
            }
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `=same`, `-cut`, `+added`, `~longest→here`.
    fn compared(here: &str, longest: &str) -> String {
        let (here, longest) = (Words::of(here), Words::of(longest));
        assert!(here.is_wording_of(&longest) && longest.is_wording_of(&here));
        let pieces = here.compare(&longest).into_iter().map(|piece| match piece {
            Piece::Same { here } => format!("={here}"),
            Piece::Cut { longest } => format!("-{longest}"),
            Piece::Added { here } => format!("+{here}"),
            Piece::Altered { longest, here } => format!("~{longest}→{here}"),
        });
        pieces.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn wordings_are_compared_word_by_word() {
        let longest = "The wall will stand, whatever the sea does, and not one family will have to leave.";
        assert_eq!(
            compared(longest, longest),
            "=The wall will stand, whatever the sea does, and not one family will have to leave"
        );
        assert_eq!(
            compared("the wall will stand", longest),
            "=the wall will stand | -whatever the sea does, and not one family will have to leave"
        );
        assert_eq!(
            compared("The wall will hold, and not one family will have to leave", longest),
            "=The wall will | ~stand, whatever the sea does→hold | =and not one family will have to leave"
        );
        assert_eq!(
            compared("The sea wall will stand, whatever the sea does", longest),
            "=The | +sea | =wall will stand, whatever the sea does | -and not one family will have to leave"
        );
    }

    #[test]
    fn other_words_are_another_utterance() {
        let are = |one: &str, other: &str| Words::of(one).is_wording_of(&Words::of(other));
        assert!(!are("We will not leave", "They will never leave us here"));
        assert!(!are("the end of the day", "At the end of it all we went home for the day"));
        assert!(!are("no comment", "no comment"));
        assert!(!are("", "The wall will stand"));
    }
}
