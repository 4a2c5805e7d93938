//! From a request to its answer: what passes [`guard`](super::guard) is kept already, or is made by a plain function on a
//! thread of its own, for which there is a place.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request};
use axum::http::header::{CONTENT_LENGTH, IF_NONE_MATCH};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::{MethodFilter, MethodRouter, on};

use super::answer::Answer;
use super::asked::Asked;
use super::endpoints::{ENDPOINTS, Endpoint};
use super::guard::{Allowed, Needs, check, protect};
use super::kept::{Look, Making};
use super::places::Cost;
use super::problem::Problem;
use super::server::Server;

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

/// The answer of an endpoint, before it is sent.
pub async fn answer(
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
    let mut asked = Wanted { parts, query, path, body: Vec::new(), may_write: false };
    let problem = match body {
        Ok(body) => match check(&server, &head.method, &head.headers, &body, endpoint.needs) {
            Ok(allowed) => {
                asked.may_write = allowed == Allowed::Write;
                asked.body = body;
                is_understood(endpoint, &head.headers, &asked.query).err()
            }
            Err(problem) => Some(problem),
        },
        Err(problem) => Some(problem),
    };
    if let Some(problem) = problem {
        return told(&asked.of(&server), &problem);
    }
    // Who may write sees what was written, and forms that nobody else may see.
    if endpoint.sent || asked.may_write || server.settings.keep.is_zero() {
        return made(server, endpoint, asked, None).await;
    }
    let address = head.uri.path_and_query().map_or("", |address| address.as_str());
    match server.kept.look(address) {
        Look::Kept(answer) => answer,
        Look::Old(answer, making) => {
            // Whoever asks does not wait for it. While another one is made, it is left to the next who asks.
            if let Some(place) = server.places.ahead() {
                tokio::spawn(async move {
                    made(server, endpoint, asked, Some(making)).await;
                    drop(place);
                });
            }
            answer
        }
        Look::Nothing(making) => made(server, endpoint, asked, Some(making)).await,
        Look::Soon(mut making) => {
            // It ends with an error: nothing is sent, the other end is gone.
            let _ = making.changed().await;
            match server.kept.look(address) {
                Look::Kept(answer) | Look::Old(answer, _) => answer,
                // It was not worth keeping, and so takes not long.
                Look::Nothing(making) => made(server, endpoint, asked, Some(making)).await,
                Look::Soon(_) => made(server, endpoint, asked, None).await,
            }
        }
    }
}

/// A request without the server.
struct Wanted {
    path: String,
    parts: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    body: Vec<u8>,
    may_write: bool,
}

impl Wanted {
    fn of(self, server: &Server) -> Asked<'_> {
        let Self { path, parts, query, body, may_write } = self;
        Asked { server, path, parts, query, body, may_write }
    }

    /// Whether a list is asked for that is so long that it costs as much as a page.
    fn is_long(&self) -> bool {
        let limit = self.query.iter().find(|(name, _)| name == "limit");
        limit.and_then(|(_, limit)| limit.parse::<usize>().ok()).is_some_and(|limit| limit > LONG)
    }
}

/// Rows of a list that cost as much as a page.
const LONG: usize = 500;

/// Makes an answer where there is a place for it.
async fn made(
    server: Arc<Server>,
    endpoint: &'static Endpoint,
    asked: Wanted,
    making: Option<Making>,
) -> Answer {
    let is_long = endpoint.cost == Cost::Brief && asked.is_long();
    let cost = if is_long { Cost::View } else { endpoint.cost };
    let place = server.places.take(cost).await;
    let shared = Arc::clone(&server);
    let work = move || {
        let asked = asked.of(&shared);
        let make = || (endpoint.handler)(&asked).unwrap_or_else(|problem| told(&asked, &problem)).tagged();
        let answer = match making {
            Some(making) => making.make(make),
            None => make(),
        };
        if endpoint.needs == Needs::Token {
            shared.kept.forget();
        }
        answer
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
fn is_understood(
    endpoint: &Endpoint,
    headers: &HeaderMap,
    query: &[(String, String)],
) -> Result<(), Problem> {
    let Some(api) = endpoint.api else { return Ok(()) };
    let lists: &[&str] = if api.list { &["limit", "after", "format"] } else { &[] };
    if let Some((name, _)) =
        query.iter().find(|(name, _)| !api.query.contains(&name.as_str()) && !lists.contains(&name.as_str()))
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
