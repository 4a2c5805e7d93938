//! Pronouns that can be the source of a statement.

use super::people::Gender;

/// What a pronoun asks of its antecedent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pronoun {
    /// "he", "she", "him": one person.
    Person(Gender),
    /// "it": a body, a document, a country.
    Thing,
    /// "they": several, or a body.
    Plural,
    /// "I", "my": whoever speaks.
    Speaker,
    /// "we", "our": whoever speaks, and others.
    Speakers,
    /// "you": whoever is spoken to.
    Addressee,
    /// "who", "which", "that": what stands right before.
    Relative,
    /// "everyone", "some", "others", "this": nobody in particular.
    Indefinite,
}

/// The pronoun that the word is.
pub(crate) fn pronoun(word: &str) -> Option<Pronoun> {
    // The country, the trade and the health organisation are no pronouns.
    if matches!(word, "US" | "IT" | "WHO") {
        return None;
    }
    // Most words are longer than the longest pronoun; no other letters than these fold to theirs.
    let mut lower = [0; "themselves".len()];
    let lower = lower.get_mut(..word.len()).filter(|_| word.is_ascii())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    Some(match std::str::from_utf8(lower).ok()? {
        "he" | "him" | "himself" | "his" => Pronoun::Person(Gender::Male),
        "she" | "her" | "herself" | "hers" => Pronoun::Person(Gender::Female),
        "it" | "itself" | "its" => Pronoun::Thing,
        "they" | "them" | "themselves" | "their" | "both" | "these" => Pronoun::Plural,
        "i" | "me" | "my" | "myself" | "mine" => Pronoun::Speaker,
        "we" | "us" | "our" | "ourselves" | "ours" => Pronoun::Speakers,
        "you" | "your" | "yourself" | "yours" => Pronoun::Addressee,
        "who" | "which" | "that" | "whom" | "whose" => Pronoun::Relative,
        "everyone" | "everybody" | "nobody" | "no" | "someone" | "somebody" | "anyone" | "anybody"
        | "some" | "others" | "many" | "one" | "most" | "few" | "several" | "all" | "none" | "another"
        | "this" | "those" | "any" | "neither" | "either" | "each" | "half" => Pronoun::Indefinite,
        _ => return None,
    })
}
