//! Positions, standings and moves as lists have them: the same for the command line and for programs.

use serde::Serialize;
use store::{Move, Stand, Standing};
use types::wire::{Points, When};
use types::{Basis, Stance};

use super::csv_rows::word;
use super::table::short;

/// The columns of standings.
pub const STANDING_COLUMNS: [&str; 9] =
    ["stance", "who", "since", "date", "side", "basis", "sure", "words", "evidence"];

/// The columns of moves.
pub const MOVE_COLUMNS: [&str; 9] =
    ["who", "from", "until", "words", "evidence", "to", "since", "words", "evidence"];

/// The columns of positions.
pub const POSITION_COLUMNS: [&str; 14] = [
    "question",
    "date",
    "stance",
    "former",
    "who",
    "actor",
    "basis",
    "confidence",
    "words",
    "document",
    "statement",
    "outlet",
    "title",
    "url",
];

/// A position by whom it is taken.
#[derive(Clone, Debug, Serialize)]
pub struct PositionRow {
    question: String,
    actor: Option<String>,
    name: Option<String>,
    #[serde(flatten)]
    shown: Shown,
}

impl From<&Stand> for PositionRow {
    fn from(stand: &Stand) -> Self {
        let said = &stand.said;
        Self {
            question: stand.question.clone(),
            actor: said.archive_actor.clone(),
            name: said.speaker().map(str::to_owned),
            shown: Shown::from(stand),
        }
    }
}

impl PositionRow {
    /// The cells of [`POSITION_COLUMNS`].
    pub fn cells(&self) -> Vec<String> {
        let (shown, text) = (&self.shown, |text: &Option<String>| text.clone().unwrap_or_default());
        vec![
            self.question.clone(),
            shown.day(),
            word(shown.stance),
            shown.former.to_string(),
            text(&self.name),
            text(&self.actor),
            word(shown.basis),
            shown.confidence.to_string(),
            shown.words.clone(),
            shown.document.clone(),
            shown.statement.clone(),
            text(&shown.outlet),
            text(&shown.title),
            text(&shown.url),
        ]
    }
}

/// A position as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    stance: Stance,
    former: bool,
    date: Option<When>,
    basis: Basis,
    confidence: f32,
    words: String,
    cue: Option<String>,
    document: String,
    title: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    statement: String,
    content: Vec<Points>,
}

impl From<&Stand> for Shown {
    fn from(stand: &Stand) -> Self {
        let said = &stand.said;
        Self {
            stance: stand.stance,
            former: stand.former,
            date: stand.date.as_ref().map(When::from),
            basis: stand.basis,
            confidence: stand.confidence,
            words: said.content_text.clone(),
            cue: said.cue_text.clone(),
            document: said.document.clone(),
            title: said.title.clone(),
            outlet: said.outlet.clone(),
            url: said.url.clone(),
            statement: said.statement.clone(),
            content: said.content.clone(),
        }
    }
}

impl Shown {
    fn side(&self) -> String {
        if self.former { format!("once {}", word(self.stance)) } else { word(self.stance) }
    }

    fn day(&self) -> String {
        self.date.as_ref().map(|date| date.value.clone()).unwrap_or_default()
    }

    fn evidence(&self) -> String {
        format!("{}#{}", short(&self.document), self.statement)
    }
}

/// Somebody's standing as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct StandingRow {
    actor: Option<String>,
    name: String,
    /// `divided` beside the words of [`Stance`].
    stance: String,
    since: Option<String>,
    positions: Vec<Shown>,
}

impl From<&Standing> for StandingRow {
    fn from(standing: &Standing) -> Self {
        Self {
            actor: standing.actor.clone(),
            name: standing.name.clone(),
            stance: standing.stance.map_or_else(|| "divided".to_owned(), word),
            since: standing.since.map(|day| day.to_string()),
            positions: standing.stands.iter().map(Shown::from).collect(),
        }
    }
}

impl StandingRow {
    /// One row a position; for people, what repeats is left out.
    pub fn cells(&self, whole: bool) -> Vec<Vec<String>> {
        let cells = |(number, shown): (usize, &Shown)| {
            let head = |text: &str| if whole || number == 0 { text.to_owned() } else { String::new() };
            vec![
                head(&self.stance),
                head(&self.name),
                head(self.since.as_deref().unwrap_or_default()),
                shown.day(),
                shown.side(),
                word(shown.basis),
                format!("{:.2}", shown.confidence),
                match &shown.cue {
                    Some(cue) => format!("{cue}: {}", shown.words),
                    None => shown.words.clone(),
                },
                if whole { format!("{}#{}", shown.document, shown.statement) } else { shown.evidence() },
            ]
        };
        self.positions.iter().enumerate().map(cells).collect()
    }
}

/// A move as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct Moved {
    actor: Option<String>,
    name: String,
    from: Shown,
    to: Shown,
}

impl Moved {
    /// The cells of [`MOVE_COLUMNS`].
    pub fn cells(&self) -> Vec<String> {
        let half = |shown: &Shown| [shown.side(), shown.day(), shown.words.clone(), shown.evidence()];
        let mut cells = vec![self.name.clone()];
        cells.extend(half(&self.from));
        cells.extend(half(&self.to));
        cells
    }
}

impl From<&Move> for Moved {
    fn from(one: &Move) -> Self {
        Self {
            actor: one.actor.clone(),
            name: one.name.clone(),
            from: Shown::from(&one.from),
            to: Shown::from(&one.to),
        }
    }
}
