//! What a question asks for: the thing, what is to be done with it, and the words by which a text speaks of it.

use rustc_hash::FxHashSet;
use types::Question;

use super::lexicon::{Effect, alikeness, concepts, effect, tells};
use super::words::{Word, Words};

/// A word of the question by which a text is known to speak of the matter.
#[derive(Debug)]
struct Core {
    stem: String,
    groups: &'static [u16],
    weight: f32,
    /// Whether it is written as a name.
    name: bool,
    /// Whether it goes with the word before it: "minimum wage".
    compound: bool,
    /// Whether it only tells who is to act, where or when: "in ports during strikes".
    adjunct: bool,
    /// Where it ends in the question.
    end: usize,
}

/// To which family of deeds the question's own belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Permit,
    Oblige,
    Act,
}

/// A question, understood.
#[derive(Debug)]
pub(super) struct Matter {
    /// The question's id.
    pub id: String,
    /// Whether the question asks for a deed that furthers the thing (1) or takes from it (-1): who is for the thing is
    /// for "Should it be allowed?" and against "Should it be banned?".
    pub direction: i8,
    /// What the question wants done.
    pub family: Option<Family>,
    /// The stems of the deed.
    deeds: Vec<String>,
    core: Vec<Core>,
    total: f32,
    /// Names of the matter and wordings that stand for one side, by stems, with the side.
    wordings: Vec<(Vec<String>, i8)>,
    /// Words of the examples: they tell that a text is about the matter.
    extra: Vec<Core>,
}

/// From this much on two words are names of one thing.
const SAME: f32 = 0.9;

/// So much of what the question is about a sentence and its neighbour must have to speak of it; and so much if they have
/// its deed, too.
const SPEAKS: f32 = 0.6;
const SPEAKS_OF_DEED: f32 = 0.35;
/// What is left of a word whose neighbour in the question is missing.
const PART: f32 = 0.7;

/// From this likeness on a word stands for the thing.
const THING: f32 = 0.3;

/// From this weight on a word is rare.
const RARE: f32 = 0.95;

/// What a word tells that only says where or when.
const ADJUNCT: f32 = 0.4;

/// Words that begin where or when something is or happens.
const PLACING: [&str; 13] = [
    "in",
    "at",
    "during",
    "before",
    "after",
    "until",
    "by",
    "within",
    "throughout",
    "outside",
    "near",
    "over",
    "under",
];

/// Verbs after which "to" begins what is asked for, not a purpose.
const CONTROL: [&str; 22] = [
    "allowed",
    "permitted",
    "required",
    "forced",
    "obliged",
    "able",
    "urged",
    "encouraged",
    "free",
    "right",
    "made",
    "have",
    "continue",
    "forbidden",
    "helped",
    "authorised",
    "authorized",
    "expected",
    "told",
    "stop",
    "start",
    "entitled",
];

const OPENERS: [&str; 22] = [
    "should", "must", "ought", "is", "are", "was", "were", "do", "does", "did", "can", "could", "would",
    "will", "shall", "has", "have", "you", "it", "right", "whether", "think",
];

impl Matter {
    pub fn new(question: &Question) -> Self {
        let all = Words::of(&question.ask).all;
        let words: Vec<&Word> = all.iter().filter(|word| !word.is_mark()).collect();
        let opened = words.iter().take_while(|word| OPENERS.contains(&word.lower.as_str())).count();
        let predicative = words.first().is_some_and(|word| {
            matches!(word.lower.as_str(), "is" | "are" | "was" | "were" | "do" | "does" | "did" | "would")
        });
        let words = &words[opened.min(words.len().saturating_sub(1))..];
        let is_purpose = |place: usize| {
            words[place].lower == "to"
                && place > 0
                && !CONTROL.contains(&words[place - 1].lower.as_str())
                && words.get(place + 1).is_some_and(|next| !next.capital && !is_article(&next.lower))
        };
        let purpose = (0..words.len()).find(|&place| is_purpose(place)).unwrap_or(words.len());
        let verb = words.iter().position(|word| word.lower == "be").unwrap_or(0);
        let passive = words.iter().any(|word| matches!(word.lower.as_str(), "be" | "being"));
        let control = (1..words.len()).find(|&place| {
            words[place].lower == "to" && CONTROL[..8].contains(&words[place - 1].lower.as_str())
        });

        let mut matter = Self {
            id: question.id.clone(),
            direction: 1,
            family: None,
            deeds: Vec::new(),
            core: Vec::new(),
            total: 0.0,
            wordings: Vec::new(),
            extra: Vec::new(),
        };
        let mut first_deed = None;
        let mut or_since_deed = false;
        let mut adjunct = false;
        let mut place = 0;
        while place < words.len() {
            let found = effect(&words[place..]);
            let length = found.map_or(1, |(_, length)| length);
            or_since_deed |= words[place].lower == "or";
            adjunct = match words[place].lower.as_str() {
                word if PLACING.contains(&word) => !matter.core.is_empty(),
                "be" | "being" | "of" | "on" | "from" | "for" | "to" | "with" | "against" | "about" => false,
                _ => adjunct,
            };
            match found.map(|(effect, _)| effect) {
                Some(effect) if effect.deed().is_some() && place < purpose => {
                    if first_deed.is_none() || !or_since_deed {
                        matter.direction *= effect.deed().unwrap_or(1);
                    }
                    first_deed.get_or_insert(place);
                    or_since_deed = false;
                    matter.family = match effect {
                        Effect::Permit(_) => Some(Family::Permit),
                        Effect::Oblige(_) => matter.family.or(Some(Family::Oblige)),
                        _ => matter.family.or(Some(Family::Act)),
                    };
                    matter.deeds.extend(words[place..place + length].iter().map(|word| word.stem.clone()));
                    // "Should building along the shore be banned?", "stop taking foreign donations": what is to be banned
                    // or stopped is a deed, too.
                    let noun = first_deed != Some(place) && is_noun(words, place, length);
                    if passive && place < verb || noun {
                        matter.take_in(words[place], 0.8, adjunct);
                    }
                }
                Some(Effect::Not) => matter.direction = -matter.direction,
                Some(Effect::Attitude(sign)) if predicative => matter.direction *= sign,
                // "Is the strike justified?": who praises it answers with yes.
                Some(Effect::Value(sign)) if predicative => matter.direction *= sign,
                _ => {
                    for &word in &words[place..place + length] {
                        matter.take_in(word, if place > purpose { 0.5 } else { 1.0 }, adjunct);
                    }
                }
            }
            place += length;
        }
        // Whoever is to act tells less than what is to be done.
        let having = words.iter().position(|word| matches!(word.lower.as_str(), "have" | "get" | "receive"));
        let context = match (control, first_deed.or(having)) {
            (Some(to), _) => to,
            (None, Some(deed)) if !passive => deed,
            _ => 0,
        };
        let agents: Vec<&String> = words[..context.min(words.len())].iter().map(|word| &word.stem).collect();
        if matter.core.iter().any(|core| !agents.contains(&&core.stem)) {
            for core in matter.core.iter_mut().filter(|core| agents.contains(&&core.stem)) {
                core.weight *= 0.5;
                core.adjunct = true;
            }
        }
        if matter.core.iter().all(|core| core.adjunct) {
            for core in &mut matter.core {
                core.adjunct = false;
            }
        }
        matter.total = matter.core.iter().map(|core| core.weight).sum();
        matter.take_in_wordings(question);
        matter
    }

    fn take_in(&mut self, word: &Word, factor: f32, adjunct: bool) {
        let name = word.capital;
        // What is named where the matter plays is told apart from what the matter is anyway.
        let weight = tells(word) * if adjunct && !name { ADJUNCT } else { factor };
        if weight > 0.0 && !self.core.iter().any(|core| core.stem == word.stem) {
            let compound =
                !name && self.core.last().is_some_and(|last| !last.name && last.end + 1 == word.span.start);
            let end = word.span.end;
            self.core.push(Core {
                stem: word.stem.clone(),
                groups: concepts(&word.stem),
                weight,
                name,
                compound,
                adjunct,
                end,
            });
        }
    }

    fn take_in_wordings(&mut self, question: &Question) {
        let sides = [(&question.terms, 1), (&question.favor, 1), (&question.against, -1)];
        for (texts, side) in sides {
            for text in texts {
                let stems: Vec<String> = Words::of(text)
                    .all
                    .into_iter()
                    .filter(|word| tells(word) > 0.0)
                    .map(|word| word.stem)
                    .collect();
                if !stems.is_empty() {
                    self.wordings.push((stems, side));
                }
            }
        }
        for text in &question.examples {
            for word in Words::of(text).all {
                let weight = 0.5 * tells(&word);
                if weight >= 0.3 && !self.extra.iter().any(|extra| extra.stem == word.stem) {
                    self.extra.push(Core {
                        groups: &[],
                        stem: word.stem,
                        weight,
                        name: false,
                        compound: false,
                        adjunct: false,
                        end: 0,
                    });
                }
            }
        }
    }

    /// Whether the word is one of the question's: "returns", but "tax" only with "returns".
    pub fn is_thing(&self, word: &Word, words: &[&Word]) -> bool {
        let has = |core: &Core| words.iter().any(|word| core.likeness(word) > 0.0);
        self.core.iter().enumerate().filter(|(_, core)| !core.adjunct).any(|(place, core)| {
            let head = self.core.get(place + 1).filter(|next| next.compound);
            core.weight.min(1.0) * core.likeness(word) >= THING
                && (core.weight >= RARE || head.is_none_or(has))
        })
    }

    /// Whether the word is itself a word of the question.
    pub fn has(&self, word: &Word) -> bool {
        self.core.iter().any(|core| core.stem == word.stem && core.weight >= 0.3)
    }

    /// Whether the word alone may stand for the thing in a text about the matter: "the path".
    pub fn is_telling(&self, word: &Word) -> bool {
        self.core.iter().any(|core| core.stem == word.stem && core.weight >= 0.7 && !core.name)
    }

    /// Of how many of the question's words, its deed counting as one, the words speak; as many as there can be, or two.
    pub fn is_named<'word>(&self, words: impl Iterator<Item = &'word Word> + Clone) -> bool {
        let named = self.wordings.iter().any(|(stems, _)| holds(words.clone(), stems));
        let spoken_of = |core: &&Core| words.clone().any(|word| core.likeness(word) > 0.0);
        let count = self.core.iter().filter(spoken_of).count()
            + usize::from(words.clone().any(|word| self.is_deed(word) && !self.is_core(word)));
        let has_things = self.core.iter().any(|core| !core.name);
        let exact = words.clone().any(|word| {
            self.is_deed(word) || self.core.iter().any(|core| !core.name && core.stem == word.stem)
        });
        named
            || (exact || !has_things) && count >= 2.min(self.core.len() + usize::from(!self.deeds.is_empty()))
    }

    /// Whether the word is the deed that the question asks for.
    pub fn is_deed(&self, word: &Word) -> bool {
        // A name that looks like it is none ("Mr Ban").
        !word.name && self.deeds.contains(&word.stem)
    }

    /// Whether the word is one of the question's things, which must not count as its deed once more ("building").
    fn is_core(&self, word: &Word) -> bool {
        self.core.iter().any(|core| core.stem == word.stem)
    }

    /// How much of the question the words speak of, 0 to 1.
    pub fn relevance<'word>(&self, words: impl Iterator<Item = &'word Word> + Clone) -> f32 {
        let best =
            |core: &Core| core.weight * words.clone().map(|word| core.likeness(word)).fold(0.0, f32::max);
        let sum = |name: bool| {
            let wanted = || self.core.iter().filter(move |core| core.name == name);
            (wanted().map(best).sum::<f32>(), wanted().map(|core| core.weight).sum::<f32>())
        };
        let ((things, all_things), (names, all_names)) = (sum(false), sum(true));
        let names = if all_names > 0.0 { names / all_names } else { 1.0 };
        let mut found = things;
        if found > 0.0 || names > 0.0 && all_names > 0.0 {
            found += self.extra.iter().map(best).sum::<f32>().min(0.3 * self.total);
            if words.clone().any(|word| self.is_deed(word) && !self.is_core(word)) {
                found += 0.4;
            }
        }
        let things = if all_things > 0.0 { (found / all_things).min(1.0) } else { names };
        // Names tell where a matter plays; what the matter is the other words tell.
        let likeness = things * (0.7 + 0.3 * names);
        let named = self.wordings.iter().any(|(stems, _)| holds(words.clone(), stems));
        if named { 1.0 } else { likeness }
    }

    /// Whether these words of one or two sentences speak of the matter beyond doubt: of most of its things, or of some with
    /// the deed that it asks for.
    pub fn is_spoken_of<'word>(&self, words: impl Iterator<Item = &'word Word> + Clone) -> bool {
        if self.wordings.iter().any(|(stems, _)| holds(words.clone(), stems)) {
            return true;
        }
        let best = |core: &Core| words.clone().map(|word| core.likeness(word)).fold(0.0, f32::max);
        let (mut found, mut all) = (0.0, 0.0);
        for (place, core) in self.core.iter().enumerate().filter(|(_, core)| !core.adjunct) {
            all += core.weight;
            // Half of "minimum wage" is another thing.
            let before =
                core.compound.then(|| place.checked_sub(1).map(|before| &self.core[before])).flatten();
            let after = self.core.get(place + 1).filter(|after| after.compound);
            let whole = before.into_iter().chain(after).all(|part| best(part) > 0.0);
            found += core.weight * best(core) * if whole { 1.0 } else { PART };
        }
        let does = || words.clone().any(|word| self.is_deed(word) && !self.is_core(word));
        found >= SPEAKS * all || found >= SPEAKS_OF_DEED * all && does()
    }

    /// Whether the words have the question's very deed and its thing: "weaken the regulations".
    pub fn is_done<'word>(&self, words: impl Iterator<Item = &'word Word> + Clone) -> bool {
        let head = |(place, core): (usize, &Core)| {
            let is_head = self.core.get(place + 1).is_none_or(|next| !next.compound);
            !core.adjunct
                && core.weight >= 0.5
                && is_head
                && words.clone().any(|word| core.stem == word.stem && (!core.name || word.capital))
        };
        words.clone().any(|word| self.is_deed(word) && !self.is_core(word))
            && self.core.iter().enumerate().any(head)
    }

    /// Whether a document with these words can be about the matter: it has half of the question's rare words, and one of
    /// its names, or the user's name for it.
    pub fn may_be_in(&self, words: &[Word]) -> bool {
        let known: FxHashSet<&str> = words.iter().map(|word| word.stem.as_str()).collect();
        if self.wordings.iter().any(|(stems, _)| stems.iter().all(|stem| known.contains(stem.as_str()))) {
            return true;
        }
        let groups: FxHashSet<u16> = known.iter().flat_map(|stem| concepts(stem)).copied().collect();
        let is_there = |core: &&Core| match core.name {
            true => words.iter().any(|word| core.likeness(word) > 0.0),
            false => {
                known.contains(core.stem.as_str()) || core.groups.iter().any(|group| groups.contains(group))
            }
        };
        let names = self.core.iter().filter(|core| core.name);
        let rare = self.core.iter().filter(|core| core.weight >= RARE);
        let there = rare.clone().filter(is_there).count();
        (names.clone().next().is_none() || names.clone().any(|core| is_there(&core)))
            && 2 * there >= rare.count()
    }

    /// Whether the words do something of the question's family, such as lifting a limit.
    pub fn does(&self, words: &[Word]) -> bool {
        let words: Vec<&Word> = words.iter().collect();
        (0..words.len()).any(|place| {
            self.is_deed(words[place])
                || matches!(
                    (effect(&words[place..]), self.family),
                    (Some((Effect::Permit(_), _)), Some(Family::Permit))
                        | (Some((Effect::Oblige(_), _)), Some(Family::Oblige))
                )
        })
    }

    /// The side of a wording that the words have, and the place of the wording's words.
    pub fn wording(&self, words: &[&Word]) -> Option<(i8, Vec<usize>)> {
        self.wordings.iter().find_map(|(stems, side)| {
            let places: Option<Vec<usize>> =
                stems.iter().map(|stem| words.iter().position(|word| word.stem == *stem)).collect();
            places.map(|places| (*side, places))
        })
    }
}

impl Core {
    fn likeness(&self, word: &Word) -> f32 {
        if self.name && !word.capital {
            return 0.0;
        }
        if self.stem == word.stem {
            return 1.0;
        }
        // The "Coastal Union" is not at the shore.
        if self.groups.is_empty() || word.name && !self.name {
            return 0.0;
        }
        let others = concepts(&word.stem);
        let shared = others.iter().filter(|group| self.groups.contains(group));
        let alike = shared.map(|group| alikeness(*group)).fold(0.0, f32::max);
        // A name has other names; what is merely like it ("NATO" and an alliance) is something else.
        if self.name && alike < SAME { 0.0 } else { alike }
    }
}

/// Whether a deed's word stands where a noun does: nothing follows that it governs, and what stands before is no verb.
fn is_noun(words: &[&Word], place: usize, length: usize) -> bool {
    let before = place.checked_sub(1).map_or("", |before| words[before].lower.as_str());
    let next = words.get(place + length).map_or("", |next| next.lower.as_str());
    !matches!(
        before,
        "" | "to" | "and" | "or" | "not" | "be" | "being" | "stop" | "start" | "continue" | "keep"
    ) && !words[place].lower.ends_with("ing")
        && (next.is_empty()
            || matches!(next, "be" | "in" | "at" | "of" | "from" | "for" | "on" | "to" | "by" | "during"))
}

fn holds<'word>(words: impl Iterator<Item = &'word Word> + Clone, stems: &[String]) -> bool {
    stems.iter().all(|stem| words.clone().any(|word| word.stem == *stem))
}

fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "its" | "their")
}

#[cfg(test)]
mod tests {
    use types::Question;

    use super::*;

    fn matter(ask: &str) -> Matter {
        Matter::new(&Question { id: "q".into(), ask: ask.into(), ..Question::default() })
    }

    #[test]
    fn a_question_furthers_its_thing_or_takes_from_it() {
        for (ask, direction, family) in [
            ("Should the sale of fireworks be banned?", -1, Some(Family::Permit)),
            ("Should the old lido be reopened?", 1, Some(Family::Permit)),
            ("Should the fishing quota be lifted?", -1, Some(Family::Act)),
            ("Should landlords be required to insulate their houses?", 1, Some(Family::Oblige)),
            ("Should the limits on night flights be eased?", 1, Some(Family::Permit)),
            ("Should the council call staff back to stop the leak?", 1, None),
            ("Should the town not be allowed to fell the limes?", -1, Some(Family::Permit)),
            ("Is the curfew justified?", 1, None),
        ] {
            let matter = matter(ask);
            assert_eq!((matter.direction, matter.family), (direction, family), "{ask}");
        }
    }

    #[test]
    fn a_text_that_speaks_of_the_matter_is_known() {
        let matter = matter("Should cars be banned from Elm Square?");
        let relevance = |text: &str| matter.relevance(Words::of(text).all.iter());
        assert!(relevance("Vehicles have no place in Elm Square") > 0.6);
        assert!(relevance("Elm Square will be closed to cars") > 0.9);
        assert!(relevance("The weather was fine") < 0.1);
        // Names alone are not the matter.
        assert!(relevance("Elm Square was sunny") < 0.1);
    }
}
