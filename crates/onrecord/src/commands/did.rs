use std::io::Write;

use store::{DidQuery, Happening, Store};

use crate::arguments::{DidArguments, DidFormat, Format};
use crate::display::{HAPPENING_COLUMNS, geojson, happening_cells, happening_row, list};
use crate::output::{Finding, Output, say};

/// Lists the events that match.
pub fn run(arguments: DidArguments) -> anyhow::Result<Finding> {
    let store = Store::open_read_only(&arguments.store.store)?;
    let period = arguments.when;
    let limit = arguments.limit;
    let query = DidQuery {
        who: arguments.who,
        to: arguments.to,
        kinds: arguments.kinds.iter().map(|kind| kind.name().to_owned()).collect(),
        place: arguments.place,
        from: period.and_then(|period| period.first),
        until: period.and_then(|period| period.last),
        factuality: arguments.factuality.map(Into::into),
        document: arguments.document,
        versions: (&arguments.versions).into(),
        // One more than is shown, to know whether there are more.
        limit: (limit > 0).then(|| limit.saturating_add(1)),
        ..DidQuery::default()
    };
    let mut found = store.did(&query)?;
    let more = limit > 0 && found.len() > limit;
    if more {
        found.truncate(limit);
    }
    let output = Output::to(arguments.output.as_deref())?;
    match arguments.format {
        DidFormat::Table => print(output, Format::Table, &found)?,
        DidFormat::Json => print(output, Format::Json, &found)?,
        DidFormat::Jsonl => print(output, Format::Jsonl, &found)?,
        DidFormat::Csv => print(output, Format::Csv, &found)?,
        DidFormat::Geojson => {
            let mut output = output;
            serde_json::to_writer(&mut output, &geojson(&found))?;
            output.write_all(b"\n")?;
            output.finish()?;
        }
    }
    match found.len() {
        0 => say("No event matches; `onrecord did` without filters lists all."),
        shown if more => say(&format!("The first {shown} are shown; --limit 0 lists all.")),
        _ => {}
    }
    Ok(Finding::Good)
}

fn print(mut output: Output, format: Format, found: &[Happening]) -> anyhow::Result<()> {
    if format == Format::Table {
        let columns = ["when", "type", "actor", "recipient", "place", "happened", "stories", "words"];
        list(&mut output, format, &columns, found, |happening| vec![happening_row(happening)])?;
    } else {
        list(&mut output, format, &HAPPENING_COLUMNS, found, happening_cells)?;
    }
    output.finish()
}
