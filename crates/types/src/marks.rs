use serde::{Deserialize, Serialize};

use crate::{ParsedSentence, Span, TimeExpression};

/// What `annotate` found in one text: evidence, no judgement. Everything is in order of its start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Source, cue and content spans (PolNeAR roles). Content spans do not overlap each other.
    pub attribution: Vec<AttributionMark>,
    /// Named entities.
    pub entities: Vec<EntityMark>,
    /// Time expressions.
    pub times: Vec<TimeMark>,
    /// Quantities. They overlap no time expression, except lengths of time that no calendar measures
    /// ("40,000 years").
    pub quantities: Vec<QuantityMark>,
    /// Words that may tell of an event. They may overlap where a word has several senses.
    pub triggers: Vec<TriggerMark>,
    /// The sentences that were parsed, each with its words and what they depend on.
    pub syntax: Vec<ParsedSentence>,
    /// Whether sentences were parsed for events; else those alone in which a report may stand inside another.
    pub parsed_for_events: bool,
    /// Name and version of the model that made the marks.
    pub model: String,
}

/// A word that may tell of an event, in one of its senses. What the sentence around it must look like for it to do so is
/// part of the sense: `resolve` judges it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TriggerMark {
    /// The verb or noun, with its particle.
    pub span: Span,
    /// Verb or noun.
    pub form: TriggerForm,
    /// PLOVER type, upper case.
    pub kind: &'static str,
    /// PLOVER mode.
    pub mode: Option<&'static str>,
    /// Where the recipient stands: names of roles ("object") and prepositions, the first that is there counts.
    pub recipient: &'static [&'static str],
    /// What must hold in the sentence, in the words of the lexicon.
    pub conditions: &'static [&'static str],
}

/// What a trigger is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "plain words")]
pub enum TriggerForm {
    Verb,
    Noun,
}

/// A span that plays a role in an attribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttributionMark {
    /// Which role.
    pub role: Role,
    /// Where.
    pub span: Span,
    /// The model's mean probability of the role over the span's tokens, 0 to 1.
    pub score: f32,
}

/// Roles of an attribution, after PARC and PolNeAR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Whoever says, thinks or wants it.
    Source,
    /// The words that make it an attribution ("said", "according to").
    Cue,
    /// What is said, thought or wanted.
    Content,
}

/// A named entity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EntityMark {
    /// What kind of thing it names.
    pub kind: EntityKind,
    /// Where.
    pub span: Span,
    /// The model's mean probability of the kind over the span's tokens, 0 to 1.
    pub score: f32,
}

/// Kinds of named entity, the coarse set that news corpora agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// A person's name, without titles.
    Person,
    /// A company, party, agency, outlet, team.
    Organisation,
    /// A country, city, region, building, body of water.
    Place,
    /// Nationality, religious or political group ("French", "Republicans").
    Group,
    /// Anything else that has a name: laws, wars, works, products.
    Other,
}

/// A time expression with its meaning as far as its own words give it; `resolve` adds the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeMark {
    /// Where.
    pub span: Span,
    /// What its words say.
    pub expression: TimeExpression,
}

/// A quantity with its meaning as far as its own words and the unit that they continue give it; `resolve` adds the
/// SI value.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantityMark {
    /// Where, with the words that bound or weaken it ("more than 60 ships").
    pub span: Span,
    /// The number multiplied out ("2.8 million" is 2800000); of a range the lower end.
    pub value: f64,
    /// The upper end of a range ("between 10 and 20").
    pub upper: Option<f64>,
    /// What is measured or counted.
    pub unit: QuantityUnit,
    /// What it is stated for ("a day", "per barrel"): a singular noun.
    pub per: Option<String>,
    /// How the words bound the number, when they do.
    pub bound: Option<Bound>,
    /// What is measured or counted, when the words around say it: the noun phrase ("civilians", "military aid"), then
    /// what befell those who are counted ("killed").
    pub of: Vec<Span>,
}

/// What a quantity counts or measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuantityUnit {
    /// "61%".
    Percent,
    /// "six percentage points".
    PercentagePoint,
    /// "two thirds", "one in five": the value is the part of the whole.
    Fraction,
    /// "eight to one": the value is the first over the second.
    Ratio,
    /// "three times as many".
    Factor,
    /// Money: the ISO 4217 code.
    Money(&'static str),
    /// A unit of measurement: its singular English name, or its symbol when it is made of two (`km/h`).
    Measure(&'static str),
    /// People or things: the head noun as written.
    Count(String),
    /// A number whose words name no unit.
    Unnamed,
}

/// How words bound a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// "about", "nearly", "some".
    About,
    /// "more than", "at least".
    AtLeast,
    /// "up to", "less than".
    AtMost,
}
