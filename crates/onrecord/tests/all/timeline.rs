use crate::bench::{Bench, values};

/// Two reports of one speech, and an earlier one of another.
fn bench() -> Bench {
    let article = |id: &str, published: &str, text: &str| {
        serde_json::json!({ "id": id, "published": published, "outlet": "Valley Post", "text": text })
            .to_string()
    };
    let speech = "“We have lost half of the vines near Graz,” said Jakob Lindqvist, who chairs the growers’ association, on \
        Wednesday.";
    let lines = [
        article("late", "2024-05-27", speech),
        article("again", "2024-05-28", &format!("{speech}\n\nThe ministry declined to comment.")),
        article(
            "early",
            "2024-03-05",
            "Jakob Lindqvist told reporters on Monday that the frost would come back.",
        ),
    ];
    Bench::new(&[("news.jsonl", (lines.join("\n") + "\n").as_bytes())])
}

#[test]
fn what_an_actor_said_comes_in_order_and_reports_are_folded() {
    let bench = bench();
    bench.data("read news.jsonl");
    let entries = values(&bench.data("timeline lindqvist --format jsonl"));
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            let reports = entry["reports"].as_array().unwrap();
            let documents: Vec<_> =
                reports.iter().map(|report| report["document"].as_str().unwrap()).collect();
            (entry["first"].as_str().unwrap(), entry["dated"].as_str().unwrap(), documents.join(" "))
        })
        .collect();
    assert_eq!(
        told,
        [("2024-03-04", "said", "early".to_owned()), ("2024-05-22", "said", "late again".to_owned())]
    );
    let later = values(&bench.data("timeline lindqvist --from 2024-04 --format jsonl"));
    assert_eq!(later, entries[1..]);
    let csv = bench.data("timeline lindqvist --format csv");
    assert!(csv.starts_with("day,dated by,kind,who,"), "{csv}");
    assert_eq!(csv.lines().count(), 3);
}

#[test]
fn a_place_has_what_was_said_of_it() {
    let bench = bench();
    bench.data("read news.jsonl");
    for place in ["Graz", "graz", "Austria"] {
        let entries = values(
            &bench
                .command(&format!("timeline {place} --format jsonl"))
                .output()
                .map(|output| String::from_utf8(output.stdout).unwrap())
                .unwrap(),
        );
        assert_eq!(entries.len(), 1, "{place}");
        assert_eq!(entries[0]["who"], "Jakob Lindqvist");
    }
    let nobody = bench.run("timeline Nowhere");
    assert_eq!(nobody.code, 3);
    assert!(nobody.words.contains("no actor, question or place"), "{nobody:?}");
}
