use crate::bench::{BRIDGE, Bench};

#[test]
fn a_file_is_shown_without_a_store() {
    let bench = Bench::with_articles();
    let page = bench.data("show bridge.txt");
    assert!(page.contains("[n: what was said]  {n: who says it}  <n: by which words>"), "{page}");
    assert!(page.contains("“The bridge will open in May,”]"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 120), "{page}");
    assert!(page.contains("\nWho\n  Ines Calder"), "{page}");
    assert!(!page.contains('\u{1b}'), "colours are for terminals");
    assert!(!bench.path("onrecord.db").exists());
}

#[test]
fn colours_can_be_had_and_refused() {
    let bench = Bench::with_articles();
    let page = |name: &str, value: &str| {
        let output = bench.command("show bridge.txt").env(name, value).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(page("CLICOLOR_FORCE", "1").contains("\u{1b}["));
    assert!(!page("NO_COLOR", "1").contains('\u{1b}'));
}

#[test]
fn kept_documents_are_found() {
    let bench = Bench::with_articles();
    bench.data("read bridge.txt more.jsonl");
    for name in ["harvest", "har", "https://valley.example/1"] {
        assert!(bench.data(&format!("show {name}")).contains("Jakob Lindqvist"), "{name}");
    }
    let output = bench.command("show").arg("Harbour bridge").output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("Ines Calder"));
    let ran = bench.run("show nowhere");
    assert_eq!(ran.code, 3);
    assert!(ran.words.contains("no such document"), "{ran:?}");
}

#[test]
fn several_documents_are_listed() {
    let line = |id: &str| serde_json::json!({ "id": id, "text": BRIDGE }).to_string();
    let bench = Bench::new(&[("x.jsonl", [line("one"), line("only")].join("\n").as_bytes())]);
    bench.data("read x.jsonl");
    let ran = bench.run("show o");
    assert_eq!(ran.code, 2);
    assert!(ran.words.contains("\n  one  Harbour bridge") && ran.words.contains("\n  only  "), "{ran:?}");
    assert_eq!(bench.run("show x.jsonl").code, 3, "more than one article");
}

#[test]
fn the_page_needs_nothing_else() {
    let bench = Bench::with_articles();
    bench.data("show bridge.txt --html --output page.html");
    let page = std::fs::read_to_string(bench.path("page.html")).unwrap();
    assert_eq!(page, bench.data("show bridge.txt --html"));
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("<h1>Harbour bridge to open in spring, mayor promises</h1>"));
    for outside in ["src=", "<link", "@import", "url(", "https://"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
