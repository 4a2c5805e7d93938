//! Statements that a search finds, with what they have in common.

use maud::{Markup, html};
use store::{Facet, Facets, Store, Topics};

use super::charts::by_month;
use super::parts::{exports, hidden, number, order, pager, period, period_fields, statement};
use crate::serve::answer::Answer;
use crate::serve::api::{COUNTED_AT_ONCE, TOPICS_OF, said_query};
use crate::serve::asked::Asked;
use crate::serve::problem::Problem;

/// Statements on a page.
const ROWS: usize = 25;

/// `GET /search`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let mut query = said_query(asked)?;
    query.order = order(asked);
    let limit = asked.limit(ROWS, 200)?;
    let (found, facets, topics, people) = asked.server.ask(|store: &Store| {
        let people = match &query.words {
            Some(words) => store.find_actors(words, 4)?,
            None => Vec::new(),
        };
        let usage = asked.server.usage(store)?;
        let (facets, topics) = store.facets_and_topics(&query, COUNTED_AT_ONCE, 12, TOPICS_OF, &usage)?;
        Ok((store.said_page(&query, limit)?, facets, topics, people))
    })?;
    let chosen = chosen(asked, &facets);
    let title = asked.given("q").map_or_else(|| "Statements".to_owned(), |words| format!("“{words}”"));
    let content = html! {
        div.search {
            aside aria-label="Narrow the search" {
                form.filter action="/search" {
                    label { "Words or a name" input type="search" name="q" value=[asked.given("q")]; }
                    label { "Said about" input name="about" value=[asked.given("about")]; }
                    div.pair { (period_fields(asked)) }
                    label {
                        "Order"
                        select name="order" {
                            option value="" selected[asked.given("order") != Some("oldest")] { "Newest first" }
                            option value="oldest" selected[asked.given("order") == Some("oldest")] { "Oldest first" }
                        }
                    }
                    @for name in ["who", "actor", "mentions", "outlet", "kind", "act", "speaker_kind", "document"] { (hidden(asked, name)) }
                    button { "Search" }
                }
                div.facets {
                    (facet(asked, "People", "actor", &facets.speakers))
                    (about(asked, &topics))
                    (facet(asked, "Outlets", "outlet", &facets.outlets))
                    (facet(asked, "How it is reported", "kind", &facets.kinds))
                    (facet(asked, "What they do", "act", &facets.acts))
                    (facet(asked, "Sort of source", "speaker_kind", &facets.speaker_kinds))
                }
            }
            section.results {
                h1 {
                    @if facets.more { "More than " }
                    (number(facets.statements)) @if facets.statements == 1 { " statement" } @else { " statements" }
                }
                @if !chosen.is_empty() {
                    ul.chosen aria-label="Chosen" {
                        @for (words, without) in &chosen { li { a href=(without) title="Take it away" { (words) " ×" } } }
                    }
                }
                @if !people.is_empty() && asked.given("actor").is_none() {
                    p.people {
                        "Are you looking for "
                        @for (index, one) in people.iter().enumerate() {
                            @if index > 0 { ", " }
                            a href=(super::parts::actor_address(&one.id)) { (one.name) }
                        }
                        "?"
                    }
                }
                @let months: Vec<(String, u64)> = facets.months.iter().map(|month| (month.value.clone(), month.statements)).collect();
                @if months.len() > 1 {
                    (by_month(&months, "Statements", |month| asked.with("/search", &[("from", month), ("to", month), ("after", "")])))
                }
                @for one in &found.items { (statement(one)) }
                @if found.items.is_empty() { (nothing(asked)) }
                (pager(asked, found.next.as_ref()))
                @if !found.items.is_empty() { (exports_in_order(asked)) }
            }
        }
    };
    super::page(asked, &title, &content)
}

/// The export in the order of the page.
fn exports_in_order(asked: &Asked<'_>) -> Markup {
    if asked.given("order").is_some() {
        return exports(asked, "/api/statements");
    }
    let mut query = asked.query.clone();
    query.push(("order".to_owned(), "newest".to_owned()));
    let newest =
        Asked { query, path: asked.path.clone(), parts: asked.parts.clone(), body: Vec::new(), ..*asked };
    exports(&newest, "/api/statements")
}

/// The filters that are set, in words, each with the address of the view without it.
fn chosen(asked: &Asked<'_>, facets: &Facets) -> Vec<(String, String)> {
    let name_of = |facets: &[Facet], value: &str| {
        facets
            .iter()
            .find(|facet| facet.value == value)
            .map_or_else(|| value.to_owned(), |facet| facet.name.clone())
    };
    let filters = [
        ("about", "about "),
        ("who", "speaker "),
        ("actor", ""),
        ("mentions", "about "),
        ("outlet", ""),
        ("kind", ""),
        ("act", ""),
        ("speaker_kind", ""),
        ("document", "in "),
        ("from", "from "),
        ("to", "to "),
    ];
    let one = |(name, words): (&str, &str)| {
        let value = asked.given(name)?;
        let shown = match name {
            "actor" => name_of(&facets.speakers, value),
            "from" | "to" => period(value),
            _ => value.to_owned(),
        };
        Some((format!("{words}{shown}"), asked.with("/search", &[(name, ""), ("after", "")])))
    };
    filters.into_iter().filter_map(one).collect()
}

/// The values of one facet, each a link to the view with it.
fn facet(asked: &Asked<'_>, title: &str, name: &str, values: &[Facet]) -> Markup {
    // One value that all have says nothing.
    if asked.given(name).is_some() || values.len() < 2 {
        return html! {};
    }
    html! {
        details open {
            summary { (title) }
            ul {
                @for value in values {
                    li {
                        a href=(asked.with("/search", &[(name, &value.value), ("after", "")])) { (value.name) }
                        " " span.count { (number(value.statements)) }
                    }
                }
            }
        }
    }
}

/// Words that mark what was found, each a link to the statements that have it too.
fn about(asked: &Asked<'_>, topics: &Topics) -> Markup {
    // What all have does not narrow anything.
    let words: Vec<_> = topics.words.iter().filter(|one| one.statements < topics.statements).collect();
    let already = asked.given("about").unwrap_or_default();
    html! {
        @if !words.is_empty() {
            details open {
                summary { "Words" }
                @if topics.more { p.hint { "In the first " (number(topics.statements)) " statements of this view." } }
                ul {
                    @for one in words {
                        li {
                            a href=(asked.with("/search", &[("about", format!("{already} {}", one.word).trim()), ("after", "")])) { (one.word) }
                            " " span.count { (number(one.statements)) }
                        }
                    }
                }
            }
        }
    }
}

fn nothing(asked: &Asked<'_>) -> Markup {
    html! {
        div.empty {
            p { "No statement has all of this." }
            @if asked.query.iter().any(|(_, value)| !value.is_empty()) {
                p { "Take a word or a filter away, or look for the words in whole articles: "
                    a href=(super::super::asked::address("/documents", &[("q", asked.given("q").unwrap_or_default())])) { "search the articles" } "." }
            } @else {
                p { "Read some articles first: " code { "onrecord read FOLDER" } "." }
            }
        }
    }
}
