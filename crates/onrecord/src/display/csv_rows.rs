//! One row a statement, safe to open in a spreadsheet.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;
use store::SaidRow;
use types::wire::{self, Points};

use super::printer::RowDocument;
use super::{Row, facts};

/// The columns of every list of statements. Spans are JSON, `[[start,end],…]`, so that no spreadsheet takes them for a date.
pub const STATEMENT_COLUMNS: [&str; 27] = [
    "document",
    "url",
    "outlet",
    "title",
    "published",
    "statement",
    "kind",
    "act",
    "polarity",
    "speaker",
    "speaker_role",
    "speaker_kind",
    "archive_actor",
    "unresolved_because",
    "said",
    "said_earliest",
    "said_latest",
    "content_text",
    "content",
    "source_text",
    "source",
    "cue_text",
    "cue",
    "addressee",
    "medium",
    "nested_in",
    "confidence",
];

/// Those that only a whole record gives.
const RECORD_COLUMNS: [&str; 7] =
    ["published_basis", "speaker_actor", "times", "places", "quantities", "events", "positions"];

/// The rows as CSV, after a header if asked for.
pub fn csv(rows: &[Row<'_>], header: bool) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if header {
        writer.write_record(STATEMENT_COLUMNS.iter().chain(&RECORD_COLUMNS))?;
    }
    for Row { document, statement, times, places, quantities, events, positions } in rows {
        let mut cells = statement_cells(document, statement);
        cells.extend([
            document.published_basis.map(word).unwrap_or_default(),
            statement.speaker.actor.clone().unwrap_or_default(),
            list(times, |time| facts::time(time)),
            list(places, |place| facts::place(place)),
            list(quantities, |quantity| facts::quantity(quantity)),
            list(events, |event| facts::event(event)),
            list(positions, |position| facts::position(position)),
        ]);
        writer.write_record(cells.iter().map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// The cells of [`STATEMENT_COLUMNS`].
fn statement_cells(document: &RowDocument<'_>, statement: &wire::Statement) -> Vec<String> {
    let (speaker, said) = (&statement.speaker, statement.said.as_ref());
    let text = |text: Option<&'_ str>| text.unwrap_or_default().to_owned();
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    vec![
        document.id.to_owned(),
        text(document.url),
        text(document.outlet),
        text(document.title),
        text(document.published),
        statement.id.clone(),
        word(statement.kind),
        word(statement.act),
        word(statement.polarity),
        text(speaker.name.as_deref()),
        text(speaker.role.as_deref()),
        word(speaker.kind),
        text(speaker.archive.as_deref()),
        text(speaker.reason.as_deref()),
        text(said.map(|said| said.value.as_str())),
        day(said.and_then(|said| said.earliest)),
        day(said.and_then(|said| said.latest)),
        statement.content_text.clone(),
        spans(&statement.content),
        text(statement.source_text.as_deref()),
        spans(&statement.source),
        text(statement.cue_text.as_deref()),
        spans(&statement.cue),
        text(statement.addressee.as_ref().map(|party| party.name.as_str())),
        text(statement.medium.as_ref().map(|party| party.name.as_str())),
        text(statement.nested_in.as_deref()),
        statement.confidence.to_string(),
    ]
}

/// The same of a row of the store.
pub fn said_cells(said: &SaidRow) -> Vec<String> {
    let published = said.published.map(|day| day.to_string());
    let document = RowDocument {
        id: &said.document,
        url: said.url.as_deref(),
        title: said.title.as_deref(),
        outlet: said.outlet.as_deref(),
        published: published.as_deref(),
        published_basis: None,
    };
    let party = |name: &Option<String>| name.clone().map(|name| wire::Named { name, span: None });
    let statement = wire::Statement {
        id: said.statement.clone(),
        kind: said.kind,
        content: said.content.clone(),
        content_text: said.content_text.clone(),
        source: said.source.clone(),
        source_text: said.source_text.clone(),
        cue: said.cue.clone(),
        cue_text: said.cue_text.clone(),
        act: said.act,
        polarity: said.polarity,
        speaker: said_speaker(said),
        addressee: party(&said.addressee),
        medium: party(&said.medium),
        said: said.said.as_ref().map(wire::When::from),
        nested_in: said.nested_in.clone(),
        confidence: said.confidence,
    };
    statement_cells(&document, &statement)
}

/// The speaker of a row of the store.
pub fn said_speaker(said: &SaidRow) -> wire::Speaker {
    wire::Speaker {
        actor: None,
        name: said.speaker_name.clone(),
        role: said.speaker_role.clone(),
        kind: said.speaker_kind,
        reason: said.speaker_reason.clone(),
        archive: said.archive_actor.clone(),
    }
}

/// A cell that no spreadsheet runs as a formula: `=`, `+`, `-`, `@`, tab and carriage return at its start are
/// preceded by a quotation mark, as OWASP advises. <https://owasp.org/www-community/attacks/CSV_Injection>
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        cell.into()
    }
}

/// "Wednesday = 2024-05-22; 2023 = 2023".
fn list<T>(items: &[T], words: impl Fn(&T) -> String) -> String {
    items.iter().map(words).collect::<Vec<_>>().join("; ")
}

fn spans(spans: &[Points]) -> String {
    serde_json::json!(spans).to_string()
}

/// The word of an enum in JSON.
pub fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_words() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        assert_eq!(harmless("1-1"), "1-1");
        assert_eq!(harmless(""), "");
    }
}
