//! What happened: events in records, lists, maps, and with the archive's corrections.

use serde_json::{Value, json};

use crate::bench::{Bench, values};

/// Two outlets report one raid, one of them demands, and a plan.
fn two_outlets() -> Bench {
    let line = |outlet: &str, text: &str| {
        json!({ "id": outlet, "outlet": outlet, "published": "2024-05-17", "text": text }).to_string()
    };
    let lines = [
        line(
            "Gazette",
            "Rebels raid village\n\nUgandan rebels attacked the village of Kasese on Tuesday, killing four people, the army said. \
             Mayor Ines Calder urged the government to send troops.",
        ),
        line(
            "Courier",
            "Four dead in west\n\nFour people were killed. Ines Calder, the mayor, accused the government of doing nothing.",
        ),
    ];
    Bench::new(&[("news.jsonl", lines.join("\n").as_bytes())])
}

#[test]
fn events_are_listed_filtered_and_proved() {
    let bench = two_outlets();
    bench.data("read news.jsonl");
    let all = values(&bench.data("did --format jsonl --limit 0"));
    assert!(all.len() >= 2, "{all:#?}");
    let demand = values(&bench.data("did calder --type request --format jsonl"));
    assert_eq!(demand.len(), 1, "{demand:#?}");
    assert_eq!(demand[0]["actor"]["name"], "Ines Calder");
    assert_eq!(demand[0]["quad"], "verbal-conflict");
    assert_eq!(demand[0]["factuality"], "asserted");
    let accusation = values(&bench.data("did calder --to government --type accuse --format jsonl"));
    assert_eq!(accusation.len(), 1, "{accusation:#?}");
    let nobody = bench.data("did nobody --format json");
    assert_eq!(nobody, "[]\n");

    // What is listed is what the records hold, and its words are those of the text.
    let records = values(&bench.data("export"));
    let kept: usize = records.iter().map(|record| record["events"].as_array().unwrap().len()).sum();
    let reports: Vec<&Value> = all.iter().flat_map(|one| one["reports"].as_array().unwrap()).collect();
    assert_eq!(reports.len(), kept);
    for report in reports {
        let record = records.iter().find(|record| record["document"]["id"] == report["document"]).unwrap();
        let text: Vec<char> = record["document"]["text"].as_str().unwrap().chars().collect();
        let end = |index: usize| usize::try_from(report["evidence"][index].as_u64().unwrap()).unwrap();
        let words: String = text[end(0)..end(1)].iter().collect();
        assert_eq!(report["evidence_text"], words.as_str());
    }
    bench.data("verify");
}

#[test]
fn events_go_out_as_csv_and_as_a_map() {
    let bench = two_outlets();
    bench.data("read news.jsonl");
    let all = values(&bench.data("did --format jsonl --limit 0"));
    let table = bench.data("did --format csv --limit 0");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let columns = rows.headers().unwrap().clone();
    let kinds: Vec<String> = rows.records().map(|row| row.unwrap()[0].to_owned()).collect();
    let reports: usize = all.iter().map(|one| one["reports"].as_array().unwrap().len()).sum();
    assert_eq!((columns.get(0), kinds.len()), (Some("type"), reports));
    let map: Value = serde_json::from_str(&bench.data("did --format geojson --limit 0")).unwrap();
    assert_eq!(map["type"], "FeatureCollection");
    let placed: Vec<&Value> = all.iter().filter(|one| one["place"]["lat"].is_number()).collect();
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), placed.len());
    for (feature, one) in features.iter().zip(placed) {
        assert_eq!(feature["geometry"]["coordinates"][1], one["place"]["lat"]);
        assert_eq!(&feature["properties"], one);
    }
}

#[test]
fn who_did_not_say_it_did_not_demand_it() {
    let bench = two_outlets();
    bench.data("read news.jsonl");
    let demand = values(&bench.data("did calder --type request --format jsonl"));
    let statement = demand[0]["reports"][0]["statement"].as_str().unwrap().to_owned();
    bench.data(&format!("fix reject Gazette {statement}"));
    assert_eq!(bench.data("did calder --type request --format json"), "[]\n");
}
