//! Actors of the archive.

use maud::html;
use store::{ActorQuery, ArchiveKind};

use super::parts::{actor_address, exports, pager, some};
use crate::display::word;
use crate::serve::answer::Answer;
use crate::serve::asked::Asked;
use crate::serve::problem::Problem;

const KINDS: [(&str, &str); 5] = [
    ("person", "People"),
    ("body", "Organisations and governments"),
    ("group", "Groups"),
    ("document", "Documents"),
    ("place", "Places that speak"),
];

/// `GET /people`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let kind = asked.word::<ArchiveKind>("actor_kind")?;
    let query = ActorQuery { words: asked.text("q"), kind, after: asked.after()? };
    let limit = asked.limit(60, 200)?;
    let found = asked.server.ask(|store| store.actors_page(&query, limit))?;
    let content = html! {
        h1 { "People and bodies" }
        form.filter.line action="/people" {
            label { "Name" input type="search" name="q" value=[asked.given("q")]; }
            label {
                "What"
                select name="actor_kind" {
                    option value="" { "All" }
                    @for (value, name) in KINDS {
                        option value=(value) selected[asked.given("actor_kind") == Some(value)] { (name) }
                    }
                }
            }
            button { "Show" }
        }
        ul.actors {
            @for actor in &found.items {
                li {
                    a href=(actor_address(&actor.id)) { (actor.name) }
                    @if let Some(role) = &actor.role { span.role { (role) } }
                    span.hint { (word(actor.kind)) " · " (some(actor.documents, "article")) }
                }
            }
        }
        @if found.items.is_empty() {
            div.empty { p { "Nobody fits. Only those with a full name are kept across articles; others are found by "
                a href="/search" { "searching statements" } "." } }
        }
        (pager(asked, found.next.as_ref()))
        @if !found.items.is_empty() { (exports(asked, "/api/actors")) }
    };
    super::page(asked, "People and bodies", &content)
}
