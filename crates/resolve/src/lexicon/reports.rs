//! Verbs, nouns and states of reports that may stand inside other reports, by what they take as their content.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::clause::stems;

/// What a word takes, or does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Verbs that take a clause as their content.
    Clause,
    /// Verbs of which a body's text is the subject, too.
    InText,
    /// Verbs that take an infinitive, done by their own subject.
    Infinitive,
    /// Verbs that do so with "would".
    InfinitiveIfWould,
    /// Verbs that take somebody and an infinitive: "asked him to leave".
    OthersInfinitive,
    /// Verbs that take what somebody does: "feared losing", "denied knowing".
    Gerund,
    /// Verbs that give somebody or something a name: "called it progress".
    Naming,
    /// Verbs of which a thing that somebody is to have is the content.
    ThingFor,
    /// Verbs of which a thing is the content.
    Thing,
    /// Verbs that say that something is not so.
    Denying,
    /// Nouns with a clause that says what was claimed or thought: "her belief that".
    NounWithClause,
    /// States of mind, with a clause: "is afraid that".
    State,
}

/// All words by their use.
const WORDS: &[(Use, &str)] = &[
    (
        Use::Clause,
        "\
    think believe hope know say tell feel guess suppose doubt fear expect wish promise ask claim write decide predict insist \
    agree deny argue worry warn assume swear suspect consider conclude admit acknowledge announce complain confirm concede \
    suggest maintain allege assert declare explain estimate reckon realise realize regret reply report respond reveal state \
    stress testify threaten vow wonder assure recommend demand propose note concur accept determine rule guarantee care",
    ),
    (Use::InText, "find show say state conclude claim warn estimate suggest note confirm report recommend"),
    (
        Use::Infinitive,
        "\
    want wish hope promise refuse decline agree decide vow threaten plan intend pledge offer prefer expect seek demand swear hate",
    ),
    (Use::InfinitiveIfWould, "like love"),
    (
        Use::OthersInfinitive,
        "want ask urge beg tell order expect advise warn encourage instruct implore press call plead",
    ),
    (Use::Gerund, "fear deny regret support oppose consider suggest propose recommend favour favor"),
    (Use::Naming, "call label brand dub"),
    (Use::ThingFor, "promise guarantee offer deny"),
    (
        Use::Thing,
        "\
    support oppose back favour favor fear deny regret condemn criticise criticize reject demand welcome endorse propose \
    recommend doubt denounce praise want",
    ),
    (Use::Denying, "deny reject dispute refute"),
    (
        Use::NounWithClause,
        "\
    claim belief fear hope view allegation accusation suggestion argument warning assertion conviction promise admission denial \
    statement demand concern doubt suspicion assurance conclusion opinion prediction complaint threat",
    ),
    (
        Use::State,
        "afraid sure certain convinced confident worried concerned hopeful adamant aware optimistic sceptical skeptical",
    ),
];

/// The uses of a word, as one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses(u16);

impl Uses {
    /// Whether the word has the use.
    pub fn take(self, usage: Use) -> bool {
        self.0 & (1 << usage as u16) != 0
    }

    /// Whether it has any.
    pub fn any(self) -> bool {
        self.0 != 0
    }
}

static KNOWN: LazyLock<FxHashMap<&str, Uses>> = LazyLock::new(|| {
    let mut known: FxHashMap<&str, Uses> = FxHashMap::default();
    for (usage, words) in WORDS {
        for word in words.split_whitespace() {
            known.entry(word).or_default().0 |= 1 << *usage as u16;
        }
    }
    known
});

/// The uses of a word in any of its forms.
pub(crate) fn uses(word: &str) -> Uses {
    let word = word.to_lowercase();
    let found = stems(&word).filter_map(|stem| KNOWN.get(stem.to_string().as_str()));
    found.fold(Uses::default(), |all, uses| Uses(all.0 | uses.0))
}

#[cfg(test)]
mod tests {
    use super::{Use, uses};

    #[test]
    fn words_have_the_uses_of_their_base() {
        assert!(uses("feared").take(Use::Gerund) && uses("feared").take(Use::Thing));
        assert!(uses("told").take(Use::OthersInfinitive) && !uses("told").take(Use::Thing));
        assert!(!uses("bridge").any());
    }
}
