use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use onrecord::{Spoken, suggest};
use serde::Serialize;
use store::{SaidQuery, SaidRow, Store};
use types::{Polarity, Stance};

use super::question::id_of;
use crate::arguments::Format;
use crate::display::{count, list, printable, word};
use crate::output::{Output, say};

/// A question that the archive raises, with those who take a side on it.
#[derive(Serialize)]
struct Suggested<'a> {
    id: String,
    ask: String,
    favor: Vec<&'a str>,
    against: Vec<&'a str>,
    statements: Vec<Stated<'a>>,
}

/// A statement that takes a side.
#[derive(Serialize)]
struct Stated<'a> {
    stance: Stance,
    speaker: &'a str,
    document: &'a str,
    statement: &'a str,
    published: Option<jiff::civil::Date>,
    cue_text: Option<&'a str>,
    content_text: &'a str,
}

/// Prints the questions that the statements of the store raise and that are not asked yet.
pub fn run(path: &Path, limit: usize, format: Format) -> anyhow::Result<()> {
    let store = Store::open_read_only(path)?;
    let rows = store.said(&SaidQuery::default())?;
    let rows: Vec<&SaidRow> =
        rows.iter().filter(|row| row.polarity == Polarity::Asserted && row.speaker().is_some()).collect();
    let spoken: Vec<Spoken> = rows
        .iter()
        .map(|row| Spoken {
            cue: row.cue_text.as_deref().unwrap_or_default(),
            content: &row.content_text,
            act: row.act,
            speaker: row.archive_actor.as_deref().or(row.speaker()).unwrap_or_default(),
            document: &row.document,
        })
        .collect();
    let asked: BTreeSet<String> = store.questions()?.into_iter().map(|question| question.id).collect();
    let mut ids = asked.clone();
    let mut all: Vec<Suggested> = Vec::new();
    for suggestion in suggest(&spoken) {
        if all.len() == limit {
            break;
        }
        let id = id_of(&suggestion.ask);
        if asked.contains(&id) || suggestion.sides.is_empty() {
            continue;
        }
        let id = (1..).map(|number| if number == 1 { id.clone() } else { format!("{id}-{number}") });
        let Some(id) = id.take(limit.saturating_add(asked.len() + 1)).find(|id| !ids.contains(id)) else {
            continue;
        };
        ids.insert(id.clone());
        let statements: Vec<Stated> = suggestion
            .sides
            .iter()
            .filter_map(|(index, stance)| Some((*rows.get(*index)?, *stance)))
            .map(|(row, stance)| Stated {
                stance,
                speaker: row.speaker().unwrap_or_default(),
                document: &row.document,
                statement: &row.statement,
                published: row.published,
                cue_text: row.cue_text.as_deref(),
                content_text: &row.content_text,
            })
            .collect();
        let on = |wanted: Stance| {
            let names: BTreeSet<&str> =
                statements.iter().filter(|one| one.stance == wanted).map(|one| one.speaker).collect();
            names.into_iter().collect()
        };
        let (favor, against) = (on(Stance::Favor), on(Stance::Against));
        all.push(Suggested { id, ask: suggestion.ask, favor, against, statements });
    }
    let output = Output::to(None)?;
    if matches!(format, Format::Table) {
        questions(output, &all)?;
    } else {
        let columns = [
            "id",
            "ask",
            "stance",
            "speaker",
            "document",
            "statement",
            "published",
            "cue_text",
            "content_text",
        ];
        list(output, format, &columns, &all, |suggested| {
            let row = |one: &Stated| {
                vec![
                    suggested.id.clone(),
                    suggested.ask.clone(),
                    word(one.stance),
                    one.speaker.to_owned(),
                    one.document.to_owned(),
                    one.statement.to_owned(),
                    one.published.map(|day| day.to_string()).unwrap_or_default(),
                    one.cue_text.unwrap_or_default().to_owned(),
                    one.content_text.to_owned(),
                ]
            };
            suggested.statements.iter().map(row).collect()
        })?;
    }
    if all.is_empty() {
        say("Nobody took sides on one proposal with somebody else in what is stored.");
    }
    Ok(())
}

/// A file of questions, each under a comment with its statements.
fn questions(mut output: impl Write, all: &[Suggested]) -> anyhow::Result<()> {
    for (number, suggested) in all.iter().enumerate() {
        if number > 0 {
            writeln!(output)?;
        }
        let (favor, against) = (suggested.favor.len(), suggested.against.len());
        writeln!(
            output,
            "# {favor} for, {against} against, in {}",
            count(suggested.statements.len(), "statement")
        )?;
        for one in &suggested.statements {
            let words = [one.cue_text.unwrap_or_default(), one.content_text].join(" ");
            let day = one.published.map(|day| format!(", {day}")).unwrap_or_default();
            writeln!(
                output,
                "# {}: {}: {} ({}{day})",
                word(one.stance),
                printable(one.speaker),
                printable(words.trim()),
                printable(one.document),
            )?;
        }
        writeln!(output, "[[question]]")?;
        writeln!(output, "id = {}", toml::Value::String(suggested.id.clone()))?;
        writeln!(output, "ask = {}", toml::Value::String(suggested.ask.clone()))?;
    }
    Ok(())
}
