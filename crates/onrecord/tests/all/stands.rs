//! Questions and positions as a user meets them.

use serde_json::json;

use crate::bench::{Bench, values};

const FIRST: &str = "Airfield may close\n\nThe county council may close the Osterby airfield. Surgeon Ilse Hart opposes the closure of the \
    Osterby airfield. Teacher Jon Pell backs closing the Osterby airfield.\n";
const SECOND: &str = "Surgeon changes her mind\n\nThe county council may close the Osterby airfield. On Tuesday, surgeon Ilse Hart said she \
    now supports closing the Osterby airfield.\n";

fn bench() -> Bench {
    let line = |id: &str, published: &str, text: &str| {
        json!({ "id": id, "outlet": "Valley Post", "published": published, "text": text }).to_string()
    };
    let lines = [line("first", "2031-03-03", FIRST), line("second", "2031-04-09", SECOND)].join("\n");
    Bench::new(&[
        ("news.jsonl", lines.as_bytes()),
        (
            "questions.toml",
            b"[[question]]\nid = 'airfield'\nask = 'Should the Osterby airfield be closed?'\n",
        ),
        ("wrong.toml", b"[[question]]\nid = 'airfield'\n"),
    ])
}

#[test]
fn a_question_is_asked_of_what_is_stored() {
    let bench = bench();
    bench.data("read news.jsonl");
    bench.data("question add --file questions.toml");
    let standings = values(&bench.data("stands airfield --format jsonl"));
    let of = |name: &str| standings.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(of("Jon Pell")["stance"], "favor", "{standings:#?}");
    assert_eq!(of("Ilse Hart")["stance"], "favor", "{standings:#?}");
    assert_eq!(of("Ilse Hart")["positions"][0]["stance"], "against", "{standings:#?}");
    let moved = values(&bench.data("stands airfield --changes --format jsonl"));
    assert_eq!(moved.len(), 1);
    assert_eq!(
        (&moved[0]["from"]["stance"], &moved[0]["to"]["stance"]),
        (&json!("against"), &json!("favor"))
    );
    assert_eq!(
        (&moved[0]["from"]["document"], &moved[0]["to"]["document"]),
        (&json!("first"), &json!("second"))
    );
    bench.data("verify");

    // A correction shows at once.
    let said = values(&bench.data("stands airfield --format jsonl"));
    let jon = said.iter().find(|one| one["name"] == "Jon Pell").unwrap();
    let statement = jon["positions"][0]["statement"].as_str().unwrap().to_owned();
    bench.data(&format!("fix reject first {statement}"));
    assert!(!bench.data("stands airfield --format jsonl").contains("Jon Pell"));
    bench.data("verify");

    let page = bench.data("stands airfield --html");
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains("Ilse Hart") && !page.contains("://"),
        "{page}"
    );
    // Each mark of the strip leads to the words below it.
    let marks = page.matches("href=\"#w").count();
    assert!(marks > 1 && marks == page.matches(" id=\"w").count(), "{marks}: {page}");
    let rows = bench.data("export --format dna");
    assert!(rows.contains("Ilse Hart") && rows.lines().count() >= 3, "{rows}");
    assert!(bench.data("export --format graphml").contains("question:airfield"));

    bench.data("question remove airfield");
    assert_eq!(bench.run("stands airfield").code, 3);
    assert!(values(&bench.data("export")).iter().all(|record| record["positions"] == json!([])));
    bench.data("verify");
}

#[test]
fn an_archive_suggests_its_questions() {
    let bench = bench();
    bench.data("read news.jsonl");
    let suggested = values(&bench.data("question suggest --format jsonl"));
    let airfield = suggested.iter().find(|one| one["ask"].as_str().unwrap().contains("airfield")).unwrap();
    assert_eq!(airfield["ask"], "Should the Osterby airfield be closed?", "{suggested:#?}");
    assert!(airfield["favor"].as_array().unwrap().contains(&json!("Jon Pell")), "{suggested:#?}");
    assert_eq!(airfield["against"], json!(["Ilse Hart"]), "{suggested:#?}");
    assert!(bench.data("question suggest --format csv").lines().count() >= 3);
    let all: serde_json::Value = serde_json::from_str(&bench.data("question suggest --format json")).unwrap();
    assert!(all.as_array().unwrap().iter().all(|one| one["id"].is_string()), "{all}");

    // What is printed for people is a file of questions; what is asked is suggested no more.
    let file = bench.data("question suggest");
    assert!(file.contains("# against: Ilse Hart: "), "{file}");
    std::fs::write(bench.path("suggested.toml"), &file).unwrap();
    bench.data("question add --file suggested.toml");
    assert!(bench.data(&format!("stands {}", airfield["id"].as_str().unwrap())).contains("Ilse Hart"));
    assert!(!bench.data("question suggest").contains("airfield"));
}

#[test]
fn reading_with_questions_is_the_same_as_asking_later() {
    let (now, later) = (bench(), bench());
    now.data("read news.jsonl --questions questions.toml");
    later.data("read news.jsonl");
    later.data("question add --file questions.toml");
    assert_eq!(now.data("export"), later.data("export"));
    let printed = values(&now.data("read news.jsonl --no-store --questions questions.toml --format jsonl"));
    let positions = |records: &[serde_json::Value]| {
        records.iter().map(|record| record["positions"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(positions(&printed), positions(&values(&now.data("export"))));
    assert_ne!(printed[0]["positions"], json!([]));
    let ran = now.run("read news.jsonl --questions wrong.toml");
    assert_eq!(ran.code, 2, "{ran:?}");
}
