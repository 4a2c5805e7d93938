//! What was said and what happened, in the order of the days: of an actor, a question or a place. One looks closer at a
//! year, a month or a day through plain links.

use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};
use store::{Dated, EntryKind, Store, Subject, TimelineEntry};

use super::charts::{by_day, by_month};
use super::parts::{
    actor_address, document_address, event_address, event_type, exports, in_words, pager, period,
    question_address, statement_address,
};
use crate::display::standings::side;
use crate::serve::answer::Answer;
use crate::serve::api::timeline::{entries, subject};
use crate::serve::asked::{Asked, address};
use crate::serve::problem::Problem;

/// Entries on a page.
const ROWS: usize = 60;

/// Who and what the words may mean.
const CHOICES: usize = 8;

/// `GET /timeline`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let Some(subject) = subject(asked)? else { return choose(asked) };
    let (name, more) = asked.server.ask(|store: &Store| name(store, &subject))?;
    let Some(name) = name else { return Err(Problem::missing("There is no such actor, question or place.")) };
    let entries = entries(asked, &subject)?;
    let start = asked.after::<usize>()?.unwrap_or(0).min(entries.len());
    let shown = &entries[start..entries.len().min(start.saturating_add(ROWS))];
    let next = start + shown.len();
    let zoom = |period: &str| asked.with("/timeline", &[("from", period), ("to", period), ("after", "")]);
    let content = html! {
        header.person {
            p.hint { a href="/timeline" { "Timeline" } }
            h1 { (name) }
            @if let Some(more) = &more { p.facts { span { a href=(more) { "all about it" } } } }
        }
        (steps(asked))
        (chart(asked, &entries, zoom))
        @for (index, entry) in shown.iter().enumerate() {
            @let label = (entry.first, entry.last);
            @if index == 0 || (shown[index - 1].first, shown[index - 1].last) != label {
                h2.day { @if label == (None, None) { "Day unknown" } @else { (in_words(label, "")) } }
            }
            (line(entry))
        }
        @if entries.is_empty() {
            div.empty {
                p { "Nothing was said or done here, as far as the articles say." }
                p { a href=(asked.with("/timeline", &[("from", ""), ("to", ""), ("after", "")])) { "Show the whole time" } }
            }
        }
        (pager(asked, (next < entries.len()).then_some(next).as_ref()))
        @if !entries.is_empty() { (exports(asked, "/api/timeline")) }
    };
    super::page(asked, &format!("Timeline: {name}"), &content)
}

/// The subject's name, and where more about it stands; no name when there is no such subject.
fn name(store: &Store, subject: &Subject) -> Result<(Option<String>, Option<String>), store::StoreError> {
    Ok(match subject {
        Subject::Actor(id) => (store.who(id)?.map(|actor| actor.name), Some(actor_address(id))),
        Subject::Question(id) => {
            let found = store.questions()?.into_iter().find(|question| question.id == *id);
            (found.map(|question| question.ask), Some(question_address(id)))
        }
        Subject::Place(name) => {
            let known = store.subjects(name, 0)?.contains(subject);
            (known.then(|| name.clone()), Some(address("/events", &[("where", name)])))
        }
    })
}

/// The period that is shown, when it is one year, month or day.
fn zoomed<'a>(asked: &'a Asked<'_>) -> Option<&'a str> {
    asked.given("from").filter(|from| asked.given("to") == Some(from) && matches!(from.len(), 4 | 7 | 10))
}

/// The way back to a longer period, and to the neighbours of this one.
fn steps(asked: &Asked<'_>) -> Markup {
    let Some(here) = zoomed(asked) else { return html! {} };
    let to = |period: &str| asked.with("/timeline", &[("from", period), ("to", period), ("after", "")]);
    html! {
        nav.steps aria-label="Period" {
            a href=(asked.with("/timeline", &[("from", ""), ("to", ""), ("after", "")])) { "All" }
            @for end in [4, 7].into_iter().filter(|&end| end < here.len()) {
                @if let Some(longer) = here.get(..end) { a href=(to(longer)) { (period(longer)) } }
            }
            span aria-current="page" { (period(here)) }
            @if let Some([before, after]) = neighbours(here) {
                a.before href=(to(&before)) { "← " (period(&before)) }
                a.after href=(to(&after)) { (period(&after)) " →" }
            }
        }
    }
}

/// The period before and the one after.
fn neighbours(here: &str) -> Option<[String; 2]> {
    let whole = format!(
        "{here}{}",
        "-01".repeat(match here.len() {
            4 => 2,
            7 => 1,
            _ => 0,
        })
    );
    let first: Date = whole.parse().ok()?;
    let step = match here.len() {
        4 => 1.year(),
        7 => 1.month(),
        _ => 1.day(),
    };
    let cut = |date: Date| date.to_string().get(..here.len()).map(str::to_owned);
    Some([cut(first.checked_sub(step).ok()?)?, cut(first.checked_add(step).ok()?)?])
}

/// How many entries fall on which days of the month that is shown; else on which months or years.
fn chart(asked: &Asked<'_>, entries: &[TimelineEntry], zoom: impl Fn(&str) -> String) -> Markup {
    let here = zoomed(asked);
    let length = match here.map(str::len) {
        Some(10) => return html! {},
        Some(7) => 10,
        _ => 7,
    };
    let mut counts: Vec<(String, u64)> = Vec::new();
    for entry in entries {
        let Some(first) = entry.first.filter(|first| first.year() > 0) else { continue };
        let first = first.to_string();
        let Some(period) = first.get(..length) else { continue };
        // What began earlier is not drawn in the period that is shown.
        if here.is_some_and(|here| !period.starts_with(here)) {
            continue;
        }
        match counts.last_mut().filter(|(known, _)| known == period) {
            Some((_, count)) => *count += 1,
            None => counts.push((period.to_owned(), 1)),
        }
    }
    match here {
        Some(month) if length == 10 => by_day(month, &counts, zoom),
        _ => by_month(&counts, "Said and done", zoom),
    }
}

/// One entry: who, what, its words, and where they stand.
fn line(entry: &TimelineEntry) -> Markup {
    let first = entry.reports.first().map(|report| words(entry, report));
    let kind = if entry.kind == EntryKind::Event { event_type(&entry.act, None) } else { entry.act.clone() };
    html! {
        article.entry.(if entry.kind == EntryKind::Event { "event" } else { "said" }) {
            p.who {
                @if entry.kind == EntryKind::Event { span.kind { (kind) } " " }
                @match (&entry.who, &entry.actor) {
                    (Some(who), Some(actor)) => { a href=(actor_address(actor)) { (who) } }
                    (Some(who), None) => { (who) }
                    (None, _) => { @if entry.kind == EntryKind::Statement { span.unresolved { "unresolved" } } }
                }
                @if let Some(to) = &entry.to { " → " (to) }
            }
            blockquote { @match first { Some(first) => a href=(first) { (entry.text) }, None => (entry.text) } }
            p.facts {
                @if entry.kind == EntryKind::Statement && kind != "say" { span { (kind) } }
                @if let Some(stance) = entry.stance { span { b.(crate::display::word(stance)) { (side(Some(stance)).to_lowercase()) } } }
                @if entry.certainty != "asserted" { span.warn { (entry.certainty) } }
                @if let Some(place) = &entry.place { span { (place) } }
                @if entry.dated == Dated::Published { span { "by the day of publication" } }
                @for report in &entry.reports {
                    span { a href=(words(entry, report)) { (report.outlet.as_deref().or(report.title.as_deref()).unwrap_or(&report.document)) } }
                }
            }
        }
    }
}

/// Where the words of a report stand.
fn words(entry: &TimelineEntry, report: &store::EntryReport) -> String {
    match (entry.kind, &report.statement, report.evidence.first()) {
        (EntryKind::Statement, Some(statement), _) => statement_address(&report.document, 1, statement),
        (EntryKind::Event, _, Some(&evidence)) => event_address(&report.document, 1, evidence),
        _ => document_address(&report.document),
    }
}

/// Of whom, of what, of where.
fn choose(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let words = asked.given("q");
    let (found, questions, actors) = asked.server.ask(|store: &Store| {
        let found = match words {
            Some(words) => store.subjects(words, CHOICES)?,
            None => Vec::new(),
        };
        let mut named = Vec::new();
        for subject in found {
            if let (Some(name), _) = name(store, &subject)? {
                named.push((name, subject));
            }
        }
        let actors = store.actors_page(&store::ActorQuery::default(), CHOICES)?.items;
        Ok((named, store.questions()?, actors))
    })?;
    if let [(_, only)] = found.as_slice() {
        return Ok(Answer::see(timeline_address(only)));
    }
    let content = html! {
        h1 { "Timeline" }
        p.lead { "What was said and what happened, in order: of a person or body, of a question, of a place." }
        form.filter.line action="/timeline" {
            label { "Name of a person, body or place" input type="search" name="q" value=[words]; }
            button { "Show" }
        }
        @if words.is_some() && found.is_empty() {
            div.empty { p { "Nobody and nowhere of this name is in the articles. Places count by their exact names." } }
        }
        ul.actors {
            @for (name, subject) in &found {
                li { a href=(timeline_address(subject)) { (name) } span.hint { (sort(subject)) } }
            }
        }
        @if words.is_none() {
            @if !questions.is_empty() {
                h2 { "Questions" }
                ul.plain { @for one in &questions { li { a href=(address("/timeline", &[("question", &one.id)])) { (one.ask) } } } }
            }
            @if !actors.is_empty() {
                h2 { "In most articles" }
                ul.actors { @for one in &actors { li { a href=(address("/timeline", &[("actor", &one.id)])) { (one.name) } } } }
            }
            @if questions.is_empty() && actors.is_empty() {
                div.empty { p { "There is nothing yet. Read some articles first: " code { "onrecord read FOLDER" } "." } }
            }
        }
    };
    super::page(asked, "Timeline", &content)
}

const fn sort(subject: &Subject) -> &'static str {
    match subject {
        Subject::Actor(_) => "person or body",
        Subject::Question(_) => "question",
        Subject::Place(_) => "place",
    }
}

/// Where a timeline is shown.
pub fn timeline_address(subject: &Subject) -> String {
    let (name, id) = match subject {
        Subject::Actor(id) => ("actor", id),
        Subject::Question(id) => ("question", id),
        Subject::Place(name) => ("where", name),
    };
    address("/timeline", &[(name, id)])
}

#[cfg(test)]
mod tests {
    use super::neighbours;

    #[test]
    fn periods_have_neighbours() {
        let check = |here, before: &str, after: &str| {
            assert_eq!(neighbours(here), Some([before.to_owned(), after.to_owned()]), "{here}");
        };
        check("2024", "2023", "2025");
        check("2024-12", "2024-11", "2025-01");
        check("2024-02-29", "2024-02-28", "2024-03-01");
        assert_eq!((neighbours("20x4"), neighbours("9999-12-31")), (None, None));
    }
}
