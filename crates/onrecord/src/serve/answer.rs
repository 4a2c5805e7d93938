//! What goes back.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LINK, LOCATION, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use sha2::{Digest, Sha256};

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The Content-Type.
    pub kind: &'static str,
    /// All of it: no answer is longer than a list may be.
    pub body: Bytes,
    /// More headers.
    pub headers: Vec<(HeaderName, String)>,
    /// The entity tag, once it is known.
    tag: Option<String>,
}

impl Answer {
    /// An answer without further headers.
    pub fn new(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status, kind, body: body.into(), headers: Vec::new(), tag: None }
    }

    /// A page.
    pub fn page(page: maud::Markup) -> Self {
        Self::new(StatusCode::OK, "text/html; charset=utf-8", page.into_string())
    }

    /// JSON.
    pub fn json(value: &impl serde::Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self::new(StatusCode::OK, "application/json", serde_json::to_vec(value)?))
    }

    /// The same with another Content-Type.
    pub fn of_kind(self, kind: &'static str) -> Self {
        Self { kind, tag: None, ..self }
    }

    /// Go there.
    pub fn see(address: impl Into<String>) -> Self {
        Self::new(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "").with(LOCATION, address)
    }

    /// With a header more.
    pub fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a cookie that no script and no other site gets; an empty value takes it back.
    pub fn with_cookie(self, value: &str) -> Self {
        let age = if value.is_empty() { "; Max-Age=0" } else { "" };
        self.with(SET_COOKIE, format!("onrecord={value}; Path=/; HttpOnly; SameSite=Strict{age}"))
    }

    /// With where the list goes on.
    pub fn with_next(self, address: &str) -> Self {
        self.with(LINK, format!("<{address}>; rel=\"next\""))
    }

    /// As a file to keep.
    pub fn named_file(self, name: &str) -> Self {
        self.with(CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
    }

    /// With its entity tag, which costs the more the longer the answer is.
    pub fn tagged(mut self) -> Self {
        if self.status == StatusCode::OK && self.tag.is_none() {
            let hash = Sha256::new().chain_update(self.kind).chain_update(&self.body).finalize();
            let hash: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
            self.tag = Some(format!("\"{hash}\""));
        }
        self
    }

    /// As it goes over the wire: not at all where the one who asks has it already.
    pub fn into_response(self, known: Option<&HeaderValue>) -> Response<Body> {
        let answer = self.tagged();
        answer.sent(known)
    }

    fn sent(self, known: Option<&HeaderValue>) -> Response<Body> {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = self.status;
        let headers = answer.headers_mut();
        for (name, value) in self.headers {
            // Addresses of ours are escaped; were one not, the header would be missing, not broken.
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.append(name, value);
            }
        }
        if let Some(tag) = self.tag {
            let is_known = known.and_then(|known| known.to_str().ok()).is_some_and(|known| {
                known
                    .split(',')
                    .map(|one| one.trim().trim_start_matches("W/"))
                    .any(|one| one == tag || one == "*")
            });
            if let Ok(tag) = HeaderValue::try_from(tag) {
                headers.insert(ETAG, tag);
            }
            if is_known {
                *answer.status_mut() = StatusCode::NOT_MODIFIED;
                return answer;
            }
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        *answer.body_mut() = Body::from(self.body);
        answer
    }
}
