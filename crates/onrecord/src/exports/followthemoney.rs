//! FollowTheMoney entities, one JSON object a line: <https://followthemoney.tech>. Property names and types are those of
//! its model 4; CI holds what is written against that model.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use types::{ActorKind, Factuality, Polarity, wire};

use super::{day, document_urn, pruned, published, web_address};
use crate::display::word;

/// Actors of all records: one that several documents know is one entity.
#[derive(Default)]
pub struct Entities {
    actors: BTreeMap<String, Known>,
}

/// What all records say of an actor.
struct Known {
    kind: ActorKind,
    names: BTreeSet<String>,
    roles: BTreeSet<String>,
    countries: BTreeSet<String>,
}

impl Entities {
    /// The entities of a record but for its actors, who come last: see [`Entities::actors`].
    pub fn record(&mut self, record: &wire::Record) -> Vec<Value> {
        for actor in &record.actors {
            self.meet(actor);
        }
        let mut entities = vec![article(record)];
        entities.extend(record.actors.iter().filter_map(|actor| mention(record, actor)));
        entities.extend(record.statements.iter().filter_map(|statement| note(record, statement)));
        entities.extend(
            record.events.iter().enumerate().filter_map(|(number, event)| self::event(record, number, event)),
        );
        entities
    }

    fn meet(&mut self, actor: &wire::Actor) {
        let (Some(id), Some(_)) = (&actor.archive, schema(actor.kind)) else { return };
        let known = self.actors.entry(id.clone()).or_insert_with(|| Known {
            kind: actor.kind,
            names: BTreeSet::new(),
            roles: BTreeSet::new(),
            countries: BTreeSet::new(),
        });
        // Of several kinds the one that says least is certain.
        if breadth(actor.kind) > breadth(known.kind) {
            known.kind = actor.kind;
        }
        known.names.insert(actor.name.clone());
        known.roles.extend(actor.roles.iter().cloned());
        known.countries.extend(actor.government_of.as_ref().map(|country| country.to_ascii_lowercase()));
    }

    /// Everybody whom the archive knows across documents.
    pub fn actors(self) -> impl Iterator<Item = Value> {
        self.actors.into_iter().filter_map(|(id, known)| {
            let is_person = known.kind == ActorKind::Person;
            Some(entity(
                actor_id(&id),
                schema(known.kind)?,
                json!({
                    "name": known.names,
                    "position": if is_person { json!(known.roles) } else { Value::Null },
                    "country": if is_person { Value::Null } else { json!(known.countries) },
                }),
            ))
        })
    }
}

const fn breadth(kind: ActorKind) -> u8 {
    match kind {
        ActorKind::Government => 0,
        ActorKind::Organisation | ActorKind::Person => 1,
        ActorKind::Group | ActorKind::Document | ActorKind::Place => 2,
    }
}

/// The schema of an actor; none of what is no legal entity.
const fn schema(kind: ActorKind) -> Option<&'static str> {
    match kind {
        ActorKind::Person => Some("Person"),
        ActorKind::Government => Some("PublicBody"),
        ActorKind::Organisation => Some("Organization"),
        ActorKind::Group => Some("LegalEntity"),
        ActorKind::Document | ActorKind::Place => None,
    }
}

/// Its ids have letters, digits, points and hyphens only.
fn id(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hash: String = hash.finalize().iter().take(20).map(|byte| format!("{byte:02x}")).collect();
    format!("onrecord-{hash}")
}

fn actor_id(archive: &str) -> String {
    id(&["actor", archive])
}

fn article_id(record: &wire::Record) -> String {
    id(&["document", &document_urn(&record.document)])
}

/// Values are lists of texts, whatever there is of them.
fn entity(id: String, schema: &str, properties: Value) -> Value {
    let mut properties = pruned(properties);
    if let Some(properties) = properties.as_object_mut() {
        for value in properties.values_mut() {
            if !value.is_array() {
                *value = json!([value]);
            }
        }
    }
    json!({ "id": id, "schema": schema, "properties": properties })
}

fn article(record: &wire::Record) -> Value {
    let document = &record.document;
    let language = document.language.as_deref().is_some_and(|language| language.starts_with("en"));
    entity(
        article_id(record),
        "Article",
        json!({
            "title": document.title,
            "author": document.byline,
            "publisher": document.outlet,
            "publishedAt": published(document),
            "language": language.then_some("eng"),
            "sourceUrl": web_address(document),
            "bodyText": document.text,
        }),
    )
}

fn mention(record: &wire::Record, actor: &wire::Actor) -> Option<Value> {
    let schema = schema(actor.kind)?;
    Some(entity(
        id(&["mention", &document_urn(&record.document), &actor.id]),
        "Mention",
        json!({
            "document": article_id(record),
            "name": actor.name,
            "detectedSchema": schema,
            "resolved": actor.archive.as_deref().map(actor_id),
        }),
    ))
}

/// A statement that was made: a note on its speaker, proved by the article.
fn note(record: &wire::Record, statement: &wire::Statement) -> Option<Value> {
    if statement.polarity != Polarity::Asserted {
        return None;
    }
    let document = &record.document;
    let speaker = &statement.speaker;
    let actor = record.actors.iter().find(|actor| Some(&actor.id) == speaker.actor.as_ref());
    let is_entity = actor.is_some_and(|actor| actor.archive.is_some() && schema(actor.kind).is_some());
    let said = day(statement.said.as_ref()).map(|day| format!(", {day}")).unwrap_or_default();
    let who = speaker.name.as_deref().or(speaker.role.as_deref()).unwrap_or("unresolved");
    Some(entity(
        id(&["statement", &document_urn(document), &statement.id]),
        "Note",
        json!({
            "description": statement.content_text,
            "summary": format!("{who} ({}, {}{said})", word(statement.kind), word(statement.act)),
            "entity": speaker.archive.as_deref().filter(|_| is_entity).map(actor_id),
            "proof": article_id(record),
            "publisher": document.outlet,
            "sourceUrl": web_address(document),
        }),
    ))
}

/// An event that is told as a fact, or alleged, which its name says then; plans and denials are none.
fn event(record: &wire::Record, number: usize, event: &wire::Event) -> Option<Value> {
    let alleged = match event.factuality {
        Factuality::Asserted => "",
        Factuality::Alleged => " (alleged)",
        Factuality::Denied | Factuality::Planned | Factuality::Hypothetical => return None,
    };
    let document = &record.document;
    let name = |participant: &Option<wire::Participant>| {
        participant.as_ref().map(|participant| participant.name.clone()).unwrap_or_else(|| "?".to_owned())
    };
    let involved = [&event.actor, &event.recipient].into_iter().flatten().filter_map(|participant| {
        let actor = record.actors.iter().find(|actor| Some(&actor.id) == participant.actor.as_ref())?;
        schema(actor.kind)?;
        actor.archive.as_deref().map(actor_id)
    });
    let when = event.when.as_ref();
    let single = day(when);
    let ends = when.filter(|_| single.is_none());
    let place = super::place_of(record, event);
    let text = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    Some(entity(
        id(&["event", &document_urn(document), &number.to_string()]),
        "Event",
        json!({
            "name": format!("{}: {} → {}{alleged}", event.kind, name(&event.actor), name(&event.recipient)),
            "summary": event.evidence_text,
            "involved": involved.collect::<BTreeSet<_>>(),
            "location": event.place.as_ref().map(|place| place.name.clone()),
            "country": place.and_then(|place| place.country.as_ref()).map(|country| country.to_ascii_lowercase()),
            "date": text(single),
            "startDate": text(ends.and_then(|when| when.earliest)),
            "endDate": text(ends.and_then(|when| when.latest)),
            "keywords": [Some(event.kind.clone()), event.mode.clone(), Some(word(event.factuality))],
            "proof": article_id(record),
            "publisher": document.outlet,
            "sourceUrl": web_address(document),
        }),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::samples::record;
    use super::*;

    #[test]
    fn one_person_in_two_articles_is_one_entity_to_which_all_lead() {
        let mut entities = Entities::default();
        let mut written = entities.record(&record(""));
        let mut other = record("other");
        other.actors[0].name = "Inés Calder".to_owned();
        written.extend(entities.record(&other));
        written.extend(entities.actors());
        let of = |schema: &str| -> Vec<&Value> {
            written.iter().filter(|entity| entity["schema"] == schema).collect()
        };
        assert_eq!(
            ["Article", "Mention", "Note", "Event", "Person"].map(|schema| of(schema).len()),
            [2, 4, 4, 2, 1]
        );
        let person = of("Person")[0];
        assert_eq!(person["properties"]["name"], json!(["Ines Calder", "Inés Calder"]));
        let ids: BTreeSet<&str> = written.iter().map(|entity| entity["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), written.len());
        for entity in &written {
            for (name, values) in entity["properties"].as_object().unwrap() {
                for value in values.as_array().unwrap() {
                    let value = value.as_str().unwrap();
                    if ["document", "resolved", "entity", "proof", "involved"].contains(&name.as_str()) {
                        assert!(ids.contains(value), "{name}: {value}");
                    }
                }
            }
        }
        assert_eq!(of("Note")[0]["properties"]["entity"][0], person["id"]);
        // Rebels are known in the articles only, and what they are said to have done is no fact.
        assert_eq!(of("Event")[0]["properties"]["name"][0], "ASSAULT: Rebels → ? (alleged)");
        assert_eq!(of("Mention")[1]["properties"].get("resolved"), None);
    }
}
