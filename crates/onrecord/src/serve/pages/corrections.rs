//! The log of corrections, and taking them back.

use maud::html;
use store::{Action, State, Store};

use super::parts::{exports, form_fields, number};
use crate::commands::fix::described;
use crate::display::word;
use crate::serve::answer::Answer;
use crate::serve::asked::Asked;
use crate::serve::problem::Problem;

/// The newest that are shown; the API has all.
const SHOWN: usize = 200;

/// `GET /corrections`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let log = asked.server.ask(Store::corrections)?;
    let content = html! {
        h1 { "Corrections" }
        p.lead { "What people set right. Nothing is ever deleted: a correction is taken back by another one." }
        @if log.is_empty() {
            div.empty {
                p { "Nobody has corrected anything yet." }
                @if asked.may_write {
                    p { "Each statement of an article has “Correct” beside it, each person's page at its side." }
                } @else if asked.server.settings.token.is_some() {
                    p { a href="/sign-in" { "Sign in" } " to correct." }
                } @else {
                    p { "Start the server with " code { "--token-file FILE" } " to correct here, or use " code { "onrecord fix" } "." }
                }
            }
        }
        ol.log {
            @for logged in log.iter().rev().take(SHOWN) {
                @let correction = &logged.correction;
                li.(word(logged.state)) {
                    p { (described(&correction.action)) }
                    p.facts {
                        span { (word(logged.state)) }
                        span { time { (correction.made_at.get(..16).unwrap_or(&correction.made_at).replace('T', " ")) } }
                        @if let Some(by) = &correction.made_by { span { "by " (by) } }
                        @if let Some(reason) = &correction.reason { span { (reason) } }
                        span { code { (correction.id) } }
                    }
                    @if asked.may_write && logged.state != State::Undone && !matches!(correction.action, Action::Undo { .. }) {
                        form method="post" action="/corrections" {
                            (form_fields(asked))
                            input type="hidden" name="correction" value=(correction.id);
                            button name="action" value="undo" { "Undo" }
                        }
                    }
                }
            }
        }
        @if log.len() > SHOWN { p.hint { "The newest " (SHOWN) " of " (number(log.len() as u64)) "." } }
        @if !log.is_empty() { (exports(asked, "/api/corrections")) }
    };
    super::page(asked, "Corrections", &content)
}
