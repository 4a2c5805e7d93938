//! Corrections through the server: the only thing that it writes.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::Deserialize;
use store::{Correction, Fix, Signature, Store};

use super::answer::Answer;
use super::asked::Asked;
use super::problem::Problem;
use crate::commands::fix::now;

/// A correction as a program sends it, beside who makes it and why.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "lowercase", deny_unknown_fields)]
enum WantedFix {
    Merge { actors: Vec<String> },
    Split { actor: String, documents: Vec<String>, name: Option<String> },
    Rename { actor: String, name: String },
    Speaker { document: String, statement: String, speaker: Option<String> },
    Reject { document: String, statement: String },
    Undo { correction: Option<String> },
}

impl From<WantedFix> for Fix {
    fn from(wanted: WantedFix) -> Self {
        match wanted {
            WantedFix::Merge { actors } => Self::Merge { actors },
            WantedFix::Split { actor, documents, name } => Self::Split { actor, documents, name },
            WantedFix::Rename { actor, name } => Self::Rename { actor, name },
            WantedFix::Speaker { document, statement, speaker } => {
                Self::Speaker { document, statement, speaker }
            }
            WantedFix::Reject { document, statement } => Self::Reject { document, statement },
            WantedFix::Undo { correction } => Self::Undo { correction },
        }
    }
}

/// `POST /api/corrections`
pub fn from_json(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let wrong = |error: serde_json::Error| Problem::wrong(format!("The body is no correction: {error}."));
    let mut body: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&asked.body).map_err(wrong)?;
    let mut take = |name: &str| {
        let value = body.remove(name).unwrap_or_default();
        serde_json::from_value::<Option<String>>(value).map_err(wrong)
    };
    let (by, reason) = (take("by")?, take("reason")?);
    let fix: WantedFix = serde_json::from_value(body.into()).map_err(wrong)?;
    let made = correct(asked, &fix.into(), by, reason)?;
    Answer::json(&made).map_err(|error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
}

/// `POST /corrections`: from a form of ours; leads back to where the form stood.
pub fn from_form(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let mut form = asked.form();
    let fix = fix(&mut form)?;
    let written = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
    let (by, reason) = (written(form.remove("by")), written(form.remove("reason")));
    correct(asked, &fix, by, reason)?;
    // Only to a page of ours: two slashes would lead to another host, also when browsers overlook what stands between.
    let back = form.remove("back").filter(|back| {
        let plain = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        plain && back.starts_with('/') && !back.starts_with("//")
    });
    Ok(Answer::see(back.unwrap_or_else(|| "/corrections".to_owned())))
}

fn fix(form: &mut BTreeMap<String, String>) -> Result<Fix, Problem> {
    let mut take = |name: &str| {
        let value = form.remove(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        value.ok_or_else(|| Problem::wrong(format!("The form has no {name}; fill it in.")))
    };
    Ok(match take("action")?.as_str() {
        "merge" => Fix::Merge { actors: vec![take("actor")?, take("other")?] },
        "rename" => Fix::Rename { actor: take("actor")?, name: take("name")? },
        "speaker" => Fix::Speaker {
            document: take("document")?,
            statement: take("statement")?,
            speaker: Some(take("speaker")?),
        },
        "unresolved" => {
            Fix::Speaker { document: take("document")?, statement: take("statement")?, speaker: None }
        }
        "reject" => Fix::Reject { document: take("document")?, statement: take("statement")? },
        "undo" => Fix::Undo { correction: Some(take("correction")?) },
        other => return Err(Problem::wrong(format!("{other:?} is no correction."))),
    })
}

fn correct(
    asked: &Asked<'_>,
    fix: &Fix,
    made_by: Option<String>,
    reason: Option<String>,
) -> Result<Correction, Problem> {
    let mut store = Store::open(&asked.server.settings.store)?;
    Ok(store.fix(fix, Signature { made_at: now(), made_by, reason })?)
}
