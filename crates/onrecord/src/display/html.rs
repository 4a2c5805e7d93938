//! The marked article as one HTML page that needs nothing else: no network, no other file; it works without its script.

use std::collections::{BTreeSet, HashMap};

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};
use types::{PublishedBasis, Role, StatementKind, wire};

use super::article::{Fact, Mark, MarkedArticle, Paragraph, Piece};
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

    /// Where more about an actor of the archive stands.
    fn actor(&self, _archive: &str) -> Option<String> {
        None
    }

    /// Where else the record of the statement with this index is to be had.
    fn also(&self, _statement: usize) -> Markup {
        Markup::default()
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
                main.marked lang=[document.language.as_deref()] { (body(article, &record, &Alone)) }
                (facts_lists(&record, &Alone))
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
    let named = Named::new(record);
    let mut anchored = BTreeSet::new();
    markup! {
        @for (index, paragraph) in article.paragraphs.iter().enumerate() {
            // The title stands above already; its row stays when it has evidence in it.
            @let is_title = index == 0 && article.begins_with_title()
                && paragraph.statements.is_empty() && paragraph.events.is_empty() && is_only(paragraph, title);
            @if !is_title { (row(article, record, paragraph, beside, &named, &mut anchored)) }
        }
    }
}

/// What the facts of a record are on its page.
struct Named {
    /// The id of the item or card, its words, and its class.
    items: HashMap<Fact, (String, String, &'static str)>,
}

impl Named {
    fn new(record: &wire::Record) -> Self {
        let mut items = HashMap::new();
        for list in facts::lists(record) {
            for item in list.items {
                for fact in item.facts {
                    items.insert(fact, (item.id.clone(), item.words.clone(), class(fact)));
                }
            }
        }
        let mut taken = BTreeSet::new();
        for (index, event) in record.events.iter().enumerate() {
            let mut id = event_id(event.evidence);
            if !taken.insert(id.clone()) {
                // Two events in the same words.
                id = format!("event{}", index + 1);
            }
            items.insert(Fact::Event(index), (id, facts::event(event), class(Fact::Event(index))));
        }
        Self { items }
    }
}

const fn class(fact: Fact) -> &'static str {
    match fact {
        Fact::Event(_) => "event",
        Fact::Actor(_) => "actor",
        Fact::Place(_) => "place",
        Fact::Time(_) => "time",
        Fact::Quantity(_) => "quantity",
    }
}

/// The id of an event's card on the page of its article, from its evidence.
pub fn event_id([start, end]: wire::Points) -> String {
    format!("e{start}-{end}")
}

/// Who, when, where and how much, each leading to its first mention.
pub fn facts_lists(record: &wire::Record, beside: &dyn Beside) -> Markup {
    markup! {
        @for list in facts::lists(record) {
            details.facts-list open {
                summary { (list.heading) " (" (list.items.len()) ")" }
                ul {
                    @for item in &list.items {
                        li id=(item.id) data-f=(item.id) {
                            a href={ "#m-" (item.id) } { (item.words) }
                            @if let Some(more) = item.archive.as_deref().and_then(|archive| beside.actor(archive)) {
                                " · " a href=(more) { "page" }
                            }
                        }
                    }
                }
            }
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
            span.source { "who says it" } " " span.cue { "by which words" } " "
            span { span.fact { "who, where" } } " " span { span.fact.time { "when, how much" } } " "
            @if !record.events.is_empty() { span { span.fact.event { "events " (record.events.len()) } } }
        }
    }
}

/// A paragraph with its statements beside it.
fn row(
    article: &MarkedArticle<'_>,
    record: &wire::Record,
    paragraph: &Paragraph<'_>,
    beside: &dyn Beside,
    named: &Named,
    anchored: &mut BTreeSet<String>,
) -> Markup {
    let mut linked = BTreeSet::new();
    markup! {
        section.paragraph {
            p.text { @for piece in &paragraph.pieces { (marked(article, record, piece, named, anchored, &mut linked)) } }
            @if !paragraph.statements.is_empty() || !paragraph.events.is_empty() {
                ol.statements {
                    @for &index in &paragraph.statements { (card(record, index, beside)) }
                    @for &index in &paragraph.events { (event_card(record, index, named)) }
                }
            }
        }
    }
}

/// The record of an event.
fn event_card(record: &wire::Record, index: usize, named: &Named) -> Markup {
    let (event, Some((id, ..))) = (&record.events[index], named.items.get(&Fact::Event(index))) else {
        return Markup::default();
    };
    let party = |party: &Option<wire::Participant>| party.as_ref().map(|party| party.name.clone());
    let factuality = word(event.factuality);
    markup! {
        li.card.event id=(id) data-f=(id) {
            p.who {
                a.kind href={ "#m-" (id) } { (facts::event_type(&event.kind, event.mode.as_deref())) }
                @if let Some(actor) = party(&event.actor) { " " b { (actor) } }
                @if let Some(recipient) = party(&event.recipient) { " → " b { (recipient) } }
            }
            p.facts {
                span class=[(factuality != "asserted").then_some("warn")] { (factuality) }
                @if let Some(when) = &event.when { span { time { (when.value) } } }
                @if let Some(place) = &event.place { span { "in " (place.name) } }
                @if let Some(killed) = event.killed { span { (killed) " killed" } }
                @if let Some(wounded) = event.wounded { span { (wounded) " wounded" } }
                @if let Some(size) = event.size { span { (size) " people" } }
                @if let Some(statement) = &event.statement { span { "said in " a href={ "#" (statement) } { (statement) } } }
            }
        }
    }
}

fn marked(
    article: &MarkedArticle<'_>,
    record: &wire::Record,
    piece: &Piece<'_>,
    named: &Named,
    anchored: &mut BTreeSet<String>,
    linked: &mut BTreeSet<String>,
) -> Markup {
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
        @let words = fact(piece, named, anchored, linked);
        @if classes.is_empty() { (words) }
        @else { span class=(classes.join(" ")) data-s=(statements.join(" ")) { (words) } }
    }
}

/// The words of a piece, with what they name. Whoever is named several times in a paragraph is one stop for the keyboard.
fn fact(
    piece: &Piece<'_>,
    named: &Named,
    anchored: &mut BTreeSet<String>,
    linked: &mut BTreeSet<String>,
) -> Markup {
    let known: Vec<(&(String, String, &str), bool)> =
        piece.facts.iter().filter_map(|(fact, begins)| Some((named.items.get(fact)?, *begins))).collect();
    let Some(&((id, note, class), begins)) = known.last() else { return markup! { (piece.text) } };
    // An event mostly begins with a name that lies inside of it.
    let anchors: Vec<&String> = known
        .iter()
        .filter(|(_, begins)| *begins)
        .map(|((id, ..), _)| id)
        .filter(|id| anchored.insert((*id).clone()))
        .collect();
    let (own, others): (Vec<&String>, Vec<&String>) = anchors.into_iter().partition(|anchor| *anchor == id);
    let ids: Vec<&str> = known.iter().map(|((id, ..), _)| id.as_str()).collect();
    let anchor = own.first().map(|id| format!("m-{id}"));
    let outer = known.iter().any(|((_, _, class), _)| *class == "event") && *class != "event";
    let classes = format!("fact {class}{}", if outer { " in-event" } else { "" });
    markup! {
        @for other in others { span id={ "m-" (other) } {} }
        @if begins && linked.insert(id.clone()) {
            a class=(classes) href={ "#" (id) } id=[anchor] data-f=(ids.join(" ")) data-note=(note) { (piece.text) }
        } @else {
            span class=(classes) id=[anchor] data-f=(ids.join(" ")) data-note=(note) { (piece.text) }
        }
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
            details.cite {
                summary { "Cite" }
                p.citation { (citation(record, statement)) }
                button.copy type="button" hidden { "Copy" }
                (beside.also(index))
            }
            (beside.below(index))
            p.evidence { (evidence.join(" · ")) }
        }
    }
}

/// The words with whom and where they come from, as one puts it into a text of one's own.
pub fn citation(record: &wire::Record, statement: &wire::Statement) -> String {
    let document = &record.document;
    let day = |day: &String| day.parse().map_or_else(|_| day.clone(), super::plain::day);
    let words = statement.content_text.trim();
    let quoted = words.starts_with(['“', '"', '‘', '«', '„']);
    let words = if quoted { words.to_owned() } else { format!("“{words}”") };
    let place = [
        document.title.as_ref().map(|title| format!("“{title}”")),
        document.outlet.clone(),
        document.published.as_ref().map(day),
        Some(document.url.clone().unwrap_or_else(|| document.id.clone())),
    ];
    let place: Vec<String> = place.into_iter().flatten().collect();
    format!("{words} — {} ({}). {}.", speaker(&statement.speaker), word(statement.kind), place.join(", "))
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
