//! What changed between the versions of a page.

use maud::html;
use types::wire;

use super::parts::{document_address, word_changes};
use crate::display::{speaker, word};
use crate::serve::answer::Answer;
use crate::serve::asked::{Asked, escaped};
use crate::serve::problem::Problem;

/// `GET /documents/{id}/changes`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let id = asked.part("id");
    let found = asked.server.ask(|store| store.changes(id))?;
    let found = found.ok_or_else(|| Problem::missing("There is no such article here."))?;
    let name =
        |statement: &Option<wire::Statement>| statement.as_ref().map(|statement| speaker(&statement.speaker));
    let content = html! {
        h1 { "What changed" }
        p { a href=(document_address(id)) { "To the article" } }
        ol.versions {
            @for version in &found.versions {
                li {
                    a href={ (document_address(id)) "?version=" (version.version) } { (version.title.as_deref().unwrap_or("Without title")) }
                    @if let Some(modified) = &version.modified { span.hint { " changed " (modified) } }
                }
            }
        }
        @for change in &found.changes {
            @let text = change.after.as_ref().or(change.before.as_ref()).map(|statement| statement.content_text.as_str()).unwrap_or_default();
            @let (before, after) = (name(&change.before), name(&change.after));
            article.statement {
                p.who {
                    @match (&before, &after) {
                        (Some(before), Some(after)) if before != after => { del { (before) } " " ins { (after) } }
                        _ => { (after.or(before).unwrap_or_default()) }
                    }
                }
                blockquote { @if change.words.is_empty() { (text) } @else { (word_changes(&change.words)) } }
                p.facts { span { (word(change.kind)) " in version " (change.version) } }
            }
        }
        @if found.changes.is_empty() { p.empty { "Nothing changed in what was said." } }
        p.exports { a href={ "/api/documents/" (escaped(id)) "/changes" } { "JSON" } }
    };
    super::page(asked, "What changed", &content)
}
