//! What readers of the web page and the API ask for: lists page by page, counts of what a search found, places, outlets.
//!
//! Every list goes on after a place in its order (`after`), never after a number of rows: nothing is shown twice or
//! left out while documents arrive.

mod actors;
mod balance;
mod bound;
mod documents;
mod facets;
mod outlets;
mod places;
mod positions;
mod speakers;
mod statements;
mod topics;

pub use actors::{ActorPlace, ActorQuery, MonthCount};
pub use balance::Balance;
pub use documents::{DocumentPlace, DocumentQuery, Sizes};
pub use facets::{Facet, Facets};
pub use outlets::OutletSummary;
pub use places::{PlaceQuery, PlaceRank, PlaceSummary};
pub use positions::{PositionPlace, PositionQuery};
pub use speakers::{SpeakerOf, Talk};
pub use topics::{Topic, Topics, Usage};

/// Part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, P> {
    /// In order.
    pub items: Vec<T>,
    /// The place after which the next part begins; none at the end.
    pub next: Option<P>,
}

impl<T, P> Page<T, P> {
    /// Of rows that were asked for with one more than the page has.
    pub(crate) fn of(mut items: Vec<T>, limit: usize, place: impl Fn(&T) -> P) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(place) } else { None };
        Self { items, next }
    }
}

/// A limit as SQLite takes it, with one row more, to know whether there are more.
fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}
