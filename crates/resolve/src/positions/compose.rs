//! Puts the side of a statement together from what its words do: "opposes" "lifting" the "ban" on the thing.
//!
//! English mostly puts what governs before what it governs, so within a clause the effects multiply: each "against",
//! "ban", "lift" and "not" turns the side around. Whether a side is taken at all is another matter: somebody must be for
//! or against, want or fear, or say what is good or bad about it. A clause that only mentions the matter takes none.

use types::{Act, Basis};

use super::anchors::{ADJACENT, Anchored, anchored};
use super::lexicon::Effect;
use super::matter::Matter;
use super::units::{Anchor, Unit, units};
use super::words::Word;

/// What is known around the statement.
pub(super) struct Context<'a> {
    /// How much the text before speaks of the matter, 0 to 1.
    pub focus: f32,
    /// Whether the whole document is about the matter.
    pub whole: bool,
    /// How much the statement itself does.
    pub relevance: f32,
    /// On which side that was which the text spoke of last: -1 after "lifting the ban", where the question asks for it.
    pub last: i8,
    /// Whether a document speaks: a survey that finds that people are against it is not.
    pub document: bool,
    /// The speech act of the cue.
    pub act: Act,
    /// Whether a word names somebody else than the speaker.
    pub is_other: &'a dyn Fn(&Word) -> bool,
}

impl Context<'static> {
    /// That of words which stand for themselves: nobody is known to speak, and the matter is spoken of.
    pub(super) fn of_text() -> Self {
        Self {
            focus: 1.0,
            whole: true,
            relevance: 1.0,
            last: 1,
            document: false,
            act: Act::Say,
            is_other: &|_| false,
        }
    }
}

/// What a statement's words say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Verdict {
    /// 1 for the question, -1 against it, 0 undecided.
    pub side: i8,
    pub basis: Basis,
    /// How strong the evidence is, 0 to 1.
    pub weight: f32,
    pub conditional: bool,
    pub former: bool,
    /// The speaker leaves the side open.
    pub open: bool,
    /// Whether the statement speaks of the matter in its own words.
    pub explicit: bool,
}

/// From this much on what is proposed instead is instead of the matter.
const CLOSE: f32 = 0.5;
/// How many words away an effect still reaches.
const REACH: usize = 16;

/// Bytes between two parts of what is quoted that somebody's words stand between.
const INTERRUPTED: usize = 12;
/// Verbs with which "it" is a thing rather than a body that speaks.
const OF_THINGS: [&str; 15] = [
    "is", "was", "'s", "would", "will", "could", "should", "can", "may", "might", "has", "had", "must",
    "does", "did",
];

/// The side that a statement takes.
pub(super) fn verdict(matter: &Matter, cue: &[&Word], content: &[&Word], context: &Context) -> Verdict {
    let cue_units = units(matter, cue, context);
    let has = |wanted: fn(Effect) -> bool| cue_units.iter().filter_map(|unit| unit.effect).any(wanted);
    let alarm = has(|effect| effect == Effect::Alarm) || context.act == Act::Warn;
    let told =
        has(|effect| matches!(effect, Effect::Attitude(_) | Effect::Alarm | Effect::Demand | Effect::Open));
    // "Maintained its prohibition": whoever does it is for it.
    let deeds = has(|effect| effect.deed().is_some());
    let by_act = (!told && !deeds).then(|| attitude_of(context.act)).flatten();
    let mut clauses: Vec<Vec<Unit>> = vec![cue_units];
    let cue_length = clauses[0].len();
    let mut all = units(matter, content, context);
    // "The union said it would strike": the speaker.
    if let [first, second, ..] = all.as_mut_slice()
        && first.anchor == Some(Anchor::Pronoun)
        && first.lower() == "it"
        && !cue.is_empty()
        && !OF_THINGS.contains(&second.lower())
    {
        first.anchor = None;
    }
    let count = all.len();
    let mut fresh = false;
    let mut ended = 0;
    for (place, unit) in all.into_iter().enumerate() {
        let comma = clauses.last().and_then(|clause| clause.last()).is_some_and(|last| last.lower() == ",");
        if is_border(&unit, comma) && place + 1 < count {
            fresh = true;
        }
        // 'I never said so,' she said. 'I'd love it.'
        let start = unit.words.first().map_or(0, |word| word.span.start);
        if start > ended + INTERRUPTED && ended > 0 && unit.words.first().is_some_and(|word| word.capital) {
            fresh = true;
        }
        ended = unit.words.last().map_or(0, |word| word.span.end);
        if fresh && clauses.last().is_some_and(|clause| clause.len() > cue_length || clauses.len() > 1) {
            clauses.push(Vec::new());
            fresh = false;
        }
        if let Some(clause) = clauses.last_mut() {
            clause.push(unit);
        }
    }
    let mut readings = Vec::new();
    for (number, clause) in clauses.iter().enumerate() {
        let lead = if number == 0 { by_act } else { None };
        let skip = if number == 0 { cue_length } else { 0 };
        readings.extend(read(matter, clause, skip, lead, alarm, context));
    }
    if readings.is_empty()
        && context.focus >= CLOSE
        && proposes_another(&clauses[0], cue_length, lead_of(by_act, &clauses[0][..cue_length]))
    {
        readings.push(Reading { side: -context.last, stated: true, weight: 0.7, ..Reading::default() });
    }
    decide(&readings, context)
}

/// The attitude of the cue.
fn lead_of(by_act: Option<i8>, cue: &[Unit]) -> Option<i8> {
    by_act.or_else(|| {
        cue.iter().find_map(|unit| match unit.effect {
            Some(Effect::Attitude(sign)) => Some(sign),
            _ => None,
        })
    })
}

/// "Recommends a poster campaign instead": another thing than the one that is talked about.
fn proposes_another(clause: &[Unit], skip: usize, lead: Option<i8>) -> bool {
    lead == Some(1)
        && clause[skip..].iter().enumerate().any(|(place, unit)| {
            unit.lower() == "instead" && clause[skip..].get(place + 1).is_none_or(|next| next.lower() != "of")
        })
}

/// The attitude that a speech act has whose cue is not in the lists.
const fn attitude_of(act: Act) -> Option<i8> {
    match act {
        Act::Support
        | Act::Praise
        | Act::Demand
        | Act::Want
        | Act::Promise
        | Act::Propose
        | Act::Order
        | Act::Agree => Some(1),
        Act::Oppose | Act::Criticise | Act::Deny | Act::Accuse => Some(-1),
        _ => None,
    }
}

fn is_border(unit: &Unit, after_comma: bool) -> bool {
    match unit.lower() {
        "." | ";" | ":" | "?" | "!" | "—" | "–" | "…" => true,
        "but" | "although" | "though" | "while" | "whereas" | "because" | "since" | "yet" => true,
        "and" | "so" | "arguing" | "saying" | "adding" | "as" => after_comma,
        _ => false,
    }
}

/// What one clause says.
#[derive(Clone, Copy, Debug, Default)]
struct Reading {
    side: i8,
    stated: bool,
    weight: f32,
    explicit: bool,
    conditional: bool,
    former: bool,
    open: bool,
}

/// Reads a clause whose first `skip` units are the cue.
fn read(
    matter: &Matter,
    clause: &[Unit],
    skip: usize,
    lead: Option<i8>,
    alarm: bool,
    context: &Context,
) -> Option<Reading> {
    let Anchored { base, first, last, certainty, absorbed, named } = anchored(matter, clause, context)?;
    let explicit = certainty >= 1.0;
    let window = if certainty < 0.7 {
        0..clause.len()
    } else {
        first.saturating_sub(REACH)..(last + REACH + 1).min(clause.len())
    };
    let mut side = base * lead.unwrap_or(1);
    let mut stated = lead.is_some()
        || clause[..skip]
            .iter()
            .any(|unit| matches!(unit.effect, Some(Effect::Permit(_) | Effect::Oblige(_))));
    let (mut valued, mut conditional, mut former, mut open) = (false, false, false, false);
    let mut alarmed = alarm;
    let mut demanded = false;
    let (mut governed, mut denied) = (None, None);
    let mut value: Option<(usize, i8)> = None;
    let mut deed: Option<usize> = None;
    for place in window {
        let unit = &clause[place];
        let in_cue = place < skip;
        match unit.effect {
            Some(Effect::Attitude(sign)) => {
                // Inside what is already wanted, a description: "for councillors who back it to go".
                if !in_cue && !stated && of_others(clause, skip, place, context) {
                    return None;
                }
                side *= sign;
                stated = true;
                governed = governed.or(Some(place));
            }
            // "They will have to": a forecast.
            Some(Effect::Demand) if place > 0 && matches!(clause[place - 1].lower(), "'ll" | "will") => {}
            Some(Effect::Demand) => demanded = true,
            // "Without worrying", "no fear".
            Some(Effect::Alarm) if denied.is_some_and(|before| place - before <= 3) => side = -side,
            Some(Effect::Alarm) => alarmed = true,
            Some(Effect::Not) if !(alarmed && place > last) => {
                side = -side;
                denied = Some(place);
            }
            Some(Effect::Open) => open = true,
            Some(Effect::Condition) => conditional = true,
            Some(Effect::Once) => former = true,
            // "Opposes the harmful plan as a burden" says why; "rejects claims that it is harmful" says what.
            Some(Effect::Value(_)) if governed.is_some_and(|from| !claims(&clause[from..place])) => {}
            Some(Effect::Value(sign)) if !alarmed => {
                valued = true;
                let merged = value.is_some_and(|(before, same)| same == sign && place - before <= 4);
                if !merged {
                    side *= sign;
                }
                value = Some((place, sign));
            }
            Some(Effect::Ill | Effect::Boon)
                if !alarmed && deed.is_some_and(|before| place - before <= 4) =>
            {
                valued = true;
                if unit.effect == Some(Effect::Ill) {
                    side = -side;
                }
            }
            Some(effect) if !(alarmed && place > last) => {
                if absorbed.is_some_and(|plan| place > plan) {
                    continue;
                }
                if let Some(sign) = effect.deed() {
                    side *= sign;
                    deed = Some(place);
                    // "We will build it": the speaker's own intention.
                    let own = place >= 2
                        && matches!(clause[place - 1].lower(), "will" | "'ll" | "shall")
                        && matches!(clause[place - 2].lower(), "we" | "i");
                    stated |= own;
                }
            }
            _ => {}
        }
        if unit.lower() == "if" && stated && place > first {
            conditional |=
                clause[..place].iter().any(|unit| matches!(unit.lower(), "would" | "could" | "'d"));
        }
    }
    if alarmed {
        side = -side;
    }
    // What ought to be must be the matter, not something else that shares a word with it.
    stated |= demanded && named;
    // A clause that names nothing of the matter says something about it only where its subject is left out.
    let implied = certainty < 0.7;
    let close = context.focus >= ADJACENT;
    if implied
        && (stated
            || alarmed && !close
            || !(alarmed || valued && lacks_subject(&clause[skip.min(clause.len())..])))
    {
        return open.then_some(Reading {
            side: 0,
            stated: false,
            weight: 0.0,
            explicit,
            conditional: false,
            former,
            open,
        });
    }
    let strength = match (stated, alarmed, valued) {
        (true, ..) => 1.0,
        (_, true, _) => 0.8,
        (.., true) => 0.55,
        _ if open => 0.0,
        _ => return None,
    };
    Some(Reading {
        side,
        stated,
        weight: strength * certainty,
        explicit,
        conditional: conditional && stated,
        former,
        open,
    })
}

/// "Would punish us", "a sledgehammer": what is said of something that stands before.
fn lacks_subject(units: &[Unit]) -> bool {
    const SUBJECTLESS: [&str; 16] = [
        "would", "will", "is", "was", "could", "can", "has", "may", "might", "which", "a", "an", "as", "are",
        "were", "'s",
    ];
    units.first().is_some_and(|unit| {
        SUBJECTLESS.contains(&unit.lower()) || matches!(unit.effect, Some(Effect::Value(_)))
    })
}

/// Whether an attitude is towards a claim, not towards the thing itself.
fn claims(units: &[Unit]) -> bool {
    units.iter().any(|unit| {
        matches!(
            unit.lower(),
            "that"
                | "claim"
                | "claims"
                | "suggestion"
                | "suggestions"
                | "notion"
                | "allegation"
                | "allegations"
                | "argument"
                | "arguments"
                | "accusation"
                | "accusations"
                | "charge"
                | "was"
                | "were"
                | "is"
                | "are"
        )
    })
}

/// Whether the attitude is somebody else's: "that the union opposes it".
fn of_others(clause: &[Unit], skip: usize, place: usize, context: &Context) -> bool {
    if context.document {
        return true;
    }
    // "They will have it over my dead body."
    if clause[place].words.iter().any(|word| matches!(word.lower.as_str(), "my" | "our")) {
        return false;
    }
    let from = place.saturating_sub(6).max(skip);
    clause[from..place]
        .iter()
        .rev()
        .find_map(|unit| match unit.lower() {
            "i" | "we" | "he" | "she" | "our" | "my" => Some(false),
            "they" | "opponents" | "critics" | "supporters" | "others" | "some" | "people" | "who" => {
                Some(true)
            }
            _ => unit.words.iter().any(|word| (context.is_other)(word)).then_some(true),
        })
        .unwrap_or(false)
}

fn decide(readings: &[Reading], context: &Context) -> Verdict {
    let stated = readings.iter().any(|reading| reading.stated);
    let counted = || readings.iter().filter(|reading| reading.stated || !stated);
    let sum: f32 = counted().map(|reading| f32::from(reading.side) * reading.weight).sum();
    let all: f32 = counted().map(|reading| reading.weight).sum();
    let open = readings.iter().any(|reading| reading.open) || context.act == Act::Decline;
    let decided = all > 0.0 && sum.abs() >= 0.3 && sum.abs() / all > 0.34 && !open;
    Verdict {
        side: if !decided {
            0
        } else if sum > 0.0 {
            1
        } else {
            -1
        },
        basis: if stated { Basis::Stated } else { Basis::Argued },
        weight: if all > 0.0 { (sum.abs() / all * sum.abs()).min(1.0) } else { 0.0 },
        conditional: counted().any(|reading| reading.conditional),
        former: counted().any(|reading| reading.former),
        open,
        explicit: readings.iter().any(|reading| reading.explicit),
    }
}

/// On which side that is which a sentence speaks of: -1 for "lifting the ban" where the ban is asked for. None when it
/// does nothing with the thing.
pub(super) fn mention(matter: &Matter, words: &[&Word], context: &Context) -> Option<i8> {
    let units = units(matter, words, context);
    let is_anchor = |unit: &Unit| matches!(unit.anchor, Some(Anchor::Thing | Anchor::Deed));
    let first = units.iter().position(is_anchor)?;
    let last = units.iter().rposition(is_anchor)?;
    let deeds = units[first.saturating_sub(4)..(last + 2).min(units.len())]
        .iter()
        .filter_map(|unit| unit.effect.and_then(Effect::deed));
    let mut any = false;
    let mut side = deeds.fold(matter.direction, |side, sign| {
        any = true;
        side * sign
    });
    // "A motion opposing the ban".
    for pair in units.windows(2) {
        if let (Some(Anchor::Plan | Anchor::Idea), Some(Effect::Attitude(sign))) =
            (pair[0].anchor, pair[1].effect)
        {
            side *= sign;
        }
    }
    if any { Some(side) } else { (matter.direction == 1).then_some(1) }
}
