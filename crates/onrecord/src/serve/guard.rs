//! Who may ask: checked before anything else is done.

use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, COOKIE, HOST, ORIGIN, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};

use super::problem::Problem;
use super::server::Server;

/// Nothing is loaded from anywhere but here, no script stands in a page, and no page of others holds one of ours.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// What the one who asks is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Look.
    Read,
    /// Look and correct.
    Write,
}

/// What a request is checked for, beside its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// No more than reading needs.
    Reading,
    /// The token: it changes the store.
    Token,
    /// Nothing: it is what one needs to sign in.
    Nothing,
}

/// Lets a request through, or says why not.
pub fn check(
    server: &Server,
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
    needs: Needs,
) -> Result<Allowed, Problem> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(HOST).unwrap_or_default().to_ascii_lowercase();
    if !server.settings.hosts.contains(&host) {
        return Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "This server does not go by that name; `--host NAME` allows one.",
        ));
    }
    let writes = *method != Method::GET && *method != Method::HEAD;
    if writes {
        from_here(headers, &host)?;
    }
    let Some(token) = &server.settings.token else {
        return match needs {
            Needs::Token => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "This server only reads; start it with --token-file to correct.",
            )),
            _ => Ok(Allowed::Read),
        };
    };
    let bearer = text(AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let cookies = text(COOKIE).unwrap_or_default();
    let cookie = cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("onrecord="));
    let refused = || {
        Problem::new(StatusCode::UNAUTHORIZED, "The token is wrong; it stands in the server's token file.")
    };
    if let Some(bearer) = bearer {
        return if token.is(bearer) { Ok(Allowed::Write) } else { Err(refused()) };
    }
    if cookie.is_some_and(|cookie| token.is_cookie(cookie)) {
        // A browser sends its cookie by itself: what changes something must come from a form of ours.
        if writes && needs == Needs::Token {
            let form = form_urlencoded::parse(body).find(|(name, _)| name == "form").map(|(_, value)| value);
            if !is_form(headers) || !form.is_some_and(|form| token.is_form(&form)) {
                return Err(Problem::new(
                    StatusCode::FORBIDDEN,
                    "The form is not one of this server; open it anew.",
                ));
            }
        }
        return Ok(Allowed::Write);
    }
    if needs == Needs::Token || (server.settings.everywhere && needs != Needs::Nothing) {
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "This needs the token; sign in, or send it as Bearer.",
        ));
    }
    Ok(Allowed::Read)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// Refuses what a browser sends on behalf of another site.
fn from_here(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let origin = text(ORIGIN).map(|origin| origin.split_once("://").map_or("", |(_, host)| host));
    let is_ours = site.is_none_or(|site| matches!(site, "same-origin" | "none"))
        && origin.is_none_or(|origin| origin.eq_ignore_ascii_case(host));
    if is_ours {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::FORBIDDEN, "Another site sent this request; it was refused."))
    }
}

/// The headers that every answer has.
pub fn protect<B>(answer: &mut Response<B>) {
    let status = answer.status();
    let headers = answer.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(HeaderName::from_static("content-security-policy"), POLICY);
    set(HeaderName::from_static("x-content-type-options"), "nosniff");
    // Another site does not learn what was searched for; forms of ours still say where they come from.
    set(HeaderName::from_static("referrer-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(CACHE_CONTROL, "private, no-cache");
    if status == StatusCode::UNAUTHORIZED {
        set(WWW_AUTHENTICATE, "Bearer");
    }
}
