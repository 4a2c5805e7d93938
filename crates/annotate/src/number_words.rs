//! Numbers below a hundred in words, one dictionary for times and quantities. Words are in lower case.

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The number below twenty that the word is.
pub(crate) fn small(word: &str) -> Option<u8> {
    (0..).zip(SMALL).find_map(|(number, name)| (name == word).then_some(number))
}

/// The multiple of ten from twenty to ninety that the word is.
pub(crate) fn tens(word: &str) -> Option<u8> {
    (2..).zip(TENS).find_map(|(place, name)| (name == word).then_some(place * 10))
}

/// All number words with their numbers.
pub(crate) fn number_words() -> impl Iterator<Item = (&'static str, u32)> {
    (0..).zip(SMALL).chain((20..).step_by(10).zip(TENS)).map(|(number, name)| (name, number))
}
