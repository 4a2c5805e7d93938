use serde::{Deserialize, Serialize};

use crate::{Bound, Document, Party, Span, Statement, TimedSpan, When};

/// Everything that is kept of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The document.
    pub document: Document,
    /// Who said what.
    pub statements: Vec<Statement>,
    /// Who appears.
    pub actors: Vec<Actor>,
    /// Time expressions.
    pub times: Vec<TimedSpan>,
    /// Places.
    pub places: Vec<Place>,
    /// Quantities.
    pub quantities: Vec<Quantity>,
    /// Who did what to whom.
    pub events: Vec<Event>,
    /// Who stands where.
    pub positions: Vec<Position>,
    /// What was odd, in words for people.
    pub notes: Vec<String>,
    /// What made the record.
    pub made_by: MadeBy,
}

/// The versions of code and model that made a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeBy {
    /// Version of the program.
    pub onrecord: String,
    /// Name and version of the reader model.
    pub model: String,
}

/// Somebody or something that can speak or act, as one document knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Unique within the document: `a1`, `a2`, … in order of first mention.
    pub id: String,
    /// The fullest name that the document gives.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Roles under which the document presents it, in order of mention, without repetition.
    pub roles: Vec<String>,
    /// Where it is mentioned by name, role or pronoun, as far as that was resolved.
    pub mentions: Vec<Span>,
    /// The country whose government it is or speaks for ("Moscow", "the White House"): ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub government_of: Option<String>,
    /// How it is related to other actors of the document, who remain others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ties: Vec<Tie>,
}

/// A relation of an actor to another one of the same document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// What it is.
    pub kind: TieKind,
    /// The other actor's id in the record.
    pub actor: String,
}

/// Relations between actors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieKind {
    /// It bears the other's name: "the Roe administration" and Jo Roe.
    NamedAfter,
    /// Both are or speak for one country's government: "the White House" and "the Roe administration".
    SameGovernment,
    /// The person's role names the other: "Garden Fund director" and the Garden Fund.
    RoleAt,
}

/// Kinds of actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "plain words")]
pub enum ActorKind {
    Person,
    Organisation,
    Government,
    Group,
    Document,
    Place,
}

/// A place that the text mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Where it is mentioned.
    pub span: Span,
    /// The gazetteer's name; none when it was not found there.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
}

/// A quantity that the text states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Where.
    pub span: Span,
    /// The number, in `unit`; of a range the lower end.
    pub value: Option<f64>,
    /// The upper end of a range, in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// How the words bound the number, when they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// The unit as written, singular.
    pub unit: Option<String>,
    /// The number, in `si_unit`.
    pub si_value: Option<f64>,
    /// The SI unit (UCUM code).
    pub si_unit: Option<String>,
    /// What is measured or counted, in the text's words ("people killed", "military aid"), where they say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// Somebody does something to somebody (PLOVER).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// PLOVER type, upper case.
    pub kind: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// Who.
    pub actor: Option<Participant>,
    /// To whom.
    pub recipient: Option<Participant>,
    /// Where.
    pub place: Option<Party>,
    /// When.
    pub when: Option<When>,
    /// How many were killed, where the words of the event say so; of a range the lower end.
    #[serde(default)]
    pub killed: Option<f64>,
    /// How many were wounded.
    #[serde(default)]
    pub wounded: Option<f64>,
    /// How many took part in a protest.
    #[serde(default)]
    pub size: Option<f64>,
    /// The words.
    pub evidence: Span,
    /// Further places of the document that tell of the same event, in order.
    #[serde(default)]
    pub mentions: Vec<Span>,
    /// Whether it happened, as far as the text says.
    pub factuality: Factuality,
    /// The statement that says so, or of a verbal event the statement that it is; none when the outlet itself does.
    pub statement: Option<String>,
}

/// Who takes part in an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The name: the fullest that the document gives, or the words that describe it.
    pub name: String,
    /// The evidence.
    pub span: Option<Span>,
    /// The actor's id in the record, if it is one of the record's actors.
    #[serde(default)]
    pub actor: Option<String>,
}

/// The four corners of event data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "plain words of the field")]
pub enum Quad {
    VerbalCooperation,
    MaterialCooperation,
    VerbalConflict,
    MaterialConflict,
}

/// PLOVER's types, the quad that each belongs to, and the CAMEO root code that comes closest.
const TYPES: [(&str, Quad, &str); 16] = [
    ("AGREE", Quad::VerbalCooperation, "03"),
    ("CONSULT", Quad::VerbalCooperation, "04"),
    ("SUPPORT", Quad::VerbalCooperation, "05"),
    ("CONCEDE", Quad::VerbalCooperation, "08"),
    ("COOPERATE", Quad::MaterialCooperation, "06"),
    ("AID", Quad::MaterialCooperation, "07"),
    ("RETREAT", Quad::MaterialCooperation, "08"),
    ("REQUEST", Quad::VerbalConflict, "10"),
    ("ACCUSE", Quad::VerbalConflict, "11"),
    ("REJECT", Quad::VerbalConflict, "12"),
    ("THREATEN", Quad::VerbalConflict, "13"),
    ("PROTEST", Quad::MaterialConflict, "14"),
    ("MOBILIZE", Quad::MaterialConflict, "15"),
    ("SANCTION", Quad::MaterialConflict, "16"),
    ("COERCE", Quad::MaterialConflict, "17"),
    ("ASSAULT", Quad::MaterialConflict, "18"),
];

impl Event {
    /// The CAMEO root code that comes closest to the PLOVER type; of fights with heavy weapons that of fighting.
    pub fn cameo_root(&self) -> Option<&'static str> {
        let heavy = ["heavy-weapons", "aerial", "drone", "firearms"];
        if self.kind == "ASSAULT" && self.mode.as_deref().is_some_and(|mode| heavy.contains(&mode)) {
            return Some("19");
        }
        TYPES.iter().find(|(name, ..)| *name == self.kind).map(|(.., root)| *root)
    }

    /// Verbal or material, cooperation or conflict.
    pub fn quad(&self) -> Option<Quad> {
        TYPES.iter().find(|(name, ..)| *name == self.kind).map(|(_, quad, _)| *quad)
    }
}

/// Whether an event happened, as far as the text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "plain words")]
pub enum Factuality {
    Asserted,
    Denied,
    Alleged,
    Planned,
    Hypothetical,
}

/// An actor's side on a question, in one statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// The question's id.
    pub question: String,
    /// The actor's id in the record.
    pub actor: Option<String>,
    /// The actor's name.
    pub name: Option<String>,
    /// The side.
    pub stance: Stance,
    /// The statement's id.
    pub statement: String,
    /// When: the days on which it was said, else the day of publication; of a former position everything until then.
    pub date: Option<When>,
    /// Whether it was held once and is said to be held no more.
    pub former: bool,
    /// What shows the side.
    pub basis: Basis,
    /// Probability that the stance is right, given that the statement is, 0 to 1.
    pub confidence: f32,
}

/// What shows an actor's side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The statement says it: it backs, opposes or demands what the question asks for.
    #[default]
    Stated,
    /// The statement gives a reason for or against: it praises or blames the matter or what follows from it.
    Argued,
    /// The statement is about the matter, and its speaker takes this side elsewhere in the document.
    Carried,
}

/// Sides on a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "plain words")]
pub enum Stance {
    Favor,
    Against,
    Conditional,
    Unclear,
}
