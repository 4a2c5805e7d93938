//! Every address of the server, in one table: the router and the OpenAPI document are made from it, so that neither can
//! have what the other has not.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request};
use axum::http::header::{CONTENT_LENGTH, IF_NONE_MATCH};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use axum::routing::{MethodFilter, MethodRouter, on};

use super::answer::Answer;
use super::asked::Asked;
use super::guard::{Allowed, Needs, check, protect};
use super::problem::Problem;
use super::server::Server;
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
    Endpoint { sent: false, path, api: None, needs: Needs::Reading, body: 0, handler }
}

const fn open(path: &'static str, handler: Handler) -> Endpoint {
    Endpoint { needs: Needs::Nothing, ..page(path, handler) }
}

const fn post(path: &'static str, needs: Needs, handler: Handler) -> Endpoint {
    Endpoint { sent: true, path, api: None, needs, body: FORM, handler }
}

const fn get(path: &'static str, handler: Handler, api: &'static Api) -> Endpoint {
    Endpoint { api: Some(api), ..page(path, handler) }
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
    page("/documents/{id}", pages::article::page),
    page("/documents/{id}/changes", pages::changes::page),
    page("/people", pages::people::page),
    page("/people/{id}", pages::person::page),
    page("/questions", pages::questions::page),
    page("/questions/{id}", pages::question::page),
    page("/events", pages::events::page),
    page("/timeline", pages::timeline::page),
    page("/places", pages::places::page),
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
    get(
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
    get(
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
    get(
        "/api/questions/{id}/standings",
        api::questions::standings_list,
        &Api { statuses: MISSING, ..list("Where everybody stands on a question", &[], "Standing") },
    ),
    get(
        "/api/questions/{id}/changes",
        api::questions::moved,
        &Api { statuses: MISSING, ..list("Who moved on a question, between which statements", &[], "Move") },
    ),
    get(
        "/api/events",
        api::events::events,
        &list("Events with those who report them; CSV has a row for each report", DID, "Happening"),
    ),
    get(
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
    get(
        "/api/timeline",
        api::timeline::timeline,
        &list(
            "What was said and what happened, of one actor, question or place",
            &["actor", "question", "where", "from", "to", "order"],
            "TimelineEntry",
        ),
    ),
    get(
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
    get(
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
    get(
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

/// How long a request may take in all, with its way here.
const PATIENCE: Duration = Duration::from_secs(60);

/// The routes of all endpoints.
pub fn router(server: Arc<Server>) -> Router {
    let mut routes: BTreeMap<&str, MethodRouter> = BTreeMap::new();
    for endpoint in ENDPOINTS {
        let server = Arc::clone(&server);
        let filter = if endpoint.sent { MethodFilter::POST } else { MethodFilter::GET };
        let handler = move |Path(parts): Path<BTreeMap<String, String>>, request: Request| {
            respond(Arc::clone(&server), endpoint, parts, request)
        };
        let route = on(filter, handler);
        let known = routes.remove(endpoint.path);
        routes.insert(
            endpoint.path,
            match known {
                Some(known) => known.merge(route),
                None => route,
            },
        );
    }
    let nowhere = |status, detail: &'static str| {
        let server = Arc::clone(&server);
        move |request: Request| async move { elsewhere(&server, &request, Problem::new(status, detail)) }
    };
    let mut router = Router::new();
    for (path, route) in routes {
        let wrong = nowhere(StatusCode::METHOD_NOT_ALLOWED, "This address is not asked in this way.");
        router = router.route(path, route.fallback(wrong));
    }
    router.fallback(nowhere(StatusCode::NOT_FOUND, "There is nothing at this address."))
}

/// Answers where no endpoint is: not without the check that all pass.
fn elsewhere(server: &Server, request: &Request, problem: Problem) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let allowed = check(server, request.method(), request.headers(), &[], Needs::Nothing);
    let asked =
        Asked { server, may_write: false, parts: BTreeMap::new(), query: Vec::new(), body: Vec::new(), path };
    let mut answer = told(&asked, &allowed.err().unwrap_or(problem)).into_response(None);
    protect(&mut answer);
    answer
}

/// A problem as the one who asks wants it.
fn told(asked: &Asked<'_>, problem: &Problem) -> Answer {
    let for_programs = asked.path.starts_with("/api/") || asked.path == "/read";
    if for_programs { problem.document() } else { problem.page(asked) }
}

async fn respond(
    server: Arc<Server>,
    endpoint: &'static Endpoint,
    parts: BTreeMap<String, String>,
    request: Request,
) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let work = answer(Arc::clone(&server), endpoint, parts, request);
    let answer = match tokio::time::timeout(PATIENCE, work).await {
        Ok(answer) => answer,
        Err(_) => {
            let problem = Problem::new(StatusCode::REQUEST_TIMEOUT, "The request took too long.");
            let (parts, query, body) = (BTreeMap::new(), Vec::new(), Vec::new());
            told(&Asked { server: &server, path, parts, query, body, may_write: false }, &problem)
        }
    };
    let mut answer = answer.into_response(known.as_ref());
    protect(&mut answer);
    answer
}

async fn answer(
    server: Arc<Server>,
    endpoint: &'static Endpoint,
    parts: BTreeMap<String, String>,
    request: Request,
) -> Answer {
    let (head, body) = request.into_parts();
    let query =
        form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let path = head.uri.path().to_owned();
    let body = whole(endpoint, &head.headers, body).await;
    let place = server.places.acquire().await;
    let shared = Arc::clone(&server);
    let work = move || {
        let mut asked = Asked { server: &shared, path, parts, query, body: Vec::new(), may_write: false };
        let body = match body {
            Ok(body) => body,
            Err(problem) => return told(&asked, &problem),
        };
        match check(&shared, &head.method, &head.headers, &body, endpoint.needs) {
            Ok(allowed) => asked.may_write = allowed == Allowed::Write,
            Err(problem) => return told(&asked, &problem),
        }
        asked.body = body;
        if let Err(problem) = is_understood(endpoint, &head.headers, &asked) {
            return told(&asked, &problem);
        }
        let make = || (endpoint.handler)(&asked).unwrap_or_else(|problem| told(&asked, &problem));
        if endpoint.needs == Needs::Token {
            let answer = make();
            shared.kept.forget();
            return answer;
        }
        // Who may write sees what was written, and forms that nobody else may see.
        if endpoint.sent || asked.may_write {
            return make();
        }
        let address = head.uri.path_and_query().map_or("", |address| address.as_str());
        shared.kept.answer(address, make)
    };
    let answer = tokio::task::spawn_blocking(work).await;
    drop(place);
    answer.unwrap_or_else(|_| {
        // The words of the panic are on the server's standard error.
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The server failed at this request; please report it.",
        )
        .document()
    })
}

/// The body, unless it is longer than it may be.
async fn whole(endpoint: &Endpoint, headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Problem> {
    let too_long = || {
        let detail = format!("The body is longer than {} bytes.", endpoint.body);
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    };
    if !endpoint.sent {
        return Ok(Vec::new());
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > endpoint.body) {
        return Err(too_long());
    }
    to_bytes(body, endpoint.body).await.map(Vec::from).map_err(|_| too_long())
}

/// Refuses parameters that an endpoint for programs does not know: a filter with a typing error would find everything.
fn is_understood(endpoint: &Endpoint, headers: &HeaderMap, asked: &Asked<'_>) -> Result<(), Problem> {
    let Some(api) = endpoint.api else { return Ok(()) };
    let lists: &[&str] = if api.list { &["limit", "after", "format"] } else { &[] };
    if let Some((name, _)) = asked
        .query
        .iter()
        .find(|(name, _)| !api.query.contains(&name.as_str()) && !lists.contains(&name.as_str()))
    {
        return Err(Problem::wrong(format!("{name:?}: there is no such parameter here.")));
    }
    let kind = headers
        .get(axum::http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let is_json =
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    // A page of another site can send a form without asking first; JSON it cannot.
    if api.body.is_some() && !is_json {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send it as application/json."));
    }
    Ok(())
}
