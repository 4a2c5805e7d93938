//! One actor: roles over time, what was said when, who quotes, who talks about.

use maud::{Markup, html};
use store::{
    ArchiveActor, MonthCount, Order, Page, SaidPlace, SaidQuery, SaidRow, SpeakerOf, Stand, StandQuery,
    Store, Talk, Topics, moves, standings,
};
use types::{Question, Stance};

use super::charts::{Bar, bars, by_month, grid, spans};
use super::parts::{ToArticles, actor_address, form_fields, number, question_address, some, statement, time};
use crate::display::standings::{Leads, change, side};
use crate::display::word;
use crate::serve::answer::Answer;
use crate::serve::api::TOPICS_OF;
use crate::serve::asked::{Asked, address};
use crate::serve::problem::Problem;

/// `GET /people/{id}`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let id = asked.part("id");
    let found = asked.server.ask(|store: &Store| {
        let Some((actor, months)) = store.who_and_when(id)? else {
            return Ok(Err(store.find_actors(id, 2)?));
        };
        let newest = SaidQuery { order: Order::Newest, ..SaidQuery::default() };
        let by = SaidQuery { actor: Some(id.to_owned()), ..newest.clone() };
        let about = SaidQuery { mentions: Some(id.to_owned()), ..newest };
        let topics = store.topics(&by, LOOKED_AT, &*asked.server.usage(store)?, TOPICS)?;
        let (by, about) = (store.said_page(&by, SHOWN)?, store.talk(&about, ABOUT, SHOWN_ABOUT)?);
        let positions = store.stands(&StandQuery { actor: Some(id.to_owned()), ..StandQuery::default() })?;
        let questions = if positions.is_empty() { Vec::new() } else { store.questions()? };
        let known = Known { months, topics, by, about, positions, questions };
        Ok(Ok((actor, known)))
    })?;
    let (actor, known) = match found {
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
        known.months.iter().map(|month| (month.month.clone(), month.statements)).collect();
    let search = |month: &str| address("/search", &[("actor", id), ("from", month), ("to", month)]);
    let content = html! {
        header.person {
            p.hint { (word(actor.kind)) }
            h1 { (actor.name) }
            p.facts {
                span { (some(actor.statements, "statement")) }
                span { a href=(address("/documents", &[("actor", id)])) { (some(actor.documents, "article")) } }
                span { a href=(address("/timeline", &[("actor", id)])) { "timeline" } }
                @if let (Some(first), Some(last)) = (actor.first, actor.last) {
                    span { (time(first)) @if first != last { " to " (time(last)) } }
                }
            }
        }
        @if !months.is_empty() {
            section { h2 { "When" } (by_month(&months, "Statements", search)) }
        }
        (positions(&known))
        @if !known.topics.words.is_empty() {
            section {
                h2 { "About what" }
                p.hint { "Words that stand here more often than in what others said" @if known.topics.more { ", in the last " (number(known.topics.statements)) " statements" } "." }
                (grid(&known.topics.words, |word, month| address("/search", &[("actor", id), ("about", word), ("from", month), ("to", month)])))
            }
        }
        div.two {
            section {
                h2 { "Said last" }
                @for one in &known.by.items { (statement(one)) }
                @if known.by.items.is_empty() { p.empty { "No statement of " (actor.name) " was found." } }
                @if known.by.next.is_some() { p.more { a href=(address("/search", &[("actor", id)])) { "All statements →" } } }
                @if !known.about.first.is_empty() {
                    h2 { "Others about " (actor.name) }
                    (who_talks(&known.about.speakers))
                    @for one in &known.about.first { (statement(one)) }
                    @if known.about.more { p.more { a href=(address("/search", &[("mentions", id)])) { "All →" } } }
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

/// What is known beside the actor.
struct Known {
    months: Vec<MonthCount>,
    topics: Topics,
    by: Page<SaidRow, SaidPlace>,
    about: Talk,
    positions: Vec<Stand>,
    questions: Vec<Question>,
}

/// Statements that are looked at for what they are about, and those of them that are shown.
const LOOKED_AT: usize = TOPICS_OF;
const SHOWN: usize = 10;
const TOPICS: usize = 8;

/// Statements of others that are looked at for who makes them, and those of them that are shown.
const ABOUT: usize = 100;
const SHOWN_ABOUT: usize = 6;

/// Where the actor stands on which question, and how that changed.
fn positions(known: &Known) -> Markup {
    html! {
        @if known.positions.iter().any(|stand| stand.stance != Stance::Unclear) {
            section.positions {
                h2 { "Positions" }
                @for question in &known.questions {
                    @let own: Vec<Stand> = known.positions.iter().filter(|stand| stand.question == question.id).cloned().collect();
                    // Who only spoke of it has no position to show.
                    @for standing in standings(&own).iter().filter(|one| one.stance != Some(Stance::Unclear)) {
                        article.question {
                            h3 { a href=(question_address(&question.id)) { (question.ask) } }
                            p {
                                b class=(standing.stance.map_or_else(|| "divided".to_owned(), word)) { (side(standing.stance)) }
                                @if let Some(since) = standing.since { " since " (time(since)) }
                            }
                            @let moved = moves(std::slice::from_ref(standing));
                            @if !moved.is_empty() { ol.moves { @for one in &moved { (change(one, &ToArticles)) } } }
                            @else if let Some(last) = standing.stands.last() {
                                blockquote.(word(last.stance)) { a href=(ToArticles.mark(0, last)) { (last.said.content_text) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Who talks about the actor most.
fn who_talks(talking: &[SpeakerOf]) -> Markup {
    let counted: Vec<Bar> = talking
        .iter()
        .take(6)
        .map(|one| Bar {
            name: one.name.clone(),
            address: one.actor.as_deref().map(actor_address),
            count: one.statements,
        })
        .collect();
    html! { @if counted.len() > 1 { (bars(&counted)) } }
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
