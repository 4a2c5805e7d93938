use anyhow::bail;
use serde::Serialize;
use store::{Move, Stand, Standing, Store, moves, standings};
use types::wire::{Points, When};
use types::{Basis, Question, Stance};

use super::judged::catch_up;
use crate::arguments::{Format, StandsArguments};
use crate::display::{list, short, stands_page, word};
use crate::output::{CommandError, Finding, Output, say};

/// Shows who stands where on a question, or who moved.
pub fn run(arguments: &StandsArguments) -> anyhow::Result<Finding> {
    let path = &arguments.store.store;
    let mut store = Store::open_read_only(path)?;
    if store.positions_due()? > 0 {
        let mut writable = Store::open(path)?;
        catch_up(&mut writable)?;
        store = writable;
    }
    let question = question(&store, &arguments.question)?;
    let stands = store.stands(&question.id)?;
    let standings = standings(&stands);
    let mut output = Output::to(arguments.output.as_deref())?;
    if arguments.html {
        std::io::Write::write_all(&mut output, stands_page(&question, &standings).as_bytes())?;
    } else if arguments.changes {
        let columns = ["who", "from", "until", "words", "evidence", "to", "since", "words", "evidence"];
        let moved: Vec<Moved> = moves(&standings).iter().map(Moved::from).collect();
        list(&mut output, arguments.format, &columns, &moved, |moved| {
            let half = |shown: &Shown| [shown.side(), shown.day(), shown.words.clone(), shown.evidence()];
            let mut row = vec![moved.name.clone()];
            row.extend(half(&moved.from));
            row.extend(half(&moved.to));
            vec![row]
        })?;
        if moved.is_empty() {
            say("Nobody has moved, as far as the store knows.");
        }
    } else {
        let all: Vec<Row> = standings.iter().map(Row::from).collect();
        let columns = ["stance", "who", "since", "date", "side", "basis", "sure", "words", "evidence"];
        let whole = arguments.format == Format::Csv;
        list(&mut output, arguments.format, &columns, &all, |row| row.cells(whole))?;
        if all.is_empty() {
            say(&format!("{}: nobody takes a side, as far as the store knows.", question.id));
        }
    }
    output.finish()?;
    Ok(Finding::Good)
}

/// The question with this id, else the one whose id or wording has these words.
fn question(store: &Store, given: &str) -> anyhow::Result<Question> {
    let all = store.questions()?;
    if let Some(exact) = all.iter().find(|question| question.id == given) {
        return Ok(exact.clone());
    }
    let words: Vec<String> = given.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |question: &&Question| {
        let text = format!("{} {}", question.id, question.ask).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let found: Vec<&Question> = all.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => bail!(
            "{given}: no such question in {} (`onrecord question list` lists them, `onrecord question add` adds one)",
            store.path().display()
        ),
        several => {
            let lines: Vec<String> =
                several.iter().map(|question| format!("\n  {}  {}", question.id, question.ask)).collect();
            Err(CommandError::Usage(format!(
                "{given}: several questions fit; give one's id{}",
                lines.concat()
            ))
            .into())
        }
    }
}

/// A position as it is printed.
#[derive(Debug, Serialize)]
struct Shown {
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
#[derive(Debug, Serialize)]
struct Row {
    actor: Option<String>,
    name: String,
    /// `divided` beside the words of [`Stance`].
    stance: String,
    since: Option<String>,
    positions: Vec<Shown>,
}

impl From<&Standing> for Row {
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

impl Row {
    /// One row a position; for people, what repeats is left out.
    fn cells(&self, whole: bool) -> Vec<Vec<String>> {
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
#[derive(Debug, Serialize)]
struct Moved {
    actor: Option<String>,
    name: String,
    from: Shown,
    to: Shown,
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
