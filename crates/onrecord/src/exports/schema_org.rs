//! schema.org JSON-LD: articles with their quotations and claims, and drafts of fact checks.

use std::io::Write;

use serde_json::{Value, json};
use types::{ActorKind, Polarity, SpeakerKind, StatementKind, wire};

use super::{day, document_urn, pruned, published, urn, web_address};
use crate::display::speaker;

/// Which nodes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// Articles, quotations and claims.
    Articles,
    /// A draft of a fact check for each statement.
    Reviews,
}

/// One JSON-LD document, node after node.
pub struct Graph<W> {
    output: W,
    nodes: Nodes,
    empty: bool,
}

impl<W: Write> Graph<W> {
    /// Begins it.
    pub fn new(mut output: W, nodes: Nodes) -> anyhow::Result<Self> {
        output.write_all(b"{\"@context\":\"https://schema.org\",\"@graph\":[")?;
        Ok(Self { output, nodes, empty: true })
    }

    /// Adds what a record holds.
    pub fn record(&mut self, record: &wire::Record) -> anyhow::Result<()> {
        let nodes = match self.nodes {
            Nodes::Articles => articles(record),
            Nodes::Reviews => reviews(record),
        };
        for node in nodes {
            self.output.write_all(if std::mem::take(&mut self.empty) { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut self.output, &node)?;
        }
        Ok(())
    }

    /// Ends it.
    pub fn finish(mut self) -> anyhow::Result<W> {
        self.output.write_all(b"\n]}\n")?;
        Ok(self.output)
    }
}

/// The name of an article: its address, else ours.
fn article_id(document: &wire::Document) -> String {
    match web_address(document) {
        Some(url) if document.version.is_none_or(|version| version == 1) => url.to_owned(),
        _ => document_urn(document),
    }
}

fn articles(record: &wire::Record) -> Vec<Value> {
    let document = &record.document;
    let article = json!({
        "@type": "NewsArticle",
        "@id": article_id(document),
        "identifier": document.id,
        "url": web_address(document),
        "headline": document.title,
        "datePublished": published(document),
        "articleSection": document.section,
        "inLanguage": document.language,
        "publisher": document.outlet.as_ref().map(|name| json!({ "@type": "Organization", "name": name })),
        "author": document.byline.iter().map(|name| json!({ "@type": "Person", "name": name })).collect::<Vec<_>>(),
    });
    let statements = made(record).map(|statement| {
        let mut node = json!({
            "@id": statement_id(document, statement),
            "text": statement.content_text,
            "creditText": credit(statement),
            "inLanguage": document.language,
        });
        let said = day(statement.said.as_ref()).map(|day| day.to_string());
        let who = who(record, statement);
        // Only what stands between quotation marks, or was written by its author, are somebody's own words.
        let is_verbatim = matches!(statement.kind, StatementKind::Direct | StatementKind::Post);
        let article = json!({ "@id": article_id(document) });
        let more = if is_verbatim {
            json!({ "@type": "Quotation", "spokenByCharacter": who, "dateCreated": said, "isPartOf": article })
        } else {
            json!({ "@type": "Claim", "author": who, "dateCreated": said, "appearance": article })
        };
        join(&mut node, more);
        node
    });
    std::iter::once(article).chain(statements).map(pruned).collect()
}

/// Statements that were made: what somebody did not say, or might say, is no quotation.
fn made(record: &wire::Record) -> impl Iterator<Item = &wire::Statement> {
    record.statements.iter().filter(|statement| statement.polarity == Polarity::Asserted)
}

fn statement_id(document: &wire::Document, statement: &wire::Statement) -> String {
    format!("{}#{}", document_urn(document), statement.id)
}

fn join(node: &mut Value, more: Value) {
    if let (Value::Object(node), Value::Object(more)) = (node, more) {
        node.extend(more);
    }
}

/// The speaker in words, whoever it is.
fn credit(statement: &wire::Statement) -> Option<String> {
    (statement.speaker.kind != SpeakerKind::Unresolved).then(|| speaker(&statement.speaker))
}

/// Whom the article names as the speaker; none where it names nobody.
fn who(record: &wire::Record, statement: &wire::Statement) -> Option<Value> {
    let speaker = &statement.speaker;
    let name = speaker.name.as_ref().filter(|_| speaker.kind == SpeakerKind::Named)?;
    let actor = record.actors.iter().find(|actor| Some(&actor.id) == speaker.actor.as_ref());
    let kind = match actor.map(|actor| actor.kind) {
        Some(ActorKind::Person) => "Person",
        Some(ActorKind::Government) => "GovernmentOrganization",
        Some(ActorKind::Organisation | ActorKind::Group) => "Organization",
        // A place or a document says nothing of its own.
        Some(ActorKind::Document | ActorKind::Place) | None => return None,
    };
    let role = speaker.role.as_ref().filter(|_| kind == "Person");
    let id = speaker.archive.as_deref().map(urn);
    Some(json!({ "@type": kind, "@id": id, "name": name, "jobTitle": role }))
}

/// A fact check has a verdict, which nobody has given here: the drafts have everything else.
fn reviews(record: &wire::Record) -> Vec<Value> {
    let document = &record.document;
    let article = json!({
        "@type": "NewsArticle",
        "@id": article_id(document),
        "url": web_address(document),
        "headline": document.title,
        "datePublished": published(document),
        "publisher": document.outlet.as_ref().map(|name| json!({ "@type": "Organization", "name": name })),
    });
    made(record)
        .map(|statement| {
            let id = statement_id(document, statement);
            pruned(json!({
                "@type": "ClaimReview",
                "@id": format!("{id}-review"),
                "creativeWorkStatus": "Draft",
                "claimReviewed": statement.content_text,
                "itemReviewed": {
                    "@type": "Claim",
                    "@id": id,
                    "text": statement.content_text,
                    "creditText": credit(statement),
                    "author": who(record, statement),
                    "dateCreated": day(statement.said.as_ref()).map(|day| day.to_string()),
                    "appearance": article,
                },
            }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::record;
    use super::*;

    fn written(nodes: Nodes) -> Value {
        let mut graph = Graph::new(Vec::new(), nodes).unwrap();
        graph.record(&record("")).unwrap();
        graph.record(&record("two")).unwrap();
        serde_json::from_slice(&graph.finish().unwrap()).unwrap()
    }

    /// The properties that schema.org gives to the types that we use, of those that we use.
    const PROPERTIES: [(&str, &[&str]); 6] = [
        (
            "NewsArticle",
            &[
                "identifier",
                "url",
                "headline",
                "datePublished",
                "articleSection",
                "inLanguage",
                "publisher",
                "author",
            ],
        ),
        ("Quotation", &["text", "creditText", "inLanguage", "spokenByCharacter", "dateCreated", "isPartOf"]),
        ("Claim", &["text", "creditText", "inLanguage", "author", "dateCreated", "appearance"]),
        ("ClaimReview", &["creativeWorkStatus", "claimReviewed", "itemReviewed"]),
        ("Person", &["name", "jobTitle"]),
        ("Organization", &["name"]),
    ];

    /// Every node has a type and only properties that schema.org knows of it; a reference is an id alone.
    fn check(node: &Value) {
        let fields = node.as_object().unwrap();
        if fields.len() == 1 && fields.contains_key("@id") {
            return;
        }
        let kind = node["@type"].as_str().unwrap();
        let (_, known) =
            PROPERTIES.iter().find(|(name, _)| *name == kind).unwrap_or_else(|| panic!("{kind}"));
        for (name, value) in fields.iter().filter(|(name, _)| !name.starts_with('@')) {
            assert!(known.contains(&name.as_str()), "{kind}.{name}");
            let values = value.as_array().map_or_else(|| vec![value], |values| values.iter().collect());
            values.into_iter().filter(|value| value.is_object()).for_each(check);
        }
    }

    #[test]
    fn types_have_their_properties_only() {
        for nodes in [Nodes::Articles, Nodes::Reviews] {
            let document = written(nodes);
            let graph = document["@graph"].as_array().unwrap();
            assert!(graph.len() >= 4);
            graph.iter().for_each(check);
        }
    }

    #[test]
    fn own_words_are_quotations_and_other_words_are_claims() {
        let document = written(Nodes::Articles);
        assert_eq!(document["@context"], "https://schema.org");
        let graph = document["@graph"].as_array().unwrap();
        let kinds: Vec<&str> = graph.iter().map(|node| node["@type"].as_str().unwrap()).collect();
        // What officials declined to say is neither.
        assert_eq!(kinds, ["NewsArticle", "Quotation", "Claim", "NewsArticle", "Quotation", "Claim"]);
        assert_eq!(graph[1]["spokenByCharacter"]["@id"], "urn:onrecord:person%3Aines-calder");
        assert_eq!(graph[1]["isPartOf"]["@id"], graph[0]["@id"]);
        assert_eq!(graph[2]["dateCreated"], "2024-05-14");
    }

    #[test]
    fn a_draft_of_a_fact_check_has_no_verdict() {
        let document = written(Nodes::Reviews);
        let review = &document["@graph"][0];
        assert_eq!(review["claimReviewed"], review["itemReviewed"]["text"]);
        assert_eq!(review["creativeWorkStatus"], "Draft");
        assert_eq!(review.get("reviewRating"), None);
    }

    #[test]
    fn an_inferred_day_is_no_date_of_publication() {
        let mut record = record("");
        record.document.published_basis = Some(types::PublishedBasis::Inferred);
        assert_eq!(articles(&record)[0].get("datePublished"), None);
    }
}
