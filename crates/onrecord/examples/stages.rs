//! Reads a JSONL file on one thread and prints the seconds that each stage of the pipeline takes, as one JSON object; `fast`
//! behind the file's name reads at that effort, else it is the full one.
//! `annotate` holds `times` and `quantities`, which are timed once more by themselves.
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::io::{BufRead, BufReader};
use std::time::Instant;

use serde_json::{Value, json};
use types::{Body, Given, Origin, Page, wire};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or_else(|| anyhow::anyhow!("which JSONL file?"))?;
    let effort = match arguments.next().as_deref() {
        Some("fast") => annotate::Effort::Fast,
        None => annotate::Effort::Full,
        Some(other) => anyhow::bail!("{other:?} is no effort: `fast`, or nothing"),
    };
    let pages: Vec<Page> = BufReader::new(std::fs::File::open(path)?)
        .lines()
        .map(|line| anyhow::Ok(page(&serde_json::from_str(&line?)?)))
        .collect::<Result<_, _>>()?;
    let reader = annotate::Reader::embedded().with_effort(effort);
    let mut seconds = [0.0; 6];
    for page in &pages {
        let mut start = Instant::now();
        let mut lap = |stage: usize| {
            seconds[stage] += start.elapsed().as_secs_f64();
            start = Instant::now();
        };
        let reading = read::read(page);
        lap(0);
        let times = annotate::times::find(&reading);
        lap(1);
        std::hint::black_box(annotate::quantities::find(&reading, &times));
        lap(2);
        let marks = reader.annotate(&reading);
        lap(3);
        let record = resolve::resolve(reading, &marks);
        lap(4);
        std::hint::black_box(serde_json::to_string(&wire::Record::from(&record))?);
        lap(5);
    }
    let [read, times, quantities, annotate, resolve, print] = seconds;
    println!(
        "{}",
        json!({"read": read, "times": times, "quantities": quantities, "annotate": annotate, "resolve": resolve,
               "print": print})
    );
    Ok(())
}

fn page(line: &Value) -> Page {
    let field = |name: &str| line.get(name).and_then(Value::as_str).map(str::to_owned);
    let given = Given {
        id: field("id"),
        title: field("title"),
        outlet: field("outlet"),
        published: field("published"),
        ..Given::default()
    };
    Page { origin: Origin::Stdin, body: Body::Text(field("text").unwrap_or_default()), given }
}
