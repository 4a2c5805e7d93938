//! Lines of standard input as pages.

use serde_json::Value;
use types::{Body, Given, Origin, Page};

/// The page of the line with this number, counted from 1.
pub fn page(line: &Value, number: usize) -> Page {
    let field = |name: &str| line.get(name).and_then(Value::as_str).map(str::to_owned);
    Page {
        origin: Origin::Line(Box::new(Origin::Stdin), number),
        body: Body::Text(field("text").unwrap_or_default()),
        given: Given {
            id: field("id"),
            url: field("url"),
            title: field("title"),
            outlet: field("outlet"),
            byline: field("byline").into_iter().collect(),
            published: field("published"),
            language: field("language"),
        },
    }
}
