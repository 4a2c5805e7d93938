//! One quotation as several outlets print it.

use maud::html;
use store::Uttered;

use super::parts::utterance;
use crate::serve::answer::Answer;
use crate::serve::asked::{Asked, address};
use crate::serve::problem::Problem;

/// `GET /wordings`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let which = asked.text("q").map_or(Uttered::All, Uttered::With);
    let start = asked.after::<usize>()?.unwrap_or(0);
    let wanted = start.saturating_add(21);
    let mut found = asked.server.ask(|store| store.utterances(&which, wanted))?;
    let more = found.len() == wanted;
    found.truncate(wanted - 1);
    let shown: Vec<_> = found.into_iter().skip(start).collect();
    let content = html! {
        h1 { "Wordings" }
        p.lead { "One quotation as several articles print it. " del { "Struck out" } " words are missing, " ins { "underlined" } " ones stand in this place only." }
        form.filter.line action="/wordings" {
            label { "Words or speaker" input type="search" name="q" value=[asked.given("q")]; }
            button { "Show" }
        }
        @for one in &shown { (utterance(one)) }
        @if shown.is_empty() { div.empty { p { "No such quotation stands in several articles." } } }
        (super::parts::pager(asked, more.then_some(start + 20).as_ref()))
        p.exports { "As " a href=(address("/api/variants", &[("q", asked.given("q").unwrap_or_default())])) { "JSON" } }
    };
    super::page(asked, "Wordings", &content)
}
