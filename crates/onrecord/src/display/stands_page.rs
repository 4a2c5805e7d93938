//! A question as one self-contained page: everybody by side, with the words and where they stand.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use store::{Stand, Standing};
use types::{Question, Stance};

use super::csv_rows::word;
use super::table::{percent, short};

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
section{margin:2rem 0}h2{border-bottom:2px solid}li{margin:.6rem 0}blockquote{margin:.2rem 0 .2rem 1rem}\
small{opacity:.75}.favor{border-color:#1a7f37}.against{border-color:#b3261e}";

/// The page.
pub fn stands_page(question: &Question, standings: &[Standing]) -> String {
    let sides = [
        (Some(Stance::Favor), "For"),
        (Some(Stance::Against), "Against"),
        (None, "Divided"),
        (Some(Stance::Conditional), "On a condition"),
        (Some(Stance::Unclear), "Unclear"),
    ];
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (question.ask) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (question.ask) }
                p { "Each side is a judgement about the words that stand beside it. Copies of one story count once." }
                @for (side, heading) in sides {
                    @let there: Vec<&Standing> = standings.iter().filter(|one| one.stance == side).collect();
                    @if !there.is_empty() {
                        section {
                            h2 class=(side.map_or_else(|| "divided".to_owned(), word)) { (heading) " (" (there.len()) ")" }
                            ul { @for standing in there { (person(standing)) } }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

fn person(standing: &Standing) -> Markup {
    html! {
        li {
            strong { (standing.name) }
            @if let Some(since) = standing.since { small { " since " time { (since) } } }
            @for stand in &standing.stands { (evidence(stand)) }
        }
    }
}

fn evidence(stand: &Stand) -> Markup {
    let said = &stand.said;
    let title = said.title.clone().unwrap_or_else(|| short(&said.document));
    let safe = said.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    html! {
        blockquote {
            @if let Some(cue) = &said.cue_text { em { (cue) } ": " }
            (said.content_text)
            br;
            small {
                @if stand.former { "once " }
                (word(stand.stance)) ", " (word(stand.basis)) ", " (percent(stand.confidence)) " sure"
                @if let Some(date) = &stand.date { " · " (date.value) }
                " · "
                @match safe { Some(url) => a href=(url) rel="noreferrer" { (title) }, None => (title) }
                " · " (said.statement)
            }
        }
    }
}
