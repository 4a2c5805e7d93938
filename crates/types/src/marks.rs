use crate::{Span, TimeExpression};

/// What `annotate` found in one text: evidence, no judgement. Everything is in order of its start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Source, cue and content spans (PolNeAR roles). Content spans do not overlap each other.
    pub attribution: Vec<AttributionMark>,
    /// Named entities.
    pub entities: Vec<EntityMark>,
    /// Time expressions.
    pub times: Vec<TimeMark>,
    /// Name and version of the model that made the marks.
    pub model: String,
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
