//! Countries behind the names of their peoples.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use types::COUNTRIES;

static BY_ADJECTIVE: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut found = FxHashMap::default();
    for &(_, names, adjectives) in COUNTRIES {
        let Some(name) = names.split(';').next() else { continue };
        for adjective in adjectives.split(';').filter(|adjective| !adjective.is_empty()) {
            found.entry(adjective).or_insert(name);
        }
    }
    found
});

/// The country whose people or things the word names: "Ukrainian", "Ukrainians" → "Ukraine".
pub(super) fn of_people(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let name = BY_ADJECTIVE.get(lower.as_str()).or_else(|| BY_ADJECTIVE.get(lower.strip_suffix('s')?))?;
    Some(name.split(' ').map(capitalised).collect::<Vec<_>>().join(" "))
}

/// Whether the words are the name of a country: "Chad", "U.S.", but not the pronoun "us".
pub(crate) fn is_country(words: &str) -> bool {
    words != "us" && NAMES.contains(words.replace('.', "").to_lowercase().as_str())
}

static NAMES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| COUNTRIES.iter().flat_map(|(_, names, _)| names.split(';')).collect());

fn capitalised(word: &str) -> String {
    if matches!(word, "and" | "of" | "the") {
        return word.to_owned();
    }
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{is_country, of_people};

    #[test]
    fn peoples() {
        assert_eq!(of_people("Ukrainians").as_deref(), Some("Ukraine"));
        assert_eq!(of_people("British").as_deref(), Some("United Kingdom"));
        assert_eq!(of_people("Republicans"), None);
    }

    #[test]
    fn names() {
        assert!(["Chad", "U.S.", "US", "U.K."].into_iter().all(is_country));
        assert!(!["us", "Paris"].into_iter().any(is_country));
    }
}
