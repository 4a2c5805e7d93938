//! A run that is killed at any moment leaves a store that is whole, and a second run completes it without a double.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use store::Store;

use crate::bench::{BRIDGE, Bench, HARVEST};

/// An archive of our own words: articles, copies of them, lines that cannot be read.
fn archive(articles: usize) -> Vec<u8> {
    let line = |number: usize| match number % 10 {
        3 => "{\"text\": \"broken".to_owned(),
        digit => {
            let story = if digit < 5 { BRIDGE } else { HARVEST };
            let text = format!("{story}\nThis is report {} of {articles}.\n", number / 2);
            serde_json::json!({ "id": format!("n{number}"), "text": text, "published": "2024-05-27" })
                .to_string()
        }
    };
    (0..articles).map(|number| line(number) + "\n").collect::<String>().into_bytes()
}

fn rows(bench: &Bench, store: &str) -> Vec<String> {
    Store::open_read_only(&bench.path(store)).unwrap().dump().unwrap()
}

/// Numbers from 0 to 1, the same in every run.
fn chances(mut seed: u64) -> impl Iterator<Item = f64> {
    std::iter::repeat_with(move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        f64::from(u32::try_from(seed >> 32).unwrap()) / f64::from(u32::MAX)
    })
}

#[test]
fn a_killed_run_is_completed_by_the_next() {
    const SEED: u64 = 0x0A11_CE5E;
    let bench = Bench::new(&[("archive.jsonl", &archive(120))]);
    let start = Instant::now();
    assert_eq!(bench.run("read archive.jsonl --store undisturbed.db").code, 1);
    let whole_run = start.elapsed();

    for (kill, chance) in chances(SEED).take(6).enumerate() {
        let moment = whole_run.mul_f64(chance);
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("onrecord"))
            .args(["read", "archive.jsonl", "--store", "killed.db"])
            .current_dir(bench.path("."))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        let what = format!("kill {kill} of seed {SEED:#x}, after {moment:?} of {whole_run:?}");
        if bench.path("killed.db").exists() {
            let verified = bench.run("verify --store killed.db");
            assert_eq!(verified.code, 0, "{what}: {verified:?}");
        }
    }
    assert_eq!(bench.run("read archive.jsonl --store killed.db").code, 1);
    assert_eq!(bench.run("verify --store killed.db").code, 0);
    assert_eq!(rows(&bench, "killed.db"), rows(&bench, "undisturbed.db"));

    let again = bench.run("read archive.jsonl --store killed.db");
    assert!(again.words.contains("0 articles read; 0 statements; 108 unchanged; 12 failed; "), "{again:?}");
    assert_eq!(rows(&bench, "killed.db"), rows(&bench, "undisturbed.db"));
}

/// Ctrl-C keeps what was begun and says so with the exit code 130.
#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_what_it_has() {
    let bench = Bench::new(&[("archive.jsonl", &archive(2_000))]);
    let child = Command::new(assert_cmd::cargo::cargo_bin!("onrecord"))
        .args(["read", "archive.jsonl"])
        .current_dir(bench.path("."))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Until it has begun to keep; it takes many times longer than that for all.
    let begun = || {
        bench.path("onrecord.db").exists()
            && bench.run("verify").words.contains(" documents")
            && !bench.run("verify").words.contains(" 0 documents")
    };
    while !begun() {
        sleep(Duration::from_millis(20));
    }
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let output = child.wait_with_output().unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{words}");
    assert!(words.contains("onrecord: stopping when what was begun is kept"), "{words}");
    assert!(words.contains(" articles read; "), "{words}");
    assert_eq!(bench.run("verify").code, 0);
}
