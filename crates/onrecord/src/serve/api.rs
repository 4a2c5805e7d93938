//! What programs ask.

pub mod events;
pub mod questions;
pub mod timeline;

use acquire::{Format, Limits};
use axum::http::StatusCode;
use jiff::civil::Date;
use serde::Serialize;
use store::{ActorQuery, DocumentQuery, Facets, PlaceQuery, SaidQuery, Topics, Uttered};
use types::wire;

use super::answer::Answer;
use super::asked::Asked;
use super::lists::{limit, listed, part_after};
use super::problem::Problem;
use crate::commands::fix::described;
use crate::display::{STATEMENT_COLUMNS, said_cells, word};
use crate::exports::annotations;

/// The statements that a request asks for: the same parameters on the page and for programs.
pub fn said_query(asked: &Asked<'_>) -> Result<SaidQuery, Problem> {
    Ok(SaidQuery {
        words: asked.text("q"),
        who: asked.text("who"),
        actor: asked.text("actor"),
        about: asked.text("about"),
        mentions: asked.text("mentions"),
        outlet_is: asked.text("outlet"),
        kind: asked.word("kind")?,
        act: asked.word("act")?,
        speaker_kind: asked.word("speaker_kind")?,
        from: asked.from()?,
        to: asked.to()?,
        document: asked.text("document"),
        order: asked.word("order")?.unwrap_or_default(),
        after: asked.after()?,
        ..SaidQuery::default()
    })
}

/// `GET /api/statements`
pub fn statements(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (query, limit) = (said_query(asked)?, limit(asked)?);
    let page = asked.server.ask(|store| store.said_page(&query, limit))?;
    let next = page.next.as_ref();
    listed(asked, "statements", &page.items, next, &STATEMENT_COLUMNS, said_cells)
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// So many statements are counted by a search at most; the rest would not change what one looks at next.
pub const COUNTED: usize = 10_000;

/// The same of what words find: whoever searches looks at the first ones, and waits for the count.
pub const COUNTED_AT_ONCE: usize = 1_000;

/// The words of so many statements are looked at by a search: each has to be cut from its text.
pub const TOPICS_OF: usize = 100;

/// How what was found is spread, and what it is about.
#[derive(Serialize)]
struct Found {
    #[serde(flatten)]
    facets: Facets,
    topics: Topics,
}

/// `GET /api/facets`
pub fn facets(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let query = said_query(asked)?;
    let (facets, topics) = asked.server.ask(|store| {
        let usage = asked.server.usage(store)?;
        store.facets_and_topics(&query, COUNTED_AT_ONCE, 20, TOPICS_OF, &usage)
    })?;
    whole(&Found { facets, topics })
}

/// The documents that a request asks for.
pub fn document_query(asked: &Asked<'_>) -> Result<DocumentQuery, Problem> {
    Ok(DocumentQuery {
        words: asked.text("q"),
        outlet: asked.text("outlet"),
        from: asked.from()?,
        to: asked.to()?,
        place: asked.number("place")?,
        actor: asked.text("actor"),
        order: asked.word("order")?.unwrap_or_default(),
        after: asked.after()?,
    })
}

/// `GET /api/documents`
pub fn documents(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (query, limit) = (document_query(asked)?, limit(asked)?);
    let page = asked.server.ask(|store| store.documents_page(&query, limit))?;
    let columns =
        ["id", "url", "title", "outlet", "published", "language", "version", "statements", "copy_of"];
    listed(asked, "documents", &page.items, page.next.as_ref(), &columns, |document| {
        vec![
            document.id.clone(),
            text(document.url.as_ref()),
            text(document.title.as_ref()),
            text(document.outlet.as_ref()),
            day(document.published),
            text(document.language.as_ref()),
            document.version.to_string(),
            document.statements.to_string(),
            text(document.copy_of.as_ref()),
        ]
    })
}

fn whole(value: &impl Serialize) -> Result<Answer, Problem> {
    Answer::json(value).map_err(|error| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, format!("The answer cannot be written: {error}."))
    })
}

/// The record of the document in the path.
pub fn record(asked: &Asked<'_>) -> Result<wire::Record, Problem> {
    let (id, version) = (asked.part("id"), asked.number("version")?);
    let found = asked.server.ask(|store| store.archived(id, version))?;
    found.ok_or_else(|| Problem::missing("There is no such document, or no such version of it."))
}

/// `GET /api/documents/{id}`
pub fn document(asked: &Asked<'_>) -> Result<Answer, Problem> {
    whole(&record(asked)?)
}

/// `GET /api/documents/{id}/changes`
pub fn changes(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let found = asked.server.ask(|store| store.changes(asked.part("id")))?;
    whole(&found.ok_or_else(|| Problem::missing("There is no such document."))?)
}

/// `GET /api/documents/{id}/annotations`: <https://www.w3.org/TR/annotation-model/>
pub fn annotations(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let record = record(asked)?;
    let wanted = asked.given("statement");
    let page = annotations::page(&record, |statement| wanted.is_none_or(|wanted| statement == wanted));
    Ok(whole(&page)?.of_kind("application/ld+json"))
}

/// `GET /api/actors`
pub fn actors(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let query = ActorQuery { words: asked.text("q"), kind: asked.word("actor_kind")?, after: asked.after()? };
    let limit = limit(asked)?;
    let page = asked.server.ask(|store| store.actors_page(&query, limit))?;
    let columns = ["id", "name", "kind", "role", "documents"];
    listed(asked, "actors", &page.items, page.next.as_ref(), &columns, |actor| {
        let role = text(actor.role.as_ref());
        vec![actor.id.clone(), actor.name.clone(), word(actor.kind), role, actor.documents.to_string()]
    })
}

/// `GET /api/actors/{id}`
pub fn actor(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let found = asked.server.ask(|store| store.who(asked.part("id")))?;
    whole(&found.ok_or_else(|| Problem::missing("There is no actor with exactly this id."))?)
}

/// `GET /api/places`
pub fn places(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let query = PlaceQuery {
        country: asked.text("country"),
        from: asked.from()?,
        to: asked.to()?,
        event: asked.text("type").map(|kind| kind.to_ascii_uppercase()),
        geonames: None,
        after: asked.after()?,
    };
    let limit = limit(asked)?;
    let page = asked.server.ask(|store| store.places_page(&query, limit))?;
    let columns = ["geonames", "name", "country", "lat", "lon", "documents", "mentions"];
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    listed(asked, "places", &page.items, page.next.as_ref(), &columns, |place| {
        vec![
            place.geonames.to_string(),
            text(place.name.as_ref()),
            text(place.country.as_ref()),
            number(place.lat),
            number(place.lon),
            place.documents.to_string(),
            place.mentions.to_string(),
        ]
    })
}

/// `GET /api/outlets`
pub fn outlets(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let all = asked.server.ask(store::Store::outlets)?;
    let (items, next) = part_after(asked, all, |one| one.outlet.clone())?;
    let columns = ["outlet", "documents", "first", "last"];
    listed(asked, "outlets", &items, next.as_ref(), &columns, |one| {
        vec![one.outlet.clone(), one.documents.to_string(), day(one.first), day(one.last)]
    })
}

/// `GET /api/copies`
pub fn copies(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let all = asked.server.ask(|store| store.copies(asked.given("document")))?;
    let (items, next) = part_after(asked, all, |copy| copy.place.clone())?;
    let columns = ["earliest", "document", "outlet", "published", "title", "url"];
    listed(asked, "copies", &items, next.as_ref(), &columns, |copy| {
        vec![
            copy.first.clone(),
            copy.document.clone(),
            text(copy.outlet.as_ref()),
            day(copy.published),
            text(copy.title.as_ref()),
            text(copy.url.as_ref()),
        ]
    })
}

/// `GET /api/variants`
pub fn variants(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let limit = limit(asked)?;
    let (items, next) = match (asked.text("document"), asked.text("statement"), asked.given("q")) {
        (Some(document), Some(statement), None) => {
            let which = Uttered::By { document, statement };
            (asked.server.ask(|store| store.utterances(&which, limit))?, None)
        }
        (None, None, words) => {
            let after = asked.after()?;
            let found = asked.server.ask(|store| store.compared(words, after, limit))?;
            (found.items, found.next)
        }
        _ => return Err(Problem::wrong("Give q, or document and statement together.")),
    };
    let columns = ["speaker", "wording", "trimmed", "altered", "places"];
    listed(asked, "variants", &items, next.as_ref(), &columns, |utterance| {
        let longest = utterance.wordings.first();
        let places = utterance.wordings.iter().flat_map(|wording| &wording.places);
        let places: Vec<String> =
            places.map(|place| format!("{}#{}", place.document, place.statement)).collect();
        let of = |is: fn(&store::Wording) -> bool| {
            utterance.wordings.iter().filter(|&one| is(one)).count().to_string()
        };
        vec![
            text(utterance.speaker.as_ref()),
            longest.map(|wording| wording.text.clone()).unwrap_or_default(),
            of(|wording| wording.trimmed),
            of(|wording| wording.altered),
            places.join(" "),
        ]
    })
}

/// `GET /api/corrections`
pub fn corrections(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let all = asked.server.ask(store::Store::corrections)?;
    let place = |logged: &store::Logged| (logged.correction.made_at.clone(), logged.correction.id.clone());
    let (items, next) = part_after(asked, all, place)?;
    let columns = ["id", "made_at", "made_by", "state", "what", "reason"];
    listed(asked, "corrections", &items, next.as_ref(), &columns, |logged| {
        let correction = &logged.correction;
        vec![
            correction.id.clone(),
            correction.made_at.clone(),
            text(correction.made_by.as_ref()),
            word(logged.state),
            described(&correction.action),
            text(correction.reason.as_ref()),
        ]
    })
}

/// `POST /read`: one article as a line of JSONL input has it.
pub fn read(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let unreadable =
        |error: &dyn std::fmt::Display| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string());
    // On one line, as the reader of lines wants it.
    let article: serde_json::Value = serde_json::from_slice(&asked.body)
        .map_err(|error| Problem::wrong(format!("The body is no JSON: {error}.")))?;
    let mut pages = acquire::pages_of(article.to_string(), Some(Format::Jsonl), Limits::default());
    match pages.next() {
        Some(Ok(page)) => whole(&wire::Record::from(&asked.server.pipeline.record(&page))),
        Some(Err(error)) => Err(unreadable(&error)),
        None => Err(unreadable(&"The article is empty.")),
    }
}
