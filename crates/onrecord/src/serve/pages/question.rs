//! One question: for and against over time, who moved, everybody by side.

use maud::html;

use super::parts::{ToArticles, exports, some};
use crate::display::standings::{changes, sides, strip, table};
use crate::serve::answer::Answer;
use crate::serve::api::questions::standings_of;
use crate::serve::asked::{Asked, address, escaped};
use crate::serve::problem::Problem;

/// `GET /questions/{id}`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (question, standings) = standings_of(asked)?;
    let statements = standings.iter().map(|one| one.stands.len() as u64).sum();
    let content = html! {
        header.person {
            p.hint { a href="/questions" { "Questions" } }
            h1 { (question.ask) }
            p.facts {
                span { (some(statements, "statement")) " of " (some(standings.len() as u64, "speaker")) }
                span { "copies of one story count once" }
                span { a href=(address("/timeline", &[("question", &question.id)])) { "timeline" } }
            }
        }
        @if standings.is_empty() {
            div.empty {
                p { "Nobody takes a side, as far as the articles say." }
                p {
                    "Other words for the matter may help (" code { "terms" } ", " code { "for" } " and " code { "against" }
                    " in a file for " code { "onrecord question add --file" } "), or more articles: " code { "onrecord read FOLDER" } "."
                }
            }
        } @else {
            section { h2 { "Over time" } (strip(&standings, &ToArticles)) }
            section { h2 { "Who moved" } (changes(&standings, &ToArticles)) }
            div.sides { (sides(&standings, &ToArticles)) }
            details.behind {
                summary { "All statements as a table" }
                (table(&standings, &ToArticles))
            }
            @let api = format!("/api/questions/{}", escaped(&question.id));
            (exports(asked, &format!("{api}/positions")))
            p.exports {
                "Also: " a href={ (api) "/standings" } { "standings" } " · " a href={ (api) "/changes" } { "who moved" }
            }
        }
    };
    super::page(asked, &question.ask, &content)
}
