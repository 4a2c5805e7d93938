use std::fs;

use crate::bench::{BRIDGE, Bench, HARVEST, values};

#[test]
fn reading_again_changes_nothing() {
    let bench = Bench::with_articles();
    let first = bench.run("read bridge.txt more.jsonl");
    assert!(first.words.starts_with("2 articles read; "), "{first:?}");
    let (file, all) = (fs::read(bench.path("onrecord.db")).unwrap(), bench.data("export"));
    for (again, unchanged) in [("", 2), (" --threads 1", 2), (" --format jsonl", 2)] {
        let ran = bench.run(&format!("read bridge.txt more.jsonl{again}"));
        assert!(ran.words.starts_with("0 articles read; "), "{ran:?}");
        assert!(ran.words.contains(&format!("; {unchanged} unchanged; ")), "{ran:?}");
    }
    assert_eq!(bench.data("export"), all);
    assert_eq!(fs::read(bench.path("onrecord.db")).unwrap(), file);
}

#[test]
fn what_changed_is_read_again() {
    let bench =
        Bench::new(&[("x.jsonl", serde_json::json!({ "id": "1", "text": BRIDGE }).to_string().as_bytes())]);
    bench.data("read x.jsonl");
    fs::write(bench.path("x.jsonl"), serde_json::json!({ "id": "1", "text": HARVEST }).to_string()).unwrap();
    let ran = bench.run("read x.jsonl");
    assert!(ran.words.contains("; 1 beside an older version; "), "{ran:?}");
    let records = values(&bench.data("export"));
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["document"]["text"], HARVEST);
    assert_eq!(values(&bench.data("export --all-versions")).len(), 2);
    assert!(bench.data("show 1 --version 1").contains("Ines Calder"));
    assert!(bench.data("show 1").contains("Jakob Lindqvist"));
    assert_eq!(bench.data("said calder --format jsonl"), "");
    assert_ne!(bench.data("said calder --all-versions --format jsonl"), "");
    assert_eq!(bench.run("show 1 --version 3").code, 3);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let line = |number: usize| {
        let text = format!("{}\nNumber {number}.\n", if number.is_multiple_of(3) { HARVEST } else { BRIDGE });
        serde_json::json!({ "id": format!("n{number}"), "text": text }).to_string() + "\n"
    };
    let lines: String = (0..40).map(line).collect();
    let bench = Bench::new(&[("x.jsonl", lines.as_bytes())]);
    let one = bench.data("read x.jsonl --no-store --format jsonl --threads 1");
    assert_eq!(one, bench.data("read x.jsonl --no-store --format jsonl --threads 2"));
    assert_eq!(one, bench.data("read x.jsonl --store many.db --format jsonl --threads 5"));
    let ids: Vec<String> =
        values(&one).iter().map(|record| record["document"]["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..40).map(|number| format!("n{number}")).collect::<Vec<_>>());

    bench.data("read x.jsonl --store one.db --threads 1");
    assert_eq!(bench.data("export --store one.db"), bench.data("export --store many.db"));
}

#[test]
fn nothing_is_kept_when_told_so() {
    let bench = Bench::with_articles();
    assert!(bench.data("read bridge.txt --no-store").contains("Ines Calder"));
    assert!(!bench.path("onrecord.db").exists());
}

#[test]
fn standard_input_is_read() {
    let bench = Bench::new(&[]);
    for input in [BRIDGE.to_owned(), serde_json::json!({ "text": BRIDGE }).to_string()] {
        let output = bench.command("read - --no-store --format jsonl").write_stdin(input).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(values(&String::from_utf8(output.stdout).unwrap())[0]["document"]["text"], BRIDGE);
    }
}
