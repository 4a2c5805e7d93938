use anyhow::bail;
use store::{StandQuery, Store, moves, standings};
use types::Question;

use super::judged::catch_up;
use crate::arguments::{Format, StandsArguments};
use crate::display::{MOVE_COLUMNS, Moved, STANDING_COLUMNS, StandingRow, list, stands_page};
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
    let stands =
        store.stands(&StandQuery { question: Some(question.id.clone()), ..StandQuery::default() })?;
    let standings = standings(&stands);
    let mut output = Output::to(arguments.output.as_deref())?;
    if arguments.html {
        std::io::Write::write_all(&mut output, stands_page(&question, &standings).as_bytes())?;
    } else if arguments.changes {
        let moved: Vec<Moved> = moves(&standings).iter().map(Moved::from).collect();
        list(&mut output, arguments.format, &MOVE_COLUMNS, &moved, |moved| vec![moved.cells()])?;
        if moved.is_empty() {
            say("Nobody has moved, as far as the store knows.");
        }
    } else {
        let all: Vec<StandingRow> = standings.iter().map(StandingRow::from).collect();
        let whole = arguments.format == Format::Csv;
        list(&mut output, arguments.format, &STANDING_COLUMNS, &all, |row| row.cells(whole))?;
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
