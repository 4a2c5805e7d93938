use std::sync::atomic::{AtomicUsize, Ordering};

use crate::bench::{Bench, values};
use crate::server::{Server, send, send_nothing, send_page};

const PAGE: &str = "<!DOCTYPE html><html><head><title>Bridge to open in spring</title></head><body><article>\
    <h1>Bridge to open in spring</h1><p>“The bridge will open in May,” mayor Ines Calder told reporters on Wednesday, \
    “and not a week later than that.”</p><p>Calder added that the city had set aside 40 million euros for the work.</p>\
    <p>The old bridge has been closed since a barge hit one of its pillars two years ago.</p></article></body></html>";

const FEED: &str = "<rss version=\"2.0\"><channel><title>Courier</title>\
    <item><title>Bridge</title><link>/bridge</link></item></channel></rss>";

fn courier() -> Server {
    Server::start(|asked, stream| match asked.path.as_str() {
        "/bridge" => send_page(stream, PAGE),
        "/feed" if asked.head.contains("if-none-match: \"1\"") => send(stream, "304 Not Modified", "", b""),
        "/feed" => {
            send(stream, "200 OK", "Content-Type: application/rss+xml\r\nETag: \"1\"\r\n", FEED.as_bytes());
        }
        "/away" => send(stream, "302 Found", "Location: http://169.254.169.254/latest/meta-data\r\n", b""),
        "/hook" => send(stream, "204 No Content", "", b""),
        _ => send_nothing(stream),
    })
}

#[test]
fn private_addresses_need_a_flag() {
    let (bench, server) = (Bench::new(&[]), courier());
    let ran = bench.run(&format!("read {}", server.url("/bridge")));
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(
        ran.words
            .contains("127.0.0.1 is a loopback address (if you mean to fetch from there: --allow-private)")
    );
    assert!(server.paths().is_empty());
    // Nothing in the environment leads around it.
    let mut command = bench.command(&format!("read {}", server.url("/bridge")));
    let proxy = server.url("");
    command.env("http_proxy", &proxy).env("ALL_PROXY", &proxy).env("HTTP_PROXY", &proxy);
    assert_eq!(command.output().unwrap().status.code(), Some(3));
    assert!(server.paths().is_empty());
}

#[test]
fn a_page_keeps_where_it_came_from() {
    let (bench, server) = (Bench::new(&[]), courier());
    let url = server.url("/bridge");
    let ran = bench.run(&format!("read {url} {} --allow-private --timeout 5", server.url("/gone")));
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.words.contains("/gone: the server answered with status 404, which means"), "{ran:?}");
    let records = values(&bench.data("export"));
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["document"]["url"], url.as_str());
    assert!(!records[0]["statements"].as_array().unwrap().is_empty());
    // Read again, the page is asked for but not read twice.
    let again = bench.run(&format!("read {url} --allow-private"));
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(values(&bench.data("export")).len(), 1);
}

#[test]
fn a_watch_tells_once_of_what_is_new() {
    let (bench, server) = (Bench::new(&[]), courier());
    let watch = format!(
        "watch {} --once --allow-private --timeout 5 --alert bridge --format jsonl --feed hits.atom --webhook {}",
        server.url("/feed"),
        server.url("/hook")
    );
    let first = bench.run(&watch);
    assert_eq!(first.code, 0, "{first:?}");
    let hits = values(&first.data);
    assert!(!hits.is_empty(), "{first:?}");
    assert_eq!(hits[0]["alert"], "bridge");
    assert_eq!(hits[0]["document"]["url"], server.url("/bridge").as_str());
    let feed = std::fs::read_to_string(bench.path("hits.atom")).unwrap();
    assert_eq!(feed.matches("<entry>").count(), hits.len());
    assert!(feed.contains("Ines Calder: "), "{feed}");
    let posted = server.head("/hook");
    assert!(posted.contains("\"alert\":\"bridge\"") && posted.contains("\"statements\":[{"), "{posted}");

    let before = server.paths().len();
    let second = bench.run(&watch);
    assert_eq!((second.code, second.data.as_str()), (0, ""), "{second:?}");
    assert_eq!(server.paths()[before..], ["/feed"], "{second:?}");
}

#[test]
fn alerts_that_a_webhook_did_not_take_are_posted_by_the_next_run() {
    let refusals = AtomicUsize::new(2);
    let server = Server::start(move |asked, stream| match asked.path.as_str() {
        "/bridge" => send_page(stream, PAGE),
        "/feed" if asked.head.contains("if-none-match") => send(stream, "304 Not Modified", "", b""),
        "/feed" => {
            send(stream, "200 OK", "Content-Type: application/rss+xml\r\nETag: \"1\"\r\n", FEED.as_bytes());
        }
        "/hook" | "/other" if refusals.load(Ordering::SeqCst) > 0 => {
            refusals.fetch_sub(1, Ordering::SeqCst);
            send(stream, "503 Service Unavailable", "", b"");
        }
        "/hook" | "/other" => send(stream, "204 No Content", "", b""),
        _ => send_nothing(stream),
    });
    let bench = Bench::new(&[]);
    let watch = |hook: &str| {
        let (feed, hook) = (server.url("/feed"), server.url(hook));
        bench.run(&format!(
            "watch {feed} --once --allow-private --timeout 5 --alert bridge --alert euros --format jsonl --webhook {hook}"
        ))
    };
    let posts = |hook: &str| server.paths().iter().filter(|path| *path == hook).count();
    let first = watch("/hook");
    assert_eq!(first.code, 1, "{first:?}");
    assert!(first.words.contains("could not be posted and wait for the next round: 2: "), "{first:?}");
    assert_eq!((posts("/hook"), values(&first.data).is_empty()), (1, false));
    // What one webhook did not take is not posted to another one.
    assert_eq!((watch("/other").code, posts("/other")), (0, 0));
    let second = watch("/hook");
    assert_eq!((second.code, second.data.as_str(), posts("/hook")), (1, "", 2), "{second:?}");
    let refused = server.head("/hook");
    let third = watch("/hook");
    assert_eq!((third.code, posts("/hook")), (0, 4), "{third:?}");
    // What is posted again has the same id.
    let id = |head: &str| head.split("\"id\":\"").nth(1).map(|rest| rest[..32].to_owned()).unwrap();
    let taken = server.heads("/hook");
    assert_eq!(id(&taken[2]), id(&refused));
    assert_ne!(id(&taken[3]), id(&refused));
    assert_eq!((watch("/hook").code, posts("/hook")), (0, 4));
    assert_eq!(bench.run("verify").code, 0);
}

#[test]
fn alerts_must_make_sense() {
    let bench = Bench::new(&[("alerts.toml", b"[[alert]]\nname = \"all\"\n")]);
    let ran = bench.run("watch https://news.example/feed --once --alerts alerts.toml");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.words.contains("alert \"all\" would match everything"), "{ran:?}");
    assert_eq!(bench.run("watch").code, 2);
}

#[test]
fn archives_are_read_and_what_was_left_out_is_said() {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}");
    let record = |kind: &str, url: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype={kind}\r\n\
             Content-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let archive = [
        record("request", "https://a.example/1", "GET /1 HTTP/1.1\r\n\r\n"),
        record("response", "https://a.example/1", &block),
        record("response", "https://a.example/2.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx"),
        record(
            "response",
            "https://a.example/3",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\ncut",
        ),
    ]
    .concat();
    let bench = Bench::new(&[("news.warc", archive.as_bytes())]);
    let ran = bench.run("read news.warc");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.words.contains(": its body ends inside a chunk (the other records are read;"), "{ran:?}");
    assert!(
        ran.words.contains("1 article read; ") && ran.words.contains("1 record left out (1 image/png)"),
        "{ran:?}"
    );
    assert_eq!(values(&bench.data("export"))[0]["document"]["url"], "https://a.example/1");
}
