//! What happened, as far as the articles say.

use std::collections::BTreeMap;

use clap::ValueEnum;
use maud::{Markup, html};
use store::Happening;

use super::map::{Spot, map};
use super::parts::{event, event_type, exports, order, pager, period_fields};
use crate::arguments::EventKind;
use crate::display::word;
use crate::serve::answer::Answer;
use crate::serve::api::events::did_query;
use crate::serve::asked::Asked;
use crate::serve::problem::Problem;

/// Events that are looked at for the map, and those of them in the list.
const ON_THE_MAP: usize = 300;
const ROWS: usize = 30;

const TRUTHS: [types::Factuality; 5] = [
    types::Factuality::Asserted,
    types::Factuality::Alleged,
    types::Factuality::Denied,
    types::Factuality::Planned,
    types::Factuality::Hypothetical,
];

/// `GET /events`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let mut query = did_query(asked)?;
    query.order = order(asked);
    let rows = asked.limit(ROWS, 200)?;
    let found = asked.server.ask(|store| store.did_page(&query, ON_THE_MAP.max(rows)))?.items;
    let shown = &found[..found.len().min(rows)];
    let next = (found.len() > rows).then(|| shown.last().map(|last| &last.place_in_list)).flatten();
    let spots = spots(asked, &found);
    let content = html! {
        h1 { "Events" }
        p.lead { "Who did what to whom, where and when, and who says so. What somebody tells is alleged, not a fact." }
        (filters(asked))
        @if !spots.is_empty() { (map(&spots, "event", |country| asked.with("/events", &[("where", country), ("after", "")]))) }
        @for one in shown { (event(one)) }
        @if shown.is_empty() {
            div.empty {
                @if asked.query.iter().any(|(_, value)| !value.is_empty()) {
                    p { "No event fits. " a href="/events" { "Take the filters away" } "." }
                } @else {
                    p { "No event was found. Events are read from whole sentences: read articles with " code { "onrecord read FOLDER" }
                        ", and not with " code { "--effort fast" } "." }
                }
            }
        }
        (pager(asked, next))
        @if !shown.is_empty() {
            (exports(asked, "/api/events"))
            p.exports { "For maps: " a href=(asked.with("/api/events.geojson", &[("after", ""), ("limit", "10000")])) { "GeoJSON" } }
        }
    };
    super::page(asked, "Events", &content)
}

fn filters(asked: &Asked<'_>) -> Markup {
    let chosen = asked.given("type").map(str::to_ascii_uppercase);
    html! {
        form.filter.line action="/events" {
            label { "Who" input name="who" value=[asked.given("who")]; }
            label { "To whom" input name="whom" value=[asked.given("whom")]; }
            label {
                "Type"
                select name="type" {
                    option value="" { "All" }
                    @for kind in EventKind::value_variants() {
                        option value=(kind.name()) selected[chosen.as_deref() == Some(kind.name())] { (event_type(kind.name(), None)) }
                    }
                }
            }
            label { "Where" input name="where" value=[asked.given("where")] placeholder="a place, or GB"; }
            (period_fields(asked))
            label {
                "Whether it happened"
                select name="factuality" {
                    option value="" { "All" }
                    @for truth in TRUTHS {
                        option value=(word(truth)) selected[asked.given("factuality") == Some(&word(truth))] { (word(truth)) }
                    }
                }
            }
            label {
                "Order"
                select name="order" {
                    option value="" { "Newest first" }
                    option value="oldest" selected[asked.given("order") == Some("oldest")] { "Oldest first" }
                }
            }
            @if let Some(document) = asked.given("document") { input type="hidden" name="document" value=(document); }
            button { "Show" }
        }
    }
}

/// Where the events took place.
fn spots(asked: &Asked<'_>, found: &[Happening]) -> Vec<Spot> {
    let mut spots: BTreeMap<(String, Option<String>), Spot> = BTreeMap::new();
    for happening in found {
        let Some(place) = &happening.place else { continue };
        let Some((lat, lon)) = place.lat.zip(place.lon) else { continue };
        let spot = spots.entry((place.name.clone(), place.country.clone())).or_insert_with(|| Spot {
            name: place.name.clone(),
            country: place.country.clone(),
            lat,
            lon,
            count: 0,
            address: asked.with("/events", &[("where", &place.name), ("after", "")]),
        });
        spot.count += 1;
    }
    let mut spots: Vec<Spot> = spots.into_values().collect();
    spots.sort_by_key(|spot| std::cmp::Reverse(spot.count));
    spots
}
