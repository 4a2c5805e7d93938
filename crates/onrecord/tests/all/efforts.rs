use std::collections::BTreeSet;

use crate::bench::Bench;

#[test]
fn every_effort_names_its_models_and_gives_the_same_bytes_for_any_number_of_threads() {
    let bench = Bench::with_articles();
    let mut models = BTreeSet::new();
    for effort in ["fast", "balanced", "full"] {
        let read = |threads: usize| {
            let inputs = "read bridge.txt more.jsonl --no-store --format jsonl";
            bench.data(&format!("{inputs} --effort {effort} --threads {threads}"))
        };
        let records = read(1);
        assert_eq!(read(2), records, "{effort}");
        for record in records.lines() {
            let record: serde_json::Value = serde_json::from_str(record).unwrap();
            assert!(!record["statements"].as_array().unwrap().is_empty(), "{effort}: {record}");
            models.insert(record["made_by"]["model"].to_string());
        }
    }
    assert_eq!(models.len(), 3, "{models:?}");
    assert_eq!(bench.run("read bridge.txt --effort some").code, 2);
}
