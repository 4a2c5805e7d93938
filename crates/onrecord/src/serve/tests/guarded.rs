//! Who is refused.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::site::{HOST, Reply, Setup, Site, TOKEN, articles, request};
use crate::serve::endpoints::ENDPOINTS;
use crate::serve::guard::Needs;
use crate::serve::token::Token;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");

fn with_token() -> Site {
    Site::new(&articles(), Setup { token: true, everywhere: false, ..Setup::default() })
}

fn reject(form: &str) -> String {
    format!("action=reject&document=ferry&statement=s1&back=%2Fdocuments%2Fferry&form={form}")
}

fn corrections(site: &Site) -> usize {
    site.store().corrections().unwrap().len()
}

#[test]
fn a_foreign_host_is_refused_everywhere() {
    let site = with_token();
    for host in ["evil.example", "localhost", "localhost:80", "127.0.0.1:8030.evil.example", ""] {
        for endpoint in ENDPOINTS {
            let path = endpoint.path.replace("{id}", "ferry");
            let reply = site.ask(request(endpoint.method(), &path, &[("host", host)], ""));
            assert_eq!(reply.status, StatusCode::MISDIRECTED_REQUEST, "{host} {path}");
            assert!(!reply.body.contains("Voss"), "{host} {path}");
        }
        let nowhere = site.ask(request(Method::GET, "/nowhere", &[("host", host)], ""));
        assert_eq!(nowhere.status, StatusCode::MISDIRECTED_REQUEST);
    }
}

#[test]
fn nobody_writes_without_the_token() {
    let fix = json!({ "action": "reject", "document": "ferry", "statement": "s1" }).to_string();
    // A server without a token only reads.
    let site = Site::new(&articles(), Setup::default());
    let bearer = format!("Bearer {TOKEN}");
    for headers in [vec![JSON], vec![JSON, ("authorization", bearer.as_str())]] {
        assert_eq!(site.post("/api/corrections", &headers, &fix).status, StatusCode::FORBIDDEN);
    }
    assert_eq!(site.post("/sign-in", &[FORM], &format!("token={TOKEN}")).status, StatusCode::FORBIDDEN);
    assert_eq!(corrections(&site), 0);

    let site = with_token();
    let wrong = [
        vec![JSON],
        vec![JSON, ("authorization", "Bearer wrong token, long enough")],
        vec![JSON, ("authorization", "Bearer ")],
        vec![JSON, ("authorization", TOKEN)],
        vec![JSON, ("cookie", "onrecord=")],
        vec![JSON, ("cookie", "onrecord=0123")],
    ];
    for headers in wrong {
        let reply = site.post("/api/corrections", &headers, &fix);
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{headers:?}");
        assert_eq!(reply.header("www-authenticate"), "Bearer");
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
    assert_eq!(site.post("/sign-in", &[FORM], "token=wrong").status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.post("/corrections", &[FORM], &reject("")).status, StatusCode::UNAUTHORIZED);
    assert_eq!(corrections(&site), 0);
    let made = site.post("/api/corrections", &[JSON, ("authorization", &bearer)], &fix);
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    assert_eq!(corrections(&site), 1);
}

#[test]
fn every_address_that_writes_needs_the_token() {
    for endpoint in ENDPOINTS.iter().filter(|endpoint| endpoint.method() != Method::GET) {
        let harmless = ["/read", "/sign-in", "/sign-out"].contains(&endpoint.path);
        assert_eq!(endpoint.needs == Needs::Token, !harmless, "{}", endpoint.path);
    }
}

#[test]
fn another_site_can_send_nothing() {
    let site = with_token();
    let token = Token::new(TOKEN);
    let cookie = format!("onrecord={}", token.cookie());
    let ours = reject(token.form());
    let own = format!("http://{HOST}");
    let foreign: [&[(&str, &str)]; 5] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://localhost:9999")],
    ];
    for headers in foreign {
        let all = [&[FORM, ("cookie", cookie.as_str())], headers].concat();
        assert_eq!(site.post("/corrections", &all, &ours).status, StatusCode::FORBIDDEN, "{headers:?}");
        let read = [&[JSON], headers].concat();
        assert_eq!(
            site.post("/read", &read, "{\"text\": \"x\"}").status,
            StatusCode::FORBIDDEN,
            "{headers:?}"
        );
        let signing = [&[FORM], headers].concat();
        assert_eq!(site.post("/sign-in", &signing, &format!("token={TOKEN}")).status, StatusCode::FORBIDDEN);
    }
    // With the cookie alone, as an old browser would send it for any page.
    for form in ["", "0123", token.cookie()] {
        let reply = site.post("/corrections", &[FORM, ("cookie", &cookie)], &reject(form));
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{form}");
    }
    let as_json = json!({ "action": "undo" }).to_string();
    assert_eq!(
        site.post("/api/corrections", &[JSON, ("cookie", &cookie)], &as_json).status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(corrections(&site), 0);
    // Its own form does what it says, and leads back.
    let headers =
        [FORM, ("cookie", cookie.as_str()), ("origin", own.as_str()), ("sec-fetch-site", "same-origin")];
    let done = site.post("/corrections", &headers, &ours);
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, "/documents/ferry"),
        "{}",
        done.body
    );
    assert_eq!(corrections(&site), 1);
    for away in
        ["%2F%2Fevil.example", "https%3A%2F%2Fevil.example", "%2F%5Cevil.example", "%2F%09%2Fevil.example"]
    {
        let body = format!("action=undo&correction=&back={away}&form={}", token.form());
        let correction = site.store().corrections().unwrap().remove(0).correction.id;
        let body = body.replace("correction=", &format!("correction={correction}"));
        let reply = site.post("/corrections", &headers, &body);
        assert_eq!(reply.header("location"), "/corrections", "{away}: {}", reply.body);
    }
}

#[test]
fn signing_in_gives_a_cookie_that_no_script_sees() {
    let site = with_token();
    let own = format!("http://{HOST}");
    let reply = site.post("/sign-in", &[FORM, ("origin", &own)], &format!("token={TOKEN}"));
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let cookie = reply.header("set-cookie").to_owned();
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains(TOKEN));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = site.ask(request(Method::GET, "/documents/ferry", &[("cookie", &cookie)], ""));
    assert!(page.body.contains("This is no statement"));
    assert!(!site.good("/documents/ferry").body.contains("This is no statement"));
    let out = site.post("/sign-out", &[FORM, ("origin", &own), ("cookie", &cookie)], "");
    assert!(out.header("set-cookie").contains("Max-Age=0"));
}

#[test]
fn elsewhere_even_looking_needs_the_token() {
    let site = Site::new(&articles(), Setup { token: true, everywhere: true, ..Setup::default() });
    let bearer = format!("Bearer {TOKEN}");
    for endpoint in ENDPOINTS {
        let path = endpoint.path.replace("{id}", "ferry");
        let refused = |reply: &Reply| reply.status == StatusCode::UNAUTHORIZED;
        let reply = site.ask(request(endpoint.method(), &path, &[], ""));
        let open = endpoint.needs == Needs::Nothing && path != "/sign-in";
        if endpoint.needs == Needs::Nothing {
            assert!(!reply.body.contains("Voss"), "{path}");
        }
        assert!(open || path == "/sign-in" || refused(&reply), "{path}: {}", reply.status);
        if endpoint.method() == Method::GET {
            let reply = site.ask(request(Method::GET, &path, &[("authorization", &bearer)], ""));
            assert!(!refused(&reply), "{path}");
        }
    }
}

#[test]
fn every_answer_is_protected() {
    let site = with_token();
    for path in
        ["/", "/nowhere", "/api/statements", "/api/statements?x=y", "/style.css", "/script.js", "/sign-in"]
    {
        let reply = site.get(path);
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
        assert!(reply.headers.get("access-control-allow-origin").is_none(), "{path}");
    }
    let wrong = site.ask(request(Method::DELETE, "/api/statements", &[], ""));
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn a_token_file_needs_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    assert!(Token::from_file(&file).is_err());
    for short in ["", "\n", "fifteen chars..\n"] {
        std::fs::write(&file, short).unwrap();
        assert!(Token::from_file(&file).is_err(), "{short:?}");
    }
    std::fs::write(&file, format!("{TOKEN}\r\nand a note\n")).unwrap();
    let token = Token::from_file(&file).unwrap();
    assert!(token.is(TOKEN) && !token.is("") && !token.is(token.cookie()) && !token.is_cookie(TOKEN));
}
