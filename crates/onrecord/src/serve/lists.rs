//! Lists for programs: JSON with a cursor, JSON lines, or CSV.

use axum::http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::Answer;
use super::asked::{Asked, cursor};
use super::problem::Problem;
use crate::arguments::Format;
use crate::display::list;

/// Rows when nothing is said.
const DEFAULT: usize = 100;

/// Rows at most: a file to keep should hold what a person can look through.
const MOST: usize = 10_000;

/// How many rows are asked for.
pub fn limit(asked: &Asked<'_>) -> Result<usize, Problem> {
    asked.limit(DEFAULT, MOST)
}

/// A list in the format that is asked for. `name` is that of the file, `next` the place after which it goes on.
pub fn listed<T: Serialize>(
    asked: &Asked<'_>,
    name: &str,
    items: &[T],
    next: Option<&impl Serialize>,
    columns: &[&str],
    row: impl Fn(&T) -> Vec<String>,
) -> Result<Answer, Problem> {
    listed_rows(asked, name, items, next, columns, |item| vec![row(item)])
}

/// The same, where an item has a row of CSV for each part of it.
pub fn listed_rows<T: Serialize>(
    asked: &Asked<'_>,
    name: &str,
    items: &[T],
    next: Option<&impl Serialize>,
    columns: &[&str],
    rows: impl Fn(&T) -> Vec<Vec<String>>,
) -> Result<Answer, Problem> {
    let next = next.map(cursor);
    let failed = |error: &dyn std::fmt::Display| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, format!("The list cannot be written: {error}."))
    };
    let write = |format| {
        let mut body = Vec::new();
        list(&mut body, format, columns, items, &rows).map_err(|error| failed(&error))?;
        Ok::<_, Problem>(body)
    };
    let answer = match asked.given("format").unwrap_or("json") {
        "json" => Answer::json(&serde_json::json!({ "items": items, "next": next }))
            .map_err(|error| failed(&error))?,
        "jsonl" => Answer::new(StatusCode::OK, "application/x-ndjson", write(Format::Jsonl)?),
        "csv" => Answer::new(StatusCode::OK, "text/csv; charset=utf-8", write(Format::Csv)?)
            .named_file(&format!("{name}.csv")),
        other => return Err(Problem::wrong(format!("format: {other:?} is none of json, jsonl, csv."))),
    };
    Ok(match next {
        Some(next) => answer.with_next(&asked.with(&asked.path, &[("after", &next)])),
        None => answer,
    })
}

/// The part of a list, all of which had to be looked at, that is asked for: it goes on after a place in its order.
pub fn part_after<T, P: Ord + DeserializeOwned>(
    asked: &Asked<'_>,
    mut items: Vec<T>,
    place: impl Fn(&T) -> P,
) -> Result<(Vec<T>, Option<P>), Problem> {
    if let Some(after) = asked.after::<P>()? {
        items.drain(..items.partition_point(|item| place(item) <= after));
    }
    let limit = limit(asked)?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = if more { items.last().map(place) } else { None };
    Ok((items, next))
}
