//! A store of invented articles, and a server over it.

use std::path::PathBuf;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use onrecord::Pipeline;
use serde_json::Value;
use store::Store;
use tempfile::TempDir;
use tower::ServiceExt;
use types::{Body as Content, Given, Origin, Page, Record};

use crate::commands::judged::{catch_up, prepare};
use crate::serve::respond::router;
use crate::serve::server::{Server, Settings};
use crate::serve::token::Token;

/// The token of a site that has one.
pub const TOKEN: &str = "a token that only the test knows";

/// The name by which a site is called.
pub const HOST: &str = "localhost:8030";

/// A server over a store in a folder of its own.
pub struct Site {
    folder: TempDir,
    router: axum::Router,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// How a site is set up.
#[derive(Clone, Copy, Default)]
pub struct Setup {
    pub token: bool,
    pub everywhere: bool,
    /// Whether a question was asked: see [`ASKED`].
    pub asked: bool,
}

/// On what the people of [`articles`] take sides.
pub const ASKED: &str = "[[question]]
id = \"harbour\"
ask = \"Should the harbour be sold?\"
for = [\"sell the harbour\", \"support the sale\"]
against = [\"keep the harbour\"]
terms = [\"the harbour\"]
";

impl Site {
    pub fn new(records: &[Record], setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("onrecord.db");
        let mut store = Store::open(&path).unwrap();
        for (number, record) in records.iter().enumerate() {
            store.keep(record, &format!("test/{number}"), &number.to_string()).unwrap();
        }
        if setup.asked {
            prepare(&mut store, &onrecord::from_toml(ASKED).unwrap()).unwrap();
            catch_up(&mut store).unwrap();
        }
        let server = Server::new(Settings {
            store: path,
            hosts: vec![HOST.to_owned()],
            everywhere: setup.everywhere,
            token: setup.token.then(|| Token::new(TOKEN)),
            query_time: std::time::Duration::from_secs(20),
            // Tests write beside the server and look at once.
            keep: std::time::Duration::ZERO,
        });
        Self { folder, router: router(server) }
    }

    /// The store's file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("onrecord.db")
    }

    /// The store, for a look beside the server.
    pub fn store(&self) -> Store {
        Store::open(&self.path()).unwrap()
    }

    pub fn ask(&self, request: Request<Body>) -> Reply {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (head, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            Reply {
                status: head.status,
                headers: head.headers,
                body: String::from_utf8(body.to_vec()).unwrap(),
            }
        })
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask(request(Method::GET, path, &[], ""))
    }

    /// A page or answer that has to be there.
    pub fn good(&self, path: &str) -> Reply {
        let reply = self.get(path);
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
        reply
    }

    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        self.ask(request(Method::POST, path, headers, body))
    }
}

/// A request as a client sends it; headers that are given win.
pub fn request(method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        request = request.header("host", HOST);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

/// An article as a text that was read.
pub fn read(id: &str, outlet: &str, published: &str, title: &str, text: &str) -> Record {
    let given = Given {
        id: Some(id.to_owned()),
        url: Some(format!("https://news.example/{id}")),
        title: Some(title.to_owned()),
        outlet: Some(outlet.to_owned()),
        published: Some(published.to_owned()),
        ..Given::default()
    };
    Pipeline::new().record(&Page { origin: Origin::Stdin, body: Content::Text(text.to_owned()), given })
}

/// Articles of two outlets in two months, about one person who changes her mind, with a copy, a place and an event.
pub fn articles() -> Vec<Record> {
    let ferry = "“We will not sell the harbour to anybody, and we will keep every ferry running through the winter,” \
        harbour director Mira Voss said in Rotterdam on Monday.\n\nThe unions disagree. “She promised the same thing \
        last year and then she cut two lines,” said Jonas Hale, a spokesman for the dockers.\n\nVoss denied that she \
        had broken her word. “I oppose selling the harbour,” she said.";
    let short = "“We will not sell the harbour to anybody,” harbour director Mira Voss said on Monday in Rotterdam, \
        where the ferries stood still.\n\nJonas Hale said Mira Voss had no plan.";
    vec![
        read("ferry", "The Quay Gazette", "2024-05-13", "Harbour stays public", ferry),
        read("reprint", "Delta Post", "2024-05-14", "Harbour stays public", ferry),
        read("short", "Delta Post", "2024-05-14", "No sale, says Voss", short),
        read(
            "later",
            "The Quay Gazette",
            "2024-07-02",
            "Ferries run again",
            "Harbour director Mira Voss said on Tuesday that the ferries would run again from Friday. \
             “I am sorry that it took so long,” Voss told Harbour Radio.",
        ),
        read(
            "turn",
            "Delta Post",
            "2024-07-20",
            "Voss changes her mind",
            "Harbour director Mira Voss said on Friday that she now supports the sale of the harbour.\n\n\
             Police arrested three dockers in Rotterdam on Thursday.",
        ),
    ]
}
