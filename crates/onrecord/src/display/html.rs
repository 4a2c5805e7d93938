//! The marked article as one HTML page that needs nothing else: no network, no other file; it works without its script.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};
use types::{PublishedBasis, Role, StatementKind, wire};

use super::article::{Mark, MarkedArticle, Paragraph, Piece};
use super::csv_rows::word;
use super::facts;
use super::table::{count, percent, speaker};

/// The rules for marks and cards, and the colours; also part of the style sheet of `serve`.
pub const MARKS_STYLE: &str = include_str!("article.css");
/// The rules for a page that has nothing else on it.
const PAGE_STYLE: &str = include_str!("page.css");
/// Marks every part of the statement under the pointer; also served by `serve`.
pub const SCRIPT: &str = include_str!("article.js");

/// Nothing is loaded from anywhere, whatever the article says.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
    base-uri 'none'; form-action 'none'";

/// What a page of a site has beside the article: links and forms. A page of its own has none.
pub trait Beside {
    /// Where more about a speaker stands.
    fn speaker(&self, _speaker: &wire::Speaker) -> Option<String> {
        None
    }

    /// What stands under the card of the statement with this index.
    fn below(&self, _statement: usize) -> Markup {
        Markup::default()
    }
}

/// A page of its own.
struct Alone;

impl Beside for Alone {}

/// The whole page. Everything that comes from the article is escaped.
pub fn html(article: &MarkedArticle<'_>) -> String {
    let record = wire::Record::from(article.record);
    let document = &record.document;
    let title = document.title.as_deref().unwrap_or("Article without title");
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "onrecord " (record.made_by.onrecord) };
                title { (title) " · On Record" }
                style { (PreEscaped(MARKS_STYLE)) (PreEscaped(PAGE_STYLE)) }
            }
            body {
                header { (head(&record)) }
                main lang=[document.language.as_deref()] { (body(article, &record, &Alone)) }
                @for (name, items) in facts::lists(&record) {
                    details.facts-list {
                        summary { (name) " (" (items.len()) ")" }
                        ul { @for item in &items { li { (item) } } }
                    }
                }
                footer {
                    @for note in &record.notes { p { "Note: " (note) } }
                    p {
                        (count(record.statements.len(), "statement")) " · document " code { (document.id) }
                        " · made by onrecord " (record.made_by.onrecord) ", model " (record.made_by.model)
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// Where the article comes from, its title, who wrote it, and what the marks mean.
pub fn head(record: &wire::Record) -> Markup {
    let document = &record.document;
    let title = document.title.as_deref().unwrap_or("Article without title");
    markup! { (about(document)) h1 { (title) } (byline(document)) (legend(record)) }
}

/// The paragraphs, each with its statements beside it. `record` is the article's, as it crosses the border.
pub fn body(article: &MarkedArticle<'_>, record: &wire::Record, beside: &dyn Beside) -> Markup {
    let title = record.document.title.as_deref().unwrap_or_default();
    markup! {
        @for (index, paragraph) in article.paragraphs.iter().enumerate() {
            // The title stands above already; its row stays when it has evidence in it.
            @let is_title = index == 0 && article.begins_with_title()
                && paragraph.statements.is_empty() && is_only(paragraph, title);
            @if !is_title { (row(article, record, paragraph, beside)) }
        }
    }
}

fn is_only(paragraph: &Paragraph<'_>, title: &str) -> bool {
    paragraph.pieces.iter().map(|piece| piece.text).collect::<String>().trim() == title.trim()
}

fn about(document: &wire::Document) -> Markup {
    let basis = match document.published_basis {
        Some(PublishedBasis::Inferred) => " (inferred from the text)",
        Some(PublishedBasis::Text) => " (from the text)",
        _ => "",
    };
    let link = document.url.as_deref().and_then(safe_link);
    markup! {
        p.about {
            @if let Some(outlet) = &document.outlet { span { (outlet) } }
            @if let Some(day) = &document.published { span { time datetime=(day) { (day) } (basis) } }
            @if let Some(url) = link { span { a href=(url) rel="noopener noreferrer" { (url) } } }
        }
    }
}

/// An address that may become a link: other schemes could run a script.
fn safe_link(url: &str) -> Option<&str> {
    Some(url).filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

fn byline(document: &wire::Document) -> Markup {
    markup! { @if !document.byline.is_empty() { p.byline { "By " (document.byline.join(", ")) } } }
}

fn legend(record: &wire::Record) -> Markup {
    let kinds = [StatementKind::Direct, StatementKind::Mixed, StatementKind::Indirect, StatementKind::Post];
    let of = |kind| record.statements.iter().filter(|statement| statement.kind == kind).count();
    markup! {
        p.legend {
            @for kind in kinds {
                @if of(kind) > 0 { span.content.(word(kind)) { (word(kind)) " " (of(kind)) } " " }
            }
            span.source { "who says it" } " " span.cue { "by which words" }
        }
    }
}

/// A paragraph with its statements beside it.
fn row(
    article: &MarkedArticle<'_>,
    record: &wire::Record,
    paragraph: &Paragraph<'_>,
    beside: &dyn Beside,
) -> Markup {
    markup! {
        section.paragraph {
            p.text { @for piece in &paragraph.pieces { (marked(article, record, piece)) } }
            @if !paragraph.statements.is_empty() {
                ol.statements { @for &index in &paragraph.statements { (card(record, index, beside)) } }
            }
        }
    }
}

fn marked(article: &MarkedArticle<'_>, record: &wire::Record, piece: &Piece<'_>) -> Markup {
    let contents: Vec<&Mark> = piece.marks.iter().filter(|mark| mark.role == Role::Content).collect();
    let has = |role| piece.marks.iter().any(|mark| mark.role == role);
    let mut classes: Vec<String> = Vec::new();
    if let Some(inner) = contents.last() {
        classes.extend(["content".to_owned(), word(record.statements[inner.statement].kind)]);
    }
    classes.extend((contents.len() > 1).then(|| "nested".to_owned()));
    classes.extend(has(Role::Source).then(|| "source".to_owned()));
    classes.extend(has(Role::Cue).then(|| "cue".to_owned()));
    let mut statements: Vec<String> = piece.marks.iter().map(|mark| mark.statement.to_string()).collect();
    statements.dedup();
    markup! {
        @for mark in piece.begin.iter().filter(|mark| mark.role == Role::Content) {
            @let number = mark.statement + 1;
            // An interrupted quotation has its number at each part; the list links to the first.
            @let is_first = article.record.statements[mark.statement].content[0].start == piece.start;
            a.number href={ "#" (record.statements[mark.statement].id) } id=[is_first.then(|| format!("t{number}"))] data-s=(mark.statement) { (number) }
        }
        @if classes.is_empty() { (piece.text) }
        @else { span class=(classes.join(" ")) data-s=(statements.join(" ")) { (piece.text) } }
    }
}

/// The record of a statement.
fn card(record: &wire::Record, index: usize, beside: &dyn Beside) -> Markup {
    let statement = &record.statements[index];
    let speaker_kind = word(statement.speaker.kind);
    let outer = statement
        .nested_in
        .as_ref()
        .and_then(|id| record.statements.iter().position(|other| other.id == *id));
    let (act, polarity) = (word(statement.act), word(statement.polarity));
    let evidence = |name: &str, spans: &[wire::Points]| {
        let spans: Vec<String> = spans.iter().map(|[start, end]| format!("{start}–{end}")).collect();
        (!spans.is_empty()).then(|| format!("{name} {}", spans.join(", ")))
    };
    let evidence: Vec<String> = [
        evidence("content", &statement.content),
        evidence("source", &statement.source),
        evidence("cue", &statement.cue),
    ]
    .into_iter()
    .flatten()
    .collect();
    markup! {
        li.card.(word(statement.kind)) id=(statement.id) data-s=(index) {
            p.who {
                a.number href={ "#t" (index + 1) } { (index + 1) }
                " " b.(speaker_kind) {
                    @if let Some(link) = beside.speaker(&statement.speaker) {
                        a href=(link) { (speaker(&statement.speaker)) }
                    } @else { (speaker(&statement.speaker)) }
                }
            }
            p.facts {
                span { (word(statement.kind)) }
                span { (act) }
                @if polarity != "asserted" { span.warn { (polarity) } }
                @if matches!(speaker_kind.as_str(), "anonymous" | "collective" | "document" | "role") {
                    span { (speaker_kind) }
                }
                @if let Some(addressee) = &statement.addressee { span { "to " (addressee.name) } }
                @if let Some(medium) = &statement.medium { span { "in " (medium.name) } }
                @if let Some(said) = &statement.said { span { time { (said.value) } } }
                @if let Some(outer) = outer { span { "inside " a href={ "#" (record.statements[outer].id) } { (outer + 1) } } }
                span title="How sure the reader is" { (percent(statement.confidence)) }
            }
            p.evidence { (evidence.join(" · ")) }
            (beside.below(index))
        }
    }
}

#[cfg(test)]
mod tests {
    use onrecord::Pipeline;
    use types::{Body, Given, Origin, Page, Polarity, Record, Span, Speaker, SpeakerKind, Statement};

    use super::*;

    /// A record of `text` whose statements have these contents.
    fn record(text: &str, contents: &[&[&str]]) -> Record {
        let given = Given {
            title: Some("<i>Title</i>".to_owned()),
            url: Some("javascript:alert(1)".to_owned()),
            published: Some("2024-05-27".to_owned()),
            ..Given::default()
        };
        let page = Page { origin: Origin::Stdin, body: Body::Text(text.to_owned()), given };
        let mut record = Pipeline::new().record(&page);
        let span = |part: &&str| {
            let start = text.find(*part).unwrap();
            Span::new(start, start + part.len())
        };
        record.statements = contents
            .iter()
            .enumerate()
            .map(|(index, parts)| Statement {
                id: format!("s{}", index + 1),
                kind: StatementKind::Direct,
                content: parts.iter().map(span).collect(),
                source: Vec::new(),
                cue: Vec::new(),
                act: types::Act::Say,
                polarity: Polarity::Negated,
                speaker: Speaker {
                    actor: None,
                    name: Some("A & B".to_owned()),
                    role: None,
                    kind: SpeakerKind::Named,
                    reason: None,
                },
                addressee: None,
                medium: None,
                said: None,
                nested_in: (index == 1).then(|| "s1".to_owned()),
                confidence: 0.5,
            })
            .collect();
        record
    }

    #[test]
    fn everything_is_escaped_and_linked() {
        let text = "“One <script>alert(1)</script>,” they said, “two ‘three’ four.\n\n“Five.”";
        let parts: &[&[&str]] =
            &[&["“One <script>alert(1)</script>,”", "“two ‘three’ four.", "“Five.”"], &["‘three’"]];
        let record = record(text, parts);
        let page = html(&MarkedArticle::new(&record));
        assert_eq!(page.matches("<script>").count(), 1, "only our own");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(
            page.contains("&lt;i&gt;Title&lt;/i&gt;") && !page.contains("<i>") && page.contains("A &amp; B")
        );
        assert!(!page.contains("href=\"javascript:"), "only web addresses are links");
        for (id, count) in [("id=\"t1\"", 1), ("id=\"t2\"", 1), ("id=\"s1\"", 1), ("href=\"#s1\"", 4)] {
            assert_eq!(page.matches(id).count(), count, "{id} in {page}");
        }
        assert!(page.contains("class=\"content direct nested\" data-s=\"0 1\">‘three’</span>"), "{page}");
        assert!(!page.contains("src=") && !page.contains("@import"), "it needs no other file");
    }

    #[test]
    fn all_words_are_there() {
        let text = "One\n\n“Two,” said three.\nFour\n";
        let record = record(text, &[&["“Two,”"], &["Two,” said three.\nFour"]]);
        let article = MarkedArticle::new(&record);
        let words: Vec<String> = article
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.pieces.iter().map(|piece| piece.text).collect())
            .collect();
        assert_eq!(words, ["One", "“Two,” said three.\nFour"]);
    }
}
