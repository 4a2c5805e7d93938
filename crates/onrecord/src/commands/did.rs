use std::io::Write;

use serde_json::json;
use store::{DidQuery, Happening, Store};

use crate::arguments::{DidArguments, DidFormat, Format};
use crate::display::list;
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
        DidFormat::Geojson => geojson(output, &found)?,
    }
    match found.len() {
        0 => say("No event matches; `onrecord did` without filters lists all."),
        shown if more => say(&format!("The first {shown} are shown; --limit 0 lists all.")),
        _ => {}
    }
    Ok(Finding::Good)
}

/// The columns of CSV: one row a report.
const COLUMNS: [&str; 28] = [
    "type",
    "mode",
    "cameo",
    "quad",
    "actor",
    "actor_archive",
    "recipient",
    "recipient_archive",
    "place",
    "country",
    "lat",
    "lon",
    "when",
    "earliest",
    "latest",
    "killed",
    "wounded",
    "size",
    "factuality",
    "stories",
    "document",
    "outlet",
    "published",
    "url",
    "statement",
    "evidence_start",
    "evidence_end",
    "evidence",
];

fn print(mut output: Output, format: Format, found: &[Happening]) -> anyhow::Result<()> {
    if format == Format::Table {
        let columns = ["when", "type", "actor", "recipient", "place", "happened", "stories", "words"];
        list(&mut output, format, &columns, found, |happening| vec![table_row(happening)])?;
    } else {
        list(&mut output, format, &COLUMNS, found, csv_rows)?;
    }
    output.finish()
}

fn number(number: Option<f64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// The word of an enumeration in JSON.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn table_row(happening: &Happening) -> Vec<String> {
    let name = |side: &Option<store::Side>| side.as_ref().map(|side| side.name.clone()).unwrap_or_default();
    let first = happening.reports.first();
    let when = happening.when.as_ref().map(|when| when.value.clone());
    // Of an event without a time the day of publication, in brackets.
    let published = || first.and_then(|report| report.published).map(|day| format!("({day})"));
    let mut kind = happening.kind.clone();
    if let Some(mode) = &happening.mode {
        kind = format!("{kind} {mode}");
    }
    let mut happened = word(happening.factuality);
    if let Some(killed) = happening.killed {
        happened = format!("{happened}, {killed} killed");
    }
    vec![
        when.or_else(published).unwrap_or_default(),
        kind,
        name(&happening.actor),
        name(&happening.recipient),
        happening.place.as_ref().map(|place| place.name.clone()).unwrap_or_default(),
        happened,
        happening.stories.to_string(),
        first.map(|report| format!("{} [{}]", report.evidence_text, report.document)).unwrap_or_default(),
    ]
}

fn csv_rows(happening: &Happening) -> Vec<Vec<String>> {
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let (actor, recipient, place) =
        (happening.actor.as_ref(), happening.recipient.as_ref(), happening.place.as_ref());
    let when = happening.when.as_ref();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    happening
        .reports
        .iter()
        .map(|report| {
            vec![
                happening.kind.clone(),
                text(happening.mode.as_ref()),
                happening.cameo.unwrap_or_default().to_owned(),
                happening.quad.map(word).unwrap_or_default(),
                text(actor.map(|side| &side.name)),
                text(actor.and_then(|side| side.archive.as_ref())),
                text(recipient.map(|side| &side.name)),
                text(recipient.and_then(|side| side.archive.as_ref())),
                text(place.map(|place| &place.name)),
                text(place.and_then(|place| place.country.as_ref())),
                number(place.and_then(|place| place.lat)),
                number(place.and_then(|place| place.lon)),
                text(when.map(|when| &when.value)),
                day(when.and_then(|when| when.earliest)),
                day(when.and_then(|when| when.latest)),
                number(happening.killed),
                number(happening.wounded),
                number(happening.size),
                word(report.factuality),
                happening.stories.to_string(),
                report.document.clone(),
                text(report.outlet.as_ref()),
                day(report.published),
                text(report.url.as_ref()),
                text(report.statement.as_ref()),
                report.evidence[0].to_string(),
                report.evidence[1].to_string(),
                report.evidence_text.clone(),
            ]
        })
        .collect()
}

/// A FeatureCollection after RFC 7946: a point for each event whose place has coordinates.
fn geojson(mut output: Output, found: &[Happening]) -> anyhow::Result<()> {
    let features: Vec<serde_json::Value> = found
        .iter()
        .filter_map(|happening| {
            let place = happening.place.as_ref()?;
            let (lon, lat) = (place.lon?, place.lat?);
            let properties = serde_json::to_value(happening).ok()?;
            Some(json!({
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": properties,
            }))
        })
        .collect();
    serde_json::to_writer(&mut output, &json!({"type": "FeatureCollection", "features": features}))?;
    output.write_all(b"\n")?;
    output.finish()
}
