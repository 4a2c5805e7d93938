//! The conditions of a trigger's sense: whether the words around it make it an event.

use types::{EntityKind, PartOfSpeech, Participant, Relation};

use super::parties::{is_force, is_thing};
use super::sides::Sides;
use super::triggers::Reader;
use crate::clause::{Sentence, is_one_of};
use crate::lexicon::nouns;
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::phrase;

/// Of these, verbs that say a thing is given.
const GIVING: &str =
    "give offer provide send pledge promise lend throw deliver announce grant extend voice express";
/// Verbs that make a demand or a threat.
const MAKING: &str =
    "make issue repeat renew reiterate voice send deliver level direct join launch face receive";
const WEAPONS: &str = "\
    bomb missile rocket drone shell mortar artillery warplane jet aircraft bomber helicopter airstrike strike bullet \
    grenade warhead munition shelling bombardment gunfire fire";
const WORKERS: &str = "\
    worker teacher nurse driver doctor miner dockworker docker staff employee union crew pilot farmer trucker protester \
    demonstrator activist student resident campaigner people thousand hundred dozen crowd inmate prisoner villager \
    supporter opponent fan group women woman man member lawyer journalist actor writer railwayman steelworker \
    firefighter medic postman cleaner engineer player refugee migrant citizen marcher taxi cabbie lecturer";
const MEETING: &str = "\
    minister president leader official diplomat envoy ambassador chancellor premier king queen prince secretary senator \
    lawmaker governor mayor negotiator delegation side party government council union representative pope general \
    commander chief director adviser aide candidate delegate executive head team employer striker premier spokesman \
    counterpart mediator regulator prosecutor";
const OFFICIALS: &str = "\
    minister president leader official diplomat envoy ambassador chancellor premier king queen prince secretary senator \
    lawmaker governor mayor delegation general pope commissioner inspector monitor counterpart commander";
const INSTITUTIONS: &str = "\
    parliament congress senate house council court assembly government cabinet committee commission board union \
    legislature lawmaker mp senator voter jury judge tribunal party president governor mayor minister knesset duma \
    report member bundestag regulator watchdog city town state shareholder";
const HOSTILE: &str = "\
    attack retaliate strike sue fight sanction withdraw punish destroy block boycott veto invade expel close cut quit \
    resign walk leave halt suspend respond kill bomb throw oust";
const FREED: &str = "hostage prisoner detainee captive inmate journalist activist sailor soldier";

/// A trigger with its sides, for the conditions of its sense.
pub(super) struct Judged<'j, 's, 'a, 'b> {
    pub reader: &'j Reader<'s, 'a, 'b>,
    pub sentence: &'j Sentence<'j>,
    pub word: usize,
    pub sides: Sides,
    pub actor: &'j Option<Participant>,
    pub recipient: &'j Option<Participant>,
}

impl Judged<'_, '_, '_, '_> {
    /// Whether the condition holds.
    pub fn holds(&self, condition: &str) -> bool {
        let Sides { actor, recipient, object, governor } = self.sides;
        let noun_is = |list: &str, word: Option<usize>| {
            word.is_some_and(|word| is_one_of(list, self.sentence.words(word)))
        };
        match condition.split_once(':') {
            Some(("object", list)) => object.is_some_and(|object| {
                list.split(',').any(|noun| {
                    let last = noun.rsplit('_').next().unwrap_or(noun);
                    is_one_of(last, self.sentence.words(object))
                })
            }),
            Some(("prep", list)) => {
                let prepositions: Vec<&str> = list.split(',').collect();
                self.sentence.oblique(self.word, &prepositions).is_some()
                    || object.is_some_and(|object| self.sentence.oblique(object, &prepositions).is_some())
            }
            Some(("before", list)) => self
                .sentence
                .parsed
                .dependents(self.word)
                .any(|word| list.split(',').any(|known| known == self.sentence.lower(word))),
            Some(_) => false,
            None => match condition {
                "agent" => self.actor.is_some(),
                "party" => self.recipient.is_some(),
                "armed" => self.is_armed(actor) || self.is_unarmed(recipient) && !self.is_person(actor),
                "weapon" => self.is_weapon(actor),
                "slain" => self.is_slain(actor),
                "hurt" => self.recipient.is_some() || self.is_unarmed(recipient),
                // A firm's drone is no army's: a thing needs somebody armed who moves it.
                "force" => object.is_some_and(|object| {
                    let words = self.sentence.words(object);
                    is_force(words) && (!is_thing(words) || self.is_armed(actor))
                }),
                "force-object" => recipient.is_some_and(|object| is_force(self.sentence.words(object))),
                "force-acts" => self.is_armed(actor),
                "force-of" => {
                    let of = self.sentence.oblique(self.word, &["of"]);
                    of.is_some_and(|of| is_force(self.sentence.words(of)))
                        || self.is_armed(actor)
                        || self
                            .sentence
                            .child(self.word, &[Relation::Compound])
                            .is_some_and(|word| is_force(self.sentence.words(word)))
                }
                "people" => recipient.is_some_and(|word| self.is_people(word)),
                "people-freed" => noun_is(FREED, recipient),
                "workers" => noun_is(WORKERS, actor) || self.of_workers(actor),
                "mutual" => {
                    self.recipient.is_some()
                        || actor.is_some_and(|actor| self.sentence.several(actor))
                        || noun_is("side party leader delegation minister negotiator counterpart", actor)
                            && actor.is_some_and(|actor| nouns::singular(&self.sentence.lower(actor)).1)
                }
                "meeting" => self.is_named(actor) || noun_is(MEETING, actor),
                "official" => noun_is(OFFICIALS, actor) || self.has_role(self.actor),
                "official-object" => noun_is(OFFICIALS, recipient) || self.has_role(self.recipient),
                "institution" => noun_is(INSTITUTIONS, actor) || self.is_organisation(actor),
                "place" => recipient
                    .or(object)
                    .is_some_and(|word| self.reader.parties.is_place(self.sentence.phrase(word))),
                "light" => self.actor.is_some() || self.recipient.is_some() || self.is_placed(),
                "imposed" => {
                    governor.is_some_and(|verb| {
                        is_one_of(
                            "impose announce slap reimpose tighten extend face approve adopt",
                            self.sentence.words(verb),
                        )
                    }) || self.recipient.is_some() && self.actor.is_some()
                }
                "gave" => {
                    self.actor.is_some()
                        && governor.is_some_and(|verb| is_one_of(GIVING, self.sentence.words(verb)))
                }
                "made" => {
                    self.actor.is_some()
                        && governor.is_some_and(|verb| is_one_of(MAKING, self.sentence.words(verb)))
                }
                // "asked not to be named" is no news.
                "to-clause" => self
                    .clause_behind()
                    .is_some_and(|verb| !is_one_of("name identify quote remain", self.sentence.words(verb))),
                "hostile-clause" => self.governs(HOSTILE),
                "from-clause" => self.sentence.parsed.dependents(self.word).any(|word| {
                    self.sentence.preposition(word) == "from"
                        || self.sentence.parsed.dependents(word).any(|mark| {
                            self.sentence.relation(mark) == Relation::Marker
                                && self.sentence.lower(mark) == "from"
                        })
                }),
                "vote" => {
                    self.clause_behind().is_some_and(|verb| {
                        is_one_of("reject oppose block defeat", self.sentence.words(verb))
                    }) || self.sentence.oblique(self.word, &["against"]).is_some()
                }
                "passive" => self.sentence.is_passive(self.word),
                _ => false,
            },
        }
    }

    /// "The laboratory will support research": what acts is no party and none of people.
    pub fn is_of_things(&self) -> bool {
        self.sides.actor.is_some_and(|actor| {
            let words = self.sentence.words(actor);
            self.actor.as_ref().is_none_or(|actor| actor.actor.is_none())
                && self.kind_of_name(Some(actor)).is_none()
                && !self.is_people(actor)
                && !is_force(words)
                && ![INSTITUTIONS, WORKERS, MEETING].iter().any(|list| is_one_of(list, words))
        })
    }

    /// A noun that is nobody: "the threshold", "the deadline".
    pub fn is_no_party(&self, word: usize) -> bool {
        let words = self.sentence.words(word);
        let noun = nouns::singular(&words.to_lowercase()).0;
        self.sentence.tag(word) == PartOfSpeech::Noun
            && !self.reader.parties.is_party_name(self.sentence.span(word))
            && self.sentence.child(word, &[Relation::Flat, Relation::Apposition]).is_none()
            && !super::parties::is_party(&noun)
            && ![MEETING, OFFICIALS, INSTITUTIONS, WORKERS].iter().any(|list| is_one_of(list, words))
    }

    /// Whether the verb governs an infinitive of one of these.
    pub fn governs(&self, verbs: &str) -> bool {
        self.clause_behind().is_some_and(|verb| is_one_of(verbs, self.sentence.words(verb)))
    }

    /// The infinitive that the verb governs.
    fn clause_behind(&self) -> Option<usize> {
        self.sentence.parsed.dependents(self.word).find(|&word| {
            let complement = matches!(
                self.sentence.relation(word),
                Relation::OpenComplement | Relation::ClausalComplement | Relation::AdverbialClause
            );
            complement
                && self.sentence.parsed.dependents(word).any(|mark| {
                    self.sentence.relation(mark) == Relation::Marker && self.sentence.lower(mark) == "to"
                })
        })
    }

    /// Somebody kills, or an attack does: not a storm, a crash or an illness.
    fn is_slain(&self, actor: Option<usize>) -> bool {
        let attack = "attack raid strike airstrike bombing bomb shelling ambush shooting shootout clash fighting offensive \
            gunfire massacre assault crossfire bombardment missile rocket drone bombings explosive";
        let in_attack = ["in", "by", "during", "from"].iter().any(|preposition| {
            self.sentence
                .oblique(self.word, &[preposition])
                .is_some_and(|word| is_one_of(attack, self.sentence.words(word)))
        });
        let by_attack = actor.is_some_and(|actor| is_one_of(attack, self.sentence.words(actor)));
        // "a shooting in Columbus that killed …": a city kills nobody.
        let city = self.kind_of_name(actor) == Some(EntityKind::Place)
            && !actor.is_some_and(|actor| self.reader.parties.is_country(self.sentence.phrase(actor)));
        self.actor.is_some() && !city || in_attack || by_attack
    }

    /// A force, a weapon, a state, or attackers.
    fn is_armed(&self, word: Option<usize>) -> bool {
        word.is_some_and(|word| {
            let words = self.sentence.words(word);
            is_force(words)
                || is_one_of(
                    "attacker assailant police gang rebel insurgent terrorist government robber mob",
                    words,
                )
                || self.reader.parties.is_state(self.sentence.phrase(word))
        })
    }

    /// A place, a state or people who suffer attacks.
    fn is_unarmed(&self, word: Option<usize>) -> bool {
        word.is_some_and(|word| {
            let words = self.sentence.words(word);
            is_force(words)
                || is_one_of(
                    "village town city base convoy embassy mosque church hospital school checkpoint camp civilian \
                     checkpoint barracks station post market compound outpost airport border person child woman man \
                     villager protester worker student pilgrim headquarters airbase consulate police officer tourist \
                     passenger worshipper soldier guard",
                    words,
                )
                || self.kind_of_name(Some(word)) == Some(EntityKind::Place)
        })
    }

    fn is_weapon(&self, word: Option<usize>) -> bool {
        word.is_some_and(|word| is_one_of(WEAPONS, self.sentence.words(word)))
    }

    pub fn kind_of_name(&self, word: Option<usize>) -> Option<EntityKind> {
        self.reader.parties.kind_of(self.sentence.phrase(word?))
    }

    fn is_person(&self, word: Option<usize>) -> bool {
        self.kind_of_name(word) == Some(EntityKind::Person)
    }

    fn is_named(&self, word: Option<usize>) -> bool {
        self.kind_of_name(word).is_some()
            || word.is_some_and(|word| {
                matches!(
                    pronoun(self.sentence.words(word)),
                    Some(Pronoun::Person(_) | Pronoun::Plural | Pronoun::Speaker | Pronoun::Speakers)
                )
            })
    }

    fn is_organisation(&self, word: Option<usize>) -> bool {
        self.kind_of_name(word) == Some(EntityKind::Organisation)
    }

    fn has_role(&self, party: &Option<Participant>) -> bool {
        let id = party.as_ref().and_then(|party| party.actor.as_deref());
        id.is_some_and(|id| {
            self.reader
                .parties
                .roles(id)
                .iter()
                .any(|role| role.split_whitespace().any(|word| is_one_of(OFFICIALS, word)))
        })
    }

    /// Somebody, not a thing: a name of a person, a pronoun for one, a noun for people.
    pub fn is_people(&self, word: usize) -> bool {
        let words = self.sentence.words(word);
        let noun = nouns::singular(&words.to_lowercase()).0;
        self.is_person(Some(word))
            || self.kind_of_name(Some(word)) == Some(EntityKind::Group)
            || matches!(
                pronoun(words),
                Some(Pronoun::Person(_) | Pronoun::Plural | Pronoun::Speaker | Pronoun::Speakers)
            )
            || nouns::is_role(&noun)
            || super::parties::is_people(&noun)
            || self.sentence.child(word, &[Relation::NumericModifier]).is_some() && noun == "person"
    }

    /// "workers", "the teachers' union", "thousands of people".
    fn of_workers(&self, word: Option<usize>) -> bool {
        word.is_some_and(|word| {
            let phrase = self.sentence.phrase(word);
            phrase::words(self.sentence.text, phrase).iter().any(|part| is_one_of(WORKERS, part.text))
        })
    }

    /// A noun that says where: "clashes in Homs", "the Springfield attack".
    fn is_placed(&self) -> bool {
        self.reader.town_before(self.sentence, self.word).is_some()
            || self
                .sentence
                .oblique(self.word, &["in", "at", "near", "on", "outside"])
                .is_some_and(|word| self.reader.parties.is_place(self.sentence.phrase(word)))
    }
}
