//! What is disputed.

use maud::html;
use store::Store;

use super::parts::{exports, question};
use crate::serve::answer::Answer;
use crate::serve::asked::Asked;
use crate::serve::problem::Problem;

/// `GET /questions`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let found = asked.server.ask(Store::question_summaries)?;
    let content = html! {
        h1 { "Questions" }
        p.lead { "Who is for it, who against, since when, and who moved. Each side is a judgement about words that you can look at." }
        @for one in &found { (question(one)) }
        @if found.is_empty() {
            div.empty {
                p { "Nobody has asked anything yet. Ask in your own words, and everything that is stored is judged at once:" }
                p { code { "onrecord question add \"Should the bridge be closed?\"" } }
            }
        } @else {
            (exports(asked, "/api/questions"))
        }
    };
    super::page(asked, "Questions", &content)
}
