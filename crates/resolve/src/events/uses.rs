//! Uses of a trigger that tell of no event of its kind: orders, figures of speech, things that suffer, sport.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use types::{PartOfSpeech, Relation, TriggerForm, TriggerMark};

use super::cue::is_be;
use crate::clause::{Sentence, is_one_of};

/// What is killed or attacked without anybody being assaulted.
const NOT_ASSAULTED: &str = "\
    animal bird dog cat cow cattle livestock sheep goat pig chicken poultry horse deer boar bear wolf fox fish whale \
    elephant rhino lion tiger snake insect mosquito pest bacterium virus cell cancer tumour tumor weed plant tree bill \
    proposal plan deal legislation measure amendment idea hope dream project programme program agreement law \
    time career joke story rumour rumor problem issue question word policy record reputation claim argument";

const SPORT: &str = "\
    match goal striker midfielder goalkeeper league coach season penalty team cup referee innings wicket batsman \
    quarterback touchdown playoff championship fixture kickoff teammate defender halftime stadium semifinal tournament \
    scored squad champions";
/// So many different words of sport make an article one about sport.
const SPORTING: usize = 4;

/// Uses of a trigger that name something else: "backed out", "is to blame", "despite their protests", "hosted a retreat".
pub(super) fn is_something_else(sentence: &Sentence, word: usize, mark: &TriggerMark) -> bool {
    let before = |steps: usize| word.checked_sub(steps).map(|at| sentence.lower(at)).unwrap_or_default();
    let is_be = |word: &str| is_be(word) || matches!(word, "'s" | "'re");
    match mark.form {
        TriggerForm::Verb => {
            let after = (word + 1 < sentence.parsed.words.len()).then(|| sentence.lower(word + 1));
            sentence.lower(word).starts_with("back")
                && after.is_some_and(|after| matches!(after.as_str(), "out" | "off" | "away" | "down"))
                || mark.kind == "ACCUSE" && before(1) == "to" && is_be(&before(2))
        }
        TriggerForm::Noun => {
            // "hosted a retreat": a meeting.
            let meeting = || {
                sentence.relation(word) == Relation::Object
                    && sentence.head(word).is_some_and(|verb| {
                        is_one_of("host attend hold organise organize join", sentence.words(verb))
                    })
            };
            mark.kind == "PROTEST" && sentence.preposition(word) == "despite"
                || mark.kind == "RETREAT" && is_one_of("retreat", sentence.words(word)) && meeting()
        }
    }
}

/// "a space probe", "was ripped from her arms": another word that is written alike.
pub(super) fn is_another_word(sentence: &Sentence, word: usize) -> bool {
    let beside = |at: Option<usize>| at.map(|at| sentence.lower(at)).unwrap_or_default();
    let (before, after) = (beside(word.checked_sub(1)), beside(Some(word + 1)));
    let is = |verb: &str| is_one_of(verb, sentence.words(word));
    is("probe") && matches!(before.as_str(), "space" | "lunar" | "solar" | "comet" | "asteroid")
        || is("rip")
            && matches!(after.as_str(), "from" | "apart" | "open" | "off" | "away" | "up" | "out" | "through")
}

/// "anti-Doe": against whom it is.
pub(super) fn opposed(sentence: &Sentence, word: usize) -> bool {
    let start = sentence.span(word).start;
    let before = sentence.text.get(..start).unwrap_or_default().to_ascii_lowercase();
    before.ends_with("anti-") || before.ends_with("anti") || sentence.lower(word).starts_with("anti")
}

/// "Don't shoot him!": an order tells of nothing.
pub(super) fn is_order(sentence: &Sentence, word: usize) -> bool {
    let base = !sentence.lower(word).ends_with(['d', 'g', 's', 't', 'k', 'n']);
    let said = sentence.child(
        word,
        &[Relation::Subject, Relation::PassiveSubject, Relation::PassiveAuxiliary, Relation::Marker],
    );
    let told = sentence.parsed.dependents(word).any(|word| {
        sentence.relation(word) == Relation::Auxiliary
            && matches!(sentence.lower(word).as_str(), "do" | "don")
    });
    sentence.tag(word) == PartOfSpeech::Verb
        && said.is_none()
        && (told || base && sentence.relation(word) == Relation::Root)
}

/// Whether a town before the noun is where it happened.
pub(super) fn is_somewhere(mark: &TriggerMark) -> bool {
    matches!(mark.kind, "ASSAULT" | "PROTEST")
}

/// "killed the bill", "the animals that they kill": nobody is assaulted.
pub(super) fn spares_everybody(sentence: &Sentence, verb: usize) -> bool {
    suffering(sentence, verb).is_some_and(|other| is_one_of(NOT_ASSAULTED, sentence.words(other)))
}

/// "killed in a crash", "hurt when a bus overturned": whether the sentence tells of an accident, and of no attack.
pub(super) fn is_accident(sentence: &Sentence, verb: usize) -> bool {
    const HARM: &str = "kill injure hurt wound";
    const ACCIDENT: &str = "\
        crash collide collision accident overturn derail capsize avalanche landslide mudslide earthquake quake flood flooding hurricane \
        storm tornado cyclone typhoon wildfire drown lightning wreck pileup stampede collapse";
    const ATTACK: &str = "\
        attack attacker shoot shooting gunman gunmen bomb bombing bomber explosive blast missile rocket stab knife ram plow plough terror \
        terrorist militant soldier troop airstrike clash ambush murder hijack deliberately";
    const VEHICLE: &str =
        "train bus car truck lorry vehicle tram motorcycle motorist driver tractor van taxi";
    if !is_one_of(HARM, sentence.words(verb)) {
        return false;
    }
    let has = |list: &str| (0..sentence.parsed.words.len()).any(|word| is_one_of(list, sentence.words(word)));
    let run_over =
        || sentence.oblique(verb, &["by"]).is_some_and(|by| is_one_of(VEHICLE, sentence.words(by)));
    // "the driver was killed": on the road, where nobody is said to have done it.
    const ON_THE_ROAD: &str = "driver motorist motorcyclist cyclist bicyclist pedestrian passenger biker";
    let on_the_road = || {
        sentence.is_passive(verb)
            && sentence.agent(verb).is_none()
            && recipient_word(sentence, verb).is_some_and(|word| is_one_of(ON_THE_ROAD, sentence.words(word)))
    };
    let crossing = || has("cross") && has("road street highway motorway tracks railway crosswalk");
    (has(ACCIDENT) || run_over() || crossing() || on_the_road()) && !has(ATTACK)
}

/// Who or what suffers what the verb says, also as what its relative clause is about.
fn suffering(sentence: &Sentence, verb: usize) -> Option<usize> {
    let above = || {
        let mut at = verb;
        while matches!(sentence.relation(at), Relation::OpenComplement | Relation::Conjunct) {
            at = sentence.head(at)?;
        }
        sentence.head(at).filter(|_| sentence.relation(at) == Relation::RelativeClause)
    };
    recipient_word(sentence, verb).or_else(above)
}

/// Who suffers what the verb says.
pub(super) fn recipient_word(sentence: &Sentence, verb: usize) -> Option<usize> {
    (sentence.tag(verb) == PartOfSpeech::Verb).then(|| sentence.patient(verb)).flatten()
}

static OF_SPORT: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| SPORT.split_whitespace().collect());

pub(super) fn is_about_sport(text: &str) -> bool {
    let (mut found, mut lower) = (Vec::new(), String::new());
    for word in text.split(|letter: char| !letter.is_ascii_alphabetic()) {
        if word.len() < 3 {
            continue;
        }
        lower.clear();
        lower.push_str(word);
        lower.make_ascii_lowercase();
        let base = lower.strip_suffix('s').unwrap_or(&lower);
        if let Some(&known) = OF_SPORT.get(base).or_else(|| OF_SPORT.get(lower.as_str()))
            && !found.contains(&known)
        {
            found.push(known);
            if found.len() >= SPORTING {
                return true;
            }
        }
    }
    false
}
