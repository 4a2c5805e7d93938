//! Exports for other tools, through the program.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::bench::{Bench, values};

/// Two articles with an event, a question and its positions.
fn bench() -> Bench {
    let line = |id: &str, text: &str| {
        json!({ "id": id, "outlet": "Valley Post", "url": format!("https://valley.example/{id}"), "published": "2031-03-03",
            "title": format!("Title of {id}"), "text": text })
        .to_string()
    };
    let lines = [
        line(
            "airfield",
            "The county council may close the Osterby airfield. Surgeon Ilse Hart opposes the closure of the Osterby airfield. \
             “It saves lives — every week,” Hart said on Sunday.",
        ),
        line(
            "raid",
            "Ugandan rebels attacked the village of Kasese on Tuesday, killing four people. Ilse Hart, a surgeon, urged the \
             government to send doctors.",
        ),
    ];
    let bench = Bench::new(&[
        ("news.jsonl", lines.join("\n").as_bytes()),
        (
            "questions.toml",
            b"[[question]]\nid = 'airfield'\nask = 'Should the Osterby airfield be closed?'\n",
        ),
    ]);
    bench.data("read news.jsonl --questions questions.toml");
    bench
}

fn list<'a>(record: &'a Value, name: &str) -> &'a [Value] {
    record[name].as_array().unwrap()
}

#[test]
fn every_form_has_what_the_records_have() {
    let bench = bench();
    let records = values(&bench.data("export"));
    let count = |name: &str| records.iter().map(|record| list(record, name).len()).sum::<usize>();
    let (statements, events, positions) = (count("statements"), count("events"), count("positions"));
    assert!(statements >= 3 && events >= 2 && positions >= 1, "{records:#?}");

    let rows = |arguments: &str| {
        let table = bench.data(arguments);
        csv::Reader::from_reader(table.as_bytes()).records().map(Result::unwrap).count()
    };
    assert_eq!(rows("export --format csv"), statements);
    assert_eq!(rows("export --format csv --of events"), events);
    assert_eq!(rows("export --format csv --of positions"), positions);
    assert_eq!(bench.run("export --of events").code, 2);

    let graph: Value = serde_json::from_str(&bench.data("export --format schema.org")).unwrap();
    let made = |record: &Value| {
        list(record, "statements").iter().filter(|statement| statement["polarity"] == "asserted").count()
    };
    let made: usize = records.iter().map(made).sum();
    assert_eq!(list(&graph, "@graph").len(), records.len() + made);
    let reviews: Value = serde_json::from_str(&bench.data("export --format claimreview")).unwrap();
    assert_eq!(list(&reviews, "@graph").len(), made);

    let pages = values(&bench.data("export --format webannotation"));
    let annotated: usize = pages.iter().map(|page| list(page, "items").len()).sum();
    assert_eq!((pages.len(), annotated), (records.len(), statements));
    let table = bench.data("export --format gkg");
    assert_eq!(table.lines().map(|line| line.split('\t').count()).collect::<Vec<_>>(), [27, 27]);

    let entities = values(&bench.data("export --format followthemoney"));
    let of = |schema: &str| entities.iter().filter(|entity| entity["schema"] == schema).count();
    assert_eq!((of("Article"), of("Note")), (records.len(), made));
    let ids: BTreeSet<&str> = entities.iter().map(|entity| entity["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), entities.len());
    // Ilse Hart is one person in both articles.
    let persons: Vec<&Value> = entities.iter().filter(|entity| entity["schema"] == "Person").collect();
    assert_eq!(persons.iter().filter(|one| one["properties"]["name"][0] == "Ilse Hart").count(), 1);

    let map: Value = serde_json::from_str(&bench.data("export --format geojson")).unwrap();
    assert_eq!(map, serde_json::from_str::<Value>(&bench.data("did --format geojson --limit 0")).unwrap());
}

#[test]
fn plain_tables_appear_with_their_description() {
    let bench = bench();
    assert_eq!(bench.run("export --format datasette").code, 2);
    assert_eq!(bench.data("export --format datasette --output x.db"), "");
    let file = fs::read(bench.path("x.db")).unwrap();
    assert!(file.starts_with(b"SQLite format 3\0"));
    let described: Value =
        serde_json::from_slice(&fs::read(bench.path("x.db.metadata.json")).unwrap()).unwrap();
    assert!(described["databases"]["x"]["tables"]["quotations"]["description"].is_string());
    // It takes the place of an older one.
    bench.data("export --format datasette --output x.db");
    assert_eq!(fs::read(bench.path("x.db")).unwrap(), file, "the same store gives the same file");
}

#[test]
fn what_happens_in_a_statement_and_who_takes_which_side_stands_beside_it() {
    let bench = bench();
    let said = values(&bench.data("said --format jsonl"));
    let with = |name: &str| said.iter().find(|row| !list(row, name).is_empty()).unwrap();
    assert_eq!(with("positions")["positions"][0]["statement"], with("positions")["id"]);
    assert_eq!(with("events")["events"][0]["statement"], with("events")["id"]);
    let shown = bench.data("show raid");
    assert!(shown.contains("What happened") && shown.contains("killed"), "{shown}");
    assert!(bench.data("show airfield").contains("Where they stand"));
    assert!(bench.data("show raid --html").contains("Assault"));
}
