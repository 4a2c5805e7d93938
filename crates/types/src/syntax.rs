//! Universal Dependencies: a sentence as words that depend on each other.

use crate::Span;

/// A sentence with its words and what each depends on. Exactly one word has no head, and from every word the heads lead
/// to that one: a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedSentence {
    /// From its first word to its last: a sentence of the reading, or a part of one that is too long to be parsed whole.
    pub span: Span,
    /// The words, in order. They do not overlap.
    pub words: Vec<Word>,
    /// What the full model sees in each word as a part of an event, as numbers that were learned for this (the same count for each
    /// word, one word after the other); empty where a smaller model parsed.
    pub views: Vec<f32>,
}

/// A syntactic word: most often one token, or several that belong together ("U.S.", "10.5"), or a part of a contraction
/// ("do", "n't").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// Where.
    pub span: Span,
    /// Its part of speech.
    pub tag: PartOfSpeech,
    /// Index of the word that it depends on, in the same sentence; none for the root.
    pub head: Option<usize>,
    /// How it depends on its head.
    pub relation: Relation,
    /// The model's probability of this head with this relation, 0 to 1.
    pub score: f32,
    /// If the word names an event or a state, whether it happened, as far as the sentence says: from -3 (certainly not)
    /// to 3 (certainly). Plans, wishes and conditions lie around 0. Of other words it means nothing.
    pub happened: f32,
}

impl ParsedSentence {
    /// What the full model sees in the word; empty where a smaller one parsed.
    pub fn view(&self, word: usize) -> &[f32] {
        let width = self.views.len().checked_div(self.words.len()).unwrap_or(0);
        self.views.get(word * width..(word + 1) * width).unwrap_or_default()
    }

    /// The indices of the words that depend on the word at `head`, in order.
    pub fn dependents(&self, head: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.words.len()).filter(move |&word| self.words[word].head == Some(head))
    }

    /// The index of the word in which the byte at `offset` lies.
    pub fn word_at(&self, offset: usize) -> Option<usize> {
        let index = self.words.partition_point(|word| word.span.end <= offset);
        self.words.get(index).filter(|word| word.span.start <= offset).map(|_| index)
    }

    /// Everything that depends on the word at `head`, directly or not, with the word itself: indices in order.
    pub fn subtree(&self, head: usize) -> Vec<usize> {
        let mut inside = vec![false; self.words.len()];
        if let Some(top) = inside.get_mut(head) {
            *top = true;
        }
        // A chain of heads is no longer than the sentence, whoever made it.
        for _ in 0..self.words.len() {
            let mut grew = false;
            for (index, word) in self.words.iter().enumerate() {
                let under = word.head.and_then(|above| inside.get(above)).copied().unwrap_or(false);
                if under && !inside[index] {
                    inside[index] = true;
                    grew = true;
                }
            }
            if !grew {
                break;
            }
        }
        (0..inside.len()).filter(|&index| inside[index]).collect()
    }
}

/// Declares an enumeration together with the names that Universal Dependencies gives its values.
macro_rules! named {
    ($(#[$about:meta])* $kind:ident { $($(#[$doc:meta])* $value:ident = $name:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the names are those of Universal Dependencies, which defines them")]
        pub enum $kind { $($(#[$doc])* $value,)* }

        impl $kind {
            /// All values, in the order of the weights file.
            pub const ALL: &[Self] = &[$(Self::$value,)*];

            /// The name in Universal Dependencies.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$value => $name,)* }
            }
        }
    };
}

named! {
    /// Parts of speech (UPOS).
    PartOfSpeech {
        Adjective = "ADJ",
        Adposition = "ADP",
        Adverb = "ADV",
        Auxiliary = "AUX",
        CoordinatingConjunction = "CCONJ",
        Determiner = "DET",
        Interjection = "INTJ",
        Noun = "NOUN",
        Numeral = "NUM",
        Particle = "PART",
        Pronoun = "PRON",
        ProperNoun = "PROPN",
        Punctuation = "PUNCT",
        SubordinatingConjunction = "SCONJ",
        Symbol = "SYM",
        Verb = "VERB",
        Other = "X",
    }
}

named! {
    /// Relations of basic Universal Dependencies, with the subtypes that English uses.
    Relation {
        ClauseOfNoun = "acl",
        RelativeClause = "acl:relcl",
        AdverbialClause = "advcl",
        AdverbialRelativeClause = "advcl:relcl",
        AdverbialModifier = "advmod",
        AdjectivalModifier = "amod",
        Apposition = "appos",
        Auxiliary = "aux",
        PassiveAuxiliary = "aux:pass",
        Case = "case",
        Coordinator = "cc",
        Preconjunction = "cc:preconj",
        ClausalComplement = "ccomp",
        Compound = "compound",
        PhrasalParticle = "compound:prt",
        Conjunct = "conj",
        Copula = "cop",
        ClausalSubject = "csubj",
        ClausalSubjectOfPassive = "csubj:pass",
        Unspecified = "dep",
        Determiner = "det",
        Predeterminer = "det:predet",
        Discourse = "discourse",
        Dislocated = "dislocated",
        Expletive = "expl",
        Fixed = "fixed",
        Flat = "flat",
        GoesWith = "goeswith",
        IndirectObject = "iobj",
        List = "list",
        Marker = "mark",
        NominalModifier = "nmod",
        DescriptiveModifier = "nmod:desc",
        Possessive = "nmod:poss",
        UnmarkedNominalModifier = "nmod:unmarked",
        Subject = "nsubj",
        OuterSubject = "nsubj:outer",
        PassiveSubject = "nsubj:pass",
        NumericModifier = "nummod",
        Object = "obj",
        Oblique = "obl",
        Agent = "obl:agent",
        UnmarkedOblique = "obl:unmarked",
        Orphan = "orphan",
        Parataxis = "parataxis",
        Punctuation = "punct",
        Reparandum = "reparandum",
        Root = "root",
        Vocative = "vocative",
        OpenComplement = "xcomp",
    }
}

#[cfg(test)]
mod tests {
    use super::{ParsedSentence, PartOfSpeech, Relation, Word};
    use crate::Span;

    /// "The old dog barked .": words of three letters each, heads as given.
    fn sentence(heads: &[Option<usize>]) -> ParsedSentence {
        let words = heads.iter().enumerate().map(|(index, &head)| Word {
            span: Span::new(10 + 4 * index, 13 + 4 * index),
            tag: PartOfSpeech::Noun,
            head,
            relation: Relation::Unspecified,
            score: 1.0,
            happened: 0.0,
        });
        ParsedSentence { span: Span::new(10, 9 + 4 * heads.len()), words: words.collect(), views: Vec::new() }
    }

    #[test]
    fn what_depends_on_a_word_is_found() {
        let parsed = sentence(&[Some(2), Some(2), Some(3), None, Some(3)]);
        assert_eq!(parsed.dependents(2).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(parsed.subtree(2), [0, 1, 2]);
        assert_eq!(parsed.subtree(3), [0, 1, 2, 3, 4]);
        assert_eq!(parsed.word_at(15), Some(1));
        assert_eq!(parsed.word_at(17), None);
        assert_eq!(parsed.word_at(9), None);
    }

    #[test]
    fn a_circle_ends() {
        assert_eq!(sentence(&[Some(1), Some(0)]).subtree(0), [0, 1]);
    }

    #[test]
    fn names_differ() {
        for names in [
            Relation::ALL.iter().map(|relation| relation.name()).collect::<Vec<_>>(),
            PartOfSpeech::ALL.iter().map(|tag| tag.name()).collect(),
        ] {
            assert!(names.iter().enumerate().all(|(index, name)| !names[..index].contains(name)));
        }
    }
}
