//! Where the articles play.

use std::collections::BTreeMap;

use clap::ValueEnum;
use maud::html;
use store::{PlaceQuery, Store};

use super::map::{self, Spot, map, name};
use super::parts::{event_type, exports, number, period_fields, some};
use crate::arguments::EventKind;
use crate::serve::answer::Answer;
use crate::serve::asked::{Asked, address};
use crate::serve::problem::Problem;

/// Places on the map.
const SHOWN: usize = 400;

/// `GET /places`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let country = asked.text("country").map(|country| country.to_ascii_uppercase());
    let kind = asked.text("type").map(|kind| kind.to_ascii_uppercase());
    let query = PlaceQuery {
        country: country.clone(),
        event: kind.clone(),
        from: asked.from()?,
        to: asked.to()?,
        ..PlaceQuery::default()
    };
    let found = asked.server.ask(|store: &Store| store.places_page(&query, SHOWN))?;
    let mut countries: BTreeMap<&str, u64> = BTreeMap::new();
    for place in &found.items {
        if let Some(country) = &place.country {
            *countries.entry(country).or_default() += place.mentions;
        }
    }
    let mut countries: Vec<(&str, u64)> = countries.into_iter().collect();
    countries.sort_by_key(|&(country, count)| (std::cmp::Reverse(count), country));
    // Where one clicks on what happened, the events are shown; else the articles.
    let leads_to = |place: &store::PlaceSummary| match (&kind, &place.name) {
        (Some(kind), Some(name)) => {
            let kind = if kind == "*" { "" } else { kind.as_str() };
            asked.with("/events", &[("country", ""), ("type", kind), ("where", name)])
        }
        _ => address("/documents", &[("place", &place.geonames.to_string())]),
    };
    let spots: Vec<Spot> = found
        .items
        .iter()
        .filter_map(|place| {
            let (lat, lon) = place.lat.zip(place.lon)?;
            let (name, country) = (name(place), place.country.clone());
            Some(Spot { name, country, lat, lon, count: place.documents, address: leads_to(place) })
        })
        .collect();
    let content = html! {
        h1 { "Places" }
        form.filter.line action="/places" {
            (period_fields(asked))
            label {
                "Show"
                select name="type" {
                    option value="" { "All that articles name" }
                    option value="*" selected[kind.as_deref() == Some("*")] { "Where something happened" }
                    @for one in EventKind::value_variants() {
                        option value=(one.name()) selected[kind.as_deref() == Some(one.name())] { (event_type(one.name(), None)) }
                    }
                }
            }
            label { "Country" input name="country" value=[country.as_deref()] placeholder="GB" maxlength="2"; }
            button { "Show" }
        }
        @if let Some(country) = &country {
            ul.chosen { li { a href=(asked.with("/places", &[("country", "")])) { (map::country(country)) " ×" } } }
        } @else if countries.len() > 1 {
            ul.chosen.countries {
                @for (country, count) in countries.iter().take(24) {
                    li { a href=(asked.with("/places", &[("country", country)])) { (map::country(country)) " " span.count { (number(*count)) } } }
                }
            }
        }
        @if found.items.is_empty() {
            div.empty {
                p { "No article names a place that the gazetteer knows" @if kind.is_some() { " as where this happened" } @if country.is_some() { " in this country" } "." }
                @if asked.query.iter().any(|(_, value)| !value.is_empty()) { p { a href="/places" { "Take the filters away" } "." } }
                @else { p { "Read some articles: " code { "onrecord read FOLDER" } "." } }
            }
        } @else {
            (map(&spots, "article", |country| asked.with("/places", &[("country", country)])))
            ul.actors {
                @for place in found.items.iter().take(60) {
                    li {
                        a href=(leads_to(place)) { (name(place)) }
                        span.hint { (some(place.documents, "article")) ", named " @if place.mentions == 1 { "once" } @else { (number(place.mentions)) " times" } }
                    }
                }
            }
            @if found.next.is_some() { p.hint { "The " (SHOWN) " places that most articles name are on the map." } }
            (exports(asked, "/api/places"))
        }
    };
    super::page(asked, "Places", &content)
}
