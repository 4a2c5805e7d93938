//! What several pages have.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;
use store::{
    DocumentSummary, Happening, Order, Piece, QuestionSummary, SaidRow, Sides, Stand, Utterance, WordChange,
};
use types::{SpeakerKind, wire};

pub use crate::display::event_type;
pub use crate::display::plain::{day, number, period, some};
use crate::display::standings::Leads;
use crate::display::{event_id, percent, said_speaker, speaker, word};
use crate::serve::asked::{Asked, address, cursor, escaped};

/// Where a document is shown.
pub fn document_address(id: &str) -> String {
    format!("/documents/{}", escaped(id))
}

/// Where an actor of the archive is shown.
pub fn actor_address(id: &str) -> String {
    format!("/people/{}", escaped(id))
}

/// Where a statement's words stand.
pub fn statement_address(document: &str, at: u32, statement: &str) -> String {
    address(&document_address(document), &[("version", &version(at))]) + &card(statement)
}

/// Where an event's words stand: its evidence, in code points.
pub fn event_address(document: &str, at: u32, evidence: wire::Points) -> String {
    address(&document_address(document), &[("version", &version(at))]) + "#" + &event_id(evidence)
}

/// Where a question is shown.
pub fn question_address(id: &str) -> String {
    format!("/questions/{}", escaped(id))
}

/// The number of a statement's card on its document's page: ids count from `s1`.
fn card(statement: &str) -> String {
    format!("#{statement}")
}

/// A date in plain words, readable by programs.
pub fn time(date: Date) -> Markup {
    html! { time datetime=(date) { (day(date)) } }
}

/// A statement in a list: who, what, where it stands. Everything leads to the words.
pub fn statement(said: &SaidRow) -> Markup {
    let words = statement_address(&said.document, said.version, &said.statement);
    let who = said_speaker(said);
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
                @if let Some(when) = &said.said { span { "said " (in_words((when.earliest, when.latest), &when.value)) } }
                span title="How sure the reader is of words and speaker" { (percent(said.confidence)) " sure" }
            }
            @if let Some(title) = &said.title { p.from { a href=(document_address(&said.document)) { (title) } } }
        }
    }
}

/// Days in plain words; what has none as it is written.
pub fn in_words(days: (Option<Date>, Option<Date>), value: &str) -> Markup {
    match days {
        (Some(first), Some(last)) if first == last => time(first),
        (Some(first), Some(last)) => html! { "between " (time(first)) " and " (time(last)) },
        (None, Some(last)) => html! { "by " (time(last)) },
        (Some(first), None) => html! { "since " (time(first)) },
        (None, None) => html! { (value) },
    }
}

/// The version as a parameter: none for the first, which most pages have alone.
fn version(version: u32) -> String {
    if version > 1 { version.to_string() } else { String::new() }
}

/// A document in a list.
pub fn document(document: &DocumentSummary) -> Markup {
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

/// Positions lead to the words in their article.
pub struct ToArticles;

impl Leads for ToArticles {
    fn mark(&self, _: usize, stand: &Stand) -> String {
        statement_address(&stand.said.document, stand.said.version, &stand.said.statement)
    }

    fn words(&self, stand: &Stand) -> Option<String> {
        Some(self.mark(0, stand))
    }

    fn article(&self, stand: &Stand) -> Option<String> {
        Some(document_address(&stand.said.document))
    }

    fn person(&self, actor: &str) -> Option<String> {
        Some(actor_address(actor))
    }
}

/// A question in a list, with how many statements are on which side.
pub fn question(one: &QuestionSummary) -> Markup {
    let Sides { favor, against, conditional, unclear } = one.positions;
    let both = favor + against;
    html! {
        article.question {
            h3 { a href=(question_address(&one.question.id)) { (one.question.ask) } }
            @if both > 0 {
                svg.sides viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                    rect.favor x="0" width=(share(favor, both)) height="4" {}
                    rect.against x=(share(favor, both)) width=(share(against, both)) height="4" {}
                }
            }
            p.facts {
                @if favor + against + conditional + unclear == 0 { span { "nobody has taken a side yet" } }
                @if favor > 0 { span { (some(favor, "statement")) " for" } }
                @if against > 0 { span { (number(against)) " against" } }
                @if conditional > 0 { span { (number(conditional)) " on a condition" } }
                @if unclear > 0 { span { (number(unclear)) " unclear" } }
            }
        }
    }
}

fn share(part: u64, whole: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a picture")]
    let share = part as f64 * 100.0 / whole as f64;
    format!("{share:.1}")
}

/// An event in a list: what, who to whom, the words, when, where, and who says so.
pub fn event(happening: &Happening) -> Markup {
    let party = |side: &store::Side| {
        html! { @match &side.archive { Some(actor) => a href=(actor_address(actor)) { (side.name) }, None => (side.name) } }
    };
    let many = |count: Option<f64>, what: &str| {
        html! { @if let Some(count) = count { span { (count) " " (what) } } }
    };
    let factuality = word(happening.factuality);
    html! {
        article.event.(factuality) {
            p.who {
                span.kind { (event_type(&happening.kind, happening.mode.as_deref())) } " "
                @if let Some(actor) = &happening.actor { (party(actor)) }
                @if let Some(recipient) = &happening.recipient { " → " (party(recipient)) }
            }
            @if let Some(first) = happening.reports.first() {
                blockquote { a href=(event_address(&first.document, first.version, first.evidence)) { (first.evidence_text) } }
            }
            p.facts {
                span class=[(factuality != "asserted").then_some("warn")] { (factuality) }
                @match (&happening.when, happening.reports.first().and_then(|report| report.published)) {
                    (Some(when), _) => { span { (in_words((when.earliest, when.latest), &when.value)) } }
                    (None, Some(published)) => { span { "told " (time(published)) } }
                    (None, None) => {}
                }
                @if let Some(place) = &happening.place { span { a href=(address("/events", &[("where", &place.name)])) { (place.name) } } }
                (many(happening.killed, "killed")) (many(happening.wounded, "wounded")) (many(happening.size, "people"))
                @if happening.stories > 1 { span { (some(happening.stories as u64, "story").replace("storys", "stories")) } }
            }
            ul.reports {
                @for report in &happening.reports {
                    li {
                        @match (&report.said_by, &report.statement) {
                            (Some(who), _) => { (who) " in " }
                            (None, Some(_)) => { "somebody in " }
                            (None, None) => {}
                        }
                        a href=(event_address(&report.document, report.version, report.evidence)) { (report.outlet.as_deref().or(report.title.as_deref()).unwrap_or(&report.document)) }
                        @if let Some(published) = report.published { ", " (time(published)) }
                        @if report.factuality != happening.factuality { ", " (word(report.factuality)) }
                    }
                }
            }
        }
    }
}
