//! What went wrong, as RFC 9457 wants it told, or as a page.

use axum::http::StatusCode;
use maud::html;
use store::{CorrectionError, StoreError};

use super::answer::Answer;
use super::asked::Asked;
use super::pages::layout;

/// Why a request has no answer.
#[derive(Debug)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// What is wrong and what to do, in a sentence.
    pub detail: String,
}

impl Problem {
    /// A problem with this status.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into() }
    }

    /// The request is wrong.
    pub fn wrong(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// There is no such thing.
    pub fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// As a program wants it.
    pub fn document(&self) -> Answer {
        let document = serde_json::json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Problem"),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        Answer::new(self.status, "application/problem+json", document.to_string())
    }

    /// As people want it.
    pub fn page(&self, asked: &Asked<'_>) -> Answer {
        let title = self.status.canonical_reason().unwrap_or("Problem");
        let content = html! {
            h1 { (title) }
            p { (self.detail) }
            p { a href="/" { "Back to the start" } }
        };
        let page = layout(asked, title, &content);
        Answer::new(self.status, "text/html; charset=utf-8", page.into_string())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let status = match error {
            StoreError::NoWord { .. } => StatusCode::BAD_REQUEST,
            StoreError::TooLong { .. } | StoreError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let detail = match &error {
            // Where the file lies is nobody's business but the server's.
            StoreError::TooLong { .. } => {
                "The question takes too long; ask for less: a person, an outlet, a shorter time.".to_owned()
            }
            StoreError::Busy { .. } => "The store is being written to; try again.".to_owned(),
            StoreError::NoWord { .. } => error.to_string(),
            _ => {
                crate::output::say(&format!("onrecord: {error}"));
                "The store cannot be read; the server's own output says why.".to_owned()
            }
        };
        Self { status, detail }
    }
}

impl From<CorrectionError> for Problem {
    fn from(error: CorrectionError) -> Self {
        let status = match error {
            CorrectionError::Store(error) => return error.into(),
            CorrectionError::NoActor { .. }
            | CorrectionError::NoDocument { .. }
            | CorrectionError::NoStatement { .. }
            | CorrectionError::NotInDocument { .. }
            | CorrectionError::NoCorrection { .. } => StatusCode::NOT_FOUND,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { status, detail: error.to_string() }
    }
}
