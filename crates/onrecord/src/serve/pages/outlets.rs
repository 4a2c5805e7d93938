//! Outlets beside each other: whom they quote, how often, and how they cut the same quotation.

use maud::{Markup, html};
use store::{Balance, Facets, Order, OutletSummary, SaidQuery, Store, Utterance};

use super::charts::{Bar, bars};
use super::parts::{some, time, utterance};
use crate::serve::answer::Answer;
use crate::serve::api::COUNTED;
use crate::serve::asked::{Asked, address};
use crate::serve::problem::Problem;

/// Utterances that are looked through for those that both have.
const LOOKED_AT: usize = 500;

/// `GET /outlets`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let chosen: Vec<String> = ["a", "b"].iter().filter_map(|name| asked.text(name)).collect();
    let (outlets, facets, balances, shared) = asked.server.ask(|store: &Store| {
        let outlets = store.outlets()?;
        let mut facets: Vec<Facets> = Vec::new();
        let mut balances: Vec<Balance> = Vec::new();
        for outlet in &chosen {
            let query = SaidQuery { outlet_is: Some(outlet.clone()), ..SaidQuery::default() };
            facets.push(store.facets(&query, COUNTED, 12)?);
            let newest = SaidQuery { order: Order::Newest, ..query };
            balances.push(store.balance(&newest, BALANCED)?);
        }
        let shared =
            if chosen.len() == 2 { store.compared(None, None, LOOKED_AT)?.items } else { Vec::new() };
        Ok((outlets, facets, balances, shared))
    })?;
    let shared: Vec<Utterance> = shared.into_iter().filter_map(|one| between(one, &chosen)).collect();
    let content = html! {
        h1 { "Outlets" }
        @if outlets.is_empty() {
            div.empty { p { "No article names its outlet." } }
        } @else {
            form.filter.line action="/outlets" {
                (choice("Compare", "a", &outlets, chosen.first()))
                (choice("with", "b", &outlets, chosen.get(1)))
                button { "Compare" }
            }
        }
        @if chosen.is_empty() {
            ul.actors {
                @for one in &outlets {
                    li {
                        a href=(address("/outlets", &[("a", &one.outlet)])) { (one.outlet) }
                        span.hint {
                            (some(one.documents, "article"))
                            @if let (Some(first), Some(last)) = (one.first, one.last) { ", " (time(first)) " to " (time(last)) }
                        }
                    }
                }
            }
        } @else {
            div.beside {
                @for ((outlet, facets), balance) in chosen.iter().zip(&facets).zip(&balances) { (column(outlet, facets, balance)) }
            }
            @if chosen.len() == 2 {
                h2 { "The same quotation in both" }
                @for one in shared.iter().take(20) { (utterance(one)) }
                @if shared.is_empty() { p.empty { "None of the last quotations stands in both." } }
            }
        }
    };
    super::page(asked, "Outlets", &content)
}

/// The wordings of an utterance in these outlets; none unless all have one.
fn between(mut utterance: Utterance, outlets: &[String]) -> Option<Utterance> {
    for wording in &mut utterance.wordings {
        wording.places.retain(|place| place.outlet.as_ref().is_some_and(|outlet| outlets.contains(outlet)));
    }
    utterance.wordings.retain(|wording| !wording.places.is_empty());
    let has = |outlet: &String| {
        let mut places = utterance.wordings.iter().flat_map(|wording| &wording.places);
        places.any(|place| place.outlet.as_ref() == Some(outlet))
    };
    outlets.iter().all(has).then_some(utterance)
}

fn choice(label: &str, name: &str, outlets: &[OutletSummary], chosen: Option<&String>) -> Markup {
    html! {
        label {
            (label)
            select name=(name) {
                option value="" { "—" }
                @for one in outlets { option value=(one.outlet) selected[chosen == Some(&one.outlet)] { (one.outlet) } }
            }
        }
    }
}

/// Statements that are looked at for who is heard.
const BALANCED: usize = 1_000;

/// The shares of sources without a name, of officials, of women and men.
fn heard(outlet: &str, balance: &Balance) -> Markup {
    let anonymous = address("/search", &[("outlet", outlet), ("speaker_kind", "anonymous")]);
    let rows = [
        ("Without a name", balance.anonymous, Some(anonymous)),
        ("Officials, by their role", balance.officials, None),
        ("Women, as the text says", balance.women, None),
        ("Men, as the text says", balance.men, None),
        ("People of whom it does not say", balance.unstated, None),
    ];
    let share = |count: u64| (count * 100 + balance.statements / 2) / balance.statements.max(1);
    html! {
        ul.bars {
            @for (name, count, to) in rows {
                li {
                    span.label { @match to { Some(to) => a href=(to) { (name) }, None => (name) } }
                    svg.bar viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" { rect width=(share(count)) height="6" {} }
                    span.count { (share(count)) " %" }
                }
            }
        }
        p.hint {
            "Of " @if balance.more { "the last " } (some(balance.statements, "statement"))
            ". Names say nothing about women and men; “she said” and “the spokesman” do."
        }
    }
}

/// One outlet: its sources and whom it quotes.
fn column(outlet: &str, facets: &Facets, balance: &Balance) -> Markup {
    let bars_of = |values: &[store::Facet], name: &str| {
        let bar = |one: &store::Facet| Bar {
            name: one.name.clone(),
            address: Some(address("/search", &[("outlet", outlet), (name, &one.value)])),
            count: one.statements,
        };
        bars(&values.iter().map(bar).collect::<Vec<_>>())
    };
    html! {
        section {
            h2 { (outlet) }
            p.facts {
                span { a href=(address("/search", &[("outlet", outlet)])) { @if facets.more { "more than " } (some(facets.statements, "statement")) } }
                span { a href=(address("/documents", &[("outlet", outlet)])) { "articles" } }
            }
            h3 { "Most quoted" }
            (bars_of(&facets.speakers, "actor"))
            h3 { "Who is heard" }
            (heard(outlet, balance))
            h3 { "Sort of source" }
            (bars_of(&facets.speaker_kinds, "speaker_kind"))
            h3 { "How it is reported" }
            (bars_of(&facets.kinds, "kind"))
        }
    }
}
