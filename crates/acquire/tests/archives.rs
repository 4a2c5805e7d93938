//! Web archives and ZIP archives in, pages and error messages out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write};

use acquire::{Format, Limits, Pages, pages_of};
use proptest::prelude::*;
use types::{Body, Page};

/// One line for each page or error, then one for what was left out.
fn taken(mut pages: Pages) -> Vec<String> {
    let mut taken: Vec<String> = pages
        .by_ref()
        .map(|page| match page {
            Ok(Page { origin, body, given }) => {
                let (kind, bytes) = match body {
                    Body::Text(text) => ("text", text.into_bytes()),
                    Body::Html(html) => ("html", html),
                };
                let url = given.url.unwrap_or_default();
                format!("{origin} {url} {kind} {}", String::from_utf8_lossy(&bytes))
            }
            Err(error) => format!("! {error}"),
        })
        .collect();
    taken.extend(pages.skipped().records.iter().map(|(what, count)| format!("{count} {what}")));
    taken
}

#[track_caller]
fn check(archive: &[u8], expected: &[&str]) {
    let found = taken(pages_of(archive, None, Limits::default()));
    let same = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| match expected.strip_suffix('…') {
            Some(start) => found.starts_with(start),
            None => found == expected,
        });
    assert!(same, "found {found:#?}\ninstead of {expected:#?}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// A record whose length is `longer` than its block.
fn record_of_length(kind: &str, media_type: &str, url: &str, block: &[u8], longer: isize) -> Vec<u8> {
    let length = block.len().checked_add_signed(longer).unwrap();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(url: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n").as_bytes(), body].concat();
    record_of_length("response", "application/http; msgtype=response", url, &block, 0)
}

fn page(url: &str, body: &str) -> Vec<u8> {
    response(url, "Content-Type: text/html", body.as_bytes())
}

#[test]
fn pages_are_taken_and_everything_else_is_counted() {
    let missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>no";
    let records = [
        record_of_length("warcinfo", "application/warc-fields", "", b"software: by hand", 0),
        record_of_length(
            "request",
            "application/http; msgtype=request",
            "http://a.example/1",
            b"GET / HTTP/1.1",
            0,
        ),
        page("http://a.example/1", "<p>one"),
        response("http://a.example/2", "Content-Type: image/png", b"\x89PNG"),
        record_of_length("response", "application/http", "http://a.example/3", missing, 0),
        record_of_length("resource", "text/html; charset=utf-8", "<http://a.example/4>", b"<p>four", 0),
        record_of_length("conversion", "text/plain", "http://a.example/5", b"five", 0),
        response("http://a.example/robots.txt", "Content-Type: text/plain", b"User-agent: *"),
        response("http://a.example/7", "X-Type: none", b"<!DOCTYPE html><p>seven"),
        response(
            "http://a.example/8",
            "Content-Type: text/html\r\nTransfer-Encoding: chunked",
            b"4\r\n<p>e\r\n4\r\night\r\n0\r\n\r\n",
        ),
        response(
            "http://a.example/9",
            "Content-Type: text/html\r\nContent-Encoding: gzip",
            &gzip(b"<p>nine"),
        ),
        response("http://a.example/10", "Content-Type: text/html", b" "),
        record_of_length("response", "text/dns", "dns:a.example", b"a.example. 60 IN A 192.0.2.1", 0),
    ];
    let offset = |index: usize| records[..index].iter().map(Vec::len).sum::<usize>();
    check(
        &records.concat(),
        &[
            &format!("stdin@{} http://a.example/1 html <p>one", offset(2)),
            &format!("stdin@{} http://a.example/4 html <p>four", offset(5)),
            &format!("stdin@{} http://a.example/5 text five", offset(6)),
            &format!("stdin@{} http://a.example/7 html <!DOCTYPE html><p>seven", offset(8)),
            &format!("stdin@{} http://a.example/8 html <p>eight", offset(9)),
            &format!("stdin@{} http://a.example/9 html <p>nine", offset(10)),
            &format!("! stdin@{}: there is no text in it…", offset(11)),
            "1 image/png",
            "1 robots.txt",
            "1 status 404",
            "1 text/dns",
        ],
    );
}

#[test]
fn offsets_are_those_of_the_compressed_members() {
    let (one, two) = (page("http://a.example/1", "<p>one"), page("http://a.example/2", "<p>two"));
    for pack in [gzip, lz4, zstandard] {
        let first = pack(&one);
        check(
            &[first.clone(), pack(&two)].concat(),
            &[
                "stdin@0 http://a.example/1 html <p>one",
                &format!("stdin@{} http://a.example/2 html <p>two", first.len()),
            ],
        );
        // Both in one member: their places in it tell them apart.
        check(
            &pack(&[one.clone(), two.clone()].concat()),
            &[
                "stdin@0 http://a.example/1 html <p>one",
                &format!("stdin@0+{} http://a.example/2 html <p>two", one.len()),
            ],
        );
    }
}

#[test]
fn arc_is_read_too() {
    let body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>one";
    let version = b"1 0 A crawler\nURL IP-address Archive-date Content-type Archive-length\n";
    let head = |length: usize| format!("http://a.example/1 192.0.2.1 20140216050221 text/html {length}\n");
    let file = format!("filedesc://a.arc 0.0.0.0 20140216050221 text/plain {}\n", version.len());
    let first = [file.as_bytes(), version, b"\n"].concat();
    let second = [head(body.len()).as_bytes(), body, b"\n"].concat();
    let expected = format!("stdin@{} http://a.example/1 html <p>one", first.len());
    check(&[first.clone(), second.clone()].concat(), &[&expected]);
    let packed = gzip(&first);
    let expected = format!("stdin@{} http://a.example/1 html <p>one", packed.len());
    check(&[packed, gzip(&second)].concat(), &[&expected]);
}

#[test]
fn wrong_lengths_cost_no_record() {
    let block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>first\nsecond";
    let wrong =
        |longer| record_of_length("response", "application/http", "http://a.example/1", block, longer);
    let next = page("http://a.example/2", "<p>two");
    for longer in [-9, 60, 300] {
        for pack in [|bytes: &[u8]| bytes.to_vec(), gzip] {
            let archive =
                [pack(&wrong(longer)), pack(&next), pack(&page("http://a.example/3", "<p>three"))].concat();
            let found = taken(pages_of(archive, None, Limits::default()));
            assert_eq!(
                found.iter().filter(|line| line.contains(" html ")).count(),
                3,
                "{longer}: {found:#?}"
            );
            assert!(found.last().unwrap().contains("<p>three"), "{longer}: {found:#?}");
            assert!(found.iter().any(|line| line.contains("/2 html <p>two")), "{longer}: {found:#?}");
        }
    }
}

#[test]
fn cut_and_damaged_archives_are_read_as_far_as_they_go() {
    let (one, two) = (page("http://a.example/1", "<p>one"), page("http://a.example/2", "<p>two and more"));
    let whole = [one.clone(), two.clone()].concat();
    check(
        &whole[..whole.len() - 10],
        &["stdin@0 http://a.example/1 html <p>one", &format!("! stdin@{}: the archive ends, or…", one.len())],
    );
    let (first, mut second, third) = (gzip(&one), gzip(&two), gzip(&page("http://a.example/3", "<p>three")));
    second.truncate(second.len() / 2);
    check(
        &[first.clone(), second.clone()].concat(),
        &["stdin@0 http://a.example/1 html <p>one", &format!("! stdin@{}: damaged gzip data…", first.len())],
    );
    // A member that is cut off in the middle of an archive does not hide the next one.
    let found = taken(pages_of([first, second, third].concat(), None, Limits::default()));
    assert!(
        found[0].ends_with("one") && found[1].starts_with("! ") && found[2].ends_with("three"),
        "{found:#?}"
    );
    check(
        &[one.clone(), b"nobody knows what this is\r\n".to_vec(), two].concat(),
        &[
            "stdin@0 http://a.example/1 html <p>one",
            &format!("! stdin@{}: here should be a record…", one.len()),
            &format!("stdin@{} http://a.example/2 html <p>two and more", one.len() + 27),
        ],
    );
    check(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", &["! stdin@0: here should be a record…"]);
    let request =
        record_of_length("request", "application/http; msgtype=request", "http://a.example/1", b"GET /", 0);
    check(&request, &["! stdin: there is no text in it (remove it from the input)"]);
    let empty = taken(pages_of("", Some(Format::Archive), Limits::default()));
    assert_eq!(empty, ["! stdin: there is no text in it (remove it from the input)"]);
}

#[test]
fn pages_over_the_limit_are_skipped() {
    let limits = Limits { page_bytes: 1000, ..Limits::default() };
    let packed = gzip(&b"x".repeat(2000));
    let archive = [
        page("http://a.example/1", &"x".repeat(1001)),
        response("http://a.example/2", "Content-Type: text/html\r\nContent-Encoding: gzip", &packed),
        page("http://a.example/3", &"x".repeat(2_000_000)),
        page("http://a.example/4", "<p>four"),
    ]
    .concat();
    let found = taken(pages_of(archive, None, limits));
    assert_eq!(
        found.iter().filter(|line| line.contains("longer than 1000 bytes, skipped")).count(),
        3,
        "{found:#?}"
    );
    assert!(found[3].ends_with("<p>four"), "{found:#?}");
}

/// A ZIP archive with stored files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn files_in_zip_archives_are_read_where_they_are_articles() {
    let warc = gzip(&page("http://a.example/1", "<p>one"));
    let inner = zip(&[("deep.txt", b"deep")]);
    let archive = zip(&[
        ("news/a.txt", b"words"),
        ("news/b.jsonl", b"{\"text\":\"line\"}\n{\"text\""),
        ("news/c.warc.gz", &warc),
        ("news/.hidden.txt", b"x"),
        ("news/d.pdf", b"x"),
        ("e.zip", &inner),
    ]);
    let mut pages = pages_of(archive.as_slice(), None, Limits::default());
    let origins: Vec<String> = pages
        .by_ref()
        .map(|page| page.map_or_else(|error| format!("! {}", error.origin()), |page| page.origin.to_string()))
        .collect();
    assert_eq!(
        origins,
        [
            "stdin/news/a.txt",
            "stdin/news/b.jsonl:1",
            "! stdin/news/b.jsonl:2",
            "stdin/news/c.warc.gz@0",
            "stdin/e.zip/deep.txt"
        ]
    );
    assert_eq!((pages.skipped().hidden, pages.skipped().other.get("pdf")), (1, Some(&1)));

    let found = taken(pages_of(&archive[..archive.len() - 30], None, Limits::default()));
    assert!(found[0].starts_with("! stdin: ") && found[0].contains("(unpack it with"), "{found:?}");
    let nest = (0..8).fold(zip(&[("x.txt", b"x")]), |inner, _| zip(&[("y.zip", &inner)]));
    let found = taken(pages_of(nest, None, Limits::default()));
    assert!(found[0].contains("nested more than 5 deep"), "{found:?}");
}

proptest! {
    #[test]
    fn any_damage_gives_pages_or_errors(place in any::<prop::sample::Index>(), byte in any::<u8>(), end in any::<prop::sample::Index>(), packed in any::<bool>()) {
        let pack = |bytes: Vec<u8>| if packed { gzip(&bytes) } else { bytes };
        let mut archive = [
            pack(page("http://a.example/1", "<p>one")),
            pack(response("http://a.example/2", "Content-Type: text/html\r\nTransfer-Encoding: chunked", b"3\r\n<p>\r\n0\r\n\r\n")),
        ]
        .concat();
        let place = place.index(archive.len());
        archive[place] = byte;
        archive.truncate(1 + end.index(archive.len()));
        for page in pages_of(archive, Some(Format::Archive), Limits { page_bytes: 1000, ..Limits::default() }).take(100) {
            if let Err(error) = page {
                prop_assert!(error.to_string().starts_with("stdin"), "{error}");
            }
        }
    }
}
