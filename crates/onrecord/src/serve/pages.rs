//! What people look at: HTML that needs no script.

pub mod article;
pub mod changes;
mod charts;
pub mod corrections;
pub mod documents;
pub mod events;
pub mod home;
mod map;
pub mod outlets;
mod parts;
pub mod people;
pub mod person;
pub mod places;
pub mod question;
pub mod questions;
pub mod search;
pub mod sign_in;
pub mod timeline;
pub mod wordings;

use axum::http::StatusCode;
use maud::{DOCTYPE, Markup, html};

use super::answer::Answer;
use super::asked::Asked;
use super::problem::Problem;
use crate::display::standings::STANDINGS_STYLE;
use crate::display::{MARKS_STYLE, SCRIPT};

/// The pages that the head of each page leads to.
const PLACES: [(&str, &str); 10] = [
    ("/search", "Statements"),
    ("/documents", "Articles"),
    ("/people", "People"),
    ("/questions", "Questions"),
    ("/events", "Events"),
    ("/timeline", "Timeline"),
    ("/places", "Places"),
    ("/outlets", "Outlets"),
    ("/wordings", "Wordings"),
    ("/corrections", "Corrections"),
];

/// A page with what stands on every page around it.
pub fn layout(asked: &Asked<'_>, title: &str, content: &Markup) -> Markup {
    let words = if asked.path == "/search" { asked.given("q") } else { None };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { @if asked.path == "/" { "On Record" } @else { (title) " · On Record" } }
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/style.css";
                script src="/script.js" defer {}
            }
            body {
                a.skip href="#content" { "To the content" }
                header.site {
                    div.bar {
                        a.name href="/" { "On Record" }
                        // The first page has a larger one.
                        @if asked.path != "/" {
                            form.find role="search" action="/search" {
                                input type="search" name="q" value=[words] aria-label="Words that somebody said, or a name"
                                    placeholder="Words or a name" accesskey="s";
                                button { "Search" }
                            }
                        }
                    }
                    nav aria-label="Pages" {
                        @for (path, name) in PLACES {
                            @let here = asked.path == path || asked.path.starts_with(&format!("{path}/"));
                            a href=(path) aria-current=[here.then_some("page")] { (name) }
                        }
                    }
                }
                main id="content" { (content) }
                footer.site {
                    p {
                        "Every entry leads to its words. Look at them before you print them."
                    }
                    p {
                        a href="/api/openapi.json" { "API" }
                        @if asked.server.settings.token.is_some() {
                            " · " @if asked.may_write { a href="/sign-in" { "Signed in" } } @else { a href="/sign-in" { "Sign in to correct" } }
                        }
                    }
                }
            }
        }
    }
}

/// The answer with a page.
pub fn page(asked: &Asked<'_>, title: &str, content: &Markup) -> Result<Answer, Problem> {
    Ok(Answer::page(layout(asked, title, content)))
}

/// `GET /style.css`
pub fn style(_: &Asked<'_>) -> Result<Answer, Problem> {
    let style = [MARKS_STYLE, STANDINGS_STYLE, include_str!("site.css")].concat();
    Ok(Answer::new(StatusCode::OK, "text/css; charset=utf-8", style))
}

/// `GET /script.js`
pub fn script(_: &Asked<'_>) -> Result<Answer, Problem> {
    let script = [SCRIPT, include_str!("site.js")].concat();
    Ok(Answer::new(StatusCode::OK, "text/javascript; charset=utf-8", script))
}

/// `GET /icon.svg`
pub fn icon(_: &Asked<'_>) -> Result<Answer, Problem> {
    Ok(Answer::new(StatusCode::OK, "image/svg+xml", include_str!("icon.svg")))
}
