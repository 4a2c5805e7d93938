use crate::bench::Bench;

#[test]
fn every_flag_is_explained() {
    let bench = Bench::new(&[]);
    for command in [
        "",
        "read ",
        "demo ",
        "watch ",
        "show ",
        "said ",
        "who ",
        "timeline ",
        "changes ",
        "serve ",
        "fix ",
        "fix split ",
        "fix speaker ",
        "question ",
        "question add ",
        "question list ",
        "question suggest ",
        "stands ",
        "export ",
        "verify ",
    ] {
        let help = bench.data(&format!("{command}--help"));
        assert!(help.contains("Exit codes:"), "{command}: {help}");
        // A flag's words stand after it, or on the next line.
        let lines: Vec<&str> = help.lines().map(str::trim).collect();
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("--")) {
            let beside = line.split_once("  ").map(|(_, words)| words.trim());
            let words = beside.or_else(|| lines.get(index + 1).copied()).unwrap_or_default();
            assert!(words.contains(' ') && !words.starts_with("--"), "{command}{line}: {words}");
        }
    }
}

#[test]
fn the_version_names_the_model() {
    let version = Bench::new(&[]).data("--version");
    let expected =
        format!("onrecord {} (model {})\n", env!("CARGO_PKG_VERSION"), onrecord::Pipeline::new().model());
    assert_eq!(version, expected);
}

#[test]
fn wrong_usage_is_code_2() {
    let bench = Bench::with_articles();
    for wrong in [
        "read",
        "read x --threads 0",
        "read x --no-store --store y",
        "read x --encoding klingon",
        "said --when yesterday",
        "said --when 2024 --from 2023",
        "said --from 2023/2024",
        "said --kind loud",
        "export --format xml",
        "serve --listen nowhere",
        "serve --listen 0.0.0.0:0",
        "serve --query-seconds 0",
        "fly",
    ] {
        assert_eq!(bench.run(wrong).code, 2, "{wrong}");
    }
    bench.data("read bridge.txt");
    let ran = bench.run("said --about !");
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn a_store_that_is_not_there_is_explained() {
    let bench = Bench::new(&[]);
    for command in ["said", "export", "verify", "show x", "serve"] {
        let ran = bench.run(command);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.words.starts_with("onrecord: onrecord.db: "), "{ran:?}");
        assert!(ran.words.contains("`onrecord read` makes one"), "{ran:?}");
    }
    assert!(!bench.path("onrecord.db").exists());
}
