//! Which speech act a cue makes: verbs, nouns and phrases of English news.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use types::Act;

/// Verbs in their base form. A verb stands in one list only.
const VERBS: &[(Act, &str)] = &[
    (
        Act::Say,
        "say tell add note explain state remark comment write tweet post recall recount report describe mention observe \
         reply respond answer continue conclude stress emphasise emphasize insist maintain assert claim argue contend \
         declare affirm reaffirm testify confirm disclose reveal acknowledge admit concede confess joke quip whisper shout \
         yell cry murmur mutter elaborate clarify reiterate repeat underline underscore highlight indicate suggest imply \
         hint quote cite relate narrate read show find point characterise characterize call dub label term portray speak \
         talk inform notify brief discuss detail outline interject exclaim volunteer muse lament reason assess \
         attest certify signal convey express voice point",
    ),
    (Act::Ask, "ask inquire enquire question wonder query"),
    (Act::Deny, "deny reject dispute refute rebut dismiss contradict disavow repudiate disagree"),
    (
        Act::Support,
        "support back endorse defend champion favour favor advocate embrace uphold sympathise sympathize welcome \
         campaign",
    ),
    (Act::Oppose, "oppose resist object protest veto fight counter"),
    (
        Act::Demand,
        "demand urge appeal request plead beg implore beseech press push exhort lobby petition require",
    ),
    (Act::Promise, "promise pledge vow guarantee commit swear assure undertake ensure"),
    (Act::Threaten, "threaten"),
    (Act::Accuse, "accuse allege charge blame fault indict implicate"),
    (
        Act::Predict,
        "predict forecast expect estimate project anticipate foresee envision envisage bet calculate put",
    ),
    (
        Act::Believe,
        "believe think feel know consider doubt suspect assume understand realise realize fear worry see view regard judge \
         deem reckon suppose guess imagine learn decide regret recognise recognize determine remember mind \
         trust",
    ),
    (Act::Want, "want wish hope seek desire plan intend aim prefer love hate like aspire yearn need dream"),
    (Act::Decline, "decline refuse"),
    (Act::Order, "order command instruct direct rule ban forbid bar mandate decree"),
    (Act::Propose, "propose recommend advise offer float moot nominate counsel"),
    (Act::Announce, "announce unveil publish release issue proclaim launch"),
    (Act::Agree, "agree accept approve consent concur"),
    (
        Act::Praise,
        "praise hail applaud commend laud celebrate thank congratulate compliment salute credit admire dedicate",
    ),
    (
        Act::Criticise,
        "criticise criticize condemn denounce slam blast decry deplore attack mock ridicule chide rebuke lambast lambaste \
         berate scold deride castigate complain bemoan disparage denigrate scoff insult",
    ),
    (Act::Warn, "warn caution alert"),
];

/// Nouns that make an attribution ("renewed her demand that").
const NOUNS: &[(Act, &str)] = &[
    (
        Act::Say,
        "statement comment comments remark remarks suggestion argument assertion opinion account view views words",
    ),
    (Act::Ask, "question questions"),
    (Act::Deny, "denial rejection dismissal"),
    (Act::Support, "backing endorsement defence defense approval"),
    (Act::Oppose, "opposition objection objections prohibition resistance"),
    (Act::Demand, "plea pleas petition"),
    (Act::Promise, "commitment guarantee oath"),
    (Act::Threaten, "threat threats ultimatum"),
    (Act::Accuse, "accusation accusations allegation allegations complaint"),
    (Act::Predict, "prediction predictions expectation expectations estimates"),
    (Act::Believe, "belief beliefs doubts fears concern concerns opinion theory conviction"),
    (Act::Want, "desire wishes hopes ambition intention goal"),
    (Act::Decline, "refusal"),
    (Act::Propose, "proposal proposals recommendation recommendations advice"),
    (Act::Announce, "announcement"),
    (Act::Agree, "agreement"),
    (Act::Criticise, "criticism scathing"),
    (Act::Warn, "warning warnings"),
];

/// Phrases, as lemmas; they win over the single words in them. The longest that fits is taken.
const PHRASES: &[(&str, Act)] = &[
    ("speak out against", Act::Oppose),
    ("come out against", Act::Oppose),
    ("be against", Act::Oppose),
    ("speak out in favour", Act::Support),
    ("in favour", Act::Support),
    ("in favor", Act::Support),
    ("in support", Act::Support),
    ("be for", Act::Support),
    ("stand by", Act::Support),
    ("stand with", Act::Support),
    ("stand behind", Act::Support),
    ("call for", Act::Demand),
    ("calls for", Act::Demand),
    ("call on", Act::Demand),
    ("call upon", Act::Demand),
    ("ask for", Act::Demand),
    ("ask to", Act::Demand),
    ("argue for", Act::Support),
    ("argue in favour", Act::Support),
    ("argue against", Act::Oppose),
    ("rule out", Act::Deny),
    ("rail against", Act::Oppose),
    ("vote against", Act::Oppose),
    ("vote for", Act::Support),
    ("point to", Act::Say),
    ("long to", Act::Want),
    ("would like", Act::Want),
    ("look forward", Act::Want),
    ("hit out", Act::Criticise),
    ("lash out", Act::Criticise),
    ("take aim", Act::Criticise),
    ("take issue", Act::Criticise),
    ("hit back", Act::Criticise),
    ("fire back", Act::Criticise),
    ("push back", Act::Oppose),
    ("walk back", Act::Say),
    ("pull back", Act::Say),
    ("roll back", Act::Say),
    ("dial back", Act::Say),
    ("accord to", Act::Say),
    ("according to", Act::Say),
    ("plead not guilty", Act::Deny),
    ("plead guilty", Act::Say),
    ("sign up", Act::Agree),
    ("give guarantee", Act::Promise),
    ("put forward", Act::Propose),
    ("make clear", Act::Say),
    ("be unhappy", Act::Criticise),
    ("be relieved", Act::Believe),
    ("be concerned", Act::Believe),
    ("be worried", Act::Believe),
    ("be afraid", Act::Believe),
    ("be convinced", Act::Believe),
    ("be confident", Act::Believe),
    ("be sure", Act::Believe),
    ("be willing", Act::Agree),
    ("be ready", Act::Agree),
    ("be prepared", Act::Agree),
];

/// Forms that the rules of [`lemma`] do not undo.
const IRREGULAR: &[(&str, &str)] = &[
    ("said", "say"),
    ("told", "tell"),
    ("thought", "think"),
    ("wrote", "write"),
    ("written", "write"),
    ("swore", "swear"),
    ("sworn", "swear"),
    ("felt", "feel"),
    ("knew", "know"),
    ("known", "know"),
    ("found", "find"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("came", "come"),
    ("saw", "see"),
    ("seen", "see"),
    ("sought", "seek"),
    ("foresaw", "foresee"),
    ("went", "go"),
    ("gave", "give"),
    ("made", "make"),
    ("took", "take"),
    ("stood", "stand"),
    ("forbade", "forbid"),
    ("forbidden", "forbid"),
    ("fought", "fight"),
    ("understood", "understand"),
    ("upheld", "uphold"),
    ("shown", "show"),
    ("is", "be"),
    ("was", "be"),
    ("are", "be"),
    ("were", "be"),
    ("been", "be"),
    ("being", "be"),
    ("am", "be"),
    ("'m", "be"),
    ("opposed", "oppose"),
    ("hit", "hit"),
    ("put", "put"),
    ("read", "read"),
    ("bet", "bet"),
];

static ACTS: LazyLock<FxHashMap<&'static str, Act>> = LazyLock::new(|| {
    let mut acts = FxHashMap::default();
    for &(act, words) in VERBS.iter().chain(NOUNS) {
        for word in words.split_whitespace() {
            acts.entry(word).or_insert(act);
        }
    }
    acts
});

/// Verbs that make an act only together with other words.
const PARTS_OF_PHRASES: [&str; 15] = [
    "come", "stand", "take", "hit", "vote", "sign", "rail", "lash", "look", "fire", "push", "walk", "pull",
    "roll", "dial",
];

/// Base forms by the forms that need no rule: irregular ones, and base forms themselves.
static BASES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut bases: FxHashMap<_, _> = IRREGULAR.iter().copied().collect();
    for &base in ACTS.keys().chain(&PARTS_OF_PHRASES) {
        bases.entry(base).or_insert(base);
    }
    bases
});

/// The base form of a verb, as far as the lexicon knows it; else the word itself. `word` must be lower case.
pub(crate) fn lemma(word: &str) -> String {
    if let Some(&base) = BASES.get(word) {
        return base.to_owned();
    }
    if !word.ends_with(['s', 'd', 'g']) {
        return word.to_owned();
    }
    let known = |base: &str| ACTS.contains_key(base) || PARTS_OF_PHRASES.contains(&base);
    let endings =
        [("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e")];
    let mut base = String::new();
    for (ending, instead) in endings {
        let Some(stem) = word.strip_suffix(ending) else { continue };
        base.clear();
        base.push_str(stem);
        base.push_str(instead);
        if known(&base) {
            return base;
        }
    }
    let undoubled = ["ed", "ing"].iter().filter_map(|ending| undoubled(word.strip_suffix(ending)?));
    undoubled.chain(word.strip_suffix("led")).find(|base| known(base)).unwrap_or(word).to_owned()
}

/// "begg" → "beg"; none where the last letter is not doubled.
pub(crate) fn undoubled(stem: &str) -> Option<&str> {
    let mut letters = stem.chars();
    let last = letters.next_back()?;
    (letters.clone().next_back() == Some(last)).then_some(letters.as_str())
}

/// Whether the words open with what sources ask of reporters: "not to be named".
pub(crate) fn opens_not_to_be_named<W: AsRef<str>>(words: &[W]) -> bool {
    let word = |at: usize| words.get(at).map_or("", AsRef::as_ref);
    [word(0), word(1), word(2)] == ["not", "to", "be"]
        && matches!(word(3), "named" | "identified" | "quoted" | "cited")
}

/// Whether the word, in any form, is a verb or noun of saying, thinking or wanting.
pub(crate) fn is_cue(word: &str) -> bool {
    act_of_word(&word.to_lowercase()).is_some()
}

fn act_of_word(lower: &str) -> Option<Act> {
    ACTS.get(lemma(lower).as_str()).copied()
}

/// The act that a cue's words make. A word that says more than "say" wins over one that does not ("said he wanted");
/// of those that do, the first, because a refusal stands before what is refused. No known word: [`Act::Say`].
pub(crate) fn act(words: &[&str]) -> Act {
    // "said in a press release": the noun presses nobody.
    let of_the_press = |at: usize| {
        let next = words.get(at + 1).map(|word| word.to_lowercase()).unwrap_or_default();
        words[at].eq_ignore_ascii_case("press")
            && matches!(
                next.as_str(),
                "briefing" | "conference" | "release" | "statement" | "secretary" | "office" | "call"
            )
    };
    let lemmas: Vec<String> =
        (0..words.len()).filter(|&at| !of_the_press(at)).map(|at| lemma(&words[at].to_lowercase())).collect();
    if lemmas.iter().any(|word| word == "decline" || word == "refuse")
        || lemmas.ends_with(&["not".to_owned(), "comment".to_owned()])
    {
        return Act::Decline;
    }
    let phrase = PHRASES
        .iter()
        .filter(|(phrase, _)| contains_in_order(&lemmas, phrase))
        .max_by_key(|(phrase, _)| phrase.len())
        .map(|&(_, act)| act);
    if let Some(act) = phrase {
        return act;
    }
    let acts: Vec<Act> = lemmas.iter().filter_map(|lemma| ACTS.get(lemma.as_str()).copied()).collect();
    if let Some(&act) = acts.iter().find(|&&act| act != Act::Say) {
        // "asked members to": what is asked for is an action.
        return if act == Act::Ask && lemmas.last().is_some_and(|last| last == "to") {
            Act::Demand
        } else {
            act
        };
    }
    if acts.is_empty() && lemmas.iter().any(|word| word == "against") { Act::Oppose } else { Act::Say }
}

/// The phrase's words occur in this order, with at most two others between neighbours ("accused … of").
fn contains_in_order(lemmas: &[String], phrase: &str) -> bool {
    let mut from = 0;
    for (index, word) in phrase.split(' ').enumerate() {
        let reach = if index == 0 { lemmas.len() } else { (from + 3).min(lemmas.len()) };
        match lemmas[from..reach].iter().position(|lemma| lemma == word) {
            Some(position) => from += position + 1,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use types::Act;

    use super::{act, lemma};

    fn of(cue: &str) -> Act {
        act(&cue.split(' ').collect::<Vec<_>>())
    }

    #[test]
    fn acts_of_common_cues() {
        for (cue, expected) in [
            ("said", Act::Say),
            ("has long opposed", Act::Oppose),
            ("spoke out against", Act::Oppose),
            ("declined to say", Act::Decline),
            ("would not comment", Act::Decline),
            ("called for", Act::Demand),
            ("asked members to", Act::Demand),
            ("asked", Act::Ask),
            ("vowed to", Act::Promise),
            ("is demanding", Act::Demand),
            ("begged", Act::Demand),
            ("denies", Act::Deny),
            ("pleaded not guilty", Act::Deny),
            ("according to", Act::Say),
            ("accused", Act::Accuse),
            ("praised", Act::Praise),
            ("later walked back", Act::Say),
            ("pushed back against", Act::Oppose),
            ("wants to", Act::Want),
            ("warning", Act::Warn),
            ("flummoxed", Act::Say),
        ] {
            assert_eq!(of(cue), expected, "{cue}");
        }
    }

    #[test]
    fn lemmas() {
        for (form, base) in
            [("begging", "beg"), ("denies", "deny"), ("says", "say"), ("urged", "urge"), ("written", "write")]
        {
            assert_eq!(lemma(form), base);
        }
    }
}
