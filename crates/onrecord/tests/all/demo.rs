//! The demo: from nothing to a store in which every command has something to show.

use std::collections::BTreeSet;
use std::fs;

use crate::bench::{Bench, values};

/// What `onrecord demo` suggests to try, as arguments.
fn suggested(words: &str) -> Vec<String> {
    let commands = words.lines().filter(|line| line.starts_with("  ") && line.ends_with("--store demo.db"));
    commands.map(|line| line.trim().split_once(' ').unwrap().1.to_owned()).collect()
}

#[test]
fn the_demo_fills_a_store_once() {
    let bench = Bench::new(&[]);
    let first = bench.run("demo --no-serve");
    assert_eq!((first.code, first.data.as_str()), (0, ""), "{first:?}");
    assert!(first.words.contains(" articles read; ") && !first.words.contains("failed"), "{first:?}");
    let (file, all) =
        (fs::read(bench.path("demo.db")).unwrap(), bench.data("export --all-versions --store demo.db"));

    let again = bench.run("demo --no-serve");
    assert!(again.words.contains("0 articles read; "), "{again:?}");
    assert_eq!(suggested(&again.words), suggested(&first.words));
    assert_eq!(bench.data("export --all-versions --store demo.db"), all);
    assert_eq!(fs::read(bench.path("demo.db")).unwrap(), file);
    bench.data("verify --store demo.db");
}

#[test]
fn a_port_that_is_taken_ends_the_demo() {
    let bench = Bench::new(&[]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let run = bench.run(&format!("demo --listen {}", taken.local_addr().unwrap()));
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.words.contains("cannot listen there"), "{run:?}");
}

#[test]
fn every_suggestion_has_something_to_show() {
    let bench = Bench::new(&[]);
    let suggested = suggested(&bench.run("demo --no-serve").words);
    let commands: BTreeSet<&str> = suggested.iter().filter_map(|line| line.split(' ').next()).collect();
    for command in ["said", "who", "stands", "did", "timeline", "show", "variants", "copies", "changes"] {
        assert!(commands.contains(command), "{command} is not suggested: {suggested:#?}");
    }
    for command in &suggested {
        let shown = bench.data(command);
        assert!(shown.lines().count() > 5, "{command}: {shown}");
    }
}

#[test]
fn the_articles_are_what_the_demo_promises() {
    let bench = Bench::new(&[]);
    bench.data("demo --store other.db --no-serve");
    let records = values(&bench.data("export --store other.db"));
    assert!(records.len() >= 40, "{}", records.len());
    let documents: Vec<_> = records.iter().map(|record| &record["document"]).collect();
    let outlets: BTreeSet<_> = documents.iter().filter_map(|document| document["outlet"].as_str()).collect();
    assert!(outlets.len() >= 6, "{outlets:?}");
    for document in &documents {
        let text = document["text"].as_str().unwrap();
        assert!((150..=450).contains(&text.split_whitespace().count()), "{}", document["id"]);
        assert!(document["published"].as_str().is_some(), "{}", document["id"]);
        let url = document["url"].as_str().unwrap();
        let host = url.split('/').nth(2).unwrap();
        assert!(host.ends_with(".example"), "{url}: not a reserved domain");
    }

    let copies = values(&bench.data("copies --store other.db --format jsonl"));
    let groups: BTreeSet<_> = copies.iter().map(|copy| copy["first"].as_str().unwrap()).collect();
    assert_eq!(groups, ["border-ceasefire", "border-shelling", "port-deal", "port-strike"].into());
    assert_eq!(copies.len(), 12);

    // One altered word, and a page that gave somebody's words to somebody else.
    let variants = values(&bench.data("variants box --store other.db --format jsonl"));
    let wordings = variants[0]["wordings"].as_array().unwrap();
    let altered = wordings.iter().filter(|wording| wording["altered"] == true).count();
    assert_eq!((variants.len(), wordings.len(), altered), (1, 3, 1), "{variants:#?}");
    let changes = values(&bench.data("changes bridge-report --store other.db --format jsonl"));
    let moved = changes.iter().find(|change| change["kind"] == "reattributed").unwrap();
    assert_eq!(moved["before"]["speaker"]["name"], "Frank Delaney");
    assert_eq!(moved["after"]["speaker"]["name"], "Ellen Whitcomb");

    // The record keeps a change of mind: first against, later for.
    let delaney = bench.data("said delaney --store other.db --format jsonl");
    for words in ["Plates and bolts.", "We should build the new bridge"] {
        assert!(delaney.contains(words), "{words}: {delaney}");
    }
}
