//! What happened.

use store::{DidQuery, Happening};

use crate::display::{HAPPENING_COLUMNS, geojson, happening_cells};
use crate::serve::answer::Answer;
use crate::serve::asked::Asked;
use crate::serve::lists::{limit, listed_rows};
use crate::serve::problem::Problem;

/// The events that a request asks for: the same parameters on the page and for programs.
pub fn did_query(asked: &Asked<'_>) -> Result<DidQuery, Problem> {
    Ok(DidQuery {
        who: asked.text("who"),
        to: asked.text("whom"),
        kinds: asked.text("type").map(|kind| kind.to_ascii_uppercase()).into_iter().collect(),
        place: asked.text("where"),
        from: asked.from()?,
        until: asked.to()?,
        factuality: asked.word("factuality")?,
        document: asked.text("document"),
        order: asked.word("order")?.unwrap_or_default(),
        after: asked.after()?,
        ..DidQuery::default()
    })
}

/// `GET /api/events`
pub fn events(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (query, limit) = (did_query(asked)?, limit(asked)?);
    let page = asked.server.ask(|store| store.did_page(&query, limit))?;
    // One row for each report: no document is left out.
    listed_rows(asked, "events", &page.items, page.next.as_ref(), &HAPPENING_COLUMNS, happening_cells)
}

/// `GET /api/events.geojson`: the events of which the place is known, as a FeatureCollection.
pub fn on_the_map(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let (query, limit) = (did_query(asked)?, limit(asked)?);
    let found: Vec<Happening> = asked.server.ask(|store| store.did_page(&query, limit))?.items;
    Ok(super::whole(&geojson(&found))?.of_kind("application/geo+json"))
}
