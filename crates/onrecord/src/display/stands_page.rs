//! A question as one self-contained page: everybody by side, with the words and where they stand.

use maud::{DOCTYPE, PreEscaped, html};
use store::{Stand, Standing, moves};
use types::Question;

use super::standings::{Leads, STANDINGS_STYLE, changes, sides, strip};

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
section{margin:2rem 0}blockquote{margin:.2rem 0 .2rem 0;padding-left:.8rem;border-left:.2rem solid}\
.facts,.hint{font-size:.85rem;opacity:.75}.facts span+span::before{content:\" · \"}";

/// A page that has nothing else on it: marks lead to the words below, articles to where they were published.
struct Alone;

impl Leads for Alone {
    fn mark(&self, number: usize, _: &Stand) -> String {
        format!("#w{number}")
    }

    fn words(&self, _: &Stand) -> Option<String> {
        None
    }

    fn article(&self, stand: &Stand) -> Option<String> {
        let url = stand.said.url.as_deref();
        url.filter(|url| url.starts_with("https://") || url.starts_with("http://")).map(str::to_owned)
    }

    fn person(&self, _: &str) -> Option<String> {
        None
    }
}

/// The page.
pub fn stands_page(question: &Question, standings: &[Standing]) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
                meta name="referrer" content="no-referrer";
                title { (question.ask) }
                style { (PreEscaped(STYLE)) (PreEscaped(STANDINGS_STYLE)) }
            }
            body {
                h1 { (question.ask) }
                p { "Each side is a judgement about the words that stand beside it. Copies of one story count once." }
                (strip(standings, &Alone))
                h2 { "Who moved" }
                (changes(&moves(standings), &Alone))
                (sides(standings, &Alone))
            }
        }
    }
    .into_string()
}
