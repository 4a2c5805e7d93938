//! Articles.

use maud::html;
use store::Store;

use super::parts::{document, exports, hidden, order, pager, period_fields};
use crate::serve::answer::Answer;
use crate::serve::api::document_query;
use crate::serve::asked::Asked;
use crate::serve::problem::Problem;

/// `GET /documents`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let mut query = document_query(asked)?;
    query.order = order(asked);
    let limit = asked.limit(30, 200)?;
    let (found, outlets) =
        asked.server.ask(|store: &Store| Ok((store.documents_page(&query, limit)?, store.outlets()?)))?;
    let content = html! {
        h1 { "Articles" }
        form.filter.line action="/documents" {
            label { "Words in it" input type="search" name="q" value=[asked.given("q")]; }
            label {
                "Outlet"
                select name="outlet" {
                    option value="" { "All" }
                    @for one in &outlets {
                        option value=(one.outlet) selected[asked.given("outlet") == Some(&one.outlet)] { (one.outlet) }
                    }
                }
            }
            (period_fields(asked))
            (hidden(asked, "place")) (hidden(asked, "actor"))
            button { "Show" }
        }
        @if asked.given("place").is_some() || asked.given("actor").is_some() {
            p.hint {
                "Only articles in which this " @if asked.given("place").is_some() { "place" } @else { "actor" } " appears. "
                a href=(asked.with("/documents", &[("place", ""), ("actor", ""), ("after", "")])) { "Show all" }
            }
        }
        @for one in &found.items { (document(one)) }
        @if found.items.is_empty() {
            div.empty { p { "No article fits. Take a filter away, or read more: " code { "onrecord read FOLDER" } "." } }
        }
        (pager(asked, found.next.as_ref()))
        @if !found.items.is_empty() { (exports(asked, "/api/documents")) }
    };
    super::page(asked, "Articles", &content)
}
