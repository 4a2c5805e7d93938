//! What depends on a word of a parsed sentence: subjects, objects, phrases, clauses.

use std::fmt::{self, Display, Formatter};

use types::{ParsedSentence, PartOfSpeech, Relation, Span};

use crate::lexicon::cues::undoubled;

/// A parsed sentence with its text.
#[derive(Clone, Copy)]
pub(crate) struct Sentence<'p> {
    pub parsed: &'p ParsedSentence,
    pub text: &'p str,
}

/// Verbs whose infinitive is done by their own subject, even where they have an object.
const SUBJECT_CONTROL: &str = "promise threaten vow pledge swear use";
/// Verbs whose object is judged by what it did: "blamed her for leaving", "accused him of lying".
pub(crate) const JUDGING: &str = "\
    accuse blame criticise criticize thank praise condemn denounce charge arrest detain fault slam blast lambast berate \
    chide rebuke scold castigate attack indict sentence convict jail imprison fine sue punish commend applaud hail \
    congratulate honour honor investigate prosecute suspend fire sack dismiss expel sanction forgive pardon excuse mock \
    ridicule deride admire credit reward hold stop prevent keep dissuade discourage bar ban prohibit suspect";
/// From which probability on the parser is believed where it speaks against the model, or against the order of words.
pub(crate) const SURE: f32 = 0.8;
/// Chains of heads are followed no further.
const DEPTH: usize = 8;

const IRREGULAR: &[(&str, &str)] = &[
    ("gave", "give"),
    ("went", "go"),
    ("held", "hold"),
    ("began", "begin"),
    ("begun", "begin"),
    ("made", "make"),
    ("took", "take"),
    ("sent", "send"),
    ("sought", "seek"),
    ("met", "meet"),
    ("led", "lead"),
    ("struck", "strike"),
    ("came", "come"),
    ("men", "man"),
    ("women", "woman"),
    ("people", "person"),
    ("children", "child"),
    ("said", "say"),
    ("thought", "think"),
    ("found", "find"),
    ("brought", "bring"),
    ("fought", "fight"),
    ("swore", "swear"),
    ("sworn", "swear"),
    ("told", "tell"),
    ("left", "leave"),
    ("won", "win"),
    ("done", "do"),
    ("did", "do"),
    ("has", "have"),
    ("had", "have"),
    ("spoke", "speak"),
    ("knew", "know"),
];

/// The base of an irregular form.
fn irregular(word: &str) -> Option<&'static str> {
    IRREGULAR.iter().find(|(form, _)| *form == word).map(|&(_, base)| base)
}

/// A form under which a lexicon may list a word: what is kept of the word, and what its ending becomes.
#[derive(Clone, Copy)]
pub(crate) struct Stem<'w> {
    kept: &'w str,
    ending: &'static str,
}

impl Stem<'_> {
    pub fn len(&self) -> usize {
        self.kept.len() + self.ending.len()
    }

    pub fn is(&self, known: &str) -> bool {
        known.len() == self.len() && known.starts_with(self.kept) && known.ends_with(self.ending)
    }
}

impl Display for Stem<'_> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(self.kept)?;
        f.write_str(self.ending)
    }
}

/// The forms under which a lexicon may list the word, which must be lower case: first the word itself.
pub(crate) fn stems(word: &str) -> impl Iterator<Item = Stem<'_>> {
    const ENDINGS: [(&str, &str); 12] = [
        ("", ""),
        ("ies", "y"),
        ("ied", "y"),
        ("ying", "ie"),
        ("es", ""),
        ("s", ""),
        ("ed", ""),
        ("d", ""),
        ("ing", ""),
        ("ing", "e"),
        ("n", ""),
        ("en", ""),
    ];
    let regular = ENDINGS
        .iter()
        .filter_map(move |&(before, ending)| Some(Stem { kept: word.strip_suffix(before)?, ending }));
    let undoubled = ["ed", "ing"].iter().filter_map(move |&ending| undoubled(word.strip_suffix(ending)?));
    regular.chain(undoubled.chain(irregular(word)).map(|kept| Stem { kept, ending: "" }))
}

/// Whether the list (words between spaces) has the word in its base form.
pub(crate) fn is_one_of(list: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    // Regular forms begin as their base does: by that most words are told apart before their stems are made.
    let firsts =
        [Some(word.as_str()), irregular(&word)].map(|word| word.and_then(|word| word.bytes().next()));
    let mut alike = list.split_ascii_whitespace().filter(|known| firsts.contains(&known.bytes().next()));
    alike.any(|known| stems(&word).any(|stem| stem.is(known)))
}

impl<'p> Sentence<'p> {
    /// The parsed sentence around a span; none where nothing was parsed.
    pub fn around(syntax: &'p [ParsedSentence], text: &'p str, span: Span) -> Option<Self> {
        let index = syntax.partition_point(|parsed| parsed.span.start <= span.start).checked_sub(1)?;
        let parsed = syntax.get(index).filter(|parsed| parsed.span.contains(span))?;
        Some(Self { parsed, text })
    }

    pub fn words(&self, word: usize) -> &'p str {
        self.parsed.words.get(word).map_or("", |word| word.span.of(self.text))
    }

    pub fn lower(&self, word: usize) -> String {
        self.words(word).to_lowercase()
    }

    pub fn span(&self, word: usize) -> Span {
        self.parsed.words.get(word).map_or(Span::new(0, 0), |word| word.span)
    }

    pub fn tag(&self, word: usize) -> PartOfSpeech {
        self.parsed.words.get(word).map_or(PartOfSpeech::Other, |word| word.tag)
    }

    pub fn relation(&self, word: usize) -> Relation {
        self.parsed.words.get(word).map_or(Relation::Unspecified, |word| word.relation)
    }

    pub fn head(&self, word: usize) -> Option<usize> {
        self.parsed.words.get(word).and_then(|word| word.head)
    }

    /// Whether the parser is sure on which word this one depends, and how.
    pub fn is_sure(&self, word: usize) -> bool {
        self.parsed.words.get(word).is_some_and(|word| word.score >= SURE)
    }

    /// The word that depends on none.
    pub fn root(&self) -> Option<usize> {
        (0..self.parsed.words.len()).find(|&word| self.relation(word) == Relation::Root)
    }

    /// The first dependent with one of the relations.
    pub fn child(&self, head: usize, relations: &[Relation]) -> Option<usize> {
        self.parsed.dependents(head).find(|&word| relations.contains(&self.relation(word)))
    }

    /// The preposition of a noun; empty when it has none.
    pub fn preposition(&self, noun: usize) -> String {
        let cases = self.parsed.dependents(noun).filter(|&word| self.relation(word) == Relation::Case);
        cases
            .map(|word| self.lower(word))
            .find(|word| word != "'s" && word != "’s" && word != "’" && word != "'")
            .unwrap_or_default()
    }

    /// The word with one of the prepositions that depends on `head`.
    pub fn oblique(&self, head: usize, prepositions: &[&str]) -> Option<usize> {
        self.parsed.dependents(head).find(|&word| {
            matches!(
                self.relation(word),
                Relation::Oblique | Relation::Agent | Relation::NominalModifier | Relation::UnmarkedOblique
            ) && prepositions.contains(&self.preposition(word).as_str())
        })
    }

    /// Whether the verb is passive: "was arrested", "a man arrested on Monday".
    pub fn is_passive(&self, verb: usize) -> bool {
        self.child(verb, &[Relation::PassiveSubject, Relation::PassiveAuxiliary, Relation::Agent]).is_some()
            || self.relation(verb) == Relation::ClauseOfNoun
                && !self.lower(verb).ends_with("ing")
                && self.child(verb, &[Relation::Object, Relation::Marker]).is_none()
            // "When pressed by reporters, she …".
            || self.relation(verb) == Relation::AdverbialClause
                && self.lower(verb).ends_with("ed")
                && self.child(verb, &[Relation::Subject, Relation::Object, Relation::Auxiliary]).is_none()
                && self.oblique(verb, &["by"]).is_some()
            || self.relation(verb) == Relation::Conjunct
                && self.child(verb, &[Relation::Subject, Relation::Object, Relation::Auxiliary]).is_none()
                && self.head(verb).is_some_and(|head| {
                    self.child(head, &[Relation::PassiveAuxiliary]).is_some()
                        && !self.lower(verb).ends_with("ing")
                })
    }

    /// A relative pronoun stands for the noun before its clause.
    fn antecedent(&self, subject: usize, verb: usize) -> usize {
        let relative = matches!(self.lower(subject).as_str(), "who" | "which" | "that" | "whom");
        let mut clause = verb;
        for _ in 0..DEPTH {
            if self.relation(clause) == Relation::RelativeClause {
                break;
            }
            match self.head(clause).filter(|_| self.relation(clause) == Relation::Conjunct) {
                Some(head) => clause = head,
                None => return subject,
            }
        }
        if relative { self.head(clause).unwrap_or(subject) } else { subject }
    }

    /// Who does what the verb says; of a passive who suffers it.
    fn grammatical_subject(&self, verb: usize, depth: usize) -> Option<usize> {
        if depth == 0 {
            return None;
        }
        if let Some(subject) =
            self.child(verb, &[Relation::Subject, Relation::PassiveSubject, Relation::OuterSubject])
        {
            return Some(self.antecedent(subject, verb));
        }
        let head = self.head(verb)?;
        match self.relation(verb) {
            Relation::Conjunct
                if self.tag(head) == self.tag(verb) || self.tag(head) != PartOfSpeech::Noun =>
            {
                self.grammatical_subject(head, depth - 1)
            }
            Relation::OpenComplement => {
                let object = self.child(head, &[Relation::Object, Relation::IndirectObject]);
                // "called on the council to act".
                let called = is_one_of("call appeal plead wait count rely", self.words(head));
                let hearer = || self.oblique(head, &["on", "upon", "to", "for", "with"]).filter(|_| called);
                object
                    .or_else(hearer)
                    .filter(|_| !is_one_of(SUBJECT_CONTROL, self.words(head)))
                    .or_else(|| self.grammatical_subject(head, depth - 1))
            }
            Relation::AdverbialClause | Relation::ClausalComplement | Relation::Oblique
                if self.judged_by(verb) && is_one_of(JUDGING, self.words(head)) =>
            {
                self.patient(head)
            }
            Relation::AdverbialClause | Relation::ClausalComplement | Relation::Parataxis
                if self.tag(head) != PartOfSpeech::Noun =>
            {
                self.grammatical_subject(head, depth - 1)
            }
            Relation::ClauseOfNoun => Some(head),
            _ => None,
        }
    }

    /// "for leaving", "of lying", "from speaking".
    fn judged_by(&self, verb: usize) -> bool {
        self.lower(verb).ends_with("ing")
            && self.parsed.dependents(verb).any(|word| {
                matches!(self.relation(word), Relation::Marker | Relation::Case)
                    && matches!(self.lower(word).as_str(), "for" | "of" | "from" | "with" | "over")
            })
    }

    /// The subject of a verb, active or passive, as it stands beside it.
    pub fn subject(&self, verb: usize) -> Option<usize> {
        self.child(verb, &[Relation::Subject, Relation::PassiveSubject])
    }

    /// Who does what the verb says.
    pub fn agent(&self, verb: usize) -> Option<usize> {
        if self.is_passive(verb) {
            return self
                .child(verb, &[Relation::Agent])
                .or_else(|| self.oblique(verb, &["by"]))
                .filter(|&word| self.preposition(word) == "by");
        }
        self.grammatical_subject(verb, DEPTH).filter(|&subject| subject != verb)
    }

    /// To whom it is done.
    pub fn patient(&self, verb: usize) -> Option<usize> {
        if self.is_passive(verb) {
            if self.relation(verb) == Relation::ClauseOfNoun
                && self.child(verb, &[Relation::PassiveSubject]).is_none()
            {
                return self.head(verb);
            }
            return self.grammatical_subject(verb, DEPTH);
        }
        self.child(verb, &[Relation::Object]).map(|object| self.antecedent(object, verb))
    }

    /// The noun phrase that the word heads, without what is said about it in clauses, without its preposition, and
    /// without others that "and" joins to it.
    pub fn phrase(&self, head: usize) -> Span {
        let mut inside = vec![false; self.parsed.words.len()];
        let Some(own) = inside.get_mut(head) else { return Span::new(0, 0) };
        *own = true;
        for child in self.parsed.dependents(head) {
            let belongs = match self.relation(child) {
                Relation::Determiner
                | Relation::Predeterminer
                | Relation::AdjectivalModifier
                | Relation::Compound
                | Relation::NumericModifier
                | Relation::Possessive
                | Relation::Flat
                | Relation::Fixed
                | Relation::DescriptiveModifier
                | Relation::UnmarkedNominalModifier
                | Relation::GoesWith => true,
                Relation::Apposition => !self.names_whom_the_clause_describes(head),
                Relation::NominalModifier => {
                    child > head && matches!(self.preposition(child).as_str(), "of" | "for" | "at" | "in")
                }
                _ => false,
            };
            if belongs {
                for word in self.parsed.subtree(child) {
                    inside[word] = true;
                }
            }
        }
        let punctuation = |word: usize| self.tag(word) == PartOfSpeech::Punctuation;
        let mut first = head;
        while first > 0 && (inside[first - 1] || punctuation(first - 1) && first > 1 && inside[first - 2]) {
            first -= 1;
        }
        let mut last = head;
        while last + 1 < inside.len()
            && (inside[last + 1] || punctuation(last + 1) && inside.get(last + 2).copied().unwrap_or(false))
        {
            last += 1;
        }
        while first < head && punctuation(first) {
            first += 1;
        }
        Span::new(self.span(first).start, self.span(last).end)
    }

    /// "the man who took the child, Jo Doe, was sentenced": whether a name behind the word is that of the one whom the clause around it tells
    /// of, and not the child's.
    fn names_whom_the_clause_describes(&self, word: usize) -> bool {
        const UNNAMED: &str = "child girl boy toddler baby infant woman man teenager teen victim";
        const DESCRIBED: &str =
            "man woman suspect gunman driver teenager attacker assailant officer boy girl";
        let verb = self.head(word).filter(|_| self.relation(word) == Relation::Object);
        let described = verb
            .filter(|&verb| self.relation(verb) == Relation::RelativeClause)
            .and_then(|verb| self.head(verb));
        is_one_of(UNNAMED, self.words(word))
            && described.is_some_and(|described| is_one_of(DESCRIBED, self.words(described)))
    }

    /// From the first to the last word that depends on `head`, without clauses joined to it.
    pub fn clause(&self, head: usize) -> Span {
        let own = self.span(head);
        let mut cut = vec![false; self.parsed.words.len()];
        for child in self.parsed.dependents(head) {
            let joined = matches!(
                self.relation(child),
                Relation::Conjunct | Relation::Parataxis | Relation::Coordinator | Relation::Punctuation
            );
            if joined {
                for word in self.parsed.subtree(child) {
                    cut[word] = true;
                }
            }
        }
        let words = self.parsed.subtree(head).into_iter().filter(|&word| !cut[word]);
        words.fold(own, |span, word| {
            let word = self.span(word);
            Span::new(span.start.min(word.start), span.end.max(word.end))
        })
    }

    /// Whether others are joined to the word by "and".
    pub fn several(&self, head: usize) -> bool {
        self.child(head, &[Relation::Conjunct]).is_some()
    }

    /// The verb on which the word depends through nouns, and the noun that depends on the verb.
    pub fn governor(&self, noun: usize) -> Option<(usize, usize)> {
        let mut below = noun;
        for _ in 0..DEPTH {
            let head = self.head(below)?;
            if matches!(self.tag(head), PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
                || self.child(head, &[Relation::Copula]).is_some()
            {
                return Some((head, below));
            }
            let passes = matches!(
                self.relation(below),
                Relation::NominalModifier | Relation::Conjunct | Relation::Apposition | Relation::Compound
            );
            if !passes {
                return None;
            }
            below = head;
        }
        None
    }
}
