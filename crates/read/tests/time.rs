//! Hostile pages and texts take linear time: a quadratic step would take minutes where these take moments.

use std::time::{Duration, Instant};

use types::{Body, Given, Origin, Page, Reading};

fn read(body: Body) -> Reading {
    read::read(&Page { origin: Origin::Stdin, body, given: Given::default() })
}

/// Reads what `make` gives for a small and a large count. Time may grow with the size, not with its square; what takes
/// less than a second is linear enough, and busy machines are forgiven much.
fn check(name: &str, make: impl Fn(usize) -> Body) {
    let time = |count: usize| {
        let body = make(count);
        let start = Instant::now();
        read(body);
        start.elapsed()
    };
    const GROWTH: usize = 8;
    let small = time(20_000);
    let large = time(20_000 * GROWTH);
    let allowed = (small * GROWTH as u32 * 4).max(Duration::from_secs(4));
    assert!(large < allowed, "{name}: {small:?}, then {large:?} for {GROWTH} times as much");
}

#[test]
fn repetitive_pages_end_soon() {
    let started = Instant::now();
    for piece in [
        "<p>a",
        "<a href=x>b",
        "<br>",
        "<blockquote>a",
        "<li>a",
        "<h2>Related</h2>",
        "<script>",
        "</x>",
        "<!--",
        "<table>",
    ] {
        read(Body::Html(piece.repeat(100_000 / piece.len()).into_bytes()));
    }
    assert!(started.elapsed() < Duration::from_secs(240), "{:?}", started.elapsed());
}

#[test]
fn texts_take_linear_time() {
    for piece in [
        "a",
        "\"",
        "“",
        "‘a ",
        "' ",
        "a. ",
        ".",
        "\n",
        "— (@",
        "1. a\n",
        "Q: a\nA: b\n",
        "— J (@j) May 5, 2024\n",
        "7 p.m.\n",
        "a  ",
        "’s ",
        "(",
        "A: ",
    ] {
        check(piece, |count| Body::Text(piece.repeat(count)));
    }
}
