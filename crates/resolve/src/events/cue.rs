//! Whether what the cue of a statement says is its speaker's own deed, and was done.

use types::{Factuality, ParsedSentence, PartOfSpeech, Participant, Relation, Span, Statement};

use super::Parties;
use super::acts::Deed;
use super::factuality::factuality;
use super::object::up_to;
use super::parties::is_actor;
use crate::article::Article;
use crate::clause::{Sentence, is_one_of};
use crate::phrase::{self, Head};

/// Verbs with which somebody makes an accusation.
const RAISE: &str = "\
    make level raise repeat air voice bring file lodge add offer renew issue deliver have heap pile echo reiterate join \
    lead direct aim launch";

/// The verb or noun of a cue in its parsed sentence.
pub(super) struct ParsedCue<'p> {
    sentence: Sentence<'p>,
    cue: Span,
    word: usize,
    /// Whether the cue is a verb alone: of "earned the support" the noun tells what was done.
    alone: bool,
}

impl<'p> ParsedCue<'p> {
    /// The cue's first verb, else its first noun; none when its sentence was not parsed.
    pub fn new(article: &Article<'p>, statement: &Statement, syntax: &'p [ParsedSentence]) -> Option<Self> {
        let cue = *statement.cue.first()?;
        let sentence = Sentence::around(syntax, article.text, cue)?;
        let of = |wanted: &[PartOfSpeech]| {
            (0..sentence.parsed.words.len())
                .find(|&word| cue.contains(sentence.span(word)) && wanted.contains(&sentence.tag(word)))
        };
        let (verb, noun) = (of(&[PartOfSpeech::Verb]), of(&[PartOfSpeech::Noun]));
        Some(Self { sentence, cue, word: verb.or(noun)?, alone: verb.is_some() && noun.is_none() })
    }

    /// "was accused", "accused of fraud by two clerks".
    pub fn is_passive(&self) -> bool {
        self.alone && is_participle(&self.sentence.lower(self.word)) && self.sentence.is_passive(self.word)
    }

    /// To whom a passive says that it was done.
    pub fn sufferer(&self, parties: &Parties, not: Option<&str>) -> Option<Participant> {
        let word = self.sentence.patient(self.word).filter(|_| self.is_passive())?;
        parties.of_phrase(self.sentence.phrase(word), not)
    }

    /// "Doe won an endorsement from the mayor", "Doe faced criticism from rivals", whose words it then is: to whom the
    /// subject's verb says that it was given.
    pub fn taker(&self, parties: &Parties, statement: &Statement, not: Option<&str>) -> Option<Participant> {
        const TAKE: &str = "have command face draw drew drawn got receive get win earn gain attract suffer enjoy secure land pick weather";
        let source = statement.source.first()?;
        let from = parties.article.text.get(self.cue.end..source.start)?;
        let behind = matches!(from.split_whitespace().next(), Some("from" | "of"));
        let governor = || self.sentence.governor(self.word).map(|(verb, _)| verb);
        let verb =
            if self.sentence.tag(self.word) == PartOfSpeech::Verb { Some(self.word) } else { governor() };
        let verb = verb.filter(|&verb| behind && is_one_of(TAKE, self.sentence.words(verb)))?;
        parties.of_phrase(self.sentence.phrase(self.sentence.subject(verb)?), not)
    }

    /// "could have asked", "in the event that she backs it": it was not done, as far as the words say.
    pub fn is_hypothetical(&self) -> bool {
        factuality(&self.sentence, self.word) == Factuality::Hypothetical
    }

    /// "harkened back to it", "held a press briefing to": the word that makes the deed is no verb here, and no noun of its own.
    /// "overturned by a court after protests in favor of her": it is said of another noun. "looked at allegations of fraud":
    /// they are others'.
    pub fn is_no_deed(&self, deed: Deed, statement: &Statement) -> bool {
        let of_a_noun = |word: usize| {
            matches!(self.sentence.lower(word).as_str(), "favor" | "favour")
                && self.sentence.relation(word) == Relation::NominalModifier
                && self.sentence.head(word).is_some_and(|head| {
                    let place = self.sentence.span(head);
                    statement.source.iter().chain(&statement.cue).all(|span| !span.overlaps(place))
                })
        };
        let of_others = |word: usize| {
            is_one_of("allegation accusation", self.sentence.words(word))
                && self.sentence.tag(word) == PartOfSpeech::Noun
                && self.sentence.tag(self.word) == PartOfSpeech::Verb
                && !is_one_of(RAISE, self.sentence.words(self.word))
        };
        let other = |word: &usize| match deed.kind {
            "ACCUSE" => of_others(*word),
            "SUPPORT" if of_a_noun(*word) => true,
            "SUPPORT" => {
                let verb = word.checked_sub(1).is_some_and(|before| self.sentence.lower(before) == "to");
                let start = self.sentence.span(*word).start;
                // "a Doe-backed suit".
                let hyphen = self.sentence.lower(*word).starts_with("back")
                    && start.checked_sub(1).and_then(|at| self.sentence.text.get(at..start)) == Some("-");
                hyphen
                    || self.sentence.lower(*word) == "back"
                        && !verb
                        && matches!(
                            self.sentence.tag(*word),
                            PartOfSpeech::Adverb | PartOfSpeech::Adposition | PartOfSpeech::Noun
                        )
            }
            "REQUEST" => {
                self.sentence.lower(*word) == "press" && self.sentence.tag(*word) == PartOfSpeech::Noun
            }
            _ => false,
        };
        (0..self.sentence.parsed.words.len())
            .filter(|&word| self.cue.contains(self.sentence.span(word)))
            .any(|word| other(&word))
    }

    /// The first word of the cue that is one of `list`.
    fn cue_word(&self, list: &str) -> Option<usize> {
        (0..self.sentence.parsed.words.len()).find(|&word| {
            self.cue.contains(self.sentence.span(word)) && is_one_of(list, self.sentence.words(word))
        })
    }

    /// "The two senators, Jo Doe and Ann Roe, backed it", "ten donors, including Doe and Roe, agreed": whom the subject
    /// names together, where the speaker is only one of those whom it lists.
    pub fn group(&self, parties: &Parties, one: &Participant) -> Option<Participant> {
        let agent = self.sentence.agent(self.word).filter(|_| self.alone)?;
        let noun = self.sentence.lower(agent);
        let plural = crate::lexicon::nouns::singular(&noun).1 || matches!(noun.as_str(), "dozen" | "people");
        let last = one.name.split_whitespace().next_back().filter(|_| !one.name.contains(" and "))?;
        let listed = self.sentence.parsed.subtree(agent).into_iter().filter(|&word| word > agent);
        let joined = |word: usize| {
            self.sentence.relation(word) == Relation::Conjunct
                && self.sentence.tag(word) == PartOfSpeech::ProperNoun
                && self.sentence.head(word) != Some(agent)
        };
        let words: Vec<usize> = listed.collect();
        let names_one = words.iter().any(|&word| self.sentence.words(word) == last);
        if !plural
            || last == self.sentence.words(agent)
            || !names_one
            || !words.iter().any(|&word| joined(word))
        {
            return None;
        }
        let phrase = self.sentence.phrase(agent);
        let noun = self.sentence.span(agent).end.max(phrase.start);
        let rest = parties.article.text.get(noun..phrase.end)?;
        let end = if rest.starts_with(" of ") {
            noun + rest.find([',', '(', '–', '—']).or_else(|| rest.find(" -")).unwrap_or(rest.len())
        } else {
            noun
        };
        let span = parties.article.trimmed(Span::new(phrase.start, end));
        let name = span.of(parties.article.text);
        let name = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name).to_owned();
        Some(Participant { name, span: Some(span), actor: None }).filter(|_| !span.is_empty())
    }

    /// "*the senator* she has accused of fraud": the noun whose relative clause the cue is, where another one is its subject.
    pub fn in_front(&self, parties: &Parties, not: Option<&str>) -> Option<Participant> {
        let head = self.sentence.head(self.word).filter(|_| {
            self.alone
                && self.sentence.relation(self.word) == Relation::RelativeClause
                && !self.sentence.is_passive(self.word)
                && self.sentence.child(self.word, &[Relation::Object, Relation::ClausalComplement]).is_none()
        })?;
        let subject = self.sentence.child(self.word, &[Relation::Subject])?;
        let relative = matches!(self.sentence.lower(subject).as_str(), "who" | "which" | "that" | "whom");
        parties.of_phrase(self.sentence.phrase(head), not).filter(|_| !relative)
    }

    /// "Critics charge that *Doe* lied": who did what the accusation says.
    pub fn charged(&self, parties: &Parties, not: Option<&str>) -> Option<Participant> {
        const CHARGES: &str = "accuse allege charge allegation accusation";
        let charge = self.cue_word(CHARGES)?;
        let clause = self.sentence.parsed.dependents(charge).find(|&word| {
            matches!(self.sentence.relation(word), Relation::ClausalComplement | Relation::ClauseOfNoun)
        })?;
        let active = self.sentence.child(clause, &[Relation::Subject])?;
        parties.of_phrase(self.sentence.phrase(active), not)
    }

    /// Who is to act: the subject of what is demanded, "demanded that Doe resign". What is to be done to somebody is no demand
    /// on them.
    pub fn called_upon(&self, parties: &Parties, not: Option<&str>) -> Option<Participant> {
        const DEMANDS: &str = "demand ask request require insist urge";
        let verb = self.cue_word(DEMANDS)?;
        let mut below = self.sentence.parsed.dependents(verb);
        let clause = below.find(|&word| self.sentence.relation(word) == Relation::ClausalComplement)?;
        let subject = self.sentence.child(clause, &[Relation::Subject])?;
        parties.of_hearer(self.sentence.phrase(subject), not)
    }

    /// Whom somebody refuses to back or to meet.
    pub fn refused(&self, parties: &Parties, not: Option<&str>) -> Option<Participant> {
        const DO_WITHOUT: &str = "endorse support back meet recognise recognize join help";
        let verb = self.cue_word("refuse decline")?;
        let deed = self.sentence.child(verb, &[Relation::OpenComplement])?;
        let object = self.sentence.child(deed, &[Relation::Object])?;
        if !is_one_of(DO_WITHOUT, self.sentence.words(deed)) {
            return None;
        }
        parties.of_phrase(self.sentence.phrase(object), not)
    }

    /// "refused to sign the treaty, which Doe opposed": the speaker is the subject of a clause about another noun.
    pub fn is_said_of_a_noun(&self, statement: &Statement) -> bool {
        let Some(source) = statement.source.first().filter(|source| source.start > self.cue.end) else {
            return false;
        };
        (0..self.sentence.parsed.words.len()).any(|word| {
            source.contains(self.sentence.span(word))
                && self.sentence.relation(word) == Relation::Subject
                && self.sentence.head(word).is_some_and(|verb| {
                    verb != self.word
                        && self.sentence.relation(verb) == Relation::RelativeClause
                        && !self.cue.contains(self.sentence.span(verb))
                })
        })
    }

    /// To whom a document is sent that asks or accuses: "filed a request with the ministry".
    pub fn sent_to(&self, parties: &Parties, not: Option<&str>) -> Option<Participant> {
        const SEND: &str = "file lodge submit send write address deliver";
        let verb = self.cue_word(SEND)?;
        let object = self.sentence.child(verb, &[Relation::Object]);
        let to = ["with", "to"].iter().find_map(|preposition| {
            let of = |word| self.sentence.oblique(word, &[preposition]);
            of(verb).or_else(|| object.and_then(of))
        })?;
        parties.of_phrase(self.sentence.phrase(to), not)
    }

    /// "Observers were surprised when Doe, after railing against it, …": the sentence says that somebody else did it than
    /// whom the statement has as its speaker.
    pub fn is_of_another(&self, parties: &Parties, statement: &Statement) -> bool {
        // Whose second verb it is, behind "and", a parse knows too seldom.
        let own = self.sentence.child(self.word, &[Relation::Subject, Relation::OuterSubject]).is_some()
            || self.sentence.relation(self.word) == Relation::AdverbialClause;
        if !self.alone || !own || self.sentence.is_passive(self.word) {
            return false;
        }
        let Some(agent) = self.sentence.agent(self.word) else { return false };
        let phrase = self.sentence.phrase(agent);
        // "Doe, Roe and Poe backed it": any of them may be the source.
        let mut subject =
            self.sentence.parsed.subtree(agent).into_iter().map(|word| self.sentence.span(word));
        if subject.any(|word| statement.source.iter().any(|source| source.overlaps(word))) {
            return false;
        }
        let Some(meant) = parties.of_phrase(phrase, None) else { return false };
        let speaker = statement.speaker.actor.as_deref().and_then(|actor| parties.of_actor(actor, None));
        let named = meant.actor.is_some() || parties.kind_of(phrase).is_some();
        named && speaker.is_none_or(|speaker| speaker.name != meant.name)
    }
}

/// "has the support of few voters": its subject gives none.
pub(super) fn is_supported(article: &Article, statement: &Statement) -> bool {
    const GETTING: &[&str] = &[
        "has", "have", "had", "having", "win", "wins", "won", "winning", "gain", "gains", "gained",
        "gaining", "draw", "draws", "drew", "drawing", "enjoy", "enjoys", "enjoyed", "lose", "loses", "lost",
        "losing", "receive", "receives", "received", "get", "gets", "got", "earn", "earns", "earned", "lack",
        "lacks", "lacked", "need", "needs", "needed", "secure", "secured", "seek", "seeks", "sought",
    ];
    let (Some(cue), Some(source)) = (statement.cue.first(), statement.source.first()) else { return false };
    let words: Vec<String> = article.tokens(*cue).map(|token| article.token(token).to_lowercase()).collect();
    let noun = words
        .iter()
        .position(|word| matches!(word.as_str(), "support" | "backing" | "endorsement" | "praise"));
    // "had voiced support": an auxiliary.
    let gives = |word: &String| {
        word.ends_with("ed") || matches!(word.as_str(), "given" | "thrown" | "shown" | "lent")
    };
    source.start < cue.start
        && noun.is_some_and(|noun| {
            let getting = words[..noun].iter().rposition(|word| GETTING.contains(&word.as_str()));
            getting.is_some_and(|getting| !words[getting + 1..noun].iter().any(gives))
        })
}

/// "touted endorsements from six governors": those behind "from", where their support is what the subject has.
pub(super) fn giver(article: &Article, statement: &Statement) -> Option<Span> {
    let (cue, source) = (statement.cue.first()?, statement.source.first()?);
    // "withdrew support from her": it was hers.
    let takes = |token: usize| {
        let word = article.token(token);
        ["with", "pull", "remov", "rescind", "revok", "drop", "divert"]
            .iter()
            .any(|stem| word.starts_with(stem))
    };
    if source.start > cue.start || article.tokens(*cue).any(takes) {
        return None;
    }
    let sentence = article.sentence(cue.start);
    let tokens = article.tokens(Span::new(cue.start, sentence.end));
    let noun = tokens.clone().take(12).find(|&token| {
        matches!(
            article.token(token),
            "endorsement" | "endorsements" | "backing" | "support" | "praise" | "applause"
        )
    })?;
    if noun + 2 >= tokens.end || article.token(noun + 1) != "from" {
        return None;
    }
    let words = phrase::words(article.text, Span::new(article.token_span(noun + 2).start, sentence.end));
    up_to(&words, 8, |word| {
        matches!(word.text, "and" | "but" | "who" | "which" | "that" | "in" | "for" | "to" | "on")
    })
}

/// "The bank's collapse threatens jobs": what is no person, body or document threatens nobody by saying so.
pub(super) fn is_of_a_thing(parties: &Parties, statement: &Statement) -> bool {
    statement.source.first().is_some_and(|source| {
        let phrase = parties.phrase(*source);
        let thing = |noun: &str| !crate::lexicon::nouns::is_document(noun);
        // "Doe's rhetoric threatens jobs".
        let words = phrase::words(parties.article.text, *source);
        let owned = words.iter().rev().skip(1).any(|word| word.possessive)
            && words.last().is_some_and(|last| {
                let noun = crate::lexicon::nouns::singular(&last.lower()).0;
                last.text.chars().next().is_some_and(char::is_lowercase) && thing(&noun)
                    || parties.kind_of(last.span).is_none() && thing(&noun)
            })
            && !parties.is_person(*source);
        owned || phrase.head == Head::Noun && !is_actor(&phrase) && thing(&phrase.noun)
    })
}

/// "The budget supports": one thing that is nobody, of nobody, and no document; "half of the voters" are people.
pub(super) fn is_of_one_thing(parties: &Parties, statement: &Statement) -> bool {
    is_of_a_thing(parties, statement)
        && statement.source.first().is_some_and(|source| {
            let phrase = parties.phrase(*source);
            let words = phrase::words(parties.article.text, *source);
            !phrase.plural
                && !phrase.quantified
                && phrase.noun != "number"
                && words.iter().all(|word| {
                    let (noun, plural) = crate::lexicon::nouns::singular(&word.lower());
                    !plural
                        && !crate::lexicon::nouns::is_role(&noun)
                        && !word.text.starts_with(char::is_uppercase)
                        || matches!(word.text, "A" | "The" | "This" | "That")
                })
        })
}

/// "Not everyone who backs it", "nobody denied": no actor.
pub(super) fn nobody(article: &Article, statement: &Statement) -> bool {
    let first =
        statement.source.first().map(|source| article.token(article.tokens(*source).start).to_lowercase());
    matches!(
        first.as_deref(),
        Some(
            "not"
                | "no"
                | "neither"
                | "this"
                | "that"
                | "these"
                | "those"
                | "it"
                | "and"
                | "what"
                | "nobody"
                | "none"
                | "few"
                | "whoever"
                | "anyone"
                | "everyone"
                | "you"
        )
    )
}

/// "commended him for it": a pronoun for somebody is the object.
pub(super) fn is_to_somebody(article: &Article, statement: &Statement) -> bool {
    let Some(cue) = statement.cue.last() else { return false };
    let next = article.tokens(*cue).end;
    let behind = next + 1;
    let word = article.token(next);
    let them = matches!(word, "him" | "them");
    // "her", not "her record".
    let her = word == "her"
        && matches!(
            article.token(behind),
            "for" | "to" | "of" | "as" | "over" | "." | "," | "and" | "on" | "in"
        );
    them || her
}

/// "defended his record", "defended himself", "asked, 'Where do we go?'": nobody else is meant, or a question.
pub(super) fn own_or_quoted(article: &Article, statement: &Statement) -> bool {
    let Some(content) = statement.content.first() else { return false };
    let first = article.tokens(*content).start;
    let word = article.token(first);
    let quoted = matches!(word, "\"" | "“" | "‘" | "'" | "«");
    quoted
        || matches!(
            word,
            "his" | "her" | "its" | "their" | "my" | "our" | "himself" | "herself" | "itself" | "themselves"
        ) && !statement
            .cue
            .iter()
            .any(|cue| article.tokens(*cue).any(|token| article.token(token).starts_with("ask")))
}

/// Whether the word is a form of "be".
pub(super) fn is_be(word: &str) -> bool {
    matches!(word, "is" | "are" | "was" | "were" | "been" | "being" | "be")
}

/// Whether the verb, behind a form of "be", says what is done to its subject.
pub(super) fn is_participle(verb: &str) -> bool {
    const ADJECTIVES: &[&str] = &["opposed", "concerned", "worried", "convinced", "determined", "prepared"];
    verb.ends_with("ed") && !ADJECTIVES.contains(&verb)
}

/// Whether the cue is a passive: by its parse, or a form of "be" right before a participle.
pub(super) fn is_passive(article: &Article, statement: &Statement, parsed: Option<&ParsedCue>) -> bool {
    if parsed.is_some_and(ParsedCue::is_passive) {
        return true;
    }
    let Some(cue) = statement.cue.first() else { return false };
    let first = article.tokens(*cue).start;
    let before = first.checked_sub(1).map(|token| article.token(token).to_lowercase()).unwrap_or_default();
    // "When pressed on it, Doe said": somebody else pressed.
    if is_participle(&article.token(first).to_lowercase())
        && matches!(
            before.as_str(),
            "when" | "if" | "once" | "as" | "although" | "though" | "until" | "while"
        )
    {
        return true;
    }
    if statement.source.first().is_none_or(|source| source.start > cue.start) {
        return false;
    }
    let be = |token: usize| is_be(article.token(token).to_lowercase().as_str());
    article.tokens(*cue).any(|token| {
        let word = article.token(token);
        let Some(before) = token.checked_sub(1).filter(|_| is_participle(word)) else {
            return false;
        };
        let adverb = article.token(before).ends_with("ly")
            || matches!(article.token(before), "also" | "then" | "later");
        be(before) || adverb && before.checked_sub(1).is_some_and(be)
    })
}

/// "begged me not to print his name", "the form asks you to": a request to the writer or the reader is no news.
pub(super) fn asks_writer(article: &Article, statement: &Statement) -> bool {
    let Some(cue) = statement.cue.last() else { return false };
    let next = article.tokens(*cue).end;
    let spoken = article.spoken_at(cue.start).is_some();
    !spoken
        && (next.saturating_sub(2)..=next).any(|token| matches!(article.token(token), "me" | "us" | "you"))
}
