//! Lists what is taken in from files: `cargo run --release -p acquire --example taken -- news.warc.gz`.

#![expect(clippy::print_stdout, reason = "its output is the list")]

use acquire::{Input, Limits, pages};
use types::Body;

fn main() {
    let inputs: Vec<Input> = std::env::args().skip(1).map(Input::new).collect();
    let mut pages = pages(&inputs, Limits::default());
    let (mut taken, mut failed) = (0, 0);
    for page in pages.by_ref() {
        match page {
            Ok(page) => {
                taken += 1;
                let (kind, length) = match &page.body {
                    Body::Text(text) => ("text", text.len()),
                    Body::Html(html) => ("html", html.len()),
                };
                println!("{}\t{kind}\t{length}\t{}", page.origin, page.given.url.unwrap_or_default());
            }
            Err(error) => {
                failed += 1;
                println!("! {error}");
            }
        }
    }
    println!("{taken} taken, {failed} failed, {:?}", pages.skipped());
}
