//! One actor: roles over time, what was said when, who quotes, who talks about.

use maud::{Markup, html};
use store::{ArchiveActor, Order, SaidQuery, Store};

use super::charts::{Bar, bars, by_month, spans};
use super::parts::{actor_address, form_fields, some, statement, time};
use crate::display::word;
use crate::serve::answer::Answer;
use crate::serve::asked::{Asked, address};
use crate::serve::problem::Problem;

/// `GET /people/{id}`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let id = asked.part("id");
    let found = asked.server.ask(|store: &Store| {
        let Some(actor) = store.who(id)? else { return Ok(Err(store.find_actors(id, 2)?)) };
        let newest = SaidQuery { order: Order::Newest, ..SaidQuery::default() };
        let by = SaidQuery { actor: Some(id.to_owned()), ..newest.clone() };
        let about = SaidQuery { mentions: Some(id.to_owned()), ..newest };
        Ok(Ok((actor, store.months(id)?, store.said_page(&by, 10)?, store.said_page(&about, 6)?)))
    })?;
    let (actor, months, by, about) = match found {
        Ok(found) => found,
        // An id that was shown once leads to whom it means now.
        Err(others) => {
            return match others.as_slice() {
                [one] if one.id != id => Ok(Answer::see(actor_address(&one.id))),
                _ => Err(Problem::missing("Nobody here has this id; look by name.")),
            };
        }
    };
    let outlets: Vec<Bar> = actor
        .outlets
        .iter()
        .map(|one| Bar {
            name: one.outlet.clone().unwrap_or_else(|| "Without a name".to_owned()),
            address: one
                .outlet
                .as_ref()
                .map(|outlet| address("/search", &[("actor", id), ("outlet", outlet)])),
            count: one.statements,
        })
        .collect();
    let roles: Vec<_> = actor
        .roles
        .iter()
        .map(|role| {
            let days = role.first.zip(role.last).map(|(first, last)| [first, last]);
            (role.role.clone(), days, some(role.documents, "article"))
        })
        .collect();
    let months: Vec<(String, u64)> =
        months.into_iter().map(|month| (month.month, month.statements)).collect();
    let search = |month: &str| address("/search", &[("actor", id), ("from", month), ("to", month)]);
    let content = html! {
        header.person {
            p.hint { (word(actor.kind)) }
            h1 { (actor.name) }
            p.facts {
                span { (some(actor.statements, "statement")) }
                span { a href=(address("/documents", &[("actor", id)])) { (some(actor.documents, "article")) } }
                @if let (Some(first), Some(last)) = (actor.first, actor.last) {
                    span { (time(first)) @if first != last { " to " (time(last)) } }
                }
            }
        }
        @if !months.is_empty() {
            section { h2 { "When" } (by_month(&months, search)) }
        }
        div.two {
            section {
                h2 { "Said last" }
                @for one in &by.items { (statement(one)) }
                @if by.items.is_empty() { p.empty { "No statement of " (actor.name) " was found." } }
                @if by.next.is_some() { p.more { a href=(address("/search", &[("actor", id)])) { "All statements →" } } }
                @if !about.items.is_empty() {
                    h2 { "Others about " (actor.name) }
                    @for one in &about.items { (statement(one)) }
                    @if about.next.is_some() { p.more { a href=(address("/search", &[("mentions", id)])) { "All →" } } }
                }
            }
            div {
                @if !roles.is_empty() { section { h2 { "Roles" } (spans(&roles)) } }
                @if !outlets.is_empty() { section { h2 { "Quoted by" } (bars(&outlets)) } }
                (names(&actor))
                (neighbours(&actor))
                (correct(asked, &actor))
            }
        }
        p.exports {
            "As JSON: " a href={ "/api/actors/" (super::super::asked::escaped(id)) } { "the person" } ", "
            a href=(address("/api/statements", &[("actor", id)])) { "the statements" } " · "
            a href=(address("/api/statements", &[("actor", id), ("format", "csv"), ("limit", "10000")])) { "CSV" }
        }
    };
    super::page(asked, &actor.name, &content)
}

fn names(actor: &ArchiveActor) -> Markup {
    html! {
        @if actor.names.len() > 1 {
            section {
                h2 { "Also written" }
                ul.plain { @for name in &actor.names { li { (name.name) " " span.hint { (some(name.documents, "article")) } } } }
            }
        }
    }
}

fn neighbours(actor: &ArchiveActor) -> Markup {
    html! {
        @if !actor.appears_with.is_empty() {
            section {
                h2 { "Appears with" }
                ul.plain {
                    @for other in actor.appears_with.iter().take(12) {
                        li { a href=(actor_address(&other.id)) { (other.name) } " " span.hint { (some(other.documents, "article")) } }
                    }
                }
            }
        }
        @if !actor.namesakes.is_empty() {
            section {
                h2 { "Not the same as" }
                ul.plain {
                    @for other in &actor.namesakes {
                        li {
                            a href=(actor_address(&other.id)) { (other.name) }
                            @if let Some(role) = &other.role { span.role { (role) } }
                        }
                    }
                }
            }
        }
    }
}

/// Forms for who may correct.
fn correct(asked: &Asked<'_>, actor: &ArchiveActor) -> Markup {
    if !asked.may_write {
        return html! {};
    }
    let fields = html! { (form_fields(asked)) input type="hidden" name="actor" value=(actor.id); };
    html! {
        section {
            h2 { "Correct" }
            form.correct method="post" action="/corrections" {
                (fields)
                label { "Is the same as (name or id)" input name="other" required; }
                label { "Why" input name="reason"; }
                button name="action" value="merge" { "Make them one" }
            }
            form.correct method="post" action="/corrections" {
                (fields)
                label { "Is called" input name="name" required value=(actor.name); }
                button name="action" value="rename" { "Rename" }
            }
        }
    }
}
