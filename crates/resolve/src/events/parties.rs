//! Whom a noun phrase beside a trigger means: one of the record's actors, a country behind its forces, or somebody whom
//! the text only describes. What is neither has no part in an event.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use types::{Actor, ActorKind, EntityKind, Participant, Span, Statement};

use super::countries;
use crate::actors::{Cast, Mention};
use crate::article::{Article, is_capitalised};
use crate::lexicon::nouns;
use crate::lexicon::pronouns::Pronoun;
use crate::phrase::{self, Determiner, Head, Phrase};
use crate::speakers::{Candidates, Search};

/// Forces and weapons: what they do, their state or movement does.
const FORCES: &str = "\
    force army military navy airforce troop soldier artillery column battalion brigade regiment division tank armour \
    armor bomb missile rocket drone shell warplane jet aircraft bomber helicopter gunboat warship fleet airstrike \
    strike marine infantry paratrooper commando fighter militant gunman sniper shelling bombardment munition offensive \
    serviceman unit convoy fire gunner warhead mortar militia personnel";

/// Of these, things that nobody is: without their owner nobody knows who acts.
const THINGS: &str = "\
    artillery column tank armour armor bomb missile rocket drone shell warplane jet aircraft bomber helicopter gunboat \
    warship airstrike strike shelling bombardment munition offensive fire warhead mortar";

/// People who act together under no name.
const PEOPLE: &str = "\
    person people resident villager civilian protester demonstrator worker teacher nurse driver farmer student migrant \
    refugee rioter crowd mob mourner inmate prisoner detainee hostage child family relative community tribe tribesman settler \
    gunmen gunman attacker assailant bomber robber thief smuggler trafficker gang rebel insurgent militant extremist \
    jihadist terrorist separatist loyalist dissident opponent supporter critic ally rival neighbour neighbor \
    authority official police troop force soldier guerrilla peacekeeper monitor observer negotiator diplomat delegation \
    delegate leader lawmaker legislator senator minister deputy politician activist campaigner striker dockworker \
    employee staff miner pilot passenger patient voter taxpayer citizen immigrant national parent pupil fan \
    journalist reporter politician republican democrat conservative liberal socialist communist member \
    shareholder investor creditor lender donor bank company firm union party group nation country state government \
    parliament congress senate house council court agency regulator watchdog ministry department city town village \
    side faction camp bloc alliance army navy military militia coalition opposition administration cabinet \
    business retailer supplier manufacturer airline club team federation league \
    media press outlet newspaper network broadcaster establishment electorate audience follower \
    hundred thousand dozen corps firefighter rescuer medic doctor paramedic hospital school church university charity";

type Nouns = LazyLock<FxHashSet<&'static str>>;
static IS_FORCE: Nouns = LazyLock::new(|| FORCES.split_whitespace().collect());
static IS_THING: Nouns = LazyLock::new(|| THINGS.split_whitespace().collect());
static IS_PEOPLE: Nouns = LazyLock::new(|| PEOPLE.split_whitespace().collect());

/// The document's actors, and what tells whom words mean.
pub(crate) struct Parties<'a, 'b> {
    pub article: &'b Article<'a>,
    cast: &'b Cast,
    candidates: &'b Candidates,
    actors: &'b [Actor],
    /// For each member of the cast the index among `actors`.
    position: &'b [Option<usize>],
    pub statements: &'b [Statement],
    /// The phrases that were asked for: each candidate of a sentence asks for the same.
    phrases: RefCell<FxHashMap<Span, Rc<Phrase>>>,
}

impl<'a, 'b> Parties<'a, 'b> {
    pub fn new(
        article: &'b Article<'a>,
        cast: &'b Cast,
        candidates: &'b Candidates,
        actors: &'b [Actor],
        position: &'b [Option<usize>],
        statements: &'b [Statement],
    ) -> Self {
        Self { article, cast, candidates, actors, position, statements, phrases: RefCell::default() }
    }

    /// The span as a noun phrase.
    pub fn phrase(&self, span: Span) -> Rc<Phrase> {
        let mut phrases = self.phrases.borrow_mut();
        let parsed = || Rc::new(phrase::parse(self.article, &self.cast.mentions, span));
        phrases.entry(span).or_insert_with(parsed).clone()
    }

    /// Names of the document, in order.
    pub fn names(&self) -> &[Mention] {
        &self.cast.mentions
    }

    /// The record's actor with this id.
    pub fn of_actor(&self, id: &str, span: Option<Span>) -> Option<Participant> {
        let actor = self.actors.iter().find(|actor| actor.id == id)?;
        Some(Participant { name: actor.name.clone(), span, actor: Some(actor.id.clone()) })
    }

    /// Whom the noun phrase means; none when it is nobody who can act, or nobody knows whom. `not` is the id of the
    /// actor on the other side of the event.
    pub fn of_phrase(&self, span: Span, not: Option<&str>) -> Option<Participant> {
        if span.of(self.article.text).trim().is_empty() || self.is_in_dateline(span) {
            return None;
        }
        // "the Russian offensive": the adjective alone.
        let words = span.of(self.article.text);
        if is_capitalised(words)
            && !words.ends_with('s')
            && let Some(name) = countries::of_people(words)
        {
            return Some(self.country(name, span))
                .filter(|found| not.is_none() || found.actor.as_deref() != not);
        }
        if words.ends_with("self") || words.ends_with("selves") {
            return None;
        }
        let phrase = self.phrase(span);
        // What was judged as somebody's words is theirs.
        if !matches!(phrase.head, Head::Name(_) | Head::Pronoun(_))
            && let Some(known) = self.actors.iter().find(|actor| {
                actor.mentions.iter().any(|&mention| {
                    mention.start == span.start
                        && mention.overlaps(phrase.span)
                        && !self.only_modifies(mention, phrase.span)
                })
            })
        {
            let found = Participant {
                name: known.name.clone(),
                span: Some(phrase.span),
                actor: Some(known.id.clone()),
            };
            return Some(found).filter(|_| not != Some(known.id.as_str()));
        }
        match phrase.head {
            Head::Nothing => None,
            Head::Name(mention) => self.of_name(mention, phrase.span),
            Head::Pronoun(pronoun) => self.of_pronoun(pronoun, phrase.span, not),
            Head::Noun => self.of_noun(&phrase),
        }
        .filter(|found| not.is_none() || found.actor.as_deref() != not)
    }

    /// To whom something is done: also somebody known only by whose they are, "his aides", as the words call them.
    pub fn of_patient(&self, span: Span, not: Option<&str>) -> Option<Participant> {
        self.of_phrase(span, not).or_else(|| {
            let phrase = self.phrase(span);
            let first = phrase.words.split_whitespace().next()?.to_lowercase();
            let owned = matches!(first.as_str(), "his" | "her" | "its" | "their")
                && !phrase.words.split_whitespace().nth(1)?.ends_with("ing");
            // "praised the Chileans", whom no name of the record tells.
            let last = phrase.words.split_whitespace().next_back()?;
            let people = phrase.plural
                && is_capitalised(last)
                && last.ends_with('s')
                && phrase.words.split_whitespace().count() <= 3
                && countries::of_people(last).is_some();
            let short = is_short(&phrase.words, 5);
            let somebody = people || owned && short && phrase.head == Head::Noun && is_somebody(&phrase);
            somebody.then(|| Participant { name: phrase.words.clone(), span: Some(phrase.span), actor: None })
        })
    }

    /// A dateline stands before a sentence, not in it.
    fn is_in_dateline(&self, span: Span) -> bool {
        self.article.dateline(span.start).is_some_and(|head| span.start < head.end)
    }

    /// Whoever the phrase is, as the words call them, where nothing tells that it is somebody: "the prince", "political
    /// adversaries". What says whose it is by a pronoun alone, quotes or goes on for long is no name.
    pub fn as_worded(&self, span: Span) -> Option<Participant> {
        if self.is_in_dateline(span) {
            return None;
        }
        let phrase = self.phrase(span);
        let (name, span) = match phrase.head {
            Head::Name(mention) => {
                let mention = self.cast.mentions.get(mention)?;
                // Two people share the surname: nobody knows which is meant.
                (mention.kind != EntityKind::Person)
                    .then(|| (mention.span.of(self.article.text).to_owned(), mention.span))?
            }
            Head::Noun => (phrase.words.clone(), phrase.span),
            Head::Pronoun(_) | Head::Nothing => return None,
        };
        let first = name.split_whitespace().next()?.to_lowercase();
        let whose =
            matches!(first.as_str(), "his" | "her" | "its" | "their" | "my" | "our" | "your" | "same");
        (!whose && is_short(&name, 6)).then_some(Participant { name, span: Some(span), actor: None })
    }

    /// Who is asked to do something: somebody who acts, also under a noun that tells no more than that.
    pub fn of_hearer(&self, span: Span, not: Option<&str>) -> Option<Participant> {
        const AGENTS: &[&str] = &["ers", "ors", "ists", "ians", "ants", "ees", "men", "women"];
        self.of_patient(span, not).or_else(|| {
            let phrase = self.phrase(span);
            let words = &phrase.words;
            let is_agent = phrase.plural
                && matches!(phrase.determiner, Determiner::Definite | Determiner::Bare)
                && AGENTS.iter().any(|ending| words.ends_with(ending))
                && words.split_whitespace().count() <= 4;
            (phrase.head == Head::Noun && is_agent).then(|| Participant {
                name: words.clone(),
                span: Some(phrase.span),
                actor: None,
            })
        })
    }

    /// Whether neither party's words tell a man from a woman: "she" and "him" may as well be the other way round.
    pub fn are_alike(&self, one: &Participant, other: &Participant) -> bool {
        let gender = |party: &Participant| self.cast.entries[self.member_of(party.actor.as_deref()?)?].gender;
        gender(one).is_none() && gender(other).is_none()
    }

    /// The smallest statement in whose content the words stand.
    pub fn statement_around(&self, span: Span) -> Option<&'b Statement> {
        let inside = |statement: &&Statement| statement.content.iter().any(|content| content.contains(span));
        let size = |statement: &&Statement| statement.content.iter().map(|span| span.len()).sum::<usize>();
        self.statements.iter().filter(inside).min_by_key(size)
    }

    /// The actor who says the words, where they stand in a quotation.
    fn quoting(&self, span: Span) -> Option<&str> {
        self.article.spoken_at(span.start)?;
        self.statement_around(span)?.speaker.actor.as_deref()
    }

    /// The member of the cast who is the record's actor with this id.
    fn member_of(&self, id: &str) -> Option<usize> {
        let rank = self.actors.iter().position(|actor| actor.id == id)?;
        self.position.iter().position(|&position| position == Some(rank))
    }

    /// Whether the phrase, whoever owns it, is people: "Doe's lawyer", not "Doe's plan".
    pub fn is_person(&self, span: Span) -> bool {
        let phrase = self.phrase(span);
        match phrase.head {
            Head::Name(mention) => self.cast.mentions[mention].span.end == phrase.span.end,
            _ => nouns::is_role(&phrase.noun) || is_people(&phrase.noun),
        }
    }

    /// What the name that ends the phrase, or stands first in it, names.
    pub fn kind_of(&self, span: Span) -> Option<EntityKind> {
        let phrase = self.phrase(span);
        match phrase.head {
            Head::Name(mention) => self.cast.mentions.get(mention).map(|mention| mention.kind),
            _ => None,
        }
    }

    /// Whether the phrase is the name of a place.
    pub fn is_place(&self, span: Span) -> bool {
        let names = &self.cast.mentions;
        let from = names.partition_point(|mention| mention.span.end <= span.start);
        names[from..]
            .iter()
            .take_while(|mention| mention.span.start < span.end)
            .any(|mention| mention.kind == EntityKind::Place)
    }

    /// Whether the phrase names a country, its people or its government.
    pub fn is_state(&self, span: Span) -> bool {
        let name = span.of(self.article.text);
        let state = |word: &str| countries::of_people(word).is_some() || countries::is_country(word);
        name.split_whitespace().any(|word| state(word.trim_matches(|letter: char| !letter.is_alphanumeric())))
            || countries::is_country(name)
            || name.contains("Taliban")
            || self.kind_of(span) == Some(EntityKind::Place)
    }

    /// Whether the phrase is the name of a country.
    pub fn is_country(&self, span: Span) -> bool {
        let name = span.of(self.article.text);
        countries::is_country(name) || countries::is_country(name.strip_prefix("the ").unwrap_or(name))
    }

    /// Whether a name of somebody who can act, or of a people, stands at the span.
    pub fn is_party_name(&self, span: Span) -> bool {
        let named = phrase::mention_over(&self.cast.mentions, span)
            .is_some_and(|mention| self.cast.mentions[mention].kind != EntityKind::Other);
        let word = span.of(self.article.text);
        named || countries::of_people(word).is_some() && is_capitalised(word)
    }

    /// The roles of the record's actor with this id.
    pub fn roles(&self, id: &str) -> &[String] {
        self.actors.iter().find(|actor| actor.id == id).map_or(&[], |actor| actor.roles.as_slice())
    }

    /// "Labour leaders", "Example Bank articles", "Doe's relatives": the name only says which or whose, the noun behind it whom
    /// or what.
    fn only_modifies(&self, name: Span, phrase: Span) -> bool {
        let rest = self.article.text.get(name.end..phrase.end).unwrap_or_default();
        let mut words = rest.split_whitespace();
        let is_noun =
            |word: &str| word.len() > 3 && word.chars().all(char::is_lowercase) && nouns::singular(word).1;
        let owned =
            ["’s ", "'s ", "’ ", "' "].iter().find_map(|mark| rest.strip_prefix(mark)).and_then(|owned| {
                let (noun, _) =
                    nouns::singular(&owned.split(',').next()?.split_whitespace().next_back()?.to_lowercase());
                Some(is_party(&noun))
            });
        let owns = owned == Some(true);
        owns || rest.starts_with(' ')
            && is_capitalised(name.of(self.article.text))
            && words.next().is_some_and(is_noun)
            && words.next().is_none()
    }

    fn of_name(&self, mention: usize, span: Span) -> Option<Participant> {
        let mention = self.cast.mentions.get(mention)?;
        // Two people share the surname: nobody knows which is meant.
        let index = mention.actor?;
        Some(self.member(index, if mention.kind == EntityKind::Group { span } else { mention.span }))
    }

    fn member(&self, index: usize, span: Span) -> Participant {
        let actor = self.position.get(index).copied().flatten().and_then(|rank| self.actors.get(rank));
        Participant {
            name: actor.map_or_else(|| self.cast.entries[index].name.clone(), |actor| actor.name.clone()),
            span: Some(span),
            actor: actor.map(|actor| actor.id.clone()),
        }
    }

    fn of_pronoun(&self, pronoun: Pronoun, span: Span, not: Option<&str>) -> Option<Participant> {
        // Who speaks says "me", not "him".
        let speaker = self.quoting(span);
        self.antecedent(pronoun, span, not)
            .filter(|found| speaker.is_none() || found.actor.as_deref() != speaker)
    }

    fn antecedent(&self, pronoun: Pronoun, span: Span, not: Option<&str>) -> Option<Participant> {
        if !matches!(pronoun, Pronoun::Person(_) | Pronoun::Thing | Pronoun::Plural) {
            return None;
        }
        // A pronoun that was judged as somebody's source is a mention of theirs.
        let known = self.actors.iter().find(|actor| actor.mentions.contains(&span));
        if let Some(actor) = known {
            return Some(Participant {
                name: actor.name.clone(),
                span: Some(span),
                actor: Some(actor.id.clone()),
            });
        }
        // Whom "they" means is a guess too often, unless it was judged as a source.
        if pronoun == Pronoun::Plural {
            return None;
        }
        let not = not.and_then(|id| self.member_of(id));
        match self.candidates.antecedent(self.article, self.cast, pronoun, span, not, &[]) {
            Search::Clear { actor, certainty } if certainty >= 0.7 => Some(self.member(actor, span)),
            _ => None,
        }
    }

    fn of_noun(&self, phrase: &Phrase) -> Option<Participant> {
        if IS_FORCE.contains(phrase.noun.as_str())
            && let Some(owner) = self.owner_of_force(phrase)
        {
            return Some(owner);
        }
        let first = phrase.words.split_whitespace().next().unwrap_or_default().to_lowercase();
        // "cutting off the head" is a deed, "the same candidate" somebody whom another sentence may tell.
        let deed = first.ends_with("ing")
            && !first.ends_with("king")
            && first != phrase.noun
            && phrase.words.contains(" the ");
        if !is_actor(phrase) || deed || first == "same" {
            return None;
        }
        // "urged people to wait": nobody who was described before.
        let anybody = phrase.noun == "person" && phrase.determiner != Determiner::Definite;
        let definite = !anybody
            && matches!(phrase.determiner, Determiner::Definite | Determiner::Possessive | Determiner::Bare);
        // "her counterpart from Peru, Jo Roe": whom it is to is not whom the text spoke of before.
        let of_another = phrase.determiner == Determiner::Possessive
            && matches!(
                phrase.noun.as_str(),
                "counterpart" | "colleague" | "rival" | "opponent" | "predecessor" | "successor" | "ally"
            );
        // "the shooting of police": any police.
        let any_police = phrase.noun == "police" && phrase.determiner == Determiner::Bare;
        if definite && !any_police && !of_another && !phrase.several && !phrase.quantified {
            match self.candidates.described(self.article, self.cast, phrase) {
                Search::Clear { actor, .. } => return Some(self.member(actor, phrase.span)),
                Search::Tie(..) | Search::Both(..) => return None,
                Search::Nobody => {}
            }
        }
        // "his bench": nobody knows whose without the antecedent.
        let owned = phrase.words.split_whitespace().next().is_some_and(|first| {
            matches!(first.to_lowercase().as_str(), "his" | "her" | "its" | "their" | "my" | "our" | "your")
        });
        let name = phrase.words.clone();
        (!owned && !name.is_empty() && phrase.words.split_whitespace().count() <= 9).then_some(Participant {
            name,
            span: Some(phrase.span),
            actor: None,
        })
    }

    /// "Russian artillery", "Hamas fighters": the state or movement.
    fn owner_of_force(&self, phrase: &Phrase) -> Option<Participant> {
        let words = phrase::words(self.article.text, phrase.span);
        for word in &words {
            if let Some(mention) = phrase::mention_over(&self.cast.mentions, word.span) {
                let named = &self.cast.mentions[mention];
                let country = countries::of_people(word.text);
                if let Some(name) = country {
                    return Some(self.country(name, word.span));
                }
                // "Islamist militants": no movement is called "Islamist".
                let adjective = named.kind == EntityKind::Group
                    && ["ist", "ic", "ish"].iter().any(|ending| word.text.ends_with(ending))
                    && named.span == word.span;
                if adjective {
                    return None;
                }
                if matches!(named.kind, EntityKind::Place | EntityKind::Organisation | EntityKind::Group) {
                    return self.of_name(mention, named.span);
                }
            } else if is_capitalised(word.text)
                && let Some(name) = countries::of_people(word.text)
            {
                return Some(self.country(name, word.span));
            }
        }
        None
    }

    /// The country, as an actor of the record if it is one.
    fn country(&self, name: String, span: Span) -> Participant {
        let actor = self.actors.iter().find(|actor| {
            matches!(actor.kind, ActorKind::Place | ActorKind::Government)
                && actor.name.eq_ignore_ascii_case(&name)
        });
        Participant { actor: actor.map(|actor| actor.id.clone()), name, span: Some(span) }
    }
}

/// Whether the words are so few at most, and no part of a quotation: "her “wonderful donors” in the hall" is no name.
fn is_short(words: &str, most: usize) -> bool {
    !words.contains(['"', '“', '”', '«', '»']) && words.split_whitespace().count() <= most
}

/// Whether the noun, in either number, is a force or a weapon.
pub(super) fn is_force(noun: &str) -> bool {
    IS_FORCE.contains(nouns::singular(&noun.to_lowercase()).0.as_str())
}

/// Whether the noun, in either number, is a thing among them, which nobody is.
pub(super) fn is_thing(noun: &str) -> bool {
    IS_THING.contains(nouns::singular(&noun.to_lowercase()).0.as_str())
}

/// Whether the singular noun is people.
pub(super) fn is_people(noun: &str) -> bool {
    IS_PEOPLE.contains(noun)
}

/// Whether the singular noun is people, or a body of theirs.
pub(super) fn is_party(noun: &str) -> bool {
    nouns::is_role(noun) || is_people(noun) || nouns::is_body(noun)
}

/// Whether the phrase is people, not a body of theirs: of "her country" nobody knows who acts.
fn is_somebody(phrase: &Phrase) -> bool {
    let noun = phrase.noun.as_str();
    is_party(noun) && !matches!(noun, "country" | "nation" | "state")
}

/// Whether the phrase can be somebody who acts, alone or with others.
pub(super) fn is_actor(phrase: &Phrase) -> bool {
    let noun = phrase.noun.as_str();
    // "voted for the authority to invade": a power, where "the authorities" are people.
    if noun == "authority" && !phrase.plural {
        return false;
    }
    nouns::is_role(noun)
        || nouns::is_body(noun)
        || is_people(noun)
        || IS_FORCE.contains(noun) && !IS_THING.contains(noun)
}
