//! Events as lists have them: the same for the command line and for programs.

use serde_json::json;
use store::Happening;

use super::csv_rows::word;

/// The columns of CSV: one row a report.
pub const HAPPENING_COLUMNS: [&str; 29] = [
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
    "said_by",
    "evidence_start",
    "evidence_end",
    "evidence",
];

fn number(number: Option<f64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// A row for people.
pub fn happening_row(happening: &Happening) -> Vec<String> {
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

/// The cells of [`HAPPENING_COLUMNS`], a row for each report.
pub fn happening_cells(happening: &Happening) -> Vec<Vec<String>> {
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
                text(report.said_by.as_ref()),
                report.evidence[0].to_string(),
                report.evidence[1].to_string(),
                report.evidence_text.clone(),
            ]
        })
        .collect()
}

/// A FeatureCollection after RFC 7946: a point for each event whose place has coordinates.
pub fn geojson(found: &[Happening]) -> serde_json::Value {
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
    json!({"type": "FeatureCollection", "features": features})
}
