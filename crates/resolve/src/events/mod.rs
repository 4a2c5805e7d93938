//! Who did what to whom: events after PLOVER.
//!
//! Verbal events (a demand, an accusation, a refusal) are mostly statements of a certain act ([`verbal`]). All others, and
//! verbal ones that are no statements, come from trigger words with the parse of their sentence ([`triggers`]).

mod acts;
mod countries;
mod cue;
mod factuality;
mod features;
mod merge;
mod network;
mod object;
mod others;
mod parties;
mod senses;
mod setting;
mod sides;
mod triggers;
mod uses;
mod verbal;
mod verdict;

use types::{Event, Marks, Place, Quantity, Span, TimedSpan};

pub(crate) use countries::is_country;
pub(crate) use features::{Role, Whom};
pub(crate) use parties::Parties;
pub(crate) use verdict::Evidence;

/// The events of one document, in the order of their evidence. `show` is given what the model sees of each candidate.
pub(crate) fn events(
    parties: &Parties,
    times: &[TimedSpan],
    places: &[Place],
    quantities: &[Quantity],
    marks: &Marks,
    show: &mut dyn FnMut(&Evidence),
) -> Vec<Event> {
    let syntax = if marks.parsed_for_events { &marks.syntax[..] } else { &[] };
    let mut found = verbal::events(parties, syntax);
    let cues: Vec<Span> = found.iter().map(|candidate| candidate.told_by).collect();
    let mut told = triggers::Reader { parties, marks, quantities, places, told: &cues }.events();
    let setting = setting::Setting { article: parties.article, times, places, quantities };
    for candidate in &mut told {
        setting.fill(&mut candidate.event);
    }
    found.extend(told);
    let judged = found.into_iter().filter_map(|candidate| {
        match Evidence::of(parties, &candidate, syntax) {
            Some(evidence) => {
                show(&evidence);
                evidence.judged(parties, syntax)
            }
            // Without a parse the rules decide.
            None => candidate.doubts.is_empty().then_some(candidate.event),
        }
    });
    merge::merged(parties.article, judged.collect())
}
