use crate::bench::{BRIDGE, Bench, HARVEST, values};

#[test]
fn bad_inputs_are_named_and_all_others_kept() {
    let line = |text: &str| serde_json::json!({ "text": text }).to_string();
    let long = line(&"x".repeat(50_000_000));
    let lines = [line(BRIDGE), "{\"text\": \"broken".to_owned(), long, line(HARVEST)].join("\n");
    let bench = Bench::new(&[
        ("empty.txt", b""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("legacy.txt", b"One.\nTwo \x93three\x94.\n"),
        ("batch.jsonl", lines.as_bytes()),
        ("good.txt", b"\xE2\x80\x9CGood,\xE2\x80\x9D said Mira Holt."),
    ]);
    let ran = bench.run("read empty.txt picture.txt legacy.txt missing.txt batch.jsonl good.txt");
    assert_eq!(ran.code, 1, "{ran:?}");
    let expected = [
        "onrecord: empty.txt: there is no text in it (",
        "onrecord: picture.txt: this is a binary file, not text or HTML (",
        "onrecord: legacy.txt:2: byte 9 is not UTF-8 (",
        "onrecord: missing.txt: there is no such file or folder (",
        "onrecord: batch.jsonl:2: column 16: EOF while parsing a string (",
        "onrecord: batch.jsonl:3: longer than 20000000 bytes, skipped (",
        "3 articles read; ",
    ];
    assert_eq!(ran.words.lines().count(), expected.len(), "{}", ran.words);
    for (line, start) in ran.words.lines().zip(expected) {
        assert!(line.starts_with(start), "{line}\ninstead of\n{start}");
    }
    assert!(ran.words.contains("; 6 failed; kept in onrecord.db"), "{}", ran.words);
    assert_eq!(values(&bench.data("export")).len(), 3);
}

#[test]
fn nothing_readable_is_code_3() {
    let bench = Bench::new(&[("empty.txt", b"")]);
    let ran = bench.run("read empty.txt missing.txt");
    assert_eq!(ran.code, 3);
    assert!(ran.words.ends_with("onrecord: nothing could be read\n"), "{}", ran.words);
}

#[test]
fn a_store_that_cannot_be_used_is_code_3() {
    let bench = Bench::with_articles();
    for store in ["no/such/folder/x.db", "bridge.txt"] {
        let ran = bench.run(&format!("read more.jsonl --store {store}"));
        assert_eq!((ran.code, ran.words.lines().count()), (3, 1), "{ran:?}");
        assert!(ran.words.starts_with(&format!("onrecord: {store}: ")), "{ran:?}");
    }
    assert_eq!(std::fs::read(bench.path("bridge.txt")).unwrap(), BRIDGE.as_bytes());
}

#[test]
fn folders_say_what_they_left_out() {
    let bench =
        Bench::new(&[("in/a.txt", BRIDGE.as_bytes()), ("in/b.pdf", b"%PDF"), ("in/.c.txt", b"hidden")]);
    let ran = bench.run("read in");
    assert_eq!(ran.code, 0);
    assert!(ran.words.contains("; 2 files left out (1 hidden, 1 .pdf); "), "{}", ran.words);
}
