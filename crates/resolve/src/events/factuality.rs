//! Whether the words of a sentence say that something happened.

use types::{Factuality, PartOfSpeech, Relation};

use crate::clause::{Sentence, is_one_of};

/// Verbs and adjectives under which an event lies ahead.
const AHEAD: &str = "\
    plan intend prepare want hope aim seek vow promise pledge threaten offer decide expect schedule due set ready \
    likely poised slated propose consider mull agree determined willing eager look prepared commit order move try \
    attempt";
/// Verbs and adjectives under which it does not happen, or did not.
const NOT: &str = "deny reject refuse fail decline avoid stop prevent avert halt refrain block thwart foil rule \
    cancel postpone abandon scrap oppose ban prohibit unable unwilling powerless";
/// Verbs under which somebody only says so.
const CLAIMED: &str = "allege claim accuse suspect believe say tell report think blame suggest charge fear imagine dream \
    insist assert argue assume convict indict investigate probe";
/// Verbs under which somebody wants it.
const WANTED: &str = "urge call ask demand request press beg warn appeal want let allow help lobby advise \
    encourage recommend invite should need wish could would persuade convince force tell permit enable authorise \
    authorize";
/// What governs the infinitive of something that came about.
const CAME_ABOUT: &str = "\
    continue begin start manage use happen proceed go keep cease help dare rush choose succeed prove come get live \
    latest first second third last only be deny refuse reject fail say tell";
/// Nouns of what somebody says that somebody did.
const SAID: &str = "allegation claim accusation suspicion rumour rumor charge";
/// Nouns under which it may not be.
const MAYBE: &str = "threat risk fear possibility prospect chance warning danger potential idea likelihood \
    option hope speculation allegation claim accusation suspicion report rumour rumor charge suspect theory";
const PLANS: &str = "plan intention proposal preparation call demand request vow pledge promise decision plot attempt \
    effort bid campaign right ability";
/// Verbs that take what they are about for true.
const TAKES_FOR_TRUE: &str = "condemn criticise criticize denounce deplore decry regret mourn praise welcome celebrate \
    remember commemorate mention acknowledge recognise recognize justify defend excuse forgive avenge survive witness watch";
/// Nouns that do so behind "in": "in the event of", "in case of".
const IN_CASE: &str = "event case";
/// Adjectives under which it may not be.
const UNSURE: &str = "unlikely impossible possible improbable conceivable inconceivable unthinkable doubtful";
/// Verbs that say, when they are denied, that it was or will be done.
const HESITATION: &str = "hesitate shy flinch";
/// Words before a noun, or beside a verb, that leave it open.
const DOUBTED: &str = "alleged allegedly suspected reported reportedly supposed supposedly purported purportedly \
    apparent apparently rumoured rumored so-called claimed";
const OPEN: &str = "possible potential hypothetical threatened perhaps possibly maybe future any probably";
const PLANNED: &str =
    "planned proposed scheduled upcoming forthcoming imminent looming next expected impending";

/// What the word at `word` and the words above it say. `noun` tells whether the event is named by a noun.
pub(super) fn factuality(sentence: &Sentence, word: usize) -> Factuality {
    let mut found = Factuality::Asserted;
    let mut at = word;
    let mut first = true;
    let mut joined = false;
    for _ in 0..10 {
        // "did not sign but left": what is joined has a negation of its own.
        let beside = own(sentence, at, first);
        found =
            weaker(found, if joined && beside == Factuality::Denied { Factuality::Asserted } else { beside });
        // "instead of visiting": it was not done.
        let instead = sentence.parsed.dependents(at).any(|word| {
            matches!(sentence.lower(word).as_str(), "instead" | "rather")
                && matches!(sentence.relation(word), Relation::Marker | Relation::Case)
        });
        if instead {
            found = weaker(found, Factuality::Denied);
        }
        let Some(head) = sentence.head(at) else { break };
        let relation = sentence.relation(at);
        let clause = matches!(
            relation,
            Relation::OpenComplement
                | Relation::ClausalComplement
                | Relation::ClausalSubject
                | Relation::ClauseOfNoun
                | Relation::Object
                | Relation::Subject
                | Relation::PassiveSubject
                | Relation::Oblique
                | Relation::NominalModifier
                | Relation::Compound
                | Relation::Conjunct
        );
        let governed = relation == Relation::AdverbialClause && purpose(sentence, at);
        if relation == Relation::AdverbialClause && conditional(sentence, at) {
            found = weaker(found, Factuality::Hypothetical);
        }
        if governed {
            found = weaker(found, Factuality::Planned);
        }
        // "if you had a group that was killing people": what "a group" does is as open as that there is one.
        if relation == Relation::RelativeClause && indefinite(sentence, head) && supposed(sentence, head) {
            found = weaker(found, Factuality::Hypothetical);
        }
        // "accusations he attacked a guard": what looks like a relative clause is what they say.
        if relation == Relation::RelativeClause && is_one_of(SAID, sentence.words(head)) {
            found = weaker(found, Factuality::Alleged);
        }
        if !clause {
            break;
        }
        let nominal = matches!(sentence.tag(at), PartOfSpeech::Noun | PartOfSpeech::ProperNoun);
        let complement = matches!(
            relation,
            Relation::OpenComplement
                | Relation::ClausalComplement
                | Relation::ClauseOfNoun
                | Relation::ClausalSubject
        );
        // "cannot match the groups opposing it": they do oppose it.
        if relation == Relation::ClauseOfNoun
            && sentence.tag(at) == PartOfSpeech::Verb
            && sentence.lower(at).ends_with("ing")
            && !is_one_of(MAYBE, sentence.words(head))
            && !is_one_of(PLANS, sentence.words(head))
        {
            let none = sentence.parsed.dependents(head).any(|word| sentence.lower(word) == "no");
            found = weaker(found, if none { Factuality::Denied } else { Factuality::Asserted });
            break;
        }
        // "her decisions during the attack": no decision to attack.
        if nominal
            && relation == Relation::NominalModifier
            && matches!(
                sentence.preposition(at).as_str(),
                "during" | "after" | "before" | "since" | "following" | "amid" | "until"
            )
        {
            break;
        }
        let governs = complement
            || nominal
                && matches!(
                    relation,
                    Relation::Object | Relation::PassiveSubject | Relation::NominalModifier
                )
            || matches!(relation, Relation::Oblique)
                && matches!(
                    sentence.preposition(at).as_str(),
                    "of" | "for" | "from" | "with" | "against" | "about" | "in"
                );
        // An infinitive lies ahead, unless what governs it says that it came about.
        if purpose(sentence, at)
            && complement
            && !was_done(sentence, head)
            && !is_one_of(CAME_ABOUT, sentence.words(head))
            && sentence.tag(at) == PartOfSpeech::Verb
        {
            found = weaker(found, Factuality::Planned);
        }
        // "avoids condemning the invasion": there was one, whether or not it is condemned.
        if nominal && relation == Relation::Object && is_one_of(TAKES_FOR_TRUE, sentence.words(head)) {
            break;
        }
        if governs {
            found = weaker(found, above(sentence, head, complement, relation));
        }
        // A noun that is subject or oblique says nothing about what its verb says, unless that is negated or lies ahead.
        if matches!(relation, Relation::Oblique | Relation::Conjunct) && nominal {
            break;
        }
        joined = relation == Relation::Conjunct;
        if joined && sentence.child(at, &[Relation::Subject, Relation::PassiveSubject]).is_some() {
            break;
        }
        at = head;
        first = false;
    }
    found
}

/// "was able to", "the second to": it came about.
fn was_done(sentence: &Sentence, head: usize) -> bool {
    let has = |words: &[&str]| {
        sentence.parsed.dependents(head).any(|word| words.contains(&sentence.lower(word).as_str()))
    };
    sentence.lower(head) == "able" && has(&["was", "were"])
        || sentence.tag(head) == PartOfSpeech::Noun && has(&["first", "second", "third", "latest", "last"])
}

/// What the word above makes of what depends on it.
fn above(sentence: &Sentence, head: usize, complement: bool, relation: Relation) -> Factuality {
    let word = sentence.words(head);
    match sentence.tag(head) {
        PartOfSpeech::Noun | PartOfSpeech::ProperNoun => {
            if is_one_of(MAYBE, word) || is_one_of(IN_CASE, word) && sentence.preposition(head) == "in" {
                return Factuality::Hypothetical;
            }
            if is_one_of(PLANS, word) && (complement || relation == Relation::NominalModifier) {
                return Factuality::Planned;
            }
            Factuality::Asserted
        }
        _ => {
            if is_one_of(NOT, word) {
                return Factuality::Denied;
            }
            if is_one_of(AHEAD, word) {
                return Factuality::Planned;
            }
            // "told her that he left", where "told her to leave" wants it.
            if relation == Relation::ClausalComplement && is_one_of(CLAIMED, word) {
                return Factuality::Alleged;
            }
            if is_one_of(WANTED, word) || is_one_of(UNSURE, word) {
                return Factuality::Hypothetical;
            }
            if is_one_of(CLAIMED, word) && (complement || relation == Relation::Oblique) {
                return Factuality::Alleged;
            }
            Factuality::Asserted
        }
    }
}

/// What stands beside the word itself.
fn own(sentence: &Sentence, word: usize, first: bool) -> Factuality {
    let mut found = Factuality::Asserted;
    for child in sentence.parsed.dependents(word) {
        let lower = sentence.lower(child);
        let said = match sentence.relation(child) {
            Relation::Auxiliary => match lower.as_str() {
                "will" | "'ll" | "’ll" | "shall" | "wo" | "ll" => Factuality::Planned,
                "would" | "could" | "might" | "may" | "should" | "must" | "can" | "ca" | "'d" | "’d"
                | "ought" => Factuality::Hypothetical,
                _ => Factuality::Asserted,
            },
            Relation::AdverbialModifier
            | Relation::Determiner
            | Relation::AdjectivalModifier
            | Relation::Case => match lower.as_str() {
                // "not only was preceded": it was.
                "not" if only_follows(sentence, child) => Factuality::Asserted,
                "not" | "n't" | "n’t" | "never" | "t" if is_one_of(HESITATION, sentence.words(word)) => {
                    Factuality::Asserted
                }
                "not" | "n't" | "n’t" | "never" | "no" | "without" | "neither" | "nor" | "t" => {
                    Factuality::Denied
                }
                lower if is_word_of(DOUBTED, lower) => Factuality::Alleged,
                lower if is_word_of(OPEN, lower) && (first || lower != "any") => Factuality::Hypothetical,
                lower
                    if is_word_of(PLANNED, lower)
                        && sentence.relation(child) == Relation::AdjectivalModifier =>
                {
                    Factuality::Planned
                }
                _ => Factuality::Asserted,
            },
            // "Neither Doe nor Roe has been charged", "nobody was", "charged neither Doe nor Roe".
            Relation::Subject | Relation::PassiveSubject | Relation::Object if is_nobody(sentence, child) => {
                Factuality::Denied
            }
            // "…, nor did they shoot".
            _ if lower == "nor" => Factuality::Denied,
            Relation::Marker if matches!(lower.as_str(), "if" | "unless" | "whether" | "lest") => {
                Factuality::Hypothetical
            }
            _ => Factuality::Asserted,
        };
        found = weaker(found, said);
    }
    // "Attack them!": an order.
    if first && found == Factuality::Asserted && imperative(sentence, word) {
        return Factuality::Hypothetical;
    }
    found
}

/// "not only", "not just".
fn only_follows(sentence: &Sentence, not: usize) -> bool {
    not + 1 < sentence.parsed.words.len()
        && matches!(sentence.lower(not + 1).as_str(), "only" | "just" | "merely" | "simply" | "alone")
}

/// Whether a subject says that nobody does it, an object that it is done to nobody.
fn is_nobody(sentence: &Sentence, side: usize) -> bool {
    let none = |word: &str| matches!(word, "nobody" | "none" | "neither" | "nothing" | "no");
    none(&sentence.lower(side)) || sentence.parsed.dependents(side).any(|word| none(&sentence.lower(word)))
}

fn is_word_of(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

fn imperative(sentence: &Sentence, word: usize) -> bool {
    sentence.relation(word) == Relation::Root
        && word == 0
        && sentence.tag(word) == PartOfSpeech::Verb
        && !sentence.lower(word).ends_with(['d', 'g', 's'])
}

fn conditional(sentence: &Sentence, verb: usize) -> bool {
    let mark = sentence.parsed.dependents(verb).find(|&word| {
        matches!(sentence.relation(word), Relation::Marker | Relation::AdverbialModifier)
            && matches!(sentence.lower(word).as_str(), "if" | "unless" | "lest" | "until")
    });
    mark.is_some()
}

/// "a group", "any group".
fn indefinite(sentence: &Sentence, noun: usize) -> bool {
    sentence.parsed.dependents(noun).any(|word| {
        sentence.relation(word) == Relation::Determiner
            && matches!(sentence.lower(word).as_str(), "a" | "an" | "any" | "another")
    })
}

/// Whether the noun stands in a clause behind "if".
fn supposed(sentence: &Sentence, noun: usize) -> bool {
    let above = std::iter::successors(Some(noun), |&word| sentence.head(word));
    above.take(6).any(|word| conditional(sentence, word))
}

/// "to push the border back": an aim.
fn purpose(sentence: &Sentence, verb: usize) -> bool {
    sentence
        .parsed
        .dependents(verb)
        .any(|word| sentence.relation(word) == Relation::Marker && sentence.lower(word) == "to")
}

/// The less certain of two.
pub(super) fn weaker(one: Factuality, other: Factuality) -> Factuality {
    let rank = |factuality: Factuality| match factuality {
        Factuality::Asserted => 0,
        Factuality::Alleged => 1,
        Factuality::Planned => 2,
        Factuality::Hypothetical => 3,
        Factuality::Denied => 4,
    };
    if rank(other) > rank(one) { other } else { one }
}
