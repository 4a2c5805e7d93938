use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::bench::{Bench, values};

/// All statements of the records, by document and place, and all rows of `said`, without their documents.
#[test]
fn stored_is_printed() {
    let bench = Bench::with_articles();
    let printed = bench.data("read bridge.txt more.jsonl --format jsonl");
    let mut expected = values(&printed);
    expected.sort_by_key(|record| record["document"]["id"].to_string());
    let mut exported = values(&bench.data("export"));
    exported.iter_mut().for_each(forget_archive);
    assert_eq!(exported, expected);

    for record in values(&printed) {
        let id = record["document"]["id"].as_str().unwrap();
        let rows: Vec<Value> =
            serde_json::from_str(&bench.data(&format!("said --format json --document {id}"))).unwrap();
        let mut said = rows;
        for row in &mut said {
            forget_archive(row);
            let document = row.as_object_mut().unwrap().shift_remove("document").unwrap();
            for (key, value) in document.as_object().unwrap() {
                assert_eq!(record["document"][key], *value);
            }
            // Beside the statement a row has what the record knows of the words in it.
            for list in ["times", "places", "quantities", "events", "positions"] {
                let inside = row.as_object_mut().unwrap().shift_remove(list).unwrap();
                assert!(
                    inside
                        .as_array()
                        .unwrap()
                        .iter()
                        .all(|item| { record[list].as_array().unwrap().contains(item) })
                );
            }
        }
        let number = |row: &Value| row["id"].as_str().unwrap()[1..].parse::<usize>().unwrap();
        said.sort_by_key(number);
        assert!(!said.is_empty());
        assert_eq!(Value::Array(said), record["statements"]);
    }
}

/// Takes out who somebody is across documents, which only a store knows.
fn forget_archive(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.shift_remove("archive");
            fields.values_mut().for_each(forget_archive);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_archive),
        _ => {}
    }
}

#[test]
fn spans_are_slices_of_the_text() {
    let bench = Bench::with_articles();
    for record in values(&bench.data("read bridge.txt more.jsonl --no-store --format jsonl")) {
        let text: Vec<char> = record["document"]["text"].as_str().unwrap().chars().collect();
        for statement in record["statements"].as_array().unwrap() {
            let parts = statement["content"].as_array().unwrap().iter().map(|span| {
                let end = |index: usize| usize::try_from(span[index].as_u64().unwrap()).unwrap();
                text[end(0)..end(1)].iter().collect::<String>()
            });
            assert_eq!(parts.collect::<Vec<_>>().join(" … "), statement["content_text"].as_str().unwrap());
        }
    }
}

#[test]
fn every_format_has_the_same_statements() {
    let bench = Bench::with_articles();
    bench.data("read bridge.txt more.jsonl");
    let lines = bench.data("said --format jsonl");
    let array: Vec<Value> = serde_json::from_str(&bench.data("said --format json")).unwrap();
    assert_eq!(values(&lines), array);
    for command in ["said", "export"] {
        let table = bench.data(&format!("{command} --format csv"));
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        assert_eq!(reader.headers().unwrap().len(), 34);
        assert_eq!(reader.records().map(Result::unwrap).count(), array.len(), "{command}");
    }
    let table = bench.data("said");
    assert!(table.lines().all(|line| line.chars().count() <= 120), "{table}");
    let export: Vec<Value> = serde_json::from_str(&bench.data("export --format json")).unwrap();
    assert_eq!(export, values(&bench.data("export")));
    assert!(
        bench
            .data("export --format table")
            .contains("Growers fear for the harvest · Valley Post · 2024-05-27")
    );
}

#[test]
fn nothing_found_is_still_well_formed() {
    let bench = Bench::with_articles();
    bench.data("read more.jsonl");
    assert_eq!(bench.data("said Nobody --format json"), "[]\n");
    assert_eq!(bench.data("said Nobody --format jsonl"), "");
    assert!(bench.data("said Nobody --format csv").starts_with("document,url,outlet,"));
    assert!(bench.run("said Nobody").words.starts_with("No statement matches"));
}

#[test]
fn filters_hold() {
    let bench = Bench::with_articles();
    bench.data("read bridge.txt more.jsonl");
    let count = |arguments: &str| {
        let mut command = bench.command("said --format jsonl");
        let output = command.args(arguments.split_whitespace()).output().unwrap();
        assert!(output.status.success(), "{arguments}");
        values(&String::from_utf8(output.stdout).unwrap()).len()
    };
    let all = count("");
    assert!(all >= 4, "{all}");
    assert!(count("calder") >= 1 && count("calder") < all);
    assert!(count("--about vines") >= 1 && count("--about vines") < all);
    assert_eq!(count("--outlet valley") + count("--document bridge.txt"), count("--document harvest"));
    assert_eq!(count("--when 2024-05"), all);
    assert_eq!(count("--when 2023"), 0);
    assert_eq!(count("--from 2024-05-01 --to 2024"), all);
    assert_eq!(count("--limit 1"), 1);
    assert_eq!(count("--limit 0"), all);
    assert_eq!(
        ["direct", "indirect", "mixed", "post"]
            .map(|kind| count(&format!("--kind {kind}")))
            .iter()
            .sum::<usize>(),
        all
    );
    assert!(bench.run("said --limit 1").words.contains("--limit 0"));
}

#[test]
fn an_export_appears_when_it_is_whole() {
    let bench = Bench::with_articles();
    bench.data("read bridge.txt more.jsonl");
    bench.data("export --output all.jsonl");
    assert_eq!(std::fs::read_to_string(bench.path("all.jsonl")).unwrap(), bench.data("export"));
    assert_eq!(bench.run("export --output no/all.jsonl").code, 3);
}

/// `onrecord … | head`, with more output than a pipe holds.
#[test]
fn a_broken_pipe_is_no_error() {
    let line = |number: usize| {
        serde_json::json!({ "id": number, "text": crate::bench::BRIDGE.repeat(20) }).to_string()
    };
    let lines: Vec<String> = (0..12).map(line).collect();
    let bench = Bench::new(&[("x.jsonl", lines.join("\n").as_bytes())]);
    for arguments in [["--no-store"].as_slice(), &["--store", "kept.db"]] {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("onrecord"))
            .args(["read", "x.jsonl", "--format", "jsonl"])
            .args(arguments)
            .current_dir(bench.path("."))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut start = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut start).unwrap();
        let output = child.wait_with_output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {words}");
        assert!(!words.contains("onrecord: "), "{words}");
    }
    assert_eq!(
        values(&bench.data("export --store kept.db")).len(),
        12,
        "what is kept does not depend on the reader"
    );
}
