//! Which verbs, nouns and phrases of saying are events of PLOVER's kind, and where their recipient stands.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::lexicon::cues;

/// What a cue does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deed {
    /// PLOVER type.
    pub kind: &'static str,
    /// Where the recipient stands.
    pub recipient: Recipient,
}

/// Where the recipient of a verbal event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recipient {
    /// Whoever is spoken to, else the object before "to": "urged *the council* to act".
    Hearer,
    /// The object, up to "of" or "for": "accused *the minister* of lying".
    Accused,
    /// The object, or its owner: "rejected *Doe's* claim".
    Object,
    /// The text hardly says.
    Open,
}

const HEARER: &str = "\
    urge ask beg implore beseech exhort plead|for plead|with appeal petition lobby press pressure demand request \
    call|for call|on call|upon calls|for ask|for ask|to press|for push|for plea pleas demand|that";
const ACCUSE: &str = "\
    accuse blame denounce condemn criticise criticize slam blast lambast lambaste berate castigate rebuke decry deplore \
    chide scold deride indict allege hit|out lash|out take|aim hit|back fire|back accusation accusations allegation allegations \
    criticism fault implicate charge";
const REJECT: &str = "\
    reject deny dismiss dispute refute rebut oppose repudiate disavow resist rule|out veto object|to \
    push|back speak|out|against come|out|against be|against argue|against vote|against rail|against denial rejection refusal \
    objection objections";
const SUPPORT: &str = "\
    support back endorse defend champion favour favor uphold praise hail applaud commend laud welcome \
    in|favour in|favor in|support stand|by stand|with stand|behind vote|for argue|for salute congratulate \
    endorsement backing";
const CONCEDE: &str = "concede admit apologise apologize back|down relent";
const THREATEN: &str = "threaten threat threats ultimatum";

/// Whoever is asked has at most so many words.
const LONGEST_HEARER: usize = 12;

/// What can be refused to somebody: deeds, not words.
const REFUSABLE: &str = "\
    accept admit allow approve attend back bow budge change comply concede cooperate debate endorse enter extend follow \
    give grant halt hand honour honor implement join leave let lift meet move negotiate obey participate pay pull ratify \
    recognise recognize release renew resign return sell send sign stand step stop support surrender testify turn vote \
    withdraw work yield print publish deliver open close cut end abandon shake help take_part disarm";

/// Verbs and nouns whose particle "back" is.
const BEFORE_BACK: &str = "\
    walk pull roll scale dial look come go get take bring hold cut fall stand step sit set shoot snap clap claw draw \
    throw give turn report";

/// Verbs after "vowed to", "promised to" that are done to somebody.
const HOSTILE: &str = "\
    fight retaliate attack destroy punish strike throw expel block sue challenge crush avenge respond invade bomb kill \
    hunt prosecute arrest jail oust overthrow boycott veto resist defeat topple sanction withdraw walk blockade \
    eliminate deport wipe oppose stop hit drive eradicate annihilate";
/// Verbs after them that help somebody.
const HELPFUL: &str = "send give provide donate deliver supply help contribute finance fund rebuild";

fn is_in(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

/// The words of the lists whose forms [`lemma`] knows.
static VERBS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    [HOSTILE, HELPFUL, REFUSABLE, CONCEDE, ACCUSE, SUPPORT]
        .into_iter()
        .flat_map(str::split_whitespace)
        .collect()
});

/// The first words of all lists, and what [`deed`] knows besides.
static OPENERS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let lists =
        [HEARER, ACCUSE, REJECT, SUPPORT, CONCEDE, THREATEN].into_iter().flat_map(str::split_whitespace);
    let others = "refuse decline plead vote decide agree choose vow promise pledge swear warn ask order ban forbid bar";
    lists.filter_map(|phrase| phrase.split('|').next()).chain(others.split_whitespace()).collect()
});

/// Whether a cue with these lemmas can be a deed at all; most cues only say.
pub(super) fn may_be_deed(lemmas: &[String]) -> bool {
    lemmas.iter().any(|lemma| OPENERS.contains(lemma.as_str()))
}

/// Whether one of the list's words or phrases (joined by `|`) is among the lemmas, its words in order with at most two
/// others between neighbours.
fn has(list: &str, lemmas: &[String]) -> bool {
    list.split_whitespace().any(|phrase| {
        let mut from = 0;
        phrase.split('|').enumerate().all(|(index, word)| {
            let reach = if index == 0 { lemmas.len() } else { (from + 3).min(lemmas.len()) };
            let found = lemmas.get(from..reach).and_then(|some| some.iter().position(|lemma| lemma == word));
            from += found.map_or(0, |at| at + 1);
            found.is_some()
        })
    })
}

/// The base form of a verb that this module knows.
pub(super) fn lemma(word: &str) -> String {
    // No plea.
    if word == "pleased" {
        return "please".to_owned();
    }
    let base = cues::lemma(word);
    if base != word {
        return base;
    }
    let stems = [
        word.strip_suffix("ing").map(str::to_owned),
        word.strip_suffix("ing").map(|stem| format!("{stem}e")),
        word.strip_suffix("ed").map(str::to_owned),
        word.strip_suffix('d').map(str::to_owned),
        word.strip_suffix('s').map(str::to_owned),
    ];
    stems.into_iter().flatten().find(|stem| VERBS.contains(stem.as_str())).unwrap_or(base)
}

/// What the cue with these lemmas does, if it [`may_be_deed`]. `next` are the first words of what is said, in lower case.
pub(super) fn deed(lemmas: &[String], next: &[String]) -> Option<Deed> {
    let deed = |kind, recipient| Some(Deed { kind, recipient });
    let verb_behind_to = || {
        let to = lemmas.iter().rposition(|lemma| lemma == "to").filter(|&at| at + 1 < lemmas.len());
        let behind = to.map(|at| lemmas[at + 1].as_str());
        behind.or(match next {
            [to, verb, ..] if to == "to" => Some(verb.as_str()),
            [verb, ..] if lemmas.last().is_some_and(|last| last == "to") => Some(verb.as_str()),
            _ => None,
        })
    };
    let any = |words: &[&str]| lemmas.iter().any(|lemma| words.contains(&lemma.as_str()));
    if any(&["refuse", "decline"]) {
        let verb = verb_behind_to()?;
        return if is_in(REFUSABLE, verb) { deed("REJECT", Recipient::Open) } else { None };
    }
    if any(&["plead"]) && any(&["guilty"]) {
        return deed(if any(&["not"]) { "REJECT" } else { "CONCEDE" }, Recipient::Open);
    }
    if has(THREATEN, lemmas) {
        return deed("THREATEN", Recipient::Open);
    }
    if any(&["vote", "decide", "agree", "choose"]) {
        let verb = verb_behind_to().map(lemma);
        return match verb.as_deref() {
            Some("reject" | "oppose" | "block" | "veto" | "defeat") => deed("REJECT", Recipient::Open),
            Some("support" | "approve" | "endorse" | "back" | "adopt") if any(&["vote"]) => {
                deed("SUPPORT", Recipient::Open)
            }
            Some(_) if any(&["agree"]) => deed("AGREE", Recipient::Open),
            _ if has("vote|against", lemmas) => deed("REJECT", Recipient::Object),
            _ if has("vote|for", lemmas) => deed("SUPPORT", Recipient::Object),
            _ => None,
        };
    }
    if any(&["vow", "promise", "pledge", "swear"]) {
        let verb = verb_behind_to().map(lemma);
        return match verb.as_deref() {
            Some(verb) if is_in(HOSTILE, verb) => deed("THREATEN", Recipient::Open),
            Some(verb) if is_in(HELPFUL, verb) => deed("AID", Recipient::Open),
            Some(_) => None,
            // "promised two aircraft", "pledged $5 million": what can be counted can be given.
            None => {
                let first = next.first()?;
                let counted = first
                    .starts_with(|letter: char| letter.is_ascii_digit() || "$€£".contains(letter))
                    || is_in(
                        "two three four five six seven eight nine ten hundreds thousands millions",
                        first,
                    )
                    || is_in("aid assistance relief troops weapons humanitarian military financial", first);
                if counted { deed("AID", Recipient::Open) } else { None }
            }
        };
    }
    if any(&["warn"]) {
        // A warning is a threat when the speaker's own act follows unless something happens.
        let conditional = next.iter().any(|word| matches!(word.as_str(), "if" | "unless"));
        let act = next.iter().any(|word| {
            is_in("strike strikes sanctions retaliation retaliate respond action consequences walkout war lawsuit sue", word)
        });
        return if conditional && act { deed("THREATEN", Recipient::Open) } else { None };
    }
    if has(ACCUSE, lemmas) {
        return deed("ACCUSE", Recipient::Accused);
    }
    // "walked back", "a look back": nobody is supported.
    let back = lemmas.iter().position(|lemma| lemma == "back").filter(|&back| back > 0);
    if back.is_some_and(|back| is_in(BEFORE_BACK, &lemmas[back - 1])) && !has("push|back", lemmas) {
        return None;
    }
    // "backed off": nobody is supported.
    if any(&["back", "stand"]) && any(&["off", "away", "down", "out"]) && !has(CONCEDE, lemmas) {
        return None;
    }
    // "asked not to be named": reporters are asked, as ever.
    if any(&["ask"]) && cues::opens_not_to_be_named(next) {
        return None;
    }
    // "asked" alone is a question.
    if any(&["ask"]) && !has("ask|for ask|to ask|that", lemmas) {
        return match next {
            [first, ..] if matches!(first.as_str(), "to" | "for") => deed("REQUEST", Recipient::Hearer),
            _ if next.iter().take(6).skip(1).any(|word| word == "to" || word == "for")
                && !next.first().is_some_and(|word| {
                    is_in("what why how who where when whether if which to about", word)
                }) =>
            {
                deed("REQUEST", Recipient::Hearer)
            }
            _ => None,
        };
    }
    if has(REJECT, lemmas) {
        return deed("REJECT", Recipient::Object);
    }
    // "appeals to many voters because": whom it pleases is asked for nothing.
    if any(&["appeal"]) && !has("appeal|for", lemmas) {
        let asked = next.iter().take(LONGEST_HEARER).skip(1).any(|word| word == "to" || word == "for");
        if !asked && next.first().is_none_or(|first| first != "for") {
            return None;
        }
    }
    if has(HEARER, lemmas) {
        return deed("REQUEST", Recipient::Hearer);
    }
    if has(CONCEDE, lemmas) {
        return deed("CONCEDE", Recipient::Open);
    }
    if has(SUPPORT, lemmas) {
        return deed("SUPPORT", Recipient::Object);
    }
    if any(&["order", "ban", "forbid", "bar"]) {
        return deed("COERCE", Recipient::Hearer);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{deed, lemma};

    fn kind(cue: &str, next: &str) -> &'static str {
        let lemmas: Vec<String> = cue.split(' ').map(lemma).collect();
        let next: Vec<String> = next.split(' ').map(str::to_owned).collect();
        deed(&lemmas, &next).map_or("-", |deed| deed.kind)
    }

    #[test]
    fn deeds_of_cues() {
        for (cue, next, expected) in [
            ("called on", "the mayor to resign", "REQUEST"),
            ("called for", "an inquiry", "REQUEST"),
            ("asked", "the court to wait", "REQUEST"),
            ("asked", "why it took so long", "-"),
            ("asked for", "20 years", "REQUEST"),
            ("accused", "the bank of fraud", "ACCUSE"),
            ("denied", "that he knew", "REJECT"),
            ("spoke out against", "the plan", "REJECT"),
            ("refused to", "sign it", "REJECT"),
            ("refused to", "comment", "-"),
            ("declined to say", "whether", "-"),
            ("voted to", "reject the motion", "REJECT"),
            ("voted by", "to reject the motion", "REJECT"),
            ("agreed to", "suspend the strike", "AGREE"),
            ("agreed", "that it was late", "-"),
            ("vowed to", "fight the plan", "THREATEN"),
            ("vowed to", "work harder", "-"),
            ("has promised", "two aircraft", "AID"),
            ("backs", "the plan", "SUPPORT"),
            ("warned", "that a strike follows unless pay rises", "THREATEN"),
            ("warned", "of heavy rain", "-"),
            ("conceded", "that it failed", "CONCEDE"),
            ("pleaded not guilty", "", "REJECT"),
            ("pleaded for", "help", "REQUEST"),
            ("appeals to", "some voters because they are tired", "-"),
            ("appealed to", "the guards to let them through", "REQUEST"),
            ("walked back", "the remark", "-"),
            ("pushed back", "against the claim", "REJECT"),
            ("said", "it would rain", "-"),
        ] {
            assert_eq!(kind(cue, next), expected, "{cue} {next}");
        }
    }
}
