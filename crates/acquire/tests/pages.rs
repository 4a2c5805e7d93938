//! Files in, pages and error messages out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write;
use std::path::Path;

use acquire::{Encoding, Format, Input, Limits, pages};
use proptest::prelude::*;
use tempfile::TempDir;
use types::{Body, Page};

/// One line for each page or error, with the folder's name taken out.
fn taken(folder: &Path, inputs: &[Input], limits: Limits) -> Vec<String> {
    let prefix = format!("{}/", folder.display());
    let short = |text: String| text.replace(&prefix, "");
    pages(inputs, limits)
        .map(|page| match page {
            Ok(Page { origin, body: Body::Text(text), .. }) => short(format!("{origin} text {text}")),
            Ok(Page { origin, body: Body::Html(html), .. }) => {
                short(format!("{origin} html {}", String::from_utf8_lossy(&html)))
            }
            Err(error) => short(format!("! {error}")),
        })
        .collect()
}

fn folder_with(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn check(files: &[(&str, &[u8])], arguments: &[&str], expected: &[&str]) {
    let folder = folder_with(files);
    let inputs: Vec<_> = arguments.iter().map(|name| Input::new(folder.path().join(name))).collect();
    assert_eq!(taken(folder.path(), &inputs, Limits::default()), expected);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn names_and_first_bytes_tell_the_format() {
    check(
        &[
            ("a.txt", b"{not json}"),
            ("b.htm", b"plain"),
            ("c", b" {\"text\":\"line\"}"),
            ("d.page", b"<!DOCTYPE html><p>x"),
            ("e.md", b"words"),
            ("f.txt.gz", &gzip(b"packed")),
            ("g.txt", &gzip(b"packed without saying so")),
            ("[h].txt", b"brackets"),
        ],
        &["a.txt", "b.htm", "c", "d.page", "e.md", "f.txt.gz", "g.txt", "[h].txt"],
        &[
            "a.txt text {not json}",
            "b.htm html plain",
            "c:1 text line",
            "d.page html <!DOCTYPE html><p>x",
            "e.md text words",
            "f.txt.gz text packed",
            "g.txt text packed without saying so",
            "[h].txt text brackets",
        ],
    );
}

#[test]
fn folders_are_sorted_and_tell_what_they_left_out() {
    let folder = folder_with(&[
        ("b.txt", b"two"),
        ("a/z.html", b"<p>one"),
        ("c.jsonl", b"{\"text\":\"three\"}\n\n{\"text\":\"four\"}\n"),
        (".git/x.txt", b"hidden"),
        (".y.txt", b"hidden"),
        ("d.PDF", b"other"),
        ("LICENSE", b"other"),
    ]);
    let mut pages = pages(&[Input::new(folder.path())], Limits::default());
    let origins: Vec<_> = pages.by_ref().map(|page| page.unwrap().origin.to_string()).collect();
    let names: Vec<_> = origins.iter().map(|origin| origin.rsplit_once('/').unwrap().1).collect();
    assert_eq!(names, ["z.html", "b.txt", "c.jsonl:1", "c.jsonl:3"]);
    assert_eq!(pages.skipped().hidden, 2);
    assert_eq!(pages.skipped().total(), 4);
    assert_eq!(pages.skipped().other.keys().collect::<Vec<_>>(), ["", "pdf"]);
    assert_eq!(
        Some(pages.bytes_read().load(std::sync::atomic::Ordering::Relaxed)),
        acquire::total_bytes(&[Input::new(folder.path())])
    );
}

#[test]
fn patterns_match_files_and_walk_folders() {
    let files: &[(&str, &[u8])] =
        &[("x/b.txt", b"two"), ("x/a.txt", b"one"), ("x/y/c.txt", b"three"), (".h/d.txt", b"hidden")];
    check(files, &["x/*.txt"], &["x/a.txt text one", "x/b.txt text two"]);
    check(files, &["**/c.*"], &["x/y/c.txt text three"]);
    check(files, &["x*"], &["x/a.txt text one", "x/b.txt text two", "x/y/c.txt text three"]);
    let nothing = "nothing to read here (articles are .txt, .html, .jsonl, .ndjson, .rss, .atom, .warc, .arc and .zip files, also with .gz, .lz4 and .zst)";
    check(files, &["*.jsonl"], &[&format!("! *.jsonl: {nothing}")]);
    check(&[("x/a.pdf", b"")], &["x"], &[&format!("! x: {nothing}")]);
}

#[test]
fn bad_files_are_named_and_the_others_taken() {
    check(
        &[
            ("empty.txt", b" \n"),
            ("empty.html", b""),
            ("empty.jsonl", b"\n"),
            ("binary.txt", b"\x89PNG\r\n\x1a\n\0\0"),
            ("binary.html", b"\x89PNG\r\n\x1a\n\0\0 <"),
            ("latin.txt", b"one\ntwo\nna\xEFve"),
            ("good.txt", b"good"),
        ],
        &[
            "empty.txt",
            "empty.html",
            "empty.jsonl",
            "binary.txt",
            "binary.html",
            "latin.txt",
            "missing.txt",
            "good.txt",
        ],
        &[
            "! empty.txt: there is no text in it (remove it from the input)",
            "! empty.html: there is no text in it (remove it from the input)",
            "! empty.jsonl: there is no text in it (remove it from the input)",
            "! binary.txt: this is a binary file, not text or HTML (convert it to text first)",
            "! binary.html: this is a binary file, not text or HTML (convert it to text first)",
            "! latin.txt:3: byte 10 is not UTF-8 (convert the file to UTF-8, or name its encoding: --encoding windows-1252)",
            "! missing.txt: there is no such file or folder (check the name; put a pattern in quotation marks)",
            "good.txt text good",
        ],
    );
}

#[test]
fn bad_lines_are_named_and_the_others_taken() {
    let lines: &[&[u8]] = &[
        b"\xEF\xBB\xBF{\"text\":\"one\",\"id\":7,\"unknown\":[{}]}",
        b"{\"text\":\"two\"",
        b"[\"three\"]",
        b"{\"title\":\"four\"}",
        b"{\"text\":\"\",\"html\":null}",
        b"{\"text\":5}",
        b"{\"html_base64\":\"?\"}",
        b"{\"text\":\"\xFF\"}",
        b"{\"text\":\"x\",\"byline\":5}",
        b"{\"html_base64\":\"PHA+\"}\r",
        b"{\"html\":\"<p>\"}",
    ];
    let hint = "(a line must be one whole JSON object; `jq -c` writes such lines)";
    check(
        &[("x.jsonl", &lines.join(&b'\n'))],
        &["x.jsonl"],
        &[
            "x.jsonl:1 text one",
            &format!("! x.jsonl:2: column 13: EOF while parsing an object {hint}"),
            &format!("! x.jsonl:3: column 1: expected `{{` {hint}"),
            "! x.jsonl:4: the object has no text, html or html_base64 (add one of them)",
            "! x.jsonl:5: there is no text in it (remove it from the input)",
            &format!("! x.jsonl:6: column 9: invalid type: integer `5`, expected a string {hint}"),
            "! x.jsonl:7: html_base64 is not Base64: Invalid symbol 63, offset 0. (use the standard alphabet, RFC 4648 section 4)",
            "! x.jsonl:8: byte 9 is not UTF-8 (convert the file to UTF-8, or name its encoding: --encoding windows-1252)",
            &format!("! x.jsonl:9: column 23: byline must be a string or a list of strings {hint}"),
            "x.jsonl:10 html <p>",
            "x.jsonl:11 html \u{feff}<p>",
        ],
    );
}

#[test]
fn what_the_line_says_is_given() {
    let folder = folder_with(&[(
        "x.jsonl",
        br#"{"text":"t","id":"1","url":"u","title":" ","outlet":"o","byline":["A B",""],"published":"2024-05-27","language":"en"}"#,
    )]);
    let page =
        pages(&[Input::new(folder.path().join("x.jsonl"))], Limits::default()).next().unwrap().unwrap();
    assert_eq!(page.given.id.as_deref(), Some("1"));
    assert_eq!(page.given.url.as_deref(), Some("u"));
    assert_eq!(page.given.title, None);
    assert_eq!(page.given.outlet.as_deref(), Some("o"));
    assert_eq!(page.given.byline, ["A B"]);
    assert_eq!(page.given.published.as_deref(), Some("2024-05-27"));
    assert_eq!(page.given.language.as_deref(), Some("en"));
}

#[test]
fn long_lines_and_pages_are_skipped() {
    let long = format!("{{\"text\":\"{}\"}}", "x".repeat(200_000));
    let exact = format!("{{\"text\":\"{}\"}}", "x".repeat(39));
    let folder = folder_with(&[
        (
            "x.jsonl",
            format!("{{\"text\":\"a\"}}\n{long}\n{exact}\n{exact} \n{{\"text\":\"b\"}}\n{long}").as_bytes(),
        ),
        ("y.txt", long.as_bytes()),
    ]);
    let limits = Limits { page_bytes: 50, ..Limits::default() };
    let taken = taken(folder.path(), &[Input::new(folder.path())], limits);
    let skipped = "longer than 50 bytes, skipped (raise --max-page-bytes if it is an article)";
    assert_eq!(taken[0], "x.jsonl:1 text a");
    assert_eq!(taken[1], format!("! x.jsonl:2: {skipped}"));
    assert!(taken[2].starts_with("x.jsonl:3 text xxx"));
    assert_eq!(taken[3], format!("! x.jsonl:4: {skipped}"));
    assert_eq!(taken[4], "x.jsonl:5 text b");
    assert_eq!(taken[5], format!("! x.jsonl:6: {skipped}"));
    assert_eq!(taken[6], format!("! y.txt: {skipped}"));
    assert_eq!(taken.len(), 7);
}

#[test]
fn compressed_files_are_read_to_their_fault_or_limit() {
    let lines = (0..2000).map(|number| format!("{{\"text\":\"number {number}\"}}\n")).collect::<String>();
    let mut cut = gzip(lines.as_bytes());
    cut.truncate(cut.len() / 2);
    let twice = [gzip(b"{\"text\":\"one\"}\n"), gzip(b"{\"text\":\"two\"}\n")].concat();
    let folder = folder_with(&[("a.jsonl.gz", &twice), ("b.jsonl.gz", &cut), ("c.txt.gz", &cut)]);
    let taken_whole = taken(folder.path(), &[Input::new(folder.path())], Limits::default());
    assert_eq!(
        taken_whole[..3],
        ["a.jsonl.gz:1 text one", "a.jsonl.gz:2 text two", "b.jsonl.gz:1 text number 0"]
    );
    let faults: Vec<_> = taken_whole.iter().filter(|line| line.starts_with('!')).collect();
    assert!(faults[0].contains("b.jsonl.gz:") && faults[0].contains(": damaged gzip data"), "{faults:?}");
    assert!(faults[1].starts_with("! c.txt.gz: damaged gzip data"), "{faults:?}");

    fs::write(folder.path().join("b.jsonl.gz"), gzip(lines.as_bytes())).unwrap();
    let limits = Limits { decompressed_bytes: 100, ..Limits::default() };
    let taken = taken(folder.path(), &[Input::new(folder.path().join("b.jsonl.gz"))], limits);
    assert_eq!(taken.len(), 7);
    assert_eq!(
        taken[6],
        "! b.jsonl.gz:6: decompresses to more than 100 bytes, the rest was not read (decompress and split it)"
    );
}

#[test]
fn formats_and_encodings_can_be_named() {
    let folder = folder_with(&[("x.data", b"{\"text\":\"a\"}"), ("y.txt", b"\x93caf\xE9\x94")]);
    let mut x = Input::new(folder.path().join("x.data"));
    x.format = Some(Format::Text);
    let mut y = Input::new(folder.path().join("y.txt"));
    y.encoding = Encoding::for_label(b"latin1");
    assert_eq!(
        taken(folder.path(), &[x, y], Limits::default()),
        ["x.data text {\"text\":\"a\"}", "y.txt text “café”"]
    );
}

#[test]
fn addresses_are_told_apart_from_missing_files() {
    let inputs = [Input::new("https://news.example/1")];
    let taken = taken(Path::new("-"), &inputs, Limits::default());
    assert_eq!(
        taken,
        ["! https://news.example/1: addresses are not fetched here (save the page and give its file)"]
    );
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_are_reported_once() {
    let folder = folder_with(&[("a/x.txt", b"one")]);
    std::os::unix::fs::symlink("..", folder.path().join("a/back")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("a/broken.txt")).unwrap();
    let taken = taken(folder.path(), &[Input::new(folder.path())], Limits::default());
    assert_eq!(taken.len(), 3, "{taken:?}");
    assert!(taken[0].starts_with("! a/back: this link leads back to "), "{taken:?}");
    assert!(taken[1].starts_with("! a/broken.txt: there is no such file"), "{taken:?}");
    assert_eq!(taken[2], "a/x.txt text one");
}

proptest! {
    #[test]
    fn any_bytes_give_pages_or_errors(bytes in prop::collection::vec(any::<u8>(), 0..300), name in "x\\.(txt|html|jsonl|txt\\.gz|bin)") {
        let folder = folder_with(&[(&name, &bytes)]);
        let input = Input::new(folder.path().join(&name));
        for page in pages(&[input], Limits { page_bytes: 100, decompressed_bytes: 1000, ..Limits::default() }) {
            if let Err(error) = page {
                prop_assert!(error.to_string().contains(&name));
            }
        }
    }

    #[test]
    fn text_is_taken_as_it_is(text in "[^\u{0}\u{feff}]{0,80}[a-z]") {
        let folder = folder_with(&[("x.txt", text.as_bytes())]);
        let page = pages(&[Input::new(folder.path())], Limits::default()).next().unwrap();
        let same = matches!(&page, Ok(Page { body: Body::Text(taken), .. }) if *taken == text);
        prop_assert!(same || text.starts_with("%PDF-"), "{page:?}");
    }
}
