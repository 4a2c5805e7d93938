use std::fs;

use crate::bench::Bench;

#[test]
fn a_whole_store_is_proved() {
    let bench = Bench::with_articles();
    bench.data("read bridge.txt more.jsonl");
    let ran = bench.run("verify");
    assert_eq!(ran.code, 0);
    assert!(ran.words.starts_with("onrecord.db: 2 documents, "), "{ran:?}");
    assert!(ran.words.ends_with(" spans proved; 0 faults\n"), "{ran:?}");
}

#[test]
fn a_damaged_byte_is_found() {
    let bench = Bench::with_articles();
    bench.data("read bridge.txt more.jsonl");
    let mut file = fs::read(bench.path("onrecord.db")).unwrap();
    let words = b"half of the vines";
    let places: Vec<usize> =
        (0..file.len() - words.len()).filter(|&place| file[place..].starts_with(words)).collect();
    assert!(!places.is_empty());
    for place in places {
        file[place] = b'c';
    }
    fs::write(bench.path("onrecord.db"), file).unwrap();
    let ran = bench.run("verify");
    assert_eq!(ran.code, 1, "{ran:?}");
    let fault = ran.words.lines().next().unwrap();
    assert!(
        fault.starts_with("onrecord: onrecord.db: document \"harvest\", table documents, byte "),
        "{ran:?}"
    );
}
