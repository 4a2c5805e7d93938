//! The country that the words of a role name.

use types::COUNTRIES;

/// In which way a country is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    /// "France".
    Name,
    /// "French".
    Adjective,
}

/// The country that the first words name, and how many words that takes. Words are folded, without their possessive
/// ending.
pub(crate) fn at_start(words: &[String]) -> Option<(&'static str, Term, usize)> {
    let starts = |term: &str| {
        let length = term.split(' ').count();
        let fits = length <= words.len() && term.split(' ').zip(words).all(|(one, other)| one == other);
        fits.then_some(length)
    };
    COUNTRIES.iter().find_map(|(code, names, adjectives)| {
        let one_of = |terms: &str| terms.split(';').find_map(starts);
        let name = one_of(names).map(|length| (*code, Term::Name, length));
        name.or_else(|| one_of(adjectives).map(|length| (*code, Term::Adjective, length)))
    })
}
