use serde::{Deserialize, Serialize};

use crate::{Span, When};

/// An attribution: somebody says, thinks or wants something (PARC / PolNeAR).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Unique within the document: `s1`, `s2`, … in order of the text.
    pub id: String,
    /// How it is reported.
    pub kind: StatementKind,
    /// The evidence for what; several spans when interrupted or over several paragraphs. Never empty.
    pub content: Vec<Span>,
    /// The evidence for who; empty when the text names nobody.
    pub source: Vec<Span>,
    /// The evidence that it is an attribution; empty for posts, labelled turns and free-standing quotations.
    pub cue: Vec<Span>,
    /// What kind of speech act the cue makes it.
    pub act: Act,
    /// Whether it is asserted that this was said.
    pub polarity: Polarity,
    /// Who, as judged.
    pub speaker: Speaker,
    /// To whom.
    pub addressee: Option<Party>,
    /// Through what.
    pub medium: Option<Party>,
    /// On which day it was said.
    pub said: Option<When>,
    /// The statement inside whose content this one stands.
    pub nested_in: Option<String>,
    /// Probability that the statement and its speaker are right, 0 to 1.
    pub confidence: f32,
}

/// How a statement is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    /// In quotation marks, a labelled turn, or a block quotation: the speaker's own words.
    Direct,
    /// In the reporter's words.
    Indirect,
    /// In the reporter's words with quoted pieces.
    Mixed,
    /// An embedded post, letter or message, signed by its author.
    Post,
}

/// Who made a statement, as judged from one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The actor's id in the record; none when unresolved.
    pub actor: Option<String>,
    /// The fullest name that the document gives; none when unresolved.
    pub name: Option<String>,
    /// The role under which the document presents the speaker ("NATO Secretary-General").
    pub role: Option<String>,
    /// What sort of speaker.
    pub kind: SpeakerKind,
    /// Why the speaker is unresolved, in words for people.
    pub reason: Option<String>,
}

/// Sorts of speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerKind {
    /// A person or body with a name.
    Named,
    /// Known by role only ("the defence minister").
    Role,
    /// Kept from the reader ("a senior official who asked not to be named").
    Anonymous,
    /// Several ("analysts", "residents").
    Collective,
    /// A report, poll, filing, letter.
    Document,
    /// Not known; `reason` says why.
    Unresolved,
}

/// An addressee or medium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The name, as the document gives it.
    pub name: String,
    /// The evidence.
    pub span: Option<Span>,
}

/// Speech acts and attitudes, read off the cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "plain words of the field")]
pub enum Act {
    Say,
    Ask,
    Deny,
    Support,
    Oppose,
    Demand,
    Promise,
    Threaten,
    Accuse,
    Predict,
    Believe,
    Want,
    Decline,
    Order,
    Propose,
    Announce,
    Agree,
    Praise,
    Criticise,
    Warn,
}

/// Whether the text asserts that the statement was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// It was made.
    Asserted,
    /// It was not made, or refused ("did not say whether", "declined to comment").
    Negated,
    /// It might be made ("would say", "if asked").
    Hypothetical,
}
