//! OpenAPI 3.1, made from the table of endpoints. The schemas are written by hand: the record is a contract of its own,
//! and a test holds every answer against them, which derived ones would not need but also not prove.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::asked::Asked;
use super::endpoints::{Api, ENDPOINTS, Endpoint};
use super::guard::Needs;
use super::kept::{KEPT, Kept};
use super::problem::Problem;

/// The schemas of what comes back and what is sent.
pub const SCHEMAS: &str = include_str!("schemas.json");

/// A parameter: its name, what it means, its schema.
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// In words.
    pub words: &'static str,
    /// JSON Schema.
    pub schema: &'static str,
}

const TEXT: &str = r#"{"type":"string"}"#;
const PERIOD: &str = r#"{"type":"string","pattern":"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}"#;

const fn parameter(name: &'static str, words: &'static str, schema: &'static str) -> Parameter {
    Parameter { name, words, schema }
}

/// All parameters of queries.
pub const PARAMETERS: &[Parameter] = &[
    parameter(
        "q",
        "Words, all of them, in any order, without regard to case and accents; \"…\" makes a phrase",
        TEXT,
    ),
    parameter(
        "who",
        "Words of the speaker's name, or of the role where there is no name; of an event, of the actor's name",
        TEXT,
    ),
    parameter(
        "actor",
        "The archive's exact id of an actor: the speaker, or who appears in the document",
        TEXT,
    ),
    parameter("about", "Words of what was said; \"…\" makes a phrase", TEXT),
    parameter("mentions", "The archive's exact id of an actor who is mentioned in what was said", TEXT),
    parameter("outlet", "The outlet's exact name", TEXT),
    parameter(
        "kind",
        "How it is reported",
        r#"{"type":"string","enum":["direct","indirect","mixed","post"]}"#,
    ),
    parameter("act", "The speech act", r##"{"$ref":"#/components/schemas/Act"}"##),
    parameter("speaker_kind", "The sort of speaker", r##"{"$ref":"#/components/schemas/SpeakerKind"}"##),
    parameter("actor_kind", "What they are", r##"{"$ref":"#/components/schemas/ArchiveKind"}"##),
    parameter("question", "The question's exact id", TEXT),
    parameter("stance", "The side", r##"{"$ref":"#/components/schemas/Stance"}"##),
    parameter("whom", "Words of the recipient's name, or the archive's id of an actor", TEXT),
    parameter(
        "type",
        "The PLOVER type of an event, in any case; of places, `*` for where anything happened",
        TEXT,
    ),
    parameter(
        "where",
        "Words of a place's name, or the ISO code of its country; of a timeline, the exact name of a place or country",
        TEXT,
    ),
    parameter(
        "factuality",
        "Whether it happened, as far as the reports say",
        r##"{"$ref":"#/components/schemas/Factuality"}"##,
    ),
    parameter("from", "Since the beginning of this day, month or year", PERIOD),
    parameter("to", "Until the end of this day, month or year", PERIOD),
    parameter("document", "The document's exact id", TEXT),
    parameter("statement", "The statement's id in the document", TEXT),
    parameter(
        "version",
        "The version of the page, from 1; the newest when not given",
        r#"{"type":"integer","minimum":1,"maximum":4294967295}"#,
    ),
    parameter(
        "place",
        "The GeoNames id of a place that the document names",
        r#"{"type":"integer","minimum":0,"maximum":4294967295}"#,
    ),
    parameter("country", "ISO 3166-1 alpha-2", TEXT),
    parameter(
        "order",
        "By day, from which end; unknown days come last",
        r#"{"type":"string","enum":["oldest","newest"]}"#,
    ),
    parameter("limit", "How many", r#"{"type":"integer","minimum":1,"maximum":10000,"default":100}"#),
    parameter("after", "The cursor `next` of the part before", TEXT),
    parameter(
        "format",
        "How the list is written",
        r#"{"type":"string","enum":["json","jsonl","csv"],"default":"json"}"#,
    ),
];

/// `GET /api/openapi.json`
pub fn document(_: &Asked<'_>) -> Result<Answer, Problem> {
    Ok(Answer::new(axum::http::StatusCode::OK, "application/json", openapi().to_string()))
}

/// The whole description.
pub fn openapi() -> Value {
    let mut paths = Map::new();
    for endpoint in ENDPOINTS {
        if let Some(api) = endpoint.api {
            let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
            if let Some(path) = path.as_object_mut() {
                path.insert(endpoint.method().as_str().to_ascii_lowercase(), operation(endpoint, api));
            }
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "On Record",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Who said what, each entry tied to the words that prove it. Offsets are Unicode code points.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

/// The schemas as JSON.
pub fn schemas() -> Value {
    serde_json::from_str(SCHEMAS).unwrap_or_default()
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn operation(endpoint: &Endpoint, api: &Api) -> Value {
    let lists: &[&str] = if api.list { &["limit", "after", "format"] } else { &[] };
    let mut parameters: Vec<Value> = Vec::new();
    if endpoint.path.contains("{id}") {
        parameters
            .push(json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }));
    }
    for name in api.query.iter().chain(lists) {
        let Some(known) = PARAMETERS.iter().find(|parameter| parameter.name == *name) else { continue };
        let schema: Value = serde_json::from_str(known.schema).unwrap_or_default();
        parameters.push(json!({ "name": name, "in": "query", "description": known.words, "schema": schema }));
    }
    let item = reference(api.schema);
    let content = if api.list {
        let page = json!({
            "type": "object",
            "required": ["items", "next"],
            "properties": { "items": { "type": "array", "items": item }, "next": { "type": ["string", "null"] } },
            "additionalProperties": false,
        });
        json!({
            "application/json": { "schema": page },
            "application/x-ndjson": { "schema": { "type": "string" } },
            "text/csv": { "schema": { "type": "string" } },
        })
    } else if api.schema == "Annotations" {
        json!({ "application/ld+json": { "schema": item } })
    } else if api.schema == "FeatureCollection" {
        json!({ "application/geo+json": { "schema": item } })
    } else {
        json!({ "application/json": { "schema": item } })
    };
    let mut responses = Map::new();
    let mut good = json!({ "description": "What was asked for", "content": content });
    if !endpoint.sent {
        let seconds = Kept::oldest(KEPT).as_secs();
        let words =
            "For how many seconds the answer has been kept; missing where it was made for this request";
        let schema = json!({ "type": "integer", "minimum": 0, "maximum": seconds });
        good["headers"] = json!({ "Age": { "description": words, "schema": schema } });
    }
    responses.insert("200".to_owned(), good);
    // Every request may be wrong, lack the token, call the server by another name, take too long, or come too often.
    let all = [304, 400, 401, 408, 421, 500, 503];
    for status in all.iter().chain(api.statuses) {
        let name = axum::http::StatusCode::from_u16(*status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Problem");
        let problem = if *status == 304 {
            json!({ "description": name })
        } else {
            json!({
                "description": name,
                "content": { "application/problem+json": { "schema": reference("Problem") } },
            })
        };
        responses.insert(status.to_string(), problem);
    }
    let mut operation = json!({
        "summary": api.summary,
        "operationId": format!("{} {}", endpoint.method(), endpoint.path),
        "parameters": parameters,
        "responses": responses,
        // Where others can reach the server, every request needs the token.
        "security": if endpoint.needs == Needs::Token { json!([{ "token": [] }]) } else { json!([{}, { "token": [] }]) },
    });
    if let (Some(body), Some(operation)) = (api.body, operation.as_object_mut()) {
        let body =
            json!({ "required": true, "content": { "application/json": { "schema": reference(body) } } });
        operation.insert("requestBody".to_owned(), body);
    }
    operation
}
