//! An article with its evidence marked.

use maud::{Markup, html};
use store::Store;
use types::{Record, wire};

use super::parts::{actor_address, document_address, form_fields, time};
use crate::display::{Beside, MarkedArticle, body, facts_lists, head};
use crate::serve::answer::Answer;
use crate::serve::asked::{Asked, address, escaped};
use crate::serve::problem::Problem;

/// `GET /documents/{id}`
pub fn page(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (id, version) = (asked.part("id"), asked.number::<u32>("version")?);
    let found = asked.server.ask(|store: &Store| {
        let record: Option<Record> = match version {
            Some(version) => store.load_version(id, version)?,
            None => store.load(id)?,
        };
        let Some(record) = record else { return Ok(None) };
        // The same record with the archive's ids of those who speak.
        let Some(archived) = store.archived(id, version)? else { return Ok(None) };
        let copies = store.copies(Some(id))?;
        let changes = store.changes(id)?;
        Ok(Some((record, archived, copies, changes)))
    })?;
    let Some((record, archived, copies, changes)) = found else {
        return Err(Problem::missing("There is no such article here, or no such version of it."));
    };
    let versions = changes.map(|changes| changes.versions).unwrap_or_default();
    let article = MarkedArticle::new(&record);
    let beside = InPlace { asked, record: &archived };
    let others: Vec<_> = copies.iter().filter(|copy| copy.document != id).collect();
    let api = format!("/api/documents/{}", escaped(id));
    let content = html! {
        article.marked {
            header { (head(&archived)) }
            @if archived.statements.is_empty() {
                p.empty { "No statement was found in this article." }
            }
            div.body lang=[archived.document.language.as_deref()] { (body(&article, &archived, &beside)) }
        }
        @if !archived.actors.is_empty() || !archived.times.is_empty() {
            section.in-article {
                h2 { "In this article" }
                div { (facts_lists(&archived, &beside)) }
            }
        }
        footer.about-article {
            @for note in &archived.notes { p { "Note: " (note) } }
            @if versions.len() > 1 {
                p {
                    "Versions of this page: "
                    @for one in &versions {
                        a href={ (document_address(id)) "?version=" (one.version) } { (one.version) } " "
                    }
                    "· " a href={ (document_address(id)) "/changes" } { "what changed" }
                }
            }
            @if !others.is_empty() {
                p { "The same story elsewhere: "
                    @for (index, copy) in others.iter().enumerate() {
                        @if index > 0 { ", " }
                        a href=(document_address(&copy.document)) { (copy.outlet.as_deref().unwrap_or(&copy.document)) }
                        @if let Some(date) = copy.published { " (" (time(date)) ")" }
                    }
                }
            }
            p {
                "This record as " a href=(api) { "JSON" } ", "
                a href={ (api) "/annotations" } { "W3C annotations" } ", "
                a href={ "/api/statements?format=csv&document=" (escaped(id)) } { "CSV" }
                " · made by onrecord " (archived.made_by.onrecord) ", model " (archived.made_by.model)
            }
        }
    };
    let title = record.document.title.clone().unwrap_or_else(|| "Article without title".to_owned());
    super::page(asked, &title, &content)
}

/// What stands beside a statement on the site: the person's page, and what corrects it.
struct InPlace<'a> {
    asked: &'a Asked<'a>,
    record: &'a wire::Record,
}

impl Beside for InPlace<'_> {
    fn speaker(&self, speaker: &wire::Speaker) -> Option<String> {
        speaker.archive.as_deref().map(actor_address)
    }

    fn actor(&self, archive: &str) -> Option<String> {
        Some(actor_address(archive))
    }

    fn also(&self, statement: usize) -> Markup {
        let Some(statement) = self.record.statements.get(statement) else { return Markup::default() };
        let annotations = format!("/api/documents/{}/annotations", escaped(&self.record.document.id));
        let version = self.asked.given("version").unwrap_or_default();
        let annotation = address(&annotations, &[("statement", &statement.id), ("version", version)]);
        html! { p.also { a href=(annotation) { "W3C Web Annotation" } } }
    }

    fn below(&self, statement: usize) -> Markup {
        self.record.statements.get(statement).map(|statement| self.correct(statement)).unwrap_or_default()
    }
}

impl InPlace<'_> {
    fn correct(&self, statement: &wire::Statement) -> Markup {
        // An older version cannot be corrected: corrections name what the newest one says.
        if !self.asked.may_write || self.asked.given("version").is_some() {
            return Markup::default();
        }
        let fields = html! {
            (form_fields(self.asked))
            input type="hidden" name="document" value=(self.record.document.id);
            input type="hidden" name="statement" value=(statement.id);
        };
        html! {
            details.correct {
                summary { "Correct" }
                form method="post" action="/corrections" {
                    (fields)
                    label { "Who said it" input name="speaker" required value=[statement.speaker.name.as_deref()]; }
                    label { "Why" input name="reason"; }
                    button name="action" value="speaker" { "Set the speaker" }
                }
                form method="post" action="/corrections" {
                    (fields)
                    button name="action" value="unresolved" { "It is not known who" }
                    button name="action" value="reject" { "This is no statement" }
                }
            }
        }
    }
}
