//! What the API says about itself is so.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::site::{Setup, Site, TOKEN, articles};
use crate::serve::endpoints::ENDPOINTS;
use crate::serve::openapi::{PARAMETERS, openapi, schemas};

/// What is wrong with a value, by the part of JSON Schema that our schemas use; any other keyword is a fault of the
/// schema.
fn faults(value: &Value, schema: &Value, place: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |words: String| faults.push(format!("{place}: {words}"));
    let Some(schema) = schema.as_object() else { return vec![format!("{place}: the schema is no object")] };
    let mut inner: Vec<String> = Vec::new();
    for (keyword, rule) in schema {
        match keyword.as_str() {
            "description" | "title" | "default" => {}
            "$ref" => {
                let name = rule.as_str().unwrap().rsplit('/').next().unwrap();
                match schemas().get(name) {
                    Some(schema) => inner.extend(self::faults(value, schema, place)),
                    None => fault(format!("there is no schema {name}")),
                }
            }
            "type" => {
                let is = |name: &str| match name {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "number" => value.is_number(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    _ => false,
                };
                let fits = match rule {
                    Value::String(name) => is(name),
                    _ => rule.as_array().unwrap().iter().any(|name| is(name.as_str().unwrap())),
                };
                if !fits {
                    fault(format!("{value} is not {rule}"));
                }
            }
            "enum" => {
                if !rule.as_array().unwrap().contains(value) {
                    fault(format!("{value} is none of {rule}"));
                }
            }
            "const" => {
                if rule != value {
                    fault(format!("{value} is not {rule}"));
                }
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        fault(format!("{name} is missing"));
                    }
                }
            }
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        inner.extend(self::faults(value, rule, &format!("{place}/{name}")));
                    }
                }
            }
            "additionalProperties" if *rule == json!(true) => {}
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object).unwrap();
                for name in value.as_object().into_iter().flat_map(|object| object.keys()) {
                    if !known.contains_key(name) {
                        fault(format!("{name} is not described"));
                    }
                }
            }
            "items" => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    inner.extend(self::faults(value, rule, &format!("{place}/{index}")));
                }
            }
            "oneOf" => {
                let all = rule.as_array().unwrap().iter().map(|rule| self::faults(value, rule, place));
                let all: Vec<Vec<String>> = all.collect();
                if all.iter().filter(|faults| faults.is_empty()).count() != 1 {
                    fault(format!("not exactly one fits: {all:?}"));
                }
            }
            "minimum" | "maximum" => {
                let (number, bound) = (value.as_f64(), rule.as_f64().unwrap());
                if number
                    .is_some_and(|number| if keyword == "minimum" { number < bound } else { number > bound })
                {
                    fault(format!("{value} is beyond {rule}"));
                }
            }
            "minItems" | "maxItems" => {
                let (length, bound) = (value.as_array().map(Vec::len), rule.as_u64().unwrap() as usize);
                if length
                    .is_some_and(|length| if keyword == "minItems" { length < bound } else { length > bound })
                {
                    fault(format!("{value} has too few or too many"));
                }
            }
            "format" => {
                if value.as_str().is_some_and(|day| day.parse::<jiff::civil::Date>().is_err()) {
                    fault(format!("{value} is no day"));
                }
            }
            other => fault(format!("this test does not know {other}")),
        }
    }
    faults.extend(inner);
    faults
}

#[test]
fn every_answer_is_as_it_is_described() {
    let site = Site::new(&articles(), Setup { token: true, asked: true, ..Setup::default() });
    let bearer = format!("Bearer {TOKEN}");
    let signed = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let rename = json!({ "action": "rename", "actor": "Mira Voss", "name": "Mira Jo Voss" }).to_string();
    let made = site.post("/api/corrections", &signed, &rename);
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let article =
        json!({ "text": "“It is done,” Ada Quill said on 3 May 2024 in Paris. It cost $5 million." });
    let reading = site.post("/read", &signed[1..], &article.to_string());
    let voss = site.good("/api/actors?q=voss").json()["items"][0]["id"].as_str().unwrap().to_owned();
    let answers = [
        ("/api/openapi.json", "/api/openapi.json".to_owned()),
        ("/api/statements", "/api/statements?q=harbour".to_owned()),
        ("/api/facets", "/api/facets".to_owned()),
        ("/api/documents", "/api/documents".to_owned()),
        ("/api/documents/{id}", "/api/documents/ferry".to_owned()),
        ("/api/documents/{id}/changes", "/api/documents/ferry/changes".to_owned()),
        ("/api/documents/{id}/annotations", "/api/documents/ferry/annotations".to_owned()),
        ("/api/actors", "/api/actors".to_owned()),
        ("/api/actors/{id}", format!("/api/actors/{voss}")),
        ("/api/places", "/api/places".to_owned()),
        ("/api/questions", "/api/questions".to_owned()),
        ("/api/questions/{id}/positions", "/api/questions/harbour/positions".to_owned()),
        ("/api/questions/{id}/standings", "/api/questions/harbour/standings".to_owned()),
        ("/api/questions/{id}/changes", "/api/questions/harbour/changes".to_owned()),
        ("/api/events", "/api/events?where=rotterdam".to_owned()),
        ("/api/events.geojson", "/api/events.geojson".to_owned()),
        ("/api/timeline", format!("/api/timeline?actor={voss}")),
        ("/api/outlets", "/api/outlets".to_owned()),
        ("/api/copies", "/api/copies".to_owned()),
        ("/api/variants", "/api/variants".to_owned()),
        ("/api/corrections", "/api/corrections".to_owned()),
    ];
    let description = openapi();
    for endpoint in ENDPOINTS {
        let Some(api) = endpoint.api else { continue };
        let method = endpoint.method().as_str().to_ascii_lowercase();
        let reply = match (endpoint.path, method.as_str()) {
            ("/read", _) => &reading,
            ("/api/corrections", "post") => &made,
            (path, _) => {
                let asked = answers.iter().find(|(known, _)| *known == path);
                let asked = asked.unwrap_or_else(|| panic!("{path} is not asked here"));
                &site.good(&asked.1)
            }
        };
        assert_eq!(reply.status, StatusCode::OK, "{}: {}", endpoint.path, reply.body);
        let content = &description["paths"][endpoint.path][&method]["responses"]["200"]["content"];
        let kind = reply.header("content-type");
        let schema = &content[kind]["schema"];
        assert!(schema.is_object(), "{}: {kind} is not described", endpoint.path);
        let answer = reply.json();
        let found = faults(&answer, schema, endpoint.path);
        assert!(found.is_empty(), "{found:#?}");
        if api.list {
            let items = answer["items"].as_array().unwrap().len();
            assert!(items > 0, "{}: nothing to check", endpoint.path);
            for (format, kind) in [("csv", "text/csv; charset=utf-8"), ("jsonl", "application/x-ndjson")] {
                let path = &answers.iter().find(|(path, _)| *path == endpoint.path).unwrap().1;
                let reply = site
                    .good(&format!("{path}{}format={format}", if path.contains('?') { "&" } else { "?" }));
                assert_eq!(reply.header("content-type"), kind);
                let header = usize::from(format == "csv");
                let rows = match format {
                    "csv" => {
                        csv::Reader::from_reader(reply.body.as_bytes()).records().map(Result::unwrap).count()
                    }
                    _ => reply
                        .body
                        .lines()
                        .map(|line| assert!(serde_json::from_str::<Value>(line).is_ok()))
                        .count(),
                };
                // Some items have a row for each of their parts.
                let several = format == "csv"
                    && ["/api/events", "/api/questions/{id}/standings"].contains(&endpoint.path);
                assert!(rows == items || several && rows > 0, "{path} {format} {header}: {rows} of {items}");
            }
        }
    }
}

#[test]
fn every_parameter_is_described_and_used() {
    let used: Vec<&str> =
        ENDPOINTS.iter().filter_map(|endpoint| endpoint.api).flat_map(|api| api.query).copied().collect();
    for name in &used {
        assert!(PARAMETERS.iter().any(|parameter| parameter.name == *name), "{name} is not described");
    }
    for parameter in PARAMETERS {
        let is_used =
            used.contains(&parameter.name) || ["limit", "after", "format"].contains(&parameter.name);
        assert!(is_used, "{} is described, but nobody takes it", parameter.name);
        assert!(serde_json::from_str::<Value>(parameter.schema).is_ok(), "{}", parameter.name);
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    match value {
                        Value::String(target) if name == "$ref" => found.push(target.clone()),
                        _ => references(value, found),
                    }
                }
            }
            Value::Array(array) => array.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let description = openapi();
    let mut found = Vec::new();
    references(&description, &mut found);
    assert!(found.len() > 50);
    for target in found {
        let pointer = target.strip_prefix('#').unwrap();
        assert!(description.pointer(pointer).is_some(), "{target}");
    }
}

#[test]
fn the_served_description_is_the_one_of_the_router() {
    let site = Site::new(&[], Setup::default());
    assert_eq!(site.good("/api/openapi.json").json(), openapi());
    // What is not described is not there for programs.
    let problem = site.get("/api/secrets");
    assert_eq!(problem.status, StatusCode::NOT_FOUND);
    assert_eq!(problem.header("content-type"), "application/problem+json");
    assert!(faults(&problem.json(), &schemas()["Problem"], "problem").is_empty());
}

#[test]
fn wrong_requests_are_told_what_is_wrong() {
    let site = Site::new(&articles(), Setup { asked: true, ..Setup::default() });
    for (path, words) in [
        ("/api/statements?speaker=voss", "\"speaker\""),
        ("/api/statements?kind=loud", "kind: "),
        ("/api/statements?from=yesterday", "from: "),
        ("/api/statements?limit=0", "limit: "),
        ("/api/statements?limit=10001", "limit: "),
        ("/api/statements?limit=-1", "limit: "),
        ("/api/statements?after=zz", "after: "),
        ("/api/statements?after=7b7d", "after: "),
        ("/api/statements?format=xml", "format: "),
        ("/api/statements?q=%22%22", "no word"),
        ("/api/documents?place=x", "place: "),
        ("/api/documents/ferry?version=0.5", "version: "),
        ("/api/variants?statement=s1", "document and statement"),
        ("/api/timeline", "one of actor"),
        ("/api/timeline?actor=a&where=b", "one of actor"),
        ("/api/events?factuality=perhaps", "factuality: "),
        ("/api/questions/harbour/positions?stance=loud", "stance: "),
        ("/api/outlets?after=31", "after: "),
        ("/api/timeline?actor=person%3Amira-voss&after=31", "after: "),
        ("/api/questions/harbour/positions?after=31", "after: "),
        ("/api/questions/harbour/standings?after=31", "after: "),
        ("/api/questions/harbour/changes?after=31", "after: "),
        ("/api/questions/harbour/changes?limit=10001", "limit: "),
    ] {
        let reply = site.get(path);
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}: {}", reply.body);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        let problem = reply.json();
        assert!(faults(&problem, &schemas()["Problem"], path).is_empty(), "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(words), "{path}: {problem}");
    }
    for missing in [
        "/api/documents/none",
        "/api/questions/none/changes",
        "/api/questions/none/positions",
        "/api/actors/person:nobody",
        "/api/documents/ferry?version=9",
    ] {
        assert_eq!(site.get(missing).status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[test]
fn a_list_in_parts_is_the_whole_list() {
    let site = Site::new(&articles(), Setup { asked: true, ..Setup::default() });
    for list in [
        "/api/statements?order=oldest",
        "/api/statements?order=newest",
        "/api/statements?q=harbour",
        "/api/statements?mentions=person%3Amira-voss",
        "/api/documents?order=oldest",
        "/api/documents?order=newest",
        "/api/actors?q=",
        "/api/places?from=2024",
        "/api/events?order=oldest",
        "/api/events?order=newest",
        "/api/timeline?actor=person%3Amira-voss",
        "/api/timeline?actor=person%3Amira-voss&order=newest",
        "/api/questions?after=",
        "/api/questions/harbour/positions?order=oldest",
        "/api/questions/harbour/positions?order=newest",
        "/api/questions/harbour/standings?after=",
        "/api/questions/harbour/changes?after=",
        "/api/outlets?after=",
        "/api/variants?q=",
        "/api/copies?document=",
    ] {
        let whole = site.good(list).json()["items"].as_array().unwrap().clone();
        let mut parts: Vec<Value> = Vec::new();
        let mut next = Some(format!("{list}&limit=1"));
        while let Some(address) = next {
            let reply = site.good(&address);
            let part = reply.json();
            parts.extend(part["items"].as_array().unwrap().iter().cloned());
            assert!(parts.len() <= whole.len(), "{list} does not end");
            next = part["next"].as_str().map(|cursor| {
                let link = reply.header("link").to_owned();
                let link = link.strip_prefix('<').unwrap().split_once('>').unwrap().0.to_owned();
                assert!(link.contains(&format!("after={cursor}")), "{link}");
                link
            });
        }
        assert!(!whole.is_empty(), "{list}");
        assert_eq!(parts, whole, "{list}");
    }
}

#[test]
fn what_is_known_already_is_not_sent_again() {
    let site = Site::new(&articles(), Setup::default());
    for path in ["/", "/api/statements", "/documents/ferry", "/style.css"] {
        let first = site.good(path);
        let tag = first.header("etag").to_owned();
        let again =
            site.ask(super::site::request(axum::http::Method::GET, path, &[("if-none-match", &tag)], ""));
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
        let other =
            site.ask(super::site::request(axum::http::Method::GET, path, &[("if-none-match", "\"x\"")], ""));
        assert_eq!(other.status, StatusCode::OK);
    }
}

#[test]
fn reading_gives_the_record_of_the_command_line() {
    let site = Site::new(&[], Setup::default());
    let text = "“The roof is dry,” Ada Quill said on Friday.";
    let article = json!({ "id": "roof", "text": text, "published": "2024-05-27" }).to_string();
    let reply = site.post("/read", &[("content-type", "application/json")], &article);
    let pages = acquire::pages_of(article, Some(acquire::Format::Jsonl), acquire::Limits::default());
    let record = onrecord::Pipeline::new().record(&pages.map(Result::unwrap).next().unwrap());
    assert_eq!(reply.body, serde_json::to_string(&types::wire::Record::from(&record)).unwrap());
    assert_eq!(site.store().sizes().unwrap().documents, 0, "nothing is kept");
    for (body, status) in [
        ("{", StatusCode::BAD_REQUEST),
        ("[]", StatusCode::UNPROCESSABLE_ENTITY),
        ("{\"title\": \"x\"}", StatusCode::UNPROCESSABLE_ENTITY),
        ("{\"text\": \"  \"}", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(
            site.post("/read", &[("content-type", "application/json")], body).status,
            status,
            "{body}"
        );
    }
    let form = site.post("/read", &[("content-type", "text/plain")], "{\"text\": \"x\"}");
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let long = format!("{{\"text\": \"{}\"}}", "word ".repeat(4 << 20));
    let long = site.post("/read", &[("content-type", "application/json")], &long);
    assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);
}
