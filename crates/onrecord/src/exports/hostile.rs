//! Whatever an article says stays data in every export: what the web page is tested with is written out and read back.

use serde_json::Value;
use types::wire::Record;

use super::samples::record;
use super::{annotations, followthemoney, gkg, rows, schema_org};
use crate::arguments::Format;
use crate::display::Printer;
use crate::serve::tests::hostile::HOSTILE;

/// One whose address is hostile, too.
fn hostile(words: &str) -> Record {
    let mut record = record(words);
    record.document.url = Some(words.to_owned());
    record
}

/// A web address that the article gave, or a name of ours.
fn is_name(value: &Value) -> bool {
    value.as_str().is_some_and(|name| {
        (name.starts_with("urn:onrecord:") || name.starts_with("https://gazette.example/"))
            && name.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"'`".contains(&byte))
    })
}

/// Every string under one of the keys.
fn under<'a>(value: &'a Value, keys: &[&str], found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                if keys.contains(&key.as_str()) && value.is_string() {
                    found.push(value);
                }
                under(value, keys, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| under(item, keys, found)),
        _ => {}
    }
}

#[test]
fn linked_data_names_nothing_that_an_article_makes_up() {
    for words in HOSTILE {
        let record = hostile(words);
        let graphs = [schema_org::Nodes::Articles, schema_org::Nodes::Reviews].map(|nodes| {
            let mut graph = schema_org::Graph::new(Vec::new(), nodes).unwrap();
            graph.record(&record).unwrap();
            serde_json::from_slice::<Value>(&graph.finish().unwrap()).unwrap()
        });
        assert_eq!(graphs[0]["@graph"][0]["headline"], format!("Hård night {words}").as_str());
        let page = annotations::page(&record, |_| true);
        for value in graphs.iter().chain([&page]) {
            let mut names = Vec::new();
            under(value, &["@id", "url", "source", "id"], &mut names);
            assert!(!names.is_empty());
            assert!(names.iter().all(|name| is_name(name)), "{words}: {names:?}");
        }
    }
}

#[test]
fn entities_have_ids_that_their_tools_take() {
    for words in HOSTILE {
        let mut entities = followthemoney::Entities::default();
        let mut written = entities.record(&hostile(words));
        written.extend(entities.actors());
        let title = &written[0]["properties"]["title"][0];
        assert_eq!(*title, format!("Hård night {words}").as_str());
        for entity in &written {
            let id = entity["id"].as_str().unwrap();
            assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{id}");
            assert_eq!(entity["properties"].get("sourceUrl"), None, "{words} is no address");
        }
    }
}

#[test]
fn no_cell_is_a_formula_and_no_word_divides_a_row() {
    let is_harmless = |cell: &str| !cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    for words in HOSTILE {
        let record = hostile(words);
        let mut row = Vec::new();
        gkg::row(&mut row, &record, 1).unwrap();
        let row = String::from_utf8(row).unwrap();
        let cells: Vec<&str> = row.strip_suffix('\n').unwrap().split('\t').collect();
        assert_eq!((cells.len(), row.lines().count()), (gkg::COLUMNS.len(), 1), "{words}");
        assert!(cells.iter().all(|cell| is_harmless(cell)), "{words}");

        let mut tables = Vec::new();
        for kind in [rows::Kind::Events, rows::Kind::Positions] {
            let mut rows = rows::Rows::new(Vec::new(), kind).unwrap();
            rows.record(&record).unwrap();
            tables.push((rows.finish().unwrap(), 1));
        }
        let mut printer = Printer::new(Format::Csv, Vec::new());
        printer.wire(&record).unwrap();
        tables.push((printer.finish().unwrap(), record.statements.len()));
        for (table, count) in tables {
            let mut reader = csv::Reader::from_reader(table.as_slice());
            let title = reader.headers().unwrap().iter().position(|column| column == "title").unwrap();
            let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert_eq!(rows.len(), count, "{words}");
            for row in rows {
                assert!(row.iter().all(is_harmless), "{words}: {row:?}");
                assert_eq!(row[title], format!("Hård night {words}"));
            }
        }
    }
}
