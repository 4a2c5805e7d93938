//! People across articles, versions of pages, and corrections, as a user meets them.

use std::fs;

use serde_json::json;

use crate::bench::{Bench, Ran, values};

/// Three articles; the first and the third are versions of one page.
fn bench() -> Bench {
    let line = |id: &str, url: &str, published: &str, text: &str| {
        json!({ "id": id, "url": url, "outlet": "Valley Post", "published": published, "text": text })
            .to_string()
    };
    let first = line(
        "quay-1",
        "https://valley.example/quay",
        "2024-05-27",
        "Quay to close\n\n“We will close the quay for ten days,” said harbour master Ines Calder. She spoke on Monday.\n",
    );
    let other = line(
        "storm",
        "https://valley.example/storm",
        "2024-05-29",
        "Storm passes\n\n“Nobody was hurt by the storm,” said mayor Inés Calder on Tuesday.\n",
    );
    let second = line(
        "quay-2",
        "https://valley.example/quay",
        "2024-05-28",
        "Quay to close\n\n“We will close the quay for twenty days,” said harbour master Ines Calder. She spoke on Monday.\n",
    );
    let bench = Bench::new(&[
        ("first.jsonl", first.as_bytes()),
        ("other.jsonl", other.as_bytes()),
        ("second.jsonl", second.as_bytes()),
    ]);
    bench.data("read first.jsonl other.jsonl second.jsonl");
    bench
}

fn run(bench: &Bench, arguments: &[&str]) -> Ran {
    Ran::from(bench.command("fix").args(arguments).output().unwrap())
}

fn check_whole(bench: &Bench) {
    let ran = bench.run("verify");
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn one_person_is_one_actor_in_all_articles() {
    let bench = bench();
    let who = &values(&bench.data("who calder --format jsonl"))[0];
    assert_eq!(who["id"], "person:ines-calder");
    assert_eq!((&who["documents"], &who["statements"]), (&json!(2), &json!(2)), "{who:#}");
    assert_eq!((&who["first"], &who["last"]), (&json!("2024-05-28"), &json!("2024-05-29")));
    assert!(bench.data("who calder").contains("Valley Post"));
    assert!(
        bench.data("who calder --format csv").starts_with("what,value,first,last,documents,statements\n")
    );
    let rows = values(&bench.data("said person:ines-calder --format jsonl"));
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row["speaker"]["archive"] == "person:ines-calder"), "{rows:#?}");
    let ran = bench.run("who nobody");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.words.contains("nobody: no actor with that name"), "{ran:?}");
    check_whole(&bench);
}

#[test]
fn changes_of_a_page_are_listed() {
    let bench = bench();
    let changes = values(&bench.data("changes https://valley.example/quay --format jsonl"));
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!((&changes[0]["kind"], &changes[0]["version"]), (&json!("changed"), &json!(2)));
    let words = bench.data("changes https://valley.example/quay --format csv");
    assert!(words.contains("[ten → twenty]"), "{words}");
    let ran = bench.run("changes storm");
    assert!(ran.words.contains("nothing changed"), "{ran:?}");
    assert_eq!(values(&bench.data("said calder --all-versions --format jsonl")).len(), 3);
    assert_eq!(values(&bench.data("export --all-versions")).len(), 3);
    assert_eq!(values(&bench.data("export")).len(), 2);
}

#[test]
fn corrections_are_seen_everywhere_and_taken_back() {
    let bench = bench();
    let before = bench.data("export");
    let made = |arguments: &[&str]| {
        let ran = run(&bench, arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
        check_whole(&bench);
    };
    made(&["split", "ines calder", "storm", "--name", "Inés Calder the Younger", "--reason", "her niece"]);
    let ran = bench.run("who calder");
    assert!(ran.words.contains("2 actors fit “calder”"), "{ran:?}");
    let ran = bench.run("said calder");
    assert!(ran.words.contains("Inés Calder the Younger"), "{ran:?}");
    made(&["speaker", "storm", "s1", "Jakob Lindqvist"]);
    assert!(bench.data("show storm").contains("Jakob Lindqvist"));
    assert_eq!(values(&bench.data("said lindqvist --format jsonl")).len(), 1);
    made(&["reject", "quay-2", "s1"]);
    assert_eq!(values(&bench.data("said --document quay-2 --format jsonl")), [json!(null); 0]);
    assert_eq!(values(&bench.data("fix list --format jsonl")).len(), 3);

    // Carried to another store before its documents are there.
    made(&["export", "log.jsonl"]);
    let here = bench.data("export");
    bench.data("read first.jsonl --store other.db");
    bench.data("fix import log.jsonl --store other.db");
    bench.data("read other.jsonl second.jsonl --store other.db");
    assert_eq!(bench.data("export --store other.db"), here);
    let ran = bench.run("fix import log.jsonl --store other.db");
    assert!(ran.words.contains("0 new, 3 known before"), "{ran:?}");

    (0..3).for_each(|_| made(&["undo"]));
    assert_eq!(bench.data("export"), before);
    let ran = bench.run("fix undo");
    assert_eq!(ran.code, 3, "{ran:?}");
    let wrong = fs::read_to_string(bench.path("log.jsonl")).unwrap().replace("niece", "aunt");
    fs::write(bench.path("wrong.jsonl"), wrong).unwrap();
    let ran = bench.run("fix import wrong.jsonl");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.words.contains("wrong.jsonl:1: the correction was changed"), "{ran:?}");
}

#[test]
fn what_is_not_there_is_explained() {
    let bench = bench();
    for (arguments, code, words) in [
        (vec!["merge", "calder", "nobody"], 3, "\"nobody\": no such actor"),
        (vec!["merge", "calder"], 2, "2 values required"),
        (vec!["reject", "o", "s1"], 2, "several documents fit"),
        (vec!["reject", "storm", "s7"], 3, "has no statement \"s7\""),
        (vec!["undo"], 3, "no correction that could be undone"),
        (vec!["import", "nowhere.jsonl"], 3, "nowhere.jsonl: cannot be read"),
    ] {
        let ran = run(&bench, &arguments);
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(ran.words.contains(words), "{arguments:?}: {ran:?}");
    }
    let ran = bench.run("fix undo --store nowhere.db");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(!bench.path("nowhere.db").exists());
}
