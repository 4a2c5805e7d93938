//! What words do to a side, which words mean much the same, and how rare they are. The lists are in `data`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::words::{Word, Words, stem};

/// What a word or phrase does to a side; see `data/effects.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Attitude(i8),
    Demand,
    Alarm,
    Permit(i8),
    Oblige(i8),
    Act(i8),
    Value(i8),
    Ill,
    Boon,
    Not,
    Open,
    Condition,
    Once,
    Matter,
    Nothing,
}

impl Effect {
    fn parse(name: &str) -> Option<Self> {
        let (kind, sign) = match name.split_once(' ') {
            Some((kind, "-")) => (kind, -1),
            Some((kind, _)) => (kind, 1),
            None => (name, 1),
        };
        Some(match kind {
            "attitude" => Self::Attitude(sign),
            "demand" => Self::Demand,
            "alarm" => Self::Alarm,
            "permit" => Self::Permit(sign),
            "oblige" => Self::Oblige(sign),
            "act" => Self::Act(sign),
            "value" => Self::Value(sign),
            "ill" => Self::Ill,
            "boon" => Self::Boon,
            "not" => Self::Not,
            "open" => Self::Open,
            "condition" => Self::Condition,
            "once" => Self::Once,
            "matter" => Self::Matter,
            "nothing" => Self::Nothing,
            _ => return None,
        })
    }

    /// The sign of a deed.
    pub const fn deed(self) -> Option<i8> {
        match self {
            Self::Permit(sign) | Self::Oblige(sign) | Self::Act(sign) => Some(sign),
            _ => None,
        }
    }
}

type Phrases = FxHashMap<String, Vec<(Vec<String>, Effect)>>;

/// Phrases by the stem of their first word, the longest first.
static EFFECTS: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    for line in lines(include_str!("data/effects.txt")) {
        let Some((name, entries)) = line.split_once(": ") else { continue };
        let Some(effect) = Effect::parse(name) else { continue };
        for entry in entries.split(", ") {
            let stems: Vec<String> = Words::of(entry).all.into_iter().map(|word| word.stem).collect();
            let Some(first) = stems.first() else { continue };
            let known = phrases.entry(first.clone()).or_default();
            // A phrase that stands in two lists has the effect of the first.
            if !known.iter().any(|(other, _)| *other == stems) {
                known.push((stems, effect));
            }
        }
    }
    for known in phrases.values_mut() {
        known.sort_by_key(|(stems, _)| std::cmp::Reverse(stems.len()));
    }
    phrases
});

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The effect of the longest phrase that begins here, and how many words it has.
pub(super) fn effect(words: &[&Word]) -> Option<(Effect, usize)> {
    let first = words.first()?;
    let known = EFFECTS.get(&first.stem)?;
    known.iter().find_map(|(stems, effect)| {
        let fits = stems.len() <= words.len()
            && stems.iter().zip(words).all(|(stem, word)| *stem == word.stem)
            && is_meant(words, stems.len());
        fits.then_some((*effect, stems.len()))
    })
}

/// Words that have an effect in some uses only.
fn is_meant(words: &[&Word], length: usize) -> bool {
    if length > 1 {
        return true;
    }
    let next = words.get(1).map(|word| word.lower.as_str()).unwrap_or_default();
    match words[0].lower.as_str() {
        // "back" is a verb before its object only; "backs", "backed" and "backing" always are.
        "back" => matches!(
            next,
            "the" | "a" | "an" | "any" | "this" | "it" | "him" | "her" | "them" | "these" | "such"
        ),
        "may" | "like" | "act" => false,
        // "Demand for our ware": what buyers do.
        "demand" => !(words[0].capital && next == "for"),
        "move" | "moved" => {
            !matches!(next, "it" | "them" | "him" | "her" | "us" | "the" | "in" | "out" | "into")
        }
        "rules" | "cap" | "bar" => true,
        "rule" => next != "out",
        "vote" | "votes" | "voting" | "voter" | "voters" => false,
        "pass" | "passed" => matches!(next, "the" | "a" | "an" | "it"),
        "close" => matches!(next, "the" | "it" | "a" | "all" | "down" | "its" | "them" | "schools" | "off"),
        "open" => matches!(next, "the" | "it" | "a" | "up"),
        "leave" | "left" => next != "with",
        "no" => next != "1",
        _ => true,
    }
}

/// The first group of names for one thing, which are as good as the word itself.
static NAMES: LazyLock<u16> = LazyLock::new(|| {
    let before = lines(include_str!("data/concepts.txt")).take_while(|line| !line.starts_with('=')).count();
    u16::try_from(before).unwrap_or(u16::MAX)
});

/// How much alike two words of a group are.
pub(super) fn alikeness(group: u16) -> f32 {
    if group >= *NAMES { 0.95 } else { 0.65 }
}

/// For each stem the groups of words that mean much the same.
static CONCEPTS: LazyLock<FxHashMap<String, Vec<u16>>> = LazyLock::new(|| {
    let mut groups: FxHashMap<String, Vec<u16>> = FxHashMap::default();
    for (number, line) in
        (0..).zip(lines(include_str!("data/concepts.txt")).filter(|line| !line.starts_with('=')))
    {
        for entry in line.split(", ") {
            // Only words alone: phrases would need a place of their own in every text.
            let words = Words::of(entry).all;
            if let [word] = words.as_slice() {
                groups.entry(word.stem.clone()).or_default().push(number);
            }
        }
    }
    groups
});

/// The groups of a stem.
pub(super) fn concepts(stem: &str) -> &'static [u16] {
    CONCEPTS.get(stem).map_or(&[], Vec::as_slice)
}

/// How much a common word tells, by its stem; words that are not here are rare.
static COMMON: LazyLock<FxHashMap<String, f32>> = LazyLock::new(|| {
    const TELLS: [f32; 4] = [0.0, 0.2, 0.5, 0.75];
    let mut common: FxHashMap<String, f32> = FxHashMap::default();
    let mut tells = 0.0;
    for line in lines(include_str!("data/common_words.txt")) {
        if let Some(band) = line.strip_prefix("= ") {
            tells = band.parse().ok().and_then(|band: usize| TELLS.get(band)).copied().unwrap_or(1.0);
            continue;
        }
        for word in line.split(' ') {
            common.entry(stem(word)).or_insert(tells);
        }
    }
    common
});

/// Words that tell nothing of a matter, however rare the list has them.
static EMPTY: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    const WORDS: &str = "a an the of in on at to for from by with and or if as is are was were be been being do does did has have \
        had should must would could can may might will shall ought it its this that these those there their they them he she \
        his her we our us you your i my me not no n't 's any all every each some more most other own into than then so such \
        who which what when where how whether between during along per about against 're 've 'll 'd 'm allowed also";
    WORDS.split_whitespace().collect()
});

/// How much a word tells of a matter, 0 to 1.
pub(super) fn tells(word: &Word) -> f32 {
    if word.is_mark() || EMPTY.contains(word.lower.as_str()) {
        return 0.0;
    }
    COMMON.get(&word.stem).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect_of(phrase: &str) -> Option<(Effect, usize)> {
        let words = Words::of(phrase).all;
        effect(&words.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_longest_phrase_has_its_effect() {
        assert_eq!(effect_of("opposes it"), Some((Effect::Attitude(-1), 1)));
        assert_eq!(effect_of("spoke out against the plan"), Some((Effect::Attitude(-1), 3)));
        assert_eq!(effect_of("lifting the ban"), Some((Effect::Act(-1), 1)));
        assert_eq!(effect_of("prohibition"), Some((Effect::Permit(-1), 1)));
        assert_eq!(effect_of("back to work"), Some((Effect::Nothing, 2)));
        assert_eq!(effect_of("back the plan"), Some((Effect::Attitude(1), 1)));
        assert_eq!(effect_of("never"), Some((Effect::Not, 1)));
        assert_eq!(effect_of("harbour"), None);
    }

    #[test]
    fn lists_are_whole() {
        for line in lines(include_str!("data/effects.txt")) {
            let name = line.split_once(": ").map(|(name, _)| name).unwrap_or_default();
            assert!(Effect::parse(name).is_some(), "{line}");
        }
        assert!(!concepts(&stem("lorry")).is_empty());
        assert!(concepts(&stem("lorry")).iter().any(|group| concepts(&stem("truck")).contains(group)));
    }
}
