//! Where and when an event happened, and how many it killed, as far as its own words say.

use types::{Event, Party, Place, Quantity, Span, TimeType, TimedSpan};

use crate::article::{Article, is_capitalised};
use crate::clause::is_one_of;
use crate::lexicon::nouns;

/// What the record knows of places, times and counts.
pub(super) struct Setting<'s, 'a> {
    pub article: &'s Article<'a>,
    pub times: &'s [TimedSpan],
    pub places: &'s [Place],
    pub quantities: &'s [Quantity],
}

impl Setting<'_, '_> {
    /// Fills what the event's evidence says and the event does not know yet.
    pub fn fill(&self, event: &mut Event) {
        if event.place.is_none() {
            event.place = self.place(event);
        }
        if event.when.is_none() {
            event.when = self.when(event.evidence);
        }
        for quantity in inside(self.quantities, event.evidence, |quantity| quantity.span) {
            let of = quantity.of.as_deref().unwrap_or_default();
            let has = |list: &str| of.split_whitespace().any(|word| is_one_of(list, word));
            if event.kind == "ASSAULT" && has("kill dead die murder slay") {
                event.killed = event.killed.or(quantity.value);
            } else if event.kind == "ASSAULT" && has("wound injure hurt") {
                event.wounded = event.wounded.or(quantity.value);
            } else if event.kind == "PROTEST"
                && has("person people protester demonstrator worker supporter student")
            {
                event.size = event.size.or(quantity.value);
            }
        }
    }

    /// The place behind "in", "at", "near" and the like; else the recipient, where it is a place.
    fn place(&self, event: &Event) -> Option<Party> {
        let party = |place: &Place| Party {
            name: place.name.clone().unwrap_or_else(|| place.span.of(self.article.text).to_owned()),
            span: Some(place.span),
        };
        let places: Vec<&Place> = inside(self.places, event.evidence, |place| place.span).collect();
        let within = places.iter().find(|place| {
            let tokens = self.article.tokens(place.span);
            let mut before = tokens.start;
            while before > 0
                && matches!(
                    self.article.token(before - 1),
                    "the"
                        | "northern"
                        | "southern"
                        | "eastern"
                        | "western"
                        | "central"
                        | "nearby"
                        | "downtown"
                )
            {
                before -= 1;
            }
            // "Mother Teresa of Calcutta", "Jo Doe, 40, of Springfield", "a man from Springfield" did not say where anything happened.
            let origin = before > 1 && {
                let preposition = self.article.token(before - 1);
                let owner = self.article.token(before - 2);
                let person = nouns::is_person(&nouns::singular(owner).0);
                preposition == "of" && (is_capitalised(owner) || owner == "," || person)
                    || preposition == "from" && person
            };
            before > 0
                && !origin
                && matches!(
                    self.article.token(before - 1),
                    "in" | "at"
                        | "near"
                        | "outside"
                        | "around"
                        | "across"
                        | "inside"
                        | "off"
                        | "from"
                        | "In"
                        | "on"
                        | "of"
                )
                && !is_side(event, place.span)
        });
        let hit = || {
            let span = event.recipient.as_ref()?.span?;
            // A surname that was taken for a place has neither.
            let known = |place: &&&Place| place.name.is_some() || place.country.is_some();
            places.iter().filter(known).find(|place| span.overlaps(place.span))
        };
        // Of several places the words do not say which.
        let alone = |place: &&&Place| places.iter().all(|other| other.name == place.name);
        hit().or(within.filter(alone)).map(|place| party(place))
    }

    /// The only time in the words; of several the last, which stands beside the verb more often than in a clause before it.
    fn when(&self, evidence: Span) -> Option<types::When> {
        inside(self.times, evidence, |time| time.span)
            .filter(|time| matches!(time.kind, TimeType::Date | TimeType::Time))
            .filter_map(|time| time.when.clone())
            .next()
    }
}

/// Whether the place is one of the parties.
fn is_side(event: &Event, span: Span) -> bool {
    [&event.actor, &event.recipient]
        .into_iter()
        .flatten()
        .any(|party| party.span.is_some_and(|side| side == span))
}

/// What lies inside `span`; `all` is in order.
fn inside<'i, T>(
    all: &'i [T],
    span: Span,
    of: impl Fn(&T) -> Span + Copy + 'i,
) -> impl Iterator<Item = &'i T> {
    let from = all.partition_point(|one| of(one).start < span.start);
    all[from..]
        .iter()
        .take_while(move |one| of(one).start < span.end)
        .filter(move |one| span.contains(of(one)))
}
