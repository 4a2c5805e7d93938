//! Events that a verb or noun tells of: who does it and to whom, by what depends on the word in its parsed sentence, and
//! whether it is an event at all, by the conditions of the word's sense.

use types::{
    EntityKind, Event, Factuality, Marks, Participant, Party, Place, Quantity, Relation, Span, Statement,
    TriggerForm, TriggerMark,
};

use super::factuality::{factuality, weaker};
use super::features::{Candidate, Doubts};
use super::others::with_others;
use super::parties::Parties;
use super::senses::Judged;
use super::sides::{Sides, head_word, verb_sides};
use super::uses::{
    is_about_sport, is_accident, is_another_word, is_order, is_something_else, is_somewhere, opposed,
    recipient_word, spares_everybody,
};
use crate::clause::{Sentence, is_one_of};
use crate::lexicon::nouns;
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::phrase;

/// Verbs whose object is what is done: "launched an attack".
const LIGHT: &str = "\
    launch carry conduct stage mount make do commit begin start resume continue wage execute perpetrate hold organise \
    organize lead join unleash step order call announce impose sign give offer provide send issue face suffer plan plot \
    prepare open engage undertake have intensify escalate suspend end halt cancel threaten seek demand condemn \
    complete claim abandon expand repeat coordinate attend host participate take go enter break lift accept reject \
    declare pursue survive repel";
/// Of these, verbs whose subject suffers what their object says.
const SUFFERED: &str = "face suffer survive repel condemn accept";
/// Nouns through which a noun's actor is found: "in the midst of an offensive".
const FRAMES: &str =
    "midst middle series wave string number campaign round course spate verge threshold start";

/// Nouns of fights that have two sides.
const MUTUAL: &str = "clash skirmish battle fighting gunfight shootout gunbattle confrontation";
/// What has a name and does harm, but does not act.
const WEATHER: &str = "hurricane storm typhoon cyclone tornado earthquake flood wildfire virus disease";
/// What the triggers need to know.
pub(super) struct Reader<'s, 'a, 'b> {
    pub parties: &'s Parties<'a, 'b>,
    pub marks: &'s Marks,
    pub quantities: &'s [Quantity],
    pub places: &'s [Place],
    /// The words by which statements tell of verbal events.
    pub told: &'s [Span],
}

impl Reader<'_, '_, '_> {
    /// The events of all triggers, one for each word at most.
    pub fn events(&self) -> Vec<Candidate> {
        // Without a parse there is no event, and the text need not be searched.
        if self.marks.syntax.is_empty() {
            return Vec::new();
        }
        let text = self.parties.article.text;
        if is_about_sport(text) {
            return Vec::new();
        }
        let mut events: Vec<(usize, Candidate)> = Vec::new();
        for mark in &self.marks.triggers {
            let Some(sentence) = Sentence::around(&self.marks.syntax, text, mark.span) else { continue };
            let Some(word) = head_word(&sentence, mark).filter(|&word| !is_order(&sentence, word)) else {
                continue;
            };
            let place = sentence.span(word).start;
            // A word's marks follow each other.
            let near = events.len().saturating_sub(4);
            let known = events[near..].iter().rposition(|(known, _)| *known == place).map(|at| near + at);
            // Of several senses the first that nothing speaks against.
            if known.is_some_and(|known| events[known].1.doubts.is_empty()) {
                continue;
            }
            let Some(found) = self.candidate(&sentence, word, mark) else { continue };
            match known {
                Some(known) if found.doubts.len() < events[known].1.doubts.len() => events[known].1 = found,
                Some(_) => {}
                None => events.push((place, found)),
            }
        }
        events.into_iter().map(|(_, event)| event).collect()
    }

    fn candidate(&self, sentence: &Sentence, word: usize, mark: &TriggerMark) -> Option<Candidate> {
        if is_another_word(sentence, word) {
            return None;
        }
        let mut doubts = Doubts::default();
        let around = self.parties.statement_around(sentence.span(word));
        let span = sentence.span(word);
        if is_verbal(mark.kind) && self.told.iter().any(|told| told.overlaps(span)) {
            return None;
        }
        // A statement that is no verbal event, by the rules for these.
        doubts.raise(is_verbal(mark.kind) && self.is_cue(span), "cue");
        let sides = match mark.form {
            TriggerForm::Verb => verb_sides(sentence, word, mark),
            TriggerForm::Noun => self.noun_sides(sentence, word, mark),
        };
        let storm = |word: usize| {
            let phrase = sentence.phrase(word);
            phrase::words(sentence.text, phrase).iter().any(|part| is_one_of(WEATHER, part.text))
        };
        let actor = sides
            .actor
            .filter(|&actor| !storm(actor))
            .and_then(|actor| self.party(sentence, actor, None, around))
            .filter(|actor| !self.is_doubtful_owner(sentence, sides, actor));
        let id = actor.as_ref().and_then(|actor| actor.actor.clone());
        let recipient = sides.recipient.and_then(|word| {
            let party = self.party(sentence, word, id.as_deref(), around);
            party.or_else(|| {
                let phrase = sentence.phrase(word);
                match mark.kind {
                    "REQUEST" | "ASSAULT" | "COERCE" => self.parties.of_hearer(phrase, id.as_deref()),
                    _ => self.parties.of_patient(phrase, id.as_deref()),
                }
            })
        });
        let recipient =
            recipient.filter(|recipient| actor.as_ref().is_none_or(|actor| actor.name != recipient.name));
        // "The minister, Jo Roe, met …": a name beside the actor is the actor's.
        let overlaps = |recipient: &usize| {
            sides.actor.is_some_and(|actor| sentence.phrase(actor).overlaps(sentence.phrase(*recipient)))
        };
        let recipient = recipient.filter(|_| !sides.recipient.is_some_and(|word| overlaps(&word)));
        // "She charged him", of two who may be either.
        let is_person = |word: Option<usize>| {
            word.is_some_and(|word| matches!(pronoun(sentence.words(word)), Some(Pronoun::Person(_))))
        };
        if let (Some(actor), Some(recipient)) = (&actor, &recipient)
            && is_person(sides.actor)
            && is_person(sides.recipient)
            && self.parties.are_alike(actor, recipient)
        {
            return None;
        }
        let judged = Judged { reader: self, sentence, word, sides, actor: &actor, recipient: &recipient };
        doubts.raise(!mark.conditions.iter().all(|condition| judged.holds(condition)), "sense");
        doubts.raise(is_something_else(sentence, word, mark), "something else");
        doubts.raise(mark.kind == "SUPPORT" && judged.is_of_things(), "of things");
        // "killed themselves", "met his wife": not what these events are about.
        let private = sides.recipient.or(sides.object).is_some_and(|other| {
            let words = sentence.lower(other);
            words.ends_with("self")
                || words.ends_with("selves")
                || mark.kind == "SUPPORT" && is_one_of("family child kid", &words)
                || mark.kind == "CONSULT"
                    && is_one_of("wife husband girlfriend boyfriend partner fiance mother father", &words)
        });
        // "met the threshold", "killed the bill", "animals that they kill", "declined to comment",
        // "requested anonymity".
        let thing = mark.form == TriggerForm::Verb
            && match mark.kind {
                "CONSULT" if is_one_of("meet", sentence.words(word)) => sentence
                    .parsed
                    .dependents(word)
                    .any(|other| sentence.relation(other) == Relation::Object && judged.is_no_party(other)),
                "ASSAULT" => {
                    recipient.is_none() && spares_everybody(sentence, word)
                        || actor.is_none() && is_accident(sentence, word)
                }
                // "The data supported it".
                "SUPPORT" => sides.actor.is_some_and(|actor| {
                    is_one_of("data evidence finding result figure", sentence.words(actor))
                }),
                "REJECT" => judged.governs("comment elaborate"),
                "REQUEST" => sides.object.is_some_and(|word| is_one_of("anonymity", sentence.words(word))),
                _ => false,
            };
        if private || thing {
            return None;
        }
        // "market forces destroy jobs": nobody acts.
        let figure = sides.actor.is_some_and(|actor| {
            is_one_of("force", sentence.words(actor))
                && sentence.parsed.dependents(actor).any(|part| {
                    is_one_of("economic market social political historical natural", sentence.words(part))
                })
        });
        // "They backed him", and nobody knows who they are: half of it is not told.
        let unknown = |side: Option<usize>, found: bool| {
            !found
                && is_verbal(mark.kind)
                && side.is_some_and(|word| {
                    matches!(sentence.lower(word).as_str(), "he" | "she" | "they" | "him" | "her" | "them")
                        && sentence.relation(word) != Relation::Possessive
                })
        };
        // "Others backed her".
        let others = is_verbal(mark.kind)
            && actor.is_none()
            && sides.actor.is_some_and(|word| {
                matches!(
                    sentence.lower(word).as_str(),
                    "others" | "some" | "many" | "most" | "both" | "all" | "those"
                )
            });
        if figure {
            return None;
        }
        doubts.raise(others, "others");
        doubts.raise(unknown(sides.actor, actor.is_some()), "unknown actor");
        doubts.raise(unknown(sides.recipient, recipient.is_some()), "unknown recipient");
        // A city is where people protest, not against whom.
        let town = sides.recipient.is_some_and(|word| {
            mark.kind == "PROTEST"
                && judged.kind_of_name(Some(word)) == Some(EntityKind::Place)
                && !self.parties.is_country(sentence.phrase(word))
        });
        // "a month of clashes with Peru": both sides fight, and the other one is not named.
        let beside = actor.is_none()
            && is_one_of(MUTUAL, sentence.words(word))
            && sides.recipient.is_some_and(|other| sentence.preposition(other) == "with");
        let recipient = recipient.filter(|_| !town && !beside);
        let nobody = actor.is_none() && recipient.is_none();
        doubts.raise(nobody && !may_lack_sides(mark.kind), "nobody");
        let mut truth = factuality(sentence, word);
        if self
            .parties
            .article
            .sentence(sentence.span(word).start)
            .of(sentence.text)
            .trim_end()
            .ends_with('?')
        {
            truth = weaker(truth, Factuality::Hypothetical);
        }
        let mut statement = None;
        if let Some(around) = around {
            let own = actor
                .as_ref()
                .is_some_and(|actor| actor.actor.is_some() && actor.actor == around.speaker.actor);
            statement = Some(around.id.clone());
            // Who demands or rejects does so by saying so; of deeds a speaker only tells.
            if !(own && is_verbal(mark.kind)) {
                truth = weaker(truth, Factuality::Alleged);
            }
            truth = match around.polarity {
                types::Polarity::Asserted => truth,
                _ => weaker(truth, Factuality::Hypothetical),
            };
        }
        if is_verbal(mark.kind) {
            // What somebody may demand or reject some day is no event, nor what "those who back it" do.
            let unknown = actor.as_ref().is_none_or(|actor| actor.actor.is_none());
            let anybody = sides.actor.is_some_and(|actor| sentence.lower(actor) == "people");
            let vague = unknown && (anybody || sentence.relation(word) == Relation::RelativeClause);
            if matches!(truth, Factuality::Hypothetical | Factuality::Planned) {
                return None;
            }
            doubts.raise(vague, "vague");
        }
        let counted = |list: &str| {
            let patient = recipient_word(sentence, word).filter(|_| is_one_of(list, sentence.words(word)))?;
            let phrase = sentence.phrase(patient);
            self.quantities
                .iter()
                .find(|quantity| phrase.contains(quantity.span))
                .and_then(|found| found.value)
        };
        let join = |side: Option<Participant>, other: Option<&Participant>| {
            side.map(|side| with_others(self.parties, &self.marks.syntax, side, other))
        };
        let recipient = join(recipient, actor.as_ref());
        let actor = join(actor, recipient.as_ref());
        let killed = counted("kill murder slay massacre shoot");
        let wounded = counted("wound injure");
        let event = Event {
            kind: mark.kind.to_owned(),
            mode: mark.mode.map(str::to_owned),
            evidence: self.evidence(sentence, word, sides, around),
            actor,
            recipient,
            place: self.place(sentence, word, sides),
            when: None,
            killed,
            wounded,
            size: None,
            mentions: Vec::new(),
            factuality: truth,
            statement,
        };
        Some(Candidate { event, told_by: sentence.span(word), way: mark.form.into(), doubts: doubts.0 })
    }

    /// The place behind "in", "at", "near" that depends on the word, its object or its governor.
    fn place(&self, sentence: &Sentence, word: usize, sides: Sides) -> Option<Party> {
        const WHERE: &[&str] = &[
            "in", "at", "near", "outside", "around", "across", "inside", "off", "from", "on", "of", "into",
            "to", "toward", "towards", "within", "through", "over",
        ];
        let place_of = |above: usize| {
            let somebody = self.is_somebody(sentence, above);
            sentence.parsed.dependents(above).filter(|&below| Some(below) != sides.actor).find_map(|below| {
                let preposition = sentence.preposition(below);
                // "a man from Springfield": he is, and not what is told of him.
                if somebody && matches!(preposition.as_str(), "of" | "from") {
                    return None;
                }
                let oblique =
                    matches!(sentence.relation(below), Relation::Oblique | Relation::NominalModifier);
                if !oblique || !WHERE.contains(&preposition.as_str()) {
                    return None;
                }
                self.place_in(sentence.phrase(below))
            })
        };
        let found = [Some(word), sides.object, sides.governor].into_iter().flatten().find_map(place_of);
        let town = || self.place_in(sentence.span(self.town_before(sentence, word)?));
        let found = found.or_else(town)?;
        let name = found.name.clone().unwrap_or_else(|| found.span.of(sentence.text).to_owned());
        Some(Party { name, span: Some(found.span) })
    }

    /// Whether the word is a person's name or a noun for one.
    fn is_somebody(&self, sentence: &Sentence, word: usize) -> bool {
        let noun = nouns::singular(&sentence.lower(word)).0;
        self.parties.kind_of(sentence.phrase(word)) == Some(EntityKind::Person) || nouns::is_person(&noun)
    }

    /// The first place in the words.
    fn place_in(&self, words: Span) -> Option<&Place> {
        let from = self.places.partition_point(|place| place.span.end <= words.start);
        self.places.get(from).filter(|place| place.span.start < words.end)
    }

    /// The town whose name stands before a noun: "the Springfield attack".
    pub fn town_before(&self, sentence: &Sentence, noun: usize) -> Option<usize> {
        sentence
            .parsed
            .dependents(noun)
            .find(|&word| sentence.relation(word) == Relation::Compound && self.is_town(sentence.span(word)))
    }

    /// "Roe has used his invasions": where the clause's own subject is somebody else than whom "his" was found to mean, nobody
    /// knows.
    fn is_doubtful_owner(&self, sentence: &Sentence, sides: Sides, owner: &Participant) -> bool {
        let (Some(word), Some(governor)) = (sides.actor, sides.governor) else { return false };
        let owned = matches!(sentence.lower(word).as_str(), "his" | "her" | "its" | "their");
        owned
            && sentence.subject(governor).is_some_and(|subject| {
                let other = self.parties.of_phrase(sentence.phrase(subject), None);
                other.is_none_or(|other| other.name != owner.name)
            })
    }

    /// A place that is no country.
    fn is_town(&self, span: Span) -> bool {
        phrase::mention_over(self.parties.names(), span).is_some_and(|mention| {
            let mention = &self.parties.names()[mention];
            mention.kind == EntityKind::Place && !self.parties.is_country(mention.span)
        })
    }

    fn is_cue(&self, span: Span) -> bool {
        self.parties.statements.iter().any(|statement| statement.cue.iter().any(|cue| cue.overlaps(span)))
    }

    fn party(
        &self,
        sentence: &Sentence,
        word: usize,
        not: Option<&str>,
        around: Option<&Statement>,
    ) -> Option<Participant> {
        let first_person =
            matches!(pronoun(sentence.words(word)), Some(Pronoun::Speaker | Pronoun::Speakers));
        if first_person {
            let speaker = around?.speaker.actor.as_deref()?;
            return self
                .parties
                .of_actor(speaker, Some(sentence.span(word)))
                .filter(|_| not != Some(speaker));
        }
        self.parties.of_phrase(sentence.phrase(word), not)
    }

    /// Who does what a noun says, and to whom.
    fn noun_sides(&self, sentence: &Sentence, noun: usize, mark: &TriggerMark) -> Sides {
        let prepositions: Vec<&str> = mark.recipient.to_vec();
        let mut recipient = sentence.oblique(noun, &prepositions);
        let between = recipient.filter(|&word| sentence.preposition(word) == "between");
        let by = sentence.oblique(noun, &["by", "from"]).filter(|&word| sentence.preposition(word) == "by");
        let possessive = sentence.child(noun, &[Relation::Possessive]);
        let named = |word: &usize| {
            let span = sentence.span(*word);
            self.parties.is_party_name(span)
        };
        let modifier = sentence
            .parsed
            .dependents(noun)
            .filter(|&word| {
                // "pipeline talks" are about it, "anti-war protests" against it, "the Springfield attack" was there.
                sentence.relation(word) == Relation::AdjectivalModifier && !opposed(sentence, word)
                    || sentence.relation(word) == Relation::Compound
                        && mark.kind != "CONSULT"
                        && !opposed(sentence, word)
                        && !(is_somewhere(mark) && self.is_town(sentence.span(word)))
            })
            .find(named);
        // "the police shootings of two men".
        let force = || {
            let of = recipient.is_some_and(|word| sentence.preposition(word) == "of");
            sentence.child(noun, &[Relation::Compound]).filter(|&word| {
                of && matches!(mark.kind, "ASSAULT" | "COERCE")
                    && is_one_of(
                        "police army military rebel militant militia gang troop",
                        sentence.words(word),
                    )
            })
        };
        let modifier = modifier.or_else(force);
        let mut governor = None;
        let mut light = None;
        if let Some((verb, below)) = sentence.governor(noun) {
            governor = Some(verb);
            let frame = below == noun || is_one_of(FRAMES, sentence.words(below));
            // "Came under criticism": whose verb it is suffers it.
            if below == noun
                && sentence.relation(noun) == Relation::Oblique
                && sentence.preposition(noun) == "under"
            {
                return Sides {
                    actor: by.or(modifier),
                    recipient: sentence.agent(verb),
                    object: Some(noun),
                    governor,
                };
            }
            let copular = sentence.child(verb, &[Relation::Copula]).is_some();
            let as_object = matches!(sentence.relation(below), Relation::Object | Relation::PassiveSubject);
            let engaged = sentence.relation(below) == Relation::Oblique
                && matches!(sentence.preposition(below).as_str(), "in" | "on" | "with")
                && is_one_of("go engage participate join involve take respond lead", sentence.words(verb));
            if frame && (as_object || engaged) && is_one_of(LIGHT, sentence.words(verb)) {
                if is_one_of(SUFFERED, sentence.words(verb)) {
                    recipient = recipient.or_else(|| sentence.agent(verb));
                } else {
                    light = sentence.agent(verb);
                }
            } else if copular && (is_one_of(FRAMES, sentence.words(verb)) || mark.kind == "CONSULT" && frame)
            {
                light = sentence.child(verb, &[Relation::Subject]);
            } else if mark.kind == "CONSULT"
                && below == noun
                && sentence.relation(noun) == Relation::Oblique
                && matches!(
                    sentence.preposition(noun).as_str(),
                    "in" | "during" | "at" | "after" | "following"
                )
                && recipient.is_some_and(|word| sentence.preposition(word) == "with")
            {
                // "In a meeting with the board, Doe said": it was Doe's.
                light = sentence.subject(verb);
            }
            // "gave Doe an endorsement".
            if recipient.is_none() && as_object {
                recipient = sentence
                    .child(verb, &[Relation::IndirectObject])
                    .or_else(|| sentence.oblique(verb, &prepositions));
            }
        }
        // "is in the midst of an offensive": the noun in front of "of" is the predicate.
        if light.is_none()
            && sentence.relation(noun) == Relation::NominalModifier
            && let Some(head) = sentence.head(noun)
            && is_one_of(FRAMES, sentence.words(head))
        {
            light = sentence.child(head, &[Relation::Subject]);
        }
        // "talks between Doe and Roe": both sides stand behind "between".
        if let Some(first) = between
            && let Some(second) = sentence.child(first, &[Relation::Conjunct])
        {
            return Sides { actor: Some(first), recipient: Some(second), object: Some(noun), governor };
        }
        Sides { actor: by.or(possessive).or(modifier).or(light), recipient, object: Some(noun), governor }
    }

    /// The clause of a verb, or of the verb that governs a noun, from its actor to its end, within the sentence and within
    /// what the statement around says.
    fn evidence(&self, sentence: &Sentence, word: usize, sides: Sides, around: Option<&Statement>) -> Span {
        let own = sentence.clause(word);
        let mut evidence = own;
        for side in [sides.actor, sides.recipient].into_iter().flatten() {
            let phrase = sentence.phrase(side);
            evidence = Span::new(evidence.start.min(phrase.start), evidence.end.max(phrase.end));
        }
        if let Some(governor) = sides.governor {
            let verb = sentence.span(governor);
            evidence = Span::new(evidence.start.min(verb.start), evidence.end.max(verb.end));
        }
        let content = around.and_then(|statement| {
            statement.content.iter().find(|content| content.contains(sentence.span(word)))
        });
        if let Some(content) = content {
            evidence = Span::new(evidence.start.max(content.start), evidence.end.min(content.end));
        }
        self.parties.article.trimmed(evidence)
    }
}

/// Whether an event of the type is worth telling when nobody knows its sides.
pub(super) fn may_lack_sides(kind: &str) -> bool {
    matches!(kind, "ASSAULT" | "PROTEST")
}

/// Whether the type is a matter of words.
pub(super) fn is_verbal(kind: &str) -> bool {
    matches!(kind, "AGREE" | "SUPPORT" | "REJECT" | "REQUEST" | "ACCUSE" | "THREATEN" | "CONCEDE")
}
