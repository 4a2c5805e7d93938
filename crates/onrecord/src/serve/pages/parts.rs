//! What several pages have.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;
use store::{DocumentRow, Order, Piece, SaidRow, Utterance, WordChange};
use types::{SpeakerKind, wire};

use crate::display::{percent, speaker, word};
use crate::serve::asked::{Asked, address, cursor, escaped};

/// Where a document is shown.
pub fn document_address(id: &str) -> String {
    format!("/documents/{}", escaped(id))
}

/// Where an actor of the archive is shown.
pub fn actor_address(id: &str) -> String {
    format!("/people/{}", escaped(id))
}

/// The number of a statement's card on its document's page: ids count from `s1`.
fn card(statement: &str) -> String {
    format!("#{statement}")
}

/// "27 May 2024".
pub fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), MONTHS[usize::from(date.month().unsigned_abs()) - 1], date.year())
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "May 2024", from `2024-05`; anything else stays as it is.
pub fn month(month: &str) -> String {
    if month.len() != 7 {
        return month.to_owned();
    }
    let name = month
        .get(5..7)
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| MONTHS.get(number.wrapping_sub(1)));
    match (name, month.get(..4)) {
        (Some(name), Some(year)) => format!("{name} {year}"),
        _ => month.to_owned(),
    }
}

/// "1,234".
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "1 statement", "1,234 statements".
pub fn some(count: u64, what: &str) -> String {
    format!("{} {what}{}", number(count), if count == 1 { "" } else { "s" })
}

/// A date in plain words, readable by programs.
pub fn time(date: Date) -> Markup {
    html! { time datetime=(date) { (day(date)) } }
}

/// A statement in a list: who, what, where it stands. Everything leads to the words.
pub fn statement(said: &SaidRow) -> Markup {
    let words = address(&document_address(&said.document), &[("version", &version(said.version))])
        + &card(&said.statement);
    let who = wire::Speaker {
        actor: None,
        name: said.speaker_name.clone(),
        role: said.speaker_role.clone(),
        kind: said.speaker_kind,
        reason: said.speaker_reason.clone(),
        archive: said.archive_actor.clone(),
    };
    let name = who.name.clone().or_else(|| who.role.clone());
    let (kind, act, polarity) = (word(said.kind), word(said.act), word(said.polarity));
    html! {
        article.statement.(kind) {
            p.who {
                @match (&name, &said.archive_actor) {
                    (Some(name), Some(actor)) => { a href=(actor_address(actor)) { (name) } }
                    (Some(name), None) => { span { (name) } }
                    (None, _) => { span.unresolved { (speaker(&who)) } }
                }
                @if let (Some(name), Some(role)) = (&who.name, &who.role) { @if name != role { span.role { (role) } } }
            }
            blockquote { a href=(words) { (said.content_text) } }
            p.facts {
                @if let Some(outlet) = &said.outlet { span { (outlet) } }
                @if let Some(date) = said.published { span { (time(date)) } }
                span { (kind) }
                @if act != "say" { span { (act) } }
                @if polarity != "asserted" { span.warn { (polarity) } }
                @if matches!(said.speaker_kind, SpeakerKind::Anonymous | SpeakerKind::Collective) {
                    span { (word(said.speaker_kind)) }
                }
                @if let Some(addressee) = &said.addressee { span { "to " (addressee) } }
                @if let Some(when) = &said.said { span { "said " (said_when(when)) } }
                span title="How sure the reader is of words and speaker" { (percent(said.confidence)) " sure" }
            }
            @if let Some(title) = &said.title { p.from { a href=(document_address(&said.document)) { (title) } } }
        }
    }
}

/// A day in plain words; what is longer as it is written.
fn said_when(when: &types::When) -> Markup {
    match (when.earliest, when.latest) {
        (Some(first), Some(last)) if first == last => time(first),
        (Some(first), Some(last)) => html! { "between " (time(first)) " and " (time(last)) },
        (None, Some(last)) => html! { "by " (time(last)) },
        (Some(first), None) => html! { "since " (time(first)) },
        (None, None) => html! { (when.value) },
    }
}

/// The version as a parameter: none for the first, which most pages have alone.
fn version(version: u32) -> String {
    if version > 1 { version.to_string() } else { String::new() }
}

/// A document in a list.
pub fn document(document: &DocumentRow) -> Markup {
    let title = document.title.as_deref().unwrap_or("Article without title");
    html! {
        article.document {
            h3 { a href=(document_address(&document.id)) { (title) } }
            p.facts {
                @if let Some(outlet) = &document.outlet { span { (outlet) } }
                @if let Some(date) = document.published { span { (time(date)) } }
                span { (some(document.statements, "statement")) }
                @if document.version > 1 { span { "version " (document.version) } }
                @if let Some(first) = &document.copy_of {
                    span { "carries the same story as " a href=(document_address(first)) { "an earlier one" } }
                }
            }
        }
    }
}

/// Forward to the rest of a list.
pub fn pager(asked: &Asked<'_>, next: Option<&impl Serialize>) -> Markup {
    let begun = asked.given("after").is_some();
    html! {
        @if begun || next.is_some() {
            nav.pager aria-label="Parts of the list" {
                @if begun { a href=(asked.with(&asked.path, &[("after", "")])) { "← From the beginning" } }
                @if let Some(next) = next {
                    a rel="next" href=(asked.with(&asked.path, &[("after", &cursor(next))])) { "More →" }
                }
            }
        }
    }
}

/// The same list for programs.
pub fn exports(asked: &Asked<'_>, api: &str) -> Markup {
    html! {
        p.exports {
            "This list as "
            a href=(asked.with(api, &[("after", ""), ("format", "csv"), ("limit", "10000")])) { "CSV" } " · "
            a href=(asked.with(api, &[("after", ""), ("limit", "")])) { "JSON" }
        }
    }
}

/// The days and the order, as fields of a form.
pub fn period_fields(asked: &Asked<'_>) -> Markup {
    html! {
        label { "From" input name="from" value=[asked.given("from")] placeholder="2024-05" inputmode="numeric"; }
        label { "To" input name="to" value=[asked.given("to")] placeholder="2024" inputmode="numeric"; }
    }
}

/// The order of a list that is shown: the newest first unless asked otherwise.
pub fn order(asked: &Asked<'_>) -> Order {
    if asked.given("order") == Some("oldest") { Order::Oldest } else { Order::Newest }
}

/// A field that a form carries along.
pub fn hidden(asked: &Asked<'_>, name: &str) -> Markup {
    html! { @if let Some(value) = asked.given(name) { input type="hidden" name=(name) value=(value); } }
}

/// What makes a form of ours ours, and where it leads back to.
pub fn form_fields(asked: &Asked<'_>) -> Markup {
    let form = asked.server.settings.token.as_ref().map(|token| token.form());
    html! {
        @if let Some(form) = form { input type="hidden" name="form" value=(form); }
        input type="hidden" name="back" value=(asked.with(&asked.path, &[]));
    }
}

/// An utterance with its wordings.
pub fn utterance(utterance: &Utterance) -> Markup {
    html! {
        article.utterance {
            h3 { (utterance.speaker.as_deref().unwrap_or("Speaker unresolved")) }
            ol.wordings {
                @for wording in &utterance.wordings {
                    li {
                        blockquote { (pieces(&wording.pieces, &wording.text)) }
                        p.facts {
                            @for place in &wording.places {
                                span {
                                    a href={ (document_address(&place.document)) (card(&place.statement)) } {
                                        (place.outlet.as_deref().unwrap_or(&place.document))
                                    }
                                    @if let Some(date) = place.published { ", " (time(date)) }
                                }
                            }
                            @if wording.trimmed { span.warn { "cut" } }
                            @if wording.altered { span.warn { "altered" } }
                        }
                    }
                }
            }
        }
    }
}

fn pieces(pieces: &[Piece], text: &str) -> Markup {
    html! {
        @if pieces.is_empty() { (text) }
        @for (index, piece) in pieces.iter().enumerate() {
            @if index > 0 { " " }
            @match piece {
                Piece::Same { here } => { (here) }
                Piece::Cut { longest } => { del { (longest) } }
                Piece::Altered { longest, here } => { del { (longest) } " " ins { (here) } }
                Piece::Added { here } => { ins { (here) } }
            }
        }
    }
}

/// What became of the words of a statement.
pub fn word_changes(changes: &[WordChange]) -> Markup {
    html! {
        @for (index, change) in changes.iter().enumerate() {
            @if index > 0 { " " }
            @match change {
                WordChange::Same { after } => { (after) }
                WordChange::Cut { before } => { del { (before) } }
                WordChange::Added { after } => { ins { (after) } }
                WordChange::Altered { before, after } => { del { (before) } " " ins { (after) } }
            }
        }
    }
}
