//! Pages from a hostile web server; and from one that wants to be treated well.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::collections::HashMap;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use acquire::{Input, Limits, Memory, MemoryError, Page, Pages, Web, WebSettings, pages};
use server::{Server, send, send_nothing, send_page};
use types::{Body, HostManners, Visit};

/// Fetches from this machine, impatiently.
fn settings() -> WebSettings {
    WebSettings { allow_private: true, patience: Duration::from_secs(2), ..WebSettings::default() }
}

fn fetch(url: &str, settings: WebSettings, memory: Option<Box<dyn Memory>>) -> Pages {
    let limits = Limits { page_bytes: 100_000, ..Limits::default() };
    pages(&[Input::new(url)], limits).with_web(Web::new(settings, memory))
}

/// One line for each page or error.
fn lines(pages: &mut Pages) -> Vec<String> {
    pages
        .map(|page| match page {
            Ok(Page { origin, body: Body::Text(text), .. }) => format!("{origin} text {text}"),
            Ok(Page { origin, body: Body::Html(html), .. }) => {
                format!("{origin} html {}", String::from_utf8_lossy(&html))
            }
            Err(error) => format!("! {error}"),
        })
        .collect()
}

/// What comes of one address.
fn taken(url: &str) -> String {
    lines(&mut fetch(url, settings(), None)).join("\n")
}

/// Checks the one line for an address.
#[track_caller]
fn check(url: &str, expected: &str) {
    let found = taken(url);
    assert!(found.starts_with(&expected.replace("URL", url)), "found {found}\ninstead of {expected}");
}

#[test]
fn pages_texts_and_lines_are_told_apart() {
    let server = Server::start(|asked, stream| match asked.path.as_str() {
        "/page" => send_page(stream, "<p>one"),
        "/text" => {
            send(stream, "200 OK", "Content-Type: text/plain; charset=windows-1252\r\n", b"\x93two\x94")
        }
        "/lines" => send(stream, "200 OK", "Content-Type: application/x-ndjson\r\n", b"{\"text\":\"three\"}"),
        "/packed" => {
            let fields = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
            send(stream, "200 OK", fields, &gzip(b"<p>four"));
        }
        "/moved" => send(stream, "301 Moved", "Location: page\r\n", b""),
        _ => send_nothing(stream),
    });
    check(&server.url("/page#part"), &format!("{} html <p>one", server.url("/page")));
    check(&server.url("/text"), "URL text “two”");
    check(&server.url("/lines"), "URL:1 text three");
    check(&server.url("/packed"), "URL html <p>four");
    check(&server.url("/moved"), "URL html <p>one");
    check(
        &server.url("/none"),
        "! URL: the server answered with status 404, which means that the page is not there",
    );
    let page = fetch(&server.url("/moved"), settings(), None).next().unwrap().unwrap();
    assert_eq!(page.given.url, Some(server.url("/page")));
    assert!(server.head("/page").contains("user-agent: onrecord/"));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn private_addresses_are_refused_before_anything_is_sent() {
    let server = Server::start(|_, stream| send_page(stream, "<p>secret"));
    let port = server.port;
    for host in [
        "127.0.0.1",
        "localhost",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "[::1]",
        "10.0.0.1",
    ] {
        let url = format!("http://{host}:{port}/");
        let found =
            lines(&mut fetch(&url, WebSettings { allow_private: false, ..settings() }, None)).join("\n");
        assert!(
            found.starts_with("! ") && found.contains("(if you mean to fetch from there: --allow-private)"),
            "{found}"
        );
    }
    assert!(server.paths().is_empty());
}

#[test]
fn redirects_end() {
    let server = Server::start(|asked, stream| match asked.path.as_str() {
        "/loop" => send(stream, "302 Found", "Location: /loop\r\n", b""),
        "/file" => send(stream, "302 Found", "Location: file:///etc/passwd\r\n", b""),
        "/nowhere" => send(stream, "302 Found", "", b""),
        _ => send_nothing(stream),
    });
    check(&server.url("/loop"), "! URL: more than 10 redirects, the last to http://127.0.0.1:");
    check(&server.url("/file"), "! URL: it redirects to \"file:///etc/passwd\", which cannot be fetched (");
    check(&server.url("/nowhere"), "! URL: it redirects to \"\", which cannot be fetched (");
    assert_eq!(server.paths().iter().filter(|path| *path == "/loop").count(), 11);
}

#[test]
fn what_never_ends_is_ended() {
    let bomb = gzip(&vec![b' '; 50 << 20]);
    let server = Server::start(move |asked, stream| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>";
        match asked.path.as_str() {
            "/endless" => {
                let _ = stream.write_all(head);
                while stream.write_all(&[b'x'; 4096]).is_ok() {}
            }
            "/bomb" => {
                let fields = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
                send(stream, "200 OK", fields, &bomb);
            }
            "/drip" => {
                let _ = stream.write_all(head);
                while stream.write_all(b"x").is_ok() {
                    thread::sleep(Duration::from_millis(100));
                }
            }
            "/silent" => {
                let _ = stream.write_all(head);
                thread::sleep(Duration::from_secs(20));
            }
            "/slow-head" => {
                while stream.write_all(b"H").is_ok() {
                    thread::sleep(Duration::from_millis(100));
                }
            }
            "/deaf" => thread::sleep(Duration::from_secs(20)),
            "/heads" => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
                while stream.write_all(b"X-Field: value\r\n").is_ok() {}
            }
            _ => send_nothing(stream),
        }
    });
    let started = Instant::now();
    check(&server.url("/endless"), "! URL: longer than 100000 bytes, skipped (");
    check(&server.url("/bomb"), "! URL: longer than 100000 bytes, skipped (");
    check(&server.url("/drip"), "! URL: the server sends too slowly: ");
    check(&server.url("/silent"), "! URL: the server sends too slowly: ");
    check(&server.url("/slow-head"), "! URL: ");
    check(&server.url("/deaf"), "! URL: 127.0.0.1 did not answer in 2 s (");
    check(&server.url("/heads"), "! URL: ");
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn what_is_no_page_is_refused() {
    let server = Server::start(|asked, stream| match asked.path.as_str() {
        "/picture" => send(stream, "200 OK", "Content-Type: image/png\r\n", b"\x89PNG\r\n\x1a\n"),
        "/untyped" => send(stream, "200 OK", "", b"\x89PNG\r\n\x1a\n"),
        "/empty" => send_page(stream, ""),
        "/brotli" => send(stream, "200 OK", "Content-Type: text/html\r\nContent-Encoding: br\r\n", b"\x0b"),
        "/short" => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>cut";
            let _ = stream.write_all(head.as_bytes());
        }
        "/garbage" => {
            let _ = stream.write_all(b"\0\x01\x02 no HTTP at all\r\n\r\n");
        }
        "/packed-cut" => {
            let packed = gzip(b"<p>words that are cut off");
            let fields = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
            send(stream, "200 OK", fields, &packed[..packed.len() - 12]);
        }
        _ => send_nothing(stream),
    });
    check(&server.url("/picture"), "! URL: the server sent image/png, not a page (");
    check(&server.url("/untyped"), "! URL: the server sent something unknown, not a page (");
    check(&server.url("/empty"), "! URL: there is no text in it (");
    check(
        &server.url("/brotli"),
        "! URL: the server compressed its answer with br, which was not asked for (",
    );
    check(&server.url("/short"), "! URL: the connection ended before the answer was whole (");
    check(&server.url("/garbage"), "! URL: ");
    check(&server.url("/packed-cut"), "! URL: damaged gzip data, ");
    check("http://127.0.0.1:1/", "! URL: no connection to 127.0.0.1: ");
    check("https://", "! https://: ");
}

#[test]
fn robots_txt_is_obeyed() {
    let server = Server::start(|asked, stream| match asked.path.as_str() {
        "/robots.txt" => {
            let rules = b"User-agent: *\nDisallow: /private\nCrawl-delay: 1\n";
            send(stream, "200 OK", "Content-Type: text/plain\r\n", rules);
        }
        "/to-private" => send(stream, "302 Found", "Location: /private\r\n", b""),
        _ => send_page(stream, "<p>one"),
    });
    check(&server.url("/private/1"), "! URL: the host's robots.txt does not allow it (");
    check(&server.url("/to-private"), "! URL: the host's robots.txt does not allow it (");
    let started = Instant::now();
    let inputs = [Input::new(server.url("/1")), Input::new(server.url("/2"))];
    let mut both = pages(&inputs, Limits::default()).with_web(Web::new(settings(), None));
    assert_eq!(lines(&mut both).len(), 2);
    assert!(started.elapsed() >= Duration::from_secs(1), "the crawl delay was not kept");
    assert!(!server.paths().iter().any(|path| path.starts_with("/private")));

    let broken = Server::start(|_, stream| send(stream, "500 Broken", "", b""));
    check(
        &broken.url("/1"),
        "! URL: the host's robots.txt does not allow it: it could not be read: status 500 (",
    );
}

#[test]
fn a_busy_host_is_left_alone_for_as_long_as_it_says() {
    let asked_before = AtomicUsize::new(0);
    let server = Server::start(move |asked, stream| match asked.path.as_str() {
        "/busy" if asked_before.fetch_add(1, Ordering::Relaxed) == 0 => {
            send(stream, "429 Too Many Requests", "Retry-After: 1\r\n", b"");
        }
        "/busy" => send_page(stream, "<p>now"),
        "/closed" => send(stream, "503 Service Unavailable", "Retry-After: 3600\r\n", b""),
        _ => send_nothing(stream),
    });
    let started = Instant::now();
    check(&server.url("/busy"), "URL html <p>now");
    assert!(started.elapsed() >= Duration::from_millis(900), "the host was not left alone");
    let memory = Shelf::default();
    let once = |path: &str| {
        lines(&mut fetch(&server.url(path), settings(), Some(Box::new(memory.clone())))).join("\n")
    };
    assert!(once("/closed").contains("the host asks for 3600 s without requests"), "{}", once("/closed"));
    // The next run remembers it.
    let before = server.paths().len();
    assert!(once("/busy").contains("without requests"));
    assert_eq!(server.paths().len(), before);
}

#[test]
fn credentials_go_to_their_own_host_alone() {
    let other = Server::start(|_, stream| send_page(stream, "<p>other"));
    let target = other.url("/there");
    let own = Server::start(move |asked, stream| match asked.path.as_str() {
        "/away" => send(stream, "302 Found", &format!("Location: {target}\r\n"), b""),
        "/back" => send(stream, "302 Found", "Location: /page\r\n", b""),
        "/login" => send(stream, "302 Found", "Location: http://eve:x@127.0.0.1:1/\r\n", b""),
        _ => send_page(stream, "<p>own"),
    });
    let with_credentials = |path: &str| own.url(path).replace("http://", "http://ada:secret@");
    let found = taken(&with_credentials("/away"));
    assert!(found.ends_with("html <p>other") && !found.contains("secret"), "{found}");
    assert!(!other.head("/there").contains("authorization") && !other.head("/there").contains("referer"));
    assert!(own.head("/away").contains("authorization: basic "));
    assert!(!own.head("/robots.txt").contains("authorization"));
    taken(&with_credentials("/back"));
    assert!(own.head("/page").contains("authorization: basic "));
    assert!(!taken(&own.url("/login")).contains("eve"));
}

const FEED: &str = r#"<rss version="2.0"><channel><title>Courier</title>
    <item><title>One</title><link>/1</link><pubDate>Wed, 22 May 2024 10:00:00 +0200</pubDate></item>
    <item><title>Two</title><link>/2</link></item>
    <item><title>Gone</title><link>/gone</link></item></channel></rss>"#;

#[test]
fn feeds_and_sitemaps_lead_to_their_pages() {
    let server = Server::start(|asked, stream| match asked.path.as_str() {
        "/feed" => {
            send(stream, "200 OK", "Content-Type: application/rss+xml\r\nETag: \"f1\"\r\n", FEED.as_bytes())
        }
        "/index.xml" => {
            let index = b"<sitemapindex><sitemap><loc>/news.xml.gz</loc></sitemap></sitemapindex>";
            send(stream, "200 OK", "Content-Type: text/xml\r\n", index);
        }
        "/news.xml.gz" => {
            let sitemap = gzip(b"<urlset><url><loc>/1</loc><lastmod>2024-05-22</lastmod></url></urlset>");
            send(stream, "200 OK", "Content-Type: application/gzip\r\n", &sitemap);
        }
        "/round.xml" => {
            let index = b"<sitemapindex><sitemap><loc>/round.xml</loc></sitemap></sitemapindex>";
            send(stream, "200 OK", "Content-Type: text/xml\r\n", index);
        }
        "/1" | "/2" => send_page(stream, "<p>page"),
        _ => send_nothing(stream),
    });
    let url = |path: &str| server.url(path);
    let expected = [
        format!("{} (listed in {}) html <p>page", url("/1"), url("/feed")),
        format!("{} (listed in {}) html <p>page", url("/2"), url("/feed")),
        format!("! {} (listed in {}): the server answered with status 404", url("/gone"), url("/feed")),
    ];
    let found = lines(&mut fetch(&url("/feed"), settings(), None));
    assert!(
        found.len() == 3 && found.iter().zip(&expected).all(|(found, start)| found.starts_with(start)),
        "{found:#?}"
    );
    check(&url("/index.xml"), &format!("{} (listed in {}) html <p>page", url("/1"), url("/news.xml.gz")));
    let found = taken(&url("/round.xml"));
    assert!(found.contains("nested more than 5 deep"), "{found}");
}

/// What a store would remember.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<Books>>);

#[derive(Default)]
struct Books {
    hosts: HashMap<String, HostManners>,
    visits: HashMap<String, Visit>,
    kept: Vec<String>,
}

impl Memory for Shelf {
    fn host(&mut self, host: &str) -> Result<Option<HostManners>, MemoryError> {
        Ok(self.0.lock().unwrap().hosts.get(host).cloned())
    }

    fn keep_host(&mut self, host: &str, manners: &HostManners) -> Result<(), MemoryError> {
        self.0.lock().unwrap().hosts.insert(host.to_owned(), manners.clone());
        Ok(())
    }

    fn visit(&mut self, url: &str) -> Result<Option<(Visit, bool)>, MemoryError> {
        let books = self.0.lock().unwrap();
        let kept = books.kept.iter().any(|kept| kept == url);
        Ok(books.visits.get(url).map(|visit| (visit.clone(), kept)))
    }

    fn keep_visit(&mut self, url: &str, visit: &Visit) -> Result<(), MemoryError> {
        self.0.lock().unwrap().visits.insert(url.to_owned(), visit.clone());
        Ok(())
    }
}

#[test]
fn nobody_is_asked_twice_for_the_same() {
    let server = Server::start(|asked, stream| match asked.path.as_str() {
        "/feed" if asked.head.contains("if-none-match: \"f1\"") => send(stream, "304 Not Modified", "", b""),
        "/feed" => {
            send(stream, "200 OK", "Content-Type: application/rss+xml\r\nETag: \"f1\"\r\n", FEED.as_bytes())
        }
        "/page" if asked.head.contains("if-modified-since: yesterday") => {
            send(stream, "304 Not Modified", "", b"")
        }
        "/page" => {
            send(stream, "200 OK", "Content-Type: text/html\r\nLast-Modified: yesterday\r\n", b"<p>page")
        }
        "/1" | "/2" => send_page(stream, "<p>page"),
        _ => send_nothing(stream),
    });
    let memory = Shelf::default();
    let run = |path: &str| {
        let mut pages = fetch(&server.url(path), settings(), Some(Box::new(memory.clone())));
        (lines(&mut pages).len(), pages)
    };
    let (found, mut first) = run("/feed");
    assert_eq!(found, 3);
    // The pages are not kept: all that was found is asked for again, what was not there is not.
    let (found, second) = run("/feed");
    assert_eq!((found, second.skipped().unchanged, second.skipped().rested), (2, 0, 1));
    memory.0.lock().unwrap().kept = vec![server.url("/1"), server.url("/2"), server.url("/page")];
    let before = server.paths().len();
    let (found, third) = run("/feed");
    assert_eq!((found, third.skipped().unchanged, third.skipped().rested), (0, 2, 1));
    assert_eq!(server.paths().len(), before + 1, "only the feed is fetched");
    // Once all is kept, the feed itself is asked for with its tag.
    first.keep_lists().unwrap();
    let (found, fourth) = run("/feed");
    assert_eq!((found, fourth.skipped().unchanged), (0, 1));
    assert!(server.head("/feed").contains("if-none-match: \"f1\""));

    assert_eq!(run("/page").0, 1);
    assert_eq!(run("/page").0, 0);
    assert_eq!(server.paths().iter().filter(|path| *path == "/robots.txt").count(), 1);
}

#[test]
fn no_request_is_made_after_the_stop() {
    let server = Server::start(|_, stream| send_page(stream, "<p>one"));
    let settings = settings();
    settings.stop.store(true, Ordering::Relaxed);
    assert!(lines(&mut fetch(&server.url("/1"), settings, None)).is_empty());
    assert!(server.paths().is_empty());
}
