//! Where one begins.

use maud::html;
use store::{DocumentQuery, Order, SaidQuery, Store};

use super::charts::{Bar, bars};
use super::parts::{actor_address, document, number, question, statement};
use crate::serve::answer::Answer;
use crate::serve::asked::{Asked, address};
use crate::serve::problem::Problem;

/// So many of the newest statements say who is quoted most.
const RECENT: usize = 2_000;

/// `GET /`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let newest = SaidQuery { order: Order::Newest, ..SaidQuery::default() };
    let (sizes, documents, said, facets, questions) = asked.server.ask(|store: &Store| {
        let query = DocumentQuery { order: Order::Newest, ..DocumentQuery::default() };
        Ok((
            store.sizes()?,
            store.documents_page(&query, 6)?,
            store.said_page(&newest, 5)?,
            store.facets(&newest, RECENT, 10)?,
            store.question_summaries()?,
        ))
    })?;
    let quoted: Vec<Bar> = facets
        .speakers
        .iter()
        .map(|one| Bar {
            name: one.name.clone(),
            address: Some(actor_address(&one.value)),
            count: one.statements,
        })
        .collect();
    let outlets: Vec<Bar> = facets
        .outlets
        .iter()
        .map(|one| Bar {
            name: one.name.clone(),
            address: Some(address("/search", &[("outlet", &one.value)])),
            count: one.statements,
        })
        .collect();
    let content = html! {
        section.welcome {
            h1 { "Who said what" }
            @if sizes.documents > 0 {
                p.lead {
                    (number(sizes.statements)) " statements in " (number(sizes.documents)) " articles, each tied to the words that prove it."
                }
                form.large role="search" action="/search" {
                    input type="search" name="q" aria-label="Words that somebody said, or a name" placeholder="Words or a name";
                    button { "Search" }
                }
                p.hint { "“In quotation marks” finds a phrase. Press " kbd { "/" } " to search from anywhere." }
            } @else {
                p.lead { "There is nothing here yet." }
                p { "Read some articles: " code { "onrecord read FOLDER" } ". What was read appears here at once." }
            }
        }
        @if sizes.documents > 0 {
            div.two {
                div {
                    section {
                        h2 { "Said last" }
                        @for one in &said.items { (statement(one)) }
                        @if said.items.is_empty() { p.empty { "No statement was found in these articles." } }
                        p.more { a href="/search" { "All statements →" } }
                    }
                    section {
                        h2 { "New articles" }
                        @for one in &documents.items { (document(one)) }
                        p.more { a href="/documents" { "All articles →" } }
                    }
                }
                div {
                    section {
                        h2 { "Open questions" }
                        @for one in questions.iter().take(4) { (question(one)) }
                        @if questions.is_empty() { p.empty { "Ask one: " code { "onrecord question add \"Should …?\"" } } }
                        p.more { a href="/questions" { "All questions →" } }
                    }
                    section {
                        h2 { "Most quoted" }
                        @if quoted.is_empty() { p.empty { "Nobody is named in several articles yet." } }
                        (bars(&quoted))
                        @if facets.more { p.hint { "In the last " (number(facets.statements)) " statements." } }
                        p.more { a href="/people" { "All people and bodies →" } }
                    }
                    @if outlets.len() > 1 {
                        section {
                            h2 { "Outlets" }
                            (bars(&outlets))
                            p.more { a href="/outlets" { "Compare outlets →" } }
                        }
                    }
                }
            }
        }
    };
    super::page(asked, "On Record", &content)
}
