//! Who did what to whom: events after PLOVER.
//!
//! Verbal events (a demand, an accusation, a refusal) are mostly statements of a certain act ([`verbal`]). All others, and
//! verbal ones that are no statements, come from trigger words with the parse of their sentence ([`triggers`]).

mod acts;
mod clause;
mod countries;
mod cue;
mod factuality;
mod merge;
mod object;
mod others;
mod parties;
mod senses;
mod setting;
mod sides;
mod triggers;
mod uses;
mod verbal;

use types::{Event, Marks, Place, Quantity, TimedSpan};

pub(crate) use parties::Parties;

/// The events of one document, in the order of their evidence.
pub(crate) fn events(
    parties: &Parties,
    times: &[TimedSpan],
    places: &[Place],
    quantities: &[Quantity],
    marks: &Marks,
) -> Vec<Event> {
    let mut found = verbal::events(parties, &marks.syntax);
    let mut told = triggers::Reader { parties, marks, quantities, places }.events();
    let setting = setting::Setting { article: parties.article, times, places, quantities };
    for event in &mut told {
        setting.fill(event);
    }
    found.extend(told);
    merge::merged(parties.article, found)
}
