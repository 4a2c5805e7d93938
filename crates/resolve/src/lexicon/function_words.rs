//! Words that end or open a part of a noun phrase.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

const PREPOSITIONS: &str = "\
    of for from in at on with by among near inside under over about behind between outside to within against \
    across into during after before around like who as";
/// Participles, and adjectives like them, that open a clause behind a noun: "an official *briefed* on the talks".
const PARTICIPLES: &str = "\
    seen released published briefed familiar based close involved speaking sheltering living working leaked \
    obtained issued posted dated filed conducted commissioned attending called named known seeking representing \
    signed written sent present standing waiting quoted opposed including led backed loyal read asking held";

static BEFORE_NOUNS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| PREPOSITIONS.split_whitespace().collect());
static BEHIND_NOUNS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| PARTICIPLES.split_whitespace().collect());

/// Whether the lower-case word is a preposition.
pub(crate) fn is_preposition(word: &str) -> bool {
    BEFORE_NOUNS.contains(word)
}

/// Whether the lower-case word opens a relative clause.
pub(crate) fn is_relative(word: &str) -> bool {
    matches!(word, "who" | "which" | "whose" | "whom" | "that" | "where")
}

/// Whether the lower-case word is a participle that often follows its noun.
pub(crate) fn is_participle(word: &str) -> bool {
    BEHIND_NOUNS.contains(word)
}
