//! Questions that `resolve` may ask the model about words that it has chosen itself.

use crate::{Reading, Span};

/// Types of event after PLOVER as far as the model tells them apart: giving up a demand and giving up a place are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are PLOVER's, which defines them")]
pub enum EventType {
    Agree,
    Consult,
    Support,
    Cooperate,
    Aid,
    /// CONCEDE or RETREAT.
    Yield,
    Request,
    Accuse,
    Reject,
    Threaten,
    Protest,
    Sanction,
    Mobilize,
    Coerce,
    Assault,
}

impl EventType {
    /// All types, in the order of [`Verdict::kinds`].
    pub const ALL: &[Self] = &[
        Self::Agree,
        Self::Consult,
        Self::Support,
        Self::Cooperate,
        Self::Aid,
        Self::Yield,
        Self::Request,
        Self::Accuse,
        Self::Reject,
        Self::Threaten,
        Self::Protest,
        Self::Sanction,
        Self::Mobilize,
        Self::Coerce,
        Self::Assault,
    ];

    /// The name in upper case, as PLOVER writes it; `YIELD` for what CONCEDE and RETREAT share.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agree => "AGREE",
            Self::Consult => "CONSULT",
            Self::Support => "SUPPORT",
            Self::Cooperate => "COOPERATE",
            Self::Aid => "AID",
            Self::Yield => "YIELD",
            Self::Request => "REQUEST",
            Self::Accuse => "ACCUSE",
            Self::Reject => "REJECT",
            Self::Threaten => "THREATEN",
            Self::Protest => "PROTEST",
            Self::Sanction => "SANCTION",
            Self::Mobilize => "MOBILIZE",
            Self::Coerce => "COERCE",
            Self::Assault => "ASSAULT",
        }
    }
}

/// Words about which the model is asked. All spans lie in one block; what lies outside the sentences that `within`
/// touches is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The sentence, or a part of it.
    pub within: Span,
    /// Who does or says something, where that is known.
    pub source: Option<Span>,
    /// To whom it is done, or about whom or what it is said, where that is known.
    pub target: Option<Span>,
}

/// What the model makes of [`Asked`] words. Every array of probabilities adds up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// How likely each type of event is between source and target, if there is one, in the order of [`EventType::ALL`].
    pub kinds: [f32; 15],
    /// How likely the words lean against, neither way, toward the target: the source's leaning where there is a source,
    /// else the text's.
    pub leaning: [f32; 3],
}

/// A model that answers questions about one document. The answers depend on the arguments alone.
pub trait Judge {
    /// An answer to each question, in order; none for one that has neither source nor target, or whose spans lie in no
    /// prose or are not in one window.
    fn judge(&self, reading: &Reading, asked: &[Asked]) -> Vec<Option<Verdict>>;
}

/// Nobody: knows no answer.
impl Judge for () {
    fn judge(&self, _: &Reading, asked: &[Asked]) -> Vec<Option<Verdict>> {
        vec![None; asked.len()]
    }
}
