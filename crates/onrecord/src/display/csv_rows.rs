//! One row a statement, safe to open in a spreadsheet.

use std::borrow::Cow;

use serde::Serialize;
use types::wire::Points;

use super::{Row, facts};

/// The columns. Spans are JSON, `[[start,end],…]`, so that no spreadsheet takes them for a date.
const COLUMNS: [&str; 34] = [
    "document",
    "url",
    "outlet",
    "title",
    "published",
    "published_basis",
    "statement",
    "kind",
    "act",
    "polarity",
    "speaker",
    "speaker_role",
    "speaker_kind",
    "speaker_actor",
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
    "archive_actor",
    "times",
    "places",
    "quantities",
    "events",
    "positions",
];

/// The rows as CSV, after a header if asked for.
pub fn csv(rows: &[Row<'_>], header: bool) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if header {
        writer.write_record(COLUMNS)?;
    }
    for Row { document, statement, times, places, quantities, events, positions } in rows {
        let (speaker, said) = (&statement.speaker, statement.said.as_ref());
        let text = |text: Option<&'_ str>| text.unwrap_or_default().to_owned();
        let cells: [String; COLUMNS.len()] = [
            document.id.to_owned(),
            text(document.url),
            text(document.outlet),
            text(document.title),
            text(document.published),
            document.published_basis.map(word).unwrap_or_default(),
            statement.id.clone(),
            word(statement.kind),
            word(statement.act),
            word(statement.polarity),
            text(speaker.name.as_deref()),
            text(speaker.role.as_deref()),
            word(speaker.kind),
            text(speaker.actor.as_deref()),
            text(speaker.reason.as_deref()),
            text(said.map(|said| said.value.as_str())),
            said.and_then(|said| said.earliest).map(|day| day.to_string()).unwrap_or_default(),
            said.and_then(|said| said.latest).map(|day| day.to_string()).unwrap_or_default(),
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
            text(speaker.archive.as_deref()),
            list(times, |time| facts::time(time)),
            list(places, |place| facts::place(place)),
            list(quantities, |quantity| facts::quantity(quantity)),
            list(events, |event| facts::event(event)),
            list(positions, |position| facts::position(position)),
        ];
        writer.write_record(cells.iter().map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
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
