//! What many documents have in common: copies, wordings, what was skipped.

use serde_json::{Value, json};

use crate::bench::{BRIDGE, Bench, HARVEST, values};

/// One quotation as three outlets print it, and what two of them made of it.
fn three_outlets() -> Bench {
    let line = |outlet: &str, day: u8, text: &str| {
        json!({ "id": outlet, "outlet": outlet, "published": format!("2024-05-{day:02}"), "text": text })
            .to_string()
    };
    let lines = [
        line(
            "Gazette",
            3,
            "Council backs new quay\n\n“The quay will be rebuilt in stone, and no skipper will lose a berth while we do it,” \
             harbour master Ines Calder said on Thursday.\n\nWork begins after the summer.",
        ),
        line(
            "Courier",
            4,
            "Berths are safe\n\nThe fishing fleet has waited for word since March. “No skipper will lose a berth while we do it,” \
             said Ines Calder, the harbour master.",
        ),
        line(
            "Post",
            4,
            "Stone quay by autumn\n\n“The quay will be restored in stone, and no skipper will lose a berth while we do it,” said \
             harbour master Ines Calder.\n\nThe fleet has forty boats.",
        ),
    ];
    Bench::new(&[("news.jsonl", lines.join("\n").as_bytes())])
}

#[test]
fn one_quotation_cut_by_three_outlets_is_one_utterance() {
    let bench = three_outlets();
    bench.data("read news.jsonl");
    let found = values(&bench.data("variants quay --format jsonl"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["speaker"], "Ines Calder");
    let wordings: Vec<(&str, bool, bool)> = found[0]["wordings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|wording| {
            let is = |key: &str| wording[key].as_bool().unwrap();
            (wording["places"][0]["outlet"].as_str().unwrap(), is("trimmed"), is("altered"))
        })
        .collect();
    assert_eq!(wordings, [("Gazette", false, false), ("Courier", true, false), ("Post", false, true)]);

    let statement = found[0]["wordings"][1]["places"][0]["statement"].as_str().unwrap();
    let table = bench.data(&format!("variants Courier#{statement}"));
    assert!(table.contains("[rebuilt → restored]"), "{table}");
    assert!(table.contains("[…] No skipper will lose a berth"), "{table}");
    let rows = bench.data("variants --format csv");
    assert_eq!(csv::Reader::from_reader(rows.as_bytes()).records().map(Result::unwrap).count(), 3);
    assert_eq!(bench.data("variants nobody --format json"), "[]\n");
    assert_eq!(bench.run("variants -- -").code, 2);
}

#[test]
fn copies_are_listed_and_count_once() {
    let line = |id: &str, day: u8, text: &str| {
        json!({ "id": id, "published": format!("2024-05-{day}"), "text": text }).to_string()
    };
    let copy = format!("{HARVEST}\nRead more: Related stories.");
    let lines = [line("second", 28, &copy), line("first", 27, HARVEST), line("other", 27, BRIDGE)];
    let bench = Bench::new(&[("news.jsonl", lines.join("\n").as_bytes())]);
    bench.data("read news.jsonl");
    for arguments in ["copies", "copies second"] {
        let found = values(&bench.data(&format!("{arguments} --format jsonl")));
        let ids: Vec<&Value> = found.iter().map(|copy| &copy["document"]).collect();
        assert_eq!(ids, ["first", "second"], "{arguments}");
        assert!(found.iter().all(|copy| copy["first"] == "first"));
    }
    let statements = |arguments: &str| {
        let counts = values(&bench.data(&format!("said lindqvist --counts --format jsonl{arguments}")));
        counts[0]["statements"].as_u64().unwrap()
    };
    assert_eq!(statements("") * 2, statements(" --copies"));
    assert_eq!(bench.run("said --copies").code, 2);
}

#[test]
fn what_was_skipped_is_listed_until_it_is_read() {
    let german = "Der Hafenmeister sagte am Montag, die Brücke werde im Frühjahr wieder geöffnet, und die Stadt habe dafür \
                  vierzig Millionen bereitgestellt. Die Anwohner warten seit zwei Jahren darauf, dass die Arbeiten enden.";
    let lines = [
        json!({ "text": BRIDGE }).to_string(),
        "{\"text\": \"broken".to_owned(),
        json!({ "text": german }).to_string(),
    ];
    let bench = Bench::new(&[("x.jsonl", lines.join("\n").as_bytes()), ("empty.txt", b"")]);
    let ran = bench.run("read x.jsonl empty.txt");
    assert_eq!(ran.code, 1);
    assert!(ran.words.contains("; 1 not in English; 2 failed; "), "{ran:?}");
    let skipped = |expected: &[(&str, &str)]| {
        let found = values(&bench.data("skipped --format jsonl"));
        let places: Vec<(&str, &str)> = found
            .iter()
            .map(|skip| (skip["source"].as_str().unwrap(), skip["record"].as_str().unwrap()))
            .collect();
        assert_eq!(places, expected, "{found:#?}");
        found
    };
    let found = skipped(&[("empty.txt", ""), ("x.jsonl", "line 2"), ("x.jsonl", "line 3")]);
    assert!(found[2]["reason"].as_str().unwrap().starts_with("not read: the text is not in English (de)"));
    let german = values(&bench.data("export"))
        .into_iter()
        .find(|record| record["document"]["language"] == "de")
        .unwrap();
    assert_eq!(german["statements"], json!([]));

    std::fs::write(bench.path("empty.txt"), HARVEST).unwrap();
    bench.data("read empty.txt");
    skipped(&[("x.jsonl", "line 2"), ("x.jsonl", "line 3")]);
    assert!(bench.data("skipped").contains("line 2"));
}
