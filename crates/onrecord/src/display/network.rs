//! Positions for tools that study debates: rows for the Discourse Network Analyzer, and a network as GraphML.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

use types::wire::{Position, Record};
use types::{ActorKind, Question, Stance};

use super::csv_rows::{harmless, word};
use super::xml::escaped;

/// The columns of the Discourse Network Analyzer's statements, then what proves them.
const COLUMNS: [&str; 16] = [
    "id",
    "date",
    "person",
    "organization",
    "concept",
    "agreement",
    "document_id",
    "document_title",
    "document_author",
    "document_source",
    "document_url",
    "statement",
    "text",
    "former",
    "basis",
    "confidence",
];

/// One row a position for (`agreement` 1) or against (0); conditions and open sides have no place in that format.
pub fn dna(output: &mut impl Write, records: &[Record], questions: &[Question]) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(COLUMNS)?;
    let mut number = 0;
    for (record, position, agreement) in sided(records) {
        number += 1;
        let document = &record.document;
        let who = Who::of(record, position);
        let text = record.statements.iter().find(|statement| statement.id == position.statement);
        let ask = questions.iter().find(|question| question.id == position.question);
        let date = position.date.as_ref().map(|date| date.value.clone());
        let cells = [
            number.to_string(),
            date.or_else(|| document.published.clone()).unwrap_or_default(),
            if who.is_person { who.name.clone() } else { String::new() },
            if who.is_person { String::new() } else { who.name },
            ask.map_or_else(|| position.question.clone(), |question| question.ask.clone()),
            u8::from(agreement > 0).to_string(),
            document.id.clone(),
            document.title.clone().unwrap_or_default(),
            document.byline.join("; "),
            document.outlet.clone().unwrap_or_default(),
            document.url.clone().unwrap_or_default(),
            position.statement.clone(),
            text.map(|statement| statement.content_text.clone()).unwrap_or_default(),
            position.former.to_string(),
            word(position.basis),
            position.confidence.to_string(),
        ];
        writer.write_record(cells.iter().map(|cell| harmless(cell).into_owned()))?;
    }
    writer.flush()?;
    Ok(())
}

/// All positions that take a side by somebody with a name, with 1 for and -1 against.
fn sided(records: &[Record]) -> impl Iterator<Item = (&Record, &Position, i8)> {
    records
        .iter()
        .flat_map(|record| record.positions.iter().map(move |position| (record, position)))
        .filter_map(|(record, position)| {
            let sign = match position.stance {
                Stance::Favor => 1,
                Stance::Against => -1,
                Stance::Conditional | Stance::Unclear => return None,
            };
            position.name.as_ref().map(|_| (record, position, sign))
        })
}

/// An actor as a node.
struct Who {
    id: String,
    name: String,
    is_person: bool,
}

impl Who {
    /// Whoever is known in the document only has an id with the document in it.
    fn of(record: &Record, position: &Position) -> Self {
        let actor = record.actors.iter().find(|actor| Some(&actor.id) == position.actor.as_ref());
        let name = position.name.clone().unwrap_or_default();
        let is_person = actor.is_some_and(|actor| actor.kind == ActorKind::Person);
        let local = format!("{}@{}", position.actor.as_deref().unwrap_or(&name), record.document.id);
        let id = actor.and_then(|actor| actor.archive.clone()).unwrap_or(local);
        Self { id, name, is_person }
    }

    /// The party of an event: the actor of the document with that name.
    fn named(record: &Record, name: &str) -> Self {
        let actor = record.actors.iter().find(|actor| actor.name == name);
        let is_person = actor.is_some_and(|actor| actor.kind == ActorKind::Person);
        let local = format!("{}@{}", actor.map_or(name, |actor| &actor.id), record.document.id);
        let id = actor.and_then(|actor| actor.archive.clone()).unwrap_or(local);
        Self { id, name: name.to_owned(), is_person }
    }
}

/// Actors and questions as nodes. An edge from an actor to a question has `sign` 1 or -1 and `weight`, the number of
/// positions; an edge between actors has the type of an event and the number of such events.
pub fn graphml(output: &mut impl Write, records: &[Record], questions: &[Question]) -> anyhow::Result<()> {
    let mut nodes: BTreeMap<String, (String, &str)> = BTreeMap::new();
    let mut edges: BTreeMap<(String, String, String, i8), usize> = BTreeMap::new();
    let kind = |who: &Who| if who.is_person { "person" } else { "organization" };
    for question in questions {
        nodes.insert(format!("question:{}", question.id), (question.ask.clone(), "question"));
    }
    for (record, position, sign) in sided(records) {
        let who = Who::of(record, position);
        let target = format!("question:{}", position.question);
        nodes.entry(target.clone()).or_insert_with(|| (position.question.clone(), "question"));
        nodes.entry(who.id.clone()).or_insert_with(|| (who.name.clone(), kind(&who)));
        *edges.entry((who.id, target, "position".to_owned(), sign)).or_default() += 1;
    }
    for (record, event) in
        records.iter().flat_map(|record| record.events.iter().map(move |event| (record, event)))
    {
        let (Some(actor), Some(recipient)) = (&event.actor, &event.recipient) else { continue };
        let ends = [actor, recipient].map(|party| Who::named(record, &party.name));
        for end in &ends {
            nodes.entry(end.id.clone()).or_insert_with(|| (end.name.clone(), kind(end)));
        }
        let [actor, recipient] = ends;
        *edges.entry((actor.id, recipient.id, event.kind.clone(), 0)).or_default() += 1;
    }
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
         <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n\
         <key id=\"kind\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/>\n\
         <key id=\"type\" for=\"edge\" attr.name=\"type\" attr.type=\"string\"/>\n\
         <key id=\"sign\" for=\"edge\" attr.name=\"sign\" attr.type=\"int\"/>\n\
         <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"int\"/>\n\
         <graph edgedefault=\"directed\">\n",
    );
    for (id, (label, kind)) in &nodes {
        let (id, label) = (escaped(id), escaped(label));
        writeln!(
            text,
            "<node id=\"{id}\"><data key=\"label\">{label}</data><data key=\"kind\">{kind}</data></node>"
        )?;
    }
    for ((source, target, kind, sign), weight) in &edges {
        let (source, target, kind) = (escaped(source), escaped(target), escaped(kind));
        writeln!(
            text,
            "<edge source=\"{source}\" target=\"{target}\"><data key=\"type\">{kind}</data><data key=\"sign\">{sign}</data>\
             <data key=\"weight\">{weight}</data></edge>"
        )?;
    }
    text.push_str("</graph>\n</graphml>\n");
    output.write_all(text.as_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(id: &str, positions: &serde_json::Value) -> Record {
        serde_json::from_value(json!({
            "document": {"id": id, "url": null, "title": "Pier \"vote\"", "outlet": "Gazette", "byline": ["A. Quill"],
                "published": "2031-04-02", "published_basis": "given", "published_value": "2031-04-02",
                "modified": null, "section": null, "language": "en", "text": ""},
            "statements": [], "times": [], "places": [], "quantities": [], "events": [], "notes": [],
            "actors": [
                {"id": "a1", "name": "Mira Voss & Sons, \"Ltd\"", "kind": "organisation", "roles": [], "mentions": []},
                {"id": "a2", "name": "Tom Oake", "kind": "person", "roles": [], "mentions": [], "archive": "person:tom-oake"}],
            "positions": positions, "made_by": {"onrecord": "0", "model": "0"}
        }))
        .unwrap()
    }

    fn sample() -> (Vec<Record>, Vec<Question>) {
        let position = |actor: &str, name: &str, stance: &str| {
            json!({"question": "pier", "actor": actor, "name": name, "stance": stance, "statement": "s1",
                "date": {"value": "2031-04-01", "earliest": "2031-04-01", "latest": "2031-04-01"}})
        };
        let records = vec![
            record(
                "one",
                &json!([
                    position("a1", "Mira Voss & Sons, \"Ltd\"", "against"),
                    position("a2", "Tom Oake", "favor")
                ]),
            ),
            record(
                "two",
                &json!([position("a2", "Tom Oake", "favor"), position("a2", "Tom Oake", "unclear")]),
            ),
        ];
        let ask = "Should the pier <of Osterby> be closed?".to_owned();
        (records, vec![Question { id: "pier".to_owned(), ask, ..Question::default() }])
    }

    #[test]
    fn rows_for_the_discourse_network_analyzer_come_back() {
        let (records, questions) = sample();
        let mut written = Vec::new();
        dna(&mut written, &records, &questions).unwrap();
        let mut reader = csv::Reader::from_reader(written.as_slice());
        let rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.unwrap().iter().skip(1).take(6).map(str::to_owned).collect())
            .collect();
        let ask = &questions[0].ask;
        let expected = [
            ["2031-04-01", "", "Mira Voss & Sons, \"Ltd\"", ask, "0", "one"],
            ["2031-04-01", "Tom Oake", "", ask, "1", "one"],
            ["2031-04-01", "Tom Oake", "", ask, "1", "two"],
        ];
        assert_eq!(rows, expected.map(|row| row.map(str::to_owned).to_vec()));
    }

    #[test]
    fn a_network_comes_back() {
        let (records, questions) = sample();
        let mut written = Vec::new();
        graphml(&mut written, &records, &questions).unwrap();
        let text = String::from_utf8(written).unwrap();
        let read = |start: &str, end: &str, line: &str| {
            let from = line.split_once(start).map(|(_, rest)| rest).unwrap_or_default();
            from.split(end)
                .next()
                .unwrap_or_default()
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
        };
        let nodes: Vec<(String, String)> = text
            .lines()
            .filter(|line| line.starts_with("<node"))
            .map(|line| (read("id=\"", "\"", line), read("\"label\">", "</data>", line)))
            .collect();
        assert_eq!(
            nodes,
            [
                ("a1@one".to_owned(), "Mira Voss & Sons, \"Ltd\"".to_owned()),
                ("person:tom-oake".to_owned(), "Tom Oake".to_owned()),
                ("question:pier".to_owned(), questions[0].ask.clone())
            ]
        );
        let edges: Vec<[String; 3]> = text
            .lines()
            .filter(|line| line.starts_with("<edge"))
            .map(|line| {
                [read("source=\"", "\"", line), read("\"sign\">", "<", line), read("\"weight\">", "<", line)]
            })
            .collect();
        assert_eq!(
            edges,
            [["a1@one", "-1", "1"], ["person:tom-oake", "1", "2"]].map(|edge| edge.map(str::to_owned))
        );
    }
}
