//! Who stands where: judges the statements of a record on a user's questions.
//!
//! A pure function of record and question, so that a question can be asked of what was read long ago. [`matter`]
//! understands the question, [`focus`] knows where the text is about it, [`compose`] puts the side of a statement together
//! from its words, [`speakers`] carries a speaker's side to what else the speaker says about the matter.

mod anchors;
mod compose;
mod focus;
mod lexicon;
mod matter;
pub mod proposals;
mod speakers;
#[cfg(test)]
mod tests;
mod units;
mod words;

use types::{Act, Basis, Polarity, Position, Question, Record, Span, SpeakerKind, Stance, Statement, When};

use compose::{Context, Verdict, verdict};
use focus::Focus;
use matter::Matter;
use words::{Word, Words};

/// The version of these rules: positions that another version judged are judged again.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+3");

/// Questions, understood once for any number of records.
#[derive(Debug, Default)]
pub struct Questions {
    matters: Vec<Matter>,
}

impl Questions {
    /// Understands the questions.
    pub fn new(questions: &[Question]) -> Self {
        Self { matters: questions.iter().map(Matter::new).collect() }
    }

    /// The positions of the record's speakers, question by question, in order of the statements.
    pub fn positions(&self, record: &Record) -> Vec<Position> {
        if self.matters.is_empty() || record.statements.is_empty() {
            return Vec::new();
        }
        let text = Text::new(record);
        let spoken_of: Vec<(&Matter, Focus)> = self
            .matters
            .iter()
            .filter_map(|matter| Some((matter, Focus::of(matter, &text.words, SPOKEN_OF)?)))
            .collect();
        spoken_of.iter().flat_map(|(matter, focus)| text.positions(matter, focus, &spoken_of)).collect()
    }
}

/// A record with the look-ups that judgements need.
struct Text<'a> {
    record: &'a Record,
    words: Words,
    /// Mentions of actors, by their start.
    mentions: Vec<(Span, &'a str)>,
}

/// What is known of one statement on one question.
#[derive(Clone, Copy, Debug)]
struct Judged {
    verdict: Verdict,
    relevance: f32,
    focus: f32,
    /// Whether the whole document is about the matter.
    whole: bool,
    /// Whether the text says "had": before what else it tells.
    earlier: bool,
    /// Whether the text says "now".
    now: bool,
    /// Whether the speaker owns to have changed sides.
    reversal: bool,
    /// Whether the speaker is called one of a side: "defenders of the plan".
    described: bool,
    /// Whether the statement speaks of the matter by its own words.
    own: bool,
    /// Whether no side may be carried here: it is left open, or an accusation is denied.
    left_open: bool,
}

/// Words by which speakers own that they changed sides.
const REVERSALS: [&str; 11] = [
    "i was wrong",
    "we were wrong",
    "was mistaken",
    "changed my mind",
    "changed our minds",
    "changed his mind",
    "changed her mind",
    "changed their minds",
    "i got it wrong",
    "had a change of heart",
    "i have come round",
];

/// From this much on a statement is about the matter by its own words.
const RELEVANT: f32 = 0.35;
/// From this much on it is because of the text around it.
const FOCUSED: f32 = 0.3;
/// What a sentence must have of the question for the document to be looked at.
const SPOKEN_OF: f32 = 0.38;
/// From this much on a text that is about more than the matter has just spoken of it.
const BESIDE: f32 = 0.5;
/// Close enough for somebody who leaves a side open to mean this matter's.
const CLOSE: f32 = 0.6;
/// From this much on a statement that names nothing of this matter is about another one.
const NAMES_ANOTHER: f32 = 0.45;
/// A clause has hardly more words between its auxiliary and what the verb is about.
const BETWEEN: usize = 14;
/// What the text is about, where it names nothing: the matter with at least so much of the strongest one's strength.
const RIVAL: f32 = 0.5;

impl<'a> Text<'a> {
    fn new(record: &'a Record) -> Self {
        let mut mentions: Vec<(Span, &str)> = record
            .actors
            .iter()
            .flat_map(|actor| actor.mentions.iter().map(|&span| (span, actor.id.as_str())))
            .collect();
        mentions.sort();
        Self { record, words: Words::of(&record.document.text), mentions }
    }

    fn positions(&self, matter: &Matter, focus: &Focus, rivals: &[(&Matter, Focus)]) -> Vec<Position> {
        let mut judged: Vec<Option<Judged>> = self
            .record
            .statements
            .iter()
            .map(|statement| self.judge(matter, statement, focus, rivals))
            .collect();
        speakers::side_with(self, &mut judged);
        speakers::think_again(self, &mut judged);
        speakers::carry(self, &mut judged);
        let statements = self.record.statements.iter().zip(judged);
        statements.filter_map(|(statement, judged)| self.position(matter, statement, judged?)).collect()
    }

    /// What the statement says on the question by itself; none when it is about something else.
    fn judge(
        &self,
        matter: &Matter,
        statement: &Statement,
        focus: &Focus,
        rivals: &[(&Matter, Focus)],
    ) -> Option<Judged> {
        let cue = self.cue_words(statement);
        let content = self.own_words(statement);
        let relevance = matter.relevance(cue.iter().chain(&content).copied());
        let start = statement.content.first()?.start;
        let around = focus.at(matter, &self.words, start);
        if relevance < RELEVANT && around.strength < FOCUSED {
            return None;
        }
        // "The plan" is that of the question of which the text spoke last, and no other is meant where the words name theirs and
        // nothing of this one.
        if relevance < RELEVANT {
            let words = || cue.iter().chain(&content).copied();
            let strength = |focus: &Focus| focus.strength(&self.words, start);
            let names_another = || {
                rivals.iter().any(|(other, of_other)| {
                    other.relevance(words()) >= NAMES_ANOTHER && strength(of_other) >= around.strength
                })
            };
            if relevance == 0.0 && names_another() {
                return None;
            }
            let strongest = rivals.iter().map(|(_, focus)| strength(focus)).fold(0.0, f32::max);
            if around.strength < RIVAL * strongest {
                return None;
            }
        }
        let speaker = statement.speaker.actor.as_deref();
        let is_other = |word: &Word| {
            let next = self.mentions.partition_point(|(span, _)| span.end <= word.span.start);
            self.mentions.get(next).is_some_and(|(span, actor)| {
                span.contains(word.span) && Some(*actor) != speaker && word.capital
            })
        };
        let context = Context {
            focus: around.strength,
            whole: around.whole,
            relevance,
            last: around.side,
            document: statement.speaker.kind == SpeakerKind::Document,
            act: statement.act,
            is_other: &is_other,
        };
        let mut verdict = verdict(matter, &cue, &content, &context);
        if statement.act == Act::Ask || self.asks(statement) {
            return None;
        }
        // "Did not say": the negation stands before the cue.
        if statement.polarity == Polarity::Negated && !cue.iter().any(|word| is_negation(word)) {
            verdict.open |= matches!(statement.act, Act::Say | Act::Decline);
            verdict.side = if verdict.open { 0 } else { -verdict.side };
        }
        let left_open = verdict.open;
        verdict.open &= relevance >= RELEVANT || around.strength >= CLOSE;
        // A word or two of the question are about the matter only where the text has just spoken of it.
        let own = || {
            let words = cue.iter().chain(&content).copied();
            matter.is_spoken_of(words.clone()) || matter.is_done(words)
        };
        // "… or even their personnel. Osterby called for sending troops": what it leads up to.
        let leads_up = || relevance >= RELEVANT && focus.strength_after(&self.words, start) >= CLOSE;
        let barely = verdict.side != 0 && !around.whole && around.strength < BESIDE && !own() && !leads_up();
        if (verdict.side == 0 || barely) && !verdict.open {
            let source = self.inside(&statement.source);
            let described = compose::verdict(matter, &source, &[], &Context { act: Act::Say, ..context });
            if described.side != 0 && described.basis == Basis::Stated {
                verdict = Verdict { basis: Basis::Carried, ..described };
            }
        }
        let described = verdict.basis == Basis::Carried;
        if barely && !described {
            return None;
        }
        let said: Vec<&str> = content.iter().map(|word| word.lower.as_str()).collect();
        let has = |phrases: &[&str]| {
            phrases.iter().any(|phrase| {
                let phrase: Vec<&str> = phrase.split(' ').collect();
                said.windows(phrase.len()).any(|window| window == phrase)
            })
        };
        // "I once said so. I don't say it any more": the old side is gone, a new one is not told.
        if verdict.former && has(&["any more", "anymore", "no longer"]) {
            verdict.open = relevance >= RELEVANT;
        }
        let now = cue.iter().chain(&content).any(|word| word.lower == "now");
        let reversal = has(&REVERSALS);
        let earlier = cue.first().is_some_and(|word| word.lower == "had");
        Some(Judged {
            verdict,
            relevance,
            focus: around.strength,
            whole: around.whole,
            earlier,
            now,
            reversal,
            described,
            own: own(),
            left_open: left_open || statement.act == Act::Deny,
        })
    }

    /// Whether the speaker is the one who asks the questions of an interview.
    fn asks(&self, statement: &Statement) -> bool {
        let is_question = |other: &Statement| {
            other.cue.is_empty()
                && other.content.last().is_some_and(|span| {
                    span.of(&self.record.document.text).trim_end_matches(['"', '”', '’', ' ']).ends_with('?')
                })
        };
        let asker = statement.speaker.actor.as_ref();
        statement.cue.is_empty()
            && (is_question(statement)
                || asker.is_some()
                    && self
                        .record
                        .statements
                        .iter()
                        .filter(|other| other.speaker.actor.as_ref() == asker && is_question(other))
                        .count()
                        > 1)
    }

    /// The words of the cue. "Has on a public level maintained its prohibition against", of which the model marked "has" alone: what
    /// follows up to the content says on which side the speaker is.
    fn cue_words(&self, statement: &Statement) -> Vec<&Word> {
        let words = self.inside(&statement.cue);
        let auxiliary = |word: &&Word| {
            matches!(
                word.lower.as_str(),
                "has" | "have" | "had" | "is" | "are" | "was" | "were" | "been" | "be" | "will" | "would"
            )
        };
        let (Some(last), Some(content)) = (statement.cue.last(), statement.content.first()) else {
            return words;
        };
        if words.is_empty() || !words.iter().all(auxiliary) || last.end >= content.start {
            return words;
        }
        let between = self.words.inside(Span::new(last.end, content.start));
        let whole = between.len() <= BETWEEN && between.iter().all(|word| word.lower != ".");
        if whole { words.into_iter().chain(between).collect() } else { words }
    }

    /// The words of a statement without what it quotes of others who have a name.
    fn own_words(&self, statement: &Statement) -> Vec<&Word> {
        let quoted: Vec<Span> = self
            .record
            .statements
            .iter()
            .filter(|inner| {
                inner.nested_in.as_ref() == Some(&statement.id)
                    && inner.speaker.name.is_some()
                    && inner.speaker.actor != statement.speaker.actor
                    && matches!(inner.speaker.kind, SpeakerKind::Named | SpeakerKind::Role)
            })
            .flat_map(|inner| inner.content.iter().chain(&inner.cue).chain(&inner.source).copied())
            .collect();
        let mut words = self.inside(&statement.content);
        words.retain(|word| !quoted.iter().any(|span| span.contains(word.span)));
        words
    }

    fn inside(&self, spans: &[Span]) -> Vec<&Word> {
        spans.iter().flat_map(|&span| self.words.inside(span)).collect()
    }

    fn position(&self, matter: &Matter, statement: &Statement, judged: Judged) -> Option<Position> {
        let Verdict { side, basis, weight, conditional, former, open, .. } = judged.verdict;
        let stance = match side {
            _ if open => Stance::Unclear,
            0 => return None,
            _ if conditional => Stance::Conditional,
            1 => Stance::Favor,
            _ => Stance::Against,
        };
        Some(Position {
            question: matter.id.clone(),
            actor: statement.speaker.actor.clone(),
            name: statement.speaker.name.clone(),
            stance,
            statement: statement.id.clone(),
            date: self.date(statement, former),
            former,
            basis,
            confidence: confidence(basis, judged.own, weight, stance),
        })
    }

    /// When the position was taken; of a former one everything until then.
    fn date(&self, statement: &Statement, former: bool) -> Option<When> {
        let published = self.record.document.published.as_ref().map(|published| published.date);
        let date = statement.said.clone().or_else(|| {
            published.map(|day| When { value: day.to_string(), earliest: Some(day), latest: Some(day) })
        })?;
        let Some(latest) = date.latest.filter(|_| former) else { return Some(date) };
        Some(When { value: format!("/{latest}"), earliest: None, latest: Some(latest) })
    }
}

fn is_negation(word: &Word) -> bool {
    matches!(word.lower.as_str(), "not" | "n't" | "never" | "no" | "neither" | "nor" | "without")
}

/// How often a side with this evidence was right: the shares, rounded down, in 84 positions on 26 questions that were
/// asked of training articles which mostly speak of other things, and checked by hand. Where a question belongs to its
/// articles more are right.
fn confidence(basis: Basis, own: bool, weight: f32, stance: Stance) -> f32 {
    let most = match (stance, basis, own) {
        (Stance::Unclear, ..) => 0.6,
        (_, Basis::Stated, true) => 0.65,
        (_, Basis::Stated, false) => 0.35,
        (_, Basis::Argued, _) => 0.3,
        (_, Basis::Carried, _) => 0.25,
    };
    if basis == Basis::Stated { most * (0.8 + 0.2 * weight.min(1.0)) } else { most }
}
