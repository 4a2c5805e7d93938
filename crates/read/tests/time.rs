//! Hostile pages and texts take linear time: a quadratic step would take minutes where these take moments.

mod hostile;

use std::time::Instant;

use types::{Body, Given, Origin, Page, Reading};

fn read(body: Body) -> Reading {
    read::read(&Page { origin: Origin::Stdin, body, given: Given::default() })
}

/// Seconds that this thread has spent on a processor, where the system tells (Linux), else since `start`: other work on
/// the machine should not count.
fn spent(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// Reads what `make` gives for a small and a large count. Time may grow with the size, not with its square; what takes
/// less than some seconds is linear enough.
fn check(name: &str, make: impl Fn(usize) -> Body) {
    let start = Instant::now();
    let time = |count: usize| {
        let body = make(count);
        let before = spent(start);
        read(body);
        spent(start) - before
    };
    const GROWTH: usize = 8;
    let small = time(20_000);
    let large = time(20_000 * GROWTH);
    let allowed = (small * GROWTH as f64 * 4.0).max(4.0);
    assert!(large < allowed, "{name}: {small:.3} s, then {large:.3} s for {GROWTH} times as much");
}

#[test]
fn hostile_pages_take_linear_time() {
    const SMALL: usize = 50_000;
    const GROWTH: usize = 8;
    let start = Instant::now();
    let mut slow = Vec::new();
    for (name, page) in hostile::KINDS {
        let each = (page(1000).len() / 1000).max(1);
        let time = |bytes: usize| {
            let body = Body::Html(page(bytes / each).into_bytes());
            let before = spent(start);
            read(body);
            spent(start) - before
        };
        let (small, large) = (time(SMALL), time(SMALL * GROWTH));
        // A quadratic step takes 64 times as long for 8 times as much. What takes less than a second may be a constant that
        // only the larger page meets, or a moment in which the machine had other work.
        if large > (small * GROWTH as f64 * 3.0).max(1.0) {
            slow.push(format!("{name}: {small:.3} s, then {large:.3} s for {GROWTH} times as much"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
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
