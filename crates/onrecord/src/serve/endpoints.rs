//! Every address of the server, in one table: the router and the OpenAPI document are made from it, so that neither can
//! have what the other has not.

use axum::http::Method;

use super::answer::Answer;
use super::asked::Asked;
use super::guard::Needs;
use super::places::Cost;
use super::problem::Problem;
use super::{api, corrections, openapi, pages};

/// Answers a request.
pub type Handler = fn(&Asked<'_>) -> Result<Answer, Problem>;

/// One address and method.
pub struct Endpoint {
    /// Whether something is sent to it: POST; else GET.
    pub sent: bool,
    /// The path, as axum and OpenAPI write it.
    pub path: &'static str,
    /// What it is for, where programs may ask it.
    pub api: Option<&'static Api>,
    /// What it is checked for.
    pub needs: Needs,
    /// What it costs to answer.
    pub cost: Cost,
    /// The longest body, in bytes.
    pub body: usize,
    /// Who answers.
    pub handler: Handler,
}

impl Endpoint {
    /// The method.
    pub const fn method(&self) -> Method {
        if self.sent { Method::POST } else { Method::GET }
    }
}

/// What a program has to know of an endpoint.
pub struct Api {
    /// In a few words.
    pub summary: &'static str,
    /// The parameters of the query, by name; see [`openapi::PARAMETERS`].
    pub query: &'static [&'static str],
    /// The schema of the answer, or of an item where it is a list.
    pub schema: &'static str,
    /// Whether it is a list, in pages and formats.
    pub list: bool,
    /// The schema of the body.
    pub body: Option<&'static str>,
    /// The statuses besides 200 that it may have, and those that all have.
    pub statuses: &'static [u16],
}

/// A form has a few fields.
const FORM: usize = 64 << 10;

const fn page(path: &'static str, handler: Handler) -> Endpoint {
    Endpoint { sent: false, path, api: None, needs: Needs::Reading, cost: Cost::View, body: 0, handler }
}

const fn open(path: &'static str, handler: Handler) -> Endpoint {
    Endpoint { needs: Needs::Nothing, cost: Cost::Brief, ..page(path, handler) }
}

const fn post(path: &'static str, needs: Needs, handler: Handler) -> Endpoint {
    let cost = if matches!(needs, Needs::Token) { Cost::Writing } else { Cost::Brief };
    Endpoint { sent: true, path, api: None, needs, cost, body: FORM, handler }
}

const fn get(path: &'static str, handler: Handler, api: &'static Api) -> Endpoint {
    Endpoint { api: Some(api), cost: Cost::Brief, ..page(path, handler) }
}

/// For which more is looked at than a few rows.
const fn wide(path: &'static str, handler: Handler, api: &'static Api) -> Endpoint {
    Endpoint { cost: Cost::View, ..get(path, handler, api) }
}

/// What is known of a list for programs.
const fn list(summary: &'static str, query: &'static [&'static str], schema: &'static str) -> Api {
    Api { summary, query, schema, list: true, body: None, statuses: NONE }
}

/// The filters of statements. The order counts for their facets too: they are of the first ones.
const SAID: &[&str] = &[
    "q",
    "who",
    "actor",
    "about",
    "mentions",
    "outlet",
    "kind",
    "act",
    "speaker_kind",
    "from",
    "to",
    "document",
    "order",
];

/// The filters of events.
const DID: &[&str] = &["who", "whom", "type", "where", "from", "to", "factuality", "document", "order"];

/// Those of events on the map.
const MAPPED: &[&str] =
    &["who", "whom", "type", "where", "from", "to", "factuality", "document", "order", "limit", "after"];

/// Those that every answer may have: see [`openapi`].
const NONE: &[u16] = &[];
const MISSING: &[u16] = &[404];

/// All of them.
pub const ENDPOINTS: &[Endpoint] = &[
    page("/", pages::home::page),
    page("/search", pages::search::page),
    page("/documents", pages::documents::page),
    Endpoint { cost: Cost::Brief, ..page("/documents/{id}", pages::article::page) },
    page("/documents/{id}/changes", pages::changes::page),
    page("/people", pages::people::page),
    page("/people/{id}", pages::person::page),
    page("/questions", pages::questions::page),
    page("/questions/{id}", pages::question::page),
    page("/events", pages::events::page),
    page("/timeline", pages::timeline::page),
    Endpoint { cost: Cost::Brief, ..page("/places", pages::places::page) },
    page("/outlets", pages::outlets::page),
    page("/wordings", pages::wordings::page),
    page("/corrections", pages::corrections::page),
    post("/corrections", Needs::Token, corrections::from_form),
    open("/sign-in", pages::sign_in::page),
    post("/sign-in", Needs::Nothing, pages::sign_in::sign_in),
    post("/sign-out", Needs::Nothing, pages::sign_in::sign_out),
    open("/style.css", pages::style),
    open("/script.js", pages::script),
    open("/icon.svg", pages::icon),
    get(
        "/api/openapi.json",
        openapi::document,
        &Api {
            summary: "This description",
            query: &[],
            schema: "OpenApi",
            list: false,
            body: None,
            statuses: NONE,
        },
    ),
    get(
        "/api/statements",
        api::statements,
        &Api {
            summary: "Statements: who said what, where it stands",
            query: SAID,
            schema: "Said",
            list: true,
            body: None,
            statuses: NONE,
        },
    ),
    get(
        "/api/facets",
        api::facets,
        &Api {
            summary: "How the statements that a search finds are spread",
            query: SAID,
            schema: "Facets",
            list: false,
            body: None,
            statuses: NONE,
        },
    ),
    get(
        "/api/documents",
        api::documents,
        &Api {
            summary: "Documents, the newest version of each page",
            query: &["q", "outlet", "from", "to", "place", "actor", "order"],
            schema: "DocumentSummary",
            list: true,
            body: None,
            statuses: NONE,
        },
    ),
    get(
        "/api/documents/{id}",
        api::document,
        &Api {
            summary: "The record of a document",
            query: &["version"],
            schema: "Record",
            list: false,
            body: None,
            statuses: &[404],
        },
    ),
    get(
        "/api/documents/{id}/changes",
        api::changes,
        &Api {
            summary: "What changed between the versions of a page",
            query: &[],
            schema: "PageChanges",
            list: false,
            body: None,
            statuses: &[404],
        },
    ),
    get(
        "/api/documents/{id}/annotations",
        api::annotations,
        &Api {
            summary: "The statements of a document as W3C Web Annotations, or one of them",
            query: &["statement", "version"],
            schema: "Annotations",
            list: false,
            body: None,
            statuses: &[404],
        },
    ),
    get(
        "/api/actors",
        api::actors,
        &Api {
            summary: "Actors of the archive, those in most documents first",
            query: &["q", "actor_kind"],
            schema: "ActorSummary",
            list: true,
            body: None,
            statuses: NONE,
        },
    ),
    get(
        "/api/actors/{id}",
        api::actor,
        &Api {
            summary: "All that is known of an actor",
            query: &[],
            schema: "ArchiveActor",
            list: false,
            body: None,
            statuses: &[404],
        },
    ),
    wide(
        "/api/places",
        api::places,
        &Api {
            summary: "Places that documents name, those in most documents first",
            query: &["country", "type", "from", "to"],
            schema: "PlaceSummary",
            list: true,
            body: None,
            statuses: NONE,
        },
    ),
    get(
        "/api/questions",
        api::questions::questions,
        &list("Questions with how many statements take which side", &[], "QuestionSummary"),
    ),
    wide(
        "/api/questions/{id}/positions",
        api::questions::positions,
        &Api {
            statuses: MISSING,
            ..list(
                "Positions on a question, in order of time",
                &["stance", "actor", "outlet", "from", "to", "order"],
                "PositionRow",
            )
        },
    ),
    wide(
        "/api/questions/{id}/standings",
        api::questions::standings_list,
        &Api { statuses: MISSING, ..list("Where everybody stands on a question", &[], "Standing") },
    ),
    wide(
        "/api/questions/{id}/changes",
        api::questions::moved,
        &Api { statuses: MISSING, ..list("Who moved on a question, between which statements", &[], "Move") },
    ),
    wide(
        "/api/events",
        api::events::events,
        &list("Events with those who report them; CSV has a row for each report", DID, "Happening"),
    ),
    wide(
        "/api/events.geojson",
        api::events::on_the_map,
        &Api {
            summary: "The events whose place is known, as GeoJSON",
            query: MAPPED,
            schema: "FeatureCollection",
            list: false,
            body: None,
            statuses: NONE,
        },
    ),
    wide(
        "/api/timeline",
        api::timeline::timeline,
        &list(
            "What was said and what happened, of one actor, question or place",
            &["actor", "question", "where", "from", "to", "order"],
            "TimelineEntry",
        ),
    ),
    wide(
        "/api/outlets",
        api::outlets,
        &Api {
            summary: "Outlets by name",
            query: &[],
            schema: "OutletSummary",
            list: true,
            body: None,
            statuses: NONE,
        },
    ),
    wide(
        "/api/copies",
        api::copies,
        &Api {
            summary: "Documents that carry the same story, the earliest of each group first",
            query: &["document"],
            schema: "Copy",
            list: true,
            body: None,
            statuses: NONE,
        },
    ),
    wide(
        "/api/variants",
        api::variants,
        &Api {
            summary: "Utterances that several documents quote, with their wordings, those quoted last first; parts may be empty",
            query: &["q", "document", "statement"],
            schema: "Utterance",
            list: true,
            body: None,
            statuses: NONE,
        },
    ),
    get(
        "/api/corrections",
        api::corrections,
        &Api {
            summary: "The log of corrections, in the order in which they take effect",
            query: &[],
            schema: "Logged",
            list: true,
            body: None,
            statuses: NONE,
        },
    ),
    Endpoint {
        sent: true,
        path: "/api/corrections",
        cost: Cost::Writing,
        api: Some(&Api {
            summary: "Make a correction",
            query: &[],
            schema: "Correction",
            list: false,
            body: Some("Fix"),
            statuses: &[403, 404, 413, 415, 422],
        }),
        needs: Needs::Token,
        body: FORM,
        handler: corrections::from_json,
    },
    Endpoint {
        sent: true,
        path: "/read",
        cost: Cost::Reading,
        api: Some(&Api {
            summary: "Read one document and give back its record; nothing is kept",
            query: &[],
            schema: "Record",
            list: false,
            body: Some("Article"),
            statuses: &[403, 413, 415, 422],
        }),
        needs: Needs::Reading,
        body: 16 << 20,
        handler: api::read,
    },
];
