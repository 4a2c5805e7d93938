//! One quotation as several outlets print it.

use maud::html;

use super::parts::{number, time, utterance};
use crate::serve::answer::Answer;
use crate::serve::asked::{Asked, address};
use crate::serve::problem::Problem;

/// Utterances on a page.
const ROWS: usize = 20;

/// `GET /wordings`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (words, after) = (asked.given("q"), asked.after()?);
    let found = asked.server.ask(|store| store.compared(words, after, ROWS))?;
    let content = html! {
        h1 { "Wordings" }
        p.lead { "One quotation as several articles print it. " del { "Struck out" } " words are missing, " ins { "underlined" } " ones stand in this place only." }
        form.filter.line action="/wordings" {
            label { "Words or speaker" input type="search" name="q" value=[words]; }
            button { "Show" }
        }
        @if let Some((first, last)) = found.days {
            p.hint {
                "Of " (number(found.quotations as u64)) " quotations"
                @if words.is_some() { " with these words" }
                ", published from " (time(first)) " to " (time(last))
                @if found.next.is_some() { "; there are earlier ones" }
                "."
            }
        }
        @for one in &found.items { (utterance(one)) }
        @if found.items.is_empty() { div.empty { p { "No such quotation stands in several articles." } } }
        (super::parts::pager(asked, found.next.as_ref()))
        p.exports { "As " a href=(address("/api/variants", &[("q", words.unwrap_or_default())])) { "JSON" } }
    };
    super::page(asked, "Wordings", &content)
}
