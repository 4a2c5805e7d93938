//! Prints how long hostile pages of growing size take: `cargo run --release -p read --example hostile [KIND]`.
#![expect(clippy::print_stdout, reason = "an example that prints")]

#[path = "../tests/hostile/mod.rs"]
mod hostile;

use std::time::Instant;

use types::{Body, Given, Origin, Page};

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    for (name, page) in hostile::KINDS.iter().filter(|(name, _)| name.contains(&wanted)) {
        let each = page(1000).len().max(1000) / 1000;
        let mut line = String::new();
        for size in [50_000, 200_000, 800_000] {
            let body = Body::Html(page(size / each).into_bytes());
            let start = Instant::now();
            read::read(&Page { origin: Origin::Stdin, body, given: Given::default() });
            let seconds = start.elapsed().as_secs_f64();
            line.push_str(&format!("{seconds:9.3}"));
            if seconds > 6.0 {
                break;
            }
        }
        println!("{line:<30} {name}");
    }
}
