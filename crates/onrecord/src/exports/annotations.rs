//! W3C Web Annotations: the statements of a document as notes on its words. <https://www.w3.org/TR/annotation-model/>

use serde_json::{Value, json};
use types::wire;

use super::{document_urn, urn, web_address};
use crate::display::{speaker, word};

/// So many characters before and behind a quotation find it again in a page that has changed.
const AROUND: usize = 32;

/// One page of annotations a document, of the statements whose ids are wanted. Positions are code points, as the
/// recommendation has them.
pub fn page(record: &wire::Record, is_wanted: impl Fn(&str) -> bool) -> Value {
    let document = &record.document;
    let name = document_urn(document);
    let source = web_address(document).map_or_else(|| urn(&document.id), str::to_owned);
    let text: Vec<char> = document.text.chars().collect();
    let cut = |start: usize, end: usize| -> String {
        let end = end.min(text.len());
        text.get(start.min(end)..end).unwrap_or_default().iter().collect()
    };
    let items = record.statements.iter().filter(|statement| is_wanted(&statement.id)).map(|statement| {
        let targets = statement.content.iter().map(|&[start, end]| {
            json!({
                "source": source,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": cut(start, end),
                        "prefix": cut(start.saturating_sub(AROUND), start),
                        "suffix": cut(end, end.saturating_add(AROUND)),
                    },
                    { "type": "TextPositionSelector", "start": start, "end": end },
                ],
            })
        });
        let (kind, act) = (word(statement.kind), word(statement.act));
        json!({
            "id": format!("{name}#{}", statement.id),
            "type": "Annotation",
            "motivation": "identifying",
            "body": {
                "type": "TextualBody",
                "format": "text/plain",
                "value": format!("{} ({kind}, {act})", speaker(&statement.speaker)),
            },
            "target": targets.collect::<Vec<_>>(),
        })
    });
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": name,
        "type": "AnnotationPage",
        "items": items.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{TEXT, record, span};
    use super::*;

    #[test]
    fn words_are_found_again_by_quotation_and_by_position() {
        let page = page(&record(""), |_| true);
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), 3);
        for item in items {
            let selector = &item["target"][0]["selector"];
            let part = |key: &str| selector[0][key].as_str().unwrap();
            assert!(
                TEXT.contains(&format!("{}{}{}", part("prefix"), part("exact"), part("suffix"))),
                "{item}"
            );
            let [start, end] = span(part("exact"));
            assert_eq!((&selector[1]["start"], &selector[1]["end"]), (&json!(start), &json!(end)));
        }
        let one = super::page(&record(""), |statement| statement == "s2");
        assert_eq!(one["items"], json!([items[1]]));
        assert_eq!(items[0]["target"][0]["source"], "https://gazette.example/1");
    }
}
