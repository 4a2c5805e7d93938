//! Which questions an archive raises: proposals that several people speak of, with those for and against.
//!
//! A proposal is a deed with its object ("a ban on fireworks", "the lido should be reopened"), or something that somebody
//! backs or opposes ("opposes the wind farm"), in a statement that takes a side. Those with the same object are one
//! question; the rules that judge positions say who is for it.

use std::collections::{BTreeMap, BTreeSet};

use types::{Act, Question, Stance};

use super::compose::{Context, verdict};
use super::lexicon::{Effect, effect, tells};
use super::matter::Matter;
use super::words::{Word, Words};

/// A statement of an archive, as far as suggestions need it.
#[derive(Clone, Copy, Debug)]
pub struct Spoken<'a> {
    /// The cue's words.
    pub cue: &'a str,
    /// What is said.
    pub content: &'a str,
    /// The speech act.
    pub act: Act,
    /// Who says it.
    pub speaker: &'a str,
    /// In which document.
    pub document: &'a str,
}

/// A question that an archive raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The wording: "Should fireworks be banned?".
    pub ask: String,
    /// The statements that take a side, by their place among those given, with the side.
    pub sides: Vec<(usize, Stance)>,
}

/// Deeds by the stem of a verb or noun, with the participle that asks for them.
const DEEDS: &str = "ban=banned prohibit=prohibited outlaw=banned allow=allowed permit=allowed legalis=legalised \
    legaliz=legalized build=built construct=built close=closed closur=closed shut=closed open=opened reopen=reopened \
    lift=lifted scrap=scrapped abolish=abolished abolit=abolished end=ended cancel=cancelled repeal=repealed raise=raised \
    increas=increased cut=cut reduc=reduced lower=lowered expand=expanded expans=expanded extend=extended \
    extens=extended introduc=introduced impos=imposed adopt=adopted approv=approved ratifi=ratified delay=delayed \
    postpon=postponed suspend=suspended withdraw=withdrawn replac=replaced demolish=demolished privatis=privatised \
    privatiz=privatized nationalis=nationalised nationaliz=nationalized fund=funded publish=published send=sent \
    deploy=deployed restrict=restricted limit=limited tax=taxed restor=restored reinstat=reinstated renew=renewed \
    deport=deported eas=eased tighten=tightened moratorium=stopped";
/// Deeds that are named by a noun with its object behind "on", "of" or "to".
const NOUNS: [&str; 15] = [
    "ban",
    "closur",
    "abolit",
    "expans",
    "extens",
    "restrict",
    "limit",
    "moratorium",
    "increas",
    "cut",
    "tax",
    "end",
    "construct",
    "prohibit",
    "repeal",
];
/// Words of those who speak of what was done.
const REPROACHES: [&str; 5] = ["accus", "apolog", "apologis", "blame", "thank"];
/// Words after which a verb says what ought to be done.
const BEFORE_DEEDS: [&str; 8] = ["to", "should", "must", "not", "would", "will", "and", "or"];
/// Where a phrase ends.
const ENDS: &str = "by until before after again now today because if unless that which who whom whose when where while and or but \
    as than is are was were be been being has have had will would should must can could may might shall do does did to with \
    without for from into against about over under during through between per not n't i you he she it we they them him us me \
    here there so too also only soon instead altogether entirely";
/// Words before a thing that say nothing of it.
const DETERMINERS: [&str; 12] = [
    "any",
    "this",
    "that",
    "such",
    "these",
    "those",
    "all",
    "every",
    "more",
    "proposed",
    "planned",
    "controversial",
];
/// Whose thing it is depends on who speaks.
const OWNERS: [&str; 8] = ["his", "her", "its", "their", "my", "our", "your", "whose"];
/// So many words of a phrase at most.
const LONGEST: usize = 6;

/// A phrase that names what a proposal is about.
#[derive(Clone, Debug)]
struct Thing {
    /// As it stands in a question.
    shown: String,
    /// Stems of its telling words.
    stems: BTreeSet<String>,
    /// The stem of its last word before "of" or "in".
    head: String,
    deed: Option<&'static str>,
}

/// Questions that at least two speakers, or one speaker on two sides, have taken a side on; those that divide first, then
/// those of most speakers and statements.
pub fn suggest(spoken: &[Spoken]) -> Vec<Suggestion> {
    let words: Vec<(Words, Words)> =
        spoken.iter().map(|one| (Words::of(one.cue), Words::of(one.content))).collect();
    let mut found: Vec<(usize, Thing)> = Vec::new();
    for (index, (one, (cue, content))) in spoken.iter().zip(&words).enumerate() {
        found.extend(things(one.act, &cue.all, &content.all).into_iter().map(|thing| (index, thing)));
    }
    let mut suggestions: Vec<(Suggestion, usize)> =
        groups(found).into_iter().filter_map(|group| suggestion(spoken, &words, &group)).collect();
    let divided = |suggestion: &Suggestion| {
        let has = |wanted| suggestion.sides.iter().any(|(_, stance)| *stance == wanted);
        has(Stance::Favor) && has(Stance::Against)
    };
    suggestions.sort_by(|(one, speakers), (other, others)| {
        let order = |suggestion: &Suggestion, speakers: usize| {
            (
                std::cmp::Reverse((divided(suggestion), speakers, suggestion.sides.len())),
                suggestion.ask.clone(),
            )
        };
        order(one, *speakers).cmp(&order(other, *others))
    });
    suggestions.into_iter().map(|(suggestion, _)| suggestion).collect()
}

/// Puts together what has the same head and no other words that tell them apart, the longest names first.
fn groups(mut found: Vec<(usize, Thing)>) -> Vec<Vec<(usize, Thing)>> {
    found.sort_by(|(one, thing), (other, next)| {
        (std::cmp::Reverse(thing.stems.len()), &thing.stems, one).cmp(&(
            std::cmp::Reverse(next.stems.len()),
            &next.stems,
            other,
        ))
    });
    let mut groups: Vec<Vec<(usize, Thing)>> = Vec::new();
    let mut by_head: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, thing) in found {
        let known = by_head.entry(thing.head.clone()).or_default();
        let fits = known.iter().copied().filter(|&group| {
            groups[group].first().is_some_and(|(_, longest)| thing.stems.is_subset(&longest.stems))
        });
        // What fits two groups belongs to neither for sure.
        let fits: Vec<usize> = fits.collect();
        let exact = fits
            .iter()
            .copied()
            .find(|&group| groups[group].first().is_some_and(|(_, longest)| longest.stems == thing.stems));
        match (exact, fits.as_slice()) {
            (Some(group), _) | (None, &[group]) => groups[group].push((index, thing)),
            _ => {
                known.push(groups.len());
                groups.push(vec![(index, thing)]);
            }
        }
    }
    groups
}

/// The question of a group with those who take a side, and how many speakers do; none when it is not contested.
fn suggestion(
    spoken: &[Spoken],
    words: &[(Words, Words)],
    group: &[(usize, Thing)],
) -> Option<(Suggestion, usize)> {
    let most = |values: Vec<&str>| -> Option<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
        counts
            .into_iter()
            .max_by_key(|(value, count)| (*count, value.len()))
            .map(|(value, _)| value.to_owned())
    };
    let deed = most(group.iter().filter_map(|(_, thing)| thing.deed).collect());
    let shown = most(group.iter().map(|(_, thing)| thing.shown.as_str()).collect())?;
    let ask = match deed {
        Some(deed) => format!("Should {shown} be {deed}?"),
        None => format!("Should {shown} go ahead?"),
    };
    let matter = Matter::new(&Question { ask: ask.clone(), ..Question::default() });
    let mut places: Vec<usize> = group.iter().map(|(index, _)| *index).collect();
    places.sort_unstable();
    places.dedup();
    let mut sides = Vec::new();
    for index in places {
        let (Some(one), Some((cue, content))) = (spoken.get(index), words.get(index)) else { continue };
        let (cue, content): (Vec<&Word>, Vec<&Word>) =
            (cue.all.iter().collect(), content.all.iter().collect());
        let context = Context {
            focus: 0.9,
            relevance: matter.relevance(cue.iter().chain(&content).copied()),
            act: one.act,
            ..Context::of_text()
        };
        let said = verdict(&matter, &cue, &content, &context);
        if said.open || said.conditional || said.former {
            continue;
        }
        match said.side {
            1 => sides.push((index, Stance::Favor)),
            -1 => sides.push((index, Stance::Against)),
            _ => {}
        }
    }
    let speakers: BTreeSet<&str> = sides.iter().map(|(index, _)| spoken[*index].speaker).collect();
    let both = sides.iter().any(|(_, stance)| *stance == Stance::Favor)
        && sides.iter().any(|(_, stance)| *stance == Stance::Against);
    let documents: BTreeSet<&str> = sides.iter().map(|(index, _)| spoken[*index].document).collect();
    let speakers = speakers.len();
    // What two say alike in one article is its subject, no contest.
    (both || speakers > 1 && documents.len() > 1).then_some((Suggestion { ask, sides }, speakers))
}

/// What a statement proposes or takes a side on.
fn things(act: Act, cue: &[Word], content: &[Word]) -> Vec<Thing> {
    let words: Vec<&Word> = cue.iter().chain(content).collect();
    let takes_side = matches!(act, Act::Support | Act::Oppose | Act::Demand | Act::Propose | Act::Want)
        || (0..words.len())
            .any(|place| matches!(effect(&words[place..]), Some((Effect::Attitude(_) | Effect::Demand, _))));
    // "Accused him of sending messages": a deed that was done.
    let reproaches = words.iter().any(|word| REPROACHES.contains(&word.stem.as_str()));
    if !takes_side || reproaches {
        return Vec::new();
    }
    let mut things = Vec::new();
    for place in 0..words.len() {
        let Some(deed) = deed_of(words[place]) else { continue };
        let word = words[place];
        let next = words.get(place + 1).map_or("", |next| next.lower.as_str());
        let before = place.checked_sub(1).map_or("", |before| words[before].lower.as_str());
        let is_noun = NOUNS.contains(&word.stem.as_str());
        let after = if is_noun && matches!(next, "on" | "of" | "to") {
            phrase(&words, place + 2, Some(deed))
        } else if matches!(before, "be" | "being" | "get") {
            subject(&words, place - 1, deed)
        } else if is_noun
            && !word.lower.ends_with("ing")
            && matches!(next, "" | "." | "," | "to" | "in" | "and" | "be")
        {
            modifier(&words, place, deed)
        } else if BEFORE_DEEDS.contains(&before) || word.lower.ends_with("ing") {
            phrase(&words, place + 1, Some(deed))
        } else {
            None
        };
        // "Lifting the ban on fireworks": the inner deed is what is contested.
        let inner = words[place + 1..].iter().take(4).any(|word| deed_of(word).is_some())
            && !matches!(next, "on" | "of");
        things.extend(after.filter(|_| !inner));
    }
    if things.is_empty() && matches!(act, Act::Support | Act::Oppose) {
        let content: Vec<&Word> = content.iter().collect();
        things.extend(phrase(&content, 0, None).filter(|thing| thing.shown.starts_with(char::is_lowercase)));
    }
    if things.is_empty() {
        things = backed(&words);
    }
    things
}

/// "She said she backed the mission", "was against a lease": what stands behind a word that takes a side.
fn backed(words: &[&Word]) -> Vec<Thing> {
    let after = |place: usize| {
        let (Effect::Attitude(_), length) = effect(&words[place..])? else { return None };
        let to =
            words.get(place + length).is_some_and(|next| matches!(next.lower.as_str(), "to" | "of" | "for"));
        phrase(words, place + length + usize::from(to), None)
    };
    (0..words.len()).filter_map(after).filter(|thing| thing.shown.starts_with(char::is_lowercase)).collect()
}

/// The participle of a deed.
fn deed_of(word: &Word) -> Option<&'static str> {
    if word.name {
        return None;
    }
    DEEDS
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .find(|(stem, _)| *stem == word.stem)
        .map(|(_, deed)| deed)
}

/// The noun phrase that begins at a place.
fn phrase(words: &[&Word], from: usize, deed: Option<&'static str>) -> Option<Thing> {
    let rest = words.get(from..)?;
    let skipped = rest.iter().take_while(|word| DETERMINERS.contains(&word.lower.as_str())).count();
    let mut taken: Vec<&Word> = Vec::new();
    let mut head = None;
    for (place, word) in rest.iter().enumerate().skip(skipped) {
        let lower = word.lower.as_str();
        let next = rest.get(place + 1);
        let goes_on = match lower {
            "of" => !taken.is_empty(),
            "in" | "on" | "at" | "near" | "along" => {
                next.is_some_and(|next| next.capital) && !taken.is_empty()
            }
            _ => false,
        };
        if goes_on {
            head.get_or_insert(taken.len());
        } else if taken.len() >= LONGEST
            || word.is_mark()
            || ENDS.split_whitespace().any(|end| end == lower)
            || matches!(lower, "in" | "on" | "at" | "near" | "along" | "of")
            || OWNERS.contains(&lower)
            || place > skipped
                && matches!(lower, "the" | "a" | "an")
                && !taken.last().is_some_and(|last| {
                    matches!(last.lower.as_str(), "of" | "in" | "on" | "at" | "near" | "along")
                })
        {
            break;
        }
        taken.push(word);
    }
    thing(&taken, head, deed)
}

/// The noun phrase that ends before "should be" or "to be".
fn subject(words: &[&Word], be: usize, deed: &'static str) -> Option<Thing> {
    let modal = be.checked_sub(1)?;
    let not = usize::from(words[modal].lower == "not");
    let modal = modal.checked_sub(not)?;
    if !matches!(words[modal].lower.as_str(), "should" | "must" | "to" | "ought" | "shall") {
        return None;
    }
    let end = if words[modal].lower == "to" && modal > 0 && words[modal - 1].lower == "ought" {
        modal - 1
    } else {
        modal
    };
    let is_end = |word: &Word| {
        word.is_mark()
            || ENDS.split_whitespace().any(|end| end == word.lower && !matches!(end, "from"))
            || matches!(effect(&[word]), Some((Effect::Attitude(_) | Effect::Demand, _)))
            || matches!(word.lower.as_str(), "said" | "says" | "told" | "argued" | "wants" | "wanted" | "for")
    };
    let start = (0..end).rev().take(LONGEST).take_while(|&place| !is_end(words[place])).last()?;
    phrase(&words[..end], start, Some(deed))
}

/// "The fireworks ban".
fn modifier(words: &[&Word], place: usize, deed: &'static str) -> Option<Thing> {
    let before = words[place.checked_sub(1)?];
    let is_thing = !before.is_mark()
        && tells(before) >= 0.5
        && !before.lower.ends_with("ed")
        && effect(&[before]).is_none()
        && !ENDS.split_whitespace().any(|end| end == before.lower);
    is_thing.then(|| thing(&[before], None, Some(deed))).flatten()
}

fn thing(words: &[&Word], head: Option<usize>, deed: Option<&'static str>) -> Option<Thing> {
    let end = head.unwrap_or(words.len());
    let last = words.get(end.checked_sub(1)?)?;
    let stems: BTreeSet<String> =
        words.iter().filter(|word| tells(word) > 0.0).map(|word| word.stem.clone()).collect();
    let tells_enough = words[..end].iter().map(|word| tells(word)).sum::<f32>() >= 0.75;
    if !tells_enough || tells(last) < 0.5 || words.iter().all(|word| word.capital) {
        return None;
    }
    Some(Thing { shown: shown(words), stems, head: last.stem.clone(), deed })
}

/// The phrase with names as they were written.
fn shown(words: &[&Word]) -> String {
    let mut shown = String::new();
    for word in words {
        if !shown.is_empty() && !word.lower.starts_with('\'') {
            shown.push(' ');
        }
        let mut letters = word.lower.chars();
        match letters.next() {
            Some(first) if word.name => {
                shown.extend(first.to_uppercase());
                shown.push_str(letters.as_str());
            }
            _ => shown.push_str(&word.lower),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken<'a>(speaker: &'a str, act: Act, cue: &'a str, content: &'a str) -> Spoken<'a> {
        Spoken { cue, content, act, speaker, document: speaker }
    }

    fn asks(spoken: &[Spoken]) -> Vec<(String, Vec<Stance>)> {
        suggest(spoken)
            .into_iter()
            .map(|one| (one.ask, one.sides.into_iter().map(|(_, stance)| stance).collect()))
            .collect()
    }

    #[test]
    fn a_contested_proposal_is_a_question() {
        let archive = [
            spoken("Mira Voss", Act::Demand, "called for", "a ban on fireworks"),
            spoken("Tom Oake", Act::Oppose, "opposes", "any ban on fireworks"),
            spoken("Ada Finch", Act::Say, "said", "fireworks should be banned"),
            spoken("Ida Moor", Act::Say, "said", "it had rained on the fireworks"),
        ];
        let expected = vec![Stance::Favor, Stance::Against, Stance::Favor];
        assert_eq!(asks(&archive), [("Should fireworks be banned?".to_owned(), expected)]);
    }

    #[test]
    fn what_is_backed_and_opposed_goes_ahead_or_not() {
        let archive = [
            spoken("Mira Voss", Act::Support, "backs", "the wind farm on Tarn Moor"),
            spoken("Tom Oake", Act::Oppose, "opposes", "the wind farm"),
        ];
        let found = asks(&archive);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.starts_with("Should the wind farm"), "{found:?}");
        assert_eq!(found[0].1, [Stance::Favor, Stance::Against]);
    }

    #[test]
    fn what_somebody_says_to_back_or_oppose_is_a_question_too() {
        let archive = [
            spoken("Mira Voss", Act::Say, "said", "she backed the lease without reservation"),
            spoken("Tom Oake", Act::Say, "said", "he was against a lease of the terminal"),
            spoken("Ada Finch", Act::Say, "said", "the lease had been signed"),
        ];
        let found = asks(&archive);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].1, [Stance::Favor, Stance::Against]);
    }

    #[test]
    fn one_voice_is_no_question() {
        let archive = [
            spoken("Mira Voss", Act::Demand, "called for", "the lido to be reopened"),
            spoken("Mira Voss", Act::Demand, "called for", "the lido to be reopened"),
            spoken("Tom Oake", Act::Support, "backs", "Mira Voss"),
        ];
        assert_eq!(asks(&archive), []);
    }

    #[test]
    fn any_words_are_read() {
        for text in ["", "ban", "ban on", "should be banned", "of of of", "“…” ban of the", "be banned"]
        {
            for act in [Act::Say, Act::Support] {
                let one = [spoken("A", act, text, text), spoken("B", act, "", text)];
                let _ = suggest(&one);
            }
        }
    }
}
