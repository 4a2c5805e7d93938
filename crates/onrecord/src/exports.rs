//! Records in the forms of other tools; `EXPORTS.md` describes each for those who read them.
//!
//! Each form is written record by record. What nobody resolved is left out, not guessed, and whatever an article says
//! stays text.

pub mod annotations;
pub mod followthemoney;
pub mod gkg;
pub mod rows;
pub mod schema_org;

#[cfg(test)]
mod hostile;

use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use types::{PublishedBasis, wire};

/// Characters that mean something in an address.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as a part of an address.
pub fn escaped(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// A name for the world of something of ours.
pub fn urn(name: &str) -> String {
    format!("urn:onrecord:{}", escaped(name))
}

/// The name of a document: its id, with the version from the second one on.
pub fn document_urn(document: &wire::Document) -> String {
    match document.version {
        Some(version) if version > 1 => format!("{}:v{version}", urn(&document.id)),
        _ => urn(&document.id),
    }
}

/// An address of the web: whatever else a page gives as its address is not one, and stays text.
pub fn web_address(document: &wire::Document) -> Option<&str> {
    let url = document.url.as_deref()?;
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_whole =
        url.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>\"{}|\\^`\u{202E}".contains(c));
    (is_web && is_whole).then_some(url)
}

/// The day of publication, unless it is only concluded.
fn published(document: &wire::Document) -> Option<&str> {
    let is_known = document.published_basis.is_some_and(|basis| basis != PublishedBasis::Inferred);
    document.published.as_deref().filter(|_| is_known)
}

/// The single day that a time means.
fn day(when: Option<&wire::When>) -> Option<Date> {
    let when = when?;
    when.earliest.filter(|day| Some(*day) == when.latest)
}

/// The place of an event as the gazetteer has it.
fn place_of<'record>(record: &'record wire::Record, event: &wire::Event) -> Option<&'record wire::Place> {
    let span = event.place.as_ref()?.span?;
    record.places.iter().find(|place| place.span == span)
}

/// Without what is null or empty.
fn pruned(value: Value) -> Value {
    let is_something = |value: &Value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        _ => true,
    };
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(key, value)| (key, pruned(value)))
                .filter(|(_, value)| is_something(value))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(pruned).filter(is_something).collect()),
        other => other,
    }
}

#[cfg(test)]
pub mod samples {
    //! A record with everything that exports have a place for.

    use serde_json::json;
    use types::wire::Record;

    /// The text of [`record`].
    pub const TEXT: &str = "Hård night in Kasese\n\n“We heard them at the gate; then we ran,” Ines Calder, the mayor, said on Tuesday. \
        Rebels attacked the village, killing four people, she said. Officials declined to say why.";

    /// The span of some words of the text, in code points.
    pub fn span(words: &str) -> [usize; 2] {
        let start = TEXT.find(words).unwrap();
        let start = TEXT[..start].chars().count();
        [start, start + words.chars().count()]
    }

    /// A record; `words` stand wherever an article can put its own.
    pub fn record(words: &str) -> Record {
        let day = json!({"value": "2024-05-14", "earliest": "2024-05-14", "latest": "2024-05-14"});
        let statement = |id: &str, kind: &str, content: &str, polarity: &str, archive: Option<&str>| {
            json!({"id": id, "kind": kind, "content": [span(content)], "content_text": content, "source": [], "source_text": null,
                "cue": [span("said")], "cue_text": "said", "act": "say", "polarity": polarity,
                "speaker": {"actor": archive.map(|_| "a1"), "name": archive.map(|_| "Ines Calder"), "role": archive.map(|_| "mayor"),
                    "kind": if archive.is_some() { "named" } else { "unresolved" }, "reason": null, "archive": archive},
                "addressee": null, "medium": null, "said": day, "nested_in": null, "confidence": 0.9})
        };
        let ines = Some("person:ines-calder");
        let mut record: Record = serde_json::from_value(json!({
            "document": {"id": format!("one {words}"), "url": "https://gazette.example/1", "title": format!("Hård night {words}"),
                "outlet": "Gazette", "byline": ["A. Quill"], "published": "2024-05-15", "published_basis": "given",
                "published_value": "2024-05-15", "modified": "2024-05-16T10:00:00Z", "section": words, "language": "en", "text": TEXT},
            "statements": [
                statement("s1", "direct", "“We heard them at the gate; then we ran,”", "asserted", ines),
                statement("s2", "indirect", "Rebels attacked the village, killing four people", "asserted", ines),
                statement("s3", "indirect", "why", "negated", None)],
            "actors": [
                {"id": "a1", "name": "Ines Calder", "kind": "person", "roles": ["mayor", words], "mentions": [span("Ines Calder")],
                    "archive": "person:ines-calder"},
                {"id": "a2", "name": format!("Rebels {words}"), "kind": "group", "roles": [], "mentions": [span("Rebels")]}],
            "times": [{"span": span("Tuesday"), "text": "Tuesday", "type": "date", "value": "2024-05-14", "earliest": "2024-05-14",
                "latest": "2024-05-14"}],
            "places": [{"span": span("Kasese"), "text": "Kasese", "name": "Kasese", "country": "UG", "geonames": 232_066, "lat": 0.183,
                "lon": 30.083}],
            "quantities": [{"span": span("four people"), "text": "four people", "value": 4.0, "unit": "people", "si_value": null,
                "si_unit": null, "of": "people killed"}],
            "events": [{"type": "ASSAULT", "mode": null, "actor": {"name": "Rebels", "span": span("Rebels"), "actor": "a2"},
                "recipient": null, "place": {"name": "Kasese", "span": span("Kasese")}, "when": day, "killed": 4.0,
                "evidence": span("attacked"), "evidence_text": "attacked", "mentions": [], "factuality": "alleged", "statement": "s2",
                "cameo": "18", "quad": "material-conflict"}],
            "positions": [{"question": "troops", "actor": "a1", "name": "Ines Calder", "stance": "favor", "statement": "s1",
                "date": day, "former": false, "basis": "argued", "confidence": 0.8}],
            "notes": [], "made_by": {"onrecord": "0", "model": "0"}
        }))
        .unwrap();
        record.document.outlet = Some(format!("Gazette{words}"));
        record
    }
}
